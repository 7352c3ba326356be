// What a range of commits introduces: every object that its end reaches and its beginning does not.
import { HfleaksError } from '../errors.ts';
import { realBoundary } from '../git/boundary.ts';
import type { OldFile } from '../git/changes.ts';
import { learnTypes, listCommits, listTyped, ObjectTable, type Walk } from '../git/object-listing.ts';
import { proveReader, startReader } from '../git/objects.ts';
import { peel } from '../git/peel.ts';
import { headOf, readRefs, shallowCommits } from '../git/ref-listing.ts';
import type { Repository } from '../git/repository.ts';
import type { Git } from '../git/runner.ts';
import { openSafely } from '../git/safe-store.ts';
import { surveyStore } from '../git/store.ts';
import { traceHistory } from '../git/trace.ts';
import { Pauses } from '../pauses.ts';
import type { Candidate, GitEnvironment, Ledger, Sieve, Source } from '../types.ts';
import { codeChangeOf } from './code-change.ts';
import { FileScanner } from './file.ts';
import { ObjectScan } from './object-scan.ts';
import { oldSides, sideId } from './old-sides.ts';
import type { Progress } from './progress.ts';
import type { RangeRequest } from './range-form.ts';
import { plainWalk, type ResolvedRange, resolveRequest } from './range-request.ts';
import { UnreadObjects } from './unread.ts';

export interface RangeOptions {
  readonly repository: Repository;
  readonly git: GitEnvironment;
  readonly request: RangeRequest;
  /** What was asked for, in words. */
  readonly target: string;
  /** Larger blobs are left out, and named in the ledger; in bytes. */
  readonly maxBlobSize?: number | undefined;
  readonly progress?: ((now: Progress) => void) | undefined;
}

/**
 * Every object introduced on all parents, each once, with messages and names. The end of a shallow clone is never taken for an
 * addition: it is named in the ledger. Throws `git-failed` for what cannot be resolved, and for commits of which nothing can be read.
 */
export function rangeSource(options: RangeOptions): Source {
  let commits = 0;
  let sieveOfScan: Sieve | null = null;
  let known: ResolvedRange | null = null;
  let unread: UnreadObjects | null = null;
  const open = (): Promise<Git> => openSafely(options.repository, options.git, surveyStore(options.repository));
  return {
    mode: 'range',
    target: options.target,
    commits: () => commits,
    async *candidates(sieve, ledger, signal) {
      const git = await open();
      sieveOfScan = sieve;
      unread = new UnreadObjects(ledger);
      const pauses = new Pauses(signal);
      const work = { git, options, sieve, ledger, unread, pauses };
      try {
        const boundary = new Set(await realBoundary(git, shallowCommits(options.repository)));
        const plain = boundary.size === 0 ? plainWalk(git, options.request) : null;
        const first = new RangeScan(work);
        if (plain && (await first.listPlain(plain))) {
          known = { walk: plain, names: [] };
          commits = first.commits;
          return yield* first.run([]);
        }
        const { tags, ...resolved } = await withoutTags(git, await resolveRequest(git, options.request));
        const ends = boundary.size > 0 ? (await commitsOf(git, resolved.walk)).filter((oid) => boundary.has(oid)) : [];
        for (const oid of ends) {
          ledger.list(1);
          ledger.skipped('shallow-boundary', 0, Buffer.from(`commit ${oid}`));
        }
        known = { ...resolved, walk: { ...resolved.walk, not: [...(resolved.walk.not ?? []), ...ends] } };
        const scan = new RangeScan(work);
        await scan.list(known, tags, ends.length);
        commits = ends.length + scan.commits;
        yield* scan.run(known.names);
      } finally {
        git.close();
      }
    },
    async codeChange(objects, use) {
      const git = await open();
      try {
        await realBoundary(git, shallowCommits(options.repository));
        const { walk } = known as ResolvedRange;
        return await use(await codeChangeOf(git, walk, commits, objects, (unread as UnreadObjects).tell));
      } finally {
        git.close();
      }
    },
    async trace(_, question, use) {
      const git = await open();
      try {
        await realBoundary(git, shallowCommits(options.repository));
        const { walk } = known as ResolvedRange;
        const listing = await readRefs(git);
        // The names of refs are not scanned here; one that could be a token is not shown.
        const refs = listing.refs.filter(({ name }) => (sieveOfScan as Sieve).hits(name).length === 0);
        const sides = (own: readonly OldFile[], deleted: readonly OldFile[]) =>
          oldSides(git, sieveOfScan as Sieve, own.map(idOf), deleted.map(idOf), (unread as UnreadObjects).tell);
        const asked = { walk, refs, head: headOf(listing), commits, oldSides: sides };
        return await use(await traceHistory(git, asked, question));
      } finally {
        git.close();
      }
    },
  };
}

function idOf({ path, oid }: OldFile): string {
  return sideId(path, oid);
}

