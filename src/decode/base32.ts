// Base32 of RFC 4648, in capitals, wrapped or not: an anchor has five spellings, one for each alignment.

import { lowerBound } from '../lower-bound.ts';
import type { Passage, Segment } from '../types.ts';
import { ascii, isSpace } from './bytes.ts';
import type { Decoder, Spelling } from './decoder.ts';
import { demandsOf, type Group } from './follow.ts';
import { Mapped } from './mapped.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const VALUES = new Int8Array(256).fill(-1);
for (let value = 0; value < 32; value++) VALUES[DIGITS.charCodeAt(value)] = value;

/** Digits in a group, which stand for five bytes. */
const GROUP = 8;
/** Bytes between two lines: the line end, and an indentation. */
const MOST_BETWEEN = 24;
/** Digits that are read before a hit, and behind it. */
const BEFORE = 4096;
const BEHIND = 1 << 16;

/** Where in its group a spelling stands. */
const phases = new WeakMap<Uint8Array, number>();

/** `hf_` is `NBTF`, `Q2MY`, …; only the shortest anchor is looked for: it begins the others that matter. */
export const base32: Decoder = {
  name: 'base32',
  widest: 2, // 8 for 5, and line ends

  spellings(anchor, follows) {
    if (anchor.length > 3) return [];
    const demands = demandsOf(anchor, follows);
    return [0, 1, 2, 3, 4].map((skipped): Spelling => {
      const first = Math.ceil((8 * skipped) / 5);
      const last = Math.floor((8 * (skipped + anchor.length)) / 5);
      const bytes = ascii(encode('\0'.repeat(skipped) + anchor).slice(first, last));
      phases.set(bytes, first);
      // Bits of the anchor's first character may stand before the spelling, so what is asked for begins with the second one.
      const from = 8 * (skipped + 1) - 5 * first;
      return {
        bytes,
        confirm: (content, offset) => demands.groups.some((group) => meets(content, offset, from, group)),
      };
    });
  },

  passages(segment, hits) {
    const found: Passage[] = [];
    // At most one for each of the eight ways to group the digits of a row.
    const latest: (readonly number[])[] = [];
    for (const { offset, form } of hits) {
      const at = offset - segment.base;
      const phase = phases.get(form.bytes) ?? 0;
      if (latest.some((run) => isRead(run, at, phase))) continue;
      const run = runAround(segment.bytes, at, phase);
      latest.unshift(run);
      latest.length = Math.min(latest.length, GROUP);
      found.push(passageOf(segment, run));
    }
    return found;
  },
};

/** Whether the digit at `at` was read at that place of a group. */
function isRead(run: readonly number[], at: number, phase: number): boolean {
  const index = lowerBound(run.length, (one) => (run[one] ?? 0) >= at);
  return run[index] === at && (index - phase) % GROUP === 0;
}

function encode(text: string): string {
  const binary = [...text].map((char) => char.charCodeAt(0).toString(2).padStart(8, '0')).join('');
  return (binary.match(/.{1,5}/g) ?? []).map((five) => DIGITS[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** Whether the bits from bit `from` behind `offset` on are, from the second one on, the bytes of a demand. */
function meets(content: Uint8Array, offset: number, from: number, { all, rows, met }: Group): boolean {
  let [held, bits, skip, at] = [0, 0, from, offset];
  for (let wanted = all, index = 1; wanted !== 0; ) {
    if ((wanted & (met[index] as number)) !== 0) return true;
    const value = VALUES[content[at] ?? 0] ?? -1;
    if (value < 0) return false;
    at = nextDigit(content, at + 1);
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    const dropped = Math.min(skip, bits);
    skip -= dropped;
    bits -= dropped;
    if (bits < 8) continue;
    bits -= 8;
    wanted &= (rows[index++] as Uint32Array)[(held >> bits) & 0xff] as number;
  }
  return false;
}

/** Where the next digit stands, behind a line end if there is one. */
function nextDigit(bytes: Uint8Array, from: number): number {
  if (!isSpace(bytes[from])) return from;
  let at = from;
  while (at < from + MOST_BETWEEN && isSpace(bytes[at])) at++;
  return at;
}

/** The places of the digits around a hit that stands at `phase` of its group, from the beginning of a group on. */
function runAround(bytes: Uint8Array, hit: number, phase: number): readonly number[] {
  const before: number[] = [];
  for (let at = hit - 1; before.length < BEFORE; at--) {
    const end = at;
    while (end - at < MOST_BETWEEN && isSpace(bytes[at])) at--;
    if ((VALUES[bytes[at] ?? 0] ?? -1) < 0) break;
    before.push(at);
  }
  // A row that is cut, or glued to something, begins within a group.
  const surplus = (((before.length - phase) % GROUP) + GROUP) % GROUP;
  const run = before.reverse().slice(surplus);
  const most = run.length + BEHIND;
  for (let at = hit; run.length < most && (VALUES[bytes[at] ?? 0] ?? -1) >= 0; at = nextDigit(bytes, at + 1))
    run.push(at);
  return run;
}

function passageOf({ bytes, base }: Segment, run: readonly number[]) {
  const mapped = new Mapped();
  let [held, bits] = [0, 0];
  for (const [index, at] of run.entries()) {
    held = ((held << 5) | (VALUES[bytes[at] ?? 0] ?? 0)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    const first = Math.floor((8 * mapped.length) / 5);
    mapped.add((held >> bits) & 0xff, run[first] ?? at, (run[index] ?? at) + 1);
  }
  return mapped.passage(base, 'base32');
}
