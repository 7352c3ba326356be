// One running git: its input and output by pieces, a watchdog, and an end that is checked.
import type { ChildProcess } from 'node:child_process';
import { kill as signal } from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fullDisk, HfleaksError } from '../errors.ts';
import { mention } from '../path.ts';
import type { GitEnvironment } from '../types.ts';
import { WINDOWS } from './binary.ts';
import { processStatus } from './files.ts';

/** What a git may take before it is stopped. */
export interface Box {
  /** Without it, only its memory is watched. */
  readonly milliseconds?: number;
  readonly bytes: number;
}

/** Milliseconds without progress after which git is stopped. */
export const PATIENCE = 60_000;
const MESSAGE_LIMIT = 8192;
/** Milliseconds of silence after which there may be something at which git waits for ever. */
const SUSPICIOUS = 3000;
/** Milliseconds between two looks at a process in a box. */
const BOX_LOOK = 50;

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

/** Watches `child`, a git that runs `subcommand`; `findTrap` names what in the object store makes it wait, if something does. */
export function watch(
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
