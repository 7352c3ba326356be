// Dumps of characters, as `od -c` and `hexdump -c` print them: an offset, and four columns for each byte.
import { ascii, isDigit, latin1 } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { listSpelling, NOTHING, type Notation, passagesOf, type Written, widthOf, withGap, written } from './listed.ts';

const WIDTH = 4;
/** `0000020`, at most with 16 digits. */
const OFFSET = /^\r?\n[0-9a-f]{6,16}(?= )/;
const OFFSET_BEFORE = /\r?\n[0-9a-f]{6,16}$/;
const LONGEST_OFFSET = 18;
const ESCAPES: Readonly<Record<string, number>> = {
  '\\0': 0,
  '\\a': 7,
  '\\b': 8,
  '\\t': 9,
  '\\n': 10,
  '\\f': 12,
  '\\r': 13,
};

/**
 *     0000000   t   o   k   e   n   =   h   f   _   A   B  \n 303 274
 */
const columned: Notation = {
  isUneven: true,

  at(bytes, start) {
    const [before, one] = [bytes[start - 1], bytes[start] ?? 0];
    return before === 0x20 && bytes[start - 2] === 0x20 && bytes[start - 3] === 0x20 && one > 0x20
      ? written(one, 1)
      : NOTHING;
  },

  next(bytes, from) {
    const [offset = ''] = OFFSET.exec(latin1(bytes, from, from + LONGEST_OFFSET + 1)) ?? [];
    const found = cellAt(bytes, from + offset.length);
    return withGap(found, offset.length + WIDTH - widthOf(found));
  },

  previous(bytes, to) {
    // What was read begins in its cell, not at its beginning.
    const shown = latin1(bytes, Math.max(0, to - WIDTH + 1), to);
    const end = to - (/ *$/.exec(shown)?.[0].length ?? 0);
    const [offset = ''] = OFFSET_BEFORE.exec(latin1(bytes, Math.max(0, end - LONGEST_OFFSET), end)) ?? [];
    const from = end - offset.length - WIDTH;
    return from < 0 ? NOTHING : withGap(cellAt(bytes, from), to - from - WIDTH);
  },
};

/** The byte whose four columns begin at `from`, as it is asked about where it begins. */
function cellAt(bytes: Uint8Array, from: number): Written {
  const cell = latin1(bytes, from, from + WIDTH);
  const shown = cell.trimStart();
  const start = from + WIDTH - shown.length;
  if (cell.length < WIDTH || cell[0] !== ' ') return NOTHING;
  if (shown === '') return written(0x20, 1);
  const code = shown.length === 1 ? shown.charCodeAt(0) : (ESCAPES[shown] ?? octal(bytes, start, shown));
  return code < 0 ? NOTHING : written(code, shown.length);
}

function octal(bytes: Uint8Array, start: number, shown: string): number {
  const isNumber = shown.length === 3 && [0, 1, 2].every((at) => isDigit(bytes[start + at]));
  return isNumber ? Number.parseInt(shown, 8) & 0xff : -1;
}

/** `h   f   _`, also where a line ends in it. Only the shortest anchor is looked for: it begins the others that matter. */
export const columns: Decoder = {
  name: 'columns',
  widest: 6,

  spellings(anchor, follows) {
    if (anchor.length > 3) return [];
    const [a = '', b = '', c = ''] = anchor;
    const spell = (text: string, index: number, lead = 0) =>
      listSpelling(ascii(text), [{ notation: columned, index, lead }], anchor, follows);
    // As much as makes them rare: spaces, and letters beside them, are everywhere.
    return [spell(`${b}   ${c}   `, 1), spell(`${b}   ${c}\n0`, 1), spell(`${a}   ${b}\n0`, 0)];
  },

  passages(segment, hits) {
    return passagesOf(segment, hits, 'columns');
  },
};
