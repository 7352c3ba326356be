// Where objects stand in history: which commits bring and take them, at which paths, and which refs have these commits.
import { latin1 } from '../path.ts';
import type { PathChange, RefsHaving, Trace, TraceQuestion } from '../types.ts';
import type { Unread } from './aside.ts';
import { type ChangeOptions, listChanges, mergeDrops } from './changes.ts';
import { AT_ONCE, CommitGraph } from './commit-graph.ts';
import { listCommits, tolerantly, type Walk } from './object-listing.ts';
import { blobsAt } from './paths.ts';
import { type Named, peel, type Tip } from './peel.ts';
import type { Git } from './runner.ts';

export interface TraceOptions extends ChangeOptions {
  readonly refs: readonly Tip[];
  readonly head: string | null;
  /** Whether an id may be that of a tag; all are, where that is not known. */
  readonly mayBeTag?: ((oid: string) => boolean) | undefined;
}

/** Names of refs that are kept for one group. */
const REFS = 20;
/** Commits before a range in which something is looked up. */
const BASES = 32;

/**
 * Asks git, in some processes at once: the changes of the files, the graph of the commits, and what HEAD holds. What git cannot tell,
 * because history is damaged or made to explode, is left out: then less is known of an object, but it is known.
 */
export async function traceHistory(git: Git, options: TraceOptions, question: TraceQuestion): Promise<Trace> {
  const [{ changes, deleted, isWhole }, graph, named] = await Promise.all([
    listChanges(git, options, question),
    CommitGraph.read(git, options.walk, options.head),
    peel(git, options.refs, options.mayBeTag),
  ]);
  const inHead = await blobsAt(
    git,
    options.head,
    changes.map(({ path }) => path),
    leftOut,
  );
  const known: Known = {
    changes,
    positionOf: (commit) => graph.positionOf(commit),
    headBlob: (path) => inHead.get(latin1(path)) ?? null,
  };
  const drops = await dropsOf(git, question, known, (commits) => graph.joining(commits));
  const { oldSides } = options;
  // Where changes are missing, a name may only look as if it had been there before.
  const before =
    oldSides && isWhole && question.names.size > 0
      ? await pathsBefore(git, options.walk, changes, question.names)
      : null;
  return {
    ...known,
    isWhole,
    drops,
    isInHead: (commit) => graph.isAncestorOfHead(commit),
    refsOf: (groups) => refsOf(groups, graph, named),
    ...(oldSides && {
      oldSides: ({ commit, path, before }) =>
        oldSides(
          before.flatMap((oid) => (oid === null ? [] : [{ path, oid }])),
          deleted.get(commit.oid) ?? [],
        ),
    }),
    ...(before && { wasThere: (path) => before.has(latin1(path)) }),
  };
}

/** Of the objects asked for, those that none of the changes brings. */
export function unplaced({ objects }: TraceQuestion, { changes }: Pick<Trace, 'changes'>): ReadonlySet<string> {
  const placed = new Set(changes.map(({ after }) => after));
  return new Set([...objects].filter((oid) => !placed.has(oid)));
}

/** What HEAD has is told beside a finding, and a name that is not known to have been there counts as new: nothing is lost with it. */
const leftOut: Unread = () => undefined;

type Known = Pick<Trace, 'changes' | 'positionOf' | 'headBlob'>;

/**
 * What merges leave out, see `Trace`. Asked of git only for the paths to which commits brought something that HEAD has not, and that no later commit
 * takes. `joining` gives the merges that could have left out what these commits brought.
 */
export async function dropsOf(
  git: Git,
  question: TraceQuestion,
  { changes, positionOf, headBlob }: Known,
  joining: (commits: readonly string[]) => readonly string[],
): Promise<PathChange[]> {
  const has = (oid: string | null): boolean => oid !== null && question.objects.has(oid);
  const brought = new Map<string, PathChange>();
  for (const change of changes.toSorted((a, b) => positionOf(a.commit.oid) - positionOf(b.commit.oid))) {
    const { path, before, after } = change;
    if (before.every(has)) for (const oid of before) brought.delete(`${oid} ${latin1(path)}`);
    if (has(after)) brought.set(`${after} ${latin1(path)}`, change);
  }
  const lost = [...brought.values()].filter(({ path }) => !has(headBlob(path)));
  const paths = new Map(lost.map(({ path }) => [latin1(path), path]));
  return mergeDrops(git, joining([...new Set(lost.map(({ commit }) => commit.oid))]), question, [...paths.values()]);
}

/** Of the paths that end in one of the names, those that the commits before a range have. */
async function pathsBefore(
  git: Git,
  walk: Walk,
  changes: readonly PathChange[],
  names: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  for (const { path } of changes) {
    const parts = latin1(path).split('/');
    for (const [at, part] of parts.entries()) if (names.has(part)) paths.add(parts.slice(0, at + 1).join('/'));
  }
  if (paths.size === 0) return paths;
  const wanted = [...paths].map((path) => Buffer.from(path, 'latin1'));
  const found = new Set<string>();
  for (const commit of [...new Set([...(await commitsBefore(git, walk)), ...(walk.not ?? [])])].slice(0, BASES))
    for (const path of (await blobsAt(git, commit, wanted, leftOut)).keys()) found.add(path);
  return found;
}

/** The parents of a walk's commits that are not in it themselves: the first 32 that git lists. */
export async function commitsBefore(git: Git, walk: Walk): Promise<readonly string[]> {
  const found: string[] = [];
  await tolerantly(async () => {
    for await (const [oid = ''] of listCommits(git, walk, ['--boundary']))
      if (oid.startsWith('-')) found.push(oid.slice(1));
  });
  return found.slice(0, BASES);
}

// ---------------------------------------------------------------- refs

function refsOf(
  groups: readonly (readonly string[])[],
  graph: CommitGraph,
  named: readonly Named[],
): readonly RefsHaving[] {
  const sorted = named.toSorted((a, b) => Buffer.compare(a.name, b.name));
  const tips = sorted.map(({ chain }) => chain.at(-1) as string);
  const found = groups.map(() => ({ names: [] as Uint8Array[], total: 0 }));
  for (let from = 0; from < groups.length; from += AT_ONCE) {
    const asked = groups.slice(from, from + AT_ONCE);
    const direct = new Map<string, number>();
    for (const [bit, oids] of asked.entries())
      for (const oid of oids) direct.set(oid, (direct.get(oid) ?? 0) | (1 << bit));
    graph.reach(asked, tips, (tip, reached) => {
      const { name, chain } = sorted[tip] as Named;
      let bits = reached;
      for (const oid of chain) bits |= direct.get(oid) ?? 0;
      for (let bit = 0; bits !== 0; bit++, bits >>>= 1) {
        if ((bits & 1) === 0) continue;
        const having = found[from + bit] as (typeof found)[0];
        having.total++;
        if (having.names.length < REFS) having.names.push(name);
      }
    });
  }
  return found;
}
