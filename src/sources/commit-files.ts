// The files of commits, to look from one into another: of the commit that is being made and its parents, of the ends of a range.
import { readAside, type Unread } from '../git/aside.ts';
import type { Git } from '../git/runner.ts';
import { contentKind, isModule } from '../path.ts';
import type { SkipReason, Snapshot } from '../types.ts';
import { MODULE_LIMIT, NOTEBOOK_CODE_LIMIT } from './content.ts';
import { namesByFolder } from './folders.ts';

/** What is kept, in bytes; of what is more, so much at once, with what follows, since most is asked for in order. */
const KEPT = 64 << 20;
const STRETCH = 16 << 20;
const AT_ONCE = 5000;
/** How often a stretch is read; what is asked for in no order is not all read. */
const STRETCHES = 300;
const NOTHING: ReadonlySet<string> = new Set();

/** A blob's bytes; null for what has more than may be read, or is no blob; or why it could not be read. */
type Content = Uint8Array | SkipReason | null;

/** The contents of blobs, which several commits share. */
export class BlobContents {
  readonly #kept = new Map<string, Content>();
  #stretch = new Map<string, Content>();
  readonly #withGit: <T>(use: (git: Git) => Promise<T>) => Promise<T>;
  #room = KEPT;
  #stretches = 0;

  /** `withGit` lets a function work with a git, whenever it is asked. */
  constructor(withGit: <T>(use: (git: Git) => Promise<T>) => Promise<T>) {
    this.#withGit = withGit;
  }

  /** Whether something was not read, since too much was asked for. */
  get isCut(): boolean {
    return this.#stretches > STRETCHES;
  }

  /** A blob of at most `limit` bytes. `order` gives ids in the order in which they may be asked for. */
  async read(oid: string, limit: number, order: () => Iterable<string>): Promise<Content> {
    const known = this.#known(oid);
    if (known !== undefined) return known;
    if (++this.#stretches > STRETCHES) return null;
    const all = [...order()];
    const at = Math.max(0, all.indexOf(oid));
    const wanted = new Set([oid]);
    for (const one of [...all.slice(at), ...all.slice(0, at)])
      if (wanted.size < AT_ONCE && this.#known(one) === undefined) wanted.add(one);
    await this.#withGit((git) => this.#readAll(git, [...wanted], limit));
    return this.#known(oid) ?? null;
  }

  #known(oid: string): Content | undefined {
    const kept = this.#kept.get(oid);
    return kept === undefined ? this.#stretch.get(oid) : kept;
  }

  async #readAll(git: Git, oids: readonly string[], limit: number): Promise<void> {
    this.#stretch = new Map();
    let room = STRETCH;
    const problems = new Map<string, SkipReason>();
    const unread: Unread = (_, oid, why) => problems.set(oid, why);
    for await (const [oid, object] of readAside(git, oids, 'blob', () => limit, unread)) {
      const bytes = object?.kind === 'bytes' ? Uint8Array.from(object.bytes) : null;
      const size = bytes?.length ?? 0;
      const isKept = size <= this.#room;
      if (isKept) this.#room -= size;
      (isKept ? this.#kept : this.#stretch).set(oid, bytes ?? problems.get(oid) ?? null);
      if ((room -= size) < 0) break;
    }
  }
}

/** Files of one commit by their paths, a character for each byte. */
export class CommitFiles implements Snapshot {
  readonly #contents: BlobContents;
  readonly #unread: Unread;
  #oids: ReadonlyMap<string, string>;
  #before: () => Promise<readonly Snapshot[]>;
  #named: ReadonlySet<string> | null = null;
  #kept: ReadonlySet<string> = NOTHING;
  #folders: ReadonlyMap<string, ReadonlySet<string>> | null = null;

  /** `unread` is told of what is asked for and cannot be read. */
  constructor(
    contents: BlobContents,
    unread: Unread,
    oids: ReadonlyMap<string, string> = new Map(),
    before: () => Promise<readonly Snapshot[]> = async () => [],
  ) {
    this.#contents = contents;
    this.#unread = unread;
    this.#oids = oids;
    this.#before = before;
  }

  get isCut(): boolean {
    return this.#contents.isCut;
  }

  /** What there is, once it is known; `named` are the paths that are looked at, and `kept` those of them that do not change. */
  fill(
    oids: ReadonlyMap<string, string>,
    before: readonly Snapshot[],
    { named, kept }: { readonly named: ReadonlySet<string>; readonly kept: ReadonlySet<string> },
  ): void {
    [this.#oids, this.#named, this.#kept] = [oids, named, kept];
    this.#before = async () => before;
  }

  paths(): Iterable<string> {
    return this.#oids.keys();
  }

  *modules(): Generator<string> {
    for (const path of this.#named ?? this.#oids.keys()) if (isModule(path)) yield path;
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
    const isNotebook = contentKind(Buffer.from(path, 'latin1')) === 'notebook';
    const content = isNotebook
      ? await this.#contents.read(oid, NOTEBOOK_CODE_LIMIT, () => [])
      : await this.#contents.read(oid, MODULE_LIMIT, () => this.#moduleOids());
    if (typeof content !== 'string') return content;
    this.#unread('blob', oid, content);
    return null;
  }

  *#moduleOids(): Generator<string> {
    for (const [path, oid] of this.#oids) if (isModule(path)) yield oid;
  }
}
