import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { matlab } from '../../src/unpack/matlab.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, flood, open } from './documents.ts';

const MAGIC = 'MATLAB 5.0 MAT-file';
const token = userToken(1);

function file(order: 'IM' | 'MI', ...elements: readonly (readonly [type: number, data: Uint8Array, size?: number])[]) {
  const tag = (type: number, size: number): Buffer => {
    const bytes = Buffer.alloc(8);
    if (order === 'IM') bytes.writeUInt32LE(size, bytes.writeUInt32LE(type));
    else bytes.writeUInt32BE(size, bytes.writeUInt32BE(type));
    return bytes;
  };
  return Buffer.concat([
    Buffer.from(`${`${MAGIC}, Platform: GLNXA64`.padEnd(124)}\0\x01${order}`, 'latin1'),
    ...elements.flatMap(([type, data, size = data.length]) => [
      tag(type, size),
      data,
      Buffer.alloc(type === 15 ? 0 : -data.length & 7),
    ]),
  ]);
}

const text = Buffer.from(`key=${token}`);
const packed = deflateSync(text);

describe.each(['IM', 'MI'] as const)('written %s', (order) => {
  test.each([
    ['one variable', [[15, packed]], [['variable 1', text.toString(), null]]],
    [
      'behind one that is not compressed',
      [
        [14, text],
        [15, packed],
      ],
      [['variable 2', text.toString(), null]],
    ],
    [
      'behind one of an odd length',
      [
        [15, deflateSync('a')],
        [15, packed],
      ],
      [
        ['variable 1', 'a', null],
        ['variable 2', text.toString(), null],
      ],
    ],
    ['none', [], []],
    ['not compressed', [[14, text]], []],
    [
      'a cut stream',
      [[15, packed.subarray(0, -6), packed.length]],
      [['variable 1', expect.stringContaining('key='), 'decode-error']],
    ],
    ['a size beyond the end', [[14, text, 1000]], [['variable 1', '', 'decode-error']]],
  ] as const)('%s', (_, elements, expected) => {
    const bytes = file(order, ...elements);
    expect(matlab.matches(bytes)).toBe(true);
    expect(open(matlab, bytes)).toEqual(expected);
  });
});

test('a cut tag', () =>
  expect(open(matlab, Buffer.concat([file('IM'), Buffer.from('abc')]))).toEqual([['variable 1', '', 'decode-error']]));

test('hostile', () => expectHardened(matlab, file('IM', [15, packed], [14, text], [15, packed])));

test.each([
  ['empty variables', '\x0f\0\0\0\0\0\0\0'],
  ['broken variables', `\x0f\0\0\0\x20\0\0\0x\x9c${'x'.repeat(30)}`],
])('quick: %s', (_, piece) => expectQuick(matlab, flood(piece, file('IM').toString('latin1'))));
