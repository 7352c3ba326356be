// `hfleaks range` in repositories of every form: shallow, bare, linked, borrowed, and those that lie about their commits.
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectSealed, TestRepository, temporaryRepository } from '../repository.ts';
import { leak, plant, type Step, scanRange, T, U } from './range.ts';

const STEPS: readonly Step[] = [
  { name: 'base', files: { 'app.py': 'import os\n', 'old.py': leak(U) } },
  { name: 'leak', files: { 'app.py': leak(T), 'old.py': leak(U, '# more\n') } },
  { name: 'main', files: { 'app.py': 'import os\n# clean\n' } },
];
const FOUND = { code: 1, complete: true, commits: 2, found: ['T app.py @leak'], suppressed: ['U old.py @leak'] };

async function planted(steps = STEPS, format: 'sha1' | 'sha256' = 'sha1'): Promise<TestRepository> {
  const repository = await temporaryRepository(format);
  plant(repository, steps);
  return repository;
}

/** A clone next to `origin`, over the wire, so that `--depth` and `--filter` count. */
function cloned(origin: TestRepository, ...args: string[]): TestRepository {
  origin.git('config', 'uploadpack.allowFilter', 'true');
  const clone = new TestRepository(join(origin.home, 'a clone'), origin.home);
  origin.git('clone', '--quiet', '--no-local', '--no-checkout', ...args, '.', clone.path);
  return clone;
}

describe('forms', () => {
  test('SHA-256', async () => {
    expect(scanRange(await planted(STEPS, 'sha256'), ['base..main'])).toMatchObject(FOUND);
  });

  test('packed objects and refs', async () => {
    const repository = await planted();
    repository.git('gc', '--quiet');
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
  });

  test('a multi-pack index and a commit graph', async () => {
    const repository = await planted();
    repository.git('repack', '--quiet', '-a', '-d', '--write-midx');
    repository.git('commit-graph', 'write', '--reachable', '--changed-paths');
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
  });

  test('a linked work tree has a HEAD of its own', async () => {
    const repository = await planted();
    repository.git('worktree', 'add', '--quiet', '--no-checkout', '--detach', '../linked', 'leak');
    expect(scanRange(repository, ['base..HEAD'], { cwd: '../linked' })).toMatchObject({ ...FOUND, commits: 1 });
    expect(scanRange(repository, ['base..HEAD'])).toMatchObject(FOUND);
  });

  test('a bare repository, named by GIT_DIR', async () => {
    const repository = await planted();
    repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
    mkdirSync(join(repository.home, 'elsewhere'));
    for (const [cwd, env] of [
      ['../bare.git', { GIT_DIR: '.' }],
      ['../elsewhere', { GIT_DIR: '../bare.git' }],
      ['../elsewhere', { GIT_DIR: join(repository.home, 'bare.git') }],
    ] as const)
      expect(scanRange(repository, ['base..main'], { cwd, env })).toMatchObject(FOUND);
  });

  test('a clone that borrows its objects', async () => {
    const repository = await planted();
    repository.git('clone', '--quiet', '--shared', '--no-checkout', '.', '../borrower');
    const outcome = scanRange(repository, ['origin/base..origin/main'], { cwd: '../borrower' });
    expect(outcome).toMatchObject(FOUND);
  });

  test('a detached HEAD, and a HEAD whose branch has no commit', async () => {
    const repository = await planted();
    repository.git('update-ref', '--no-deref', 'HEAD', repository.git('rev-parse', 'leak').trim());
    expect(scanRange(repository, ['base..HEAD'])).toMatchObject({ ...FOUND, commits: 1 });
    repository.git('symbolic-ref', 'HEAD', 'refs/heads/unborn');
    expect(repository.hfleaks(['range', 'base..HEAD'])).toMatchObject({ code: 2, stdout: '' });
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
  });

  test('git set up by the environment for another repository', async () => {
    const repository = await planted();
    const env = { GIT_INDEX_FILE: '/nowhere', GIT_OBJECT_DIRECTORY: join(repository.home, 'none') };
    const outcome = repository.hfleaks(['range', 'base..main'], { env });
    expect([1, 2]).toContain(outcome.code);
    expectSealed(outcome, T, U);
  });
});

