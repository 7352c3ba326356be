// Containers and folders that are made to be slow: bombs, chains, noise, and what only begins as a container does.
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { compressed, pdf, pickle, png, tar, zip } from '../scoreboard/pack.mjs';
import { all, letters, many, noise, texts, token } from './texts.mjs';

const MB = 1_000_000;
const tokens = many((at) => `${token(at)}\n`);
const pieces = many((at) => `"hf_${letters(at, 10)}" + "${letters(at + 7, 24)}"\n`);
const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

function again(times, pack, content) {
  let bytes = content;
  for (let time = 0; time < times; time++) bytes = pack(bytes);
  return bytes;
}

const COMPRESSORS = {
  gzip: (bytes) => gzipSync(bytes, { level: 6 }),
  zlib: (bytes) => deflateSync(bytes),
  brotli: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  bzip2: (bytes) => compressed('bzip2', ['-c'], bytes),
  xz: (bytes) => compressed('xz', ['-c', '-1', '-T1'], bytes),
  'xz, stored': (bytes) => compressed('xz', ['-c', '-0', '-T1'], bytes),
  lzma: (bytes) => compressed('xz', ['-c', '-1', '--format=lzma'], bytes),
  zstd: (bytes) => compressed('zstd', ['-c', '-q', '-3'], bytes),
};
const SUFFIXES = {
  gzip: 'gz',
  zlib: 'zz',
  brotli: 'br',
  bzip2: 'bz2',
  xz: 'xz',
  'xz, stored': 'xz',
  lzma: 'lzma',
  zstd: 'zst',
};

/** What is packed, for a packed size of about `size`. */
const CONTENTS = {
  noise: (size) => noise(size),
  'tokens over and over': (size) => tokens(4 * size),
  'zeros without an end': () => Buffer.alloc(300 * MB),
  'random letters': (size) => noise((size * 4) / 3).map((byte) => 97 + (byte & 15)),
  'split tokens': () => pieces(20 * MB),
};

function* streams(size) {
  for (const [compressor, pack] of Object.entries(COMPRESSORS))
    for (const [content, make] of Object.entries(CONTENTS))
      yield [`${compressor} of ${content}`, [[`a.${SUFFIXES[compressor]}`, () => pack(make(size))]]];
}

/** Texts that are dear to look through, 25 times: what is packed can be that much more. */
const DEAR = {
  'base64 of small gzips': (size) => zips['base64 of small gzips'](size),
  'base64 of small zips': (size) => zips['base64 of small zips'](size),
  'near misses, appended': texts['hf_ near misses, appended'],
  'near misses, reversed base64': texts['api_org_ near misses, reversed base64'],
  'near misses, character codes': texts['hf_ near misses, character codes'],
};

function* unfolding(size) {
  for (const [name, make] of Object.entries(DEAR)) {
    const pack = () =>
      compressed('zstd', ['-c', '-q', '-3', '--long=24'], Buffer.concat(new Array(25).fill(make(size))));
    yield [`zstd of ${name}, 25 times`, [['a.zst', pack]]];
  }
}

function sqlite(size) {
  // Pages of 4096 bytes, all of them leaves of a table that say they have a thousand cells.
  const pages = Math.floor(size / 4096);
  const bytes = Buffer.alloc(pages * 4096);
  bytes.write('SQLite format 3\0', 0, 'latin1');
  bytes.writeUInt16BE(4096, 16);
  bytes.writeUInt32BE(pages, 28);
  for (let page = 0; page < pages; page++) {
    const at = page * 4096 + (page === 0 ? 100 : 0);
    bytes[at] = page % 2 ? 13 : 5;
    bytes.writeUInt16BE(1000, at + 3);
    for (let cell = 0; cell < 1000 && at + 8 + 2 * cell + 2 < bytes.length; cell++)
      bytes.writeUInt16BE(2100 + cell, at + 8 + 2 * cell);
  }
  return bytes;
}

function parquet(size) {
  const body = noise(size);
  return Buffer.concat([Buffer.from('PAR1'), body, Buffer.alloc(1000, 0x19), u32(1000), Buffer.from('PAR1')]);
}

