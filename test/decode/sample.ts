// Tokens and hits for the tests of the decoders; no token stands in any file.
import type { Decoder } from '../../src/decode/decoder.ts';
import { createSieve } from '../../src/sieve/sieve.ts';
import type { Hit, Passage, Segment, Sieve, SourceSpan } from '../../src/types.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export const ANCHOR = 'hf_';
/** What follows the anchor of a token that the tests make. */
export const FOLLOWS = { set: LETTERS, min: 34 };
export const NO_DEMAND = { set: '', min: 0 };

/** `count` letters drawn by `seed`. */
export function letters(seed: number, count = 34): string {
  let state = (seed * 2654435761 + 12345) >>> 0;
  let text = '';
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += LETTERS[(state >>> 16) % LETTERS.length];
  }
  return text;
}

export function token(seed: number): string {
  return ANCHOR + letters(seed);
}

/** Every place in `bytes` where a spelling of `anchor` stands and is confirmed, by the slowest way there is. */
export function hitsOf(
  decoder: Decoder,
  bytes: Uint8Array,
  { base = 0, reach = 400, anchor = ANCHOR, follows = FOLLOWS } = {},
): Hit[] {
  const buffer = Buffer.from(bytes);
  const hits: Hit[] = [];
  for (const spelling of decoder.spellings(anchor, [follows])) {
    const form = { ...spelling, decoder: decoder.name, rules: [0], reach };
    for (let at = buffer.indexOf(form.bytes); at >= 0; at = buffer.indexOf(form.bytes, at + 1))
      if (spelling.confirm?.(bytes, at) ?? true) hits.push({ offset: base + at, form });
  }
  return hits.sort((a, b) => a.offset - b.offset);
}

/** The sieve of one decoder, for contents in which `hitsOf` takes too long. */
export function sieveOf(decoder: Decoder, { reach = 2400, anchor = ANCHOR, follows = FOLLOWS } = {}): Sieve {
  const spellings = decoder.spellings(anchor, [follows]);
  return createSieve(spellings.map((spelling) => ({ ...spelling, decoder: decoder.name, rules: [0], reach })));
}

/** The object `bytes` as one segment that begins at `base`. */
export function segmentOf(bytes: Uint8Array, hits: readonly Hit[], base = 0): Segment {
  return { base, bytes, from: base, to: base + bytes.length, hits };
}

/** The passages that `decoder` makes of `bytes`, hits found as `hitsOf` does. */
export function passagesIn(decoder: Decoder, bytes: Uint8Array, options: Parameters<typeof hitsOf>[2] = {}): Passage[] {
  const hits = hitsOf(decoder, bytes, options);
  return [...decoder.passages(segmentOf(bytes, hits, options.base), hits)];
}

/** Where `wanted` stands in the object, once for each time that it stands in a passage. */
export function sourcesOf(passages: readonly Passage[], wanted: string): (readonly SourceSpan[])[] {
  const found: (readonly SourceSpan[])[] = [];
  for (const passage of passages) {
    const { text } = passage;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
      found.push(passage.toSource(at, at + wanted.length));
  }
  return found;
}

/** The bytes of several things in a row; texts as latin1. */
export function bytesOf(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
}
