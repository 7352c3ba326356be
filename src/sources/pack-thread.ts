// A thread that reads packs besides this one, while git lists and after it.
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PackLayout } from '../git/pack/reader.ts';
import { STRETCHES, Turns } from '../git/pack/turns.ts';
import type { StoreFile } from '../git/stored-ids.ts';
import type { TokenRule } from '../types.ts';
import { type Answer, type PackBatch, type PackTask, type Phase, stretchesOf, type Told } from './pack-task.ts';
import { packsOf } from './packed-objects.ts';

export interface PackThreadOptions extends Pick<PackTask, 'objectFormat' | 'memory'> {
  readonly files: readonly StoreFile[];
  readonly rules: readonly TokenRule[] | undefined;
}

/** Smaller packs are read before a thread has started, in bytes. */
const SMALL = 8 << 20;
/** Memory for what is soon forgotten, in MB: three times as much, as usual, is not quicker. */
const YOUNG = 8;
/** What the bundle calls the code of the thread; below src/, there is no such file. */
const CODE = new URL('../hfleaks-thread.cjs', import.meta.url);

export class PackThread {
  readonly #worker: Worker;
  readonly #stretches: SharedArrayBuffer;
  readonly #batches: PackBatch[] = [];
  /** What is looked at. */
  #taken: PackBatch | null = null;
  readonly #ended = new Set<Phase>();
  #layouts: readonly (PackLayout | null)[] | undefined;
  #isGone = false;
  #wake: () => void = () => undefined;

  /** Null where it does not pay, or cannot be. The caller closes it. */
  static start({ files, rules, ...options }: PackThreadOptions): PackThread | null {
    const packs = packsOf(files);
    if (!rules || options.memory === 0 || availableParallelism() < 2 || sizeOf(packs) < SMALL) return null;
    try {
      return new PackThread({
        ...options,
        ...{ packs, rules, taken: new SharedArrayBuffer(2 * packs.length * STRETCHES) },
      });
    } catch {
      // There may be no room for one.
      return null;
    }
  }

  private constructor(task: PackTask) {
    this.#stretches = task.taken;
    this.#worker = new Worker(CODE, { workerData: task, resourceLimits: { maxYoungGenerationSizeMb: YOUNG } });
    this.#worker.on('message', (told: Told) => {
      if ('layouts' in told) this.#layouts = told.layouts;
      else if ('batch' in told) this.#batches.push(told.batch);
      else this.#ended.add(told.end);
      this.#wake();
    });
    // What it did not tell was not read: git is asked for that, whatever the reason.
    for (const event of ['error', 'messageerror', 'exit'])
      this.#worker.on(event, () => {
        this.#isGone = true;
        this.#wake();
      });
  }

  close(): void {
    void this.#worker.terminate();
  }

  /** What is left for this thread, of a pack. */
  turns(pack: number, phase: Phase): Turns {
    return new Turns(stretchesOf(this.#stretches, pack, phase), true);
  }

  /** Lets it go on to blobs, if it waits; `notebooks` are ids, one behind the other. */
  begin(notebooks: Uint8Array): void {
    this.#worker.postMessage({ notebooks } satisfies Answer);
  }

  /** What it has told of a phase, if anything; valid until more is asked for. It may be ahead: what it tells of blobs waits. */
  told(phase: Phase): PackBatch | null {
    const room = this.#taken?.bytes;
    // Garbage would be twice as much as all that is held.
    if (room && room.length > 0) this.#worker.postMessage({ room } satisfies Answer, [room.buffer as ArrayBuffer]);
    this.#taken = this.#batches[0]?.phase === phase ? (this.#batches.shift() as PackBatch) : null;
    return this.#taken;
  }

  /** As `told`, but waits; null when there is no more in the phase. */
  async next(phase: Phase): Promise<PackBatch | null> {
    for (let batch = this.told(phase); ; batch = this.told(phase)) {
      if (batch || this.#ended.has(phase) || this.#isGone) return batch;
      await this.#more();
    }
  }

  /** What it found out about the packs, once: nobody has to do that again. Undefined if it never will. */
  async layouts(): Promise<readonly (PackLayout | null)[] | undefined> {
    while (!this.#layouts && !this.#isGone) await this.#more();
    return this.#layouts;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function sizeOf(packs: readonly string[]): number {
  return packs.reduce((sum, path) => sum + (statSync(`${path}.pack`, { throwIfNoEntry: false })?.size ?? 0), 0);
}
