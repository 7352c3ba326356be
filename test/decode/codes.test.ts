import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codes } from '../../src/decode/codes.ts';
import { cpuSince } from '../cost.ts';
import { slice } from '../slice.ts';
import { bytesOf, FOLLOWS, hitsOf, letters, passagesIn, segmentOf, sieveOf, sourcesOf, token } from './sample.ts';

const joined = (between: string) => (text: string) => [...text].map((char) => char.charCodeAt(0)).join(between);

const FORMS: readonly (readonly [string, string, string, string])[] = [
  ['104, 102', ' ', ', ', ' '],
  ['[104,102]', '[', ',', ']'],
  ['104 102', ' ', ' ', '\n'],
  ['lines', '\n', '\n', '\n'],
  ['lines of a list', '[\n  ', ',\r\n  ', '\n]'],
  ['chr(104)+chr(102)', 'chr(', ')+chr(', ')'],
  ['chr(104) . chr(102)', 'chr(', ') . chr(', ');'],
  ['Chr(104) & Chr(102)', 'Chr(', ') & Chr(', ')'],
  ['CHAR(104) || CHAR(102)', 'CHAR(', ') || CHAR(', ')'],
  ['String.fromCharCode(104, 102)', 'String.fromCharCode(', ', ', ')'],
  ['String.fromCharCode(104) + String.fromCharCode(102)', 'String.fromCharCode(', ') + String.fromCharCode(', ')'],
  ['(char)104', '(char)', ', (char)', ' '],
  ['bytes((104,102))', 'bytes((', ',', '))'],
  ['104;102', '"', ';', '"'],
];

describe.each(FORMS)('%s', (_, before, between, after) => {
  test('found, with the bytes from the first digit to the last', () => {
    fc.assert(
      fc.property(fc.nat(1e12), fc.nat(), (base, seed) => {
        const written = joined(between)(token(seed));
        const start = base + before.length;
        const found = sourcesOf(passagesIn(codes, bytesOf(before, written, after), { base }), token(seed));
        expect(found).toContainEqual([{ start, end: start + written.length }]);
        expect(new Set(found.map((spans) => JSON.stringify(spans))).size).toBe(1);
      }),
    );
  });

  test.each(['hf_', 'api_org_', 'oauth_app_secret_', '__sign='])('anchor %s', (anchor) => {
    const text = anchor + letters(3);
    expect(
      sourcesOf(passagesIn(codes, bytesOf(before, joined(between)(text), after), { anchor }), text).length,
    ).toBeGreaterThan(0);
  });
});

describe('octal', () => {
  const numbers = (text: string): string[] => [...text].map((char) => char.charCodeAt(0).toString(8).padStart(3, '0'));
  const dump = (text: string): string =>
    Array.from({ length: Math.ceil(text.length / 16) }, (_, row) => {
      const line = numbers(text.slice(16 * row, 16 * row + 16)).join(' ');
      return `${(16 * row).toString(8).padStart(7, '0')} ${line}\n`;
    }).join('');

  test.each<[string, (text: string) => string]>([
    ['150 146', (text) => numbers(text).join(' ')],
    ['0150, 0146', (text) => `{0${numbers(text).join(', 0')}}`],
    ['0150,0146', (text) => `{0${numbers(text).join(',0')}}`],
    [
      '0o150, 0o146 in lines',
      (text) =>
        `[0o${numbers(text)
          .join(', 0o')
          .replace(/(.{60},) /g, '$1\n  ')}]`,
    ],
    ['0o150,0o146', (text) => `[0o${numbers(text).join(',0o')}]`],
  ])('%s', (_, write) => {
    const found = sourcesOf(passagesIn(codes, bytesOf('x = ', write(token(1)), '\n')), token(1));
    expect(found).toHaveLength(1);
  });

  test('od -b, wherever a line ends', () => {
    for (let lead = 0; lead < 20; lead++) {
      const content = `${'.'.repeat(lead)}${token(lead)}\n and so on, and so on`;
      const text = dump(content);
      const found = passagesIn(codes, bytesOf('$ od -b\n', text, '0000077\n'), { base: 8 });
      expect(found.map((passage) => passage.text)).toContain(content);
      const [span] = sourcesOf(found, token(lead))[0] ?? [];
      expect(text.slice(Number(span?.start) - 16).slice(0, 3)).toBe('150');
    }
  });

  test.each([
    ['one letter short', numbers(`hf_${letters(1, 33)}`).join(' ')],
    [
      'in larger numbers',
      numbers(token(1))
        .map((one) => `7${one}`)
        .join(' '),
    ],
    ['with others between', numbers(token(1)).join(' 12 ')],
  ])('none: %s', (_, text) => {
    expect(hitsOf(codes, bytesOf(text))).toEqual([]);
  });
});

