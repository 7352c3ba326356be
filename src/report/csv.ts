// The findings as a table for spreadsheets (RFC 4180, lines end in LF).
import type { Report } from '../types.ts';
import { neutralizeLine, terminalPhrase, terminalText } from './escape.ts';
import { rowsOf } from './row.ts';

const COLUMNS =
  'severity,rule,family,path,line,column,end_line,end_column,confidence,credential,fingerprint,commit,author,date,message';

/** A line a finding, worst first, below a line of names. Escaped as `text` is; what a spreadsheet would take for a formula begins with `\xNN`. */
export function renderCsv(report: Report): string {
  const lines = rowsOf(report).map(({ finding, path, message, stamp }) => {
    const { severity, rule, confidence, credential, fingerprint } = finding;
    const { line, column, endLine, endColumn } = finding.location;
    return [
      severity,
      rule.id,
      rule.family,
      terminalPhrase(path),
      ...[line, column, endLine, endColumn].map(String),
      confidence,
      credential?.secret.mask ?? '',
      fingerprint,
      stamp?.oid ?? '',
      ...[stamp?.author ?? '', stamp?.date ?? '', message].map(terminalText),
    ]
      .map(cell)
      .join(',');
  });
  return [COLUMNS, ...lines].map((line) => `${neutralizeLine(line)}\n`).join('');
}

function cell(text: string): string {
  const plain = text.replace(/^[=+\-@]/, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`);
  return /[",]|^ | $/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
