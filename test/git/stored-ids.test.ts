import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isEmptyStore, shadowedObjects } from '../../src/git/stored-ids.ts';
import { temporaryFolder, temporaryRepository } from '../repository.ts';

test.each(['sha1', 'sha256'] as const)('shadowedObjects: what a pack or a store before has, %s', async (format) => {
  const repository = await temporaryRepository(format);
  const width = format === 'sha256' ? 32 : 20;
  repository.commit({ a: '1' });
  const store = join(repository.path, '.git/objects');
  const shadowed = (...stores: string[]): string[] =>
    [...shadowedObjects(stores, width)].map(({ path, oid }) => `${path} ${oid}`).sort();
  const all = repository.git('rev-list', '--objects', '--no-object-names', 'HEAD').trim().split('\n').sort();
  const loose = (folder: string): string[] =>
    all.map((oid) => `${join(folder, oid.slice(0, 2), oid.slice(2))} ${oid}`).sort();
  expect(shadowed(store)).toEqual([]);

  const other = join(repository.home, 'other');
  cpSync(store, other, { recursive: true });
  expect(shadowed(store, other)).toEqual(loose(other));
  expect(shadowed(other, store)).toEqual(loose(store));

  repository.git('repack', '-a', '--quiet');
  expect(shadowed(store)).toEqual(loose(store));
  repository.git('prune-packed');
  expect(shadowed(store)).toEqual([]);
  // Packs come first, wherever they are.
  expect(shadowed(other, store)).toEqual(loose(other));
  mkdirSync(join(repository.home, 'empty'));
  expect(shadowed(join(repository.home, 'empty'), join(repository.home, 'none'))).toEqual([]);
});

test.each<[string, readonly string[], boolean]>([
  ['nothing', [], true],
  ['folders without anything', ['pack/', 'info/', '00/', 'ff/'], true],
  ['what is no place for objects', ['info/packs', 'zz/a', 'abc/a', 'pack2/a'], true],
  ['a file among the loose objects', ['ab/a'], false],
  ['a folder among the loose objects', ['ab/a/'], false],
  ['a file among the packs', ['pack/a'], false],
  ['a file in the place of a folder', ['pack'], false],
])('isEmptyStore: %s', (_, paths, isEmpty) => {
  const store = join(temporaryFolder(), 'objects');
  mkdirSync(store);
  for (const path of paths) {
    mkdirSync(join(store, dirname(`${path}.`)), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(join(store, path), '');
  }
  expect(isEmptyStore(store)).toBe(isEmpty);
});

test('isEmptyStore: no folder', () => {
  expect(isEmptyStore(join(temporaryFolder(), 'objects'))).toBe(false);
});
