// What holds of every decoder that reads characters turned round or replaced, one by one.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decoder } from '../../src/decode/decoder.ts';
import { bytesOf, FOLLOWS, hitsOf, letters, passagesIn, sourcesOf, token } from './sample.ts';

const WORDS = [' ', '"', "'", '\n', '=', ':', '(', ')', ',', '<', '>', 'a b', '🤗', '\0'];
const around = fc.array(fc.constantFrom(...WORDS), { maxLength: 20 }).map((parts) => parts.join(''));

/** `write` writes a text as `decoder` reads it; `trail` is what it calls that. */
export function describeFound(decoder: Decoder, write: (text: string) => string, trail: string): void {
  describe('found', () => {
    test('among anything that is no word', () => {
      fc.assert(
        fc.property(around, around, fc.nat(1e12), fc.nat(), (before, after, base, seed) => {
          const lead = bytesOf(Buffer.from(`${before} `));
          const bytes = bytesOf(lead, write(token(seed)), Buffer.from(` ${after}`));
          const start = base + lead.length;
          const found = sourcesOf(passagesIn(decoder, bytes, { base }), token(seed));
          expect(found).toEqual([[{ start, end: start + 37 }]]);
        }),
      );
    });

    test.each(['hf_', 'api_org_', 'oauth_app_secret_', '__sign=', 'HFAK'])('anchor %s', (anchor) => {
      const text = anchor + letters(3);
      expect(sourcesOf(passagesIn(decoder, bytesOf('x = "', write(text), '"'), { anchor }), text)).toHaveLength(1);
    });

    test('at the very beginning and end', () => {
      expect(sourcesOf(passagesIn(decoder, bytesOf(write(token(1)))), token(1))).toEqual([[{ start: 0, end: 37 }]]);
    });

    test('a literal that must follow', () => {
      const follows = { literal: 'app_', ...FOLLOWS };
      expect(hitsOf(decoder, bytesOf(write(`hf_app_${letters(1)}`)), { follows })).toHaveLength(1);
      expect(hitsOf(decoder, bytesOf(write(`hf_apq_${letters(1)}`)), { follows })).toEqual([]);
    });

    test('several', () => {
      const bytes = bytesOf(...[1, 2, 3].map((seed) => `'${write(token(seed))}', `));
      const passages = passagesIn(decoder, bytes);
      expect(passages).toHaveLength(1);
      for (const seed of [1, 2, 3]) expect(sourcesOf(passages, token(seed))).toHaveLength(1);
    });

    test('says how it was read', () => {
      expect(passagesIn(decoder, bytesOf(write(token(1))))).toMatchObject([
        { kind: 'decoded', trail: [trail], text: token(1) },
      ]);
    });
  });
}
