// Bytes as hexadecimal digits: in a row, with something between them, as numbers of a program, in the lines of a dump.
import { ascii, hexDigit, hexPair, NO_BYTES } from './bytes.ts';
import type { Decoder, Spelling } from './decoder.ts';
import { dump } from './dump.ts';
import {
  codeOf,
  gapOf,
  listSpelling,
  NOTHING,
  type Notation,
  type Plan,
  passagesOf,
  type Written,
  widthOf,
  withGap,
  written,
} from './listed.ts';
import { records } from './records.ts';

/** Most bytes between two pairs of digits: a line end and the next line's indentation and quotes. */
const MOST_BETWEEN = 48;
/** Most bytes between two numbers: `) + String.fromCharCode(`, `u8, // a comment`. */
const MOST_BETWEEN_NUMBERS = 48;
/** How far back the beginning of a row of digits is looked for. */
const MOST_ROW = 512;
/** `0x00000068`. */
const MOST_DIGITS = 8;

/** What separates pairs of digits. */
const BETWEEN = new Uint8Array(256);
for (const byte of ascii(' \t\r\n,:-;"\'+\\._|')) BETWEEN[byte] = 1;

/** `68665f`, `68 66 5f`, `68:66:5f`, `6866 5f41`. */
const pairs: Notation = {
  at: pairAt,
  begins: isAligned,

  next(bytes, from) {
    const found = pairAt(bytes, from);
    if (found !== NOTHING) return found;
    const limit = Math.min(bytes.length, from + MOST_BETWEEN);
    let at = from;
    while (at < limit && BETWEEN[bytes[at] ?? 0] === 1) at++;
    return at > from ? withGap(pairAt(bytes, at), at - from) : NOTHING;
  },

  previous(bytes, to) {
    const found = pairAt(bytes, to - 2);
    if (found !== NOTHING) return found;
    const limit = Math.max(0, to - MOST_BETWEEN);
    let at = to;
    while (at > limit && BETWEEN[bytes[at - 1] ?? 0] === 1) at--;
    return at < to ? withGap(pairAt(bytes, at - 2), to - at) : NOTHING;
  },
};

/** Pairs in pairs, as Windows writes text: `68,00,66,00,5f,00` in its registry's files. */
const wide: Notation = {
  at(bytes, start) {
    const one = pairAt(bytes, start);
    const zero = one === NOTHING ? NOTHING : pairs.next(bytes, start + widthOf(one));
    return codeOf(zero) === 0 ? written(codeOf(one), widthOf(one) + gapOf(zero) + widthOf(zero)) : NOTHING;
  },

  next(bytes, from) {
    const one = pairs.next(bytes, from);
    return one === NOTHING ? NOTHING : withGap(wide.at(bytes, from + gapOf(one)), gapOf(one));
  },

  previous(bytes, to) {
    const zero = pairs.previous(bytes, to);
    if (codeOf(zero) !== 0) return NOTHING;
    const end = to - gapOf(zero) - widthOf(zero);
    const one = pairs.previous(bytes, end);
    if (one === NOTHING) return NOTHING;
    const start = end - gapOf(one) - widthOf(one);
    const found = wide.at(bytes, start);
    return withGap(found, to - start - widthOf(found));
  },
};

/** `0x68`, `U+0068`, `&H68`; whatever stands between them. */
const numbers: Notation = {
  at(bytes, start) {
    if (!isMark(bytes, start)) return NOTHING;
    let code = 0;
    let end = start + 2;
    for (let digit = 0; end <= start + 2 + MOST_DIGITS; end++) {
      digit = hexDigit(bytes[end] ?? 0);
      if (digit < 0) break;
      code = code * 16 + digit;
    }
    return end === start + 2 || end > start + 2 + MOST_DIGITS || code > 0xff ? NOTHING : written(code, end - start);
  },

  next(bytes, from) {
    const limit = Math.min(bytes.length, from + MOST_BETWEEN_NUMBERS);
    for (let at = from; at < limit; at++) if (isMark(bytes, at)) return withGap(numbers.at(bytes, at), at - from);
    return NOTHING;
  },

  previous(bytes, to) {
    const limit = Math.max(0, to - MOST_BETWEEN_NUMBERS - MOST_DIGITS);
    for (let at = to - 3; at >= limit; at--)
      if (isMark(bytes, at)) {
        const found = numbers.at(bytes, at);
        const end = at + widthOf(found);
        return found !== NOTHING && end <= to ? withGap(found, to - end) : NOTHING;
      }
    return NOTHING;
  },
};

/** Between two characters of a list. */
const SEPARATORS = [' ', ':', '-', ','];
const ZERO = '00';
const MARKS = ['0x', '0X', '0x00', 'U+00', 'u+00', '&H'];

/** Base 16: `68665f…`, `68 66 5f`, `0x68, 0x66`, dumps. */
export const hex: Decoder = {
  name: 'hex',
  widest: 8, // `0x68u8, `; a dump takes 5

  spellings(anchor, follows) {
    const spellings = new Map<string, Spelling>();
    const add = (text: string, notations: readonly Notation[], index = 0, lead = 0): void => {
      const plans = notations.map((notation): Plan => ({ notation, index, lead }));
      if (!spellings.has(text)) spellings.set(text, listSpelling(ascii(text), plans, anchor, follows));
    };
    const lower = [...anchor].map((char) => char.charCodeAt(0).toString(16));
    for (const all of [lower, lower.map((digits) => digits.toUpperCase())]) {
      const [a = '', b = '', c = ''] = all;
      // Of pairs in a row it is said that nothing else reads them either.
      add(a + b + c, [records, pairs, dump]);
      for (const between of SEPARATORS) {
        add(a + between + b, [pairs, dump]);
        add(a + between + ZERO + between + b, [wide]);
      }
      // A line may end in the anchor, and a group of digits: then two characters stand together still.
      add(`${b} ${c}`, [pairs, dump], 1);
      for (const end of [' ', '\n']) {
        add(a + b + end, [pairs, dump]);
        add(end + b + c, [pairs, dump], 1, 1);
      }
      for (const mark of MARKS) add(mark + a, [numbers]);
    }
    return [...spellings.values()];
  },

  passages(segment, hits) {
    return passagesOf(segment, hits, 'hex', pairs);
  },
};

function pairAt(bytes: Uint8Array, start: number): Written {
  const code = start < 0 ? -1 : hexPair(bytes, start);
  return code < 0 ? NOTHING : written(code, 2);
}

/** The row that was read last, up to `to`: in one of anchors alone, each of them would read all of it. */
let row = { bytes: NO_BYTES, start: 0, to: 0 };

/** Digits in a row pair up from the row's beginning; far behind it, either way counts. */
function isAligned(bytes: Uint8Array, at: number): boolean {
  if (row.bytes !== bytes) row = { bytes, start: 0, to: -1 };
  let start = at;
  while (start > 0 && at - start < MOST_ROW && start !== row.to && hexDigit(bytes[start - 1] ?? 0) >= 0) start--;
  if (start === row.to) start = row.start;
  else row.start = start;
  row.to = at;
  return at - start >= MOST_ROW || (at - start) % 2 === 0;
}

/** `0x`, `U+`, `&H`, of either case. */
function isMark(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  const second = bytes[at + 1] ?? 0;
  if (first === 0x30 || first === 0x26) return (second | 0x20) === (first === 0x30 ? 0x78 : 0x68);
  return second === 0x2b && (first === 0x55 || first === 0x75);
}
