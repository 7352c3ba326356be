// What the team has decided, of all findings of a run: told and counted, never deleted.
import { latin1 } from '../path.ts';
import type { Finding, PolicyReport, ScanPolicy, UnusedAllow } from '../types.ts';

/** Findings with the team's decisions marked: whose path is excluded, which risk is accepted. No judge has spoken of these. */
export function decided(findings: Finding[], policy: ScanPolicy | undefined): Finding[] {
  if (!policy) return findings;
  const accepted = new Map(policy.baseline.map((entry) => [entry.fingerprint, entry]));
  const isOut = ({ kind, path, repository }: Finding['places'][number]): boolean =>
    (kind === 'commit' || kind === 'staged') && !repository && policy.excluded?.(path) === true;
  return findings.map((finding): Finding => {
    if (!isReported(finding)) return finding;
    if (finding.places.every(isOut))
      return { ...finding, verdict: { state: 'suppressed', by: 'config', reason: 'Its path is excluded.' } };
    // Leaks have been judged: what is left of them is not accepted.
    const entry = finding.kind === 'risk' ? accepted.get(finding.fingerprint) : undefined;
    return entry ? { ...finding, verdict: { state: 'suppressed', by: 'baseline', reason: entry.reason } } : finding;
  });
}

/** What the policy did and did not, of all findings of a run, if there is anything to say. `allows`: every comment that stands in the content. */
export function policyOf(
  all: readonly Finding[],
  complete: boolean,
  policy: ScanPolicy | undefined,
  allows: readonly UnusedAllow[],
): { policy?: PolicyReport } {
  const unusedAllows = idleAllows(allows, all);
  if (!policy && unusedAllows.length === 0) return {};
  const { files = [], notes = [], baseline = [], expired = [], isWhole = false } = policy ?? {};
  const used = fingerprintsOf(all.filter(({ verdict }) => verdict.by === 'baseline'));
  const found = fingerprintsOf(all.filter(isReported));
  return {
    policy: {
      files,
      notes,
      unused: isWhole && complete ? baseline.filter(({ fingerprint }) => !used.has(fingerprint)) : [],
      expired: isWhole ? expired : expired.filter(({ fingerprint }) => found.has(fingerprint)),
      unusedAllows,
    },
  };
}

/** Comments without a finding that one of them allows, on their line or the one below. */
function idleAllows(allows: readonly UnusedAllow[], all: readonly Finding[]): readonly UnusedAllow[] {
  if (allows.length === 0) return allows;
  const keyOf = (path: Uint8Array, line: number, rule: string): string => `${latin1(path)}\0${line}\0${rule}`;
  const used = new Set(
    all.flatMap(({ verdict, location: { path, line }, rule }) =>
      verdict.by === 'allow' ? [line, line - 1].map((at) => keyOf(path, at, idOf(rule))) : [],
    ),
  );
  return allows.filter(
    ({ path, line, rule }) => !used.has(keyOf(path, line, rule)) && !used.has(keyOf(path, line, '')),
  );
}

/** In the output of a notebook a comment may name the credential's own rule instead: there, any counts. */
function idOf({ id, family }: Finding['rule']): string {
  return family === 'notebook' ? '' : id;
}

/** The fingerprints of findings, each once. */
export function fingerprintsOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.map(({ fingerprint }) => fingerprint));
}

/** Whether nobody has spoken against a finding. */
export function isReported(finding: Finding): boolean {
  return finding.verdict.state === 'report';
}
