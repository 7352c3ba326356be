// Reads a configuration: data only, strictly, every mistake shown at its place.
import { isUtf8 } from 'node:buffer';
import { HfleaksError } from '../errors.ts';
import { SKIP_REASONS } from '../ledger.ts';
import { conflictIn, mistake, placeOf } from '../mistake.ts';
import { escapeText } from '../path.ts';
import type { Field } from '../rulebook/field.ts';
import type { Severity, SkipReason } from '../types.ts';
import { holdsPolicy, PACKAGE_KEY } from './gate.ts';

/** What `fail-on` takes. */
export const FAIL_ON = ['error', 'warning', 'info', 'never'] as const satisfies readonly (Severity | 'never')[];
export type FailOn = (typeof FAIL_ON)[number];

export const POLICY_KEYS = ['exclude', 'rules', 'fail-on', 'allow-incomplete', 'baseline'] as const;
export type PolicyKey = (typeof POLICY_KEYS)[number];

/** What a configuration file says; paths and globs are relative to its folder. */
export interface Config {
  readonly exclude: readonly string[];
  readonly rules: readonly string[];
  readonly failOn: FailOn;
  readonly allowIncomplete: readonly SkipReason[];
  /** Undefined: the usual place, if there is a file. */
  readonly baseline: string | undefined;
  /** Where each value stands: `exclude` is at `.hfleaks.yml:3`. What is not there has its default. */
  readonly origins: ReadonlyMap<PolicyKey, string>;
}

export const DEFAULTS: Config = {
  exclude: [],
  rules: [],
  failOn: 'error',
  allowIncomplete: [],
  baseline: undefined,
  origins: new Map(),
};

const MAX_CONFIG = 1 << 20;
const EVERYTHING = /^(?:\*\*?|\.|\*\*\/\*\*?)?$/;

/**
 * The configuration in `bytes`. `file` is how messages call it; its ending says what it is: `.json`, else YAML. Of a `package.json`
 * the key `hfleaks` counts, and without that it is null. Throws HfleaksError `config-invalid`. The YAML parser is loaded only here.
 */
export async function readConfig(bytes: Uint8Array, file: string): Promise<Config | null> {
  const isPackage = /(?:^|\/)package\.json$/.test(file);
  const text = textOf(bytes, file, isPackage);
  if (text === null || (isPackage && !holdsPolicy(text))) return null;
  const isJson = file.endsWith('.json');
  const conflict = conflictIn(text);
  if (conflict >= 0)
    throw mistakeAt(
      text,
      file,
      conflict,
      'a merge is not finished here',
      'Decide what counts, and remove the markers.',
    );
  if (isJson) checkJson(text, file);
  const { parseYaml } = await import('../rulebook/field.ts');
  // JSON is YAML but for tabs between its values; within texts it has none.
  const root = parseYaml(isJson ? text.replaceAll('\t', ' ') : text, file, 'config-invalid');
  const field = isPackage ? root.under(PACKAGE_KEY) : root;
  return !field || (!isPackage && field.isEmpty()) ? DEFAULTS : readFields(field, file);
}

function textOf(bytes: Uint8Array, file: string, isPackage: boolean): string | null {
  const limit = isPackage ? 16 * MAX_CONFIG : MAX_CONFIG;
  if (bytes.length <= limit && isUtf8(bytes))
    return Buffer.from(bytes)
      .toString('utf8')
      .replace(/^\ufeff/, '');
  if (isPackage) return null;
  throw new HfleaksError(
    'config-invalid',
    `${escapeText(file)} is ${bytes.length > limit ? 'over 1 MiB' : 'not UTF-8'}.`,
    bytes.length > limit ? 'A configuration is small; is it the right file?' : 'Save it as UTF-8.',
  );
}

/** The parser's own message can hold content, and often no position. */
function checkJson(text: string, file: string): void {
  try {
    JSON.parse(text);
  } catch {
    const offset = jsonMistake(text);
    throw mistakeAt(text, file, offset, 'this is not valid JSON', 'Look for a missing quote, or a comma too much.');
  }
}

