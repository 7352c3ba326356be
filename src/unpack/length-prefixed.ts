// Strings with their length before them, in formats that are not known well enough to be walked.

import { SHORTEST, writeLine } from './members.ts';
import { type Output, Stop } from './output.ts';

/** A file has no more text in such strings than this many times its size, however they overlap. */
const OVERLAP = 4;

/**
 * Appends every printable string of 24 bytes and more in `bytes`, from `start`, that stands behind its length in one byte, or in four or eight
 * with the lowest first, one a line. `types` are the bytes that may stand before the length (pickle: `X`, marshal: `z`). Linear; throws
 * `Stop` where the output does.
 */
export function writePrefixed(bytes: Uint8Array, start: number, types: string, output: Output): void {
  const isType = new Uint8Array(256);
  for (const type of types) isType[type.charCodeAt(0)] = 1;
  const limit = output.length + OVERLAP * bytes.length;
  const write = (from: number, size: number): void => {
    if (output.length + size > limit) throw new Stop('archive-limit');
    writeLine(output, bytes.subarray(from, from + size));
  };
  for (let from = start; from < bytes.length; ) {
    if (!isPrintable(bytes[from])) {
      from++;
      continue;
    }
    let to = from + 1;
    while (isPrintable(bytes[to])) to++;
    // A longer length ends with a zero, so that its string begins a run; the one byte of a shorter one may be printable itself.
    const wide = wideLength(bytes, from);
    if (wide >= SHORTEST && from + wide <= to) write(from, wide);
    for (let at = from; at + SHORTEST <= to; at++) {
      const size = bytes[at - 1] ?? 0;
      if (isType[bytes[at - 2] ?? 0] === 1 && size >= SHORTEST && at + size <= to) write(at, size);
    }
    from = to;
  }
}

/** The number in the four or eight bytes before `at`, the lowest first; 0 where it is none. */
function wideLength(bytes: Uint8Array, at: number): number {
  let first = at - 1;
  while (first >= at - 8 && bytes[first] === 0) first--;
  const zeros = at - 1 - first;
  if (zeros === 0 || zeros > 7) return 0;
  // One to three bytes of a number stand before the zeros.
  const width = zeros > 3 ? 8 : 4;
  let size = 0;
  for (let index = width - 1; index >= 0; index--) size = size * 256 + (bytes[at - width + index] ?? 0);
  return size;
}

function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x20 && byte !== 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
