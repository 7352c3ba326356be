import type { Policy } from './policy.js';
/** One sentence for each key that `after` weakens; none if it is as strict as `before`. What it makes stricter is not told. */
export declare function policyChanges(before: Policy | null, after: Policy): readonly string[];
