// What is rare, broken or hostile around the Action: histories, clones, variables, inputs.
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { T, U, V } from '../e2e/range.ts';
import { leaks } from '../report/material.ts';
import { cleanEnvironment, removeFolder, run } from '../repository.ts';
import { checkout, runStep, workspaceOf } from '../runner/step.ts';
import { slice } from '../slice.ts';
import { plantOrigin, type TestOrigin } from './origin.ts';
import { foundIn, type Oids, pull, push } from './payloads.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await plantOrigin();
});
afterAll(() => removeFolder(origin.repository.home));

type Git = (...args: readonly string[]) => void;

interface Case {
  readonly name: string;
  /** The commit that is pushed onto `main`, or what else there is. */
  readonly event?: string;
  readonly payload?: (oids: Oids) => unknown;
  readonly at?: readonly [commit: string, ref: string, depth: number];
  readonly inputs?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly damage?: (work: string, git: Git) => void;
  readonly code: number;
  readonly found?: readonly string[];
  readonly commits?: number;
  readonly says?: RegExp;
}

const [MERGE, TOPIC, MAIN] = ['refs/pull/7/merge', 'refs/heads/topic', 'refs/heads/main'] as const;
const UNKNOWN = 'ab'.repeat(20);
const NOWHERE = '/nonexistent/x';
/** A push of one commit with a finding. */
const FOUND = { code: 1, found: ['sly.py:2'], commits: 1 } as const;
const UNRESOLVED = { code: 2, found: [], says: /could not be resolved/ } as const;
const initialized = (work: string, git: Git): void => {
  rmSync(work, { recursive: true });
  mkdirSync(work);
  git('init', '--quiet');
};
/** A tracked file with what looks like a secret of another kind, and an old credential gone. */
const withSecrets = (work: string, git: Git): void => {
  writeFileSync(join(work, '.env'), `API_KEY=${['kX9', 'fQ2mZ7', 'pL4vB8', 'nR1tY6', 'wD3'].join('')}\n`);
  git('add', '--force', '.env');
  git('rm', '--quiet', 'old.py');
};

const HISTORIES: readonly Case[] = [
  {
    name: 'every place that a credential can stand in',
    event: 'pull_request',
    payload: pull('places', 'main', 4),
    at: ['places', MERGE, 1],
    code: 1,
    found: [
      'commit: caf\\xe9.py',
      'commit: commit',
      'commit: commit',
      'commit: hf_…RDMS.txt',
      'link:1',
      'main.txt:2',
      'run.ipynb:8',
      'u.txt:1',
    ],
    commits: 4,
  },
  {
    name: 'a file that moves, with and without changes; a submodule; a file of Git LFS',
    event: 'pull_request',
    payload: pull('elsewhere', 'main', 3),
    at: ['elsewhere', MERGE, 1],
    code: 0,
    found: [],
    commits: 3,
    says: /not scanned: 1 lfs-pointer, 1 submodule|not scanned: 1 submodule, 1 lfs-pointer/,
  },
  {
    name: 'a credential whose file moves',
    event: 'pull_request',
    payload: pull('renamed', 'main', 3),
    at: ['renamed', MERGE, 1],
    code: 1,
    found: ['commit: s.py', 'r/s.py:3'],
    commits: 3,
  },
  {
    name: 'what comes back',
    payload: push('deletion', 'revert'),
    at: ['revert', TOPIC, 1],
    code: 1,
    found: ['gone.txt:2'],
    commits: 1,
  },
  {
    name: 'a merge of three',
    event: 'pull_request',
    payload: pull('octopus', 'main', 4),
    at: ['octopus', MERGE, 1],
    code: 1,
    found: ['evil.py:2', 'f1.py:2'],
    commits: 4,
  },
  {
    name: 'a history of its own',
    event: 'pull_request',
    payload: pull('orphan', 'main', 1),
    at: ['orphan', MERGE, 1],
    code: 1,
    found: ['o.py:2'],
    commits: 1,
  },
  {
    name: 'a history of its own, forced',
    payload: push('main', 'orphan', { forced: true }),
    at: ['orphan', TOPIC, 1],
    code: 1,
    found: ['o.py:2'],
    commits: 1,
  },
  {
    name: 'the base has moved and was merged; its head alone',
    event: 'pull_request',
    payload: pull('merging', 'old5', 2, 'moved'),
    at: ['merging', MERGE, 1],
    code: 1,
    found: ['commit: d.py'],
    commits: 2,
  },
  {
    name: 'closed, where the base is checked out',
    event: 'pull_request',
    payload: pull('sly', 'main', 1),
    at: ['main', MAIN, 1],
    ...FOUND,
  },
  {
    name: 'more commits than any history has',
    event: 'pull_request',
    payload: pull('sly', 'main', Number.MAX_SAFE_INTEGER),
    at: ['sly', MERGE, 1],
    ...FOUND,
  },
  {
    name: 'a base that is gone',
    event: 'pull_request',
    payload: pull('sly', UNKNOWN, 1),
    at: ['sly', MERGE, 1],
    ...UNRESOLVED,
  },
  { name: 'nothing moved', payload: push('main', 'main'), at: ['main', MAIN, 1], code: 0, found: [], commits: 0 },
  {
    name: 'a tag on a tag',
    payload: () => push(null, origin.tags.v3, {}, 'refs/tags/v3')({}),
    at: ['clean', 'refs/tags/v3', 1],
    code: 1,
    found: ['commit: tag'],
  },
  {
    name: 'a tag on no commit',
    payload: () => push(null, origin.tags.tree, {}, 'refs/tags/tree')({}),
    at: ['clean', MAIN, 1],
    ...UNRESOLVED,
  },
];

