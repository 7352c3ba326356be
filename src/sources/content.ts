// Turns bytes, files and streams into segments: bounded pieces with context on both sides.
import { readSync } from 'node:fs';
import type { Candidate, ContentKind, Hit, Ledger, Segment, Sieve, SkipReason } from '../types.ts';

/** Objects up to this size are held whole; larger ones are read in pieces. */
export const WHOLE_LIMIT = 4 << 20;
/** Notebooks are read as notebooks up to this size. */
export const NOTEBOOK_LIMIT = 64 << 20;
/** What one segment owns. */
const STRIDE = 1 << 20;
/** Modules that others import are read up to this size. */
export const MODULE_LIMIT = 1 << 20;
/** And notebooks of which a version is read as code. */
export const NOTEBOOK_CODE_LIMIT = 16 << 20;
const NO_HITS: readonly Hit[] = [];

/** The largest object of `kind` that is held whole, in bytes. */
export function wholeLimit(kind: ContentKind): number {
  return kind === 'notebook' ? NOTEBOOK_LIMIT : WHOLE_LIMIT;
}

/**
 * Yields one candidate and, when its taker comes back, settles it in the ledger: as partly scanned if the taker or `damage()`
 * says so, else as scanned; not at all if it turned out not to be true. `size()` is asked then, when it is known what was read. `name` is for people.
 */
export function* offer(
  ledger: Ledger,
  name: Uint8Array,
  content: Omit<Candidate, 'partial'>,
  size: () => number,
  damage?: () => SkipReason | null,
): Generator<Candidate, void> {
  let reason: SkipReason | null = null;
  let truth: boolean | undefined;
  const isTrue = (): boolean => (truth ??= content.isTrue?.() ?? true);
  yield {
    ...content,
    isTrue,
    partial: (why) => {
      if (!isTrue()) return;
      reason ??= why;
      content.matched?.();
    },
  };
  if (truth === false) return;
  // Code that is not followed is no reason to believe that the rest was read.
  if (reason === null || reason === 'code-limit') reason = damage?.() ?? reason;
  const bytes = size();
  ledger.size(bytes);
  if (reason) ledger.partial(reason, bytes, name);
  else ledger.scanned(bytes);
}

/** The one segment of an object that is held whole. */
export function wholeSegment(bytes: Uint8Array, hits: readonly Hit[]): Segment {
  return { base: 0, bytes, from: 0, to: bytes.length, hits };
}

/** What segments need of a sieve. */
export type Searching = Pick<Sieve, 'reach' | 'hits'>;

/**
 * The segments of an open file, from 0 to its end, in order; about 1 MiB each, all in one buffer that is used again. Below
 * `cleanBelow` nothing is searched: that part was, and was clean. Returns the number of bytes the file had when its end was read.
 */
export function* fileSegments(fd: number, sieve: Searching, cleanBelow: number): Generator<Segment, number> {
  const context = sieve.reach;
  const buffer = Buffer.allocUnsafe(STRIDE + 2 * context);
  for (let from = 0; ; from += STRIDE) {
    const base = Math.max(0, from - context);
    const bytes = buffer.subarray(0, readFully(fd, buffer.subarray(0, from - base + STRIDE + context), base));
    const end = base + bytes.length;
    const to = Math.min(end, from + STRIDE);
    if (to <= from) return Math.max(end, from);
    yield { base, bytes, from, to, hits: to <= cleanBelow ? NO_HITS : ownHits(sieve, bytes, base, from, to) };
    if (end < from + STRIDE) return end;
  }
}

/** Reads until `target` is full or the file ends. Gives the number of bytes read. */
export function readFully(fd: number, target: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < target.length) {
    const read = readSync(fd, target, filled, target.length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

/**
 * The segments of a stream, lazily and in order; about 1 MiB each, in one buffer that is used again. At most one piece of the
 * stream is held besides.
 */
export async function* streamSegments(pieces: AsyncIterable<Uint8Array>, sieve: Sieve): AsyncGenerator<Segment> {
  const context = sieve.reach;
  const full = STRIDE + 2 * context;
  const buffer = Buffer.allocUnsafe(full);
  let base = 0;
  let filled = 0;
  let from = 0;
  const segment = (to: number): Segment => {
    const bytes = buffer.subarray(0, filled);
    return { base, bytes, from, to, hits: ownHits(sieve, bytes, base, from, to) };
  };
  for await (const piece of pieces)
    for (let taken = 0; taken < piece.length; ) {
      const part = piece.subarray(taken, taken + full - filled);
      buffer.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled < full) continue;
      const to = base + filled - context;
      yield segment(to);
      const kept = Math.max(base, to - context);
      buffer.copyWithin(0, kept - base, filled);
      filled -= kept - base;
      [base, from] = [kept, to];
    }
  if (base + filled > from) yield segment(base + filled);
}

/** Reads a stream into memory, as far as `limit` bytes. `rest` continues the stream where it was longer. */
export async function readUpTo(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ bytes: Uint8Array; rest: AsyncIterable<Uint8Array> | null }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const iterator = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next();
    if (next.done)
      return { bytes: pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces, size), rest: null };
    pieces.push(next.value);
    size += next.value.length;
    if (size > limit) return { bytes: new Uint8Array(0), rest: continued(pieces, iterator) };
  }
}

async function* continued(
  pieces: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* pieces;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

/** The hits that a segment owns, with offsets counted in the object. Made for it alone, they are moved: there can be one in three bytes. */
function ownHits(sieve: Searching, bytes: Uint8Array, base: number, from: number, to: number): readonly Hit[] {
  const hits = sieve.hits(bytes, { part: { from: from - base, to: to - base } });
  if (hits.length === 0) return NO_HITS;
  for (const hit of hits as readonly { offset: number; form: Hit['form'] }[]) hit.offset += base;
  const [first, last] = [hits[0] as Hit, hits.at(-1) as Hit];
  return first.offset >= from && last.offset < to ? hits : hits.filter(({ offset }) => offset >= from && offset < to);
}
