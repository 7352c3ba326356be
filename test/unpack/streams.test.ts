import { readFileSync } from 'node:fs';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { bzip2 } from '../../src/unpack/bzip2.ts';
import type { Container } from '../../src/unpack/container.ts';
import { brotli, deflate, embedded, gzip, zlib } from '../../src/unpack/gzip.ts';
import { createBudget } from '../../src/unpack/index.ts';
import { lz4, mozlz4 } from '../../src/unpack/lz4.ts';
import { lzma } from '../../src/unpack/lzma.ts';
import { looksPacked } from '../../src/unpack/magic.ts';
import { selfExtractor } from '../../src/unpack/self-extractor.ts';
import { xz } from '../../src/unpack/xz.ts';
import { zip } from '../../src/unpack/zip.ts';
import { zstd } from '../../src/unpack/zstd.ts';
import { cpuSince } from '../cost.ts';
import { userToken } from '../tokens.ts';
import { ascii, budgetOf, opened, u16, u32, zipOf } from './archives.ts';
import { expectHardened, expectQuick, flood } from './documents.ts';

/** What the programs of these names wrote, in base64: `PROGRAM AND OPTIONS of CONTENT`. */
const PACKED: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('packed.json', import.meta.url), 'utf8'),
);
const CONTENTS: Readonly<Record<string, Buffer>> = {
  lines: Buffer.from(
    Array.from({ length: 300 }, (_, line) => `line ${(line * line * 7919) % 10007} of some text\n`).join(''),
  ),
  runs: Buffer.from(`aaaabbbb${'c'.repeat(255)}${'d'.repeat(300)}${'abc'.repeat(60)}`),
  empty: Buffer.alloc(0),
};
const CONTAINERS: Readonly<Record<string, Container>> = { bzip2, xz, lzma, zstd };
const SAMPLES = Object.entries(PACKED).map(([name, base64]) => {
  const content = CONTENTS[name.split(' of ')[1] as string] as Buffer;
  return [
    name,
    CONTAINERS[/^\w+/.exec(name)?.[0] as string] as Container,
    Buffer.from(base64, 'base64'),
    content,
  ] as const;
});

function read(container: Container, bytes: Uint8Array, budget = budgetOf()) {
  const members = [...container.members(bytes, budget)];
  expect(members).toHaveLength(1);
  return { content: Buffer.from(members[0]?.bytes ?? []), problem: members[0]?.problem };
}

describe.each(SAMPLES)('%s', (name, container, packed, content) => {
  const expected = name.includes('filtered') ? 'archive-unsupported' : null;

  test('all of it', () => {
    expect(container.matches(packed)).toBe(true);
    expect(read(container, packed)).toEqual({ content, problem: expected });
  });

  test('twice in a row', () => {
    if (container === lzma) return;
    expect(read(container, Buffer.concat([packed, packed])).content.equals(Buffer.concat([content, content]))).toBe(
      true,
    );
  });

  test('with something behind it: decode-error', () => {
    if (container === lzma) return;
    expect(read(container, Buffer.concat([packed, ascii('tail')]))).toEqual({ content, problem: 'decode-error' });
  });

  test('cut at every byte: what there is before, and decode-error', () => {
    for (let size = 0; size < packed.length; size++) {
      const found = read(container, packed.subarray(0, size));
      // An end mark that is not there is not missed.
      if (container !== lzma && size > 0) expect(found.problem, `${size}`).toBe('decode-error');
      expect(content.subarray(0, found.content.length).equals(found.content), `${size}`).toBe(true);
    }
  });

  test('any bit turned: no exception, and within the budget', () => {
    for (let at = 0; at < packed.length; at++) {
      const bytes = Buffer.from(packed);
      bytes[at] = (bytes[at] as number) ^ (1 << (at & 7));
      const budget = budgetOf({ bytes: 100_000 });
      expect(read(container, bytes, budget).content.length).toBe(100_000 - budget.bytes);
    }
  });

  test('less room than content: what fits, and archive-limit', () => {
    if (content.length < 200) return;
    const found = read(container, packed, budgetOf({ bytes: 200 }));
    expect(found).toEqual({ content: content.subarray(0, 200), problem: 'archive-limit' });
  });
});

