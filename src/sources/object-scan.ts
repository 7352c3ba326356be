// Scans many objects of git, each once: which of them are read, by whom, and in which order.
import { BatchReader, type GitObject } from '../git/batch.ts';
import { isIdOf, isNode, type ObjectType } from '../git/object-format.ts';
import type { OidSequence } from '../git/object-list.ts';
import type { Candidate, Searcher, SkipReason } from '../types.ts';
import { NOTEBOOK_LIMIT, WHOLE_LIMIT } from './content.ts';
import { type Candidates, ObjectContent, type ObjectContentOptions } from './object-content.ts';
import { IS_TOLD, type PackBatch, PHASES, type Phase, TYPES } from './pack-task.ts';
import type { PackThread } from './pack-thread.ts';
import { PackedObjects, type PackedObjectsOptions } from './packed-objects.ts';
import type { Progress } from './progress.ts';

export interface ObjectScanOptions extends ObjectContentOptions {
  /** Larger blobs are left out; in bytes. */
  readonly maxBlobSize?: number | undefined;
  /** Positions in the table of what was scanned before, as a text, and was clean; it counts as scanned. */
  readonly isKnown?: ((index: number) => boolean) | undefined;
  /** Packs that are read without git; what they do not give, git does. */
  readonly packs?: PackOptions | undefined;
  readonly progress?: ((now: Progress) => void) | undefined;
}

export interface PackOptions extends Pick<PackedObjectsOptions, 'files' | 'memory'> {
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

export class ObjectScan {
  readonly #options: ObjectScanOptions;
  readonly #content: ObjectContent;
  readonly #problems: { readonly index: number; readonly problem: SkipReason }[] = [];
  /** Whether every object that git gives is compared with its id: where there are many, only commits and tags are. */
  #isChecked = false;
  readonly #now = { objects: 0, bytes: 0, totalObjects: 0, totalBytes: 0 };
  /** Searches what packs hold. */
  #search: Searcher;
  /** Positions of blobs that have a notebook's name somewhere. */
  readonly notebooks: ReadonlySet<number>;
  /** Positions of blobs that were scanned as notebooks, and not as texts. */
  readonly asNotebooks: ReadonlySet<number>;
  /** Commits of other repositories that trees name. */
  readonly submodules: ReadonlySet<string>;
  /** Positions of what gave a candidate or could not be read. */
  readonly marked: Set<number>;

  constructor(options: ObjectScanOptions) {
    this.#options = options;
    this.#content = new ObjectContent(options);
    ({ notebooks: this.notebooks, submodules: this.submodules, marked: this.marked } = this.#content);
    this.asNotebooks = this.#content.asNotebooks;
    this.#search = (bytes) => ({ hits: options.sieve.hits(bytes) });
  }

  /** Positions of what could not be read, or is not what its id says. */
  get unread(): Iterable<number> {
    return [...this.#problems.map(({ index }) => index), ...this.#content.damaged];
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
      else if (table.size(index) > maxBlobSize) this.#content.leaveOut(index);
      else groups[index] = BLOB;
    }
    try {
      yield* this.#readAll(groups);
    } finally {
      // Whatever happened, nothing more is to come.
      this.#options.progress?.({ ...this.#now, objects: this.#now.totalObjects });
    }
    for (const { index, problem } of this.#problems.sort((a, b) => a.index - b.index))
      ledger.skipped(problem, 0, this.#content.nameOf(index));
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
    for (const index of known) if (!this.notebooks.has(index)) this.#content.settle(table.size(index));
    yield* this.#all(
      known.filter((index) => this.notebooks.has(index)),
      1,
    );
    yield* this.#all(Int32Array.from(this.#content.again).sort(), 1);
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
      const candidates = this.#content.whole(index, type, bytes, searched.hits, () => (truth ??= object.isTrue()));
      if (candidates) yield* candidates;
      // git is asked for it.
      if (truth !== false) this.#done(index, done);
      if (!pauses.due(1)) continue;
      progress?.(this.#now);
      await pauses.take();
      for (let batch = thread?.told(phase); batch; batch = thread?.told(phase))
        yield* this.#told(batch, packed, isWanted, done);
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
        const candidates = this.#content.whole(index, type, bytes, sieve.hits(bytes), isTrue);
        if (candidates) yield* candidates;
        if (truth === false) continue;
      } else {
        // As a notebook, it was not looked at.
        if (this.notebooks.has(index)) continue;
        this.#content.settle(size);
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
    if (object.kind === 'stream') return this.#content.stream(index, object);
    if (this.#isChecked || isNode(object.type)) this.#content.check(index, object);
    const hits = this.#options.sieve.hits(object.bytes);
    return this.#content.whole(index, object.type, object.bytes, hits);
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
