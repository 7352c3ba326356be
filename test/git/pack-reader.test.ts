// Packs that are read without git: true ones of every form, and others, of which nothing may be told that git does not tell too.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PackReader } from '../../src/git/pack/reader.ts';
import { Unread } from '../../src/git/pack/unread.ts';
import { NodeWorkspace, WasmWorkspace, type Workspace } from '../../src/git/pack/workspace.ts';
import { temporaryFolder, temporaryRepository } from '../repository.ts';
import { amount } from '../slice.ts';
import { type BuiltPack, buildPack, deltaOf, type Format, type Lies, type PackEntry, writePack } from './packs.ts';

const MEMORY = 64 << 20;
/** Both read the same. */
const WORKSPACES: readonly Workspace[] = [new WasmWorkspace(MEMORY), new NodeWorkspace()];

interface Read {
  readonly bytes: Buffer;
  readonly isTrue: boolean;
  /** How many bytes were told to be copied from what it was made from. */
  readonly copied: number;
}

/** All that is read, by id; or why nothing is. */
function read(
  path: string,
  format: Format = 'sha1',
  memory = MEMORY,
  workspace = WORKSPACES[0] as Workspace,
): Map<string, Read> | string {
  const found = new Map<string, Read>();
  const width = format === 'sha1' ? 20 : 32;
  const oids: string[] = [];
  try {
    const reader = new PackReader(path, { objectFormat: format, memory, workspace });
    try {
      const wanted = (ids: Buffer, at: number): number => oids.push(ids.toString('hex', at, at + width)) - 1;
      for (const blob of reader.objects<Buffer>(wanted)) {
        const { bytes, origin } = blob;
        let copied = 0;
        for (let at = 0; origin && at < origin.copies.length; at += 3) {
          const [to = 0, from = 0, size = 0] = origin.copies.subarray(at, at + 3);
          expect(bytes.subarray(to, to + size).equals(origin.learned.subarray(from, from + size))).toBe(true);
          copied += size;
        }
        found.set(oids[blob.index] as string, { bytes: Buffer.from(bytes), isTrue: blob.isTrue(), copied });
        blob.learned = Buffer.from(bytes);
      }
    } finally {
      reader.close();
    }
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return error.message;
  }
  return found;
}

/** What is read of a pack, by its entries: their content, or nothing. */
function contents({ oids, ...built }: BuiltPack, format: Format = 'sha1', memory = MEMORY): (string | undefined)[] {
  const path = writePack(temporaryFolder(), built);
  const [texts, same] = WORKSPACES.map((workspace) => {
    const found = read(path, format, memory, workspace);
    if (typeof found === 'string') throw new Error(found);
    for (const { isTrue } of found.values()) expect(isTrue).toBe(true);
    return oids.map((oid) => found.get(oid)?.bytes.toString('latin1'));
  });
  expect(texts).toEqual(same);
  return texts ?? [];
}

const blob = (text: string): PackEntry => ({ bytes: Buffer.from(text) });
const ROOT = Buffer.from('one two three four five six seven eight nine ten');
/** Its beginning, something new, and its end. */
const change = (base: Buffer, text: string) =>
  deltaOf(base, [{ from: 0, size: 8 }, Buffer.from(text), { from: 13, size: base.length - 13 }]);
const changed = (number: number, base: Buffer, text: string, by: 'distance' | 'id' = 'distance'): PackEntry => ({
  ...change(base, text),
  by,
  base: number,
});

