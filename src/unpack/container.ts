// What every container answers: whether bytes are one, and what is inside.
import type { SkipReason } from '../types.ts';

/** Something inside a container, unpacked. */
export interface Member {
  /** Its path inside, as the container writes it; empty where it has none. */
  readonly name: Uint8Array;
  /** What could be read of it; valid for good. */
  readonly bytes: Uint8Array;
  /** Why there is no more of it, or nothing at all; null if all is there. */
  readonly problem: SkipReason | null;
  /** Of gzip: whether it was sound as far as it goes, but has no end. */
  readonly isCut?: boolean;
}

/** What unpacking may still cost: all that is inside one object draws on it, however deep. */
export interface Budget {
  /** Members that may still come. */
  entries: number;
  /** Bytes that may still come out. */
  bytes: number;
  /** By `performance.now()`. */
  readonly deadline: number;
}

/** One format of packed content. */
export interface Container {
  /** Shown in trails where members have no names: `gzip`. */
  readonly name: string;
  /** Whether members are lists that we made of what stands in the bytes, rather than files in it. */
  readonly isListing?: boolean;
  /** Whether nothing is opened, but only called by its name. */
  readonly isNamed?: boolean;
  /** Whether `bytes` begin as this format does; reads a bounded number of them. */
  matches(bytes: Uint8Array): boolean;
  /**
   * What is inside `bytes`, lazily and in the order of the container. Draws on `budget`. Never throws, whatever the bytes: what is damaged
   * comes with the problem `decode-error`, what is encrypted with `archive-encrypted`, what is packed in a way that is not known with
   * `archive-unsupported`; where the budget ends, a last member says `archive-limit`.
   */
  members(bytes: Uint8Array, budget: Budget): Iterable<Member>;
}
