import type { Report, ScanOptions, Source } from './types.js';
/**
 * Scans everything that `source` lists and gives the findings, sorted by path, offset and rule, with the account of what was
 * read. After 100,000 findings to report, whatever could have more is told as partly scanned. The same input gives the same report.
 * Throws HfleaksError: what the source throws (then its `report` has what was found before), `canary-failed` if the rules do not find a
 * token made for them, `ledger-broken` if an object was lost.
 */
export declare function scan(source: Source, options?: ScanOptions): Promise<Report>;
