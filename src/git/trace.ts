// Where objects stand in history: which commits bring and take them, at which paths, and which refs have these commits.
import { latin1 } from '../path.ts';
import { shortened } from '../secret.ts';
import type { OldSides, PathChange, RefsHaving, Stamp, Trace, TraceQuestion } from '../types.ts';
import { CommitGraph } from './commit-graph.ts';
import { inputOf, isEmpty, listCommits, tolerantly, type Walk } from './object-listing.ts';
import { blobsAt } from './paths.ts';
import { type Named, peel, type Tip } from './peel.ts';
import { fields } from './records.ts';
import type { Git, GitProcess } from './runner.ts';

export interface TraceOptions {
  readonly walk: Walk;
  /** Arguments that limit the walk further. */
  readonly limits: readonly string[];
  readonly refs: readonly Tip[];
  readonly head: string | null;
  /** The number of commits, roughly: git may take the more memory. */
  readonly commits?: number;
  /** Makes the old sides of a change, of ids that go with paths; only where older content was not scanned. */
  readonly oldSides?: (own: readonly OldFile[], deleted: readonly OldFile[]) => OldSides;
}

/** A version of a file that a change replaces or deletes. */
export interface OldFile {
  readonly path: Uint8Array;
  readonly oid: string;
}

/** A tree can be made to hold more files than can be listed (a "git bomb"): what takes longer, or more memory, is not waited for. */
const BOX = { milliseconds: 120_000, bytes: 96 << 20 } as const;
/** Bytes that git may take besides for each commit. */
const COMMIT = 4096;
/** Ids that are named to git; of more, it lists every change, and we choose. */
const NAMED = 1000;
/** Changes that are kept, and bytes of all that is; one blob can stand at any number of paths. */
const CHANGES = 200_000;
const ROOM = 64 << 20;
/** Bytes of what is kept with a path. */
const ENTRY = 200;
const AUTHOR = 1000;
/** Names of refs that are kept for one group. */
const REFS = 20;
/** Commits before a range in which names are looked up. */
const BASES = 32;
const FORMAT = '%x01%H%x00%an <%ae>%x00%aI';

/**
 * Asks git, in three processes at once: the changes of the files, the graph of the commits, and what HEAD holds. What git cannot tell,
 * because history is damaged or made to explode, is left out: then less is known of an object, but it is known.
 */
