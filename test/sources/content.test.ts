import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RunLedger } from '../../src/ledger.ts';
import { createSieve } from '../../src/sieve/sieve.ts';
import { fileSegments, offer, readUpTo, streamSegments } from '../../src/sources/content.ts';
import type { Segment } from '../../src/types.ts';
import { temporaryFolder } from '../repository.ts';

const CONTEXT = 100;
const sieve = createSieve([{ bytes: Buffer.from('hf_'), decoder: 'plain', rules: [0], reach: CONTEXT - 3 }]);

async function* pieces(content: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < content.length; turn++) {
    const size = sizes[turn % sizes.length] as number;
    yield content.subarray(at, at + size);
    at += size;
  }
}

/** What a segment says, copied, since its bytes are used again. */
function note({ base, bytes, from, to, hits }: Segment) {
  return { base, text: Buffer.from(bytes), from, to, hits: hits.map(({ offset }) => offset) };
}

/** The law of segments, for any content. */
function check(content: Buffer, segments: readonly ReturnType<typeof note>[], planted: readonly number[]): void {
  expect(segments.flatMap(({ hits }) => hits)).toEqual(planted);
  let next = 0;
  for (const { base, text, from, to, hits } of segments) {
    expect(from).toBe(next);
    next = to;
    expect(text.equals(content.subarray(base, base + text.length))).toBe(true);
    expect(base).toBeLessThanOrEqual(Math.max(0, from - CONTEXT));
    expect(base + text.length).toBeGreaterThanOrEqual(Math.min(content.length, to + CONTEXT));
    for (const offset of hits) expect(offset >= from && offset < to).toBe(true);
  }
  expect(next).toBe(content.length);
}

const MIB = 1 << 20;

function withAnchors(size: number, planted: readonly number[]): Buffer {
  const content = Buffer.alloc(size, 'x');
  for (const at of planted) content.write('hf_', at);
  return content;
}

describe('segments', () => {
  const cases: [number, number[]][] = [
    [0, []],
    [1, []],
    [3, [0]],
    [MIB, [MIB - 3]],
    [MIB + 1, [MIB - 2]],
    [3 * MIB, [MIB - 3, MIB - 1, MIB, MIB + 101, 2 * MIB, 3 * MIB - 3].filter((at) => at !== MIB - 1)],
    [2 * MIB + 250, [0, MIB - 1, 2 * MIB + 200]],
  ];

  test.each(cases)('%i bytes in a file, anchors at %j', (size, planted) => {
    const content = withAnchors(size, planted);
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, content);
    const fd = openSync(path, 'r');
    const segments = [];
    for (const segment of fileSegments(fd, sieve, 0)) segments.push(note(segment));
    check(content, segments, planted);
    closeSync(fd);
  });

  test.each(cases)('%i bytes in a stream, anchors at %j', async (size, planted) => {
    for (const sizes of [[size || 1], [65_536], [1000, 1, 70_000], [MIB + 2 * CONTEXT]]) {
      const segments = [];
      for await (const segment of streamSegments(pieces(withAnchors(size, planted), sizes), sieve))
        segments.push(note(segment));
      check(withAnchors(size, planted), segments, planted);
    }
  });

  test('below what is known to be clean, nothing is searched', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, withAnchors(2 * MIB, [5, MIB + 5]));
    const fd = openSync(path, 'r');
    expect([...fileSegments(fd, sieve, MIB)].map(({ hits }) => hits.length)).toEqual([0, 1]);
    closeSync(fd);
  });
});

describe('readUpTo', () => {
  test('gives the whole, or goes on where it stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 220 }),
        async (bytes, size, limit) => {
          const content = Buffer.from(bytes);
          const read = await readUpTo(pieces(content, [size]), limit);
          const rest: Uint8Array[] = [];
          if (read.rest) for await (const piece of read.rest) rest.push(piece);
          expect(read.rest === null).toBe(content.length <= limit);
          expect(Buffer.concat([read.bytes, ...rest])).toEqual(content);
        },
      ),
    );
  });
});

test.each([
  ['nothing', null, null, null],
  ['a limit', 'size-limit', null, 'size-limit'],
  ['a limit, and so it was not read to its end', 'size-limit', 'changed-during-read', 'size-limit'],
  ['code that is not followed', 'code-limit', null, 'code-limit'],
  ['code that is not followed, and what broke off', 'code-limit', 'read-error', 'read-error'],
] as const)('what is told of an object: %s', (_, partial, damage, told) => {
  const ledger = new RunLedger();
  ledger.list(1);
  const content = { kind: 'text', whole: true, places: [], segments: () => [] } as const;
  for (const candidate of offer(
    ledger,
    Buffer.from('a'),
    content,
    () => 9,
    () => damage,
  ))
    if (partial) candidate.partial(partial);
  expect(ledger.totals().partial.map(({ reason }) => reason)).toEqual(told ? [told] : []);
});
