// Chooses by which three bytes each literal is looked for, and in which of sixteen buckets: so that little else looks like one.
import { SHARES } from './shares.ts';

/** Where the three bytes stand in a literal, times 16, plus their bucket: a number, since hundreds are read at each start. */
export type Window = number;

const BUCKETS = 16;
const TOTAL = SHARES.reduce((sum, share) => sum + share);

/** The bytes that a bucket lets through at one of its three places: those whose halves are both among these, as bits. */
interface Place {
  lower: number;
  upper: number;
  share: number;
  /** What the share would be with a byte more; NaN where nobody asked yet. */
  readonly shares: Float64Array;
}

/** One window for each literal of three bytes or more. Those with fewer to choose from choose first. */
export function chooseWindows(literals: readonly Uint8Array[]): readonly Window[] {
  const buckets = Array.from({ length: BUCKETS }, () => [0, 1, 2].map(newPlace));
  const windows: Window[] = [];
  const order = [...literals.keys()].sort((a, b) => sizeOf(literals[a]) - sizeOf(literals[b]));
  for (const index of order) {
    const literal = literals[index] as Uint8Array;
    const window = cheapest(literal, buckets);
    windows[index] = window;
    (buckets[window & 15] as Place[]).forEach((place, at) => {
      const byte = literal[(window >> 4) + at] as number;
      if (has(place.lower, byte & 15) && has(place.upper, byte >> 4)) return;
      place.share = shareWith(place, byte);
      place.lower |= 1 << (byte & 15);
      place.upper |= 1 << (byte >> 4);
      place.shares.fill(Number.NaN);
    });
  }
  return windows;
}

/** A number that tells one list of literals from another. Format: FNV-1a, 32 bits. */
export function digestOfLiterals(literals: readonly Uint8Array[]): number {
  let digest = 0x811c9dc5;
  for (const literal of literals) {
    digest = Math.imul(digest ^ literal.length, 0x01000193);
    for (const byte of literal) digest = Math.imul(digest ^ byte, 0x01000193);
  }
  return digest >>> 0;
}

function newPlace(): Place {
  return { lower: 0, upper: 0, share: 0, shares: new Float64Array(256).fill(Number.NaN) };
}

function sizeOf(literal: Uint8Array | undefined): number {
  return literal?.length ?? 0;
}

function cheapest(literal: Uint8Array, buckets: readonly (readonly Place[])[]): Window {
  let best: Window = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let from = 0; from + 2 < literal.length; from++)
    for (const [bucket, places] of buckets.entries()) {
      let now = 1;
      let then = 1;
      for (let at = 0; at < 3; at++) {
        now *= (places[at] as Place).share;
        then *= shareWith(places[at] as Place, literal[from + at] as number);
      }
      if (then - now >= least) continue;
      least = then - now;
      best = (from << 4) | bucket;
    }
  return best;
}

/** The share of bytes that the place lets through if `byte` is one of them. */
function shareWith(place: Place, byte: number): number {
  const known = place.shares[byte] as number;
  if (!Number.isNaN(known)) return known;
  const [low, high] = [byte & 15, byte >> 4];
  let sum = 0;
  for (let other = 0; other < 256; other++)
    if (((other & 15) === low || has(place.lower, other & 15)) && (other >> 4 === high || has(place.upper, other >> 4)))
      sum += SHARES[other] as number;
  place.shares[byte] = sum / TOTAL;
  return sum / TOTAL;
}

function has(bits: number, bit: number): boolean {
  return ((bits >> bit) & 1) === 1;
}
