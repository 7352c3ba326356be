// Small tools on bytes that several decoders need.

/** Up to here a loop is faster than a call into native code. */
const NEAR = 48;

/** The same memory as a Buffer; no copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * The bytes of what nobody has asked about yet. An answer holds those that it is about, and other content comes in another view, also in room that
 * is used again. A `WeakRef` to each would keep all of them until the job ends.
 */
export const NO_BYTES: Uint8Array = new Uint8Array(0);

/** What is kept for the next one, in bytes. */
const MOST_KEPT = 4 << 20;

/**
 * Gives buffers of exactly `size` bytes with anything in them, each valid until the next one is asked for. For what is soon forgotten: a notebook
 * is read in pieces of megabytes, which the system would have to clear each time, and which stay until garbage is collected.
 */
export function createScratch(): (size: number) => Buffer {
  let room: Buffer | undefined;
  return (size) => {
    if (size > MOST_KEPT) return Buffer.allocUnsafeSlow(size);
    if (!room || room.length < size) room = Buffer.allocUnsafeSlow(Math.min(MOST_KEPT, Math.max(2 * size, 1 << 16)));
    return room.subarray(0, size);
  };
}

/** For a text while it is decoded, by whoever does nothing else meanwhile. */
export const scratch = createScratch();

/** bytes[from, to), cut to what there is, as text; one byte a character. */
export function latin1(bytes: Uint8Array, from: number, to: number): string {
  return bufferOf(bytes).toString('latin1', Math.max(0, from), to);
}

/** The bytes of an ASCII text. */
export function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Where `byte` stands first in [from, to), or -1. Never looks beyond `to`. */
export function indexOfByte(bytes: Uint8Array, byte: number, from: number, to: number): number {
  const near = Math.min(to, from + NEAR);
  for (let at = from; at < near; at++) if (bytes[at] === byte) return at;
  if (near >= to) return -1;
  const found = bytes.subarray(near, to).indexOf(byte);
  return found < 0 ? -1 : near + found;
}

/** The number that `count` hexadecimal digits at `at` write, or -1 where one is none or not before `to`. */
export function hexNumber(bytes: Uint8Array, at: number, count: number, to: number): number {
  if (at + count > to) return -1;
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = hexDigit(bytes[i] ?? 0);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

const HEX_VALUES = Int8Array.from({ length: 256 }, (_, byte) => hexDigit(byte));

/** The number that the two hexadecimal digits at `at` write, or -1 where one is none. */
export function hexPair(bytes: Uint8Array, at: number): number {
  if (at + 2 > bytes.length) return -1;
  const [high, low] = [HEX_VALUES[bytes[at] as number] as number, HEX_VALUES[bytes[at + 1] as number] as number];
  return (high | low) < 0 ? -1 : (high << 4) | low;
}

/** The value of one hexadecimal digit of either case, or -1. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Whether a byte is a letter, a digit or `_`: part of an identifier. False beyond the ends. */
export function isWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f;
}

/** A table with a 1 for each of the characters (latin1), by byte. */
export function tableOf(chars: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)] = 1;
  return table;
}

/** Whether a byte is a decimal digit. False beyond the ends. */
export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Whether a byte is ASCII white space: a space, or 9 to 13. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}
