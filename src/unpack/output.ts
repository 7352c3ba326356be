// What comes out of a decoder: at most so many bytes, and not for ever.
import type { SkipReason } from '../types.ts';
import { allowance } from './budget.ts';
import type { Budget } from './container.ts';

/** Decoded content. */
export interface Unpacked {
  /** What could be decoded, from the beginning; valid for good. */
  readonly bytes: Uint8Array;
  /** Why there is no more of it; null if all is there. */
  readonly problem: SkipReason | null;
  /** Bytes of the input that were used, as far as the decoder knows; all of them where it stopped before the end. */
  readonly consumed: number;
  /** See `Member`. */
  readonly isCut?: boolean;
}

/** Ends a decoding. Only `decodeWithin` catches it. */
export class Stop extends Error {
  readonly problem: SkipReason;

  constructor(problem: SkipReason) {
    super(problem);
    this.problem = problem;
  }
}

/** The clock is read once in so many bytes. */
const STEP = 2 ** 20;
/** So few bytes are copied faster one by one. */
const FEW = 32;

/**
 * Runs a decoder over `bytes` within `budget`, from which its output is taken. `decode` answers the number of bytes that it used; what it
 * throws ends the output, with the reason of a `Stop` or else `decode-error`. `expected`: what should come out, in bytes. Never throws.
 */
export function decodeWithin(
  bytes: Uint8Array,
  budget: Budget,
  decode: (output: Output) => number,
  expected = 0,
): Unpacked {
  const output = new Output(allowance(budget, bytes.length, expected), budget.deadline);
  let problem: SkipReason | null = null;
  let consumed = bytes.length;
  try {
    consumed = decode(output);
  } catch (error) {
    problem = error instanceof Stop ? error.problem : 'decode-error';
  }
  budget.bytes -= output.length;
  return { bytes: output.written(), problem, consumed };
}

/** Takes `bytes` as they are, as many as the budget allows. */
export function takeStored(bytes: Uint8Array, budget: Budget): Unpacked {
  const part = bytes.subarray(0, allowance(budget, bytes.length));
  budget.bytes -= part.length;
  return { bytes: part, problem: part.length < bytes.length ? 'archive-limit' : null, consumed: bytes.length };
}

/** Bytes that grow at their end and can be copied from what is there already. Throws `Stop` (`archive-limit`) where room or time ends. */
export class Output {
  length = 0;
  #bytes: Uint8Array;
  /** Up to here nothing needs to be asked. */
  #room = 0;
  readonly #limit: number;
  readonly #deadline: number;

  /** At most `limit` bytes, until `deadline` by `performance.now()`. */
  constructor(limit: number, deadline: number) {
    this.#limit = limit;
    this.#deadline = deadline;
    this.#bytes = new Uint8Array(0);
  }

  push(byte: number): void {
    if (this.length === this.#room) this.#extend(1);
    this.#bytes[this.length++] = byte;
  }

  /** Appends `bytes[from, to)`, or as much of it as there is room for. */
  append(bytes: Uint8Array, from = 0, to = bytes.length): void {
    for (let at = from; at < to; ) {
      if (this.length === this.#room) this.#extend(to - at);
      const size = Math.min(to - at, this.#room - this.length);
      if (size > FEW) this.#bytes.set(bytes.subarray(at, at + size), this.length);
      else for (let index = 0; index < size; index++) this.#bytes[this.length + index] = bytes[at + index] as number;
      this.length += size;
      at += size;
    }
  }

  /** Appends `count` bytes from `distance` before the end; what is copied may be copied again. */
  repeat(distance: number, count: number): void {
    if (distance < 1 || distance > this.length) throw new Stop('decode-error');
    for (let left = count; left > 0; ) {
      if (this.length === this.#room) this.#extend(left);
      const bytes = this.#bytes;
      const end = Math.min(this.length + left, this.#room);
      left -= end - this.length;
      for (let at = this.length; at < end; at++) bytes[at] = bytes[at - distance] as number;
      this.length = end;
    }
  }

  /** The byte `distance` before the end; 0 before the beginning. */
  back(distance: number): number {
    return this.#bytes[this.length - distance] ?? 0;
  }

  /** What was written, from `start`; valid for good. */
  written(start = 0): Uint8Array {
    return this.#bytes.subarray(start, this.length);
  }

  #extend(wanted: number): void {
    if (this.length >= this.#limit || performance.now() > this.#deadline) throw new Stop('archive-limit');
    if (this.length === this.#bytes.length) {
      const size = Math.min(this.#limit, Math.max(1024, this.length * 2, this.length + Math.min(wanted, STEP)));
      const wider = new Uint8Array(size);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    this.#room = Math.min(this.#bytes.length, this.length + STEP);
  }
}
