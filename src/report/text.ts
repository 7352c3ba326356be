// The report for people: a frame for each finding, what was not scanned, and one line of summary.
import type { Finding, Report } from '../types.ts';
import { neutralizeLine, terminalPhrase, terminalText } from './escape.ts';
import { type FrameContext, findingFrame, type Paint, painter, whereText } from './frame.ts';
import { createGate, type Gate } from './gate.ts';
import { leakSteps, nextSteps } from './next-steps.ts';
import { policyLines } from './policy.ts';
import { emptyRangeText, incompleteText, summaryLine, unread } from './summary.ts';

export interface TextOptions {
  /** ANSI colours; the caller knows whether a terminal reads along. */
  readonly color: boolean;
  /** Show the line of each finding, masked. */
  readonly excerpt: boolean;
  /** Wall time of the run, for the summary. */
  readonly elapsedMs: number;
  /** Findings only: the output is `''` if there are none. */
  readonly quiet: boolean;
  /** Say what a blocked commit needs to go on, and list what was committed already. */
  readonly hook: boolean;
  /** Version of hfleaks; not printed here. */
  readonly version: string;
  /** When the run ended, in milliseconds since 1970, for the one format that must tell. */
  readonly now?: number;
  /** What code scanning keeps apart from other reports of the same commit; see `automationDetails` in SARIF. */
  readonly category?: string;
}

/**
 * `report` as text that ends in a newline. Everything from the repository is masked, then escaped losslessly (see `displayPath`), and no
 * line holds a command that a CI runner would execute.
 */
export function renderText(report: Report, options: TextOptions): string {
  const gate = createGate(report);
  const paint = painter(options.color);
  const context: FrameContext = { gate, paint, excerpt: options.excerpt, explained: new Set() };
  const written = (block: readonly string[]): string => block.map((line) => `${neutralizeLine(line)}\n`).join('');
  const frames = report.findings.map((finding) => written(findingFrame(finding, context)));
  const closing = options.quiet ? [] : closingBlocks(report, options, gate, paint).map(written);
  return [...frames, ...closing].filter((block) => block !== '').join('\n');
}

function closingBlocks(report: Report, options: TextOptions, gate: Gate, paint: Paint): string[][] {
  const incomplete = incompleteText(report);
  const emptyRange = emptyRangeText(report);
  const extent = report.complete ? '' : ' in what was scanned';
  return [
    options.hook ? report.suppressed.filter(isTold).map((finding) => toldLine(finding, gate)) : [],
    policyLines(report, gate).map((line) => paint('dim', line)),
    options.hook ? [] : leakSteps(report.findings, report.rules.rules),
    [
      ...unread(report, gate).map(({ text }) => paint('dim', text)),
      ...(incomplete === '' ? [] : [paint('red', paint('bold', incomplete))]),
      ...(emptyRange === '' ? [] : [emptyRange]),
      ...(report.findings.length > 0 ? [] : [`No leaked Hugging Face credentials found${extent}`]),
      paint('bold', summaryLine(report, options.elapsedMs)),
    ],
    options.hook ? nextSteps(report, gate) : [],
  ];
}

/** What was committed before, and what the team decided: people may want to know before they commit. */
function isTold({ verdict: { by } }: Finding): boolean {
  return by === 'already-committed' || by === 'baseline' || by === 'config';
}

function toldLine(finding: Finding, gate: Gate): string {
  const { by, reason } = finding.verdict;
  const why = by === 'already-committed' ? 'already committed' : `accepted (${terminalText(gate(reason ?? ''))})`;
  const what = terminalPhrase(gate(finding.message));
  return `${why}, does not block: ${whereText(finding, gate, 'author')}: ${what} [${terminalPhrase(finding.rule.id)}]`;
}
