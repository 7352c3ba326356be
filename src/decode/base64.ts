// Base64 of RFC 4648, standard and URL-safe, wrapped or not: an anchor has three spellings, one for each alignment.
import type { AnchorForm, Hit, Passage, Segment } from '../types.ts';
import { ascii, lowerBound } from './bytes.ts';
import type { Decoder, Spelling } from './decoder.ts';
import { type Demand, demandsOf } from './follow.ts';
import { windowsOf } from './window.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The six bits that each byte stands for; `+` and `-` are 62, `/` and `_` are 63, what is no base64 is -1. */
const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) VALUES[STANDARD.charCodeAt(i)] = i;
VALUES[0x2d] = 62;
VALUES[0x5f] = 63;

/** Longest line end inside a wrapped run, with the next line's indentation. */
const MAX_GAP = 64;

/** Where an anchor's first whole character stands in its group of four: after 0, 1 or 2 bytes of something else. */
const PHASES = [0, 2, 3] as const;

/** `hf_` is `aGZf`, `hmX` or `oZl`, by how many bytes stand before it; characters that it shares are left out. */
export const base64: Decoder = {
  name: 'base64',
  widest: 2, // 4 for 3, and the ends of short lines

  spellings(anchor, follows) {
    const demands = demandsOf(follows);
    const spellings: Spelling[] = [];
    for (const skipped of [0, 1, 2]) {
      const first = Math.ceil((8 * skipped) / 6);
      const last = Math.floor((8 * (skipped + anchor.length)) / 6);
      const encoded = Buffer.from('\0'.repeat(skipped) + anchor, 'latin1')
        .toString('base64')
        .slice(first, last);
      for (const text of new Set([encoded, encoded.replaceAll('+', '-').replaceAll('/', '_')])) {
        const bytes = ascii(text);
        spellings.push({ bytes, confirm: (content, offset) => confirm(content, offset, anchor, skipped, demands) });
      }
    }
    return spellings;
  },

  passages(segment, hits) {
    const phases = new Map<AnchorForm, readonly number[]>();
    for (const { form } of hits) if (!phases.has(form)) phases.set(form, phasesOf(form.bytes));
    return windowsOf(segment, hits).flatMap(({ from, to, first, last }) => {
      const own = hits.slice(first, last + 1);
      return [...runsOf(segment, from, to, own)].flatMap((run) => passagesOf(run, segment, own, phases));
    });
  },
};

/** Where the base64 character at `at` stands, a line end (`\r\n` and indentation) skipped, or -1. */
function nextChar(bytes: Uint8Array, at: number): number {
  if ((VALUES[bytes[at] ?? 0] ?? -1) >= 0) return at;
  if (bytes[at] !== 0x0a && bytes[at] !== 0x0d) return -1;
  const limit = Math.min(bytes.length, at + MAX_GAP);
  for (let i = at; i < limit; i++) if (!isSpace(bytes[i])) return (VALUES[bytes[i] ?? 0] ?? -1) >= 0 ? i : -1;
  return -1;
}

/** The value of the base64 character that stands before `at`, line ends skipped, or -1. */
function valueBefore(bytes: Uint8Array, at: number): number {
  let i = at - 1;
  while (i >= 0 && i >= at - MAX_GAP && isSpace(bytes[i])) i--;
  const apart = i < at - 1 && bytes[i + 1] !== 0x0a && bytes[i + 1] !== 0x0d;
  return i < 0 || apart ? -1 : (VALUES[bytes[i] ?? 0] ?? -1);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09;
}

/** Whether the bits around the spelling complete the anchor, and the bytes encoded after it meet a demand. */
function confirm(
  content: Uint8Array,
  offset: number,
  anchor: string,
  skipped: number,
  demands: readonly Demand[],
): boolean {
  const shared = skipped === 0 ? 0 : 6 - 2 * skipped; // bits of the anchor in the character before: 4 or 2
  if (shared > 0) {
    const before = valueBefore(content, offset);
    if (before < 0 || (before & ((1 << shared) - 1)) !== anchor.charCodeAt(0) >> (8 - shared)) return false;
  }
  const none: Demand = { table: new Uint8Array(0), min: 0 };
  return (demands.length === 0 ? [none] : demands).some((demand) => encodes(content, offset, anchor, shared, demand));
}

