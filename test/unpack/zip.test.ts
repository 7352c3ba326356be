import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zip } from '../../src/unpack/zip.ts';
import { cpuSince } from '../cost.ts';
import { budgetOf, noise, opened, u32, zipOf } from './archives.ts';

const A = { name: 'a.txt', content: 'one one one one' };
const B = { name: 'b/c.txt', content: 'two' };
const BOTH = ['a.txt: one one one one', 'b/c.txt: two'];

describe('what archives say', () => {
  test.each([
    ['packed', zipOf([A, B]), BOTH],
    ['stored', zipOf([{ ...A, method: 0 }, B]), BOTH],
    ['empty', zipOf([]), []],
    [
      'sizes behind the data',
      zipOf([
        { ...A, isStreamed: true },
        { ...B, isStreamed: true, method: 0 },
      ]),
      BOTH,
    ],
    [
      'zip64 sizes',
      zipOf([
        { ...A, isWide: true },
        { ...B, isWide: true },
      ]),
      BOTH,
    ],
    ['a line before it', zipOf([A, B], '', '#!/usr/bin/env python3\n'), BOTH],
    ['comments', zipOf([{ ...A, comment: 'of a' }, B], 'of all'), ['comment: of all\nof a\n', ...BOTH]],
    ['a folder', zipOf([{ name: 'b/', content: '', method: 0 }, B]), BOTH.slice(1)],
    ['the same name twice', zipOf([A, { ...A, content: 'other' }]), [BOTH[0], 'a.txt: other']],
    ['hostile names', zipOf([{ ...B, name: '../../x\n\0y' }]), ['../../x\n\0y: two']],
    ['encrypted', zipOf([{ ...A, flags: 1 }, B]), ['a.txt:  (archive-encrypted)', BOTH[1]]],
    ['AES', zipOf([{ ...A, method: 99 }, B]), ['a.txt:  (archive-encrypted)', BOTH[1]]],
    ['method 98', zipOf([{ ...A, method: 98 }, B]), ['a.txt:  (archive-unsupported)', BOTH[1]]],
  ])('%s', (_, bytes, members) => {
    expect(zip.matches(bytes)).toBe(true);
    expect(opened(zip, bytes)).toEqual(members);
  });
});

describe('what archives hide', () => {
  test.each([
    ['an entry that the directory does not name', zipOf([A, { ...B, isUnlisted: true }]), BOTH],
    ['no directory', zipOf([A, B]).subarray(0, -22 - 2 * 46 - 12), [...BOTH, ':  (decode-error)']],
    ['a directory that is cut', zipOf([A, B]).subarray(0, -1), [...BOTH, ':  (decode-error)']],
    [
      'too small a size in the directory and before the data',
      zipOf([{ ...A, says: { packed: 2 } }]),
      ['a.txt: o (decode-error)'],
    ],
    [
      'sizes up to 4 GiB',
      zipOf([{ ...A, says: { packed: 0xfffffffe, size: 0xfffffffe } }, B]),
      ['a.txt: one one one one (decode-error)', BOTH[1]],
    ],
    ['a wrong checksum', zipOf([{ ...A, says: { crc: 1 } }]), ['a.txt: one one one one (decode-error)']],
    [
      'an offset far away',
      zipOf([{ ...A, says: { offset: 0x7fffffff } }, B]),
      [BOTH[0], BOTH[1], 'a.txt:  (decode-error)'],
    ],
    ['two entries with the same data', zipOf([A, { ...B, says: { offset: 0 }, isUnlisted: false }]), BOTH],
  ])('%s', (_, bytes, members) => {
    expect(opened(zip, bytes).toSorted()).toEqual((members as string[]).toSorted());
  });

  test('an archive behind an archive', () => {
    expect(opened(zip, Buffer.concat([zipOf([A]), zipOf([B])]))).toEqual(BOTH);
  });

  test('a size in one header only is enough', () => {
    const bytes = zipOf([A]);
    bytes.writeUInt32LE(0, 18);
    expect(opened(zip, bytes)).toEqual([BOTH[0]]);
  });
});

