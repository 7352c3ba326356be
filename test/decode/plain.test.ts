import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/decode/plain.ts';
import {
  ANCHOR,
  bytesOf,
  FOLLOWS,
  hitsOf,
  letters,
  NO_DEMAND,
  passagesIn,
  segmentOf,
  sourcesOf,
  token,
} from './sample.ts';

describe('confirm', () => {
  const [spelling] = plain.spellings(ANCHOR, [FOLLOWS]);

  test.each([
    ['a token', token(1), true],
    ['a token and more letters', `${token(1)}abc`, true],
    ['one letter short at the end', token(1).slice(0, -1), false],
    ['one letter short before a quote', `${token(1).slice(0, -1)}"`, false],
    ['a digit in the body', `${ANCHOR}${letters(1, 20)}7${letters(2, 20)}`, false],
    ['an identifier', 'hf_hub_download', false],
    ['nothing', ANCHOR, false],
  ])('%s', (_, text, expected) => {
    expect(spelling?.confirm?.(bytesOf('..', text), 2)).toBe(expected);
  });

  test('one of several demands is enough', () => {
    const [either] = plain.spellings(ANCHOR, [FOLLOWS, { set: '0123456789', min: 2 }]);
    expect(either?.confirm?.(bytesOf('hf_42'), 0)).toBe(true);
    expect(either?.confirm?.(bytesOf('hf_4'), 0)).toBe(false);
    expect(either?.confirm?.(bytesOf(token(1)), 0)).toBe(true);
  });

  test('a literal must follow exactly, and then the letters', () => {
    const [exact] = plain.spellings(ANCHOR, [{ literal: 'oauth__refresh_', ...FOLLOWS }]);
    expect(exact?.confirm?.(bytesOf('hf_oauth__refresh_', letters(1)), 0)).toBe(true);
    expect(exact?.confirm?.(bytesOf('hf_oauth__refresh_', letters(1, 33)), 0)).toBe(false);
    expect(exact?.confirm?.(bytesOf('hf_'.repeat(30)), 0)).toBe(false);
    expect(exact?.confirm?.(bytesOf('hf_oauth__refreshh', letters(1)), 0)).toBe(false);
    const [alone] = plain.spellings(ANCHOR, [{ literal: 'jwt_', ...NO_DEMAND }]);
    expect([bytesOf('hf_jwt_'), bytesOf('hf_jwt')].map((bytes) => alone?.confirm?.(bytes, 0))).toEqual([true, false]);
  });

  test('of two demands for the same letters the smaller one counts', () => {
    for (const mins of [
      [34, 2],
      [2, 34],
    ]) {
      const [either] = plain.spellings(
        ANCHOR,
        mins.map((min) => ({ ...FOLLOWS, min })),
      );
      expect(either?.confirm?.(bytesOf('hf_ab'), 0)).toBe(true);
      expect(either?.confirm?.(bytesOf('hf_a'), 0)).toBe(false);
    }
  });

  test('a rule without a demand needs no confirmation', () => {
    expect(plain.spellings(ANCHOR, [FOLLOWS, NO_DEMAND])).toEqual([{ bytes: Buffer.from(ANCHOR) }]);
  });
});

describe('passages', () => {
  test('any bytes around, any place in the object: the text is found and leads back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), fc.nat(1e12), fc.nat(), (before, after, base, seed) => {
        const bytes = bytesOf(before, token(seed), after);
        const start = base + before.length;
        const passages = passagesIn(plain, bytes, { base });
        expect(sourcesOf(passages, token(seed))).toContainEqual([{ start, end: start + 37 }]);
        for (const { text } of passages) expect(text.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  test('windows that overlap are one, others are not, all are cut to the segment', () => {
    const bytes = bytesOf('.'.repeat(10), token(1), '.'.repeat(50), token(2), '.'.repeat(5000), token(3));
    const lengths = passagesIn(plain, bytes, { reach: 100 }).map(({ text }) => text.length);
    expect(lengths).toEqual([10 + 37 + 50 + 3 + 100, 100 + 37]);
  });

  test('a segment larger than a window may be gives several windows', () => {
    const bytes = new Uint8Array(40 << 20);
    const [form] = hitsOf(plain, bytesOf(token(1)), { reach: 1 << 20 }).map((hit) => hit.form);
    const hits = Array.from({ length: 39 }, (_, i) => ({ offset: i << 20, form: form as NonNullable<typeof form> }));
    const lengths = Array.from(plain.passages(segmentOf(bytes, hits), hits), ({ text }) => text.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1 << 24);
    expect(lengths.reduce((sum, length) => sum + length)).toBeGreaterThanOrEqual(39 << 20);
  });
});
