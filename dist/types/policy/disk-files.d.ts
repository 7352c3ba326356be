import { type ReadPolicyFile } from './policy.js';
/** Reads below `root`, absolute; what folders that are links lead to elsewhere is refused. */
export declare function diskFiles(root: string): ReadPolicyFile;
/** Reads what was named, from anywhere; a relative path begins at `root`. */
export declare function namedFiles(root: string): ReadPolicyFile;
