// What was added is there, in order, whatever the list's length, over the edges of its blocks.
import { expect, test } from 'vitest';
import { Offsets } from '../../src/decode/offsets.ts';

test.each([0, 1, 16, 17, 128, 129, 1025, 4096, 4097, 12_300])('%i offsets', (count) => {
  const numbers = Array.from({ length: count }, (_, index) => (index * 2_654_435_761) % 2 ** 32);
  const offsets = new Offsets();
  for (const number of numbers) offsets.push(number);
  expect([...offsets]).toEqual(numbers);
  expect([offsets.length, offsets.at(count)]).toEqual([count, 0]);
});
