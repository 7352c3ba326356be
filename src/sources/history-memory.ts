// What is remembered of a repository between scans: ids and counts, never content, names or paths.
import { createHash } from 'node:crypto';
import type { OidSet } from '../cache/index.ts';
import type { ObjectType } from '../git/object-format.ts';
import { ObjectList } from '../git/object-list.ts';
import type { ObjectTable } from '../git/object-listing.ts';
import type { Tip } from '../git/peel.ts';
import { notedRefs, type Ref, type RefListing } from '../git/ref-files.ts';
import { lookAtRefs, type RefLooks } from '../git/ref-looks.ts';
import type { Repository } from '../git/repository.ts';
import type { ObjectStore } from '../git/store.ts';
import { latin1 } from '../path.ts';
import type { PathChange, Tally, Trace, TraceQuestion } from '../types.ts';
import { VERSION } from '../version.ts';
import type { HistoryOptions } from './history-options.ts';
import { type DigestedFile, filesOf, saidBy, stateOf } from './repository-state.ts';

/** What a scan leaves behind. */
export interface Remembered {
  readonly commits: number;
  /** Objects that were read and gave nothing. */
  readonly clean: Tally;
  /** Objects that gave something, or could not be read: they are read again each time. */
  readonly marked: readonly MarkedObject[];
  readonly missing: readonly string[];
  readonly submodules: readonly string[];
  /** Of these, the ones that are commits of this repository. */
  readonly ownSubmodules: readonly string[];
  /** Whether the names of refs are such that none has to be looked at. */
  readonly areRefsClean: boolean;
  /** Git's own files and the indexes, if nothing was in them; else null, and they are read again. */
  readonly texts: Tally | null;
  /** Digests of the packs as they were: what else holds an object is read again. */
  readonly packs: readonly string[];
  readonly trace: RecordedTrace | null;
  /** Null if they are to be read again. */
  readonly refs: RecordedRefs | null;
}

/** Digests of what the files of refs looked like before they were read, and of what they said. */
interface RecordedRefs {
  readonly looks: string;
  readonly said: string;
}

interface MarkedObject {
  readonly oid: string;
  readonly type: ObjectType | null;
  readonly size: number;
  readonly isNotebook: boolean;
}

/** A scan's outcome, before it is made into what is kept. */
export interface Outcome extends Pick<Remembered, 'commits' | 'missing' | 'submodules' | 'areRefsClean' | 'texts'> {
  readonly table: ObjectTable;
  /** Positions in the table. */
  readonly marked: ReadonlySet<number>;
  readonly notebooks: ReadonlySet<number>;
  /** Of the clean ones, those of which it is not known what they are as texts. */
  readonly asNotebooks: ReadonlySet<number>;
}

/** The answers of history to the questions of the scan before. */
interface RecordedTrace {
  readonly objects: readonly string[];
  /** The commits that change one of the objects, with their positions. */
  readonly commits: Readonly<Record<string, number>>;
  readonly inHead: readonly string[];
  /** By commit, what HEAD has at the path of each of its changes, in git's order. */
  readonly headBlobs: Readonly<Record<string, readonly (string | null)[]>>;
  /** Merges that leave out one of the objects. */
  readonly drops: readonly string[];
  /** By the ids of a group, positions in the list of refs, and how many there are. */
  readonly refs: Readonly<Record<string, { readonly at: readonly number[]; readonly total: number }>>;
}

/** Counts the shapes of what is kept: that of another one is not read. */
const SHAPE = '3';

type MemoryOptions = Pick<HistoryOptions, 'memory' | 'everything' | 'since' | 'refs' | 'maxBlobSize'>;

