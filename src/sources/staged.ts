// What a commit would add: blobs of the index that differ from HEAD, never the files on the disk.
import { unlessMissing } from '../git/aside.ts';
import type { GitObject } from '../git/batch.ts';
import { EMPTY_BLOB, GITLINK } from '../git/index-listing.ts';
import { isIdOf } from '../git/object-format.ts';
import { proveReader, readObjects, startReader } from '../git/objects.ts';
import type { GitProcess } from '../git/process.ts';
import type { Repository } from '../git/repository.ts';
import { Git } from '../git/runner.ts';
import { RunLedger } from '../ledger.ts';
import { contentKind } from '../path.ts';
import { Pauses } from '../pauses.ts';
import type { Candidate, ContentKind, GitEnvironment, Ledger, Sieve, Source } from '../types.ts';
import { BlobContents, CommitFiles } from './commit-files.ts';
import { wholeLimit } from './content.ts';
import { FileScanner, type Origin, offerStream } from './file.ts';
import { lfsOid, openLfsObject } from './lfs.ts';
import { oldSides } from './old-sides.ts';
import { type Item, workOf } from './staged-work.ts';
import { UnreadObjects } from './unread.ts';

export interface StagedOptions {
  readonly repository: Repository;
  readonly git: GitEnvironment;
  /** Where `paths` begin; absolute. */
  readonly cwd: string;
  /**
   * Files or folders to which the scan is limited; all unless given. A path that the commit does not change is scanned as it stands in the
   * index, and then nothing in it counts as already committed: that is how hook managers ask for "all files".
   */
  readonly paths?: readonly string[];
  /** Commits that are merged, besides those that git's own files name. */
  readonly merging?: readonly string[];
  /** What a policy leaves out; counted, and named in the ledger. */
  readonly excluded?: ((path: Uint8Array) => boolean) | undefined;
}

/**
 * The index against HEAD (or nothing, before the first commit), in index order. In a merge every parent is an old side. Throws
 * `path-not-in-index` for a path that git does not know, and what git's listings throw.
 */
export function stagedSource(options: StagedOptions): Source {
  const contents = new BlobContents(async (use) => {
    const git = await Git.open(options.repository, options.git);
    try {
      return await use(git);
    } finally {
      git.close();
    }
  });
  let unread: UnreadObjects | null = null;
  const tell = unlessMissing((...object) => (unread as UnreadObjects).tell(...object));
  const files = new CommitFiles(contents, tell);
  return {
    mode: 'staged',
    target: 'index',
    beside: files,
    survey: async () => {
      const { repositorySurvey } = await import('./survey.ts');
      const { repository, git } = options;
      const { workTree } = repository;
      return repository.bare
        ? null
        : repositorySurvey(repository, { base: workTree, folders: [workTree], git, isStaged: true });
    },
    async *candidates(sieve, ledger, signal) {
      const git = await Git.open(options.repository, options.git);
      try {
        // Both processes start at once: the one that lists, and the one that will read what is listed.
        const work = workOf(git, { ...options, paths: options.paths ?? [], merging: options.merging ?? [] });
        work.catch(() => undefined);
        const reader = startReader(git);
        const { items, deleted, versions } = await work;
        const before = versions.before.map((oids) => new CommitFiles(contents, tell, oids));
        files.fill(versions.now, before, versions);
        unread = new UnreadObjects(ledger);
        const scan = new StagedScan({ git, sieve, ledger, unread, pauses: new Pauses(signal) });
        yield* scan.run(items, deleted, reader, options.excluded);
      } finally {
        git.close();
      }
    },
  };
}

const LINK = '120000';
/** Stands for a name that could be a token and is not looked at. */
const REDACTED = Buffer.from('[redacted]');

interface StagedWork {
  readonly git: Git;
  readonly sieve: Sieve;
  readonly ledger: Ledger;
  readonly unread: UnreadObjects;
  readonly pauses: Pauses;
}

class StagedScan {
  readonly #git: Git;
  readonly #sieve: Sieve;
  readonly #ledger: Ledger;
  readonly #unread: UnreadObjects;
  readonly #pauses: Pauses;
  readonly #scanner: FileScanner;

