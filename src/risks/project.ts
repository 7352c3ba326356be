// Files of code that see each other: what one shows, given what it imports of the others, one step far; and what it showed before.
import { moduleIn } from '../flow/reading.ts';
import { latin1 } from '../path.ts';
import type { Pauses } from '../pauses.ts';
import type { Beside, Place, Sieve, Snapshot } from '../types.ts';
import { codeOf, lookAt } from './code.ts';
import { type DescribeOptions, describeRisks, type Risk } from './describe.ts';
import { Importer } from './imports.ts';

/** Findings of one file. */
const MOST = 1000;
/** Files that are gone, each of which may be the old version of a new one. */
const GONE = 500;

export interface ProjectOptions extends DescribeOptions {
  readonly pauses: Pauses;
  readonly isRisky: NonNullable<Sieve['isRisky']>;
  /** What is left of what may be read in a run to see who imports a module. */
  readonly left: { files: number; bytes: number };
  /** The project that a commit's files are. */
  readonly projectOf: (files: Snapshot) => Project;
}

/** What a file shows; `isWhole` unless it is too large, or shows too much. */
export interface Shown {
  readonly risks: readonly Risk[];
  readonly isWhole: boolean;
  /** Whether it gives others a credential under a name that does not say so. */
  readonly isGiver: boolean;
  readonly isModule: boolean;
  /** Those that it imports, as it names them. */
  readonly modules: readonly string[];
}

const NOTHING: Shown = { risks: [], isWhole: true, isGiver: false, isModule: false, modules: [] };

/** A tree, or a commit; `beside` gives the other files, if there are any. */
export class Project {
  readonly #beside: Beside | undefined;
  /** Where versions are known. */
  readonly #files: Snapshot | null;
  readonly #options: ProjectOptions;
  readonly #importer: Importer;
  readonly #seen = new Set<string>();
  readonly #givers: string[] = [];
  readonly #keys = new Map<string, Promise<ReadonlyMap<string, number>>>();
  #gone: Promise<Map<string, number>> | null = null;
  #isCut = false;

  constructor(beside: Beside | Snapshot | undefined, options: ProjectOptions) {
    this.#beside = beside;
    this.#files = beside && 'before' in beside ? beside : null;
    this.#options = options;
    this.#importer = new Importer(beside, options.isRisky);
  }

  /** A module that names no credential is read only as an importer of one. `places` are those of the content. */
  async look(
    path: Uint8Array,
    bytes: Uint8Array,
    places: readonly [Place, ...Place[]],
    isImporter = false,
  ): Promise<Shown> {
    const { pauses } = this.#options;
    if (pauses.due(1 + (bytes.length >> 12))) await pauses.take();
    const code = codeOf(path, bytes);
    if (!code || code === 'too-large') return { ...NOTHING, isWhole: !code };
    const module = code.cells ? null : moduleIn(code);
    const isWorth = !module || this.#options.isRisky(path, bytes);
    if (!isWorth && !isImporter) return NOTHING;
    const imported = module || code.cells ? await this.#importer.of(code) : { imports: undefined, modules: [] };
    const look = await lookAt(code, imported.imports, isWorth);
    const risks = describeRisks(code, bytes, look.exposures.slice(0, MOST), places, this.#options);
    const isWhole = look.isWhole && look.exposures.length <= MOST;
    const isGiver = look.isGiver && isWorth;
    return this.adopt(code.name, { risks, isWhole, isGiver, isModule: module !== null, modules: imported.modules });
  }

  /** Takes what a file shows as seen here. */
  adopt(name: string, shown: Shown): Shown {
    if (shown.isModule) this.#seen.add(name);
    if (shown.isGiver) this.#givers.push(name);
    return shown;
  }

  /** Whether there is more than was read to see what it imports, or showed. */
  get isCut(): boolean {
    return this.#isCut || this.#files?.isCut === true;
  }

  /** How often older versions of a file show what, by the keys of the risks: the most that one of them does. */
  async keysBefore(path: string): Promise<Map<string, number>> {
    const most = new Map<string, number>();
    if (!this.#files || this.#files.isKept(path)) return most;
    for (const files of await this.#files.before())
      for (const [key, count] of await this.#options.projectOf(files).#keysOf(path))
        most.set(key, Math.max(count, most.get(key) ?? 0));
    return most;
  }

  /** The same of all files that are no more: of as many of them as there were, what is new may be a later version. To be used up. */
  keysGone(): Promise<Map<string, number>> {
    return (this.#gone ??= this.#keysGone());
  }

  /** Modules not looked at yet that import a credential under a name that does not say so; once all files were. */
  async *importers(): AsyncGenerator<{ readonly path: Uint8Array; readonly bytes: Uint8Array }> {
    const { pauses, left } = this.#options;
    const words = [...new Set(this.#givers.map(wordOf))];
    if (words.length === 0 || !this.#beside) return;
    if (left.files < 0 || left.bytes < 0) this.#isCut = true;
    if (this.#isCut) return;
    for (const name of near([...this.#beside.modules()], this.#givers)) {
      if (this.#seen.has(name)) continue;
      if (--left.files < 0 || left.bytes < 0) {
        this.#isCut = true;
        return;
      }
      if (pauses.due(1)) await pauses.take();
      const bytes = await this.#beside.read(name);
      left.bytes -= bytes?.length ?? 0;
      if (!bytes || !words.some((word) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(word)))
        continue;
      if (await this.#importer.imports({ name, text: latin1(bytes) }, this.#givers, words))
        yield { path: Buffer.from(name, 'latin1'), bytes };
    }
  }

  #keysOf(path: string): Promise<ReadonlyMap<string, number>> {
    let keys = this.#keys.get(path);
    if (!keys) {
      keys = this.#keysIn(path);
      this.#keys.set(path, keys);
    }
    return keys;
  }

  async #keysIn(name: string): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    const bytes = await this.#beside?.read(name);
    const path = Buffer.from(name, 'latin1');
    const { risks } = bytes ? await this.look(path, bytes, [{ kind: 'file', path }], true) : NOTHING;
    for (const { key } of risks) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  }

  async #keysGone(): Promise<Map<string, number>> {
    const most = new Map<string, number>();
    const own = this.#files;
    for (const files of (await own?.before()) ?? []) {
      const counts = new Map<string, number>();
      const gone = [...files.paths()].filter((path) => own?.blob(path) === null);
      if (gone.length > GONE) this.#isCut = true;
      for (const path of gone.slice(0, GONE))
        for (const [key, count] of await this.#options.projectOf(files).#keysOf(path))
          counts.set(key, (counts.get(key) ?? 0) + count);
      for (const [key, count] of counts) most.set(key, Math.max(count, most.get(key) ?? 0));
    }
    return most;
  }
}

/** The word by which others import a module: `config` of `app/config.py`, `lib` of `lib/index.ts`. */
export function wordOf(path: string): string {
  const parts = path.replace(/\.\w+$/, '').split('/');
  return (/^(?:__init__|index)$/.test(parts.at(-1) ?? '') ? parts.at(-2) : parts.at(-1)) ?? '';
}

/** Those in the folders of `others` first. */
function near(paths: readonly string[], others: readonly string[]): readonly string[] {
  const folders = new Set(others.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  const isNear = (path: string): number => (folders.has(path.slice(0, path.lastIndexOf('/') + 1)) ? 0 : 1);
  return paths.toSorted((a, b) => isNear(a) - isNear(b));
}