const PAYLOADS: readonly Case[] = [
  ...[null, [], 'x', {}, { before: 1, after: {}, ref: [] }].map((payload) => ({
    name: `the payload ${JSON.stringify(payload)}`,
    payload: () => payload,
    code: 2,
  })),
  { name: 'deleted, and there', payload: push('main', 'sly', { deleted: true }), ...FOUND },
  { name: 'no whole zeros', payload: push('main', null, { after: '0' }), code: 2, says: /where a commit must be/ },
  { name: 'no repository', payload: (oids) => ({ ref: TOPIC, before: '0'.repeat(40), after: oids.sly }), ...FOUND },
  { name: 'no pull request', event: 'pull_request', payload: () => ({ pull_request: null }), ...UNRESOLVED },
  { name: 'no event', event: '', ...UNRESOLVED },
  { name: 'no file of the event', variables: { GITHUB_EVENT_PATH: '' }, code: 2, says: /GITHUB_EVENT_PATH/ },
];

const CLONES: readonly Case[] = [
  {
    name: 'variables of git',
    variables: {
      ...Object.fromEntries(
        ['DIR', 'WORK_TREE', 'INDEX_FILE', 'OBJECT_DIRECTORY', 'SHALLOW_FILE', 'GRAFT_FILE', 'NAMESPACE'].map(
          (name) => [`GIT_${name}`, NOWHERE],
        ),
      ),
      GIT_TRACE: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'protocol.allow',
      GIT_CONFIG_VALUE_0: 'never',
      GIT_PROTOCOL: 'version=0',
    },
    ...FOUND,
  },
  {
    name: "another user's, with broken settings, HEAD and work tree, and made-up parents",
    payload: push('main', 'sly'),
    at: ['sly', MERGE, 0],
    damage: (work, git) => {
      git('config', 'core.worktree', '/etc');
      git('replace', origin.oids.sly as string, origin.oids.main as string);
      mkdirSync(join(work, '.git/info'), { recursive: true });
      writeFileSync(join(work, '.git/info/grafts'), `${origin.oids.sly} ${origin.oids.root}\n`);
      writeFileSync(join(work, '.git/HEAD'), 'nonsense\n');
      writeFileSync(join(work, '.git/config'), '[[[\n', { flag: 'a' });
      run('chown', ['-R', '1001:1001', work], work, { PATH: process.env.PATH ?? '' });
    },
    ...FOUND,
  },
  {
    name: 'a folder of git that lies elsewhere',
    damage: (work) => {
      renameSync(join(work, '.git'), join(work, '../elsewhere'));
      writeFileSync(join(work, '.git'), 'gitdir: ../elsewhere\n');
    },
    ...FOUND,
  },
  {
    name: 'an object that is missing',
    at: ['sly', MERGE, 0],
    inputs: { fetch: 'false' },
    damage: (work) => {
      const move =
        'mv .git/objects/pack ../pack; for pack in ../pack/*.pack; do git unpack-objects -q < "$pack"; done;';
      const remove = 'rm -f .git/objects/??/$(git rev-parse HEAD:sly.py | cut -c3-)';
      run('sh', ['-c', `${move} ${remove}`], work, cleanEnvironment(work));
    },
    code: 3,
    found: [],
    commits: 1,
    says: /1 missing-object/,
  },
  { name: 'all of it, and nothing may be fetched', at: ['sly', MERGE, 0], inputs: { fetch: 'false' }, ...FOUND },
  { name: 'no origin', damage: (_, git) => git('remote', 'remove', 'origin'), ...UNRESOLVED },
  { name: 'nothing in it, a push', damage: initialized, code: 2, says: /has no commit/ },
  { name: 'nothing in it, all history', event: 'schedule', damage: initialized, code: 2, says: /has no commit/ },
  { name: 'nothing in it, the tree', inputs: { scan: 'tree' }, damage: initialized, code: 2, says: /has no commit/ },
];

