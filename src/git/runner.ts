// The one door to git: a hardened environment, an allow-list of subcommands, a watchdog, and both ends of every process checked.
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { kill as signal } from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fullDisk, HfleaksError } from '../errors.ts';
import { displayPath, mention } from '../path.ts';
import type { GitEnvironment } from '../types.ts';
import { findGit, WINDOWS } from './binary.ts';
import { processStatus } from './files.ts';
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

interface Box {
  /** Without it, only its memory is watched. */
  readonly milliseconds?: number;
  readonly bytes: number;
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
const MESSAGE_LIMIT = 8192;
const PATIENCE = 60_000;
/** The self-test asks for what takes milliseconds. */
const TEST_PATIENCE = 10_000;
/** Milliseconds of silence after which there may be something at which git waits for ever. */
const SUSPICIOUS = 3000;
/** Milliseconds between two looks at a process in a box. */
const BOX_LOOK = 50;

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

/** A running git. */
export interface GitProcess {
  /** Writes all of git's input and closes it. */
  send(input: string | Uint8Array): void;
  /** Writes a part of git's input; done when git has room for more, or is gone. */
  write(input: string | Uint8Array): Promise<void>;
  /** As `send`, piece by piece, as fast as git takes them; `isOpen` leaves the input open for more. */
  feed(pieces: Iterable<string | Buffer>, isOpen?: boolean): void;
  /** The next piece of output, null at its end. Throws `git-timeout` if git makes no progress. */
  read(): Promise<Buffer | null>;
  /** Waits for the end and gives the exit code. Throws `git-failed` for one that is not `accepted`. */
  end(accepted?: readonly number[]): Promise<number>;
  kill(): void;
  /** The lines of standard error so far, the first 8 KiB. */
  complaints(): readonly string[];
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

function watch(
  child: ChildProcess,
  subcommand: string,
  environment: GitEnvironment,
  box: Box | undefined,
  findTrap: () => Promise<string | null>,
): GitProcess {
  // What is boxed may be silent for as long as the box lasts.
  const patience = box?.milliseconds !== undefined ? box.milliseconds + 1000 : (environment.patience ?? PATIENCE);
  const complaint: Buffer[] = [];
  let complained = 0;
  child.stderr?.on('data', (piece: Buffer) => {
    if (complained < MESSAGE_LIMIT) complaint.push(piece);
    complained += piece.length;
  });
  // git may end before it has read all its input; its exit code tells.
  child.stdin?.on('error', () => undefined);
  const output = child.stdout as Readable;
  let ended = false;
  let wake: (() => void) | null = null;
  // By hand: the asynchronous iterator of a stream takes two milliseconds to load.
  output.on('readable', () => wake?.());
  for (const end of ['end', 'error', 'close'])
    output.once(end, () => {
      ended = true;
      wake?.();
    });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', () =>
      reject(new HfleaksError('git-missing', 'git could not be started.', 'Check that git runs: git --version')),
    );
    child.once('close', (code) => resolve(code));
  });
  closed.catch(() => undefined);
  if (box) keepInBox(child, box, () => kill());
  const kill = (): void => {
    if (child.exitCode !== null || child.pid === undefined) return;
    try {
      // The whole group: git may have started processes of its own.
      if (WINDOWS) child.kill('SIGKILL');
      else signal(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  const patiently = async <T>(work: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    let suspicion: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      suspicion = setTimeout(() => {
        findTrap().then((trap) => {
          if (trap === null) return;
          kill();
          reject(trapped(trap));
        }, reject);
      }, SUSPICIOUS);
      timer = setTimeout(() => {
        kill();
        reject(
          new HfleaksError(
            'git-timeout',
            `git ${subcommand} made no progress for ${patience / 1000} s and was stopped.`,
            'Look for a FIFO or a dead network drive among the files.',
          ),
        );
      }, patience);
    });
    return Promise.race([work, tooLate]).finally(() => {
      clearTimeout(timer);
      clearTimeout(suspicion);
    });
  };
  return {
    send: (input) => child.stdin?.end(input),
    write: (input) => written(child.stdin, input),
    feed: (pieces, isOpen = false) => {
      const iterator = pieces[Symbol.iterator]();
      const more = (): void => {
        for (;;) {
          const { value, done } = iterator.next();
          if (done) return isOpen ? undefined : void child.stdin?.end();
          if (child.stdin?.write(value) === false) return void child.stdin.once('drain', more);
        }
      };
      more();
    },
    read: async () => {
      for (;;) {
        const piece = output.read() as Buffer | null;
        if (piece || ended) return piece;
        await patiently(
          new Promise<void>((resolve) => {
            wake = resolve;
          }),
        );
      }
    },
    end: async (accepted = [0]) => {
      const code = await patiently(closed);
      if (code !== null && accepted.includes(code)) return code;
      const trap = await findTrap();
      if (trap !== null) throw trapped(trap);
      throw failure(subcommand, code, Buffer.concat(complaint));
    },
    kill,
    complaints: () => Buffer.concat(complaint).subarray(0, MESSAGE_LIMIT).toString('utf8').split('\n'),
  };
}

function written(stdin: Writable | null, input: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (!stdin?.writable || stdin.write(input)) return resolve();
    const go = (): void => {
      for (const event of ['drain', 'close']) stdin.off(event, go);
      resolve();
    };
    for (const event of ['drain', 'close']) stdin.on(event, go);
  });
}

/** Ends `child` when its time is over or its memory (`RssAnon:   1234 kB`, proc(5)) is more than it may have. */
function keepInBox(child: ChildProcess, { milliseconds, bytes }: Box, kill: () => void): void {
  const end = milliseconds === undefined ? undefined : setTimeout(kill, milliseconds).unref();
  const timer = setInterval(() => {
    const status = processStatus(child.pid);
    const resident = Number(/^RssAnon:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    if (resident > bytes) kill();
  }, BOX_LOOK).unref();
  child.once('close', () => {
    clearInterval(timer);
    clearTimeout(end);
  });
}

function trapped(path: string): HfleaksError {
  return new HfleaksError(
    'git-timeout',
    `git cannot read ${path}, which is no file.`,
    'Remove it: no git puts such a thing there.',
  );
}

function failure(subcommand: string, code: number | null, complaint: Buffer): HfleaksError {
  // Not of the last line: where there is too much, it may be a piece of one, and no half of a credential is known for what it is.
  const lines = complaint.toString('utf8').split(/[\r\n]/);
  const said = (complaint.length < MESSAGE_LIMIT ? lines : lines.slice(0, -1)).find((line) =>
    /^(fatal|error): /.test(line),
  );
  const end = code === null ? 'was stopped' : `ended with code ${code}`;
  const [full, hint = 'Check the repository with "git fsck".'] = fullDisk(said ?? '') ?? [];
  return new HfleaksError(
    'git-failed',
    `git ${subcommand} ${end}${full ? `: ${full}` : said ? `: ${mention(said, 300)}` : ''}`,
    hint,
  );
}
