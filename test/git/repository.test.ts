import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  locateRepository,
  repositoryAt,
  repositoryOf,
  requireRepository,
  requireRepositoryFor,
} from '../../src/git/repository.ts';
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
      bare: false,
      objectDirectory: join(path, '.git/objects'),
      alternateObjects: [],
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

  test('the objects of pre-receive lie in quarantine, in a bare repository', async () => {
    const repository = await temporaryRepository();
    repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
    const bare = join(repository.home, 'bare.git');
    const variables = {
      GIT_DIR: '.',
      GIT_OBJECT_DIRECTORY: './objects/tmp_objdir-incoming-x',
      GIT_ALTERNATE_OBJECT_DIRECTORIES: '/a:b:"c:\\"d"',
    };
    expect(locateRepository(bare, variables)).toMatchObject({
      workTree: bare,
      gitDir: bare,
      bare: true,
      objectDirectory: join(bare, 'objects/tmp_objdir-incoming-x'),
      alternateObjects: ['/a', join(bare, 'b'), join(bare, 'c:"d')],
    });
  });

  test('pre-receive in a repository with a work tree runs in its .git', async () => {
    const { path } = await temporaryRepository();
    const dotGit = join(path, '.git');
    expect(locateRepository(dotGit, { GIT_DIR: '.' })).toMatchObject({ workTree: path, gitDir: dotGit, bare: false });
  });

  test('GIT_DIR of a bare repository, from elsewhere', async () => {
    const repository = await temporaryRepository();
    repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
    const bare = join(repository.home, 'bare.git');
    expect(locateRepository(repository.home, { GIT_DIR: bare })).toMatchObject({ workTree: bare, bare: true });
    expect(locateRepository(repository.home, { GIT_DIR: bare, GIT_WORK_TREE: 'a repository' })).toMatchObject({
      workTree: repository.path,
      bare: false,
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

  test.each(['\n', '', '\r\n', '\n\n\r\n\n'])('a .git that is a file which ends in %j', async (end) => {
    const { path, home } = await temporaryRepository();
    renameSync(join(path, '.git'), join(home, 'moved'));
    writeFileSync(join(path, '.git'), `gitdir: ../moved${end}`);
    expect(repositoryAt(path)).toMatchObject({ workTree: path, gitDir: join(home, 'moved') });
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

describe('requireRepositoryFor', () => {
  const of = (path: string) => requireRepositoryFor(path, {});

  test.each([
    ['the top', '.'],
    ['a folder below', 'a/b'],
    ['its .git', '.git'],
    ['a folder in its .git', '.git/objects'],
  ])('%s', async (_, folder) => {
    const { path } = await temporaryRepository();
    mkdirSync(join(path, 'a/b'), { recursive: true });
    expect(of(join(path, folder))).toEqual(locateRepository(path, {}));
  });

  test('through a link', async () => {
    const { path, home } = await temporaryRepository();
    symlinkSync(path, join(home, 'link'));
    expect(of(join(home, 'link'))).toEqual(locateRepository(path, {}));
  });

  test('a bare repository', async () => {
    const repository = await temporaryRepository('sha256');
    repository.commit({ a: '1' });
    repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
    const bare = join(repository.home, 'bare.git');
    expect(of(bare)).toMatchObject({
      workTree: bare,
      gitDir: bare,
      commonDir: bare,
      bare: true,
      objectFormat: 'sha256',
    });
  });

  test('a linked work tree, also by its .git file', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', '../linked');
    const linked = join(repository.home, 'linked');
    expect(of(linked)).toMatchObject({ workTree: linked, commonDir: join(repository.path, '.git'), bare: false });
    expect(of(join(linked, '.git'))).toEqual(of(linked));
  });

  test('a work tree inside of a bare-looking folder comes first', async () => {
    const { path } = await temporaryRepository();
    for (const name of ['HEAD', 'objects', 'refs'])
      cpSync(join(path, '.git', name), join(path, name), { recursive: true });
    expect(of(path)).toEqual(locateRepository(path, {}));
  });

  test.each<[string, (dotGit: string) => void]>([
    ['is gone', (dotGit) => rmSync(join(dotGit, 'HEAD'))],
    [
      'is a FIFO',
      (dotGit) => {
        rmSync(join(dotGit, 'HEAD'));
        execFileSync('mkfifo', [join(dotGit, 'HEAD')]);
      },
    ],
    [
      'is a link to a packed ref',
      (dotGit) => {
        rmSync(join(dotGit, 'HEAD'));
        symlinkSync('refs/heads/main', join(dotGit, 'HEAD'));
      },
    ],
  ])('a repository whose HEAD %s', async (_, damage) => {
    const { path } = await temporaryRepository();
    const expected = locateRepository(path, {});
    damage(join(path, '.git'));
    expect(of(path)).toEqual(expected);
  });

  test('a .git folder does not send to another repository', async () => {
    const [{ path }, other] = [await temporaryRepository(), await temporaryRepository()];
    writeFileSync(join(path, '.git/commondir'), `${other.path}/.git\n`);
    expect(of(path).commonDir).toBe(join(path, '.git'));
  });

  test('in a hook, GIT_DIR counts', async () => {
    const { path, home } = await temporaryRepository();
    renameSync(join(path, '.git'), join(home, 'store'));
    expect(requireRepositoryFor(path, { GIT_DIR: '../store' })).toMatchObject({
      workTree: path,
      gitDir: join(home, 'store'),
    });
  });

  test('what is none', async () => {
    const { path } = plainFolder();
    expect(() => of(path)).toThrowError(expect.objectContaining({ code: 'not-a-repository' }));
    expect(() => of(join(path, 'missing'))).toThrowError(expect.objectContaining({ code: 'path-not-found' }));
    writeFileSync(join(path, 'file'), '');
    expect(() => of(join(path, 'file'))).toThrowError(expect.objectContaining({ code: 'path-not-found' }));
  });
});

test('repositoryOf: a git directory, and nothing else', async () => {
  const { path } = await temporaryRepository();
  expect(repositoryOf(join(path, '.git'))).toEqual(locateRepository(path, {}));
  expect(repositoryOf(path)).toBeNull();
  expect(repositoryOf(join(path, '.git/objects'))).toBeNull();
});
