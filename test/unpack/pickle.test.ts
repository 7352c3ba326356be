import { describe, expect, test } from 'vitest';
import { pickle, pyc } from '../../src/unpack/pickle.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, flood, open } from './documents.ts';

const token = userToken(1);
const short = String.fromCharCode(token.length);
const four = `${short}\0\0\0`;
const eight = `${four}\0\0\0\0`;
const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('pickle', () => {
  test.each([
    ['BINUNICODE, with a letter behind', `\x80\x02}q\0X\x05\0\0\0tokenq\x01X${four}${token}q\x02s.`],
    ['SHORT_BINUNICODE in a frame', `\x80\x04\x95\x30\0\0\0\0\0\0\0}\x94\x8c\x05token\x94\x8c${short}${token}\x94s.`],
    ['BINUNICODE8', `\x80\x04\x8d${eight}${token}\x94.`],
    ['SHORT_BINBYTES', `\x80\x03C${short}${token}q\0.`],
    ['BINBYTES', `\x80\x03B${four}${token}q\0.`],
    ['BINBYTES8', `\x80\x04\x8e${eight}${token}.`],
    ['BYTEARRAY8', `\x80\x05\x96${eight}${token}.`],
    ['SHORT_BINSTRING', `\x80\x02U${short}${token}q\0.`],
    ['BINSTRING', `\x80\x02T${four}${token}q\0.`],
    [
      'a class before it',
      `\x80\x02cposixpath\njoin\nq\0K\x01M\x01\x02J\x01\x02\x03\x04G\0\0\0\0\0\0\0\0X${four}${token}q\x01.`,
    ],
    ['a second pickle', `\x80\x02K\x01.\x80\x02X${four}${token}q\x01.`],
    ['numbers behind it', `\x80\x02X${four}${token}q\x01.X${four}${token}q`],
    ['an opcode that is unknown', `\x80\x02\xffX${four}${token}q`],
    ['an unknown opcode and a short string', `\x80\x04\xff\x8c${short}${token}q`],
  ])('%s', (_, text) => {
    expect(pickle.matches(bytesOf(text))).toBe(true);
    expect(open(pickle, bytesOf(text))).toEqual([['strings', `${token}\n`, null]]);
  });

  test('UNICODE and STRING', () => {
    const bytes = bytesOf(`\x80\x02V${token}\nS'${token}'\n.`);
    expect(open(pickle, bytes)).toEqual([['strings', `${token}\n'${token}'\n`, null]]);
  });

  test('an array of objects', () => {
    const head = `{'descr': '|O', 'fortran_order': False, 'shape': (1,), }`.padEnd(117).concat('\n');
    const bytes = bytesOf(`\x93NUMPY\x01\0${String.fromCharCode(head.length)}\0${head}\x80\x03X${four}${token}q\x01.`);
    expect(pickle.matches(bytes)).toBe(true);
    expect(open(pickle, bytes)).toEqual([['strings', `${token}\n`, null]]);
  });

  test('of a value of megabytes, both ends', () => {
    const value = `${token}${'x'.repeat(3 << 20)}${token}`;
    const size = Buffer.alloc(4);
    size.writeUInt32LE(value.length);
    const [[, text = ''] = []] = open(pickle, bytesOf(`\x80\x02X${size.toString('latin1')}${value}q.`));
    expect(text.startsWith(token)).toBe(true);
    expect(text.endsWith(`${token}\n`)).toBe(true);
    expect(text.length).toBeLessThan(10_000);
  });

  test('without long strings', () => expect(open(pickle, bytesOf('\x80\x02K\x01.'))).toEqual([]));
});

describe('pyc', () => {
  const head = '\xa7\r\r\n\0\0\0\0\x01\x02\x03\x04\x05\x06\x07\x08';
  test.each([
    ['a short constant', `\xe3\0\0z${short}${token}z\x03abc`],
    ['one that is referred to', `\xe3\0\0\xfa${short}${token}\xda\x01x`],
    ['an interned name', `\xe3\0\0\xda${short}${token}r\x05`],
    ['unicode', `\xe3\0\0u${four}${token}z`],
    ['bytes', `\xe3\0\0s${four}${token}N`],
  ])('%s', (_, text) => {
    expect(pyc.matches(bytesOf(head + text))).toBe(true);
    expect(open(pyc, bytesOf(head + text))).toEqual([['strings', `${token}\n`, null]]);
  });

  test.each(['some text\r\n', 'ab\r\n and more text than that', ''])('not: %j', (text) => {
    expect(pyc.matches(bytesOf(text))).toBe(false);
  });
});

test('hostile', () => {
  expectHardened(
    pickle,
    bytesOf(`\x80\x02}q\0(X${four}${token}q\x02cos\nsystem\nU${short}${token}\x8d${eight}${token}.\x80\x03.`),
  );
  expectHardened(pyc, bytesOf(`\xa7\r\r\n${'\0'.repeat(12)}z${short}${token}u${four}${token}`));
});

test.each([
  ['short strings in strings', pickle, `\x8c\x7f`, '\x80\x02\xff'],
  ['opcodes', pickle, '(', '\x80\x02'],
  ['lines without an end', pickle, 'c', '\x80\x02c\n'],
  ['strings in strings', pyc, 'z', `\xa7\r\r\n${'\0'.repeat(12)}`],
  ['lengths', pyc, 'z\x20\0\0\0', `\xa7\r\r\n${'\0'.repeat(12)}`],
])('quick: %s', (_, container, piece, head) => expectQuick(container, flood(piece, head)));
