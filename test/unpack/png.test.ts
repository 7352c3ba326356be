import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { png } from '../../src/unpack/png.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, flood, open } from './documents.ts';

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const token = userToken(1);
const packed = deflateSync(`key=${token}`).toString('latin1');

/** `crc` in place of a checksum, which is not looked at. */
function chunk(type: string, data: string, crc = '\0\0\0\0'): string {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  return size.toString('latin1') + type + data + crc;
}

function file(...chunks: readonly string[]): Buffer {
  return Buffer.from(SIGNATURE + chunks.join('') + chunk('IEND', ''), 'latin1');
}

describe('text chunks', () => {
  test.each([
    ['zTXt', chunk('zTXt', `Comment\0\0${packed}`), [['Comment', `key=${token}`, null]]],
    ['iTXt, compressed', chunk('iTXt', `T\0\x01\0en\0t\0${packed}`), [['T', `key=${token}`, null]]],
    ['iTXt, plain', chunk('iTXt', `T\0\0\0en\0t\0${token}`), []],
    [
      'iTXt, plain, before a checksum that is a letter',
      chunk('iTXt', `T\0\0\0\0\0${token}`, 'a\0\0\0'),
      [['T', token, null]],
    ],
    ['tEXt before a checksum that is a letter', chunk('tEXt', `T\0${token}`, 'Z\0\0\0'), [['T', token, null]]],
    ['iCCP', chunk('iCCP', `profile\0\0${packed}`), [['profile', `key=${token}`, null]]],
    ['cut zlib', chunk('zTXt', `C\0\0${packed.slice(0, -6)}`), [['C', expect.any(String), 'decode-error']]],
    ['no text', chunk('IDAT', packed), []],
    ['a chunk that is longer than the file', '\x7f\xff\xff\xffIDAT', [['IDAT', '', 'decode-error']]],
  ])('%s', (_, chunks, expected) => {
    const bytes = file(chunk('IHDR', '\0'.repeat(13)), chunks);
    expect(png.matches(bytes)).toBe(true);
    expect(open(png, bytes)).toEqual(expected);
  });
});

test('hostile', () =>
  expectHardened(png, file(chunk('zTXt', `C\0\0${packed}`), chunk('iTXt', `T\0\x01\0\0\0${packed}`))));

test.each([
  ['empty chunks', chunk('zTXt', '')],
  ['broken chunks', chunk('zTXt', `a\0\0x\x9c${'x'.repeat(24)}`)],
  ['headers', '\0\0\0\0zTXt'],
])('quick: %s', (_, piece) => expectQuick(png, flood(piece, SIGNATURE)));
