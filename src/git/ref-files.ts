// Reads refs, HEADs and the stash from the files that hold them, hostile ones too.
import { join } from 'node:path';
import {
  eachGitLine,
  isMissing,
  kindOf,
  listFolder,
  listNames,
  pathBelow,
  pathOf,
  readGitFile,
  realName,
} from './files.ts';
import { eachReflogEntry, folderOf, oidPattern, placesOf, type RefPlace } from './reflog.ts';
import { type RefValue, readRefFile } from './refs.ts';
import { linkedGitDirs, type Repository } from './repository.ts';

/** Refs and damaged files together: more are not read. */
const LIMIT = 1_000_000;
const FILE_LIMIT = 512 << 20;
const NULL_OID = /^0+$/;
/** Files directly in a git directory that hold oids, and folders of such files, in which these are none: messages, patches. */
const PSEUDO = /^(?:[A-Z]+(?:_[A-Z]+)*_HEAD|AUTO_MERGE|BISECT_[A-Z_]+|NOTES_MERGE_PARTIAL)$/;
const STATES = ['rebase-merge', 'rebase-apply', 'sequencer'];
const WORDS = /^(?:message.*|msg.*|author-script|patch|final-commit|info|\d+)$/;

/** A ref and what it names. Names are full: `refs/heads/main`; those of linked work trees are `worktrees/<id>/refs/bisect/bad`. */
export interface Ref {
  readonly name: Buffer;
  /** The name, a character for each byte. */
  readonly text: string;
  readonly oid: string;
}

/** All that a repository's refs say. What names nothing yet, as HEAD on an unborn branch, is in none of the lists. */
export interface RefListing {
  /** In byte order of their names, each once; a symbolic ref with the oid that it leads to. */
  readonly refs: readonly Ref[];
  /** `HEAD` of the repository, and of its other work trees: `main-worktree/HEAD`, `worktrees/<id>/HEAD`. */
  readonly heads: readonly Ref[];
  /** `refs/stash@{0}`, the newest, and those below it. */
  readonly stash: readonly Ref[];
  /** Every oid in the files where git notes what it is doing: `MERGE_HEAD`, `FETCH_HEAD`, `rebase-merge/onto`, … */
  readonly pseudo: readonly Ref[];
  /** Names of files that should tell of refs, HEAD or the stash and do not: damaged, locked, too large, no regular file. */
  readonly problems: readonly Buffer[];
}

