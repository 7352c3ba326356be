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
const AS_IS = 'as is';

/**
 * Scans every example of `examples` with all of `rulebook`. A leak must give a finding of its rule for each credential in it, in each
 * form that `variants` knows, and no second finding at the same place; a clean text must give none of its rule; a known miss must
 * still be missed. Of an example that fails as it is, the other forms are not listed. Examples of rules that are not in the rulebook
 * are failures. Throws what `scan` throws.
 */
export async function checkRules(rulebook: Rulebook, examples: readonly RuleExamples[]): Promise<CheckResult> {
  const failures: CheckFailure[] = [];
  let checked = 0;
  for (const own of examples) {
    const rule = rulebook.rules.find(({ id }) => id === own.rule);
    const shape = rule && shapeOf(rule, rulebook);
    if (!rule || !shape) {
      failures.push(failureOf(own.rule, 'there is no such rule, or none that makes samples'));
      continue;
    }
    const cases = casesOf(shape, own);
    checked += cases.length;
    failures.push(...(await failuresOf(cases, rule, shape, rulebook)));
  }
  return { checked, failures };
}

async function failuresOf(
  cases: readonly Case[],
  rule: Rule,
  shape: TokenRule,
  rulebook: Rulebook,
): Promise<readonly CheckFailure[]> {
  const files = cases.map((one, index) => ({ path: `${index}/${one.as}`, bytes: one.variant.bytes }));
  const report = await scan(memorySource(files), { rulebook });
  const found = byCase(report);
  const failures = cases.flatMap((one, index) => {
    const what = judgeCase(one, found.get(index) ?? [], rule, shape);
    return what ? [failureOf(rule.id, what, one)] : [];
  });
  const plainly = new Set(failures.filter(({ form }) => form === AS_IS).map(keyOf));
  const listed = failures.filter((one) => one.form === AS_IS || !plainly.has(keyOf(one)));
  return report.complete ? listed : [...listed, failureOf(rule.id, 'not everything was scanned')];
}

function failureOf(rule: string, what: string, one?: Case): CheckFailure {
  return { rule, list: one?.list ?? 'leaks', example: one?.example ?? 0, form: one?.variant.form ?? AS_IS, what };
}

function keyOf({ list, example }: CheckFailure): string {
  return `${list} ${example}`;
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

/** All findings, also suppressed ones, by the number that begins their path. */
function byCase({ findings, suppressed }: Report): ReadonlyMap<number, readonly Finding[]> {
  const found = new Map<number, Finding[]>();
  for (const finding of [...findings, ...suppressed]) {
    const index = Number.parseInt(Buffer.from(finding.location.path).toString('latin1'), 10);
    found.set(index, [...(found.get(index) ?? []), finding]);
  }
  return found;
}

/** What is wrong with the findings of one text, or null. */
function judgeCase(one: Case, findings: readonly Finding[], rule: Rule, shape: TokenRule): string | null {
  const reported = findings.filter(({ verdict }) => verdict.state === 'report');
  const own = reported.filter((finding) => isOf(finding, rule));
  if (one.list === 'clean') return own.length > 0 ? 'a clean text was reported' : null;
  const missing = one.variant.secrets.filter((secret) => !own.some((finding) => holds(finding, secret, shape)));
  if (one.list === 'misses') return missing.length === 0 ? 'a known miss is now found: move it to leaks' : null;
  if (missing.length > 0) {
    const causes = new Set(missing.flatMap((secret) => causeOf(secret, one, findings, rule, shape) ?? []));
    const why = causes.size > 0 ? `: ${[...causes].join('; ')}` : '';
    return `${missing.length} of ${one.variant.secrets.length} credentials were not found exactly${why}`;
  }
  const places = new Set(reported.map(({ location }) => location.offset));
  return places.size < reported.length ? 'two findings stand at one place' : null;
}

/** Why the rule has no finding of `secret`, or null if only its regex can be the reason. */
function causeOf(
  secret: string,
  { variant: { bytes } }: Case,
  findings: readonly Finding[],
  rule: Rule,
  shape: TokenRule,
): string | null {
  const marked = findings.find((finding) => isOf(finding, rule) && holds(finding, secret, shape));
  if (marked) return `suppressed, ${marked.verdict.by === 'allow' ? 'allowed by a comment' : marked.verdict.reason}`;
  const start = Buffer.from(bytes).indexOf(secret, 0, 'latin1');
  const end = start + secret.length;
  const text = Buffer.from(bytes).toString('latin1');
  if (start >= 0 && lacksWord(shape, text, start, end)) return `none of the \`near\` words is near`;
  const others = findings.filter(
    (finding) => !isOf(finding, rule) && (start < 0 || overlaps(finding.location, start, end)),
  );
  return others.length > 0 ? `overlapped by ${[...new Set(others.map((one) => one.rule.id))].join(', ')}` : null;
}

function lacksWord({ near }: TokenRule, text: string, start: number, end: number): boolean {
  if (!near) return false;
  const around = [text.slice(Math.max(0, start - near.within), start), text.slice(end, end + near.within)];
  return !near.words.some((word) => around.some((part) => part.toLowerCase().includes(word)));
}

function overlaps(
  { offset, line, endLine, column, endColumn }: Finding['location'],
  start: number,
  end: number,
): boolean {
  return offset < end && start < offset + (line === endLine ? endColumn - column : 1);
}

function holds({ credential }: Finding, secret: string, { prefix }: TokenRule): boolean {
  return credential?.secret.equals(new Secret(secret, prefix)) ?? false;
}

/** In the output of a notebook a credential's finding is of the notebook rule, and only its type tells its kind. */
function isOf(finding: Finding, rule: Rule): boolean {
  if (finding.rule.id === rule.id) return true;
  return rule.family === 'token' && finding.rule.family === 'notebook' && finding.credential?.type === rule.type;
}
