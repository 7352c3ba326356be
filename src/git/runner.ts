// The one door to git: a hardened environment in a shadow, and an allow-list of subcommands.
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';
import type { GitEnvironment } from '../types.ts';
import { findGit, WINDOWS } from './binary.ts';
import { type Box, type GitProcess, PATIENCE, watch } from './process.ts';
import { foldersOf, type Repository, repositoryOf } from './repository.ts';
import { type GitAnswer, programId, proveShadow } from './self-test.ts';
import { copyExclude, createShadow, removeShadow, WRITTEN } from './shadow.ts';

/** Subcommands that run nothing of a repository in the shadow (git-rev-parse(1) and the like). The last two write: they are for `own.ts` alone. */
type Subcommand =
  | 'cat-file'
  | 'check-ignore'
  | 'diff-index'
  | 'for-each-ref'
  | 'log'
  | 'ls-files'
  | 'rev-list'
  | 'rev-parse'
  | 'hash-object'
  | 'update-index';

/** Of these, the ones that run nothing in the repository's own git directory either. */
const HARMLESS: ReadonlySet<Subcommand> = new Set(['for-each-ref', 'rev-parse']);

export interface StartOptions {
  /** git knows the repository's files. */
  readonly workTree?: true;
  /** git runs in the repository's own git directory, which only `rev-parse` and `for-each-ref` may. */
  readonly ownDirectory?: true;
  /** What to ignore everywhere, by the user's own word; absolute. */
  readonly excludesFile?: string;
  /** Another index than the repository's own; absolute. */
  readonly indexFile?: string;
  /** Only this object store, without those from which it borrows; absolute. */
  readonly onlyStore?: string;
  /** git is stopped when it has run for so many milliseconds, or has taken so many bytes of memory (where /proc tells). */
  readonly box?: Box;
}

/** For a git that reads an index: of one in which each path adds to the one before it, a few megabytes unfold to any size. */
const INDEX_BOX: Box = { bytes: 2 ** 30 };
/** These read nothing from standard input: each pipe takes half a millisecond to make. */
const SILENT: ReadonlySet<Subcommand> = new Set(['diff-index', 'for-each-ref', 'ls-files', 'rev-parse']);
const INDEX_READERS: ReadonlySet<Subcommand> = new Set(['check-ignore', 'diff-index', 'ls-files']);

/** What git needs of a repository, besides its objects. */
interface Needs {
  readonly index?: boolean;
}

const LITERAL = '--literal-pathspecs';
const FLAGS = [
  '--no-pager',
  LITERAL,
  ...Object.entries({
    'core.fsmonitor': 'false',
    'core.hooksPath': '/dev/null',
    'core.commitGraph': 'false',
    'core.multiPackIndex': 'false',
    'core.untrackedCache': 'false',
    // Its shared part would be written into the shadow.
    'core.splitIndex': 'false',
    'core.attributesFile': '/dev/null',
    'core.excludesFile': '/dev/null',
    'log.showSignature': 'false',
    'safe.bareRepository': 'explicit',
    'protocol.ext.allow': 'never',
  }).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
];
/** The self-test asks for what takes milliseconds. */
const TEST_PATIENCE = 10_000;

const live = new Set<Git>();

/** Programs that were proven in this run. */
const PROVEN = new Set<string>();

function argumentsOf(subcommand: Subcommand, args: readonly string[], options: StartOptions): string[] {
  const { workTree, excludesFile } = options;
  return [
    // That one knows no such thing, and says so.
    ...(subcommand === 'check-ignore' ? FLAGS.filter((flag) => flag !== LITERAL) : FLAGS),
    ...(workTree ? ['-c', 'core.bare=false'] : []),
    ...(excludesFile ? ['-c', `core.excludesFile=${excludesFile}`] : []),
    subcommand,
    ...args,
  ];
}

/** Stops every git that runs and removes every shadow; for exits and signals. */
export function releaseGit(): void {
  for (const git of live) git.close();
}

/** git for one repository, in a shadow that `close()` removes. */
export class Git {
  readonly repository: Repository;
  readonly #environment: GitEnvironment;
  readonly #program: string;
  readonly #shadow: string;
  readonly #index: string;
  readonly #running = new Set<GitProcess>();
  #objects: string;
  #alternates: readonly string[];

  /**
   * git, once it is proven that the shadow holds it. Throws `git-missing`, `git-untrusted`, `git-timeout`, `write-failed`, or `git-failed` for a
   * repository with traps in git's own files. `index`: whether git needs it.
   */
  static async open(repository: Repository, environment: GitEnvironment, needs: Needs = {}): Promise<Git> {
    const git = new Git(repository, environment, needs);
    try {
      await git.#prove();
      return git;
    } catch (error) {
      git.close();
      throw error;
    }
  }

  /** git that nothing proves: `open` does. */
  constructor(repository: Repository, environment: GitEnvironment, { index = true }: Needs = {}) {
    this.repository = repository;
    this.#environment = environment;
    this.#program = findGit(environment.searchPath, foldersOf(repository));
    this.#shadow = createShadow(repository, resolve(environment.temporary ?? tmpdir()), index);
    this.#index = index ? repository.indexFile : join(this.#shadow, 'index');
    this.#objects = repository.objectDirectory;
    this.#alternates = repository.alternateObjects;
    live.add(this);
  }

  /** Where git runs; removed at the end. */
  get shadow(): string {
    return this.#shadow;
  }

