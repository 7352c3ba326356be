// Text as it stands: ASCII and everything that contains it.
import type { Passage } from '../types.ts';
import { followsBehind } from './behind.ts';
import { ascii, bufferOf } from './bytes.ts';
import type { Decoder, Spelling } from './decoder.ts';
import { demandsOf, follow } from './follow.ts';
import { lineFollowed } from './lines.ts';
import { windowsOf } from './window.ts';

/** One byte, one character (latin1). */
export const plain = {
  name: 'plain',
  widest: 1,

  spellings(anchor, follows): Spelling[] {
    const bytes = ascii(anchor);
    const demands = demandsOf('', follows);
    if (demands.isEmpty) return [{ bytes }];
    const width = bytes.length;
    const behind = followsBehind(width, follows);
    return [
      {
        bytes,
        ...(behind && { behind }),
        confirm: (content, offset) => follow(content, offset + width, demands),
        line: () => lineFollowed(anchor, follows),
      },
    ];
  },

  *passages(segment, hits): Generator<Passage> {
    const buffer = bufferOf(segment.bytes);
    for (const { from, to } of windowsOf(segment, hits)) {
      const base = segment.base + from;
      yield {
        kind: 'text',
        text: buffer.toString('latin1', from, to),
        trail: [],
        toSource: (start, end) => [{ start: base + start, end: base + end }],
      };
    }
  },
} satisfies Decoder;
