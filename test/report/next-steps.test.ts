import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shapeOf } from '../../src/report/next-steps.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { sample } from '../../src/rulebook/sample.ts';
import type { TokenRule } from '../../src/types.ts';

const rules = builtinRulebook(['partial']).rules.filter((rule): rule is TokenRule => rule.family === 'token');

test('the shapes of rules are regexes for Python, too, as git filter-repo takes them', () => {
  const pairs = rules.map((rule) => [shapeOf(rule), sample(rule, 7)]);
  const program =
    'import json, re, sys\nfor r, t in json.load(sys.stdin): print(re.sub(r.encode(), b"", b"=" + t.encode() + b"\\n"))';
  const left = execFileSync('python3', ['-c', program], { input: JSON.stringify(pairs), encoding: 'utf8' });
  expect(left).toBe(`b'=\\n'\n`.repeat(rules.length));
  expect(rules.map(shapeOf).join('\n')).not.toMatch(/\(\?[=!<]/);
});

test.each([
  ['(?<secret>a_(?:b(?!c)|[)(]{2})(?=d))(?<!e)', 'a_(?:b|[)(]{2})'],
  ['x=(?<secret>(y)\\)z)', 'x=(y)\\)z'],
  ['abc', ''],
])('the shape of %s', (regex, shape) => {
  expect(shapeOf({ regex })).toBe(shape);
});
