// Lists what lies in and below git directories besides the objects that git reads: its own files, odd ones, and the repositories inside.
import { type Dirent, readlinkSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SkipReason } from '../types.ts';
import { kindOf, listFolder, pathBelow, readGitLine, realName } from './files.ts';
import { linkedGitDirs, looksLikeGitDirectory, type Repository, repositoryOf } from './repository.ts';
import { isReadPack } from './stored-ids.ts';

/** A file, link or special file; or a folder, perhaps one that cannot be listed. */
export interface GitFile {
  readonly kind: 'entry' | 'folder' | 'unreadable';
  /** Absolute. */
  readonly path: Buffer;
  /** Below the repository: `.git/config`; of a bare one `config`. */
  readonly name: Buffer;
}

/** A repository inside another one. */
export interface InnerRepository {
  readonly repository: Repository;
  /** Its work tree, or, where none is known, its git directory, below the outer one: `vendor/lib`, `.git/modules/x`; `.` for its top. */
  readonly path: Buffer;
}

export interface InnerRepositories {
  /** In byte order of their paths, each once, those inside of inner ones too. */
  readonly repositories: readonly InnerRepository[];
  /** What was not looked into: repositories that a link or a `.git` file names outside of the outer one, folders that cannot be listed. */
  readonly leftOut: readonly { readonly path: Buffer; readonly reason: SkipReason }[];
}

/** Format of names below an object store: gitrepository-layout(5). */
const FAN_OUT = /(?:^|\/)[0-9a-f]{2}$/;
const LOOSE_OBJECT = { sha1: /^[0-9a-f]{38}$/, sha256: /^[0-9a-f]{62}$/ } as const;

/**
 * Yields all that lies below the git directories and that git does not read as objects, lazily, folder by folder in byte order. No link is
 * followed. `stores` are the object directories that git reads; what has the name of an object elsewhere is a file as any other. Of what
 * belongs to a pack, only the pack itself is left out. Repositories inside are left to `innerRepositories`.
 */
export function* gitFiles(repository: Repository, stores: readonly string[]): Generator<GitFile> {
  const readStores = new Set(stores.map((store) => realName(Buffer.from(store))));
  const object = LOOSE_OBJECT[repository.objectFormat];
  for (const root of gitRoots(repository)) {
    for (const folder of walk(root)) {
      const { path, name, entries } = folder;
      if (entries && path !== root.path && isInner(path, entries)) {
        folder.isEntered = false;
        continue;
      }
      if (!entries || path !== root.path) yield { kind: entries ? 'folder' : 'unreadable', path, name };
      for (const entry of leaves(path, entries ?? [], readStores, object))
        yield { kind: 'entry', path: pathBelow(path, entry), name: pathBelow(name, entry) };
    }
  }
}

/** The names in a folder of a git directory that stand for no folder, and for nothing that git reads as objects. */
function leaves(
  folder: Buffer,
  entries: readonly Dirent<Buffer>[],
  stores: ReadonlySet<string>,
  object: RegExp,
): Buffer[] {
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const path = folder.toString('latin1');
  const cut = path.lastIndexOf('/');
  if (!stores.has(path.slice(0, cut))) return names;
  if (FAN_OUT.test(path)) return names.filter((name) => !object.test(name.toString('latin1')));
  if (path.slice(cut) !== '/pack') return names;
  const all = new Set(names.map((name) => name.toString('latin1')));
  const isRead = (name: string): boolean => {
    const index = name.replace(/\.pack$/, '.idx');
    return index !== name && all.has(index) && isReadPack(pathBelow(folder, name), pathBelow(folder, index));
  };
  return names.filter((name) => !isRead(name.toString('latin1')));
}

/** The indexes of all its work trees, absolute, for git to read. One whose path is no UTF-8 is left to `gitFiles`, which has them all. */
export function indexFiles(repository: Repository): readonly string[] {
  const folders = [repository.gitDir, repository.commonDir].map((path) => Buffer.from(path));
  const found = new Map<string, string>();
  for (const folder of [...folders, ...(linkedGitDirs(repository) ?? [])]) {
    const path = pathBelow(folder, 'index');
    const kind = kindOf(path);
    if (kind === null || kind === 'folder' || !isText(path) || found.has(realName(folder))) continue;
    found.set(realName(folder), path.toString());
  }
  return [...found.values()];
}

/** Finds every repository inside, in the work tree and in the git directories. No link is followed. */
export function innerRepositories(outer: Repository): InnerRepositories {
  const own = new Set([outer.commonDir, outer.gitDir].map((path) => realName(Buffer.from(path))));
  const roots = rootsOf(outer);
  const tops = roots.map(({ path }) => path.toString('latin1'));
  const repositories: InnerRepository[] = [];
  const leftOut: { path: Buffer; reason: SkipReason }[] = [];
  for (const root of roots) {
    for (const folder of walk(root)) {
      const { path, name, entries } = folder;
      const text = path.toString('latin1');
      if (path !== root.path && tops.includes(text)) {
        folder.isEntered = false;
        continue;
      }
      // What is in a git directory and cannot be listed, `gitFiles` tells.
      if (!entries && !folder.isGit) leftOut.push({ path: orDot(name), reason: 'permission' });
      if (own.has(text)) folder.isGit = true;
      else if (entries && isInner(path, entries)) {
        folder.isGit = true;
        const inner = innerAt(path, name);
        if ('repository' in inner) repositories.push(inner);
        else leftOut.push(inner);
      } else if (entries && leadsOutside(path, entries, [...tops, ...own]))
        leftOut.push({ path: orDot(name), reason: 'nested-repository' });
    }
  }
  const inOrder = (a: { path: Buffer }, b: { path: Buffer }): number => Buffer.compare(a.path, b.path);
  return { repositories: repositories.sort(inOrder), leftOut: leftOut.sort(inOrder) };
}