describe('hostile', () => {
  const small = zipOf([A, { ...B, method: 0, isStreamed: true }, { ...B, isWide: true, comment: 'x' }], 'note');

  test('cut at every byte: never silent', () => {
    for (let size = 4; size < small.length; size++)
      expect(
        opened(zip, small.subarray(0, size)).some((member) => member.includes('(')),
        `${size}`,
      ).toBe(true);
  });

  test('any byte changed: no exception, and within the budget', () => {
    for (let at = 0; at < small.length; at++)
      for (const change of [0x01, 0x80, 0xff]) {
        const bytes = Buffer.from(small);
        bytes[at] = (bytes[at] as number) ^ change;
        const budget = budgetOf({ bytes: 1000, entries: 20 });
        expect(opened(zip, bytes, budget).length).toBeLessThanOrEqual(21);
        expect(Math.min(budget.bytes, budget.entries)).toBeGreaterThanOrEqual(0);
      }
  });

  test('more entries than the budget has: as many, and archive-limit', () => {
    const many = zipOf(Array.from({ length: 70_000 }, (_, index) => ({ name: `${index}`, content: '', method: 0 })));
    expect(opened(zip, many)).toHaveLength(70_000);
    const members = opened(zip, many, budgetOf({ entries: 1000 }));
    expect([members.length, members.at(-1)]).toEqual([1001, ':  (archive-limit)']);
  });

  test('bombs: 5 entries that unfold to 20 MiB each give 8 MiB each, and no more than the budget has', () => {
    const content = Buffer.alloc(20 * 2 ** 20);
    const packed = deflateRawSync(content);
    const bytes = zipOf(
      Array.from({ length: 5 }, () => ({ name: 'x', content: '', packed, says: { size: content.length } })),
    );
    expect(opened(zip, bytes)).toEqual(Array(5).fill('x: 8388608 bytes (archive-limit)'));
    const members = opened(zip, bytes, budgetOf({ bytes: 10 * 2 ** 20 }));
    expect(members).toEqual([
      'x: 8388608 bytes (archive-limit)',
      'x: 2097152 bytes (archive-limit)',
      'x:  (archive-limit)',
    ]);
  });

  test('entries that overlap: the archive is read a few times, not once for each', () => {
    const core = zipOf([{ name: 'x', content: noise(100_000, 1) }]);
    // The directory names 10,000 places in the data; only the first is one.
    const directory = core.subarray(core.length - 22 - 47, core.length - 22);
    const listed = Array.from({ length: 10_000 }, (_, index) => {
      const entry = Buffer.from(directory);
      u32(index % 7).copy(entry, 42);
      return entry;
    });
    const end = Buffer.from(core.subarray(-22));
    end.writeUInt16LE(10_000, 8);
    end.writeUInt16LE(10_000, 10);
    end.writeUInt32LE(listed.length * directory.length, 12);
    const start = process.cpuUsage();
    const members = opened(zip, Buffer.concat([core.subarray(0, core.length - 22 - 47), ...listed, end]));
    expect(members.filter((member) => member.includes('100000 bytes'))).toHaveLength(1);
    expect(cpuSince(start)).toBeLessThan(2000);
  });

  test('zip64 numbers that lie', () => {
    const bytes = zipOf([{ ...A, isWide: true }]);
    for (const at of [
      bytes.indexOf('\x01\x00\x10\x00', 'latin1') + 4,
      bytes.lastIndexOf('\x01\x00\x10\x00', undefined, 'latin1') + 4,
    ])
      for (const wide of [0xffffffffffffffffn, 0x8000000000000000n, 1n]) {
        const lying = Buffer.from(bytes);
        lying.writeBigUInt64LE(wide, at);
        lying.writeBigUInt64LE(wide, at + 8);
        expect(opened(zip, lying)).toHaveLength(1);
      }
  });
});

test.each(['', 'P', 'PK', 'PK\x03', 'text PK\x05\x06 text', 'x'.repeat(100)])('%j is no zip', (text) => {
  expect(zip.matches(Buffer.from(text, 'latin1'))).toBe(false);
});
