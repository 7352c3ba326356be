// Tells a token from letters that happen to stand in a longer run of base64url: that alphabet has a `_`, so `hf_` occurs by chance.
import { looksEnglish } from './english.ts';

/** How far to look on each side. */
const FAR = 80;
/** Glue of this length on the left, or of the shorter one on both sides, is more than a name such as `key_`. */
const LONG_LEFT = 20;
const LONG_BOTH = 8;
/** Names of variables have more common pairs of letters than that, encoded data fewer. */
const WORDY = 0.3;

/** Whether text[start, end) stands in a run of base64url: glued to characters that mix all classes and make no words. */
export function isInsideBlob(text: string, start: number, end: number, prefix: string): boolean {
  const left = withoutTokens(
    /[A-Za-z0-9_-]*$/.exec(text.slice(Math.max(0, start - FAR), start))?.[0] ?? '',
    prefix,
    end - start,
  );
  const right = /^[A-Za-z0-9_-]*/.exec(text.slice(end, end + FAR))?.[0] ?? '';
  if (left.length >= LONG_LEFT && isEncoded(left)) return true;
  return left.length >= LONG_BOTH && right.length >= LONG_BOTH && isEncoded(left + right) && !right.startsWith(prefix);
}

/** Tokens that were pasted one after the other are glue to each other, but no blob. */
function withoutTokens(left: string, prefix: string, length: number): string {
  let rest = left;
  while (prefix !== '' && rest.slice(-length).startsWith(prefix) && rest.length >= length)
    rest = rest.slice(0, -length);
  return rest;
}

function isEncoded(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run) && !looksEnglish(run, WORDY);
}
