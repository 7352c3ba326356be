// import: carries over what other scanners were told to let pass, and says what could not be.
import { lstatSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { hasSha1 } from '../detect/credential.ts';
import { HfleaksError } from '../errors.ts';
import { displayPath, escapeText } from '../path.ts';
import { namedFiles } from '../policy/disk-files.ts';
import { BASELINE_FILE, CONFIG_FILES } from '../policy/gate.ts';
import { readGitleaksIgnore, readGitleaksToml } from '../policy/import-gitleaks.ts';
import { readSecretlintrc, readSecretsBaseline } from '../policy/import-others.ts';
import type { Imported, Passed } from '../policy/imported.ts';
import { neutralizeLine } from '../report/escape.ts';
import { createGate } from '../report/gate.ts';
import { entryText } from '../report/policy.ts';
import { plural } from '../report/summary.ts';
import { writeReport } from '../report/write.ts';
import type { BaselineEntry, Finding, Report } from '../types.ts';
import { readOld, saveBaseline, scanAll } from './baseline-command.ts';
import { ownRoot } from './own-repository.ts';
import { policyFor } from './policy.ts';
import { print } from './terminal.ts';

export interface ImportOptions {
  /** As typed; those of the four that are there, if none. */
  readonly files: readonly string[];
  readonly dryRun: boolean;
}

type Read = (text: string, file: string) => Imported | Promise<Imported>;

const READERS: Readonly<Record<string, Read>> = {
  '.gitleaksignore': readGitleaksIgnore,
  '.gitleaks.toml': readGitleaksToml,
  '.secrets.baseline': readSecretsBaseline,
  '.secretlintrc.json': readSecretlintrc,
};

/** What of one file is carried over: globs, and entries for what is found. */
interface Carried {
  readonly exclude: readonly string[];
  readonly entries: readonly BaselineEntry[];
  readonly lost: readonly string[];
}

/** Throws `usage`, `config-invalid` for a file that cannot be read, and what writing a baseline throws; then nothing was changed. */
export async function importPolicy({ files, dryRun }: ImportOptions): Promise<number> {
  const root = ownRoot();
  const named = files.length > 0 ? files.map((file) => relative(root, resolve(file))) : present(root);
  const all = await Promise.all(named.map(async (file) => ({ file, imported: await readOne(root, file) })));
  const own = await policyFor('scan', { flags: new Set(), texts: new Map(), lists: new Map(), rest: [] });
  const isOld = all.some(({ imported }) => imported.passed.some(({ commit }) => commit !== undefined));
  const reports = await scanAll(root, own, { history: isOld });
  const carried = all.map(({ file, imported }) => carry(file, imported, reports));
  const baselineFile = own?.policy.baselineFile ?? BASELINE_FILE;
  const old = readOld(root, baselineFile);
  const entries = new Map(old.entries.map((entry) => [entry.fingerprint, entry]));
  const added = carried.flatMap((one) => one.entries).filter(({ fingerprint }) => !entries.has(fingerprint));
  for (const entry of added) entries.set(entry.fingerprint, entry);
  const globs = [...new Set(carried.flatMap(({ exclude }) => exclude))].filter(
    (glob) => !own?.policy.exclude.includes(glob),
  );
  const config = own?.policy.files.find((file) => CONFIG_FILES.some((name) => basename(file) === name));
  const isMade = globs.length > 0 && config === undefined;
  // Of two files the one that says less is written first.
  const merge = dryRun ? null : saveBaseline(root, baselineFile, old, [...entries.values()]);
  if (isMade && !dryRun) writeReport(join(root, CONFIG_FILES[0]), configText(globs), 'The configuration');
  const gate = createGate(reports[0] as Report);
  const would = dryRun ? 'would be ' : '';
  const lines = [
    ...[...new Map(added.map((entry) => [entry.fingerprint, entry])).values()].map(
      (entry) => `${would}accepted: ${entryText(entry, gate)}`,
    ),
    ...globs.map((glob) =>
      isMade
        ? `${would}excluded in ${CONFIG_FILES[0]}: ${escapeText(glob)}`
        : `add to exclude in ${escapeText(config as string)}: ${escapeText(glob)}`,
    ),
    ...carried.flatMap(({ lost }) => lost.map((text) => `not carried over: ${gate(text)}`)),
    ...(merge === null ? [] : [merge]),
    `${named.length === 0 ? 'nothing to import' : named.map(escapeText).join(', ')}: ${plural(added.length, 'finding')} accepted, ${plural(globs.length, 'path')} excluded`,
  ];
  await print(lines.map((line) => `${neutralizeLine(line)}\n`).join(''));
  return 0;
}

function present(root: string): string[] {
  return Object.keys(READERS).filter((name) => lstatSync(join(root, name), { throwIfNoEntry: false }));
}

async function readOne(root: string, file: string): Promise<Imported> {
  const read = READERS[basename(file)];
  if (!read)
    throw new HfleaksError(
      'usage',
      `${escapeText(file)} is of no scanner that is known.`,
      `Known: ${Object.keys(READERS).join(', ')}.`,
    );
  const bytes = await namedFiles(root)(file);
  if (!bytes) throw new HfleaksError('path-not-found', `There is no file ${escapeText(file)}.`, 'Check the path.');
  return read(Buffer.from(bytes).toString('utf8'), file);
}

/** An entry for each finding that was let pass; what hides more than one value is not carried over. */
function carry(file: string, { exclude, passed, lost }: Imported, reports: readonly Report[]): Carried {
  const found = reports.flatMap(({ findings, suppressed }) => [
    ...findings,
    ...suppressed.filter(({ verdict }) => verdict.by === 'baseline'),
  ]);
  const matched = passed.map((one) => found.filter((finding) => isSame(finding, one)));
  const none = matched.filter((some) => some.length === 0).length;
  const nameless = matched.flat().filter(({ fingerprint }) => fingerprint.startsWith('masked:')).length;
  const entries = matched
    .flat()
    .flatMap(({ fingerprint, rule }) =>
      fingerprint.startsWith('masked:')
        ? []
        : [{ fingerprint, rule: rule.id, reason: `let pass in ${basename(file)}` }],
    );
  return {
    exclude,
    entries,
    lost: [
      ...lost,
      ...(none > 0
        ? [`${escapeText(file)}: ${plural(none, 'entry').replace('entrys', 'entries')} for what hfleaks does not find`]
        : []),
      ...(nameless > 0 ? [`${escapeText(file)}: ${nameless} could hide others: write hfleaks:allow beside them`] : []),
    ],
  };
}

/** By value, where the other scanner tells it; else by where it was seen. */
function isSame({ credential, location, timeline }: Finding, { path, line, commit, sha1 }: Passed): boolean {
  if (sha1 !== undefined) return credential !== null && hasSha1(credential, sha1);
  if (displayPath(location.path) !== path.replace(/!.*$/, '')) return false;
  if (commit !== undefined) return timeline?.added?.oid.startsWith(commit) ?? false;
  return timeline === undefined && location.line === line;
}

function configText(globs: readonly string[]): string {
  return `exclude:\n${globs.map((glob) => `  - ${JSON.stringify(glob)}\n`).join('')}`;
}
