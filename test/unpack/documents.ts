// What the tests of documents and data files share: opening them, and everything a hostile file does.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { SkipReason } from '../../src/types.ts';
import { createBudget } from '../../src/unpack/budget.ts';
import type { Container, Member } from '../../src/unpack/container.ts';
import { cpuSince } from '../cost.ts';

/** Name, content and problem of each member, as texts. */
export function open(
  container: Container,
  bytes: Uint8Array,
): [name: string, text: string, problem: SkipReason | null][] {
  return [...container.members(bytes, createBudget())].map(({ name, bytes: content, problem }) => [
    Buffer.from(name).toString('latin1'),
    Buffer.from(content).toString('latin1'),
    problem,
  ]);
}

/** Everything that comes out, in one text. */
export function textIn(container: Container, bytes: Uint8Array): string {
  return open(container, bytes)
    .map(([, text]) => text)
    .join('\n');
}

/** Cuts `file` at each byte, flips bits, puts random bytes in: nothing throws, and the budget holds. */
export function expectHardened(container: Container, file: Uint8Array): void {
  const sizes =
    file.length > 2000 ? Array.from({ length: 500 }, (_, at) => Math.floor((at * file.length) / 500)) : null;
  for (const size of sizes ?? file.keys()) expectBounded(container, file.subarray(0, size));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
      const copy = Uint8Array.from(file);
      for (const [at, byte] of changes) copy[at] = byte;
      expectBounded(container, copy);
    }),
    { numRuns: 300 },
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => expectBounded(container, bytes)));
  fc.assert(
    fc.property(fc.nat(file.length), fc.uint8Array({ maxLength: 400 }), (size, bytes) =>
      expectBounded(container, Buffer.concat([file.subarray(0, size), bytes])),
    ),
  );
}

function expectBounded(container: Container, bytes: Uint8Array): void {
  const budget = { entries: 50, bytes: 1 << 20, deadline: performance.now() + 5000 };
  container.matches(bytes);
  let members: Member[] = [];
  expect(() => (members = [...container.members(bytes, budget)])).not.toThrow();
  expect(members.length).toBeLessThanOrEqual(51);
  expect(budget.entries).toBeGreaterThanOrEqual(0);
  expect(budget.bytes).toBeGreaterThanOrEqual(0);
}

/** Opens `bytes`, however hostile, in less than two seconds of work. */
export function expectQuick(container: Container, bytes: Uint8Array): void {
  const start = process.cpuUsage();
  for (const _ of container.members(bytes, createBudget())) {
    // Only the time is of interest.
  }
  expect(cpuSince(start)).toBeLessThan(2000);
}

/** `piece` again and again, up to 5 MB. */
export function flood(piece: string, head = ''): Buffer {
  return Buffer.from(head + piece.repeat(Math.floor(5_000_000 / piece.length)), 'latin1');
}
