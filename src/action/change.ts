// Where a change begins and ends in the clone that is here, which is deepened until nothing of the change is missing.
import { HfleaksError } from '../errors.ts';
import { readAside, unlessMissing } from '../git/aside.ts';
import { realBoundary } from '../git/boundary.ts';
import { existing, inputOf, listCommits, type Walk } from '../git/object-listing.ts';
import type { Origin } from '../git/origin.ts';
import { lines } from '../git/records.ts';
import { headOf, readRefs, shallowCommits } from '../git/ref-listing.ts';
import type { Repository } from '../git/repository.ts';
import type { Git } from '../git/runner.ts';
import { openSafely } from '../git/safe-store.ts';
import { surveyStore } from '../git/store.ts';
import { mention } from '../path.ts';
import type { GitEnvironment } from '../types.ts';
import type { Change } from './event.ts';

/** The clone, and where more of it can be had; no `origin` where nothing may be fetched. */
export interface Clone {
  readonly repository: Repository;
  readonly git: GitEnvironment;
  readonly origin: Origin | null;
}

/** A change of which everything is here. All are ids. */
export interface Range {
  readonly tips: readonly string[];
  readonly not: readonly string[];
  /** The end of what is new, for annotations. */
  readonly head: string;
  /** With what it is compared; null if it is compared with nothing. */
  readonly base: string | null;
  /** Whether the first of the tips is the test merge of a pull request, in which everything comes together. */
  readonly isMerge: boolean;
  readonly commits: number;
  /** How many of the objects are no blobs. */
  readonly others: number;
}

/** Commits that are fetched first where the payload does not say how many there are; then four times as many. */
const DEPTH = 50;
/** More than any history has, and a number that git takes when it is multiplied. */
const DEEPEST = 10_000_000;
const ROUNDS = 3;
/** Branches of origin of which all ends are fetched. */
const BRANCHES = 200;

/** Lets `use` work with git in a new shadow, which sees what was fetched since. */
export async function withGit<T>({ repository, git }: Clone, use: (git: Git) => Promise<T>): Promise<T> {
  const opened = await openSafely(repository, git, surveyStore(repository));
  try {
    return await use(opened);
  } finally {
    opened.close();
  }
}

/** Throws `range-unresolved` if not all of the change can be had, or nothing is new where something must be. */
export async function resolveChange(clone: Clone, change: Change): Promise<Range> {
  const ends = await endsOf(clone, change);
  const look = await completed(clone, change, ends);
  if (look === 'no base') {
    if (!change.withoutBase) throw unresolved(`the base ${short(change.base)} is not in this clone`);
    return resolveChange(clone, { ...change, base: null, withoutBase: null, ...change.withoutBase });
  }
  const { range, isEmpty } = look;
  if (!isEmpty || change.whenEmpty === 'pass') return range;
  if (change.lastResort && ends.base !== change.lastResort)
    return resolveChange(clone, { ...change, base: change.lastResort, beside: null, lastResort: null });
  if (change.whenEmpty === 'all' && (ends.base ?? ends.beside))
    return resolveChange(clone, { ...change, base: null, beside: null, others: false });
  throw unresolved('the event tells of commits, but its base has all of them');
}

// ---------------------------------------------------------------- the ends, by their ids

interface Ends {
  readonly head: string;
  /** The test merge that is checked out. */
  readonly merge: string | null;
  readonly base: string | null;
  readonly beside: string | null;
  readonly others: readonly string[];
  /** Whether a tag is pushed: what branches have was scanned when it came to them. */
  readonly isTag: boolean;
}

async function endsOf(clone: Clone, change: Change): Promise<Ends> {
  const { refs, checkedOut, parents } = await withGit(clone, async (git) => {
    const listing = await readRefs(git);
    const commit = headOf(listing);
    return { ...listing, checkedOut: commit, parents: commit ? await parentsOf(git, commit) : [] };
  });
  const local = new Map(refs.map(({ name, oid }) => [name.toString('latin1'), oid]));
  const here = (ref: string | null): string | null => (ref && local.get(trackingOf(ref))) ?? null;
  const tipOf = async (ref: string | null): Promise<string | null> =>
    here(ref) ?? (ref && (await clone.origin?.refs(ref))?.get(ref)) ?? null;
  const head = change.head ?? (await tipOf(change.headRef));
  if (!head) throw unresolved(`${mention(change.headRef ?? 'its head')} is not known`);
  const isTag = change.headRef?.startsWith('refs/tags/') === true;
  const tag = isTag ? await tagOf(clone, change.headRef as string, head, local) : null;
  const isMerge = change.mergeRef !== null && parents.length === 2 && parents[1] === head;
  // It leaves out what a merge of it brought along; the first parent of a test merge does that already.
  const beside = isMerge ? here(change.beside) : await tipOf(change.beside);
  const base = isMerge ? (parents[0] as string) : (change.base ?? (beside ? null : change.lastResort));
  const others = change.others ? await othersOf(clone, change, local) : [];
  return { head: tag ?? head, merge: isMerge ? checkedOut : null, base, beside, others, isTag };
}

function trackingOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, 'refs/remotes/origin/');
}

/** The parents of a commit, also where the clone ends at it. */
async function parentsOf(git: Git, commit: string): Promise<string[]> {
  const parents: string[] = [];
  const unread = unlessMissing(() => {
    throw unresolved(`the commit ${short(commit)}, which is checked out, cannot be read`);
  });
  for await (const [, object] of readAside(git, [commit], 'commit', () => 1 << 20, unread)) {
    if (object?.kind !== 'bytes') continue;
    const head = object.bytes.toString('latin1').split('\n\n', 1)[0] as string;
    for (const [, parent = ''] of head.matchAll(/^parent ([0-9a-f]+)$/gm)) parents.push(parent);
  }
  return parents;
}

/** Whether a commit that is checked out has the files of a change: its head, or the test merge of it. */
export function isOf(clone: Clone, commit: string | null, { head, mergeRef }: Change): Promise<boolean> {
  return withGit(clone, async (git) => {
    if (commit === null || head === null) return false;
    return commit === head || (mergeRef !== null && (await parentsOf(git, commit))[1] === head);
  });
}

/** The annotated tag that a ref names, if it leads to `head`: checkouts leave a plain ref to the commit, and the message would be missed. */
async function tagOf(
  { origin }: Clone,
  ref: string,
  head: string,
  local: ReadonlyMap<string, string>,
): Promise<string | null> {
  const there = await origin?.refs(ref, `${ref}^{}`);
  if (there?.get(`${ref}^{}`) === head) return there.get(ref) ?? null;
  return there ? null : (local.get(ref) ?? null);
}

/** The ends of all other branches, as far as they are known. */
async function othersOf(
  { origin, repository }: Clone,
  { headRef }: Change,
  local: ReadonlyMap<string, string>,
): Promise<string[]> {
  const isOther = (ref: string): boolean => ref !== headRef;
  const tracked = [...local].filter(
    ([name]) => name.startsWith('refs/remotes/origin/') && name !== 'refs/remotes/origin/HEAD',
  );
  const known = tracked
    .filter(([name]) => isOther(name.replace('refs/remotes/origin/', 'refs/heads/')))
    .map(([, oid]) => oid);
  // A whole clone has them; of one that ends somewhere, they were left out.
  const all = shallowCommits(repository).length > 0 ? await origin?.refs('refs/heads/*') : null;
  const remote = all && all.size <= BRANCHES ? [...all].filter(([name]) => isOther(name)).map(([, oid]) => oid) : [];
  return [...new Set([...known, ...remote])];
}

// ---------------------------------------------------------------- what is here of it

interface Look {
  readonly missing: readonly string[];
  /** Whether something is not here that would leave out more. */
  readonly isVague: boolean;
  readonly isCut: boolean;
  readonly isEmpty: boolean;
  readonly range: Range;
}

/** The change once nothing of it is missing; fetches as often as that helps. */
async function completed(clone: Clone, change: Change, ends: Ends): Promise<Look | 'no base'> {
  const { repository, origin } = clone;
  const needed = [...new Set([ends.merge, ends.head, ends.base, ends.beside])].filter((oid) => oid !== null);
  const wanted = [...new Set([...needed, ...ends.others])];
  let depth = change.commits > 0 ? Math.min(change.commits + 2, DEEPEST) : DEPTH;
  let look = await withGit(clone, (git) => lookAt(git, ends));
  // More commits than GitHub counts: the other side ends too early to show that they are not new.
  const isBroad = (): boolean =>
    change.commits > 0 && look.range.commits > change.commits + (ends.merge ? 1 : 0) && !look.isCut;
  const lacks = (round: number): boolean =>
    look.missing.length > 0 || look.isCut || isBroad() || (look.isVague && round === 0);
  for (let round = 0; origin && round <= ROUNDS && lacks(round); round++) {
    const isShallow = shallowCommits(repository).length > 0;
    if (!isShallow && round > 0) break;
    const deep = isShallow ? (round === ROUNDS ? 'all' : depth) : null;
    depth *= 4;
    let hasMore = await origin.fetch(wanted, deep);
    if (!hasMore)
      // One that is gone spoils all; older servers give nothing but what refs name.
      for (const one of [...needed, change.mergeRef, change.headRef, change.beside])
        if (one) hasMore = (await origin.fetch([one], deep)) || hasMore;
    if (!hasMore) break;
    look = await withGit(clone, (git) => lookAt(git, ends));
    if (look.missing.length > 0 && round > 0) break;
  }
  if (look.missing.includes(ends.head)) throw unresolved(`the head ${short(ends.head)} is not in this clone`);
  if (ends.base && look.missing.includes(ends.base)) return 'no base';
  if (look.isCut) throw unresolved('the clone ends within it');
  return look;
}

