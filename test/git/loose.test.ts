import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isTrueObject, unpack } from '../../src/git/loose.ts';
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
