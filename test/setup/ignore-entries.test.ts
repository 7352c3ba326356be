import { expect, test } from 'vitest';
import { entriesFor, isSecretFile } from '../../src/detect/ignorable.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { ignorePatch } from '../../src/setup/ignore-entries.ts';
import type { IgnoreRule } from '../../src/types.ts';

const ENV = ['.env', '.env.*', '!.env.example'];

test.each<[text: string, entries: readonly string[], added: string | null]>([
  ['', ENV, '.env\n.env.*\n!.env.example\n'],
  ['a\r\n.env', ENV, '\r\n.env.*\r\n!.env.example\r\n'],
  ['.env\n.env.*\n!.env.example\n', ENV, null],
  ['\xef\xbb\xbf.env\n', ['.env'], null],
  // What a later line takes in again is said once more.
  ['.env\n!.env\n', ['.env'], '.env\n'],
  // Templates that the project shares go on being shared.
  ['.env\n!.env.example\n!.env.sample\n', ENV, '.env.*\n!.env.example\n!.env.sample\n'],
  ['.env\n.env.*\n!.env.sample\n', ENV, '!.env.example\n'],
])('%j with %j', (text, entries, added) => {
  expect(ignorePatch(text, entries)?.text ?? null).toBe(added);
});

const { rules } = builtinRulebook();

test.each<[rule: string, path: string, folder: string, entries: string]>([
  ['env-file', 'a/.env', '', '.env .env.* !.env.example'],
  ['env-file', 'a/.ENV', 'a/', '/.ENV'],
  ['env-mode', 'app.env', '', '*.env !.env.example'],
  ['private-key', 'k/id_rsa', '', 'id_rsa'],
  ['private-key', 'k/id_dsa', '', '/k/id_dsa'],
  ['launch-json', '.vscode/settings.json', '', '/.vscode/settings.json'],
  ['token-file', 'a [1]/token\n ', 'a [1]/', '/token?\\ '],
])('the lines of %s for %j', (rule, path, folder, entries) => {
  const its = rules.find(({ id }) => id === `gitignore-${rule}`) as IgnoreRule;
  expect(entriesFor(its, [path], folder).join(' ')).toBe(entries);
});

test('what is there for secrets may be taken out of git, and nothing else', () => {
  const all = [
    '.env',
    'a/.env.prod',
    '.netrc',
    'b/secrets.yml',
    '.env.example',
    '.vscode/settings.json',
    'app.py',
    'wandb/run-1/a',
  ];
  expect(all.filter((path) => isSecretFile(path, rules))).toEqual(['.env', 'a/.env.prod', '.netrc', 'b/secrets.yml']);
});
