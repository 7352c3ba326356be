// Git's own files and whatever else lies in its directories: their names, their bytes, and what settings and compressed objects say.
import { closeSync, type Stats } from 'node:fs';
import { isMissing } from '../git/files.ts';
import { type GitFile, gitFiles } from '../git/git-directory.ts';
import { isAppendedTo, isTrueObject, unpack } from '../git/loose.ts';
import { isInside, type Repository } from '../git/repository.ts';
import { type ObjectStore, storeDirectories } from '../git/store.ts';
import { looseObjects, shadowedObjects } from '../git/stored-ids.ts';
import type { Pauses } from '../pauses.ts';
import type { Candidate, Ledger, Place, Sieve, SkipReason } from '../types.ts';
import { readFully } from './content.ts';
import { FileScanner } from './file.ts';
import { openPath } from './open.ts';
import type { ToldNames } from './told-names.ts';

export interface GitFilesOptions {
  readonly repository: Repository;
  readonly store: ObjectStore;
  readonly sieve: Sieve;
  /** The names of refs and the paths in indexes, which git's own files repeat. */
  readonly told: ToldNames;
  readonly ledger: Ledger;
  readonly pauses: Pauses;
  /** Where the repository lies in the scanned one; undefined for that one itself. */
  readonly path: Buffer | undefined;
}

type Candidates = Iterable<Candidate> | AsyncIterable<Candidate>;

/** Of a loose object, so much is unpacked, in bytes. */
const PACKED_LIMIT = 64 << 20;
/** Format: gitformat-index(5). */
const INDEX = /^DIRC/;
const LOGS = /(?:^|\/)logs\//;
const FOLLOWED = /(?:^|\/)(?:config|config\.worktree|packed-refs|logs|logs\/.*)$/;
const REPOSITORIES = /(?:^|\/)(?:modules|worktrees)(?:\/.*)?$/;
const OF_REFS = /(?:^|\/)(?:logs|refs)\//;

/**
 * Every name once, by its last part, and every file, as plain content; then loose objects that git does not read, and those of which it reads
 * only the beginning.
 */
export async function* scanGitFiles(options: GitFilesOptions): AsyncGenerator<Candidate> {
  const scan = new GitFilesScan(options);
  const { repository, store, pauses } = options;
  for (const file of gitFiles(repository, storeDirectories(repository, store))) {
    if (pauses.due(1)) await pauses.take();
    for (const candidates of scan.entry(file)) yield* candidates;
  }
  const width = repository.objectFormat === 'sha256' ? 32 : 20;
  const inside = storeDirectories(repository, store, 'inside');
  for (const { path, oid } of shadowedObjects(inside, width)) {
    if (pauses.due(1)) await pauses.take();
    yield* scan.shadowed(path, oid);
  }
  const isOwn = (folder: string): boolean => isInside(repository, folder);
  for (const { path, oid } of looseObjects(inside, width, isOwn)) {
    if (pauses.due(1)) await pauses.take();
    yield* scan.appended(path, oid);
  }
}

class GitFilesScan {
  readonly #options: GitFilesOptions;
  readonly #scanner: FileScanner;
  readonly #indexScanner: FileScanner;

  constructor(options: GitFilesOptions) {
    const { sieve, told, ledger, pauses } = options;
    this.#options = options;
    this.#scanner = new FileScanner(sieve, ledger, pauses);
    this.#indexScanner = new FileScanner(told, ledger, pauses);
  }

  *entry(file: GitFile): Generator<Candidates> {
    const name = this.#below(file.name);
    yield this.#name(file, name);
    if (file.kind === 'unreadable') this.#leftOut('permission', name);
    if (file.kind !== 'entry') return;
    const opened = openPath(file.path);
    if (opened.kind === 'file') yield* this.#file(name, opened.fd, opened.stat);
    else if (opened.kind === 'link') {
      this.#options.ledger.list(1);
      yield this.#scanner.bytes(this.#origin(name), opened.target, null);
      if (this.#leadsOutside(file.path)) this.#leftOut(reasonOfLink(file.name), name);
    } else this.#leftOut(opened.kind === 'folder' ? 'vanished' : opened.reason, name);
  }

  /** Whether a link leads to what is not scanned as a file of git's own. */
  #leadsOutside(path: Buffer): boolean {
    if (isMissing(path)) return false;
    const { repository } = this.#options;
    return !isInside({ ...repository, workTree: repository.gitDir }, path);
  }

