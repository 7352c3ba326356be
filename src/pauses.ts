// Lets signals through while files are read without waiting.
import { HfleaksError } from './errors.ts';

/** Milliseconds. */
const EVERY = 50;
/** Reading the clock costs about as much as opening a small file: it is read once for so much work. */
const WORK = 32;

/** Tells when it is time to let the event loop run, about every 50 ms, so that an interrupt is heard. */
export class Pauses {
  readonly #signal: AbortSignal | undefined;
  /** Not known before the first look at the clock: to load that takes longer than to scan what most commits change. */
  #last: number | null = null;
  #work = 0;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** `work`: 1 for a small file, 1 for each 32 KiB of a large one. */
  due(work: number): boolean {
    this.#work += work;
    if (this.#work < WORK) return false;
    this.#work = 0;
    const now = performance.now();
    this.#last ??= now;
    return now - this.#last > EVERY;
  }

  /** Throws `interrupted` if the run was called off. */
  async take(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#signal?.aborted)
      throw new HfleaksError('interrupted', 'The scan was interrupted.', 'Nothing was reported.');
    this.#last = performance.now();
  }
}
