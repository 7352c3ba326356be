// The one door to git: a hardened environment, an allow-list of subcommands, a watchdog, and both ends of every process checked.
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { kill as signal } from 'node:process';
import type { Readable } from 'node:stream';
import { HfleaksError } from '../errors.ts';
import { escapeText } from '../path.ts';
import type { GitEnvironment } from '../types.ts';
import { findGit, WINDOWS } from './binary.ts';
import { foldersOf, type Repository } from './repository.ts';
import { copyExclude, createShadow, removeShadow } from './shadow.ts';

/** Subcommands that run nothing of a repository in the shadow (git-rev-parse(1) and the like). */
type Subcommand = 'cat-file' | 'diff-index' | 'ls-files' | 'rev-parse';

const FLAGS = [
  '--no-pager',
  '--literal-pathspecs',
  ...Object.entries({
    'core.fsmonitor': 'false',
    'core.hooksPath': '/dev/null',
    'core.commitGraph': 'false',
    'core.multiPackIndex': 'false',
    'core.untrackedCache': 'false',
    'core.attributesFile': '/dev/null',
    'core.excludesFile': '/dev/null',
    'safe.bareRepository': 'explicit',
    'protocol.ext.allow': 'never',
  }).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
];
const MESSAGE_LIMIT = 8192;
const PATIENCE = 60_000;

const live = new Set<Git>();

/** Stops every git that runs and removes every shadow; for exits and signals. */
export function releaseGit(): void {
  for (const git of live) git.close();
}

/** A running git. */
export interface GitProcess {
  /** Writes all of git's input and closes it. */
  send(input: string): void;
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
  readonly #running = new Set<GitProcess>();

  /** Throws `git-missing`, `write-failed`, or `git-failed` for a repository with traps in git's own files. */
  constructor(repository: Repository, environment: GitEnvironment) {
    this.repository = repository;
    this.#environment = environment;
    this.#program = findGit(environment.searchPath, foldersOf(repository));
    this.#shadow = createShadow(repository, resolve(environment.temporary ?? tmpdir()));
    live.add(this);
  }

  /**
   * Starts git in the shadow. With `workTree`, git knows the repository's files; with `ownDirectory`, it runs in the
   * repository's own git directory, which only `rev-parse` may: it starts no program of the repository there.
   */
  start(
    subcommand: Subcommand,
    args: readonly string[],
    options: { workTree?: true; ownDirectory?: true } = {},
  ): GitProcess {
    const { workTree, gitDir } = this.repository;
    const flags = options.workTree ? [...FLAGS, '-c', 'core.bare=false'] : FLAGS;
    const own = options.ownDirectory && subcommand === 'rev-parse';
    if (options.workTree) copyExclude(this.repository, this.#shadow);
    const child = spawn(this.#program, [...flags, subcommand, ...args], {
      cwd: options.workTree ? workTree : this.#shadow,
      env: this.#variables({ ...(options.workTree && { GIT_WORK_TREE: workTree }), ...(own && { GIT_DIR: gitDir }) }),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: !WINDOWS,
      windowsHide: true,
    });
    const process = watch(child, subcommand, this.#environment);
    this.#running.add(process);
    child.once('close', () => this.#running.delete(process));
    return process;
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
      GIT_INDEX_FILE: this.repository.indexFile,
      GIT_OBJECT_DIRECTORY: join(this.repository.commonDir, 'objects'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_NO_LAZY_FETCH: '1',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_TERMINAL_PROMPT: '0',
      // Per allocation: a small pack may claim gigabytes.
      GIT_ALLOC_LIMIT: '1g',
      ...more,
    };
  }
}

function watch(child: ChildProcess, subcommand: string, { patience = PATIENCE }: GitEnvironment): GitProcess {
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
    const tooLate = new Promise<never>((_, reject) => {
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
    return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
  };
  return {
    send: (input) => child.stdin?.end(input),
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
      throw failure(subcommand, code, Buffer.concat(complaint).subarray(0, MESSAGE_LIMIT));
    },
    kill,
    complaints: () => Buffer.concat(complaint).subarray(0, MESSAGE_LIMIT).toString('utf8').split('\n'),
  };
}

function failure(subcommand: string, code: number | null, complaint: Buffer): HfleaksError {
  const said = complaint
    .toString('utf8')
    .split('\n')
    .find((line) => /^(fatal|error): /.test(line));
  const end = code === null ? 'was stopped' : `ended with code ${code}`;
  return new HfleaksError(
    'git-failed',
    `git ${subcommand} ${end}${said ? `: ${escapeText(said).slice(0, 300)}` : ''}`,
    'Check the repository with "git fsck".',
  );
}