describe('a true pack', () => {
  const first = change(ROOT, '<first>');
  const rows: Readonly<Record<string, readonly PackEntry[]>> = {
    'blobs alone': [blob('a'), blob('b'), blob('')],
    'a chain': [{ bytes: ROOT }, changed(0, ROOT, '<first>'), changed(1, first.bytes, '<second>')],
    'a family': [{ bytes: ROOT }, changed(0, ROOT, '1'), changed(0, ROOT, '2'), changed(0, ROOT, '3')],
    'bases by id': [{ bytes: ROOT }, changed(0, ROOT, '<first>', 'id'), changed(1, first.bytes, '<second>', 'id')],
    'a base that comes later': [changed(1, ROOT, '<first>', 'id'), { bytes: ROOT }],
    'other objects between': [
      { type: 2, bytes: Buffer.alloc(0) },
      blob('a'),
      { type: 1, bytes: Buffer.from('tree\n') },
    ],
  };

  test.each(Object.entries(rows))('%s', (_, entries) => {
    for (const format of ['sha1', 'sha256'] as const)
      expect(contents(buildPack(entries, format), format)).toEqual(
        entries.map(({ bytes }) => bytes.toString('latin1')),
      );
  });

  test('ten thousand versions of versions, with memory for three', () => {
    const entries: PackEntry[] = [{ bytes: ROOT }];
    for (let at = 1; at <= 10_000; at++)
      entries.push(changed(at - 1, (entries[at - 1] as PackEntry).bytes, `${at}`.padStart(5)));
    const found = contents(buildPack(entries), 'sha1', 3 * ROOT.length);
    expect(found).toEqual(entries.map(({ bytes }) => bytes.toString('latin1')));
  });

  test('a family that is too large for the memory is left to git', () => {
    expect(contents(buildPack([{ bytes: ROOT }, changed(0, ROOT, 'x')]), 'sha1', 60)).toEqual([
      ROOT.toString(),
      undefined,
    ]);
  });

  test('copies that go on in one another are one, and what is copied is told', () => {
    const { delta, bytes } = deltaOf(ROOT, [
      { from: 0, size: 5 },
      { from: 5, size: 5 },
      Buffer.from('!'),
      { from: 2, size: 4 },
    ]);
    const built = buildPack([{ bytes: ROOT }, { by: 'distance', base: 0, delta, bytes }]);
    const found = read(writePack(temporaryFolder(), built)) as Map<string, Read>;
    expect(built.oids.map((oid) => found.get(oid)?.copied)).toEqual([0, 14]);
  });
});

describe('what another reader found out', () => {
  const entries = [{ bytes: ROOT }, changed(0, ROOT, '<first>', 'id'), blob('other')];
  const options = { objectFormat: 'sha1', memory: MEMORY } as const;
  const path = (own: readonly PackEntry[]): string => writePack(temporaryFolder(), buildPack(own));

  test('in another thread, of the same pack: the index is not read again', () => {
    const first = new PackReader(path(entries), options);
    const layout = structuredClone(first.layout);
    const built = buildPack(entries);
    const second = new PackReader(writePack(temporaryFolder(), { ...built, index: Buffer.alloc(0) }), {
      ...options,
      layout,
    });
    const textsOf = (reader: PackReader): string[] =>
      [...reader.objects((_, at) => at)].map(({ bytes }) => bytes.toString());
    expect(textsOf(second)).toEqual(textsOf(first));
    expect(textsOf(second)).toHaveLength(3);
    expect(second.ids.buffer).toBe(layout.index.ids.buffer);
    for (const reader of [first, second]) reader.close();
  });

  test('of another pack: it is not read', () => {
    const first = new PackReader(path(entries), options);
    for (const others of [
      [...entries, blob('more')],
      [entries[0] as PackEntry],
      [...entries.slice(0, 2), blob('OTHER')],
    ])
      expect(() => new PackReader(path(others), { ...options, layout: first.layout })).toThrow(Unread);
    first.close();
  });
});

