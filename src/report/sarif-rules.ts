// The rules of a report as SARIF reporting descriptors, with what GitHub code scanning shows of them.
import type { ReportingDescriptor } from 'sarif';
import type { Report, Rule, Severity } from '../types.ts';

export const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Readonly<
  Record<Severity, string>
>;

/** GitHub: over 9.0 critical, from 7.0 high, from 4.0 medium, below low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { error: '9.1', warning: '6.5', info: '3.0' };
/** CWE-798: use of hard-coded credentials; CWE-312: cleartext storage; CWE-532: in log files; CWE-538: in a file that others get. */
const TAGS: Readonly<Record<Rule['family'], readonly string[]>> = {
  token: ['external/cwe/cwe-798'],
  notebook: ['external/cwe/cwe-312'],
  logging: ['external/cwe/cwe-532'],
  gitignore: ['external/cwe/cwe-538'],
};
/** GitHub's limit for short and full descriptions, in characters. */
const MAX_DESCRIPTION = 1024;
const CLOSED_NOTE =
  'An alert that closes says that the credential is gone from the file, not that it was revoked. Revoke it in any case.';

/** Every rule of the report's rulebook in its order, then rules that only findings name, so that each result has an index. */
export function reportedRules({ rules, findings }: Report): Rule[] {
  const byId = new Map<string, Rule>();
  for (const rule of [...rules.rules, ...findings.map((finding) => finding.rule)])
    if (!byId.has(rule.id)) byId.set(rule.id, rule);
  return [...byId.values()];
}

/** SARIF 2.1.0, 3.49. `fullDescription` says why, `help` what to do. */
export function ruleDescriptor(rule: Rule): ReportingDescriptor {
  const steps = rule.fix.map((step, at) => `${at + 1}. ${step}`).join('\n');
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: sentence(rule.title) },
    fullDescription: { text: sentence(rule.why) },
    help: {
      text: `${sentence(rule.why)}\n\n${steps}\n\n${CLOSED_NOTE}`,
      markdown: `${sentence(rule.why)}\n\n**What to do now**\n\n${steps}\n\n${CLOSED_NOTE}`,
    },
    ...(/^https:\/\/[\w./#?=&%~-]+$/.test(rule.source) ? { helpUri: rule.source } : {}),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ['security', 'secret', 'huggingface', ...TAGS[rule.family]],
      precision: rule.confidence,
      // What such a file holds has a finding of its own.
      'security-severity': SECURITY_SEVERITY[rule.family === 'gitignore' ? 'info' : rule.severity],
    },
  };
}

function sentence(text: string): string {
  const cut = text
    .trim()
    .replace(/\.+$/, '')
    .slice(0, MAX_DESCRIPTION - 1);
  return `${cut}.`;
}
