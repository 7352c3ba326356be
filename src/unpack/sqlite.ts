// SQLite databases and their write-ahead logs: values apart from each other, and whole. sqlite.org/fileformat2.html
import type { Budget, Container, Member } from './container.ts';
import { isStream } from './magic.ts';
import { bufferOf, counted, latin1, linesOf, member, SHORTEST, writeLine } from './members.ts';
import { type Output, Stop, takeStored } from './output.ts';

const MAGIC = 'SQLite format 3\0';
/** Where the b-tree begins in page 1, behind the file's header. */
const FIRST_PAGE = 100;
/** Overflow pages are read at most so many times as there are pages: once for what lives, once for what was left in freed pages. */
const REREAD = 2;

/** Pages by their numbers, of which 1 is the first, and how records lie in them. */
interface Database {
  readonly pages: readonly Buffer[];
  /** The page of a number. */
  at(number: number): Buffer | undefined;
  /** Bytes of a page that records may use. */
  readonly usable: number;
  readonly encoding: 'utf8' | 'utf16le' | 'utf16be';
  /** Whether the header tells of more pages. */
  readonly isCut: boolean;
}

/**
 * Yields `rows`, every text and blob of 24 bytes and more, in the order of their pages, one a line, text in UTF-8; and then each blob that
 * begins as something packed, by itself.
 */
export const sqlite: Container = {
  name: 'sqlite',
  isListing: true,
  matches: (bytes) => latin1(bytes, 0, MAGIC.length) === MAGIC || isLog(bytes),
  members: (bytes, budget) => counted(budget, rows(bytes, budget)),
};

function* rows(bytes: Uint8Array, budget: Budget): Generator<Member> {
  const buffer = bufferOf(bytes);
  const database = isLog(bytes) ? readLog(buffer) : readFile(buffer);
  if (!database) {
    yield member('rows', { bytes: new Uint8Array(0), problem: 'decode-error' });
    return;
  }
  const packed: Buffer[] = [];
  const found = linesOf(bytes, budget, (output) => writeRows(database, output, packed));
  if (found.bytes.length > 0 || found.problem) yield member('rows', found);
  for (const [index, blob] of packed.entries()) yield member(`blob ${index + 1}`, takeStored(blob, budget));
}

function readFile(file: Buffer): Database | null {
  if (file.length < FIRST_PAGE) return null;
  const size = file.readUInt16BE(16) === 1 ? 65536 : file.readUInt16BE(16);
  if (!isPageSize(size)) return null;
  const pages = Array.from({ length: Math.ceil(file.length / size) }, (_, index) =>
    file.subarray(index * size, (index + 1) * size),
  );
  // The number of pages is only true if it was written along with the last change.
  const isCut = file.readUInt32BE(24) === file.readUInt32BE(92) && file.readUInt32BE(28) > pages.length;
  return {
    pages,
    at: (number) => pages[number - 1],
    usable: size - (file[20] ?? 0),
    encoding: encodingOf(file),
    isCut,
  };
}

/** 37 7f 06 82 or 83. */
function isLog(bytes: Uint8Array): boolean {
  return bytes[0] === 0x37 && bytes[1] === 0x7f && bytes[2] === 0x06 && ((bytes[3] ?? 0) & 0xfe) === 0x82;
}

/** A header of 32 bytes; then frames of a header of 24, which begins with the page's number, and a page. A later frame is newer. */
function readLog(log: Buffer): Database | null {
  const size = log.length < 32 ? 0 : log.readUInt32BE(8);
  if (!isPageSize(size)) return null;
  const pages: Buffer[] = [];
  const newest = new Map<number, Buffer>();
  for (let at = 32; at + 24 < log.length; at += 24 + size) {
    const page = log.subarray(at + 24, at + 24 + size);
    pages.push(page);
    newest.set(log.readUInt32BE(at), page);
  }
  const header = newest.get(1);
  return {
    pages,
    at: (number) => newest.get(number),
    usable: size - (header?.[20] ?? 0),
    encoding: header ? encodingOf(header) : 'utf8',
    isCut: false,
  };
}

function isPageSize(size: number): boolean {
  return size >= 512 && size <= 65536 && (size & (size - 1)) === 0;
}

function encodingOf(header: Buffer): Database['encoding'] {
  return header[59] === 2 ? 'utf16le' : header[59] === 3 ? 'utf16be' : 'utf8';
}

