// Repositories and gits that are broken: the run ends with a reason, never as if all were well.

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  BUNDLE,
  cleanEnvironment,
  expectSealed,
  plainFolder,
  TestRepository,
  temporaryRepository,
  trustGit,
} from '../repository.ts';
import { userToken } from '../tokens.ts';

const [T, U] = [userToken(171), userToken(172)];
const leak = `import os\nkey = "${T}"\n`;
const at = (path: string): string => `${path}:2:8 hf-user-token`;

async function stagedRepository(): Promise<TestRepository> {
  const repository = await temporaryRepository();
  repository.commit({ 'base.txt': 'a\n' });
  repository.write('app.py', leak);
  repository.git('add', 'app.py');
  return repository;
}

/** The loose object of an index entry. */
function objectPath(repository: TestRepository, path: string): string {
  const oid = repository.git('rev-parse', `:${path}`).trim();
  return join('.git/objects', oid.slice(0, 2), oid.slice(2));
}

function remove(repository: TestRepository, path: string): void {
  rmSync(join(repository.path, path), { recursive: true, force: true });
}

function overwrite(repository: TestRepository, path: string, content: string | Uint8Array): void {
  remove(repository, path);
  repository.write(path, content);
}

describe('the repository', () => {
  test('is none', () => {
    const folder = plainFolder();
    folder.write('app.py', leak);
    expect(folder.hfleaks(['staged'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('There is no git repository at'),
    });
    expect(folder.scan(['scan'])).toMatchObject({ code: 1, found: [at('app.py')] });
  });

  test('has no commit, and nothing or something staged', async () => {
    const repository = await temporaryRepository();
    expect(repository.scan(['staged'])).toMatchObject({ code: 0, found: [] });
    repository.write('app.py', leak);
    repository.git('add', 'app.py');
    expect(repository.scan(['staged'])).toMatchObject({ code: 1, found: [at('app.py')] });
  });

  test.each([
    ['GIT_DIR', '/nonexistent'],
    ['GIT_WORK_TREE', '/nonexistent'],
    ['GIT_COMMON_DIR', '/nonexistent'],
    ['GIT_INDEX_FILE', '/dev/zero'],
    ['GIT_DIR', 'x\ny'],
  ])('is named wrongly: %s=%j', async (variable, value) => {
    const repository = await stagedRepository();
    const env = { ...(variable === 'GIT_WORK_TREE' && { GIT_DIR: '.git' }), [variable]: value };
    expect(repository.hfleaks(['staged'], { env })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^hfleaks: (?!internal)/),
    });
  });

  test('is bare', async () => {
    const { home } = await temporaryRepository();
    const bare = new TestRepository(join(home, 'bare.git'), home);
    mkdirSync(bare.path);
    bare.git('init', '--quiet', '--bare');
    expect(bare.hfleaks(['staged'])).toMatchObject({ code: 2, stdout: '' });
  });

  const damages: readonly [name: string, code: number, damage: (repository: TestRepository) => void][] = [
    ['the index is garbage', 2, (repository) => overwrite(repository, '.git/index', 'DIRC garbage')],
    [
      'the index is cut short',
      2,
      (repository) => overwrite(repository, '.git/index', Buffer.from('44495243000000020000ffff', 'hex')),
    ],
    [
      'the index is a folder',
      2,
      (repository) => {
        remove(repository, '.git/index');
        mkdirSync(join(repository.path, '.git/index'));
      },
    ],
    ['the index is empty', 0, (repository) => remove(repository, '.git/index')],
    [
      'the part of a split index is missing',
      2,
      (repository) => {
        repository.git('update-index', '--split-index');
        for (const name of readdirSync(join(repository.path, '.git')))
          if (name.startsWith('sharedindex.')) remove(repository, `.git/${name}`);
      },
    ],
    ['HEAD is garbage', 2, (repository) => overwrite(repository, '.git/HEAD', '\0\u0001garbage')],
    ['HEAD is empty', 2, (repository) => overwrite(repository, '.git/HEAD', '')],
    ['HEAD points outside', 2, (repository) => overwrite(repository, '.git/HEAD', 'ref: refs/../../x\n')],
    ['HEAD points at a folder', 1, (repository) => overwrite(repository, '.git/HEAD', 'ref: refs/heads\n')],
    [
      'HEAD points at itself',
      2,
      (repository) => {
        overwrite(repository, '.git/HEAD', 'ref: refs/a\n');
        repository.write('.git/refs/a', 'ref: refs/a\n');
      },
    ],
    [
      'HEAD names a commit that is missing',
      2,
      (repository) => overwrite(repository, '.git/HEAD', `${'1'.repeat(40)}\n`),
    ],
    ['the branch is garbage', 2, (repository) => overwrite(repository, '.git/refs/heads/main', 'garbage\n')],
    ['HEAD is missing', 2, (repository) => remove(repository, '.git/HEAD')],
    ['the objects are missing', 2, (repository) => remove(repository, '.git/objects')],
    [
      'packed-refs is garbage',
      1,
      (repository) => {
        remove(repository, '.git/refs/heads/main');
        repository.write('.git/packed-refs', 'garbage\n');
      },
    ],
    ['.git is a file that points nowhere', 2, (repository) => overwrite(repository, '.git', 'gitdir: /nonexistent\n')],
    [
      'the index is a link to itself',
      2,
      (repository) => {
        remove(repository, '.git/index');
        symlinkSync('index', join(repository.path, '.git/index'));
      },
    ],
    [
      '.git is a link to itself',
      2,
      (repository) => {
        remove(repository, '.git');
        symlinkSync('.git', join(repository.path, '.git'));
      },
    ],
    ['the config is garbage', 1, (repository) => overwrite(repository, '.git/config', '[[[\0')],
  ];
  test.each(damages)('%s: staged ends with %i', async (_, code, damage) => {
    const repository = await stagedRepository();
    damage(repository);
    const outcome = repository.hfleaks(['staged']);
    expect(outcome).toMatchObject({ code, signal: null });
    if (code === 2)
      expect(outcome).toMatchObject({ stdout: '', stderr: expect.stringMatching(/^hfleaks: (?!internal)/) });
    expectSealed(outcome, T);
    expect(repository.leftovers()).toEqual([]);
  });
});

