// What every decoder answers: how it spells an anchor, and what the bytes around a hit say.
import type { Behind, DecoderName, Find, Follows, Hit, Looks, Passage, Segment, SourceSpan } from '../types.ts';

/** One way in which an encoding writes an anchor. */
export interface Spelling {
  readonly bytes: Uint8Array;
  /**
   * Whether what stands around `bytes` at `offset` lets one of the rules match. Content that ends too early does not.
   * Undefined: always. Never throws; reads a bounded number of bytes.
   */
  readonly confirm?: (bytes: Uint8Array, offset: number, work?: Looks) => boolean;
  /** What is confirmed has this behind it: most places are refused by that alone. Undefined: nobody knows. */
  readonly behind?: Behind;
  /**
   * An extended regular expression of POSIX that the line of a confirmed spelling has, behind up to three more signs in front, where `bytes`
   * alone stand in too many lines; what it matches begins with them, or has one more in front. Undefined: `bytes`.
   */
  readonly line?: () => string;
}

/** A passage of which only a part is new: what stands around it is there for boundaries and words nearby. */
export interface Part extends Passage {
  /** Characters of the text; all of it where this is absent. */
  readonly core?: SourceSpan;
  /** Whether it is said by a run that was opened as a whole: what has nothing to tell it from others but how it begins is looked for there. */
  readonly isOpened?: boolean;
}

/** What reading may still cost, for an object and all that is in it: about one for each microsecond. Below 0, reading ended early. */
export interface Work {
  left: number;
  readonly find?: Find | undefined;
  /** Told that something was left out although there was work left. */
  readonly limit?: (() => void) | undefined;
}

/** One encoding: bytes -> passages, with a way back. */
export interface Decoder {
  readonly name: DecoderName;
  /** Bytes that one character takes, at most in practice: a reach in characters times this is one in bytes. */
  readonly widest: number;
  /** Whether words around a credential are written otherwise than as words: backwards, in other letters. */
  readonly turnsWords?: boolean;
  /** How this encoding spells an ASCII anchor. `follows` has one entry for each rule it serves; any one suffices. */
  spellings(anchor: string, follows: readonly Follows[]): readonly Spelling[];
  /**
   * The passages around `hits`, which are this decoder's own, ascending by object offset. Each reaches at least
   * `hit.form.reach` bytes to both sides, cut to `segment.bytes`; windows that overlap become one. The passages hold
   * nothing of `segment.bytes`; `toSource` answers offsets in the object. Where there can be many, they come lazily. What needs more than a few steps for each byte draws on `work`.
   */
  passages(segment: Segment, hits: readonly Hit[], work?: Work): Iterable<Part>;
}