const JSON_TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"(?![^\s,:\]}]))|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null)(?![^\s,\]}]))/iy;
/** What may follow, by what is wanted: a value, one or an end, a key, one or an end, a colon, a comma or an end. */
const WANTED: Readonly<Record<string, string>> = { v: '{["#', V: '{["#]', k: '"', K: '"}', ':': ':', ',': ',]}' };

/** The offset of the first token that is out of place in a text that is no JSON (RFC 8259). */
function jsonMistake(text: string): number {
  const open: string[] = [];
  let want = 'v';
  JSON_TOKEN.lastIndex = 0;
  for (;;) {
    const from = JSON_TOKEN.lastIndex;
    const found = JSON_TOKEN.exec(text);
    const at = from + (/^[ \t\r\n]*/.exec(text.slice(from))?.[0].length ?? 0);
    const token = found?.[1] ?? (found?.[2] ? '"' : '#');
    const isClosing = token === ']' || token === '}';
    if (!found || !WANTED[want]?.includes(token) || (isClosing && open.at(-1) !== token)) return at;
    if (isClosing) open.pop();
    if (token === '{' || token === '[') {
      open.push(token === '{' ? '}' : ']');
      want = token === '{' ? 'K' : 'V';
    } else if (token === ',') want = open.at(-1) === '}' ? 'k' : 'v';
    else if (token === ':') want = 'v';
    else if (want === 'k' || want === 'K') want = token === '"' ? ':' : ',';
    else want = open.length > 0 ? ',' : 'end';
    if (open.length === 0 && isClosing) want = 'end';
  }
}

function mistakeAt(text: string, file: string, offset: number, message: string, remedy: string): HfleaksError {
  return mistake('config-invalid', { file, text, ...placeOf(text, offset) }, message, remedy);
}

function readFields(root: Field, file: string): Config {
  const { $schema, ...fields } = root.map([], [...POLICY_KEYS, '$schema']);
  $schema?.text(500);
  const origins = POLICY_KEYS.flatMap((key) => {
    const field = fields[key];
    return field ? [[key, `${escapeText(file)}:${field.line}`] as const] : [];
  });
  return {
    exclude: fields.exclude?.list(0, 1000).map(readGlob) ?? [],
    rules: fields.rules?.list(0, 100).map(readPath) ?? [],
    failOn: fields['fail-on']?.oneOf(FAIL_ON) ?? DEFAULTS.failOn,
    allowIncomplete: fields['allow-incomplete']?.list(0, 100).map((item) => item.oneOf(SKIP_REASONS)) ?? [],
    baseline: fields.baseline && readPath(fields.baseline),
    origins: new Map(origins),
  };
}

function readGlob(field: Field): string {
  const glob = field.text(512);
  if (glob.startsWith('!')) field.fail('nothing can be taken back', 'Name what is left out, more narrowly.');
  if (/^\/|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)/.test(glob))
    field.fail('the glob leads outside', 'Write it relative to the folder of this file, without `..`.');
  if (isCostly(glob)) field.fail('the glob has too many `*`', 'Use at most three `**`, and three `*` between two `/`.');
  if (EVERYTHING.test(glob.replace(/^\.\//, '').replace(/\/$/, '')))
    field.fail('this leaves everything out', 'Name folders or files.');
  return glob;
}

/** Whether a path could be made for which matching takes minutes: each further star multiplies its length. */
export function isCostly(glob: string): boolean {
  const parts = glob.split('/');
  return (
    parts.filter((part) => part === '**').length > 3 || parts.some((part) => (part.match(/\*+/g)?.length ?? 0) > 3)
  );
}

function readPath(field: Field): string {
  const path = field.text(500);
  if (/^[\\/]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path))
    field.fail('the path leads outside', 'Name a file below the folder of this one.');
  return path.replace(/^(?:\.\/)+/, '');
}
