import { expect, test } from 'vitest';
import { embed, slice, sourceOf, spanOf, weave, within } from '../../src/flow/embedded.ts';

function joined() {
  const woven = weave();
  woven.add('abc', 10);
  woven.add('def', 20);
  woven.addFixed('??', 25);
  return woven.end();
}

test('a piece of a file counts from its place', () => {
  expect(sourceOf(embed('abc', 5), 2)).toBe(7);
  expect(spanOf(embed('abc', 5), 1, 3)).toEqual({ start: 6, end: 8 });
});

test('a joined text leads back from each run', () => {
  const text = joined();
  expect(text.text).toBe('abcdef??');
  expect([...text.text].map((_, at) => sourceOf(text, at))).toEqual([10, 11, 12, 20, 21, 22, 25, 25]);
  expect(spanOf(text, 1, 5)).toEqual({ start: 11, end: 22 });
  expect(spanOf(text, 2, 2)).toEqual({ start: 12, end: 12 });
});

test('a stretch keeps its way back, whether it is named by text or by file', () => {
  const part = slice(joined(), 2, 5);
  expect(part.text).toBe('cde');
  expect(sourceOf(part, 1)).toBe(20);
  expect(within(joined(), { start: 12, end: 22 }).text).toBe('cde');
  expect(within(embed('abcdef', 3), { start: 4, end: 6 }).text).toBe('bc');
});

test('texts are put together with their ways back', () => {
  const woven = weave();
  woven.append(joined());
  woven.append(embed('x', 99));
  expect(sourceOf(woven.end(), 8)).toBe(99);
});
