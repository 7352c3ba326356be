import type { BaselineEntry, Rulebook } from '../types.js';
import { type Config } from './config.js';
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
export declare function policyOf(read: ReadPolicyFile, options?: PolicyOptions): Promise<Policy>;
/** For what stands where a file of the policy should. */
export declare function refusePolicyFile(path: string, what: keyof typeof REFUSED): never;
declare const REFUSED: {
    readonly link: readonly ['is a symbolic link', 'A policy is a plain file: put the file itself there.'];
    readonly folder: readonly ['is a folder', 'A policy is a plain file: move the folder away.'];
    readonly special: readonly ['is no regular file', 'A policy is a plain file: move it away.'];
    readonly outside: readonly ['leads out of the repository', 'A policy lies in the repository that it is for.'];
    readonly locked: readonly ['cannot be read', 'Check its permissions.'];
    readonly large: readonly ['is over 16 MiB', 'A policy is small; is it the right file?'];
    readonly unread: readonly ['cannot be read from git', 'Check the repository with "git fsck".'];
};
export {};
