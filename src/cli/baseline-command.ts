// baseline: accepts what is found now, with a reason, and takes out what is idle.
import { lstatSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { locateRepository } from '../git/repository.ts';
import { escapeText } from '../path.ts';
import { badValue, baselineText, readBaseline } from '../policy/baseline.ts';
import { namedFiles } from '../policy/disk-files.ts';
import { BASELINE_FILE } from '../policy/gate.ts';
import { neutralizeLine } from '../report/escape.ts';
import { whereText } from '../report/frame.ts';
import { createGate } from '../report/gate.ts';
import { entryText } from '../report/policy.ts';
import { plural } from '../report/summary.ts';
import { writeReport } from '../report/write.ts';
import { builtinRulebook } from '../rulebook/load.ts';
import { scan } from '../scan.ts';
import type { BaselineEntry, Finding, Report } from '../types.ts';
import type { Arguments } from './arguments.ts';
import type { CommandName } from './options.ts';
import { ownRoot } from './own-repository.ts';
import { policyFor } from './policy.ts';
import type { Effective } from './policy-files.ts';
import { sourceOf } from './sources.ts';
import { print } from './terminal.ts';

export interface BaselineOptions {
  readonly reason?: string | undefined;
  readonly owner?: string | undefined;
  readonly expires?: string | undefined;
  /** Take out what is idle or expired, and accept nothing. */
  readonly prune: boolean;
  /** Also what git's history holds. */
  readonly history: boolean;
  readonly dryRun: boolean;
  readonly config?: string | undefined;
  readonly baseline?: string | undefined;
}

const NO_REASON = 'known when the baseline was made';

/**
 * Scans the repository (or, outside of one, this folder) and writes its baseline, whole or not at all. Gives 0, or 3 if not everything could be
 * scanned: then nothing is pruned. Throws `usage` for values that do not fit, what reading a policy throws, and `write-failed`.
 */
export async function writeBaseline(options: BaselineOptions): Promise<number> {
  for (const key of ['reason', 'owner', 'expires'] as const) {
    const remedy = options[key] === undefined ? null : badValue(key, options[key]);
    if (remedy !== null) throw new HfleaksError('usage', `--${key} does not fit.`, remedy);
  }
  const root = ownRoot();
  const own = await policyFor('scan', argumentsOf(options, []), true);
  const file = own?.policy.baselineFile ?? BASELINE_FILE;
  const old = readOld(root, file);
  const reports = await scanAll(root, own, options);
  const found = reports.flatMap(({ findings, suppressed }) => [
    ...findings,
    ...suppressed.filter(({ verdict }) => verdict.by === 'baseline'),
  ]);
  const isComplete = reports.every(({ complete }) => complete);
  const changes = options.prune
    ? pruned(old.entries, own, found, isComplete)
    : accepted(old.entries, own, found, options);
  const merge = options.dryRun ? null : saveBaseline(root, file, old, changes.entries);
  await print(told(changes, reports, file, options.dryRun ? 'would be ' : '', merge));
  return isComplete ? 0 : 3;
}

interface Changes {
  readonly entries: readonly BaselineEntry[];
  readonly added: readonly BaselineEntry[];
  readonly removed: readonly BaselineEntry[];
  readonly idle: readonly BaselineEntry[];
  readonly expired: readonly BaselineEntry[];
  /** The finding of each that is added, by fingerprint. */
  readonly where: ReadonlyMap<string, Finding>;
  /** What no entry can name. */
  readonly nameless: readonly Finding[];
}

function argumentsOf({ config, baseline }: BaselineOptions, rest: readonly string[]): Arguments {
  const texts = Object.entries({ config, baseline }).filter(
    (pair): pair is ['config' | 'baseline', string] => !!pair[1],
  );
  return { flags: new Set(['quiet', 'no-cache']), texts: new Map(texts), lists: new Map(), rest };
}

/** A baseline as it is before it is written again. */
export interface OldBaseline {
  readonly entries: readonly BaselineEntry[];
  readonly text: string;
  readonly end: '\n' | '\r\n';
}

/** The baseline at `file`, relative to `root`; without entries if there is none. */
export function readOld(root: string, file: string): OldBaseline {
  const bytes = namedFiles(root)(file) as Uint8Array | null;
  const text = Buffer.from(bytes ?? []).toString('utf8');
  return { entries: bytes ? readBaseline(bytes, file) : [], text, end: text.includes('\r\n') ? '\r\n' : '\n' };
}

/** The files of the root, and the history if it is asked for. What is accepted already is suppressed, and so known to be in use. */
export async function scanAll(
  root: string,
  own: Effective | null,
  { history }: { readonly history: boolean },
): Promise<Report[]> {
  const rulebook = (await own?.policy.rulebook(builtinRulebook())) ?? builtinRulebook();
  const reports: Report[] = [];
  for (const command of ['scan', ...(history ? ['history' as const] : [])] as readonly CommandName[]) {
    const given: Arguments = {
      flags: new Set(['quiet', 'no-cache']),
      texts: new Map(),
      lists: new Map(),
      rest: [root],
    };
    const { source, honourAllow } = await sourceOf(command, given, rulebook.digest, own);
    const allowIncomplete = own?.policy.allowIncomplete ?? [];
    reports.push(await scan(source, { rulebook, honourAllow, policy: own?.scan, allowIncomplete }));
  }
  return reports;
}

function accepted(
  old: readonly BaselineEntry[],
  own: Effective | null,
  found: readonly Finding[],
  { reason = NO_REASON, owner, expires }: BaselineOptions,
): Changes {
  const expired = own?.policy.expired ?? [];
  const byFingerprint = new Map(old.map((entry) => [entry.fingerprint, entry]));
  const gone = new Set(expired.map(({ fingerprint }) => fingerprint));
  const nameless = found.filter(({ fingerprint }) => fingerprint.startsWith('masked:'));
  const added: BaselineEntry[] = [];
  for (const { fingerprint, rule } of found) {
    const known = byFingerprint.get(fingerprint);
    // What has ended is accepted again only with a new end.
    if (fingerprint.startsWith('masked:') || (known && !(gone.has(fingerprint) && expires !== undefined))) continue;
    gone.delete(fingerprint);
    const entry = { fingerprint, rule: rule.id, reason, ...(owner && { owner }), ...(expires && { expires }) };
    byFingerprint.set(fingerprint, entry);
    added.push(entry);
  }
  const idle = idleOf(old, found);
  const where = new Map(found.map((finding) => [finding.fingerprint, finding]));
  const left = expired.filter(({ fingerprint }) => gone.has(fingerprint));
  return { entries: [...byFingerprint.values()], added, removed: [], idle, expired: left, where, nameless };
}

function idleOf(entries: readonly BaselineEntry[], found: readonly Finding[]): readonly BaselineEntry[] {
  const used = new Set(found.map(({ fingerprint }) => fingerprint));
  return entries.filter(({ fingerprint }) => !used.has(fingerprint));
}

/** Without a complete scan nobody knows what is idle. */
function pruned(
  old: readonly BaselineEntry[],
  own: Effective | null,
  found: readonly Finding[],
  isComplete: boolean,
): Changes {
  const idle = new Set(isComplete ? idleOf(old, found).map(({ fingerprint }) => fingerprint) : []);
  for (const { fingerprint } of own?.policy.expired ?? []) idle.add(fingerprint);
  const [entries, removed] = [false, true].map((is) => old.filter(({ fingerprint }) => idle.has(fingerprint) === is));
  return {
    entries: entries ?? [],
    added: [],
    removed: removed ?? [],
    idle: [],
    expired: [],
    where: new Map(),
    nameless: [],
  };
}

/** Writes a baseline if it is another than before. Says what else was done or is to do, null if nothing. Throws `write-failed`. */
export function saveBaseline(
  root: string,
  file: string,
  old: OldBaseline,
  entries: readonly BaselineEntry[],
): string | null {
  const text = baselineText(entries, old.end);
  if (text === old.text) return null;
  save(join(root, file), text);
  return keepMergeable(root, file);
}

/** Somebody who takes away his own right to write means it, also where he is root. */
function save(path: string, text: string): void {
  const old = lstatSync(path, { throwIfNoEntry: false });
  if (old && (old.mode & 0o222) === 0)
    throw new HfleaksError(
      'write-failed',
      `${escapeText(basename(path))} is read-only; nothing was changed.`,
      'Make it writable: chmod u+w',
    );
  writeReport(path, text, 'The baseline');
}

const UNION = 'merge=union';

/** Has git join the lines of two branches; says what was done, null if nothing. */
function keepMergeable(root: string, file: string): string | null {
  if (file.startsWith('..') || !locateRepository(root, {})) return null;
  const path = join(root, '.gitattributes');
  const line = `${/[\s"]/.test(file) ? JSON.stringify(file) : file} ${UNION}`;
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat && (!stat.isFile() || (stat.mode & 0o222) === 0)) return `add this line to .gitattributes: ${line}`;
  const text = stat ? readFileSync(path, 'latin1') : '';
  if (text.includes(file)) return null;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  writeReport(path, Buffer.from(`${text}${gap}${line}${end}`, 'latin1'), 'The attributes');
  return `added to .gitattributes, so that git merges it line by line: ${line}`;
}

