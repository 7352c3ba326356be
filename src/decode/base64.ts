// Base64 of RFC 4648, standard and URL-safe, wrapped or not: an anchor has three spellings, one for each alignment.
import type { AnchorForm, Hit, Passage, Segment } from '../types.ts';
import { ascii, lowerBound } from './bytes.ts';
import type { Decoder, Spelling } from './decoder.ts';
import { type Demand, demandsOf, literally } from './follow.ts';
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
      const confirm = confirmer(anchor, skipped, demands);
      for (const text of new Set([encoded, encoded.replaceAll('+', '-').replaceAll('/', '_')]))
        spellings.push({ bytes: ascii(text), confirm });
    }
    return spellings;
  },

  passages(segment, hits) {
    const phases = new Map<AnchorForm, readonly number[]>();
    for (const { form } of hits) if (!phases.has(form)) phases.set(form, phasesOf(form.bytes));
    return windowsOf(segment, hits).flatMap(({ from, to, first, last }) => {
      const own = hits.slice(first, last + 1);
      return [...runsOf(segment, from, to, own)].flatMap((run) => [...passagesOf(run, segment, own, phases)]);
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

/** Asks whether the bits around a spelling complete the anchor, and the bytes encoded after it meet one of the demands. */
function confirmer(anchor: string, skipped: number, demands: readonly Demand[]): Required<Spelling>['confirm'] {
  const own = literally(anchor);
  const shared = skipped === 0 ? 0 : 6 - 2 * skipped; // bits of the anchor in the character before: 4 or 2
  const sharedBits = shared === 0 ? 0 : anchor.charCodeAt(0) >> (8 - shared);
  const left = (shared + 6 * Math.ceil((8 * anchor.length - shared) / 6)) % 8; // bits of the last character behind the anchor
  return (content, offset) => {
    if (shared > 0) {
      const before = valueBefore(content, offset);
      if (before < 0 || (before & ((1 << shared) - 1)) !== sharedBits) return false;
    }
    const at = encodes(content, offset, shared, sharedBits, own);
    if (at < 0 || demands.length === 0) return at >= 0;
    const last = VALUES[content[at - 1] ?? 0] ?? 0;
    return demands.some((demand) => encodes(content, at, left, last, demand) >= 0);
  };
}

/** Decodes from `from`, where the last `bits` bits of `value` come first: where the text ends that meets `demand`, or -1. */
function encodes(content: Uint8Array, from: number, bits: number, value: number, demand: Demand): number {
  let at = from;
  let buffer = value;
  let filled = bits;
  for (let i = 0; i < demand.length; ) {
    at = nextChar(content, at);
    if (at < 0) return -1;
    buffer = ((buffer << 6) | (VALUES[content[at++] ?? 0] ?? 0)) & 0x3fff;
    filled += 6;
    if (filled < 8) continue;
    filled -= 8;
    if (demand[i++]?.[(buffer >> filled) & 0xff] !== 1) return -1;
  }
  return at;
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

/** Base64 characters in a row, line ends skipped: for each line where it begins in the segment, and the characters before it. */
interface Run {
  readonly starts: readonly number[];
  readonly before: readonly number[];
  readonly count: number;
}

/** The runs of [from, to) that hold a hit. */
function* runsOf(segment: Segment, from: number, to: number, hits: readonly Hit[]): Generator<Run> {
  const bytes = segment.bytes.subarray(0, to);
  let next = 0;
  for (let at = from; at < to; at++) {
    if ((VALUES[bytes[at] ?? 0] ?? -1) < 0) continue;
    const starts = [at];
    const before = [0];
    let count = 0;
    for (let char = at; char >= 0; char = nextChar(bytes, char + 1)) {
      if (char > at + 1) {
        starts.push(char);
        before.push(count);
      }
      count++;
      at = char;
    }
    while (next < hits.length && (hits[next]?.offset ?? 0) - segment.base < (starts[0] ?? 0)) next++;
    if (next === hits.length) return;
    if ((hits[next]?.offset ?? 0) - segment.base <= at) yield { starts, before, count };
  }
}

/**
 * What a run says, once for each alignment that its hits ask for. A line that says enough for a hit also comes by itself,
 * since the next line may be something else (`token: aGZf…` above `other: …`).
 */
function* passagesOf(run: Run, segment: Segment, hits: readonly Hit[], phases: Phases): Generator<Passage> {
  const { starts, before, count } = run;
  const whole = new Set<number>();
  let next = lowerBound(hits.length, (index) => (hits[index]?.offset ?? 0) - segment.base >= (starts[0] ?? 0));
  for (let line = 0; line < starts.length; line++) {
    const start = starts[line] ?? 0;
    const length = (before[line + 1] ?? count) - (before[line] ?? 0);
    const alone = new Set<number>();
    for (let hit = hits[next]; hit && hit.offset - segment.base < start + length; hit = hits[++next]) {
      const at = hit.offset - segment.base;
      const enough = starts.length > 1 && (hit.form.confirm?.(segment.bytes.subarray(0, start + length), at) ?? true);
      for (const phase of phases.get(hit.form) ?? []) {
        const index = at - start + 4 - phase;
        whole.add((index + (before[line] ?? 0)) % 4);
        if (enough) alone.add(index % 4);
      }
    }
    for (const skipped of alone) yield decode({ starts: [start], before: [0], count: length }, skipped, segment);
  }
  for (const skipped of whole) yield decode(run, skipped, segment);
}

/** What a run encodes from its character `skipped` on, with which a whole byte begins; one byte, one character. */
function decode({ starts, before, count }: Run, skipped: number, { bytes, base }: Segment): Passage {
  const decoded = Buffer.allocUnsafe(Math.floor((Math.max(0, count - skipped) * 6) / 8));
  let length = 0;
  let value = 0;
  let read = -skipped;
  for (let line = 0; line < starts.length; line++) {
    let at = starts[line] ?? 0;
    for (const end = at + (before[line + 1] ?? count) - (before[line] ?? 0); at < end; at++, read++) {
      value = ((value << 6) | (VALUES[bytes[at] ?? 0] ?? 0)) & 0x3fff;
      if (read > 0 && read % 4 > 0) decoded[length++] = (value >> (6 - 2 * (read % 4))) & 0xff;
    }
  }
  const sourceOf = (char: number) => {
    const index = Math.max(0, Math.min(char + skipped, count - 1));
    const line = lowerBound(before.length, (one) => (before[one] ?? 0) > index) - 1;
    return base + (starts[line] ?? 0) + index - (before[line] ?? 0);
  };
  return {
    kind: 'decoded',
    text: decoded.toString('latin1', 0, length),
    trail: ['base64'],
    toSource: (start, end) => [
      { start: sourceOf(Math.floor((8 * start) / 6)), end: sourceOf(Math.ceil((8 * end) / 6) - 1) + 1 },
    ],
  };
}