describe('an object', () => {
  /** Three files are staged; the object of the middle one is damaged. */
  async function damaged(
    damage: (repository: TestRepository, path: string) => void,
    last: string,
  ): Promise<TestRepository> {
    const repository = await temporaryRepository();
    for (const [path, content] of Object.entries({ 'a.txt': 'first\n', 'b.txt': `the middle ${U}\n`, 'c.py': last }))
      repository.write(path, content);
    repository.git('add', '--all');
    damage(repository, objectPath(repository, 'b.txt'));
    return repository;
  }

  test.each<[string, string, (repository: TestRepository, path: string) => void]>([
    ['is missing', 'missing-object', remove],
    [
      'has a garbled header, which git takes for none',
      'missing-object',
      (repository, path) => overwrite(repository, path, 'garbage'),
    ],
    [
      'is cut short',
      'corrupt-object',
      (repository, path) => overwrite(repository, path, deflateSync('blob 1000\0short')),
    ],
    ['is a tree', 'corrupt-object', (repository, path) => overwrite(repository, path, deflateSync('tree 0\0'))],
    [
      'is another blob',
      'corrupt-object',
      (repository, path) => overwrite(repository, path, deflateSync('blob 6\0other\n')),
    ],
    [
      'claims a size it has not',
      'corrupt-object',
      (repository, path) => overwrite(repository, path, deflateSync('blob 3\0longer than three')),
    ],
  ])('%s: the others are scanned, and the run is incomplete', async (_, reason, damage) => {
    const clean = await damaged(damage, 'nothing\n');
    const outcome = clean.scan(['staged']);
    expect(outcome).toMatchObject({ code: 3, found: [], skipped: { [reason]: 1 } });
    expect(outcome.report.complete).toBe(false);
    expect(clean.hfleaks(['staged', '--allow-incomplete', reason]).code).toBe(0);
    const leaking = await damaged(damage, leak);
    const found = leaking.scan(['staged']);
    expect(found).toMatchObject({ code: 1, found: [at('c.py')], skipped: { [reason]: 1 } });
    expectSealed(found, T, U);
  });

  test('is a large one that breaks off', async () => {
    const repository = await temporaryRepository();
    const bytes = Buffer.alloc(6 << 20, 'filler without end\n');
    repository.write('large.txt', bytes);
    repository.write('z.py', leak);
    repository.git('add', '--all');
    const whole = deflateSync(Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]), { level: 0 });
    overwrite(repository, objectPath(repository, 'large.txt'), whole.subarray(0, whole.length / 2));
    expect(repository.scan(['staged'])).toMatchObject({
      code: 1,
      found: [at('z.py')],
      partial: { 'corrupt-object': 1 },
    });
  });
});

/** PATH with one program called git. */
function fakeGit(repository: TestRepository, script: string): Record<string, string> {
  const folder = join(repository.home, 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'git'), 0o755);
  return { PATH: folder };
}
const REAL = `real='/usr/bin/git'; for word; do case $word in cat-file|diff-index|ls-files|rev-parse) what=$word;; esac; done`;

