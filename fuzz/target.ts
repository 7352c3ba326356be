// What is fuzzed: code that gets bytes which nobody vouches for, and what holds of it whatever they are.
import type { Random } from './random.ts';

/**
 * Inputs are counted in stretches: each begins with the seeds alone, so that none depends on what was before its stretch. What a target
 * does at every so many-th input, it counts in a stretch.
 */
export const STRETCH = 4096;

/** Bytes, in one part or in several that are changed each by itself. */
export interface Input {
  /** What the parts are; never changed. */
  readonly label: string;
  readonly parts: readonly Buffer[];
}

/** Code under test, with its oracle. */
export interface Target {
  readonly name: string;
  /** What inputs are made from: sound ones of every kind. */
  readonly seeds: readonly Input[];
  /** What is put in between. */
  readonly words?: readonly Buffer[];
  /** An input that is made as the format is, with lies in it, which no change of a byte brings about. */
  readonly make?: (random: Random) => Input;
  /**
   * What became of an input, in a few words: inputs with other outcomes than those before are changed again. Throws where the outcome is
   * wrong; the message has nothing of the input.
   */
  run(input: Input): string | Promise<string>;
}

/** Throws unless `isSo`. */
export function must(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(what);
}
