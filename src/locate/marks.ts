// Which parts of a line are secrets, so that an excerpt masks them all.
import type { SourceSpan } from '../types.ts';
import type { Lines } from './lines.ts';

/** A stretch of one line that belongs to a secret, in UTF-16 units from the line's start, end exclusive. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly mask: string;
}

/** Marks are kept in blocks, since a line can be megabytes long. A block is wider than an excerpt; a mark is kept in all that it touches. */
const BLOCK = 1 << 10;
/** No match is longer, in blocks. */
const LONGEST = 64;

/** The marks of one segment. */
export class Marks {
  /** By line and block: one number, since a secret can stand in many pieces. */
  readonly #blocks = new Map<number, Mark[]>();

  /** Marks a secret that stands in `spans`: its mask at the first of them, `…` at the others. */
  add(spans: readonly SourceSpan[], mask: string, lines: Lines): void {
    for (const [index, { start, end }] of spans.entries()) {
      const [first, last] = [lines.position(start), lines.position(end)];
      // In a line that ends within it, the mark goes to that end: no byte is more than one unit.
      const to = last.line === first.line ? last.column - 1 : first.column - 1 + end - start;
      const mark = { from: first.column - 1, to, mask: index === 0 ? mask : '…' };
      const begin = Math.floor(first.column / BLOCK);
      for (let at = begin; at <= Math.min(begin + LONGEST, Math.floor(to / BLOCK)); at++) {
        const key = keyOf(first.line, at);
        const block = this.#blocks.get(key);
        // What is packed has no place of its own: all that is in it stands where the first does, and one mark hides them all.
        if (block?.some(({ from, to: end }) => from === mark.from && end === to)) break;
        if (block) block.push(mark);
        else this.#blocks.set(key, [mark]);
      }
    }
  }

  /** All marks that can be seen in an excerpt around a place, and some more. */
  around({ line, column }: { readonly line: number; readonly column: number }): Mark[] {
    const block = Math.floor(column / BLOCK);
    const found: Mark[] = [];
    for (let at = block - 1; at <= block + 1; at++)
      // One that begins before is kept in the block before, too.
      for (const mark of this.#blocks.get(keyOf(line, at)) ?? [])
        if (at < block || Math.floor((mark.from + 1) / BLOCK) === at) found.push(mark);
    return found;
  }
}

/** Lines are not longer than 2^32 units, which is so many blocks. */
function keyOf(line: number, block: number): number {
  return line * 2 ** 22 + block;
}
