// Reads the objects of a pack without git, each as the version of another one that it is stored as: a family of them from its first on, depth first.
import type { Origin } from '../../types.ts';
import type { ObjectType } from '../object-format.ts';
import { isIdOf } from '../object-format.ts';
import { deltaHead } from './delta.ts';
import { type Entries, OFS_DELTA, readEntries } from './entries.ts';
import { type Families, familiesOf, type Kin, kinOf } from './families.ts';
import { PackFile } from './pack-file.ts';
import { checkPack, type PackIndex, readPackIndex } from './pack-index.ts';
import type { Turns } from './turns.ts';
import { Unread } from './unread.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** An object, and what it was made from. `T` is what the taker learns of an object, to be told it again with those made from that. */
export interface PackedObject<T> {
  /** What `wanted` said of it. */
  readonly index: number;
  readonly type: ObjectType;
  /** Valid until the next object is taken. */
  readonly bytes: Buffer;
  /** Null where nothing was learned of what it was made from. */
  readonly origin: Origin<T> | null;
  /** Set by the taker. */
  learned: T | null;
  /** Whether it is what its id says. */
  isTrue(): boolean;
}

/** What lies where in a pack, and what was made from what; plain, and in memory that threads can share. */
export interface PackLayout {
  readonly index: PackIndex;
  readonly entries: Entries;
  readonly kin: Kin;
}

export interface PackReaderOptions {
  readonly objectFormat: 'sha1' | 'sha256';
  /** What may be held at once, in bytes. */
  readonly memory: number;
  /** Where objects are unpacked; made for the reader alone if there is none. */
  readonly workspace?: Workspace;
  /** What another reader found out about the same pack, also in another thread. */
  readonly layout?: PackLayout | undefined;
}

/** Which families of a pack are read. */
export interface Selection {
  readonly turns?: Turns | undefined;
  readonly types?: readonly (ObjectType | undefined)[] | undefined;
}

/** By their numbers in a pack. */
const TYPES: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];
/** Objects that are larger are left to git, in bytes. */
const LARGEST = 24 << 20;
/** What deflate can make of a byte, at most. */
const MOST_OF_A_BYTE = 1032;

/** An object from which others are made. */
interface Frame<T> {
  readonly bytes: Buffer;
  /** The number of the next of these; -1 for none. */
  next: number;
  learned: T | null;
}

/** An open pack. */
export class PackReader {
  readonly #options: PackReaderOptions;
  readonly #file: PackFile;
  readonly #workspace: Workspace;
  readonly layout: PackLayout;
  /** Ascending ids of all that the pack holds, one behind the other. */
  readonly ids: Buffer;
  #held = 0;

