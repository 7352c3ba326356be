import { describe, expect, test } from 'vitest';
import { fill, placeholders, sample, sampleSecret, samplesIn, seeded } from '../../src/rulebook/sample.ts';
import type { TokenRule } from '../../src/types.ts';

const rule = (over: Partial<TokenRule> = {}): TokenRule => ({
  id: 'example',
  title: 'Example',
  severity: 'error',
  confidence: 'high',
  why: 'Why.',
  fix: ['Fix.'],
  source: 'https://example.org',
  family: 'token',
  type: 'example',
  anchors: ['tok_'],
  regex: '(?<secret>tok_[A-Za-z]{20})',
  engine: 'native',
  prefix: 'tok_',
  random: true,
  reach: 24,
  follows: { set: '', min: 0 },
  sample: 'tok_[A-Za-z]{20}',
  ...over,
});

test('the same seed gives the same sample, others give others', () => {
  const drawn = Array.from({ length: 500 }, (_, seed) => sample(rule(), seed));
  expect(new Set(drawn).size).toBe(500);
  expect(sample(rule(), 7)).toBe(drawn[7]);
});

test('samples are evenly random', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 2000; seed++)
    for (const char of sample(rule(), seed).slice(4)) counts.set(char, (counts.get(char) ?? 0) + 1);
  expect(counts.size).toBe(52);
  // 40,000 letters: 769 each, standard deviation 27.5
  for (const count of counts.values()) expect(Math.abs(count - 769)).toBeLessThan(5 * 27.5);
});

test('seeded gives numbers from 0 to below 1', () => {
  const random = seeded(3);
  for (let index = 0; index < 1000; index++) expect(random()).toSatisfy((one: number) => one >= 0 && one < 1);
});

test('a sample is drawn until a lookahead agrees', () => {
  const digits = rule({ regex: '(?<secret>tok_(?=[a-z]{0,2}[0-9])[a-z0-9]{3})', sample: 'tok_[a-z0-9]{3}' });
  for (let seed = 0; seed < 100; seed++) expect(sample(digits, seed)).toMatch(/[0-9]/);
});

test('the regex of a user’s rule is not run on the engine with backtracking', () => {
  const slow = rule({ engine: 'linear', regex: '(?<secret>tok_(?:a{0,60}){0,60}b)', sample: 'tok_a{60}' });
  expect(sample(slow, 1)).toHaveLength(64);
});

test('the secret can be a part of the sample', () => {
  const signed = rule({ prefix: '', regex: 'tok_(?<secret>[a-z]{9})', sample: 'tok_(?<secret>[a-z]{9})' });
  expect(sample(signed, 1)).toBe(`tok_${sampleSecret(signed, 1)}`);
});

describe('fill', () => {
  const one = rule();
  const token = sample(one, 5);
  test.each([
    ['a {{token}} b {{token}}', `a ${token} b ${token}`],
    ['{{token:x}}', `tok_${'x'.repeat(20)}`],
    ['{{token:alphabet}}', `tok_${'abcdefghijklmnopqrst'}`],
    ['{{token:head}}|{{token:tail}}', `${token.slice(0, 12)}|${token.slice(12)}`],
    ['{{token:base64}}', Buffer.from(token).toString('base64')],
    ['{{token:19}}', token.slice(0, -1)],
    ['$& {{ other }} {{token:nope}}', '$& {{ other }} {{token:nope}}'],
  ])('%s', (template, text) => {
    expect(fill(template, one, 5)).toBe(text);
  });

  test('{{token:other}} and longer bodies', () => {
    const [first, second] = fill('{{token}} {{token:other}}', one, 5).split(' ');
    expect(first).toBe(token);
    expect(second).not.toBe(token);
    expect(second).toMatch(/^tok_[A-Za-z]{20}$/);
    expect(fill('{{token:21}}', one, 5)).toMatch(/^tok_[A-Za-z]{21}$/);
    expect(fill('{{token:90}}', one, 5)).toMatch(/^tok_[A-Za-z]{90}$/);
  });
});

test('samplesIn names what a scan should find', () => {
  const texts = (template: string): readonly string[] => samplesIn(template, rule(), 5).map(({ text }) => text);
  const token = sample(rule(), 5);
  expect(texts('{{token:x}} {{token:33}}')).toEqual([]);
  expect(texts('{{token}} {{token}}')).toEqual([token]);
  expect(texts('{{token:head}} {{token:tail}}')).toEqual([token]);
  expect(texts('{{token:base64}}')).toEqual([token]);
  expect(texts('{{token}} {{token:other}}')).toHaveLength(2);
});

test.each([
  ['{{token}} {{token:x}} {{token:33}}', ['', 'x', '33']],
  ['{{token:2}}', [null]],
  ['{{token:99999}}', [null]],
  ['{{token:heads}}', [null]],
  ['{{token }}', [null]],
  ['{{ token}}', [null]],
  ['{{token:}}', [null]],
  ['{{ secrets.HF_TOKEN }}', []],
])('placeholders of %s', (template, names) => {
  expect(placeholders(template)).toEqual(names);
});
