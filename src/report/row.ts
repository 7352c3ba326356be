// What tables, and the formats of other programs, say of a finding: gated, in words and numbers.
import { createHash } from 'node:crypto';
import type { Finding, Report, Rule, Severity, Stamp } from '../types.ts';
import { createGate, type Gate, gatedPath } from './gate.ts';
import { shortText } from './places.ts';
import { homePlace, stampOf } from './provenance.ts';

/** A finding in short. Nothing in it is escaped but `path`. */
export interface Row {
  readonly finding: Finding;
  /** The lossless display form, masked if need be. */
  readonly path: string;
  readonly message: string;
  /** The commit or tag that the finding's place names; its author is cut and gated. */
  readonly stamp: Stamp | null;
  /** The same for the same credential at the same path, and of no two rows. */
  readonly id: string;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The reported findings, worst first, else in the report's order. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** What to do first: for code that shows a credential, a line of code in its language; `''` for what its message says already. */
export function firstStep({ flow, rule }: Finding): string {
  if (flow) return `Fix: ${flow.fix}`;
  return saysItsFix(rule) ? '' : (rule.fix[0] ?? '');
}

/** Whether messages end with the command, or the entry, that mends just this: those about files that git must not have. */
export function saysItsFix({ family }: Rule): boolean {
  return family === 'gitignore';
}

/** The rule's id, with its family where no credential has leaked: `hf-log-py-print (logging)`. */
export function ruleText({ kind, rule: { id, family } }: Finding): string {
  return kind === 'risk' ? `${id} (${family})` : id;
}

/** The rows of a report, worst first. */
export function rowsOf(report: Report, gate: Gate = createGate(report)): Row[] {
  const seen = new Map<string, number>();
  return worstFirst(report.findings).map((finding) => {
    const path = gatedPath(gate, finding.location.path).text;
    const home = homePlace(finding);
    const stamp = (home && stampOf(home)) ?? null;
    const key = `${finding.fingerprint}\0${path}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return {
      finding,
      path,
      message: gate(finding.message),
      stamp: stamp && { ...stamp, author: shortText(stamp.author, gate), date: shortText(stamp.date, gate) },
      id: createHash('sha256').update(`${key}\0${nth}`).digest('hex'),
    };
  });
}
