// Whether bytes begin as something packed does: asked of everything, so it costs next to nothing and loads nothing.

/** Larger containers are not opened, in bytes. */
export const PACKED_LIMIT = 256 << 20;

export const GZIP = '\x1f\x8b\x08';

/** First bytes; the containers themselves look closer. */
const MAGICS: readonly string[] = [
  // zip, gzip, zlib, bzip2, xz, lzma, zstd, ar
  'PK\x03\x04',
  'PK\x05\x06',
  'PK\x07\x08',
  GZIP,
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
  '\x04\x22\x4d\x18',
  'mozLz40\0',
  'Obj\x01',
  'MATLAB 5.0 MAT-file',
];

/** Stands for any byte in a magic number. */
export const ANY = '\u0100';

/**
 * What is not opened, but named: what is encrypted, and what is packed in a way that is not known, by its first bytes. One of the texts
 * behind these must stand somewhere in it: without that, nothing in it is packed.
 *
 * Not here, since a search of the bytes themselves finds what stands there: HDF5 whose datasets are contiguous or in plain chunks, and
 * attributes in all of them; Word and Excel files before 2007; Feather 1; R's RDS without compression (with it, gzip, bzip2 or xz).
 */
export const NAMED: Readonly<Record<'archive-encrypted' | 'archive-unsupported', readonly (readonly string[])[]>> = {
  'archive-encrypted': [
    ['ole', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0'],
    ['pgp', '-----BEGIN PGP MESSAGE-----'],
    // A session key for RSA of 2048, 3072 and 4096 bits, for a curve, or from a passphrase.
    ...['\x85\x01\x0c\x03', '\x85\x01\x8c\x03', '\x85\x02\x0c\x03', '\x84\x5e\x03', '\x8c\x0d\x04'].map((magic) => [
      'pgp',
      magic,
    ]),
    ['age', 'age-encryption.org/v'],
    ['age', '-----BEGIN AGE ENCRYPTED FILE-----'],
    ['openssl', 'Salted__'],
    ['openssl', 'U2FsdGVkX1'],
    ['jks', '\xfe\xed\xfe\xed\0\0\0'],
    ['jks', '\xce\xce\xce\xce\0\0\0'],
    ['pkcs12', `0\x82${ANY}${ANY}\x02\x01\x030`],
    ['pkcs12', '0\x80\x02\x01\x030'],
    ['git-crypt', '\0GITCRYPT\0'],
    ['ansible-vault', '$ANSIBLE_VAULT;'],
    ['keepass', '\x03\xd9\xa2\x9a'],
    ['dmg', 'encrcdsa'],
    ['luks', 'LUKS\xba\xbe'],
  ],
  'archive-unsupported': [
    ['7z', '7z\xbc\xaf\x27\x1c'],
    ['rar', 'Rar!\x1a\x07'],
    ['lz4', '\x02\x21\x4c\x18'],
    ['lzip', 'LZIP\x01'],
    ['lzop', '\x89LZO\0\r\n\x1a\n'],
    ['snappy', '\xff\x06\0\0sNaPpY'],
    ['cab', 'MSCF\0\0\0\0'],
    ['xar', 'xar!\0\x1c'],
    ['rpm', '\xed\xab\xee\xdb'],
    ['squashfs', 'hsqs'],
    ['cpio', '070701'],
    ['cpio', '070702'],
    ['cpio', '070707'],
    ['dmg', 'bvx2'],
    // Filters of datasets have their names in the file.
    ['hdf5', '\x89HDF\r\n\x1a\n', 'deflate\0', 'szip\0', 'lzf\0', 'blosc', 'lz4', 'zstd', 'bzip2'],
    ['hdf5', 'MATLAB 7.3 MAT-file', 'deflate\0'],
    // The last field of the file's end.
    ['orc', 'ORC', '\x82\xf4\x03\x03ORC'],
    ['compress', '\x1f\x9d'],
    ['msi', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'MSCF\0\0\0\0'],
    ['qcow2', 'QFI\xfb\0\0\0'],
    // Streams, which say by which algorithm; the others lie there as they are.
    ['vmdk', `KDMV${ANY.repeat(73)}\x01`],
    ['wim', 'MSWIM\0\0\0'],
    ['arj', `\x60\xea${ANY}\0\x1e`],
    ['arj', `\x60\xea${ANY}\0\x22`],
    ['zpaq', '7kSt'],
    ['zpaq', 'zPQ'],
    ['cramfs', '\x45\x3d\xcd\x28'],
    ['cramfs', '\x28\xcd\x3d\x45'],
    ['alz', 'ALZ\x01'],
  ],
};

const BY_FIRST: readonly string[][] = Array.from({ length: 256 }, () => []);
for (const magic of [...MAGICS, ...Object.values(NAMED).flatMap((all) => all.map(([, first = '']) => first))])
  BY_FIRST[magic.charCodeAt(0)]?.push(magic);
const ZIP_END = 'PK\x05\x06';
const ZIP_END_SIZE = 22;
/** What may stand before a zip: a line that names its interpreter, or a program that unpacks it. */
const STARTERS = ['#!', 'MZ', '\x7fE'];

/** What stands near the end of a program that PyInstaller made, and is looked for everywhere: nothing at its beginning says so. */
export const PYINSTALLER = 'MEI\x0c\x0b\x0a\x0b\x0e';

/** Whether gzip begins at `at`, as programs write it: with a name or without, and one of the systems. RFC 1952, 2.3.1 */
export function isGzipAt(bytes: Uint8Array, at: number): boolean {
  const [flags, extra, system] = [bytes[at + 3] ?? 255, bytes[at + 8] ?? 255, bytes[at + 9] ?? 254];
  return (
    begins(bytes.subarray(at, at + 3), GZIP) &&
    (flags & ~8) === 0 &&
    (extra & ~6) === 0 &&
    (system <= 13 || system === 255)
  );
}

/** ELF, PE, Mach-O. */
const PROGRAMS = ['\x7fELF', 'MZ', '\xcf\xfa\xed\xfe'];

/** Whether `bytes` begin as a program for a processor does. */
export function isProgram(bytes: Uint8Array): boolean {
  return PROGRAMS.some((magic) => begins(bytes, magic));
}

/** Whether one of the containers may open `bytes`, or name them as something that is not opened; reads a bounded number of them. */
export function looksPacked(bytes: Uint8Array): boolean {
  for (const magic of BY_FIRST[bytes[0] ?? 0] as readonly string[]) if (begins(bytes, magic)) return true;
  if (isTar(bytes) || isRecord(bytes) || isPyc(bytes) || isLha(bytes) || isZipAtEnd(bytes)) return true;
  return payloadOf(bytes) > 0 || isPatch(bytes);
}

/**
 * A bit for each two bytes, at the second one times 256 plus the first, with which `looksPacked` is true of something; of the rest, only for
 * what it finds from the third byte on: no tar, TFRecord, pyc, lha, and no zip by its end.
 */
export function packedBeginnings(): Uint8Array {
  const bits = new Uint8Array(8192);
  // The second one is fixed in all of them.
  for (const text of [...BY_FIRST.flat(), ...STARTERS, ...HEADS, ...PATCHES]) {
    const at = 256 * text.charCodeAt(1) + text.charCodeAt(0);
    (bits[at >> 3] as number) |= 1 << (at & 7);
  }
  return bits;
}

/**
 * What `looksPacked` finds by the first bytes of something, and by texts anywhere in it; where it finds anything else, there are zeros,
 * or one of the first lines has up to two characters and a CR.
 */
export const PACKED = { first: BY_FIRST.flat(), anywhere: ['PK\x05\x06', '-lh5-', 'GIT binary patch'] } as const;

/** How a script begins, and what a server answered. */
const HEADS = ['#!', 'HTTP/1.'];
/** What a script may unpack that stands behind it (makeself): gzip, bzip2, xz, zstd, on a line of its own. */
const PAYLOADS = [GZIP, 'BZh91AY&SY', '\xfd7zXZ\0', '\x28\xb5\x2f\xfd'];
/** The byte that is looked for first is one that text has seldom; of the last, it is the second. */
const SELDOM = [0, 0, 0, 1];
const LONGEST_SCRIPT = 1 << 16;

/** What a value in a database may be: one of these, zlib, zip. */
const STREAMS = [...PAYLOADS, '\x78\x01', '\x78\x5e', '\x78\x9c', '\x78\xda', 'PK\x03\x04'];

/** Whether `bytes` begin as packed texts do that other formats keep. */
export function isStream(bytes: Uint8Array): boolean {
  return STREAMS.some((magic) => begins(bytes, magic));
}

/** Where something packed begins behind a script, or behind the head of an answer of HTTP; 0 where there is none. */
export function payloadOf(bytes: Uint8Array): number {
  if (!HEADS.some((head) => begins(bytes, head))) return 0;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LONGEST_SCRIPT));
  let first = 0;
  for (const [index, magic] of PAYLOADS.entries()) {
    const lead = SELDOM[index] as number;
    const sought = Buffer.from(magic.slice(lead), 'latin1');
    for (let at = head.indexOf(sought); at >= 0; at = head.indexOf(sought, at + 1)) {
      const start = at - lead;
      if (head[start - 1] !== 0x0a || !begins(head.subarray(start), magic)) continue;
      if (first === 0 || start < first) first = start;
      break;
    }
  }
  return first;
}

