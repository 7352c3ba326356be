// Lines in which an encoding can stand, as extended regular expressions of POSIX: for `grep`, before anything of ours runs.
import type { Follows } from '../types.ts';

/** More of what follows an anchor says nothing new, and costs. */
const ENOUGH = 16;

/** The one text, of one line. */
export function lineOf(text: string): string {
  return text.replace(/[.*+?^${()|[\\]/g, '\\$&');
}

/** One of the characters; they are letters, digits and what needs no care. */
export function lineSet(chars: string): string {
  const [dash, others] = [chars.includes('-') ? '-' : '', [...chars].filter((char) => char !== '-').sort()];
  return `[${others.join('').replace('0123456789', '0-9').replace('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'A-Z').replace('abcdefghijklmnopqrstuvwxyz', 'a-z')}${dash}]`;
}

/** Whether names in code begin so. */
export function isCommon(anchor: string): boolean {
  return /^[a-z_]{1,4}$/.test(anchor);
}

/** The anchor and the beginning of what one of the rules wants behind it, `as` this encoding writes text. */
export function lineFollowed(anchor: string, follows: readonly Follows[], as = (text: string) => text): string {
  if (!isCommon(anchor)) return lineOf(as(anchor));
  const rest = follows.map(
    ({ literal = '', set, min }) =>
      lineOf(as(literal)) + (set === '' || min <= 0 ? '' : `${lineSet(as(set))}{${Math.min(min, ENOUGH)}}`),
  );
  return `${lineOf(as(anchor))}(${[...new Set(rest)].join('|')})`;
}
