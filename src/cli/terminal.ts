// Prints, and notices when nobody reads any more.
import { unwritable } from '../errors.ts';

/** The second: what follows a text that nobody took. */
const READER_GONE: readonly string[] = ['EPIPE', 'ERR_STREAM_DESTROYED'];

/** Writes text or bytes to standard output and waits until it is taken. A reader that went away is no error; a full disk is (`write-failed`). */
export async function print(text: string | Buffer): Promise<void> {
  if (text.length === 0) return;
  const error = (await written(text.slice(0, -1))) ?? (await written(text.slice(-1)));
  if (!error || READER_GONE.includes(error.code ?? '')) return;
  throw unwritable('The report could not be written to standard output', error, 'Check the disk it is redirected to.');
}

/** A file on a full disk takes what fits, and Node says nothing; only the next text tells. So the last character goes alone. */
function written(text: string | Buffer): Promise<NodeJS.ErrnoException | null | undefined> {
  return new Promise((resolve) => {
    process.stdout.write(text, resolve);
  });
}

/** Says something to people, on standard error. Nobody listening is no error. */
export function say(text: string): void {
  process.stderr.write(text, () => undefined);
}
