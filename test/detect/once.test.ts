import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan.ts';
import { memorySource } from '../../src/sources/memory.ts';
import type { Report, Segment, Source } from '../../src/types.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';

const T = userToken(1);
const U = userToken(2);

const base64 = (text: string | Uint8Array): string => Buffer.from(text as string).toString('base64');
const hex = (text: string | Uint8Array): string => Buffer.from(text as string).toString('hex');
const reversed = (text: string): string => [...text].reverse().join('');
const each = (text: string, write: (code: number) => string): string =>
  [...text].map((char) => write(char.charCodeAt(0))).join('');
const rotated = (text: string): string =>
  text.replace(/[A-Za-z]/g, (char) => {
    const code = char.charCodeAt(0);
    return String.fromCharCode((code & 31) < 14 ? code + 13 : code - 13);
  });
const wide = (text: string, bigEndian: boolean): string => {
  const bytes = Buffer.from(text, 'utf16le');
  return (bigEndian ? bytes.swap16() : bytes).toString('latin1');
};
/** The bits in groups of `width`, as digits. */
const digits = (text: string, width: number, alphabet: string): string => {
  const bits = each(text, (code) => code.toString(2).padStart(8, '0'));
  return (bits.match(new RegExp(`.{1,${width}}`, 'g')) ?? [])
    .map((group) => alphabet[Number.parseInt(group.padEnd(width, '0'), 2)])
    .join('');
};
const adobe = (text: string): string =>
  (Buffer.from(text).toString('hex').match(/.{8}/g) ?? [])
    .flatMap((four) =>
      [4, 3, 2, 1, 0].map((power) => String.fromCharCode(33 + (Math.floor(Number(`0x${four}`) / 85 ** power) % 85))),
    )
    .join('');
const uuencoded = (text: string): string =>
  `${String.fromCharCode(32 + text.length)}${digits(
    text,
    6,
    Array.from({ length: 64 }, (_, value) => String.fromCharCode(value === 0 ? 96 : 32 + value)).join(''),
  )}`;

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['as it stands', `x = "${T}"\n`],
  ['backwards', `x = "${reversed(T)}"\n`],
  ['two backwards', `"${reversed(T)}" "${reversed(U)}"\n`],
  ['ROT13', `x = "${rotated(T)}"\n`],
  ...[0, 1, 2].map((skipped) => [`base64 behind ${skipped}`, `x: ${base64(`${'='.repeat(skipped)}${T}`)}\n`] as const),
  ['base64 beside what turns it', `x = b64decode("${reversed(base64(`t=${T}`))}"[::-1])\n`],
  ['base64 behind what turns it', `base64_decode(strrev('${reversed(base64(`t=${T}`))}'));\n`],
  ['base64 of backwards', `x: ${base64(`x "${reversed(T)}" y`)}\n`],
  ['base64 of base64', `x: ${base64(base64(`the long text of an answer, and x=${T}`))}\n`],
  ['base64 of gzip', `x: ${base64(gzipSync(`key=${T}\n`))}\n`],
  ['base64 of raw deflate', `x: ${base64(deflateRawSync(T))}\n`],
  ['hex', `x: ${hex(T)}\n`],
  ['hex of gzip', `x: ${hex(gzipSync(`key=${T}\n`))}\n`],
  ['hex of backwards', `x: ${hex(reversed(T))}\n`],
  ['escapes', `"${each(T, (code) => `\\u00${hex(String.fromCharCode(code))}`)}"\n`],
  ['entities', `<p>${each(T, (code) => `&#${code};`)}</p>\n`],
  ['percent', `?q=${each(T, (code) => `%${hex(String.fromCharCode(code))}`)}\n`],
  ['quoted-printable', `token=3D${T.slice(0, 20)}=\n${T.slice(20)}\n`],
  ['codes', `[${each(T, (code) => `${code}, `)}0]\n`],
  ['bits', `${each(T, (code) => `${code.toString(2).padStart(8, '0')} `)}\n`],
  ['UTF-16', wide(`\nx = "${T}"\n`, false)],
  ['UTF-16, the other order', wide(`\nx = "${T}"\n`, true)],
  ['base32', `"${digits(`key=${T}`, 5, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}"\n`],
  ['base 85', `<~${adobe(`key=${T}.`.padEnd(44))}~>\n`],
  ['uuencode', `begin 644 a\n${uuencoded(`=${T}\n`.padEnd(45))}\n\`\nend\n`],
  ['literals', `x = "${T.slice(0, 10)}" + "${T.slice(10, 25)}" + "${T.slice(25)}"\n`],
  ['a broken anchor', `x = "h" + "f_" + "${T.slice(3)}"\n`],
  ['a list', `x = "".join(["${T.slice(0, 10)}", "${T.slice(10)}"])\n`],
  ['by name', `P = "${T.slice(0, 3)}"\nS = "${T.slice(3)}"\nx = P + S\n`],
  ['two by name', `P = "hf_"\nA = "${T.slice(3)}"\nB = "${U.slice(3)}"\nx = P + A\ny = P + B\n`],
  ['a shell', `S=${T.slice(3)}\necho hf_$S\n`],
  ['printf', `printf '%s%s' ${T.slice(0, 20)} ${T.slice(20)}\n`],
  ['in a loop', `for s in ["${T.slice(3)}"]:\n   login("hf_" + s)\n`],
];

