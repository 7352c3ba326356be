import { readdirSync, readFileSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brotli, containerOf, containers, createBudget } from '../../src/unpack/index.ts';
import { looksPacked } from '../../src/unpack/magic.ts';
import { cpuSince } from '../cost.ts';
import { slice } from '../slice.ts';
import { ascii, budgetOf, noise, opened, tarOf, zipOf } from './archives.ts';

const FOLDER = new URL('../../src/unpack/', import.meta.url);
const PACKED: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('packed.json', import.meta.url), 'utf8'),
);
const A = { name: 'a.txt', content: 'one' };
const FORMATS: readonly (readonly [string, Uint8Array])[] = [
  ['zip', zipOf([A])],
  ['zip', zipOf([])],
  ['zip', zipOf([A], '', '#!/usr/bin/env python3\n')],
  ['zip', zipOf([A], 'a comment', '#!/bin/sh\n')],
  ['zip', Buffer.concat([ascii('any text '), zipOf([A])])],
  ['tar', tarOf([A])],
  ['tar', tarOf([{ ...A, magic: '' }])],
  ['gzip', gzipSync('content')],
  ['zlib', deflateSync('some content')],
  ...Object.entries(PACKED).map(
    ([name, base64]) => [/^\w+/.exec(name)?.[0] ?? '', Buffer.from(base64, 'base64')] as const,
  ),
  ['ar', ascii('!<arch>\n')],
  ['mozlz4', ascii('mozLz40\0')],
  ...[
    '7z\xbc\xaf\x27\x1c',
    'Rar!\x1a\x07',
    '\x02\x21\x4c\x18',
    'MSCF\0\0\0\0',
    '\xed\xab\xee\xdb',
    '070701',
    '\x1f\x9d\x90',
    '..-lh5-',
    'QFI\xfb\0\0\0\x03',
    `KDMV${'\0'.repeat(73)}\x01`,
    'MSWIM\0\0\0',
    '\x60\xea\x2c\0\x22',
    '7kSt\xa0\x31',
    'LUKS\xba\xbe\0\x02',
    '\x45\x3d\xcd\x28',
    'ALZ\x01',
  ].map((magic) => ['foreign', ascii(magic)] as const),
];

test('every container of the folder is in the list', () => {
  const named = readdirSync(FOLDER).flatMap((file) => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    return [...text.matchAll(/^export const (\w+): Container =/gm)].map(([, name]) => name);
  });
  expect(containers.length).toBe(named.length - [brotli].length);
});

test('listings are those of documents and data files', () => {
  const listings = containers.filter(({ isListing }) => isListing).map(({ name }) => name);
  expect(listings.sort()).toEqual([
    'arrow',
    'avro',
    'matlab',
    'numpy',
    'parquet',
    'pdf',
    'pickle',
    'png',
    'pyc',
    'sqlite',
    'tfrecord',
  ]);
});

test.each(FORMATS)('%s is told by its bytes', (name, bytes) => {
  expect(containerOf(bytes)?.name).toBe(name);
  expect(looksPacked(bytes)).toBe(true);
});

test.each(['', 'text', 'PK', 'BZhello', 'x', '# v2', 'x'.repeat(1000), '\0'.repeat(2000)])(
  '%j is no container',
  (text) => {
    expect(containerOf(ascii(text))).toBeNull();
  },
);

const HDF5 = '\x89HDF\r\n\x1a\n';
const ORC_END = '\x82\xf4\x03\x03ORC';
const [ENCRYPTED, UNSUPPORTED] = ['archive-encrypted', 'archive-unsupported'];

