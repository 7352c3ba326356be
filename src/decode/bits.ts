// Characters as binary digits: `01101000 01100110`, `0b1101000, 0b1100110`, or in a row.
import { ascii } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { listSpelling, NOTHING, type Notation, passagesOf, type Written, widthOf, withGap, written } from './listed.ts';

const WIDTH = 8;
/** Most bytes between two numbers: a comma, a line end, quotes, `0b`. */
const MOST_BETWEEN = 12;
const BETWEEN = new Uint8Array(256);
for (const byte of ascii(' \t\r\n,;:-_|"\'+bB0')) BETWEEN[byte] = 1;

const binary: Notation = {
  at(bytes, start) {
    let code = 0;
    let end = start;
    for (; end < start + WIDTH && isBit(bytes[end]); end++) code = code * 2 + (bytes[end] === 0x31 ? 1 : 0);
    // Without its zeros, one says by its `0b` where it begins.
    const isMarked = bytes[start - 1] === 0x62 && bytes[start - 2] === 0x30 && !isBit(bytes[end]);
    return end === start + WIDTH || (isMarked && end > start + WIDTH - 3) ? written(code, end - start) : NOTHING;
  },

  next(bytes, from) {
    const found = binary.at(bytes, from);
    if (found !== NOTHING) return found;
    for (let at = from; at < from + MOST_BETWEEN && BETWEEN[bytes[at] ?? 0] === 1; at++) {
      const one = binary.at(bytes, at + 1);
      if (one !== NOTHING && !isBit(bytes[at])) return withGap(one, at + 1 - from);
    }
    return NOTHING;
  },

  previous(bytes, to) {
    let end = to;
    while (end > to - MOST_BETWEEN && BETWEEN[bytes[end - 1] ?? 0] === 1 && bytes[end - 1] !== 0x30) end--;
    const found = endingAt(bytes, end);
    return found === NOTHING ? withGap(endingAt(bytes, end - 2), to - end + 2) : withGap(found, to - end);
  },
};

/** Numbers in base 2, one a character. Only the shortest anchor is looked for: it begins the others that matter. */
export const bits: Decoder = {
  name: 'bits',
  widest: 13, // `0b01101000, ` and a line end

  spellings(anchor, follows) {
    if (anchor.length > 3) return [];
    const first = anchor.charCodeAt(0).toString(2);
    const spell = (text: string, lead: number) =>
      listSpelling(ascii(text), [{ notation: binary, index: 0, lead }], anchor, follows);
    return [spell(first.padStart(WIDTH, '0'), 0), spell(`0b${first}`, 2)];
  },

  passages(segment, hits) {
    return passagesOf(segment, hits, 'binary digits');
  },
};

function isBit(byte: number | undefined): boolean {
  return byte === 0x30 || byte === 0x31;
}

/** The number of eight digits that ends at `end`. */
function endingAt(bytes: Uint8Array, end: number): Written {
  const found = end < WIDTH ? NOTHING : binary.at(bytes, end - WIDTH);
  return widthOf(found) === WIDTH ? found : NOTHING;
}
