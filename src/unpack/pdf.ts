// PDF: unpacked streams, the text that pages show, and strings that are written with escapes. ISO 32000-1
import type { Budget, Container, Member } from './container.ts';
import { bufferOf, counted, latin1, linesOf, member, SHORTEST, writeLine } from './members.ts';
import type { Output } from './output.ts';
import { unfilter } from './pdf-filters.ts';
import { PdfLexer } from './pdf-lexer.ts';
import { type FontMap, isAscii, readFontMap, textOperations, writeText } from './pdf-text.ts';

/** Of what stands before a stream, so much is looked at, in bytes. */
const DICTIONARY = 4096;
/** Fonts whose codes are not ASCII; each of them reads the text of all pages, up to so many bytes in all. */
const MOST_FONTS = 32;
const FONT_WORK = 20 * 2 ** 20;
/** What reading a page costs besides, in bytes. */
const EACH = 1024;
/** Where everything is encrypted, so many streams are tried. */
const MOST_DAMAGED = 100;
/** A picture is believed to be so large, in bytes; more comes out only of what is packed less. */
const LARGEST_RASTER = 64 * 2 ** 20;
/** Content is kept for the fonts that come behind it, in bytes. */
const KEPT = 32 * 2 ** 20;

/** A stream: the end of its dictionary as text, and its bytes as they lie in the file. */
interface Stream {
  readonly number: number;
  readonly dictionary: string;
  readonly bytes: Buffer;
  /** Whether its length is what the dictionary says. */
  readonly isWhole: boolean;
  /** Where the dictionary is looked for, and where the stream has ended. */
  readonly from: number;
  readonly to: number;
}

