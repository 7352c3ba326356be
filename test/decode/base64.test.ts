import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64 } from '../../src/decode/base64.ts';
import { createOpeners } from '../../src/decode/openers.ts';
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

/** Breaks `text` every `width` characters. */
function wrap(text: string, width: number, end: string): string {
  return text.match(new RegExp(`.{1,${width}}`, 'g'))?.join(end) ?? '';
}

function texts(spellings: readonly { readonly bytes: Uint8Array }[]): string[] {
  return spellings.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
}

describe('spellings', () => {
  test.each([
    ['hf_', ['aGZf', 'hmX', 'oZl']],
    ['abc', ['YWJj', 'FiY', 'hYm']],
    ['>>>', ['Pj4+', 'Pj4-', '4+P', '4-P', '+Pj', '-Pj']],
  ])('%s', (anchor, expected) => {
    expect(texts(base64.spellings(anchor, [NO_DEMAND]))).toEqual(expected);
  });
});

describe('written otherwise', () => {
  /** A text whose base64 holds `+` and `/` on both sides of the token, and in it where its alignment allows. */
  const around = (lead: string): string => `\xfb\xff\xfe${lead}`;
  const encode = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

  test.each<[string, (char: string) => string]>([
    ['a slash of JSON', (char) => (char === '/' ? '\\/' : char)],
    ['a slash of JSON in JSON', (char) => (char === '/' ? '\\\\\\/' : char)],
    ['\\u002b', (char) => `\\u00${char.charCodeAt(0).toString(16)}`],
    ['\\u002B', (char) => `\\u00${char.charCodeAt(0).toString(16).toUpperCase()}`],
    ['%2B', (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`],
    ['%252b', (char) => `%25${char.charCodeAt(0).toString(16)}`],
    ['&#43;', (char) => `&#${char.charCodeAt(0)};`],
    ['&#x2B;', (char) => `&#x${char.charCodeAt(0).toString(16)};`],
  ])('%s', (_, write) => {
    for (let lead = 0; lead < 3; lead++)
      for (const text of [
        `${around('x'.repeat(lead))}${token(1)}${around('')}`,
        `${token(1)}\xbf\xff${'x'.repeat(lead)}`,
        `{"a":"??>${'~'.repeat(lead)}","t":"${token(1)}","b":"??>"}`,
      ]) {
        const encoded = encode(text).replace(/[+/]/g, write);
        const [passage, ...more] = passagesIn(base64, bytesOf('"', encoded, '"'), { base: 5 }).filter((one) =>
          one.text.includes(text.slice(6).replace(/.{6}$/, '')),
        );
        expect(passage).toBeDefined();
        expect(more.length).toBeLessThan(2);
        const [[span] = []] = sourcesOf(passage ? [passage] : [], token(1));
        const plain = encode(text);
        const at = text.indexOf(token(1));
        const written = (count: number): number => plain.slice(0, count).replace(/[+/]/g, write).length;
        expect(span?.end).toBe(6 + written(Math.ceil((8 * (at + 37)) / 6)));
        const first = Math.floor((8 * at) / 6);
        if (!/[+/]/.test(plain[first] ?? '')) expect(span?.start).toBe(6 + written(first));
      }
  });

  test.each(['%5F', '%2d', '&#95;', '&#45;', '&#x5f;', '\\u002D', '\\_'])('URL-safe, %s', (sign) => {
    const text = `abc${sign.endsWith('_') || /5f|95/i.test(sign) ? '\xff\xff\xff' : '\xfb\xef\xbe'}${token(1)}`;
    const encoded = Buffer.from(text, 'latin1').toString('base64url');
    expect(encoded).toMatch(/^.{4}(?:____|----)/);
    const found = passagesIn(base64, bytesOf('"', encoded.replace(/[_-]/g, sign), '"'));
    expect(found.map((one) => one.text)).toContain(text);
  });

  test('a path that begins or ends with it is none of it', () => {
    for (const [before, after] of [
      ['a%2F', '%2Fmore'],
      ['a\\/', '\\/more'],
      ['&#47;', '&#47;x'],
    ]) {
      const encoded = encode(token(1)).replace(/=+$/, '');
      const passages = passagesIn(base64, bytesOf(` ${before}`, encoded, `${after} `));
      expect(passages.some(({ text }) => new RegExp(`${token(1)}(?![A-Za-z0-9])`).test(text))).toBe(true);
    }
  });

  test('words of a header', () => {
    for (const cut of [4, 24, 40]) {
      const encoded = encode(token(1)).replace(/=+$/, '');
      const text = `=?utf-8?B?${encoded.slice(0, cut)}?=\r\n =?UTF-8?b?${encoded.slice(cut)}?=`;
      expect(sourcesOf(passagesIn(base64, bytesOf(text)), token(1))).toEqual([[{ start: 10, end: text.length - 2 }]]);
    }
  });
});

describe('confirm', () => {
  test('every true spelling, at any alignment, of either alphabet, with a demand and without', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.uint8Array(),
        fc.constantFrom('base64', 'base64url'),
        fc.nat(),
        (a, b, form, seed) => {
          const text = bytesOf(a, token(seed), b).toString(form as 'base64');
          for (const follows of [FOLLOWS, NO_DEMAND])
            expect(hitsOf(base64, bytesOf('"', text, '"'), { follows }).length).toBeGreaterThan(0);
        },
      ),
    );
  });

  test.each([
    ['one letter short', `x${token(1).slice(0, -1)}`],
    ['a digit in the body', `${ANCHOR}${letters(1, 20)}7${letters(2, 20)}`],
    ['an identifier', '  hf_hub_download("a model of someone", "weights")'],
    ['another first letter', `xx\x28f_${letters(1)}`],
    ['a bracket for the underscore, whose spelling is the same at one alignment', `xhf]${letters(1)}`],
    ['a letter for the underscore, whose spelling is the same at another', `xxhfP${letters(1)}`],
  ])('not: %s', (_, text) => {
    expect(hitsOf(base64, bytesOf(bytesOf(text).toString('base64')))).toEqual([]);
  });

  test('not: an end before the demand is met, wherever it falls', () => {
    const text = bytesOf('ab', token(1)).toString('base64');
    for (let length = 0; length < text.length; length++)
      expect(hitsOf(base64, bytesOf(text.slice(0, length))), `${length}`).toEqual([]);
    expect(hitsOf(base64, bytesOf(text))).toHaveLength(1);
  });

  test('not: spellings without what comes before', () => {
    for (const skipped of [1, 2]) {
      const text = bytesOf('x'.repeat(skipped), token(1))
        .toString('base64')
        .slice(skipped + 1);
      expect(hitsOf(base64, bytesOf(text))).toEqual([]);
      expect(hitsOf(base64, bytesOf(`" ${text}`))).toEqual([]);
    }
  });

  test('a literal must follow exactly, at any alignment', () => {
    const follows = { literal: 'app_', ...FOLLOWS };
    for (const lead of ['', 'x', 'xx']) {
      const encode = (text: string) => bytesOf(bytesOf(lead, text, letters(1), 'yy').toString('base64'));
      expect(hitsOf(base64, encode('hf_app_'), { follows })).toHaveLength(1);
      for (const other of ['hf_', 'hf_pap_', 'hf_app-']) expect(hitsOf(base64, encode(other), { follows })).toEqual([]);
    }
  });

  test('a megabyte of noise has no hit', () => {
    const noise = letters(9, 1 << 20);
    expect(noise).toMatch(/hmX|oZl/);
    expect(hitsOf(base64, bytesOf(noise))).toEqual([]);
  });
});