function pack(size) {
  const objects = [];
  const one = Buffer.concat([Buffer.from([0xbf, 0x80, 0x04]), deflateSync(Buffer.alloc(65536 + 15))]);
  let count = 0;
  for (let length = 0; length < size; length += one.length, count++) objects.push(one);
  const head = Buffer.alloc(12);
  head.write('PACK');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(count, 8);
  return Buffer.concat([head, ...objects, Buffer.alloc(20)]);
}

/** Deltas in a row, each on the one before. */
function deltas(size) {
  const parts = [];
  const base = Buffer.concat([Buffer.from([0xb0, 0x80 | 0x7d, 0x03]), deflateSync(Buffer.alloc(8000, 'hf_'))]);
  base[1] = 0x74 | 0x80;
  parts.push(base);
  const delta = deflateSync(Buffer.from([0xc0, 0x3e, 0xc0, 0x3e, 0xb0, 0x40, 0x1f]));
  for (let length = base.length, back = base.length; length < size; ) {
    const offset = back < 128 ? [back] : [0x80 | ((back >> 7) - 1), back & 127];
    const one = Buffer.concat([Buffer.from([0x67, ...offset]), delta]);
    parts.push(one);
    back = one.length;
    length += one.length;
  }
  const head = Buffer.alloc(12);
  head.write('PACK');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(parts.length, 8);
  return Buffer.concat([head, ...parts, Buffer.alloc(20)]);
}

const SMALL = Buffer.from('text '.repeat(20));

/** Undefined where there is nothing to write. */
function base64Lines(bytes, size) {
  return bytes && all(`${bytes.toString('base64')}\n`)(size);
}

const chance = { bytes: (count) => noise(count) };
const bomb = () => Buffer.alloc(100 * MB);

/** What opens nothing: a magic number, and noise or zeros behind it. */
const MAGICS = {
  zip: 'PK\x03\x04',
  gzip: '\x1f\x8b\x08\0',
  bzip2: 'BZh91AY&SY',
  xz: '\xfd7zXZ\0\0\x04',
  zstd: '\x28\xb5\x2f\xfd',
  ar: '!<arch>\n',
  pdf: '%PDF-1.4\n',
  png: '\x89PNG\r\n\x1a\n',
  sqlite: 'SQLite format 3\0',
  pack: 'PACK\0\0\0\x02\0\xff\xff\xff',
  bundle: '# v2 git bundle\n',
  parquet: 'PAR1',
  arrow: 'ARROW1\0\0',
  avro: 'Obj\x01',
  matlab: 'MATLAB 5.0 MAT-file',
  numpy: '\x93NUMPY\x01\0',
  pickle: '\x80\x04',
  lz4: '\x04\x22\x4d\x18',
  lzma: '\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0',
  pyc: '\xcb\x0d\x0d\x0a\0\0\0\0',
  stream: '\xff\xff\xff\xff',
};

function* damaged(size) {
  for (const [name, magic] of Object.entries(MAGICS)) {
    const start = Buffer.from(magic, 'latin1');
    yield [`${name} and noise`, [['a.bin', () => Buffer.concat([start, noise(size)])]]];
    yield [`${name} over and over`, [['a.bin', () => all(magic)(size)]]];
    yield [`${name} and anchors`, [['a.bin', () => Buffer.concat([start, all('hf_')(size)])]]];
  }
}