/** Decodes from `at`, where the anchor's first `shared` bits are already behind: first the anchor, then `demand`. */
function encodes(content: Uint8Array, from: number, anchor: string, shared: number, demand: Demand): boolean {
  let at = from;
  let bits = shared;
  let value = shared === 0 ? 0 : anchor.charCodeAt(0) >> (8 - shared);
  for (let i = 0; i < anchor.length + demand.min; ) {
    at = nextChar(content, at);
    if (at < 0) return false;
    value = ((value << 6) | (VALUES[content[at++] ?? 0] ?? 0)) & 0x3fff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (value >> bits) & 0xff;
    if (i < anchor.length ? byte !== anchor.charCodeAt(i) : demand.table[byte] === 0) return false;
    i++;
  }
  return true;
}

/** The phases in which a spelling can be ASCII: every byte's highest bit is zero. Nearly always one. */
function phasesOf(spelling: Uint8Array): readonly number[] {
  return PHASES.filter((phase) => {
    for (let bit = 0; bit < 6 * (phase + spelling.length); bit += 8) {
      if (bit < 6 * phase) continue;
      const value = VALUES[spelling[Math.floor(bit / 6) - phase] ?? 0] ?? 0;
      if (((value >> (5 - (bit % 6))) & 1) === 1) return false;
    }
    return true;
  });
}

type Phases = ReadonlyMap<AnchorForm, readonly number[]>;

/** Base64 characters in a row, line ends skipped. */
interface Run {
  /** Where each stands in the segment. */
  readonly offsets: Uint32Array;
  /** Indices of the characters that begin a further line. */
  readonly breaks: readonly number[];
}

/** The runs of [from, to) that hold a hit. */
function* runsOf(segment: Segment, from: number, to: number, hits: readonly Hit[]): Generator<Run> {
  const bytes = segment.bytes.subarray(0, to);
  const scratch = new Uint32Array(to - from);
  let next = 0;
  for (let at = from; at < to; at++) {
    if ((VALUES[bytes[at] ?? 0] ?? -1) < 0) continue;
    const first = at;
    const breaks: number[] = [];
    let count = 0;
    for (let char = at; char >= 0; char = nextChar(bytes, char + 1)) {
      if (char > at + 1) breaks.push(count);
      scratch[count++] = char;
      at = char;
    }
    while (next < hits.length && (hits[next]?.offset ?? 0) - segment.base < first) next++;
    if (next === hits.length) return;
    if ((hits[next]?.offset ?? 0) - segment.base <= at) yield { offsets: scratch.slice(0, count), breaks };
  }
}

/**
 * What a run says, once for each alignment that its hits ask for; of a wrapped run also what each line says by itself,
 * since the next line may be something else (`token: aGZf…` above `other: …`).
 */
function passagesOf(run: Run, segment: Segment, hits: readonly Hit[], phases: Phases): Passage[] {
  const { offsets, breaks } = run;
  const positionOf = (index: number) => (hits[index]?.offset ?? 0) - segment.base;
  const lines = breaks.length === 0 ? [] : [0, ...breaks].map((start, i) => offsets.subarray(start, breaks[i]));
  return [offsets, ...lines].flatMap((stretch) => {
    const starts = new Set<number>();
    const end = stretch.at(-1) ?? 0;
    let next = lowerBound(hits.length, (index) => positionOf(index) >= (stretch[0] ?? 0));
    for (let hit = hits[next]; hit !== undefined && positionOf(next) <= end; hit = hits[++next]) {
      const index = lowerBound(stretch.length, (char) => (stretch[char] ?? 0) >= positionOf(next));
      for (const phase of phases.get(hit.form) ?? []) starts.add((index + 4 - phase) % 4);
    }
    return [...starts].map((start) => decode(stretch.subarray(start), segment));
  });
}

/** What the characters at `offsets` of the segment encode, beginning with a whole byte; one byte, one character. */
function decode(offsets: Uint32Array, segment: Segment): Passage {
  const { bytes, base } = segment;
  const decoded = Buffer.allocUnsafe(Math.floor((offsets.length * 6) / 8));
  let count = 0;
  let value = 0;
  for (let i = 0; i < offsets.length; i++) {
    value = ((value << 6) | (VALUES[bytes[offsets[i] ?? 0] ?? 0] ?? 0)) & 0x3fff;
    if (i % 4 > 0) decoded[count++] = (value >> (6 - 2 * (i % 4))) & 0xff;
  }
  const sourceOf = (char: number) => base + (offsets[Math.max(0, Math.min(char, offsets.length - 1))] ?? 0);
  return {
    kind: 'decoded',
    text: decoded.toString('latin1', 0, count),
    trail: ['base64'],
    toSource: (start, end) => [
      { start: sourceOf(Math.floor((8 * start) / 6)), end: sourceOf(Math.ceil((8 * end) / 6) - 1) + 1 },
    ],
  };
}