/** Collects a repository's refs. Names are strings here, a character for each byte: so their order is that of the bytes. */
export class RefFiles {
  readonly places: readonly RefPlace[];
  readonly #repository: Repository;
  readonly #oidLength: number;
  readonly #oids = new Map<string, string>();
  readonly #symbolic = new Map<string, { readonly target: string; readonly prefix: string }>();
  readonly #problems = new Set<string>();
  #left = LIMIT;

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#oidLength = repository.objectFormat === 'sha256' ? 64 : 40;
    this.places = placesOf(repository);
    if (!linkedGitDirs(repository)) this.problem('worktrees');
  }

  problem(name: string): void {
    this.#problems.add(name);
  }

  /** False where the limit is reached. */
  add(name: string, oid: string): boolean {
    if (this.#isFull()) return false;
    this.#set(name, { oid }, '');
    return true;
  }

  /** Format: gitrepository-layout(5), `<oid> refs/heads/main`; lines that begin with `#` or `^` tell other things. */
  readPacked(): void {
    const path = Buffer.from(join(this.#repository.commonDir, 'packed-refs'));
    const usual = new RegExp(`^[0-9a-f]{${this.#oidLength}} .`);
    const isRead = eachGitLine(path, FILE_LIMIT, (line) => {
      if (line.startsWith('#') || line.startsWith('^')) return true;
      const oid = usual.test(line) ? line.slice(0, this.#oidLength) : /^[0-9a-f]+(?= .)/i.exec(line)?.[0].toLowerCase();
      if (oid?.length === this.#oidLength) return this.add(line.slice(oid.length + 1), oid);
      this.problem('packed-refs');
      return true;
    });
    // A link to nothing is what git-new-workdir makes of a repository without packed refs.
    if (!isRead && !isMissing(path)) this.problem('packed-refs');
  }

  /** Refs with files of their own; they count more than packed ones. git passes over locks and names that begin with a dot. */
  readLoose({ folder, prefix }: RefPlace): void {
    const top = pathBelow(folder, 'refs');
    const root = folderOf(folder, 'refs');
    if (root === null && kindOf(top) !== null) this.problem(`${prefix}refs`);
    // Paths have a character for each byte too.
    const pending = root === null ? [] : [{ path: root.toString('latin1'), name: `${prefix}refs` }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      const entries = listNames(pathOf(next.path));
      if (!entries) this.problem(next.name);
      for (const entry of entries ?? []) {
        const { name: own } = entry;
        if (own.startsWith('.') || own.endsWith('.lock')) continue;
        const [path, name] = [`${next.path}/${own}`, `${next.name}/${own}`];
        if (entry.isDirectory()) pending.push({ path, name });
        else if (this.#isFull()) return;
        else if (!entry.isSymbolicLink() || !isAlias(Buffer.from(path, 'latin1'), top))
          this.#set(name, readRefFile(pathOf(path)), prefix);
      }
    }
  }

  #set(name: string, value: RefValue | 'damaged' | null, prefix: string): void {
    if (value === null || value === 'damaged') this.problem(name);
    else if ('target' in value) this.#symbolic.set(name, { target: value.target, prefix });
    else if (this.#isOid(value.oid)) this.#oids.set(name, value.oid);
    else this.problem(name);
  }

  #isOid(oid: string): boolean {
    return oid.length === this.#oidLength && !NULL_OID.test(oid);
  }

  heads(): Ref[] {
    return this.places.flatMap(({ folder, prefix, head }) => {
      const path = pathBelow(folder, 'HEAD');
      const value = readRefFile(path);
      // What is left of a removed work tree may have no HEAD.
      if (value === null && head !== 'HEAD' && kindOf(path) === null) return [];
      const oid = value === null || value === 'damaged' ? 'damaged' : this.#resolve(value, prefix);
      if (oid === 'damaged') this.problem(head);
      return oid === null || oid === 'damaged' ? [] : [refOf(head, oid)];
    });
  }

  /** A reflog's lines are the stash; the ref is only its newest entry. */
  stash(): Ref[] {
    const path = Buffer.from(join(this.#repository.commonDir, 'logs/refs/stash'));
    const oids: string[] = [];
    const isRead = eachReflogEntry(path, this.#repository, (_, after) => oids.push(after) < LIMIT);
    if (!isRead && kindOf(path) !== null) this.problem('logs/refs/stash');
    return stashOf(oids.reverse());
  }

  listing(heads: readonly Ref[], stash: readonly Ref[]): RefListing {
    const found = [...this.#symbolic].flatMap(([name, { target, prefix }]) => {
      const oid = this.#resolve({ target }, prefix);
      if (oid === 'damaged') this.problem(name);
      return oid === null || oid === 'damaged' ? [] : [[name, oid] as const];
    });
    for (const [name, oid] of found) this.#oids.set(name, oid);
    return {
      refs: [...this.#oids.keys()].sort().map((name) => refOf(name, this.#oids.get(name) as string)),
      heads,
      stash,
      pseudo: notedRefs(this.#repository),
      problems: [...this.#problems].sort().map((name) => Buffer.from(name, 'latin1')),
    };
  }

  /** Null for what leads to no ref. A work tree's own refs come before those of all. As in git, a chain has at most five links. */
  #resolve(value: RefValue, prefix: string): string | 'damaged' | null {
    if ('oid' in value) return this.#isOid(value.oid) ? value.oid : 'damaged';
    let { target } = value;
    for (let depth = 0; depth <= 5; depth++) {
      const names = [prefix + target, target];
      const next = names.map((name) => this.#symbolic.get(name)).find((one) => one);
      const oid = names.map((name) => this.#oids.get(name)).find((one) => one);
      if (!next) return oid ?? (target.startsWith('refs/') ? null : 'damaged');
      target = next.target;
    }
    return 'damaged';
  }

  #isFull(): boolean {
    if (this.#left-- > 0) return false;
    this.problem('refs');
    return true;
  }
}

/** What git noted of what it is doing. */
export function notedRefs(repository: Repository): readonly Ref[] {
  return placesOf(repository).flatMap((place) => pseudoRefs(place, repository));
}

function pseudoRefs({ folder, prefix }: RefPlace, repository: Repository): Ref[] {
  const filesIn = (path: Buffer): string[] =>
    (listFolder(path) ?? []).flatMap((entry) => (entry.isDirectory() ? [] : [entry.name.toString('latin1')]));
  const names = filesIn(folder).filter((name) => PSEUDO.test(name));
  for (const state of STATES) {
    const path = pathBelow(folder, state);
    if (kindOf(path) !== 'folder') continue;
    for (const name of filesIn(path)) if (!WORDS.test(name)) names.push(`${state}/${name}`);
  }
  return names.flatMap((name) => {
    const text = readGitFile(pathBelow(folder, name), 16 << 20)?.toString('latin1') ?? '';
    const oids = new Set(text.match(new RegExp(`\\b${oidPattern(repository)}\\b`, 'g')));
    return [...oids].filter((oid) => !NULL_OID.test(oid)).map((oid) => refOf(prefix + name, oid));
  });
}

/** Whether a link leads to a folder below `top`, whose refs are listed by their own names. */
function isAlias(path: Buffer, top: Buffer): boolean {
  const target = realName(path);
  return kindOf(Buffer.from(target, 'latin1')) === 'folder' && `${target}/`.startsWith(`${realName(top)}/`);
}

/** A ref by the characters of its name. */
export function refOf(name: string, oid: string): Ref {
  return new FoundRef(name, oid);
}

/** Of thousands of names, most are never looked at. */
class FoundRef implements Ref {
  readonly text: string;
  readonly oid: string;
  #name: Buffer | undefined;

  constructor(text: string, oid: string) {
    this.text = text;
    this.oid = oid;
  }

  get name(): Buffer {
    return (this.#name ??= Buffer.from(this.text, 'latin1'));
  }
}

/** The stash as refs, from its oids, the newest first. */
export function stashOf(newestFirst: readonly string[]): Ref[] {
  return newestFirst.flatMap((oid, at) => (NULL_OID.test(oid) ? [] : [refOf(`refs/stash@{${at}}`, oid)]));
}