function told(changes: Changes, reports: readonly Report[], file: string, would: string, merge: string | null): string {
  const gate = createGate(reports[0] as Report);
  const { entries, added, removed, idle, expired, nameless } = changes;
  const list = (what: string, some: readonly BaselineEntry[]): string[] =>
    some.map((entry) => `${what}: ${entryText(entry, gate)}`);
  const hint = 'write a comment hfleaks:allow RULE -- reason beside them';
  const lines = [
    ...added.map((entry) => {
      const finding = changes.where.get(entry.fingerprint);
      return `${would}accepted: ${finding ? `${whereText(finding, gate, 'author')}: ` : ''}${entryText(entry, gate)}`;
    }),
    ...list(`${would}taken out`, removed),
    ...list('idle, --prune takes it out', idle),
    ...list('expired, reported again', expired),
    ...(nameless.length > 0 ? [`${plural(nameless.length, 'finding')} could hide others if accepted: ${hint}`] : []),
    ...(reports.every(({ complete }) => complete) ? [] : ['INCOMPLETE: not everything could be scanned']),
    ...(merge === null ? [] : [merge]),
    `${file}: ${entries.length} accepted (${added.length} new, ${removed.length} taken out)`,
  ];
  return lines.map((line) => `${neutralizeLine(line)}\n`).join('');
}
