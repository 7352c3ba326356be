// The way most people use it: the packed package installed beside husky, and real commits.
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  cleanEnvironment,
  expectSealed,
  lastingFolder,
  type Outcome,
  ROOT,
  removeFolder,
  run,
  TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { isLong, slice } from '../slice.ts';
import { userToken } from '../tokens.ts';

const T = userToken(161);
const leak = `import os\nkey = "${T}"\n`;

let home = '';
let repository: TestRepository;

function must(program: string, args: readonly string[], cwd: string): string {
  const { code, stdout, stderr } = run(program, args, cwd, cleanEnvironment(home));
  expect(code, `${program} ${args.join(' ')}\n${stderr}`).toBe(0);
  return stdout;
}

/** Commits as a developer does; git's messages and the hook's come on standard error. */
function commit(...args: string[]): Outcome {
  return repository.tryGit(['commit', '-m', 'change', ...args]);
}

function stage(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) repository.write(path, content);
  repository.git('add', '--', ...Object.keys(files));
}

function expectBlocked(outcome: Outcome, place: string): void {
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain(`--> ${place}`);
  expect(outcome.stderr).toContain('To go on:\n  1. Revoke the credential');
  expectSealed(outcome, T);
}

beforeAll(async () => {
  home = lastingFolder();
  const packed = join(home, 'packed');
  mkdirSync(packed);
  must('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', packed, ROOT], home);
  const [tarball] = readdirSync(packed) as [string];
  repository = await temporaryRepository('sha1', home);
  repository.write('package.json', '{ "name": "user", "private": true, "scripts": { "prepare": "husky" } }\n');
  must(
    'npm',
    ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--save-dev', join(packed, tarball)],
    repository.path,
  );
  cpSync(join(ROOT, 'node_modules/husky'), join(repository.path, 'node_modules/husky'), { recursive: true });
  must(process.execPath, ['node_modules/husky/bin.js'], repository.path);
  repository.write('.husky/pre-commit', 'hfleaks staged\n');
  repository.write('.gitignore', 'node_modules\n');
}, 120_000);
afterAll(() => removeFolder(home));

test('the first commit', () => {
  stage({ 'app.py': leak });
  repository.git('add', '--all');
  expectBlocked(commit(), 'app.py:2:8');
  stage({ 'app.py': 'clean\n' });
  const { code, stderr } = commit();
  expect(code).toBe(0);
  expect(stderr).toContain('No leaked Hugging Face credentials found');
});

describe('later commits', () => {
  beforeEach(() => {
    repository.git('reset', '--quiet', '--hard');
  });

  test('a staged token', () => {
    stage({ 'new.py': leak });
    expectBlocked(commit(), 'new.py:2:8');
  });

  test('-a', () => {
    repository.write('app.py', leak);
    expectBlocked(commit('-a'), 'app.py:2:8');
  });

  test('-p', () => {
    repository.write('app.py', `clean\n${leak}`);
    const outcome = repository.tryGit(['commit', '-p', '-m', 'change'], {}, 'y\n');
    // git itself shows the part on standard output.
    expectBlocked({ ...outcome, stdout: '' }, 'app.py:3:8');
  });

  test('PATH, with another file staged', () => {
    stage({ 'new.py': leak });
    repository.write('app.py', leak);
    const outcome = commit('--', 'app.py');
    expectBlocked(outcome, 'app.py:2:8');
    expect(outcome.stderr).not.toContain('new.py');
  });

  test('clean', () => {
    stage({ 'app.py': 'cleaner\n' });
    expect(commit().code).toBe(0);
  });

  test('from a subdirectory', () => {
    stage({ 'sub/new.py': leak });
    expectBlocked(
      run('git', ['commit', '-m', 'x'], join(repository.path, 'sub'), cleanEnvironment(home)),
      'sub/new.py:2:8',
    );
  });

  test('in a linked work tree, once it is installed there', () => {
    repository.git('worktree', 'add', '--quiet', '-b', 'side', '../linked');
    const linked = new TestRepository(join(home, 'linked'), home);
    linked.write('app.py', leak);
    // husky's own folder is not committed: until it is made there, git finds no hook.
    expect(existsSync(join(linked.path, '.husky/_'))).toBe(false);
    symlinkSync(join(repository.path, 'node_modules'), join(linked.path, 'node_modules'));
    must(process.execPath, ['node_modules/husky/bin.js'], linked.path);
    expectBlocked(linked.tryGit(['commit', '-a', '-m', 'change']), 'app.py:2:8');
    linked.git('add', 'app.py');
    expectBlocked(linked.tryGit(['commit', '-m', 'change']), 'app.py:2:8');
    linked.write('app.py', 'clean again\n');
    expect(linked.tryGit(['commit', '-a', '-m', 'change']).code).toBe(0);
  });

  test('the hook runs without a home or a terminal, and leaves nothing behind', () => {
    stage({ 'new.py': leak });
    expectBlocked(repository.tryGit(['commit', '-m', 'x'], { HOME: '/nonexistent', TERM: 'dumb' }), 'new.py:2:8');
    expect(repository.leftovers()).toEqual([]);
  });

  test('HUSKY=0 skips it', () => {
    stage({ 'new.py': leak });
    expect(repository.tryGit(['commit', '-m', 'change'], { HUSKY: '0' }).code).toBe(0);
  });
});

test("this repository's own hook", async () => {
  const own = await temporaryRepository();
  const listed = run(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    ROOT,
    cleanEnvironment(home),
  );
  const paths = listed.stdout.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
  expect(paths).toContain('.husky/pre-commit');
  // What the hook needs, and some of what it scans.
  const isNeeded = (path: string): boolean => /^(?:\.husky|dist)\/|^[^/]+$/.test(path);
  const others = paths.filter((path) => !isNeeded(path));
  for (const path of [...paths.filter(isNeeded), ...slice(others, 10)])
    cpSync(join(ROOT, path), join(own.path, path), { recursive: true });
  mkdirSync(join(own.path, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/husky'), join(own.path, 'node_modules/husky'));
  must(process.execPath, ['node_modules/husky/bin.js'], own.path);
  chmodSync(join(own.path, '.husky/pre-commit'), 0o755);
  // The bundle takes longest to scan.
  own.git('add', '--all', ...(isLong ? [] : ['--', '.', ':!dist']));
  writeFileSync(join(own.path, 'leak.py'), leak);
  own.git('add', 'leak.py');
  const blocked = own.tryGit(['commit', '-m', 'all']);
  expectBlocked(blocked, 'leak.py:2:8');
  expect(blocked.stderr).toContain('1 finding (1 error)');
  own.git('rm', '--quiet', '--cached', 'leak.py');
  expect(own.tryGit(['commit', '-m', 'all']).code).toBe(0);
});
