// Builds repositories object by object, as git would, with any content at any place git has one.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { cleanEnvironment, lastingHome, type Outcome, run, TestRepository } from '../repository.ts';

export const AUTHOR = 'A <a@example.com>';
/** Seconds since 1970 of the first commit that is built; each further one is a minute younger. */
const START = 1_767_225_600;

/** What stands at a path: content of a file, or an object of any mode; null takes the path away. */
export type Content = string | Buffer | { readonly mode: string; readonly oid: string } | null;
/** Contents by path. Texts and paths are bytes as latin1. */
export type Files = Readonly<Record<string, Content>>;

export interface CommitParts {
  readonly files?: Files;
  /** Instead of `files`. */
  readonly tree?: string;
  readonly parents?: readonly string[];
  readonly message?: string;
  /** `Name <mail> seconds zone`, as in the object. */
  readonly author?: string;
  readonly committer?: string;
  /** Lines between committer and message, each with its line end. */
  readonly headers?: string;
}

export interface TagParts {
  readonly of: string;
  readonly type?: string;
  readonly name?: string;
  readonly tagger?: string;
  readonly message?: string;
}

interface Entry {
  readonly mode: string;
  readonly oid: string;
}

/** What `init` understands, and where the repository lies. */
export interface Kind {
  readonly bare?: boolean;
  readonly objectFormat?: 'sha1' | 'sha256';
  readonly home?: string;
  readonly folder?: string;
}

/** A repository that is written without git where that is quicker, or where git would refuse. All git reads must be true. */
export class History extends TestRepository {
  /** The git directory. */
  readonly gitFolder: string;
  readonly #algorithm: string;
  /** The files at the tip of each branch that was built with `on`. */
  readonly #branches = new Map<string, { readonly tip: string; readonly files: Files }>();
  #seconds = START;

  /** Makes an empty repository with HEAD on `main`, without hooks and description. */
  constructor({ bare = false, objectFormat = 'sha1', home = lastingHome(), folder = 'a repository' }: Kind = {}) {
    super(join(home, folder), home);
    mkdirSync(this.path, { recursive: true });
    const options = ['--quiet', '--template=', '--initial-branch=main', `--object-format=${objectFormat}`];
    this.git('init', ...options, ...(bare ? ['--bare'] : []));
    this.gitFolder = bare ? this.path : join(this.path, '.git');
    this.#algorithm = objectFormat;
  }

