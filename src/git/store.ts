// The object store as files: where it lies, what it borrows from others, and what in it would make git wait, or be overlooked by git.
import { isUtf8 } from 'node:buffer';
import { type Dirent, existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';
import { kindOf, listFolder, readGitFile } from './files.ts';
import { isInside, type Repository } from './repository.ts';

/** Another store from which this one borrows. */
export interface Alternate {
  readonly directory: string;
  /** Whether it lies inside the repository's own folders. */
  readonly isInside: boolean;
}

export interface ObjectStore {
  readonly alternates: readonly Alternate[];
  /** What stands for objects but cannot be read as such: FIFOs, devices, folders, packs without an index; relative to its store. */
  readonly unusable: readonly Buffer[];
  /** Of these, the ones at which git would wait for ever. */
  readonly traps: readonly Buffer[];
  /** What is another repository's, and read only by id: alternates by their paths, and links, as `objects/pack/pack-x`. */
  readonly outside: readonly Buffer[];
}

/** Stores that borrow from one another, at most. */
const STORES = 100;
/** Places in a list of alternates that are looked up, at most: each costs a question to the system. */
const LINES = 10_000;
const FAN_OUT = /^[0-9a-f]{2}$/;
const LIST = Buffer.from('info/alternates');

/** A store, and what stands in it. */
interface Surveyed extends Alternate {
  /** Those from which it borrows. */
  readonly borrowed: readonly string[];
  /** Whether git must not look into it. */
  readonly isTrap: boolean;
  readonly unusable: readonly Buffer[];
  readonly traps: readonly Buffer[];
  readonly foreign: readonly Buffer[];
}

/**
 * Looks through a repository's store without git. Throws `git-failed` for a list of alternates that is no file: git would wait for ever
 * at a FIFO.
 */
export function surveyStore(repository: Repository): ObjectStore {
  const { objectDirectory, alternateObjects } = repository;
  const own = survey(objectDirectory, repository);
  const stores = new Map<string, Surveyed>();
  const known = new Set([realOf(objectDirectory)]);
  // What came in with a push that broke off: `tmp_objdir-incoming-XXXXXX`, laid out as a store.
  const incoming = (listFolder(objectDirectory) ?? [])
    .map(({ name }) => name.toString('utf8'))
    .filter((name) => name.startsWith('tmp_objdir-'))
    .map((name) => join(objectDirectory, name));
  const pending = [...incoming, ...alternateObjects, ...own.borrowed].reverse();
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const real = realOf(directory);
    if (real === null || known.has(real) || !statSync(real).isDirectory()) continue;
    if (known.size > STORES)
      throw trap(`More than ${STORES} object stores that borrow from one another`, 'are too many.');
    known.add(real);
    const store = survey(directory, repository);
    stores.set(real, store);
    for (const path of store.borrowed.toReversed()) pending.push(path);
  }
  const isSafe = safeStores(stores);
  const all = [own, ...stores.values()];
  const alternates = [...stores].flatMap(([real, { directory, isInside }]) =>
    isSafe(real) ? [{ directory, isInside }] : [],
  );
  return {
    alternates,
    unusable: all.flatMap(({ unusable }) => unusable),
    traps: all.flatMap(({ traps }) => traps),
    outside: [
      ...(isForeignStore(repository) ? [Buffer.from('objects')] : []),
      ...all.flatMap((store) => (store === own || store.isInside ? store.foreign : [])),
      ...alternates.flatMap((store) => (store.isInside ? [] : [Buffer.from(store.directory)])),
    ],
  };
}

/** The object directories that git reads: its own, and those from which it borrows; or only those inside the repository. */
export function storeDirectories(
  { objectDirectory }: Repository,
  { alternates }: ObjectStore,
  which: 'all' | 'inside' = 'all',
): readonly string[] {
  const read = alternates.filter(({ isInside }) => which === 'all' || isInside);
  return [objectDirectory, ...read.map(({ directory }) => directory)];
}

function survey(directory: string, repository: Repository): Surveyed {
  const { paths, isWhole } = alternatePaths(directory);
  const { traps, overlooked, foreign } = oddFiles(directory, repository);
  const refused = isWhole ? traps : [LIST, ...traps];
  return {
    directory,
    isInside: isInside(repository, directory),
    borrowed: paths,
    isTrap: refused.length > 0,
    traps: refused,
    unusable: [...refused, ...overlooked],
    foreign,
  };
}

