// What an honest end is: the token found, or the reason named; never clean, late, loud, or with something left behind.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { expect } from 'vitest';
import { isLong } from '../slice.ts';
import {
  FOREIGN,
  type Ground,
  type HarnessReport,
  LIMIT,
  launch,
  MAIN_VERBS,
  OTHER,
  type Run,
  TOKEN,
  type Verb,
  type VerbName,
  verbs,
} from './harness.ts';

export interface Honesty {
  /** What exit code 2 must name on standard error, for the verbs that may end so; all others must find the token. */
  readonly named?: RegExp;
  readonly may?: readonly VerbName[];
  /** The verbs whose report must say that something was not read. */
  readonly incomplete?: readonly VerbName[];
  /** Whether the graph of commits is so broken that a finding may have no path but `blob <oid>`. */
  readonly unattributed?: true;
  /** What the ledger must name, or `complete` deny, where something is left out for a reason: by the verbs that list all objects. */
  readonly told?: RegExp;
  /** MiB that neither hfleaks nor git may pass: measured of the verb that reads the most, and of all of them where HFLEAKS_LONG is set. */
  readonly memory?: number;
  /** Whether memory is what this is about: then it is measured of every verb. */
  readonly unfolds?: true;
  readonly milliseconds?: number;
  /** Where else a token must be found, by the verbs of `alsoBy`. */
  readonly also?: RegExp;
  readonly alsoBy?: readonly VerbName[];
}

/** What is wrong with how a verb ended; nothing if the token was found, or if it was told why it could not be. */
export function complaints({ name, token }: Verb, outcome: Run, honesty: Honesty = {}): readonly string[] {
  const { code, signal, stdout, stderr, report, milliseconds, peak, sarif, json, left } = outcome;
  const said = `${stdout}${stderr}${sarif}${json}`;
  const ended = `ended with ${signal ?? code}: ${stderr.trim().split('\n')[0]?.slice(0, 160)}`;
  const paths = report?.findings.map(({ location: { path } }) => path) ?? [];
  const isToken = (path: string): boolean =>
    token === null ||
    path === token ||
    (honesty.unattributed === true && token === 'past.py' && path.startsWith('blob '));
  const found = paths.some(isToken);
  const { also, alsoBy = MAIN_VERBS } = honesty;
  const isAlso = !also || !(alsoBy as readonly string[]).includes(name) || paths.some((path) => also.test(path));
  const may = (honesty.may as readonly string[] | undefined)?.includes(name) ?? false;
  const incomplete = (honesty.incomplete as readonly string[] | undefined)?.includes(name) ?? false;
  const reasons = [...(report?.ledger.skipped ?? []), ...(report?.ledger.partial ?? [])];
  const isHonest =
    (code === 1 && found) ||
    (may && code === 2 && (honesty.named?.test(said) ?? false)) ||
    (may && (code === 1 || code === 3) && report?.complete === false && reasons.length > 0);
  const problems: readonly (readonly [boolean, string])[] = [
    [!isHonest, `${ended}${code === 1 ? `, with no token but in ${paths.join(' ')}` : ''}`],
    [/internal error/.test(stderr), 'crashed'],
    [milliseconds > Math.min(honesty.milliseconds ?? LIMIT, LIMIT), `took ${Math.round(milliseconds / 1000)} s`],
    [peak !== null && peak > (honesty.memory ?? 512), `took ${Math.round(peak ?? 0)} MiB`],
    [incomplete && code === 1 && report?.complete !== false, 'said that it had read all'],
    [!isAlso, `lost the token elsewhere: ${paths.slice(0, 5).join(' ')}`],
    [left.length > 0, `left ${left.join(' ')}`],
    [!isTold(name, report, honesty), 'does not tell what it left out'],
    [windows(TOKEN, FOREIGN, OTHER).some((window) => said.includes(window)), 'showed a piece of a secret'],
    [
      report?.findings.some(({ credential }) => credential.masked.endsWith(FOREIGN.slice(-4))) ?? false,
      'looked outside',
    ],
  ];
  return problems.filter(([isSo]) => isSo).map(([, text]) => `${name}: ${text}`);
}

function isTold(name: string, report: HarnessReport | null, { told }: Honesty): boolean {
  if (!told || !report || name !== 'history --everything') return true;
  const examples = [...report.ledger.skipped, ...report.ledger.partial].flatMap((entry) => entry.examples);
  return !report.complete || examples.some((example) => told.test(example));
}

function windows(...secrets: readonly string[]): readonly string[] {
  return secrets.flatMap((secret) => Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8)));
}

/** Runs verbs on a spoilt ground and fails, for all of them together, if one is not honest, changes the repository or leaves something behind. */
export async function expectHonest(
  ground: Ground,
  honesty: Honesty = {},
  names: readonly VerbName[] = MAIN_VERBS,
): Promise<void> {
  const before = fingerprint(ground.repository.path);
  const measures = ({ name }: Verb): boolean =>
    honesty.memory !== undefined && (isLong || honesty.unfolds === true || name === 'history --everything');
  const problems = await Promise.all(
    verbs(names).map(async (verb) =>
      complaints(verb, await launch(verb, ground, { measure: measures(verb) }), honesty),
    ),
  );
  if (fingerprint(ground.repository.path) !== before) problems.push(['the repository was changed']);
  expect(problems.flat(), problems.flat().join('\n')).toEqual([]);
}

/** A digest of everything below a folder: names, kinds, links and contents, by names in byte order. */
export function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  const pending = [Buffer.from(folder)];
  for (let path = pending.pop(); path; path = pending.pop()) {
    const stat = lstatSync(path);
    hash.update(path.subarray(folder.length)).update(`\0${stat.mode}\0`);
    if (stat.isSymbolicLink()) hash.update(readlinkSync(path, 'buffer'));
    else if (stat.isFile()) hash.update(readFileSync(path));
    else if (stat.isDirectory())
      for (const name of readdirSync(path, 'buffer').sort(Buffer.compare))
        pending.push(Buffer.concat([path, Buffer.from('/'), name]));
  }
  return hash.digest('hex');
}
