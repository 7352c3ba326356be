// Scans many objects of git, each once: blobs for what they hold, commits and tags for what they say, trees for the names in them.
import { BatchReader, type GitObject, type ObjectType, type OidSequence } from '../git/batch.ts';
import { isIdOf, isNode, mayNameSpecial, objectParts, stampOf, treeEntries } from '../git/object-format.ts';
import type { ObjectTable } from '../git/object-listing.ts';
import type { Git } from '../git/runner.ts';
import { contentKind } from '../path.ts';
import type { Candidate, Hit, Ledger, Place, Searcher, Sieve, SkipReason } from '../types.ts';
import { NOTEBOOK_LIMIT, offer, streamSegments, WHOLE_LIMIT, wholeSegment } from './content.ts';
import { FileScanner, type Origin } from './file.ts';
import { lfsOid, openLfsObject } from './lfs.ts';
import { IS_TOLD, type PackBatch, PHASES, type Phase, TYPES } from './pack-task.ts';
import type { PackThread } from './pack-thread.ts';
import { PackedObjects, type PackedObjectsOptions } from './packed-objects.ts';
import type { Pauses } from './pauses.ts';
import type { Progress } from './progress.ts';

export interface ObjectScanOptions {
  readonly git: Git;
  readonly table: ObjectTable;
  readonly sieve: Sieve;
  readonly ledger: Ledger;
  readonly pauses: Pauses;
  /** The repository inside the scanned one that this is; see `Place`. */
  readonly repository?: Uint8Array | undefined;
  /** Larger blobs are left out; in bytes. */
  readonly maxBlobSize?: number | undefined;
  /** Positions in the table of what was scanned before, as a text, and was clean; it counts as scanned. */
  readonly isKnown?: ((index: number) => boolean) | undefined;
  /** Positions of blobs that are notebooks, of which the trees that say so are not in the table. */
  readonly notebooks?: readonly number[] | undefined;
  /** Packs that are read without git; what they do not give, git does. */
  readonly packs?: PackOptions | undefined;
  readonly progress?: ((now: Progress) => void) | undefined;
}

interface PackOptions extends Pick<PackedObjectsOptions, 'files' | 'memory'> {
  /** Reads some of all that they hold. */
  readonly thread: PackThread | null;
}

const READERS = 2;
/** Bytes up to which one process reads all. */
const SMALL = 16 << 20;
const NOTHING = new Uint8Array(0);
/** Objects after which others get a turn. */
const TURN = 256;

/** In the table; four bytes each, of which there can be millions. */
type Positions = Int32Array;
/** What is done with an object; left out is 0. */
const [META, BLOB, UNKNOWN, KNOWN] = [1, 2, 3, 4] as const;

type Candidates = Iterable<Candidate> | AsyncIterable<Candidate>;

export class ObjectScan {
  readonly #options: ObjectScanOptions;
  readonly #scanner: FileScanner;
  readonly #names = new Set<string>();
  /** Positions of objects too large to be held, in which something is. */
  readonly #again = new Set<number>();
  readonly #problems: { readonly index: number; readonly problem: SkipReason }[] = [];
  /** Whether every object that git gives is compared with its id: where there are many, only commits and tags are. */
  #isChecked = false;
  readonly #now = { objects: 0, bytes: 0, totalObjects: 0, totalBytes: 0 };
  /** Searches what packs hold. */
  #search: Searcher;
  /** Positions of blobs that have a notebook's name somewhere. */
  readonly notebooks: Set<number>;
  /** Commits of other repositories that trees name. */
  readonly submodules = new Set<string>();
  /** Positions of what gave a candidate or could not be read. */
  readonly marked = new Set<number>();

  constructor(options: ObjectScanOptions) {
    this.#options = options;
    this.#scanner = new FileScanner(options.sieve, options.ledger, options.pauses);
    this.#search = (bytes) => ({ hits: options.sieve.hits(bytes) });
    this.notebooks = new Set(options.notebooks);
  }

