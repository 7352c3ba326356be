// Where the rules about code meet what is scanned: files in, findings out, one step from file to file. Loaded only when there is such code.
import { logging } from 'hfleaks:logging';
import { mayExpose } from '../flow/exposures.ts';
import { moduleIn } from '../flow/reading.ts';
import { latin1 } from '../path.ts';
import type {
  Beside,
  Candidate,
  Finding,
  OldSides,
  PathChange,
  Place,
  RiskRule,
  Rule,
  ScanMode,
  Survey,
  Trace,
} from '../types.ts';
import { codeOf, lookAt } from './code.ts';
import { type DescribeOptions, describeRisks, type Risk } from './describe.ts';
import { Importer, joined } from './imports.ts';

export interface RiskOptions {
  readonly rules: readonly Rule[];
  readonly mode: ScanMode;
  readonly honourAllow: boolean;
  readonly lineHashes: boolean;
  readonly beside: Beside | undefined;
}

/** Objects of git's history whose paths are not known yet, in bytes; what is more is not looked at. */
const HELD = 64 << 20;
/** Files that are read to see who imports a module, and their bytes. */
const READ = 2000;
const READ_BYTES = 32 << 20;
/** Findings of one file. */
const MOST = 1000;
/** Old versions that are compared. */
const OLD = 50;

const COMMITTED = {
  state: 'suppressed',
  by: 'already-committed',
  reason: 'The previous version shows it already.',
} as const;

/** The risks of one run. */
export class Risks {
  readonly #options: RiskOptions;
  readonly #describe: DescribeOptions;
  readonly #importer: Importer;
  readonly #seen = new Set<string>();
  /** Modules that give a credential under a name that does not say so. */
  readonly #givers: string[] = [];
  readonly #held = new Map<string, Uint8Array>();
  readonly #writes: (readonly [finding: Finding, target: string])[] = [];
  #room = HELD;

  constructor(options: RiskOptions) {
    this.#options = options;
    const rules = options.rules.filter((rule): rule is RiskRule => rule.family === 'logging');
    this.#describe = { ...options, rules: new Map(rules.map((rule) => [rule.id, rule])) };
    this.#importer = new Importer(options.beside);
  }

  /** What a file shows. Objects without a path are held until `told`. `bytes` is all of it. */
  async take(candidate: Candidate, bytes: Uint8Array): Promise<Finding[]> {
    const [place] = candidate.places as [Place];
    if (place.kind === 'blob') {
      this.#hold(place.oid, bytes, candidate);
      return [];
    }
    const { risks, isWhole } = await this.#of(place.path, bytes, candidate.places as [Place, ...Place[]]);
    if (!isWhole) candidate.partial('code-limit');
    return candidate.before ? this.#marked(risks, place.path, candidate.before) : risks.map(({ finding }) => finding);
  }