/** The content in two segments, each of which sees so many bytes of the other. */
function inTwo(bytes: Buffer, boundary: number, context = bytes.length): Source {
  return {
    mode: 'stdin',
    target: '-',
    async *candidates(sieve, ledger) {
      const segment = (from: number, to: number): Segment => {
        const base = Math.max(0, from - context);
        const seen = bytes.subarray(base, to + context);
        const hits = sieve.hits(seen).map(({ offset, form }) => ({ offset: base + offset, form }));
        return { base, bytes: seen, from, to, hits: hits.filter(({ offset }) => offset >= from && offset < to) };
      };
      ledger.list(1);
      yield {
        kind: 'text',
        whole: false,
        places: [{ kind: 'stdin', path: Buffer.from('a') }],
        segments: () => [segment(0, boundary), segment(boundary, bytes.length)],
        partial: () => undefined,
      };
      ledger.size(bytes.length);
      ledger.scanned(bytes.length);
    },
  };
}

const shape = ({ findings }: Report): readonly unknown[] =>
  findings.map(({ rule, location: { trail: _, ...place }, fingerprint }) => [rule.id, place, fingerprint]);

const fill = (times: number): string => '# a line of no interest\n'.repeat(times);

async function expectSame(bytes: Buffer, boundaries: readonly number[], context?: number): Promise<void> {
  const whole = shape(await scan(memorySource([{ path: 'a', bytes }])));
  expect(whole.length).toBeGreaterThan(0);
  for (const boundary of boundaries)
    expect([boundary, ...shape(await scan(inTwo(bytes, boundary, context)))]).toEqual([boundary, ...whole]);
}

describe('wherever one segment ends and the next begins, each is found once, at its place', () => {
  test.each(TEXTS)('%s', async (_, text) => {
    const bytes = Buffer.from(`${fill(1)}${text}${fill(text.length / 10)}`, 'latin1');
    const all = Array.from({ length: 40 + text.length }, (_, at) => at + 1);
    await expectSame(bytes, slice(all, 3, text.length % 3));
  });

  test.each([
    ['base64', `x: ${base64(`=${T}`)}\n`],
    ['backwards', `x: ${reversed(T)}\n`],
    ['literals', `x = "${T.slice(0, 9)}" + "${T.slice(9)}"\n`],
  ])('%s in UTF-16, of which only the first segment says that it is', async (_, text) => {
    const all = `\ufeff${fill(50)}${text}${fill(50)}`;
    for (const isBig of [false, true])
      await expectSame(Buffer.from(wide(all, isBig), 'latin1'), [1000, 1001, 2 * all.indexOf(text) + 20], 600);
  });
});
