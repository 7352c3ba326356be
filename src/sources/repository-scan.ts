// Scans all that one repository keeps, or, where it was scanned before, what is new and what was found.
import type { OidSet } from '../cache/index.ts';
import { HfleaksError } from '../errors.ts';
import { realBoundary } from '../git/boundary.ts';
import { changesOf } from '../git/changes.ts';
import { pathsInIndexes } from '../git/indexed.ts';
import { learnTypes, ObjectTable } from '../git/object-listing.ts';
import type { Tip } from '../git/peel.ts';
import { headOf, type RefListing, readRefs, shallowCommits } from '../git/ref-listing.ts';
import type { Repository } from '../git/repository.ts';
import type { Git } from '../git/runner.ts';
import { openSafely } from '../git/safe-store.ts';
import { type ObjectStore, surveyStore } from '../git/store.ts';
import { packedCount, type StoreFile } from '../git/stored-ids.ts';
import { dropsOf, type TraceOptions, traceHistory, unplaced } from '../git/trace.ts';
import { RunLedger } from '../ledger.ts';
import type { Pauses } from '../pauses.ts';
import type { Candidate, Ledger, PathChange, Sieve, SkipReason, Trace, TraceQuestion } from '../types.ts';
import { CountingLedger } from './counting-ledger.ts';
import { createFilter } from './filter.ts';
import { GitTexts } from './git-texts.ts';
import { listHistory } from './history-listing.ts';
import { HistoryMemory, type Remembered, recalledTrace } from './history-memory.ts';
import type { HistoryOptions } from './history-options.ts';
import { ObjectScan, type ObjectScanOptions, type PackOptions } from './object-scan.ts';
import { PackThread } from './pack-thread.ts';
import { filesIn } from './repository-state.ts';

/** What is held of packs at once, unless told, in bytes. */
const MEMORY = 512 << 20;

export class RepositoryScan {
  readonly #repository: Repository;
  readonly #options: HistoryOptions;
  readonly #sieve: Sieve;
  readonly #ledger: Ledger;
  readonly #pauses: Pauses;
  #store: ObjectStore = { alternates: [], unusable: [], traps: [], outside: [] };
  #memory: HistoryMemory | null = null;
  #trace: TraceOptions = { walk: { tips: [] }, refs: [], head: null };
  #table: ObjectTable;
  readonly #texts: GitTexts;
  #cleanThen: OidSet | null = null;
  /** The changes of the commits that are remembered. */
  #recalled: readonly PathChange[] = [];
  /** Where history is told from was not listed yet. */
  #relist: ((git: Git) => Promise<TraceOptions>) | null = null;
  /** Where it lies in the scanned repository; undefined for that one itself. */
  readonly path: Buffer | undefined;
  /** Whether nothing was read, since all of it was read before and was clean. */
  isKnown = false;
  /** The number of commits. */
  commits = 0;
  /** Commits of other repositories that trees name. */
  submodules: readonly string[] = [];

  constructor(
    repository: Repository,
    options: HistoryOptions,
    sieve: Sieve,
    ledger: Ledger,
    pauses: Pauses,
    path?: Buffer,
  ) {
    this.#repository = repository;
    this.#options = options;
    this.#sieve = sieve;
    this.#ledger = ledger;
    this.#pauses = pauses;
    this.#table = new ObjectTable(repository.objectFormat);
    this.#texts = new GitTexts(repository, sieve, pauses, path);
    this.path = path;
  }

  hasCommit(oid: string): boolean {
    const known = this.#memory?.unchanged;
    if (known?.submodules.includes(oid)) return known.ownSubmodules.includes(oid);
    // Where nothing is new, what was clean is not listed.
    return (
      this.#table.list.indexOf(oid) >= 0 || (this.#cleanThen ??= this.#memory?.cleanThen() ?? null)?.has(oid) === true
    );
  }

