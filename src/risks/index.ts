// Where the rules about code meet what is scanned: files in, findings out, one step from file to file. Loaded only when there is such code.
import { isCode, latin1 } from '../path.ts';
import { Pauses } from '../pauses.ts';
import type {
  Beside,
  Candidate,
  CodeChange,
  Finding,
  PathChange,
  Place,
  RiskRule,
  Rule,
  ScanMode,
  Sieve,
  Snapshot,
  Survey,
  Trace,
} from '../types.ts';
import { CODE_LIMIT } from './code.ts';
import { joined } from './imports.ts';
import { Looks } from './looks.ts';
import { Project, type ProjectOptions, type Shown } from './project.ts';

export interface RiskOptions {
  readonly rules: readonly Rule[];
  readonly mode: ScanMode;
  readonly honourAllow: boolean;
  readonly lineHashes: boolean;
  readonly beside: Beside | Snapshot | undefined;
  /** See `Sieve`. */
  readonly isRisky: NonNullable<Sieve['isRisky']>;
  readonly signal: AbortSignal | undefined;
}

/** Objects of git's history whose paths are not known yet, in bytes; what is more is not looked at. */
const HELD = 64 << 20;

/** Files that are read to see who imports a module, and their bytes. */
const READ = 2000;
const READ_BYTES = 32 << 20;

const FILES_CUT = 'further files of code';
const COMMITTED = {
  state: 'suppressed',
  by: 'already-committed',
  reason: 'What was there before shows it already.',
} as const;

/** The risks of one run. */
export class Risks {
  readonly #mode: ScanMode;
  readonly #options: ProjectOptions;
  readonly #project: Project;
  /** Objects without a path; of a range, where they are read again, and of what is too large to be held, without their bytes. */
  readonly #held = new Map<string, Uint8Array | null>();
  /** Those that are too large to be followed, unless they are notebooks; of history, what is too large to be held. */
  readonly #large = new Set<string>();
  readonly #writes: (readonly [finding: Finding, target: string])[] = [];
  readonly #cut = new Set<string>();
  readonly #looks = new Looks();
  #room = HELD;

  constructor({ rules, mode, honourAllow, lineHashes, beside, isRisky, signal }: RiskOptions) {
    this.#mode = mode;
    const risks = rules.filter((rule): rule is RiskRule => rule.family === 'logging');
    const projects = new Map<Snapshot, Project>();
    this.#options = {
      honourAllow,
      lineHashes,
      isRisky,
      rules: new Map(risks.map((rule) => [rule.id, rule])),
      pauses: new Pauses(signal),
      left: { files: READ, bytes: READ_BYTES },
      projectOf: (files) => {
        const project = projects.get(files) ?? new Project(files, this.#options);
        projects.set(files, project);
        return project;
      },
    };
    this.#project = new Project(beside, this.#options);
  }

  /** What a file shows. Objects without a path are held until they are `told`, or `changed`. `bytes` is all of it. */
  async take(candidate: Candidate, bytes: Uint8Array): Promise<Finding[]> {
    const [place] = candidate.places as [Place];
    if (place.kind === 'blob') {
      this.#hold(place.oid, bytes, candidate);
      return [];
    }
    const shown = await this.#project.look(place.path, bytes, candidate.places as [Place, ...Place[]]);
    if (!shown.isWhole) candidate.partial('code-limit');
    return this.#marked(shown, place.path, this.#project);
  }

  /** Takes notice of code that is too large to be held, let alone followed. */
  leaveOut(candidate: Candidate): void {
    const [place] = candidate.places as [Place];
    if (place.kind !== 'blob') return candidate.partial('code-limit');
    this.#held.set(place.oid, null);
    this.#large.add(place.oid);
    candidate.matched?.();
  }

