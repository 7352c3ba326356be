// The report for programs, a line a value: first the account, then what was found, then what was suppressed.
import type { Report } from '../types.ts';
import { jsonText } from './escape.ts';
import { reportJson } from './json.ts';

/** `report` as JSON lines with a `type`: one `report`, then each `finding` and each `suppressed`, as `json` has them. */
export function renderJsonl(report: Report, { version }: { readonly version: string }): string {
  const { findings, suppressed, ...head } = reportJson(report, version);
  const lines = [
    { type: 'report', ...head },
    ...findings.map((finding) => ({ type: 'finding', ...finding })),
    ...suppressed.map((finding) => ({ type: 'suppressed', ...finding })),
  ];
  return lines.map((line) => `${jsonText(line, 0)}\n`).join('');
}
