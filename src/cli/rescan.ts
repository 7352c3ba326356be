// How files are scanned that are repaired: by the policy that counts here, and again and again.
import { builtinRulebook } from '../rulebook/load.ts';
import { scan } from '../scan.ts';
import type { Rescan } from '../setup/fix-file.ts';
import { memorySource } from '../sources/memory.ts';
import type { ScanOptions } from '../types.ts';
import { policyFor } from './policy.ts';
import type { Effective } from './policy-files.ts';

/** What counts for files of the working directory, null without a policy, and a scan of single files by it. Throws what reading a policy throws. */
export async function effectiveScan(): Promise<{ own: Effective | null; options: ScanOptions; rescan: Rescan }> {
  const own = await policyFor('scan', { flags: new Set(), texts: new Map(), lists: new Map(), rest: [] });
  const rulebook = (await own?.policy.rulebook(builtinRulebook())) ?? builtinRulebook();
  const options = { rulebook, policy: own?.scan, allowIncomplete: own?.policy.allowIncomplete ?? [] };
  const rescan: Rescan = async (path, bytes) => {
    const { findings } = await scan(memorySource([{ path, bytes }]), options);
    return findings;
  };
  return { own, options, rescan };
}
