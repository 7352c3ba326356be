// The findings as GitLab's vulnerability reports take them: its security report schema, secret detection.
import type { Report } from '../types.ts';
import { jsonText, terminalPhrase } from './escape.ts';
import { rowsOf, saysItsFix } from './row.ts';

/** Of the schema: https://gitlab.com/gitlab-org/security-products/security-report-schemas */
const SCHEMA = '15.0.2';
const SEVERITY = { error: 'Critical', warning: 'Medium', info: 'Low' } as const;
const CONFIDENCE = { high: 'High', medium: 'Medium', low: 'Low' } as const;

/** `report` by schema 15.0.2, worst first. The part of the file that leaked (`raw_source_code_extract`) is left out. */
export function renderGitlabSecretDetection(
  report: Report,
  { version, now = 0, elapsedMs }: { readonly version: string; readonly now?: number; readonly elapsedMs: number },
): string {
  const tool = { id: 'hfleaks', name: 'hfleaks', vendor: { name: 'hfleaks' }, version };
  const vulnerabilities = rowsOf(report).map(({ finding, path, message, stamp, id }) => ({
    id: id.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    category: 'secret_detection',
    name: finding.rule.title.slice(0, 255),
    description: `${terminalPhrase(message)}. ${finding.rule.why}`,
    severity: SEVERITY[finding.severity],
    confidence: CONFIDENCE[finding.confidence],
    solution: terminalPhrase(
      finding.flow?.fix ?? (saysItsFix(finding.rule) ? message : finding.rule.fix.join(' ')),
    ).slice(0, 7000),
    scanner: { id: 'hfleaks', name: 'hfleaks' },
    identifiers: [
      { type: 'hfleaks_rule_id', name: `hfleaks rule ${finding.rule.id}`, value: finding.rule.id },
      { type: 'hfleaks_family', name: `hfleaks family ${finding.rule.family}`, value: finding.rule.family },
    ],
    location: {
      file: path,
      start_line: finding.location.line,
      end_line: finding.location.endLine,
      // Seven zeros are what GitLab's own scanner writes where there is no commit.
      commit: stamp
        ? { sha: stamp.oid, author: terminalPhrase(stamp.author), date: terminalPhrase(stamp.date) }
        : { sha: '0000000' },
    },
  }));
  const scan = {
    analyzer: tool,
    scanner: tool,
    type: 'secret_detection',
    start_time: time(now - elapsedMs),
    end_time: time(now),
    status: report.complete ? 'success' : 'failure',
  };
  return `${jsonText({ version: SCHEMA, scan, vulnerabilities })}\n`;
}

/** `2026-01-31T12:00:00`, in UTC: the schema has no time zone. */
function time(milliseconds: number): string {
  return new Date(Math.max(0, milliseconds)).toISOString().slice(0, 19);
}
