import type { Rulebook, RuleExamples } from './types.js';
export interface CheckFailure {
    readonly rule: string;
    readonly list: 'leaks' | 'clean' | 'misses';
    /** Index in the list, from 0. */
    readonly example: number;
    /** What was done to the example: `as is`, `utf-16le`, `back to back`. */
    readonly form: string;
    readonly what: string;
}
export interface CheckResult {
    /** How many texts were scanned. */
    readonly checked: number;
    /** In the order of rules, lists and examples. No text holds any of a credential. */
    readonly failures: readonly CheckFailure[];
}
/**
 * Scans every example of `examples` with all of `rulebook`. A leak must give a finding of its rule for each credential in it, in each
 * form that `variants` knows, and no second finding at the same place; a clean text must give none of its rule; a known miss must
 * still be missed. Of an example that fails as it is, the other forms are not listed. Examples of rules that are not in the rulebook
 * are failures. Throws what `scan` throws.
 */
export declare function checkRules(rulebook: Rulebook, examples: readonly RuleExamples[]): Promise<CheckResult>;
