import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sqlite } from '../../src/unpack/sqlite.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, open } from './documents.ts';

const SIZE = 512;
const token = userToken(1);
const long = `${'x'.repeat(800)} ${token} ${'y'.repeat(500)}`;

function varint(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

/** A record of one number, and texts. */
function record(...texts: readonly Buffer[]): Buffer {
  return recordOf(13, texts);
}

/** The same, of texts (13) or blobs (12). */
function recordOf(type: 12 | 13, texts: readonly Buffer[]): Buffer {
  const types = [1, ...texts.flatMap((text) => varint(text.length * 2 + type))];
  return Buffer.concat([Buffer.from([types.length + 1, ...types]), Buffer.from([7]), ...texts]);
}

/** A page with one cell of a table's leaf (or an index's), and the overflow pages of it, which begin at page `next`. */
function leaf(content: Buffer, next: number, { start = 0, type = 13 } = {}): Buffer[] {
  const [most, least] = type === 13 ? [SIZE - 35, 39] : [102, 39];
  const fits = least + ((content.length - least) % (SIZE - 4));
  const local = content.length <= most ? content.length : fits <= most ? fits : least;
  const link = Buffer.alloc(content.length > local ? 4 : 0);
  if (link.length > 0) link.writeUInt32BE(next);
  const cell = Buffer.concat([
    Buffer.from([...varint(content.length), ...(type === 13 ? [1] : [])]),
    content.subarray(0, local),
    link,
  ]);
  const page = Buffer.alloc(SIZE);
  page[start] = type;
  page.writeUInt16BE(1, start + 3);
  page.writeUInt16BE(SIZE - cell.length, start + 8);
  cell.copy(page, SIZE - cell.length);
  const pages = [page];
  for (let at = local; at < content.length; at += SIZE - 4) {
    const more = Buffer.alloc(SIZE);
    if (at + SIZE - 4 < content.length) more.writeUInt32BE(next + pages.length);
    content.copy(more, 4, at, at + SIZE - 4);
    pages.push(more);
  }
  return pages;
}

/** A database of these pages; the first is for the header alone. */
function database(pages: readonly Buffer[], encoding = 1): Buffer {
  const first = Buffer.alloc(SIZE);
  first.write('SQLite format 3\0', 'latin1');
  first.writeUInt16BE(SIZE, 16);
  first.writeUInt32BE(encoding, 56);
  return Buffer.concat([first, ...pages]);
}

const text = (value: string): Buffer => Buffer.from(value);

describe('values', () => {
  test.each([
    [
      'beside each other',
      database(leaf(record(text(token), text('short'), text(`${token}a`)), 3)),
      `${token}\n${token}a\n`,
    ],
    ['over several pages', database(leaf(record(text(long)), 3)), `${long}\n`],
    ['in an index', database(leaf(record(text(long)), 3, { type: 10 })), `${long}\n`],
    ['in UTF-16', database(leaf(record(Buffer.from(token, 'utf16le')), 3), 2), `${token}\n`],
    ['in UTF-16, the other one', database(leaf(record(Buffer.from(token, 'utf16le').swap16()), 3), 3), `${token}\n`],
  ])('%s', (_, bytes, expected) => {
    expect(sqlite.matches(bytes)).toBe(true);
    expect(open(sqlite, bytes)).toEqual([['rows', expected, null]]);
  });

  test.each([
    ['gzip', gzipSync(`key=${token}`)],
    ['zlib', deflateSync(`key=${token}`)],
  ])('%s between others is a member by itself', (_, blob) => {
    const bytes = database(leaf(recordOf(12, [text('a'), blob, text('b')]), 3));
    const [rows, ...others] = open(sqlite, bytes);
    expect(rows?.[0]).toBe('rows');
    expect(others).toEqual([['blob 1', blob.toString('latin1'), null]]);
  });

  test('of megabytes', () => {
    const large = `${'x'.repeat(600_000)} ${token} ${'y'.repeat(600_000)}`;
    expect(open(sqlite, database(leaf(record(text(large)), 3)))).toEqual([['rows', `${large}\n`, null]]);
  });

  test('short ones are left out', () => {
    expect(open(sqlite, database(leaf(record(text('short')), 3)))).toEqual([]);
  });

  test('of page 1', () => {
    const bytes = database([]);
    leaf(record(text(token)), 2, { start: 100 })[0]?.copy(bytes, 100, 100);
    expect(open(sqlite, bytes)).toEqual([['rows', `${token}\n`, null]]);
  });

  test('of a write-ahead log', () => {
    const head = Buffer.alloc(32);
    head.writeUInt32BE(0x377f0682);
    head.writeUInt32BE(SIZE, 8);
    const frames = leaf(record(text(long)), 3).map((page, index) => {
      const frame = Buffer.alloc(24);
      frame.writeUInt32BE(index + 2);
      return Buffer.concat([frame, page]);
    });
    const bytes = Buffer.concat([head, ...frames]);
    expect(sqlite.matches(bytes)).toBe(true);
    expect(open(sqlite, bytes)).toEqual([['rows', `${long}\n`, null]]);
  });
});

describe('damage', () => {
  test('a chain that leads to itself', () => {
    const pages = leaf(record(text(long)), 3);
    pages[1]?.writeUInt32BE(3);
    const [[, found = '', problem] = []] = open(sqlite, database(pages));
    expect(found.length).toBeLessThan(4000);
    expect(problem).toBeNull();
  });

  test('chains without end, many times', () => {
    const looped = leaf(record(Buffer.alloc(1_000_000, 'x')), 3).slice(0, 3);
    looped[2]?.writeUInt32BE(4);
    expect(open(sqlite, database(looped))[0]?.[2]).toBe('decode-error');
  });

  test('cut between two pages', () => {
    const bytes = database(leaf(record(text(token)), 3));
    bytes.writeUInt32BE(9, 28);
    expect(open(sqlite, bytes)).toEqual([['rows', `${token}\n`, 'decode-error']]);
  });

  test('a page size that is none', () => {
    const bytes = database([]);
    bytes.writeUInt16BE(1000, 16);
    expect(open(sqlite, bytes)).toEqual([['rows', '', 'decode-error']]);
  });
});

test('hostile', () => expectHardened(sqlite, database(leaf(record(text(long), text(token)), 3))));

describe('quick', () => {
  const loop = leaf(record(Buffer.alloc(4_000_000, 'x')), 3)[0] ?? Buffer.alloc(0);
  test('pages that all begin the same chain', () => expectQuick(sqlite, database(Array(9000).fill(loop))));
  const cells = Buffer.alloc(SIZE, Buffer.from([1, 0]));
  cells[0] = 13;
  cells.writeUInt16BE(65535, 3);
  test('pages full of the same cell', () => expectQuick(sqlite, database(Array(9000).fill(cells))));
});
