// What people and tools do to a file, or to the text of one: each form says where in its result a token stands that stood in its input.
import { deflateRawSync, deflateSync, gzipSync, crc32 as nodeCrc32 } from 'node:zlib';

/** Bytes in which one token stands, at [start, end). */
export interface Planted {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The last offset that counts as the beginning: of doubled backslashes, an escape begins at the last one. */
  readonly latest: number;
  /** The way to the innermost file whose bytes `start` counts in; empty for the file itself. */
  readonly trail: readonly string[];
  /** The name that `bytes` have as a file. */
  readonly name: string;
  /** Whether `bytes` are a container, in which nothing has a place. */
  readonly isPacked: boolean;
  /** Whether all that is known of the token's place is that it lies in [start, end), which holds something packed. */
  readonly isBlurred: boolean;
}

export interface Form {
  readonly name: string;
  /** Null where the form does not go with what it is given. */
  apply(planted: Planted, random: () => number): Planted | null;
}

const BACKSLASH = 0x5c;

/** An encoding that keeps places: `place` gives where what stood at an offset stands then, as a start or as an end. */
function encoding(
  name: string,
  encode: (bytes: Buffer) => string | Buffer,
  place: (bytes: Buffer, offset: number, isEnd: boolean) => number,
  host: readonly [before: string, after: string] = ['', ''],
  forBytes = true,
): Form {
  return {
    name,
    apply(planted) {
      const { bytes, isPacked } = planted;
      if (!forBytes && (isPacked || bytes.includes(0))) return null;
      const encoded = Buffer.from(encode(bytes) as string, 'latin1');
      const [before, after] = host.map((text) => Buffer.from(text));
      const [start, end] = isPacked
        ? [0, encoded.length]
        : [place(bytes, planted.start, false), place(bytes, planted.end, true)];
      let latest = isPacked ? start : place(bytes, planted.latest, false);
      while (encoded[latest] === BACKSLASH && encoded[latest + 1] === BACKSLASH) latest++;
      return {
        bytes: Buffer.concat([before as Buffer, encoded, after as Buffer]),
        latest: (before as Buffer).length + latest,
        start: (before as Buffer).length + start,
        end: (before as Buffer).length + end,
        trail: [],
        name: 'notes.txt',
        isPacked: false,
        isBlurred: isPacked || planted.isBlurred,
      };
    },
  };
}

/** An encoding in which each byte is written by itself. */
function each(name: string, write: (byte: number) => string, host: readonly [string, string], forBytes = false): Form {
  const encode = (bytes: Buffer): string => Array.from(bytes, write).join('');
  return encoding(name, encode, (bytes, offset) => encode(bytes.subarray(0, offset)).length, host, forBytes);
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
const isWord = (byte: number): boolean => /[A-Za-z0-9]/.test(String.fromCharCode(byte));
const json = (byte: number): string => JSON.stringify(String.fromCharCode(byte)).slice(1, -1);

function inBase64(_: Buffer, offset: number, isEnd: boolean): number {
  return isEnd ? Math.ceil((offset * 8) / 6) : Math.floor((offset * 8) / 6);
}

/** How many characters of line ends stand before the character at `index` of text wrapped every `width`. */
function wrapped(index: number, width: number, gap: number): number {
  return index + gap * Math.floor(index / width);
}

function wrapAt(width: number, gap: string): Form {
  return encoding(
    `base64 wrapped at ${width} with ${JSON.stringify(gap)}`,
    (bytes) => (bytes.toString('base64').match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(gap),
    (bytes, offset, isEnd) => {
      const index = inBase64(bytes, offset, isEnd);
      return isEnd ? wrapped(index - 1, width, gap.length) + 1 : wrapped(index, width, gap.length);
    },
    [`apiVersion: v1\ndata:\n  blob: |\n    `, '\nend: 1\n'],
  );
}

export const ENCODINGS: readonly Form[] = [
  encoding('base64', (bytes) => bytes.toString('base64'), inBase64, ['data: ', '\n']),
  encoding('base64 in JSON', (bytes) => bytes.toString('base64'), inBase64, ['{"a":1,"content":"', '","b":2}\n']),
  encoding('base64url', (bytes) => bytes.toString('base64url'), inBase64, ['x = "', '";\n']),
  wrapAt(76, '\n    '),
  wrapAt(64, '\r\n    '),
  encoding(
    'hex',
    (bytes) => bytes.toString('hex'),
    (_, offset) => 2 * offset,
    ['blob: ', '\n'],
  ),
  encoding(
    'capital hex',
    (bytes) => bytes.toString('hex').toUpperCase(),
    (_, offset) => 2 * offset,
    ["x'", "'\n"],
  ),
  each('JSON', json, ['{"log": "', '"}\n']),
  each('JSON in JSON', (byte) => [...Buffer.from(json(byte), 'latin1')].map(json).join(''), ['{"log": "', '"}\n']),
  each('percent', (byte) => (isWord(byte) ? String.fromCharCode(byte) : `%${hex(byte).toUpperCase()}`), ['/?q=', '\n']),
  each('percent of all', (byte) => `%${hex(byte)}`, ['/?q=', '\n']),
  each('unicode escapes', (byte) => `\\u00${hex(byte)}`, ['s = "', '"\n']),
  each('hex escapes', (byte) => `\\x${hex(byte)}`, ['s = b"', '"\n'], true),
  each('HTML entities', (byte) => (isWord(byte) ? String.fromCharCode(byte) : `&#${byte};`), ['<p>', '</p>\n']),
];

/** Forms of a whole file that keep places and stay a text. */
export const RECODINGS: readonly Form[] = [
  {
    name: 'CRLF',
    apply(planted) {
      if (planted.isPacked || planted.bytes.includes('\r\n') || planted.bytes.includes(0)) return null;
      const convert = (bytes: Buffer): Buffer =>
        Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
      const at = (offset: number): number => convert(planted.bytes.subarray(0, offset)).length;
      return {
        ...planted,
        bytes: convert(planted.bytes),
        start: at(planted.start),
        latest: at(planted.latest),
        end: at(planted.end),
      };
    },
  },
  {
    name: 'UTF-16',
    apply(planted) {
      if (planted.isPacked || planted.bytes.includes(0)) return null;
      const bytes = Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(planted.bytes.toString('latin1'), 'utf16le'),
      ]);
      return {
        ...planted,
        bytes,
        start: 2 + 2 * planted.start,
        latest: 2 + 2 * planted.latest,
        end: 2 + 2 * planted.end,
      };
    },
  },
  {
    name: 'a mark in front',
    apply(planted) {
      if (planted.isPacked || planted.bytes[0] === 0xff) return null;
      const bytes = Buffer.concat([Buffer.from('\ufeff'), planted.bytes]);
      return {
        ...planted,
        bytes,
        start: planted.start + 3,
        latest: planted.latest + 3,
        end: planted.end + 3,
      };
    },
  },
  { name: 'another name', apply: (planted) => ({ ...planted, name: `other/${planted.name}` }) },
];

