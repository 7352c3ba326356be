// Compiles rules/**/*.yml into the modules `hfleaks:rules`, `hfleaks:logging`, those of their examples, `hfleaks:forms` and `hfleaks:windows`, for the bundle and for tests.
import type { LoggingExamples, LoggingRulebook } from 'hfleaks:logging';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';
import { HfleaksError } from '../src/errors.ts';
import { anchorForms } from '../src/forms.ts';
import { digestOf, sortRules } from '../src/rulebook/digest.ts';
import { type IgnoreExamples, parseIgnoreRule } from '../src/rulebook/gitignore.ts';
import { parseLoggingRule, parseVocabulary } from '../src/rulebook/logging.ts';
import { chooseRules } from '../src/rulebook/option.ts';
import { parseRuleFile } from '../src/rulebook/parse.ts';
import { SEEN, WORDS } from '../src/sieve/risky-words.ts';
import { chooseWindows, digestOfLiterals } from '../src/sieve/windows.ts';
import { withSigns } from '../src/signs.ts';
import type { AnchorForm, IgnoreRule, RiskRule, Rule, Rulebook, RuleExamples } from '../src/types.ts';

const RULES = 'hfleaks:rules';
const EXAMPLES = 'hfleaks:examples';
const LOGGING = 'hfleaks:logging';
const LOGGING_EXAMPLES = 'hfleaks:logging-examples';
const FORMS = 'hfleaks:forms';
const WINDOWS = 'hfleaks:windows';
const MODULES = [RULES, EXAMPLES, LOGGING, LOGGING_EXAMPLES, FORMS, WINDOWS];
const VOCABULARY = 'logging/vocabulary.yml';

/** The hooks of Rollup's plugin interface that are used here; Vite and Rolldown share it. */
export interface RulesPlugin {
  readonly name: string;
  resolveId(id: string): string | null;
  load(this: { addWatchFile?(file: string): void }, id: string): Promise<string | null>;
}

/** Gives the modules from the rule files in `folder`, an absolute path. A rule file with a mistake fails the build with its line. */
export function rulesPlugin(folder: string = fileURLToPath(new URL('../rules', import.meta.url))): RulesPlugin {
  return {
    name: 'hfleaks-rules',
    resolveId: (id) => (MODULES.includes(id) ? `\0${id}` : null),
    async load(id) {
      if (id === `\0${LOGGING}` || id === `\0${LOGGING_EXAMPLES}`) {
        const { files, logging, examples } = await compileLogging(folder);
        for (const file of files) this.addWatchFile?.(join(folder, file));
        return id === `\0${LOGGING}` ? moduleOf(logging) : `export const examples = ${JSON.stringify(examples)};\n`;
      }
      if (!MODULES.includes(id.slice(1))) return null;
      const { files, rulebook, examples } = await compileRules(folder);
      for (const file of files) this.addWatchFile?.(join(folder, file));
      if (id === `\0${FORMS}`) return formsOf(rulebook);
      if (id === `\0${WINDOWS}`) return windowsOf(rulebook);
      return id === `\0${RULES}`
        ? `export const rulebook = ${JSON.stringify(rulebook)};\n`
        : `export const examples = ${JSON.stringify(examples)};\n`;
    },
  };
}

/** Sinks that many rules share are written once. */
function moduleOf({ rules, vocabulary }: LoggingRulebook): string {
  const sinks = [...new Set(rules.flatMap((rule) => rule.sinks.map((sink) => JSON.stringify(sink))))];
  const numbered = rules.map((rule) => ({
    ...rule,
    sinks: rule.sinks.map((sink) => sinks.indexOf(JSON.stringify(sink))),
  }));
  return [
    `const sinks = [${sinks.join()}];`,
    `const rules = ${JSON.stringify(numbered)}.map((rule) => ({ ...rule, sinks: rule.sinks.map((at) => sinks[at]) }));`,
    `export const logging = { rules, vocabulary: ${JSON.stringify(vocabulary)} };\n`,
  ].join('\n');
}

/** For the rules that are usual. To spell all anchors takes longer than to look for them in what a hook sees; so it is done here. */
function formsOf(rulebook: Rulebook): string {
  const known: Record<string, string[]> = {};
  for (const { decoder, bytes } of usualForms(rulebook))
    (known[decoder] ??= []).push(Buffer.from(bytes).toString('latin1'));
  return `export const known = ${JSON.stringify(known)};\n`;
}

