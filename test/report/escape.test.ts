import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  displayWidth,
  jsonText,
  neutralizeLine,
  sarifMessage,
  sarifUri,
  shellPath,
  terminalPhrase,
  terminalPieces,
  terminalText,
} from '../../src/report/escape.ts';
import { bytes } from './material.ts';

test.each([
  ['##[add-mask]x', '\\x23#[add-mask]x'],
  ['a ##[group]b', 'a \\x23#[group]b'],
  ['###[x]', '#\\x23#[x]'],
  ['##VSO[task.complete]', '\\x23#VSO[task.complete]'],
  ['##teamcity[x]', '\\x23#teamcity[x]'],
  ['## heading', '## heading'],
  ['a\u001b[31m\tb\\', 'a\\x1b[31m\\tb\\\\'],
  ['\u202eb\u2066', '\\u{202e}b\\u{2066}'],
])('terminalText %j', (text, shown) => {
  expect(terminalText(text)).toBe(shown);
});

test.each([
  [
    ['#', '#[x]'],
    ['\\x23', '#[x]'],
  ],
  [
    ['a##', '', '[x]'],
    ['a\\x23#', '', '[x]'],
  ],
  [
    ['##v', 's', 'o[x]'],
    ['\\x23#v', 's', 'o[x]'],
  ],
  [
    ['#', ' #[x]'],
    ['#', ' #[x]'],
  ],
])('terminalPieces %j', (pieces, shown) => {
  expect(terminalPieces(pieces)).toEqual(shown);
});

test.each([
  ['::error::x', '\\x3a:error::x'],
  [' \t::error::x', ' \t\\x3a:error::x'],
  ['\u001b[2m::error::x', '\u001b[2m\\x3a:error::x'],
  ['a ::error::x', 'a ::error::x'],
  ['a ##[x]', 'a \\x23#[x]'],
])('neutralizeLine %j', (line, neutral) => {
  expect(neutralizeLine(line)).toBe(neutral);
});

test('terminalPhrase keeps escapes that stand in it already', () => {
  expect(terminalPhrase('a\\x1b\u001b')).toBe('a\\x1b\\x1b');
});

test.each([
  ['', 0],
  ['abc', 3],
  ['日本', 4],
  ['\u{1f600}!', 3],
  ['e\u0301', 1],
  ['ａ', 2],
])('displayWidth %j', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

describe('sarifUri', () => {
  test.each<[path: string | Uint8Array, uri: string]>([
    ['a/b.py', 'a/b.py'],
    ['a b#?%[]', 'a%20b%23%3F%25%5B%5D'],
    ['C:\\x', 'C%3A%5Cx'],
    ['raw:colon.py', 'raw%3Acolon.py'],
    ['é/日', '%C3%A9/%E6%97%A5'],
    [Buffer.of(0x63, 0xe9), 'c%E9'],
    ['/etc/passwd', '%2Fetc/passwd'],
    ['//host/x', '%2F%2Fhost/x'],
    ['../a/./..', '%2E%2E/a/%2E/%2E%2E'],
    ['..a/.b', '..a/.b'],
    ['%41', '%2541'],
    ['', '%2E'],
    ["~!*'()", "~!*'()"],
  ])('%j', (path, uri) => {
    expect(sarifUri(typeof path === 'string' ? bytes(path) : path)).toBe(uri);
  });

  test('percent-decoding any non-empty path gives its bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (path) => {
        const uri = sarifUri(path);
        expect(uri).toMatch(/^(?!\/)(?:[\w.!~*'()/-]|%[0-9A-F]{2})+$/);
        const decoded = uri.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
        expect([...Buffer.from(decoded, 'latin1')]).toEqual([...path]);
      }),
    );
  });
});

test('sarifMessage leaves no link and no placeholder', () => {
  expect(sarifMessage('[a](1) {0} \\')).toBe('\\[a\\](1) {{0}} \\\\');
});

test('jsonText escapes what a page, a terminal or a runner would act on, and parses back', () => {
  const value = { text: '</script>&\u2028\u202e\u009b\u007f\u{e0041}\ud800 ##[x]###[y]' };
  const text = jsonText(value);
  expect(text).toMatch(/^[ -~\n]*$/);
  expect(text).not.toMatch(/[<>&]|##/);
  expect(JSON.parse(text)).toEqual(value);
});

test.each<[path: string | Uint8Array, word: string | null]>([
  ['a/b-1.py', 'a/b-1.py'],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$(x)', "'$(x)'"],
  ['é', "'é'"],
  ['a\nb', null],
  ['a\\b', null],
  ['##[x]', null],
  [Buffer.of(0xff), null],
])('shellPath %j', (path, word) => {
  expect(shellPath(typeof path === 'string' ? bytes(path) : path)).toBe(word);
});
