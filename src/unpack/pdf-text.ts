// The text that a PDF page shows: strings of its content stream, put together as they stand on the page. ISO 32000-1, 9.4
import { bufferOf } from './members.ts';
import type { Output } from './output.ts';
import { PdfLexer } from './pdf-lexer.ts';

/** Characters by the codes that a font uses for them: a ToUnicode map. ISO 32000-1, 9.10.3 */
export interface FontMap {
  /** Bytes a code. */
  readonly width: 1 | 2;
  /** UTF-8. */
  readonly characters: ReadonlyMap<number, Uint8Array>;
}

/** What a string shows: its characters, and how many they are; null where the font has no such string. */
type Decode = (bytes: Uint8Array) => { readonly bytes: Uint8Array; readonly count: number } | null;

const NEWLINE = Uint8Array.of(0x0a);
const SPACE = Uint8Array.of(0x20);

/** A move back of more than this, in thousandths of the font's size, is a space between words. */
const GAP = 200;
/** A character's width in font sizes: between these, what follows is taken to touch what was before. */
const NARROW = 0.15;
const WIDE = 0.65;
const WORD = /^\w$/;
/** Entries of one map, ranges counted in full. */
const MOST_CHARACTERS = 65_536;

/** The operators of which `Page.run` makes something. ISO 32000-1, annex A */
const OPERATORS = new Set(['BT', 'Tf', 'TL', 'Td', 'TD', 'Tm', 'T*', 'Tj', 'TJ', "'", '"']);

/** What of the content stream `bytes` shows text or says where: the rest, most of all lines that are drawn, is nothing to a font. */
export function textOperations(bytes: Uint8Array): Uint8Array {
  const lexer = new PdfLexer(bytes);
  const room = new Uint8Array(bytes.length);
  let [used, start] = [0, 0];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    if (token.kind !== 'word' || token.text.startsWith('/')) continue;
    if (token.text === 'ID') skipImage(lexer, bytes);
    else if (OPERATORS.has(token.text)) {
      room.set(bytes.subarray(start, lexer.at), used);
      used += lexer.at - start;
    }
    start = lexer.at;
  }
  return room.slice(0, used);
}

/** Appends all text that the content stream `bytes` shows, with a line end where the next one stands elsewhere. `font`: how its strings are written, instead of ASCII. */
export function writeText(bytes: Uint8Array, font: FontMap | null, output: Output): void {
  const lexer = new PdfLexer(bytes);
  const page = new Page(font ? mapped(font) : (text) => ({ bytes: text, count: text.length }), output);
  let numbers: number[] = [];
  let parts: (Uint8Array | null)[] = [];
  let isArray = false;
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    if (token.kind === 'string') parts.push(token.bytes);
    else if (token.kind === 'open' || token.kind === 'close') isArray = token.kind === 'open';
    else if (token.kind === 'number') {
      if (isArray && -token.value > GAP) parts.push(null);
      if (numbers.length < 6) numbers.push(token.value);
    } else if (!token.text.startsWith('/')) {
      if (token.text === 'ID') skipImage(lexer, bytes);
      else page.run(token.text, numbers, parts);
      numbers = [];
      parts = [];
      isArray = false;
    }
  }
}

/** An inline image: `BI … ID` pixels `EI`. */
function skipImage(lexer: PdfLexer, bytes: Uint8Array): void {
  const end = bufferOf(bytes).indexOf('EI', lexer.at);
  lexer.at = end < 0 ? bytes.length : end;
}

/** Where text stands, in the page's units; scales and turns that are set outside of text are left out of it. */
class Page {
  readonly #decode: Decode;
  readonly #output: Output;
  #size = 1;
  #scale = 1;
  #x = 0;
  #y = 0;
  #leading = 0;
  /** Where the last text began, and how many characters have been shown since. */
  #last = { x: 0, y: 0, count: 0 };
  #hasMoved = false;

  constructor(decode: Decode, output: Output) {
    this.#decode = decode;
    this.#output = output;
  }

  run(operator: string, numbers: readonly number[], parts: readonly (Uint8Array | null)[]): void {
    const [a = 0, b = 0, , d = 0, e = 0, f = 0] = numbers;
    if (operator === 'Tj' || operator === 'TJ') this.#show(parts);
    else if (operator === "'" || operator === '"') {
      this.#move(0, -(this.#leading || 1));
      this.#show(parts);
    } else if (operator === 'Td') this.#move(a, b);
    else if (operator === 'TD') {
      this.#leading = -b;
      this.#move(a, b);
    } else if (operator === 'T*') this.#move(0, -(this.#leading || 1));
    else if (operator === 'TL') this.#leading = a;
    else if (operator === 'Tf') this.#size = Math.abs(a) || 1;
    else if (operator === 'BT') this.#place(1, 0, 0);
    else if (operator === 'Tm') this.#place(Math.abs(a) || Math.abs(d) || 1, e, f);
  }

  #place(scale: number, x: number, y: number): void {
    [this.#scale, this.#x, this.#y, this.#hasMoved] = [scale, x, y, true];
  }

