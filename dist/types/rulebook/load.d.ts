import type { Rulebook, RuleExamples, RuleOption } from '../types.js';
/** The built-in rules, token rules first, then by id; optional ones only where `wanted` names them: `builtinRulebook(['partial'])`. */
export declare function builtinRulebook(wanted?: readonly RuleOption[]): Rulebook;
/** The examples of all built-in rules, also of optional ones, in the same order; loaded only when asked for. */
export declare function builtinExamples(): Promise<readonly RuleExamples[]>;
/** What `readUserRules` in user.ts gives, and throws; the YAML parser is loaded only here. */
export declare function userRulebook(base: Rulebook, path: string): Promise<{
    readonly rulebook: Rulebook;
    readonly examples: readonly RuleExamples[];
}>;
