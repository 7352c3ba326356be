import { describe, expect, test } from 'vitest';
import { allow } from '../../src/judge/allow.ts';
import { draw, generator, LETTERS, matchOf } from './draw.ts';

const match = matchOf(`hf_${draw(LETTERS, 34, generator(6))}`);
const value = match.secret.reveal();
const reasonOf = (line: string, above = '', honourAllow = true): string | null =>
  allow(match, { line, above, ruleIds: ['notebook-output-token', 'hf-user-token'], honourAllow });

describe('honoured', () => {
  test.each([
    ['a comment', '  # hfleaks:allow hf-user-token -- made up', 'made up'],
    ['without spaces after the dashes', '# hfleaks:allow hf-user-token --made up', 'made up'],
    ['with tabs', '#\thfleaks:allow\thf-user-token\t--\tmade up\r', 'made up'],
    ['the other id', '# hfleaks:allow notebook-output-token -- made up', 'made up'],
    ['a block comment', '/* hfleaks:allow hf-user-token -- made up */', 'made up'],
    ['HTML', '<!-- hfleaks:allow hf-user-token -- made up -->', 'made up'],
    ['a line of a notebook', '"# hfleaks:allow hf-user-token -- made up\\n",', 'made up'],
    ['the second of two', '# hfleaks:allow other -- no hfleaks:allow hf-user-token -- made up', 'made up'],
    ['a reason in another script', '# hfleaks:allow hf-user-token -- 见说明书', '见说明书'],
    [
      'a link',
      '# hfleaks:allow hf-user-token -- see https://example.org/wiki/tokens',
      'see https://example.org/wiki/tokens',
    ],
  ])('%s', (_, line, expected) => {
    expect(reasonOf(line)).toBe(expected);
    expect(reasonOf('x', line)).toBe(expected);
    expect(reasonOf(line, '', false)).toBeNull();
  });
});

test.each([
  ['code', 'x = "y"  # hfleaks:allow hf-user-token -- made up'],
  ['code that closes a block', '})} // hfleaks:allow hf-user-token -- made up, as z', true],
  ['REM', 'REM hfleaks:allow hf-user-token -- made up', true],
  ['another comment', '# TODO: hfleaks:allow hf-user-token -- made up', true],
  ['another one of a block', '/* eslint-disable-next-line */ // hfleaks:allow hf-user-token -- made up', true],
  ['a directive of C', '#define T "x" // hfleaks:allow hf-user-token -- made up'],
  ['an option of a command', '  --token x # hfleaks:allow hf-user-token -- made up'],
])('on the line above, behind %s', (_, line, counts = false) => {
  expect(reasonOf(line)).not.toBeNull();
  expect(reasonOf('x', line) !== null).toBe(counts);
});

describe('not honoured', () => {
  test.each([
    ['nothing', 'x'],
    ['no rule', '# hfleaks:allow -- made up'],
    ['another rule', '# hfleaks:allow hf-org-token -- made up'],
    ['the beginning of a rule', '# hfleaks:allow hf-user -- made up'],
    ['a longer rule', '# hfleaks:allow hf-user-token-alnum -- made up'],
    ['no reason', '# hfleaks:allow hf-user-token'],
    ['dashes alone', '# hfleaks:allow hf-user-token --'],
    ['a reason of two characters', '# hfleaks:allow hf-user-token -- ok'],
    ['a reason of spaces', '# hfleaks:allow hf-user-token --          '],
    ['a reason of invisible characters', `# hfleaks:allow hf-user-token -- ${'\u200b'.repeat(9)}`],
    ['the end of the comment for a reason', '<!-- hfleaks:allow hf-user-token -- -->'],
    ['another spelling', '# hfleaks: allow hf-user-token -- made up'],
    ['capitals', '# HFLEAKS:ALLOW hf-user-token -- made up'],
  ])('%s', (_, line) => {
    expect(reasonOf(line)).toBeNull();
  });
});

describe('the reason', () => {
  test('is cut to 200 characters, not through a pair', () => {
    expect(reasonOf(`# hfleaks:allow hf-user-token -- ${'ab '.repeat(200)}`)).toHaveLength(200);
    expect(reasonOf(`# hfleaks:allow hf-user-token -- ${'a'.repeat(1)}${'😀'.repeat(200)}`)).toHaveLength(199);
  });

  test('never holds the value, nor a piece of it, nor another long run', () => {
    const reason = reasonOf(`# hfleaks:allow hf-user-token -- not ${value}, old ${value.slice(4)}x`);
    expect(reason).toBe(`not ${match.secret.mask}, old [redacted]`);
  });
});

test('a hostile line takes no longer than its length', () => {
  expect(reasonOf('hfleaks:allow hf-user-token --'.repeat(70))).toBeNull();
  expect(reasonOf(`# hfleaks:allow hf-user-token -- ${'",'.repeat(1_000)}`)).toBeNull();
  expect(reasonOf(`hfleaks:allow${' '.repeat(2_000)}`)).toBeNull();
});
