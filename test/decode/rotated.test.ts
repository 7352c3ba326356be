import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rotated } from '../../src/decode/rotated.ts';
import { cpuSince } from '../cost.ts';
import { slice } from '../slice.ts';
import { bytesOf, hitsOf, letters, passagesIn, segmentOf, sieveOf, token } from './sample.ts';
import { describeFound } from './turned.ts';

const write = (text: string) =>
  text.replace(/[A-Za-z]/g, (char) => {
    const base = char < 'a' ? 65 : 97;
    return String.fromCharCode(((char.charCodeAt(0) - base + 13) % 26) + base);
  });

describeFound(rotated, write, 'rot13');

describe('none', () => {
  test.each([
    ['one letter short', write(`hf_${letters(1, 33)}`)],
    ['one letter short, then a digit', write(`hf_${letters(1, 33)}4`)],
    ['another anchor', write(`he_${letters(1)}`)],
    ['a token as it stands', token(1)],
    ['the end of a word', `stat${write(token(1))}`],
    ['behind an underscore', `_${write(token(1))}`],
    ['behind a digit', `2${write(token(1))}`],
    ['identifiers', 'bus_name = status_code + us_east_region_of_everything_that_is'],
  ])('%s', (_, text) => {
    expect(hitsOf(rotated, bytesOf(text))).toEqual([]);
  });

  test('an anchor inside a word does not show beside one that counts', () => {
    const [good, bad] = [write(token(1)), `stat${write(token(2))}`];
    const texts = passagesIn(rotated, bytesOf(`${good} ${bad} `)).map(({ text }) => text);
    expect(texts.some((text) => text.includes(token(1)))).toBe(true);
    expect(texts.some((text) => text.includes(token(2)))).toBe(false);
  });
});

test('any bytes: nothing thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('_fh', 'us_', 'abc', ' ', '_', '\xff'), { maxLength: 40 }), (parts) => {
      for (const { text, toSource } of passagesIn(rotated, bytesOf(...parts), { follows: { set: '', min: 1 } }))
        expect(toSource(0, text.length)[0]).toEqual({ start: 0, end: text.length });
    }),
    { numRuns: 500 },
  );
});

const HOSTILE = ['_fh', 'us_', '_fh ', ' us_', `${write(token(1))} `, `${write(token(1))}_`, `${letters(1, 40)}`];
test.each(slice(HOSTILE, 3))('hostile: 5 MB of %s', { retry: 2 }, (unit) => {
  const bytes = bytesOf(unit.repeat(Math.ceil(5e6 / unit.length)));
  const sieve = sieveOf(rotated);
  const start = process.cpuUsage();
  const hits = sieve.hits(bytes);
  rotated.passages(segmentOf(bytes, hits), hits);
  expect(cpuSince(start)).toBeLessThan(2000);
});
