// Reads many objects through `git cat-file --batch`: nothing is awaited for what git has written already, and a bad object stops nobody.
import { randomBytes } from 'node:crypto';
import { HfleaksError } from '../errors.ts';
import type { SkipReason } from '../types.ts';
import { EMPTY_TREE } from './index-listing.ts';
import type { Git, GitProcess } from './runner.ts';
import { leaveStanding, startStanding, takeStanding } from './standing.ts';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/**
 * An object as git served it: its bytes (valid until the next object is taken) if it has at most the limit, else a stream that must be
 * read before the next is taken.
 */
export type GitObject =
  | { readonly kind: 'bytes'; readonly type: ObjectType; readonly bytes: Buffer }
  | {
      readonly kind: 'stream';
      readonly type: ObjectType;
      /** In bytes, as git says it. */
      readonly size: number;
      readonly stream: AsyncIterable<Uint8Array>;
      /** Why the stream ended before the object did; null if it did not. */
      damage(): SkipReason | null;
    }
  | { readonly kind: 'problem'; readonly problem: SkipReason };

/** Ids in hex, by position. */
export interface OidSequence {
  readonly length: number;
  hex(index: number): string;
}

export interface BatchOptions {
  /** The largest object that comes as bytes, in bytes, by its position. */
  readonly wholeLimit: (index: number) => number;
  /** A process that was started already; see `startReader`. */
  readonly waiting?: GitProcess | undefined;
}

const NOTHING: Buffer = Buffer.alloc(0);
const FEED = 1000;
/** As many are asked of a git that answers each at once, which costs more for each of many. */
const FEW = 64;
/** Milliseconds after which one that is silent is asked nothing more. */
const SILENCE = 100;
/** By how many powers of two fewer objects are asked for after git waited in vain: each time costs seconds. */
const NARROW = 4;
/** Processes in a row that do not answer at all, after which no more are started: each may have cost a minute. */
const LAST_TRY = 3;

/** Starts the process that reads objects, before it is known which. */
export function startReader(git: Git): GitProcess {
  return git.start('cat-file', ['--batch', '--buffer']);
}

/**
 * Gives one answer for each of `oids`, in their order. What git cannot read comes as a problem: `missing-object`, `corrupt-object`,
 * `alloc-limit` or `timeout`; git is then started again behind it, unless it has stopped answering anything. Each process first answers
 * a question whose answer is known.
 * Format: git-cat-file(1), BATCH OUTPUT: `<oid> SP <type> SP <size> LF <bytes> LF`.
 */
export class BatchReader {
  readonly #git: Git;
  readonly #oids: OidSequence;
  readonly #options: BatchOptions;
  /** The question before all others, and its answer. */
  #known = { oid: '', answer: '' };
  #next = 0;
  #process: GitProcess | null = null;
  /** The first object that the process was asked for, how many it is asked for, and the position behind the last one. */
  #first = 0;
  #span = Number.POSITIVE_INFINITY;
  #last = 0;
  /** Whether a git is asked that stays for those who ask next; whether this one does; and whether it has answered others before. */
  readonly #isFew: boolean;
  #isOpen = false;
  #isUsed = false;
  #isProven = false;
  #piece: Buffer = NOTHING;
  /** The object whose body is incomplete; `filled` bytes of it are in the store. */
  #head: { readonly type: ObjectType; readonly size: number } | null = null;
  #store: Buffer = NOTHING;
  #filled = 0;
  /** Bytes of a stream, and of the newline behind it, that nobody has taken yet. */
  #owed = 0;
  #damage: SkipReason | null = null;
  #failed: unknown = null;
  #unanswered = 0;
  /** Why nothing more is asked. */
  #lost: SkipReason | null = null;
  #waiting: Promise<void> | null = null;

  constructor(git: Git, oids: OidSequence, options: BatchOptions) {
    this.#git = git;
    this.#oids = oids;
    this.#options = options;
    this.#isFew = oids.length <= FEW && !options.waiting;
    if (options.waiting) this.#begin(options.waiting);
  }

