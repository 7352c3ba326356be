// The pre-push hook, run by `git push`: what the remote does not have yet, and nothing else.
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cleanEnvironment,
  expectSealed,
  lastingFolder,
  removeFolder,
  run,
  TestRepository,
  temporaryFolder,
  temporaryRepository,
} from '../repository.ts';
import { slice } from '../slice.ts';
import { putObject } from './harness-objects.ts';
import { installHook, leak, plant, slim, T, tell, U, V, withHook } from './range.ts';

let template = '';

/**
 * A server that has `base` (as main) and `known`, and a repository whose branches are those of `STEPS`, with the hook. The remote
 * `backup` has `elsewhere`, which the server has not.
 */
beforeAll(async () => {
  template = lastingFolder();
  const repository = await temporaryRepository('sha1', template);
  plant(repository, [
    { name: 'base', files: { 'app.py': 'import os\n', 'old.py': leak(U) } },
    { name: 'known', files: { 'known.py': leak(V) } },
    { name: 'main', parents: ['base'] },
    { name: 'clean', parents: ['base'], files: { 'app.py': 'import sys\n' } },
    { name: 'leak', parents: ['base'], files: { 'app.py': leak(T) } },
    { name: 'amended', parents: ['base'], files: { 'app.py': 'import json\n' } },
    { name: 'edited', parents: ['base'], files: { 'old.py': leak(U, '# more\n') } },
    { name: 'merged', parents: ['clean', 'known'] },
    { name: 'merged-leak', parents: ['known', 'leak'] },
    { name: 'gone', parents: ['leak'], files: { 'app.py': 'import os\n# gone\n' } },
    { name: 'message', parents: ['base'], message: `Log in with ${T}` },
    { name: 'elsewhere', parents: ['base'], files: { 'elsewhere.py': leak(T) } },
  ]);
  repository.git('init', '--quiet', '--bare', '--initial-branch=main', '../server.git');
  repository.git('init', '--quiet', '--bare', '--initial-branch=main', '../backup.git');
  repository.git('remote', 'add', 'origin', '../server.git');
  repository.git('remote', 'add', 'backup', '../backup.git');
  repository.git('push', '--quiet', 'origin', 'base:main', 'known');
  repository.git('push', '--quiet', 'backup', 'base:main', 'elsewhere');
  repository.git('update-ref', 'refs/heads/main', 'base');
  slim(repository, ...['server.git', 'backup.git'].map((name) => new TestRepository(join(template, name), template)));
  installHook(repository, 'pre-push');
});
afterAll(() => removeFolder(template));

/** For what changes nothing: pushes that must be refused. */
const shared = (): TestRepository => new TestRepository(join(template, 'a repository'), template);

/** A copy of all that for one test, with `main` at `branch`. */
function cloned(branch = 'base'): TestRepository {
  const home = join(temporaryFolder(), 'home');
  cpSync(template, home, { recursive: true });
  const repository = new TestRepository(join(home, 'a repository'), home);
  // Written for this copy: the hook names files in its home.
  installHook(repository, 'pre-push');
  if (branch !== 'base') repository.git('update-ref', 'refs/heads/main', branch);
  return repository;
}

function push(repository: TestRepository, args: readonly string[]) {
  return withHook(repository, 'pre-push', () => repository.tryGit(['push', '--porcelain', ...args]));
}

const remoteRefs = (repository: TestRepository): string => repository.git('ls-remote', '../server.git');

interface Situation {
  readonly name: string;
  /** The branch at which `main` stands. */
  readonly main?: string;
  readonly arrange?: (repository: TestRepository) => void;
  readonly args: readonly string[];
  readonly commits: number;
  readonly found?: readonly string[];
  readonly suppressed?: readonly string[];
}

