import { expect, test } from 'vitest';
import { stringWidth, wrapAnsi } from '../build/help-text.ts';

test.each<[text: string, columns: number, rows: readonly string[]]>([
  ['', 10, ['']],
  ['one two three', 20, ['one two three']],
  ['one two three', 8, ['one two', 'three']],
  ['one two', 7, ['one two']],
  ['  one  ', 10, ['one']],
  ['a longword b', 5, ['a', 'longw', 'ord b']],
  ['first\nsecond line', 7, ['first', 'second', 'line']],
])('%j in %i columns', (text, columns, rows) => {
  expect(wrapAnsi(text, columns).split('\n')).toEqual(rows);
  expect(Math.max(...rows.map(stringWidth))).toBeLessThanOrEqual(columns);
});
