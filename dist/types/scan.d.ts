import type { Probe, Report, Rulebook, ScanPolicy, SkipReason, Source, TokenRule } from './types.js';
export interface ScanOptions {
    /** The rules; the built-in ones unless given. */
    readonly rulebook?: Rulebook;
    /** Whether `hfleaks:allow` comments in the content count. Default true. */
    readonly honourAllow?: boolean;
    /** Reasons for which content may be left out and the run still be complete. */
    readonly allowIncomplete?: readonly SkipReason[];
    /** Whether to compute GitHub's line hashes, for SARIF. Default false. */
    readonly lineHashes?: boolean;
    readonly policy?: ScanPolicy | undefined;
    /** Whether to look for code that shows credentials also in history. Default false: what is old cannot be mended. */
    readonly risks?: boolean;
    /** Called once, before the first file is read as code. */
    readonly beforeCode?: () => Promise<void>;
    readonly signal?: AbortSignal;
}
/**
 * Scans everything that `source` lists and gives the findings, sorted by path, offset and rule, with the account of what was
 * read. The same input gives the same report. Throws HfleaksError: what the source throws (then its `report` has what was found before),
 * `canary-failed` if the rules do not find a token made for them, `ledger-broken` if an object was lost.
 */
export declare function scan(source: Source, options?: ScanOptions): Promise<Report>;
/** The sieve of `rules`, and what a scan makes of its hits, for a thread that has nothing else. Throws `canary-failed`, as `scan`. */
export declare function createProbe(rules: readonly TokenRule[]): Promise<Probe>;