test.each<Situation>(
  slice(
    [
      { name: 'a clean branch', main: 'clean', args: ['origin', 'main'], commits: 1 },
      { name: 'a token', args: ['origin', 'leak:main'], commits: 1, found: ['T app.py @leak'] },
      {
        name: 'a token that a later commit takes away',
        args: ['origin', 'gone'],
        commits: 2,
        found: ['T app.py @leak'],
      },
      {
        name: 'a token in a commit message',
        args: ['origin', 'message'],
        commits: 1,
        found: ['T in the message of commit message'],
      },
      { name: 'a new branch: its commits only', args: ['origin', 'leak:topic'], commits: 1, found: ['T app.py @leak'] },
      { name: 'a new branch without a new commit', args: ['origin', 'base:topic'], commits: 0 },
      { name: 'a new branch at the tip of another', args: ['origin', 'known:topic'], commits: 0 },
      { name: 'a deletion', args: ['origin', ':known'], commits: 0 },
      { name: '--delete', args: ['origin', '--delete', 'known'], commits: 0 },
      {
        name: 'a deletion and a token',
        args: ['origin', ':known', 'leak'],
        commits: 1,
        found: ['T app.py @leak'],
      },
      { name: 'a forced push', args: ['--force', 'origin', 'leak:known'], commits: 1, found: ['T app.py @leak'] },
      { name: 'a forced push back', args: ['--force', 'origin', 'base:known'], commits: 0 },
      { name: 'a token that was amended away', args: ['origin', 'amended'], commits: 1 },
      { name: 'a lightweight tag on what is there', args: ['origin', 'base:refs/tags/v1'], commits: 0 },
      {
        name: 'an annotated tag on what is there',
        arrange: (repository) => repository.git('tag', '-a', '-m', `with ${T}`, 'v1', 'base'),
        args: ['origin', 'v1'],
        commits: 0,
        found: ['T in the message of tag v1'],
      },
      {
        name: 'a tag on a new commit',
        arrange: (repository) => repository.git('tag', '-a', '-m', 'release', 'v1', 'leak'),
        args: ['origin', 'v1'],
        commits: 1,
        found: ['T app.py @leak'],
      },
      {
        name: 'several branches, the last one leaks',
        args: ['origin', 'clean', 'amended', 'leak'],
        commits: 3,
        found: ['T app.py @leak'],
      },
      {
        name: 'several branches with tokens, told at once',
        args: ['origin', 'leak', 'elsewhere'],
        commits: 2,
        found: ['T app.py @leak', 'T elsewhere.py @elsewhere'],
      },
      { name: 'a branch by two names', args: ['origin', 'leak:a', 'leak:b'], commits: 1, found: ['T app.py @leak'] },
      {
        name: 'a URL in place of a remote: only new commits',
        args: ['../server.git', 'leak:main'],
        commits: 1,
        found: ['T app.py @leak'],
      },
      { name: 'a URL, a new clean branch', args: ['../server.git', 'clean:topic'], commits: 1 },
      { name: 'a URL, a deletion', args: ['../server.git', ':known'], commits: 0 },
      {
        name: 'a new remote: all of the history',
        arrange: (repository) => {
          repository.git('init', '--quiet', '--bare', '../third.git');
          repository.git('remote', 'add', 'third', '../third.git');
        },
        args: ['third', 'leak'],
        commits: 2,
        found: ['T app.py @leak', 'U old.py @base'],
      },
      {
        name: 'what another remote has is new to this one',
        args: ['origin', 'elsewhere'],
        commits: 1,
        found: ['T elsewhere.py @elsewhere'],
      },
      { name: 'HEAD', main: 'leak', args: ['origin', 'HEAD'], commits: 1, found: ['T app.py @leak'] },
      {
        name: 'HEAD to a new branch',
        main: 'leak',
        args: ['origin', 'HEAD:refs/heads/topic'],
        commits: 1,
        found: ['T app.py @leak'],
      },
      { name: 'an id', args: ['origin', 'leak~0:refs/heads/topic'], commits: 1, found: ['T app.py @leak'] },
      {
        name: 'a token that is there already, in an edited file',
        args: ['origin', 'edited'],
        commits: 1,
        suppressed: ['U old.py @edited'],
      },
      { name: 'a merge of what is there already', args: ['origin', 'merged'], commits: 2 },
      {
        name: 'a merge that brings a token on its second parent',
        args: ['origin', 'merged-leak:topic'],
        commits: 2,
        found: ['T app.py @leak'],
      },
    ],
    2,
  ),
)('$name', ({ main, arrange, args, commits, found = [], suppressed = [] }) => {
  const repository = found.length > 0 && !main && !arrange ? shared() : cloned(main);
  arrange?.(repository);
  const before = remoteRefs(repository);
  const code = found.length > 0 ? 1 : 0;
  const outcome = push(repository, args);
  expect(outcome).toMatchObject({ code, hook: code, mode: 'range', complete: true, commits, found, suppressed });
  if (code === 1) expect(remoteRefs(repository)).toBe(before);
  for (const finding of found) if (finding.includes('.py')) expect(outcome.said).toContain(finding.split(' ')[1]);
});

