import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reversed } from '../../src/decode/reversed.ts';
import { cpuSince } from '../cost.ts';
import { slice } from '../slice.ts';
import { bytesOf, hitsOf, letters, passagesIn, segmentOf, sieveOf, token } from './sample.ts';
import { describeFound } from './turned.ts';

const write = (text: string) => [...text].reverse().join('');

describeFound(reversed, write, 'reversed');

describe('base64 beside what turns it round', () => {
  const encoded = (text: string): string => write(Buffer.from(text).toString('base64'));
  const run = encoded(`t=${token(1)}`);

  test.each([
    [`x = base64.b64decode("${run}"[::-1])\n`],
    [`x = base64.b64decode('${run}'[::-1])\n`],
    [`s = "${run}"\nx = s[::-1]\n`],
    [`atob("${run}".split("").reverse().join(""))\n`],
    [`base64_decode(strrev('${run}'));\n`],
  ])('%j', (text) => {
    const at = 9 + text.indexOf(run);
    const passages = passagesIn(reversed, bytesOf(text), { base: 9 });
    expect(passages).toMatchObject([{ text: write(run), trail: ['reversed'] }]);
    expect(passages[0]?.toSource(0, 4)).toEqual([{ start: at + run.length - 4, end: at + run.length }]);
  });

  test.each([
    ['no token', `x = "${encoded(`t=${'hf_hub_download'.repeat(4)}`)}"[::-1]\n`],
    ['too short', `x = "${encoded('hf_')}"[::-1]\n`],
    ['far away', `x = "${run}"\n${'y = 1\n'.repeat(40)}z = s[::-1]\n`],
    ['nothing', 'items[::-1]; s.reverse(); strrev($x)\n'],
  ])('not: %s', (_, text) => {
    expect(hitsOf(reversed, bytesOf(text))).toEqual([]);
  });
});

describe('none', () => {
  test.each([
    ['one letter short', write(`hf_${letters(1, 33)}`)],
    ['one letter short, then a digit', write(`hf_${letters(1, 33)}4`)],
    ['another anchor', write(`he_${letters(1)}`)],
    ['a token as it stands', token(1)],
    ['a name that goes on', `${write(token(1))}andle`],
    ['a name that goes on with an underscore', `${write(token(1))}_x`],
    ['a digit behind', `${write(token(1))}2`],
    ['a file handle', 'self._fh = open(path); log_fh.write(data)'],
  ])('%s', (_, text) => {
    expect(hitsOf(reversed, bytesOf(text))).toEqual([]);
  });

  test('an anchor inside a word does not show beside one that counts', () => {
    const [good, bad] = [write(token(1)), `${write(token(2))}andle`];
    const texts = passagesIn(reversed, bytesOf(`${good} ${bad} `)).map(({ text }) => text);
    expect(texts.some((text) => text.includes(token(1)))).toBe(true);
    expect(texts.some((text) => text.includes(token(2)))).toBe(false);
  });
});

test('any bytes: nothing thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('_fh', 'us_', 'abc', ' ', '_', '\xff'), { maxLength: 40 }), (parts) => {
      for (const { text, toSource } of passagesIn(reversed, bytesOf(...parts), { follows: { set: '', min: 1 } }))
        expect(toSource(0, text.length)[0]).toEqual({ start: 0, end: text.length });
    }),
    { numRuns: 500 },
  );
});

const HOSTILE = [
  '_fh',
  'us_',
  '_fh ',
  ' us_',
  '[::-1]',
  `${'A'.repeat(60)}[::-1]`,
  `${'A'.repeat(60)}"[::-1]strrev("`,
  `${write(token(1))} `,
  `${write(token(1))}_`,
  `${letters(1, 40)}`,
];
test.each(slice(HOSTILE, 3, 1))('hostile: 5 MB of %s', { retry: 2 }, (unit) => {
  const bytes = bytesOf(unit.repeat(Math.ceil(5e6 / unit.length)));
  const sieve = sieveOf(reversed);
  const start = process.cpuUsage();
  const hits = sieve.hits(bytes);
  reversed.passages(segmentOf(bytes, hits), hits);
  expect(cpuSince(start)).toBeLessThan(2000);
});
