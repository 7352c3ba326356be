import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { draw, lengths, reach } from '../../src/rulebook/measure.ts';
import { seeded } from '../../src/rulebook/sample.ts';
import { type Dialect, instructions, parseShape, ShapeError } from '../../src/rulebook/shape.ts';

function problem(
  source: string,
  dialect: Dialect = 'native',
): { offset: number; message: string; remedy: string } | null {
  try {
    parseShape(source, dialect);
    return null;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return { offset: error.offset, message: error.message, remedy: error.remedy };
  }
}

describe('what has no longest match is refused, with the place and a remedy', () => {
  test.each([
    ['ab*', 2, '`*` has no upper bound'],
    ['a.*b', 2, '`*` has no upper bound'],
    ['ab+', 2, '`+` has no upper bound'],
    ['[a-z]{3,}', 5, '`{n,}` has no upper bound'],
    ['(a)\\1', 3, 'a backreference has no bounded language'],
    ['(?<secret>a)\\k<secret>', 12, 'a backreference has no bounded language'],
  ])('%s', (source, offset, message) => {
    expect(problem(source)).toMatchObject({ offset, message, remedy: expect.stringMatching(/\.$/) });
  });
});

describe('what is misspelt or unknown is refused', () => {
  test.each([
    ['^abc', 0],
    ['abc$', 3],
    ['*abc', 0],
    ['a{2}{3}', 4],
    ['a{3,2}', 1],
    ['a{', 1],
    ['a}', 1],
    ['a]', 1],
    ['(ab', 0],
    ['ab)', 2],
    ['[ab', 0],
    ['[]', 0],
    ['[z-a]', 1],
    ['[a-\\d]', 1],
    ['(?<name>a)', 0],
    ['(?i:a)', 0],
    ['(?=a){2}', 5],
    ['\\b{2}', 2],
    ['a\\', 1],
    ['\\q', 0],
    ['\\u0041', 0],
    ['\\xZZ', 0],
    ['é', 0],
    ['('.repeat(60) + ')'.repeat(60), 40],
    ['a'.repeat(5000), 4096],
  ])('%.20s', (source, offset) => {
    expect(problem(source)?.offset).toBe(offset);
  });
});

describe('the linear dialect', () => {
  test.each([
    ['a(?=b)', 'lookaround is not known to the linear engine'],
    ['a(?!b)', 'lookaround is not known to the linear engine'],
    ['(?<=a)b', 'lookaround is not known to the linear engine'],
    ['(?<!a)b', 'lookaround is not known to the linear engine'],
    ['a{1001}', 'a part is repeated over 1000 times'],
    ['(?:a{40}){40}', 'a part is repeated over 1000 times'],
    ['(?:a|aa|aaa|aaaa){1,200}b', 'the regex has over 2000 instructions with its repeats written out'],
    ['[a-z]{10,900}\\.[a-z]{10,900}', 'the regex has over 2000 instructions with its repeats written out'],
    ['[[:]', 'in a class, `[:` begins a name for the linear engine'],
  ])('refuses %s', (source, message) => {
    expect(problem(source)).toBeNull();
    expect(problem(source, 'linear')).toMatchObject({ message });
  });

  test.each(['(?i:a)', '^a', 'a$', 'a(?=b)'])('advises against %s what it takes itself', (source) => {
    expect(problem(source, 'linear')?.remedy).not.toMatch(/lookaround|must not stand/);
    expect(problem('(?i:a)')?.remedy).toMatch(/lookaround/);
  });

  test.each([
    ['abc', 3],
    ['(?:a|bc)', 4],
    ['(a)(?<secret>b)', 6],
    ['[a-z]{10,20}', 30],
    ['(?:a{3}|b){2,4}', 22],
    ['a{0}', 1],
    ['', 1],
  ])('%s has %i instructions', (source, expected) => {
    expect(instructions(parseShape(source))).toBe(expected);
  });
});

/** Texts that are often nearly a regex of ours. */
const sources = fc.string({
  unit: fc.constantFrom(...'abz019_-()[]{}|?:=!<^,.x4\\dwsbDWSn0/', '(?:', '{2}', '{0,3}', '[a-z]', '\\x41'),
  maxLength: 14,
});
const nothingZeroWidth = /\\[bB]|\(\?[=!<]/;

/** What every program of RE2JS begins and ends with. */
const FRAME = 4;

describe('properties', () => {
  test('no source does anything but parse or throw ShapeError', () => {
    fc.assert(
      fc.property(fc.oneof(sources, fc.string({ unit: 'binary' })), (source) => void problem(source)),
      { numRuns: 5000 },
    );
  });

  test('what is accepted means the same to JavaScript', () => {
    let accepted = 0;
    fc.assert(
      fc.property(sources, fc.integer(), (source, seed) => {
        fc.pre(problem(source) === null);
        const regex = new RegExp(`^(?:${source})$`);
        if (nothingZeroWidth.test(source)) return;
        accepted += 1;
        const shape = parseShape(source);
        const { text } = draw(shape, seeded(seed));
        expect(text).toMatch(regex);
        expect(text.length).toBeLessThanOrEqual(lengths(shape).max);
        expect(text.length).toBeGreaterThanOrEqual(lengths(shape).min);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(reach(shape));
      }),
      { numRuns: 4000, maxSkipsPerRun: 1000 },
    );
    expect(accepted).toBeGreaterThan(1000);
  });

  test('what the linear dialect accepts, its engine compiles', () => {
    fc.assert(
      fc.property(sources, (source) => {
        fc.pre(problem(source, 'linear') === null);
        const size = RE2JS.compile(RE2JS.translateRegExp(source)).programSize();
        expect(size).toBeLessThanOrEqual(instructions(parseShape(source)) + FRAME);
      }),
      { numRuns: 2000, maxSkipsPerRun: 1000 },
    );
  });
});
