// Reads the policy that counts, from the disk or from git, and notes what people should know of it.
import { requireRepository } from '../git/repository.ts';
import { escapeText } from '../path.ts';
import { policyChanges } from '../policy/changes.ts';
import { diskFiles, namedFiles } from '../policy/disk-files.ts';
import { BASELINE_FILE } from '../policy/gate.ts';
import { stagedFiles } from '../policy/git-files.ts';
import { type Policy, type PolicyOptions, policyOf, type ReadPolicyFile } from '../policy/policy.ts';
import { scanPolicy } from '../policy/scan-policy.ts';
import type { ScanPolicy } from '../types.ts';
import { gitEnvironment } from './sources.ts';

/**
 * From where the files of a policy count. `index`: as the next commit will have them; `head`: as the last one has them; a file that git does
 * not know counts as it lies on the disk. `none`: only what is named counts.
 */
export type PolicySide = 'disk' | 'index' | 'head' | 'none';

/** A policy, and what a scan and its source take of it. */
export interface Effective {
  readonly policy: Policy;
  /** The folder, absolute, that its paths begin at. */
  readonly root: string;
  readonly excluded: ScanPolicy['excluded'];
  readonly scan: ScanPolicy;
}

export interface PolicyRequest extends PolicyOptions {
  readonly root: string;
  readonly folder: string;
  readonly side: PolicySide;
}

/** Throws what `policyOf` throws. Named files are read as they lie on the disk, and so is what a named configuration names. */
export async function effectivePolicy({ root, side, ...options }: PolicyRequest): Promise<Effective> {
  const { folder, config, baseline } = options;
  const usual = side === 'index' || side === 'head' ? new StagedPolicy(root, folder, side) : null;
  const disk = diskFiles(root);
  const named = namedFiles(root);
  const usualBaseline = folder === '' ? BASELINE_FILE : `${folder}/${BASELINE_FILE}`;
  const read: ReadPolicyFile = (path) => {
    if (path === baseline || (config !== undefined && path !== usualBaseline)) return named(path);
    return side === 'none' ? null : (usual ?? { read: disk }).read(path);
  };
  const policy = await policyOf(read, options);
  const scan = { ...(await scanPolicy(policy)), notes: (await usual?.notes(policy, options)) ?? [] };
  return { policy, root, excluded: scan.excluded, scan };
}

/** The policy of a commit that is being made. What it weakens counts, so that one commit can do it, and is told. */
class StagedPolicy {
  readonly #staged: ReturnType<typeof stagedFiles>;
  readonly #disk: ReadPolicyFile;
  readonly #side: 'index' | 'head';

  constructor(root: string, folder: string, side: 'index' | 'head') {
    this.#staged = stagedFiles(requireRepository(root, process.env), gitEnvironment(), folder);
    this.#disk = diskFiles(root);
    this.#side = side;
  }

  async read(path: string): Promise<Uint8Array | null> {
    const file = await this.#staged(path);
    return file.isTracked ? file[this.#side] : this.#disk(path);
  }

  async notes(policy: Policy, options: PolicyOptions): Promise<readonly string[]> {
    const notes: string[] = [];
    for (const path of policy.files) {
      const file = await this.#staged(path);
      const name = escapeText(path);
      if (!file.isTracked) notes.push(`${name} is not in git: it counts here, and nobody else has it`);
      else if (isOther(file[this.#side], await this.#onDisk(path)))
        notes.push(
          `${name} has changes that are not ${this.#side === 'index' ? 'staged' : 'committed'}: they do not count`,
        );
    }
    return this.#side === 'index' ? [...notes, ...(await this.#weakened(policy, options))] : notes;
  }

  async #weakened(policy: Policy, options: PolicyOptions): Promise<readonly string[]> {
    const files = await Promise.all(policy.files.map((path) => this.#staged(path)));
    if (files.every(({ index, head, isTracked }) => !isTracked || !isOther(index, head))) return [];
    const before = await policyOf(async (path) => {
      const file = await this.#staged(path);
      return file.isTracked ? file.head : this.#disk(path);
    }, options).catch(() => null);
    return policyChanges(before, policy).map((change) => `this commit weakens the policy: ${change}`);
  }

  async #onDisk(path: string): Promise<Uint8Array | null> {
    try {
      return await this.#disk(path);
    } catch {
      return null;
    }
  }
}

/** Line ends apart, which git may change on the way. */
function isOther(one: Uint8Array | null, other: Uint8Array | null): boolean {
  const text = (bytes: Uint8Array | null): string =>
    Buffer.from(bytes ?? [])
      .toString('latin1')
      .replaceAll('\r\n', '\n');
  return text(one) !== text(other);
}
