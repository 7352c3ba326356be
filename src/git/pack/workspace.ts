// Where objects of packs are unpacked and put together: in memory of their own, by WebAssembly, or, where that is missing, by Node.

import { wasm } from 'hfleaks:wasm/git/pack/unpack';
import { inflateSync } from 'node:zlib';
import { hasSimd, start } from '../../wasm.ts';
import { applyDelta, Copies } from './delta.ts';
import type { PackFile } from './pack-file.ts';
import { Pool } from './pool.ts';

/** Gives buffers to work in; each is given back with `give`. None of them is cleared. */
export interface Workspace {
  /** A buffer of exactly `size` bytes; null where there is no room. */
  take(size: number): Buffer | null;
  /** Nobody may use it any more. Buffers of others are ignored. */
  give(buffer: Buffer): void;
  /** What the zlib stream in `length` bytes of a file unpacks to; null if that is not exactly `size` bytes, or there is no room. */
  unpack(file: PackFile, from: number, length: number, size: number): Buffer | null;
  /** Fills `target` by the instructions of `delta` from `start` on, and notes what is copied. False if they do not fit. */
  apply(delta: Buffer, start: number, base: Buffer, target: Buffer): boolean;
  /** What the latest delta copied, in threes as in `Origin`, valid until the next one; null if that is too much to tell. */
  readonly copies: Int32Array | null;
}

/** Others who work in the memory of a workspace: they may take pages at its end, before anything else is in it. */
export type Lodger = (memory: WasmMemory) => void;

/** A workspace of `memory` bytes at most. */
export function createWorkspace(memory: number, lodger?: Lodger): Workspace {
  if (!hasSimd()) return new NodeWorkspace();
  try {
    return new WasmWorkspace(memory, lodger);
  } catch {
    // There may be no room for so many addresses.
    return new NodeWorkspace();
  }
}

export class NodeWorkspace implements Workspace {
  readonly #pool = new Pool((size) => Buffer.allocUnsafeSlow(size));
  readonly #copies = new Copies();
  #packed: Buffer = Buffer.allocUnsafe(1 << 16);

  get copies(): Int32Array | null {
    return this.#copies.isCut ? null : this.#copies.threes;
  }

  take(size: number): Buffer | null {
    return this.#pool.take(size);
  }

  give(buffer: Buffer): void {
    this.#pool.give(buffer);
  }

  unpack(file: PackFile, from: number, length: number, size: number): Buffer | null {
    if (this.#packed.length < length) this.#packed = Buffer.allocUnsafe(2 * length);
    file.fill(this.#packed, 0, from, length);
    // One byte more, or zlib would ask for another piece.
    const chunkSize = Math.max(64, size + 1);
    try {
      const bytes = inflateSync(this.#packed.subarray(0, length), { chunkSize, maxOutputLength: chunkSize });
      return bytes.length === size ? bytes : null;
    } catch {
      return null;
    }
  }

  apply(delta: Buffer, start: number, base: Buffer, target: Buffer): boolean {
    return applyDelta(delta, start, base, target, this.#copies);
  }
}

interface Unpack {
  inflate(from: number, size: number, to: number, length: number, tables: number): number;
  applyDelta(
    from: number,
    end: number,
    base: number,
    size: number,
    to: number,
    length: number,
    copies: number,
    most: number,
  ): number;
}

const PAGE = 1 << 16;
/** The tables of `inflate`, what is copied, and a piece of the pack that is read at once. */
const TABLES = 1 << 14;
const MOST_COPIES = 1 << 15;
const WINDOW = 1 << 15;
const FIRST = TABLES + 12 * MOST_COPIES + WINDOW + PAGE;
/** Read and written behind each piece of memory. */
const SLACK = 64;
/** More than 32 bits of addresses there are not. */
const LARGEST = 2 ** 31;

export class WasmWorkspace implements Workspace {
  readonly #unpack: Unpack;
  readonly #memory: Buffer;
  readonly #pool: Pool;
  readonly #all: Int32Array;
  #used = FIRST;
  #copied = 0;
  /** What of which file is in the window. */
  #file: PackFile | null = null;
  #from = 0;
  #to = 0;

  constructor(memory: number, lodger?: Lodger) {
    const pages = Math.ceil((Math.min(memory, LARGEST) + FIRST) / PAGE) + 16;
    // Only what is written to takes memory.
    const own = new WebAssembly.Memory({ initial: pages });
    this.#unpack = start<Unpack>(wasm, own);
    lodger?.(own);
    this.#memory = Buffer.from(own.buffer, 0, pages * PAGE);
    this.#all = new Int32Array(own.buffer, TABLES, 3 * MOST_COPIES);
    this.#pool = new Pool((size) => this.#cut(size));
  }

  get copies(): Int32Array | null {
    return this.#copied > MOST_COPIES ? null : this.#all.subarray(0, 3 * this.#copied);
  }

  take(size: number): Buffer | null {
    return this.#pool.take(size + SLACK)?.subarray(0, size) ?? null;
  }

  give(buffer: Buffer): void {
    this.#pool.give(buffer);
  }

  unpack(file: PackFile, from: number, length: number, size: number): Buffer | null {
    const target = this.take(size);
    const large = length > WINDOW ? this.take(length) : null;
    try {
      if (!target || (length > WINDOW && !large)) return null;
      if (large) file.fill(large, 0, from, length);
      const at = large ? large.byteOffset : this.#window(file, from, length);
      if (this.#unpack.inflate(at, length, target.byteOffset, size, 0) === 0) return target;
      this.give(target);
      return null;
    } finally {
      if (large) this.give(large);
    }
  }

  apply(delta: Buffer, start: number, base: Buffer, target: Buffer): boolean {
    const [from, end] = [delta.byteOffset + start, delta.byteOffset + delta.length];
    const [to, length] = [target.byteOffset, target.length];
    this.#copied = this.#unpack.applyDelta(from, end, base.byteOffset, base.length, to, length, TABLES, MOST_COPIES);
    return this.#copied >= 0;
  }

  /** Where bytes of a file are, no more than a window of them, of which those behind them are read too: families lie close together. */
  #window(file: PackFile, from: number, length: number): number {
    const start = TABLES + 12 * MOST_COPIES;
    if (file !== this.#file || from < this.#from || from + length > this.#to) {
      this.#file = null;
      const size = Math.min(WINDOW, file.size - from);
      file.fill(this.#memory, start, from, size);
      [this.#file, this.#from, this.#to] = [file, from, from + size];
    }
    return start + from - this.#from;
  }

  #cut(size: number): Buffer | null {
    const from = this.#used;
    if (from + size > this.#memory.length - PAGE) return null;
    this.#used += size;
    return this.#memory.subarray(from, from + size);
  }
}
