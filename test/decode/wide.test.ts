import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decoder } from '../../src/decode/decoder.ts';
import { utf16be, utf16le, utf32be, utf32le } from '../../src/decode/wide.ts';
import { ANCHOR, bytesOf, FOLLOWS, NO_DEMAND, passagesIn, sourcesOf, token } from './sample.ts';

const ALL: readonly [string, Decoder, number, boolean][] = [
  ['utf16le', utf16le, 2, false],
  ['utf16be', utf16be, 2, true],
  ['utf32le', utf32le, 4, false],
  ['utf32be', utf32be, 4, true],
];

/** `text` in units of `size` bytes. */
function encode(text: string, size: number, big: boolean): Buffer {
  const out = Buffer.alloc(text.length * size);
  for (let i = 0; i < text.length; i++) {
    if (big) out.writeUInt16BE(text.charCodeAt(i), i * size + size - 2);
    else out.writeUInt16LE(text.charCodeAt(i), i * size);
  }
  return out;
}

describe.each(ALL)('%s', (_, decoder, size, big) => {
  test('spells an anchor with zeros', () => {
    expect(decoder.spellings(ANCHOR, [NO_DEMAND])).toEqual([{ bytes: new Uint8Array(encode(ANCHOR, size, big)) }]);
  });

  test('confirm wants whole units of the right letters', () => {
    const confirm = decoder.spellings(ANCHOR, [FOLLOWS])[0]?.confirm;
    const true_ = encode(token(3), size, big);
    expect(confirm?.(true_, 0)).toBe(true);
    expect(confirm?.(true_.subarray(0, -1), 0)).toBe(false);
    expect(confirm?.(encode(`${token(3).slice(0, -1)}"`, size, big), 0)).toBe(false);
    expect(confirm?.(encode(`${token(3).slice(0, -1)}\u0141`, size, big), 0)).toBe(false);
  });

  test('confirm wants a literal exactly', () => {
    const confirm = decoder.spellings(ANCHOR, [{ literal: 'app_', ...FOLLOWS }])[0]?.confirm;
    const body = token(3).slice(3);
    expect(confirm?.(encode(`hf_app_${body}`, size, big), 0)).toBe(true);
    expect(confirm?.(encode(`hf_pap_${body}`, size, big), 0)).toBe(false);
    expect(confirm?.(encode('hf_app', size, big), 0)).toBe(false);
  });

  test('any text around, any place: the text is found and leads back', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, text, fc.nat(1e9), fc.nat(), (before, after, unitBase, seed) => {
        const base = unitBase * size;
        const start = base + before.length * size;
        const passages = passagesIn(decoder, encode(before + token(seed) + after, size, big), { base });
        expect(sourcesOf(passages, token(seed))).toEqual([[{ start, end: start + 37 * size }]]);
        expect(passages[0]?.text).toBe(before + token(seed) + after);
      }),
    );
  });

  test('an odd place inside something binary is found too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.nat(), (padding, seed) => {
        const bytes = bytesOf('\xff'.repeat(padding), encode(token(seed), size, big), '\xff\xff');
        const found = sourcesOf(passagesIn(decoder, bytes), token(seed));
        expect(found).toEqual([[{ start: padding, end: padding + 37 * size }]]);
      }),
    );
  });

  test('a passage reaches as far as the hit asks, on both sides', () => {
    const bytes = encode(`${'a'.repeat(100)}${token(1)}${'b'.repeat(100)}`, size, big);
    const [passage] = passagesIn(decoder, bytes, { reach: 37 * size + 1 });
    expect(passage?.text).toBe(`${'a'.repeat(38)}${token(1)}${'b'.repeat(4)}`);
  });
});

describe.each([
  ['UTF-16LE', 2, false],
  ['UTF-16BE', 2, true],
  ['UTF-32LE', 4, false],
  ['UTF-32BE', 4, true],
] as const)('ASCII in %s', (_, size, big) => {
  test.each([0, 2000])('is read in one byte order only, %i characters around', (padding) => {
    const around = 'x'.repeat(padding);
    const bytes = encode(around + token(5) + around, size, big);
    const passages = ALL.flatMap(([, decoder]) => passagesIn(decoder, bytes));
    const start = padding * size;
    expect(sourcesOf(passages, token(5))).toEqual([[{ start, end: start + 37 * size }]]);
  });
});

test.each([
  ['UTF-16LE', 2, false, ''],
  ['UTF-16BE', 2, true, ''],
  ['UTF-16LE', 2, false, ' and more text'],
] as const)('%s at an odd place at the end of the file is read in one byte order', (_, size, big, after) => {
  const bytes = bytesOf('.', encode(`a token: ${token(5)}${after}`, size, big));
  const passages = [utf16le, utf16be].flatMap((decoder) => passagesIn(decoder, bytes));
  expect(sourcesOf(passages, token(5))).toHaveLength(1);
});

test('a file of nothing but hits is read in linear time', () => {
  const bytes = encode(token(1).repeat(20_000), 2, true);
  const follows = { set: FOLLOWS.set, min: 4 };
  expect(passagesIn(utf16be, bytes, { follows, reach: 5000 })).toHaveLength(1);
  expect(passagesIn(utf16le, bytes, { follows, reach: 5000 }).length).toBeLessThanOrEqual(1);
});