/** All pages, not only those that the trees reach: what was deleted may still stand in the others. */
function writeRows(database: Database, output: Output, packed: Buffer[]): void {
  const overflow = { left: REREAD * database.pages.length };
  let isDamaged = database.isCut;
  for (const page of database.pages) {
    const start = latin1(page, 0, MAGIC.length) === MAGIC ? FIRST_PAGE : 0;
    for (const cell of cellsOf(page, start, database.usable)) {
      const payload = joined(cell, database, overflow);
      if (!payload) isDamaged = true;
      else writeValues(payload, database.encoding, output, packed);
    }
    // A page that ends early is the end of a file that was cut.
    if (page.length < database.usable) isDamaged = true;
  }
  if (isDamaged) throw new Stop('decode-error');
}

/** A record: its first part, the whole size, and the number of the page on which it goes on, or 0. */
interface Cell {
  readonly local: Buffer;
  readonly size: number;
  readonly next: number;
}

/** The records of a b-tree page. Together they are no larger than the page: what claims more is not a page of ours. */
function cellsOf(page: Buffer, start: number, usable: number): Cell[] {
  const type = page[start];
  // 2: interior of an index, 10: leaf of an index, 13: leaf of a table. The interior of a table holds no records.
  if (type !== 2 && type !== 10 && type !== 13) return [];
  const [count, pointers] = [
    page.length > start + 12 ? page.readUInt16BE(start + 3) : 0,
    start + (type === 2 ? 12 : 8),
  ];
  const most = type === 13 ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const cells: Cell[] = [];
  let left = page.length;
  for (let index = 0; index < count && pointers + 2 * index + 2 <= page.length; index++) {
    let at = page.readUInt16BE(pointers + 2 * index);
    if (type === 2) at += 4; // the left child
    const size = varint(page, at);
    at = size.end;
    if (type === 13) at = varint(page, at).end; // the row's id
    const fits = least + ((size.value - least) % (usable - 4));
    const local = size.value <= most ? size.value : fits <= most ? fits : least;
    if (at + local > page.length || local > left) continue;
    left -= local;
    const next = size.value > local && at + local + 4 <= page.length ? page.readUInt32BE(at + local) : 0;
    cells.push({ local: page.subarray(at, at + local), size: size.value, next });
  }
  return cells;
}

/** The whole record, or its beginning where the chain of overflow pages breaks off; null where there were too many of them. */
function joined({ local, size, next }: Cell, { at, usable }: Database, overflow: { left: number }): Buffer | null {
  if (size <= local.length) return local;
  const parts = [local];
  let left = size - local.length;
  for (let number = next; left > 0; ) {
    const page = at(number);
    if (!page || page.length < 4) break;
    if (overflow.left-- <= 0) return null;
    parts.push(page.subarray(4, Math.min(usable, 4 + left)));
    left -= usable - 4;
    number = page.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** A record is a header of serial types, one for each column, and their values; those that are packed are added to `packed`. */
function writeValues(record: Buffer, encoding: Database['encoding'], output: Output, packed: Buffer[]): void {
  const header = varint(record, 0);
  const end = Math.min(header.value, record.length);
  let value = header.value;
  for (let at = header.end; at < end; ) {
    const type = varint(record, at);
    at = type.end;
    // Even from 12: a blob; odd from 13: text; less: numbers of these sizes.
    const size = type.value >= 12 ? Math.floor((type.value - 12) / 2) : ([0, 1, 2, 3, 4, 6, 8, 8][type.value] ?? 0);
    const bytes = record.subarray(value, value + size);
    value += size;
    if (type.value < 12 || bytes.length < SHORTEST) continue;
    if (isStream(bytes)) packed.push(bytes);
    writeLine(output, type.value % 2 === 1 && encoding !== 'utf8' ? fromUtf16(bytes, encoding) : bytes);
  }
}

function fromUtf16(bytes: Buffer, encoding: 'utf16le' | 'utf16be'): Buffer {
  const even = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return Buffer.from((encoding === 'utf16be' ? even.swap16() : even).toString('utf16le'));
}

/** Seven bits a byte, the highest first, as long as the upper bit is set; the ninth byte has eight. Beyond 2^53 it is not exact. */
function varint(bytes: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return { value: value * 256 + (bytes[at + 8] ?? 0), end: at + 9 };
}
