import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locateRepository, repositoryAt, requireRepository } from '../../src/git/repository.ts';
import { plainFolder, temporaryRepository } from '../repository.ts';

describe('locateRepository', () => {
  test('from a subfolder, the nearest .git upwards', async () => {
    const { path } = await temporaryRepository();
    mkdirSync(join(path, 'a/b'), { recursive: true });
    expect(locateRepository(join(path, 'a/b'), {})).toEqual({
      workTree: path,
      gitDir: join(path, '.git'),
      commonDir: join(path, '.git'),
      indexFile: join(path, '.git/index'),
      isIndexNamed: false,
      objectFormat: 'sha1',
      refFiles: true,
    });
  });

  test('a SHA-256 repository', async () => {
    const { path } = await temporaryRepository('sha256');
    expect(locateRepository(path, {})?.objectFormat).toBe('sha256');
  });

  test('a linked work tree has its own git directory', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', '../linked');
    const linked = join(repository.home, 'linked');
    expect(locateRepository(linked, {})).toMatchObject({
      workTree: linked,
      gitDir: join(repository.path, '.git/worktrees/linked'),
      commonDir: join(repository.path, '.git'),
    });
  });

  test("a hook's GIT_DIR and GIT_INDEX_FILE, relative to its folder", async () => {
    const { path } = await temporaryRepository();
    expect(locateRepository(path, { GIT_DIR: '.git', GIT_INDEX_FILE: '.git/next-index-7.lock' })).toMatchObject({
      workTree: path,
      indexFile: join(path, '.git/next-index-7.lock'),
    });
  });

  test('a folder without one', () => {
    const { path } = plainFolder();
    expect(locateRepository(path, {})).toBeNull();
    expect(() => requireRepository(path, {})).toThrowError(expect.objectContaining({ code: 'not-a-repository' }));
  });

  test('a folder that only looks like a bare repository is none', () => {
    const { path } = plainFolder();
    for (const folder of ['objects', 'refs']) mkdirSync(join(path, folder));
    writeFileSync(join(path, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(path, 'config'), '[core]\n\tbare = true\n');
    expect(locateRepository(path, {})).toBeNull();
  });

  test.each([
    ['a .git that is an empty folder', (path: string) => mkdirSync(join(path, '.git'))],
    ['a .git that names nothing', (path: string) => writeFileSync(join(path, '.git'), 'gitdir: nowhere\n')],
    ['a .git that is a text', (path: string) => writeFileSync(join(path, '.git'), 'hello\n')],
    ['a .git that links to a device', (path: string) => symlinkSync('/dev/zero', join(path, '.git'))],
  ])('%s is no repository', (_, make) => {
    const { path } = plainFolder();
    make(path);
    expect(repositoryAt(path)).toBeNull();
  });
});
