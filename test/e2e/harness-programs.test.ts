// A repository whose every setting runs a program: no verb runs one of them, and each finds what is there.
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { cleanEnvironment, removeFolder, run, TestRepository } from '../repository.ts';
import { pairs, slice } from '../slice.ts';
import { ALL_VERBS, type Ground, hasTerminal, launch, type Manner, PATIENCE, type Verb, verbs } from './harness.ts';
import { complaints, fingerprint } from './harness-honesty.ts';
import { HostileRepository } from './harness-repository.ts';

vi.setConfig(PATIENCE);

let hostile: HostileRepository;
beforeAll(async () => {
  hostile = await HostileRepository.make();
});
afterAll(() => hostile.remove());
beforeEach(() => void hostile.taken());

const MANNERS: readonly (readonly [string, () => Manner])[] = [
  ['without a terminal', () => ({})],
  ...(hasTerminal ? [['on a terminal', () => ({ terminal: true })] as const] : []),
  ['in a hostile environment', () => ({ env: hostile.environment() })],
];
/** What does not read the blob that is missing. */
const READS_ALL = /^scan|commit-msg|pre-receive/;

async function expectUnharmed(verb: Verb, manner: Manner): Promise<void> {
  const { ground } = hostile;
  const before = fingerprint(ground.repository.path);
  const outcome = await launch(verb, ground, manner);
  expect(hostile.taken(), 'programs that ran').toEqual([]);
  const wrong = complaints(verb, outcome, READS_ALL.test(verb.name) ? {} : { incomplete: ALL_VERBS });
  expect(wrong, wrong.join('\n')).toEqual([]);
  if (!READS_ALL.test(verb.name))
    expect(outcome.report?.ledger.skipped.map(({ reason }) => reason)).toContain('missing-object');
  expect(fingerprint(ground.repository.path) === before, 'the repository is as it was').toBe(true);
}

const VERBS: readonly Verb[] = [
  ...verbs(ALL_VERBS),
  ...verbs(['staged', 'hook pre-commit']).map((verb) => ({
    ...verb,
    words: (ground: Ground) => [...verb.words(ground), '--', 'app.py', 'missing.txt'],
  })),
];

describe.each(MANNERS.map(([name, manner], at) => [name, manner, at] as const))(
  'no program runs %s',
  (_, manner, at) => {
    // In a hostile environment each verb; in the other manners they take turns.
    const numbered = VERBS.map((verb, number) => [verb.name, number, verb] as const);
    const tried = at === MANNERS.length - 1 ? numbered : slice(numbered, 2, at);
    test.each(tried)('%s (%i)', async (_name, _at, verb) => {
      await expectUnharmed(verb, manner());
    });
  },
);

describe('no program runs with core.worktree elsewhere', () => {
  const elsewhere = verbs(['scan', 'staged', 'range', 'history', 'history --everything']);
  test.each(elsewhere.map((verb) => [verb.name, verb] as const))('%s', async (_, verb) => {
    const { repository } = hostile.ground;
    const config = readFileSync(join(repository.path, '.git/config'), 'utf8');
    repository.write('.git/config', `${config}[core]\n\tworktree = /etc\n`);
    await expectUnharmed(verb, { env: hostile.environment() }).finally(() => repository.write('.git/config', config));
  });
});

describe('no program runs inside', () => {
  const places = ['inner', 'vendor/lib', 'tests/bare', '.git', 'node_modules/.bin', '../linked'];
  const inside = verbs(['scan', 'scan --no-ignore', 'staged', 'history', 'history --everything']);
  // Each place with some of the verbs, each verb at some of the places.
  const tried = slice(
    places.flatMap((cwd) => inside.map((verb) => [cwd, verb.name, verb] as const)),
    3,
  );
  test.each(tried)('%s: %s', async (cwd, _, verb) => {
    const { stderr, left } = await launch({ ...verb, cwd }, hostile.ground, { env: hostile.environment() });
    expect(hostile.taken(), 'programs that ran').toEqual([]);
    expect(stderr).not.toContain('internal error');
    expect(left).toEqual([]);
  });

  test.each(
    pairs(places, verbs(['history', 'history --everything'])).map(([path, verb]) => [verb.name, path, verb] as const),
  )('%s %s, named', async (_, path, verb) => {
    const named: Verb = { ...verb, words: (ground) => [...verb.words(ground), path] };
    const { stderr } = await launch(named, hostile.ground, { env: hostile.environment() });
    expect(hostile.taken(), 'programs that ran').toEqual([]);
    expect(stderr).not.toContain('internal error');
  });
});

