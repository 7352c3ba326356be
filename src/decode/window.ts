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
  let [from, to, first] = [0, 0, 0]; // the window that grows
  for (let index = 0; index < hits.length; index++) {
    const { offset, form } = hits[index] as Hit;
    const start = Math.max(0, offset - segment.base - form.reach);
    const end = Math.min(segment.bytes.length, offset - segment.base + form.bytes.length + form.reach);
    if (index > 0 && (to < start || Math.max(to, end) - Math.min(from, start) > MAX_WINDOW)) {
      windows.push({ from, to, first, last: index - 1 });
      [from, to, first] = [start, end, index];
    } else if (index === 0) [from, to] = [start, end];
    else [from, to] = [Math.min(from, start), Math.max(to, end)];
    for (let before = windows.at(-1); before && before.to >= from; before = windows.at(-1)) {
      if (Math.max(before.to, to) - Math.min(before.from, from) > MAX_WINDOW) break;
      [from, to, first] = [Math.min(before.from, from), Math.max(before.to, to), before.first];
      windows.pop();
    }
  }
  if (hits.length > 0) windows.push({ from, to, first, last: hits.length - 1 });
  return windows;
}