  /** A loose object in whose place git reads another one, as it should; or something else. What git cannot open is told with the store. */
  async *shadowed(path: string, oid: string): AsyncGenerator<Candidate> {
    const name = this.#objectName(oid);
    const opened = openPath(Buffer.from(path));
    if (opened.kind === 'link') this.#leftOut('corrupt-object', name);
    if (opened.kind !== 'file') return;
    const { fd, stat } = opened;
    try {
      if (await isTrueObject(fd, oid)) return;
      const packed = readStart(fd, Math.min(stat.size, PACKED_LIMIT));
      if (unpack(packed) === null) this.#leftOut('corrupt-object', name);
      else yield* this.#unpacked(name, packed);
    } finally {
      closeSync(fd);
    }
  }

  /** A loose object with something behind it, as the file that it is. */
  async *appended(path: string, oid: string): AsyncGenerator<Candidate> {
    const opened = openPath(Buffer.from(path));
    if (opened.kind !== 'file') return;
    const { fd, stat } = opened;
    if (!(await isAppendedTo(fd, stat.size))) return closeSync(fd);
    this.#options.ledger.list(1);
    yield* this.#scanner.file(this.#origin(this.#objectName(oid)), fd, stat);
  }

  #objectName(oid: string): Buffer {
    const top = this.#options.repository.bare ? '' : '.git/';
    return this.#below(Buffer.from(`${top}objects/${oid.slice(0, 2)}/${oid.slice(2)}`));
  }

  /** Those before the last part were told as folders; refs and their logs by the names of the refs. */
  *#name({ kind, name }: GitFile, path: Buffer): Generator<Candidate> {
    const { sieve, told, ledger } = this.#options;
    const last = name.subarray(name.lastIndexOf('/') + 1);
    const hits = (OF_REFS.test(name.toString('latin1')) ? told : sieve).hits(last);
    if (hits.length === 0) return;
    ledger.list(1);
    const place: Place = { kind: 'name', of: kind === 'entry' ? 'file' : 'directory', path };
    yield* this.#scanner.bytes({ name: path, kind: 'text', places: [this.#in(place)] }, last, null);
  }

  *#file(name: Buffer, fd: number, stat: Stats): Generator<Candidates> {
    const start = readStart(fd, Math.min(stat.size, 16));
    const head = start.toString('latin1');
    this.#options.ledger.list(1);
    yield (INDEX.test(head) ? this.#indexScanner : this.#scanner).file(this.#origin(name), fd, stat);
  }

  /** What git would unpack: an object that lies where it reads none, or the beginning of one. */
  *#unpacked(name: Buffer, packed: Buffer): Generator<Candidate> {
    const found = unpack(packed);
    if (found === null) return;
    this.#options.ledger.list(1);
    yield* this.#scanner.bytes(this.#origin(name), found.bytes, found.isWhole ? null : 'corrupt-object');
  }

  #origin(name: Buffer): { name: Buffer; kind: 'text'; places: [Place] } {
    const kind = LOGS.test(name.toString('latin1')) ? 'reflog' : 'gitfile';
    return { name, kind: 'text', places: [this.#in({ kind, path: name })] };
  }

  #below(name: Buffer): Buffer {
    const { path } = this.#options;
    return path ? Buffer.concat([path, Buffer.from('/'), name]) : name;
  }

  #in(place: Place): Place {
    const { path } = this.#options;
    return path ? { ...place, repository: path } : place;
  }

  #leftOut(reason: SkipReason, name: Uint8Array): void {
    this.#options.ledger.list(1);
    this.#options.ledger.skipped(reason, 0, name);
  }
}

/** A link that git follows hides one of its own files, or a repository; what it does not need is somebody else's. */
function reasonOfLink(name: Buffer): SkipReason {
  const text = name.toString('latin1');
  if (FOLLOWED.test(text)) return 'special-file';
  return REPOSITORIES.test(text) ? 'nested-repository' : 'alternate-outside';
}

/** What cannot be read is told when all of it is read. */
function readStart(fd: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  try {
    return bytes.subarray(0, readFully(fd, bytes, 0));
  } catch {
    return Buffer.alloc(0);
  }
}
