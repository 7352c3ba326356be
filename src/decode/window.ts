// The stretches of a segment that passages are made of.
import type { Hit, Segment } from '../types.ts';

/** Windows are merged up to this many bytes, so that no string or map grows with the object. */
const MAX_WINDOW = 1 << 24;

/** [from, to) counts in `segment.bytes`; the window holds hits[first] to hits[last]. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
}

/** The surroundings of each hit, its reach to both sides, cut to the segment; those that overlap are one. Ascending. */
export function windowsOf(segment: Segment, hits: readonly Hit[]): readonly Window[] {
  const windows: Window[] = [];
  hits.forEach((hit, index) => {
    const at = hit.offset - segment.base;
    let window: Window = {
      from: Math.max(0, at - hit.form.reach),
      to: Math.min(segment.bytes.length, at + hit.form.bytes.length + hit.form.reach),
      first: index,
      last: index,
    };
    for (let before = windows.at(-1); before !== undefined; before = windows.at(-1)) {
      const from = Math.min(before.from, window.from);
      const to = Math.max(before.to, window.to);
      if (before.to < window.from || to - from > MAX_WINDOW) break;
      window = { from, to, first: before.first, last: window.last };
      windows.pop();
    }
    windows.push(window);
  });
  return windows;
}
