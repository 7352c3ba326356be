// Bzip2: several streams in a row, block by block. Format: micro-bunzip by Rob Landley, bzip2 manual.
import type { Container } from './container.ts';
import { type Output, Stop } from './output.ts';
import { oneStream } from './stream.ts';

/** Bzip2 files. */
export const bzip2: Container = oneStream({ name: 'bzip2', matches: (bytes) => isStream(bytes, 0) }, bunzip);

// Each block begins with the digits of pi, the end with those of its square root.
const BLOCK = 0x314159265359;
const END = 0x177245385090;
const RUN_LENGTH = 50;
const LONGEST = 20;
const BLOCK_UNIT = 100_000;

/** Decodes all streams in a row into `output`; answers where they end. Throws `Stop`. */
export function bunzip(bytes: Uint8Array, output: Output): number {
  let links = new Uint32Array(0);
  let at = 0;
  while (isStream(bytes, at)) {
    const bits = new Bits(bytes, at + 4);
    const size = BLOCK_UNIT * ((bytes[at + 3] as number) - 0x30);
    let mark = bits.mark();
    for (; mark === BLOCK; mark = bits.mark()) {
      if (links.length < size) links = new Uint32Array(size);
      readBlock(bits, links.subarray(0, size), output);
    }
    if (mark !== END) throw new Stop('decode-error');
    bits.take(16);
    bits.take(16);
    at = bits.position;
  }
  // Something else behind the last stream.
  if (at < bytes.length) throw new Stop('decode-error');
  return at;
}

/** `BZh`, the size of blocks, and the mark of a first block or of an end. */
function isStream(bytes: Uint8Array, at: number): boolean {
  const level = bytes[at + 3] ?? 0;
  if (bytes[at] !== 0x42 || bytes[at + 1] !== 0x5a || bytes[at + 2] !== 0x68 || level < 0x31 || level > 0x39)
    return false;
  return (bytes[at + 4] === 0x31 && bytes[at + 5] === 0x41) || (bytes[at + 4] === 0x17 && bytes[at + 5] === 0x72);
}