/** A content stream, and where it goes in the member's name. */
interface Content {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/**
 * Yields `stream 3`, the third stream, if it was packed; then `text 3`, what it shows, once as it is written and once by each font that has codes
 * of its own; last `strings`: those outside of pages that have escapes, are in hex or in UTF-16, one a line in UTF-8. In an encrypted file
 * there is `archive-encrypted` and what could be read all the same.
 */
export const pdf: Container = {
  name: 'pdf',
  isListing: true,
  matches: (bytes) => /%PDF-\d/.test(latin1(bytes, 0, 1024)),
  members: (bytes, budget) => counted(budget, parts(bufferOf(bytes), budget)),
};

function* parts(file: Buffer, budget: Budget): Generator<Member> {
  const isEncrypted = hasEncryption(file);
  if (isEncrypted) yield member('', { bytes: new Uint8Array(0), problem: 'archive-encrypted' });
  const contents: Content[] = [];
  const fonts: FontMap[] = [];
  const outside: Uint8Array[] = [];
  let [kept, end, damaged, isLeftOut] = [0, 0, 0, false];
  for (const stream of streams(file)) {
    outside.push(file.subarray(end, stream.from));
    end = stream.to;
    // No credential fits into so few bytes, however they are packed.
    if (stream.bytes.length < SHORTEST) continue;
    const found = unpack(stream, budget);
    if (isEncrypted && found.problem) {
      if (++damaged > MOST_DAMAGED) break;
      continue;
    }
    if (found.isPacked && (found.bytes.length > 0 || found.problem)) yield member(`stream ${stream.number}`, found);
    if (/\/Type\s*\/ObjStm/.test(stream.dictionary)) outside.push(found.bytes);
    const font = isLeftOut ? null : readFontMap(found.bytes);
    if (font && !isAscii(font)) {
      if (fonts.length < MOST_FONTS) fonts.push(font);
      else isLeftOut = true;
    }
    if (!isContent(stream.dictionary, found.bytes)) continue;
    kept += found.bytes.length;
    const content = { number: stream.number, bytes: found.bytes };
    if (kept <= KEPT) contents.push(content);
    else {
      isLeftOut = true;
      yield* textsOf(content, [null], budget);
    }
  }
  outside.push(file.subarray(end));
  let work = FONT_WORK;
  for (const content of contents) {
    yield* textsOf(content, [null], budget);
    if (fonts.length === 0 || work < 0) continue;
    const bytes = textOperations(content.bytes);
    work -= (bytes.length + EACH) * fonts.length;
    if (work >= 0) yield* textsOf({ ...content, bytes }, fonts, budget);
  }
  if (fonts.length > 0 && (isLeftOut || work < 0))
    yield member('text', { bytes: new Uint8Array(0), problem: 'archive-limit' });
  const strings = linesOf(file, budget, (output) => {
    for (const part of outside) writeStrings(part, output);
  });
  if (strings.bytes.length > 0 || (strings.problem && !isEncrypted)) yield member('strings', strings);
}

/** Whether `/Encrypt 9 0 R` or `/Encrypt << … >>` stands where that name stands last; `/EncryptMetadata` is another one. */
function hasEncryption(file: Buffer): boolean {
  const name = '/Encrypt';
  for (let at = file.lastIndexOf(name); at >= 0; at = at > 0 ? file.lastIndexOf(name, at - 1) : -1) {
    const behind = latin1(file, at + name.length, at + name.length + 8);
    if (!/^[A-Za-z]/.test(behind)) return /^[ \t\r\n]*(?:\d|<<)/.test(behind);
  }
  return false;
}

/** All streams, in order: `<< … /Length 12 … >> stream`, line end, bytes, line end, `endstream`. Lengths are believed if that is so. */
function* streams(file: Buffer): Generator<Stream> {
  let number = 0;
  let [endings, last] = [0, 0];
  for (let at = file.indexOf('stream'); at >= 0; at = file.indexOf('stream', last)) {
    const from = last;
    last = at + 6;
    if (!/>>[\0\t\n\f\r ]*$/.test(latin1(file, Math.max(from, at - 16), at))) continue;
    const before = latin1(file, Math.max(from, at - DICTIONARY), at);
    const dictionary = before.slice(before.lastIndexOf(' obj') + 1);
    const start = file[at + 6] === 0x0d && file[at + 7] === 0x0a ? at + 8 : at + 7;
    const length = Number(/\/Length\s+(\d{1,10})(?!\d|\s+\d+\s+R)/.exec(dictionary)?.[1] ?? -1);
    const isWhole = length >= 0 && /^\s*endstream/.test(latin1(file, start + length, start + length + 12));
    let end = start + length;
    if (!isWhole) {
      // Once there is no further end, there is none for those that follow.
      if (endings >= 0) endings = file.indexOf('endstream', start);
      const object = endings < 0 ? file.indexOf('endobj', start) : endings;
      end = object < 0 ? file.length : object;
    }
    last = Math.max(last, end + 1);
    yield { number: ++number, dictionary, bytes: file.subarray(start, end), isWhole, from: at, to: end };
  }
}

function unpack(
  { dictionary, bytes, isWhole }: Stream,
  budget: Budget,
): ReturnType<typeof unfilter> & { isPacked: boolean } {
  const value = /\/Filter\s*(\[[^\]]{0,512}\]|\/[^\s<>[\]()/]+|\d+\s+\d+\s+R)/.exec(dictionary)?.[1] ?? '';
  const names = value.startsWith('/') || value.startsWith('[') ? [...value.matchAll(/\/([^\s<>[\]()/]+)/g)] : [];
  const filters = names.map(([, name = '']) => name.replace(/#([\da-f]{2})/gi, (_, hex) => fromHex(hex)));
  // A filter that stands elsewhere is most often this one.
  if (/^\d/.test(value)) filters.push('FlateDecode');
  if (filters.length === 0) return { bytes, problem: null, isPicture: false, isPacked: false };
  const { isPicture, ...result } = unfilter(bytes, filters, budget, { size: rasterSize(dictionary), isOpen: isWhole });
  // Of a picture there is only something to see if it was packed once more.
  const isSame = isPicture && result.bytes === bytes;
  return { ...result, isPicture, isPacked: !isSame };
}

/** What a picture has at most, in bytes: four channels, and a byte before each row that tells how it was predicted. 0 for what is no picture. */
function rasterSize(dictionary: string): number {
  if (!/\/Subtype\s*\/Image/.test(dictionary)) return 0;
  const [width = 0, height = 0, bits = 8] = ['Width', 'Height', 'BitsPerComponent'].map((name) => {
    const digits = new RegExp(`/${name}\\s+(\\d{1,6})(?!\\d|\\s+\\d+\\s+R)`).exec(dictionary)?.[1];
    return digits === undefined ? undefined : Number(digits);
  });
  return width > 0 ? Math.min(LARGEST_RASTER, height * (1 + Math.ceil((width * 4 * bits) / 8))) : 0;
}

function fromHex(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16));
}

function isContent(dictionary: string, bytes: Uint8Array): boolean {
  if (/\/Subtype\s*\/Image|\/Length1|\/Type\s*\/(?:XRef|ObjStm|Metadata|EmbeddedFile)/.test(dictionary)) return false;
  const buffer = bufferOf(bytes);
  return buffer.includes('BT') && ['Tj', 'TJ', "'", '"'].some((operator) => buffer.includes(operator));
}

function* textsOf({ number, bytes }: Content, fonts: readonly (FontMap | null)[], budget: Budget): Generator<Member> {
  for (const font of fonts) {
    const text = linesOf(bytes, budget, (output) => writeText(bytes, font, output));
    if (text.bytes.length >= SHORTEST || text.problem) yield member(`text ${number}`, text);
    if (text.problem) return;
  }
}

/** Strings that a search of the bytes does not see. */
function writeStrings(bytes: Uint8Array, output: Output): void {
  const lexer = new PdfLexer(bytes);
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    if (token.kind !== 'string' || token.bytes.length < SHORTEST) continue;
    const text = bufferOf(token.bytes);
    const mark = text.readUInt16BE(0);
    if (mark === 0xfeff || mark === 0xfffe) {
      const even = Buffer.from(text.subarray(2, text.length & ~1));
      writeLine(output, Buffer.from((mark === 0xfeff ? even.swap16() : even).toString('utf16le')));
    } else if (!token.isPlain) writeLine(output, text);
  }
}
