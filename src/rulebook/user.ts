// A user's own rules, read from files; with the YAML parser, so not on the way of every run.
import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { escapeText } from '../path.ts';
import type { Rule, Rulebook, RuleExamples } from '../types.ts';
import { digestOf, sortRules } from './digest.ts';
import { failTooLarge, MAX_RULE_FILE, parseRuleFile } from './parse.ts';

const MAX_FILES = 1000;

/**
 * `base` with the token rules of a file, or of every `.yml` and `.yaml` file below a folder, and the examples of these. Symbolic
 * links are not followed below the folder. Throws HfleaksError: `path-not-found`, or `rule-invalid` for a mistake in a file, an id
 * that is taken, or a folder without rules.
 */
export async function readUserRules(
  base: Rulebook,
  path: string,
): Promise<{ readonly rulebook: Rulebook; readonly examples: readonly RuleExamples[] }> {
  const rules = new Map<string, Rule>(base.rules.map((rule) => [rule.id, rule]));
  const examples: RuleExamples[] = [];
  for (const file of await ruleFiles(path)) {
    const parsed = parseRuleFile(await readText(file), file, 'user', new Set(rules.keys()));
    rules.set(parsed.rule.id, parsed.rule);
    examples.push(parsed.examples);
  }
  const sorted = sortRules([...rules.values()]);
  return { rulebook: { rules: sorted, digest: digestOf(sorted) }, examples };
}

async function ruleFiles(path: string): Promise<readonly string[]> {
  const info = await stat(path).catch(() => null);
  if (info?.isFile()) return [path];
  if (!info?.isDirectory())
    throw new HfleaksError(
      'path-not-found',
      `There are no rules at ${escapeText(path)}.`,
      'Name a rule file, or a folder of them.',
    );
  // Links to folders are not followed.
  const all = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  const found = all
    ?.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  if (!found)
    throw new HfleaksError('rule-invalid', `${escapeText(path)} cannot be listed.`, 'Its folders must be readable.');
  if (found.length === 0)
    throw new HfleaksError(
      'rule-invalid',
      `${escapeText(path)} holds no rule file.`,
      'Rule files end in .yml or .yaml.',
    );
  if (found.length > MAX_FILES)
    throw new HfleaksError(
      'rule-invalid',
      `${escapeText(path)} holds over ${MAX_FILES} rule files.`,
      'Name the folder that holds the rules.',
    );
  return found.sort();
}

async function readText(file: string): Promise<string> {
  const info = await stat(file).catch(() => null);
  if (info?.isFile() && info.size > MAX_RULE_FILE) failTooLarge(file);
  const bytes = info?.isFile() ? await readFile(file).catch(() => null) : null;
  if (!bytes)
    throw new HfleaksError(
      'rule-invalid',
      `${escapeText(file)} cannot be read.`,
      'A rule file is a plain file that you may read.',
    );
  if (!isUtf8(bytes))
    throw new HfleaksError('rule-invalid', `${escapeText(file)}:1:1: the file is not UTF-8.`, 'Save it as UTF-8.');
  return bytes.toString('utf8');
}
