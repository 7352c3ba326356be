import type { Rulebook, RuleOption } from '../types.js';
/** What can be asked for. */
export declare const RULE_OPTIONS: readonly RuleOption[];
/**
 * The rules of `all`, in their order, without the optional ones that `wanted` does not name. What was chosen is told by the digest,
 * `3f…9a+partial`; without options it is that of `all`, so that nothing has to be computed when a scan starts.
 */
export declare function chooseRules(all: Rulebook, wanted?: readonly RuleOption[]): Rulebook;
