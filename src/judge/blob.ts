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

/** 32 bytes, a SHA-256 or a key, are 43 characters without padding, of which the last stands for four bits. */
const DIGEST_LENGTH = 43;
const DIGEST_END = /[AEIMQUYcgkosw048]$/;
/** What stands before one: `x.py,sha256=` in the RECORD of a wheel, `integrity="sha256-`, or a quote alone (`ETag: "`). */
const DIGEST_LABEL = /sha-?256[=:-]$/i;
const QUOTE = /["']$/;

/** Whether text[start, end) stands in a run of base64url: glued, near or far, to a long piece of all classes that makes no words; or in a digest. */
export function isInsideBlob(text: string, start: number, end: number, prefix: string): boolean {
  let from = start;
  while (from > Math.max(0, start - FAR) && CHARACTER.test(text[from - 1] as string)) from--;
  const left = text.slice(from, start);
  const right = /^[A-Za-z0-9_-]*/.exec(text.slice(end, end + FAR))?.[0] ?? '';
  const length = end - start;
  if (isInsideDigest(text, start, end, right)) return true;
  return [afterTokens(left, prefix, length), beforeTokens(right, prefix, length)].some((glue) =>
    glue.split(SEPARATOR).some(isEncoded),
  );
}

/**
 * Whether all of a digest is there, neither more nor less. Where only quotes say so, its characters must: tokens were seen with letters alone,
 * and what people put beside one has one case, or is a word.
 */
function isInsideDigest(text: string, start: number, end: number, right: string): boolean {
  const to = end + right.length;
  const from = to - DIGEST_LENGTH;
  if (from < 0 || from >= start || !/^[A-Za-z0-9_-]+$/.test(text.slice(from, start))) return false;
  if (!DIGEST_END.test(text.slice(start, to))) return false;
  const before = text.slice(Math.max(0, from - 8), from);
  if (DIGEST_LABEL.test(before)) return true;
  const beside = text.slice(from, start) + right;
  return (
    QUOTE.test(before) &&
    QUOTE.test(text[to] ?? '') &&
    /[0-9]/.test(text.slice(start, end)) &&
    /[a-z]/.test(beside) &&
    /[A-Z]/.test(beside)
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
