// The files of commits, to look from one into another: of the commit that is being made and its parents, of the ends of a range.
import { readObjects } from '../git/objects.ts';
import type { Git } from '../git/runner.ts';
import { contentKind, isModule } from '../path.ts';
import type { Snapshot } from '../types.ts';
import { MODULE_LIMIT } from './content.ts';
import { namesByFolder } from './folders.ts';

/** What is kept, in bytes; what came first goes first. */
const KEPT = 32 << 20;
/** How many are read at once, though perhaps not all of them are asked for, and their bytes. */
const AT_ONCE = 500;
const AT_ONCE_BYTES = 8 << 20;
const NOTEBOOK_LIMIT = 16 << 20;
const NOTHING: ReadonlySet<string> = new Set();

/** The contents of blobs, which several commits share. */
export class BlobContents {
  readonly #known = new Map<string, Uint8Array | null>();
  readonly #withGit: <T>(use: (git: Git) => Promise<T>) => Promise<T>;
  #kept = 0;

  /** `withGit` lets a function work with a git, whenever it is asked. */
  constructor(withGit: <T>(use: (git: Git) => Promise<T>) => Promise<T>) {
    this.#withGit = withGit;
  }

  /** A blob, null for what cannot be read or has more than `limit` bytes; some of the `others` are read by the same process. */
  async read(oid: string, limit: number, others: Iterable<string>): Promise<Uint8Array | null> {
    const known = this.#known.get(oid);
    if (known !== undefined) return known;
    const wanted = new Set([oid]);
    for (const other of others) if (wanted.size < AT_ONCE && !this.#known.has(other)) wanted.add(other);
    const found = await this.#withGit((git) => this.#readAll(git, [...wanted], limit));
    return found;
  }

  /** Gives the first of `oids`. */
  async #readAll(git: Git, oids: readonly string[], limit: number): Promise<Uint8Array | null> {
    let first: Uint8Array | null = null;
    let [at, room] = [0, AT_ONCE_BYTES];
    for await (const object of readObjects(git, oids, () => limit)) {
      const bytes = object.kind === 'bytes' ? Uint8Array.from(object.bytes) : null;
      if (at === 0) first = bytes;
      this.#keep(oids[at++] as string, bytes);
      if ((room -= bytes?.length ?? 0) < 0) break;
    }
    return first;
  }

  #keep(oid: string, bytes: Uint8Array | null): void {
    this.#known.set(oid, bytes);
    this.#kept += bytes?.length ?? 0;
    for (const [old, content] of this.#known) {
      if (this.#kept <= KEPT) return;
      this.#known.delete(old);
      this.#kept -= content?.length ?? 0;
    }
  }
}

/** Files of one commit by their paths, a character for each byte. */
export class CommitFiles implements Snapshot {
  readonly #contents: BlobContents;
  #oids: ReadonlyMap<string, string>;
  #before: () => Promise<readonly Snapshot[]>;
  #kept: ReadonlySet<string> = NOTHING;
  #folders: ReadonlyMap<string, ReadonlySet<string>> | null = null;

  constructor(
    contents: BlobContents,
    oids: ReadonlyMap<string, string> = new Map(),
    before: () => Promise<readonly Snapshot[]> = async () => [],
  ) {
    this.#contents = contents;
    this.#oids = oids;
    this.#before = before;
  }

  /** What there is, once it is known. */
  fill(oids: ReadonlyMap<string, string>, before: readonly Snapshot[], kept: ReadonlySet<string>): void {
    this.#oids = oids;
    this.#before = async () => before;
    this.#kept = kept;
  }

  paths(): Iterable<string> {
    return this.#oids.keys();
  }

  *modules(): Generator<string> {
    for (const path of this.#oids.keys()) if (isModule(path)) yield path;
  }

  blob(path: string): string | null {
    return this.#oids.get(path) ?? null;
  }

  before(): Promise<readonly Snapshot[]> {
    return this.#before();
  }

  isKept(path: string): boolean {
    return this.#kept.has(path);
  }

  names(folder: string): ReadonlySet<string> {
    this.#folders ??= namesByFolder(this.#oids.keys());
    return this.#folders.get(folder) ?? NOTHING;
  }

  async read(path: string): Promise<Uint8Array | null> {
    const oid = this.#oids.get(path);
    if (oid === undefined) return null;
    if (contentKind(Buffer.from(path, 'latin1')) === 'notebook') return this.#contents.read(oid, NOTEBOOK_LIMIT, []);
    return this.#contents.read(oid, MODULE_LIMIT, this.#moduleOids());
  }

  *#moduleOids(): Generator<string> {
    for (const [path, oid] of this.#oids) if (isModule(path)) yield oid;
  }
}
