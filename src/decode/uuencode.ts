// What uuencode(1) writes: `begin 644 name`, lines that say how many bytes they hold, `end`.
import type { Passage } from '../types.ts';
import { ascii, latin1 } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { Mapped } from './mapped.ts';

const HEAD = /^begin [0-7]{3,4} [^\r\n]{1,200}\r?\n/;
/** How modes begin: 644, 755, … */
const MODES = ['60', '64', '66', '70', '75', '77'];
const MOST_LINES = 1 << 15;

/** There is no spelling of an anchor that shows in it wherever it stands in its line, so the first line is looked for. */
export const uuencode: Decoder = {
  name: 'uuencode',
  widest: 2,

  spellings(anchor) {
    if (anchor.length > 3) return [];
    return MODES.map((mode) => `begin ${mode}`).map((text) => ({
      bytes: ascii(text),
      confirm: (content, offset) => HEAD.test(latin1(content, offset, offset + 220)),
    }));
  },

  passages({ bytes, base }, hits) {
    return hits.flatMap(({ offset }): Passage[] => {
      const at = offset - base;
      const head = HEAD.exec(latin1(bytes, at, at + 220))?.[0].length ?? 0;
      const read = decode(bytes, at + head);
      return read.length === 0 ? [] : [read.passage(base, 'uuencode')];
    });
  },
};

function decode(bytes: Uint8Array, start: number): Mapped {
  const mapped = new Mapped();
  let at = start;
  for (let line = 0; line < MOST_LINES; line++) {
    const size = sixBits(bytes[at]);
    if (size <= 0 || size > 45) break;
    for (let byte = 0; byte < size; byte++) {
      const group = at + 1 + 4 * Math.floor(byte / 3);
      const step = byte % 3;
      const [one, two] = [sixBits(bytes[group + step]), sixBits(bytes[group + step + 1])];
      if (one < 0 || two < 0) return mapped;
      mapped.add(((one << (2 * step + 2)) | (two >> (4 - 2 * step))) & 0xff, group + step, group + step + 2);
    }
    at += 1 + 4 * Math.ceil(size / 3);
    // Some writers end a line with a checksum.
    while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d && sixBits(bytes[at]) >= 0) at++;
    while (bytes[at] === 0x0d) at++;
    if (bytes[at++] !== 0x0a) break;
  }
  return mapped;
}

/** A space, or a backtick, is 0; -1 for what is no digit. */
function sixBits(byte: number | undefined): number {
  return byte === undefined || byte < 0x20 || byte > 0x60 ? -1 : (byte - 0x20) & 0x3f;
}
