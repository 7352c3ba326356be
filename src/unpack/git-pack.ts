// The objects of a git pack, with deltas resolved against what the pack itself holds. gitformat-pack(5)
import { createHash } from 'node:crypto';
import type { Budget, Member } from './container.ts';
import { applyDelta, insertedBy } from './git-delta.ts';
import { inflate } from './inflate.ts';
import { bufferOf, member } from './members.ts';
import { Stop } from './output.ts';

const TYPES: Readonly<Record<number, string>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFS_DELTA = 6;
const REF_DELTA = 7;
/** Objects kept for the deltas on them, in bytes; others are unpacked again. */
const KEPT = 64 * 2 ** 20;
/** Git itself makes chains of 50, and at most of 4095. */
const LONGEST_CHAIN = 4095;

/** An entry of the pack, as it stands there. */
interface Entry {
  readonly number: number;
  readonly type: number;
  /** Where its zlib stream begins, and the size of what comes out. */
  readonly start: number;
  readonly size: number;
  /** Of a delta: where its base begins in the pack, once that is known, or the base's id. */
  base?: number;
  readonly baseId?: string;
}

/** An object as git knows it. */
interface GitObject {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * Yields all objects of the `pack`, in its order; those whose base comes later, at the end. A delta whose base is not in the pack comes as
 * what it adds, with `decode-error`.
 */
export function* packMembers(pack: Uint8Array, hash: 'sha1' | 'sha256', budget: Budget): Generator<Member> {
  const reader = new PackReader(pack, hash, budget);
  try {
    yield* reader.members();
  } catch (error) {
    yield member('', { bytes: new Uint8Array(0), problem: error instanceof Stop ? error.problem : 'decode-error' });
  }
}

class PackReader {
  readonly #pack: Buffer;
  readonly #hash: 'sha1' | 'sha256';
  readonly #budget: Budget;
  readonly #entries = new Map<number, Entry>();
  /** By offset; the oldest first. */
  readonly #kept = new Map<number, GitObject>();
  #keptBytes = 0;
  readonly #offsets = new Map<string, number>();
  /** Deltas whose base is not known yet, by the id of that. */
  readonly #waiting = new Map<string, [offset: number, entry: Entry][]>();
  /** Deltas of which a base further down was not known. */
  readonly #baseless: [offset: number, entry: Entry][] = [];

  constructor(pack: Uint8Array, hash: 'sha1' | 'sha256', budget: Budget) {
    this.#pack = bufferOf(pack);
    this.#hash = hash;
    this.#budget = budget;
  }

  // PACK version:4 count:4 entry… hash
  *members(): Generator<Member> {
    if (this.#pack.length < 12) throw new Stop('decode-error');
    const count = this.#pack.readUInt32BE(8);
    let at = 12;
    for (let number = 1; number <= count; number++) {
      const offset = at;
      const entry = this.#readEntry(offset, number);
      this.#entries.set(offset, entry);
      const { bytes, problem, consumed } = this.#inflate(entry);
      if (problem) {
        // Where the next entry begins is not known.
        yield member(`${TYPES[entry.type] ?? 'delta'} ${number}`, { bytes, problem });
        throw new Stop(problem);
      }
      at = entry.start + consumed;
      if (entry.type !== REF_DELTA) yield* this.#resolve(offset, entry, bytes);
      else if (this.#offsets.has(entry.baseId ?? '')) {
        entry.base = this.#offsets.get(entry.baseId ?? '') as number;
        yield* this.#resolve(offset, entry, bytes);
      } else this.#wait(offset, entry);
    }
    // A base of these may have been resolved since.
    for (const [offset, entry] of this.#baseless.splice(0)) yield* this.#resolve(offset, entry, null);
    for (const [, entry] of [...this.#waiting.values()].flat().concat(this.#baseless)) yield this.#orphan(entry);
  }

  #wait(offset: number, entry: Entry): void {
    const others = this.#waiting.get(entry.baseId ?? '');
    if (others) others.push([offset, entry]);
    else this.#waiting.set(entry.baseId ?? '', [[offset, entry]]);
  }

  /** The object of an entry, and then those that waited for it. */
  *#resolve(offset: number, entry: Entry, packed: Uint8Array | null): Generator<Member> {
    const queue: [number, Entry, Uint8Array | null][] = [[offset, entry, packed]];
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [at, one, content] = next;
      const object = this.#tryObjectAt(at, content);
      if (!object) {
        this.#baseless.push([at, one]);
        continue;
      }
      yield member(`${object.type} ${one.number}`, { bytes: object.bytes, problem: null });
      const id = createHash(this.#hash)
        .update(`${object.type} ${object.bytes.length}\0`, 'latin1')
        .update(object.bytes)
        .digest('hex');
      this.#offsets.set(id, at);
      for (const [later, waiting] of this.#waiting.get(id) ?? []) {
        waiting.base = at;
        queue.push([later, waiting, null]);
      }
      this.#waiting.delete(id);
    }
  }

  /** Without its base, what a delta adds is all there is to see. */
  #orphan(entry: Entry): Member {
    const { bytes, problem } = this.#inflate(entry);
    return member(`delta ${entry.number}`, { bytes: insertedBy(bytes), problem: problem ?? 'decode-error' });
  }

  /** A delta that does not fit its base is as good as one without. */
  #tryObjectAt(offset: number, packed: Uint8Array | null): GitObject | null {
    try {
      return this.#objectAt(offset, packed);
    } catch (error) {
      if (error instanceof Stop && error.problem === 'decode-error') return null;
      throw error;
    }
  }

