// The report as a page for people: a pull request's summary, a wiki, an issue.
import type { Finding, Report } from '../types.ts';
import { terminalPhrase } from './escape.ts';
import { whereText } from './frame.ts';
import { createGate, type Gate } from './gate.ts';
import { firstStep, rowsOf, ruleText } from './row.ts';
import { incompleteText, plural, summaryLine, unread } from './summary.ts';

/** Bytes: GitHub drops a summary of over a mebibyte (actions/runner, FileCommandManager.cs, AttachmentSizeLimit), and others may follow. */
const LIMIT = 900 << 10;
const HEAD = '| severity | where | what | rule |\n| --- | --- | --- | --- |\n';
const TITLES = {
  leak: 'leaked Hugging Face credentials',
  risk: 'risks to Hugging Face credentials',
  none: 'nothing found',
  gap: 'incomplete',
} as const;

/** `report` as GitHub Flavored Markdown of at most 900 KiB, worst first; the findings for which there is no room are counted. */
export function renderMarkdown(report: Report): string {
  const gate = createGate(report);
  const rows = rowsOf(report, gate).map(({ finding, message }) => rowText(finding, message, gate));
  const gap = incompleteText(report);
  const closing = [gap, ...unread(report, gate).map(({ text }) => text), summaryLine(report, null)]
    .filter((line) => line !== '')
    .map((line) => `${plain(line)}\n`);
  let left = LIMIT - Buffer.byteLength(closing.join('\n')) - 1000;
  const fitting = rows.findIndex((row) => (left -= Buffer.byteLength(row)) < 0);
  const shown = fitting < 0 ? rows : rows.slice(0, fitting);
  const more = rows.length - shown.length;
  const first = report.findings.find(({ kind }) => kind === 'leak') ?? report.findings[0];
  const step = first ? firstStep(first) : '';
  return [
    `### hfleaks: ${TITLES[first?.kind ?? (gap === '' ? 'none' : 'gap')]}\n`,
    ...(shown.length > 0 ? [HEAD + shown.join('')] : []),
    ...(more > 0 ? [`and ${plural(more, 'more finding')}\n`] : []),
    ...(step === '' ? [] : [`**What to do now:** ${plain(terminalPhrase(step))}\n`]),
    ...closing,
  ].join('\n');
}

function rowText(finding: Finding, message: string, gate: Gate): string {
  const where = whereText(finding, gate, 'author');
  return `| ${finding.severity} | <code>${plain(where)}</code> | ${plain(terminalPhrase(message))} | ${plain(ruleText(finding))} |\n`;
}

/** Nothing that means something to Markdown or HTML is left; entities are text to both. */
function plain(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, (sign) => (',-/;'.includes(sign) ? sign : `&#${sign.charCodeAt(0)};`));
}
