// The source cells of a notebook as one text: a name that one of them assigns is used in another.

import { lowerBound } from '../lower-bound.ts';
import type { Passage, SourceSpan } from '../types.ts';

/** Larger sources are not put together, in characters. */
const LIMIT = 4 << 20;
const BETWEEN = '\n\n';

/** Several cells as one text. */
export interface Cells extends Passage {
  /** The trail of what stands at `spans`, which count in the object: `['cell 1', 'cell 3']`. */
  cellsAt(spans: readonly SourceSpan[]): readonly string[];
}

/** All of `passages` that are source, in their order, an empty line between two; null if there are fewer than two, or too much of it. */
export function joinCells(passages: readonly Passage[]): Cells | null {
  const cells = passages.filter(({ kind }) => kind === 'notebook-source');
  const texts: string[] = [];
  const starts: number[] = [];
  let length = 0;
  for (const { text } of cells) {
    starts.push(length);
    texts.push(text);
    length += text.length + BETWEEN.length;
    if (length > LIMIT) return null;
  }
  if (cells.length < 2) return null;
  let begins: readonly number[] | undefined; // of the cells, in the object
  return {
    kind: 'notebook-source',
    text: texts.join(BETWEEN),
    trail: [],
    cellsAt: (spans) => {
      begins ??= cells.map((cell) => cell.toSource(0, 1)[0].start);
      const own = begins;
      const cellOf = ({ start }: SourceSpan) => cells[lowerBound(own.length, (at) => (own[at] as number) > start) - 1];
      return [...new Set(spans.flatMap((span) => cellOf(span)?.trail ?? []))];
    },
    toSource: (start, end) => {
      const first = Math.max(0, lowerBound(starts.length, (index) => (starts[index] as number) > start) - 1);
      const spans: SourceSpan[] = [];
      for (let at = first; at < cells.length && (at === first || (starts[at] as number) < end); at++) {
        const [base, size] = [starts[at] as number, (texts[at] as string).length];
        const [from, to] = [Math.min(size, Math.max(0, start - base)), Math.min(size, end - base)];
        if (at === first || to > from) spans.push(...(cells[at] as Passage).toSource(from, Math.max(from, to)));
      }
      return spans as [SourceSpan, ...SourceSpan[]];
    },
  };
}