async function lookAt(git: Git, ends: Ends): Promise<Look> {
  const { head, merge, base, beside, others } = ends;
  const boundary = new Set(await realBoundary(git, shallowCommits(git.repository)));
  const needed = [head, base, merge].filter((oid) => oid !== null);
  const have = await existing(git, [...needed, ...others, ...(beside ? [beside] : [])]);
  const missing = needed.filter((oid) => !have.has(oid));
  if (/^(?:blob|tree)$/.test(have.get(head) ?? '')) throw unresolved('what was pushed is no commit');
  const isVague = [...others, ...(beside ? [beside] : [])].some((oid) => !have.has(oid));
  const tips = [...(merge ? [merge] : []), head];
  const range: Range = { tips, not: [], head, base: base ?? beside, isMerge: merge !== null, commits: 0, others: 0 };
  if (missing.length > 0) return { missing, isVague, isCut: false, isEmpty: false, range };
  const not = [...(base ? [base] : []), ...(await notNew(git, ends, have))];
  const walk = { tips, not };
  const { commits, isCut } = await commitsOf(git, walk, boundary);
  const all = isCut ? 0 : await countOthers(git, walk);
  return {
    missing,
    isVague,
    isCut,
    isEmpty: commits === 0 && have.get(head) !== 'tag',
    range: { ...range, not, commits, others: all },
  };
}

/** What else is not new. Where a branch has the head already, it says nothing of what was new when the head came. */
async function notNew(
  git: Git,
  { head, base, beside, others, isTag }: Omit<Ends, 'merge'>,
  have: ReadonlyMap<string, string>,
): Promise<string[]> {
  const isHere = (oid: string | null): oid is string => oid !== null && have.has(oid);
  // The commits that the branches share, not the end of the branch: a squashed merge would hide all that it took over.
  if (base) {
    const shared = isHere(beside) ? await sharedWith(git, head, beside) : [];
    return [...shared, ...others.filter(isHere)];
  }
  const all = [beside, ...others].filter(isHere);
  if (all.length < 2 || isTag || (await countCommits(git, { tips: [head], not: all })) > 0) return all;
  const kept: string[] = isHere(beside) ? [beside] : [];
  for (const other of others.filter(isHere))
    if ((await countCommits(git, { tips: [head], not: [other] })) > 0) kept.push(other);
  return kept;
}

/** Where the histories of two commits part; nothing if `other` has `head`. Format: git-rev-list(1), `--boundary`: `-<oid>`. */
async function sharedWith(git: Git, head: string, other: string): Promise<string[]> {
  const shared: string[] = [];
  let isNew = false;
  for await (const [oid = ''] of listCommits(git, { tips: [head], not: [other] }, ['--boundary']))
    if (oid.startsWith('-')) shared.push(oid.slice(1));
    else isNew = true;
  return isNew ? shared : [];
}

async function countCommits(git: Git, walk: Walk): Promise<number> {
  let count = 0;
  for await (const _ of listCommits(git, walk)) count++;
  return count;
}

/** Whether the clone ends within a range; or behind its base, so that commits of the base could look new down to the first of all. */
async function commitsOf(
  git: Git,
  walk: Walk,
  boundary: ReadonlySet<string>,
): Promise<{ commits: number; isCut: boolean }> {
  let [commits, hasRoot, isCut] = [0, false, false];
  for await (const [oid = '', ...parents] of listCommits(git, walk)) {
    commits++;
    isCut ||= boundary.has(oid);
    hasRoot ||= parents.length === 0;
  }
  if (hasRoot && !isCut && boundary.size > 0 && (walk.not ?? []).length > 0)
    for await (const [oid = ''] of listCommits(git, { tips: walk.not ?? [] })) isCut ||= boundary.has(oid);
  return { commits, isCut };
}

/** How many objects of a walk are commits, trees or tags: git-rev-list(1), `--filter=blob:none`. */
export async function countOthers(git: Git, walk: Walk): Promise<number> {
  const process = git.start('rev-list', [
    '--objects',
    '--no-object-names',
    '--missing=allow-any',
    '--filter=blob:none',
    '--stdin',
  ]);
  process.feed(inputOf(walk));
  let count = 0;
  for await (const batch of lines(process)) count += batch.length;
  return count;
}

function short(oid: string | null): string {
  return (oid ?? '').slice(0, 12);
}

/** The one error of all that cannot be found out; it names the remedy. */
export function unresolved(why: string): HfleaksError {
  return new HfleaksError(
    'range-unresolved',
    `The range could not be resolved: ${why}.`,
    'Check out with fetch-depth: 0, or let fetch: true reach origin; or set the inputs base and head.',
  );
}