describe('git', () => {
  test.each([
    ['is not on PATH', { PATH: '/nonexistent' }],
    ['has no PATH', { PATH: '' }],
  ])('%s: exit code 2', async (_, env) => {
    const repository = await stagedRepository();
    for (const command of ['staged', 'scan'])
      expect(repository.hfleaks([command], { env })).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('git was not found on PATH'),
      });
    expect(repository.scan(['scan', '--no-ignore'], { env })).toMatchObject({ code: 1, found: [at('app.py')] });
  });

  test.each([
    ['dies at once', 'exit 128'],
    ['prints garbage', 'echo garbage'],
    ['prints garbage and NUL', "printf 'garbage\\0more'"],
    ['prints a cut record', "printf ':000000 100644 000'"],
    ['is killed', 'kill -9 $$'],
    [
      'dies in the middle of a listing',
      `${REAL}; case $what in cat-file) exec $real "$@";; *) $real "$@" | /usr/bin/head -c 60; exit 128;; esac`,
    ],
    [
      'ends well in the middle of a listing',
      `${REAL}; case $what in cat-file) exec $real "$@";; *) $real "$@" | /usr/bin/head -c 60;; esac`,
    ],
    [
      'dies in the middle of an object',
      `${REAL}; case $what in cat-file) $real "$@" | /usr/bin/head -c 60; exit 128;; *) exec $real "$@";; esac`,
    ],
    ['gives no objects', `${REAL}; case $what in cat-file) exit 0;; *) exec $real "$@";; esac`],
    [
      'answers for another object',
      `${REAL}; case $what in cat-file) echo "${'2'.repeat(40)} blob 0"; echo;; *) exec $real "$@";; esac`,
    ],
    [
      'sends all objects as missing',
      `${REAL}; case $what in cat-file) while read -r oid; do echo "$oid missing"; done;; *) exec $real "$@";; esac`,
    ],
  ])('%s: exit code 2 or 3', async (name, script) => {
    const repository = await temporaryRepository();
    repository.write('app.py', leak);
    repository.git('add', 'app.py');
    const outcome = repository.hfleaks(['staged'], { env: fakeGit(repository, script) });
    expect([2, 3]).toContain(outcome.code);
    expect(outcome.stderr).not.toContain('internal error');
    expectSealed(outcome, T);
    expect(repository.leftovers()).toEqual([]);
    expect(name).not.toBe('');
  });
});

describe('a git that was tried, and says nothing now', () => {
  const SILENT = {
    'of what changed': `${REAL}; [ "$what" = diff-index ] || exec $real "$@"`,
    'of any file': `${REAL}; [ "$what" = ls-files ] || exec $real "$@"`,
    'of the last files': `${REAL}; [ "$what" = ls-files ] || exec $real "$@"; $real "$@" | /usr/bin/head -z -n 1`,
  };
  test.each([
    ['staged', SILENT['of what changed'], true],
    ['scan', SILENT['of any file'], true],
    ['scan', SILENT['of the last files'], true],
    ['staged', SILENT['of what changed'], false],
    ['scan', SILENT['of any file'], false],
  ])('%s: %j', async (verb, script, isDirty) => {
    const repository = await temporaryRepository();
    if (isDirty) {
      repository.commit({ 'base.txt': 'a\n', 'later.txt': 'b\n', 'empty.txt': '' });
      repository.write('app.py', leak);
      repository.git('add', 'app.py');
    }
    const env = fakeGit(repository, script);
    trustGit(join(repository.home, '.cache'), join(repository.home, 'bin', 'git'));
    const outcome = repository.hfleaks([verb], { env });
    expect(outcome).toMatchObject(
      isDirty
        ? { code: 2, stderr: expect.stringContaining('ended without all that the index holds') }
        : { code: 0, stderr: expect.anything() },
    );
    expectSealed(outcome, T);
  });
});

describe('temporary files', () => {
  test('nowhere to put them: exit code 2', async () => {
    const repository = await stagedRepository();
    expect(repository.hfleaks(['staged'], { env: { TMPDIR: '/nonexistent' } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No temporary folder can be made'),
    });
  });

  test.each([
    ['SIGINT', 'a git that is known'],
    ['SIGTERM', 'a git that is known'],
    ['SIGHUP', 'a git that is known'],
    ['SIGINT', 'a git in its first test'],
  ] as const)('%s, with %s: ended by it at once, nothing left behind', async (signal, which) => {
    const repository = await stagedRepository();
    const folder = join(repository.home, 'bin');
    mkdirSync(folder);
    // A git that never answers, whose own child must end too.
    writeFileSync(join(folder, 'git'), `#!/bin/sh\necho $$ > '${repository.home}/pid'\n/bin/sleep 100\n`);
    chmodSync(join(folder, 'git'), 0o755);
    if (which === 'a git that is known') trustGit(join(repository.home, '.cache'), join(folder, 'git'));
    const child = spawn(process.execPath, [BUNDLE, 'staged'], {
      cwd: repository.path,
      env: cleanEnvironment(repository.home, { PATH: folder }),
      stdio: 'ignore',
    });
    const ended = new Promise<string | null>((resolve) => child.once('exit', (_, by) => resolve(by)));
    while (!existsSync(join(repository.home, 'pid'))) await sleep(20);
    expect(repository.leftovers()).toHaveLength(1);
    const sent = performance.now();
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(performance.now() - sent).toBeLessThan(10_000);
    expect(repository.leftovers()).toEqual([]);
  });
});
