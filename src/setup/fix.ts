// Plans what "hfleaks fix" changes: in files, and in the index, each by itself, so that what was staged in part stays so.
import { isUtf8 } from 'node:buffer';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryOf, isSecretFile } from '../detect/ignorable.ts';
import { HfleaksError } from '../errors.ts';
import type { OwnIndex, StagedFile } from '../git/own.ts';
import { latin1 } from '../path.ts';
import type { Finding, Place, Report } from '../types.ts';
import { type Left, type Repair, type Rescan, repair } from './fix-file.ts';
import { ignorePatch } from './ignore-entries.ts';
import { type FileEdit, type IndexEdit, type JournalPlace, readEditable } from './journal.ts';
import { Variables } from './replace.ts';

export interface FixRequest {
  /** Of the files, with paths below `place.root`, and of the index, which alone need have what is not on the disk. */
  readonly reports: readonly Report[];
  readonly rescan: Rescan;
  readonly place: JournalPlace;
  /** Null where there is no repository. */
  readonly index: OwnIndex | null;
  /** Whether literals in code are replaced. */
  readonly unsafe: boolean;
}

/** A change to one version of a file. */
export interface Change {
  /** A character for each byte, below the root. */
  readonly path: string;
  readonly where: 'disk' | 'index';
  readonly before: Uint8Array | null;
  /** Null: it is taken out of the index. */
  readonly after: Uint8Array | null;
  readonly steps: Repair['steps'];
  /** What is in the index. */
  readonly staged: StagedFile;
}

export interface FixPlan {
  /** In the order of paths. */
  readonly changes: readonly Change[];
  readonly left: readonly Left[];
  /** Variables that must be set, with the masks of what they replace. */
  readonly variables: readonly { readonly name: string; readonly mask: string }[];
}

const IGNORE_FILE = '.gitignore';
const FILES: ReadonlySet<string> = new Set(['100644', '100755']);
const NOWHERE: Readonly<Partial<Record<Place['kind'], string>>> = {
  gitfile: "it is in git's own files: see git config --edit, and store it with a credential helper",
  name: 'it is in a name: rename it',
};

/**
 * What would be changed; nothing is. Throws `write-failed` for a file that may not be changed, and what reading the index throws, as for
 * a path in conflict.
 */
export async function planFix(request: FixRequest): Promise<FixPlan> {
  const planner = new Planner(request);
  const all = request.reports.flatMap(({ findings, suppressed }) => [
    ...findings,
    ...suppressed.filter(({ verdict }) => verdict.by === 'already-committed'),
  ]);
  for (const risk of all) await planner.risk(risk);
  for (const [path, findings] of byPath(all, planner.left)) await planner.file(path, findings);
  await planner.ignore();
  const names = new Set(
    planner.changes.flatMap(({ steps }) => steps.flatMap(({ patches }) => patches.map(({ text }) => text))),
  );
  const isUsed = ({ name }: { readonly name: string }): boolean =>
    [...names].some((text) => new RegExp(`(?<!<)\\b${name}\\b`).test(text));
  return {
    changes: planner.changes.toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0)),
    left: planner.left.toSorted(
      (one, other) =>
        Buffer.compare(one.finding.location.path, other.finding.location.path) ||
        one.finding.location.offset - other.finding.location.offset,
    ),
    variables: planner.variables.list().filter(isUsed),
  };
}

/** The edits that a plan comes to; what the index is to hold is stored. */
export async function editsOf(
  { changes }: FixPlan,
  root: string,
  index: OwnIndex | null,
): Promise<{ readonly files: FileEdit[]; readonly index: IndexEdit[] }> {
  const files: FileEdit[] = [];
  const staged: IndexEdit[] = [];
  for (const { path, where, before, after, staged: entry } of changes)
    if (where === 'disk') files.push({ path: absolute(root, path), before, after });
    else if (index && entry)
      staged.push({ path, before: entry, after: after && { mode: entry.mode, oid: await index.store(after) } });
  return { files, index: staged };
}

class Planner {
  readonly changes: Change[] = [];
  readonly left: Left[] = [];
  readonly variables = new Variables();
  readonly #request: FixRequest;
  /** Lines by the `.gitignore` they belong to. */
  readonly #covered = new Set<string>();
  readonly #entries = new Map<string, string[]>();

  constructor(request: FixRequest) {
    this.#request = request;
  }

