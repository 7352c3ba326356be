// What an object of git gives to scan: a blob what it holds, a commit or tag what it says, a tree the names in it.
import type { GitObject } from '../git/batch.ts';
import { isIdOf, mayNameSpecial, type ObjectType, objectParts, stampOf, treeEntries } from '../git/object-format.ts';
import type { ObjectTable } from '../git/object-listing.ts';
import type { Git } from '../git/runner.ts';
import { contentKind } from '../path.ts';
import type { Pauses } from '../pauses.ts';
import type { Candidate, Hit, Ledger, Place, Sieve, SkipReason } from '../types.ts';
import { offer, streamSegments, wholeSegment } from './content.ts';
import { FileScanner, type Origin, offerStream } from './file.ts';
import { LargeCode } from './large-code.ts';
import { lfsOid, openLfsObject } from './lfs.ts';

export interface ObjectContentOptions {
  readonly git: Git;
  readonly table: ObjectTable;
  readonly sieve: Sieve;
  readonly ledger: Ledger;
  readonly pauses: Pauses;
  /** The repository inside the scanned one that this is; see `Place`. */
  readonly repository?: Uint8Array | undefined;
  /** Positions of blobs that are notebooks, of which the trees that say so are not in the table. */
  readonly notebooks?: readonly number[] | undefined;
}

export type Candidates = Iterable<Candidate> | AsyncIterable<Candidate>;

/** Pieces of a large object after which others get a turn. */
const TURN = 256;

/** Makes candidates of objects, and settles those that give none. Objects are told by their positions in the table. */
export class ObjectContent {
  readonly #options: ObjectContentOptions;
  readonly #scanner: FileScanner;
  readonly #names = new Set<string>();
  /** Positions of objects too large to be held, in which something is: they are to be read once more. */
  readonly again = new Set<number>();
  /** Positions of blobs that have a notebook's name somewhere. */
  readonly notebooks: Set<number>;
  /** Positions of blobs that were scanned as notebooks, and not as texts. */
  readonly asNotebooks = new Set<number>();
  /** Commits of other repositories that trees name. */
  readonly submodules = new Set<string>();
  /** Positions of what is not what its id says. */
  readonly damaged = new Set<number>();
  /** Positions of what gave a candidate or could not be read. */
  readonly marked = new Set<number>();

  constructor(options: ObjectContentOptions) {
    this.#options = options;
    this.#scanner = new FileScanner(options.sieve, options.ledger, options.pauses);
    this.notebooks = new Set(options.notebooks);
  }

  /**
   * The candidates of an object that is held whole; null for none, and then it is settled. Of what may be told and is not true, nothing is
   * settled.
   */
  whole(
    index: number,
    type: ObjectType,
    bytes: Buffer,
    hits: readonly Hit[],
    isTrue: () => boolean = () => true,
  ): Candidates | null {
    if (type === 'blob') return this.#blob(index, bytes, hits, isTrue);
    if (hits.length > 0 && !isTrue()) return null;
    return type === 'tree' ? this.#tree(index, bytes, hits) : this.#record(index, type, bytes, hits);
  }

  /** Whether it is true is asked when something is found in it: most hits are nothing. */
  #blob(index: number, bytes: Buffer, hits: readonly Hit[], isTrue: () => boolean): Candidates | null {
    const lfs = lfsOid(bytes);
    if (lfs !== null) return isTrue() ? this.#lfs(index, lfs, bytes.length) : null;
    if (hits.length === 0 && !this.notebooks.has(index) && !this.#options.sieve.isRisky?.(null, bytes))
      return this.settle(bytes.length);
    const origin = this.#blobOrigin(index);
    const matched = (): void => void this.marked.add(index);
    if (this.notebooks.has(index)) this.asNotebooks.add(index);
    const content = { ...origin, whole: true, matched, isTrue, segments: () => [wholeSegment(bytes, hits)] };
    return offer(this.#options.ledger, origin.name, content, () => bytes.length);
  }

  /** Of an object in pieces. It is searched to its end; what has something is read again at the end, since only then its lines are counted. */
  async *stream(index: number, object: Extract<GitObject, { kind: 'stream' }>): AsyncGenerator<Candidate> {
    const { sieve, ledger, pauses } = this.#options;
    if (this.again.has(index)) return yield* offerStream(ledger, sieve, this.#blobOrigin(index), object, null);
    const code = new LargeCode(sieve, null);
    let size = 0;
    let hasHits = this.notebooks.has(index);
    for await (const segment of streamSegments(object.stream, sieve)) {
      size = segment.to;
      code.see(segment);
      hasHits ||= segment.hits.length > 0;
      if (pauses.due(TURN)) await pauses.take();
    }
    const damage = object.damage();
    const isWanted = hasHits || code.isFound;
    if (isWanted || damage) this.marked.add(index);
    if (isWanted) return void this.again.add(index);
    ledger.size(size);
    if (damage) ledger.partial(damage, size, this.nameOf(index));
    else ledger.scanned(size);
  }

  /** A pointer is scanned in the shape of what it stands for, where the clone has that. */
  async *#lfs(index: number, oid: string, size: number): AsyncGenerator<Candidate> {
    const { git, ledger } = this.#options;
    const origin = this.#blobOrigin(index);
    const content = openLfsObject(git.repository, oid);
    this.marked.add(index);
    ledger.size(size);
    if (content.kind !== 'file') return ledger.skipped('lfs-pointer', size, origin.name);
    ledger.scanned(size);
    ledger.list(1);
    yield* this.#scanner.file(origin, content.fd, content.stat);
  }

  /** A commit or tag: its header fields and its message are places of their own. */
  #record(index: number, type: 'commit' | 'tag', bytes: Buffer, hits: readonly Hit[]): Candidates | null {
    if (hits.length === 0) return this.settle(bytes.length);
    this.marked.add(index);
    return this.#parts(index, type, bytes);
  }

