import { expect, test } from 'vitest';
import { MOST_FINDINGS, RunFindings } from '../src/limit.ts';
import type { Finding, Hit, Sieve } from '../src/types.ts';

const finding = (state: 'report' | 'suppressed') => ({ verdict: { state } }) as Finding;
const reported = new Array<Finding>(MOST_FINDINGS).fill(finding('report'));
const suppressed = new Array<Finding>(MOST_FINDINGS).fill(finding('suppressed'));

test.each([
  ['few', [finding('report')], { count: 1, isFull: false, isWhole: true }],
  ['as many as there may be', reported, { count: MOST_FINDINGS, isFull: true, isWhole: false }],
  ['suppressed ones', suppressed, { count: MOST_FINDINGS, isFull: false, isWhole: true }],
  ['too many suppressed ones', [...suppressed, ...suppressed], { count: MOST_FINDINGS, isFull: false, isWhole: false }],
  [
    'one behind too many suppressed ones',
    [...suppressed, ...suppressed, finding('report')],
    { count: MOST_FINDINGS + 1, isFull: false, isWhole: false },
  ],
] as const)('%s', (_, found, { count, isFull, isWhole }) => {
  const run = new RunFindings();
  expect(run.add(found)).toBe(count === found.length);
  expect([run.all.length, run.isFull, run.isWhole]).toEqual([count, isFull, isWhole]);
});

/** 1,000 places that look like something, of which those from `first` on are. */
function sieve(first: number): Sieve & { looked: number } {
  return {
    reach: 0,
    looked: 0,
    hits(_bytes, { isAsked } = {}) {
      const hits: Hit[] = [];
      for (let offset = 0; offset < 1000; offset++)
        if ((!isAsked || isAsked(offset, {} as Hit['form'])) && this.looked++ >= 0 && offset >= first)
          hits.push({ offset } as Hit);
      return hits;
    },
  };
}

test.each([
  ['what is something is seen early', 0, 64],
  ['what looks like something for long is looked through', 999, 1064],
])('in a run that is full, %s', (_, first, most) => {
  const [run, whole] = [new RunFindings(), sieve(first)];
  const bounded = run.bounded(whole);
  expect(bounded.hits(new Uint8Array(1))).toHaveLength(1000 - first);
  run.add(reported);
  whole.looked = 0;
  expect(bounded.hits(new Uint8Array(1)).length).toBeGreaterThan(0);
  expect(whole.looked).toBeLessThanOrEqual(most);
});
