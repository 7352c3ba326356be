// config: each effective value of the policy, and where it comes from.
import { escapeText } from '../path.ts';
import { DEFAULTS } from '../policy/config.ts';
import { jsonText, neutralizeLine } from '../report/escape.ts';
import { policyFor } from './policy.ts';
import { print } from './terminal.ts';

export interface ConfigOptions {
  readonly json: boolean;
  /** Named files, as typed. */
  readonly config?: string | undefined;
  readonly baseline?: string | undefined;
}

/** Prints what counts for `hfleaks scan` of this folder. Throws what reading a policy throws. */
export async function showConfig({ json, config, baseline }: ConfigOptions): Promise<number> {
  const named = Object.entries({ config, baseline }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key as 'config' | 'baseline', value] as const],
  );
  const own = await policyFor('scan', { flags: new Set(), texts: new Map(named), lists: new Map(), rest: [] });
  const policy = own?.policy;
  const { exclude, failOn, allowIncomplete, origins } = policy ?? DEFAULTS;
  const from = (key: Parameters<typeof origins.get>[0]): string => origins.get(key) ?? 'default';
  const hasBaseline = policy?.files.includes(policy.baselineFile) ?? false;
  const rows = [
    { key: 'exclude', value: exclude, from: from('exclude') },
    { key: 'rules', value: [...(policy?.rules.keys() ?? [])], from: from('rules') },
    { key: 'fail-on', value: failOn, from: from('fail-on') },
    { key: 'allow-incomplete', value: allowIncomplete, from: from('allow-incomplete') },
    {
      key: 'baseline',
      value: hasBaseline ? (policy?.baselineFile ?? null) : null,
      from: baseline === undefined ? from('baseline') : '--baseline',
      entries: policy?.baseline.length ?? 0,
      expired: policy?.expired.length ?? 0,
    },
  ];
  if (json) await print(`${jsonText({ version: 1, files: policy?.files ?? [], values: rows })}\n`);
  else await print(rows.map((row) => `${neutralizeLine(rowText(row))}\n`).join('') + CLOSING);
  return 0;
}

const CLOSING = `
It counts in scan, staged and hooks of this repository. Elsewhere, and in range and history, only what --config and
--baseline name counts. Options on the command line come on top of exclude, rules and allow-incomplete, and before fail-on.
`;

interface Row {
  readonly key: string;
  readonly value: string | readonly string[] | null;
  readonly from: string;
  readonly entries?: number;
  readonly expired?: number;
}

function rowText({ key, value, from, entries = 0, expired = 0 }: Row): string {
  const words = typeof value === 'string' ? [value] : (value ?? []);
  const shown = words.length === 0 ? '-' : words.map(escapeText).join(', ');
  const counts = key === 'baseline' && value !== null ? ` (${entries} accepted, ${expired} expired)` : '';
  return `${key.padEnd(17)} ${shown}${counts}  [${from}]`;
}
