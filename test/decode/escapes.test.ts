import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapes } from '../../src/decode/escapes.ts';
import { cpuSince } from '../cost.ts';
import { slice } from '../slice.ts';
import {
  ANCHOR,
  bytesOf,
  FOLLOWS,
  hitsOf,
  letters,
  NO_DEMAND,
  passagesIn,
  segmentOf,
  sieveOf,
  sourcesOf,
  token,
} from './sample.ts';

type Write = (char: string) => string;

const hex = (char: string) => char.charCodeAt(0).toString(16).padStart(2, '0');
const upper = (char: string) => hex(char).toUpperCase();

const SYNTAXES: readonly [string, Write][] = [
  ['\\u0068', (char) => `\\u00${hex(char)}`],
  ['\\u005F', (char) => `\\u00${upper(char)}`],
  ['\\\\u0068', (char) => `\\\\u00${hex(char)}`],
  ['\\x68', (char) => `\\x${hex(char)}`],
  ['\\x5F', (char) => `\\x${upper(char)}`],
  ['\\u{68}', (char) => `\\u{${hex(char)}}`],
  ['\\u{0068}', (char) => `\\u{00${upper(char)}}`],
  ['%68', (char) => `%${hex(char)}`],
  ['%5F', (char) => `%${upper(char)}`],
  ['%2568', (char) => `%25${hex(char)}`],
  ['&#104;', (char) => `&#${char.charCodeAt(0)};`],
  ['&#0104;', (char) => `&#0${char.charCodeAt(0)};`],
  ['&#x68;', (char) => `&#x${hex(char)};`],
  ['&#x0068;', (char) => `&#x00${upper(char)};`],
  ['&#X68;', (char) => `&#X${hex(char)};`],
  ['\\U00000068', (char) => `\\U000000${hex(char)}`],
  ['\\u{00000068}', (char) => `\\u{000000${hex(char)}}`],
  ['\\x{68}', (char) => `\\x{${hex(char)}}`],
  ['%u0068', (char) => `%u00${hex(char)}`],
  ['%252568', (char) => `%2525${hex(char)}`],
  ['%25252568', (char) => `%252525${upper(char)}`],
  ['&#x0000068;', (char) => `&#x00000${hex(char)};`],
  ['&#0000104;', (char) => `&#0000${char.charCodeAt(0)};`],
  ['&amp;#104;', (char) => `&amp;#${char.charCodeAt(0)};`],
  ['&amp;amp;#x68;', (char) => `&amp;amp;#x${hex(char)};`],
  ['\\150', (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`],
];

/** What is escaped of a text. */
const PARTS: readonly [string, (text: string, write: Write) => string][] = [
  ['all of it', (text, write) => [...text].map(write).join('')],
  ['the first two characters', (text, write) => write(text[0] ?? '') + write(text[1] ?? '') + text.slice(2)],
  ['the first character', (text, write) => write(text[0] ?? '') + text.slice(1)],
  ['underscores', (text, write) => text.replaceAll('_', write)],
  ['every second character', (text, write) => [...text].map((char, i) => (i % 2 ? char : write(char))).join('')],
];

/** Backslashes in a row are one, whose place is that of the first. */
const leadOf = (before: string, spelled: string) =>
  spelled.startsWith('\\') ? (/\\*$/.exec(before)?.[0].length ?? 0) : 0;

describe.each(SYNTAXES)('%s', (_, write) => {
  test.each(PARTS)('%s', (_part, escapePart) => {
    const padding = fc.string({ unit: fc.constantFrom(...'ab6 "\\%&#;xu0{}\n'), maxLength: 30 });
    fc.assert(
      fc.property(padding, padding, fc.nat(1e12), fc.nat(), (before, after, base, seed) => {
        const spelled = escapePart(token(seed), write);
        const lead = leadOf(before, spelled);
        const bytes = bytesOf(before, spelled, ' ', after);
        const start = base + before.length - lead;
        const found = sourcesOf(passagesIn(escapes, bytes, { base, reach: 1000 }), token(seed));
        expect(found).toEqual([[{ start, end: start + spelled.length + lead }]]);
      }),
    );
  });

  test.each(['hf_', 'api_org_', 'oauth_app_secret_', '__sign='])('anchor %s', (anchor) => {
    for (const [, escapePart] of PARTS.slice(0, 3)) {
      const spelled = escapePart(anchor + letters(7), write);
      expect(hitsOf(escapes, bytesOf('"', spelled, '"'), { anchor }).length).toBeGreaterThan(0);
    }
  });
});

/** Where the end of an escape, or what it means, depends on what follows. */
const WHOLE: readonly [string, Write][] = [
  ['\\68 ', (char) => `\\${hex(char)} `],
  ['\\68\\66', (char) => `\\${hex(char)}`],
  ['\\0068', (char) => `\\00${hex(char)}`],
  ['\\000068', (char) => `\\0000${upper(char)}`],
  ['=68', (char) => `=${hex(char)}`],
  ['=5F', (char) => `=${upper(char)}`],
  ['&#104', (char) => `&#${char.charCodeAt(0)}`],
  ['&#x68', (char) => `&#x${hex(char)}`],
];

test.each(WHOLE)('%s, all of it', (_, write) => {
  for (let seed = 1; seed <= 50; seed++) {
    const spelled = [...token(seed)].map(write).join('');
    const found = sourcesOf(passagesIn(escapes, bytesOf('"', spelled, '"'), { base: 7 }), token(seed));
    expect(found).toEqual([[{ start: 8, end: 8 + spelled.length }]]);
  }
});

describe('mixed', () => {
  const body = letters(5);
  test.each([
    ['quoted-printable, the underscore', `hf=5F${body}`],
    ['quoted-printable, the underscore in lower case', `hf=5f${body}`],
    ['quoted-printable, the first letter', `=68f_${body}`],
    ['quoted-printable, soft line ends', `hf=5F${body.slice(0, 10)}=\r\n${body.slice(10)}`],
    ['encoded words of a header', `hf=5F${body.slice(0, 10)}?=\r\n =?utf-8?Q?${body.slice(10)}`],
    [
      'encoded words, others',
      `hf=5F${body.slice(0, 10)}?= =?ISO-8859-1?q?${body.slice(10, 20)}?=\n\t=?utf-8?Q?${body.slice(20)}`,
    ],
    ['CSS, the first letter', `\\68 f_${body}`],
    ['CSS, the underscore', `hf\\5f ${body}`],
    ['octal', `\\150\\146\\137${body}`],
    ['an entity without its end', `&#104f_${body}`],
    ['a named entity, encoded twice', `hf&amp;lowbar;${body}`],
    ['LaTeX, as nbconvert writes code', `hf\\PYZus{}${body}`],
    ['LaTeX, a name', `hf\\textunderscore ${body}`],
    ['a Markdown underscore in JSON in JSON', `hf${'\\'.repeat(31)}_${body}`],
    ['JSON in JSON, five times', `${'\\'.repeat(31)}u0068f_${body}`.slice(30)],
    ['a URL in a URL, the underscore', `hf%25255F${body}`],
  ])('%s', (_, spelled) => {
    const found = sourcesOf(passagesIn(escapes, bytesOf('x: ', spelled, '\n')), token(5));
    expect(found).toEqual([[{ start: 3, end: 3 + spelled.length }]]);
  });

  test('digits of one or two octal figures', () => {
    const spelled = `\\x68f_\\60\\71\\55ab`;
    const [passage] = passagesIn(escapes, bytesOf(spelled), { follows: NO_DEMAND });
    expect(passage?.text).toBe('hf_09-ab');
  });

  test('quoted-printable is read where it is confirmed alone', () => {
    const [passage] = passagesIn(escapes, bytesOf(`a=41 %68f_${body}`));
    expect(passage?.text).toBe(`a=41 hf_${body}`);
  });
});

describe('confirm', () => {
  test.each([
    ['quoted-printable, one letter short', `hf=5F${letters(1, 33)}=20`],
    ['an assignment', `hf=5F${'0'.repeat(40)}`],
    ['CSS, one letter short', `\\68 f_${letters(1, 33)} `],
    ['a plain one', `hf_${letters(1)}=`],
    ['one letter short', `%68f_${letters(1, 33)}`],
    ['one letter short before something escaped', `%68f_${letters(1, 33)}%22`],
    ['another letter', `%68e_${letters(1)}`],
    ['an identifier', '\\x68f_hub_download and so on and so on and so on'],
    ['an escape that ends early', `\\u0068\\u006`],
    ['only text', 'C:\\users\\u0068'],
  ])('not: %s', (_, text) => {
    expect(hitsOf(escapes, bytesOf(text))).toEqual([]);
  });

  test.each([
    '__sign%3D',
    '__sign%3d',
    '__sign%253D',
    '__sign\\u003d',
    '__sign\\u003D',
    '__sign\\\\u003d',
    '__sign&#61;',
    '__sign&#x3d;',
    '__sign\\x3d',
    '__sign&equals;',
    '__sign\\=',
    '\\_\\_sign=',
    '\\__sign=',
    '_\\_sign=',
    '_\\\\_sign%3D',
    '_%5fsign=',
    '_&#95;sign=',
  ])('%s', (written) => {
    const found = sourcesOf(passagesIn(escapes, bytesOf(`"${written}${letters(1)}`), { anchor: '__sign=' }), '__sign=');
    // In `\_\_sign=` the spelling `_\_sign=` stands, too, and begins at its underscore.
    expect(found.map(([span]) => span?.end)).toEqual([1 + written.length]);
  });

  test('what follows first is a literal, which may be escaped as well', () => {
    const follows = { literal: 'app_', ...FOLLOWS };
    for (const lead of ['hf\\_app\\_', '%68f_app_', 'hf%5f%61pp_'])
      expect(hitsOf(escapes, bytesOf(lead, letters(1)), { follows })).toHaveLength(1);
    for (const lead of ['hf\\_apq_', '%68f_', 'hf%5fpap_', 'hf%5fapp'])
      expect(hitsOf(escapes, bytesOf(lead, letters(1)), { follows })).toEqual([]);
  });

  test('every spelling has three bytes or more, and there are few', () => {
    for (const anchor of ['hf_', 'api_', 'HFAK', 'oauth_app_secret_', '__sign=']) {
      const lengths = escapes.spellings(anchor, [FOLLOWS]).map(({ bytes }) => bytes.length);
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(3);
      expect(lengths.length).toBeLessThanOrEqual(90);
    }
  });

  test('underscores written by name', () => {
    for (const underscore of ['\\_', '\\\\_', '&lowbar;'])
      expect(sourcesOf(passagesIn(escapes, bytesOf(`hf${underscore}${letters(1)}`)), token(1))).toHaveLength(1);
  });
});

describe('passages', () => {
  test.each([
    ['JSON in JSON', '{\\"a\\": \\"\\\\u0068\\"}', '{"a": "h"}'],
    ['control characters', 'a\\nb\\tc\\rd', 'a\nb\tc\rd'],
    ['entities', '&lt;a href=&quot;&#39;&amp;&apos;&gt;', `<a href="'&'>`],
    [
      'what is no escape',
      '100%, a&b &unknown; \\q %zz &#; &#x; \\u12 \\u{} \\999',
      '100%, a&b &unknown; \\q %zz &#; &#x; \\u12 \\u{} \\999',
    ],
    ['backslashes in a row', 'a\\\\b', 'a\\b'],
    ['beyond a unit', '\\u{1f600} &#128512; \\u1234', '\u00bf \u00bf \u00bf'],
  ])('%s', (_, written, read) => {
    const [passage] = passagesIn(escapes, bytesOf(written, ' %68f_'), { follows: NO_DEMAND });
    expect(passage?.text).toBe(`${read} hf_`);
    expect(passage).toMatchObject({ kind: 'decoded', trail: ['escapes'] });
  });

  test('an escape before a hit does not swallow its beginning', () => {
    const anchor = 'api_';
    const spelled = `api%5F${letters(1)}`;
    const found = sourcesOf(passagesIn(escapes, bytesOf('%6', spelled), { anchor }), `api_${letters(1)}`);
    expect(found).toEqual([[{ start: 2, end: 2 + spelled.length }]]);
  });

  test('hostile: only backslashes, percent signs, ampersands', () => {
    for (const char of ['\\', '%', '&', '&#', '\\u', '%25']) {
      const bytes = bytesOf('%68f_', char.repeat(300_000));
      const [passage] = passagesIn(escapes, bytes, { follows: NO_DEMAND, reach: 1 << 20 });
      expect(passage?.toSource(0, passage.text.length)).toEqual([{ start: 0, end: bytes.length }]);
    }
  });

  test('a follow table is asked for what is escaped, too', () => {
    const body = letters(1);
    const spelled = `%68f_${[...body].map((char) => `&#${char.charCodeAt(0)};`).join('')}`;
    expect(hitsOf(escapes, bytesOf(spelled), { follows: FOLLOWS, anchor: ANCHOR })).toHaveLength(1);
  });
});

describe('hostile: 5 MB in under two seconds', () => {
  const units = [
    '\\u0068',
    '&amp;',
    '&amp;#',
    '%25',
    '%2525',
    '=68=',
    '=\n',
    '=68=66=5f',
    '\\68 ',
    '\\',
    '\\u{0',
    'hf=5',
    'hf\\',
    '&#0',
    'hf%26',
    'hf%5C%5C',
  ];
  test.each(slice(units, 3))('%s', { retry: 2 }, (unit) => {
    const bytes = bytesOf(unit.repeat(Math.ceil(5e6 / unit.length)));
    const sieve = sieveOf(escapes);
    const start = process.cpuUsage();
    const hits = sieve.hits(bytes);
    Array.from(escapes.passages(segmentOf(bytes, hits), hits));
    expect(cpuSince(start)).toBeLessThan(2000);
  });
});
