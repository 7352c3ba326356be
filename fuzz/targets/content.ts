// What reads content: nothing that it is given makes it throw, hang, or answer with more than it may; and nothing hides what stands behind it.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { prepare } from '../../src/detect/pattern.ts';
import { Layers } from '../../src/layers.ts';
import { sieveOf, usualTokens } from '../../src/sieves.ts';
import { brotli, containerOf, containers } from '../../src/unpack/index.ts';
import { NAMED } from '../../src/unpack/magic.ts';
import { buildPack, deltaOf } from '../../test/git/packs.ts';
import { token } from '../../test/tokens.ts';
import { tarOf, zipOf } from '../../test/unpack/archives.ts';
import { type Input, must, type Target } from '../target.ts';
import { CODE, spelledTokens } from './tokens.ts';

export function decoding(): Target {
  const sieve = sieveOf(usualTokens, { allows: false, isRisky: false, notice: undefined });
  const text = Buffer.from(`\n${token('hf-user-token', 3)}\n`);
  let prepared: Promise<void> | undefined;
  const cell = (source: string, output: string): object => ({
    cell_type: 'code',
    source: [`x = "${source}"\n`, 'x\n'],
    outputs: [{ output_type: 'stream', text: [output] }],
  });
  const notebook = { cells: [cell('a', `${text}`), cell(`${text}`.trim(), 'b')], nbformat: 4, metadata: {} };
  const all = [
    ...spelledTokens(),
    CODE,
    Buffer.from(JSON.stringify(notebook)),
    ...packedSeeds().map(({ bytes }) => bytes),
  ];
  return {
    name: 'decode',
    seeds: all.flatMap((bytes): Input[] => [
      { label: 'text', parts: [bytes] },
      ...(bytes[0] === 0x7b ? [{ label: 'notebook', parts: [bytes] }] : []),
    ]),
    words: spelledTokens(),
    async run({ label, parts: [hostile = Buffer.alloc(0)] }) {
      await (prepared ??= prepare(usualTokens));
      const bytes = Buffer.concat([hostile, text]);
      let isPartial = false;
      const note = (): void => {
        isPartial = true;
      };
      const layers = new Layers({ tokens: usualTokens, sieve, settle: () => undefined, limit: note });
      const segment = { base: 0, bytes, from: 0, to: bytes.length, hits: sieve.hits(bytes) };
      const matches = await layers.matches(segment, label === 'notebook' ? 'notebook' : 'text');
      let isFound = false;
      for (const { passage, start, end } of matches) {
        for (const span of passage.toSource(start, end)) {
          must(span.start >= 0 && span.start <= span.end && span.end <= bytes.length, 'a span is outside');
          isFound ||= span.end > hostile.length + 1;
        }
      }
      must(isFound || isPartial || layers.isExhausted, 'a token behind hostile content is lost');
      const [first] = matches;
      return `${Math.min(9, matches.length)} ${first?.passage.kind} ${first?.passage.trail.join('>').slice(0, 60)} ${isPartial}`;
    },
  };
}

const LIMITS = { bytes: 1 << 20, entries: 100 };

export function unpacking(): Target {
  const named = new Map([...containers, brotli].map((container) => [container.name, container]));
  return {
    name: 'unpack',
    seeds: packedSeeds().map(({ name, bytes }): Input => ({ label: name, parts: [bytes] })),
    run({ label, parts: [bytes = Buffer.alloc(0)] }) {
      let outcome = '';
      // Those that would be asked, and the one whose format it was.
      const asked = new Set([containerOf(bytes), named.get(label)]);
      for (const container of asked) {
        if (!container) continue;
        const budget = { ...LIMITS, deadline: performance.now() + 20_000 };
        let [count, size] = [0, 0];
        const problems = new Set<string | null>();
        const pieces: Uint8Array[] = [];
        for (const member of container.members(bytes, budget)) {
          count++;
          size += member.bytes.length;
          problems.add(member.problem);
          pieces.push(member.bytes);
        }
        // Where it ends is told once more, twice where the bytes are opened as two formats.
        must(count <= LIMITS.entries + 2, 'more members come out than may');
        must(size <= LIMITS.bytes, 'more bytes come out than may');
        must(budget.bytes >= 0 && budget.entries >= 0, 'more is taken than there is');
        const isWhole = problems.size === 1 && problems.has(null);
        if (isWhole && (container.name === 'gzip' || container.name === 'zlib'))
          checkStream(container.name, bytes, Buffer.concat(pieces));
        outcome += ` ${container.name} ${Math.min(9, count)} ${[...problems].sort()}`;
      }
      return outcome;
    },
  };
}

/** What Node says, where it says anything. */
function checkStream(name: 'gzip' | 'zlib', bytes: Buffer, content: Buffer): void {
  let expected: Buffer;
  try {
    expected = (name === 'gzip' ? gunzipSync : inflateSync)(bytes, { maxOutputLength: 1 << 21 });
  } catch {
    return;
  }
  must(expected.equals(content), 'a stream is unpacked to something else');
}

interface Packed {
  readonly name: string;
  readonly bytes: Buffer;
}

let made: readonly Packed[] | undefined;

