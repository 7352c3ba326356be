// Parquet's encodings of texts whose lengths, and what they share with the text before, stand apart. parquet-format Encodings.md
import { writeLine } from './members.ts';
import { type Output, Stop } from './output.ts';

/** A page with more values is nobody's: they cost almost nothing to write. */
const MOST_VALUES = 2 ** 22;
const LONGEST_BLOCK = 2 ** 16;

/** Appends the values of a DELTA_LENGTH_BYTE_ARRAY page, one a line: all lengths, and then all texts. Throws `Stop`. */
export function writeDeltaLengths(content: Uint8Array, output: Output): void {
  const lengths = readDeltas(content, 0);
  let at = lengths.end;
  for (const length of lengths.values) {
    writeLine(output, slice(content, at, length));
    at += length;
  }
}

/** Appends the values of a DELTA_BYTE_ARRAY page, one a line: how much each shares with the one before, and then the rests. Throws `Stop`. */
export function writeDeltaTexts(content: Uint8Array, output: Output): void {
  const shared = readDeltas(content, 0);
  const lengths = readDeltas(content, shared.end);
  let at = lengths.end;
  let last: Uint8Array = new Uint8Array(0);
  for (const [index, length] of lengths.values.entries()) {
    const prefix = slice(last, 0, shared.values[index] ?? 0);
    const rest = slice(content, at, length);
    at += length;
    last = prefix.length === 0 ? rest : Buffer.concat([prefix, rest]);
    writeLine(output, last);
  }
}

function slice(bytes: Uint8Array, at: number, size: number): Uint8Array {
  if (size < 0 || at + size > bytes.length) throw new Stop('decode-error');
  return bytes.subarray(at, at + size);
}

/**
 * Numbers as differences: DELTA_BINARY_PACKED. Values a block, parts a block, values, the first value; then blocks: the least difference, a
 * width for each part in one byte, and the parts, in bits, the lowest first.
 */
function readDeltas(bytes: Uint8Array, start: number): { readonly values: readonly number[]; readonly end: number } {
  let at = start;
  const varint = (): number => {
    let value = 0;
    for (let weight = 1; weight < 2 ** 56; weight *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
    throw new Stop('decode-error');
  };
  const signed = (): number => {
    const value = varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const [block, parts, count] = [varint(), varint(), varint()];
  const size = block / parts;
  if (block > LONGEST_BLOCK || parts < 1 || size % 8 !== 0) throw new Stop('decode-error');
  if (count > MOST_VALUES) throw new Stop('archive-limit');
  let value = signed();
  const values = count > 0 ? [value] : [];
  while (values.length < count) {
    const least = signed();
    const widths = slice(bytes, at, parts);
    at += parts;
    for (const width of widths) {
      // What stands behind the last value has a width, but no bits.
      if (values.length >= count) break;
      if (width > 32) throw new Stop('decode-error');
      const packed = slice(bytes, at, (size / 8) * width);
      at += packed.length;
      for (let index = 0; index < size && values.length < count; index++) {
        value += least + bitsAt(packed, index * width, width);
        values.push(value);
      }
    }
  }
  return { values, end: at };
}

/** The number that `width` bits make. */
function bitsAt(bytes: Uint8Array, first: number, width: number): number {
  let value = 0;
  for (let bit = 0; bit < width; ) {
    const at = first + bit;
    const taken = Math.min(8 - (at & 7), width - bit);
    value += (((bytes[at >> 3] ?? 0) >> (at & 7)) & ((1 << taken) - 1)) * 2 ** bit;
    bit += taken;
  }
  return value;
}
