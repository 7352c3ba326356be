// What git keeps outside of objects: the names of refs, the paths in indexes, and git's own files.
import { HfleaksError } from '../errors.ts';
import { indexFiles } from '../git/git-directory.ts';
import { EMPTY_BLOB, GITLINK, indexEntries } from '../git/index-listing.ts';
import { isRegular } from '../git/indexed.ts';
import type { ObjectTable } from '../git/object-listing.ts';
import type { Repository } from '../git/repository.ts';
import type { Git } from '../git/runner.ts';
import type { ObjectStore } from '../git/store.ts';
import type { Pauses } from '../pauses.ts';
import type { Candidate, Ledger, NamedThing, Place, Sieve, SkipReason } from '../types.ts';
import { FileScanner } from './file.ts';
import { scanGitFiles } from './git-files.ts';
import { ToldNames } from './told-names.ts';

/** Scans a repository's texts. `path`: where it lies in the scanned one, undefined for that one itself. */
export class GitTexts {
  readonly #repository: Repository;
  readonly #sieve: Sieve;
  readonly #pauses: Pauses;
  readonly #path: Buffer | undefined;
  readonly #told: ToldNames;

  constructor(repository: Repository, sieve: Sieve, pauses: Pauses, path?: Buffer) {
    this.#repository = repository;
    this.#sieve = sieve;
    this.#pauses = pauses;
    this.#path = path;
    this.#told = new ToldNames(sieve);
  }

  /** Only names in which something could be are listed. */
  *refNames(names: readonly Uint8Array[], ledger: Ledger): Generator<Candidate> {
    for (const name of names) {
      const path = Buffer.from(name);
      yield* this.#name({ kind: 'name', of: kindOfRef(path), path }, ledger);
    }
  }

  /** Index entries name blobs that no commit has yet, which are added to `table`, and paths that no tree has. */
  async *indexes(git: Git, table: ObjectTable, ledger: Ledger): AsyncGenerator<Candidate> {
    const empty = EMPTY_BLOB[this.#repository.objectFormat];
    const seen = new Set<string>();
    for (const file of indexFiles(this.#repository)) {
      if (!isRegular(file)) {
        leftOut(ledger, 'read-error', Buffer.from('.git/index'));
        continue;
      }
      try {
        for await (const { path, oid, mode } of indexEntries(git, 'all', file)) {
          if (mode !== GITLINK && oid !== empty) table.list.add(oid);
          if (this.#sieve.hits(path).length === 0 || seen.has(path.toString('latin1'))) continue;
          seen.add(path.toString('latin1'));
          yield* this.#name({ kind: 'name', of: 'file', path: Buffer.from(path) }, ledger);
        }
      } catch (error) {
        if (!(error instanceof HfleaksError) || error.code === 'interrupted') throw error;
        leftOut(ledger, 'corrupt-object', Buffer.from('.git/index'));
      }
    }
  }

  /** Git's own files, but for the names that were told before. */
  files(store: ObjectStore, ledger: Ledger): AsyncIterable<Candidate> {
    const [repository, sieve, told, pauses, path] = [
      this.#repository,
      this.#sieve,
      this.#told,
      this.#pauses,
      this.#path,
    ];
    return scanGitFiles({ repository, store, sieve, told, ledger, pauses, path });
  }

  *#name(place: Place, ledger: Ledger): Generator<Candidate> {
    const bytes = place.path as Buffer;
    if (this.#sieve.hits(bytes).length === 0) return;
    this.#told.add(bytes);
    ledger.list(1);
    const places = [this.#path ? { ...place, repository: this.#path } : place] as const;
    const scanner = new FileScanner(this.#sieve, ledger, this.#pauses);
    yield* scanner.bytes({ name: bytes, kind: 'text', places }, bytes, null);
  }
}

function leftOut(ledger: Ledger, reason: SkipReason, name: Uint8Array): void {
  ledger.list(1);
  ledger.skipped(reason, 0, name);
}

function kindOfRef(name: Buffer): NamedThing {
  const text = name.toString('latin1');
  if (/^refs\/(?:heads|remotes)\//.test(text)) return 'branch';
  return text.startsWith('refs/tags/') ? 'tag' : 'ref';
}
