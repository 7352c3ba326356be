import type { SkipReason } from '../types.js';
/** What `fail-on` takes. */
export declare const FAIL_ON: readonly ["error", "warning", "info", "never"];
export type FailOn = (typeof FAIL_ON)[number];
export declare const POLICY_KEYS: readonly ['exclude', 'rules', 'fail-on', 'allow-incomplete', 'baseline'];
export type PolicyKey = (typeof POLICY_KEYS)[number];
/** What a configuration file says; paths and globs are relative to its folder. */
export interface Config {
    readonly exclude: readonly string[];
    readonly rules: readonly string[];
    readonly failOn: FailOn;
    readonly allowIncomplete: readonly SkipReason[];
    /** Undefined: the usual place, if there is a file. */
    readonly baseline: string | undefined;
    /** Where each value stands: `exclude` is at `.hfleaks.yml:3`. What is not there has its default. */
    readonly origins: ReadonlyMap<PolicyKey, string>;
}
export declare const DEFAULTS: Config;
/**
 * The configuration in `bytes`. `file` is how messages call it; its ending says what it is: `.json`, else YAML. Of a `package.json`
 * the key `hfleaks` counts, and without that it is null. Throws HfleaksError `config-invalid`. The YAML parser is loaded only here.
 */
export declare function readConfig(bytes: Uint8Array, file: string): Promise<Config | null>;
/** Whether a path could be made for which matching takes minutes: each further star multiplies its length. */
export declare function isCostly(glob: string): boolean;