export async function traceHistory(git: Git, options: TraceOptions, question: TraceQuestion): Promise<Trace> {
  const [{ changes, deleted, isWhole }, graph, named] = await Promise.all([
    listChanges(git, options, question),
    CommitGraph.read(git, options.walk, options.limits, options.head),
    peel(git, options.refs),
  ]);
  const inHead = await blobsAt(
    git,
    options.head,
    changes.map(({ path }) => path),
  );
  const { oldSides } = options;
  // Where changes are missing, a name may only look as if it had been there before.
  const before =
    oldSides && isWhole && question.names.size > 0
      ? await pathsBefore(git, options.walk, changes, question.names)
      : null;
  return {
    changes,
    positionOf: (commit) => graph.positionOf(commit),
    headBlob: (path) => inHead.get(latin1(path)) ?? null,
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

// ---------------------------------------------------------------- changes

interface Changes {
  readonly changes: PathChange[];
  /** What each commit deletes that has one of the changes. */
  readonly deleted: Map<string, readonly OldFile[]>;
  /** Whether it is all of them. */
  readonly isWhole: boolean;
}

/** The changes by which these few commits bring or take what is asked for; as in `Trace`. */
export async function changesOf(git: Git, commits: readonly string[], question: TraceQuestion): Promise<PathChange[]> {
  if (commits.length === 0) return [];
  const options = { walk: { tips: commits }, limits: ['--no-walk=unsorted'], refs: [], head: null };
  return (await listChanges(git, options, question)).changes;
}

/**
 * Format: git-log(1) with `--raw -z -c`, git-diff(1) RAW OUTPUT FORMAT and "diff format for merges":
 * `SOH <oid> NUL <author> NUL <date> NUL LF :100644 100644 <old> <new> M NUL path NUL`; of merges only files unlike those of every parent,
 * with as many colons, modes and old ids as there are parents. Oldest first, as far as git's order goes.
 */
async function listChanges(
  git: Git,
  { walk, limits, oldSides, commits = 0 }: TraceOptions,
  question: TraceQuestion,
): Promise<Changes> {
  const changes: PathChange[] = [];
  const deleted = new Map<string, readonly OldFile[]>();
  if (question.objects.size + question.names.size === 0 || isEmpty(walk)) return { changes, deleted, isWhole: true };
  const isNamed = !oldSides && question.names.size === 0 && question.objects.size <= NAMED;
  const process = git.start(
    'log',
    [
      ...['--raw', '-z', '-c', '--root', '--no-renames', '--no-abbrev', '--no-color', `--format=${FORMAT}`],
      ...(isNamed ? [...question.objects].map((oid) => `--find-object=${oid}`) : []),
      ...limits,
      '--stdin',
    ],
    { box: { ...BOX, bytes: BOX.bytes + commits * COMMIT } },
  );
  process.feed(inputOf(walk));
  let commit = '';
  let gone: OldFile[] = [];
  let room = ROOM;
  const isWhole = await tolerantly(async () => {
    for await (const change of parseChanges(process)) {
      if (change.commit.oid !== commit) {
        if (deleted.has(commit)) room -= sizeOf(gone);
        [commit, gone] = [change.commit.oid, []];
      }
      if (oldSides && change.after === null && gone.length < CHANGES)
        for (const oid of change.before) if (oid !== null) gone.push({ path: change.path, oid });
      if (!isWanted(change, question)) continue;
      deleted.set(commit, gone);
      room -= change.path.length + ENTRY;
      if (changes.push(change) >= CHANGES || room < 0) throw new Error('more changes than can be kept');
    }
  });
  return { changes: changes.reverse(), deleted, isWhole };
}

function isWanted({ path, before, after }: PathChange, { objects, names }: TraceQuestion): boolean {
  if ((after !== null && objects.has(after)) || before.some((oid) => oid !== null && objects.has(oid))) return true;
  return (
    names.size > 0 &&
    latin1(path)
      .split('/')
      .some((part) => names.has(part))
  );
}

function sizeOf(files: readonly OldFile[]): number {
  return files.reduce((sum, { path }) => sum + path.length + ENTRY, 0);
}

/** All changes in git's order. */
async function* parseChanges(process: GitProcess): AsyncGenerator<PathChange> {
  let commit: Stamp | null = null;
  let head: string[] = [];
  let record: { readonly before: (string | null)[]; readonly after: string | null } | null = null;
  for await (const field of fields(process)) {
    if (record && commit) {
      yield { commit, path: Buffer.from(field), ...record };
      record = null;
    } else if (head.length > 0) {
      head.push(field.toString('utf8'));
      if (head.length < 3) continue;
      const [oid = '', author = '', date = ''] = head;
      // Newer versions of git write Z.
      commit = { oid, author: shortened(author, AUTHOR), date: date.replace('+00:00', 'Z') };
      head = [];
    } else if (field[0] === 1) head = [field.toString('latin1', 1)];
    else record = recordOf(field.toString('latin1').trimStart());
  }
}

/** `:100644 000000 <old> <new> D`, `::100644 100644 100644 <old> <old> <new> MM`; an empty field stands before merges. */
function recordOf(text: string): { before: (string | null)[]; after: string | null } | null {
  const parents = /^:+/.exec(text)?.[0].length ?? 0;
  if (parents === 0) return null;
  const words = text.slice(parents).split(' ');
  const oids = words.slice(parents + 1, 2 * parents + 2).map((oid) => (/^0+$/.test(oid) ? null : oid));
  return { before: oids.slice(0, parents), after: oids[parents] ?? null };
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
  const bases = new Set<string>();
  await tolerantly(async () => {
    for await (const [oid = ''] of listCommits(git, walk, ['--boundary']))
      if (oid.startsWith('-')) bases.add(oid.slice(1));
  });
  for (const oid of walk.not ?? []) bases.add(oid);
  const found = new Set<string>();
  for (const commit of [...bases].slice(0, BASES))
    for (const path of (await blobsAt(git, commit, wanted)).keys()) found.add(path);
  return found;
}

// ---------------------------------------------------------------- refs

/** Groups that are asked for in one walk over the graph: one for each bit. */
const AT_ONCE = 32;

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
