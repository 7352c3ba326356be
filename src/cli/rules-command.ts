// rules list, rules check.
import { checkRules } from '../check.ts';
import { builtinExamples, builtinRulebook, userRulebook } from '../rulebook/load.ts';
import { RULE_OPTIONS } from '../rulebook/option.ts';
import { print } from './terminal.ts';

/** Prints a line for each built-in rule; optional ones say with what they are used. */
export async function listRules(): Promise<number> {
  const { rules } = builtinRulebook(RULE_OPTIONS);
  const { digest } = builtinRulebook();
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(
    ({ id, severity, confidence, title, optional }) =>
      `${id.padEnd(width)}  ${severity.padEnd(7)}  ${confidence.padEnd(6)}  ${title}${optional ? ` (only --with ${optional})` : ''}`,
  );
  await print(`${lines.join('\n')}\n\n${rules.length} rules, set ${digest}\n`);
  return 0;
}

/** Runs the examples of the rules in `path`, or of the built-in ones. 1 if one of them does not hold. */
export async function checkRuleFile(path: string | undefined): Promise<number> {
  const base = builtinRulebook(RULE_OPTIONS);
  const { rulebook, examples } = path
    ? await userRulebook(base, path)
    : { rulebook: base, examples: await builtinExamples() };
  const { checked, failures } = await checkRules(rulebook, examples);
  for (const { rule, list, example, form, what } of failures)
    await print(`${rule}, ${list}, example ${example}, ${form}: ${what}\n`);
  await print(`${checked} examples checked, ${failures.length} failed\n`);
  return failures.length > 0 ? 1 : 0;
}
