// A set of object ids as one sorted run of bytes: no string, and no object, for each of them.
/** Length of a raw object id in bytes: SHA-1 or SHA-256. */
export type IdLength = 20 | 32;

/** Ids are looked up by their first two bytes, then by halving what is left, so that chosen ids cost no more than log2(n). */
const BUCKETS = 0x10000;

/**
 * A set of raw object ids. Costs their bytes (9.3 MB for 465,684 SHA-1 ids) and a table of 256 kB, which the first `has` makes.
 */
export class OidSet {
  readonly idLength: IdLength;
  /** Number of ids. */
  readonly size: number;
  readonly #ids: Buffer;
  readonly #scratch: Buffer;
  #starts: Uint32Array | null = null;

  /** `sorted`: raw ids without separators, as `sortOids` gives them; kept, not copied. */
  constructor(sorted: Buffer, idLength: IdLength) {
    this.idLength = idLength;
    this.size = Math.floor(sorted.length / idLength);
    this.#ids = sorted;
    this.#scratch = Buffer.alloc(idLength);
  }

  /** Whether the id, raw or in hexadecimal, is in the set. What is no whole id of this length is not. */
  has(id: string | Uint8Array): boolean {
    const raw = typeof id === 'string' ? this.#fromHex(id) : id;
    if (raw?.length !== this.idLength) return false;
    const starts = (this.#starts ??= startsOf(this.#ids, this.idLength));
    const bucket = bucketAt(raw, 0);
    let from = starts[bucket] as number;
    let to = starts[bucket + 1] as number;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const order = compareAt(this.#ids, middle * this.idLength, raw, 0, this.idLength);
      if (order === 0) return true;
      if (order < 0) from = middle + 1;
      else to = middle;
    }
    return false;
  }

  /** All ids, raw, ascending, each once, without separators. The set's own bytes: to be read, or written again beside more. */
  toBuffer(): Buffer {
    return this.#ids;
  }

  #fromHex(id: string): Buffer | null {
    if (id.length !== 2 * this.idLength) return null;
    return this.#scratch.write(id, 'hex') === this.idLength ? this.#scratch : null;
  }
}

/**
 * Raw ids without separators, in any order, as a new buffer: ascending, each once. No chosen ids make it take longer than n log n.
 */
export function sortOids(ids: Uint8Array, idLength: IdLength): Buffer {
  const starts = startsOf(ids, idLength);
  const ends = starts.slice();
  const order = new Uint32Array(starts[BUCKETS] as number);
  for (let id = 0; id < order.length; id++) order[(ends[bucketAt(ids, id * idLength)] as number)++] = id;
  const byBytes = (one: number, other: number): number =>
    compareAt(ids, one * idLength, ids, other * idLength, idLength);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const [from, to] = [starts[bucket] as number, starts[bucket + 1] as number];
    if (to - from > 1) order.subarray(from, to).sort(byBytes);
  }
  return gather(ids, order, idLength);
}

/** The ids in the given order, without those that equal the one before. */
function gather(ids: Uint8Array, order: Uint32Array, idLength: IdLength): Buffer {
  const sorted = Buffer.allocUnsafeSlow(ids.length);
  let end = 0;
  for (const index of order) {
    const from = index * idLength;
    if (end > 0 && compareAt(sorted, end - idLength, ids, from, idLength) === 0) continue;
    for (let byte = 0; byte < idLength; byte++) sorted[end++] = ids[from + byte] as number;
  }
  return sorted.subarray(0, end);
}

/** Number of the first id of each bucket, and of the end of the last one. */
function startsOf(ids: Uint8Array, idLength: IdLength): Uint32Array {
  const starts = new Uint32Array(BUCKETS + 1);
  for (let at = 0; at + idLength <= ids.length; at += idLength) (starts[bucketAt(ids, at) + 1] as number)++;
  for (let bucket = 1; bucket <= BUCKETS; bucket++) (starts[bucket] as number) += starts[bucket - 1] as number;
  return starts;
}

function bucketAt(ids: Uint8Array, at: number): number {
  return ((ids[at] as number) << 8) | (ids[at + 1] as number);
}

/** Below, at or above 0, as `length` bytes of `one` from `at` come before those of `other` from `otherAt`, equal them or come after. */
function compareAt(one: Uint8Array, at: number, other: Uint8Array, otherAt: number, length: number): number {
  for (let byte = 0; byte < length; byte++) {
    const order = (one[at + byte] as number) - (other[otherAt + byte] as number);
    if (order !== 0) return order;
  }
  return 0;
}
