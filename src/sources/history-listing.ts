// Which objects a scan of history reads, and from where their history is told.
import { HfleaksError } from '../errors.ts';
import type { OidSequence } from '../git/object-list.ts';
import {
  existing,
  learnTypes,
  listCommits,
  listReachable,
  listStore,
  listTyped,
  ObjectTable,
  type Walk,
} from '../git/object-listing.ts';
import { proveReader, startReader } from '../git/objects.ts';
import { peelTips, type Tip } from '../git/peel.ts';
import { headOf, type RefListing, reflogOids } from '../git/ref-listing.ts';
import type { Git } from '../git/runner.ts';
import { ownStores } from '../git/safe-store.ts';
import type { ObjectStore } from '../git/store.ts';
import { isEmptyStore, storeFiles } from '../git/stored-ids.ts';
import type { TraceOptions } from '../git/trace.ts';
import type { Ledger, SkipReason } from '../types.ts';
import type { HistoryOptions } from './history-options.ts';

export interface HistoryListing {
  readonly table: ObjectTable;
  readonly trace: TraceOptions;
  /** Ids of objects that should be there. */
  readonly missing: readonly string[];
  /** Whether it is all that was asked for, by the way that was meant. */
  readonly isSound: boolean;
}

/**
 * Lists what `wanted`, the HEADs and the stash reach; with `everything`, what reflogs reach and what the store holds besides. If history is
 * too damaged to be walked, the whole store instead: nothing is lost, and the ledger says so. `room` as in `ObjectTable`.
 */
export async function listHistory(
  git: Git,
  store: ObjectStore,
  options: HistoryOptions,
  refs: RefListing,
  wanted: readonly Tip[],
  ledger: Ledger,
  room = 0,
): Promise<HistoryListing> {
  return new Lister(git, store, options, ledger, room).list(refs, wanted);
}

class Lister {
  readonly #git: Git;
  readonly #store: ObjectStore;
  readonly #options: HistoryOptions;
  readonly #ledger: Ledger;
  readonly #table: ObjectTable;
  readonly #missing = new Set<string>();
  /** Whether there is no object, as we see it: then git is not started. */
  readonly #isEmpty: boolean;
  #isSound = true;
  /** The commits that were chosen by their dates. */
  #walked: Walk | null = null;
  /** False if there is what cannot be followed to its end: then the store says what there is. */
  #isWalkable = true;

  constructor(git: Git, store: ObjectStore, options: HistoryOptions, ledger: Ledger, room: number) {
    this.#git = git;
    this.#store = store;
    this.#options = options;
    this.#ledger = ledger;
    this.#table = new ObjectTable(git.repository.objectFormat, room);
    const { alternates, unusable, outside } = store;
    this.#isEmpty =
      alternates.length + unusable.length + outside.length === 0 && isEmptyStore(git.repository.objectDirectory);
  }

