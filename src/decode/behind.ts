// What the sieve sees of the bytes behind an anchor, in tables: nearly all that looks like one is a name in a program, and ends as names do.
import type { Behind, Follows } from '../types.ts';

/** A byte of the run; one that may separate its parts where the program takes separators out, see stripped.ts; and what ends a literal then. */
export const IN_RUN = 0x80;
export const SEPARATES = 0x40;
export const QUOTES = 0x20;
/** The other bits are kinds of ends: one of them must be that of the byte which ends the run, and of the one behind it, or of both before the anchor. */
export const ENDS = 1;

/** The tables of a `Behind`, in their order. */
interface BehindTables {
  readonly classes: Uint8Array;
  readonly last: Uint8Array;
  readonly next: Uint8Array;
  readonly before: Uint8Array;
  readonly twoBefore: Uint8Array;
}

/** All of them empty. */
export function behindTables(): BehindTables {
  const classes = new Uint8Array(4 * 256);
  const table = (number: number): Uint8Array => classes.subarray(256 * number, 256 * (number + 1));
  return { classes, last: table(0), next: table(1), before: table(2), twoBefore: table(3) };
}

/** What one of `follows` needs directly behind an anchor of so many bytes, `as` the encoding writes text; whatever comes then. */
export function followsBehind(
  width: number,
  follows: readonly Follows[],
  as = (text: string): string => text,
): Behind | undefined {
  const { classes, last } = behindTables();
  for (const { literal = '', set } of follows) {
    if (set === '') return undefined;
    for (const char of as(literal + set)) if (char < '\u0100') last[char.charCodeAt(0)] = IN_RUN;
  }
  for (const [byte, kind] of classes.entries()) if (kind !== IN_RUN) classes[byte] = ENDS;
  return { from: width, least: Math.min(...follows.map(({ literal = '', min }) => literal.length + min)), classes };
}
