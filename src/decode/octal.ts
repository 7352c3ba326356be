// Characters as octal numbers: `0000020 150 146 137` as `od -b` prints them, `0150, 0146`, `0o150,0o146`.
import { isDigit } from './bytes.ts';
import { NOTHING, type Notation, withGap, written } from './listed.ts';

const WIDTH = 3;
/** Most bytes between two numbers: a line end, and the offset with which a dump begins the next one. */
const MOST_BETWEEN = 48;
/** An offset has more digits than a number. */
const OFFSET = 5;

/** Between the first two characters of an anchor. */
export const OCTAL_SEPARATORS = [' ', ', 0', ',0', ', 0o', ',0o'];

/** Numbers of three digits in base 8, with a zero or `0o` before them or not. */
export const octal: Notation = {
  isUneven: true,

  at(bytes, start) {
    let code = 0;
    for (let at = start; at < start + WIDTH; at++) {
      const digit = (bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 7) return NOTHING;
      code = code * 8 + digit;
    }
    const isLonger = isDigit(bytes[start + WIDTH]) || (isDigit(bytes[start - 1]) && !isLead(bytes, start - 1));
    return isLonger || code > 0xff ? NOTHING : written(code, WIDTH);
  },

  next(bytes, from) {
    const limit = Math.min(bytes.length, from + MOST_BETWEEN);
    for (let at = from; at < limit; at++) {
      if (!isDigit(bytes[at])) continue;
      const start = at;
      while (isDigit(bytes[at])) at++;
      const found = octal.at(bytes, at - WIDTH);
      if (at - start >= WIDTH && found !== NOTHING) return withGap(found, at - WIDTH - from);
      const isZero = at - start === 1 && bytes[start] === 0x30;
      if (!isZero && (at - start < OFFSET || bytes[start - 1] !== 0x0a)) return NOTHING;
    }
    return NOTHING;
  },

  previous(bytes, to) {
    const limit = Math.max(0, to - MOST_BETWEEN);
    for (let end = to; end > limit; end--) {
      if (!isDigit(bytes[end - 1])) continue;
      let start = end;
      while (start > limit && isDigit(bytes[start - 1])) start--;
      const found = octal.at(bytes, end - WIDTH);
      if (end - start >= WIDTH && found !== NOTHING) return withGap(found, to - end);
      const isZero = end - start === 1 && bytes[start] === 0x30;
      if (!isZero && (end - start < OFFSET || bytes[start - 1] !== 0x0a)) return NOTHING;
      end = start;
    }
    return NOTHING;
  },
};

/** Whether the digit at `at` is a zero that stands alone. */
function isLead(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x30 && !isDigit(bytes[at - 1]);
}
