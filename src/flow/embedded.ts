// Text that stands in a file in another form (a block of YAML, a joined line, a recipe), with the way back to the file.

import type { Span } from './syntax.ts';

/** `text`, made of runs: run `n` begins at `starts[n]` in the text and at `sources[n]` in the file; both ascend. */
export interface Embedded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly sources: readonly number[];
}

/** Collects an `Embedded` piece by piece. */
export interface Weaver {
  /** Adds text whose first character stands at `source` in the file, the others right behind it. */
  add(text: string, source: number): void;
  /** Adds text that is not in the file as such: every character of it points at `source`. */
  addFixed(text: string, source: number): void;
  /** Adds another text, with its own way back. */
  append(other: Embedded): void;
  end(): Embedded;
}

/** Gives an empty collector. */
export function weave(): Weaver {
  const pieces: string[] = [];
  const starts: number[] = [0];
  const sources: number[] = [0];
  let length = 0;
  let last = 0;
  const add = (text: string, source: number) => {
    if (text === '') return;
    if (length === 0) {
      sources[0] = source;
      last = source;
    } else if (source !== last) {
      starts.push(length);
      sources.push(source);
    }
    pieces.push(text);
    length += text.length;
    last = source + text.length;
  };
  return {
    add,
    addFixed: (text, source) => {
      for (const unit of text) add(unit, source);
    },
    append: ({ text, starts: runs, sources: places }) => {
      runs.forEach((run, index) => {
        add(text.slice(run, runs[index + 1] ?? text.length), places[index] ?? 0);
      });
    },
    end: () => ({ text: pieces.join(''), starts, sources }),
  };
}

/** A text that is the file itself, or a piece of it that begins at `source`. */
export function embed(text: string, source = 0): Embedded {
  return { text, starts: [0], sources: [source] };
}

/** Where a character of the text stands in the file. */
export function sourceOf(embedded: Embedded, offset: number): number {
  const run = embedded.starts.length === 1 ? 0 : runAt(embedded.starts, offset);
  return (embedded.sources[run] ?? 0) + offset - (embedded.starts[run] ?? 0);
}

/** Where a stretch of the text stands in the file. */
export function spanOf(embedded: Embedded, start: number, end: number): Span {
  const source = sourceOf(embedded, start);
  return { start: source, end: end > start ? Math.max(source, sourceOf(embedded, end - 1) + 1) : source };
}

/** A stretch of the text, with its own way back. */
export function slice(embedded: Embedded, start: number, end: number): Embedded {
  const { text, starts, sources } = embedded;
  if (starts.length === 1) return embed(text.slice(start, end), sourceOf(embedded, start));
  const woven = weave();
  for (let run = runAt(starts, start); run < starts.length; run++) {
    const from = Math.max(start, starts[run] ?? 0);
    const to = Math.min(end, starts[run + 1] ?? text.length);
    if (from >= end) break;
    woven.add(text.slice(from, to), (sources[run] ?? 0) + from - (starts[run] ?? 0));
  }
  return woven.end();
}

/** What of the text stands within a span of the file; what a literal holds, to be read once more as code. */
export function within(embedded: Embedded, span: Span): Embedded {
  const offsetOf = (source: number) => {
    const run = runAt(embedded.sources, source);
    const start = embedded.starts[run] ?? 0;
    const next = embedded.starts[run + 1] ?? embedded.text.length;
    return Math.min(next, Math.max(start, start + source - (embedded.sources[run] ?? 0)));
  };
  return slice(embedded, offsetOf(span.start), offsetOf(span.end));
}

/** The last run that begins at or before the position. */
function runAt(ascending: readonly number[], position: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
