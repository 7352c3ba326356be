// What of a policy a scan takes.
import { createFilter } from '../sources/filter.ts';
import type { ScanPolicy } from '../types.ts';
import type { Policy } from './policy.ts';

/** A policy for `scan`, with a test for paths below the root that are left out. Nothing is noted, and not all is said to be scanned. */
export async function scanPolicy({ files, baseline, expired, exclude, folder }: Policy): Promise<ScanPolicy> {
  const common = { files, notes: [], baseline, expired };
  if (exclude.length === 0) return common;
  const test = await createFilter(exclude);
  const top = Buffer.from(folder);
  const excluded = (path: Uint8Array): boolean =>
    Buffer.from(path.subarray(0, top.length)).equals(top) && test(path.subarray(top.length));
  return { ...common, excluded };
}