test('--all, and then again with nothing to push', () => {
  const repository = cloned();
  const blocked = push(repository, ['--all', 'origin']);
  expect(blocked).toMatchObject({ code: 1, hook: 1 });
  expect(blocked).toMatchObject({
    found: ['T app.py @leak', 'T elsewhere.py @elsewhere', 'T in the message of commit message'],
  });
  for (const name of ['leak', 'merged-leak', 'gone', 'message', 'elsewhere']) repository.git('branch', '-D', name);
  expect(push(repository, ['--all', 'origin'])).toMatchObject({ code: 0, hook: 0 });
  const again = push(repository, ['--all', 'origin']);
  expect(again).toMatchObject({ code: 0 });
  expect([0, null]).toContain(again.hook);
});

test('up to date: the hook gets no line', () => {
  expect(push(cloned(), ['origin', 'main'])).toMatchObject({
    code: 0,
    hook: 0,
    said: expect.not.stringMatching(/error/),
  });
});

describe('the remote moved on behind our back', () => {
  /** The server's main is at a commit that this repository never saw. */
  function moved(branch: string): TestRepository {
    const repository = cloned(branch);
    const env = cleanEnvironment(repository.home);
    expect(run('git', ['clone', '--quiet', 'server.git', 'other'], repository.home, env).code).toBe(0);
    const other = new TestRepository(join(repository.home, 'other'), repository.home);
    other.commit({ 'theirs.txt': 'x\n' });
    other.git('push', '--quiet');
    return repository;
  }

  test.each<[name: string, branch: string, remote: string, found: readonly string[]]>([
    ['a token', 'leak', 'origin', ['T app.py @leak']],
    ['nothing', 'clean', 'origin', []],
    ['a token, by URL', 'leak', '../server.git', ['T app.py @leak']],
    ['nothing, by URL', 'clean', '../server.git', []],
  ])('a forced push: %s', (_, branch, remote, found) => {
    const code = found.length;
    expect(push(moved(branch), ['--force', remote, 'main'])).toMatchObject({ code, hook: code, commits: 1, found });
  });
});

test('from a linked work tree', () => {
  const repository = cloned();
  repository.git('worktree', 'add', '--quiet', '--no-checkout', '../linked', 'leak');
  const linked = new TestRepository(join(repository.home, 'linked'), repository.home);
  const outcome = withHook(repository, 'pre-push', () => linked.tryGit(['push', 'origin', 'HEAD']));
  expect(outcome).toMatchObject({ code: 1, hook: 1, commits: 1, found: ['T app.py @leak'] });
});

test('a blob under a tag', () => {
  const repository = cloned();
  repository.git('update-ref', 'refs/tags/file', repository.git('rev-parse', 'leak:app.py').trim());
  const outcome = push(repository, ['origin', 'refs/tags/file']);
  expect(outcome).toMatchObject({ code: 1, hook: 1, commits: 0, found: [expect.stringMatching(/^T /)] });
});

test('tags of tags, more than anybody makes: what they lead to is not taken for nothing', () => {
  const repository = cloned();
  let [type, oid] = ['commit', repository.git('rev-parse', 'leak').trim()];
  for (let depth = 0; depth < 21; depth++) {
    const body = `object ${oid}\ntype ${type}\ntag t\ntagger A <a@example.com> 1767225600 +0000\n\nx\n`;
    [type, oid] = ['tag', putObject(repository, 'tag', body)];
  }
  repository.git('update-ref', 'refs/tags/deep', oid);
  expect(push(repository, ['origin', 'deep'])).toMatchObject({ code: 1, hook: 2 });
  const outcome = repository.hfleaks(['range', 'base..deep']);
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toContain(oid);
});

