import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64 } from '../../src/decode/base64.ts';
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

/** Breaks `text` every `width` characters. */
function wrap(text: string, width: number, end: string): string {
  return text.match(new RegExp(`.{1,${width}}`, 'g'))?.join(end) ?? '';
}

function texts(spellings: readonly { readonly bytes: Uint8Array }[]): string[] {
  return spellings.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
}

describe('spellings', () => {
  test.each([
    ['hf_', ['aGZf', 'hmX', 'oZl']],
    ['abc', ['YWJj', 'FiY', 'hYm']],
    ['>>>', ['Pj4+', 'Pj4-', '4+P', '4-P', '+Pj', '-Pj']],
  ])('%s', (anchor, expected) => {
    expect(texts(base64.spellings(anchor, [NO_DEMAND]))).toEqual(expected);
  });
});

describe('confirm', () => {
  test('every true spelling, at any alignment, of either alphabet, with a demand and without', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.uint8Array(),
        fc.constantFrom('base64', 'base64url'),
        fc.nat(),
        (a, b, form, seed) => {
          const text = bytesOf(a, token(seed), b).toString(form as 'base64');
          for (const follows of [FOLLOWS, NO_DEMAND])
            expect(hitsOf(base64, bytesOf('"', text, '"'), { follows }).length).toBeGreaterThan(0);
        },
      ),
    );
  });

  test.each([
    ['one letter short', `x${token(1).slice(0, -1)}`],
    ['a digit in the body', `${ANCHOR}${letters(1, 20)}7${letters(2, 20)}`],
    ['an identifier', '  hf_hub_download("a model of someone", "weights")'],
    ['another first letter', `xx\x28f_${letters(1)}`],
    ['a bracket for the underscore, whose spelling is the same at one alignment', `xhf]${letters(1)}`],
    ['a letter for the underscore, whose spelling is the same at another', `xxhfP${letters(1)}`],
  ])('not: %s', (_, text) => {
    expect(hitsOf(base64, bytesOf(bytesOf(text).toString('base64')))).toEqual([]);
  });

  test('not: an end before the demand is met, wherever it falls', () => {
    const text = bytesOf('ab', token(1)).toString('base64');
    for (let length = 0; length < text.length; length++)
      expect(hitsOf(base64, bytesOf(text.slice(0, length))), `${length}`).toEqual([]);
    expect(hitsOf(base64, bytesOf(text))).toHaveLength(1);
  });

  test('not: spellings without what comes before', () => {
    for (const skipped of [1, 2]) {
      const text = bytesOf('x'.repeat(skipped), token(1))
        .toString('base64')
        .slice(skipped + 1);
      expect(hitsOf(base64, bytesOf(text))).toEqual([]);
      expect(hitsOf(base64, bytesOf(`" ${text}`))).toEqual([]);
    }
  });

  test('a literal must follow exactly, at any alignment', () => {
    const follows = { literal: 'app_', ...FOLLOWS };
    for (const lead of ['', 'x', 'xx']) {
      const encode = (text: string) => bytesOf(bytesOf(lead, text, letters(1), 'yy').toString('base64'));
      expect(hitsOf(base64, encode('hf_app_'), { follows })).toHaveLength(1);
      for (const other of ['hf_', 'hf_pap_', 'hf_app-']) expect(hitsOf(base64, encode(other), { follows })).toEqual([]);
    }
  });

  test('a megabyte of noise has no hit', () => {
    const noise = letters(9, 1 << 20);
    expect(noise).toMatch(/hmX|oZl/);
    expect(hitsOf(base64, bytesOf(noise))).toEqual([]);
  });
});

describe('passages', () => {
  test('any bytes around, wrapped or not: found, and the way back gives the characters that hold it', () => {
    const ends = fc.constantFrom('\n', '\r\n', '\n    ', '\r\n\t');
    const alphabet = fc.constantFrom('base64', 'base64url');
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 4, max: 300 }),
        ends,
        alphabet,
        fc.nat(1e12),
        fc.nat(),
        (before, after, width, end, form, base, seed) => {
          const encoded = bytesOf(before, token(seed), after).toString(form as 'base64');
          const first = Math.floor((before.length * 8) / 6);
          const last = Math.ceil(((before.length + 37) * 8) / 6) - 1;
          const spelled = [Math.ceil((before.length * 8) / 6), Math.floor(((before.length + 3) * 8) / 6) - 1] as const;
          // An anchor over two lines is not seen.
          fc.pre(Math.floor(spelled[0] / width) === Math.floor(spelled[1] / width));
          const at = (char: number) => base + 2 + char + Math.floor(char / width) * end.length;
          const bytes = bytesOf(': ', wrap(encoded, width, end), ' # end');
          const found = sourcesOf(passagesIn(base64, bytes, { base }), token(seed));
          expect(found).toContainEqual([{ start: at(first), end: at(last) + 1 }]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([0, 1, 2])('YAML: the value on the next line does not touch a token after %i bytes', (skipped) => {
    const value = bytesOf('u'.repeat(skipped), token(1), ' '.repeat((5 - skipped) % 3)).toString('base64');
    expect(value).not.toMatch(/=/);
    const bytes = bytesOf(`data:\n  token: ${value}\n  other: c29tZXRoaW5n\n`);
    const ends = passagesIn(base64, bytes).map(({ text }) => text.slice(text.indexOf(token(1)) + 37).trim());
    expect(ends).toContain('');
  });

  test('several tokens in one run, at all alignments: one passage each alignment', () => {
    const bytes = bytesOf(bytesOf(token(1), '.', token(2), '.', token(3), '..', token(4)).toString('base64'));
    const passages = passagesIn(base64, bytes);
    expect(passages).toHaveLength(1);
    for (const seed of [1, 2, 3, 4]) expect(sourcesOf(passages, token(seed))).toHaveLength(1);
    const glued = bytesOf(bytesOf(token(1)).toString('base64').slice(0, 49), bytesOf(token(2)).toString('base64'));
    expect(sourcesOf(passagesIn(base64, glued), token(2))).toHaveLength(1);
  });

  test('says how it was read', () => {
    const [passage] = passagesIn(base64, bytesOf(bytesOf(token(1)).toString('base64')));
    expect(passage).toMatchObject({ kind: 'decoded', trail: ['base64'], text: token(1) });
  });

  test('a file of nothing but hits gives as many characters as it has, whatever the reach', () => {
    const bytes = bytesOf('aGZf'.repeat(100_000));
    const hits = hitsOf(base64, bytes, { follows: NO_DEMAND, reach: 5000 });
    expect(hits).toHaveLength(100_000);
    const passages = base64.passages(segmentOf(bytes, hits), hits);
    expect(passages.map(({ text }) => text.length)).toEqual([300_000]);
  });

  test('a file of short lines of hits is read once, but for the lines that say enough by themselves', () => {
    const bytes = bytesOf('aGZf\n'.repeat(100_000));
    const follows = { set: 'hf_', min: 6 };
    const hits = hitsOf(base64, bytes, { follows, reach: 5000 });
    expect(hits).toHaveLength(99_998);
    const passages = base64.passages(segmentOf(bytes, hits), hits);
    expect(passages.map(({ text }) => text.length)).toEqual([300_000]);
  });
});