describe('the harness catches', () => {
  /** As people and tools call git every day. */
  const NAIVE: readonly (readonly string[])[] = [
    ...[['status'], ['diff'], ['diff', '--cached'], ['log', '-p', '--show-signature', 'other'], ['show', '--textconv']],
    ...[
      ['blame', 'app.py'],
      ['archive', '--format=x', 'HEAD'],
      ['checkout-index', '--all', '--force'],
      ['grep', 'a'],
    ],
    ...[
      ['cat-file', '-p', ':missing.txt'],
      ['rev-list', '--objects', '--all'],
      ['add', 'a.x', 'b.p'],
      // It has run by now, and hangs up: whether git then dies or goes on is chance.
      ['config', 'filter.p.process', ''],
    ],
    ...[
      ['fetch', 'evil'],
      ['fetch', 'ssh'],
      ['fetch', 'git'],
      ['fetch', 'http'],
      ['fetch', 'local'],
    ],
    ...[
      ['rm', '--cached', '--force', 'missing.txt'],
      ['commit', '-m', 'a'],
      ['commit', '--no-gpg-sign', '-m', 'a'],
    ],
    ...[
      ['-c', 'gpg.format=ssh', 'commit', '--amend', '-m', 'b'],
      ['commit', '--amend', '--no-gpg-sign'],
    ],
    ...[['-c', 'core.hooksPath=.git/hooks', 'commit', '--no-gpg-sign', '--allow-empty', '-m', 'c']],
    ...[
      ['push', 'local', 'main:x'],
      ['rebase', '-i', 'HEAD~1'],
      ['rebase', '--abort'],
      ['difftool', '-y', '-t', 'x', 'HEAD~1'],
    ],
    ...[
      ['checkout', '-f', '-b', 'side', 'HEAD~1'],
      ['commit', '--no-gpg-sign', '-am', 'd'],
      ['merge', 'main'],
      ['mergetool', '-t', 'x', '-y'],
    ],
    ...[['st'], ['included'], ['included-if'], ['worktree-config'], ['web--browse', 'x'], ['help', '-m', 'log']],
    ...[
      ['interpret-trailers', '--trailer', 'X=1'],
      ['interpret-trailers', '--trailer', 'Y=1', '/dev/null'],
    ],
    ...[['credential', 'fill'], ['imap-send'], ['submodule', 'update'], ['-C', 'inner', 'status']],
    ...[
      ['-C', 'vendor/lib', 'status'],
      ['-C', 'tests/bare', 'ls-files'],
    ],
  ];

  function copyOfHostile(): TestRepository {
    const home = mkdtempSync(join(tmpdir(), 'naive-'));
    onTestFinished(() => removeFolder(home));
    cpSync(hostile.ground.repository.path, join(home, 'a'), { recursive: true, verbatimSymlinks: true });
    return new TestRepository(join(home, 'a'), home);
  }

  test('what plain git runs: at least fifty of the programs', () => {
    const copy = copyOfHostile();
    for (const args of NAIVE) copy.tryGit(args, {}, 'protocol=https\nhost=example.com\n\n');
    if (hasTerminal)
      for (const command of [
        'log',
        'show',
        'rev-list --all',
        'cat-file -p HEAD',
        'ls-files',
        'rev-parse HEAD',
        'diff',
        'branch',
        'tag',
      ])
        run(
          'script',
          ['-qec', `git ${command}`, '/dev/null'],
          copy.path,
          cleanEnvironment(copy.home, { TERM: 'xterm' }),
        );
    const ran = hostile.taken();
    expect(ran.length, ran.join(' ')).toBeGreaterThanOrEqual(50);
  });

  test('what plain git runs in a hostile environment', () => {
    const copy = copyOfHostile();
    const env = hostile.naiveEnvironment();
    for (const args of [['status'], ['diff', '--cached'], ['fetch', 'ssh']]) copy.tryGit(args, env);
    expect(hostile.taken()).toEqual(
      expect.arrayContaining(['env-GIT_EXTERNAL_DIFF', 'env-GIT_SSH_COMMAND', 'env-GIT_TRACE', 'env-config.fsmonitor']),
    );
    for (const PATH of ['.', '', join(copy.path, 'node_modules/.bin')])
      run(
        '/bin/sh',
        ['-c', 'git status'],
        copy.path,
        cleanEnvironment(copy.home, { PATH: `${PATH}:${process.env.PATH}` }),
      );
    expect(hostile.taken()).toEqual(['tree-git', 'tree-node_modules-.bin-git']);
  });
});
