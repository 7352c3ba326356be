// The report for programs, a line a value: first the account, then what was found, then what was suppressed.
import type { Report } from '../types.ts';
import { jsonText } from './escape.ts';
import { reportJson } from './json.ts';

/** `report` as JSON lines with a `type`: one `report`, then each `finding` and each `suppressed`, as `json` has them. */
export function renderJsonl(report: Report, { version }: { readonly version: string }): string {
  const { findings, suppressed, ...head } = reportJson(report, version);
  const line = (type: string, value: object): string => `${jsonText({ type, ...value }, 0)}\n`;
  return [
    line('report', head),
    ...findings.map(({ toJSON }) => line('finding', toJSON())),
    ...suppressed.map(({ toJSON }) => line('suppressed', toJSON())),
  ].join('');
}
