import { describe, expect, test } from 'vitest';
import { didYouMean, nearest, nearestFew } from '../src/nearest.ts';

const WORDS = ['scan', 'staged', 'hook', 'rules'];

describe('nearest', () => {
  test.each([
    ['scan', 'scan'],
    ['scna', 'scan'],
    ['stagd', 'staged'],
    ['stageed', 'staged'],
    ['rule', 'rules'],
    ['hok', 'hook'],
    ['', ''],
    ['x', ''],
    ['help', ''],
    ['completely different', ''],
    ['s'.repeat(100_000), ''],
  ])('%j', (typed, word) => expect(nearest(typed, WORDS)).toBe(word));

  test('no words', () => expect(nearest('scan', [])).toBe(''));
  test('the first of two that are as near', () => expect(nearest('bat', ['cat', 'rat'])).toBe('cat'));
});

describe('didYouMean', () => {
  test('near', () => expect(didYouMean('scna', WORDS)).toBe('Did you mean "scan"?'));
  test('far', () => expect(didYouMean('clone', WORDS)).toBe('Known: scan, staged, hook, rules.'));
});

test.each([
  ['age', 2, 'staged, scan'],
  ['hok', 1, 'hook'],
])('nearestFew: %j, %i', (typed, most, words) => expect(nearestFew(typed, WORDS, most)).toBe(words));
