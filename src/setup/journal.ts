// Changes files of the user, all of them or none, and keeps in the user's cache folder what was there before, so that it can be undone.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { writeWhole } from '../cache/folder.ts';
import { isFolderTrusted, isOwn } from '../cache/place.ts';
import { readAt, withFile } from '../cache/reading.ts';
import { fullDisk, HfleaksError } from '../errors.ts';
import type { OwnIndex, StagedFile } from '../git/own.ts';
import { escapeText } from '../path.ts';
import { writeReport } from '../report/write.ts';

/** A file that is to be made (`before` null), changed, or removed (`after` null). */
export interface FileEdit {
  /** Absolute. */
  readonly path: string;
  /** What is there now, as `readEditable` gave it; if it is no longer so, nothing is changed. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  /** Whether a file that is made can be run. */
  readonly executable?: boolean;
}

export interface IndexEdit {
  /** Below the top folder, a character for each byte. */
  readonly path: string;
  readonly before: StagedFile;
  readonly after: StagedFile;
}

/** The index of the user's repository. */
export type IndexDoor = Pick<OwnIndex, 'read' | 'write'>;

export interface JournalPlace {
  /** The user's cache folder, not in the repository; null if there is none: then nothing is changed. */
  readonly folder: string | null;
  /** The user's number, undefined where the system has none. */
  readonly user: number | undefined;
  /** The top folder of what is changed, absolute, without links. */
  readonly root: string;
  /** Other folders that may be written to, as the git directory; absolute, without links. */
  readonly also?: readonly string[];
  /** Whose changes: `fix`, `init`, `nb`. Each command undoes its own. */
  readonly command: string;
}

/** One run's changes, as they are kept. Bytes in base64; `after` as a digest, null for no file. */
interface Entry {
  readonly files: readonly {
    readonly path: string;
    readonly before: string | null;
    readonly mode: number;
    readonly after: string | null;
  }[];
  readonly folders: readonly string[];
  readonly index: readonly IndexEdit[];
}

/** Runs that can be undone, one after the other. */
const MOST = 5;
/** What is kept of one folder, in bytes. */
const LARGEST = 256 * 2 ** 20;

/**
 * The bytes of a file that may be changed; null if there is none. Throws `write-failed`, saying why and what to do, for what is no regular file
 * (a link), is read-only, or lies behind a link that leads out of `root` and `also`.
 */
export function readEditable({ root, also = [] }: Pick<JournalPlace, 'root' | 'also'>, path: string): Buffer | null {
  refuseOutside(path, [root, ...also]);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return null;
  if (!stat.isFile())
    throw refusal(path, 'is no regular file', 'If it is a link, change the file that it leads to by hand.');
  // Somebody who takes away his own right to write means it, also where he is root.
  if ((stat.mode & 0o222) === 0) throw refusal(path, 'is read-only', 'Make it writable: chmod u+w.');
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (fstatSync(fd).isFile()) return readFileSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {}
  throw refusal(path, 'cannot be read', 'Check its permissions.');
}

/**
 * Makes all changes, or none: if one fails, those before it are taken back. What was there is kept first. Edits that change nothing are left
 * out. Throws `write-failed` if a file is not as its edit says any more, cannot be written, or nothing can be kept; and what the index throws.
 */
export async function applyEdits(
  place: JournalPlace,
  files: readonly FileEdit[],
  index: readonly IndexEdit[] = [],
  door?: IndexDoor,
): Promise<void> {
  const edits = files.filter(({ before, after }) => !same(before, after));
  if (edits.length + index.length === 0) return;
  for (const edit of edits)
    if (!same(readEditable(place, edit.path), edit.before))
      throw refusal(edit.path, 'has changed in the meantime', 'Run the command again.');
  await stagedAs(index, ['before'], door);
  const folders = [...new Set(edits.flatMap(({ path, after }) => (after ? missingFolders(dirname(path)) : [])))];
  const entry: Entry = {
    files: edits.map(({ path, before, after }) => ({
      path,
      before: before && Buffer.from(before).toString('base64'),
      mode: before ? lstatSync(path).mode & 0o777 : 0,
      after: after && digest(after),
    })),
    folders,
    index,
  };
  const kept = readEntries(place);
  keep(place, [...kept, entry].slice(-MOST));
  const done: FileEdit[] = [];
  try {
    for (const folder of folders) mkdirSync(folder);
    for (const edit of edits) {
      done.push(edit);
      put(edit.path, edit.after, edit.executable ? 0o755 : 0o644);
    }
    await door?.write(index.map(({ path, after }) => ({ path, staged: after })));
  } catch (error) {
    for (const { path, before } of done.reverse()) quietly(() => put(path, before, modeOf(entry, path)));
    for (const folder of folders.toReversed()) quietly(() => rmdirSync(folder));
    quietly(() => keep(place, kept));
    throw error instanceof HfleaksError
      ? error
      : unwritten(place.root, error, 'Check its permissions, and the room on the disk.');
  }
}

/** What was taken back; paths relative to the root. */
export interface Undone {
  readonly paths: readonly string[];
  /** Why the others were left as they are, a sentence and a remedy for each; none but where some may be left. */
  readonly left: readonly string[];
}

/**
 * Takes back the last run of the command that is not taken back yet; null if there is none. What is as it was before that run is left so: the run
 * may have ended in the midst of it. Where any of it is neither, throws `write-failed` with nothing changed; or, if `partly`, leaves just that,
 * which can be taken back once it is as that run made it.
 */
