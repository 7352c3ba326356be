import { describe, expect, test } from 'vitest';
import { arrow } from '../../src/unpack/arrow.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, open } from './documents.ts';

const token = userToken(1);
const other = userToken(2);

// ---------------------------------------------------------------- FlatBuffers, written

type Field =
  | null
  | { readonly byte: number }
  | { readonly long: number }
  | { readonly table: readonly Field[] }
  | { readonly pairs: readonly (readonly [number, number])[] };

/** A buffer with the table `fields` as its root; each field has eight bytes, whatever it is. */
function flat(fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(4096);
  let end = 4;
  const write = (table: readonly Field[]): number => {
    const vtable = end;
    const at = vtable + 4 + 2 * table.length;
    end = at + 4 + 8 * table.length;
    bytes.writeUInt16LE(4 + 2 * table.length, vtable);
    bytes.writeUInt16LE(4 + 8 * table.length, vtable + 2);
    bytes.writeInt32LE(at - vtable, at);
    for (const [index, one] of table.entries()) {
      if (!one) continue;
      const slot = at + 4 + 8 * index;
      bytes.writeUInt16LE(slot - at, vtable + 4 + 2 * index);
      if ('byte' in one) bytes[slot] = one.byte;
      else if ('long' in one) bytes.writeUInt32LE(one.long, slot);
      else if ('table' in one) bytes.writeUInt32LE(write(one.table) - slot, slot);
      else {
        bytes.writeUInt32LE(end - slot, slot);
        bytes.writeUInt32LE(one.pairs.length, end);
        for (const [pair, [start, size]] of one.pairs.entries()) {
          bytes.writeUInt32LE(start, end + 4 + 16 * pair);
          bytes.writeUInt32LE(size, end + 12 + 16 * pair);
        }
        end += 4 + 16 * one.pairs.length;
      }
    }
    return at;
  };
  bytes.writeUInt32LE(write(fields), 0);
  return bytes.subarray(0, Math.ceil(end / 8) * 8);
}

function message(kind: number, header: readonly Field[], body: Buffer = Buffer.alloc(0)): Buffer {
  const head = flat([{ byte: 4 }, { byte: kind }, { table: header }, { long: body.length }]);
  const start = Buffer.alloc(8, 0xff);
  start.writeUInt32LE(head.length, 4);
  return Buffer.concat([start, head, body]);
}

/** A batch of these buffers. `codec` says how they are packed. */
function batch(buffers: readonly Buffer[], codec: number | null = null): readonly [readonly Field[], Buffer] {
  let at = 0;
  const pairs = buffers.map((buffer) => {
    const pair = [at, buffer.length] as const;
    at += buffer.length;
    return pair;
  });
  const compression = codec === null ? null : { table: [{ byte: codec }] };
  return [[{ long: 1 }, null, { pairs }, compression], Buffer.concat(buffers)];
}

const END = Buffer.from('\xff\xff\xff\xff\0\0\0\0', 'latin1');
const stream = (...messages: readonly Buffer[]): Buffer => Buffer.concat([message(1, [null]), ...messages, END]);

/** Where texts end, in four or eight bytes each, filled up with zeros. */
function offsets(texts: readonly string[], width: 4 | 8): Buffer {
  const bytes = Buffer.alloc(Math.ceil(((texts.length + 1) * width) / 64) * 64);
  let end = 0;
  for (const [index, text] of texts.entries()) bytes.writeUInt32LE((end += text.length), (index + 1) * width);
  return bytes;
}

/** A buffer packed as one frame of LZ4, of literals alone. */
function lz4(content: Buffer): Buffer {
  const size = content.length - 15;
  const more = [...Array(Math.floor(size / 255)).fill(255), size % 255];
  const block = Buffer.concat([Buffer.from([0xf0, ...more]), content]);
  const sizes = Buffer.alloc(4);
  sizes.writeUInt32LE(block.length);
  const frame = Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]), sizes, block, Buffer.alloc(4)]);
  return Buffer.concat([sizeOf(content.length), frame]);
}

function sizeOf(length: number): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32LE(length);
  return size;
}

const texts = ['first', token, other, 'last'];
const content = Buffer.from(texts.join(''));
const lines = `${texts.join('\n')}\n`;

describe('texts that touch each other', () => {
  test.each<[string, Buffer]>([
    ['offsets of four bytes', message(3, ...batch([Buffer.alloc(0), offsets(texts, 4), content]))],
    ['offsets of eight bytes', message(3, ...batch([Buffer.alloc(0), offsets(texts, 8), content]))],
    ['LZ4', message(3, ...batch([Buffer.alloc(0), lz4(offsets(texts, 4)), lz4(content)], 0))],
    [
      'not worth packing',
      message(
        3,
        ...batch(
          [Buffer.concat([Buffer.alloc(8, 0xff), offsets(texts, 4)]), Buffer.concat([Buffer.alloc(8, 0xff), content])],
          0,
        ),
      ),
    ],
  ])('%s', (_, bytes) => {
    expect(arrow.matches(stream(bytes))).toBe(true);
    expect(open(arrow, stream(bytes))).toEqual([['batch 1', expect.stringContaining(lines), null]]);
    const file = Buffer.concat([Buffer.from('ARROW1\0\0'), stream(bytes), Buffer.from('footer')]);
    expect(arrow.matches(file)).toBe(true);
    expect(open(arrow, file)).toEqual([['batch 1', expect.stringContaining(lines), null]]);
  });

  test('in a dictionary', () => {
    const [header, body] = batch([offsets(texts, 4), content]);
    expect(open(arrow, stream(message(2, [{ long: 0 }, { table: header }], body)))).toEqual([['batch 1', lines, null]]);
  });

  test('numbers give nothing', () => {
    expect(open(arrow, stream(message(3, ...batch([Buffer.alloc(64, 7), Buffer.alloc(64, 9)]))))).toEqual([]);
  });
});

test.each<[string, Buffer, unknown[]]>([
  ['a codec that is unknown', stream(message(3, ...batch([lz4(content)], 7))), ['batch 1', '', 'archive-unsupported']],
  [
    'a codec that lies',
    stream(message(3, ...batch([Buffer.concat([sizeOf(9), content])], 0))),
    ['batch 1', '', 'decode-error'],
  ],
  [
    'a body that is cut',
    stream(message(3, ...batch([offsets(texts, 4), content]))).subarray(0, -30),
    ['batch 1', expect.any(String), 'decode-error'],
  ],
])('%s', (_, bytes, expected) => expect(open(arrow, bytes)[0]).toEqual(expected));

test('hostile', () => {
  expectHardened(
    arrow,
    stream(message(3, ...batch([offsets(texts, 4), content])), message(3, ...batch([lz4(content)], 0))),
  );
});

describe('quick', () => {
  test('many buffers that are the same', () => {
    const pairs = Array.from({ length: 200 }, () => [0, 1_000_000] as const);
    expectQuick(arrow, stream(message(3, [{ long: 1 }, null, { pairs }], Buffer.alloc(4_000_000))));
  });
  test('many offsets', () => {
    expectQuick(arrow, stream(message(3, ...batch([Buffer.alloc(4_900_000), Buffer.alloc(64, 'a')]))));
  });
});
