// The findings as reviewdog reads them: its Diagnostic Format, rdjson.
import type { Finding, Report } from '../types.ts';
import { jsonText, terminalPhrase } from './escape.ts';
import { rowsOf } from './row.ts';

const URL = 'https://huggingface.co/docs/hub/security-tokens';
const SEVERITY = { error: 'ERROR', warning: 'WARNING', info: 'INFO' } as const;

/** One diagnostic a finding, worst first. Columns count bytes, so they are given only where what stands before is ASCII. */
export function renderRdjson(report: Report): string {
  const diagnostics = rowsOf(report).map(({ finding, path, message }) => ({
    message: terminalPhrase(message),
    location: { path, range: rangeOf(finding) },
    severity: SEVERITY[finding.severity],
    source: { name: `hfleaks ${finding.rule.family}`, url: URL },
    code: { value: finding.rule.id, url: finding.rule.source },
  }));
  return `${jsonText({ source: { name: 'hfleaks', url: URL }, severity: 'WARNING', diagnostics })}\n`;
}

function rangeOf({ location, excerpt }: Finding): object {
  const { line, column, endLine, endColumn } = location;
  const isKnown =
    line === endLine && excerpt?.start === column - 1 && /^[ -~]*$/.test(excerpt.text.slice(0, excerpt.start));
  return isKnown
    ? { start: { line, column }, end: { line: endLine, column: endColumn } }
    : { start: { line }, end: { line: endLine } };
}
