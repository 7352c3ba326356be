import { expect, test } from 'vitest';
import { Lines } from '../../src/locate/lines.ts';
import { Marks } from '../../src/locate/marks.ts';

function linesOf(text: string): Lines {
  const bytes = Buffer.from(text);
  const lines = new Lines(bytes);
  lines.advance({ base: 0, bytes, from: 0, to: bytes.length, hits: [] });
  return lines;
}

test('marks on a line, the second span of a secret as an ellipsis, a span that goes on below to the end of its line at least', () => {
  const lines = linesOf('ab SECRET cd\nSPLIT and\nMORE');
  const marks = new Marks();
  marks.add([{ start: 3, end: 9 }], 'S…T', lines);
  marks.add(
    [
      { start: 13, end: 18 },
      { start: 23, end: 27 },
    ],
    'P…E',
    lines,
  );
  marks.add([{ start: 10, end: 15 }], 'x', lines);
  expect(marks.around({ line: 1, column: 1 })).toEqual([
    { from: 3, to: 9, mask: 'S…T' },
    { from: 10, to: 15, mask: 'x' },
  ]);
  expect(marks.around({ line: 2, column: 1 })).toEqual([{ from: 0, to: 5, mask: 'P…E' }]);
  expect(marks.around({ line: 3, column: 1 })).toEqual([{ from: 0, to: 4, mask: '…' }]);
});

test('on a long line, those near enough to be seen', () => {
  const lines = linesOf('x'.repeat(100_000));
  const marks = new Marks();
  for (let at = 0; at < 100_000; at += 500) marks.add([{ start: at, end: at + 5 }], 'm', lines);
  const near = marks.around({ line: 1, column: 50_001 }).map(({ from }) => from);
  expect(near).toContain(50_000);
  expect(near).toContain(49_500);
  expect(near).not.toContain(0);
});

test('what stands in one place has one mark, however much it is', () => {
  const lines = linesOf(`${'x'.repeat(100_000)}\n`);
  const marks = new Marks();
  for (let at = 0; at < 5000; at++) marks.add([{ start: 10, end: 90_000 }], `m${at}`, lines);
  marks.add([{ start: 10, end: 20 }], 'other', lines);
  expect(marks.around({ line: 1, column: 11 }).map(({ mask }) => mask)).toEqual(['m0', 'other']);
  expect(marks.around({ line: 1, column: 50_001 })).toHaveLength(1);
});