/** The same range by what its tags lead to, and the tags that it introduces. */
async function withoutTags(git: Git, range: ResolvedRange): Promise<ResolvedRange & { tags: readonly string[] }> {
  const { tips, not = [], either = [] } = range.walk;
  const all = [...tips, ...not, ...either.flat()].filter((oid) => !range.commits?.has(oid));
  if (all.length === 0) return { ...range, tags: [] };
  const chains = new Map(
    (
      await peel(
        git,
        all.map((oid) => ({ name: Buffer.alloc(0), oid })),
      )
    ).map((named) => [named.chain[0] as string, named]),
  );
  const end = (oid: string): string => chains.get(oid)?.chain.at(-1) ?? oid;
  const tagsOf = (oids: readonly string[]): string[] =>
    oids.flatMap((oid) => chains.get(oid)?.chain.slice(0, -1) ?? []);
  const old = new Set(tagsOf(not));
  const isEnded = (oid: string): boolean => chains.get(oid)?.isEndless !== true;
  // Where it begins, more is scanned instead; where it ends, nothing would be.
  for (const oid of [...tips, ...either.flat()]) if (!isEnded(oid)) throw endless(oid);
  return {
    ...range,
    walk: {
      tips: tips.map(end),
      not: not.filter(isEnded).map(end),
      either: either.map(([one, other]) => [end(one), end(other)]),
    },
    tags: tagsOf([...tips, ...either.flat()]).filter((tag) => !old.has(tag)),
  };
}

function endless(oid: string): HfleaksError {
  return new HfleaksError(
    'git-failed',
    `Tag ${oid} cannot be read, or leads only to further tags: the range is not known.`,
    'Name the commit itself, and check the repository with "git fsck"; where a tag is of a tag of a tag without end, it is hostile.',
  );
}

async function commitsOf(git: Git, walk: Walk): Promise<string[]> {
  const found: string[] = [];
  if (walk.tips.length + (walk.either?.length ?? 0) === 0) return found;
  for await (const [oid = ''] of listCommits(git, walk)) found.push(oid);
  return found;
}

interface RangeWork {
  readonly git: Git;
  readonly options: RangeOptions;
  readonly sieve: Sieve;
  readonly ledger: Ledger;
  readonly unread: UnreadObjects;
  readonly pauses: Pauses;
}

class RangeScan {
  readonly #git: Git;
  readonly #options: RangeOptions;
  readonly #sieve: Sieve;
  readonly #ledger: Ledger;
  readonly #unread: UnreadObjects;
  readonly #pauses: Pauses;
  readonly #table: ObjectTable;

  constructor({ git, options, sieve, ledger, unread, pauses }: RangeWork) {
    this.#git = git;
    this.#options = options;
    this.#sieve = sieve;
    this.#ledger = ledger;
    this.#unread = unread;
    this.#pauses = pauses;
    this.#table = new ObjectTable(git.repository.objectFormat);
  }

  get commits(): number {
    return this.#table.count('commit');
  }

  /** Lists what is introduced between commits, if that is what the ids of the walk are, and all is there; false otherwise. */
  async listPlain(walk: Walk): Promise<boolean> {
    const missing = new Set<string>();
    const named = [...new Set([...walk.tips, ...(walk.not ?? []), ...(walk.either ?? []).flat()])];
    try {
      const types = await listTyped(this.#git, walk, this.#table, missing, named);
      if (missing.size > 0 || this.#table.list.length === 0) return false;
      if (named.some((oid) => types.get(oid) !== 'commit')) return false;
    } catch (error) {
      // Asked one by one, it is said why.
      if (error instanceof HfleaksError && error.code === 'git-failed') return false;
      throw error;
    }
    await learnTypes(this.#git, this.#table);
    return true;
  }

  /** Lists what is introduced; `ends` commits more were left out. */
  async list({ walk }: ResolvedRange, tags: readonly string[], ends: number): Promise<void> {
    const table = this.#table;
    for (const tag of tags) table.list.add(tag);
    const missing = new Set<string>();
    if (walk.tips.length + (walk.either?.length ?? 0) > 0) await listTyped(this.#git, walk, table, missing);
    for (const oid of [...missing].sort()) this.#leftOut(oid);
    if (table.list.length === 0 && ends > 0)
      throw new HfleaksError(
        'git-failed',
        'Of the commits in the range nothing can be read: the clone ends there.',
        'Fetch more of the history, for example: git fetch --unshallow',
      );
    if (table.list.length === 0) await proveReader(this.#git, startReader(this.#git));
    await learnTypes(this.#git, table);
  }

  async *run(names: ResolvedRange['names']): AsyncGenerator<Candidate> {
    yield* this.#names(names);
    const table = this.#table;
    const { maxBlobSize, progress } = this.#options;
    const scan = new ObjectScan({
      git: this.#git,
      table,
      sieve: this.#sieve,
      ledger: this.#ledger,
      pauses: this.#pauses,
      maxBlobSize,
      progress,
    });
    yield* scan.run();
    for (const index of scan.unread) this.#unread.know(table.list.hex(index));
    for (const oid of [...scan.submodules].sort()) {
      if (table.list.indexOf(oid) >= 0) continue;
      this.#ledger.list(1);
      this.#ledger.skipped('submodule', 0, Buffer.from(`commit ${oid}`));
    }
  }

  *#names(names: ResolvedRange['names']): Generator<Candidate> {
    const scanner = new FileScanner(this.#sieve, this.#ledger, this.#pauses);
    for (const { of, name } of names) {
      if (this.#sieve.hits(name).length === 0) continue;
      this.#ledger.list(1);
      yield* scanner.bytes({ name, kind: 'text', places: [{ kind: 'name', of, path: name }] }, name, null);
    }
  }

  #leftOut(oid: string): void {
    this.#unread.know(oid);
    this.#ledger.list(1);
    this.#ledger.skipped('missing-object', 0, Buffer.from(`object ${oid}`));
  }
}
