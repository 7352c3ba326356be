import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type GitFile, gitFiles, indexFiles, innerRepositories } from '../../src/git/git-directory.ts';
import { repositoryAt, requireRepositoryFor } from '../../src/git/repository.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';

const of = (path: string) => requireRepositoryFor(path, {});
const latin1 = (name: Buffer): string => name.toString('latin1');
const all = (path: string): readonly GitFile[] => [...gitFiles(of(path), [of(path).objectDirectory])];
const named = (path: string, wanted: GitFile['kind']): string[] =>
  all(path)
    .filter(({ kind }) => kind === wanted)
    .map(({ name }) => latin1(name))
    .sort();
const filesOf = (path: string): string[] => named(path, 'entry');
const innerOf = (path: string): string[] => innerRepositories(of(path)).repositories.map((inner) => latin1(inner.path));
const leftOutOf = (path: string): string[] =>
  innerRepositories(of(path)).leftOut.map((one) => `${latin1(one.path)} ${one.reason}`);

/** Makes a repository with a commit at `path`, below the one at hand or beside it. */
function make(repository: TestRepository, path: string, ...options: readonly string[]): void {
  const [bare, normal] = [options.includes('--bare'), join(repository.home, 'made')];
  repository.git('init', '--quiet', '--initial-branch=main', normal);
  repository.git('-C', normal, 'commit', '--quiet', '--allow-empty', '-m', path);
  mkdirSync(join(repository.path, path, '..'), { recursive: true });
  renameSync(bare ? join(normal, '.git') : normal, join(repository.path, path));
  rmSync(normal, { recursive: true, force: true });
}

