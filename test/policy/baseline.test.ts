import { describe, expect, test } from 'vitest';
import { HfleaksError } from '../../src/errors.ts';
import { badValue, baselineText, isExpired, readBaseline } from '../../src/policy/baseline.ts';

const A = { fingerprint: 'hf1:aaaaaaaaaaaaaaaaaaaa:token', rule: 'hf-user-token', reason: 'revoked' };
const B = { ...A, fingerprint: 'hf1:bbbbbbbbbbbbbbbbbbbb:token', owner: 'ml', expires: '2027-01-31' };
const read = (text: string) => readBaseline(Buffer.from(text), 'b.jsonl');

test('the same entries are the same bytes, whatever their order and that of their keys', () => {
  const turned = Object.fromEntries(Object.entries(B).reverse()) as unknown as typeof B;
  expect(baselineText([turned, A])).toBe(baselineText([A, B]));
  expect(baselineText([A, B])).toBe(`${JSON.stringify(A)}\n${JSON.stringify(B)}\n`);
});

test.each<[string, string]>([
  ['as it was written', baselineText([A, B])],
  ['with CRLF', baselineText([A, B], '\r\n')],
  ['with a byte order mark', `\ufeff${baselineText([A, B])}`],
  [
    'in another order, with empty lines, twice, without the last line end',
    `\n${JSON.stringify(B)}\n\n${baselineText([A, B]).trim()}`,
  ],
])('%s', (_, text) => {
  expect(baselineText(read(text))).toBe(baselineText([A, B]));
});

test('of two acceptances of one finding that git has joined, the one that ends sooner counts', () => {
  expect(
    read(
      `${JSON.stringify({ ...B, expires: '2028-01-01' })}\n${JSON.stringify(B)}\n${JSON.stringify({ ...A, fingerprint: B.fingerprint })}\n`,
    ),
  ).toEqual([B]);
});

describe('mistakes', () => {
  test.each<[name: string, line: string, message: string, hint: string]>([
    ['no JSON', 'hf1:x', 'b.jsonl:2:1: this is no entry.', ''],
    ['a list', '[]', 'this is no entry', ''],
    ['a slip', JSON.stringify({ ...A, reson: 'x' }), 'a key is not known', 'Did you mean `reason`?'],
    ['no reason', JSON.stringify({ ...A, reason: undefined }), 'the key `reason` is missing', 'Say why'],
    ['a blank reason', JSON.stringify({ ...A, reason: ' ' }), '`reason` does not fit', 'Say why'],
    ['a reason on two lines', JSON.stringify({ ...A, reason: 'a\nb' }), '`reason` does not fit', ''],
    ['a terminal code', JSON.stringify({ ...A, owner: '\x1b[2J' }), '`owner` does not fit', ''],
    [
      'a cut fingerprint',
      JSON.stringify({ ...A, fingerprint: 'hf1:aaaa:token' }),
      '`fingerprint` does not fit',
      'hfleaks baseline',
    ],
    [
      'a fingerprint of many',
      JSON.stringify({ ...A, fingerprint: 'masked:aaaaaaaaaaaaaaaaaaaa:token' }),
      'could hide another',
      'hfleaks:allow',
    ],
    ['no day', JSON.stringify({ ...A, expires: '2027-02-30' }), '`expires` does not fit', '2027-01-31'],
    ['a clock', JSON.stringify({ ...A, expires: '2027-02-03T00:00Z' }), '`expires` does not fit', ''],
    ['a merge', '<<<<<<< HEAD', 'b.jsonl:2:1: a merge is not finished here.', 'both sides'],
    ['the middle of a merge', '=======', 'a merge is not finished here.', 'both sides'],
  ])('%s', (_, line, message, hint) => {
    const error = (() => {
      try {
        return read(`${JSON.stringify(B)}\n${line}\n`);
      } catch (one) {
        return one;
      }
    })();
    expect(error).toBeInstanceOf(HfleaksError);
    expect(error).toMatchObject({ code: 'baseline-invalid' });
    expect((error as HfleaksError).message).toContain(message);
    expect((error as HfleaksError).hint).toContain(hint);
  });

  test('not UTF-8', () => {
    expect(() => readBaseline(Buffer.from([0xff]), 'b.jsonl')).toThrow('not UTF-8');
  });
});

test.each<[string | undefined, boolean]>([
  [undefined, false],
  ['2026-05-09', true],
  ['2026-05-10', false],
  ['2026-05-11', false],
])('%s, on 2026-05-10, is expired: %s', (expires, is) => {
  expect(isExpired({ ...A, ...(expires && { expires }) }, '2026-05-10')).toBe(is);
});

test('a risk is named by what its own rule says', () => {
  expect(badValue('fingerprint', 'log-token:src/a.py:abcdefgh:1')).toBeNull();
});
