import { describe, expect, test } from 'vitest';
import { charsInWords, shapeInWords } from '../../src/explain/words.ts';
import { parseShape } from '../../src/rulebook/shape.ts';

describe('a shape in words', () => {
  test.each<[string, string]>([
    ['abc', '`abc`'],
    ['[A-Za-z]{34}', '34 letters'],
    ['x[0-9]', '`x`, then one digit'],
    ['[A-Z0-9]{1,9}', '1 to 9 capitals or digits'],
    ['[A-Za-z0-9_-]{4}\\.', '4 characters of base64url, then `.`'],
    ['\\.{3,40}', '3 to 40 times `.`'],
    ['[AQgw]', 'one of `A` `Q` `g` `w`'],
    ['(?<secret>ab(?:c|d))(?![a-z])', '`ab`, then `c`, or `d`'],
    ['(?:ab){2}', '2 times `ab`'],
    ['\\0', 'byte 0x00'],
    ['[!-~]{5}', '5 allowed characters'],
    ['(?!x)', ''],
  ])('%s', (regex, words) => expect(shapeInWords(parseShape(regex))).toBe(words));

  test('one and many', () => {
    expect([charsInWords('0123456789', 1), charsInWords('0123456789', 2), charsInWords('ab', 1)]).toEqual([
      'digit',
      'digits',
      'allowed character',
    ]);
  });
});
