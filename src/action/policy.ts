// Whose policy counts: that of the base, where somebody else made the change.
import { HfleaksError } from '../errors.ts';
import { policyChanges } from '../policy/changes.ts';
import { diskFiles } from '../policy/disk-files.ts';
import { commitFiles } from '../policy/git-files.ts';
import { type Policy, policyOf, type ReadPolicyFile } from '../policy/policy.ts';
import { scanPolicy } from '../policy/scan-policy.ts';
import { builtinRulebook } from '../rulebook/load.ts';
import type { ScanOptions } from '../types.ts';
import type { Clone } from './change.ts';

/** Where the policy is read. */
export interface PolicyPlace {
  /** The commit whose policy counts; `disk` for the files as they are; null for none. */
  readonly counts: string | 'disk' | null;
  /** The commit whose policy is compared with it; null for none. */
  readonly brought: string | null;
  /** The path of the config below the root, if it was named. */
  readonly config: string;
}

/** What a policy means for a run. */
export interface EffectivePolicy {
  readonly options: Pick<ScanOptions, 'rulebook' | 'allowIncomplete' | 'policy'>;
  readonly failOn: 'error' | 'warning' | 'info' | 'never';
  readonly exclude: readonly string[];
  /** What a change brings that does not count; empty if nothing. It holds text of the change, which has not passed the gate. */
  readonly note: string;
}

/** `withIgnored`: whether rules about `.gitignore` count. Throws what reading a policy throws. One that only a change brings stops nothing: it is told. */
export async function effectivePolicy(
  clone: Clone,
  { counts, brought, config }: PolicyPlace,
  withIgnored: boolean,
): Promise<EffectivePolicy> {
  const { repository, git } = clone;
  const named = config === '' ? {} : { config };
  const of = (place: string | null): Promise<Policy> => {
    const none: ReadPolicyFile = () => null;
    const read =
      place === 'disk' ? diskFiles(repository.workTree) : place === null ? none : commitFiles(repository, git, place);
    return policyOf(read, place === null ? {} : named);
  };
  const policy = await of(counts);
  const rulebook = await policy.rulebook(builtinRulebook());
  const rules = rulebook.rules.filter(({ family }) => withIgnored || family !== 'gitignore');
  return {
    options: {
      rulebook: { ...rulebook, rules },
      allowIncomplete: policy.allowIncomplete,
      policy: await scanPolicy(policy),
    },
    failOn: policy.failOn,
    exclude: policy.exclude,
    note: brought === null ? '' : await weakened(policy, () => of(brought)),
  };
}

const BRINGS = 'The change brings a policy';

async function weakened(policy: Policy, brought: () => Promise<Policy>): Promise<string> {
  try {
    const other = await brought();
    const changes = policyChanges(policy, other);
    if (changes.length > 0) return `${BRINGS} that does not count here: ${changes.join('; ')}`;
    return contentOf(policy) === contentOf(other) ? '' : `${BRINGS} that does not count here.`;
  } catch (error) {
    if (!(error instanceof HfleaksError)) throw error;
    return `${BRINGS} that cannot be read, and does not count here: ${error.message}`;
  }
}

/** All that a policy says, in one order. */
function contentOf({ exclude, failOn, allowIncomplete, baseline, expired, rules }: Policy): string {
  const files = Array.from(rules, ([file, bytes]) => [file, Buffer.from(bytes).toString('latin1')]);
  return JSON.stringify([exclude, failOn, allowIncomplete, baseline, expired, files]);
}
