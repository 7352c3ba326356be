// Terminal sessions as asciinema records them: what was typed or printed comes event by event, `[0.25, "o", "hf_…"]`, each on a line.
import { indexOfByte, latin1 } from './bytes.ts';
import type { Step } from './operands.ts';

const EVENT = /^\[[\d.e-]{1,24}, ?"([io])", ?"/;
/** Bytes of an event that is read, and events that may stand between two of one kind: what is typed comes back in others. */
const LONGEST = 512;
const MOST_BETWEEN = 4;

/** As the line of a text, and a quote behind it, that may go on in the next event. */
export function lineRecorded(text: string): string {
  return `"[io]", ?"[^"]*${text}\\]`;
}

/** The text of the next event of the same kind, where that of an event ends with the quote at `quote`. */
export function nextEvent(bytes: Uint8Array, quote: number): Step | null {
  if (bytes[quote] !== 0x22 || bytes[quote + 1] !== 0x5d) return null;
  const end = quote + (bytes[quote + 2] === 0x0d ? 3 : 2);
  if (bytes[end] !== 0x0a || bytes[end + 1] !== 0x5b) return null;
  let start = quote;
  while (start > 0 && bytes[start - 1] !== 0x0a) if (quote - --start > LONGEST) return null;
  const kind = EVENT.exec(latin1(bytes, start, quote))?.[1];
  let next = end + 1;
  for (let between = 0; kind !== undefined && between <= MOST_BETWEEN; between++) {
    const event = EVENT.exec(latin1(bytes, next, next + 64));
    if (!event) return null;
    if (event[1] === kind) return { to: next + event[0].length, inString: true };
    const line = indexOfByte(bytes, 0x0a, next, Math.min(bytes.length, next + LONGEST));
    if (line < 0) return null;
    next = line + 1;
  }
  return null;
}
