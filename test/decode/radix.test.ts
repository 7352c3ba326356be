import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base32 } from '../../src/decode/base32.ts';
import { base85 } from '../../src/decode/base85.ts';
import { bits } from '../../src/decode/bits.ts';
import { columns } from '../../src/decode/columns.ts';
import type { Decoder } from '../../src/decode/decoder.ts';
import { uuencode } from '../../src/decode/uuencode.ts';
import { cpuSince } from '../cost.ts';
import { ADOBE, RFC1924, toBase32, toBase85, toBits, toUuencode } from './radix.ts';
import { bytesOf, hitsOf, passagesIn, segmentOf, sourcesOf, token } from './sample.ts';

const wrapped = (text: string, width: number): string =>
  (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n');
const odC = (text: string): string =>
  (text.match(/.{1,16}/gs) ?? [])
    .map((line, at) => {
      const cells = [...line].map((char) => (char === '\n' ? '\\n' : char).padStart(4));
      return `${(16 * at).toString(8).padStart(7, '0')}${cells.join('')}\n`;
    })
    .join('');
const quoted = (text: string, quote: string): string =>
  text.replace(/["'\\]/g, (char) => (char === quote ? `\\${char}` : char));

const FORMS: readonly (readonly [string, Decoder, (text: string) => string])[] = [
  ['01101000 01100110', bits, (text) => toBits(text)],
  ['0110100001100110', bits, (text) => toBits(text, '')],
  ['lines', bits, (text) => toBits(text, '\n')],
  ['0b01101000, 0b01100110', bits, (text) => `0b${toBits(text, ', 0b')}`],
  ['0b1101000,0b1100110', bits, (text) => [...text].map((char) => `0b${char.charCodeAt(0).toString(2)}`).join(',')],
  ['od -c', columns, odC],
  ['base32', base32, toBase32],
  ['base32, wrapped', base32, (text) => wrapped(toBase32(text), 76)],
  ['b85decode', base85, (text) => `b85decode("${toBase85(text, RFC1924)}")`],
  ['a85decode', base85, (text) => `a85decode(b'${quoted(toBase85(text, ADOBE), "'")}')`],
  ['<~ ~>', base85, (text) => `<~${wrapped(toBase85(text, ADOBE), 40)}~>`],
  ['=<~ ~>', base85, (text) => `=<~${toBase85(text, ADOBE)}~>`],
  ['uuencode', uuencode, toUuencode],
];

describe.each(FORMS)('%s', (_, decoder, write) => {
  test('found wherever it begins, and the place holds it', () => {
    for (let shift = 0; shift < 20; shift++) {
      const before = 'k'.repeat(shift);
      const text = `${before}=${token(shift)}\n and more of it`;
      const bytes = bytesOf('x: ', write(text), '\n');
      const [spans] = sourcesOf(passagesIn(decoder, bytes, { base: 1000 }), token(shift));
      expect(spans).toHaveLength(1);
      const [span] = spans ?? [];
      const whole = bytesOf('x: ', write(text));
      expect(span?.start).toBeGreaterThan(1000);
      expect(span?.end).toBeLessThanOrEqual(1000 + whole.length);
      // What stands there decodes to little more than the credential.
      const share = (37 + 6) / text.length;
      expect((span?.end ?? 0) - (span?.start ?? 0)).toBeLessThan(share * whole.length + 60);
    }
  });

  test('hostile: no exception, and what is found lies in the bytes', () => {
    const piece = fc.oneof(fc.constant(write(token(1))), fc.string({ unit: 'binary-ascii' }), fc.constant('\n'));
    fc.assert(
      fc.property(fc.array(piece), fc.nat(400), (pieces, cut) => {
        const bytes = bytesOf(pieces.join('')).subarray(cut);
        for (const spans of sourcesOf(passagesIn(decoder, bytes), token(1)))
          for (const { start, end } of spans) expect(0 <= start && start < end && end <= bytes.length).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('a megabyte of it', () => {
    const bytes = bytesOf(write(`${token(1)} `.repeat(4000)));
    const hits = hitsOf(decoder, bytes, { reach: 2400 });
    const start = process.cpuUsage();
    decoder.passages(segmentOf(bytes, hits), hits);
    expect(cpuSince(start)).toBeLessThan(1500);
  });
});

test('uuencode: the place is that of the characters, not of their group', () => {
  for (let shift = 0; shift < 3; shift++) {
    const bytes = bytesOf(toUuencode(`${'k'.repeat(shift)}${token(1)}`));
    const [spans] = sourcesOf(passagesIn(uuencode, bytes), token(1));
    expect(spans).toEqual([{ start: 'begin 644 a.txt\n'.length + 1 + shift, end: expect.any(Number) }]);
  }
});

test.each([
  ['base32', base32, 'NBTF6 IS NO CREDENTIAL'],
  ['bits', bits, `01101000 ${'01100001 '.repeat(40)}`],
  ['columns', columns, '   h   f   _   a   n   d  no more'],
  ['uuencode', uuencode, 'begin 64 files'],
])('%s: nothing', (_, decoder, text) => {
  expect(hitsOf(decoder, bytesOf(text))).toEqual([]);
});
