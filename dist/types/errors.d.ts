import type { Report } from './types.js';
/** Why the job could not be done. Stable: scripts may match on it. */
export type ErrorCode = 'usage' | 'not-a-repository' | 'git-missing' | 'git-failed' | 'git-timeout' | 'git-protocol' | 'git-untrusted' | 'path-not-found' | 'path-not-in-index' | 'rule-invalid' | 'config-invalid' | 'baseline-invalid' | 'write-failed' | 'canary-failed' | 'interrupted' | 'ledger-broken' | 'range-unresolved' | 'event-invalid' | 'upload-failed';
/**
 * An expected failure: printed as `message` and `hint`, without a stack, and turned into exit code 2. Neither text may hold
 * file content or a third party's error text unescaped. What looks like a credential in them is masked.
 */
export declare class HfleaksError extends Error {
    readonly code: ErrorCode;
    /** What the user can do about it; one sentence, or `''`. */
    readonly hint: string;
    /** Lines to show below the message, masked and escaped: the place of a mistake in a user's file. */
    frame: readonly string[];
    /** What was found before a scan failed, if anything was; incomplete. */
    report: Report | null;
    constructor(code: ErrorCode, message: string, hint?: string);
}
/**
 * What is wrong with a disk that takes no more, and what to do; null for all else. `cause`: an error of the system, or the line in which a program
 * says so in English, at its end (strerror(3)).
 */
export declare function fullDisk(cause: unknown): readonly [what: string, hint: string] | null;
/** `what` cannot be written: of a full disk that and its remedy are told, else the `remedy`. */
export declare function unwritable(what: string, cause: unknown, remedy: string): HfleaksError;
