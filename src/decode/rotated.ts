// ROT13: letters moved by half the alphabet, all else as it stands. `hf_` is `us_`.
import { followsBehind } from './behind.ts';
import { ascii, isWord } from './bytes.ts';
import type { Decoder } from './decoder.ts';
import { type Demands, demandsOf, NO_BYTE } from './follow.ts';
import { coverOthers } from './guarded.ts';
import { lineFollowed } from './lines.ts';
import { windowsOf } from './window.ts';

/** What each byte stands for; turning twice gives the byte itself. */
const TURNED = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = byte | 0x20;
  if (byte > 0x7f || letter < 0x61 || letter > 0x7a) return byte;
  return letter < 0x6e ? byte + 13 : byte - 13;
});

function rotate(text: string): string {
  return Buffer.from(ascii(text).map((byte) => TURNED[byte] ?? 0)).toString('latin1');
}

/** An anchor inside a word is none: `status_`, `bus_`. */
export const rotated: Decoder = {
  name: 'rotated',
  widest: 1,
  turnsWords: true,

  spellings(anchor, follows) {
    const bytes = ascii(rotate(anchor));
    const demands = demandsOf('', follows);
    const behind = followsBehind(bytes.length, follows, rotate);
    return [
      {
        bytes,
        ...(behind && { behind }),
        confirm: (content, offset) => !isWord(content[offset - 1]) && follow(content, offset + bytes.length, demands),
        line: () => `[^A-Za-z0-9_]${lineFollowed(anchor, follows, rotate)}`,
      },
    ];
  },

  passages(segment, hits) {
    return windowsOf(segment, hits).map(({ from, to, first, last }) => {
      const text = Buffer.from(segment.bytes.subarray(from, to));
      coverOthers(text, segment.base + from, hits.slice(first, last + 1));
      for (let at = 0; at < text.length; at++) text[at] = TURNED[text[at] ?? 0] ?? 0;
      const base = segment.base + from;
      return {
        kind: 'decoded',
        text: text.toString('latin1'),
        trail: ['rot13'],
        toSource: (start, end) => [{ start: base + start, end: base + end }],
      };
    });
  },
};

function follow(bytes: Uint8Array, from: number, demands: Demands): boolean {
  for (const { all, rows, met } of demands.groups)
    for (let bits = all, i = 0, at = from; bits !== 0; i++, at++) {
      if ((bits & (met[i] as number)) !== 0) return true;
      bits &= (rows[i] as Uint32Array)[TURNED[bytes[at] ?? NO_BYTE] ?? NO_BYTE] as number;
    }
  return false;
}
