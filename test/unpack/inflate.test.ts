import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inflate, type Method } from '../../src/unpack/inflate.ts';
import { budgetOf, noise } from './archives.ts';

const TEXT = Buffer.from(Array.from({ length: 120 }, (_, line) => `line ${(line * line * 7919) % 10007}\n`).join(''));
const PACKED = {
  deflate: deflateRawSync(TEXT),
  zlib: deflateSync(TEXT),
  gzip: gzipSync(TEXT),
  brotli: brotliCompressSync(TEXT),
} as const;
const METHODS = Object.keys(PACKED) as (keyof typeof PACKED)[];

describe.each(METHODS)('%s', (method) => {
  test('whole: all of it, taken from the budget', () => {
    const budget = budgetOf();
    const { bytes, problem, consumed } = inflate(PACKED[method], method, budget);
    expect([Buffer.compare(bytes, TEXT), problem, consumed]).toEqual([0, null, PACKED[method].length]);
    expect(budget.bytes).toBe(budgetOf().bytes - TEXT.length);
  });

  test('cut at every byte: what there is before, and decode-error', () => {
    for (let size = 0; size < PACKED[method].length; size++) {
      const { bytes, problem } = inflate(PACKED[method].subarray(0, size), method, budgetOf());
      expect(problem, `${size}`).toBe('decode-error');
      expect(TEXT.subarray(0, bytes.length).equals(bytes), `${size}`).toBe(true);
      if (method !== 'brotli' && size > PACKED[method].length - 20)
        expect(bytes.length).toBeGreaterThan(TEXT.length - 400);
    }
  });

  test('any bit turned: no exception, and no more than there is room for', () => {
    for (let at = 0; at < PACKED[method].length; at++) {
      const bytes = Buffer.from(PACKED[method]);
      bytes[at] = (bytes[at] as number) ^ (1 << (at & 7));
      const budget = budgetOf({ bytes: 100_000 });
      expect(inflate(bytes, method, budget).bytes.length).toBe(100_000 - budget.bytes);
      expect(budget.bytes).toBeGreaterThanOrEqual(0);
    }
  });

  test('no room left: archive-limit', () => {
    expect(inflate(PACKED[method], method, budgetOf({ bytes: 0 })).problem).toBe('archive-limit');
    expect(inflate(PACKED[method], method, budgetOf({ deadline: 0 })).problem).toBe('archive-limit');
  });
});

test('a stream that may be open: cut at every byte, all that is there', () => {
  for (let size = 0; size <= PACKED.deflate.length; size++) {
    const { bytes, problem } = inflate(PACKED.deflate.subarray(0, size), 'deflate', budgetOf(), { isOpen: true });
    expect(problem, `${size}`).toBeNull();
    expect(TEXT.subarray(0, bytes.length).equals(bytes), `${size}`).toBe(true);
  }
});

test.each([
  [20 << 20, 20 << 20, null],
  [12 << 20, 12 << 20, 'archive-limit'],
  [0, 8 << 20, 'archive-limit'],
] as const)('20 MiB of zeros where %i bytes are expected', (size, length, problem) => {
  const found = inflate(deflateRawSync(Buffer.alloc(20 << 20)), 'deflate', budgetOf(), { size });
  expect([found.bytes.length, found.problem]).toEqual([length, problem]);
});

test.each(['deflate', 'zlib', 'gzip'] as const)('%s with less room than content: as much as fits', (method) => {
  const budget = budgetOf({ bytes: 1000 });
  const { bytes, problem } = inflate(PACKED[method], method, budget);
  expect([bytes.length, problem, budget.bytes]).toEqual([1000, 'archive-limit', 0]);
  expect(TEXT.subarray(0, 1000).equals(bytes)).toBe(true);
});

test('16 MiB of zeros in 16 KiB: 8 MiB of them', () => {
  const bomb = deflateRawSync(Buffer.alloc(2 ** 24));
  const { bytes, problem } = inflate(bomb, 'deflate', budgetOf());
  expect([bytes.length, problem]).toEqual([2 ** 23, 'archive-limit']);
});

test('brotli over the limit: a part of it', () => {
  const packed = brotliCompressSync(noise(2 ** 16, 1), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  const { bytes, problem } = inflate(packed, 'brotli', budgetOf({ bytes: 40_000 }));
  expect([bytes.length > 0 && bytes.length <= 40_000, problem]).toEqual([true, 'archive-limit']);
});

describe('every kind of block, slowly', () => {
  const inputs: readonly (readonly [string, Buffer])[] = [
    ['stored', deflateRawSync(TEXT, { level: 0 })],
    ['fixed', deflateRawSync(TEXT, { strategy: 4 })],
    ['literals only', deflateRawSync(TEXT, { strategy: 2 })],
    ['noise', deflateRawSync(noise(70_000, 3))],
    ['runs', deflateRawSync(Buffer.alloc(300_000, 'ab'))],
  ];
  test.each(inputs)('%s', (_, packed) => {
    const fast = inflate(packed, 'deflate', budgetOf());
    // A wrong checksum makes the slow way.
    const damaged = Buffer.concat([Buffer.of(0x78, 0x9c), packed, Buffer.alloc(4)]);
    const slow = inflate(damaged, 'zlib', budgetOf());
    expect([fast.problem, slow.problem, Buffer.compare(slow.bytes, fast.bytes)]).toEqual([null, 'decode-error', 0]);
  });
});

describe('deflate64', () => {
  test('what deflate writes without long matches is the same', () => {
    const packed = deflateRawSync(TEXT, { strategy: 2 });
    expect(Buffer.compare(inflate(packed, 'deflate64', budgetOf()).bytes, TEXT)).toBe(0);
  });

  test('length code 285 has 16 bits and counts from 3; distance code 30 is 49153 and more', () => {
    // A fixed block: `x`, 60,000 more of it, then 10 from 49,153 back.
    const bits = fixedBlock([
      [0x30 + 0x78, 8],
      [0b11000101, 8],
      [...low(60_000 - 3, 16)],
      [0, 5],
      [0b0001000, 7],
      [30, 5],
      [...low(0, 14)],
      [0, 7],
    ]);
    const { bytes, problem } = inflate(bits, 'deflate64', budgetOf());
    expect([bytes.length, problem, bytes.every((byte) => byte === 0x78)]).toEqual([60_011, null, true]);
  });
});

test.each<[string, Method]>([
  ['', 'deflate64'],
  ['\x1f\x8b\x08\xff', 'gzip'],
  ['\x1f\x8b\x08\x04\0\0\0\0\0\0\xff\xff', 'gzip'],
  ['\x07\x00', 'deflate'],
  ['\x05\xff\xff\xff\xff', 'deflate'],
])('%j as %s: nothing, and decode-error', (text, method) => {
  const { bytes, problem } = inflate(Buffer.from(text, 'latin1'), method, budgetOf());
  expect([bytes.length, problem]).toEqual([0, 'decode-error']);
});

/** A last block of the fixed code: [code, width] with its highest bit first, or single bits. */
function fixedBlock(codes: readonly (readonly number[])[]): Buffer {
  const bits = [1, 1, 0];
  for (const code of codes) {
    const [value = 0, width = 0] = code;
    if (code.length === 2) for (let bit = width - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
    else bits.push(...code);
  }
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [at, bit] of bits.entries()) bytes[at >> 3] = (bytes[at >> 3] as number) | (bit << (at & 7));
  return bytes;
}

/** The bits of a number, the lowest first. */
function low(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, bit) => (value >> bit) & 1);
}
