// The hooks before a commit that `git merge` and `git am` make.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastingFolder, removeFolder, TestRepository, temporaryFolder, temporaryRepository } from '../repository.ts';
import { installHook, leak, slim, T, U, withHook } from './range.ts';

let template = '';

/** `main` has a file of its own; each other branch changes what it is named after. */
beforeAll(async () => {
  template = lastingFolder();
  const repository = await temporaryRepository('sha1', template);
  repository.commit({ 'app.py': 'import os\n', 'old.py': leak(U), 'both.txt': 'a\n\n\n\n\n\n\nz\n' });
  const branch = (name: string, files: Record<string, string>): void => {
    repository.git('checkout', '--quiet', '-b', name, 'main');
    repository.commit(files, name);
    repository.git('checkout', '--quiet', 'main');
  };
  branch('clean', { 'clean.py': 'x = 1\n' });
  branch('leak', { 'foreign.py': leak(T) });
  branch('another', { 'another.py': 'x = 2\n' });
  branch('edited', { 'old.py': leak(U, '# more\n') });
  branch('joined', { 'both.txt': `a\n\n\n\n\n\n\nz\nkey = "${T}"\n` });
  branch('conflict', { 'main.py': leak(T) });
  repository.commit({ 'main.py': 'x = 1\n', 'both.txt': 'a\nb\n\n\n\n\n\nz\n' });
  slim(repository);
});
afterAll(() => removeFolder(template));

function hooked(...hooks: readonly string[]): TestRepository {
  const home = join(temporaryFolder(), 'home');
  cpSync(template, home, { recursive: true });
  const repository = new TestRepository(join(home, 'a repository'), home);
  for (const hook of hooks) installHook(repository, hook);
  return repository;
}

describe('pre-merge-commit', () => {
  const merge = (repository: TestRepository, ...args: readonly string[]) =>
    withHook(repository, 'pre-merge-commit', () => repository.tryGit(['merge', '--no-edit', ...args]));

  test.each<[name: string, branches: readonly string[], suppressed: number]>([
    ['a clean branch', ['clean'], 0],
    ['a branch with a token: it is committed there, which is told', ['leak'], 1],
    ['an edited file with a token that was there', ['edited'], 1],
    ['a file that both sides changed', ['joined'], 1],
    ['several branches at once', ['clean', 'leak', 'another'], 1],
  ])('%s', (_, branches, suppressed) => {
    const repository = hooked('pre-merge-commit');
    const outcome = merge(repository, ...branches);
    expect(outcome).toMatchObject({ code: 0, hook: 0, mode: 'staged', complete: true, found: [] });
    expect(outcome).toMatchObject({ suppressed: Array.from({ length: suppressed }, () => expect.any(String)) });
    if (suppressed > 0) expect(outcome.said).toContain('already committed, does not block');
    expect(repository.git('rev-list', '--merges', '--count', 'HEAD').trim()).toBe('1');
  });

  test('what the index held before besides: git refuses itself', () => {
    const repository = hooked('pre-merge-commit');
    repository.write('evil.py', leak(T));
    repository.git('add', 'evil.py');
    expect(merge(repository, 'clean')).toMatchObject({ hook: null });
  });

  test('what a merge program puts in is new', () => {
    const repository = hooked('pre-merge-commit');
    const driver = join(repository.home, 'driver');
    writeFileSync(driver, `#!/bin/sh\ncat >> "$1" '${join(repository.home, 'evil')}'\n`, { mode: 0o755 });
    writeFileSync(join(repository.home, 'evil'), `key = "${T}"\n`);
    repository.git('config', 'merge.evil.driver', `'${driver}' %A`);
    writeFileSync(join(repository.path, '.git/info/attributes'), 'both.txt merge=evil\n');
    repository.git('checkout', '--quiet', '-b', 'plain', 'clean');
    repository.commit({ 'both.txt': 'a\n\n\n\n\n\n\nz\nend\n' });
    repository.git('checkout', '--quiet', 'main');
    const outcome = merge(repository, 'plain');
    expect(outcome).toMatchObject({ code: 1, hook: 1, found: ['T staged both.txt'] });
    expect(outcome.said).toContain('both.txt:9:8');
  });

  test('a fast-forward makes no commit', () => {
    const repository = hooked('pre-merge-commit');
    repository.git('checkout', '--quiet', '-b', 'behind', 'main~1');
    expect(merge(repository, 'leak')).toMatchObject({ code: 0, hook: null });
  });

  test('a conflict, resolved by hand, is for pre-commit', () => {
    const repository = hooked('pre-merge-commit', 'pre-commit');
    expect(merge(repository, 'conflict')).toMatchObject({ code: 1, hook: null });
    repository.write('main.py', leak(T, '# mine\n'));
    repository.git('add', 'main.py');
    const commit = () => withHook(repository, 'pre-commit', () => repository.tryGit(['commit', '--no-edit']));
    repository.write('evil.py', leak(T));
    repository.git('add', 'evil.py');
    expect(commit()).toMatchObject({
      code: 1,
      hook: 1,
      found: ['T staged evil.py'],
      suppressed: ['T staged main.py'],
    });
    repository.git('rm', '--quiet', '--cached', 'evil.py');
    expect(commit()).toMatchObject({ code: 0, hook: 0, found: [], suppressed: ['T staged main.py'] });
  });

  test('from a linked work tree', () => {
    const repository = hooked('pre-merge-commit');
    repository.git('worktree', 'add', '--quiet', '-b', 'linked', '../linked', 'main');
    const outcome = withHook(repository, 'pre-merge-commit', () =>
      repository.shell('cd ../linked && git merge --no-edit leak'),
    );
    expect(outcome).toMatchObject({ code: 0, hook: 0, found: [], suppressed: ['T staged foreign.py'] });
  });
});

