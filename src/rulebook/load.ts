// Gives the rules: those in the bundle, and a user's own on top.
import { rulebook } from 'hfleaks:rules';
import type { Rulebook, RuleExamples } from '../types.ts';

/** The built-in rules, token rules first, then by id. */
export function builtinRulebook(): Rulebook {
  return rulebook;
}

/** The examples of the built-in rules, in the same order; loaded only when asked for. */
export async function builtinExamples(): Promise<readonly RuleExamples[]> {
  return (await import('hfleaks:examples')).examples;
}

/** What `readUserRules` in user.ts gives, and throws; the YAML parser is loaded only here. */
export async function userRulebook(
  base: Rulebook,
  path: string,
): Promise<{ readonly rulebook: Rulebook; readonly examples: readonly RuleExamples[] }> {
  return (await import('./user.ts')).readUserRules(base, path);
}
