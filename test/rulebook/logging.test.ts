// What the reader of rules about code refuses, with the place of the mistake.
import { logging } from 'hfleaks:logging';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseLoggingRule, parseVocabulary } from '../../src/rulebook/logging.ts';

const folder = new URL('../../rules/logging/', import.meta.url);
const rule = readFileSync(new URL('hf-log-py-print.yml', folder), 'utf8');
const vocabulary = readFileSync(new URL('vocabulary.yml', folder), 'utf8');
const read = (text: string, file = 'rules/logging/hf-log-py-print.yml') =>
  parseLoggingRule(text, file, logging.vocabulary);

test('a rule and the vocabulary', () => {
  expect(read(rule).rule).toEqual(logging.rules.find(({ id }) => id === 'hf-log-py-print'));
  expect(parseVocabulary(vocabulary, 'v.yml')).toEqual(logging.vocabulary);
});

test.each([
  ['another id', rule.replace('id: hf', 'id: xx'), ':1:5: id: the id is not the name of the file'],
  ['an unknown key', `${rule}colour: red\n`, 'unknown key `colour`'],
  ['an unknown group', rule.replace('group: print', 'group: prnt'), 'no group has this name'],
  ['an unknown language', rule.replace('[python', '[cobol'), 'the value is not known'],
  ['a sink without a place', rule.replace('{ group: print }', '{ args: [a] }'), 'nothing says where it is'],
  ['too few examples', rule.replace(/^bad:[\s\S]*?^good:/m, 'bad:\n  - x\ngood:'), 'an item is missing'],
])('%s', (_, text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('a pattern that is no regex', () => {
  const text = vocabulary.replace(/^ {2}route: .*$/m, "  route: '('");
  expect(() => parseVocabulary(text, 'v.yml')).toThrow('this is no regex');
});