  *#parts(index: number, type: 'commit' | 'tag', bytes: Buffer): Generator<Candidate> {
    const { ledger, sieve, table } = this.#options;
    const stamp = stampOf(table.list.hex(index), bytes);
    const path = Buffer.from(`${type} ${stamp.oid}`);
    let why: SkipReason | null = null;
    for (const { field, start, end } of objectParts(bytes)) {
      const part = bytes.subarray(start, end);
      const hits = sieve.hits(part);
      if (hits.length === 0) continue;
      const place: Place =
        field === null
          ? this.#in({ kind: 'message', of: type, path, stamp })
          : this.#in({ kind: 'header', of: type, field, path, stamp });
      const partial = (reason: SkipReason): void => {
        why ??= reason;
      };
      yield { kind: 'text', places: [place], whole: true, segments: () => [wholeSegment(part, hits)], partial };
    }
    ledger.size(bytes.length);
    if (why) ledger.partial(why, bytes.length, path);
    else ledger.scanned(bytes.length);
  }

  #tree(index: number, bytes: Buffer, hits: readonly Hit[]): Candidates | null {
    if (hits.length === 0 && !mayNameSpecial(bytes, this.#options.table.list.width)) return this.settle(bytes.length);
    return this.#entries(index, bytes, hits);
  }

  *#entries(index: number, bytes: Buffer, hits: readonly Hit[]): Generator<Candidate> {
    const { table, sieve, ledger } = this.#options;
    const { list } = table;
    const outside: Hit[] = [];
    let next = 0;
    let why: SkipReason | null = null;
    const partial = (reason: SkipReason): void => {
      why ??= reason;
    };
    // Hits are ascending, as entries are.
    const upTo = (end: number, isName: boolean): void => {
      for (let hit = hits[next]; hit && hit.offset < end; hit = hits[++next]) if (!isName) outside.push(hit);
    };
    for (const { name, oid, isDirectory, isSubmodule } of treeEntries(bytes, list.width)) {
      if (isSubmodule) this.submodules.add(bytes.toString('hex', oid, oid + list.width));
      else if (!isDirectory && contentKind(name) === 'notebook') this.notebooks.add(list.indexOfRaw(bytes, oid));
      if (hits.length === 0) continue;
      upTo(oid - 1 - name.length, false);
      upTo(oid - 1, true);
      const found = sieve.hits(name);
      const key = name.toString('latin1');
      if (found.length === 0) continue;
      // Also if the name was told: the tree that had it first may be gone the next time.
      this.marked.add(index);
      if (this.#names.has(key)) continue;
      this.#names.add(key);
      const path = Buffer.from(name);
      const place = this.#in({ kind: 'name', of: isDirectory ? 'directory' : 'file', path });
      const segments = () => [wholeSegment(path, found)];
      yield { kind: 'text', places: [place], whole: true, segments, partial };
    }
    upTo(bytes.length, false);
    if (outside.length === 0 && why === null) return void this.settle(bytes.length);
    // Where a tree is none, git keeps it all the same.
    this.marked.add(index);
    const origin = this.#blobOrigin(index);
    const content = { ...origin, whole: true, segments: () => [wholeSegment(bytes, outside)] };
    yield* offer(
      ledger,
      origin.name,
      content,
      () => bytes.length,
      () => why,
    );
  }

  /** git believes the index of a pack. What stands in an object's place is scanned, and the object itself is told as damaged. */
  check(index: number, { type, bytes }: Extract<GitObject, { kind: 'bytes' }>): void {
    const { git, ledger, table } = this.#options;
    if (isIdOf(table.list.raw(index), git.repository.objectFormat, type, bytes)) return;
    this.marked.add(index);
    this.damaged.add(index);
    ledger.list(1);
    ledger.skipped('corrupt-object', 0, this.nameOf(index));
  }

  settle(size: number): null {
    this.#options.ledger.size(size);
    this.#options.ledger.scanned(size);
    return null;
  }

  leaveOut(index: number): void {
    const size = this.#options.table.size(index);
    this.marked.add(index);
    this.#options.ledger.size(size);
    this.#options.ledger.skipped('size-limit', size, this.nameOf(index));
  }

  #blobOrigin(index: number): Origin {
    const name = this.nameOf(index);
    return {
      name,
      kind: this.notebooks.has(index) ? 'notebook' : 'text',
      places: [this.#in({ kind: 'blob', oid: this.#options.table.list.hex(index), path: name })],
    };
  }

  /** What people are told instead of a path. */
  nameOf(index: number): Buffer {
    const { table } = this.#options;
    return Buffer.from(`${table.type(index) ?? 'object'} ${table.list.hex(index)}`);
  }

  #in(place: Place): Place {
    const { repository } = this.#options;
    return repository ? { ...place, repository } : place;
  }
}