  /** The next object, undefined if git must be waited for with `more()`, null at the end. */
  take(): GitObject | null | undefined {
    if (this.#owed > 0) return undefined;
    if (this.#next >= this.#oids.length) return this.#end();
    if (this.#lost) return this.#problem(this.#lost);
    try {
      if (this.#failed !== null) throw this.#failed;
      if (this.#process && this.#next === this.#last) this.#goOn();
      if (!this.#process) this.#open();
      const object = this.#parse();
      if (!object) return undefined;
      this.#next++;
      this.#unanswered = 0;
      return object;
    } catch (error) {
      return this.#blame(error);
    }
  }

  /** Waits until git has written more. What happens to git is told by the next `take()`. */
  more(): Promise<void> {
    this.#waiting ??= this.#wait().finally(() => {
      this.#waiting = null;
    });
    return this.#waiting;
  }

  /** Stops git. */
  close(): void {
    this.#process?.kill();
    this.#process = null;
  }

  /** The next object, waited for; null at the end. */
  async next(): Promise<GitObject | null> {
    for (;;) {
      const object = this.take();
      if (object !== undefined) return object;
      await this.more();
    }
  }

  async #wait(): Promise<void> {
    // What nobody took of a stream is read over.
    if (this.#owed > 0) for await (const _ of this.#stream());
    else
      try {
        await this.#read();
      } catch (error) {
        this.#failed = error;
      }
  }

  #open(): void {
    const used = this.#isFew ? takeStanding(this.#git) : null;
    this.#begin(used ?? this.#start(), used !== null);
  }

  #start(): GitProcess {
    return this.#isFew ? startStanding(this.#git) : startReader(this.#git);
  }

  #begin(process: GitProcess, isUsed = false): void {
    this.#process = process;
    this.#isUsed = isUsed;
    const oid = EMPTY_TREE[this.#git.repository.objectFormat];
    // What an object says beyond its size may come late, and look like an answer to the next reader: but not to what nobody could know.
    const nonce = isUsed ? randomBytes(oid.length / 2).toString('hex') : '';
    this.#known = isUsed ? { oid: nonce, answer: `${nonce} missing\n` } : { oid, answer: `${oid} tree 0\n\n` };
    this.#isOpen = this.#isFew;
    this.#first = this.#next;
    this.#last = Math.min(this.#oids.length, this.#first + this.#span);
    this.#isProven = false;
    this.#piece = NOTHING;
    this.#head = null;
    process.feed(this.#questions());
  }

  *#questions(): Generator<string> {
    yield `${this.#known.oid}\n`;
    const [first, last] = [this.#first, this.#last];
    for (let at = first; at < last; at += FEED) {
      const lines: string[] = [];
      for (let one = at; one < Math.min(at + FEED, last); one++) lines.push(this.#oids.hex(one));
      yield `${lines.join('\n')}\n`;
    }
  }

  #end(): null {
    // One that has said more than it was asked is not asked again.
    if (this.#isOpen && this.#process && this.#next === this.#last && this.#piece.length === 0) {
      leaveStanding(this.#git, this.#process);
      this.#process = null;
    }
    this.close();
    return null;
  }

  /** git may have died with answers in its buffer: only what fails first in a fresh process is to blame. */
  #blame(error: unknown): GitObject | undefined {
    this.#failed = null;
    this.close();
    const problem = problemOf(error);
    const asked = this.#last - this.#next;
    // A git that waits keeps answers to itself: fewer are asked, until it is one.
    if (problem === 'timeout' && asked > 1) this.#span = Math.ceil(asked / 2 ** NARROW);
    if (this.#isUsed || this.#next !== this.#first || (problem === 'timeout' && asked > 1)) {
      this.#begin(this.#start());
      return undefined;
    }
    if ((!this.#isProven || problem === 'timeout') && ++this.#unanswered >= LAST_TRY) this.#lost = problem;
    return this.#problem(problem);
  }

  /** All that a process was asked for was answered: the next one may be asked for more. */
  #goOn(): void {
    this.close();
    this.#span *= 2 ** NARROW;
  }

  #problem(problem: SkipReason): GitObject {
    this.#next++;
    return { kind: 'problem', problem };
  }

  /** An answer, if all of it is at hand. */
  #parse(): GitObject | undefined {
    if (!this.#isProven && !this.#prove()) return undefined;
    if (!this.#head) {
      const line = this.#line();
      if (line === null) return undefined;
      const oid = this.#oids.hex(this.#next);
      if (line === `${oid} missing`) return { kind: 'problem', problem: 'missing-object' };
      this.#head = headOf(line, oid);
      this.#filled = 0;
    }
    const { type, size } = this.#head;
    if (size > this.#options.wholeLimit(this.#next)) {
      this.#head = null;
      this.#owed = size + 1;
      this.#damage = null;
      return { kind: 'stream', type, size, stream: this.#stream(), damage: () => this.#damage };
    }
    const bytes = this.#body(size);
    if (!bytes) return undefined;
    this.#head = null;
    return { kind: 'bytes', type, bytes };
  }

  /** Whether the first answer was read: that of the empty tree, which has an empty body, or that something is missing. */
  #prove(): boolean {
    const { answer } = this.#known;
    const said = this.#piece.toString('latin1', 0, answer.length);
    if (!answer.startsWith(said)) throw protocolError();
    if (said.length < answer.length) return false;
    this.#piece = this.#piece.subarray(answer.length);
    this.#isProven = true;
    return true;
  }

  /** The next line, null if its end is not there yet. */
  #line(): string | null {
    const end = this.#piece.indexOf(10);
    if (end < 0) {
      if (this.#piece.length > 200) throw protocolError();
      return null;
    }
    const line = this.#piece.toString('latin1', 0, end);
    this.#piece = this.#piece.subarray(end + 1);
    return line;
  }

  /** A body and the newline behind it, or the object's size was a lie. Small ones are not copied. */
  #body(size: number): Buffer | null {
    if (this.#filled === 0 && this.#piece.length > size) {
      const bytes = this.#piece.subarray(0, size);
      if (this.#piece[size] !== 10) throw protocolError();
      this.#piece = this.#piece.subarray(size + 1);
      return bytes;
    }
    if (this.#store.length < size + 1) this.#store = this.#grown(size + 1);
    const part = this.#piece.subarray(0, size + 1 - this.#filled);
    part.copy(this.#store, this.#filled);
    this.#filled += part.length;
    this.#piece = this.#piece.subarray(part.length);
    if (this.#filled <= size) return null;
    if (this.#store[size] !== 10) throw protocolError();
    return this.#store.subarray(0, size);
  }

  #grown(size: number): Buffer {
    const store = Buffer.allocUnsafe(Math.max(size, 1 << 16, Math.min(this.#store.length * 2, 4 << 20)));
    this.#store.copy(store, 0, 0, this.#filled);
    return store;
  }

  async *#stream(): AsyncGenerator<Uint8Array> {
    try {
      while (this.#owed > 1) {
        if (this.#piece.length === 0) await this.#read();
        const part = this.#piece.subarray(0, this.#owed - 1);
        this.#piece = this.#piece.subarray(part.length);
        this.#owed -= part.length;
        yield part;
      }
      if (this.#owed === 1) {
        if (this.#piece.length === 0) await this.#read();
        if (this.#piece[0] !== 10) throw protocolError();
        this.#piece = this.#piece.subarray(1);
        this.#owed = 0;
      }
    } catch (error) {
      this.#damage = problemOf(error);
      this.#owed = 0;
      // The next object is asked of a new process.
      this.close();
    }
  }

  async #read(): Promise<void> {
    const process = this.#process as GitProcess;
    // One that goes on to wait for questions keeps silent for ever about the rest of an object that is smaller than it said.
    const end = (): void => {
      this.#isOpen = false;
      process.send('');
    };
    const timer = this.#isOpen ? setTimeout(end, SILENCE) : undefined;
    const piece = await process.read().finally(() => clearTimeout(timer));
    if (!piece) {
      await process.end();
      throw protocolError();
    }
    this.#piece = this.#piece.length === 0 || this.#head ? piece : Buffer.concat([this.#piece, piece]);
  }
}

function headOf(line: string, oid: string): { readonly type: ObjectType; readonly size: number } {
  const [, type, size] = line.startsWith(oid)
    ? (/^ (blob|tree|commit|tag) (\d{1,15})$/.exec(line.slice(oid.length)) ?? [])
    : [];
  if (type === undefined) throw protocolError();
  return { type: type as ObjectType, size: Number(size) };
}

function problemOf(error: unknown): SkipReason {
  if (!(error instanceof HfleaksError)) throw error;
  if (error.code === 'git-timeout') return 'timeout';
  if (error.code !== 'git-failed' && error.code !== 'git-protocol') throw error;
  return /attempting to allocate/.test(error.message) ? 'alloc-limit' : 'corrupt-object';
}

export function protocolError(): HfleaksError {
  return new HfleaksError(
    'git-protocol',
    'git cat-file ended too early or answered out of order.',
    'Check the repository with "git fsck".',
  );
}
