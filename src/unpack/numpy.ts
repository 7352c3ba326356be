// Numpy's arrays of strings, which have one width: behind the widest of them nothing stands before the next. numpy/lib/format.py
import type { Container } from './container.ts';
import { ascii, bufferOf, counted, latin1, linesOf, member, SHORTEST, writeLine } from './members.ts';

/** The header is a line of Python, so long at most where anything is to be read. */
const LONGEST_HEADER = 1024;

/** Yields one member, `strings`: every item, one a line; what is beyond ASCII in items of four bytes a character is `?`. */
export const numpy: Container = {
  name: 'numpy',
  isListing: true,
  matches: (bytes) => stringsOf(bytes) !== null,
  members: (bytes, budget) =>
    counted(
      budget,
      [stringsOf(bytes)].flatMap((strings) => {
        if (!strings) return [];
        const { start, width, unit, isBig } = strings;
        const found = linesOf(bytes, budget, (output) => {
          for (let at = start; at < bytes.length; at += width) {
            const item = bytes.subarray(at, at + width);
            writeLine(output, unit === 1 ? item : narrowed(item, isBig));
          }
        });
        return [member('strings', found)];
      }),
    ),
};

/** How the array is written, `<U37`, and where it begins; null for what is none. */
export function arrayOf(bytes: Uint8Array): { readonly start: number; readonly type: string } | null {
  const head = bufferOf(bytes.subarray(0, LONGEST_HEADER));
  if (head.length < 12 || latin1(head, 0, 6) !== '\x93NUMPY') return null;
  const start = head[6] === 1 ? 10 + head.readUInt16LE(8) : 12 + head.readUInt32LE(8);
  return { start, type: /'descr': '([^']*)'/.exec(latin1(head))?.[1] ?? '' };
}

function stringsOf(bytes: Uint8Array): { start: number; width: number; unit: number; isBig: boolean } | null {
  const array = arrayOf(bytes);
  const [, order, letter, count = ''] = /^([<>|])([US])([1-9][0-9]{1,5})$/.exec(array?.type ?? '') ?? [];
  if (!array || Number(count) < SHORTEST) return null;
  const unit = letter === 'U' ? 4 : 1;
  return { start: array.start, width: unit * Number(count), unit, isBig: order === '>' };
}

function narrowed(item: Uint8Array, isBig: boolean): Uint8Array {
  let text = '';
  for (let at = isBig ? 3 : 0; at < item.length; at += 4) {
    const isAscii = item[at ^ 1] === 0 && item[at ^ 2] === 0 && item[at ^ 3] === 0 && (item[at] as number) < 0x80;
    text += isAscii ? String.fromCharCode(item[at] as number) : '?';
  }
  return ascii(text);
}
