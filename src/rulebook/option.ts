// Chooses among the built-in rules: some are used only where they are asked for.
import type { Rulebook, RuleOption } from '../types.ts';

/** What can be asked for. */
export const RULE_OPTIONS: readonly RuleOption[] = ['partial', 'risks'];

/**
 * The rules of `all`, in their order, without the optional ones that `wanted` does not name. What was chosen is told by the digest,
 * `3f…9a+partial`; without options it is that of `all`, so that nothing has to be computed when a scan starts.
 */
export function chooseRules(all: Rulebook, wanted: readonly RuleOption[] = []): Rulebook {
  const options = RULE_OPTIONS.filter((option) => wanted.includes(option));
  return {
    rules: all.rules.filter(({ optional }) => optional === undefined || options.includes(optional)),
    digest: [all.digest, ...options].join('+'),
  };
}