function innerAt(path: Buffer, name: Buffer): InnerRepository | { path: Buffer; reason: SkipReason } {
  const shown = orDot(/(?:^|\/)\.git$/.test(name.toString('latin1')) ? name.subarray(0, -'/.git'.length) : name);
  // git is told of a repository by its environment, which is text.
  const repository = isText(path) ? repositoryOf(path.toString()) : null;
  return repository ? { repository, path: shown } : { path: shown, reason: 'read-error' };
}

/** Whether a folder is a git directory. Asks the disk only where its entries make that likely. */
function isInner(path: Buffer, entries: readonly Dirent<Buffer>[]): boolean {
  const objects = entries.find(({ name }) => name.equals(OBJECTS));
  return objects?.isDirectory() === true && looksLikeGitDirectory(path);
}

/** Whether a folder has its git directory, or as a git directory its objects, outside of `tops`. */
function leadsOutside(path: Buffer, entries: readonly Dirent<Buffer>[], tops: readonly string[]): boolean {
  const objects = entries.find(({ name }) => name.equals(OBJECTS));
  if (objects?.isSymbolicLink() && looksLikeGitDirectory(path, statSync)) return true;
  const dotGit = entries.find(({ name }) => name.equals(DOT_GIT));
  if (!dotGit || dotGit.isDirectory()) return false;
  const target = dotGit.isSymbolicLink() ? linkTarget(path) : gitFileTarget(path);
  if (target === null) return false;
  const real = realName(Buffer.from(resolve(path.toString('latin1'), target), 'latin1'));
  if (kindOf(Buffer.from(real, 'latin1')) !== 'folder') return false;
  return !tops.some((top) => real === top || real.startsWith(`${top}/`));
}

/** Format: gitrepository-layout(5), `gitdir: ../.git/modules/x`. */
function gitFileTarget(folder: Buffer): string | null {
  return /^gitdir: (.+)$/s.exec(readGitLine(pathBelow(folder, DOT_GIT), 'latin1') ?? '')?.[1] ?? null;
}

function linkTarget(folder: Buffer): string | null {
  try {
    return readlinkSync(pathBelow(folder, DOT_GIT), 'latin1');
  } catch {
    return null;
  }
}

/** A folder on a walk. Who walks may say that it is not entered, and that it and all below it belong to a git directory. */
interface Folder {
  readonly path: Buffer;
  /** Below the repository; empty for its top. */
  readonly name: Buffer;
  /** In byte order; null if it cannot be listed. */
  readonly entries: readonly Dirent<Buffer>[] | null;
  isEntered: boolean;
  isGit: boolean;
}

type Root = Pick<Folder, 'path' | 'name'>;

const OBJECTS = Buffer.from('objects');
const DOT_GIT = Buffer.from('.git');

/** Yields `root` and the folders below it, in the order of their paths. */
function* walk(root: Root): Generator<Folder> {
  const pending = [{ ...root, isGit: false }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const folder: Folder = { ...next, entries: listFolder(next.path), isEntered: true };
    yield folder;
    if (!folder.isEntered) continue;
    const below = folder.entries?.filter((entry) => entry.isDirectory()) ?? [];
    for (const { name } of below.reverse())
      pending.push({ path: pathBelow(next.path, name), name: pathBelow(next.name, name), isGit: folder.isGit });
  }
}

/** The git directories, as they are on the disk, none inside another one. */
function gitRoots(repository: Repository): Root[] {
  const name = repository.bare ? Buffer.alloc(0) : DOT_GIT;
  const [common, own] = [repository.commonDir, repository.gitDir].map((path) => ({ path: realFolder(path), name }));
  return outermost([common as Root, own as Root]);
}

/** Where repositories can be inside: the work tree first. */
function rootsOf(repository: Repository): Root[] {
  const workTree = { path: realFolder(repository.workTree), name: Buffer.alloc(0) };
  return repository.bare ? gitRoots(repository) : outermost([workTree, ...gitRoots(repository)]);
}

/** `roots` without those that lie in one before them. */
function outermost(roots: readonly Root[]): Root[] {
  const isIn = ({ path }: Root, root: Root): boolean =>
    path.equals(root.path) || path.toString('latin1').startsWith(`${root.path.toString('latin1')}/`);
  return roots.filter((root, at) => !roots.slice(0, at).some((other) => isIn(root, other)));
}

function realFolder(path: string): Buffer {
  return Buffer.from(realName(Buffer.from(path)), 'latin1');
}

function orDot(name: Buffer): Buffer {
  return name.length === 0 ? Buffer.from('.') : name;
}

function isText(path: Buffer): boolean {
  return Buffer.from(path.toString()).equals(path);
}
