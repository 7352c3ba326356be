// Lists by which commits objects come to paths and go, as git's log tells it.
import { isUtf8 } from 'node:buffer';
import { latin1 } from '../path.ts';
import { shortened } from '../secret.ts';
import type { OldSides, PathChange, Stamp, TraceQuestion } from '../types.ts';
import type { OidSequence } from './object-list.ts';
import { inputOf, isEmpty, linesOf, tolerantly, type Walk } from './object-listing.ts';
import type { GitProcess } from './process.ts';
import { fields } from './records.ts';
import type { Git } from './runner.ts';

export interface ChangeOptions {
  readonly walk: Walk;
  /** The number of commits, roughly: git may take the more memory. */
  readonly commits?: number;
  /** All commits of the walk, in git's order, where they are known. */
  readonly listed?: OidSequence | undefined;
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
/** Fewer commits are read by one process. */
const SHARED = 4096;
const FORMAT = '%x01%H%x00%an <%ae>%x00%aI';
const RAW = ['--raw', '-z', '--no-renames', '--no-abbrev', '--no-color', `--format=${FORMAT}`] as const;
const LINE_END = 0x0a;

/** What is asked for; `isCode`, if given, tells paths of which every change is wanted. */
export interface ChangeQuestion extends TraceQuestion {
  readonly isCode?: (path: Uint8Array) => boolean;
}

/** What a listing gave. */
export interface Changes {
  readonly changes: PathChange[];
  /** What each commit deletes that has one of the changes. */
  readonly deleted: Map<string, readonly OldFile[]>;
  /** Whether it is all of them. */
  readonly isWhole: boolean;
}

/** The changes by which these few commits bring or take what is asked for; as in `Trace`. */
export async function changesOf(git: Git, commits: readonly string[], question: TraceQuestion): Promise<PathChange[]> {
  if (commits.length === 0) return [];
  return (await listIn(git, inputOf({ tips: commits }), { walk: { tips: commits } }, question, ['--no-walk=unsorted']))
    .changes;
}

/**
 * Format: git-log(1) with `--raw -z -c`, git-diff(1) RAW OUTPUT FORMAT and "diff format for merges":
 * `SOH <oid> NUL <author> NUL <date> NUL LF :100644 100644 <old> <new> M NUL path NUL`; of merges only files unlike those of every parent,
 * with as many colons, modes and old ids as there are parents. Oldest first, as far as git's order goes.
 */
export async function listChanges(git: Git, options: ChangeOptions, question: ChangeQuestion): Promise<Changes> {
  const { walk, listed } = options;
  const isAny = question.objects.size + question.names.size > 0 || question.isCode !== undefined;
  if (!isAny || isEmpty(walk)) return { changes: [], deleted: new Map(), isWhole: true };
  // Of a damaged history, a walk says more.
  const shared = listed && listed.length >= SHARED ? await listShared(git, listed, options, question) : null;
  return shared ?? (await listIn(git, inputOf(walk), options, question));
}

/** Two processes read one half of the commits each; null if that is not all. */
async function listShared(
  git: Git,
  listed: OidSequence,
  options: ChangeOptions,
  question: ChangeQuestion,
): Promise<Changes | null> {
  const middle = listed.length >> 1;
  const halves = [
    { length: middle, hex: (at: number) => listed.hex(at) },
    { length: listed.length - middle, hex: (at: number) => listed.hex(middle + at) },
  ];
  const alone = ['--no-walk=unsorted'];
  const [newer, older] = (await Promise.all(
    halves.map((half) => listIn(git, linesOf(half), { ...options, commits: half.length }, question, alone)),
  )) as [Changes, Changes];
  if (!newer.isWhole || !older.isWhole || newer.changes.length + older.changes.length > CHANGES) return null;
  return {
    changes: [...older.changes, ...newer.changes],
    deleted: new Map([...newer.deleted, ...older.deleted]),
    isWhole: true,
  };
}

async function listIn(
  git: Git,
  input: Iterable<string>,
  { oldSides, commits = 0 }: ChangeOptions,
  question: ChangeQuestion,
  args: readonly string[] = [],
): Promise<Changes> {
  const changes: PathChange[] = [];
  const deleted = new Map<string, readonly OldFile[]>();
  const isNamed = !oldSides && !question.isCode && question.names.size === 0 && question.objects.size <= NAMED;
  const process = git.start(
    'log',
    [
      ...RAW,
      ...['-c', '--root'],
      ...(isNamed ? [...question.objects].map((oid) => `--find-object=${oid}`) : []),
      ...args,
      '--stdin',
    ],
    { box: { ...BOX, bytes: BOX.bytes + commits * COMMIT } },
  );
  process.feed(input);
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

/**
 * What these merges leave out that one of their parents has: `log -c` hides those that are as another parent, as `merge -s ours` makes them. `before`
 * has the versions of the parents that differ. Only of `paths`. Format: with `-m`, the log has an entry for each parent.
 */
export async function mergeDrops(
  git: Git,
  merges: readonly string[],
  { objects }: TraceQuestion,
  paths: readonly Uint8Array[],
): Promise<PathChange[]> {
  // Of lines of text: what cannot be told to git so is not asked.
  const told = paths.filter((path) => isUtf8(path) && !path.includes(LINE_END)).slice(0, NAMED);
  if (merges.length === 0 || told.length === 0) return [];
  const args = [...RAW, '-m', '--no-walk=unsorted', '--stdin'];
  const process = git.start('log', args, { box: { ...BOX, bytes: BOX.bytes + merges.length * COMMIT } });
  process.feed([
    ...inputOf({ tips: merges }),
    '--\n',
    ...told.map((path) => `${Buffer.from(path).toString('utf8')}\n`),
  ]);
  const drops = new Map<string, PathChange>();
  await tolerantly(async () => {
    for await (const change of parseChanges(process)) {
      const { commit, path, before, after } = change;
      if (!before.some((oid) => oid !== null && objects.has(oid))) continue;
      const key = `${commit.oid} ${latin1(path)}`;
      drops.set(key, { ...change, after, before: [...(drops.get(key)?.before ?? []), ...before] });
      if (drops.size >= CHANGES) throw new Error('more changes than can be kept');
    }
  });
  return [...drops.values()].reverse();
}

function isWanted({ path, before, after }: PathChange, { objects, names, isCode }: ChangeQuestion): boolean {
  if (isCode?.(path)) return true;
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
