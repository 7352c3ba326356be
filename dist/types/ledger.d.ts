import type { Ledger, LedgerTotals, ScanMode, SkipReason } from './types.js';
export declare const SKIP_REASONS: readonly SkipReason[];
/** Collects a run's account. */
export declare class RunLedger implements Ledger {
    #private;
    list(objects: number): void;
    size(bytes: number): void;
    scanned(bytes: number, objects?: number): void;
    deduplicated(bytes: number): void;
    partial(reason: SkipReason, bytes: number, example: Uint8Array): void;
    skipped(reason: SkipReason, bytes: number, example: Uint8Array): void;
    /**
     * The account, closed. Throws `ledger-broken` if it does not add up, which is a bug of a source; in a run that was not `finished`, what is
     * open counts as not read.
     */
    totals(finished?: boolean): LedgerTotals;
}
/**
 * Whether nothing was lost that `mode` promises to read, apart from the reasons that the user allows. Special files are at home among the
 * files of a system, but git makes none: what stands for one of its own may hide it.
 */
export declare function isComplete(totals: LedgerTotals, mode: ScanMode, allowed: ReadonlySet<SkipReason>): boolean;
/** A closed account, and what else was not read, by its names. */
export declare function withSkipped(totals: LedgerTotals, names: ReadonlyMap<string, SkipReason>): LedgerTotals;
