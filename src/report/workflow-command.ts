// Commands to GitHub's runner: `::error file=app.py,line=3::text`, one a line. Source: actions/runner, ActionCommand.cs.
import { isUtf8 } from 'node:buffer';
import { escapeText } from '../path.ts';
import type { Finding, Report, Severity } from '../types.ts';
import { neutralizeLine, terminalPhrase } from './escape.ts';
import { whereText } from './frame.ts';
import { createGate, type Gate, gatedPath } from './gate.ts';
import { firstStep, ruleText, worstFirst } from './row.ts';
import { plural } from './summary.ts';

const LEVELS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Readonly<
  Record<Severity, string>
>;
/** Characters after which the runner cuts a message (ExecutionContext.cs, _maxIssueMessageLength). */
const MESSAGE = 4096;
/** Annotations of a level that it heeds (ExecutionContext.cs, _maxCountPerIssueType). */
const HEEDED = 10;

/** A command as `@actions/core` writes it, without a line end. Properties that are undefined are left out. */
export function workflowCommand(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== '');
  const all = given.map(
    ([key, value]) => `${key}=${data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${name}${all.length > 0 ? ` ${all.join(',')}` : ''}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

interface AnnotationOptions {
  /** Annotations of each level; one more line counts the rest. */
  readonly most: number;
  /** How many others the step has already, by level. */
  readonly said?: Readonly<Record<string, number>>;
  /** The path of the file that has the finding at its line, from the workspace; null where there is none. */
  readonly fileOf: (finding: Finding) => Uint8Array | null;
}

/** The annotations of a report, worst first. What stands in no file that can be shown is told with its commit. */
export function annotations(report: Report, { most, said = {}, fileOf }: AnnotationOptions): string[] {
  const gate = createGate(report);
  return (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const all = worstFirst(report.findings).filter((finding) => finding.severity === severity);
    const room = Math.max(HEEDED - (said[LEVELS[severity]] ?? 0), 1);
    const fit = all.length <= Math.min(most, room) ? all.length : Math.min(most, room - 1);
    const shown = all.slice(0, fit).map((finding) => annotation(finding, fileOf(finding), gate));
    const rest = all.length - shown.length;
    const noun = severity === 'info' ? 'notice' : severity;
    if (rest === 0) return shown;
    return [
      ...shown,
      workflowCommand(LEVELS[severity], { title: 'hfleaks' }, `and ${plural(rest, `more ${noun}`)}: see the log`),
    ];
  });
}

function annotation(finding: Finding, path: Uint8Array | null, gate: Gate): string {
  const { location, severity } = finding;
  const { line, endLine, column, endColumn } = location;
  const file = path && fileProperty(path, gate);
  const where = file === null ? ` at ${whereText(finding, gate, 'commit')}` : '';
  const text = neutralizeLine(
    `${terminalPhrase(gate(finding.message))}${where}. ${terminalPhrase(firstStep(finding))}`.trimEnd(),
  );
  const columns = line === endLine ? { col: column, endColumn } : {};
  return workflowCommand(
    LEVELS[severity],
    { ...(file === null ? {} : { file, line, endLine, ...columns }), title: ruleText(finding) },
    text.slice(0, MESSAGE),
  );
}

/**
 * A path that the runner reads back as it is; null for one that it cannot, or that would do something to whoever prints the line. Its parser
 * drops a `=` at the beginning of a value.
 */
function fileProperty(path: Uint8Array, gate: Gate): string | null {
  const text = Buffer.from(path).toString('utf8');
  const rest = text.replace(/[\\\r\n]/g, '');
  const isPlain = isUtf8(path) && !text.startsWith('=') && escapeText(rest) === rest;
  return isPlain && !gatedPath(gate, path).masked ? text : null;
}
