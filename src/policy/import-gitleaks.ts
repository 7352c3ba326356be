// Reads what gitleaks lets pass: the fingerprints of .gitleaksignore, and the allow-lists of .gitleaks.toml.
import { HfleaksError } from '../errors.ts';
import { mistake } from '../mistake.ts';
import { escapeText } from '../path.ts';
import { globOf, type Imported, type Passed } from './imported.ts';

/** Lines `[commit:]path:rule:line`; `#` begins a comment. */
export function readGitleaksIgnore(text: string, file: string): Imported {
  const passed: Passed[] = [];
  const lost: string[] = [];
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const parts = /^(?:([0-9a-f]{7,64}):)?(.+):[^:]+:(\d+)$/.exec(line);
    if (parts) passed.push({ path: parts[2] as string, line: Number(parts[3]), commit: parts[1] });
    else lost.push(`${escapeText(file)}:${at + 1}: this is no fingerprint`);
  }
  return { exclude: [], passed, lost };
}

/** What is no path is about values: a policy of ours hides none by a pattern. The TOML parser is loaded only here. */
export async function readGitleaksToml(text: string, file: string): Promise<Imported> {
  const root = await parseToml(text, file);
  const exclude: string[] = [];
  const lost: string[] = [];
  const say = (what: string): number => lost.push(`${escapeText(file)}: ${what}`);
  for (const list of allowLists(root)) {
    const values = VALUES.filter((key) => textsOf(list[key]).length > 0);
    const isBoth = list.condition === 'AND' && values.length > 0;
    for (const key of values) say(`${key} let values pass by a pattern: accept what is found by "hfleaks baseline"`);
    for (const path of textsOf(list.paths)) {
      const glob = isBoth ? null : globOf(path);
      if (glob === null)
        say(`the path /${escapeText(path).slice(0, 100)}/ cannot be said as a glob: exclude it by hand`);
      else exclude.push(glob);
    }
  }
  for (const rule of tablesOf(root.rules)) {
    const id = escapeText(String(rule.id ?? '')).slice(0, 60);
    if (allowLists(rule).length > 0) say(`allow-lists of the rule ${id} are not carried over`);
    else if (rule.regex !== undefined) say(`the rule ${id} is not carried over: see "hfleaks rules check"`);
  }
  if (isTable(root.extend) && root.extend.path !== undefined) say('extend.path is not followed');
  return { exclude, passed: [], lost };
}

const VALUES = ['regexes', 'stopwords', 'commits'] as const;

type Table = Readonly<Record<string, unknown>>;

async function parseToml(text: string, file: string): Promise<Table> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof TomlError))
      throw new HfleaksError('config-invalid', `${escapeText(file)} cannot be read.`, 'Nest less deep.');
    const place = { file, text, line: error.line, column: error.column };
    throw mistake(
      'config-invalid',
      place,
      'this is not valid TOML',
      'Correct the line; gitleaks cannot read it either.',
    );
  }
}

function allowLists({ allowlist, allowlists }: Table): readonly Table[] {
  return [...tablesOf(allowlist), ...tablesOf(allowlists)];
}

function tablesOf(value: unknown): readonly Table[] {
  return [value].flat().filter(isTable);
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