  /** The object whose entry begins at `offset`; null if a base of it is not in the pack. `packed` is what the entry unpacks to, if known. */
  #objectAt(offset: number, packed: Uint8Array | null): GitObject | null {
    const deltas: Uint8Array[] = [];
    let content = packed;
    let object = this.#kept.get(offset);
    for (let at = offset; !object; ) {
      const entry = this.#entries.get(at);
      if (!entry || deltas.length > LONGEST_CHAIN) return null;
      content ??= this.#inflate(entry).bytes;
      const type = TYPES[entry.type];
      if (type) object = { type, bytes: content };
      else {
        // A base by offset comes before its delta; one by id cannot hold itself.
        if (entry.base === undefined) return null;
        deltas.push(content);
        at = entry.base;
        object = this.#kept.get(at);
      }
      content = null;
    }
    for (const delta of deltas.reverse()) {
      const bytes = applyDelta(object.bytes, delta, this.#budget);
      object = { type: object.type, bytes };
    }
    this.#keep(offset, object);
    return object;
  }

  #keep(offset: number, object: GitObject): void {
    if (this.#kept.has(offset)) return;
    // Node's buffers may be several times as large as what is in them.
    this.#kept.set(offset, { type: object.type, bytes: object.bytes.slice() });
    this.#keptBytes += object.bytes.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#keptBytes <= KEPT) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes.length;
    }
  }

  /** Type and size: 1 bit that there is more, 3 bits of type, 4 of size; then 7 bits of size a byte, the lowest first. */
  #readEntry(offset: number, number: number): Entry {
    let at = offset;
    let byte = this.#byte(at++);
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let weight = 16; byte & 0x80; weight *= 128) {
      byte = this.#byte(at++);
      size += (byte & 0x7f) * weight;
      if (!Number.isSafeInteger(size)) throw new Stop('decode-error');
    }
    if (type === OFS_DELTA) {
      // The distance back to the base: 7 bits a byte, the highest first, plus 1 in all but the last.
      byte = this.#byte(at++);
      let distance = byte & 0x7f;
      while (byte & 0x80) {
        byte = this.#byte(at++);
        distance = (distance + 1) * 128 + (byte & 0x7f);
        if (distance > offset) throw new Stop('decode-error');
      }
      if (distance < 1) throw new Stop('decode-error');
      return { number, type, size, start: at, base: offset - distance };
    }
    if (type === REF_DELTA) {
      const width = this.#hash === 'sha1' ? 20 : 32;
      return { number, type, size, start: at + width, baseId: this.#pack.toString('hex', at, at + width) };
    }
    if (!TYPES[type]) throw new Stop('decode-error');
    return { number, type, size, start: at };
  }

  #byte(at: number): number {
    const byte = this.#pack[at];
    if (byte === undefined) throw new Stop('decode-error');
    return byte;
  }

  #inflate(entry: Entry): ReturnType<typeof inflate> {
    // No more than what deflate could need for the size, so that buffers are no larger than the object.
    const end = entry.start + entry.size + Math.ceil(entry.size / 8) + 64;
    const result = inflate(this.#pack.subarray(entry.start, end), 'zlib', this.#budget);
    const isWhole = result.bytes.length === entry.size;
    return { ...result, problem: result.problem ?? (isWhole ? null : 'decode-error') };
  }
}