describe('pre-applypatch', () => {
  /** Patches as mails, one for each of `branches`, in a file. */
  function mailbox(repository: TestRepository, ...branches: readonly string[]): string {
    const file = join(repository.home, 'patches');
    writeFileSync(file, branches.map((name) => repository.git('format-patch', '-1', '--stdout', name)).join(''));
    return file;
  }
  const am = (repository: TestRepository, file: string) =>
    withHook(repository, 'pre-applypatch', () => repository.tryGit(['am', '--quiet', file]));
  const count = (repository: TestRepository): number => Number(repository.git('rev-list', '--count', 'HEAD'));

  test.each<
    [
      name: string,
      branches: readonly string[],
      found: readonly string[],
      suppressed: readonly string[],
      applied: number,
    ]
  >([
    ['a clean patch', ['clean'], [], [], 1],
    ['a patch with a token', ['leak'], ['T staged foreign.py'], [], 0],
    ['a patch of a file that has a token already', ['edited'], [], ['U staged old.py'], 1],
    ['the second of three', ['clean', 'leak', 'another'], ['T staged foreign.py'], [], 1],
    ['a patch of a line further down', ['joined'], ['T staged both.txt'], [], 0],
  ])('%s', (_, branches, found, suppressed, applied) => {
    const repository = hooked('pre-applypatch');
    const before = count(repository);
    const outcome = am(repository, mailbox(repository, ...branches));
    expect(outcome).toMatchObject({ hook: found.length, mode: 'staged', complete: true, found, suppressed });
    expect(outcome.code === 0).toBe(found.length === 0);
    expect(count(repository) - before).toBe(applied);
  });

  test('git am --abort, and all is as before', () => {
    const repository = hooked('pre-applypatch');
    const head = repository.git('rev-parse', 'HEAD');
    expect(am(repository, mailbox(repository, 'leak'))).toMatchObject({ hook: 1 });
    repository.git('am', '--abort');
    expect(repository.git('rev-parse', 'HEAD')).toBe(head);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});
