import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isAppendedTo, isTrueObject, unpack } from '../../src/git/loose.ts';
import { temporaryFolder } from '../repository.ts';

const object = (content: string | Buffer, size = content.length): Buffer =>
  Buffer.concat([Buffer.from(`blob ${size}\0`), Buffer.from(content as string)]);
const noise = randomBytes(30_000).toString('base64');
const damaged = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  return copy.fill(0xff, 4000, 4100);
};

describe('unpack', () => {
  test.each<[name: string, packed: Buffer, content: string | undefined, isObject: boolean, isWhole: boolean]>([
    ['an object', deflateSync(object('hello')), 'hello', true, true],
    ['an empty object', deflateSync(object('')), '', true, true],
    ['an object that is longer than it says', deflateSync(object('hello', 4)), 'hello', true, false],
    ['an object that is cut off', deflateSync(object(noise)).subarray(0, 3000), undefined, true, false],
    ['an object that is damaged', damaged(deflateSync(object(noise))), undefined, true, false],
    ['no object', deflateSync(Buffer.from('hello')), 'hello', false, true],
  ])('%s', (_, packed, content, isObject, isWhole) => {
    const found = unpack(packed);
    expect(found).toMatchObject({ isObject, isWhole });
    if (content === undefined) expect(noise.startsWith(String(found?.bytes))).toBe(true);
    else expect(String(found?.bytes)).toBe(content);
  });

  test.each([
    ['nothing', ''],
    ['a text', 'hello'],
    ['a text that begins as zlib does', 'x^ hello'],
    ['the beginning alone', 'x\x9c'],
  ])('%s is not packed', (_, text) => {
    expect(unpack(Buffer.from(text, 'latin1'))).toBe(null);
  });

  test('of a bomb no more than its file is worth', () => {
    const found = unpack(deflateSync(object(Buffer.alloc(32 << 20))));
    expect(found).toMatchObject({ isObject: true, isWhole: false });
    expect(found?.bytes.length).toBeLessThan(1 << 20);
  });
});

test.each<[name: string, packed: (bytes: Buffer) => Buffer, isTrue: boolean]>([
  ['what it should be', deflateSync, true],
  ['something else', () => deflateSync(object('other')), false],
  ['nothing packed', (bytes) => bytes, false],
  ['damaged', (bytes) => damaged(deflateSync(bytes)), false],
])('isTrueObject: %s', async (_, packed, isTrue) => {
  const path = join(temporaryFolder(), 'object');
  const bytes = object(noise);
  writeFileSync(path, packed(bytes));
  const fd = openSync(path, 'r');
  for (const algorithm of ['sha1', 'sha256'])
    expect(await isTrueObject(fd, createHash(algorithm).update(bytes).digest('hex'))).toBe(isTrue);
  closeSync(fd);
});

const large = randomBytes(2 << 20);
const PIECE = 1 << 16;
/** A zlib stream of so many bytes, which nothing makes smaller. */
function stored(length: number): Buffer {
  const make = (size: number): Buffer => deflateSync(Buffer.alloc(size, 'x'), { level: 0 });
  // The heads of its blocks and its sum, which a few bytes more or less do not change.
  const heads = make(length - 1000).length - (length - 1000);
  return make(length - heads);
}

test.each<[name: string, bytes: Buffer, isAppended: boolean]>([
  ['an object', deflateSync(object('hello')), false],
  ['an object, and a byte', Buffer.concat([deflateSync(object('hello')), Buffer.from('x')]), true],
  ['an object, and zeros', Buffer.concat([deflateSync(object('hello')), Buffer.alloc(100)]), true],
  ['an object, and another one', Buffer.concat([deflateSync(object('a')), deflateSync(object('b'))]), true],
  ['a large object', deflateSync(object(large)), false],
  ['a large object, and a byte', Buffer.concat([deflateSync(object(large)), Buffer.from('x')]), true],
  ['a large object, and as much again', Buffer.concat([deflateSync(object(large)), large]), true],
  ['what unpacks to much', deflateSync(object(Buffer.alloc(32 << 20))), false],
  [
    'what unpacks to much, and a byte',
    Buffer.concat([deflateSync(object(Buffer.alloc(32 << 20))), Buffer.from('x')]),
    true,
  ],
  ['a stream that ends with a piece', stored(32 * PIECE), false],
  ['a stream that ends with a piece, and a byte', Buffer.concat([stored(32 * PIECE), Buffer.from('x')]), true],
  ['an object that is damaged', damaged(deflateSync(object(noise))), false],
  ['an object that is cut off', deflateSync(object(noise)).subarray(0, 3000), false],
  ['nothing packed', Buffer.from('hello'), false],
  ['nothing', Buffer.alloc(0), false],
])('isAppendedTo: %s', async (_, bytes, isAppended) => {
  const path = join(temporaryFolder(), 'object');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  expect(await isAppendedTo(fd, bytes.length)).toBe(isAppended);
  closeSync(fd);
});

test('the stream that ends with a piece does', () => {
  expect(stored(32 * PIECE).length).toBe(32 * PIECE);
});