  /** Opens `<path>.pack` with its index. Throws `Unread` for what is in another form, or damaged. The caller closes it. */
  constructor(path: string, options: PackReaderOptions) {
    this.#options = options;
    this.#file = new PackFile(`${path}.pack`);
    try {
      this.layout = options.layout ? checked(options.layout, this.#file) : this.#readLayout(path);
      const { buffer, byteOffset, length } = this.layout.index.ids;
      this.ids = Buffer.from(buffer, byteOffset, length);
      this.#workspace = options.workspace ?? createWorkspace(options.memory);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #readLayout(path: string): PackLayout {
    const file = new PackFile(`${path}.idx`);
    try {
      const index = readPackIndex(file, this.#file, this.#options.objectFormat === 'sha256' ? 32 : 20);
      const entries = readEntries(this.#file, index);
      this.#file.forget();
      return { index, entries, kin: kinOf(entries.bases) };
    } finally {
      file.close();
    }
  }

  close(): void {
    this.#file.close();
  }

  /** Bytes of an id. */
  get width(): number {
    return this.layout.index.width;
  }

  /**
   * Yields objects for whose ids, in bytes at a place, `wanted` gives a number and not -1, whenever it is asked. Those that cannot be read, or would take too much
   * memory, and what is made from them, are left out, silently: git is asked for them. With `turns`, only families that nobody else has taken;
   * with `types`, only objects of these.
   */
  *objects<T>(
    wanted: (ids: Buffer, at: number) => number,
    { turns, types = TYPES }: Selection = {},
  ): Generator<PackedObject<T>> {
    const { index, entries, kin } = this.layout;
    const { count } = index;
    const find = (number: number): number => wanted(this.ids, this.#placeOf(number));
    const families = familiesOf(entries.bases, kin, (number) => find(number) >= 0);
    for (const root of turns?.of(families.roots, count) ?? families.roots) {
      const type = TYPES[entries.types[root] as number];
      if (type && types.includes(type)) yield* this.#family<T>(root, type, families, find);
    }
  }

  *#family<T>(
    root: number,
    type: ObjectType,
    families: Families,
    find: (number: number) => number,
  ): Generator<PackedObject<T>> {
    const stack: Frame<T>[] = [];
    for (let number = root; number >= 0; number = nextOf(stack, families)) {
      const base = stack.at(-1);
      const bytes = base ? this.#version(number, base.bytes) : this.#unpacked(number);
      // A base is dropped with the last that is made from it: of those that are held, each leads to no more than half of the rest.
      if (base && base.next < 0) {
        stack.pop();
        this.#held -= base.bytes.length;
        this.#workspace.give(base.bytes);
      }
      if (!bytes) continue;
      const index = find(number);
      let learned: T | null = null;
      if (index >= 0) {
        const object = new Taken<T>(index, type, bytes, base ? this.#origin(base) : null, this, this.#placeOf(number));
        yield object;
        learned = object.learned;
      }
      const next = families.firstOf(number);
      if (next >= 0) {
        this.#held += bytes.length;
        stack.push({ bytes, next, learned });
      } else this.#workspace.give(bytes);
    }
  }

  #origin<T>({ learned, bytes }: Frame<T>): Origin<T> | null {
    const { copies } = this.#workspace;
    return learned === null || copies === null ? null : { learned, size: bytes.length, copies };
  }

  /** What an entry's delta makes of its base; null if that cannot be told here. */
  #version(number: number, base: Buffer): Buffer | null {
    const type = this.layout.entries.types[number] as number;
    const delta = type >= OFS_DELTA ? this.#unpacked(number) : null;
    if (!delta) return null;
    const head = deltaHead(delta);
    const isFit = head?.base === base.length && this.#hasRoomFor(head.result);
    const target = isFit ? this.#workspace.take(head.result) : null;
    const isMade = head && target && this.#workspace.apply(delta, head.start, base, target);
    this.#workspace.give(delta);
    if (isMade) return target;
    if (target) this.#workspace.give(target);
    return null;
  }

  #hasRoomFor(size: number): boolean {
    return size <= LARGEST && this.#held + size <= this.#options.memory;
  }

  #unpacked(number: number): Buffer | null {
    const { sizes, heads } = this.layout.entries;
    const head = heads[number] as number;
    const from = (this.layout.index.offsets[number] as number) + head;
    const length = (this.layout.index.offsets[number + 1] as number) - from;
    const size = sizes[number] as number;
    if (head === 0 || length <= 0 || size > MOST_OF_A_BYTE * length || length > 2 * LARGEST || !this.#hasRoomFor(size))
      return null;
    return this.#workspace.unpack(this.#file, from, length, size);
  }

  #placeOf(number: number): number {
    return (this.layout.index.places[number] as number) * this.width;
  }

  /** Whether an object is what the id at `place` says. */
  isIdAt(place: number, type: ObjectType, bytes: Buffer): boolean {
    return isIdOf(this.ids.subarray(place, place + this.width), this.#options.objectFormat, type, bytes);
  }
}

/** One shape for all, and no function for each. */
class Taken<T> implements PackedObject<T> {
  readonly index: number;
  readonly type: ObjectType;
  readonly bytes: Buffer;
  readonly origin: Origin<T> | null;
  learned: T | null = null;
  readonly #reader: PackReader;
  readonly #place: number;

  constructor(
    index: number,
    type: ObjectType,
    bytes: Buffer,
    origin: Origin<T> | null,
    reader: PackReader,
    place: number,
  ) {
    this.index = index;
    this.type = type;
    this.bytes = bytes;
    this.origin = origin;
    this.#reader = reader;
    this.#place = place;
  }

  isTrue(): boolean {
    return this.#reader.isIdAt(this.#place, this.type, this.bytes);
  }
}

/** Throws `Unread` where it is that of another pack. */
function checked(layout: PackLayout, file: PackFile): PackLayout {
  const { count, offsets, width, checksum } = layout.index;
  if (offsets[count] !== file.size - width) throw new Unread('a pack has another length');
  checkPack(file, count, checksum);
  return layout;
}

/** The next that is made from the latest of the objects that are held; -1 at the end. */
function nextOf<T>(stack: readonly Frame<T>[], families: Families): number {
  const frame = stack.at(-1);
  if (!frame) return -1;
  const number = frame.next;
  frame.next = families.nextOf(number);
  return number;
}
