// Reads many objects through `git cat-file --batch`: a bad object stops nobody.
import type { SkipReason } from '../types.ts';
import { problemOf, type ServedObject } from './answers.ts';
import { AskedGit } from './asked.ts';
import { endlessOf, learnEndless } from './endless.ts';
import type { ObjectList, OidSequence } from './object-list.ts';
import type { GitProcess } from './process.ts';
import type { Git } from './runner.ts';
import { leaveStanding, type ReadingGit, startReader, startStanding, takeStanding } from './standing.ts';

/**
 * An object as git served it: its bytes (valid until the next object is taken) if it has at most the limit, else a stream that must be
 * read before the next is taken.
 */
export type GitObject = ServedObject | { readonly kind: 'problem'; readonly problem: SkipReason };

export interface BatchOptions {
  /** The largest object that comes as bytes, in bytes, by its position. */
  readonly wholeLimit: (index: number) => number;
  /** A process that was started already; see `startReader`. */
  readonly waiting?: GitProcess | undefined;
}

const FEED = 1000;
/** As many are asked of a git that stays. */
const FEW = 64;
/** By how many powers of two fewer objects are asked for after git waited in vain: each time costs seconds. */
const NARROW = 4;
/** Processes in a row that do not answer at all, after which no more are started: each may have cost a minute. */
const LAST_TRY = 3;

/**
 * Gives one answer for each of `oids`, in their order. What git cannot read comes as a problem: `missing-object`, `corrupt-object`,
 * `alloc-limit` or `timeout`; git is then started again behind it, unless it has stopped answering anything. What is
 * known to be endless is `corrupt-object`, and not asked for. Each process first answers a question whose answer is known.
 * Format: git-cat-file(1), BATCH OUTPUT: `<oid> SP <type> SP <size> LF <bytes> LF`.
 */
export class BatchReader {
  readonly #git: Git;
  readonly #oids: OidSequence;
  readonly #options: BatchOptions;
  readonly #isFew: boolean;
  #next = 0;
  #asked: AskedGit | null = null;
  /** The first object that it was asked for, how many may be asked for, and the position behind the last one. */
  #first = 0;
  #span = Number.POSITIVE_INFINITY;
  #last = 0;
  #failed: unknown = null;
  #unanswered = 0;
  /** Why nothing more is asked. */
  #lost: SkipReason | null = null;
  #waiting: Promise<void> | null = null;
  /** What git is not asked for, and the look for more of that. */
  #endless: ObjectList | null;
  #learning: Promise<void> | null = null;

  constructor(git: Git, oids: OidSequence, options: BatchOptions) {
    this.#git = git;
    this.#oids = oids;
    this.#options = options;
    this.#endless = endlessOf(git.repository);
    const { waiting: process } = options;
    this.#isFew = oids.length <= FEW && !process;
    if (process) this.#ask({ process, isStanding: false, isUsed: false });
  }

  /** The next object, undefined if git must be waited for with `more()`, null at the end. */
  take(): GitObject | null | undefined {
    if (this.#asked?.isOver) this.#asked = null;
    if (this.#asked?.isOwing || this.#learning !== null) return undefined;
    if (this.#next >= this.#oids.length) return this.#end();
    if (this.#lost) return this.#problem(this.#lost);
    try {
      if (this.#failed !== null) throw this.#failed;
      if (this.#asked && this.#next === this.#last) this.#goOn();
      const oid = this.#oids.hex(this.#next);
      if (this.#isEndless(oid)) return this.#problem('corrupt-object');
      const object = (this.#asked ?? this.#open()).take(oid, this.#options.wholeLimit(this.#next));
      if (!object) return undefined;
      this.#unanswered = 0;
      if (object === 'missing') return this.#problem('missing-object');
      this.#next++;
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
    this.#asked?.kill();
    this.#asked = null;
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
    try {
      await (this.#learning ?? this.#asked?.more());
    } catch (error) {
      this.#failed = error;
    }
  }

  #open(): AskedGit {
    return this.#ask((this.#isFew ? takeStanding(this.#git) : null) ?? this.#start());
  }

  #start(): ReadingGit {
    return this.#isFew
      ? startStanding(this.#git)
      : { process: startReader(this.#git), isStanding: false, isUsed: false };
  }

  #ask(reader: ReadingGit): AskedGit {
    this.#first = this.#next;
    this.#last = Math.min(this.#oids.length, this.#first + this.#span);
    const { objectFormat } = this.#git.repository;
    this.#asked = new AskedGit(reader, objectFormat, this.#questions(this.#first, this.#last));
    return this.#asked;
  }

  *#questions(first: number, last: number): Generator<string> {
    for (let at = first; at < last; at += FEED) {
      const lines: string[] = [];
      for (let one = at; one < Math.min(at + FEED, last); one++) {
        const oid = this.#oids.hex(one);
        if (!this.#isEndless(oid)) lines.push(oid);
      }
      if (lines.length > 0) yield `${lines.join('\n')}\n`;
    }
  }

  #isEndless(oid: string): boolean {
    return this.#endless !== null && this.#endless.indexOf(oid) >= 0;
  }

  #learn(): void {
    const { repository } = this.#git;
    const learn = async (): Promise<void> => {
      this.#endless = await learnEndless(repository).catch(() => this.#endless);
      this.#learning = null;
    };
    this.#learning = learn();
  }

  #end(): null {
    // One that has said more than it was asked is not asked again.
    const idle = this.#next === this.#last ? this.#asked?.idle : null;
    if (idle) {
      leaveStanding(this.#git, idle);
      this.#asked = null;
    }
    this.close();
    return null;
  }

  /** git may have died with answers in its buffer: only what fails first in a fresh process is to blame. */
  #blame(error: unknown): GitObject | undefined {
    this.#failed = null;
    const { isUsed = false, isProven = false } = this.#asked ?? {};
    this.close();
    const problem = problemOf(error);
    const asked = this.#last - this.#next;
    // A git that waits keeps answers to itself: fewer are asked, until it is one.
    if (problem === 'timeout' && asked > 1) this.#span = Math.ceil(asked / 2 ** NARROW);
    // What it was asked for besides may be as bad: it is asked again when that is known.
    if (problem === 'alloc-limit') this.#learn();
    if (isUsed || this.#next !== this.#first || (problem === 'timeout' && asked > 1)) {
      if (this.#learning === null) this.#ask(this.#start());
      return undefined;
    }
    if ((!isProven || problem === 'timeout') && ++this.#unanswered >= LAST_TRY) this.#lost = problem;
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
}
