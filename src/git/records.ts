// Splits git's output into its lines, or its NUL-terminated fields.
import { HfleaksError } from '../errors.ts';
import type { GitProcess } from './process.ts';

/** A name can be made to be as long as an object. */
const FIELD_LIMIT = 1 << 20;
const LINE_LIMIT = 64 << 20;
const LINE_END = 0x0a;

/**
 * The fields of a `-z` listing, lazily, each as its own bytes without the NUL; of one without end, the first mebibyte. Throws
 * `git-protocol` if the output ends inside a field, `git-failed` if git failed after it (with a code that is not `accepted`): a listing that ended early is no listing.
 */
export async function* fields(process: GitProcess, accepted: readonly number[] = [0]): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  try {
    for (let piece = await process.read(); piece; piece = await process.read()) {
      let start = 0;
      for (let nul = piece.indexOf(0); nul >= 0; nul = piece.indexOf(0, start)) {
        const end = piece.subarray(start, nul);
        const field = begun.length === 0 ? end : Buffer.concat([...begun, end]);
        yield field.subarray(0, FIELD_LIMIT);
        [begun, length] = [[], 0];
        start = nul + 1;
      }
      if (start < piece.length && length < FIELD_LIMIT) begun.push(piece.subarray(start));
      length += piece.length - start;
    }
    await process.end(accepted);
  } finally {
    process.kill();
  }
  if (length > 0)
    throw new HfleaksError(
      'git-protocol',
      'A listing by git ended in the middle of a name.',
      'Check that git works: git ls-files',
    );
}

/**
 * Whole lines of a long listing with their ends, as many at once as git wrote; valid for good. Throws as `fields` does, and `git-protocol` for a
 * line without end.
 */
export async function* lineBlocks(process: GitProcess): AsyncGenerator<Buffer> {
  let begun: Buffer[] = [];
  let length = 0;
  try {
    for (let piece = await process.read(); piece; piece = await process.read()) {
      const end = piece.lastIndexOf(LINE_END) + 1;
      if (end > 0) {
        const whole = piece.subarray(0, end);
        yield begun.length === 0 ? whole : Buffer.concat([...begun, whole]);
        [begun, length] = [[], 0];
      }
      if (end < piece.length) begun.push(piece.subarray(end));
      length += piece.length - end;
      if (length > LINE_LIMIT) throw brokenLine();
    }
    await process.end();
  } finally {
    process.kill();
  }
  if (length > 0) throw brokenLine();
}

/** As `lineBlocks`: the lines without their ends; a character for each byte. */
export async function* lines(process: GitProcess): AsyncGenerator<readonly string[]> {
  for await (const block of lineBlocks(process)) yield block.toString('latin1', 0, block.length - 1).split('\n');
}

function brokenLine(): HfleaksError {
  return new HfleaksError('git-protocol', 'A listing by git ended in the middle of a line.', 'Check that git works.');
}