function container(
  name: string,
  step: (inner: Planted) => string,
  pack: (inner: Planted, random: () => number) => Buffer,
  suffix: string,
): Form {
  return {
    name,
    apply: (inner, random) => ({
      ...inner,
      bytes: pack(inner, random),
      trail: [step(inner), ...inner.trail],
      name: `${inner.name.split('/').at(-1)}${suffix}`,
      isPacked: true,
    }),
  };
}

const crc = (bytes: Buffer): number => nodeCrc32?.(bytes) ?? crcOf(bytes);

/** CRC-32, for Node.js 20. */
function crcOf(bytes: Buffer): number {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

/** APPNOTE.TXT: local headers and contents, the central directory, its end. */
function zip(entries: readonly (readonly [name: string, bytes: Buffer])[], method: 0 | 8): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const data = method === 8 ? deflateRawSync(bytes) : bytes;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), common, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end]);
}

/** POSIX.1-1988 ustar: a header of 512 bytes, the content in blocks of 512. */
function tar(entries: readonly (readonly [name: string, bytes: Buffer])[]): Buffer {
  const parts = entries.flatMap(([name, bytes]) => {
    const header = Buffer.alloc(512);
    header.write(name.slice(0, 99), 0);
    header.write('0000644\0', 100);
    header.write('0000000\x000000000\0', 108);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        0', 148);
    header.write('ustar\x0000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

const OTHERS: readonly (readonly [string, Buffer])[] = [
  ['README.md', Buffer.from('# A model\n\nNothing to see here.\n')],
  ['src/empty.py', Buffer.alloc(0)],
];

function among(inner: Planted, random: () => number): (readonly [string, Buffer])[] {
  const entries = [...OTHERS, [inner.name, inner.bytes] as const];
  return random() < 0.5 ? entries : entries.reverse();
}

const named = (inner: Planted): string => `!/${inner.name}`;

export const CONTAINERS: readonly Form[] = [
  container(
    'gzip',
    () => 'gzip',
    ({ bytes }) => gzipSync(bytes),
    '.gz',
  ),
  container(
    'zlib',
    () => 'zlib',
    ({ bytes }) => deflateSync(bytes),
    '.zz',
  ),
  container('zip', named, (inner, random) => zip(among(inner, random), 8), '.zip'),
  container('stored zip', named, (inner, random) => zip(among(inner, random), 0), '.jar'),
  container('tar', named, (inner, random) => tar(among(inner, random)), '.tar'),
];