  /** Yields what the sieve sees something in. Everything in the table is listed in the ledger, and settled at the end. */
  async *run(): AsyncGenerator<Candidate> {
    const { table, ledger, maxBlobSize = Number.POSITIVE_INFINITY } = this.#options;
    ledger.list(table.list.length);
    const groups = new Uint8Array(table.list.length);
    for (let index = 0; index < groups.length; index++) {
      const type = table.type(index);
      // What was known may be missing now, and a known tree may name a notebook that is new.
      if (type === null) groups[index] = UNKNOWN;
      else if (type !== 'tree' && this.#options.isKnown?.(index)) groups[index] = KNOWN;
      else if (type !== 'blob') groups[index] = META;
      else if (table.size(index) > maxBlobSize) this.#leaveOut(index);
      else groups[index] = BLOB;
    }
    try {
      yield* this.#readAll(groups);
    } finally {
      // Whatever happened, nothing more is to come.
      this.#options.progress?.({ ...this.#now, objects: this.#now.totalObjects });
    }
    for (const { index, problem } of this.#problems.sort((a, b) => a.index - b.index))
      ledger.skipped(problem, 0, this.#nameOf(index));
  }

  async *#readAll(groups: Uint8Array): AsyncGenerator<Candidate> {
    const { table } = this.#options;
    const of = (group: number): Positions => positionsOf(groups, group);
    const [meta, blobs, unknown, known] = [of(META), of(BLOB), of(UNKNOWN), of(KNOWN)];
    const all = [meta, blobs, unknown];
    this.#now.totalObjects = all.reduce((sum, { length }) => sum + length, 0);
    this.#now.totalBytes = all.reduce((sum, indices) => sum + this.#bytesOf(indices), 0);
    // Trees first: they say which blobs are notebooks. A second and third process do not pay for little.
    const isSmall = this.#now.totalBytes < SMALL;
    this.#isChecked = isSmall;
    if (isSmall) yield* this.#all(Int32Array.from([...meta, ...blobs, ...unknown]), 1);
    else yield* this.#most(meta, blobs, unknown);
    // What was clean as a text may not be so as a notebook, and what was scanned as one is not known.
    for (const index of known) if (!this.notebooks.has(index)) this.#settle(table.size(index));
    yield* this.#all(
      known.filter((index) => this.notebooks.has(index)),
      1,
    );
    yield* this.#all(Int32Array.from(this.#again).sort(), 1);
  }

  /** Reads with some processes at once, each its share of the bytes, whichever has something. */
  async *#all(indices: Positions, readers: number): AsyncGenerator<Candidate> {
    const shares = this.#shares(indices, readers).map((share) => ({ share, at: 0, reader: this.#reader(share) }));
    try {
      for (let open = shares; open.length > 0; ) {
        const ended = new Set<object>();
        let isIdle = true;
        for (const one of open)
          for (let turn = 0; turn < TURN; turn++) {
            const object = one.reader.take();
            if (object === null) ended.add(one);
            if (!object) break;
            isIdle = false;
            const candidates = this.#object(one.share[one.at++] as number, object);
            if (candidates) yield* candidates;
          }
        open = open.filter((one) => !ended.has(one));
        this.#options.progress?.(this.#now);
        // While git starts: what is searched for is made ready with the first look.
        if (isIdle) this.#options.sieve.hits(NOTHING);
        if (isIdle && open.length > 0) await Promise.race(open.map(({ reader }) => reader.more()));
        else if (this.#options.pauses.due(TURN)) await this.#options.pauses.take();
      }
    } finally {
      for (const { reader } of shares) reader.close();
    }
  }

  #bytesOf(indices: Positions): number {
    return indices.reduce((sum, index) => sum + this.#options.table.size(index), 0);
  }

  /** Lets git read them. */
  #rest(indices: Positions): AsyncGenerator<Candidate> {
    return this.#all(indices, this.#bytesOf(indices) < SMALL ? 1 : READERS);
  }

  /** Reads from packs what they have, and lets git read the rest. */
  async *#most(meta: Positions, blobs: Positions, unknown: Positions): AsyncGenerator<Candidate> {
    const { git, table, packs, sieve } = this.#options;
    const { objectFormat } = git.repository;
    const lodger = (memory: WasmMemory): void => {
      if (sieve.searcher) this.#search = sieve.searcher(memory);
    };
    const layouts = await packs?.thread?.layouts();
    const packed = packs && new PackedObjects({ ...packs, table, objectFormat, lodger, layouts });
    try {
      for (const phase of ['meta', 'blobs'] as const) {
        const indices = phase === 'meta' ? meta : blobs;
        const done = new Uint8Array(table.list.length);
        if (packed) yield* this.#packed(packed, indices, done, phase);
        yield* this.#rest(indices.filter((index) => done[index] === 0));
        if (phase === 'meta') packs?.thread?.begin(this.#notebookIds());
      }
    } finally {
      packed?.close();
    }
    yield* this.#rest(unknown);
  }

