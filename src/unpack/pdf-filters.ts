// How PDF packs its streams. ISO 32000-1, 7.4
import type { Budget } from './container.ts';
import { type Expectations, inflate } from './inflate.ts';
import { bufferOf, latin1 } from './members.ts';
import { decodeWithin, type Output, Stop, type Unpacked } from './output.ts';

type Result = Pick<Unpacked, 'bytes' | 'problem'>;
type Filter = (bytes: Uint8Array, budget: Budget, expected: Expectations) => Result;

/** Filters by their names and short names; those of pictures are left as they are. */
const FILTERS: Readonly<Record<string, Filter>> = {
  // No reader of PDF minds the two bytes before the stream, or the checksum behind it.
  FlateDecode: (bytes, budget, expected) => inflate(bytes.subarray(2), 'deflate', budget, expected),
  BrotliDecode: (bytes, budget, expected) => inflate(bytes, 'brotli', budget, expected),
  LZWDecode: decoder(lzw),
  ASCIIHexDecode: decoder(asciiHex),
  ASCII85Decode: decoder(ascii85),
  RunLengthDecode: decoder(runLength),
};
const SHORT: Readonly<Record<string, string>> = {
  Fl: 'FlateDecode',
  LZW: 'LZWDecode',
  AHx: 'ASCIIHexDecode',
  A85: 'ASCII85Decode',
  RL: 'RunLengthDecode',
};
const PICTURES = new Set(['DCTDecode', 'DCT', 'JPXDecode', 'JBIG2Decode', 'CCITTFaxDecode', 'CCF']);
/** More filters than this in a row are nobody's. */
const MOST_FILTERS = 8;

/** Undoes the filters `names`, in order, until the first one of a picture (`isPicture`). `expected` of what comes out of each. Never throws. */
export function unfilter(
  bytes: Uint8Array,
  names: readonly string[],
  budget: Budget,
  expected: Expectations,
): Result & { readonly isPicture: boolean } {
  let result: Result = { bytes, problem: null };
  if (names.length > MOST_FILTERS) return { bytes, problem: 'archive-limit', isPicture: false };
  for (const name of names) {
    if (PICTURES.has(name)) return { ...result, isPicture: true };
    const filter = FILTERS[SHORT[name] ?? name];
    if (!filter) {
      const problem = name === 'Crypt' ? 'archive-encrypted' : 'archive-unsupported';
      return { bytes: new Uint8Array(0), problem, isPicture: false };
    }
    const { bytes: next, problem } = filter(result.bytes, budget, expected);
    result = { bytes: next, problem: result.problem ?? problem };
  }
  return { ...result, isPicture: false };
}

function decoder(decode: (bytes: Buffer, output: Output) => void): Filter {
  return (bytes, budget, { size }) => {
    const all = (output: Output): number => {
      decode(bufferOf(bytes), output);
      return bytes.length;
    };
    return decodeWithin(bytes, budget, all, size);
  };
}

// 68 66 5F>
function asciiHex(bytes: Buffer, output: Output): void {
  let high = -1;
  for (const byte of bytes) {
    if (byte === 0x3e) break;
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    if (Number.isNaN(digit)) continue;
    if (high >= 0) output.push(high * 16 + digit);
    high = high < 0 ? digit : -1;
  }
  if (high >= 0) output.push(high * 16);
}

/** Five characters from `!` are four bytes; `z` is four zeros; a last group may be shorter; `~>` ends. */
function ascii85(bytes: Buffer, output: Output): void {
  let [value, count] = [0, 0];
  const flush = (size: number): void => {
    for (let index = 0; index < size; index++) output.push(Math.floor(value / 256 ** (3 - index)) & 0xff);
    [value, count] = [0, 0];
  };
  for (const byte of bytes.subarray(latin1(bytes, 0, 2) === '<~' ? 2 : 0)) {
    if (byte === 0x7e) break;
    if (byte === 0x7a && count === 0) flush(4);
    if (byte < 0x21 || byte > 0x75) continue;
    value = value * 85 + byte - 0x21;
    if (++count === 5) flush(4);
  }
  if (count < 2) return;
  const size = count - 1;
  while (count++ < 5) value = value * 85 + 84;
  flush(size);
}

/** A length to 127: so many bytes and one more; from 129: 257 minus so many times the next byte; 128 ends. */
function runLength(bytes: Buffer, output: Output): void {
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at++] ?? 128;
    if (length === 128) return;
    if (length < 128) {
      output.append(bytes.subarray(at, at + length + 1));
      at += length + 1;
    } else {
      for (let count = 257 - length; count > 0; count--) output.push(bytes[at] ?? 0);
      at++;
    }
  }
}

const CLEAR = 256;
const END = 257;

/**
 * Codes of 9 to 12 bits, the highest bit first, that grow one code early (PDF's default). An entry of the table is a stretch of the output:
 * the one before and the byte behind it.
 */
function lzw(bytes: Buffer, output: Output): void {
  const starts = new Float64Array(4096);
  const sizes = new Uint32Array(4096);
  let [next, width, hold, held, previous] = [END + 1, 9, 0, 0, 0];
  for (const byte of bytes) {
    hold = ((hold << 8) | byte) & 0xfffff;
    held += 8;
    if (held < width) continue;
    held -= width;
    const code = (hold >> held) & ((1 << width) - 1);
    if (code === END) return;
    if (code === CLEAR) {
      [next, width, previous] = [END + 1, 9, 0];
      continue;
    }
    const start = output.length;
    // The code that is about to be made is the last entry and its own first byte.
    if (code < CLEAR) output.push(code);
    else if (code < next || (code === next && previous > 0)) {
      const isNew = code === next;
      output.repeat(
        start - (isNew ? start - previous : (starts[code] ?? 0)),
        isNew ? previous + 1 : (sizes[code] ?? 0),
      );
    } else throw new Stop('decode-error');
    if (previous > 0 && next < 4096) {
      starts[next] = start - previous;
      sizes[next++] = previous + 1;
    }
    previous = output.length - start;
    if (next + 1 >= 1 << width && width < 12) width++;
  }
}
