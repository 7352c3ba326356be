// What a judge is told besides the match, and what it answers.
import type { Match } from '../types.ts';

/** What stands around a match in its file. */
export interface JudgeContext {
  /** The line of the match, and the one above it; at least what is near. */
  readonly line: string;
  readonly above: string;
  /** Ids that an allow comment may name for this finding. */
  readonly ruleIds: readonly string[];
  /** Whether allow comments in the content count at all. */
  readonly honourAllow: boolean;
}

/** Gives the reason why a match is no finding, or null. A reason never holds any part of the value. */
export type Judge = (match: Match, context: JudgeContext) => string | null;
