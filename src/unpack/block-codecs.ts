// Two fast compressors that columnar files use, Snappy and LZ4. google/snappy format_description.txt; lz4 doc/lz4_Block_format.md, lz4_Frame_format.md
import type { Budget } from './container.ts';
import { bufferOf } from './members.ts';
import { decodeWithin, type Output, Stop, type Unpacked } from './output.ts';

/** One raw Snappy block, as far as the budget allows. Never throws. */
export function unpackSnappy(bytes: Uint8Array, budget: Budget): Unpacked {
  return decodeWithin(bytes, budget, (output) => {
    snappy(bytes, output);
    return bytes.length;
  });
}

/** One raw LZ4 block, or LZ4 frames. Never throws. */
export function unpackLz4(bytes: Uint8Array, form: 'block' | 'frame', budget: Budget): Unpacked {
  return decodeWithin(bytes, budget, (output) => {
    if (form === 'block') lz4(bytes, output);
    else lz4Frames(bufferOf(bytes), output);
    return bytes.length;
  });
}

/** The size of what comes out, and then elements: two bits say which kind. */
function snappy(bytes: Uint8Array, output: Output): void {
  let at = 0;
  while ((bytes[at++] ?? 0) >= 0x80);
  while (at < bytes.length) {
    const tag = bytes[at++] ?? 0;
    const kind = tag & 3;
    if (kind === 0) {
      // 60 to 63: the size less one follows in 1 to 4 bytes.
      const width = Math.max(0, (tag >> 2) - 59);
      const size = 1 + (width > 0 ? numberAt(bytes, at, width) : tag >> 2);
      at = copy(bytes, at + width, size, output);
    } else if (kind === 1) {
      output.repeat(((tag >> 5) << 8) | (bytes[at++] ?? 0), ((tag >> 2) & 7) + 4);
    } else {
      const width = kind === 2 ? 2 : 4;
      output.repeat(numberAt(bytes, at, width), (tag >> 2) + 1);
      at += width;
    }
  }
}

/** Sequences of literals and a copy; the last one has only literals. */
function lz4(bytes: Uint8Array, output: Output): void {
  let at = 0;
  const more = (nibble: number): number => {
    let size = nibble;
    if (nibble < 15) return size;
    for (let byte = 255; byte === 255; size += byte) byte = bytes[at++] ?? 0;
    return size;
  };
  while (at < bytes.length) {
    const token = bytes[at++] ?? 0;
    const literals = more(token >> 4);
    at = copy(bytes, at, literals, output);
    if (at >= bytes.length) return;
    const distance = numberAt(bytes, at, 2);
    at += 2;
    output.repeat(distance, more(token & 15) + 4);
  }
}

// magic:4 flags:1 block-size:1 [content-size:8] [dictionary:4] check:1; blocks size:4 data [check:4]; 0:4 [check:4]
function lz4Frames(bytes: Buffer, output: Output): void {
  for (let at = 0; at < bytes.length; ) {
    if (bytes.readUInt32LE(at) !== 0x184d2204) throw new Stop('decode-error');
    const flags = bytes[at + 4] ?? 0;
    at += 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
    for (let size = bytes.readUInt32LE(at); size !== 0; size = bytes.readUInt32LE(at)) {
      at += 4;
      // The highest bit: stored as it is.
      const end = at + (size & 0x7fffffff);
      const block = bytes.subarray(at, end);
      if (end > bytes.length) throw new Stop('decode-error');
      if (size & 0x80000000) output.append(block);
      else lz4(block, output);
      at = end + (flags & 16 ? 4 : 0);
    }
    at += 4 + (flags & 4 ? 4 : 0);
  }
}

/** Appends `size` bytes from `at`; answers what comes after them. */
function copy(bytes: Uint8Array, at: number, size: number, output: Output): number {
  output.append(bytes.subarray(at, at + size));
  if (at + size > bytes.length) throw new Stop('decode-error');
  return at + size;
}

/** A number of `width` bytes, the lowest first. */
function numberAt(bytes: Uint8Array, at: number, width: number): number {
  if (at + width > bytes.length) throw new Stop('decode-error');
  let value = 0;
  for (let index = width - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}