  #notebookIds(): Uint8Array {
    const { list } = this.#options.table;
    return Buffer.concat([...this.notebooks].flatMap((index) => (index < 0 ? [] : [list.raw(index)])));
  }

  /** `done` is 1 for those that were read. */
  async *#packed(packed: PackedObjects, indices: Positions, done: Uint8Array, phase: Phase): AsyncGenerator<Candidate> {
    const { table, pauses, progress, packs } = this.#options;
    const thread = packs?.thread;
    const whole = indices.filter((index) => table.size(index) <= this.#wholeLimit(index));
    const isWanted = packed.wanted(whole);
    const types = PHASES[phase];
    for (const object of packed.read(isWanted, (pack) => ({ types, turns: thread?.turns(pack, phase) }))) {
      const { index, bytes, type } = object;
      if (isNode(type) && !object.isTrue()) continue;
      const searched = this.#search(bytes, object.origin);
      object.learned = searched;
      let truth: boolean | undefined;
      const candidates = this.#whole(index, type, bytes, searched.hits, () => (truth ??= object.isTrue()));
      if (candidates) yield* candidates;
      // git is asked for it.
      if (truth !== false) this.#done(index, done);
      if (!pauses.due(1)) continue;
      progress?.(this.#now);
      await pauses.take();
      for (let batch = thread?.told(); batch; batch = thread?.told()) yield* this.#told(batch, packed, isWanted, done);
    }
    for (let batch = await thread?.next(phase); batch; batch = await thread?.next(phase)) {
      yield* this.#told(batch, packed, isWanted, done);
      progress?.(this.#now);
      if (pauses.due(TURN)) await pauses.take();
    }
  }

  /** What another thread has read: most of it is nothing. */
  async *#told(
    { pack, places, sizes, kinds, bytes: all }: PackBatch,
    packed: PackedObjects,
    isWanted: Uint8Array,
    done: Uint8Array,
  ): AsyncGenerator<Candidate> {
    const { table, sieve, git } = this.#options;
    const { objectFormat } = git.repository;
    let next = 0;
    for (const [at, place] of places.entries()) {
      const kind = kinds[at] as number;
      const size = sizes[at] as number;
      const type = TYPES[(kind & (IS_TOLD - 1)) - 1] as ObjectType;
      const bytes = kind & IS_TOLD ? bufferOf(all, next, (next += size)) : null;
      const index = packed.position(pack, place, type, size, isWanted);
      if (index < 0) continue;
      if (bytes) {
        let truth: boolean | undefined;
        const isTrue = (): boolean => (truth ??= isIdOf(table.list.raw(index), objectFormat, type, bytes));
        const candidates = this.#whole(index, type, bytes, sieve.hits(bytes), isTrue);
        if (candidates) yield* candidates;
        if (truth === false) continue;
      } else {
        // As a notebook, it was not looked at.
        if (this.notebooks.has(index)) continue;
        this.#settle(size);
      }
      this.#done(index, done);
    }
  }

  #done(index: number, done: Uint8Array): void {
    done[index] = 1;
    this.#count(index);
  }

  #shares(indices: Positions, readers: number): readonly Positions[] {
    const { table } = this.#options;
    const weight = (index: number): number => table.size(index) + 1000;
    const total = indices.reduce((sum, index) => sum + weight(index), 0);
    const shares: Positions[] = [];
    let [sum, start] = [0, 0];
    for (const [at, index] of indices.entries()) {
      if (at > start && sum > (total * (shares.length + 1)) / readers) {
        shares.push(indices.subarray(start, at));
        start = at;
      }
      sum += weight(index);
    }
    return [...shares, indices.subarray(start)].filter((share) => share.length > 0);
  }

  #reader(share: Positions): BatchReader {
    const { git, table } = this.#options;
    const oids: OidSequence = { length: share.length, hex: (at) => table.list.hex(share[at] as number) };
    return new BatchReader(git, oids, { wholeLimit: (at) => this.#wholeLimit(share[at] as number) });
  }

  /** The largest size at which an object is held whole, in bytes. */
  #wholeLimit(index: number): number {
    return this.#options.table.type(index) === 'blob' && !this.notebooks.has(index) ? WHOLE_LIMIT : NOTEBOOK_LIMIT;
  }

  #count(index: number): void {
    this.#now.objects++;
    this.#now.bytes += this.#options.table.size(index);
  }

  #object(index: number, object: GitObject): Candidates | null {
    this.#count(index);
    if (object.kind === 'problem') {
      this.#problems.push({ index, problem: object.problem });
      this.marked.add(index);
      return null;
    }
    if (object.kind === 'stream') return this.#stream(index, object);
    if (this.#isChecked || isNode(object.type)) this.#check(index, object);
    const hits = this.#options.sieve.hits(object.bytes);
    return this.#whole(index, object.type, object.bytes, hits);
  }

  /** git believes the index of a pack. What stands in an object's place is scanned, and the object itself is told as damaged. */
  #check(index: number, { type, bytes }: Extract<GitObject, { kind: 'bytes' }>): void {
    const { git, ledger, table } = this.#options;
    if (isIdOf(table.list.raw(index), git.repository.objectFormat, type, bytes)) return;
    this.marked.add(index);
    ledger.list(1);
    ledger.skipped('corrupt-object', 0, this.#nameOf(index));
  }

  /** Of what may be told and is not true, nothing is settled. */
  #whole(
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
      return this.#settle(bytes.length);
    const origin = this.#blobOrigin(index);
    const matched = (): void => void this.marked.add(index);
    // What was scanned as a notebook is not known as a text.
    if (this.notebooks.has(index)) matched();
    const content = { ...origin, whole: true, matched, isTrue, segments: () => [wholeSegment(bytes, hits)] };
    return offer(this.#options.ledger, origin.name, content, () => bytes.length);
  }

  /** Searched to its end; what has something is read again at the end, since only then its lines are counted. */
  async *#stream(index: number, object: Extract<GitObject, { kind: 'stream' }>): AsyncGenerator<Candidate> {
    if (this.#again.has(index)) return yield* this.#large(index, object);
    const { sieve, ledger, pauses } = this.#options;
    let size = 0;
    let hasHits = this.notebooks.has(index);
    for await (const segment of streamSegments(object.stream, sieve)) {
      size = segment.to;
      hasHits ||= segment.hits.length > 0;
      if (pauses.due(TURN)) await pauses.take();
    }
    const damage = object.damage();
    if (hasHits || damage) this.marked.add(index);
    if (hasHits) return void this.#again.add(index);
    ledger.size(size);
    if (damage) ledger.partial(damage, size, this.#nameOf(index));
    else ledger.scanned(size);
  }

  *#large(index: number, { stream, damage }: Extract<GitObject, { kind: 'stream' }>): Generator<Candidate> {
    const { sieve, ledger } = this.#options;
    const origin = this.#blobOrigin(index);
    let size = 0;
    const segments = async function* () {
      for await (const segment of streamSegments(stream, sieve)) {
        size = segment.to;
        yield segment;
      }
    };
    yield* offer(ledger, origin.name, { ...origin, whole: false, segments }, () => size, damage);
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
    if (hits.length === 0) return this.#settle(bytes.length);
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
    if (hits.length === 0 && !mayNameSpecial(bytes)) return this.#settle(bytes.length);
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
    if (outside.length === 0 && why === null) return void this.#settle(bytes.length);
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

  #settle(size: number): null {
    this.#options.ledger.size(size);
    this.#options.ledger.scanned(size);
    return null;
  }

  #leaveOut(index: number): void {
    const size = this.#options.table.size(index);
    this.marked.add(index);
    this.#options.ledger.size(size);
    this.#options.ledger.skipped('size-limit', size, this.#nameOf(index));
  }

  #blobOrigin(index: number): Origin {
    const name = this.#nameOf(index);
    return {
      name,
      kind: this.notebooks.has(index) ? 'notebook' : 'text',
      places: [this.#in({ kind: 'blob', oid: this.#options.table.list.hex(index), path: name })],
    };
  }

  #nameOf(index: number): Buffer {
    const { table } = this.#options;
    return Buffer.from(`${table.type(index) ?? 'object'} ${table.list.hex(index)}`);
  }

  #in(place: Place): Place {
    const { repository } = this.#options;
    return repository ? { ...place, repository } : place;
  }
}

function positionsOf(groups: Uint8Array, group: number): Positions {
  const positions = new Int32Array(groups.reduce((sum, one) => (one === group ? sum + 1 : sum), 0));
  for (let index = 0, at = 0; index < groups.length; index++) if (groups[index] === group) positions[at++] = index;
  return positions;
}

function bufferOf({ buffer, byteOffset }: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(buffer, byteOffset + start, end - start);
}
