// What git tells a hook on standard input: the refs that are pushed, a line for each.
import { fstatSync } from 'node:fs';
import { HfleaksError } from '../errors.ts';

/**
 * All of it, a character for each byte; `''` if nothing is pushed. `isTold` where a framework, which has read it, says the same in another way.
 * Throws where it cannot be git's own: to take nothing for no push would let the push pass.
 */
export async function hookInput(hook: string, isTold: boolean): Promise<string> {
  const read = isOpen() ? await all() : null;
  // Somebody has read it before: git runs it for a push of something alone.
  const input = read === '' && hook === 'pre-receive' ? null : read;
  if (input === '' || input?.endsWith('\n')) return input;
  if (input === null && isTold) return '';
  throw new HfleaksError(
    'usage',
    input === null
      ? `What git tells a ${hook} hook does not arrive: standard input is not open for it.`
      : `What git tells a ${hook} hook ends within a line.`,
    `Call it from the hook, with git's own input: hfleaks hook ${hook} "$@". Hook managers may have to be told: lefthook by "use_stdin: true".`,
  );
}

/** Not a terminal, a folder, or `/dev/null`, which Node.js opens where a shell has closed it. */
function isOpen(): boolean {
  try {
    const stats = fstatSync(0);
    return !stats.isCharacterDevice() && !stats.isDirectory();
  } catch {
    return false;
  }
}

/** Null if it cannot be read to its end. As a stream: git writes when it likes, and what is not there yet is no error. */
async function all(): Promise<string | null> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of process.stdin) pieces.push(piece as Buffer);
  } catch {
    return null;
  }
  return Buffer.concat(pieces).toString('latin1');
}
