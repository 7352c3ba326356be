// Splits git's `-z` output into its NUL-terminated fields.
import { HfleaksError } from '../errors.ts';
import type { GitProcess } from './runner.ts';

/**
 * The fields of a `-z` listing, lazily, each as its own bytes without the NUL. Throws `git-protocol` if the output ends inside a field,
 * `git-failed` if git failed after it: a listing that ended early is no listing.
 */
export async function* fields(process: GitProcess): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  try {
    for (let piece = await process.read(); piece; piece = await process.read()) {
      const bytes: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      let start = 0;
      for (let nul = bytes.indexOf(0); nul >= 0; nul = bytes.indexOf(0, start)) {
        yield bytes.subarray(start, nul);
        start = nul + 1;
      }
      rest = bytes.subarray(start);
    }
    await process.end();
  } finally {
    process.kill();
  }
  if (rest.length > 0)
    throw new HfleaksError(
      'git-protocol',
      'A listing by git ended in the middle of a name.',
      'Check that git works: git ls-files',
    );
}
