// Tells a token from letters that happen to stand in a longer run of base64url: that alphabet has a `_`, so `hf_` occurs by chance.
import { wordiness } from './english.ts';

/** How far to look on each side. */
const FAR = 160;
/**
 * base64url has a separator in 32 characters, names have one in 3 to 8: within a blob, a piece of this length without one is
 * always near. The ids and random suffixes that people put beside a token are shorter.
 */
const LONG_PIECE = 20;
const CHARACTER = /[A-Za-z0-9_-]/;
const SEPARATOR = /[_-]/;
/** A few in 100 random pieces of that length score as much; names without separators score more. */
const WORDY = -24;

/** Whether text[start, end) stands in a run of base64url: glued, near or far, to a long piece of all classes that makes no words. */
export function isInsideBlob(text: string, start: number, end: number, prefix: string): boolean {
  let from = start;
  while (from > Math.max(0, start - FAR) && CHARACTER.test(text[from - 1] as string)) from--;
  const left = text.slice(from, start);
  const right = /^[A-Za-z0-9_-]*/.exec(text.slice(end, end + FAR))?.[0] ?? '';
  const length = end - start;
  return [afterTokens(left, prefix, length), beforeTokens(right, prefix, length)].some((glue) =>
    glue.split(SEPARATOR).some(isEncoded),
  );
}

/** What is glued to the end of another token, or to its beginning, tells of that one: tokens that were joined are no blob. */
function afterTokens(left: string, prefix: string, length: number): string {
  const at = prefix === '' ? -1 : left.lastIndexOf(prefix, left.length - length);
  return at !== -1 && left.length >= length ? left.slice(at + length) : left;
}

function beforeTokens(right: string, prefix: string, length: number): string {
  const at = prefix === '' ? -1 : right.indexOf(prefix);
  return at !== -1 && at + length <= right.length ? right.slice(0, at) : right;
}

function isEncoded(piece: string): boolean {
  return (
    piece.length >= LONG_PIECE &&
    /[a-z]/.test(piece) &&
    /[A-Z]/.test(piece) &&
    /[0-9]/.test(piece) &&
    wordiness(piece) < WORDY
  );
}
