// Content made to be slow: whatever less than 10 MB say, reading them costs at most 2 s of one core and 256 MB.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scan } from '../src/scan.ts';
import { memorySource } from '../src/sources/memory.ts';
import { letters } from './decode/sample.ts';
import { ROOT } from './repository.ts';
import { slice } from './slice.ts';

/** Seconds of one core and MB at the peak, of the bundle in a process of its own. */
const [SECONDS, MEMORY] = [2, 256];
/** A core that others use too is half as fast, and garbage is collected later. */
const SLACK = { seconds: 2, memory: 1.25 };
const ATTEMPTS = 3;

/** Of each kind of content, what costs most; `npm run bench:hostile` has all. */
const WORST = [
  'hf_oauth_ whole',
  'HFAK alone, hex',
  'a notebook of many cells',
  'hf_ whole, a list of letters',
  'UTF-16 of base64 of tokens',
  'hf_ whole, percent',
  'starts of base 85',
  'base64, five times',
  'anchors in one another',
  'a notebook, deep',
  '50 MB in one line',
  'base64 of small gzips',
  'hf_ near misses, appended',
  'a deep configuration',
  'a pack of deltas',
];

/** What the inputs of these names cost, by name. */
function costs(names: readonly string[]): Map<string, { user: number; memory: number }> {
  const args = [join(ROOT, 'bench', 'hostile.mjs'), `^(?:${names.join('|')})$`];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const rows = stdout.matchAll(/^ *([\d.]+) +[\d.]+ +(\d+) +[0-3] {2}(.+) \([\d.]+ MB\)$/gm);
  return new Map(
    Array.from(rows, ([, user, memory, name = '']) => [name, { user: Number(user), memory: Number(memory) }]),
  );
}

test('what is made to be slow is not', () => {
  let left = slice(WORST, 3);
  // Whoever else works on the machine makes it slower.
  for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++) {
    const found = costs(left);
    expect([...found.keys()].sort()).toEqual([...left].sort());
    left = left.filter((name) => {
      const { user, memory } = found.get(name) ?? { user: Number.NaN, memory: Number.NaN };
      return !(user < SLACK.seconds * SECONDS && memory < SLACK.memory * MEMORY);
    });
  }
  expect(left).toEqual([]);
}, 300_000);

test('what was found before it became too much is told', async () => {
  const lines = Array.from({ length: 40_000 }, (_, at) => `"hf_${letters(at, 10)}" + "${letters(at + 7, 24)}"\n`);
  const { findings, complete, ledger } = await scan(
    memorySource([{ path: 'a.txt', bytes: Buffer.from(lines.join('')) }]),
  );
  expect(findings.length).toBeGreaterThan(1000);
  expect(complete).toBe(false);
  expect(ledger.partial).toMatchObject([{ objects: 1 }]);
});
