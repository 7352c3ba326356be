// What a policy did to a scan, and what of it is idle, for people and for programs.
import type { BaselineEntry, PolicyReport, Report } from '../types.ts';
import { terminalPhrase, terminalText } from './escape.ts';
import { type Gate, gatedPath } from './gate.ts';

const SHOWN = 10;

/** Lines on the policy, none if there is none: where it is from, what to know of it, and what is idle, each up to ten times. */
export function policyLines({ policy }: Report, gate: Gate): string[] {
  if (!policy) return [];
  const { files, notes, unused, expired, unusedAllows } = policy;
  const allows = unusedAllows.map(
    ({ path, line, rule }) =>
      `idle: hfleaks:allow ${terminalText(rule)} at ${terminalPhrase(gatedPath(gate, path).text)}:${line} allows nothing`,
  );
  return [
    ...(files.length > 0 ? [`policy: ${files.map((file) => terminalText(gate(file))).join(', ')}`] : []),
    ...notes.map((note) => `note: ${terminalPhrase(gate(note))}`),
    ...upTo(expired.map((entry) => `expired on ${entry.expires}: ${entryText(entry, gate)}`)),
    ...upTo(unused.map((entry) => `idle: in the baseline, and not found: ${entryText(entry, gate)}`)),
    ...upTo(allows),
  ];
}

/** An entry of a baseline in a line. */
export function entryText({ fingerprint, rule, reason, owner }: BaselineEntry, gate: Gate): string {
  const whose = owner === undefined ? '' : `, ${owner}`;
  return [fingerprint, rule, `(${reason}${whose})`].map((text) => terminalText(gate(text))).join(' ');
}

/** The object `policy` of the JSON report; none if there is none. */
export function policyJson({ policy }: Report, gate: Gate): { policy?: object } {
  if (!policy) return {};
  const entry = (one: BaselineEntry): object =>
    Object.fromEntries(Object.entries(one).map(([key, value]) => [key, gate(value as string)]));
  return {
    policy: {
      files: policy.files.map(gate),
      notes: policy.notes.map(gate),
      unused: policy.unused.map(entry),
      expired: policy.expired.map(entry),
      unusedAllows: policy.unusedAllows.map(({ path, line, rule }) => ({
        path: gatedPath(gate, path).text,
        line,
        rule: gate(rule),
      })),
    } satisfies Record<keyof PolicyReport, unknown>,
  };
}

function upTo(lines: readonly string[]): string[] {
  return lines.length > SHOWN ? [...lines.slice(0, SHOWN), `… and ${lines.length - SHOWN} more`] : [...lines];
}
