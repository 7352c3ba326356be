// Reads what detect-secrets and secretlint let pass: .secrets.baseline and .secretlintrc.json.
import { HfleaksError } from '../errors.ts';
import { escapeText } from '../path.ts';
import { globOf, type Imported, type Passed } from './imported.ts';

type Table = Readonly<Record<string, unknown>>;

/** Values are known by their SHA-1. What was audited and found to be a secret is not let pass. */
export function readSecretsBaseline(text: string, file: string): Imported {
  const root = parseJson(text, file);
  const lost: string[] = [];
  const say = (what: string): number => lost.push(`${escapeText(file)}: ${what}`);
  const passed: Passed[] = [];
  let real = 0;
  for (const [path, entries] of Object.entries(tableOf(root.results)))
    for (const { hashed_secret: sha1, line_number: line, is_secret: isSecret } of tablesOf(entries)) {
      if (isSecret === true) real++;
      else if (typeof sha1 === 'string') passed.push({ path, sha1, line: typeof line === 'number' ? line : undefined });
    }
  if (real > 0) say(`${real} audited as real are not let pass: revoke them`);
  const exclude: string[] = [];
  for (const { path: filter, pattern } of tablesOf(root.filters_used)) {
    if (filter !== 'detect_secrets.filters.regex.should_exclude_file') {
      if (pattern !== undefined) say(`the filter ${escapeText(String(filter)).slice(0, 100)} is not carried over`);
      continue;
    }
    for (const one of [pattern].flat()) {
      const glob = typeof one === 'string' ? globOf(one) : null;
      if (glob === null) say(`the path /${escapeText(String(one)).slice(0, 100)}/ cannot be said as a glob`);
      else exclude.push(glob);
    }
  }
  return { exclude, passed, lost };
}

/** What it lets pass, it lets pass by patterns on values, or by whole rules: none of it can be carried over. */
export function readSecretlintrc(text: string, file: string): Imported {
  const lost: string[] = [];
  const visit = ({ id, options, disabled, allowMessageIds, rules }: Table): void => {
    const name = escapeText(String(id)).slice(0, 100);
    const allows = [tableOf(options).allows].flat().filter((one) => one !== undefined).length;
    if (allows > 0)
      lost.push(
        `${escapeText(file)}: ${name}: allows lets values pass by a pattern: accept what is found by "hfleaks baseline"`,
      );
    if (disabled === true) lost.push(`${escapeText(file)}: ${name} is disabled; rules of ours cannot be`);
    if ([allowMessageIds].flat().some((one) => typeof one === 'string'))
      lost.push(`${escapeText(file)}: ${name}: allowMessageIds is not carried over`);
    for (const rule of [...tablesOf(rules), ...tablesOf(tableOf(options).rules)]) visit(rule);
  };
  for (const rule of tablesOf(parseJson(text, file).rules)) visit(rule);
  return { exclude: [], passed: [], lost };
}

function parseJson(text: string, file: string): Table {
  let value: unknown = null;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // Told below.
  }
  if (typeof value === 'object' && value !== null) return value as Table;
  throw new HfleaksError('config-invalid', `${escapeText(file)} is no JSON object.`, 'Check the file.');
}

function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null ? (value as Table) : {};
}

function tablesOf(value: unknown): readonly Table[] {
  return [value].flat().filter((one): one is Table => typeof one === 'object' && one !== null);
}
