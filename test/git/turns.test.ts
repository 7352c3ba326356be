// Families of a pack divided between threads: each goes to one of them.
import { expect, test } from 'vitest';
import { STRETCHES, Turns } from '../../src/git/pack/turns.ts';

test.each([
  ['fewer than stretches', 10],
  ['as many', STRETCHES],
  ['more', 5000],
])('%s: two threads read each once, from both ends', (_, count) => {
  const taken = new Uint8Array(new SharedArrayBuffer(STRETCHES));
  const roots = Int32Array.from({ length: count }, (_one, at) => at).filter((at) => at % 3 !== 1);
  // A thread may know of fewer that lead to something wanted.
  const turns = [new Turns(taken, false), new Turns(taken, true)] as const;
  expect(turns[0].isShared).toBe(false);
  const [one, other] = [turns[0].of(roots, count), turns[1].of(roots.subarray(1), count)];
  const [first, last]: [number[], number[]] = [[], []];
  for (let isDone = false; !isDone; ) {
    const [a, b] = [one.next(), other.next()];
    if (!a.done) first.push(a.value);
    if (!b.done) last.push(b.value);
    isDone = a.done === true && b.done === true;
  }
  expect([...first, ...last].sort((a, b) => a - b)).toEqual([...roots]);
  expect(first[0]).toBe(0);
  expect(first).toEqual([...first].sort((a, b) => a - b));
  expect(last.length).toBeGreaterThan(roots.length / 4);
  expect(turns[0].isShared).toBe(true);
});
