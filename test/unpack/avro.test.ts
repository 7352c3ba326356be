import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { avro } from '../../src/unpack/avro.ts';
import { userToken } from '../tokens.ts';
import { ascii } from './archives.ts';
import { expectHardened, expectQuick, flood, open } from './documents.ts';

const token = userToken(1);

/** A number of the format: its sign in the lowest bit, seven bits a byte. */
function long(value: number): string {
  const bytes: number[] = [];
  for (let rest = value * 2; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    if (rest < 128) return String.fromCharCode(...bytes);
  }
}

const text = (value: string): string => long(value.length) + value;
const SYNC = '0123456789abcdef';

function file(codec: string | null, ...blocks: readonly string[]): Buffer {
  const schema = text('avro.schema') + text('"string"');
  const entries = codec === null ? long(1) + schema : long(2) + schema + text('avro.codec') + text(codec);
  const content = blocks.map((block) => long(1) + text(block) + SYNC).join('');
  return Buffer.from(`Obj\x01${entries}\0${SYNC}${content}`, 'latin1');
}

const packed = deflateRawSync(ascii(text(token))).toString('latin1');
// google/snappy format_description.txt: the size, and one literal; then a checksum.
const snappy = `\x26${String.fromCharCode((38 - 1) << 2)}${text(token)}....`;

describe('blocks', () => {
  test.each<[string, Buffer, unknown[]]>([
    ['not packed', file('null', text(token)), []],
    ['without a codec', file(null, text(token)), []],
    ['deflate', file('deflate', packed, packed), [1, 2].map((at) => [`block ${at}`, text(token), null])],
    ['snappy', file('snappy', snappy), [['block 1', text(token), null]]],
    ['a codec that is unknown', file('zpaq', 'x'), [['zpaq', '', 'archive-unsupported']]],
    ['no file', ascii('Obj\x01'), [['', '', 'decode-error']]],
  ])('%s', (_, bytes, expected) => {
    expect(open(avro, bytes)).toEqual(expected);
  });
});

test('hardened', () => {
  expectHardened(avro, file('deflate', packed, packed));
  expectQuick(avro, flood(long(1) + text('a') + text('b'), 'Obj\x01'));
  expectQuick(avro, flood(`\x02\x02\x03${SYNC}`, file('deflate').toString('latin1')));
});