test.each([
  ['7z', '7z\xbc\xaf\x27\x1c', UNSUPPORTED],
  ['hdf5', `${HDF5}…deflate\0`, UNSUPPORTED],
  ['hdf5', 'MATLAB 7.3 MAT-file, Platform: GLNXA64…deflate\0', UNSUPPORTED],
  ['orc', `ORC\x08\x03\0${ORC_END}\x17`, UNSUPPORTED],
  ['dmg', `\0${'\0'.repeat(600)}koly\0\0\0\x04${'\0'.repeat(504)}`, null],
  ['dmg', `bvx2${'\0'.repeat(600)}koly\0\0\0\x04${'\0'.repeat(504)}`, UNSUPPORTED],
  ['rpm', '\xed\xab\xee\xdb\x03', UNSUPPORTED],
  ['msi', `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..MSCF\0\0\0\0`, UNSUPPORTED],
  ['ole', `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..${[...'EncryptedPackage'].join('\0')}\0`, ENCRYPTED],
  ['pgp', '-----BEGIN PGP MESSAGE-----\n', ENCRYPTED],
  ['pgp', '\x85\x02\x0c\x03....', ENCRYPTED],
  ['age', 'age-encryption.org/v1\n', ENCRYPTED],
  ['openssl', 'Salted__....', ENCRYPTED],
  ['jks', '\xfe\xed\xfe\xed\0\0\0\x02', ENCRYPTED],
  ['pkcs12', '0\x82\x0a\x13\x02\x01\x030\x82', ENCRYPTED],
  ['git-crypt', '\0GITCRYPT\0....', ENCRYPTED],
  ['a document of Word 97', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..WordDocument', null],
  ['HDF5 that is not packed', `${HDF5}${'\0'.repeat(100)}`, null],
  ['a text', 'ORCHESTRA', null],
])('what is not opened is named: %s', (name, text, problem) => {
  const bytes = ascii(text);
  const container = looksPacked(bytes) ? containerOf(bytes) : null;
  expect(container && opened(container, bytes)).toEqual(problem && [`${name}:  (${problem})`]);
});

test('a gzip that ends as a zip is opened as both', () => {
  const bytes = Buffer.concat([gzipSync('content'), zipOf([A])]);
  const container = containerOf(bytes);
  expect(container && opened(container, bytes)).toEqual([': content (decode-error)', 'a.txt: one']);
});

describe('hostile', () => {
  const seeds = FORMATS.map(([, bytes]) => Buffer.from(bytes));

  test('bytes that begin as something, and then are anything: no exception, within the budget', () => {
    const bytes = fc
      .tuple(fc.constantFrom(...seeds), fc.nat(2000), fc.uint8Array({ maxLength: 400 }), fc.nat(2000))
      .map(([seed, at, other, more]) => Buffer.concat([seed.subarray(0, at), other, seed.subarray(more)]));
    fc.assert(
      fc.property(bytes, (content) => {
        looksPacked(content);
        containerOf(content);
        for (const container of [...containers, brotli]) {
          container.matches(content);
          const budget = budgetOf({ bytes: 50_000, entries: 50 });
          const members = [...container.members(content, budget)];
          expect(members.length).toBeLessThanOrEqual(51);
          expect(budget.bytes).toBeGreaterThanOrEqual(0);
          expect(members.reduce((size, member) => size + member.bytes.length, 0)).toBeLessThanOrEqual(50_000);
        }
      }),
      { numRuns: 300 },
    );
  });

  // Behind all of it, or behind a part of it: the formats take turns.
  test.each(['zip', 'tar', 'ar', 'gzip', 'bzip2', 'xz', 'lzma', 'zstd'].map((name, at) => [name, at] as const))(
    '%s: 4 MiB of noise behind its beginning is read in time',
    (name, at) => {
      const container = containers.find((one) => one.name === name);
      const seed = FORMATS.find(([format]) => format === name)?.[1] ?? Buffer.alloc(0);
      const start = process.cpuUsage();
      for (const cut of slice([4, 20, seed.length], 3, (at + 2) % 3)) {
        const bytes = Buffer.concat([seed.subarray(0, cut), noise(2 ** 22, 5)]);
        expect(Array.from(container?.members(bytes, createBudget()) ?? []).length).toBeLessThan(100_000);
      }
      expect(cpuSince(start)).toBeLessThan(6000);
    },
  );

  test('time that is up ends everything', () => {
    for (const [, bytes] of FORMATS) {
      const members = Array.from(containerOf(bytes)?.members(bytes, budgetOf({ deadline: 0 })) ?? []);
      expect(members.every(({ problem, bytes: content }) => problem !== null && content.length === 0)).toBe(true);
    }
  });
});
