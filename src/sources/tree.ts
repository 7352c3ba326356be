// Files as they lie on the disk.
import { closeSync, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { searchPathOutside } from '../git/binary.ts';
import { kindOf, readGitFile } from '../git/files.ts';
import { locateRepository } from '../git/repository.ts';
import { contentKind, displayPath, escapeText, isModule } from '../path.ts';
import { Pauses } from '../pauses.ts';
import type { Candidate, GitEnvironment, Ledger, Sieve, Source, Survey } from '../types.ts';
import { MODULE_LIMIT, readFully, WHOLE_LIMIT } from './content.ts';
import { FileScanner, type Origin } from './file.ts';
import { createFilter } from './filter.ts';
import { lfsOid, openLfsObject } from './lfs.ts';
import { isInnerRepository, type Listed, listInner, listTree } from './listing.ts';
import { type Opened, openPath } from './open.ts';
import { folderSurvey, repositorySurvey } from './survey.ts';

export interface TreeOptions {
  /** Where relative paths begin; absolute. */
  readonly cwd: string;
  /** Files, folders or globs; `cwd` unless given. A file that is named is scanned even if git ignores it. */
  readonly paths?: readonly string[];
  /** Globs of what to leave out. */
  readonly exclude?: readonly string[];
  /** Whether files that git ignores are left out. Default true. */
  readonly ignore?: boolean;
  /** What a policy leaves out, by paths relative to `root`, which is absolute; above it nothing is. */
  readonly excluded?: { readonly root: string; readonly test: (path: Uint8Array) => boolean } | undefined;
  readonly git: GitEnvironment;
}

/**
 * The files below `paths`. Reported paths are relative to `cwd`, or, if a path lies elsewhere, to the folder that holds them all.
 * Links are not followed: their text is scanned. Names are scanned too, and the settings file of each repository. Throws
 * `path-not-found` for a path that is not there, `usage` for a bad glob or a device, and what git's listing throws.
 */
export function treeSource({ cwd, paths = ['.'], exclude = [], ignore = true, excluded, git }: TreeOptions): Source {
  const options = { cwd, paths, exclude, ignore, excluded, git, open: new Set<string>() };
  let current: TreeScan | undefined;
  return {
    mode: 'tree',
    target: escapeText(options.paths.join(' ')),
    beside: {
      modules: () => current?.modules ?? [],
      read: async (path) => current?.read(path) ?? null,
      names: (folder) => current?.names(folder) ?? new Set(),
    },
    survey: async () => current?.survey() ?? null,
    candidates: (sieve, ledger, signal) => {
      current = new TreeScan(options, sieve, ledger, signal);
      return current.run();
    },
  };
}

type AllOptions = Required<Omit<TreeOptions, 'excluded'>> &
  Pick<TreeOptions, 'excluded'> & { readonly open: Set<string> };

interface Targets {
  readonly folders: readonly string[];
  readonly files: readonly string[];
  readonly globs: readonly string[];
  /** The folder that reported paths are relative to. */
  readonly base: string;
}

class TreeScan {
  #options: AllOptions;
  readonly #sieve: Sieve;
  readonly #ledger: Ledger;
  readonly #pauses: Pauses;
  readonly #scanner: FileScanner;
  readonly #realFolders = new Map<string, boolean>();
  readonly #seenNames = new Set<string>();
  /** Paths that were listed, where several paths of the user's could list them twice. */
  #seen: Set<string> | null = null;
  #base = 0;
  #folder = '';
  /** Modules of Python and JavaScript that were listed. */
  readonly modules = new Set<string>();
  #targets: Targets | null = null;
  /** How many repositories inside of one another are being listed: what these ignore is their own affair. */
  #inner = 0;

  constructor(options: AllOptions, sieve: Sieve, ledger: Ledger, signal?: AbortSignal) {
    this.#options = options;
    this.#sieve = sieve;
    this.#ledger = ledger;
    this.#pauses = new Pauses(signal);
    this.#scanner = new FileScanner(sieve, ledger, this.#pauses);
  }

  async *run(): AsyncGenerator<Candidate> {
    const targets = resolveTargets(this.#options);
    this.#targets = targets;
    this.#options = { ...this.#options, git: trustedGit(this.#options, targets.folders) };
    this.#base = Buffer.byteLength(targets.base.endsWith('/') ? targets.base : `${targets.base}/`);
    this.#folder = targets.base;
    const excluded = await createFilter(this.#options.exclude);
    const wanted = targets.globs.length > 0 ? await createFilter(targets.globs) : null;
    if (this.#options.paths.length > 1) this.#seen = new Set();
    for (const file of targets.files)
      yield* this.#listed({ kind: 'path', path: Buffer.from(file), isSubmodule: false }, excluded);
    for (const folder of targets.folders) yield* this.#all(listTree(folder, this.#options), excluded);
    if (!wanted) return;
    const inside = listTree(realpathSync(this.#options.cwd), this.#options);
    for await (const listed of inside)
      if (listed.kind === 'path' && wanted(this.#name(listed.path))) yield* this.#listed(listed, excluded);
  }

  /** The content of a file below the base, if no link leads to it; null for what is not there, or too large for a module. */
  read(name: string): Uint8Array | null {
    const path = this.#pathOf(name);
    if (!this.#isReached(path)) return null;
    const opened = openPath(path);
    if (opened.kind !== 'file') return null;
    try {
      const bytes = Buffer.alloc(Math.min(opened.stat.size, MODULE_LIMIT));
      return opened.stat.size > MODULE_LIMIT ? null : bytes.subarray(0, readFully(opened.fd, bytes, 0));
    } catch {
      return null;
    } finally {
      closeSync(opened.fd);
    }
  }

  /** `name` has a character for each byte. */
  #pathOf(name: string): Buffer {
    return Buffer.concat([Buffer.from(`${this.#folder}/`), Buffer.from(name, 'latin1')]);
  }

  /** Names in a folder of what was scanned; nothing behind a link. */
  names(folder: string): ReadonlySet<string> {
    const path = this.#pathOf(folder);
    try {
      return new Set(this.#isReached(path) ? readdirSync(path, 'latin1') : []);
    } catch {
      return new Set();
    }
  }

  /** What git would ignore, in the repository that was scanned, or in the first of the folders. */
  survey(): Survey | null {
    const { folders = [], base = '' } = this.#targets ?? {};
    const [folder] = folders;
    if (folder === undefined) return null;
    const repository = locateRepository(folder, {});
    const { git } = this.#options;
    return repository && !repository.bare
      ? repositorySurvey(repository, { base, folders, git })
      : folderSurvey({ base, folders, git });
  }

  async *#all(listing: AsyncIterable<Listed>, excluded: (path: Uint8Array) => boolean): AsyncGenerator<Candidate> {
    for await (const listed of listing) yield* this.#listed(listed, excluded);
  }

  async *#listed(listed: Listed, excluded: (path: Uint8Array) => boolean): AsyncGenerator<Candidate> {
    if (this.#isSeen(listed.path)) return;
    const name = this.#name(listed.path);
    if (listed.kind === 'config') return yield* this.#config(listed.path, name);
    this.#ledger.list(1);
    const isNoticed =
      this.#inner === 0 && (listed.kind === 'path' ? !listed.isSubmodule : listed.reason === 'gitignored');
    const isExcluded = excluded(name) || this.#isLeftOut(listed.path);
    if (isNoticed && !isExcluded) this.#sieve.notice?.(name, null);
    const reason = listed.kind === 'left-out' ? listed.reason : isExcluded ? 'path-excluded' : null;
    if (reason) return this.#ledger.skipped(reason, 0, this.#sieve.hits(name).length > 0 ? REDACTED : name);
    if (this.#pauses.due(1)) await this.#pauses.take();
    yield* this.#inName(name);
    const opened: Opened = this.#isReached(listed.path)
      ? openPath(listed.path)
      : { kind: 'problem', reason: 'vanished' };
    const origin: Origin = { name, kind: contentKind(name), places: [{ kind: 'file', path: name }] };
    if (opened.kind === 'problem')
      return this.#ledger.skipped(listed.kind === 'path' && listed.isSubmodule ? 'submodule' : opened.reason, 0, name);
    if (opened.kind === 'link') return yield* this.#scanner.bytes({ ...origin, kind: 'text' }, opened.target, null);
    if (opened.kind === 'file') {
      const key = name.toString('latin1');
      if (this.#sieve.isRisky && isModule(key)) this.modules.add(key);
      return yield* this.#file(origin, listed.path, opened);
    }
    // A folder where git lists a file is a repository inside: a submodule or a clone.
    const folder = listed.path.toString('utf8');
    if (!isInnerRepository(folder)) return this.#ledger.skipped('submodule', 0, name);
    this.#ledger.list(-1);
    try {
      this.#inner++;
      yield* this.#all(listInner(folder, this.#options), excluded);
    } catch (error) {
      // A repository inside that git cannot read ends the look into it, not the scan.
      if (!(error instanceof HfleaksError) || error.code === 'interrupted') throw error;
      this.#ledger.list(1);
      this.#ledger.skipped(error.code === 'git-timeout' ? 'timeout' : 'read-error', 0, name);
    } finally {
      this.#inner--;
    }
  }

  /** A file, or the content that an LFS pointer stands for where the clone has it. */
  async *#file(
    origin: Origin,
    path: Buffer,
    { fd, stat }: Extract<Opened, { kind: 'file' }>,
  ): AsyncGenerator<Candidate> {
    let content: Opened | null = null;
    yield* this.#scanner.file(origin, fd, stat, (bytes) => {
      const oid = lfsOid(bytes);
      if (oid === null) return false;
      const repository = locateRepository(dirname(path.toString('utf8')), {});
      content = repository && openLfsObject(repository, oid);
      this.#ledger.size(bytes.length);
      if (content?.kind === 'file') this.#ledger.scanned(bytes.length);
      else this.#ledger.skipped('lfs-pointer', bytes.length, origin.name);
      return true;
    });
    const opened = content as Opened | null;
    if (opened?.kind !== 'file') return;
    this.#ledger.list(1);
    yield* this.#scanner.file(origin, opened.fd, opened.stat);
  }

  /** Settings hold remote URLs and headers, where people put tokens. A damaged or odd file there is git's business, not lost content. */
  *#config(path: Buffer, name: Buffer): Generator<Candidate> {
    const bytes = readGitFile(path.toString('utf8'), WHOLE_LIMIT);
    if (!bytes && !statOrNull(lstatSync, path.toString('utf8'))) return;
    this.#ledger.list(1);
    if (!bytes) return this.#ledger.skipped('permission', 0, name);
    yield* this.#scanner.bytes({ name, kind: 'text', places: [{ kind: 'gitfile', path: name }] }, bytes, null);
  }

  /** A token can be the name of a file or folder. A folder's name is looked at once. */
  *#inName(name: Buffer): Generator<Candidate> {
    const hits = this.#sieve.hits(name);
    if (hits.length === 0) return;
    const parts = hits.map(({ offset }) => {
      const end = name.indexOf(0x2f, offset);
      return name.toString('latin1', 0, end < 0 ? name.length : end);
    });
    if (parts.every((part) => this.#seenNames.has(part))) return;
    for (const part of parts) this.#seenNames.add(part);
    this.#ledger.list(1);
    yield* this.#scanner.bytes({ name, kind: 'text', places: [{ kind: 'name', of: 'file', path: name }] }, name, null);
  }

  /** Whether no folder on the way to `path`, below the base, is a link: git lists what was there before the link was made. */
  #isReached(path: Buffer): boolean {
    const folder = path.toString('latin1', 0, Math.max(path.lastIndexOf(0x2f), 0));
    // What is too long to be opened is told when that is tried.
    if (folder.length <= this.#base || folder.length > LONGEST) return true;
    let real = this.#realFolders.get(folder);
    if (real === undefined) {
      const bytes = Buffer.from(folder, 'latin1');
      // So does what cannot be looked at.
      const kind = kindOf(bytes);
      real = (kind === 'folder' || kind === 'other') && this.#isReached(bytes);
      if (this.#realFolders.size === MOST_FOLDERS) this.#realFolders.clear();
      this.#realFolders.set(folder, real);
    }
    return real;
  }

  /** By the policy, whose paths begin elsewhere. */
  #isLeftOut(path: Buffer): boolean {
    const { excluded } = this.#options;
    if (!excluded) return false;
    const top = Buffer.from(excluded.root.endsWith('/') ? excluded.root : `${excluded.root}/`);
    return path.subarray(0, top.length).equals(top) && excluded.test(path.subarray(top.length));
  }

  #isSeen(path: Buffer): boolean {
    if (!this.#seen) return false;
    const key = path.toString('latin1');
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }

  #name(path: Buffer): Buffer {
    return path.subarray(this.#base);
  }
}

/** Without the programs of what is scanned: a repository inside must not be listed by a git that came with the one around it. */
function trustedGit({ cwd, git }: TreeOptions, folders: readonly string[]): GitEnvironment {
  const scanned = [realpathSync(cwd), ...folders].map((folder) => locateRepository(folder, {})?.workTree ?? folder);
  return { ...git, searchPath: searchPathOutside(git.searchPath, scanned) };
}

/** Bytes of a path; no system opens longer ones. */
const LONGEST = 4096;

/** So many folders are kept in mind: files come folder by folder. */
const MOST_FOLDERS = 1024;

/** Stands for a name that could be a token and is not looked at, in the examples of what was left out. */
const REDACTED = Buffer.from('[redacted]');

const GLOB = /[*?[{]/;

function resolveTargets({ cwd, paths }: AllOptions): Targets {
  const [folders, files, globs]: [string[], string[], string[]] = [[], [], []];
  for (const path of paths) {
    const full = resolve(cwd, path);
    // A link to a folder is followed only here, where the user named it.
    const stat = statOrNull(statSync, full);
    if (stat?.isDirectory()) folders.push(realpathSync(full));
    else if (stat && !stat.isFile())
      throw new HfleaksError(
        'usage',
        `${displayPath(Buffer.from(path))} is no file or folder, but a pipe, a socket or a device.`,
        'Hand on what it gives: hfleaks scan - <PATH',
      );
    else if (statOrNull(lstatSync, full))
      files.push(join(realpathSync(dirname(full)), full.slice(dirname(full).length)));
    else if (GLOB.test(path)) globs.push(path);
    else
      throw new HfleaksError(
        'path-not-found',
        `There is nothing at ${displayPath(Buffer.from(path))}.`,
        'Name a file, a folder or a glob (in quotes); "hfleaks scan" alone scans this folder.',
      );
  }
  return { folders, files, globs, base: baseOf(realpathSync(cwd), [...folders, ...files.map(dirname)]) };
}

/** Null for what cannot be there: a name that is too long, a link to itself. */
function statOrNull(stat: (path: string) => Stats, path: string): Stats | null {
  try {
    return stat(path);
  } catch {
    return null;
  }
}

/** `cwd` if all folders are in it, else the deepest folder that holds them. */
function baseOf(cwd: string, folders: readonly string[]): string {
  const holds = (base: string, folder: string): boolean =>
    folder === base || folder.startsWith(base.endsWith(sep) ? base : base + sep);
  if (folders.every((folder) => holds(cwd, folder))) return cwd;
  let base = folders[0] as string;
  while (!folders.every((folder) => holds(base, folder))) base = dirname(base);
  return base;
}
