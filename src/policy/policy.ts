// What a team decided, from the bytes of its files: a pure function, wherever the bytes come from.
import { isUtf8 } from 'node:buffer';
import { HfleaksError } from '../errors.ts';
import { escapeText } from '../path.ts';
import type { BaselineEntry, Rule, Rulebook } from '../types.ts';
import { isExpired, readBaseline } from './baseline.ts';
import { type Config, DEFAULTS, readConfig } from './config.ts';
import { BASELINE_FILE, CONFIG_FILES } from './gate.ts';

/**
 * Gives the bytes of a file of the policy, by its path below the root with `/` between names; null if it is not there. Throws what
 * `refusePolicyFile` throws for what is no plain file.
 */
export type ReadPolicyFile = (path: string) => Promise<Uint8Array | null> | Uint8Array | null;

export interface PolicyOptions {
  /** YYYY-MM-DD: what ended before is expired. The present day unless given. */
  readonly today?: string | undefined;
  /** The folder in which the configuration is looked for, below the root; `''` is the root. */
  readonly folder?: string | undefined;
  /** A configuration, and a baseline, that are named: they must be there. */
  readonly config?: string | undefined;
  readonly baseline?: string | undefined;
  /** Whether a baseline that is named may not be there yet. */
  readonly mayLackBaseline?: boolean | undefined;
}

/** What counts in a scan, besides the built-in rules. */
export interface Policy extends Omit<Config, 'baseline' | 'rules'> {
  /** What was read, in order: `['.hfleaks.yml', '.hfleaks-baseline.jsonl']`; empty: there is no policy. */
  readonly files: readonly string[];
  /** Where the baseline is, or would be. */
  readonly baselineFile: string;
  /** The folder that `exclude` is relative to, below the root, with `/` at its end; `''` is the root. */
  readonly folder: string;
  /** What is accepted, and what was until it expired. */
  readonly baseline: readonly BaselineEntry[];
  readonly expired: readonly BaselineEntry[];
  /** The rule files that are named, by path. */
  readonly rules: ReadonlyMap<string, Uint8Array>;
  /** `base` and the rules of the files that are named. Throws `rule-invalid`. */
  rulebook(base: Rulebook): Promise<Rulebook>;
}

/**
 * The policy of the files that `read` gives. The YAML parser is loaded only where there is something for it. Throws HfleaksError
 * `config-invalid`, also for a file that is named and not there, and `baseline-invalid`.
 */
export async function policyOf(read: ReadPolicyFile, options: PolicyOptions = {}): Promise<Policy> {
  const { today = new Date().toISOString().slice(0, 10), config: named } = options;
  const top = within(options.folder ?? '');
  const found = named === undefined ? await find(read, top) : await open(read, named);
  const folder = found ? found.file.replace(/[^/]*$/, '') : top;
  const config = found?.config ?? DEFAULTS;
  const files = found ? [found.file] : [];
  const rules = new Map<string, Uint8Array>();
  for (const path of config.rules) rules.set(folder + path, await must(read, folder + path));
  const wanted = options.baseline ?? (config.baseline === undefined ? undefined : folder + config.baseline);
  const baselineFile = wanted ?? top + BASELINE_FILE;
  const bytes =
    wanted === undefined || options.mayLackBaseline ? await read(baselineFile) : await must(read, baselineFile);
  const entries = bytes ? readBaseline(bytes, baselineFile) : [];
  if (bytes) files.push(baselineFile);
  return {
    ...config,
    files: [...files, ...rules.keys()],
    baselineFile,
    folder: top,
    baseline: entries.filter((entry) => !isExpired(entry, today)),
    expired: entries.filter((entry) => isExpired(entry, today)),
    rules,
    rulebook: (base) => withRules(base, rules),
  };
}

/** The one configuration of a folder, null if there is none. Throws `config-invalid` for two. */
async function find(
  read: ReadPolicyFile,
  folder: string,
): Promise<{ readonly file: string; readonly config: Config } | null> {
  const all: { file: string; config: Config }[] = [];
  for (const name of CONFIG_FILES) {
    const file = folder + name;
    const bytes = await read(file);
    const config = bytes && (await readConfig(bytes, file));
    if (config) all.push({ file, config });
  }
  const [first, second] = all;
  if (first && second)
    throw new HfleaksError(
      'config-invalid',
      `${escapeText(first.file)} and ${escapeText(second.file)} both hold a configuration.`,
      'Keep one of them.',
    );
  return first ?? null;
}

async function open(read: ReadPolicyFile, file: string): Promise<{ readonly file: string; readonly config: Config }> {
  const config = await readConfig(await must(read, file), file);
  if (config) return { file, config };
  throw new HfleaksError(
    'config-invalid',
    `${escapeText(file)} holds no configuration.`,
    'Add the key "hfleaks", or name another file.',
  );
}

async function must(read: ReadPolicyFile, path: string): Promise<Uint8Array> {
  const bytes = await read(path);
  if (bytes) return bytes;
  throw new HfleaksError(
    'config-invalid',
    `There is no file ${escapeText(path)}.`,
    path.endsWith('.jsonl') ? 'Make it with "hfleaks baseline", or name another.' : 'Check the path.',
  );
}

/** For what stands where a file of the policy should. */
export function refusePolicyFile(path: string, what: keyof typeof REFUSED): never {
  const [is, remedy] = REFUSED[what];
  throw new HfleaksError('config-invalid', `${escapeText(path)} ${is}.`, remedy);
}

const REFUSED = {
  link: ['is a symbolic link', 'A policy is a plain file: put the file itself there.'],
  folder: ['is a folder', 'A policy is a plain file: move the folder away.'],
  special: ['is no regular file', 'A policy is a plain file: move it away.'],
  outside: ['leads out of the repository', 'A policy lies in the repository that it is for.'],
  locked: ['cannot be read', 'Check its permissions.'],
  large: ['is over 16 MiB', 'A policy is small; is it the right file?'],
  unread: ['cannot be read from git', 'Check the repository with "git fsck".'],
} as const;

async function withRules(base: Rulebook, files: ReadonlyMap<string, Uint8Array>): Promise<Rulebook> {
  if (files.size === 0) return base;
  const [{ parseRuleFile }, { digestOf, sortRules }] = await Promise.all([
    import('../rulebook/parse.ts'),
    import('../rulebook/digest.ts'),
  ]);
  const rules = new Map<string, Rule>(base.rules.map((rule) => [rule.id, rule]));
  for (const [file, bytes] of files) {
    if (!isUtf8(bytes))
      throw new HfleaksError('rule-invalid', `${escapeText(file)} is not UTF-8.`, 'Save it as UTF-8.');
    const { rule } = parseRuleFile(Buffer.from(bytes).toString('utf8'), file, 'user', new Set(rules.keys()));
    rules.set(rule.id, rule);
  }
  const sorted = sortRules([...rules.values()]);
  return { rules: sorted, digest: digestOf(sorted) };
}

function within(folder: string): string {
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
}
