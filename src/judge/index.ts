// Decides whether a match is reported: an ordered list of judges, of which the first with a reason speaks. Marks, never deletes.
import type { Match, Verdict } from '../types.ts';
import { allow } from './allow.ts';
import type { Judge, JudgeContext } from './context.ts';
import { knownPublic } from './known-public.ts';
import { placeholder } from './placeholder.ts';

export type { JudgeContext } from './context.ts';

/** In order of trust: what is known, what can be measured, what the author says. */
const JUDGES: readonly { readonly by: NonNullable<Verdict['by']>; readonly judge: Judge }[] = [
  { by: 'known-public', judge: knownPublic },
  { by: 'placeholder', judge: placeholder },
  { by: 'allow', judge: allow },
];

/** The verdict on `match`: suppressed by the first judge that has a reason, else report. Never throws. */
export function judge(match: Match, context: JudgeContext): Verdict {
  for (const { by, judge: decide } of JUDGES) {
    const reason = decide(match, context);
    if (reason !== null) return { state: 'suppressed', by, reason };
  }
  return { state: 'report', by: null, reason: null };
}