describe('shallow and partial clones', () => {
  /** The token stands in the first commit, which a clone of depth 2 lacks; `aside` is somewhere to begin a range. */
  const LINE: readonly Step[] = [
    { name: 'root', files: { 'old.py': leak(U) } },
    { name: 'middle', files: { 'app.py': 'import os\n' } },
    { name: 'main', files: { 'app.py': leak(T) } },
    { name: 'aside', parents: [], files: { x: 'x\n' } },
  ];
  const withClean = (files: Step['files']): readonly Step[] =>
    LINE.map((step) => (step.name === 'main' ? { name: 'main', ...(files && { files }) } : step));
  const branch = ['--branch', 'main', '--single-branch'];

  async function shallow(
    depth: number,
    steps = LINE,
  ): Promise<readonly [clone: TestRepository, origin: TestRepository]> {
    const origin = await planted(steps);
    const clone = cloned(origin, '--depth', `${depth}`, ...branch);
    clone.git('fetch', '--quiet', '--depth', '1', 'origin', 'aside:aside');
    for (const name of ['middle', 'root'])
      if (clone.tryGit(['cat-file', '-e', origin.git('rev-parse', name).trim()]).code === 0)
        clone.git('branch', name, origin.git('rev-parse', name).trim());
    return [clone, origin];
  }

  test('BASE is inside: as in any other', async () => {
    const [clone] = await shallow(3);
    expect(scanRange(clone, ['middle..main'])).toMatchObject({
      code: 1,
      complete: true,
      commits: 1,
      found: ['T app.py @main'],
      skipped: {},
    });
  });

  test('BASE is the boundary: what it holds is not new', async () => {
    const [clone] = await shallow(2, withClean({ 'old.py': leak(U, '# more\n') }));
    expect(scanRange(clone, ['HEAD~1..HEAD'])).toMatchObject({
      code: 0,
      complete: true,
      commits: 1,
      found: [],
      suppressed: ['U old.py @main'],
      skipped: {},
    });
  });

  test('the boundary is in the range: what it holds is no addition', async () => {
    const [clone] = await shallow(2);
    const outcome = scanRange(clone, ['aside..main']);
    expect(outcome).toMatchObject({ code: 1, complete: false, found: ['T app.py @main'] });
    expect(outcome.skipped['shallow-boundary']).toBeGreaterThan(0);
  });

  test('the boundary is in the range, and nothing is found', async () => {
    const [clone] = await shallow(2, withClean({ 'app.py': 'import sys\n' }));
    const outcome = scanRange(clone, ['aside..main']);
    expect(outcome).toMatchObject({ code: 3, complete: false, found: [], suppressed: [] });
    expect(outcome.skipped['shallow-boundary']).toBeGreaterThan(0);
  });

  test('the boundary is all there is', async () => {
    const [clone] = await shallow(1);
    const outcome = clone.hfleaks(['range', 'aside..main']);
    expect([2, 3]).toContain(outcome.code);
    expectSealed(outcome, T, U);
    expect(`${outcome.stdout}${outcome.stderr}`).toMatch(/shallow|fetch/);
  });

  test('BASE is missing: the message names it and says to fetch more', async () => {
    const [clone, origin] = await shallow(1);
    const root = origin.git('rev-parse', 'root').trim();
    for (const [args, named] of [
      [[`${root}..main`], root],
      [['main', '--not', root], root],
      [['HEAD~1..HEAD'], 'HEAD~1'],
    ] as const) {
      const outcome = clone.hfleaks(['range', ...args]);
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toContain(named);
      expect(outcome.stderr).toMatch(/fetch|deepen/);
    }
  });

  test('a file "shallow" that hides commits', async () => {
    const repository = await planted();
    writeFileSync(join(repository.path, '.git/shallow'), repository.git('rev-parse', 'main'));
    const outcome = repository.hfleaks(['range', 'base..main']);
    expect([1, 2, 3]).toContain(outcome.code);
    expectSealed(outcome, T, U);
  });

  test('blobs that were never fetched, and the remote is not asked', async () => {
    const origin = await planted();
    const clone = cloned(origin, '--filter=blob:none');
    const marker = join(origin.home, 'marker');
    clone.git('config', 'remote.origin.uploadpack', `touch '${marker}'; git-upload-pack`);
    const outcome = scanRange(clone, ['origin/base..origin/main']);
    expect(outcome).toMatchObject({ code: 3, complete: false, found: [] });
    expect(outcome.skipped['missing-object']).toBe(3);
    expect(existsSync(marker)).toBe(false);
  });
});

