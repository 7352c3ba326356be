// The rules for shell and what holds shell: their usual severity, and the line of code that mends it.

import type { Exposure } from '../exposure.ts';

interface Rule {
  readonly severity: Exposure['severity'];
  readonly fix: string;
}

export const RULES = {
  'hf-log-sh-echo': { severity: 'error', fix: `echo "HF_TOKEN: \${HF_TOKEN:+set}"` },
  'hf-log-sh-env-dump': { severity: 'warning', fix: 'env | cut -d= -f1' },
  'hf-log-sh-xtrace': { severity: 'warning', fix: `{ set +x; } 2>/dev/null` },
  'hf-log-sh-curl-verbose': { severity: 'warning', fix: 'curl -fsS -H "Authorization: Bearer $HF_TOKEN" "$url"' },
  'hf-log-sh-cli-print': { severity: 'error', fix: 'hf auth whoami' },
  'hf-log-py-partial': { severity: 'warning', fix: `echo "HF_TOKEN: \${HF_TOKEN:+set}"` },
  'hf-url-query-token': { severity: 'warning', fix: 'curl -fsS -H "Authorization: Bearer $HF_TOKEN" "$url"' },
  'hf-sh-argv-token': { severity: 'info', fix: 'export HF_TOKEN' },
  'hf-sh-url-userinfo': { severity: 'info', fix: 'hf upload "$HF_REPO" .' },
  'hf-sh-file': { severity: 'error', fix: 'export HF_TOKEN' },
  'hf-nb-magic': { severity: 'error', fix: '!hf auth whoami' },
  'hf-js-client-env': { severity: 'error', fix: 'HF_TOKEN=' },
  'hf-gha-run-secret': { severity: 'error', fix: `env: { HF_TOKEN: "\${{ secrets.HF_TOKEN }}" }` },
  'hf-gha-unmasked': { severity: 'warning', fix: 'echo "::add-mask::$HF_TOKEN"' },
  'hf-gha-artifact-output': { severity: 'error', fix: `env: { HF_TOKEN: "\${{ secrets.HF_TOKEN }}" }` },
  'hf-docker-bake': {
    severity: 'error',
    fix: 'RUN --mount=type=secret,id=HF_TOKEN,env=HF_TOKEN hf download "$HF_REPO"',
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof RULES;
