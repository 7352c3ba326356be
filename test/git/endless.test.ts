import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { learnTypes, ObjectTable } from '../../src/git/object-listing.ts';
import { readObjects } from '../../src/git/objects.ts';
import { circlesOf } from '../../src/git/pack/families.ts';
import { REAL_GIT, type TestRepository, temporaryRepository } from '../repository.ts';
import { openFakeGit } from './open.ts';
import { buildPack, deltaOf, type PackEntry, writePack } from './packs.ts';

test.each<[string, readonly number[], readonly number[]]>([
  ['nothing', [], []],
  ['a chain, and one of its own', [-1, 0, 1, -1], []],
  ['one on itself', [0], [0]],
  ['one on itself, and those on it', [2, 0, 2, -1], [0, 1, 2]],
  ['a circle of three, entered late', [1, 2, 3, 1, 0, -1, 5], [0, 1, 2, 3, 4]],
  ['a base that comes later', [1, 2, -1], []],
])('circlesOf: %s', (_, bases, circles) => {
  expect([...circlesOf(Int32Array.from(bases))]).toEqual(circles);
});

/** Bytes of an index before its ids. */
const HEADS = 8 + 256 * 4;

/** A pack of an object, and deltas on it of which each calls the next one its base, or, alone, itself. */
async function withCircle(count: number, spoil = (index: Buffer): Buffer => index) {
  const repository = await temporaryRepository();
  const base = Buffer.from('a base of some length\n');
  const deltas = Array.from({ length: count }, (_, at): PackEntry => {
    const made = deltaOf(base, [{ from: 0, size: base.length }, Buffer.from(String(at))]);
    return { by: 'id', base: 0, ...made };
  });
  const entries = [{ bytes: base }, ...deltas];
  const { oids } = buildPack(entries);
  const baseIds = Object.fromEntries(deltas.map((_, at) => [at + 1, oids[((at + 1) % count) + 1] as string]));
  const { pack, index } = buildPack(entries, 'sha1', { baseIds });
  writePack(join(repository.path, '.git/objects'), { pack, index: spoil(index) });
  return { repository, oids };
}

/** git, and how often it was started. It grows until an allocation is refused: of 16 MiB as of the 520 it may have, which takes a second. */
function counted(repository: TestRepository) {
  const log = join(repository.home, 'starts');
  const git = openFakeGit(repository, `echo start >> '${log}'\nGIT_ALLOC_LIMIT=16m exec ${REAL_GIT} "$@"`);
  return { git, starts: () => readFileSync(log, 'utf8').split('\n').length - 1 };
}

describe('deltas in a circle cost no more than the first of them', () => {
  test.each([1, 3, 20])('%d, to be read', async (count) => {
    const { repository, oids } = await withCircle(count);
    const { git, starts } = counted(repository);
    const told: string[] = [];
    for await (const object of readObjects(git, [...oids.slice(1), oids[0] as string], () => 1 << 20))
      told.push(object.kind === 'problem' ? object.problem : object.kind);
    expect(told).toEqual(['alloc-limit', ...Array(count - 1).fill('corrupt-object'), 'bytes']);
    expect(starts()).toBe(2);
  });

  test('types', async () => {
    const { repository, oids } = await withCircle(9);
    const { git, starts } = counted(repository);
    const table = new ObjectTable('sha1');
    for (const oid of oids.toReversed()) table.list.add(oid);
    await learnTypes(git, table);
    expect(oids.map((oid) => table.type(table.list.indexOf(oid)))).toEqual(['blob', ...Array(9).fill(null)]);
    expect(starts()).toBe(2);
  });

  test('in a pack with two ids for one object, which is not read here: some of them, and the rest is given up', async () => {
    const { repository, oids } = await withCircle(9, (index) => {
      const spoilt = Buffer.from(index);
      const places = HEADS + 10 * (20 + 4);
      spoilt.copy(spoilt, places, places + 4, places + 8);
      return spoilt;
    });
    const { git, starts } = counted(repository);
    const told: string[] = [];
    for await (const object of readObjects(git, oids.slice(1), () => 1 << 20))
      told.push(object.kind === 'problem' ? object.problem : object.kind);
    expect(told).toEqual([...Array(4).fill('alloc-limit'), ...Array(5).fill('corrupt-object')]);
    expect(starts()).toBe(4);
  });
});
