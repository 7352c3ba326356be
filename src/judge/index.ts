// Decides whether a match is reported: an ordered list of judges, of which the first with a reason speaks. Marks, never deletes.
import type { Match, Verdict } from '../types.ts';
import { allow, allowVerdict } from './allow.ts';
import { baseline } from './baseline.ts';
import type { Judge, JudgeContext, JudgeStep } from './context.ts';
import { knownPublic } from './known-public.ts';
import { placeholder, placeholderSteps } from './placeholder.ts';

export type { JudgeContext, JudgeStep } from './context.ts';

interface Named {
  readonly by: JudgeStep['by'];
  readonly judge: Judge;
  /** What the judge looks for, where it does not tell its own steps. */
  readonly check: string;
}

/** In order of trust: what is known, what can be measured, what the author says, what the team has accepted. */
const JUDGES: readonly Named[] = [
  { by: 'known-public', judge: knownPublic, check: 'a token that was published on purpose' },
  { by: 'placeholder', judge: placeholder, check: 'a value that nobody drew at random' },
  { by: 'allow', judge: allow, check: 'an allow comment with a reason, on its line or the line above' },
  { by: 'baseline', judge: baseline, check: 'an entry of the baseline for this very value' },
];

/**
 * The verdict on `match`: suppressed by the first judge that has a reason, else report; then the reason is that of an allow comment which does not
 * count. Never throws.
 */
export function judge(match: Match, context: JudgeContext): Verdict {
  for (const { by, judge: decide } of JUDGES) {
    const reason = decide(match, context);
    if (reason !== null) return { state: 'suppressed', by, reason };
  }
  return allowVerdict(context.honourAllow ? null : allow(match, { ...context, honourAllow: true }), false);
}

/** How `judge` comes to its verdict: everything that it looks at, in order, up to the first that speaks against the match. */
export function judgeSteps(match: Match, context: JudgeContext): JudgeStep[] {
  const steps: JudgeStep[] = [];
  for (const { by, judge: decide, check } of JUDGES) {
    if (by === 'baseline' && !context.accepted) continue;
    const own = by === 'placeholder' ? placeholderSteps(match) : [{ check, reason: decide(match, context) }];
    steps.push(...own.map((step) => ({ by, ...step })));
    if (steps.at(-1)?.reason !== null) break;
  }
  return steps;
}

/** The same as far as a verdict tells it, for a finding of which nothing else is left. */
export function verdictSteps({ by: last, reason }: Verdict): JudgeStep[] {
  const at = JUDGES.findIndex(({ by }) => by === last);
  const passed = (at < 0 ? JUDGES.filter(({ by }) => by !== 'baseline') : JUDGES.slice(0, at)).map(({ by, check }) => ({
    by,
    check,
    reason: null,
  }));
  if (last === null) return passed;
  return [...passed, { by: last, check: JUDGES[at]?.check ?? 'known already', reason }];
}