/** Bits of a byte string, the highest of each byte first. */
class Bits {
  position: number;
  readonly #bytes: Uint8Array;
  #hold = 0;
  #held = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  /** The next `count` bits, at most 24. */
  take(count: number): number {
    while (this.#held < count) {
      if (this.position >= this.#bytes.length) throw new Stop('decode-error');
      this.#hold = ((this.#hold << 8) | (this.#bytes[this.position++] as number)) & 0x7fffffff;
      this.#held += 8;
    }
    this.#held -= count;
    return (this.#hold >>> this.#held) & ((1 << count) - 1);
  }

  mark(): number {
    return this.take(24) * 0x1000000 + this.take(24);
  }
}

/** A canonical code: for each length, the first code that is longer, and what to add for the place among `symbols`. */
interface Code {
  readonly limits: Int32Array;
  readonly offsets: Int32Array;
  readonly symbols: Uint16Array;
}

function readBlock(bits: Bits, links: Uint32Array, output: Output): void {
  bits.take(16);
  bits.take(16);
  // Blocks of programs before 1997, shuffled against bad input.
  if (bits.take(1)) throw new Stop('archive-unsupported');
  const first = bits.take(24);
  const alphabet = readAlphabet(bits);
  const codeCount = bits.take(3);
  if (codeCount < 2 || codeCount > 6 || alphabet.length === 0) throw new Stop('decode-error');
  const selectors = readSelectors(bits, codeCount);
  const codes = Array.from({ length: codeCount }, () => readCode(bits, alphabet.length + 2));
  const counts = new Uint32Array(256);
  const length = readSymbols(bits, alphabet, selectors, codes, links, counts);
  if (first >= length) throw new Stop('decode-error');
  unsort(links, counts, length, first, output);
}

/** The bytes that occur in the block, in order. */
function readAlphabet(bits: Bits): Uint8Array {
  const groups = bits.take(16);
  const found: number[] = [];
  for (let group = 0; group < 16; group++) {
    if (!(groups & (0x8000 >> group))) continue;
    const used = bits.take(16);
    for (let bit = 0; bit < 16; bit++) if (used & (0x8000 >> bit)) found.push(group * 16 + bit);
  }
  return Uint8Array.from(found);
}

/** Which code each run of 50 symbols is written in. */
function readSelectors(bits: Bits, codeCount: number): Uint8Array {
  const selectors = new Uint8Array(bits.take(15));
  const recent = Uint8Array.from({ length: codeCount }, (_, index) => index);
  for (let index = 0; index < selectors.length; index++) {
    let place = 0;
    while (bits.take(1)) if (++place >= codeCount) throw new Stop('decode-error');
    selectors[index] = toFront(recent, place);
  }
  return selectors;
}

function readCode(bits: Bits, size: number): Code {
  const lengths = new Uint8Array(size);
  let length = bits.take(5);
  for (let symbol = 0; symbol < size; symbol++) {
    for (;;) {
      if (length < 1 || length > LONGEST) throw new Stop('decode-error');
      if (!bits.take(1)) break;
      length += bits.take(1) ? -1 : 1;
    }
    lengths[symbol] = length;
  }
  const limits = new Int32Array(LONGEST + 1);
  const offsets = new Int32Array(LONGEST + 1);
  const symbols = new Uint16Array(size);
  let [code, placed] = [0, 0];
  for (let width = 1; width <= LONGEST; width++) {
    offsets[width] = placed - code;
    for (let symbol = 0; symbol < size; symbol++) {
      if (lengths[symbol] !== width) continue;
      symbols[placed++] = symbol;
      code++;
    }
    limits[width] = code;
    code <<= 1;
  }
  return { limits, offsets, symbols };
}

/** The bytes of the block, sorted, into `links`, and how often each occurs into `counts`; answers their number. */
function readSymbols(
  bits: Bits,
  alphabet: Uint8Array,
  selectors: Uint8Array,
  codes: readonly Code[],
  links: Uint32Array,
  counts: Uint32Array,
): number {
  const end = alphabet.length + 1;
  let [length, run, weight] = [0, 0, 1];
  const flush = (): void => {
    const byte = alphabet[0] as number;
    if (length + run > links.length) throw new Stop('decode-error');
    links.fill(byte, length, length + run);
    (counts[byte] as number) += run;
    length += run;
    [run, weight] = [0, 1];
  };
  for (const selector of selectors) {
    const code = codes[selector] as Code;
    for (let left = RUN_LENGTH; left > 0; left--) {
      const symbol = readSymbol(bits, code);
      // Runs of the most recent byte: their length in digits 1 and 2, the lowest first.
      if (symbol < 2) {
        run += weight << symbol;
        weight = Math.min(weight * 2, 2 ** 21);
        if (run > links.length) throw new Stop('decode-error');
        continue;
      }
      if (run > 0) flush();
      if (symbol === end) return length;
      if (length >= links.length) throw new Stop('decode-error');
      const byte = toFront(alphabet, symbol - 1);
      links[length++] = byte;
      (counts[byte] as number)++;
    }
  }
  throw new Stop('decode-error');
}

function readSymbol(bits: Bits, { limits, offsets, symbols }: Code): number {
  let code = 0;
  for (let width = 1; width <= LONGEST; width++) {
    code = (code << 1) | bits.take(1);
    if (code >= (limits[width] as number)) continue;
    const symbol = symbols[code + (offsets[width] as number)];
    if (symbol === undefined) break;
    return symbol;
  }
  throw new Stop('decode-error');
}

function toFront(recent: Uint8Array, place: number): number {
  const value = recent[place] as number;
  recent.copyWithin(1, 0, place);
  recent[0] = value;
  return value;
}

/** Undoes the sorting (Burrows and Wheeler), then the runs: four equal bytes are followed by the number of further ones. */
function unsort(links: Uint32Array, counts: Uint32Array, length: number, first: number, output: Output): void {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] as number;
    counts[byte] = sum;
    sum += count;
  }
  // The lower 8 bits of an element are its byte, the upper 24 bits the place of the next.
  for (let index = 0; index < length; index++) {
    const place = (counts[(links[index] as number) & 0xff] as number)++;
    links[place] = (links[place] as number) | (index << 8);
  }
  let [at, last, equal] = [(links[first] as number) >>> 8, -1, 0];
  for (let left = length; left > 0; left--) {
    const link = links[at] as number;
    const byte = link & 0xff;
    at = link >>> 8;
    if (equal === 4) {
      for (let more = byte; more > 0; more--) output.push(last);
      [equal, last] = [0, -1];
      continue;
    }
    equal = byte === last ? equal + 1 : 1;
    last = byte;
    output.push(byte);
  }
}
