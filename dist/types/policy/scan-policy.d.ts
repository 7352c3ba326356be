import type { ScanPolicy } from '../types.js';
import type { Policy } from './policy.js';
/** A policy for `scan`, with a test for paths below the root that are left out. Nothing is noted, and not all is said to be scanned. */
export declare function scanPolicy({ files, baseline, expired, exclude, folder }: Policy): Promise<ScanPolicy>;
