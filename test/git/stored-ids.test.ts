import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shadowedObjects } from '../../src/git/stored-ids.ts';
import { temporaryRepository } from '../repository.ts';

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
