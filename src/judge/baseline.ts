// What a team has accepted, by fingerprint: of the value or of the risk, never of the line.
import type { Match } from '../types.ts';
import { safeReason } from './allow.ts';
import type { JudgeContext } from './context.ts';

/**
 * The reason of the baseline's entry, and whose it is; null if it has none for this fingerprint. A fingerprint that several values can share
 * accepts nothing.
 */
export function baseline({ secret }: Match, { fingerprint, accepted }: JudgeContext): string | null {
  const entry = fingerprint?.startsWith('masked:') ? undefined : accepted?.get(fingerprint ?? '');
  if (!entry) return null;
  const owner = entry.owner === undefined ? '' : ` (${entry.owner})`;
  return safeReason(`${entry.reason}${owner}`, secret);
}
