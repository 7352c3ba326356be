// Whether bytes begin as something packed does: asked of everything, so it costs next to nothing and loads nothing.

/** Larger containers are not opened, in bytes. */
export const PACKED_LIMIT = 256 << 20;

/** First bytes; the containers themselves look closer. */
const MAGICS: readonly string[] = [
  // zip, gzip, zlib, bzip2, xz, lzma, zstd, ar
  'PK\x03\x04',
  'PK\x05\x06',
  'PK\x07\x08',
  '\x1f\x8b\x08',
  '\x78\x01',
  '\x78\x5e',
  '\x78\x9c',
  '\x78\xda',
  'BZh',
  '\xfd7zXZ\0',
  '\x5d\0\0',
  '\x28\xb5\x2f\xfd',
  ...Array.from({ length: 16 }, (_, low) => `${String.fromCharCode(0x50 + low)}\x2a\x4d\x18`),
  '!<arch>\n',
  // documents and data
  '%PDF-',
  '\x89PNG\r\n\x1a\n',
  'SQLite format 3\0',
  '\x37\x7f\x06\x82',
  '\x37\x7f\x06\x83',
  'PACK\0\0\0',
  '# v2 git bundle\n',
  '# v3 git bundle\n',
  'PAR1',
  'ARROW1',
  '\xff\xff\xff\xff',
  '\x93NUMPY',
  ...Array.from({ length: 6 }, (_, protocol) => `\x80${String.fromCharCode(protocol)}`),
  // not opened, but named
  '7z\xbc\xaf\x27\x1c',
  'Rar!\x1a\x07',
  '\x04\x22\x4d\x18',
  '\x02\x21\x4c\x18',
  '\x1f\x9d',
  'LZIP\x01',
  '\x89LZO\0\r\n\x1a\n',
  '\xff\x06\0\0sNaPpY',
  'MSCF\0\0\0\0',
  'xar!\0\x1c',
  '\xed\xab\xee\xdb',
  'hsqs',
  '07070',
];
const BY_FIRST: readonly Buffer[][] = Array.from({ length: 256 }, () => []);
for (const magic of MAGICS) {
  const bytes = Buffer.from(magic, 'latin1');
  BY_FIRST[bytes[0] as number]?.push(bytes);
}
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');
const ZIP_END_SIZE = 22;
/** What may stand before a zip: a line that names its interpreter, or a program that unpacks it. */
const STARTERS = new Set(['#!', 'MZ', '\x7fE']);
const STARTS = new Set([...STARTERS].map((start) => start.charCodeAt(0)));

/** Whether one of the containers may open `bytes`, or name them as something that is not opened; reads a bounded number of them. */
export function looksPacked(bytes: Uint8Array): boolean {
  for (const magic of BY_FIRST[bytes[0] ?? 0] as readonly Buffer[]) if (begins(bytes, magic)) return true;
  return isTar(bytes) || isRecord(bytes) || isPyc(bytes) || isLha(bytes) || isZipAtEnd(bytes);
}

/** A header whose checksum is written as digits and then a zero or a space. */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < 512 || bytes[0] === 0) return false;
  // Nearly nothing else has digits and blanks alone there.
  for (let at = 148; at < 156; at++) if (((bytes[at] as number) & 0xf8) !== 0x30 && !isBlank(bytes[at])) return false;
  return /^[0-7 \0]{6}[ \0]{2}$|^[0-7 ]{7}[ \0]$/.test(text(bytes, 148, 156));
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0;
}

function begins(bytes: Uint8Array, magic: Uint8Array): boolean {
  for (let at = 0; at < magic.length; at++) if (bytes[at] !== magic[at]) return false;
  return true;
}

function isLha(bytes: Uint8Array): boolean {
  return bytes[2] === 0x2d && text(bytes, 2, 7) === '-lh5-';
}

/** TFRecord: a size of 64 bits, of which the upper half is zero, its checksum, and a first field. */
function isRecord(bytes: Uint8Array): boolean {
  if (bytes[4] !== 0 || bytes[5] !== 0 || bytes[6] !== 0 || bytes[7] !== 0) return false;
  return bytes.length >= 16 && ((bytes[0] as number) | (bytes[1] as number) | (bytes[2] as number)) > 0;
}

function isPyc(bytes: Uint8Array): boolean {
  return bytes[2] === 0x0d && bytes[3] === 0x0a;
}

/** Whether the last bytes are the end of a zip's directory: with a comment only where something begins as such files do. */
function isZipAtEnd(bytes: Uint8Array): boolean {
  const at = bytes.length - ZIP_END_SIZE;
  if (at < 0) return false;
  if (bytes[at] === ZIP_END[0] && begins(bytes.subarray(at), ZIP_END)) return true;
  if (!STARTS.has(bytes[0] as number) || !STARTERS.has(text(bytes, 0, 2))) return false;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(-0x10000).lastIndexOf(ZIP_END) >= 0;
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
