// Xz: streams of blocks in a row, each in LZMA2. Format: The .xz File Format, version 1.2.0.
import type { Container } from './container.ts';
import { LzmaDecoder } from './lzma.ts';
import { ascii } from './members.ts';
import { type Output, Stop } from './output.ts';
import { oneStream } from './stream.ts';

/** Xz files. */
export const xz: Container = oneStream({ name: 'xz', matches: (bytes) => isStream(bytes, 0) }, unxz);

const MAGIC = ascii('\xfd7zXZ\0');
const HEADER = 12;
const FOOTER = 12;
/** Bytes behind each block, by the kind of checksum. */
const CHECK_SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64] as const;
const LZMA2 = 0x21;

function isStream(bytes: Uint8Array, at: number): boolean {
  return MAGIC.every((byte, index) => bytes[at + index] === byte);
}

/** Decodes all streams in a row into `output`; answers where they end. Throws `Stop`: `archive-unsupported` behind content that was filtered. */
export function unxz(bytes: Uint8Array, output: Output): number {
  const decoder = new LzmaDecoder(bytes, output);
  let isFiltered = false;
  let at = 0;
  while (isStream(bytes, at)) {
    const checkSize = CHECK_SIZES[(bytes[at + 7] ?? 0) & 15] as number;
    at += HEADER;
    const first = at;
    // A block begins with the size of its header, an index with zero.
    while (byteAt(bytes, at) !== 0) {
      const header = readBlockHeader(bytes, at);
      isFiltered ||= header.isFiltered;
      at = readLzma2(bytes, header.end, decoder, output);
      at = aligned(at, first) + checkSize;
    }
    at = aligned(skipIndex(bytes, at), first) + 4 + FOOTER;
    while (at + 4 <= bytes.length && bytes.subarray(at, at + 4).every((byte) => byte === 0)) at += 4;
  }
  if (at !== bytes.length) throw new Stop('decode-error');
  if (isFiltered) throw new Stop('archive-unsupported');
  return at;
}

function aligned(at: number, first: number): number {
  return at + ((first - at) & 3);
}

/** Section 3.1. Filters before LZMA2 change machine code and tables, rarely text: what comes out is given as it is. */
function readBlockHeader(bytes: Uint8Array, at: number): { end: number; isFiltered: boolean } {
  const flags = byteAt(bytes, at + 1);
  let place = at + 2;
  const number = (): number => {
    const found = readNumber(bytes, place);
    place = found.end;
    return found.value;
  };
  if (flags & 0x40) number();
  if (flags & 0x80) number();
  let last = 0;
  for (let left = (flags & 3) + 1; left > 0; left--) {
    last = number();
    const size = number();
    place += size;
  }
  if (last !== LZMA2) throw new Stop('archive-unsupported');
  return { end: at + ((bytes[at] as number) + 1) * 4, isFiltered: (flags & 3) > 0 };
}

/** Section 4: a zero, the number of records, two numbers for each. */
function skipIndex(bytes: Uint8Array, at: number): number {
  const count = readNumber(bytes, at + 1);
  let end = count.end;
  for (let left = count.value * 2; left > 0; left--) end = readNumber(bytes, end).end;
  return end;
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function readNumber(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = byteAt(bytes, at + index);
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  throw new Stop('decode-error');
}

/**
 * Chunks: 00 the end; 01 and 02 as it is, with or without a new dictionary; 80 and more LZMA, of which two bits say what is new (nothing,
 * the state, also the properties, also the dictionary) and five are the highest of the size. Answers where they end.
 */
function readLzma2(bytes: Uint8Array, start: number, decoder: LzmaDecoder, output: Output): number {
  let hasProperties = false;
  let at = start;
  for (let control = byteAt(bytes, at); control !== 0; control = byteAt(bytes, at)) {
    if (control < 0x80) {
      if (control > 2) throw new Stop('decode-error');
      if (control === 1) decoder.forgetDictionary();
      const size = byteAt(bytes, at + 1) * 256 + byteAt(bytes, at + 2) + 1;
      const part = bytes.subarray(at + 3, at + 3 + size);
      output.append(part);
      if (part.length < size) throw new Stop('decode-error');
      at += 3 + size;
      continue;
    }
    const size = (control & 31) * 65536 + byteAt(bytes, at + 1) * 256 + byteAt(bytes, at + 2) + 1;
    const packed = byteAt(bytes, at + 3) * 256 + byteAt(bytes, at + 4) + 1;
    const renewed = (control >> 5) & 3;
    if (renewed === 3) decoder.forgetDictionary();
    if (renewed > 1) decoder.setProperties(byteAt(bytes, at + 5));
    else if (renewed === 1) decoder.forgetState();
    hasProperties ||= renewed > 1;
    if (!hasProperties) throw new Stop('decode-error');
    at += renewed > 1 ? 6 : 5;
    decoder.begin(at);
    decoder.decode(size);
    at += packed;
    if (decoder.position !== at || !decoder.isAtEnd) throw new Stop('decode-error');
  }
  return at + 1;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Stop('decode-error');
  return byte;
}
