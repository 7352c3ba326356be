import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canStartWith,
  draw,
  follows,
  hasOneSecret,
  lengths,
  reach,
  startsWithAnchor,
} from '../../src/rulebook/measure.ts';
import { seeded } from '../../src/rulebook/sample.ts';
import { parseShape } from '../../src/rulebook/shape.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';

describe('reach counts the longest match, in bytes, and what lookarounds see', () => {
  test.each([
    ['abc', 3],
    ['a{2,5}b?', 6],
    ['(?:abc|de)f', 4],
    ['hf_[a-z]{34}(?![a-z])', 38],
    ['(?<=x{4})ab(?=yy)', 8],
    ['a(?:(?!b)|(?=ccc))', 4],
    ['.', 3],
    ['[^a]{2}', 6],
    ['\\xe9', 2],
    ['\\ba\\b', 7],
    ['', 0],
  ])('%s: %i', (source, bytes) => {
    expect(reach(parseShape(source))).toBe(bytes);
  });
});

test.each([
  ['a{2,5}b?', 2, 6],
  ['(?:abc|de)(?=x{9})', 2, 3],
  ['\\bhf_[a-z]{3}', 6, 6],
])('lengths of %s: %i to %i', (source, min, max) => {
  expect(lengths(parseShape(source))).toEqual({ min, max });
});

describe('follows', () => {
  test.each([
    ['hf_[a-z]{34}', ['hf_'], LOWER, 34],
    ['(?<!x)hf_[a-z]{34}', ['hf_'], LOWER, 34],
    ['(?<secret>hf_[a-z]{34})(?![a-z])', ['hf_'], LOWER, 34],
    ['hf_(?=[a-z]{0,3}0)[0a]{4}', ['hf_'], '0a', 4],
    ['hf_ey[a-c]{2,9}\\.[x]{3}', ['hf_'], '.abcexy', 8],
    ['hf_[a-z]{3}[ -~]{1}', ['hf_'], LOWER, 3], // the union would say less
    ['hf_[a-z]{3}.b', ['hf_'], LOWER, 3],
    ['(?:hf_[ab]{5}|api_[bc]{3})', ['hf_', 'api_'], 'abc', 3],
    ['(?:hf|h)f?_a{4}', ['hf_', 'h_', 'hff_'], 'a', 4],
    ['a{3,5}b', ['aaa'], 'ab', 1], // `b` may follow at once
  ])('%s demands', (source, anchors, set, min) => {
    expect(follows(parseShape(source), anchors)).toEqual({ set, min });
  });

  test.each([
    ['hf_', ['hf_']],
    ['hf_.{3}', ['hf_']],
    ['hf_[^a]{3}', ['hf_']],
    ['hf_\\xe9{3}', ['hf_']],
    ['x?hf_[a-z]{34}', ['hf_']],
    ['(?:hf_|api_)[a-z]{34}', ['hf_']],
    ['[h-i]f_[a-z]{3}', ['hf_']],
    ['.f_abc', ['hf_']],
  ])('%s demands nothing', (source, anchors) => {
    expect(follows(parseShape(source), anchors)).toEqual({ set: '', min: 0 });
  });

  test('never demands more than the regex does', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '[ab]',
      '[a-c]{2}',
      'c{0,2}',
      'd?',
      '(?:a|bc)',
      '(?:ab|c){1,2}',
      '\\.',
      '(?!x)',
      '(?<secret>a)',
      '(?:|b)',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 7 }),
        fc.constantFrom('hf_', 'hf_a', 'hf_ab', 'hf_b'),
        fc.integer(),
        (pieces, anchor, seed) => {
          const shape = parseShape(`hf_${pieces.join('')}`);
          const { set, min } = follows(shape, [anchor]);
          const { text } = draw(shape, seeded(seed));
          if (min === 0) return;
          expect(text.startsWith(anchor)).toBe(true);
          const after = text.slice(anchor.length, anchor.length + min);
          expect(after).toHaveLength(min);
          for (const char of after) expect(set).toContain(char);
        },
      ),
      { numRuns: 5000 },
    );
  });
});

test('startsWithAnchor wants every match to begin with an anchor, canStartWith one', () => {
  const shape = parseShape('(?:hf_|api_)[a-z]{3}');
  expect(startsWithAnchor(shape, ['hf_', 'api_'])).toBe(true);
  expect(startsWithAnchor(shape, ['hf_'])).toBe(false);
  expect(canStartWith(shape, 'hf_')).toBe(true);
  expect(canStartWith(shape, 'hg_')).toBe(false);
  expect(canStartWith(shape, 'hf_abcd')).toBe(false);
});

test('many ways to read one text take no time', () => {
  const shape = parseShape(`${'(?:a|a)'.repeat(60)}b{9}`);
  expect(follows(shape, ['a'.repeat(60)])).toEqual({ set: 'b', min: 9 });
});

test.each([
  ['(?<secret>a)b', true],
  ['x(?:y(?<secret>a))', true],
  ['ab', false],
  ['(?:(?<secret>a)|b)', false],
  ['(?<secret>a){0,2}', false],
  ['(?=(?<secret>a))a', false],
])('hasOneSecret %s: %s', (source, expected) => {
  expect(hasOneSecret(parseShape(source))).toBe(expected);
});

test('draw gives what the group `secret` holds', () => {
  expect(draw(parseShape('key=(?<secret>abc);'), seeded(1))).toEqual({ text: 'key=abc;', secret: 'abc' });
  expect(draw(parseShape('abc'), seeded(1))).toEqual({ text: 'abc', secret: 'abc' });
});
