// Runs the examples of rules through the whole pipeline: a rule is right when its own examples say so.
import { asIs, type Variant, variants } from './rulebook/forms.ts';
import { scan } from './scan.ts';
import { Secret } from './secret.ts';
import { memorySource } from './sources/memory.ts';
import type { Finding, Report, Rule, Rulebook, RuleExample, RuleExamples, TokenRule } from './types.ts';

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

interface Case {
  readonly list: CheckFailure['list'];
  readonly example: number;
  readonly as: string;
  readonly variant: Variant;
}

/** Of whose kind the samples in examples of a rule without a shape are. */
const COMMON_RULE = 'hf-user-token';

/**
 * Scans every example of `examples` with all of `rulebook`. A leak must give a finding of its rule for each credential in it, in each
 * form that `variants` knows, and no second finding at the same place; a clean text must give none of its rule; a known miss must
 * still be missed. Examples of rules that are not in the rulebook are failures. Throws what `scan` throws.
 */
export async function checkRules(rulebook: Rulebook, examples: readonly RuleExamples[]): Promise<CheckResult> {
  const failures: CheckFailure[] = [];
  let checked = 0;
  for (const own of examples) {
    const rule = rulebook.rules.find(({ id }) => id === own.rule);
    const shape = rule && shapeOf(rule, rulebook);
    if (!rule || !shape) {
      failures.push({
        rule: own.rule,
        list: 'leaks',
        example: 0,
        form: 'as is',
        what: 'there is no such rule, or none that makes samples',
      });
      continue;
    }
    const cases = casesOf(shape, own);
    const report = await scan(
      memorySource(cases.map((one, index) => ({ path: `${index}/${one.as}`, bytes: one.variant.bytes }))),
      {
        rulebook,
      },
    );
    checked += cases.length;
    const found = byCase(report);
    for (const [index, one] of cases.entries()) {
      const what = judgeCase(one, found.get(index) ?? [], rule, shape);
      if (what) failures.push({ rule: rule.id, list: one.list, example: one.example, form: one.variant.form, what });
    }
    if (!report.complete)
      failures.push({ rule: rule.id, list: 'leaks', example: 0, form: 'as is', what: 'not everything was scanned' });
  }
  return { checked, failures };
}

/** The rule whose samples stand in the examples of `rule`. */
function shapeOf(rule: Rule, rulebook: Rulebook): TokenRule | undefined {
  if (rule.family === 'token') return rule;
  const tokens = rulebook.rules.filter((one): one is TokenRule => one.family === 'token');
  return tokens.find(({ id }) => id === COMMON_RULE) ?? tokens[0];
}

function casesOf(shape: TokenRule, { leaks, clean, misses }: RuleExamples): readonly Case[] {
  const edged = leaks.findIndex(({ text, as }) => text !== undefined && !as.endsWith('.ipynb'));
  const make = (list: Case['list'], example: number, { as }: RuleExample, all: readonly Variant[]): readonly Case[] =>
    all.map((variant) => ({ list, example, as, variant }));
  return [
    ...leaks.flatMap((one, index) =>
      make('leaks', index, one, variants(shape, one, 1000 * (index + 1), index === edged)),
    ),
    ...clean.flatMap((one, index) => make('clean', index, one, [asIs(shape, one, index + 1)])),
    ...misses.flatMap((one, index) => make('misses', index, one.example, [asIs(shape, one.example, index + 1)])),
  ];
}

/** The reported findings by the number that begins their path. */
function byCase(report: Report): ReadonlyMap<number, readonly Finding[]> {
  const found = new Map<number, Finding[]>();
  for (const finding of report.findings) {
    const index = Number.parseInt(Buffer.from(finding.location.path).toString('latin1'), 10);
    found.set(index, [...(found.get(index) ?? []), finding]);
  }
  return found;
}

/** What is wrong with the findings of one text, or null. */
function judgeCase(one: Case, findings: readonly Finding[], rule: Rule, shape: TokenRule): string | null {
  const own = findings.filter((finding) => isOf(finding, rule));
  if (one.list === 'clean') return own.length > 0 ? 'a clean text was reported' : null;
  const missing = one.variant.secrets.filter((secret) => {
    const wanted = new Secret(secret, shape.prefix);
    return !own.some(({ credential }) => credential.secret.equals(wanted));
  }).length;
  if (one.list === 'misses') return missing === 0 ? 'a known miss is now found: move it to leaks' : null;
  if (missing > 0) return `${missing} of ${one.variant.secrets.length} credentials were not found exactly`;
  const places = new Set(findings.map(({ location }) => location.offset));
  return places.size < findings.length ? 'two findings stand at one place' : null;
}

/** In the output of a notebook a credential's finding is of the notebook rule, and only its type tells its kind. */
function isOf(finding: Finding, rule: Rule): boolean {
  if (finding.rule.id === rule.id) return true;
  return rule.family === 'token' && finding.rule.family === 'notebook' && finding.credential.type === rule.type;
}