describe('what is left to git', () => {
  const entries = [
    { bytes: ROOT },
    changed(0, ROOT, '<first>'),
    blob('other'),
    changed(2, Buffer.from('other, too long'), 'x'),
  ];
  const left = (more: readonly PackEntry[], lies: Lies) =>
    contents(buildPack([...more, blob('another')], 'sha1', lies)).map((text) => text !== undefined);

  test.each<[string, readonly PackEntry[], Lies, readonly boolean[]]>([
    ['a delta on another base', entries, {}, [true, true, true, false, true]],
    [
      'a delta of nothing, which git does not read',
      [{ bytes: ROOT }, { ...deltaOf(ROOT, []), by: 'distance', base: 0 }],
      {},
      [true, false, true],
    ],
    ['a size that is too small', [{ bytes: ROOT }, changed(0, ROOT, 'x')], { sizes: { 0: 40 } }, [false, false, true]],
    ['a size that is too large', [{ bytes: ROOT }], { sizes: { 0: 60 } }, [false, true]],
    ['two gigabytes', [{ bytes: ROOT }], { sizes: { 0: 2 ** 31 } }, [false, true]],
    ['more than can be counted', [{ bytes: ROOT }], { sizes: { 0: Number.MAX_SAFE_INTEGER } }, [false, true]],
    ['a result of two gigabytes', [{ bytes: ROOT }, { by: 'distance', base: 0, ...bomb() }], {}, [true, false, true]],
    [
      'a base that is elsewhere',
      [{ bytes: ROOT }, changed(0, ROOT, 'x', 'id')],
      { baseIds: { 1: '12'.repeat(20) } },
      [true, false, true],
    ],
    [
      'a copy from behind the end',
      [{ bytes: ROOT }, { by: 'distance', base: 0, ...beyond() }],
      {},
      [true, false, true],
    ],
  ])('%s', (_, more, lies, expected) => {
    expect(left(more, lies)).toEqual(expected);
  });

  /** Copies of 64 KiB of a base that has some bytes. */
  function bomb() {
    const head = deltaOf(ROOT, []).delta.subarray(0, 1);
    return {
      delta: Buffer.concat([head, Buffer.from([0x80, 0x80, 0x80, 0x80, 8]), Buffer.alloc(40, 0x80)]),
      bytes: Buffer.from('bomb'),
    };
  }

  function beyond() {
    const { delta } = deltaOf(ROOT, [{ from: 40, size: 20 }]);
    return {
      delta: Buffer.concat([delta.subarray(0, 1), Buffer.from([20]), delta.subarray(2)]),
      bytes: Buffer.from('beyond'),
    };
  }

  test('deltas in a circle, and on themselves', () => {
    const circle = [changed(1, ROOT, 'x', 'id'), changed(0, ROOT, 'y', 'id'), changed(2, ROOT, 'z', 'id')];
    expect(left(circle, {})).toEqual([false, false, false, true]);
  });

  test.each<[string, (built: BuiltPack) => Pick<BuiltPack, 'pack' | 'index'>]>([
    ['an index of version 1', ({ pack, index }) => ({ pack, index: index.subarray(8) })],
    [
      'an index of version 3',
      ({ pack, index }) => ({
        pack,
        index: Buffer.concat([index.subarray(0, 7), Buffer.from([3]), index.subarray(8)]),
      }),
    ],
    [
      'an index that counts backwards',
      ({ pack, index }) => {
        const copy = Buffer.from(index);
        copy.writeUInt32BE(1, 8 + 4 * 0xf0);
        return { pack, index: copy };
      },
    ],
    ['an empty index', ({ pack }) => ({ pack, index: Buffer.alloc(0) })],
    ['an empty pack', ({ index }) => ({ pack: Buffer.alloc(0), index })],
    ['an index that is cut off', ({ pack, index }) => ({ pack, index: index.subarray(0, -25) })],
    [
      'an index with more far places than objects',
      ({ pack, index }) => ({
        pack,
        index: Buffer.concat([index.subarray(0, -40), Buffer.alloc(16), index.subarray(-40)]),
      }),
    ],
    ['a pack that is cut off', ({ pack, index }) => ({ pack: pack.subarray(0, -1), index })],
    ["another pack's index", ({ pack }) => ({ pack, index: buildPack([blob('x'), blob('y')]).index })],
  ])('%s', (_, change) => {
    const built = buildPack([blob('a'), blob('b')]);
    expect(read(writePack(temporaryFolder(), change(built)))).toBeTypeOf('string');
  });

  test('what is no file', () => {
    const folder = temporaryFolder();
    const path = writePack(folder, buildPack([blob('a')]));
    mkdirSync(join(folder, 'pack', 'pack-2.pack'));
    expect(read(join(folder, 'pack', 'pack-2'))).toBe('a pack is no file');
    expect(read(join(folder, 'pack', 'pack-3'))).toBe('a pack cannot be opened');
    execFileSync('mkfifo', [join(folder, 'pack', 'pack-4.pack')]);
    expect(read(join(folder, 'pack', 'pack-4'))).toBe('a pack is no file');
    symlinkSync(`${path}.pack`, join(folder, 'pack', 'pack-5.pack'));
    expect(read(join(folder, 'pack', 'pack-5'))).toBe('a pack cannot be opened');
  });
});

