import { expect, test } from 'vitest';
import { checkRules } from '../src/check.ts';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { sample } from '../src/rulebook/sample.ts';
import type { RuleExample, RuleExamples, TokenRule } from '../src/types.ts';

const rulebook = builtinRulebook();
const RULE = 'hf-user-token';

const example = (text: string, as = 'example.txt'): RuleExample => ({ as, text });
const examples = (over: Partial<RuleExamples>): RuleExamples => ({
  rule: RULE,
  leaks: [],
  clean: [],
  misses: [],
  ...over,
});
const failuresOf = async (over: Partial<RuleExamples>): Promise<readonly string[]> =>
  (await checkRules(rulebook, [examples(over)])).failures.map(
    ({ list, example, form, what }) => `${list}[${example}] ${form}: ${what}`,
  );

test('examples that hold', async () => {
  const good = examples({
    leaks: [example('A={{token}}')],
    clean: [example('A={{token:x}}')],
    misses: [{ example: example('"{{token:head}}" + "{{token:tail}}"'), why: 'not joined' }],
  });
  expect(await checkRules(rulebook, [good])).toEqual({ checked: 20, failures: [] });
});

test('a leak that is not found', async () => {
  expect(await failuresOf({ leaks: [example('A={{token}}'), example('A={{token:head}}-{{token:tail}}')] })).toEqual([
    'leaks[1] as is: 1 of 1 credentials were not found exactly',
    'leaks[1] crlf: 1 of 1 credentials were not found exactly',
    'leaks[1] utf-8 bom: 1 of 1 credentials were not found exactly',
  ]);
});

test('one of two credentials that is not found', async () => {
  expect(await failuresOf({ leaks: [example('A={{token}} B={{token:other}}aaa')] })).toContain(
    'leaks[0] as is: 1 of 2 credentials were not found exactly',
  );
});

test('a leak that only a suppressed finding shows', async () => {
  expect(await failuresOf({ leaks: [example('A={{token}} # hfleaks:allow hf-user-token -- known')] })).toContain(
    'leaks[0] as is: 1 of 1 credentials were not found exactly',
  );
});

test('a leak that only another rule finds', async () => {
  expect(
    await failuresOf({
      rule: 'hf-org-token',
      leaks: [{ as: 'run.ipynb', cell: { part: 'output', text: '{{token}}' } }],
    }),
  ).toEqual([]);
  const token = '{{token}}';
  expect(
    await failuresOf({
      rule: 'notebook-output-token',
      leaks: [{ as: 'run.ipynb', cell: { part: 'source', text: token } }],
    }),
  ).toHaveLength(3);
});

test('a clean text that is reported', async () => {
  expect(await failuresOf({ clean: [example('A={{token:x}}'), example('A={{token}}')] })).toEqual([
    'clean[1] as is: a clean text was reported',
  ]);
});

test('a known miss that is found', async () => {
  expect(await failuresOf({ misses: [{ example: example('A={{token}}'), why: 'old' }] })).toEqual([
    'misses[0] as is: a known miss is now found: move it to leaks',
  ]);
});

test('examples of a rule that is not there', async () => {
  expect((await checkRules(rulebook, [examples({ rule: 'no-rule' })])).failures).toHaveLength(1);
});

test('nothing that is said holds a credential', async () => {
  const rule = rulebook.rules.find(({ id }) => id === RULE) as TokenRule;
  const result = JSON.stringify(
    await checkRules(rulebook, [examples({ leaks: [example('{{token}}aaa')], clean: [example('{{token}}')] })]),
  );
  expect(result).toMatch(/clean text was reported/);
  for (const seed of [1, 2, 1000, 1001]) expect(result.includes(sample(rule, seed).slice(5, 17))).toBe(false);
});