/** What a patch begins with, alone or as a mail or a commit; and the line before what is no text in it. */
const PATCHES = ['diff --git ', 'From ', 'commit '];
export const BINARY_PATCH = '\nGIT binary patch\n';
const PATCH_PROBE = 1 << 20;

/** Whether it is a patch that changes files which are no text. */
export function isPatch(bytes: Uint8Array): boolean {
  const first = bytes[0];
  if (first !== 0x64 && first !== 0x46 && first !== 0x63) return false;
  if (!PATCHES.some((start) => begins(bytes, start))) return false;
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PATCH_PROBE)).includes(BINARY_PATCH);
}

/** A header whose checksum is written as digits and then a zero or a space. */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < 512 || bytes[0] === 0) return false;
  // Nearly nothing else has digits and blanks alone there.
  for (let at = 148; at < 156; at++) if (((bytes[at] as number) & 0xf8) !== 0x30 && !isBlank(bytes[at])) return false;
  return bytes.subarray(0, 512).includes(0) && /^[0-7 \0]{6}[ \0]{2}$|^[0-7 ]{7}[ \0]$/.test(text(bytes, 148, 156));
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0;
}

/** Whether `bytes` begin so. */
export function begins(bytes: Uint8Array, magic: string): boolean {
  if (bytes.length < magic.length) return false;
  for (let at = 0; at < magic.length; at++) if (bytes[at] !== magic.charCodeAt(at) && magic[at] !== ANY) return false;
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
  if (bytes[at] === 0x50 && begins(bytes.subarray(at), ZIP_END)) return true;
  if (!STARTERS.some((start) => begins(bytes, start))) return false;
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      .subarray(-0x10000)
      .lastIndexOf(ZIP_END, undefined, 'latin1') >= 0
  );
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
