// Unpacking in WebAssembly memory: what zlib makes of a stream, or nothing.
import { randomFillSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync, deflateSync, inflateRawSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { expect, test } from 'vitest';
import { PackFile } from '../../src/git/pack/pack-file.ts';
import { NodeWorkspace, WasmWorkspace } from '../../src/git/pack/workspace.ts';
import { temporaryFolder } from '../repository.ts';
import { amount } from '../slice.ts';
import { deltaOf } from './packs.ts';

const workspace = new WasmWorkspace(64 << 20);

/** What each of some streams unpacks to, if that has `size` bytes. */
function unpacked(streams: readonly { readonly stream: Buffer; readonly size: number }[]): (Buffer | null)[] {
  const path = join(temporaryFolder(), 'streams');
  writeFileSync(path, Buffer.concat([...streams.map(({ stream }) => stream), Buffer.alloc(8, 0xff)]));
  const file = new PackFile(path);
  let at = 0;
  const found = streams.map(({ stream, size }) => {
    const bytes = workspace.unpack(file, at, stream.length, size);
    at += stream.length;
    const copy = bytes && Buffer.from(bytes);
    if (bytes) workspace.give(bytes);
    return copy;
  });
  file.close();
  return found;
}

/** Numbers from 0 to 1, the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

const WORDS = Buffer.from(
  'import os\n    return self.value + other\nclass Model(Base):\n"""A text of some length."""\n'.repeat(40),
);
const OPTIONS: readonly ZlibOptions[] = [
  ...[0, 1, 6, 9].map((level) => ({ level })),
  { strategy: constants.Z_FIXED },
  { strategy: constants.Z_HUFFMAN_ONLY },
  { strategy: constants.Z_RLE },
  { windowBits: 9 },
  { memLevel: 1 },
];

/** Content of many kinds: texts, noise, runs, few and many letters; up to 200 KB. */
function contents(): Buffer[] {
  const random = numbers(3);
  const sizes = [0, 1, 2, 15, 16, 17, 300, 5551, 5552, 5553, 70_000, 200_000];
  return sizes.flatMap((size) => [
    Buffer.alloc(size, 'a'),
    Buffer.alloc(size, 0xff),
    Buffer.alloc(size, 'abcdefg'),
    Buffer.alloc(size, WORDS),
    randomFillSync(Buffer.alloc(size)),
    Buffer.from(Array.from({ length: size }, () => Math.floor(random() ** 8 * 256))),
    Buffer.from(Array.from({ length: size }, (_, at) => (at % 300 < 20 ? random() * 256 : WORDS[at % 611]) as number)),
  ]);
}

test('what is empty takes a small piece, and the same one again', () => {
  for (const empty of [new NodeWorkspace(), workspace]) {
    const [first, second] = [0, 1].map(() => {
      const piece = empty.take(0) as Buffer;
      empty.give(piece);
      return piece;
    });
    expect(first?.length).toBe(0);
    // Not to be shown where they are not the same: they are large.
    expect(first?.buffer === second?.buffer && first?.byteOffset === second?.byteOffset).toBe(true);
  }
  expect(new NodeWorkspace().take(0)?.buffer.byteLength).toBeLessThan(1 << 16);
});

test('whatever zlib packs', () => {
  const all = contents();
  for (const options of OPTIONS) {
    const streams = all.map((bytes) => ({ stream: deflateSync(bytes, options), size: bytes.length }));
    for (const [at, bytes] of unpacked(streams).entries())
      expect(bytes?.equals(all[at] as Buffer), `${JSON.stringify(options)} ${at}`).toBe(true);
  }
});

test('another size than it has', () => {
  const streams = contents().flatMap((bytes) => {
    const stream = deflateSync(bytes);
    return [bytes.length + 1, Math.max(1, bytes.length * 2), ...(bytes.length > 0 ? [bytes.length - 1, 0] : [])].map(
      (size) => ({
        stream,
        size,
      }),
    );
  });
  expect(unpacked(streams).filter((bytes) => bytes)).toEqual([]);
});

test('a stream that is damaged is unpacked if zlib does that too, and to the same', () => {
  const random = numbers(4);
  const kinds = contents().filter(({ length }) => length > 0 && length < 6000);
  const damaged = Array.from({ length: amount(1_000_000, 4000) }, () => {
    const bytes = kinds[Math.floor(random() * kinds.length)] as Buffer;
    const stream = Buffer.from(deflateSync(bytes, OPTIONS[Math.floor(random() * OPTIONS.length)]));
    const cut = random() < 0.1 ? Math.floor(random() * stream.length) : stream.length;
    // Headers of blocks and of codes are at the beginning.
    const within = random() < 0.7 ? Math.min(cut, 60) : cut;
    for (let flips = 1 + random() * 3; flips > 1; flips--)
      stream[Math.floor(random() * within)] = random() < 0.5 ? random() * 256 : 1 << (random() * 8);
    return { stream: stream.subarray(0, cut), size: bytes.length };
  });
  let accepted = 0;
  for (const [at, bytes] of unpacked(damaged).entries()) {
    if (!bytes) continue;
    accepted++;
    const { stream } = damaged[at] as { stream: Buffer };
    expect(bytes.equals(inflateSync(stream)), `stream ${at}`).toBe(true);
  }
  // What was not changed by a change, for one.
  expect(accepted).toBeGreaterThan(10);
  expect(accepted).toBeLessThan(damaged.length / 2);
});

test('other codes than a packer makes are read as zlib reads them', () => {
  const random = numbers(5);
  const kinds = contents().filter(({ length }) => length > 0 && length < 6000);
  const streams: { stream: Buffer; size: number; bytes: Buffer }[] = [];
  for (let round = 0; round < amount(1_000_000, 6000); round++) {
    const content = kinds[Math.floor(random() * kinds.length)] as Buffer;
    const raw = Buffer.from(deflateRawSync(content, OPTIONS[Math.floor(random() * OPTIONS.length)]));
    (raw[Math.floor(random() * Math.min(raw.length, 90))] as number) ^= 1 << (random() * 8);
    try {
      const bytes = inflateRawSync(raw, { maxOutputLength: 1 << 16 });
      const check = deflateSync(bytes).subarray(-4);
      streams.push({
        stream: Buffer.concat([Buffer.from([0x78, 1]), ended(raw, bytes), check]),
        size: bytes.length,
        bytes,
      });
    } catch {}
  }
  expect(streams.length).toBeGreaterThan(500);
  const wrong = unpacked(streams).flatMap((bytes, at) => (bytes?.equals(streams[at]?.bytes as Buffer) ? [] : [at]));
  expect(wrong).toEqual([]);
});

/** The stream without what stands behind its end. */
function ended(raw: Buffer, bytes: Buffer): Buffer {
  const { engine } = inflateRawSync(raw, { info: true, maxOutputLength: bytes.length + 1 }) as unknown as {
    engine: { bytesWritten: number };
  };
  return raw.subarray(0, engine.bytesWritten);
}

test('deltas: far copies, short ones, new bytes, and what was copied', () => {
  const base = workspace.take(300_000) as Buffer;
  randomFillSync(base);
  const random = numbers(6);
  for (let round = 0; round < amount(20_000, 200); round++) {
    const steps = Array.from({ length: Math.floor(random() * 30) }, () => {
      const size = Math.floor(random() ** 4 * 80_000) + 1;
      if (random() < 0.3) return randomFillSync(Buffer.alloc(1 + Math.floor(random() * 300)));
      return { from: Math.floor(random() * (base.length - size)), size };
    });
    const made = deltaOf(base, steps);
    const delta = workspace.take(made.delta.length) as Buffer;
    made.delta.copy(delta);
    const target = workspace.take(made.bytes.length) as Buffer;
    const head = headLength(delta);
    expect(workspace.apply(delta, head, base, target)).toBe(true);
    expect(target.equals(made.bytes)).toBe(true);
    const copies = workspace.copies as Int32Array;
    const sum = steps.reduce((all, step) => all + (Buffer.isBuffer(step) ? 0 : step.size), 0);
    let told = 0;
    for (let at = 0; at < copies.length; at += 3) {
      const [to = 0, from = 0, size = 0] = copies.subarray(at, at + 3);
      expect(target.subarray(to, to + size).equals(base.subarray(from, from + size))).toBe(true);
      told += size;
    }
    expect(told).toBe(sum);
    // A result of another length, or a base that is too short, does not fit.
    if (steps.length > 0) expect(workspace.apply(delta, head, base, target.subarray(0, -1))).toBe(false);
    if (sum > 0) expect(workspace.apply(delta, head, base.subarray(0, 0), target)).toBe(false);
    workspace.give(delta);
    workspace.give(target);
  }
});

/** Two sizes of seven bits a byte. */
function headLength(delta: Buffer): number {
  let at = 0;
  for (let sizes = 0; sizes < 2; at++) if ((delta[at] as number) < 0x80) sizes++;
  return at;
}
