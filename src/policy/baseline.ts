// Reads and writes a baseline: one accepted finding a line, as JSON, sorted, without clock values of its own.
import { isUtf8 } from 'node:buffer';
import { HfleaksError } from '../errors.ts';
import { conflictIn, mistake, placeOf } from '../mistake.ts';
import { nearest } from '../nearest.ts';
import { escapeText } from '../path.ts';
import type { BaselineEntry } from '../types.ts';

const MAX_BASELINE = 16 << 20;
const REQUIRED = ['fingerprint', 'rule', 'reason'] as const;
const KEYS: readonly string[] = [...REQUIRED, 'owner', 'expires'];
/** A credential's digest and a family, `hf1:…:token`; or what names a risk. */
const FINGERPRINT = /^(?:hf1:[a-z2-7]{20}:[a-z]{3,20}|(?!hf1:|masked:)[!-~]{8,300})$/;
/** What is only masked names no single value. */
const MASKED = /^masked:/;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const SHAPES: Readonly<Record<string, readonly [shape: RegExp, remedy: string]>> = {
  fingerprint: [FINGERPRINT, 'Copy "fingerprint" from a report, or run "hfleaks baseline".'],
  rule: [/^[a-z][a-z0-9-]{2,63}$/, 'Name the rule, as a report does.'],
  reason: [/^(?=.*[^\s]).{1,200}$/u, 'Say why, on one line of at most 200 characters.'],
  owner: [/^(?=.*[^\s]).{1,100}$/u, 'Name a person or a team, in at most 100 characters.'],
  expires: [/^\d{4}-\d\d-\d\d$/, 'Write the last day on which it counts: 2027-01-31.'],
};

/** A value that does not fit its key, with what to do; null if it does. The same for files and for what is typed. */
export function badValue(key: string, value: unknown): string | null {
  const [shape, remedy] = SHAPES[key] as (typeof SHAPES)[string];
  const fits = typeof value === 'string' && shape.test(value) && !INVISIBLE.test(value);
  if (!fits) return remedy;
  return key === 'expires' && !isDay(value) ? remedy : null;
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * The entries of a baseline, one for each fingerprint. Line ends may be CRLF, empty lines are passed over, the order does not matter: what git
 * joins of two branches counts. Throws HfleaksError `baseline-invalid` for anything else.
 */
export function readBaseline(bytes: Uint8Array, file: string): readonly BaselineEntry[] {
  if (bytes.length > MAX_BASELINE || !isUtf8(bytes))
    throw new HfleaksError(
      'baseline-invalid',
      `${escapeText(file)} is ${bytes.length > MAX_BASELINE ? 'over 16 MiB' : 'not UTF-8'}.`,
      'Make it again with "hfleaks baseline".',
    );
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const fail = (offset: number, message: string, remedy: string): never => {
    throw mistake('baseline-invalid', { file, text, ...placeOf(text, offset) }, message, remedy);
  };
  const conflict = conflictIn(text);
  if (conflict >= 0)
    fail(conflict, 'a merge is not finished here', 'Keep the lines of both sides, remove the markers, and go on.');
  const entries = new Map<string, BaselineEntry>();
  let offset = 0;
  for (const line of text.split('\n')) {
    if (line.trim() !== '') {
      const entry = readEntry(line, (message, remedy) => fail(offset, message, remedy));
      const other = entries.get(entry.fingerprint);
      // Of two branches' acceptances the one that ends sooner counts.
      if (!other || ends(entry) < ends(other)) entries.set(entry.fingerprint, entry);
    }
    offset += line.length + 1;
  }
  return [...entries.values()];
}

function ends({ expires = '9999' }: BaselineEntry): string {
  return expires;
}

function readEntry(line: string, fail: (message: string, remedy: string) => never): BaselineEntry {
  const value = parsed(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('this is no entry', 'Each line is one JSON object; "hfleaks baseline" writes them.');
  const entries = Object.entries(value);
  for (const [key, one] of entries) {
    if (!KEYS.includes(key)) {
      const near = nearest(key, KEYS);
      fail('a key is not known', near ? `Did you mean \`${near}\`?` : `Known keys: ${KEYS.join(', ')}.`);
    }
    if (key === 'fingerprint' && typeof one === 'string' && MASKED.test(one))
      fail(
        'several values share this fingerprint, so it could hide another one',
        'Remove the line; write a comment hfleaks:allow RULE -- reason beside the value.',
      );
    const remedy = badValue(key, one);
    if (remedy !== null) fail(`\`${key}\` does not fit`, remedy);
  }
  for (const key of REQUIRED)
    if (!Object.hasOwn(value, key)) fail(`the key \`${key}\` is missing`, SHAPES[key]?.[1] ?? '');
  return Object.fromEntries(entries) as unknown as BaselineEntry;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Entries as the text of a baseline: sorted by fingerprint, keys in one order, each line ended by `end`. The same entries, the same bytes. */
export function baselineText(entries: readonly BaselineEntry[], end: '\n' | '\r\n' = '\n'): string {
  return entries
    .toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    .map((entry) => `${JSON.stringify(entry, [...KEYS])}${end}`)
    .join('');
}

/** Whether an entry counts no more; its last day is `expires` itself. `today` is YYYY-MM-DD. */
export function isExpired({ expires }: BaselineEntry, today: string): boolean {
  return expires !== undefined && expires < today;
}
