import { describe, expect, test } from 'vitest';
import { containerOf } from '../../src/unpack/index.ts';
import { numpy } from '../../src/unpack/numpy.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, flood, open } from './documents.ts';

const token = userToken(1);
const ITEMS = [token, 'read', `${token.slice(0, 20)}é`];

function array(type: string, width: number, items: readonly string[] = ITEMS, version = 1): Buffer {
  const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${items.length},), }\n`;
  const size = Buffer.alloc(version === 1 ? 2 : 4);
  size.writeUInt16LE(head.length);
  const text = items.map((item) => item.padEnd(width, '\0')).join('');
  const wide = Buffer.concat([...text].map((char) => Buffer.from([char.charCodeAt(0), 0, 0, 0])));
  const data = !type.includes('U') ? Buffer.from(text, 'latin1') : type[0] === '>' ? wide.swap32() : wide;
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1'),
    size,
    Buffer.from(head),
    data,
  ]);
}

describe('every item is a line', () => {
  test.each([
    ['|S37', 37, 1, 'é'],
    ['<U37', 37, 1, '?'],
    ['>U40', 40, 1, '?'],
    ['<U40', 40, 3, '?'],
  ])('%s', (type, width, version, beyond) => {
    const lines = ITEMS.map((item) => `${item.replace('é', beyond).padEnd(width, '\0')}\n`);
    expect(open(numpy, array(type, width, ITEMS, version))).toEqual([['strings', lines.join(''), null]]);
  });
});

test.each([
  ['numbers', array('<f8', 8)],
  ['short texts', array('<U8', 8, ['read'])],
  ['something else', Buffer.from('\x93NUMPX')],
])('%s are left to others', (_, bytes) => {
  expect(containerOf(bytes)).toBeNull();
});

test('it is hardened', () => {
  expectHardened(numpy, array('<U37', 37));
  expectHardened(numpy, array('|S37', 37));
});

test('quick: short pieces', () => expectQuick(numpy, flood('abcd', array('<U24', 24, ['']).toString('latin1'))));
