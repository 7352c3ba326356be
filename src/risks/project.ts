// Files of code that see each other: what one shows, given what it imports of the others, one step far; and what it showed before.
import { logging } from 'hfleaks:logging';
import { mayExpose } from '../flow/exposures.ts';
import { moduleIn } from '../flow/reading.ts';
import { latin1 } from '../path.ts';
import type { Pauses } from '../pauses.ts';
import type { Beside, Place, Snapshot } from '../types.ts';
import { codeOf, lookAt } from './code.ts';
import { type DescribeOptions, describeRisks, type Risk } from './describe.ts';
import { Importer } from './imports.ts';

/** Files that are read to see who imports a module, and their bytes. */
const READ = 2000;
const READ_BYTES = 32 << 20;
/** Findings of one file. */
const MOST = 1000;
/** Files that are gone, any of which may be the old version of a new one. */
const GONE = 50;

export interface ProjectOptions extends DescribeOptions {
  readonly pauses: Pauses;
  /** What was seen in a version of a file, with the versions of what it imports: several commits have the same. */
  readonly looks: Map<string, Shown>;
  /** The project that a commit's files are. */
  readonly projectOf: (files: Snapshot) => Project;
}

/** What a file shows; `isWhole` unless it is too large, or shows too much. */
export interface Shown {
  readonly risks: readonly Risk[];
  readonly isWhole: boolean;
  /** Whether it gives others a credential under a name that does not say so. */
  readonly isGiver: boolean;
}

const NOTHING: Shown = { risks: [], isWhole: true, isGiver: false };

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
  readonly #gone = new Map<Snapshot, readonly string[]>();
  /** Whether there are more modules than were read to see what they import. */
  isCut = false;

  constructor(beside: Beside | Snapshot | undefined, options: ProjectOptions) {
    this.#beside = beside;
    this.#files = beside && 'before' in beside ? beside : null;
    this.#options = options;
    this.#importer = new Importer(beside);
  }

  /** A module that names no credential is read only as an importer of one. `places` are those of the content. */
  async look(
    path: Uint8Array,
    bytes: Uint8Array,
    places: readonly [Place, ...Place[]],
    isImporter = false,
  ): Promise<Shown> {
    const { pauses, looks } = this.#options;
    if (pauses.due(1 + (bytes.length >> 12))) await pauses.take();
    const code = codeOf(path, bytes);
    if (!code || code === 'too-large') return { ...NOTHING, isWhole: !code };
    const module = code.cells ? null : moduleIn(code);
    const isWorth = !module || mayExpose(module, logging);
    if (!isWorth && !isImporter) return NOTHING;
    const imported = module || code.cells ? await this.#importer.of(code) : { imports: undefined, paths: [] };
    const version =
      this.#files && [code.name, ...imported.paths].map((one) => `${this.#files?.blob(one)} ${one}`).join('\0');
    let shown = version === null ? undefined : looks.get(version);
    if (!shown) {
      const look = await lookAt(code, imported.imports, module !== null && isWorth);
      const risks = describeRisks(code, bytes, look.exposures.slice(0, MOST), places, this.#options);
      const isWhole = look.isWhole && look.exposures.length <= MOST;
      shown = { risks, isWhole, isGiver: look.isGiver && isWorth };
      if (version !== null) looks.set(version, shown);
    }
    if (module) this.#seen.add(code.name);
    if (shown.isGiver) this.#givers.push(code.name);
    return shown;
  }

  /** How often the old versions of a file show what, by the keys of the risks: the most that one of them does. */
  async keysBefore(path: string): Promise<ReadonlyMap<string, number>> {
    const most = new Map<string, number>();
    for (const files of (await this.#files?.before()) ?? []) {
      const before = this.#options.projectOf(files);
      for (const one of this.#versionsOf(path, files))
        for (const [key, count] of await before.#keysOf(one)) most.set(key, Math.max(count, most.get(key) ?? 0));
    }
    return most;
  }

  /** Modules not looked at yet that import a credential under a name that does not say so; once all files were. */
  async *importers(): AsyncGenerator<{ readonly path: Uint8Array; readonly bytes: Uint8Array }> {
    const { pauses } = this.#options;
    const words = [...new Set(this.#givers.map(wordOf))];
    if (words.length === 0 || !this.#beside) return;
    let [files, room] = [READ, READ_BYTES];
    for (const name of near([...this.#beside.modules()], this.#givers)) {
      if (this.#seen.has(name)) continue;
      if (--files < 0 || room < 0) {
        this.isCut = true;
        return;
      }
      if (pauses.due(1)) await pauses.take();
      const bytes = await this.#beside.read(name);
      room -= bytes?.length ?? 0;
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

  /** Paths in `before` of what may be an older version of a file: its own, and those of files of its kind that are no more. */
  #versionsOf(path: string, before: Snapshot): readonly string[] {
    let gone = this.#gone.get(before);
    if (!gone) {
      gone = [...before.paths()].filter((one) => this.#files?.blob(one) === null);
      this.#gone.set(before, gone);
    }
    const [kind, name] = [/\.\w*$/.exec(path)?.[0], nameOf(path)];
    const likely = gone
      .filter((one) => /\.\w*$/.exec(one)?.[0] === kind)
      .toSorted((a, b) => Number(nameOf(b) === name) - Number(nameOf(a) === name));
    const isThere = before.blob(path) !== null && !this.#files?.isKept(path);
    return [...(isThere ? [path] : []), ...likely.slice(0, GONE)];
  }
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

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
