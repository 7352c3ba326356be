import type { Rulebook, RuleExamples } from '../types.js';
/** The built-in rules, token rules first, then by id. */
export declare function builtinRulebook(): Rulebook;
/** The examples of the built-in rules, in the same order; loaded only when asked for. */
export declare function builtinExamples(): Promise<readonly RuleExamples[]>;
/**
 * `base` with the token rules of a file, or of every `.yml` and `.yaml` file below a folder, and the examples of these. Symbolic
 * links are not followed below the folder. Throws HfleaksError: `path-not-found`, or `rule-invalid` for a mistake in a file, an id
 * that is taken, or a folder without rules.
 */
export declare function userRulebook(base: Rulebook, path: string): Promise<{
    readonly rulebook: Rulebook;
    readonly examples: readonly RuleExamples[];
}>;