  constructor({ git, sieve, ledger, unread, pauses }: StagedWork) {
    this.#git = git;
    this.#sieve = sieve;
    this.#ledger = ledger;
    this.#unread = unread;
    this.#pauses = pauses;
    this.#scanner = new FileScanner(sieve, ledger, pauses);
  }

  async *run(
    items: readonly Item[],
    deleted: readonly string[],
    reader: GitProcess,
    excluded: StagedOptions['excluded'],
  ): AsyncGenerator<Candidate> {
    this.#ledger.list(items.length);
    const blobs: Item[] = [];
    for (const item of items) {
      if (excluded?.(item.path)) {
        this.#ledger.skipped('path-excluded', 0, this.#sieve.hits(item.path).length > 0 ? REDACTED : item.path);
        continue;
      }
      yield* this.#inName(item);
      if (item.mode !== GITLINK) this.#sieve.notice?.(item.path, null, item.isNewName);
      if (item.mode === GITLINK) this.#ledger.skipped('submodule', 0, item.path);
      else if (item.oid === EMPTY_BLOB[this.#git.repository.objectFormat]) this.#ledger.scanned(0);
      else blobs.push(item);
    }
    if (blobs.length === 0) await proveReader(this.#git, reader);
    const kinds = blobs.map(({ path, mode }): ContentKind => (mode === LINK ? 'text' : contentKind(path)));
    const oids = blobs.map(({ oid }) => oid);
    let at = 0;
    const limit = (index: number): number => wholeLimit(kinds[index] as ContentKind);
    for await (const object of readObjects(this.#git, oids, limit, reader)) {
      const { path, stage, old, oid } = blobs[at] as Item;
      const kind = kinds[at++] as ContentKind;
      const origin: Origin = {
        name: path,
        kind,
        places: [{ kind: 'staged', path, stage }],
        before: oldSides(this.#git, this.#sieve, old, deleted, this.#unread.tell),
      };
      if (object.kind === 'problem') this.#unread.know(oid);
      if (object.kind === 'bytes') this.#check(oid, object.bytes, path);
      yield* this.#object(object, origin);
    }
  }

  /** git believes the index of a pack. What stands in a blob's place is scanned, and the blob itself is told as damaged. */
  #check(oid: string, bytes: Uint8Array, path: Buffer): void {
    if (isIdOf(Buffer.from(oid, 'hex'), this.#git.repository.objectFormat, 'blob', bytes)) return;
    this.#unread.know(oid);
    this.#ledger.list(1);
    this.#ledger.skipped('corrupt-object', 0, path);
  }

  async *#object(object: GitObject, origin: Origin): AsyncGenerator<Candidate> {
    if (object.kind === 'problem') return this.#ledger.skipped(object.problem, 0, origin.name);
    if (object.kind === 'stream') return yield* offerStream(this.#ledger, this.#sieve, origin, object, origin.name);
    const oid = lfsOid(object.bytes);
    if (oid === null) return yield* this.#scanner.bytes(origin, object.bytes, null);
    const content = openLfsObject(this.#git.repository, oid);
    this.#ledger.size(object.bytes.length);
    if (content.kind !== 'file') return this.#ledger.skipped('lfs-pointer', object.bytes.length, origin.name);
    this.#ledger.scanned(object.bytes.length);
    this.#ledger.list(1);
    yield* this.#scanner.file(origin, content.fd, content.stat);
  }

  /** A token can be the name of a file. One that was committed before is not new, but must be known, so that reports mask it. */
  *#inName({ path, isNewName }: Item): Generator<Candidate> {
    if (this.#sieve.hits(path).length === 0) return;
    const origin: Origin = { name: path, kind: 'text', places: [{ kind: 'name', of: 'file', path }] };
    const own = isNewName ? [] : [`name:${path.toString('latin1')}`];
    const aside = new FileScanner(this.#sieve, new RunLedger(), this.#pauses);
    const read = async function* (wanted: readonly string[]) {
      for (const id of wanted)
        for (const candidate of aside.bytes(origin, path, null)) yield { id, candidate, isTrue: () => true };
    };
    this.#ledger.list(1);
    yield* this.#scanner.bytes({ ...origin, before: { own, common: [], read } }, path, null);
  }
}
