import type { Report } from '../types.js';
export interface TextOptions {
    /** ANSI colours; the caller knows whether a terminal reads along. */
    readonly color: boolean;
    /** Show the line of each finding, masked. */
    readonly excerpt: boolean;
    /** Wall time of the run, for the summary. */
    readonly elapsedMs: number;
    /** Findings only: the output is `''` if there are none. */
    readonly quiet: boolean;
    /** Say what a blocked commit needs to go on, and list what was committed already. */
    readonly hook: boolean;
    /** Version of hfleaks; not printed here. */
    readonly version: string;
    /** When the run ended, in milliseconds since 1970, for the one format that must tell. */
    readonly now?: number;
    /** What code scanning keeps apart from other reports of the same commit; see `automationDetails` in SARIF. */
    readonly category?: string;
}
/**
 * `report` as text that ends in a newline. Everything from the repository is masked, then escaped losslessly (see `displayPath`), and no
 * line holds a command that a CI runner would execute.
 */
export declare function renderText(report: Report, options: TextOptions): string;