describe('passages', () => {
  test('any bytes around, wrapped or not: found, and the way back gives the characters that hold it', () => {
    const ends = fc.constantFrom('\n', '\r\n', '\n    ', '\r\n\t');
    const alphabet = fc.constantFrom('base64', 'base64url');
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 60 }),
        fc.integer({ min: 4, max: 300 }),
        ends,
        alphabet,
        fc.nat(1e12),
        fc.nat(),
        (before, after, width, end, form, base, seed) => {
          const encoded = bytesOf(before, token(seed), after).toString(form as 'base64');
          const first = Math.floor((before.length * 8) / 6);
          const last = Math.ceil(((before.length + 37) * 8) / 6) - 1;
          const spelled = [Math.ceil((before.length * 8) / 6), Math.floor(((before.length + 3) * 8) / 6) - 1] as const;
          // An anchor over two lines is not seen.
          fc.pre(Math.floor(spelled[0] / width) === Math.floor(spelled[1] / width));
          const at = (char: number) => base + 2 + char + Math.floor(char / width) * end.length;
          const bytes = bytesOf(': ', wrap(encoded, width, end), ' # end');
          const found = sourcesOf(passagesIn(base64, bytes, { base }), token(seed));
          expect(found).toContainEqual([{ start: at(first), end: at(last) + 1 }]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([0, 1, 2])('YAML: the value on the next line does not touch a token after %i bytes', (skipped) => {
    const value = bytesOf('u'.repeat(skipped), token(1), ' '.repeat((5 - skipped) % 3)).toString('base64');
    expect(value).not.toMatch(/=/);
    const bytes = bytesOf(`data:\n  token: ${value}\n  other: c29tZXRoaW5n\n`);
    const ends = passagesIn(base64, bytes).map(({ text }) => text.slice(text.indexOf(token(1)) + 37).trim());
    expect(ends).toContain('');
  });

  test('several tokens in one run, at all alignments: one passage each alignment', () => {
    const bytes = bytesOf(bytesOf(token(1), '.', token(2), '.', token(3), '..', token(4)).toString('base64'));
    const passages = passagesIn(base64, bytes);
    expect(passages).toHaveLength(1);
    for (const seed of [1, 2, 3, 4]) expect(sourcesOf(passages, token(seed))).toHaveLength(1);
    const glued = bytesOf(bytesOf(token(1)).toString('base64').slice(0, 49), bytesOf(token(2)).toString('base64'));
    expect(sourcesOf(passagesIn(base64, glued), token(2))).toHaveLength(1);
  });

  test('says how it was read', () => {
    const [passage] = passagesIn(base64, bytesOf(bytesOf(token(1)).toString('base64')));
    expect(passage).toMatchObject({ kind: 'decoded', trail: ['base64'], text: token(1) });
  });

  test('a file of nothing but hits gives as many characters as it has, whatever the reach', () => {
    const bytes = bytesOf('aGZf'.repeat(100_000));
    const hits = hitsOf(base64, bytes, { follows: NO_DEMAND, reach: 5000 });
    expect(hits).toHaveLength(100_000);
    const passages = [...base64.passages(segmentOf(bytes, hits), hits)];
    expect(passages.map(({ text }) => text.length)).toEqual([300_000]);
  });

  test('a file of short lines of hits is read once, but for the lines that say enough by themselves', () => {
    const bytes = bytesOf('aGZf\n'.repeat(100_000));
    const follows = { set: 'hf_', min: 6 };
    const hits = hitsOf(base64, bytes, { follows, reach: 5000 });
    expect(hits).toHaveLength(99_998);
    const passages = [...base64.passages(segmentOf(bytes, hits), hits)];
    expect(passages.map(({ text }) => text.length)).toEqual([300_000]);
  });
});

/** Base64 of `text` with something after every `width` characters. */
const broken = (text: string, width: number, gap: string): string => wrap(bytesOf(text).toString('base64'), width, gap);

describe('gaps', () => {
  test.each([
    ['\\n', '\\n'],
    ['\\r\\n', '\\r\\n'],
    ['\\\\n', '\\\\n'],
    ['\\\\\\\\r\\\\\\\\n', '\\\\\\\\r\\\\\\\\n'],
    ['a JSON list of lines', '\\n",\n    "'],
    ['%0A', '%0A'],
    ['%0D%0A', '%0D%0A'],
    ['%250a', '%250a'],
    ['&#10;', '&#10;'],
    ['&#xD;&#xA;', '&#xD;&#xA;'],
    ['<br/>', '<br/>\n'],
    ['" + "', '" + "'],
    ['" +, a line end, "', '" +\n      "'],
    ['", a line end, + "', '"\r\n  + "'],
    ["' . '", "' . '"],
    ["' .. '", "' .. '"],
    ["' || '", "' || '"],
    ['" & "', '" & "'],
    ['adjacent literals', '"\n        "'],
    ["Python's bytes", "'\n    b'"],
    ['a line that goes on', '\\\n'],
    ['a literal that goes on', '" \\\n  "'],
    ['# ', '\n# '],
    ['// ', '\r\n    // '],
    ['> ', '\n> '],
    ['> > ', '\n> > '],
    ['| ', '\n | '],
    [' * ', '\n * '],
    ['-- ', '\n-- '],
    ['a frame', '\n\xe2\x94\x82 '],
  ])('%s', (_, gap) => {
    for (let lead = 0; lead < 12; lead++) {
      const text = `${'.'.repeat(lead)}${token(lead)} ...`;
      const width = 20 + lead;
      const [first, last] = [Math.floor((lead * 8) / 6), Math.ceil(((lead + 37) * 8) / 6) - 1];
      const spelled = [Math.ceil((lead * 8) / 6), Math.floor(((lead + 3) * 8) / 6) - 1] as const;
      // An anchor over two lines is not seen.
      if (Math.floor(spelled[0] / width) !== Math.floor(spelled[1] / width)) continue;
      const at = (char: number) => 1 + char + Math.floor(char / width) * gap.length;
      const found = sourcesOf(passagesIn(base64, bytesOf('"', broken(text, width, gap), '"')), token(lead));
      expect(found, `${lead}`).toContainEqual([{ start: at(first), end: at(last) + 1 }]);
    }
  });

  test('an anchor whose first bits stand before a gap', () => {
    for (const gap of ['\\n', '%0A', '" +\n "', '\n# ', '\n']) {
      const encoded = bytesOf('x', token(1), '.').toString('base64');
      const bytes = bytesOf(encoded.slice(0, 2), gap, encoded.slice(2));
      expect(sourcesOf(passagesIn(base64, bytes), token(1)).length).toBeGreaterThan(0);
    }
  });

  test.each(['+', '-', '+    '])('lines of a patch: %j', (sign) => {
    for (const head of ['@@ -0,0 +1,9 @@\n', '+data:\n', ' a: |\n-b\n'])
      for (let lead = 0; lead < 60; lead++) {
        // An anchor over two lines is not seen.
        if (Math.ceil((lead * 8) / 6) % 60 > 56) continue;
        const lines =
          bytesOf('.'.repeat(lead), token(1), '.'.repeat(40))
            .toString('base64')
            .match(/.{1,60}/g) ?? [];
        const bytes = bytesOf(head, ...lines.map((line) => `${sign}${line}\n`));
        expect(sourcesOf(passagesIn(base64, bytes), token(1)).length, `${lead}`).toBeGreaterThan(0);
      }
  });

  test('lines that begin with a plus of their own', () => {
    const encoded = bytesOf(token(1), '.'.repeat(41), '\xfb', token(2), '.'.repeat(41)).toString('base64');
    const bytes = bytesOf('a\n', encoded);
    expect(sourcesOf(passagesIn(base64, bytes), token(1)).length).toBeGreaterThan(0);
  });

  test('wrapped lines of which three in a row begin with a plus of their own', () => {
    const row = (text: Buffer): Buffer => bytesOf('\xf8', text, '.'.repeat(56 - text.length));
    const rows = bytesOf(
      '.'.repeat(57),
      row(bytesOf('a')),
      row(bytesOf('b')),
      row(bytesOf('.'.repeat(10), token(1))),
      row(bytesOf('c')),
    );
    const bytes = bytesOf(wrap(rows.toString('base64'), 76, '\n'), '\n');
    expect(bytes.toString('latin1').match(/\n\+/g)).toHaveLength(4);
    const packed = passagesIn(base64, bytes)
      .map(({ text }) => text)
      .join('');
    expect(packed).toContain(rows.toString('latin1').slice(58, 200));
  });

  test('soft line ends of quoted-printable, where a line is long enough', () => {
    const encoded = bytesOf('.'.repeat(45), token(1), '.').toString('base64');
    const bytes = bytesOf('\n', encoded.slice(0, 75), '=\r\n', encoded.slice(75));
    expect(sourcesOf(passagesIn(base64, bytes), token(1))).toHaveLength(1);
    expect(hitsOf(base64, bytesOf('\n', encoded.slice(5, 75), '=\r\n', encoded.slice(75)))).toEqual([]);
  });

  test.each(['\\/', '\\u002b', '\\u002f', '%2B', '%2F', '&#43;', '&#x2F;'])(
    'a plus or slash before it written as %s',
    (plus) => {
      for (const lead of ['', '\x01', '\x01\x02']) {
        const encoded = bytesOf('\xfb\xef\xff', lead, token(1), '\xff\xff').toString('base64').replace(/[+/]/g, plus);
        expect(sourcesOf(passagesIn(base64, bytesOf('"', encoded, '"')), token(1)).length).toBeGreaterThan(0);
      }
    },
  );

  test.each([
    ['a comma', '", "'],
    ['a blank', ' '],
    ['a word', ' and '],
    ['a backslash', '\\'],
    ['a backslash and another letter', '\\t'],
    ['a key', '": "'],
  ])('none: %s', (_, gap) => {
    expect(hitsOf(base64, bytesOf(broken(token(1), 20, gap)))).toEqual([]);
  });

  const units = [
    'aGZf"',
    'aGZf\\n',
    'a"b"hmX',
    'ahmX"',
    `aGZf"${' '.repeat(80)}`,
    `aGZf\n${'# '.repeat(40)}`,
    'aGZf=\n',
    '"a" + ',
    '\\\\\\',
  ];
  test.each(slice(units, 3))('hostile: 5 MB of %s', { retry: 2 }, (unit) => {
    const bytes = bytesOf(unit.repeat(Math.ceil(5e6 / unit.length)));
    const sieve = sieveOf(base64);
    const start = process.cpuUsage();
    const hits = sieve.hits(bytes);
    Array.from(base64.passages(segmentOf(bytes, hits), hits));
    expect(cpuSince(start)).toBeLessThan(2000);
  });
});

test.each([
  ['one line', 0],
  ['several', 76],
])('what is opened ends where its digits do, in %s', (_, width) => {
  const said = 'some text that is long enough to be opened, and more of it; '.repeat(4);
  const digits = Buffer.from(said).toString('base64');
  const lines = width === 0 ? digits : wrap(digits, width, '\n');
  const bytes = Buffer.from(`x = "${lines}"; ${'and words '.repeat(60)}`);
  const hits = createOpeners(() => false).hits(bytes);
  const passages = [...base64.passages({ base: 0, bytes, from: 0, to: bytes.length, hits }, hits)];
  expect(passages.map(({ text }) => text)).toContain(said);
  expect(passages.every(({ text }) => said.startsWith(text))).toBe(true);
  expect(passages[0]?.toSource(0, said.length)).toEqual([{ start: 5, end: 5 + lines.length }]);
});