test.each([
  ['bzip2', 12],
  ['zstd', 93],
  ['xz', 95],
  ['lzma', 14],
] as const)('%s in a zip', (name, method) => {
  const file = Buffer.from(PACKED[`${name} of lines`] as string, 'base64');
  const content = CONTENTS.lines as Buffer;
  // There the properties have a header of their own, and the size stands in that of the entry.
  const packed = name === 'lzma' ? Buffer.concat([u16(9), u16(5), file.subarray(0, 5), file.subarray(13)]) : file;
  const bytes = zipOf([{ name: 'x', content, method, packed, flags: name === 'lzma' ? 2 : 0 }]);
  expect(opened(zip, bytes)).toEqual([`x: ${content.length} bytes`]);
});

describe('zstd', () => {
  const frame = Buffer.from(PACKED['zstd of lines'] as string, 'base64');
  const skippable = Buffer.concat([u32(0x184d2a53), u32(5), ascii('12345')]);

  test('skippable frames', () => {
    expect(zstd.matches(skippable)).toBe(true);
    expect(read(zstd, Buffer.concat([skippable, frame, skippable])).content.equals(CONTENTS.lines as Buffer)).toBe(
      true,
    );
  });

  test.each([
    [
      'a dictionary',
      Buffer.concat([u32(0xfd2fb528), Buffer.of(0x21, 7, 0), Buffer.of(1, 0, 0)]),
      'archive-unsupported',
    ],
    ['a skippable frame beyond the end', Buffer.concat([u32(0x184d2a50), u32(0xffffffff)]), 'decode-error'],
    ['a block of the reserved type', Buffer.concat([u32(0xfd2fb528), Buffer.of(0x20, 0, 7, 0, 0)]), 'decode-error'],
    [
      'a bomb of runs',
      Buffer.concat([u32(0xfd2fb528), Buffer.of(0, 0x50), ...Array(100).fill(Buffer.of(2, 0, 16, 97))]),
      'archive-limit',
    ],
  ])('%s: %j', (_, bytes, problem) => {
    expect(read(zstd, bytes).problem).toBe(problem);
  });
});

describe('gzip', () => {
  test('a name and a comment', () => {
    const bytes = gzipSync('content');
    bytes[3] = 0x18;
    const named = Buffer.concat([bytes.subarray(0, 10), ascii('a.txt\0a comment\0'), bytes.subarray(10)]);
    expect(opened(gzip, named)).toEqual(['a.txt a comment: content']);
  });

  test('members in a row, zeros and rubbish behind', () => {
    const two = Buffer.concat([gzipSync('one '), gzipSync('two')]);
    expect(opened(gzip, two)).toEqual([': one two']);
    expect(opened(gzip, Buffer.concat([two, Buffer.alloc(100)]))).toEqual([': one two']);
    expect(opened(gzip, Buffer.concat([two, ascii('rubbish')]))).toEqual([': one two (decode-error)']);
  });

  test('the second member cut: the first, and what there is of the second', () => {
    const two = Buffer.concat([gzipSync('one '), gzipSync('two three').subarray(0, -10)]);
    expect(opened(gzip, two)).toEqual([': one two three (decode-error)'.replace(' three', ' thre')]);
  });

  test('100,000 empty members', () => {
    const empty = gzipSync('');
    const start = process.cpuUsage();
    expect(opened(gzip, Buffer.concat(Array(100_000).fill(empty)))).toEqual([': ']);
    expect(cpuSince(start)).toBeLessThan(2000);
  });
});

describe('zlib', () => {
  test.each([1, 5, 6, 9])('level %i', (level) => {
    const bytes = deflateSync('some content of it', { level });
    expect(zlib.matches(bytes)).toBe(true);
    expect(opened(zlib, bytes)).toEqual([': some content of it']);
  });

  test('a bomb matches', () => {
    expect(zlib.matches(deflateSync(Buffer.alloc(2 ** 24)))).toBe(true);
  });

  test.each(['', 'x', 'x\x9c', 'x\x9ctext that is no stream', 'x^2 + y^2 = z^2', 'x\x01\0\0\xff\xff'])(
    '%j does not',
    (text) => {
      expect(zlib.matches(ascii(text))).toBe(false);
    },
  );
});