const zips = {
  'a zip of zips of zeros': (size) => {
    const inner = zip([['z', bomb()]]);
    return zip(
      Array.from({ length: Math.min(1000, size / inner.length) }, (_, at) => [`${at}.zip`, inner]),
      { stored: true },
    );
  },
  'a zip in a zip in a zip': (size) =>
    again(6, (bytes) => zip([['a.zip', bytes]], { stored: true }), zip([['a', noise(size)]])),
  'a zip of many empty files': (size) =>
    zip(
      Array.from({ length: Math.min(65_000, size / 110) }, (_, at) => [`${at}`, '']),
      { stored: true },
    ),
  'a zip of many small files': (size) =>
    zip(
      Array.from({ length: Math.min(65_000, size / 160) }, (_, at) => [`${at}.txt`, token(at)]),
      { stored: true },
    ),
  'a zip of many small zips': (size) => {
    const inner = zip([['a.txt', 'x']], { stored: true });
    return zip(
      Array.from({ length: Math.min(65_000, size / (inner.length + 110)) }, (_, at) => [`${at}.zip`, inner]),
      { stored: true },
    );
  },
  'a zip whose files are one': (size) => {
    // All entries of the directory name the same bytes.
    const one = zip([['a', Buffer.alloc(5 * MB)]]);
    const start = one.indexOf('PK\x01\x02');
    const entry = one.subarray(start, one.length - 22);
    const count = Math.min(65000, Math.floor(size / entry.length));
    const end = Buffer.from(one.subarray(-22));
    end.writeUInt16LE(count, 8);
    end.writeUInt16LE(count, 10);
    end.writeUInt32LE(entry.length * count, 12);
    return Buffer.concat([one.subarray(0, start), ...new Array(count).fill(entry), end]);
  },
  'a zip of noise': (size) => zip([['a.bin', noise(size)]]),
  'ends of zips': (size) => all(`PK\x05\x06${'\0'.repeat(18)}`)(size),
  'a tar of small files': (size) => tar(Array.from({ length: size / 1024 }, (_, at) => [`${at}.txt`, token(at)])),
  'a tar of gzips of zeros': (size) => {
    const inner = gzipSync(Buffer.alloc(5 * MB));
    return tar(Array.from({ length: size / (inner.length + 600) }, (_, at) => [`${at}.gz`, inner]));
  },
  'gzip in gzip, 40 deep': (size) => again(40, (bytes) => gzipSync(bytes, { level: 1 }), noise(size)),
  'gzip in gzip of zeros': () => again(4, (bytes) => gzipSync(bytes), bomb()),
  'gzips in a row': (size) => Buffer.concat(new Array(Math.floor(size / 40)).fill(gzipSync('hf_'.repeat(7)))),
  'empty gzips in a row': (size) => Buffer.concat(new Array(Math.floor(size / 20)).fill(gzipSync(''))),
  'a PDF of zeros': () => pdf(bomb()),
  'a PDF of words': (size) => pdf(all('(hf_) Tj ')(size), { flate: false }),
  'a PDF of letters': (size) => pdf(all('[(h)1(f)2(_)3]TJ ')(size), { flate: false }),
  'a PDF of many streams': (size) =>
    Buffer.concat([Buffer.from('%PDF-1.4\n'), all('1 0 obj<</Length 9>>stream\n(hf_) Tj \nendstream endobj\n')(size)]),
  'a PDF of open brackets': (size) => Buffer.concat([Buffer.from('%PDF-1.4\n1 0 obj'), all('<<[(')(size)]),
  'a PNG of text chunks': (size) =>
    png(
      chance,
      Array.from({ length: size / 60 }, (_, at) => ['tEXt', `a\0${token(at)}`]),
    ),
  'a PNG of packed zeros': () => {
    const chunk = ['zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(20 * MB))])];
    return png(chance, new Array(200).fill(chunk));
  },
  'a SQLite file of cells': sqlite,
  'a Parquet file of noise': parquet,
  'a pack of zeros': pack,
  'a pack of deltas': deltas,
  'a pickle of strings': (size) =>
    Buffer.concat([Buffer.from([0x80, 4]), many((at) => `\x8c\x25${token(at)}\x94`)(size), Buffer.from('.')]),
  'a pickle of marks': (size) => Buffer.concat([Buffer.from([0x80, 4]), all('(')(size)]),
  'a pickle of one token': (size) => pickle('a', all('hf_')(size).toString('latin1'), 2),
  'an ar of small files': (size) =>
    Buffer.concat([
      Buffer.from('!<arch>\n'),
      all(`a/              0           0     0     644     4         \`\nhf_\n`)(size),
    ]),
  'base64 of gzip of zeros': (size) => all(`${gzipSync(Buffer.alloc(5 * MB)).toString('base64')}\n`)(size),
  'base64 of small gzips': (size) => many((at) => `${gzipSync(token(at)).toString('base64')}\n`)(size),
  'base64 of small zips': (size) => many((at) => `${zip([['a', token(at)]]).toString('base64')}\n`)(size),
  'base64 of small xz': (size) => base64Lines(compressed('xz', ['-c'], SMALL), size),
  'base64 of small bzip2': (size) => base64Lines(compressed('bzip2', ['-c'], SMALL), size),
  'base64 of small zstd': (size) => base64Lines(compressed('zstd', ['-c', '-q'], SMALL), size),
  'base64 of small pickles': (size) => all(`${pickle('a', letters(1, 60), 2).toString('base64')}\n`)(size),
  'a patch of packed files': (size) =>
    Buffer.concat([
      Buffer.from('diff --git a/a b/a\nGIT binary patch\n'),
      all(`literal 100\nz${'0'.repeat(60)}\n\n`)(size),
    ]),
  'raw deflate': (size) => deflateRawSync(tokens(size)),
};

function* archives(size) {
  for (const [name, make] of Object.entries(zips)) yield [name, [['a.bin', () => make(size)]]];
}

const folders = {
  'a .gitignore of 100,000 lines': [
    ['.gitignore', () => Buffer.from(Array.from({ length: 100_000 }, (_, at) => `**/a${at}*b?[c-e]/**\n`).join(''))],
    ['.env', () => Buffer.from('A=1\n')],
    ['wandb/run.log', () => Buffer.from('a\n')],
  ],
  'a .gitignore of stars': [
    ['.gitignore', () => Buffer.from(`${'*a'.repeat(60)}\n`.repeat(1000))],
    [`${'a'.repeat(200)}/.env`, () => Buffer.from('A=1\n')],
  ],
  'a .gitignore of one line': [
    ['.gitignore', () => all('**/')(5 * MB)],
    ['.env', () => Buffer.from('A=1\n')],
  ],
  'a configuration of many excludes': [
    ['.hfleaks.yml', () => Buffer.from(`exclude:\n${'  - "**/*a*/**/[b-d]*"\n'.repeat(50_000)}`)],
    ['a.txt', () => tokens(MB)],
  ],
  'a configuration of stars': [
    ['.hfleaks.yml', () => Buffer.from(`exclude:\n  - "${'*a'.repeat(1000)}"\n`)],
    [`${'a'.repeat(200)}.txt`, () => tokens(1000)],
  ],
  'a configuration of aliases': [
    [
      '.hfleaks.yml',
      () =>
        Buffer.from(
          `a: &a [x,x,x,x,x,x,x,x]\n${'bcdefghij'
            .split('')
            .map((name, at) => `${name}: &${name} [${new Array(8).fill(`*${'abcdefghi'[at]}`)}]\n`)
            .join('')}`,
        ),
    ],
  ],
  'a deep configuration': [['.hfleaks.yml', () => all('[')(MB)]],
  'a large baseline': [
    [
      '.hfleaks-baseline.jsonl',
      () => many((at) => `{"fingerprint":"${letters(at, 40)}","rule":"hf-user-token","reason":"a"}\n`)(10 * MB),
    ],
    ['a.txt', () => tokens(1000)],
  ],
  'a broken baseline': [['.hfleaks-baseline.jsonl', () => all('{')(10 * MB)]],
  'a package.json of aliases': [['package.json', () => all('{"hfleaks":')(5 * MB)]],
  'long names': Array.from({ length: 200 }, (_, at) => [
    `${at}/${new Array(15).fill(`hf_${letters(at, 240)}`).join('/')}/a`,
    () => Buffer.from('x'),
  ]),
  'many small files of split tokens': Array.from({ length: 2000 }, (_, at) => [`${at}.txt`, () => pieces(5000)]),
};

/** All rows: a name and the files, each a path and what makes its bytes. */
export function* packed(size) {
  yield* archives(size);
  yield* streams(size);
  yield* unfolding(size);
  yield* damaged(size);
  yield* Object.entries(folders);
}