describe('repositories that lie', () => {
  test('a commit is replaced by a clean one', async () => {
    const repository = await planted();
    repository.git('replace', 'leak', 'main');
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
  });

  test('a blob is replaced by a clean one', async () => {
    const repository = await planted();
    repository.git('replace', 'leak:app.py', 'base:app.py');
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
  });

  test('grafts make the range shorter', async () => {
    const repository = await planted();
    const [base, main] = repository.git('rev-parse', 'base', 'main').split('\n');
    mkdirSync(join(repository.path, '.git/info'), { recursive: true });
    writeFileSync(join(repository.path, '.git/info/grafts'), `${main} ${base}\n`);
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
  });

  test('settings that run programs or change what git shows', async () => {
    const repository = await planted();
    const marker = join(repository.home, 'marker');
    const program = `touch '${marker}'`;
    const script = join(repository.home, 'program');
    writeFileSync(script, `#!/bin/sh\n${program}\n`, { mode: 0o755 });
    appendFileSync(
      join(repository.path, '.git/config'),
      `[alias]
	rev-list = "!${program}"
	rev-parse = "!${program}"
	cat-file = "!${program}"
	log = "!${program}"
[log]
	showSignature = true
	showRoot = false
	follow = true
[gpg]
	program = ${script}
[core]
	fsmonitor = ${script}
	pager = ${script}
	editor = ${script}
	sshCommand = ${script}
	hooksPath = ${repository.home}
	attributesFile = ${repository.home}/attributes
	bigFileThreshold = 1
	quotePath = true
[diff]
	external = ${script}
	renames = copies
	relative = true
	ignoreSubmodules = all
[diff "x"]
	textconv = ${script}
[i18n]
	logOutputEncoding = UTF-16
[uploadpack]
	packObjectsHook = ${script}
`,
    );
    writeFileSync(join(repository.home, 'attributes'), '* diff=x filter=x\n');
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
    expect(scanRange(repository, ['HEAD~2', 'HEAD', '--not', 'base'])).toMatchObject(FOUND);
    expect(existsSync(marker)).toBe(false);
  });

  test('a setting that git cannot read', async () => {
    const repository = await planted();
    appendFileSync(join(repository.path, '.git/config'), '[broken\n');
    const outcome = repository.hfleaks(['range', 'base..main']);
    expect([1, 2]).toContain(outcome.code);
    expectSealed(outcome, T, U);
    expect(repository.leftovers()).toEqual([]);
  });

  test('a branch whose file holds no id', async () => {
    const repository = await planted();
    writeFileSync(join(repository.path, '.git/refs/heads/broken'), `${U}\n`);
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
    const outcome = repository.hfleaks(['range', 'base..broken']);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expectSealed(outcome, U);
  });

  test('a ref that is a link to itself', async () => {
    const repository = await planted();
    repository.git('symbolic-ref', 'refs/heads/round', 'refs/heads/round');
    expect(repository.hfleaks(['range', 'base..round'])).toMatchObject({ code: 2, stdout: '' });
    expect(scanRange(repository, ['base..main'])).toMatchObject(FOUND);
  });
});
