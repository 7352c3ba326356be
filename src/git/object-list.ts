// Many objects by id, without a string for each: half a million of them take twenty megabytes.
import { randomFillSync } from 'node:crypto';

/** Ids in hex, by position. */
export interface OidSequence {
  readonly length: number;
  hex(index: number): string;
}

const FIRST_ROOM = 1024;
/** One for each byte of an id. */
const KEYS = randomFillSync(new Uint32Array(32));
/** The values of hexadecimal digits as git writes them; -1 for all other bytes. */
const DIGITS = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) DIGITS[value.toString(16).charCodeAt(0)] = value;

/** A set of object ids in the order in which they came. */
export class ObjectList implements OidSequence {
  readonly #width: 20 | 32;
  #ids: Buffer;
  #length = 0;
  /** Open addressing: positions plus one, 0 where nothing is. */
  #slots: Int32Array;

  /** `room` for so many, where it is known: what grows takes twice the memory when it does. */
  constructor(objectFormat: 'sha1' | 'sha256', room = 0) {
    const first = Math.max(FIRST_ROOM, room + 1);
    this.#width = objectFormat === 'sha256' ? 32 : 20;
    this.#ids = Buffer.allocUnsafeSlow(first * this.#width);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(first * 2)));
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes of one id. */
  get width(): 20 | 32 {
    return this.#width;
  }

  hex(index: number): string {
    return this.#ids.toString('hex', index * this.#width, (index + 1) * this.#width);
  }

  /** An id in bytes; valid until the next `add`. */
  raw(index: number): Buffer {
    return this.#ids.subarray(index * this.#width, (index + 1) * this.#width);
  }

  /** All ids in their order, one behind the other; valid until the next `add`. */
  get ids(): Buffer {
    return this.#ids.subarray(0, this.#length * this.#width);
  }

  /** Adds an id and gives its position, the old one if it is there already. */
  add(hex: string): number {
    this.#makeRoom();
    const at = this.#length * this.#width;
    this.#ids.write(hex, at, this.#width, 'hex');
    return this.#keep(at);
  }

  /** As `add`, for digits in `text` at a place; -1 if no id stands there. */
  addHex(text: Buffer, from: number): number {
    this.#makeRoom();
    const at = this.#length * this.#width;
    if (from + 2 * this.#width > text.length) return -1;
    for (let byte = 0, digit = from; byte < this.#width; byte++, digit += 2) {
      const value = byteAt(text, digit);
      if (value < 0) return -1;
      this.#ids[at + byte] = value;
    }
    return this.#keep(at);
  }

  /** Whether the digits in `text` at a place are those of an id. */
  isHex(index: number, text: Buffer, from: number): boolean {
    if (index >= this.#length || from + 2 * this.#width > text.length) return false;
    const at = index * this.#width;
    for (let byte = 0; byte < this.#width; byte++)
      if (this.#ids[at + byte] !== byteAt(text, from + 2 * byte)) return false;
    return true;
  }

  /** As `add`, for an id in bytes. */
  addRaw(bytes: Uint8Array, from: number): number {
    this.#makeRoom();
    const at = this.#length * this.#width;
    this.#ids.set(bytes.subarray(from, from + this.#width), at);
    return this.#keep(at);
  }

  /** The position of an id, -1 if it is not here. */
  indexOf(hex: string): number {
    return hex.length === 2 * this.#width ? this.indexOfRaw(Buffer.from(hex, 'hex'), 0) : -1;
  }

  /** As `indexOf`, for an id in bytes. */
  indexOfRaw(bytes: Uint8Array, from: number): number {
    return (this.#slots[this.#find(bytes, from)] as number) - 1;
  }

  /** Keeps the id that was written behind the last one, unless it is known. */
  #keep(at: number): number {
    const slot = this.#find(this.#ids, at);
    return (this.#slots[slot] ||= ++this.#length) - 1;
  }

  /** The slot of an id, or the one where it would be. */
  #find(bytes: Uint8Array, from: number): number {
    const mask = this.#slots.length - 1;
    const width = this.#width;
    let slot = this.#hash(bytes, from) & mask;
    for (;;) {
      const entry = this.#slots[slot] as number;
      if (entry === 0) return slot;
      const other = (entry - 1) * width;
      let same = 0;
      while (same < width && this.#ids[other + same] === bytes[from + same]) same++;
      if (same === width) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /**
   * Multilinear hashing with keys of this run: in a forged pack, ids can be chosen so that any known hash puts them all in one place. The upper 25
   * bits of the sum are alike for two ids, whatever they are, once in 2^25 runs; the last step only spreads them.
   */
  #hash(bytes: Uint8Array, from: number): number {
    let sum = 0;
    for (let at = 0; at < this.#width; at++)
      sum = (sum + Math.imul(KEYS[at] as number, bytes[from + at] as number)) | 0;
    const spread = Math.imul(sum >>> 7, 0x9e3779b1);
    return spread ^ (spread >>> 15);
  }

  #makeRoom(): void {
    if ((this.#length + 1) * this.#width > this.#ids.length) {
      const ids = Buffer.allocUnsafe(this.#ids.length * 2);
      this.#ids.copy(ids);
      this.#ids = ids;
    }
    if ((this.#length + 1) * 2 <= this.#slots.length) return;
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let position = 0; position < this.#length; position++)
      this.#slots[this.#find(this.#ids, position * this.#width)] = position + 1;
  }
}

/** Below 0 where the two bytes are no digits. */
function byteAt(text: Buffer, at: number): number {
  return ((DIGITS[text[at] as number] as number) << 4) | (DIGITS[text[at + 1] as number] as number);
}
