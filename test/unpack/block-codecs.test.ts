import { describe, expect, test } from 'vitest';
import { unpackLz4, unpackSnappy } from '../../src/unpack/block-codecs.ts';
import { createBudget } from '../../src/unpack/budget.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('Snappy', () => {
  test.each([
    ['literals', '\x03\x08abc', 'abc', null],
    ['a long literal', `\x50\xf0\x4f${'x'.repeat(80)}`, 'x'.repeat(80), null],
    ['a copy by one byte', '\x07\x08abc\x01\x03', 'abcabca', null],
    ['a copy by two', '\x08\x08abc\x12\x03\0', 'abcabcab', null],
    ['a copy by four', '\x08\x08abc\x13\x03\0\0\0', 'abcabcab', null],
    ['a copy that overlaps itself', '\x06\x00a\x05\x01', 'aaaaaa', null],
    ['from before the beginning', '\x07\x08abc\x01\x04', 'abc', 'decode-error'],
    ['cut in a literal', '\x07\x14abc', 'abc', 'decode-error'],
    ['cut in a copy', '\x07\x08abc\x12\x03', 'abc', 'decode-error'],
    ['nothing', '', '', null],
  ])('%s', (_, packed, expected, problem) => {
    const result = unpackSnappy(bytesOf(packed), createBudget());
    expect([Buffer.from(result.bytes).toString('latin1'), result.problem]).toEqual([expected, problem]);
  });
});

describe('LZ4', () => {
  test.each([
    ['literals', '\x30abc', 'abc', null],
    ['many literals', `\xf0\xff\x0a${'x'.repeat(280)}`, 'x'.repeat(280), null],
    ['a copy', '\x31abc\x03\0\x10d', 'abcabcabd', null],
    ['a long copy', '\x1fa\x01\0\x05\x10b', `${'a'.repeat(25)}b`, null],
    ['from before the beginning', '\x31abc\x04\0', 'abc', 'decode-error'],
    ['from nowhere', '\x31abc\0\0', 'abc', 'decode-error'],
    ['cut in literals', '\x50abc', 'abc', 'decode-error'],
    ['cut in a copy', '\x31abc\x03', 'abc', 'decode-error'],
  ])('%s', (_, packed, expected, problem) => {
    const result = unpackLz4(bytesOf(packed), 'block', createBudget());
    expect([Buffer.from(result.bytes).toString('latin1'), result.problem]).toEqual([expected, problem]);
  });

  const magic = '\x04\x22\x4d\x18';
  test.each([
    ['a frame', `${magic}\x60\x40\x82\x04\0\0\0\x30abc\0\0\0\0`, 'abc', null],
    [
      'with checksums and a size',
      `${magic}\x7c\x40${'\0'.repeat(8)}\x82\x04\0\0\0\x30abc!!!!\0\0\0\0!!!!`,
      'abc',
      null,
    ],
    ['stored', `${magic}\x60\x40\x82\x03\0\0\x80abc\0\0\0\0`, 'abc', null],
    ['two frames', `${magic}\x60\x40\x82\x03\0\0\x80abc\0\0\0\0`.repeat(2), 'abcabc', null],
    ['cut', `${magic}\x60\x40\x82\x03\0\0\x80abc`, 'abc', 'decode-error'],
    ['something else', 'something', '', 'decode-error'],
  ])('%s', (_, packed, expected, problem) => {
    const result = unpackLz4(bytesOf(packed), 'frame', createBudget());
    expect([Buffer.from(result.bytes).toString('latin1'), result.problem]).toEqual([expected, problem]);
  });
});

test('a bomb ends with the budget', () => {
  const bomb = bytesOf(`\x1fa\x01\0${'\xff'.repeat(2_000_000)}\0`);
  const budget = { ...createBudget(), bytes: 1_000_000 };
  const result = unpackLz4(bomb, 'block', budget);
  expect([result.bytes.length, result.problem, budget.bytes]).toEqual([1_000_000, 'archive-limit', 0]);
});