describe('raw deflate', () => {
  const text = 'a text that is as long as a credential';

  test.each([1, 5, 6, 9])('level %i', (level) => {
    const bytes = deflateRawSync(text, { level });
    expect(deflate.matches(bytes)).toBe(true);
    expect(opened(deflate, bytes)).toEqual([`: ${text}`]);
  });

  test.each([
    ['nothing', ascii('')],
    ['text', ascii('some text that is no stream, as most are')],
    ['a shorter one, as chance has it', deflateRawSync('a short text')],
    ['what is only stored', deflateRawSync(text, { level: 0 })],
  ])('%s is none', (_, bytes) => {
    expect(deflate.matches(bytes)).toBe(false);
  });
});

test('brotli matches nothing and opens what it is', () => {
  const bytes = brotliCompressSync('content');
  expect(brotli.matches(bytes)).toBe(false);
  expect(opened(brotli, bytes)).toEqual([': content']);
});

describe('gzip in something else', () => {
  const [one, two] = [
    'the first of two texts that are packed, one by one',
    'and the second one, which is told apart from that',
  ];
  const packed = (text: string): Buffer => gzipSync(text);
  test.each<[string, Buffer, string[]]>([
    [
      'two of them',
      Buffer.concat([ascii('head\0'), packed(one), ascii('between'), packed(two), ascii('end')]),
      [`: ${one}`, `: ${two}`],
    ],
    [
      'the magic alone',
      Buffer.concat([ascii('head\x1f\x8b\x08\0\0\0\0\0\0\x03 no stream'), packed(two)]),
      [`: ${two}`],
    ],
    ['none', ascii('head\x1f\x8b\x08\xff\0\0\0\0\0\x03'), []],
  ])('%s', (_, bytes, contents) => {
    expect(embedded.matches(bytes)).toBe(contents.length > 0);
    expect(opened(embedded, bytes)).toEqual(contents);
  });

  test('it is found in the pipeline', async () => {
    const T = userToken(1);
    const bytes = Buffer.concat([ascii('MAGIC\x01head'), packed(`some text with key=${T}, and more`), ascii('end')]);
    const { findings, complete } = await scan(memorySource([{ path: 'a.bin', bytes }]));
    expect(findings.map(({ location, credential }) => [...location.trail, credential?.secret.reveal()])).toEqual([
      ['embedded gzip', T],
    ]);
    expect(complete).toBe(true);
  });

  test('quick: beginnings', () => expectQuick(embedded, flood('\x1f\x8b\x08\0\0\0\0\0\0\x03', 'x')));
  test('hardened', () => expectHardened(embedded, Buffer.concat([ascii('head'), packed(one), packed(two)])));
});

describe.each([
  ['a script', '#!/bin/sh\n# made by makeself\nexec tail -n +3 "$0" | gunzip\n'],
  ['the head of an answer', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'],
])('what stands behind %s', (_, script) => {
  test.each([
    ['gzip', gzipSync('content')],
    ['xz', ascii('\xfd7zXZ\0')],
  ])('%s', (_, payload) => {
    const bytes = Buffer.concat([ascii(script), payload]);
    expect(looksPacked(bytes)).toBe(true);
    expect([...selfExtractor.members(bytes, createBudget())].map((one) => Buffer.from(one.bytes))).toEqual([payload]);
  });

  test('nothing', () => {
    expect(looksPacked(ascii(script))).toBe(false);
  });
});

test('a session of Firefox', () => {
  const bytes = ascii('mozLz40\0\x05\0\0\0\x50hello');
  expect([...mozlz4.members(bytes, createBudget())].map((one) => Buffer.from(one.bytes).toString())).toEqual(['hello']);
});

test('an LZ4 frame', () => {
  // magic, flags, block size, a checksum, one block of 5 bytes that is not packed, the end
  const bytes = ascii('\x04\x22\x4d\x18\x60\x40\x82\x05\0\0\x80hello\0\0\0\0');
  expect([...lz4.members(bytes, createBudget())].map((one) => Buffer.from(one.bytes).toString())).toEqual(['hello']);
});
