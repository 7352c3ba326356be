import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { checkRules } from '../src/check.ts';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { parseRuleFile } from '../src/rulebook/parse.ts';
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
    misses: [{ example: example("'{{token:escaped}}'"), why: 'not decoded' }],
  });
  expect(await checkRules(rulebook, [good])).toEqual({ checked: 20, failures: [] });
});

test('a leak that is not found is listed once', async () => {
  expect(await failuresOf({ leaks: [example('A={{token}}'), example('A={{token:head}}-{{token:tail}}')] })).toEqual([
    'leaks[1] as is: 1 of 1 credentials were not found exactly',
  ]);
});

test('a leak that is not found in some forms', async () => {
  expect(await failuresOf({ leaks: [example('{{token}}\n\n# {{token:other}}aaa', 'a.md')] })).toHaveLength(1);
  const quoted = "x = '{{token}}' # hfleaks:allow-not";
  expect(await failuresOf({ leaks: [example(quoted)] })).toEqual([]);
});

describe('the cause of a miss is named', () => {
  const user = (id: string, over: string): string => `id: ${id}
title: A token of ours
family: token
type: ours
anchors: [hf_]
regex: '(?<secret>hf_[A-Za-z]{34})\\b'
prefix: hf_
confidence: medium
severity: error
why: It opens our door.
fix: [Revoke it.]
sample: 'hf_[A-Za-z]{34}'
leaks: ['KEY={{token}}']
clean: ['KEY=']
source: https://example.org/tokens
${over}`;
  const words = 'near: { words: [door], within: 20 }\n';
  const other = (text: string): string => text.replaceAll('hf_', 'door_');

  test.each([
    ['overlapped', user('my-token', ''), 'overlapped by hf-user-token'],
    ['no near word', other(user('my-token', words)), 'none of the `near` words is near'],
    [
      'a placeholder',
      other(user('my-token', '')).replace("sample: 'door_[A-Za-z]{34}'", "sample: 'door_[A-B]{34}'"),
      /^suppressed, [a-z ]+$/,
    ],
    [
      'allowed',
      other(user('my-token', '')).replace('KEY={{token}}', 'KEY={{token}} # hfleaks:allow my-token -- ours'),
      'suppressed, allowed by a comment',
    ],
  ])('%s', async (_, text, cause) => {
    const { rule, examples: own } = parseRuleFile(
      text.replace("regex: '(?<secret>door_[A-Za-z]{34})", "regex: '(?<secret>door_[A-Za-z]{34})"),
      'my-token.yml',
    );
    const { failures } = await checkRules({ ...rulebook, rules: [...rulebook.rules, rule] }, [own]);
    expect(failures).toHaveLength(1);
    const [before, named] = (failures[0]?.what ?? '').split(': ');
    expect(before).toBe('1 of 1 credentials were not found exactly');
    expect(named).toEqual(typeof cause === 'string' ? cause : expect.stringMatching(cause));
  });
});

test('the rule in the README holds', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const text = /## Rules\n[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { rule, examples: own } = parseRuleFile(text, 'README.md');
  const { checked, failures } = await checkRules({ ...rulebook, rules: [...rulebook.rules, rule] }, [own]);
  expect(failures).toEqual([]);
  expect(checked).toBeGreaterThan(10);
});

test('one of two credentials that is not found', async () => {
  expect(await failuresOf({ leaks: [example('A={{token}} B={{token:other}}aaa')] })).toContain(
    'leaks[0] as is: 1 of 2 credentials were not found exactly',
  );
});

test('a leak that only a suppressed finding shows', async () => {
  expect(await failuresOf({ leaks: [example('A={{token}} # hfleaks:allow hf-user-token -- known')] })).toContain(
    'leaks[0] as is: 1 of 1 credentials were not found exactly: suppressed, allowed by a comment',
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
  ).toEqual(['leaks[0] as is: 1 of 1 credentials were not found exactly: overlapped by hf-user-token']);
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
