// Runs the bundle many times in one process, each time as a process of its own would, in a third of the time.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLong } from './slice.ts';

const CHILD = fileURLToPath(new URL('./warm-child.mjs', import.meta.url));
/** Each run leaves all it made, so that the heap seems to grow out of its first bounds: it would be marked as a whole after each. In MB. */
const HEAP = '--initial-old-space-size=256';
/** Milliseconds that the child, or a run, may take. */
const PATIENCE = 60_000;
/** What part of the time that an answer took so far may pass before it is looked again whether it is there. */
const SHARE = 0.05;
const pause = new Int32Array(new SharedArrayBuffer(4));

export interface WarmRun {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

/** What a process said and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that waits to run a bundle. What it is asked and what it answers is a line of JSON. */
class WarmProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hfleaks-warm-'));
  readonly #child: ChildProcess;
  readonly #requests: number;
  readonly #answers: number;

  /** Null if it does not come up. */
  static start(bundle: string): WarmProcess | null {
    const warm = new WarmProcess(bundle);
    if (warm.#next(PATIENCE, true) === 'ready') return warm;
    warm.stop();
    return null;
  }

  private constructor(bundle: string) {
    const [requests, answers] = [join(this.#folder, 'requests'), join(this.#folder, 'answers')];
    execFileSync('mkfifo', [requests, answers]);
    this.#answers = openSync(answers, constants.O_RDONLY | constants.O_NONBLOCK);
    // It ends when nobody can ask any more, which is when this process has ended.
    this.#child = spawn(process.execPath, [HEAP, CHILD, bundle, this.#folder], { stdio: 'ignore', env: {} });
    this.#child.unref();
    // For both, so that nobody waits for the other.
    this.#requests = openSync(requests, constants.O_RDWR);
  }

  /** Null if it has ended. */
  run({ input = '', ...request }: WarmRun, patience: number): Outcome | null {
    const stdin = Buffer.from(input as string).toString('base64');
    const bytes = Buffer.from(`${JSON.stringify({ ...request, stdin })}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#requests, bytes, at);
    const answer = this.#next(patience);
    return typeof answer === 'string' ? null : answer;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
    closeSync(this.#answers);
    closeSync(this.#requests);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Null if it ended without an answer. At its start nobody writes yet, which looks the same. */
  #next(patience: number, isStart = false): Outcome | string | null {
    const pieces: Buffer[] = [];
    const started = performance.now();
    for (let waited = 0; waited < patience; waited = performance.now() - started) {
      const piece = Buffer.alloc(1 << 16);
      const count = this.#read(piece);
      if (count === 0 && !isStart) return null;
      if (count) pieces.push(piece.subarray(0, count));
      else Atomics.wait(pause, 0, 0, 1 + waited * SHARE);
      if (count && piece[count - 1] === 0x0a) return JSON.parse(Buffer.concat(pieces).toString());
    }
    return { code: null, signal: 'SIGKILL', stdout: '', stderr: '' };
  }

  /** How many bytes came; null if there are none yet, 0 if nobody writes. */
  #read(piece: Buffer): number | null {
    try {
      return readSync(this.#answers, piece);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
      throw error;
    }
  }
}

let warm: WarmProcess | null = null;

/**
 * Runs the bundle in a process that ran it before. Null where it must be a process of its own: with HFLEAKS_LONG, and for variables that are
 * Node's or the loader's. `patience` in milliseconds: then it is killed.
 */
export function runWarm(bundle: string, request: WarmRun, patience = PATIENCE): Outcome | null {
  if (
    isLong ||
    Object.keys(request.env).some((name) => /^(?:NODE_(?!DISABLE_COMPILE_CACHE$)|LD_|UV_|SSL_|OPENSSL_)/.test(name))
  )
    return null;
  // One that grew too large has ended after its answer.
  for (let attempt = 0; attempt < 2; attempt++) {
    warm ??= WarmProcess.start(bundle);
    const outcome = warm?.run(request, patience);
    if (outcome?.signal === null) return outcome;
    warm?.stop();
    warm = null;
    if (outcome) return outcome;
  }
  return null;
}