  #move(x: number, y: number): void {
    this.#place(this.#scale, this.#x + x * this.#scale, this.#y + y * this.#scale);
  }

  #show(parts: readonly (Uint8Array | null)[]): void {
    const shown = parts.map((part) => (part ? this.#decode(part) : { bytes: SPACE, count: 0 }));
    const count = shown.reduce((sum, part) => sum + (part?.count ?? 0), 0);
    if (count === 0) return;
    if (this.#hasMoved) {
      const touch = this.#touches();
      if (!touch && this.#output.length > 0) this.#output.append(NEWLINE);
      this.#last = { x: this.#x, y: this.#y, count: 0 };
      this.#hasMoved = false;
    }
    for (const part of shown) this.#output.append(part?.bytes ?? NEWLINE);
    this.#last.count += count;
  }

  /** Whether text at the present place goes on where the last one ended, as far as can be told without the font's widths. */
  #touches(): boolean {
    const unit = this.#size * this.#scale;
    const { x, y, count } = this.#last;
    const distance = (this.#x - x) / unit;
    return Math.abs(this.#y - y) < unit / 20 && distance > count * NARROW && distance < count * WIDE + NARROW;
  }
}

function mapped({ width, characters }: FontMap): Decode {
  return (bytes) => {
    const parts: Uint8Array[] = [];
    for (let at = 0; at + width <= bytes.length; at += width) {
      const code = width === 1 ? (bytes[at] ?? 0) : (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
      const character = characters.get(code);
      if (!character) return null;
      parts.push(character);
    }
    return { bytes: Buffer.concat(parts), count: parts.length };
  };
}

/**
 * The map of a ToUnicode stream: `<01> <0068>` between beginbfchar and endbfchar, `<01> <03> <0061>` or `<01> <02> [<0061> <0062>]` between
 * beginbfrange and endbfrange. Null for what is none, or has none of use.
 */
export function readFontMap(bytes: Uint8Array): FontMap | null {
  if (!bufferOf(bytes).includes('beginbf')) return null;
  const lexer = new PdfLexer(bytes);
  const characters = new Map<number, Uint8Array>();
  let width: 1 | 2 = 2;
  let codes: Buffer[] = [];
  let list: Buffer[] | null = null;
  let left = MOST_CHARACTERS;
  const set = (code: number, character: Buffer, step: number): void => {
    if (left-- > 0) characters.set(code + step, utf8Of(character, step));
  };
  for (let token = lexer.next(); token.kind !== 'end' && left > 0; token = lexer.next()) {
    if (token.kind === 'string') (list ?? codes).push(bufferOf(token.bytes));
    else if (token.kind === 'open') list = [];
    else if (token.kind === 'close' && list) {
      const [first, last] = codes.splice(-2);
      if (first?.length === 1) width = 1;
      if (first && last) for (const [index, one] of list.entries()) set(codeOf(first) + index, one, 0);
      list = null;
    } else if (token.kind === 'word') {
      if (token.text === 'endbfchar' || token.text === 'endbfrange') width = codes[0]?.length === 1 ? 1 : width;
      if (token.text === 'endbfchar')
        for (let at = 0; at + 1 < codes.length; at += 2) {
          const [code, character] = codes.slice(at, at + 2) as [Buffer, Buffer];
          set(codeOf(code), character, 0);
        }
      else if (token.text === 'endbfrange')
        for (let at = 0; at + 2 < codes.length; at += 3) {
          const [first, last, character] = codes.slice(at, at + 3) as [Buffer, Buffer, Buffer];
          const most = Math.min(codeOf(last) - codeOf(first), left);
          for (let step = 0; step <= most; step++) set(codeOf(first), character, step);
        }
      codes = [];
    }
  }
  return characters.size > 0 ? { width, characters } : null;
}

function codeOf(bytes: Buffer): number {
  return bytes.length === 1 || bytes.length === 2 ? bytes.readUIntBE(0, bytes.length) : 0;
}

/** UTF-16 with the highest byte first, its last unit raised by `step`. */
function utf8Of(utf16: Buffer, step: number): Buffer {
  const even = Buffer.from(utf16.subarray(0, Math.min(utf16.length & ~1, 32)));
  if (even.length === 0) return even;
  even.writeUInt16BE((even.readUInt16BE(even.length - 2) + step) & 0xffff, even.length - 2);
  return Buffer.from(even.swap16().toString('utf16le'));
}

/** Whether a font writes what a credential is made of in ASCII, so that it has nothing to add. */
export function isAscii({ width, characters }: FontMap): boolean {
  if (width !== 1) return false;
  for (let code = 0x30; code <= 0x7a; code++) {
    const character = characters.get(code);
    if (WORD.test(String.fromCharCode(code)) && character && (character.length !== 1 || character[0] !== code))
      return false;
  }
  return [...characters.keys()].some((code) => code < 0x80 && WORD.test(String.fromCharCode(code)));
}