describe('gitFiles', () => {
  test('all but objects and packs, by the same names as on the disk', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', '../linked');
    repository.git('gc', '--quiet');
    repository.git('multi-pack-index', 'write');
    repository.commit({ a: '2' });
    repository.git('update-index', '--split-index');
    const dotGit = join(repository.path, '.git');
    const [pack = ''] = readdirSync(join(dotGit, 'objects/pack')).filter((name) => name.endsWith('.pack'));
    for (const name of [
      'lfs/objects/ab/cd/abcd',
      'config.worktree',
      'objects/ab/tmp_obj_x',
      'objects/ab/notes.txt',
      'objects/zz/x',
      'objects/pack/tmp_pack_x',
      'objects/pack/notes.idx',
      'objects/pack/notes.rev',
      `objects/pack/${pack.replace('.pack', '.keep')}`,
      `objects/pack/${pack.replace('.pack', '.promisor')}`,
      'hooks/x',
      'foo/index',
    ])
      repository.write(`.git/${name}`, 'x');
    repository.write(Buffer.from('.git/a\xff\nb', 'latin1'), 'x');
    symlinkSync('/etc/passwd', join(dotGit, 'link'));
    symlinkSync('/', join(dotGit, 'folder'));
    execFileSync('mkfifo', [join(dotGit, 'fifo')]);

    const stored = /^objects\/(?:[0-9a-f]{2}\/[0-9a-f]{38}|pack\/pack-\w+\.pack)$/;
    const onDisk = execFileSync('find', ['.git', '!', '-type', 'd', '-print0'], {
      cwd: repository.path,
      encoding: 'latin1',
    })
      .split('\0')
      .slice(0, -1);
    const expected = onDisk.filter((name) => !stored.test(name.slice('.git/'.length))).sort();
    expect(filesOf(repository.path)).toEqual(expected);
    expect(expected).toEqual(expect.arrayContaining(['.git/a\xff\nb', '.git/link', '.git/folder', '.git/fifo']));
    expect(onDisk.length - expected.length).toBe(4);
    for (const { kind, path, name } of all(repository.path)) {
      expect(kind).not.toBe('unreadable');
      expect(latin1(path)).toBe(`${repository.path}/${latin1(name)}`);
    }
    const folders = execFileSync('find', ['.git', '-mindepth', '1', '-type', 'd', '-print0'], {
      cwd: repository.path,
      encoding: 'latin1',
    });
    expect(named(repository.path, 'folder')).toEqual(folders.split('\0').slice(0, -1).sort());
  });

  test('what has the name of an object or a pack, but is read as none', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('repack', '-a', '-d', '--quiet');
    const folder = join(repository.path, '.git/objects/pack');
    const [pack = ''] = readdirSync(folder).filter((name) => name.endsWith('.pack'));
    const copy = (name: string): void => {
      for (const end of ['pack', 'idx'])
        cpSync(join(folder, pack.replace(/pack$/, end)), join(folder, `${name}.${end}`));
    };
    copy('pack-1');
    expect(filesOf(repository.path)).not.toContain('.git/objects/pack/pack-1.pack');
    for (const [name, broken, content] of [
      ['pack-2', 'pack', 'x'],
      ['pack-3', 'idx', 'x'],
      ['pack-4', 'pack', Buffer.from('PACK\0\0\0\x02\0\0\0\x09', 'latin1')],
    ] as const) {
      copy(name);
      repository.write(`.git/objects/pack/${name}.${broken}`, content);
      expect(filesOf(repository.path)).toContain(`.git/objects/pack/${name}.pack`);
    }
    const other = `.git/objects/ab/${'0'.repeat(62)}`;
    repository.write(other, 'an id of the other format');
    expect(filesOf(repository.path)).toContain(other);
    const object = `${'ab/'}${'0'.repeat(38)}`;
    for (const place of ['objects.bak', 'modules/x/objects', 'objects/incoming-1']) {
      repository.write(`.git/${place}/${object}`, 'x');
      expect(filesOf(repository.path)).toContain(`.git/${place}/${object}`);
      const stores = ['.git/objects', `.git/${place}`].map((store) => join(repository.path, store));
      const names = [...gitFiles(of(repository.path), stores)].map(({ name }) => latin1(name));
      expect(names).not.toContain(`.git/${place}/${object}`);
    }
  });

  test('of a linked work tree, those of its repository', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', '../linked');
    expect(filesOf(join(repository.home, 'linked'))).toEqual(filesOf(repository.path));
    expect(filesOf(repository.path)).toContain('.git/worktrees/linked/gitdir');
  });

  test('of a bare repository, without .git', async () => {
    const repository = await temporaryRepository();
    repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
    expect(filesOf(join(repository.home, 'bare.git'))).toEqual(expect.arrayContaining(['HEAD', 'config']));
  });

  test('of SHA-256, without its objects', async () => {
    const repository = await temporaryRepository('sha256');
    repository.commit({ a: '1' });
    expect(filesOf(repository.path).filter((name) => name.startsWith('.git/objects/'))).toEqual([]);
  });

  test('not those of repositories inside, but what lies around them', async () => {
    const repository = await temporaryRepository();
    make(repository, '.git/modules/x', '--bare');
    make(repository, '.git/work');
    repository.write('.git/modules/file', '');
    repository.write('.git/work/file', '');
    const names = filesOf(repository.path);
    expect(names).toEqual(expect.arrayContaining(['.git/modules/file', '.git/work/file']));
    expect(names.filter((name) => /^\.git\/(?:modules\/x|work\/\.git)/.test(name))).toEqual([]);
  });

  test('200 folders deep', async () => {
    const repository = await temporaryRepository();
    const deep = `.git/${'d/'.repeat(200)}`;
    repository.write(`${deep}file`, '');
    expect(filesOf(repository.path)).toContain(`${deep}file`);
  });

  test.skipIf(process.getuid?.() === 0)('a folder that cannot be listed (not as root)', async () => {
    const repository = await temporaryRepository();
    const path = join(repository.path, '.git/locked');
    mkdirSync(path, { mode: 0 });
    onTestFinished(() => chmodSync(path, 0o700));
    expect(named(repository.path, 'unreadable')).toEqual(['.git/locked']);
  });
});

describe('indexFiles', () => {
  test('of every work tree, whichever one is asked', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', '../linked');
    const expected = ['index', 'worktrees/linked/index'].map((name) => join(repository.path, '.git', name));
    expect(indexFiles(of(repository.path))).toEqual(expected);
    expect([...indexFiles(of(join(repository.home, 'linked')))].sort()).toEqual(expected);
  });

  test('none where there is none', async () => {
    const { path } = await temporaryRepository();
    expect(indexFiles(of(path))).toEqual([]);
  });

  test('one that no program can be told of is a file like others', async () => {
    const repository = await temporaryRepository();
    repository.write(Buffer.from('.git/worktrees/\xff/index', 'latin1'), '');
    expect(indexFiles(of(repository.path))).toEqual([]);
    expect(filesOf(repository.path)).toContain('.git/worktrees/\xff/index');
  });
});