const SURROUNDINGS: readonly Case[] = [
  { name: 'no workspace', variables: { GITHUB_WORKSPACE: NOWHERE }, code: 2, says: /no clone in the workspace/ },
  {
    name: 'no file for outputs',
    variables: { GITHUB_OUTPUT: NOWHERE },
    code: 2,
    found: FOUND.found,
    says: /GITHUB_OUTPUT/,
  },
  ...['nowhere', '..', '/etc', 'app.py', 'link', '-x', 'a\nb'].map((path) => ({
    name: `the path ${JSON.stringify(path)}`,
    inputs: { path },
    damage: (work: string) => symlinkSync('/', join(work, 'link')),
    code: 2,
    says: /no clone in the workspace/,
  })),
  {
    name: 'a folder without files',
    event: 'schedule',
    inputs: { scan: 'tree', path: 'empty' },
    damage: (work) => mkdirSync(join(work, 'empty')),
    code: 2,
    says: /no file to scan/,
  },
  {
    name: 'a tree without files',
    event: 'schedule',
    inputs: { scan: 'tree' },
    damage: (_, git) => git('rm', '--quiet', '-r', '.'),
    code: 2,
    says: /no file to scan/,
  },
  { name: 'no git', variables: { PATH: NOWHERE }, code: 2, says: /git/ },
  { name: 'no home, no folder for what is temporary', variables: { HOME: '', RUNNER_TEMP: '' }, ...FOUND },
  { name: 'max-annotations: 0', inputs: { 'max-annotations': '0' }, code: 1, found: [], says: /and 1 more error/ },
  { name: 'annotations: false', inputs: { annotations: 'false', summary: 'FALSE' }, code: 1, found: [] },
  ...Object.entries({ 'max-annotations': '10', fetch: 'yes', scan: 'all', 'report-format': 'x' }).map(
    ([name, value]) => ({
      name: `${name}: ${value}`,
      inputs: { [name]: value },
      code: 2,
      says: /does not take/,
    }),
  ),
  {
    name: 'a base that is a tag on a tag',
    event: 'workflow_dispatch',
    inputs: { base: 'v3' },
    ...FOUND,
  },
  { name: 'a base that has a line end', inputs: { base: 'main\n::error::x' }, code: 2, says: /is no revision/ },
  { name: 'a base that nobody knows', inputs: { base: 'nobody' }, ...UNRESOLVED },
  ...[
    { name: 'a base that nobody knows', base: 'nobody' },
    { name: 'an event that says nothing', event: 'watch', base: '' },
  ].map(({ name, event = 'push', base }) => ({
    name: `${name}: all files instead`,
    event,
    inputs: { base, 'on-missing-range': 'tree' },
    code: 1,
    found: ['old.py:2', 'sly.py:2'],
    says: /All files are scanned instead/,
  })),
  {
    name: 'a base that has all of a pull request',
    event: 'pull_request',
    payload: pull('sly', 'main', 1),
    inputs: { base: 'HEAD' },
    code: 2,
    says: /base has all of them/,
  },
  {
    name: 'a head that nobody knows',
    inputs: { base: 'main', head: 'nobody', 'on-missing-range': 'tree' },
    ...UNRESOLVED,
  },
];

/** Findings about .gitignore count as all others do: by severity. */
const IGNORED: readonly Case[] = (
  [
    ['a secret that git has is an error', {}, withSecrets, 1, ['.gitignore:1']],
    ['no such rules', { 'working-tree-ignored': 'false' }, withSecrets, 0, []],
    [
      'a file that git would take in is a warning',
      {},
      (work, git) => {
        withSecrets(work, git);
        git('rm', '--quiet', '--cached', '.env');
      },
      0,
      ['.gitignore:1'],
    ],
    [
      'a warning, where that fails',
      { 'fail-on': 'warning' },
      (work, git) => {
        withSecrets(work, git);
        git('rm', '--quiet', '--cached', '.env');
      },
      1,
      ['.gitignore:1'],
    ],
  ] as const satisfies readonly (readonly [string, object, Case['damage'], number, readonly string[]])[]
).map(([name, inputs, damage, code, found]) => ({
  name,
  event: 'workflow_dispatch',
  at: ['main', MAIN, 1],
  inputs: { scan: 'tree', ...inputs },
  damage,
  code,
  found,
}));

describe.each(slice([...HISTORIES, ...PAYLOADS, ...CLONES, ...SURROUNDINGS, ...IGNORED], 2))(
  '$name',
  ({
    event = 'push',
    payload = push('main', 'sly'),
    at: [commit, ref, depth] = ['sly', TOPIC, 1],
    damage,
    ...more
  }) => {
    test('is told, and nothing else', async () => {
      const folder = join(origin.repository.home, 'job');
      checkout(folder, origin.url, origin.oids[commit] as string, ref, depth);
      const work = workspaceOf(folder);
      damage?.(work, (...args) => {
        expect(run('git', args, work, cleanEnvironment(folder)).code).toBe(0);
      });
      const { inputs = {}, variables = {}, code, found, commits, says = /^/ } = more;
      const done = await runStep({ folder, event, payload: payload(origin.oids), inputs, variables });
      const said = done.log.join('\n');
      const counted = done.outputs['commits-scanned'];
      expect(
        {
          code: done.code,
          found: found && foundIn(done),
          commits: commits === undefined ? undefined : Number(counted),
        },
        said,
      ).toEqual({ code, found: found && [...found].sort(), commits });
      expect(said).toMatch(says);
      for (const credential of [T, U, V]) expect(leaks(done.everything, credential)).toEqual([]);
      expect(done.executed.filter((name) => !/^(?:error|warning|notice|stop-commands)$/.test(name))).toEqual([]);
    });
  },
);
