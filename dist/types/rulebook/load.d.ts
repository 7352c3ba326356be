import type { Rulebook, RuleExamples } from '../types.js';
/** The built-in rules, token rules first, then by id. */
export declare function builtinRulebook(): Rulebook;
/** The examples of the built-in rules, in the same order; loaded only when asked for. */
export declare function builtinExamples(): Promise<readonly RuleExamples[]>;
/** What `readUserRules` in user.ts gives, and throws; the YAML parser is loaded only here. */
export declare function userRulebook(base: Rulebook, path: string): Promise<{
    readonly rulebook: Rulebook;
    readonly examples: readonly RuleExamples[];
}>;