  /** Code that shows a credential, which is changed by hand; or a file that git must not take in: places are the `.gitignore`, then the files. */
  async risk(finding: Finding): Promise<void> {
    const { kind, rule, severity, location, places, flow, ignoreBy, verdict } = finding;
    if (kind !== 'risk' || severity === 'info') return;
    if (flow && verdict.state === 'report' && !this.left.some((one) => isSameCode(one.finding, finding)))
      this.left.push({ finding, advice: flow.fix });
    if (!ignoreBy || verdict.state !== 'report') return;
    const paths = places.slice(1).map(({ path }) => latin1(path));
    // What others need as it is, but for the secret in it, is for people to change.
    if (paths.some((path) => severity === 'error' && !this.#isSecret(path))) {
      this.left.push({ finding, advice: rule.fix[0] ?? '' });
      return;
    }
    this.#ignoreBy(latin1(location.path), ignoreBy);
    const staged = (await this.#request.index?.read(paths)) ?? [];
    for (const path of paths) {
      this.#covered.add(path);
      if (severity === 'error') await this.#untrack(path);
    }
    // What may be there on purpose stays.
    if (severity !== 'error' && staged.some((one) => one !== null))
      this.left.push({ finding, advice: 'git has it still: take it out with the command above, if it should not' });
  }

  async file(path: string, findings: readonly Finding[]): Promise<void> {
    const { place, index } = this.#request;
    if (index && this.#isSecret(path)) {
      const isIgnored = (await index.ignored([path])).has(path);
      if (!this.#covered.has(path) && !isIgnored) this.#ignoreBy(IGNORE_FILE, [entryOf(path)]);
      return this.#untrack(path);
    }
    const [staged = null] = (await index?.read([path])) ?? [];
    const { bytes, refusal } = read(place, absolute(place.root, path));
    const count = this.changes.length;
    if (bytes) await this.#repair(path, 'disk', bytes, null);
    // What needs no change may be as it likes: a link, or an archive that nobody may write to.
    if (refusal !== null && this.changes.length > count) throw withWayRound(refusal);
    // A link's target is no text of a file.
    if (index && staged && FILES.has(staged.mode))
      await this.#repair(path, 'index', await index.blob(staged.oid), staged);
    else if (!bytes)
      this.left.push(...findings.map((finding) => ({ finding, advice: 'it is in no file that can be changed' })));
  }

  #isSecret(path: string): boolean {
    return isSecretFile(path, this.#request.reports[0]?.rules.rules ?? []);
  }

  /** Adds the lines that were asked for, to the file on the disk and, if git has it, to the one in the index. */
  async ignore(): Promise<void> {
    const { place, index } = this.#request;
    for (const [path, entries] of this.#entries) {
      const bytes = readEditable(place, absolute(place.root, path));
      this.#add(path, 'disk', bytes, ignorePatch(bytes?.toString('latin1') ?? '', entries), null);
      const [staged = null] = (await index?.read([path])) ?? [];
      if (!staged || !index) continue;
      const blob = await index.blob(staged.oid);
      this.#add(path, 'index', blob, ignorePatch(blob.toString('latin1'), entries), staged);
    }
  }

  #add(
    path: string,
    where: Change['where'],
    before: Buffer | null,
    patch: ReturnType<typeof ignorePatch>,
    staged: StagedFile,
  ): void {
    if (!patch) return;
    const bytes = before ?? Buffer.alloc(0);
    const after = Buffer.concat([bytes, Buffer.from(patch.text, 'latin1')]);
    this.changes.push({ path, where, before, after, steps: [{ bytes, patches: [patch] }], staged });
  }

  #ignoreBy(file: string, entries: readonly string[]): void {
    this.#entries.set(file, [...(this.#entries.get(file) ?? []), ...entries]);
  }

  async #untrack(path: string): Promise<void> {
    const [staged = null] = (await this.#request.index?.read([path])) ?? [];
    if (!staged || this.changes.some((one) => one.path === path)) return;
    this.changes.push({ path, where: 'index', before: null, after: null, steps: [], staged });
  }

  /** Code that showed a credential may show none any more, or another one. */
  async #retell(path: string, name: string, after: Uint8Array): Promise<void> {
    const isOther = ({ finding }: Left): boolean => !finding.flow || latin1(finding.location.path) !== path;
    this.left.splice(0, Number.POSITIVE_INFINITY, ...this.left.filter(isOther));
    for (const finding of await this.#request.rescan(name, after)) {
      const { flow, severity } = finding;
      if (flow && severity !== 'info') this.left.push({ finding, advice: flow.fix });
    }
  }

  async #repair(path: string, where: Change['where'], before: Buffer, staged: StagedFile): Promise<void> {
    const { rescan, unsafe } = this.#request;
    const name = Buffer.from(path, 'latin1').toString('utf8');
    const { after, steps, left, replaced } = await repair(name, before, { rescan, unsafe, variables: this.variables });
    if (steps.length > 0) this.changes.push({ path, where, before, after, steps, staged });
    if (replaced) await this.#retell(path, name, after);
    for (const one of left) {
      const isTold = this.left.some(
        ({ finding }) =>
          where === 'index' &&
          latin1(finding.location.path) === path &&
          finding.fingerprint === one.finding.fingerprint,
      );
      if (!isTold) this.left.push(one);
    }
  }
}

/** Whether a finding of the index is that of the file. */
function isSameCode(one: Finding, other: Finding): boolean {
  return one.fingerprint === other.fingerprint && latin1(one.location.path) === latin1(other.location.path);
}

/** The leaks by the paths of files, in order; what no file holds goes to `left`. */
function byPath(all: readonly Finding[], left: Left[]): Map<string, Finding[]> {
  const paths = new Map<string, Finding[]>();
  for (const finding of all) {
    const [place] = finding.places;
    if (finding.kind === 'risk' || !place) continue;
    const how = place.repository
      ? 'it is in another repository: run hfleaks fix there'
      : (NOWHERE[place.kind] ?? (isUtf8(place.path) ? null : 'its name is no UTF-8: change it by hand'));
    if (how === null) paths.set(latin1(place.path), [...(paths.get(latin1(place.path)) ?? []), finding]);
    else if (finding.verdict.state === 'report') left.push({ finding, advice: how });
  }
  return new Map([...paths].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A file that may be changed, or else what it holds and why it may not. */
function read(place: JournalPlace, path: string): { readonly bytes: Buffer | null; readonly refusal: unknown } {
  try {
    return { bytes: readEditable(place, path), refusal: null };
  } catch (refusal) {
    const isFile = lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
    return { bytes: isFile ? readFileSync(path) : null, refusal };
  }
}

/** All is changed or nothing, but what is named. */
function withWayRound(refusal: unknown): unknown {
  if (!(refusal instanceof HfleaksError)) return refusal;
  const { code, message, hint } = refusal;
  return new HfleaksError(code, message, `${hint} Or repair the others without it: hfleaks fix PATH…`);
}

function absolute(root: string, path: string): string {
  return join(root, Buffer.from(path, 'latin1').toString('utf8'));
}