export class HistoryMemory {
  readonly #cache: NonNullable<HistoryOptions['memory']>['cache'];
  readonly #name: readonly string[];
  readonly #store: ObjectStore;
  readonly #repository: Repository;
  /** All that objects are read from. */
  readonly files: readonly DigestedFile[];
  readonly #packs: readonly string[];
  readonly #everything: boolean;
  /** As it is now; not known before the refs are. */
  #state: string | null = null;
  readonly #entry: { readonly state: string; readonly summary: unknown; ids(): OidSet | null } | null;
  #kept: {
    readonly summary: Omit<Remembered, 'refs' | 'trace'>;
    readonly ids: Uint8Array;
    readonly idLength: 20 | 32;
  } | null = null;
  #trace: RecordedTrace | null = null;
  /** What the files of refs looked like before they are read. */
  #looks: RefLooks | null = null;
  #refs: RecordedRefs | null = null;
  /** Whether there is something to remember of what was known before. */
  #isMore = false;

  /** Null if nothing is to be remembered: without a cache, or for a part of history that the clock or globs select. */
  static open(repository: Repository, store: ObjectStore, options: MemoryOptions): HistoryMemory | null {
    if (!options.memory || options.since !== undefined || (options.refs ?? []).length > 0) return null;
    return new HistoryMemory(repository, store, options, options.memory);
  }

  private constructor(
    repository: Repository,
    store: ObjectStore,
    { everything = false, maxBlobSize }: MemoryOptions,
    { cache, rules }: NonNullable<HistoryOptions['memory']>,
  ) {
    this.#cache = cache;
    this.#name = [
      VERSION,
      SHAPE,
      rules,
      repository.commonDir,
      repository.gitDir,
      String(everything),
      String(maxBlobSize),
    ];
    this.#repository = repository;
    this.#store = store;
    this.#everything = everything;
    this.files = filesOf(repository, store);
    this.#packs = this.files.flatMap(({ kind, digest }) => (kind === 'pack' ? [digest] : []));
    this.#entry = cache.read(this.#name);
  }

  /** Whether nothing is known of the repository. */
  get isFirst(): boolean {
    return this.#entry === null;
  }

  /** What is known of a history in which nothing is new and nothing is to be read again, as the looks of all files tell; to be asked before refs are read. */
  allClean(): Remembered | null {
    const told = this.#told;
    // Elsewhere git is asked, and the files of refs are read, whatever they look like.
    if (this.#everything || (told && (told.marked.length > 0 || !told.areRefsClean))) return null;
    this.#looks = lookAtRefs(this.#repository);
    if (!told?.refs || told.refs.looks !== this.#looks?.digest) return null;
    this.#compare(told.refs.said, notedRefs(this.#repository));
    return this.unchanged;
  }

  /** Says what the refs are. */
  compare(refs: RefListing): void {
    const said = saidBy(refs);
    this.#compare(said, refs.pseudo);
    if (!this.#looks?.isSettled || refs.problems.length > 0 || this.#told?.refs?.looks === this.#looks.digest) return;
    this.#refs = { looks: this.#looks.digest, said };
    this.#isMore = true;
  }

  /** What the last scan left, whatever changed since. */
  get #told(): Remembered | undefined {
    return this.#entry?.summary as Remembered | undefined;
  }

  #compare(said: string, noted: readonly Ref[]): void {
    this.#state = stateOf(this.#repository, said, noted, this.#store, this.files, this.#everything);
  }

  /** What is known if nothing changed since. */
  get unchanged(): Remembered | null {
    return this.#entry?.state === this.#state ? (this.#entry.summary as Remembered) : null;
  }

  /** The objects that were clean when nothing had changed. */
  cleanThen(): OidSet | null {
    return this.unchanged && (this.#entry?.ids() ?? null);
  }

  /**
   * A test for objects, by raw ids, that were clean and lie in packs that are as they were. git believes a pack's index: another pack, or a
   * loose object, may hold other content under an id that is known.
   */
  cleanBefore(): ((raw: Buffer) => boolean) | undefined {
    if (!this.#entry) return undefined;
    const clean = this.#entry.ids();
    if (!clean) return undefined;
    const packs = new Set((this.#entry.summary as Remembered).packs);
    const fresh = new ObjectList(this.#repository.objectFormat);
    for (const file of filesOf(this.#repository, this.#store))
      if (file.kind === 'loose' || !packs.has(file.digest))
        for (const { bytes, at } of file.ids()) fresh.addRaw(bytes, at);
    return (raw) => clean.has(raw) && fresh.indexOfRaw(raw, 0) < 0;
  }

  /** Records what was scanned. */
  record({ table, marked, notebooks, asNotebooks, ...outcome }: Outcome): void {
    const { list } = table;
    const ids = Buffer.allocUnsafe((list.length - marked.size) * list.width);
    let [at, bytes] = [0, 0];
    for (let index = 0; index < list.length; index++) {
      if (marked.has(index)) continue;
      // Where something is new, a name can be, too: what was a notebook may be a text.
      if (!asNotebooks.has(index)) at += list.raw(index).copy(ids, at);
      bytes += table.size(index);
    }
    const clean = { objects: list.length - marked.size, bytes };
    const told = [...marked]
      .sort((a, b) => a - b)
      .map((index) => ({
        oid: list.hex(index),
        type: table.type(index),
        size: table.size(index),
        isNotebook: notebooks.has(index),
      }));
    const ownSubmodules = outcome.submodules.filter((oid) => list.indexOf(oid) >= 0);
    const summary = { ...outcome, ownSubmodules, clean, marked: told, packs: this.#packs };
    this.#kept = { summary, ids: ids.subarray(0, at), idLength: list.width };
  }

  /** Leaves for the next scan what this one was told of. */
  write(): void {
    const known = this.unchanged;
    const before = this.#isMore && known ? this.#entry?.ids() : null;
    const { summary, ids, idLength } = this.#kept ?? {
      summary: known,
      ids: before?.toBuffer(),
      idLength: before?.idLength,
    };
    if (!summary || !ids || !idLength || this.#state === null) return;
    const whole: Remembered = {
      ...summary,
      trace: this.#trace ?? known?.trace ?? null,
      refs: this.#refs ?? known?.refs ?? null,
    };
    this.#cache.keep(this.#name, { state: this.#state, summary: whole, ids, idLength });
  }

  // ---------------------------------------------------------------- where findings stand

  /** Lets `use` work with `trace` and records what it asked. `refs` are those of the repository, in their order. */
  async recordTrace<T>(
    question: TraceQuestion,
    refs: readonly Tip[],
    trace: Trace,
    use: (trace: Trace) => Promise<T>,
  ): Promise<T> {
    const at = new Map(refs.map(({ name }, index) => [latin1(name), index]));
    const commits: Record<string, number> = {};
    const inHead = new Set<string>();
    const named: Record<string, RecordedTrace['refs'][string]> = {};
    for (const { commit } of [...trace.changes, ...trace.drops]) commits[commit.oid] = trace.positionOf(commit.oid);
    const drops = [...new Set(trace.drops.map(({ commit }) => commit.oid))];
    const result = await use({
      ...trace,
      positionOf: (oid) => {
        const position = trace.positionOf(oid);
        if (position >= 0) commits[oid] = position;
        return position;
      },
      isInHead: (oid) => {
        const isThere = trace.isInHead(oid);
        if (isThere) inHead.add(oid);
        return isThere;
      },
      refsOf: (groups) => {
        const answer = trace.refsOf(groups);
        for (const [index, { names, total }] of answer.entries())
          named[keyOf(groups[index] as readonly string[])] = {
            at: names.map((name) => at.get(latin1(name)) ?? -1),
            total,
          };
        return answer;
      },
    });
    // Names are looked for in all of history each time.
    if (trace.isWhole && question.names.size === 0) {
      this.#trace = {
        objects: [...question.objects].sort(),
        commits,
        inHead: [...inHead].sort(),
        headBlobs: headBlobsOf(trace),
        drops,
        refs: named,
      };
      this.#isMore = true;
    }
    return result;
  }

  /** The trace of the scan before, if nothing changed and it was asked the same; null otherwise. */
  told(question: TraceQuestion): RecordedTrace | null {
    const trace = this.unchanged?.trace;
    const isSame =
      trace?.objects.length === question.objects.size && trace.objects.every((oid) => question.objects.has(oid));
    return trace && isSame && question.names.size === 0 ? trace : null;
  }
}

function headBlobsOf({ changes, headBlob }: Pick<Trace, 'changes' | 'headBlob'>): Record<string, (string | null)[]> {
  const blobs: Record<string, (string | null)[]> = {};
  for (const { commit, path } of changes) (blobs[commit.oid] ??= []).push(headBlob(path));
  return blobs;
}

/**
 * A trace from what is remembered, without drops: only the changes of the few commits are asked of git. Null if these are others than they were,
 * as where git failed on its way.
 */
export function recalledTrace(told: RecordedTrace, refs: readonly Tip[], changes: readonly PathChange[]): Trace | null {
  const inHead = new Set(told.inHead);
  const [next, inHeadNow] = [new Map<string, number>(), new Map<string, string | null>()];
  for (const { commit, path } of changes) {
    const at = next.get(commit.oid) ?? 0;
    next.set(commit.oid, at + 1);
    inHeadNow.set(latin1(path), told.headBlobs[commit.oid]?.[at] ?? null);
  }
  const then = Object.entries(told.headBlobs);
  if (then.length !== next.size || then.some(([oid, blobs]) => next.get(oid) !== blobs.length)) return null;
  return {
    changes,
    isWhole: true,
    drops: [],
    positionOf: (oid) => told.commits[oid] ?? -1,
    headBlob: (path) => inHeadNow.get(latin1(path)) ?? null,
    isInHead: (oid) => inHead.has(oid),
    refsOf: (groups) =>
      groups.map((group) => {
        const { at = [], total = 0 } = told.refs[keyOf(group)] ?? {};
        return { names: at.flatMap((index) => refs[index]?.name ?? []), total };
      }),
  };
}

function keyOf(group: readonly string[]): string {
  return createHash('sha256').update(group.join(' ')).digest('hex');
}
