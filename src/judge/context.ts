// What a judge is told besides the match, and what it answers.
import type { BaselineEntry, Match, Verdict } from '../types.ts';

/** What stands around a match in its file. */
export interface JudgeContext {
  /** The line of the match, and the one above it; at least what is near. */
  readonly line: string;
  readonly above: string;
  /** Ids that an allow comment may name for this finding. */
  readonly ruleIds: readonly string[];
  /** Whether allow comments in the content count at all. */
  readonly honourAllow: boolean;
  /** The finding's, and what is accepted by fingerprint; neither, where a text has no baseline. */
  readonly fingerprint?: string;
  readonly accepted?: ReadonlyMap<string, BaselineEntry> | undefined;
}

/** One thing that was looked at, in order. */
export interface JudgeStep {
  readonly by: NonNullable<Verdict['by']>;
  /** What would speak against the match. */
  readonly check: string;
  /** Why the match is no finding; null where nothing speaks against it. */
  readonly reason: string | null;
}

/** Gives the reason why a match is no finding, or null. A reason never holds any part of the value. */
export type Judge = (match: Match, context: JudgeContext) => string | null;
