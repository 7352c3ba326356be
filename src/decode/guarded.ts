// Anchors of which only those count that no word contains: `_fh` reversed or `us_` rotated stand in many identifiers.
import type { Hit } from '../types.ts';

/** What no anchor shows after it was covered. */
const COVER = 0;

/**
 * Covers every spelling of an anchor in `text`, a copy of the object's bytes from `from` on, that is none of the `hits` (the
 * window's own, ascending): a rule must not see what was not confirmed. Where anchors overlap, what a hit has stays.
 */
export function coverOthers(text: Uint8Array, from: number, hits: readonly Hit[]): void {
  const taken = new Set(hits.map(({ offset }) => offset - from));
  const own = new Uint8Array(text.length);
  for (const { offset, form } of hits) own.fill(1, offset - from, offset - from + form.bytes.length);
  const buffer = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  for (const bytes of new Set(hits.map(({ form }) => form.bytes)))
    for (let at = buffer.indexOf(bytes); at >= 0; at = buffer.indexOf(bytes, at + 1)) {
      if (taken.has(at)) continue;
      for (let i = at; i < at + bytes.length; i++) if (own[i] === 0) text[i] = COVER;
    }
}