  /** What files show that import a credential under a name that does not say so, once all files were listed. */
  async importers(): Promise<Finding[]> {
    const findings: Finding[] = [];
    for await (const { path, bytes } of this.#project.importers()) {
      const place: Place = this.#mode === 'staged' ? { kind: 'staged', stage: 0, path } : { kind: 'file', path };
      const shown = this.#whole(path, await this.#project.look(path, bytes, [place], true));
      findings.push(...(await this.#marked(shown, path, this.#project)));
    }
    if (this.#project.isCut) this.#cut.add(FILES_CUT);
    return findings;
  }

  /** The findings about files that git ignores, wherever the code runs: these are not committed. */
  async ofIgnoredFiles(survey: () => Promise<Survey | null>): Promise<ReadonlySet<Finding>> {
    const answers = this.#writes.length > 0 ? await survey() : null;
    if (!answers) return new Set();
    const writes = this.#writes.map(([finding, target]) => [finding, pathsOf(target, finding, answers.top)] as const);
    const paths = [...new Set(writes.flatMap(([, own]) => own))];
    const ignored = new Set<string>();
    const isStaged = this.#mode === 'staged';
    for (const [at, answer] of (await answers.ask(paths)).entries())
      if (answer?.isIgnored && (isStaged || !answer.isTracked)) ignored.add(paths[at] as string);
    return new Set(writes.flatMap(([finding, own]) => (own.some((path) => ignored.has(path)) ? [finding] : [])));
  }

  /** Ids of the objects whose paths must be told. */
  get held(): ReadonlySet<string> {
    return new Set(this.#held.keys());
  }

  /** The risks in what was held, in any version of history that brought one. */
  async told({ changes, positionOf }: Trace): Promise<Finding[]> {
    const findings = new Map<string, Finding>();
    for (const change of changes.toSorted((a, b) => positionOf(a.commit.oid) - positionOf(b.commit.oid)))
      for (const one of await this.#inChange(change))
        if (!findings.has(one.fingerprint)) findings.set(one.fingerprint, one);
    return [...findings.values()];
  }

  /** The risks in files of a range that have what was held, or that import it, as its ends have them; what was shown before it is no news. */
  async changed(change: CodeChange): Promise<Finding[]> {
    const findings = new Map<string, Finding>();
    for await (const end of change.ends())
      for (const one of await this.#atEnd(end, change)) {
        // What is old on one branch can be new on another.
        const known = findings.get(one.fingerprint);
        if (!known || (known.verdict === COMMITTED && one.verdict !== COMMITTED)) findings.set(one.fingerprint, one);
      }
    return [...findings.values()];
  }

  /** Names of what was not followed to its end, besides what `take` told. */
  get cut(): ReadonlySet<string> {
    return this.#cut;
  }

  #hold(oid: string, bytes: Uint8Array, candidate: Candidate): void {
    const isRead = this.#mode === 'range';
    if (!isRead) this.#room -= bytes.length;
    if (this.#room < 0) return candidate.partial('code-limit');
    this.#held.set(oid, isRead ? null : Uint8Array.from(bytes));
    if (isRead && bytes.length > CODE_LIMIT) this.#large.add(oid);
    candidate.matched?.();
  }

  async #inChange({ path, after, commit }: PathChange): Promise<Finding[]> {
    const bytes = after === null ? null : this.#held.get(after);
    if (after && this.#large.has(after) && isCode(path)) this.#cut.add(latin1(path));
    if (!after || !bytes) return [];
    const place: Place = { kind: 'commit', path, oid: after, commit };
    return this.#findings(this.#whole(path, await this.#project.look(path, bytes, [place])));
  }

  async #atEnd(end: Snapshot, { commitOf }: CodeChange): Promise<Finding[]> {
    const project = new Project(end, this.#options);
    const findings: Finding[] = [];
    const look = async (name: string, bytes: Uint8Array | null, isImporter: boolean): Promise<void> => {
      const oid = end.blob(name) as string;
      const [path, commit] = [Buffer.from(name, 'latin1'), commitOf(name, oid)];
      // One that the range does not bring stands at the end as it always did, and only what it imports changes.
      const place: Place = commit ? { kind: 'commit', path, oid, commit } : { kind: 'file', path };
      const known = bytes ? null : this.#looks.of(end, name);
      const content = known ? null : (bytes ?? (await end.read(name)));
      const shown = known
        ? project.adopt(name, known)
        : content && (await project.look(path, content, [place], isImporter));
      if (!shown) {
        if (this.#large.has(oid)) this.#cut.add(name);
        return;
      }
      this.#looks.keep(end, name, shown);
      for (const one of await this.#marked(this.#whole(path, shown), path, project)) findings.push(one);
    };
    for (const name of end.paths()) if (this.#held.has(end.blob(name) ?? '')) await look(name, null, false);
    for await (const { path, bytes } of project.importers()) await look(latin1(path), bytes, true);
    if (project.isCut) this.#cut.add(FILES_CUT);
    return findings;
  }

  #whole(path: Uint8Array, shown: Shown): Shown {
    if (!shown.isWhole) this.#cut.add(latin1(path));
    return shown;
  }

  #findings({ risks }: Shown): Finding[] {
    for (const { finding, target } of risks) if (target) this.#writes.push([finding, target]);
    return risks.map(({ finding }) => finding);
  }

  /** The findings; what an old version of the file shows in the same way is marked. */
  async #marked(shown: Shown, path: Uint8Array, project: Project): Promise<Finding[]> {
    const findings = this.#findings(shown);
    if (!findings.some(({ verdict }) => verdict.state === 'report')) return findings;
    const known = await project.keysBefore(latin1(path));
    const marked: Finding[] = [];
    for (const { finding, key } of shown.risks) {
      const isNew = finding.verdict.state === 'report';
      const isOld = isNew && (takeOne(known, key) || takeOne(await project.keysGone(), key));
      marked.push(isOld ? { ...finding, verdict: COMMITTED } : finding);
    }
    return marked;
  }
}

/** Whether there was one left. */
function takeOne(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  if (left > 0) counts.set(key, left - 1);
  return left > 0;
}

/** Where a file may be that code writes to: it runs in the top folder, or in its own. */
function pathsOf(target: string, { location }: Finding, top: string | null): string[] {
  const own = joined(latin1(location.path).split('/').slice(0, -1), target);
  const upper = top === null ? null : joined([], target);
  return [own, upper === null ? null : top + upper].filter((path): path is string => path !== null && path !== '');
}
