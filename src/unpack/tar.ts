// Tar archives of every dialect: v7, ustar, GNU and pax; one behind the other, damaged or cut.
import type { Budget, Container, Member } from './container.ts';
import { ascii, bufferOf, counted, member } from './members.ts';
import { takeStored } from './output.ts';

// POSIX.1-2017, pax, "ustar Interchange Format": blocks of 512 bytes; name 0..99, size 124..135, checksum 148..155, type 156,
// magic 257, prefix 345..499. GNU: tar manual, "Basic Tar Format".
const BLOCK = 512;

interface Header {
  readonly name: Uint8Array;
  readonly size: number;
  readonly type: string;
  /** Old GNU sparse files: more of their map follows in a block of its own. */
  readonly hasMoreMap: boolean;
}

/** What headers of their own say about the next entry. */
interface Said {
  name: Uint8Array | null;
  size: number | null;
}

export const tar: Container = {
  name: 'tar',
  matches: (bytes) => readHeader(bytes, 0) !== null,
  members: (bytes, budget) => counted(budget, readEntries(bytes, budget)),
};

function* readEntries(bytes: Uint8Array, budget: Budget): Generator<Member> {
  let said: Said = { name: null, size: null };
  let isDamaged = false;
  let at = 0;
  while (at + BLOCK <= bytes.length) {
    const header = readHeader(bytes, at);
    if (!header) {
      // Zeros end an archive; another one may follow. Behind damage, the next header is looked for.
      if (!isDamaged && !isZero(bytes, at)) yield member('', DAMAGED);
      isDamaged ||= !isZero(bytes, at);
      at += BLOCK;
      continue;
    }
    isDamaged = false;
    at += BLOCK;
    for (let more = header.hasMoreMap; more && at + BLOCK <= bytes.length; at += BLOCK) more = bytes[at + 504] === 1;
    const size = said.size ?? header.size;
    // Folders and links may tell of a size that is not there.
    if (isNoFile(header.type) && (size === 0 || isZero(bytes, at) || readHeader(bytes, at))) {
      said = { name: null, size: null };
      continue;
    }
    const data = bytes.subarray(at, at + size);
    const isCut = data.length < size;
    at += Math.ceil(size / BLOCK) * BLOCK;
    const { bytes: taken, problem } = takeStored(data, budget);
    if (isAbout(header.type)) said = readAbout(header.type, data, said);
    const name = isAbout(header.type) ? ABOUT : (said.name ?? header.name);
    if (!isAbout(header.type)) said = { name: null, size: null };
    if (data.length > 0 || isCut) yield { name, bytes: taken, problem: problem ?? (isCut ? 'decode-error' : null) };
  }
  // Less than a block is left.
  if (at < bytes.length && bytes.subarray(at).some((byte) => byte !== 0)) yield member('', DAMAGED);
}

/** Links, devices and folders. */
function isNoFile(type: string): boolean {
  return type >= '1' && type <= '6';
}

/** Headers about what follows: pax for one entry or for all, GNU for a long name or a long link. */
function isAbout(type: string): boolean {
  return 'xgXLK'.includes(type);
}

function readAbout(type: string, data: Uint8Array, said: Said): Said {
  if (type === 'L') return { ...said, name: upToZero(data) };
  if (type !== 'x' && type !== 'X') return said;
  const values = readRecords(data);
  const size = Number(values.get('size') ?? Number.NaN);
  const path = values.get('GNU.sparse.name') ?? values.get('path');
  return {
    name: path === undefined ? said.name : ascii(path),
    size: Number.isSafeInteger(size) && size >= 0 ? size : said.size,
  };
}

/** `30 mtime=1350244992.023960108\n`, each with its own length in front; a character a byte. Ends where one makes no sense. */
function readRecords(data: Uint8Array): Map<string, string> {
  const text = bufferOf(data).toString('latin1');
  const values = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const digits = /^\d{1,9}(?= )/.exec(text.slice(at, at + 10))?.[0];
    const size = Number(digits);
    if (digits === undefined || size <= digits.length + 1) break;
    const record = text.slice(at + digits.length + 1, at + size - 1);
    const equals = record.indexOf('=');
    if (equals > 0) values.set(record.slice(0, equals), record.slice(equals + 1));
    at += size;
  }
  return values;
}

/** The header at `at`; null if its checksum is wrong. */
function readHeader(bytes: Uint8Array, at: number): Header | null {
  if (at + BLOCK > bytes.length) return null;
  const block = bytes.subarray(at, at + BLOCK);
  const sum = readNumber(block, 148, 8);
  if (sum === null || sum === 0) return null;
  // The checksum counts itself as spaces. Old programs added signed bytes.
  let [unsigned, signed] = [8 * 0x20, 8 * 0x20];
  for (let index = 0; index < BLOCK; index++) {
    if (index >= 148 && index < 156) continue;
    const byte = block[index] as number;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  if (sum !== unsigned && sum !== signed) return null;
  const type = String.fromCharCode(block[156] as number);
  const magic = Buffer.from(block.subarray(257, 263)).toString('latin1');
  const prefix = magic === 'ustar\0' ? upToZero(block.subarray(345, 500)) : EMPTY;
  const short = upToZero(block.subarray(0, 100));
  const name = prefix.length > 0 ? Buffer.concat([prefix, SLASH, short]) : short;
  return { name, size: readNumber(block, 124, 12) ?? 0, type, hasMoreMap: type === 'S' && block[482] === 1 };
}

/** Octal digits with spaces and zeros around, or (GNU) a binary number after a byte 0x80; null if it is neither, or negative. */
function readNumber(block: Uint8Array, at: number, size: number): number | null {
  const field = block.subarray(at, at + size);
  const first = field[0] as number;
  if (first === 0x80) return field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
  const text = Buffer.from(field).toString('latin1');
  const digits = /^ *([0-7]*)[ \0]*/.exec(text)?.[1];
  if (digits === undefined || (digits === '' && !/^[ \0]*$/.test(text))) return null;
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function isZero(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < Math.min(at + BLOCK, bytes.length); index++) if (bytes[index] !== 0) return false;
  return true;
}

function upToZero(bytes: Uint8Array): Uint8Array {
  const zero = bytes.indexOf(0);
  return zero < 0 ? bytes : bytes.subarray(0, zero);
}

const ABOUT = ascii('header');
const SLASH = ascii('/');
const EMPTY = new Uint8Array(0);
const DAMAGED = { bytes: EMPTY, problem: 'decode-error' } as const;
