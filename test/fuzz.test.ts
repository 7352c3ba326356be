// Some inputs of each target of the fuzzer, the same in every run; `npm run fuzz` has more of them.
import { expect, test } from 'vitest';
import { runStretch } from '../fuzz/run.ts';
import { targets } from '../fuzz/targets/index.ts';
import { temporaryFolder } from './repository.ts';
import { amount } from './slice.ts';

/** Few where each takes long. */
const INPUTS: Readonly<Record<string, number>> = {
  packs: 300,
  stores: 6,
  inflate: 600,
  delta: 1500,
  sieve: 500,
  versions: 500,
  decode: 250,
  unpack: 400,
  code: 250,
  reports: 100,
};

test.each(Object.entries(targets))('%s', async (name, make) => {
  const target = make(temporaryFolder());
  const count = INPUTS[name] ?? 0;
  expect(count).toBeGreaterThan(0);
  const failure = await runStretch(target, 1, 0, amount(name === 'stores' ? 200 : 4096, count), () => true);
  expect(failure && `${failure.number}: ${failure.message}`).toBe(null);
});
