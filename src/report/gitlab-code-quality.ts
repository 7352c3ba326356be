// The findings as GitLab shows them in a merge request: its Code Quality report.
import type { Report } from '../types.ts';
import { jsonText, terminalPhrase } from './escape.ts';
import { rowsOf } from './row.ts';

const SEVERITY = { error: 'critical', warning: 'major', info: 'minor' } as const;

/** A list of issues, worst first; GitLab drops all but one of those that share a fingerprint, so none do. */
export function renderGitlabCodeQuality(report: Report): string {
  const issues = rowsOf(report).map(({ finding, path, message, id }) => ({
    description: terminalPhrase(message),
    check_name: finding.rule.id,
    categories: ['Security', finding.rule.family],
    fingerprint: id,
    severity: SEVERITY[finding.severity],
    location: { path, lines: { begin: finding.location.line, end: finding.location.endLine } },
  }));
  return `${jsonText(issues)}\n`;
}
