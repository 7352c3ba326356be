// Many contents in one scan, for each scan makes its tables anew.
import { scan } from '../src/scan.ts';
import { memorySource } from '../src/sources/memory.ts';
import type { Finding, ScanOptions } from '../src/types.ts';

/** What is found in each of the contents, suppressed or not, as if each were alone: every file lies in a folder of its own. */
export async function findingsInEach(
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  options: ScanOptions = {},
): Promise<readonly (readonly Finding[])[]> {
  const source = memorySource(files.map(({ path, bytes }, index) => ({ path: `${index}/${path}`, bytes })));
  const { findings, suppressed } = await scan(source, options);
  const each = files.map((): Finding[] => []);
  for (const finding of [...findings, ...suppressed])
    each[Number.parseInt(Buffer.from(finding.location.path).toString('latin1'), 10)]?.push(finding);
  return each;
}