describe('a pack that was damaged', () => {
  /** A generator of numbers from 0 to 1, the same each time. */
  function numbers(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return (state >>> 0) / 2 ** 32;
    };
  }

  const entries = [
    { bytes: ROOT },
    changed(0, ROOT, '<1>'),
    changed(0, ROOT, '<2>', 'id'),
    changed(1, change(ROOT, '<1>').bytes, '<3>'),
    blob('b'),
  ];

  test('a byte of it is another one: whatever is read, git reads too', async () => {
    const repository = await temporaryRepository();
    const built = buildPack(entries);
    const random = numbers(1);
    const objects = join(repository.path, '.git/objects');
    const outcomes = { refused: 0, some: 0, all: 0 };
    for (let round = 0; round < amount(3000, 60); round++) {
      const both = { pack: Buffer.from(built.pack), index: Buffer.from(built.index) };
      // Most of an index are the counts of ids.
      const target = random() < 0.6 ? both.pack : both.index.subarray(random() < 0.2 ? 0 : 8 + 1020);
      const at = Math.floor(random() * target.length);
      (target[at] as number) ^= random() < 0.5 ? 1 << Math.floor(random() * 8) : 1 + Math.floor(random() * 255);
      const workspace = WORKSPACES[round % 2] as Workspace;
      const found = read(writePack(objects, both), 'sha1', MEMORY, workspace);
      if (typeof found === 'string') {
        outcomes.refused++;
        continue;
      }
      outcomes[found.size === entries.length ? 'all' : 'some']++;
      const { stdout } = repository.tryGit(
        ['cat-file', '--batch'],
        {},
        [...found.keys()].map((oid) => `${oid}\n`).join(''),
      );
      expect(stdout, `round ${round}`).toBe(
        [...found].map(([oid, { bytes }]) => `${oid} blob ${bytes.length}\n${bytes}\n`).join(''),
      );
    }
    for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(3);
  });

  test('many bytes of it are others, or missing: reading ends', () => {
    const built = buildPack(entries);
    const random = numbers(2);
    const folder = temporaryFolder();
    for (let round = 0; round < amount(200_000, 600); round++) {
      const damaged = (bytes: Buffer, least: number): Buffer => {
        const copy = Buffer.from(random() < 0.2 ? bytes.subarray(0, random() * bytes.length) : bytes);
        for (let flips = random() * 6; flips > 1; flips--)
          copy[least + Math.floor(random() * (copy.length - least))] = random() * 256;
        return copy;
      };
      const path = writePack(folder, {
        pack: damaged(built.pack, 12),
        index: random() < 0.5 ? built.index : damaged(built.index, 1032),
      });
      read(path, 'sha1', MEMORY, WORKSPACES[round % 2]);
    }
  });
});