  /** The object store of `useStore`, the repository's own before. */
  get objectDirectory(): string {
    return this.#objects;
  }

  /** Reads objects from `directory` from now on, and from its `alternates`. */
  useStore(directory: string, alternates: readonly string[]): void {
    this.#objects = directory;
    this.#alternates = alternates;
  }

  /** Starts git in the shadow. */
  start(subcommand: Subcommand, args: readonly string[], options: StartOptions = {}): GitProcess {
    return this.#start(subcommand, args, options, {});
  }

  #start(
    subcommand: Subcommand,
    args: readonly string[],
    options: StartOptions,
    more: Readonly<Record<string, string>>,
  ): GitProcess {
    const { workTree, gitDir } = this.repository;
    if (options.workTree) copyExclude(this.repository, this.#shadow);
    const child = spawn(this.#program, argumentsOf(subcommand, args, options), {
      cwd: options.workTree ? workTree : this.#shadow,
      env: this.#variables({
        ...(options.workTree && { GIT_WORK_TREE: workTree }),
        ...(options.ownDirectory && HARMLESS.has(subcommand) && { GIT_DIR: gitDir }),
        ...(options.indexFile && { GIT_INDEX_FILE: options.indexFile }),
        ...(INDEX_READERS.has(subcommand) && this.#writingAside()),
        ...(options.onlyStore && { GIT_OBJECT_DIRECTORY: options.onlyStore, GIT_ALTERNATE_OBJECT_DIRECTORIES: '' }),
        ...more,
      }),
      stdio: [SILENT.has(subcommand) ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: !WINDOWS,
      windowsHide: true,
    });
    const box = options.box ?? (INDEX_READERS.has(subcommand) ? INDEX_BOX : undefined);
    const process = watch(child, subcommand, this.#environment, box, () => this.#findTrap());
    this.#running.add(process);
    child.once('close', () => this.#running.delete(process));
    return process;
  }

  /** git reads from the same stores, and writes into one of the shadow's. */
  #writingAside(): Readonly<Record<string, string>> {
    return {
      GIT_OBJECT_DIRECTORY: join(this.#shadow, WRITTEN),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: pathList([this.#objects, ...this.#alternates]),
    };
  }

  /** What in the object store makes git wait, if it reads the real one. */
  async #findTrap(): Promise<string | null> {
    if (this.#objects !== this.repository.objectDirectory) return null;
    const { surveyStore } = await import('./store.ts');
    const [trap] = surveyStore(this.repository).traps;
    return trap ? displayPath(Buffer.concat([Buffer.from('objects/'), trap])) : null;
  }

  /** Runs git in the shadow to its end, for the little that the self-test asks. */
  async #ask(
    subcommand: Subcommand,
    args: readonly string[],
    input: string,
    more: Readonly<Record<string, string>>,
  ): Promise<GitAnswer> {
    const process = this.#start(subcommand, args, {}, more);
    process.send(input);
    let stdout = '';
    for (let piece = await process.read(); piece; piece = await process.read()) stdout += piece.toString('latin1');
    const ended = await process.end().then(
      () => true,
      (error) => {
        if (error instanceof HfleaksError && error.code === 'git-failed') return false;
        throw error;
      },
    );
    return { ended, stdout, complaints: process.complaints() };
  }

  /** Once for each git program, in this run or in one that is remembered: throws `git-untrusted` if the shadow does not hold it. */
  async #prove(): Promise<void> {
    const { proven = PROVEN, patience = PATIENCE } = this.#environment;
    const id = programId(this.#program);
    if (proven.has(id)) return;
    const environment = {
      ...this.#environment,
      // The very program that was found: what lies around the test's repository is another place.
      searchPath: dirname(this.#program),
      temporary: this.#shadow,
      patience: Math.min(patience, TEST_PATIENCE),
    };
    // In the shadow, so that a signal leaves nothing of it behind.
    await proveShadow(this.#shadow, async (gitDir, subcommand, args, input, more = {}) => {
      const git = new Git(repositoryOf(gitDir) as Repository, environment, {});
      try {
        return await git.#ask(subcommand, args, input, more);
      } finally {
        git.close();
      }
    });
    proven.add(id);
  }

  /** Stops what still runs and removes the shadow. */
  close(): void {
    for (const process of this.#running) process.kill();
    removeShadow(this.#shadow);
    live.delete(this);
  }

  #variables(more: Record<string, string>): Record<string, string> {
    return {
      PATH: dirname(this.#program),
      HOME: this.#shadow,
      LC_ALL: 'C',
      GIT_DIR: this.#shadow,
      GIT_INDEX_FILE: this.#index,
      GIT_OBJECT_DIRECTORY: this.#objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: pathList(this.#alternates),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_NO_LAZY_FETCH: '1',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_TERMINAL_PROMPT: '0',
      // What `rev-list --progress` says at its end is read also where that comes at once.
      GIT_PROGRESS_DELAY: '0',
      // Per allocation: a small pack may claim gigabytes. From core.bigFileThreshold (512m) on, git streams.
      GIT_ALLOC_LIMIT: '520m',
      ...more,
    };
  }
}

/** A list of paths as git(1) reads it: those in quotes that hold what parts the list. */
function pathList(paths: readonly string[]): string {
  const quoted = (path: string): string =>
    path.includes(delimiter) || path.startsWith('"') ? `"${path.replace(/["\\]/g, '\\$&')}"` : path;
  return paths.map(quoted).join(delimiter);
}