/** Of each format one that is sound or a beginning of one. */
function packedSeeds(): readonly Packed[] {
  return (made ??= packed());
}

function packed(): Packed[] {
  const secret = Buffer.from(`login("${token('hf-user-token', 2)}")\n`);
  const a = { name: 'a.txt', content: secret };
  const binary: Readonly<Record<string, string>> = JSON.parse(readFileSync('test/unpack/packed.json', 'utf8'));
  const delta = deltaOf(secret, [{ from: 0, size: 10 }, Buffer.from('new'), { from: 20, size: 20 }]);
  const pack = buildPack([{ bytes: secret }, { ...delta, by: 'distance', base: 0 }]).pack;
  const loose = Buffer.concat([Buffer.from(`blob ${secret.length}\0`), secret]);
  const stream = deflateSync(secret);
  return [
    ...Object.entries(binary)
      .map(([name, base64]) => ({ name: /^\w+/.exec(name)?.[0] ?? '', bytes: Buffer.from(base64, 'base64') }))
      .filter(({ bytes }) => bytes.length < 4096),
    ...[
      { name: 'zip', bytes: zipOf([a, { ...a, name: 'b/c.txt', method: 0 }, { ...a, isStreamed: true }], 'a comment') },
      { name: 'zip', bytes: zipOf([{ ...a, isWide: true }], '', '#!/bin/sh\n') },
      { name: 'tar', bytes: tarOf([a, { name: 'x', type: 'L', content: 'long/name' }, { ...a, magic: '' }]) },
      { name: 'gzip', bytes: gzipSync(secret) },
      { name: 'gzip', bytes: Buffer.concat([gzipSync(secret), gzipSync(tarOf([a]))]) },
      { name: 'zlib', bytes: stream },
      { name: 'brotli', bytes: brotliCompressSync(secret) },
      { name: 'git', bytes: pack },
      { name: 'git', bytes: Buffer.concat([Buffer.from(`# v2 git bundle\n${'1'.repeat(40)} HEAD\n\n`), pack]) },
      { name: 'git', bytes: deflateSync(loose) },
      { name: 'ar', bytes: Buffer.from(`!<arch>\n${'a.txt/'.padEnd(48)}${'50'.padEnd(10)}\`\n${secret}`) },
      { name: 'pdf', bytes: pdfOf(stream) },
      { name: 'png', bytes: pngOf(secret, stream) },
      { name: 'pickle', bytes: Buffer.concat([Buffer.from([0x80, 4, 0x8c, secret.length]), secret, Buffer.from('.')]) },
      {
        name: 'tfrecord',
        bytes: Buffer.concat([Buffer.from([secret.length, ...Array(11).fill(0)]), secret, Buffer.alloc(4)]),
      },
    ],
    ...['SQLite format 3\0\x10\0\x01\x01', 'Obj\x01\x04\x14avro.codec\x08null\0', 'PAR1\x15\x04', 'ARROW1\0\0'].map(
      (text, at) => ({
        name: ['sqlite', 'avro', 'parquet', 'arrow'][at] ?? '',
        bytes: Buffer.concat([
          Buffer.from(text, 'latin1'),
          secret,
          Buffer.alloc(200),
          Buffer.from('\x20\0\0\0PAR1ARROW1'),
        ]),
      }),
    ),
    ...Object.values(NAMED).flatMap((rows) =>
      rows.map(([name = '', magic = '']) => ({
        name: 'foreign',
        bytes: Buffer.concat([Buffer.from(magic.replaceAll('\u0100', 'x'), 'latin1'), Buffer.from(name), secret]),
      })),
    ),
  ];
}

/** ISO 32000-1: a page whose text is a stream of operators. */
function pdfOf(stream: Buffer): Buffer {
  const text = deflateSync('BT /F1 12 Tf (login\\(a\\)) Tj [(h) -20 (f) 5 (_)] TJ ET');
  const object = (number: number, dictionary: string, content: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(`${number} 0 obj\n<< ${dictionary} /Filter /FlateDecode /Length ${content.length} >>\nstream\n`),
      content,
      Buffer.from('\nendstream\nendobj\n'),
    ]);
  return Buffer.concat([
    Buffer.from('%PDF-1.5\n1 0 obj\n<< /Type /Page /Contents 2 0 R >>\nendobj\n'),
    object(2, '', text),
    object(3, '/Type /EmbeddedFile', stream),
    object(4, '/Type /ObjStm /N 1 /First 4', deflateSync('9 0 << /A (b) >>')),
    Buffer.from('trailer\n<< /Root 1 0 R >>\n%%EOF\n'),
  ]);
}

/** PNG 1.2: chunks of texts, plain and packed; their checksums are not looked at. */
function pngOf(text: Buffer, stream: Buffer): Buffer {
  const chunk = (name: string, content: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(content.length);
    return Buffer.concat([size, Buffer.from(name), content, Buffer.alloc(4)]);
  };
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.alloc(13, 1)),
    chunk('tEXt', Buffer.concat([Buffer.from('a\0'), text])),
    chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), stream])),
    chunk('iTXt', Buffer.concat([Buffer.from('a\0\x01\0\0\0'), stream])),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
