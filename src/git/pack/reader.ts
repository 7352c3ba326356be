// Reads the objects of a pack without git, each as the version of another one that it is stored as: a family of them from its first on, depth first.
import type { Origin } from '../../types.ts';
import type { ObjectType } from '../batch.ts';
import { isIdOf } from '../object-format.ts';
import { deltaHead } from './delta.ts';
import { type Entries, OFS_DELTA, readEntries } from './entries.ts';
import { type Families, familiesOf } from './families.ts';
import { PackFile } from './pack-file.ts';
import { type PackIndex, readPackIndex } from './pack-index.ts';
import type { Turns } from './turns.ts';
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

export interface PackReaderOptions {
  readonly objectFormat: 'sha1' | 'sha256';
  /** What may be held at once, in bytes. */
  readonly memory: number;
  /** Where objects are unpacked; made for the reader alone if there is none. */
  readonly workspace?: Workspace;
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
  readonly children: readonly number[];
  next: number;
  learned: T | null;
}

/** An open pack. */
export class PackReader {
  readonly #options: PackReaderOptions;
  readonly #file: PackFile;
  readonly #index: PackIndex;
  readonly #entries: Entries;
  readonly #workspace: Workspace;
  #held = 0;

  /** Opens `<path>.pack` with its index. Throws `Unread` for what is in another form, or damaged. The caller closes it. */
  constructor(path: string, options: PackReaderOptions) {
    this.#options = options;
    this.#file = new PackFile(`${path}.pack`);
    try {
      const index = new PackFile(`${path}.idx`);
      try {
        this.#index = readPackIndex(index, this.#file, options.objectFormat === 'sha256' ? 32 : 20);
      } finally {
        index.close();
      }
      this.#entries = readEntries(this.#file, this.#index);
      this.#workspace = options.workspace ?? createWorkspace(options.memory);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#file.close();
  }

  /** Ascending ids of all that the pack holds, one behind the other. */
  get ids(): Buffer {
    return this.#index.ids;
  }

  /** Bytes of an id. */
  get width(): number {
    return this.#index.width;
  }

  /**
   * Yields objects for whose ids, in bytes at a place, `wanted` gives a number and not -1. Those that cannot be read, or would take too much
   * memory, and what is made from them, are left out, silently: git is asked for them. With `turns`, only families that nobody else has taken;
   * with `types`, only objects of these.
   */
  *objects<T>(
    wanted: (ids: Buffer, at: number) => number,
    { turns, types = TYPES }: Selection = {},
  ): Generator<PackedObject<T>> {
    const { count, ids, places, width } = this.#index;
    const indices = new Int32Array(count);
    for (let number = 0; number < count; number++) indices[number] = wanted(ids, (places[number] as number) * width);
    const families = familiesOf(this.#entries.bases, (number) => (indices[number] as number) >= 0);
    for (const root of turns?.of(families.roots, count) ?? families.roots) {
      const type = TYPES[this.#entries.types[root] as number];
      if (type && types.includes(type)) yield* this.#family<T>(root, type, families, indices);
    }
  }

  *#family<T>(root: number, type: ObjectType, families: Families, indices: Int32Array): Generator<PackedObject<T>> {
    const stack: Frame<T>[] = [];
    for (let number: number | undefined = root; number !== undefined; number = nextOf(stack)) {
      const base = stack.at(-1);
      const isLast = base !== undefined && base.next === base.children.length;
      const bytes = base ? this.#version(number, base.bytes) : this.#unpacked(number);
      // A base is dropped with the last that is made from it: of those that are held, each leads to no more than half of what is wanted.
      if (base && isLast) {
        stack.pop();
        this.#held -= base.bytes.length;
        this.#workspace.give(base.bytes);
      }
      if (!bytes) continue;
      const index = indices[number] as number;
      let learned: T | null = null;
      if (index >= 0) {
        const origin = base ? this.#origin(base) : null;
        const isTrue = this.#isTrue.bind(this, number, type, bytes);
        const object: PackedObject<T> = { index, type, bytes, origin, learned, isTrue };
        yield object;
        learned = object.learned;
      }
      const children = families.childrenOf(number);
      if (children.length > 0) {
        this.#held += bytes.length;
        stack.push({ bytes, children, next: 0, learned });
      } else this.#workspace.give(bytes);
    }
  }

  #origin<T>({ learned, bytes }: Frame<T>): Origin<T> | null {
    const { copies } = this.#workspace;
    return learned === null || copies === null ? null : { learned, size: bytes.length, copies };
  }

  /** What an entry's delta makes of its base; null if that cannot be told here. */
  #version(number: number, base: Buffer): Buffer | null {
    const type = this.#entries.types[number] as number;
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
    const { sizes, heads } = this.#entries;
    const head = heads[number] as number;
    const from = (this.#index.offsets[number] as number) + head;
    const length = (this.#index.offsets[number + 1] as number) - from;
    const size = sizes[number] as number;
    if (head === 0 || length <= 0 || size > MOST_OF_A_BYTE * length || length > 2 * LARGEST || !this.#hasRoomFor(size))
      return null;
    return this.#workspace.unpack(this.#file, from, length, size);
  }

  #isTrue(number: number, type: ObjectType, bytes: Buffer): boolean {
    const { ids, places, width } = this.#index;
    const place = (places[number] as number) * width;
    return isIdOf(ids.subarray(place, place + width), this.#options.objectFormat, type, bytes);
  }
}

/** The next that is made from the latest of the objects that are held. */
function nextOf<T>(stack: readonly Frame<T>[]): number | undefined {
  const frame = stack.at(-1);
  return frame?.children[frame.next++];
}
