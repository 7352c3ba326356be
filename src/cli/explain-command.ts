// explain RULE | FINGERPRINT | TEXT | -: why something is reported, or why not.
import { HfleaksError } from '../errors.ts';
import { type Explanation, no, note, type Outcome, yes } from '../explain/explanation.ts';
import { explainFinding } from '../explain/finding.ts';
import { explainRule } from '../explain/rule.ts';
import { explainText } from '../explain/text.ts';
import { didYouMean, nearest, nearestFew } from '../nearest.ts';
import { escapeText } from '../path.ts';
import { jsonText, neutralizeLine } from '../report/escape.ts';
import { createGate } from '../report/gate.ts';
import { builtinExamples, builtinRulebook, userRulebook } from '../rulebook/load.ts';
import { RULE_OPTIONS } from '../rulebook/option.ts';
import { scan } from '../scan.ts';
import type { Finding, Report, Rulebook, RuleExamples } from '../types.ts';
import type { Arguments } from './arguments.ts';
import type { CommandName } from './options.ts';
import { sourceOf } from './sources.ts';
import { print } from './terminal.ts';

export interface ExplainOptions {
  /** Where a fingerprint is looked for. */
  readonly path?: string | undefined;
  /** Names of optional rules that a text is looked at with. */
  readonly with?: readonly string[];
  /** A rule file, or a folder of them. */
  readonly rules?: string | undefined;
}

/** `hf1:`, `masked:` or `risk:` and a digest in base32; with the family, one finding's, else a credential's. */
const FINGERPRINT = /^(?:hf1|masked|risk):[a-z2-7]{20}(?::[a-z]{3,12})?$/;
const FINGERPRINT_LIKE = /^(?:hf1|masked|risk):/;
/** As rules are named, or one word, which no credential is: those have an underscore, capitals, or are longer. */
const RULE_LIKE = /^(?:(?:hf|notebook|gitignore)-[a-z0-9-]{2,60}|[a-z][a-z0-9-]{0,29})$/;
const MOST_INPUT = 16 << 20;
/** Findings of one credential that are told one by one. */
const TOLD = 50;
const SIGNS: Readonly<Record<Outcome, string>> = { yes: '+', no: '-', note: ' ' };

/** An explanation, and the exit code that goes with it. */
export interface Explained {
  readonly explanation: Explanation;
  /** 1 for a fingerprint that is not found. */
  readonly exitCode: 0 | 1;
}

/** Explains what is named, prints it, and gives the exit code. Throws what `explain` throws. */
export async function explainWhat(what: string, options: ExplainOptions & { readonly json: boolean }): Promise<number> {
  const { explanation, exitCode } = await explain(what, options);
  await print(options.json ? `${jsonText({ version: 1, ...explanation })}\n` : explanationText(explanation));
  return exitCode;
}

/** Explains a rule, a fingerprint or a text; `-` is the text on standard input. Throws `usage`, and what a scan throws. */
export async function explain(what: string, options: ExplainOptions): Promise<Explained> {
  const all = await rulebookOf(RULE_OPTIONS, options);
  const rule = all.rulebook.rules.find(({ id }) => id === what);
  const isFingerprint = FINGERPRINT.test(what);
  if (options.path !== undefined && !isFingerprint)
    throw new HfleaksError(
      'usage',
      'Only a fingerprint is looked for at a path.',
      'To explain a file: hfleaks explain - < FILE',
    );
  if (rule) {
    const examples = all.examples.find((one) => one.rule === what);
    return { explanation: explainRule(rule, examples), exitCode: 0 };
  }
  if (isFingerprint) return explainFingerprint(what, options.path ?? '.', all.rulebook);
  refuseAlmost(what, all.rulebook);
  const { rulebook } = await rulebookOf(options.with ?? [], options);
  const bytes = what === '-' ? await readInput() : Buffer.from(what);
  return { explanation: await explainText(bytes, rulebook), exitCode: 0 };
}