export async function undoEdits(place: JournalPlace, door?: IndexDoor, partly = false): Promise<Undone | null> {
  const entries = readEntries(place);
  const last = entries.at(-1);
  if (!last) return null;
  const left = new Map<string, string>();
  const files = last.files.filter((file) => {
    try {
      return isAsMade(place, file);
    } catch (error) {
      if (!partly || !(error instanceof HfleaksError)) throw error;
      left.set(file.path, `${error.message.replace(UNCHANGED, '.')} ${error.hint}`);
      return false;
    }
  });
  const index = await stagedAs(last.index, ['after', 'before'], door);
  await door?.write(index.map(({ path, before }) => ({ path, staged: before })));
  for (const { path, before, mode } of files) put(path, bytesOf(before), mode);
  for (const folder of last.folders.toReversed()) quietly(() => rmdirSync(folder));
  const rest = last.files.filter(({ path }) => left.has(path));
  keep(place, [...entries.slice(0, -1), ...(rest.length > 0 ? [{ ...last, files: rest, index: [] }] : [])]);
  const indexed = last.index.map(({ path }) => `${Buffer.from(path, 'latin1')} (index)`);
  const done = last.files.filter(({ path }) => !left.has(path));
  return { paths: [...done.map(({ path }) => relative(place.root, path)), ...indexed], left: [...left.values()] };
}

/** Whether a file is as a run made it, or as it was before. Throws if it is neither. */
function isAsMade(place: JournalPlace, { path, before, after }: Entry['files'][number]): boolean {
  const now = readEditable(place, path);
  if ((now && digest(now)) === after) return true;
  if (same(now, bytesOf(before))) return false;
  throw refusal(
    path,
    'has changed since',
    'Take your change out of it, undo, and make it again; or take this one back by hand.',
  );
}

/** Those that the index has as the first of `sides`. Throws for one that it has as none of them. */
async function stagedAs(
  index: readonly IndexEdit[],
  sides: readonly ('before' | 'after')[],
  door?: IndexDoor,
): Promise<readonly IndexEdit[]> {
  if (index.length === 0) return [];
  const now = (await door?.read(index.map(({ path }) => path))) ?? [];
  return index.filter((edit, at) => {
    const other = now[at] ?? null;
    const side = sides.findIndex((one) => edit[one]?.oid === other?.oid && edit[one]?.mode === other?.mode);
    if (side >= 0) return side === 0;
    throw refusal(Buffer.from(edit.path, 'latin1').toString(), 'is another in the index than before', 'Run again.');
  });
}

/** A link on the way could lead anywhere. */
function refuseOutside(path: string, folders: readonly string[]): void {
  let above = dirname(path);
  while (!existsSync(above) && dirname(above) !== above) above = dirname(above);
  const real = realpathSync.native(above);
  if (!folders.some((folder) => real === folder || real.startsWith(folder.endsWith(sep) ? folder : folder + sep)))
    throw refusal(path, 'lies behind a link that leads elsewhere', 'Change it there by hand.');
}

function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder];
}

/** `mode` is for a file that is not there; one that is keeps its own. */
function put(path: string, bytes: Uint8Array | null, mode: number): void {
  if (bytes === null) return unlinkSync(path);
  const isNew = !existsSync(path);
  writeReport(path, bytes, 'The change');
  if (isNew) chmodSync(path, mode);
}

const bytesOf = (base64: string | null): Buffer | null => (base64 === null ? null : Buffer.from(base64, 'base64'));

const modeOf = ({ files }: Entry, path: string): number => files.find((one) => one.path === path)?.mode ?? 0o644;

// ---------------------------------------------------------------- what is kept

function fileOf({ folder, user, root, command }: JournalPlace): { readonly folder: string; readonly name: string } {
  const own = folder === null ? null : join(folder, 'undo');
  try {
    if (folder !== null && own !== null && isFolderTrusted(folder, user) && isFolderTrusted(own, user))
      return { folder: own, name: digest(`${root}\0${command}`) };
  } catch {}
  throw new HfleaksError(
    'write-failed',
    'Nothing was changed: there is no place for what --undo needs.',
    'Let HOME or XDG_CACHE_HOME name a folder that is yours alone, outside of the repository.',
  );
}

function readEntries(place: JournalPlace): readonly Entry[] {
  const { folder, name } = fileOf(place);
  const bytes = withFile(join(folder, name), (fd, stats) =>
    // Others could have it write whatever they like.
    isOwn(stats, place.user, 0o077) && stats.size <= LARGEST ? readAt(fd, 0, stats.size) : null,
  );
  return bytes ? (JSON.parse(bytes.toString()) as Entry[]) : [];
}

function keep(place: JournalPlace, entries: readonly Entry[]): void {
  const { folder, name } = fileOf(place);
  const path = join(folder, name);
  try {
    const bytes = Buffer.from(JSON.stringify(entries));
    if (bytes.length > LARGEST) throw new RangeError();
    if (entries.length > 0) return writeWhole(folder, [bytes], (temporary) => renameSync(temporary, path));
    if (existsSync(path)) unlinkSync(path);
  } catch (error) {
    throw unwritten(path, error, 'Make room for what --undo needs.');
  }
}

// ---------------------------------------------------------------- small things

function same(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === other || (one !== null && other !== null && Buffer.compare(one, other) === 0);
}

function digest(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The first failure is the one to tell.
  }
}

const UNCHANGED = '; nothing was changed.';

function unwritten(path: string, error: unknown, remedy: string): HfleaksError {
  const [what, hint = remedy] = fullDisk(error) ?? [];
  return refusal(path, `could not be written to${what ? `, since ${what}` : ''}`, hint);
}

function refusal(path: string, what: string, hint: string): HfleaksError {
  return new HfleaksError('write-failed', `${escapeText(path)} ${what}${UNCHANGED}`, hint);
}
