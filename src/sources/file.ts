// Scans open files: small ones at once, large ones in pieces.
import { closeSync, readFileSync, readSync, type Stats } from 'node:fs';
import type { GitObject } from '../git/batch.ts';
import type { Pauses } from '../pauses.ts';
import type { Candidate, ContentKind, Ledger, OldSides, Place, Segment, Sieve, SkipReason } from '../types.ts';
import {
  fileSegments,
  offer,
  readFully,
  type Searching,
  streamSegments,
  WHOLE_LIMIT,
  wholeLimit,
  wholeSegment,
} from './content.ts';
import { LargeCode } from './large-code.ts';
import { isUnchanged } from './open.ts';

/** Where content was met: all that a candidate needs besides the content. */
export interface Origin {
  /** For people, in the ledger. */
  readonly name: Uint8Array;
  readonly kind: ContentKind;
  readonly places: readonly [Place, ...Place[]];
  readonly before?: OldSides;
}

/** Offers an object of git that comes in pieces. `path` says what it is; null where it is not known. */
export function offerStream(
  ledger: Ledger,
  sieve: Sieve,
  origin: Origin,
  { stream, damage }: Extract<GitObject, { kind: 'stream' }>,
  path: Uint8Array | null,
): Generator<Candidate> {
  const code = new LargeCode(sieve, path);
  let size = 0;
  const segments = async function* () {
    for await (const segment of streamSegments(stream, sieve)) {
      size = segment.to;
      code.see(segment);
      yield segment;
    }
  };
  const content = { ...origin, whole: false, segments, isLargeCode: () => code.isFound };
  return offer(ledger, origin.name, content, () => size, damage);
}

/** May take small content out of the hands of the scanner: answers whether it did, and then settles it. */
export type Divert = (bytes: Uint8Array) => boolean;

const PIECE_WORK = 32;
/** A file so large of which so little is on the disk is made of holes, and could be of any size: the rest of it is told, not read. */
const HOLLOW = { size: 8 * 2 ** 30, share: 64, read: 2 ** 28 } as const;

/** Reads files into one buffer, over and over, and settles each in the ledger. */
export class FileScanner {
  readonly #sieve: Sieve;
  readonly #ledger: Ledger;
  readonly #pauses: Pauses;
  #buffer: Buffer | undefined;

  constructor(sieve: Sieve, ledger: Ledger, pauses: Pauses) {
    this.#sieve = sieve;
    this.#ledger = ledger;
    this.#pauses = pauses;
  }

  /** Scans an open file and closes it. */
  file(origin: Origin, fd: number, stat: Stats, divert?: Divert): Iterable<Candidate> | AsyncIterable<Candidate> {
    return stat.size <= wholeLimit(origin.kind) ? this.#small(origin, fd, stat, divert) : this.#large(origin, fd, stat);
  }

  /** Content that is in memory. A clean one costs no more than the search. */
  *bytes(origin: Origin, bytes: Uint8Array, damage: SkipReason | null): Generator<Candidate> {
    if (isFile(origin)) this.#sieve.notice?.(origin.name, bytes);
    const hits = this.#sieve.hits(bytes);
    if (hits.length === 0 && origin.kind === 'text' && !this.#isRisky(origin, bytes))
      return this.#settle(origin, bytes.length, damage);
    const content = { ...origin, whole: true, segments: () => [wholeSegment(bytes, hits)] };
    yield* offer(
      this.#ledger,
      origin.name,
      content,
      () => bytes.length,
      () => damage,
    );
  }

  /** A name, of which the content is the name itself, is no code. */
  #isRisky({ name, places: [{ kind }] }: Origin, bytes: Uint8Array): boolean {
    return (kind === 'file' || kind === 'staged') && this.#sieve.isRisky?.(name, bytes) === true;
  }

  *#small(origin: Origin, fd: number, stat: Stats, divert?: Divert): Generator<Candidate> {
    try {
      const bytes = stat.size <= WHOLE_LIMIT ? this.#read(fd, stat.size) : readFileSync(fd);
      if (divert?.(bytes)) return;
      const changed = bytes.length !== stat.size && !isUnchanged(fd, stat, bytes.length);
      yield* this.bytes(origin, bytes, changed ? 'changed-during-read' : null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      this.#ledger.skipped('read-error', 0, origin.name);
    } finally {
      closeSync(fd);
    }
  }

  /** One byte more than there should be, to see a file that grows. To get one less than was asked for is to see the end. */
  #read(fd: number, size: number): Buffer {
    this.#buffer ??= Buffer.allocUnsafe(WHOLE_LIMIT + 1);
    const target = this.#buffer.subarray(0, size + 1);
    const first = readSync(fd, target, 0, size + 1, 0);
    return target.subarray(0, first === size ? size : first + readFully(fd, target.subarray(first), first));
  }

  /** Searched to its first hit, and read again from the beginning only if there is one. */
  async *#large(origin: Origin, fd: number, stat: Stats): AsyncGenerator<Candidate> {
    let read = 0;
    let damage: SkipReason | null = null;
    const [sieve, pauses] = [this.#sieve, this.#pauses];
    const limit = readLimit(stat);
    const code = new LargeCode(isFile(origin) ? sieve : {}, origin.name);
    const pieces = async function* (cleanBelow: number, searching: Searching): AsyncGenerator<Segment> {
      try {
        for (const segment of fileSegments(fd, searching, cleanBelow)) {
          if (pauses.due(PIECE_WORK)) await pauses.take();
          read = segment.to;
          code.see(segment);
          yield segment;
          if (read < limit) continue;
          damage = 'size-limit';
          return;
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
        damage = 'read-error';
      }
    };
    const verdict = (): SkipReason | null => damage ?? (isUnchanged(fd, stat, read) ? null : 'changed-during-read');
    try {
      const cleanBelow = await firstHit(pieces(0, quickly(sieve)));
      if (cleanBelow === null && origin.kind === 'text')
        return this.#settle(origin, read, verdict() ?? (code.isFound ? 'code-limit' : null));
      const segments = (): AsyncIterable<Segment> => pieces(cleanBelow ?? 0, sieve);
      const content = { ...origin, whole: false, segments, isLargeCode: () => code.isFound };
      yield* offer(this.#ledger, origin.name, content, () => read, verdict);
    } finally {
      closeSync(fd);
    }
  }

  #settle({ name }: Origin, bytes: number, damage: SkipReason | null): void {
    this.#ledger.size(bytes);
    if (damage) this.#ledger.partial(damage, bytes, name);
    else this.#ledger.scanned(bytes);
  }
}

/** How far a file is read, in bytes. */
function readLimit({ size, blocks }: Stats): number {
  return size > HOLLOW.size && blocks * 512 < size / HOLLOW.share ? HOLLOW.read : Number.POSITIVE_INFINITY;
}

/** Names, of which the content is the name itself, are none. */
function isFile({ places: [{ kind }] }: Origin): boolean {
  return kind === 'file' || kind === 'staged';
}

/** Says whether there is a hit, and no more: what is full of them would be read twice. */
function quickly(sieve: Sieve): Searching {
  const { reach } = sieve;
  return { reach, hits: (bytes, wanted) => sieve.hits(bytes, { ...wanted, isOneEnough: true }) };
}

/** Where the segment begins in which something is, in bytes; null if nothing is anywhere. */
async function firstHit(segments: AsyncIterable<Segment>): Promise<number | null> {
  for await (const { hits, from } of segments) if (hits.length > 0) return from;
  return null;
}