/** What was meant to be a name is not taken for a text. */
function refuseAlmost(what: string, { rules }: Rulebook): void {
  if (FINGERPRINT_LIKE.test(what))
    throw new HfleaksError(
      'usage',
      'This is no whole fingerprint.',
      'Copy it from a report: "fingerprint", or the "id" of a credential.',
    );
  if (RULE_LIKE.test(what))
    throw new HfleaksError(
      'usage',
      'There is no rule of that name.',
      `${suggestion(
        what,
        rules.map(({ id }) => id),
      )} It explains a rule, a fingerprint (hf1:…), or a text on standard input: hfleaks explain -`,
    );
}

function suggestion(typed: string, ids: readonly string[]): string {
  return nearest(typed, ids) === '' ? `Nearest: ${nearestFew(typed, ids, 3)}.` : didYouMean(typed, ids);
}

async function rulebookOf(
  wanted: readonly string[],
  { rules }: ExplainOptions,
): Promise<{ readonly rulebook: Rulebook; readonly examples: readonly RuleExamples[] }> {
  const builtin = builtinRulebook(RULE_OPTIONS.filter((option) => wanted.includes(option)));
  const examples = await builtinExamples();
  if (!rules) return { rulebook: builtin, examples };
  const own = await userRulebook(builtin, rules);
  return { rulebook: own.rulebook, examples: [...examples, ...own.examples] };
}

async function readInput(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin) {
    pieces.push(piece as Buffer);
    size += (piece as Buffer).length;
    if (size > MOST_INPUT)
      throw new HfleaksError('usage', 'The text is over 16 MiB.', 'Cut it, or run "hfleaks scan -" on it.');
  }
  return Buffer.concat(pieces);
}

/** The files first; if it is not there, everything that git keeps of them. */
async function explainFingerprint(id: string, path: string, rulebook: Rulebook): Promise<Explained> {
  const tree = await scanned('scan', path, rulebook);
  const looked = [`the files at ${escapeText(path)}: ${tree.ledger.listed.objects}`];
  let report = tree;
  if (found(tree, id).length === 0)
    try {
      report = await scanned('history', path, rulebook);
      looked.push(`the history of the repository: ${report.ledger.listed.objects} objects`);
    } catch (error) {
      if (!(error instanceof HfleaksError) || !NO_HISTORY.has(error.code)) throw error;
      looked.push('no history: it is no repository');
    }
  const findings = found(report, id);
  const gate = createGate(report);
  const places = looked.map((place) => note(`looked at ${place}`));
  const outcome =
    findings.length > 0
      ? yes(`found at ${findings.length === 1 ? 'one place' : `${findings.length} places`}`)
      : no('not found: it is gone, it lies elsewhere, or the rules or the value are others now');
  const incomplete = report.complete ? [] : [note('not everything could be read')];
  const more = findings.length > TOLD ? [note(`the first ${TOLD} are told`)] : [];
  const sections = [
    { title: id, steps: [...places, ...incomplete, outcome, ...more] },
    ...findings.slice(0, TOLD).map((finding) => explainFinding(finding, gate)),
  ];
  return { explanation: { subject: 'finding', sections }, exitCode: findings.length > 0 ? 0 : 1 };
}

const NO_HISTORY: ReadonlySet<string> = new Set(['not-a-repository', 'path-not-found', 'git-missing']);

async function scanned(command: CommandName, path: string, rulebook: Rulebook): Promise<Report> {
  const given: Arguments = { flags: new Set(['quiet', 'no-cache']), texts: new Map(), lists: new Map(), rest: [path] };
  const { source, honourAllow } = await sourceOf(command, given, rulebook.digest);
  return scan(source, { rulebook, honourAllow });
}

function found({ findings, suppressed }: Report, id: string): Finding[] {
  return [...findings, ...suppressed].filter(
    ({ credential, fingerprint }) =>
      credential?.id === id || fingerprint === id || fingerprint.slice(0, fingerprint.lastIndexOf(':')) === id,
  );
}

/** Each section's title, its steps below it with `+`, `-` or nothing in front. */
export function explanationText({ sections }: Explanation): string {
  const blocks = sections.map(({ title, steps }) => [
    title,
    ...steps.map(({ outcome, text }) => `  ${SIGNS[outcome]} ${text}`),
  ]);
  return blocks.map((lines) => lines.map((line) => `${neutralizeLine(line)}\n`).join('')).join('\n');
}