describe('innerRepositories', () => {
  test('none in a repository with linked work trees, also below itself', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', 'below');
    repository.git('worktree', 'add', '--quiet', '../linked');
    for (const path of [repository.path, join(repository.home, 'linked'), join(repository.path, 'below')])
      expect(innerRepositories(of(path))).toEqual({ repositories: [], leftOut: [] });
  });

  test('modules, their modules, clones, bare ones, and one in the other: each once, in byte order', async () => {
    const repository = await temporaryRepository();
    const bare = ['.git/modules/a/b', '.git/modules/a/b/modules/c', '.git/modules/x', 'fixtures/some.git', 'z/.gitted'];
    const normal = ['vendor/lib', 'vendor/lib/deep/er', '.git/hidden', 'é'];
    for (const path of [...normal, ...bare].sort()) make(repository, path, bare.includes(path) ? '--bare' : '');
    const found = innerRepositories(of(repository.path));
    const expected = [...normal, ...bare].map((path) => Buffer.from(path)).sort(Buffer.compare);
    expect(found.repositories.map(({ path }) => path.toString())).toEqual(expected.map(String));
    expect(found.leftOut).toEqual([]);
    for (const { repository: inner, path } of found.repositories) {
      const full = join(repository.path, path.toString());
      const isBare = bare.includes(path.toString());
      const gitDir = isBare ? full : join(full, '.git');
      expect(inner).toMatchObject({ bare: isBare, workTree: full, gitDir, commonDir: gitDir });
    }
    // From inside, the same ones that lie below.
    expect(innerOf(join(repository.path, '.git/modules/a/b'))).toEqual(['modules/c']);
    expect(innerOf(join(repository.path, 'vendor/lib'))).toEqual(['deep/er']);
  });

  test("a real submodule: one repository, by its git directory's place", async () => {
    const [repository, library] = [await temporaryRepository(), await temporaryRepository()];
    library.commit({ a: '1' });
    const allow = ['-c', 'protocol.file.allow=always'];
    repository.git(...allow, 'submodule', '--quiet', 'add', library.path, 'vendor/lib');
    expect(innerRepositories(of(repository.path))).toMatchObject({
      repositories: [{ path: Buffer.from('.git/modules/vendor/lib') }],
      leftOut: [],
    });
    expect(innerRepositories(of(join(repository.path, 'vendor/lib')))).toEqual({ repositories: [], leftOut: [] });
  });

  test('a work tree that is itself laid out as a git directory', async () => {
    const repository = await temporaryRepository();
    make(repository, 'x', '--bare');
    for (const name of readdirSync(join(repository.path, 'x')))
      renameSync(join(repository.path, 'x', name), join(repository.path, name));
    expect(innerOf(repository.path)).toEqual(['.']);
  });

  test.each<[string, (inner: string) => void]>([
    ['without HEAD', (inner) => rmSync(join(inner, 'HEAD'))],
    [
      'with a FIFO as HEAD',
      (inner) => {
        rmSync(join(inner, 'HEAD'));
        execFileSync('mkfifo', [join(inner, 'HEAD')]);
      },
    ],
    ['with a HEAD of garbage', (inner) => writeFileSync(join(inner, 'HEAD'), 'garbage')],
    ['with another commondir', (inner) => writeFileSync(join(inner, 'commondir'), '/\n')],
  ])('a damaged one %s', async (_, damage) => {
    const repository = await temporaryRepository();
    const inner = join(repository.path, '.git/modules/x');
    make(repository, '.git/modules/x', '--bare');
    damage(inner);
    expect(innerRepositories(of(repository.path)).repositories).toMatchObject([{ repository: { commonDir: inner } }]);
  });

  test.each(['src/objects/x', 'objects/pack/x', 'objects/x', 'HEAD', 'refs/x', '.git2/HEAD'])(
    'none in a work tree with %s',
    async (path) => {
      const repository = await temporaryRepository();
      repository.write(path, '');
      expect(innerRepositories(of(repository.path))).toEqual({ repositories: [], leftOut: [] });
    },
  );

  describe('what leads outside is told, not followed:', () => {
    test.each<[string, string, (repository: TestRepository, other: string) => void]>([
      ['a .git file', 'lib', ({ path }, other) => writeFileSync(join(path, 'lib/.git'), `gitdir: ${other}/.git\n`)],
      [
        'a .git file that climbs',
        'lib',
        ({ path }, other) =>
          writeFileSync(join(path, 'lib/.git'), `gitdir: ${relative(join(path, 'lib'), other)}/.git\n`),
      ],
      ['a .git that is a link', 'lib', ({ path }, other) => symlinkSync(join(other, '.git'), join(path, 'lib/.git'))],
      [
        'a .git file through a link',
        'lib',
        ({ path }, other) => {
          symlinkSync(other, join(path, 'link'));
          writeFileSync(join(path, 'lib/.git'), 'gitdir: ../link/.git\n');
        },
      ],
      [
        'objects that are a link',
        '.git/modules/x',
        (repository, other) => {
          make(repository, '.git/modules/x', '--bare');
          const objects = join(repository.path, '.git/modules/x/objects');
          rmSync(objects, { recursive: true });
          symlinkSync(join(other, '.git/objects'), objects);
        },
      ],
    ])('%s', async (_, path, lead) => {
      const [repository, other] = [await temporaryRepository(), await temporaryRepository()];
      other.commit({ a: '1' });
      mkdirSync(join(repository.path, 'lib'));
      lead(repository, other.path);
      expect(innerOf(repository.path)).toEqual([]);
      expect(leftOutOf(repository.path)).toEqual([`${path} nested-repository`]);
      // What is there is read as files.
      if (path.startsWith('.git')) expect(filesOf(repository.path)).toContain(`${path}/config`);
    });

    test('nothing is told of a .git file that leads nowhere, or is no file', async () => {
      const { path } = await temporaryRepository();
      for (const name of ['a', 'b', 'c', 'd']) mkdirSync(join(path, name));
      writeFileSync(join(path, 'a/.git'), 'gitdir: /nothing/here\n');
      writeFileSync(join(path, 'b/.git'), 'hello\n');
      execFileSync('mkfifo', [join(path, 'c/.git')]);
      symlinkSync('.git', join(path, 'd/.git'));
      expect(innerRepositories(of(path))).toEqual({ repositories: [], leftOut: [] });
    });
  });

  test('one whose path is no UTF-8 is told', async () => {
    const repository = await temporaryRepository();
    make(repository, 'x');
    renameSync(join(repository.path, 'x'), Buffer.from(`${repository.path}/\xff`, 'latin1'));
    expect(leftOutOf(repository.path)).toEqual(['\xff read-error']);
  });

  test('links to folders are not walked', async () => {
    const repository = await temporaryRepository();
    make(repository, 'lib');
    symlinkSync('lib', join(repository.path, 'alias'));
    symlinkSync('..', join(repository.path, 'loop'));
    expect(innerOf(repository.path)).toEqual(['lib']);
    expect(statSync(join(repository.path, 'alias/.git')).isDirectory()).toBe(true);
  });

  test.skipIf(process.getuid?.() === 0)('a folder of the work tree that cannot be listed (not as root)', async () => {
    const repository = await temporaryRepository();
    const path = join(repository.path, 'locked');
    mkdirSync(path, { mode: 0 });
    onTestFinished(() => chmodSync(path, 0o700));
    expect(leftOutOf(repository.path)).toEqual(['locked permission']);
  });

  test('a repository whose git directory lies elsewhere: both places are looked through', async () => {
    const repository = await temporaryRepository();
    make(repository, 'lib');
    make(repository, '.git/modules/x', '--bare');
    renameSync(join(repository.path, '.git'), join(repository.home, 'store'));
    writeFileSync(join(repository.path, '.git'), 'gitdir: ../store\n');
    expect(repositoryAt(repository.path)?.gitDir).toBe(join(repository.home, 'store'));
    expect(innerOf(repository.path)).toEqual(['.git/modules/x', 'lib']);
    expect(leftOutOf(repository.path)).toEqual([]);
    expect(filesOf(repository.path)).toContain('.git/HEAD');
  });
});
