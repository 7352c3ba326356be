import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Repository, repositoryAt } from '../../src/git/repository.ts';
import { displayPath } from '../../src/path.ts';
import { scan } from '../../src/scan.ts';
import { stagedSource } from '../../src/sources/staged.ts';
import { treeSource } from '../../src/sources/tree.ts';
import { plainFolder, type TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const T = userToken(1);

async function tree(
  repository: TestRepository,
  more: { cwd?: string; paths?: string[]; exclude?: string[]; ignore?: boolean } = {},
) {
  const report = await scan(
    treeSource({
      cwd: join(repository.path, more.cwd ?? ''),
      paths: more.paths ?? ['.'],
      exclude: more.exclude ?? [],
      ignore: more.ignore ?? true,
      git: { searchPath: process.env.PATH, temporary: repository.home, patience: 20_000 },
    }),
  );
  return {
    found: report.findings.map(
      ({ location, severity }) => `${severity} ${displayPath(location.path)}:${location.line}`,
    ),
    skipped: Object.fromEntries(report.ledger.skipped.map(({ reason, objects }) => [reason, objects])),
    complete: report.complete,
    report,
  };
}

describe('treeSource', () => {
  test('in a repository: tracked and new files, not the ignored, which are counted', async () => {
    const repository = await temporaryRepository();
    repository.commit({ 'tracked.py': T, '.gitignore': 'ignored.py\nbuild/\n', 'deep/build/x': 'clean' });
    repository.write('new.py', T);
    repository.write('ignored.py', T);
    repository.write('build/a', T);
    repository.write('build/b', T);
    expect(await tree(repository)).toMatchObject({
      found: ['error new.py:1', 'error tracked.py:1'],
      skipped: { gitignored: 3 },
      complete: true,
    });
    expect((await tree(repository, { ignore: false })).found).toEqual([
      'error build/a:1',
      'error build/b:1',
      'error ignored.py:1',
      'error new.py:1',
      'error tracked.py:1',
    ]);
  });

  test('what is ignored is scanned where it is named', async () => {
    const repository = await temporaryRepository();
    repository.commit({ '.gitignore': '.env\nbuild/\n' });
    repository.write('.env', T);
    repository.write('build/deep/a', T);
    expect((await tree(repository, { paths: ['.env'] })).found).toEqual(['error .env:1']);
    expect((await tree(repository, { paths: ['build'] })).found).toEqual(['error build/deep/a:1']);
    expect((await tree(repository, { paths: ['build/deep'] })).found).toEqual(['error build/deep/a:1']);
  });

  test("in git's own folder", async () => {
    const repository = await temporaryRepository();
    repository.write('.git/description', T);
    expect((await tree(repository, { cwd: '.git' })).found).toEqual(['error description:1']);
  });

  test('from a subfolder, only what is below it, with paths from there', async () => {
    const repository = await temporaryRepository();
    repository.commit({ 'a.py': T, 'sub/b.py': T, 'submarine.py': T });
    expect((await tree(repository, { cwd: 'sub' })).found).toEqual(['error b.py:1']);
    expect((await tree(repository, { cwd: 'sub', paths: ['..'] })).found).toEqual([
      'error a.py:1',
      'error sub/b.py:1',
      'error submarine.py:1',
    ]);
  });

  test('outside a repository, everything', async () => {
    const folder = plainFolder();
    folder.write('.gitignore', '*');
    folder.write('a/b.py', T);
    expect((await tree(folder)).found).toEqual(['error a/b.py:1']);
  });

  test('globs and exclusions', async () => {
    const repository = await temporaryRepository();
    repository.commit({ 'a.py': T, 'b.js': T, 'vendor/c.py': T });
    expect((await tree(repository, { paths: ['**/*.py'] })).found).toEqual(['error a.py:1', 'error vendor/c.py:1']);
    expect(await tree(repository, { exclude: ['vendor', '*.js'] })).toMatchObject({
      found: ['error a.py:1'],
      skipped: { 'path-excluded': 2 },
      complete: true,
    });
  });

  test('a path that is not there', async () => {
    await expect(tree(plainFolder(), { paths: ['nowhere'] })).rejects.toMatchObject({ code: 'path-not-found' });
  });

  test('tokens in the names of files and folders, each once', async () => {
    const folder = plainFolder();
    folder.write(`${T}/a`, '');
    folder.write(`${T}/b/${userToken(2)}.txt`, '');
    const { report } = await tree(folder);
    expect(report.findings.map(({ places, location }) => [places[0]?.kind, location.column])).toEqual([
      ['name', 1],
      ['name', 1],
      ['name', 41],
    ]);
  });

  test('a token in the remote URL of the repository is a warning', async () => {
    const repository = await temporaryRepository();
    repository.git('remote', 'add', 'origin', `https://user:${T}@huggingface.co/u/m`);
    expect((await tree(repository)).found).toEqual(['warning .git/config:7']);
  });

  test('links are not followed; their text is scanned', async () => {
    const folder = plainFolder();
    symlinkSync('/etc/passwd', join(folder.path, 'outside'));
    symlinkSync('.', join(folder.path, 'loop'));
    symlinkSync(`/${T}`, join(folder.path, 'text'));
    expect(await tree(folder)).toMatchObject({ found: ['error text:1'], complete: true });
  });

  test('a tracked folder that became a link to elsewhere is not entered', async () => {
    const repository = await temporaryRepository();
    repository.commit({ 'folder/file': 'clean' });
    const outside = plainFolder();
    outside.write('file', T);
    rmSync(join(repository.path, 'folder'), { recursive: true });
    symlinkSync(outside.path, join(repository.path, 'folder'));
    expect(await tree(repository)).toMatchObject({ found: [], skipped: { vanished: 1 } });
  });

  test('a submodule that is checked out and a clone that nobody tracks are scanned; an empty one is named', async () => {
    const inner = await temporaryRepository();
    inner.commit({ 'x.py': T });
    const repository = await temporaryRepository();
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'gone');
    repository.git('clone', '--quiet', inner.path, 'clone');
    repository.commit({});
    rmSync(join(repository.path, 'gone'), { recursive: true });
    mkdirSync(join(repository.path, 'gone'));
    expect(await tree(repository)).toMatchObject({
      found: ['error clone/x.py:1', 'error sub/x.py:1'],
      skipped: { submodule: 1 },
      complete: false,
    });
  });

  test('LFS: a pointer is named, or its content scanned where the clone has it', async () => {
    const repository = await temporaryRepository();
    const pointer = (oid: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 3\n`;
    const [here, gone] = ['ab'.repeat(32), 'cd'.repeat(32)];
    repository.commit({ 'here.bin': pointer(here), 'gone.bin': pointer(gone) });
    repository.write(`.git/lfs/objects/ab/ab/${here}`, `x\n${T}`);
    expect(await tree(repository)).toMatchObject({
      found: ['error here.bin:2'],
      skipped: { 'lfs-pointer': 1 },
      complete: false,
    });
  });

  test('special files are named, and never waited for', async () => {
    const folder = plainFolder();
    execFileSync('mkfifo', [join(folder.path, 'fifo')]);
    folder.write('a', T);
    expect(await tree(folder)).toMatchObject({ found: ['error a:1'], skipped: { 'special-file': 1 }, complete: true });
    await expect(tree(folder, { paths: ['fifo'] })).rejects.toMatchObject({ code: 'usage' });
  });

  test.skipIf(process.getuid?.() === 0)(
    'a file that may not be read makes the run incomplete (not as root)',
    async () => {
      const folder = plainFolder();
      folder.write('a', T);
      chmodSync(join(folder.path, 'a'), 0);
      expect(await tree(folder)).toMatchObject({ skipped: { permission: 1 }, complete: false });
    },
  );

  test('a token at the end of a file of 9 MB, and on its 200,001st line', async () => {
    const folder = plainFolder();
    folder.write('large', `${'line of some text, as usual here, 44 bytes\n'.repeat(200_000)}  ${T}`);
    const { report } = await tree(folder);
    expect(report.findings.map(({ location: { line, column, offset } }) => ({ line, column, offset }))).toEqual([
      { line: 200_001, column: 3, offset: 200_000 * 43 + 2 },
    ]);
  });

  test('an interrupt is heard', async () => {
    const folder = plainFolder();
    folder.write('f', 'x'.repeat(1 << 20));
    for (let index = 0; index < 2000; index++) linkSync(join(folder.path, 'f'), join(folder.path, `f${index}`));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    const source = treeSource({
      cwd: folder.path,
      paths: ['.'],
      exclude: [],
      ignore: true,
      git: { searchPath: '', temporary: folder.home, patience: 1000 },
    });
    await expect(scan(source, { signal: controller.signal })).rejects.toMatchObject({ code: 'interrupted' });
  });

  test('a git that says nothing and ends well is an error, not an empty repository', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: T });
    repository.write('../bin/git', '#!/bin/sh\nexit 0\n');
    chmodSync(join(repository.home, 'bin/git'), 0o755);
    const proven = { has: () => true, add: () => undefined };
    const git = { searchPath: join(repository.home, 'bin'), temporary: repository.home, proven };
    await expect(scan(treeSource({ cwd: repository.path, git }))).rejects.toMatchObject({ code: 'git-protocol' });
    const staged = stagedSource({ repository: repositoryAt(repository.path) as Repository, cwd: repository.path, git });
    await expect(scan(staged)).rejects.toMatchObject({ code: 'git-protocol' });
  });
});
