import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/scan.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { pyinstaller } from '../../src/unpack/pyinstaller.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, flood, open } from './documents.ts';

const COOKIE = 'MEI\x0c\x0b\x0a\x0b\x0e';
const token = userToken(1);

interface Entry {
  readonly name: string;
  readonly data: Buffer;
  readonly isPacked?: boolean;
}

const words = (...numbers: readonly number[]): Buffer =>
  Buffer.concat(numbers.map((number) => Buffer.from(number.toString(16).padStart(8, '0'), 'hex')));

/** The archive behind a loader. */
function program(entries: readonly Entry[], loader = '\x7fELF\x02\x01\x01\0loader', behind = ''): Buffer {
  const table: Buffer[] = [];
  let at = 0;
  for (const { name, data, isPacked = false } of entries) {
    const called = Buffer.from(`${name}\0`);
    table.push(words(18 + called.length, at, data.length, 1 << 16), Buffer.from([+isPacked, 0x73]), called);
    at += data.length;
  }
  const list = Buffer.concat(table);
  const cookie = Buffer.alloc(88);
  cookie.write(COOKIE, 'latin1');
  words(at + list.length + 88, at, list.length, 311).copy(cookie, 8);
  const data = entries.map((entry) => entry.data);
  return Buffer.concat([Buffer.from(loader, 'latin1'), ...data, list, cookie, Buffer.from(behind)]);
}

function modules(...contents: readonly string[]): Buffer {
  const packed = Buffer.concat(contents.map((content) => deflateSync(content)));
  return Buffer.concat([
    Buffer.from('PYZ\0\xa7\x0d\x0d\x0a', 'latin1'),
    words(17 + packed.length),
    Buffer.alloc(5),
    packed,
    Buffer.from('list'),
  ]);
}

const FILE = program([
  { name: 'app', data: deflateSync(`key=${token}`), isPacked: true },
  { name: 'base.txt', data: Buffer.from('as it is') },
  { name: 'PYZ-00.pyz', data: modules('one', 'two') },
]);

test('scripts, data and modules', () => {
  expect(pyinstaller.matches(FILE)).toBe(true);
  expect(open(pyinstaller, FILE)).toEqual([
    ['app', `key=${token}`, null],
    ['base.txt', 'as it is', null],
    ['PYZ-00.pyz/1', 'one', null],
    ['PYZ-00.pyz/2', 'two', null],
  ]);
});

test.each([
  ['a large program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2 << 20)])],
  ['a text', Buffer.from(`text ${COOKIE}`, 'latin1')],
])('%s is none', (_, bytes) => {
  expect(pyinstaller.matches(bytes)).toBe(false);
});

test.each([
  ['a signature behind it', program([{ name: 'a', data: Buffer.from('x') }], 'MZ loader', 'signature'), 1],
  ['a program that names the magic', Buffer.from(`MZ ${COOKIE}`, 'latin1'), 0],
  ['a table beyond the end', Buffer.from(`MZ ${COOKIE}${'\xff'.repeat(90)}`, 'latin1'), 0],
])('%s', (_, bytes, count) => {
  expect(open(pyinstaller, bytes)).toHaveLength(count);
});

test('a module that breaks off is told', () => {
  const cut = Buffer.from(modules('one', 'two '.repeat(99)));
  cut.subarray(-12, -4).fill(0xff);
  expect(open(pyinstaller, program([{ name: 'p', data: cut }])).map(([name, , problem]) => [name, problem])).toEqual([
    ['p/1', null],
    ['p/2', 'decode-error'],
  ]);
});

test('in the pipeline, also in a program of many segments', async () => {
  const entries = [{ name: 'PYZ-00.pyz', data: modules('one', `z%${token}read\0`) }];
  for (const loader of ['\x7fELF\x02\x01\x01\0', `MZ\0${'loader\n'.repeat(1 << 20)}`]) {
    const { findings } = await scan(memorySource([{ path: 'app', bytes: program(entries, loader) }]));
    expect(findings.map(({ location, credential }) => [...location.trail, credential?.secret.reveal()])).toEqual([
      ['!/PYZ-00.pyz/2', token],
    ]);
  }
});

describe('hostile', () => {
  test('damage', () => expectHardened(pyinstaller, FILE));
  test('quick: a table of nothing', () =>
    expectQuick(pyinstaller, program(Array.from({ length: 50_000 }, () => ({ name: '', data: Buffer.alloc(0) })))));
  test('quick: cookies', () => expectQuick(pyinstaller, flood(COOKIE, 'MZ')));
});
