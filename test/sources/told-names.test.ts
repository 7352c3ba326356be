import { describe, expect, test } from 'vitest';
import { ToldNames } from '../../src/sources/told-names.ts';
import type { AnchorForm, Sieve } from '../../src/types.ts';

const ANCHOR = Buffer.from('hf_');

/** Sees an anchor in plain form, and `68` as one in another form. */
const sieve: Sieve = {
  reach: 60,
  hits: (bytes) =>
    [
      ...Buffer.from(bytes)
        .toString('latin1')
        .matchAll(/hf_|68/g),
    ].map(({ 0: found, index }) => {
      const decoder = found === '68' ? 'escapes' : 'plain';
      const form: AnchorForm = { bytes: ANCHOR, decoder, rules: [0], reach: 60 };
      return { offset: index, form };
    }),
};

describe('what was told is overlooked', () => {
  test.each<[name: string, told: string, text: string, offsets: readonly number[]]>([
    ['nothing was told', '', 'a hf_b', [2]],
    ['the word', 'refs/heads/hf_b', 'x\0hf_b\0', []],
    ['the word at the end', 'hf_b', 'hf_b', []],
    ['a longer word', 'hf_b', 'hf_b.lock', [0]],
    ['a shorter word', 'hf_bc', 'hf_b', [0]],
    ['one of two', 'hf_b', 'hf_c/hf_b', [0]],
    ['another form', 'hf_b', '68 hf_b', [0]],
    ['words of a file', 'a = hf_b\nb = hf_c\n', 'hf_c hf_b hf_d', [10]],
  ])('%s', (_, told, text, offsets) => {
    const names = new ToldNames(sieve);
    names.add(Buffer.from(told));
    expect(names.reach).toBe(60);
    expect(names.hits(Buffer.from(text)).map(({ offset }) => offset)).toEqual(offsets);
    // A piece of a larger buffer.
    expect(names.hits(Buffer.from(`----${text}`).subarray(4)).map(({ offset }) => offset)).toEqual(offsets);
  });
});
