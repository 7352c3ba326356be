// How far a long scan is, on a terminal; silent everywhere else.
import { sizeText } from '../report/summary.ts';
import type { Progress } from '../sources/progress.ts';

const EVERY = 200;
const CLEAR = '\r\x1b[K';

/**
 * Gives what shows `12,034 of 465,684 objects, 1.2 of 4.4 GB, 310.0 MB/s, 11 s left` on standard error, in one line that is written over and
 * cleared at the end; undefined where nobody looks.
 */
export function showProgress(): ((now: Progress) => void) | undefined {
  if (!process.stderr.isTTY || process.env.TERM === 'dumb' || process.env.CI) return undefined;
  const started = performance.now();
  let last = started;
  let isShown = false;
  return ({ objects, bytes, totalObjects, totalBytes }) => {
    const now = performance.now();
    if (objects >= totalObjects) {
      if (isShown) process.stderr.write(CLEAR);
      isShown = false;
      return;
    }
    if (now - last < EVERY) return;
    last = now;
    isShown = true;
    const rate = bytes / ((now - started) / 1000);
    const left = rate > 0 ? Math.ceil((totalBytes - bytes) / rate) : 0;
    const counts = `${objects.toLocaleString('en')} of ${totalObjects.toLocaleString('en')} objects`;
    const text = `${counts}, ${sizeText(bytes)} of ${sizeText(totalBytes)}, ${sizeText(rate)}/s, ${left} s left`;
    // A line that is wrapped cannot be written over.
    process.stderr.write(CLEAR + text.slice(0, (process.stderr.columns || 80) - 1));
  };
}