  /** What files show that import a credential under a name that does not say so, once all files were listed. */
  async importers(): Promise<Finding[]> {
    const { beside, mode } = this.#options;
    const words = [...new Set(this.#givers.map(wordOf))];
    const findings: Finding[] = [];
    let [files, room] = [READ, READ_BYTES];
    for (const name of words.length > 0 && beside ? near([...beside.modules()], this.#givers) : []) {
      if (this.#seen.has(name) || --files < 0 || room < 0) continue;
      const bytes = await beside?.read(name);
      room -= bytes?.length ?? 0;
      if (!bytes || !words.some((word) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(word)))
        continue;
      if (!(await this.#importer.imports({ name, text: latin1(bytes) }, this.#givers, words))) continue;
      const path = Buffer.from(name, 'latin1');
      const place: Place = mode === 'staged' ? { kind: 'staged', stage: 0, path } : { kind: 'file', path };
      const { risks } = await this.#of(path, bytes, [place], true);
      findings.push(...risks.map(({ finding }) => finding));
    }
    return findings;
  }

  /** The findings about files that git ignores, wherever the code runs: these are not committed. */
  async ofIgnoredFiles(survey: () => Promise<Survey | null>): Promise<ReadonlySet<Finding>> {
    const answers = this.#writes.length > 0 ? await survey() : null;
    if (!answers) return new Set();
    const writes = this.#writes.map(([finding, target]) => [finding, pathsOf(target, finding, answers.top)] as const);
    const paths = [...new Set(writes.flatMap(([, own]) => own))];
    const ignored = new Set<string>();
    const isStaged = this.#options.mode === 'staged';
    for (const [at, answer] of (await answers.ask(paths)).entries())
      if (answer?.isIgnored && (isStaged || !answer.isTracked)) ignored.add(paths[at] as string);
    return new Set(writes.flatMap(([finding, own]) => (own.some((path) => ignored.has(path)) ? [finding] : [])));
  }

  /** Ids of the objects that history must tell the paths of. */
  get held(): ReadonlySet<string> {
    return new Set(this.#held.keys());
  }

  /** The risks in what was held: at the end of a range, or in any version of history that brought one. */
  async told(trace: Trace): Promise<Finding[]> {
    const byPath = new Map<string, PathChange[]>();
    for (const change of trace.changes) {
      const key = latin1(change.path);
      byPath.set(key, [...(byPath.get(key) ?? []), change]);
    }
    const findings = new Map<string, Finding>();
    for (const changes of byPath.values()) {
      changes.sort((a, b) => trace.positionOf(a.commit.oid) - trace.positionOf(b.commit.oid));
      for (const change of changes) {
        const { path, after, commit } = change;
        const bytes = after === null ? undefined : this.#held.get(after);
        if (!after || !bytes || (this.#options.mode === 'range' && trace.headBlob(path) !== after)) continue;
        const { risks } = await this.#of(path, bytes, [{ kind: 'commit', path, oid: after, commit }]);
        const before = trace.oldSides?.(changes[0] as PathChange);
        const all = before ? await this.#marked(risks, path, before) : risks.map(({ finding }) => finding);
        for (const finding of all) if (!findings.has(finding.fingerprint)) findings.set(finding.fingerprint, finding);
      }
    }
    return [...findings.values()];
  }

  #hold(oid: string, bytes: Uint8Array, candidate: Candidate): void {
    this.#room -= bytes.length;
    if (this.#room < 0) return candidate.partial('code-limit');
    this.#held.set(oid, Uint8Array.from(bytes));
    candidate.matched?.();
  }

  /** A module that names no credential is read only where it imports one. `isWhole` unless the file is too large, or shows too much. */
  async #of(
    path: Uint8Array,
    bytes: Uint8Array,
    places: readonly [Place, ...Place[]],
    isImporter = false,
  ): Promise<{ readonly risks: readonly Risk[]; readonly isWhole: boolean }> {
    const code = codeOf(path, bytes);
    if (!code || code === 'too-large') return { risks: [], isWhole: !code };
    const module = code.cells ? null : moduleIn(code);
    const isWorth = !module || mayExpose(module, logging);
    if (!isWorth && !isImporter) return { risks: [], isWhole: true };
    const imports = module || code.cells ? await this.#importer.of(code) : undefined;
    const { exposures, isGiver, isWhole } = await lookAt(code, imports, module !== null && isWorth);
    if (module) this.#seen.add(code.name);
    if (isGiver && isWorth) this.#givers.push(code.name);
    const risks = describeRisks(code, bytes, exposures.slice(0, MOST), places, this.#describe);
    for (const { finding, target } of risks) if (target) this.#writes.push([finding, target]);
    return { risks, isWhole: isWhole && exposures.length <= MOST };
  }

  /** Marks what an old version shows in the same way. */
  async #marked(risks: readonly Risk[], path: Uint8Array, before: OldSides): Promise<Finding[]> {
    const ids = [...before.own, ...before.common].slice(0, OLD);
    const findings = risks.map(({ finding }) => finding);
    if (ids.length === 0 || !findings.some(({ verdict }) => verdict.state === 'report')) return findings;
    const known = new Map<string, number>();
    for await (const { candidate } of before.read(ids)) {
      const bytes = await wholeOf(candidate);
      const code = bytes && codeOf(path, bytes);
      if (!bytes || !code || code === 'too-large') continue;
      const old = new Map<string, number>();
      const place: Place = { kind: 'staged', stage: 0, path };
      const imports = await this.#importer.of(code);
      for (const { key } of describeRisks(
        code,
        bytes,
        (await lookAt(code, imports)).exposures,
        [place],
        this.#describe,
      ))
        old.set(key, (old.get(key) ?? 0) + 1);
      for (const [key, count] of old) known.set(key, Math.max(count, known.get(key) ?? 0));
    }
    return risks.map(({ finding, key }) => {
      const left = known.get(key) ?? 0;
      if (left === 0 || finding.verdict.state !== 'report') return finding;
      known.set(key, left - 1);
      return { ...finding, verdict: COMMITTED };
    });
  }
}

/** All of what is held whole; null for what comes in pieces. */
export async function wholeOf(candidate: Candidate): Promise<Uint8Array | null> {
  if (!candidate.whole) return null;
  for await (const { bytes } of candidate.segments()) return bytes;
  return null;
}

/** Where a file may be that code writes to: it runs in the top folder, or in its own. */
function pathsOf(target: string, { location }: Finding, top: string | null): string[] {
  const own = joined(latin1(location.path).split('/').slice(0, -1), target);
  const upper = top === null ? null : joined([], target);
  return [own, upper === null ? null : top + upper].filter((path): path is string => path !== null && path !== '');
}

/** The word by which others import a module: `config` of `app/config.py`, `lib` of `lib/index.ts`. */
function wordOf(path: string): string {
  const parts = path.replace(/\.\w+$/, '').split('/');
  return (/^(?:__init__|index)$/.test(parts.at(-1) ?? '') ? parts.at(-2) : parts.at(-1)) ?? '';
}

/** Those in the folders of `others` first. */
function near(paths: readonly string[], others: readonly string[]): readonly string[] {
  const folders = new Set(others.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  const isNear = (path: string): number => (folders.has(path.slice(0, path.lastIndexOf('/') + 1)) ? 0 : 1);
  return paths.toSorted((a, b) => isNear(a) - isNear(b));
}
