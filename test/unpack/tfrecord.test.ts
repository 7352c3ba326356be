import { describe, expect, test } from 'vitest';
import { tfrecord } from '../../src/unpack/tfrecord.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, flood, open } from './documents.ts';

const token = userToken(1);

/** A field of bytes in a message: key, size, content. */
function field(number: number, content: string): string {
  const size =
    content.length < 128 ? [content.length] : [(content.length % 128) | 0x80, Math.floor(content.length / 128)];
  return String.fromCharCode((number << 3) | 2, ...size) + content;
}

function record(message: string): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(message.length);
  head.writeUInt32LE(masked(head.subarray(0, 8)), 8);
  return Buffer.concat([head, Buffer.from(message, 'latin1'), Buffer.alloc(4)]);
}

/** CRC-32C bit by bit, and its mask. */
function masked(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const time = `\x09${'\0'.repeat(8)}\x10\x05\x1d\0\0\0\0`;

test.each([
  ['a text', field(1, token), `${token}\n`],
  ['behind numbers', time + field(3, token), `${token}\n`],
  ['in messages', time + field(5, field(1, `\x08\x01${field(8, field(8, token))}`)), `${field(8, token)}\n${token}\n`],
  ['two, one of them short', field(1, token) + field(2, 'short') + field(3, `${token}a`), `${token}\n${token}a\n`],
])('%s', (_, message, expected) => {
  const bytes = Buffer.concat([record(time), record(message)]);
  expect(tfrecord.matches(bytes)).toBe(true);
  expect(open(tfrecord, bytes)).toEqual([['strings', expected, null]]);
});

test('a checksum that is wrong is no record', () => {
  const bytes = record(field(1, token));
  bytes[8] = (bytes[8] ?? 0) ^ 1;
  expect(tfrecord.matches(bytes)).toBe(false);
});

describe('a file that is being written', () => {
  const whole = record(field(1, token));
  const last = record(time + field(5, field(1, field(2, 'a part of it'.repeat(3)) + field(3, 'x'.repeat(60)))));
  test.each([
    ['cut in a header', 7, ''],
    ['cut behind a header', 12, ''],
    ['cut behind a text', last.length - 34, `${'a part of it'.repeat(3)}\n${'x'.repeat(30)}\n`],
  ])('%s', (_, size, expected) => {
    const bytes = Buffer.concat([whole, last.subarray(0, size)]);
    expect(open(tfrecord, bytes)).toEqual([['strings', `${token}\n${expected}`, null]]);
  });

  test('a record whose checksum is wrong is damage', () => {
    last[8] = (last[8] ?? 0) ^ 1;
    expect(open(tfrecord, Buffer.concat([whole, last]))).toEqual([['strings', `${token}\n`, 'decode-error']]);
  });
});

test('hostile', () =>
  expectHardened(tfrecord, Buffer.concat([record(time + field(2, token)), record(field(2, field(1, token)))])));

describe('quick', () => {
  test('many records', () => expectQuick(tfrecord, flood(record('').toString('latin1'))));
  test('a message of empty fields', () => expectQuick(tfrecord, record('\x0a\0'.repeat(2_500_000))));
});