  /** Writes a loose object and gives its id. git-hash-object(1) with `--literally` gives the same, a process later. */
  object(type: string, body: string | Buffer): string {
    const bytes = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), bytesOf(body)]);
    const oid = createHash(this.#algorithm).update(bytes).digest('hex');
    const path = join(this.gitFolder, 'objects', oid.slice(0, 2), oid.slice(2));
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) writeFileSync(path, deflateSync(bytes, { level: 1 }), { mode: 0o444 });
    return oid;
  }

  blob(content: string | Buffer): string {
    return this.object('blob', content);
  }

  /** A tree with everything below it. */
  tree(files: Files): string {
    const entries = new Map<string, Entry>();
    const folders = new Map<string, Record<string, Content>>();
    for (const [path, content] of Object.entries(files)) {
      const slash = path.indexOf('/');
      if (slash >= 0) {
        const name = path.slice(0, slash);
        folders.set(name, { ...folders.get(name), [path.slice(slash + 1)]: content });
      } else if (content !== null) entries.set(path, this.#entry(content));
    }
    for (const [name, inside] of folders)
      if (Object.values(inside).some((content) => content !== null))
        entries.set(name, { mode: '40000', oid: this.tree(inside) });
    // git sorts the name of a folder as if a slash followed.
    const key = ([name, { mode }]: readonly [string, Entry]): string => (mode === '40000' ? `${name}/` : name);
    const sorted = [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    const lines = sorted.map(([name, { mode, oid }]) => [bytesOf(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]);
    return this.object('tree', Buffer.concat(lines.flat()));
  }

  commitObject({ files = {}, tree, parents = [], message = 'change\n', headers = '', ...people }: CommitParts): string {
    const { author = this.stamp(), committer = author } = people;
    const above = parents.map((parent) => `parent ${parent}\n`).join('');
    const lines = `${above}author ${author}\ncommitter ${committer}\n${headers}`;
    return this.object('commit', bytesOf(`tree ${tree ?? this.tree(files)}\n${lines}\n${message}`));
  }

  /** An annotated tag's object; `ref` makes it reachable. */
  tagObject({ of, type = 'commit', name = 'v1', tagger = this.stamp(), message = 'release\n' }: TagParts): string {
    return this.object('tag', bytesOf(`object ${of}\ntype ${type}\ntag ${name}\ntagger ${tagger}\n\n${message}`));
  }

  /** `person` and the next minute, as a commit has them. */
  stamp(person = AUTHOR): string {
    return `${person} ${(this.#seconds += 60)} +0000`;
  }

  /** Writes a loose ref, by its full name. */
  ref(name: string, oid: string): string {
    this.gitFile(name, `${oid}\n`);
    return oid;
  }

  /** Commits `changes` on top of a branch, or begins it; gives the commit. Further `parents` make it a merge. */
  on(ref: string, changes: Files, { parents = [], ...parts }: CommitParts = {}): string {
    const before = this.#branches.get(ref);
    const files: Record<string, Content> = { ...before?.files, ...changes };
    for (const [path, content] of Object.entries(changes)) if (content === null) delete files[path];
    const tip = this.commitObject({ ...parts, files, parents: [...(before ? [before.tip] : []), ...parents] });
    this.#branches.set(ref, { tip, files });
    return this.ref(ref, tip);
  }

  /** Begins a branch where another one stands. */
  branch(ref: string, from: string): void {
    const start = this.#branches.get(from);
    if (!start) throw new Error(`no branch ${from}`);
    this.#branches.set(ref, start);
    this.ref(ref, start.tip);
  }

  /** The tip of a branch that was built with `on`. */
  tip(ref: string): string {
    return this.#branches.get(ref)?.tip ?? '';
  }

  /** Writes a file in the git directory. */
  gitFile(path: string, content: string | Buffer): void {
    const full = join(this.gitFolder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, bytesOf(content));
  }

  /** As `git`, in a folder beside the repository or below it. */
  gitIn(folder: string, ...args: string[]): Outcome {
    return run('git', args, join(this.path, folder), cleanEnvironment(this.home));
  }

  /**
   * The oracle: every credential that git itself can read out of the object store, by brute force. Also what stands there
   * in UTF-16. Knows nothing of hfleaks.
   */
  tokensInStore(gitFolder = this.gitFolder): ReadonlySet<string> {
    const args = ['--git-dir', gitFolder, 'cat-file', '--batch-all-objects', '--batch', '--buffer', '--unordered'];
    const env = { ...cleanEnvironment(this.home), GIT_NO_REPLACE_OBJECTS: '1' };
    const all = execFileSync('git', args, { env, encoding: 'latin1', maxBuffer: 1 << 28 });
    return new Set(`${all}\n${all.replaceAll('\0', '')}`.match(/hf_[A-Za-z]{34}(?![A-Za-z])/g));
  }

  /** How many objects of each type git lists. */
  objectCounts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const type of this.git('cat-file', '--batch-all-objects', '--batch-check=%(objecttype)').trim().split('\n'))
      counts[type] = (counts[type] ?? 0) + 1;
    return counts;
  }

  #entry(content: NonNullable<Content>): Entry {
    if (typeof content === 'string' || Buffer.isBuffer(content)) return { mode: '100644', oid: this.blob(content) };
    return content;
  }
}

function bytesOf(content: string | Buffer): Buffer {
  return typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
}