  /** Throws `git-failed` for a store in which git would wait for ever. */
  async *run(): AsyncGenerator<Candidate> {
    this.#store = surveyStore(this.#repository);
    this.#memory = HistoryMemory.open(this.#repository, this.#store, this.#options);
    const clean = this.#memory?.allClean();
    if (clean) return this.#tellKnown(clean);
    const git = await this.#open();
    let thread: PackThread | null = null;
    try {
      const files = this.#memory?.files ?? filesIn(this.#repository, this.#store);
      thread = this.#startThread(files);
      const refs = await readRefs(git);
      const wanted = await this.#selected(refs);
      this.#memory?.compare(refs);
      for (const name of refs.problems) this.#leftOut('read-error', name);
      this.#tellUnusable();
      if (this.#options.everything) for (const name of this.#store.outside) this.#leftOut('alternate-outside', name);
      const known = this.#memory?.unchanged;
      const told = new CountingLedger(this.#ledger);
      if (!known?.areRefsClean)
        yield* told.watch(this.#texts.refNames([...wanted.map(({ name }) => name), ...refs.problems], told));
      if (known) {
        this.#trace = { ...this.#trace, refs: wanted, head: headOf(refs) };
        this.#relist = async (later) =>
          (await listHistory(later, this.#store, this.#options, refs, wanted, new RunLedger())).trace;
        yield* this.#again(git, known);
      } else yield* this.#anew(git, refs, wanted, told.isClean, this.#packs(files, thread));
    } finally {
      thread?.close();
      git.close();
    }
  }

  /** Tells of what was all clean; git is not needed. */
  #tellKnown(known: Remembered): void {
    this.#tellUnusable();
    this.#recount(known);
    this.isKnown = true;
  }

  /** Leaves for the next scan what this one gave. */
  remember(): void {
    this.#memory?.write();
  }

  #tellUnusable(): void {
    for (const name of this.#store.unusable)
      this.#leftOut('corrupt-object', Buffer.concat([Buffer.from('objects/'), name]));
  }

  /** Counts what was clean as it was. */
  #recount(known: Remembered): void {
    this.commits = known.commits;
    this.submodules = known.submodules;
    this.#ledger.list(known.clean.objects);
    this.#ledger.size(known.clean.bytes);
    this.#ledger.scanned(known.clean.bytes, known.clean.objects);
    for (const oid of known.missing) this.#leftOut('missing-object', Buffer.from(`object ${oid}`));
  }

  /** Lets `use` work with what history says. */
  async trace<T>(question: TraceQuestion, use: (trace: Trace) => Promise<T>): Promise<T> {
    const told = this.#memory?.told(question);
    const recalled = told && recalledTrace(told, this.#trace.refs, this.#recalled);
    if (recalled && told.drops.length === 0 && unplaced(question, recalled).size === 0) return use(recalled);
    const git = await this.#open();
    try {
      await realBoundary(git, shallowCommits(this.#repository));
      const withIndex = async (trace: Trace): Promise<T> =>
        use({ ...trace, inIndex: await pathsInIndexes(git, unplaced(question, trace)) });
      if (recalled)
        return await withIndex({ ...recalled, drops: await dropsOf(git, question, recalled, () => told.drops) });
      if (this.#relist) this.#trace = await this.#relist(git);
      const trace = await traceHistory(git, this.#trace, question);
      return await (this.#memory?.recordTrace(question, this.#trace.refs, trace, withIndex) ?? withIndex(trace));
    } finally {
      git.close();
    }
  }

  /** It reads whatever packs hold, so only where nearly all of that is wanted; and before anything else, since it waits for nothing. */
  #startThread(files: readonly StoreFile[]): PackThread | null {
    const { since, refs: globs = [], maxMemory: memory = MEMORY } = this.#options;
    if (since !== undefined || globs.length > 0 || this.#memory?.isFirst === false) return null;
    this.#options.beforePacks?.();
    const { objectFormat } = this.#repository;
    return PackThread.start({ memory: memory / 2, objectFormat, files, rules: this.#sieve.rules });
  }

  #packs(files: readonly StoreFile[], thread: PackThread | null): PackOptions {
    const { maxMemory: memory = MEMORY } = this.#options;
    return { files, memory: thread ? memory / 2 : memory, thread };
  }

  /** Everything, apart from objects that were scanned before and were clean. */
  async *#anew(
    git: Git,
    refs: RefListing,
    wanted: readonly Tip[],
    areRefsClean: boolean,
    packs: PackOptions,
  ): AsyncGenerator<Candidate> {
    const isClean = this.#memory?.cleanBefore();
    const boundary = await realBoundary(git, shallowCommits(this.#repository));
    // More than that would be in two packs, or none.
    const room = packedCount(packs.files, this.#table.list.width);
    const listing = await listHistory(git, this.#store, this.#options, refs, wanted, this.#ledger, room);
    this.#table = listing.table;
    this.#trace = listing.trace;
    const texts = new CountingLedger(this.#ledger);
    if (this.#options.everything) yield* texts.watch(this.#indexes(git, texts));
    for (const oid of listing.missing) this.#leftOut('missing-object', Buffer.from(`object ${oid}`));
    const { list } = this.#table;
    const isKnown = isClean && ((index: number): boolean => isClean(list.raw(index)));
    const scan = this.#scan(git, this.#table, { isKnown, packs });
    yield* scan.run();
    this.submodules = [...scan.submodules].sort();
    this.commits = this.#table.count('commit');
    const ends = boundary.filter((oid) => this.hasCommit(oid));
    for (const oid of ends) this.#leftOut('shallow-boundary', Buffer.from(`parents of commit ${oid}`));
    if (this.#options.everything) yield* texts.watch(this.#texts.files(this.#store, texts));
    if (!listing.isSound || ends.length > 0) return;
    this.#memory?.record({
      table: this.#table,
      marked: scan.marked,
      notebooks: scan.notebooks,
      asNotebooks: scan.asNotebooks,
      commits: this.commits,
      missing: listing.missing,
      submodules: this.submodules,
      areRefsClean,
      texts: texts.isClean ? texts.counted : null,
    });
  }

  /** The changes of the commits of a trace, asked while objects are read. */
  async #recall(git: Git, { trace }: Remembered): Promise<readonly PathChange[]> {
    if (!trace || trace.objects.length === 0) return [];
    await realBoundary(git, shallowCommits(this.#repository));
    const objects = new Set(trace.objects);
    return changesOf(git, Object.keys(trace.commits), { objects, names: new Set() });
  }

  /** Nothing is new: what gave something, or could not be read, is read again; the rest is counted as it was. */
  async *#again(git: Git, known: Remembered): AsyncGenerator<Candidate> {
    const table = this.#table;
    // What cannot be recalled is asked again where it is needed.
    const recalled = this.#recall(git, known).catch(() => []);
    const notebooks: number[] = [];
    for (const { oid, type, size, isNotebook } of known.marked) {
      const index = table.list.add(oid);
      if (type !== null) table.set(index, type, size);
      if (isNotebook) notebooks.push(index);
    }
    this.#recount(known);
    if (table.list.length > 0) yield* this.#scan(git, table, { notebooks }).run();
    this.#recalled = await recalled;
    if (!this.#options.everything) return;
    const texts = new CountingLedger(this.#ledger);
    if (known.texts) texts.add(known.texts);
    else {
      yield* this.#indexes(git, texts);
      yield* this.#texts.files(this.#store, texts);
    }
  }

  #scan(git: Git, table: ObjectTable, known: Pick<ObjectScanOptions, 'isKnown' | 'notebooks' | 'packs'>): ObjectScan {
    const { maxBlobSize, progress } = this.#options;
    const common = { git, table, sieve: this.#sieve, ledger: this.#ledger, pauses: this.#pauses };
    return new ObjectScan({ ...common, ...known, repository: this.path, maxBlobSize, progress });
  }

  async *#indexes(git: Git, ledger: Ledger): AsyncGenerator<Candidate> {
    yield* this.#texts.indexes(git, this.#table, ledger);
    await learnTypes(git, this.#table).catch(() => undefined);
  }

  /** Refs that the user's globs name, all if there are none. */
  async #selected({ refs, heads, stash }: RefListing): Promise<readonly Tip[]> {
    const globs = this.#options.refs ?? [];
    if (globs.length === 0) return refs;
    const isWanted = await createFilter(globs);
    const wanted = refs.filter(({ name }) => {
      const text = name.toString('latin1');
      const forms = [text, text.replace(/^refs\//, ''), text.replace(/^refs\/[^/]+\//, '')];
      return forms.some((form) => isWanted(Buffer.from(form, 'latin1')));
    });
    if (wanted.length === 0 && !this.#options.everything)
      throw new HfleaksError('usage', 'There is no ref that --refs names.', 'List them with "git for-each-ref".');
    for (const one of [...refs, ...heads, ...stash]) if (!wanted.includes(one)) this.#leftOut('not-selected', one.name);
    return wanted;
  }

  /** git in a new shadow, with a store in which nothing makes it wait. The caller closes it. */
  #open(): Promise<Git> {
    return openSafely(this.#repository, this.#options.git, this.#store);
  }

  #leftOut(reason: SkipReason, name: Uint8Array): void {
    this.#ledger.list(1);
    this.#ledger.skipped(reason, 0, name);
  }
}
