import { expect, test } from 'vitest';
import type { Work } from '../../src/decode/decoder.ts';
import { joined } from '../../src/decode/joined.ts';
import { find } from '../../src/sieve/find.ts';
import { cpuSince } from '../cost.ts';
import { bytesOf, hitsOf, letters, segmentOf, sieveOf, token } from './sample.ts';

/** How many of the tokens 1 to `count` are read in a text, and whether it is told that something was left out. */
function read(text: string, count: number): { found: number; isTold: boolean } {
  const bytes = bytesOf(text);
  let isTold = false;
  const limit = (): void => {
    isTold = true;
  };
  const work: Work = { left: 600_000, find, limit };
  const texts = new Set(
    [...joined.passages(segmentOf(bytes, hitsOf(joined, bytes)), hitsOf(joined, bytes), work)].map(({ text }) => text),
  );
  const all = [...texts].join('\n');
  const found = Array.from({ length: count }, (_, at) => token(at + 1)).filter((one) => all.includes(one)).length;
  return { found, isTold: isTold || work.left < 0 };
}

const each = (count: number, write: (body: string, at: number) => string): string =>
  Array.from({ length: count }, (_, at) => write(letters(at + 1), at)).join('');

test.each<[name: string, text: string, count: number]>([
  ['the 201st use of a prefix', `S = "hf_"\n${'log(S)\n'.repeat(200)}x = S + "${letters(1)}"\n`, 1],
  ['the 5,001st', `S = "hf_"\n${'log(S)\n'.repeat(5000)}x = S + "${letters(1)}"\n`, 1],
  ['a use far before the value', `${'log(S)\n'.repeat(300)}x = S + "${letters(1)}"\nS = "hf_"\n`, 1],
  ['a letter of which texts are full', `t = "hf_"\n${'# that text\n'.repeat(9000)}x = t + "${letters(1)}"\n`, 1],
  ['forty prefixes with names', each(40, (body, at) => `P${at}X = "hf_"\nx = P${at}X + "${body}"\n`), 40],
  ['a prefix assigned again and again', each(200, (body) => `t = "hf_"\nx = t + "${body}"\n`), 200],
  [
    'one used in its own next value',
    `${'log(T)\n'.repeat(99)}T="hf_"\nT="\${T}${letters(1)}"\n${'log(T)\n'.repeat(99)}`,
    1,
  ],
  [
    'many other assignments',
    `${each(60_000, (_, at) => `k${at} = ${at}\n`)}${each(20, (body, at) => `B${at} = "${body}"\nx = "hf_" + B${at}\n`)}`,
    20,
  ],
  [
    'a loop whose variable is used before',
    `${'s = 1\n'.repeat(300)}for s in ["${letters(1)}"]:\n  log("hf_" + s)\n`,
    1,
  ],
  ['a long list', `for s in [${each(200, (body) => `"${body}", `)}]:\n  log("hf_" + s)\n`, 200],
  ['many loops', each(100, (body) => `for s in ["${body}"]:\n  log("hf_" + s)\n`), 100],
  [
    'a list with a name that stands in many places',
    `${'log(S)\n'.repeat(300)}S = ["${letters(1)}"]\nfor s in S:\n  log("hf_" + s)\n`,
    1,
  ],
])('%s', (_, text, count) => {
  expect(read(text, count)).toEqual({ found: count, isTold: false });
});

test.each<[name: string, text: string]>([
  ['thousands of names', each(20_000, (body, at) => `P${at}X = "hf_"\nx = P${at}X + "${body}"\n`)],
  ['values of one name, and uses', each(20_000, (body) => `t = "hf_"\nlog(t)\nx = t + "${body}"\n`)],
  ['600,000 assignments', `${'a=1\n'.repeat(600_000)}${each(20, (_, at) => `x = "hf_" + B${at}\n`)}`],
])('what is too much is told, and costs little: %s', { retry: 2 }, (_, text) => {
  const bytes = bytesOf(text);
  let isTold = false;
  const work: Work = { left: 600_000, find, limit: () => void (isTold = true) };
  const hits = sieveOf(joined).hits(bytes);
  const start = process.cpuUsage();
  for (const { core } of joined.passages(segmentOf(bytes, hits), hits, work)) expect(core).toBeDefined();
  expect(cpuSince(start)).toBeLessThan(2000);
  expect(isTold || work.left < 0).toBe(true);
});
