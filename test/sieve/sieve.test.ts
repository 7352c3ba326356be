import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSieve } from '../../src/sieve/sieve.ts';
import type { AnchorForm } from '../../src/types.ts';
import { amount } from '../slice.ts';

const form = (text: string, more: Partial<AnchorForm> = {}): AnchorForm => ({
  bytes: Buffer.from(text, 'latin1'),
  decoder: 'plain',
  rules: [0],
  reach: 10,
  ...more,
});

/** Where the anchors stand, by the plainest of searches. */
function oracle(text: Buffer, anchors: readonly string[]): string[] {
  return anchors
    .flatMap((anchor) => {
      const found: string[] = [];
      for (let at = text.indexOf(anchor, 0, 'latin1'); at >= 0; at = text.indexOf(anchor, at + 1, 'latin1'))
        found.push(`${at} ${anchor}`);
      return found;
    })
    .sort();
}

const search = (text: Buffer, anchors: readonly string[]): string[] => searchEach([text], anchors)[0] ?? [];

function searchEach(texts: readonly Buffer[], anchors: readonly string[]): string[][] {
  const sieve = createSieve(anchors.map((anchor) => form(anchor)));
  return texts.map((text) =>
    sieve
      .hits(text)
      .map(({ offset, form: { bytes } }) => `${offset} ${Buffer.from(bytes).toString('latin1')}`)
      .sort(),
  );
}

describe('createSieve', () => {
  test.each([
    ['nothing', '', []],
    ['two bytes', 'hf', []],
    ['exactly an anchor', 'hf_', ['0 hf_']],
    ['an anchor at the end', 'xhf_', ['1 hf_']],
    ['back to back', 'hf_hf_', ['0 hf_', '3 hf_']],
    ['one inside the other', 'api_org_', ['0 api_', '0 api_org_']],
    ['another case', 'HF_', []],
    ['bytes over 127', '\xff\x00hf_\xff', ['2 hf_']],
  ])('%s', (_, text, hits) => {
    expect(search(Buffer.from(text, 'latin1'), ['hf_', 'api_', 'api_org_'])).toEqual(hits);
  });

  test('hits come in order, whatever lane found them', () => {
    const text = Buffer.from(`${'hf_'.repeat(20)}${'x'.repeat(50)}api_org_hf_`);
    const offsets = createSieve([form('hf_'), form('api_org_')])
      .hits(text)
      .map(({ offset }) => offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(offsets).toHaveLength(22);
  });

  test('what is not confirmed is no hit, and confirm sees the place', () => {
    const seen: number[] = [];
    const confirm = (bytes: Uint8Array, offset: number): boolean => {
      seen.push(offset);
      return bytes[offset + 3] === 0x41;
    };
    expect(
      createSieve([form('hf_', { confirm })])
        .hits(Buffer.from('hf_B hf_A'))
        .map(({ offset }) => offset),
    ).toEqual([5]);
    expect(seen.sort()).toEqual([0, 5]);
  });

  test('its reach covers the longest form', () => {
    expect(createSieve([form('hf_', { reach: 7 }), form('api_org_', { reach: 3 })]).reach).toBe(11);
  });

  test('it finds what the plainest search finds', () => {
    const letters = fc.constantFrom('h', 'f', '_', 'a', 'p', 'i', 'o', 'r', 'g', 'x', '\0', '\xff');
    const anchor = fc.array(letters, { minLength: 3, maxLength: 8 }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(
        fc.uniqueArray(anchor, { minLength: 1, maxLength: 6 }),
        fc.array(fc.array(letters, { maxLength: 300 }), { minLength: 6, maxLength: 6 }),
        (anchors, texts) => {
          const all = texts.map((text) => Buffer.from(text.join(''), 'latin1'));
          expect(searchEach(all, anchors)).toEqual(all.map((text) => oracle(text, anchors)));
        },
      ),
      { numRuns: amount(500, 100) },
    );
  });
});

test('what must be confirmed is counted, and no more is looked at than is allowed', () => {
  const sieve = createSieve([form('hf_', { confirm: (_, offset) => offset % 2 === 0 })]);
  const work = { left: 10 };
  expect(sieve.hits(Buffer.from('hf_'.repeat(6)), { work }).map(({ offset }) => offset)).toEqual([0, 6, 12]);
  expect(work.left).toBe(4);
  expect(sieve.hits(Buffer.from('hf_'.repeat(6)), { work })).toHaveLength(2);
  expect(work.left).toBeLessThan(0);
});
