import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scan } from '../../src/scan.ts';
import { unlessTrapped } from '../../src/sources/traps.ts';
import { treeSource } from '../../src/sources/tree.ts';
import { plainFolder, temporaryRepository } from '../repository.ts';

async function* slowly(...names: string[]): AsyncGenerator<Buffer> {
  await new Promise((resolve) => setTimeout(resolve, 3500));
  yield* names.map((name) => Buffer.from(name));
}

test('a listing that is only slow is waited for', async () => {
  const names: string[] = [];
  for await (const name of unlessTrapped(slowly('a', 'b'), plainFolder().path)) names.push(name.toString());
  expect(names).toEqual(['a', 'b']);
});

test('a FIFO named .gitignore, deep in the tree, is named within seconds, and nothing is left behind', async () => {
  const repository = await temporaryRepository();
  repository.commit({ a: '1' });
  mkdirSync(join(repository.path, 'deep/er'), { recursive: true });
  execFileSync('mkfifo', [join(repository.path, 'deep/er/.gitignore')]);
  const git = { searchPath: process.env.PATH, temporary: repository.home, patience: 60_000 };
  const source = treeSource({ cwd: repository.path, paths: ['.'], exclude: [], ignore: true, git });
  await expect(scan(source)).rejects.toMatchObject({
    code: 'git-failed',
    message: expect.stringContaining('deep/er/.gitignore'),
  });
  expect(repository.leftovers()).toEqual([]);
});

test('a link to itself beside a trap is no trouble', async () => {
  const folder = plainFolder();
  mkdirSync(join(folder.path, 'a'));
  symlinkSync('.gitignore', join(folder.path, 'a/.gitignore'));
  mkdirSync(join(folder.path, 'b/.git'), { recursive: true });
  execFileSync('mkfifo', [join(folder.path, 'b/.git/HEAD')]);
  const names = unlessTrapped(slowly('a'), folder.path);
  await expect(names.next()).rejects.toMatchObject({
    code: 'git-failed',
    message: expect.stringContaining('b/.git/HEAD'),
  });
});
