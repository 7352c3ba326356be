// What the index holds, and how it differs from a commit.
import { HfleaksError } from '../errors.ts';
import { mention } from '../path.ts';
import type { SkipReason } from '../types.ts';
import { readGitFile } from './files.ts';
import { fields } from './records.ts';
import { isInside, type Repository } from './repository.ts';
import type { Git } from './runner.ts';

/** What git stores of a path: its mode and object. */
export interface IndexEntry {
  readonly path: Buffer;
  readonly mode: string;
  readonly oid: string;
  readonly stage: 0 | 1 | 2 | 3;
}

/** A path whose index entry differs from a commit's. `oldOid` is null where the commit has no such file, `oid` where the index has none; zeros are an id as any other. */
export interface Change {
  readonly path: Buffer;
  readonly mode: string;
  readonly oid: string | null;
  readonly oldOid: string | null;
  readonly unmerged: boolean;
}

/** The mode of a commit of another repository. */
export const GITLINK = '160000';

/** The tree without entries, which git knows without storing it. */
export const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

/** Likewise the blob without bytes: an entry made by `git add -N` names it. */
export const EMPTY_BLOB = {
  sha1: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  sha256: '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
} as const;

/**
 * How the index differs from `commit` (null: from nothing), in index order, deletions and unmerged paths included; at `paths` alone, if given.
 * Format: git-diff-index(1), RAW OUTPUT FORMAT: `:100644 100644 <old oid> <new oid> M NUL path NUL`.
 */
export async function* stagedChanges(
  git: Git,
  commit: string | null,
  paths: readonly string[] = [],
): AsyncGenerator<Change> {
  const against = commit ?? EMPTY_TREE[git.repository.objectFormat];
  const process = git.start('diff-index', [
    '--cached',
    '--raw',
    '-z',
    '--no-abbrev',
    '--no-renames',
    '--ignore-submodules=none',
    against,
    ...(paths.length > 0 ? ['--', ...paths] : []),
  ]);
  process.send('');
  let head: RegExpExecArray | null = null;
  for await (const field of fields(process)) {
    if (head) {
      const [, mode, oldOid, oid, status] = head as unknown as [string, string, string, string, string];
      head = null;
      // An entry with an id of zeros is there, and its object is missing.
      const isThere = status !== 'D' && status !== 'U';
      yield { path: field, mode, oid: isThere ? oid : null, oldOid: orNull(oldOid), unmerged: status === 'U' };
      continue;
    }
    head = /^:\d{6} (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([ADMTUX])\d*$/.exec(field.toString('latin1'));
    if (!head) throw badRecord('diff-index');
  }
  // git goes on, and ends well, where the index has a folder: what is in it, or the rest, is not listed.
  const complaint = process.complaints().find((line) => line.startsWith('warning: index entry is a directory'));
  if (complaint === undefined) return;
  throw new HfleaksError(
    'git-failed',
    `git cannot read all of the index: ${mention(complaint, 300)}`,
    'Make it anew: git reset',
  );
}

/**
 * Every entry of the index, or only those at `which` paths, in its order; unmerged paths have up to three. `indexFile` is that of another work tree; throws `git-failed` for a
 * link that leads out of the repository.
 * Format: git-ls-files(1), `100644 <oid> 0 TAB path NUL`.
 */
export async function* indexEntries(
  git: Git,
  which: 'all' | 'unmerged' | readonly string[],
  indexFile?: string,
): AsyncGenerator<IndexEntry> {
  if (indexFile !== undefined && !isInside(git.repository, indexFile))
    throw new HfleaksError(
      'git-failed',
      "An index is another repository's.",
      'It is a link: replace it by "git reset".',
    );
  const paths = typeof which === 'string' ? [] : ['--', ...which];
  const args = [which === 'unmerged' ? '--unmerged' : '--stage', '-z', ...paths];
  const process = git.start('ls-files', args, indexFile === undefined ? {} : { indexFile });
  process.send('');
  for await (const field of fields(process)) {
    const tab = field.indexOf(9);
    const head = /^(\d{6}) ([0-9a-f]+) ([0-3])$/.exec(field.subarray(0, tab).toString('latin1'));
    if (tab < 0 || !head) throw badRecord('ls-files');
    const [, mode, oid, stage] = head as unknown as [string, string, string, string];
    yield { path: field.subarray(tab + 1), mode, oid, stage: Number(stage) as IndexEntry['stage'] };
  }
}

/** A path that git lists in a work tree; `/` at its end: a repository that nobody tracks. */
export interface WorkTreePath {
  readonly path: Buffer;
  /** Why nothing is to be looked for there: a folder that git could not look into, or an entry that names no file. */
  readonly problem: SkipReason | null;
  /** Whether the index holds a commit there, not a file. */
  readonly isSubmodule: boolean;
}

/**
 * The paths of the work tree: the untracked but not ignored, then the tracked; unmerged ones once for each stage. Format:
 * git-ls-files(1) with `-t --stage`: `? path`, or `H 100644 <oid> 0 TAB path` with other letters for other states.
 */
export async function* workTreePaths(git: Git): AsyncGenerator<WorkTreePath> {
  const before = entriesIn(git.repository);
  let tracked = 0;
  const process = git.start('ls-files', ['-z', '-t', '--stage', '--others', '--exclude-standard'], { workTree: true });
  process.send('');
  for await (const field of fields(process)) {
    if (field[1] !== 0x20) throw badRecord('ls-files');
    if (field[0] === 0x3f) yield { path: field.subarray(2), problem: null, isSubmodule: false };
    else {
      const tab = field.indexOf(9);
      if (tab < 0) throw badRecord('ls-files');
      tracked++;
      const path = field.subarray(tab + 1);
      const problem = namesNothing(path) ? 'corrupt-object' : null;
      yield { path, problem, isSubmodule: field.toString('latin1', 2, 8) === GITLINK };
    }
  }
  // The index may have been written anew meanwhile.
  if (tracked < Math.min(before, entriesIn(git.repository))) throw unfinished('ls-files');
  // git only warns of what it could not look into: `warning: could not open directory 'a/b/': Permission denied`. It cuts what it says at 4096
  // bytes, which is less than a path that is too long, and a name may have a line end in it.
  for (const complaint of process.complaints()) {
    const [told, folder = '', end] = /^warning: could not open directory '(.*?)(?:\/?('.*))?$/.exec(complaint) ?? [];
    if (told) yield { path: Buffer.from(end ? `${folder}/` : folder), problem: 'permission', isSubmodule: false };
  }
}