test('from a subfolder', () => {
  const repository = cloned('leak');
  mkdirSync(join(repository.path, 'sub'));
  const outcome = withHook(repository, 'pre-push', () => repository.shell('cd sub && git push origin main'));
  expect(outcome).toMatchObject({ code: 1, hook: 1, found: ['T app.py @leak'] });
});

describe('lines that git would not write', () => {
  const oid = '1'.repeat(40);
  const zero = '0'.repeat(40);

  test.each<[name: string, input: string | Uint8Array]>([
    ['one word', 'refs/heads/main\n'],
    ['five words', `refs/heads/main ${oid} refs/heads/main ${zero} more\n`],
    ['no id', `refs/heads/main HEAD refs/heads/main ${zero}\n`],
    ['a short id', `refs/heads/main 1234567 refs/heads/main ${zero}\n`],
    ['an id of another length', `refs/heads/main ${'1'.repeat(64)} refs/heads/main ${zero}\n`],
    ['an option as id', `refs/heads/main ${'--all'.padEnd(40, 'x')} refs/heads/main ${zero}\n`],
    ['an id that is not there', `refs/heads/main ${oid} refs/heads/main ${zero}\n`],
    ['a good line, then a bad one', `(delete) ${zero} refs/heads/x ${oid}\nx\n`],
    ['bytes that are not UTF-8', Uint8Array.of(0xff, 0xfe, 0x0a)],
    ['a token', `${T}\n`],
  ])('%s: exit code 2', (_, input) => {
    const repository = shared();
    const outcome = repository.hfleaks(['hook', 'pre-push', 'origin', '../server.git'], { input });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).not.toMatch(/^\s+at |[^\n\x20-\uffff]/m);
    expectSealed(outcome, T);
    expect(repository.leftovers()).toEqual([]);
  });
});

describe('a framework that has read the lines itself', () => {
  test.each<[name: string, env: Record<string, string>, commits: number, found: readonly string[]]>([
    ['FROM and TO', { FROM_REF: 'base', TO_REF: 'leak' }, 1, ['T app.py @leak']],
    ['FROM and TO, clean', { FROM_REF: 'base', TO_REF: 'clean' }, 1, []],
    ['FROM that the remote has not', { FROM_REF: 'leak', TO_REF: 'gone' }, 1, []],
    ['TO alone: what the remote has not', { TO_REF: 'leak', REMOTE_NAME: 'origin' }, 1, ['T app.py @leak']],
    ['TO alone, on the remote already', { TO_REF: 'known', REMOTE_NAME: 'origin' }, 0, []],
    ['TO alone, of another remote', { TO_REF: 'elsewhere', REMOTE_NAME: 'backup' }, 0, []],
  ])('%s', (_, variables, commits, found) => {
    const repository = shared();
    const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [`PRE_COMMIT_${name}`, value]));
    const outcome = repository.scan(['hook', 'pre-push'], { env: { PRE_COMMIT: '1', ...env } });
    expectSealed(outcome, T, U, V);
    expect({ code: outcome.code, ...tell(repository, outcome.report) }).toMatchObject({
      code: found.length,
      mode: 'range',
      commits,
      found,
    });
  });

  test.each([
    ['TO is unknown', { PRE_COMMIT_FROM_REF: 'base', PRE_COMMIT_TO_REF: 'nowhere' }],
    ['FROM is unknown', { PRE_COMMIT_FROM_REF: 'nowhere', PRE_COMMIT_TO_REF: 'leak' }],
    ['an option', { PRE_COMMIT_FROM_REF: 'base', PRE_COMMIT_TO_REF: '--all' }],
  ])('%s: exit code 2', (_, env) => {
    const repository = shared();
    expect(repository.hfleaks(['hook', 'pre-push'], { env })).toMatchObject({ code: 2, stdout: '' });
  });

  // A script that hands its input on with `echo "$lines"` makes an empty line of nothing.
  test.each(['', '\n'])('%j and no framework: nothing is pushed', (input) => {
    const repository = shared();
    const outcome = repository.scan(['hook', 'pre-push', 'origin', '../server.git'], { input });
    expect(outcome).toMatchObject({ code: 0, found: [], report: { complete: true, scan: { commits: 0 } } });
  });
});
