import { describe, expect, test } from 'vitest';
import { RunLedger } from '../../src/ledger.ts';
import { CountingLedger } from '../../src/sources/counting-ledger.ts';
import type { Candidate } from '../../src/types.ts';

const NAME = Buffer.from('a');
const candidate: Candidate = { kind: 'text', places: [], whole: true, segments: () => [], partial: () => undefined };

async function* some(count: number): AsyncGenerator<Candidate> {
  for (let at = 0; at < count; at++) yield candidate;
}

describe('a ledger that counts', () => {
  const cases: readonly [
    name: string,
    act: (ledger: CountingLedger) => void,
    isClean: boolean,
    counted: readonly [objects: number, bytes: number],
  ][] = [
    ['nothing', () => undefined, true, [0, 0]],
    ['one that is scanned', (ledger) => ledger.scanned(7), true, [1, 7]],
    ['three at once', (ledger) => ledger.scanned(30, 3), true, [3, 30]],
    ['one that is left out', (ledger) => ledger.skipped('permission', 7, NAME), false, [0, 0]],
    ['one that is left out by policy', (ledger) => ledger.skipped('special-file', 7, NAME), false, [0, 0]],
    ['one that is partly scanned', (ledger) => ledger.partial('timeout', 7, NAME), false, [0, 0]],
    ['one that was seen before', (ledger) => ledger.deduplicated(7), false, [0, 0]],
  ];
  test.each(cases)('%s', (_, act, isClean, [objects, bytes]) => {
    const ledger = new CountingLedger(new RunLedger());
    act(ledger);
    expect(ledger.isClean).toBe(isClean);
    expect(ledger.counted).toEqual({ objects, bytes });
  });

  test('hands everything on', () => {
    const [through, direct] = [new RunLedger(), new RunLedger()];
    for (const ledger of [new CountingLedger(through), direct]) {
      ledger.list(5);
      ledger.size(50);
      ledger.scanned(20, 2);
      ledger.deduplicated(10);
      ledger.partial('timeout', 10, NAME);
      ledger.skipped('permission', 10, NAME);
    }
    expect(through.totals()).toEqual(direct.totals());
  });

  test('what was counted can be added to another account', () => {
    const before = new CountingLedger(new RunLedger());
    before.scanned(20, 2);
    before.scanned(5);
    const ledger = new RunLedger();
    const again = new CountingLedger(ledger);
    again.add(before.counted);
    expect(ledger.totals()).toMatchObject({ listed: { objects: 3, bytes: 25 }, scanned: { objects: 3, bytes: 25 } });
    expect(again.counted).toEqual(before.counted);
  });

  test.each([
    [0, true],
    [1, false],
    [3, false],
  ])('%i candidates', async (count, isClean) => {
    const ledger = new CountingLedger(new RunLedger());
    const given: Candidate[] = [];
    for await (const one of ledger.watch(some(count))) given.push(one);
    expect(given).toEqual(Array(count).fill(candidate));
    expect(ledger.isClean).toBe(isClean);
  });
});
