// What git keeps outside of objects: the names of refs, the paths in indexes, and git's own files.
import { statSync } from 'node:fs';
import { HfleaksError } from '../errors.ts';
import { gitFiles, indexFiles } from '../git/git-directory.ts';
import { EMPTY_BLOB, indexEntries } from '../git/index-listing.ts';
import type { ObjectTable } from '../git/object-listing.ts';
import type { Repository } from '../git/repository.ts';
import type { Git } from '../git/runner.ts';
import type { Candidate, Ledger, NamedThing, Place, Sieve, SkipReason } from '../types.ts';
import { FileScanner } from './file.ts';
import { openPath } from './open.ts';
import type { Pauses } from './pauses.ts';

/** Scans a repository's texts. `path`: where it lies in the scanned one, undefined for that one itself. */
export class GitTexts {
  readonly #repository: Repository;
  readonly #sieve: Sieve;
  readonly #ledger: Ledger;
  readonly #pauses: Pauses;
  readonly #path: Buffer | undefined;
  readonly #scanner: FileScanner;

  constructor(repository: Repository, sieve: Sieve, ledger: Ledger, pauses: Pauses, path?: Buffer) {
    this.#repository = repository;
    this.#sieve = sieve;
    this.#ledger = ledger;
    this.#pauses = pauses;
    this.#path = path;
    this.#scanner = new FileScanner(sieve, ledger, pauses);
  }

  /** Only names in which something could be are listed. */
  *refNames(names: readonly Uint8Array[]): Generator<Candidate> {
    for (const name of names) {
      const path = Buffer.from(name);
      yield* this.#name({ kind: 'name', of: kindOfRef(path), path });
    }
  }

  /** Index entries name blobs that no commit has yet, which are added to `table`, and paths that no tree has. */
  async *indexes(git: Git, table: ObjectTable): AsyncGenerator<Candidate> {
    const empty = EMPTY_BLOB[this.#repository.objectFormat];
    const seen = new Set<string>();
    for (const file of indexFiles(this.#repository)) {
      if (!isRegular(file)) {
        this.#leftOut('read-error', Buffer.from('.git/index'));
        continue;
      }
      try {
        for await (const { path, oid, mode } of indexEntries(git, 'all', file)) {
          if (mode !== '160000' && oid !== empty) table.list.add(oid);
          if (this.#sieve.hits(path).length === 0 || seen.has(path.toString('latin1'))) continue;
          seen.add(path.toString('latin1'));
          yield* this.#name({ kind: 'name', of: 'file', path: Buffer.from(path) });
        }
      } catch (error) {
        if (!(error instanceof HfleaksError) || error.code === 'interrupted') throw error;
        this.#leftOut('corrupt-object', Buffer.from('.git/index'));
      }
    }
  }

  /** Git's own files, as plain content. */
  async *files(): AsyncGenerator<Candidate> {
    for (const entry of gitFiles(this.#repository)) {
      const name = this.#path ? Buffer.concat([this.#path, Buffer.from('/'), entry.name]) : entry.name;
      if (this.#pauses.due(1)) await this.#pauses.take();
      const opened =
        entry.kind === 'unreadable' ? ({ kind: 'problem', reason: 'permission' } as const) : openPath(entry.path);
      const kind = /(?:^|\/)logs\//.test(name.toString('latin1')) ? 'reflog' : 'gitfile';
      const origin = { name, kind: 'text', places: [this.#in({ kind, path: name })] } as const;
      if (opened.kind === 'problem' || opened.kind === 'folder') {
        this.#leftOut(opened.kind === 'folder' ? 'vanished' : opened.reason, name);
        continue;
      }
      this.#ledger.list(1);
      if (opened.kind === 'file') yield* this.#scanner.file(origin, opened.fd, opened.stat);
      else yield* this.#scanner.bytes(origin, opened.target, null);
    }
  }

  *#name(place: Place): Generator<Candidate> {
    const bytes = place.path as Buffer;
    if (this.#sieve.hits(bytes).length === 0) return;
    this.#ledger.list(1);
    yield* this.#scanner.bytes({ name: bytes, kind: 'text', places: [this.#in(place)] }, bytes, null);
  }

  #leftOut(reason: SkipReason, name: Uint8Array): void {
    this.#ledger.list(1);
    this.#ledger.skipped(reason, 0, name);
  }

  #in(place: Place): Place {
    return this.#path ? { ...place, repository: this.#path } : place;
  }
}

/** git would wait at a FIFO. */
function isRegular(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function kindOfRef(name: Buffer): NamedThing {
  const text = name.toString('latin1');
  if (/^refs\/(?:heads|remotes)\//.test(text)) return 'branch';
  return text.startsWith('refs/tags/') ? 'tag' : 'ref';
}