/** The choice of windows takes longer still. */
function windowsOf(rulebook: Rulebook): string {
  const words = [WORDS, SEEN].map((list) => list.map(({ text }) => Buffer.from(text, 'latin1')));
  const usual = usualForms(rulebook);
  // Longest first: a list that begins as one of these takes as much of it as it can.
  const forms = [withSigns(usual, true), withSigns(usual, false), usual].map((list) => list.map(({ bytes }) => bytes));
  const chosen = [...forms, ...words].map((literals) => ({
    digest: digestOfLiterals(literals),
    windows: chooseWindows(literals),
  }));
  return `export const chosen = ${JSON.stringify(chosen)};\n`;
}

function usualForms(rulebook: Rulebook): readonly AnchorForm[] {
  return anchorForms(chooseRules(rulebook).rules.filter((rule) => rule.family === 'token'));
}

/** Parses every rule file below `folder`. Throws HfleaksError `rule-invalid` for a mistake in one, or an id that two of them have. */
export async function compileRules(
  folder: string,
): Promise<{ files: readonly string[]; rulebook: Rulebook; examples: readonly RuleExamples[] }> {
  const files = (
    await fastGlob('**/*.yml', { cwd: folder, followSymbolicLinks: false, ignore: ['gitignore/**', 'logging/**'] })
  ).sort();
  const rules = new Map<string, Rule>();
  const examples = new Map<string, RuleExamples>();
  for (const file of files) {
    const parsed = parseRuleFile(await readFile(join(folder, file), 'utf8'), `rules/${file}`, 'builtin');
    if (rules.has(parsed.rule.id))
      throw new HfleaksError('rule-invalid', `rules/${file}: two files have the id ${parsed.rule.id}.`);
    rules.set(parsed.rule.id, parsed.rule);
    examples.set(parsed.rule.id, parsed.examples);
  }
  const gitignore = await compileIgnores(folder);
  const { files: loggingFiles, heads, logging } = await compileLogging(folder);
  for (const rule of [...gitignore.rules, ...heads]) {
    if (rules.has(rule.id)) throw new HfleaksError('rule-invalid', `Two rules have the id ${rule.id}.`);
    rules.set(rule.id, rule);
  }
  const sorted = sortRules([...rules.values()]);
  return {
    files: [...files, ...gitignore.files, ...loggingFiles],
    rulebook: { rules: sorted, digest: digestOf([...sorted, logging]) },
    examples: sorted.flatMap(({ id }) => examples.get(id) ?? []),
  };
}

/** Parses every file in `folder`/logging, by id. Throws HfleaksError `rule-invalid` for a mistake in one. */
export async function compileLogging(folder: string): Promise<{
  files: readonly string[];
  heads: readonly RiskRule[];
  logging: LoggingRulebook;
  examples: readonly LoggingExamples[];
}> {
  const files = (await fastGlob('logging/*.yml', { cwd: folder, followSymbolicLinks: false })).sort();
  const vocabulary = parseVocabulary(await readFile(join(folder, VOCABULARY), 'utf8'), `rules/${VOCABULARY}`);
  const parsed = await Promise.all(
    files
      .filter((file) => file !== VOCABULARY)
      .map(async (file) => parseLoggingRule(await readFile(join(folder, file), 'utf8'), `rules/${file}`, vocabulary)),
  );
  return {
    files,
    heads: parsed.map(({ head }) => head),
    logging: { rules: parsed.map(({ rule }) => rule).filter(({ sinks }) => sinks.length > 0), vocabulary },
    examples: parsed.map(({ examples }) => examples),
  };
}

/** Parses every file in `folder`/gitignore, by id. Throws HfleaksError `rule-invalid` for a mistake in one. */
export async function compileIgnores(
  folder: string,
): Promise<{ files: readonly string[]; rules: readonly IgnoreRule[]; examples: readonly IgnoreExamples[] }> {
  const files = (await fastGlob('gitignore/*.yml', { cwd: folder, followSymbolicLinks: false })).sort();
  const parsed = await Promise.all(
    files.map(async (file) => parseIgnoreRule(await readFile(join(folder, file), 'utf8'), `rules/${file}`)),
  );
  return { files, rules: parsed.map(({ rule }) => rule), examples: parsed.map(({ examples }) => examples) };
}