  async list(refs: RefListing, wanted: readonly Tip[]): Promise<HistoryListing> {
    const tips = await this.#tips(refs, wanted);
    const isWalked = tips !== null && (await this.#walk({ tips })) && this.#isWalkable;
    if (this.#options.everything || !isWalked) await this.#readStore();
    await learnTypes(this.#git, this.#table);
    return {
      table: this.#table,
      trace: {
        walk: this.#options.everything
          ? { tips: this.#allCommits(tips ?? []) }
          : (this.#walked ?? { tips: tips ?? [] }),
        refs: wanted,
        head: headOf(refs),
        commits: this.#table.count('commit'),
        listed: this.#isSound ? commitsOf(this.#table) : undefined,
        mayBeTag: (oid) => ['tag', null].includes(this.#table.type(this.#table.list.indexOf(oid))),
      },
      missing: [...this.#missing].sort(),
      isSound: this.#isSound,
    };
  }

  /** Where the walk begins; what is not here is in the ledger. Null if git cannot say what is here. */
  async #tips(refs: RefListing, wanted: readonly Tip[]): Promise<readonly string[] | null> {
    const { everything, refs: globs = [] } = this.#options;
    const besides = globs.length > 0 ? [] : [...refs.heads, ...refs.stash];
    const named = new Map([...wanted, ...besides].map(({ name, oid }) => [oid, name] as const));
    // What git noted on its way may be gone since.
    const noted = everything ? [...refs.pseudo.map(({ oid }) => oid), ...reflogOids(this.#git.repository)] : [];
    const all = [...new Set([...named.keys(), ...noted])];
    if (all.length === 0) {
      if (!this.#isEmpty) await proveReader(this.#git, startReader(this.#git));
      return [];
    }
    const types = await existing(this.#git, this.#isEmpty ? [] : all).catch((error) => {
      this.#ignoreDamage(error);
      this.#leftOut(reasonOf(error), Buffer.from('history'));
    });
    if (!types) return null;
    for (const [oid, name] of named) if (!types.has(oid)) this.#leftOut('missing-object', name);
    const tagged = await this.#tagged(all.filter((oid) => types.get(oid) === 'tag'));
    return [...new Set([...all.filter((oid) => types.has(oid) && types.get(oid) !== 'tag'), ...tagged])];
  }

  /** What tags lead to; the tags themselves are listed here. */
  async #tagged(oids: readonly string[]): Promise<readonly string[]> {
    if (oids.length === 0) return [];
    const { tips, tags, endless } = await peelTips(this.#git, oids);
    for (const tag of tags) this.#table.list.add(tag);
    for (const oid of endless) {
      this.#leftOut('corrupt-object', Buffer.from(`tag ${oid}`));
      this.#isWalkable = false;
    }
    const types = await existing(this.#git, tips).catch((error) => this.#ignoreDamage(error));
    for (const oid of tips) if (!types?.has(oid)) this.#leftOut('missing-object', Buffer.from(`object ${oid}`));
    return tips.filter((oid) => types?.has(oid));
  }

  /** False if history is too damaged to be walked. */
  async #walk(walk: Walk): Promise<boolean> {
    if (walk.tips.length === 0) return true;
    try {
      // Of all that the store holds, its own listing tells the types.
      const list = this.#options.everything ? listReachable : listTyped;
      await list(this.#git, await this.#recent(walk), this.#table, this.#missing);
    } catch (error) {
      if (!(error instanceof HfleaksError) || (error.code !== 'git-failed' && error.code !== 'git-timeout'))
        throw error;
      this.#leftOut(reasonOf(error), Buffer.from('history'));
      return false;
    }
    const { list } = this.#table;
    // A git that says nothing would look like an empty repository.
    if (this.#options.since === undefined && walk.tips.some((oid) => list.indexOf(oid) < 0 && !this.#missing.has(oid)))
      throw new HfleaksError('git-protocol', 'git does not list what it was asked for.', 'Check that git works.');
    return true;
  }

  /**
   * With a date, the commits since then and those that stand on them, whatever the clock of their makers said, without what older commits hold
   * already; and what has no date, or one of its own.
   */
  async #recent(walk: Walk): Promise<Walk> {
    const { since, everything } = this.#options;
    if (since === undefined) return walk;
    const [kept, not] = [new Set<string>(), new Set<string>()];
    let isAll = true;
    const others = [...(await existing(this.#git, walk.tips))].filter(([, type]) => type !== 'commit');
    // Tags are read all, but what they name may be older.
    for (const [oid, type] of others) if (type === 'tag') this.#table.list.add(oid);
    const parentsFirst = ['--topo-order', '--reverse', '--timestamp'];
    for await (const [time, oid = '', ...parents] of listCommits(this.#git, walk, parentsFirst)) {
      const isRecent = Number(time) >= since || parents.some((parent) => kept.has(parent));
      if (isRecent) kept.add(oid);
      else isAll = false;
      for (const parent of isRecent ? parents : []) if (!kept.has(parent)) not.add(parent);
    }
    if (!isAll && !everything) this.#leftOut('not-selected', Buffer.from('older commits'));
    this.#walked = { tips: [...kept], not: [...not] };
    return { ...this.#walked, tips: [...kept, ...others.flatMap(([oid, type]) => (type === 'tag' ? [] : [oid]))] };
  }

  /** All stores that lie inside the repository. */
  async #readStore(): Promise<void> {
    if (this.#isEmpty) return;
    for (const directory of ownStores(this.#git, this.#store)) {
      const name = Buffer.from('object store');
      const complaints = await listStore(this.#git, this.#table, directory).catch((error) => {
        this.#ignoreDamage(error);
        this.#leftOut(reasonOf(error), name);
        return 0;
      });
      if (complaints > 0) this.#leftOut('corrupt-object', name);
      // What git passes over, or ends at, is asked for by id.
      for (const file of storeFiles(directory, this.#table.list.width))
        for (const { bytes, at } of file.ids()) this.#table.list.addRaw(bytes, at);
    }
  }

  /** Commits that nothing names are ends of histories of their own. */
  #allCommits(tips: readonly string[]): readonly string[] {
    const all = new Set(tips);
    const { list } = this.#table;
    for (let index = 0; index < list.length; index++)
      if (this.#table.type(index) === 'commit') all.add(list.hex(index));
    return [...all];
  }

  /** What git cannot say of a damaged repository is found out object by object. */
  #ignoreDamage(error: unknown): undefined {
    if (!(error instanceof HfleaksError) || error.code === 'interrupted' || error.code === 'git-missing') throw error;
    this.#isSound = false;
  }

  #leftOut(reason: SkipReason, name: Uint8Array): void {
    this.#isSound = false;
    this.#ledger.list(1);
    this.#ledger.skipped(reason, 0, name);
  }
}

/** In the order in which git listed them. */
function commitsOf(table: ObjectTable): OidSequence {
  const commits = new Int32Array(table.count('commit'));
  for (let index = 0, at = 0; index < table.list.length; index++)
    if (table.type(index) === 'commit') commits[at++] = index;
  return { length: commits.length, hex: (at) => table.list.hex(commits[at] as number) };
}

function reasonOf(error: HfleaksError): SkipReason {
  return error.code === 'git-timeout' ? 'timeout' : 'corrupt-object';
}
