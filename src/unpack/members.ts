// Small tools for containers whose members are values: names, lines, and the end of a budget.
import type { Budget, Member } from './container.ts';
import { decodeWithin, type Output, type Unpacked } from './output.ts';

/** No credential is shorter: shorter values are left to the search of the file itself. */
export const SHORTEST = 24;

const NEWLINE = 0x0a;

/** A member called `name`, which is ASCII. */
export function member(name: string, { bytes, problem }: Pick<Unpacked, 'bytes' | 'problem'>): Member {
  return { name: ascii(name), bytes, problem };
}

/** The bytes of an ASCII text. */
export function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** The bytes in [`from`, `to`), a character for each. */
export function latin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return bufferOf(bytes).toString('latin1', from, to);
}

/** The same memory as a Buffer; no copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** More damaged members are nobody's: each of them takes as long as a large one. */
const MOST_DAMAGED = 2000;

/**
 * Counts `members` off the budget. Where its entries or its time end, or too many are damaged, the last member says `archive-limit`; where
 * they throw, it says `decode-error`.
 */
export function* counted(budget: Budget, members: Iterable<Member>): Generator<Member> {
  try {
    let damaged = 0;
    for (const one of members) {
      if (one.problem === 'decode-error') damaged++;
      if (budget.entries <= 0 || damaged > MOST_DAMAGED || performance.now() > budget.deadline) {
        yield member('', { bytes: new Uint8Array(0), problem: 'archive-limit' });
        return;
      }
      budget.entries--;
      yield one;
    }
  } catch {
    yield member('', { bytes: new Uint8Array(0), problem: 'decode-error' });
  }
}

/** The lines that `write` appends, taken from the budget as `decodeWithin` does; what `write` throws ends them. */
export function linesOf(bytes: Uint8Array, budget: Budget, write: (output: Output) => void): Unpacked {
  return decodeWithin(bytes, budget, (output) => {
    write(output);
    return bytes.length;
  });
}

/** Appends `value` as a line of its own. */
export function writeLine(output: Output, value: Uint8Array): void {
  output.append(value);
  output.push(NEWLINE);
}
