// Text as it stands: ASCII and everything that contains it.
import type { Passage } from '../types.ts';
import { ascii, bufferOf } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { type Demand, demandsOf } from './follow.ts';
import { windowsOf } from './window.ts';

/** One byte, one character (latin1). */
export const plain: Decoder = {
  name: 'plain',
  widest: 1,

  spellings(anchor, follows) {
    const bytes = ascii(anchor);
    const demands = demandsOf(follows);
    if (demands.length === 0) return [{ bytes }];
    const width = bytes.length;
    return [{ bytes, confirm: (content, offset) => demands.some((demand) => follow(content, offset + width, demand)) }];
  },

  passages(segment, hits) {
    const buffer = bufferOf(segment.bytes);
    return windowsOf(segment, hits).map(({ from, to }): Passage => {
      const base = segment.base + from;
      return {
        kind: 'text',
        text: buffer.toString('latin1', from, to),
        trail: [],
        toSource: (start, end) => [{ start: base + start, end: base + end }],
      };
    });
  },
};

function follow(bytes: Uint8Array, at: number, demand: Demand): boolean {
  for (let i = 0; i < demand.length; i++) if (demand[i]?.[bytes[at + i] ?? 256] !== 1) return false;
  return true;
}