/** git goes on from an alternate to those of its own: it is safe if all on these ways are. */
function safeStores(stores: ReadonlyMap<string, Surveyed>): (real: string) => boolean {
  const unsafe = new Set([...stores].flatMap(([real, { isTrap }]) => (isTrap ? [real] : [])));
  for (let size = -1; size !== unsafe.size; ) {
    size = unsafe.size;
    for (const [real, { borrowed }] of stores)
      if (borrowed.some((path) => unsafe.has(realOf(path) ?? ''))) unsafe.add(real);
  }
  return (real) => !unsafe.has(real);
}

/**
 * The stores from which one borrows. `isWhole`: whether each of its lines is understood. Format: gitrepository-layout(5): a path a line,
 * absolute or relative to the store, perhaps in quotes with escapes as in C; `#` begins a comment.
 */
function alternatePaths(directory: string): { readonly paths: readonly string[]; readonly isWhole: boolean } {
  const path = join(directory, 'info', 'alternates');
  if (kindOf(Buffer.from(path)) === null) return { paths: [], isWhole: true };
  const bytes = readGitFile(path, 1 << 20);
  if (bytes === null) throw trap(displayPath(Buffer.from(path)), 'is no readable file.');
  const lines = bytes
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => Buffer.from(line.startsWith('"') ? unquoted(line) : line, 'latin1'));
  if (new Set(lines.map((line) => line.toString('latin1'))).size > LINES)
    throw trap(displayPath(Buffer.from(path)), `names more than ${LINES} object stores.`);
  // Only paths in UTF-8 can be told to git.
  const named = lines.filter(isUtf8).map((line) => line.toString('utf8'));
  return {
    paths: named.map((line) => (isAbsolute(line) ? line : resolve(directory, line))),
    isWhole: named.length === lines.length,
  };
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unquoted(line: string): string {
  return (/^"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line).replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8) & 0xff) : (ESCAPES[code] ?? code),
  );
}

function trap(what: string, why: string): HfleaksError {
  return new HfleaksError(
    'git-failed',
    `${what} ${why}`,
    'If it is a FIFO or a device, the repository is hostile: scan its files with "hfleaks scan --no-ignore".',
  );
}

/** Where a name stands for an object, git opens whatever is there: it waits at a FIFO, and dies of a folder. Packs without an index it does not see. */
function oddFiles(
  directory: string,
  repository: Repository,
): Readonly<Record<'traps' | 'overlooked' | 'foreign', readonly Buffer[]>> {
  const traps: Buffer[] = [];
  let overlooked: readonly Buffer[] = [];
  const foreign = new Set<string>();
  for (const folder of listFolder(directory) ?? []) {
    const name = folder.name.toString('latin1');
    if (!FAN_OUT.test(name) && name !== 'pack') continue;
    const path = join(directory, name);
    const entries = listFolder(path) ?? [];
    const isLentWhole = isForeign(repository, directory, folder);
    if (isLentWhole) foreign.add(`objects/${name}`);
    for (const entry of entries) {
      if (!isUsable(path, entry)) traps.push(Buffer.concat([Buffer.from(`${name}/`), entry.name]));
      else if (!isLentWhole && isForeign(repository, path, entry))
        // A pack is several files, of which each may be a link.
        foreign.add(`objects/${name}/${entry.name.toString('latin1').replace(/\.\w+$/, '')}`);
    }
    if (name === 'pack') overlooked = packsWithoutIndex(entries);
  }
  return { traps, overlooked, foreign: [...foreign].map((name) => Buffer.from(name, 'latin1')) };
}

function packsWithoutIndex(entries: readonly Dirent<Buffer>[]): Buffer[] {
  const names = new Set(entries.map(({ name }) => name.toString('latin1')));
  return [...names]
    .filter((name) => /^pack-.*\.pack$/.test(name) && !names.has(name.replace(/pack$/, 'idx')))
    .map((name) => Buffer.from(`pack/${name}`, 'latin1'));
}

/** Whether git can open what stands there. */
export function isUsable(folder: string, entry: Dirent<Buffer>): boolean {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  try {
    return statSync(Buffer.concat([Buffer.from(folder + sep), entry.name])).isFile();
  } catch {
    // A link to nothing: git finds no object there, and says so.
    return true;
  }
}

/** Whether an entry of a store's folder is a link to what is another repository's. */
export function isForeign(repository: Repository, folder: string, entry: Dirent<Buffer>): boolean {
  if (!entry.isSymbolicLink()) return false;
  const path = Buffer.concat([Buffer.from(folder + sep), entry.name]);
  return existsSync(path) && !isInside(repository, path);
}

/** Whether the store itself is another repository's, as in a work tree of git-new-workdir. One that a variable names is the repository's own. */
export function isForeignStore(repository: Repository): boolean {
  const { objectDirectory, commonDir } = repository;
  return objectDirectory === join(commonDir, 'objects') && !isInside(repository, objectDirectory);
}

function realOf(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