test.each([',', ', ', ' ', ')+chr('])('an anchor without a number of three digits: %s', (between) => {
  const text = `HFAK${letters(3)}`;
  const found = sourcesOf(passagesIn(codes, bytesOf('chr(', joined(between)(text), ')'), { anchor: 'HFAK' }), text);
  expect(found.length).toBeGreaterThan(0);
});

test.each([
  ['rows', (one: string, two: string) => `[${joined(', ')(one)}], [${joined(', ')(two)}]`],
  ['lines', (one: string, two: string) => `${joined(' ')(one)}\n${joined(' ')(two)}`],
  ['calls', (one: string, two: string) => `f(${joined(',')(one)}); g(${joined(',')(two)})`],
])('a list ends where its gaps change: %s', (_, write) => {
  const ends = passagesIn(codes, bytesOf(write(token(1), 'ABCD'))).map(({ text }) =>
    text.slice(text.indexOf(token(1)) + 37),
  );
  expect(ends).toContain('');
});

describe('none', () => {
  test.each([
    ['one letter short', joined(', ')(`hf_${letters(1, 33)}`)],
    ['one letter short, more numbers', joined(', ')(`hf_${letters(1, 33)}1`)],
    ['another anchor', joined(', ')(`hg_${letters(1)}`)],
    ['all numbers', Array.from({ length: 300 }, (_, i) => i).join(', ')],
    ['all numbers, falling', Array.from({ length: 300 }, (_, i) => 299 - i).join(',')],
    ['larger numbers', [...token(1)].map((char) => char.charCodeAt(0) + 1000).join(', ')],
    ['in larger numbers', [...token(1)].map((char) => `7${char.charCodeAt(0)}`).join(', ')],
    ['fractions', [...token(1)].map((char) => `${char.charCodeAt(0)}.5`).join(', ')],
    ['too far apart', joined(' '.repeat(60))(token(1))],
    ['a version', 'v104.102.95'],
  ])('%s', (_, text) => {
    expect(hitsOf(codes, bytesOf(text))).toEqual([]);
  });
});

test('any bytes: nothing thrown', () => {
  const part = fc.constantFrom('104', '102', '95', '65', ',', ' ', '\n', '(', '1', '\xff', '0');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      for (const passage of passagesIn(codes, bytesOf(...parts), { follows: { set: '', min: 1 } }))
        expect(passage.toSource(0, passage.text.length)[0].end).toBeLessThanOrEqual(bytesOf(...parts).length);
    }),
    { numRuns: 1000 },
  );
});

test('every spelling has three bytes or more', () => {
  for (const anchor of ['hf_', 'api_', 'HFAK', 'oauth_app_secret_', '__sign='])
    for (const { bytes } of codes.spellings(anchor, [FOLLOWS])) expect(bytes.length).toBeGreaterThanOrEqual(3);
});

const HOSTILE = [
  '150 146 ',
  '150 146 137 ',
  `150 146 137 ${'101 '.repeat(34)}`,
  '104',
  '104,',
  '104,102,95,',
  `104${' '.repeat(46)}`,
  `${joined(',')(token(1))},`,
  `[${joined(', ')(token(1))}],`,
];
test.each(slice(HOSTILE, 3, 2))('hostile: 2 MB of %s', { retry: 2 }, (unit) => {
  const bytes = bytesOf(unit.repeat(Math.ceil(2e6 / unit.length)));
  const sieve = sieveOf(codes);
  const start = process.cpuUsage();
  const hits = sieve.hits(bytes);
  Array.from(codes.passages(segmentOf(bytes, hits), hits));
  expect(cpuSince(start)).toBeLessThan(800);
});