/** How many entries an index has at least, without those of a shared one. Format: gitformat-index(5): `DIRC`, its version, the number of entries. */
function entriesIn({ indexFile }: Repository): number {
  const head = readGitFile(indexFile, Number.MAX_SAFE_INTEGER, 12);
  return head?.length === 12 && head.toString('latin1', 0, 4) === 'DIRC' ? head.readUInt32BE(8) : 0;
}

/**
 * Whether a path of the index is none that git would write (`verify_path`): empty names, `.` and `..` lead back to a folder that is being listed, or
 * out of the work tree.
 */
function namesNothing(path: Buffer): boolean {
  return /(?:^|\/)\.{0,2}(?:\/|$)/.test(path.toString('latin1'));
}

/** What git ignores in the work tree; a folder of which all is ignored is one path with `/` at its end. */
export async function* ignoredPaths(git: Git): AsyncGenerator<Buffer> {
  const args = ['-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  const process = git.start('ls-files', args, { workTree: true });
  process.send('');
  let folder: Buffer | null = null;
  for await (const path of fields(process)) {
    // A folder that holds nothing but an ignored folder is followed by that folder.
    if (folder && path.subarray(0, folder.length).equals(folder)) continue;
    if (path.at(-1) === 0x2f) folder = path;
    yield path;
  }
}

function orNull(oid: string): string | null {
  return /^0+$/.test(oid) ? null : oid;
}

/** git ended well, and did not say all. */
export function unfinished(command: string): HfleaksError {
  return new HfleaksError(
    'git-protocol',
    `git ${command} ended without all that the index holds.`,
    'Is the git on PATH a script of somebody? Try it by hand, and "git fsck".',
  );
}

function badRecord(command: string): HfleaksError {
  return new HfleaksError(
    'git-protocol',
    `git ${command} answered in a form that is not known.`,
    'Tell us your version of git.',
  );
}
