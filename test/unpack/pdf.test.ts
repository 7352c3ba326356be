import { brotliCompressSync, constants, deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { pdf } from '../../src/unpack/pdf.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, flood, open, textIn } from './documents.ts';

const token = userToken(1);
const [head, tail] = [token.slice(0, 15), token.slice(15)];
const HEADER = '%PDF-1.7\n';

/** A stream of `data` with what its dictionary says besides. */
function stream(data: string, dictionary = '', length = String(data.length)): string {
  return `4 0 obj\n<< /Length ${length} ${dictionary} >>\nstream\r\n${data}\nendstream\nendobj\n`;
}

const flate = (text: string): string => deflateSync(Buffer.from(text, 'latin1')).toString('latin1');
const file = (...parts: readonly string[]): Buffer => Buffer.from(HEADER + parts.join(''), 'latin1');
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const page = (text: string): Buffer => file(stream(`BT /F1 12 Tf ${text} ET`));

describe('streams', () => {
  const packed = flate(`key=${token}`);
  test.each([
    ['Flate', stream(packed, '/Filter /FlateDecode')],
    ['Flate, in an array', stream(packed, '/Filter [ /FlateDecode ]')],
    ['Flate, by its short name', stream(packed, '/Filter/Fl')],
    ['Flate, its name escaped', stream(packed, '/Filter /Fl#61teDecode')],
    ['Flate, its length elsewhere', stream(packed, '/Filter /FlateDecode', '9 0 R')],
    ['Flate, its length too long', stream(packed, '/Filter /FlateDecode', '99999')],
    ['Flate, its length too short', stream(packed, '/Filter /FlateDecode', '3')],
    ['the filter elsewhere', stream(packed, '/Filter 9 0 R')],
    ['hex', stream(`${hex(`key=${token}`)}>`, '/Filter /ASCIIHexDecode')],
    ['hex of Flate', stream(`${hex(packed)}>`, '/Filter [/AHx /FlateDecode]')],
    ['base 85', stream(ascii85(`key=${token}`), '/Filter /ASCII85Decode')],
    [
      'run lengths',
      stream(`\x00k\x02ey=${String.fromCharCode(token.length - 1)}${token}\x80`, '/Filter /RunLengthDecode'),
    ],
    ['LZW', stream(lzw(`key=${token}`), '/Filter /LZWDecode')],
    ['Brotli', stream(brotli(`key=${token}`), '/Filter /BrotliDecode')],
    ['Flate, its checksum wrong', stream(`${packed.slice(0, -4)}none`, '/Filter /FlateDecode')],
    ['Flate, its checksum missing', stream(packed.slice(0, -4), '/Filter /FlateDecode')],
    ['Flate, its last block missing', stream(flushed(`key=${token}`), '/Filter /FlateDecode')],
    ['Flate, cut inside of a block by who wrote it', stream(cutAfter(`key=${token}`), '/Filter /FlateDecode')],
    ['Flate, with what is no part of it behind', stream(`${packed}\n%%`, '/Filter /FlateDecode')],
    ['Flate, by another window and level', stream(`\x48\x89${packed.slice(2)}`, '/Filter /FlateDecode')],
  ])('%s', (_, text) => {
    expect(pdf.matches(file(text))).toBe(true);
    expect(open(pdf, file(text))).toEqual([['stream 1', `key=${token}`, null]]);
  });

  test('LZW with repetitions', () => {
    const text = `${token} ${token.repeat(40)} ${'x'.repeat(9000)}${token}`;
    expect(open(pdf, file(stream(lzw(text), '/Filter /LZWDecode')))).toEqual([['stream 1', text, null]]);
  });

  test.each([
    ['cut', stream(packed.slice(0, -8), '/Filter /FlateDecode', String(packed.length)), 'decode-error'],
    ['cut, its length elsewhere', stream(packed.slice(0, -8), '/Filter /FlateDecode', '9 0 R'), 'decode-error'],
    ['broken', stream(`${flushed(token)}${'\xff'.repeat(40)}`, '/Filter /FlateDecode'), 'decode-error'],
    ['no code', stream('\xff'.repeat(30), '/Filter /LZWDecode'), 'decode-error'],
    ['unknown', stream(packed, '/Filter /OtherDecode'), 'archive-unsupported'],
    ['a filter that encrypts', stream(packed, '/Filter [/Crypt]'), 'archive-encrypted'],
    ['too many', stream(packed, `/Filter [${'/A85'.repeat(9)}]`), 'archive-limit'],
  ])('%s', (_, text, problem) => expect(open(pdf, file(text))).toEqual([['stream 1', expect.any(String), problem]]));

  test('pictures and plain streams give nothing', () => {
    expect(open(pdf, file(stream(packed, '/Filter /DCTDecode'), stream(token)))).toEqual([]);
  });

  describe('rasters of pictures', () => {
    const [width, height] = [4000, 3000];
    const raster = flate('\xff'.repeat(width * height));
    const size = `/Width ${width} /Height ${height}`;
    test.each([
      ['as large as it says', `/Subtype /Image ${size}`, 12_000_000, null],
      ['of fewer rows', `/Subtype /Image /Width ${width} /Height 90`, 8 << 20, 'archive-limit'],
      ['of an unknown size', `/Subtype /Image /Width 9 0 R`, 8 << 20, 'archive-limit'],
      ['no picture', size, 8 << 20, 'archive-limit'],
    ])('%s', (_, dictionary, length, problem) => {
      const [first] = open(pdf, file(stream(raster, `/Filter /FlateDecode ${dictionary}`)));
      expect([first?.[1].length, first?.[2]]).toEqual([length, problem]);
    });

    test('a size that lies draws on the budget', () => {
      const budget = { entries: 9, bytes: 9 << 20, deadline: performance.now() + 5000 };
      const dictionary = '/Filter /FlateDecode /Subtype /Image /Width 999999 /Height 999999';
      const [first] = [...pdf.members(file(stream(raster, dictionary)), budget)];
      expect([first?.bytes.length, first?.problem, budget.bytes]).toEqual([9 << 20, 'archive-limit', 0]);
    });
  });

  test('metadata that is not encrypted does not make the file so', () => {
    const broken = stream('\xff'.repeat(40), '/Filter /FlateDecode');
    const bytes = (names: string): Buffer => file(broken, `trailer << ${names} >>`);
    for (const names of [
      '/Encrypt 9 0 R /EncryptMetadata false',
      '/EncryptMetadata true /Encrypt<</EncryptMetadata 1>>',
    ])
      expect(open(pdf, bytes(names))).toEqual([['', '', 'archive-encrypted']]);
    expect(open(pdf, bytes('/EncryptMetadata 1'))).toEqual([['stream 1', '', 'decode-error']]);
  });

  test('encrypted', () => {
    const bytes = file(stream(packed, '/Filter /FlateDecode'), stream('\xff'.repeat(40), '/Filter /FlateDecode'));
    expect(open(pdf, Buffer.concat([bytes, Buffer.from('trailer << /Encrypt 9 0 R >>')]))).toEqual([
      ['', '', 'archive-encrypted'],
      ['stream 1', `key=${token}`, null],
    ]);
  });
});

describe('text', () => {
  test.each([
    ['Tj', `(key ${head}) Tj (${tail}) Tj`],
    ['TJ', `[(key ${head}) -20 (${tail}) 15.5 ()] TJ`],
    ['hex', `[(key ) <${hex(head)}> <${hex(tail)}>] TJ`],
    ['octal', `(key \\150\\146${token.slice(2)}) Tj`],
    ['an escaped line end', `(key ${head}\\\n${tail}) Tj`],
    ['parts that touch', `(key ${head}) Tj 110 0 Td (${tail}) Tj`],
    ['letters that touch', `(k) Tj 7 0 Td (e) Tj 7 0 Td (y) Tj 7 0 Td ( ${token}) Tj`],
    ['parts that touch, each in a block', `1 0 0 1 50 700 Tm (key ${head}) Tj ET BT 1 0 0 1 160 700 Tm (${tail}) Tj`],
    ['a comment and an inline image', `% (no)\n (key ${head}) Tj BI /W 1 ID (((( EI (${tail}) Tj`],
  ])('%s', (_, text) => expect(open(pdf, page(text))).toEqual([['text 1', `key ${token}`, null]]));

  test.each([
    ['the next line', `(${token}) Tj 0 -14 Td (word) Tj`, '\n'],
    ['the next line, T*', `(${token}) Tj T* (word) Tj`, '\n'],
    ["the next line, '", `(${token}) Tj (word) '`, '\n'],
    ['the next column', `(${token}) Tj 400 0 Td (word) Tj`, '\n'],
    ['a space that is a move', `[(${token}) -333 (word)] TJ`, ' '],
  ])('%s', (_, text, between) => {
    expect(open(pdf, page(text))).toEqual([['text 1', `${token}${between}word`, null]]);
  });

  test('of a packed stream', () => {
    const bytes = file(stream(flate(`BT (${head}) Tj (${tail}) Tj ET`), '/Filter /FlateDecode'));
    expect(open(pdf, bytes).at(-1)).toEqual(['text 1', token, null]);
  });

  test('in the codes of a font', () => {
    const letters = [...new Set(token)].sort();
    const code = (letter: string): string => (letters.indexOf(letter) + 3).toString(16).padStart(4, '0');
    const pairs = letters.map((letter) => `<${code(letter)}> <00${hex(letter)}>`).join('\n');
    const content = `BT /F1 1 Tf <${[...token].map(code).join('')}> Tj ET`;
    for (const map of [
      `${letters.length} beginbfchar\n${pairs}\nendbfchar`,
      `1 beginbfrange <0003> <00ff> [${letters.map((letter) => `<00${hex(letter)}>`).join(' ')}] endbfrange`,
    ])
      expect(textIn(pdf, file(stream(content), stream(flate(map), '/Filter /FlateDecode')))).toContain(token);
  });

  test('in the codes of a font, of one byte, in ranges', () => {
    const content = `BT <${hex([...token].map((letter) => String.fromCharCode(letter.charCodeAt(0) ^ 0x80)).join(''))}> Tj ET`;
    const map = '2 beginbfrange\n<c1> <da> <0041>\n<df> <fa> <005f>\nendbfrange';
    expect(textIn(pdf, file(stream(content), stream(map)))).toContain(token);
  });
});

/** Codes of two bytes: the letters of the token, from 3. */
const letters = [...new Set(token)].sort();
const code = (letter: string): string => (letters.indexOf(letter) + 3).toString(16).padStart(4, '0');
const coded = `BT /F28 1 Tf <${[...token].map(code).join('')}> Tj ET`;
const pairs = letters.map((letter) => `<${code(letter)}> <00${hex(letter)}>`).join('\n');
const codes = stream(`${letters.length} beginbfchar\n${pairs}\nendbfchar`);

test('many fonts, and a page that is mostly drawn', () => {
  const other = stream('1 beginbfchar\n<0001> <0041>\nendbfchar');
  const lines = '10.25 20.5 m 30.125 40 l S\n'.repeat(90_000);
  const members = open(pdf, file(stream(`${lines}${coded}\n${lines}`), other.repeat(27), codes));
  expect(members.map(([, , problem]) => problem).filter(Boolean)).toEqual([]);
  expect(members.map(([, text]) => text)).toContain(token);
});

test('every operator of text works among drawn lines as it does alone', () => {
  const shown = `/F1 9 Tf 12 TL 1 0 0 1 50 700 Tm (${head}) Tj T* (a) ' 9 -9 TD [(b) -300 <63>] TJ 1 2 (d) " 0 -5 Td (e)Tj`;
  const operators = shown.match(/.*?(?:T[fLmjJDd*]|['"])/g) ?? [];
  const alone = textIn(pdf, file(stream(`BT ${operators.join(' ')} ET`), codes));
  const drawn = `q BT ${operators.join(' 1 2 m[(no)]0 d ID (no) Tj EI /G gs')} ET`;
  expect(operators).toHaveLength(11);
  expect(textIn(pdf, file(stream(drawn), codes))).toBe(alone);
  expect(alone).toContain(`${head}\na\nb c\nd\ne`);
});

describe('strings outside of pages', () => {
  const utf16 = Buffer.from(token, 'utf16le').swap16().toString('latin1');
  test.each([
    ['UTF-16', `1 0 obj << /Title (\xfe\xff${utf16}) >> endobj`],
    ['UTF-16, escaped', `1 0 obj << /Title (\\376\\377\\000h\\000f${utf16.slice(4)}) >> endobj`],
    ['UTF-16, hex', `1 0 obj << /Title <FEFF${hex(utf16)}> >> endobj`],
    ['hex', `1 0 obj << /V <${hex(token)}> >> endobj`],
    ['octal', `1 0 obj << /URI (\\150f${token.slice(2)}) >> endobj`],
  ])('%s', (_, text) => expect(open(pdf, file(text))).toEqual([['strings', `${token}\n`, null]]));

  test('in an object stream', () => {
    const objects = `1 0 << /Title <${hex(token)}> >>`;
    expect(textIn(pdf, file(stream(flate(objects), '/Type /ObjStm /Filter /FlateDecode')))).toContain(`${token}\n`);
  });

  test('plain ones are left to the search of the file', () => {
    expect(open(pdf, file(`1 0 obj << /Title (${token}) >> endobj`))).toEqual([]);
  });
});

test('hostile', () => {
  const map = '1 beginbfrange <01> <ff> <0041> endbfrange 1 beginbfchar <01> <0068> endbfchar';
  expectHardened(
    pdf,
    file(
      stream(
        flate(`BT /F1 9 Tf [(${head}) -9 <${hex(tail)}>] TJ (a\\) \\101) ' 1 0 0 1 0 0 Tm T* ET`),
        '/Filter /FlateDecode',
      ),
      stream(lzw(`BT (${token}) Tj ET`), '/Filter [/LZWDecode]'),
      stream(map),
      `1 0 obj << /Title (\xfe\xff\0a\\050) >> endobj`,
    ),
  );
});

test.each([
  ['strings that open', '('],
  ['hex strings that open', '<'],
  ['streams without an end', '>>stream\n'],
  ['streams', '1 0 obj<</Length 0>>stream\n\nendstream '],
  ['small packed streams', `1 0 obj<</Filter/FlateDecode>>stream\n${flate(token)}\nendstream `],
  ['broken packed streams', `1 0 obj<</Filter/FlateDecode>>stream\nx\x9c${'y'.repeat(30)}\nendstream `],
  ['a page of blocks', 'BT (a) Tj ET ', '1 0 obj<<>>stream\n'],
  ['a page of inline images', 'ID (a) Tj ', '1 0 obj<<>>stream\nBT '],
  ['a page of words', '/a b ', '1 0 obj<<>>stream\nBT Tj'],
  ['ranges of a font', '<00> <ff> <0041> ', '1 0 obj<<>>stream\n1 beginbfrange '],
  ['dictionaries', '/Filter/Length ', ''],
  ['names that begin as that of the encryption', '/EncryptMetadata ', ''],
  ['fonts, and a page', '1 0 obj<<>>stream\n1 beginbfchar <01> <0041> endbfchar BT (abc) Tj ET\nendstream '],
])('quick: %s', (_, piece, start = '') => expectQuick(pdf, flood(piece, HEADER + start)));

function brotli(text: string): string {
  return brotliCompressSync(Buffer.from(text, 'latin1')).toString('latin1');
}

/** A zlib stream that goes on after `text`: its writer flushed it, and never ended it. */
function flushed(text: string): string {
  const options = { finishFlush: constants.Z_SYNC_FLUSH };
  return `\x78\x9c${deflateRawSync(Buffer.from(text, 'latin1'), options).toString('latin1')}`;
}

/** A zlib stream that is cut behind the codes of `text`. */
function cutAfter(text: string): string {
  const options = { strategy: constants.Z_FIXED };
  const [short, long] = [text, `${text}${'\xff'.repeat(4)}`].map((one) =>
    deflateRawSync(Buffer.from(one, 'latin1'), options).toString('latin1'),
  ) as [string, string];
  return `\x78\x9c${long.slice(0, short.length - 1)}`;
}

/** Groups of four bytes as five characters; a last one that is shorter, one more than it has bytes. */
function ascii85(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 4) {
    const part = Buffer.alloc(4);
    const size = part.write(text.slice(at, at + 4), 'latin1');
    let value = part.readUInt32BE();
    let group = '';
    for (let digit = 0; digit < 5; digit++, value = Math.floor(value / 85))
      group = String.fromCharCode(33 + (value % 85)) + group;
    result += group.slice(0, size + 1);
  }
  return `${result}~>`;
}

function lzw(text: string): string {
  let bits = '';
  let table = new Map<string, number>();
  let width = 9;
  const write = (code: number): void => {
    bits += code.toString(2).padStart(width, '0');
  };
  const clear = (): void => {
    write(256);
    table = new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte]));
    table.set('clear', 256).set('end', 257);
    width = 9;
  };
  clear();
  let word = '';
  for (const letter of text) {
    if (table.has(word + letter)) {
      word += letter;
      continue;
    }
    write(table.get(word) ?? 0);
    table.set(word + letter, table.size);
    // One code early; and a fresh table before it is full.
    if (table.size >= 2 ** width) width++;
    if (table.size >= 4095) {
      width = 12;
      clear();
    }
    word = letter;
  }
  write(table.get(word) ?? 0);
  if (table.size + 1 >= 2 ** width) width++;
  write(257);
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? [];
  return String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 2)));
}
