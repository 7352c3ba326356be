// Says what one policy weakens against another.
import { escapeText } from '../path.ts';
import { FAIL_ON, type FailOn } from './config.ts';
import type { Policy } from './policy.ts';

const SHOWN = 5;

/** One sentence for each key that `after` weakens; none if it is as strict as `before`. What it makes stricter is not told. */
export function policyChanges(before: Policy | null, after: Policy): readonly string[] {
  const added = <T>(of: (policy: Policy) => Iterable<T>): T[] => {
    const old = new Set(before ? of(before) : []);
    return [...of(after)].filter((one) => !old.has(one));
  };
  const listed = (key: string, words: readonly string[]): string[] =>
    words.length === 0
      ? []
      : [
          `${key}: + ${words.slice(0, SHOWN).map(escapeText).join(', ')}${words.length > SHOWN ? `, and ${words.length - SHOWN} more` : ''}`,
        ];
  const accepted = added(({ baseline }) => baseline.map(({ fingerprint }) => fingerprint));
  const failOn = before?.failOn ?? 'error';
  const gone = before ? [...before.rules.keys()].filter((file) => !after.rules.has(file)) : [];
  return [
    ...listed(
      'exclude',
      added(({ exclude, folder }) => exclude.map((glob) => folder + glob)),
    ),
    ...(strictness(after.failOn) < strictness(failOn) ? [`fail-on: ${failOn} becomes ${after.failOn}`] : []),
    ...listed(
      'allow-incomplete',
      added(({ allowIncomplete }) => allowIncomplete),
    ),
    ...(accepted.length > 0 ? [`baseline: + ${accepted.length} accepted`] : []),
    ...gone.map((file) => `rules: - ${escapeText(file)}`),
  ];
}

/** `never` 0, `error` 1, `warning` 2, `info` 3. */
function strictness(failOn: FailOn): number {
  return (FAIL_ON.indexOf(failOn) + 1) % FAIL_ON.length;
}
