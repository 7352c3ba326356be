// Gives the rules: those in the bundle, and a user's own on top.
import { rulebook } from 'hfleaks:rules';
import type { Rulebook, RuleExamples, RuleOption } from '../types.ts';
import { chooseRules } from './option.ts';

const usual = chooseRules(rulebook);

/** The built-in rules, token rules first, then by id; optional ones only where `wanted` names them: `builtinRulebook(['partial'])`. */
export function builtinRulebook(wanted: readonly RuleOption[] = []): Rulebook {
  return wanted.length === 0 ? usual : chooseRules(rulebook, wanted);
}

/** The examples of all built-in rules, also of optional ones, in the same order; loaded only when asked for. */
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
