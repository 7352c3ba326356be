// Words without quotes that are put together: Ruby's `%w[hf_… …].join`, Perl's `join "", qw(hf_… …)`, a shell's `printf %s%s hf_… …`.
import { isSpace, isWord, latin1, NO_BYTES, tableOf } from './bytes.ts';
import { type Operand, type Step, skipSpace } from './operands.ts';

/** How far before the end of a word its list begins, and how far behind it what is done with the list is said. */
const BEFORE = 600;
const BEHIND = 800;
const RUBY = /%[wW].$/;
/** What stands between the list and that gives the same words. */
const RUBY_SAME = String.raw`(?:\s{0,32}\.\s?(?:freeze|dup|to_a|compact|flatten|map\(&:\w{1,16}\))){0,4}`;
const RUBY_JOINED = new RegExp(
  String.raw`^(?:\s{1,32}\w{1,64}){1,48}\s{0,32}[\])}>/|!]${RUBY_SAME}\s{0,32}\.\s?join\b(?!\s?\(\s?["'][^"'])`,
);
const PERL = /\bjoin\s?\(?\s?(?:""|'')\s?,\s?\(?qw\s?.$/;
/** A format that is used again for each two arguments has no line end. */
const SHELL = /\bprintf\s+(?:-v\s+\w{1,64}\s+)?(?:--\s+)?(?:(?:%s){1,48}|(["'])(?:%s|(?:%s){2,48}(?:\\n)?)\1)$/;
const PRINTF = /\bprintf\s+(?:-v\s+\w{1,64}\s+)?(?:--\s+)?["']$/;
/** The longest of these is no longer. */
const LONGEST_SHELL = 192;
const LONGEST_PRINTF = 96;

const OPENINGS = tableOf('[({</|!');
const FORMAT_ENDS = tableOf('%"\'');

/** The two characters before the first of such words, as sets: of what a blank ends, no more is asked at first. */
export const LIST_BEGINNING = ['wWs"\'[(', '[({</|! \t\n\v\f\r'] as const;

/** As `LIST_BEGINNING` and the blank behind the word, for lines: what stands before, and behind. */
export const WORD_LINES: readonly (readonly [before: string, behind: string])[] = [
  ['[Ww][[({</|!][ \t]*', '[ \t]+[A-Za-z0-9_]'],
  [`%s(\\\\n)?["']?[ \t]+`, '[ \t]+[A-Za-z0-9_]'],
];

/** The next word, where the one that ends at `at` is in a list of them which is joined with nothing between. */
export function wordAfter(bytes: Uint8Array, at: number): Step | null {
  if (!isSpace(bytes[at]) || !isWord(bytes[at - 1])) return null;
  const to = skipSpace(bytes, at, at + 32);
  return isWord(bytes[to]) && areJoined(bytes, at, to) ? { to, inString: true } : null;
}

/** The words that were read last: in a long row of them, each would read all before it. */
let row = { bytes: NO_BYTES, from: 0, to: 0 };

/** Where the row of words begins that goes on up to `end`, as far as it may. */
function wordsBefore(bytes: Uint8Array, end: number): number {
  const known = row.bytes === bytes && row.to <= end ? row.to : -1;
  let from = end;
  while (from > end - BEFORE && from !== known && (isWord(bytes[from - 1]) || isSpace(bytes[from - 1]))) from--;
  if (from === known) from = Math.max(row.from, end - BEFORE);
  row = { bytes, from, to: end };
  return from;
}

/** Whether that is done with the words of which one ends at `end`, and the next begins at `next`. */
function areJoined(bytes: Uint8Array, end: number, next: number): boolean {
  const from = wordsBefore(bytes, end);
  const last = bytes[from - 1] ?? 0;
  if (OPENINGS[last] === 1) {
    const before = latin1(bytes, from - 24, from);
    return RUBY.test(before) ? RUBY_JOINED.test(latin1(bytes, end, end + BEHIND)) : PERL.test(before);
  }
  // `%s` ends with a letter.
  const to = last === 0x25 ? from + 1 : from;
  if (FORMAT_ENDS[last] !== 1 || !isSpace(bytes[to])) return false;
  return SHELL.test(latin1(bytes, to - LONGEST_SHELL, to)) && !latin1(bytes, to, next).includes('\n');
}

/** The word that a shell prints for the placeholder number `index` of the format which begins at `opening` and ends at `end`: `printf "hf_%s" …`. */
export function printedWord(bytes: Uint8Array, opening: number, end: number, index: number): Operand | null {
  if (!PRINTF.test(latin1(bytes, opening - LONGEST_PRINTF, opening))) return null;
  let at = end;
  for (let skipped = 0; ; skipped++) {
    const start = skipSpace(bytes, at, at + 32);
    if (start === at) return null;
    at = start;
    while (at < start + BEFORE && isWord(bytes[at])) at++;
    if (at === start) return null;
    if (skipped === index) return { kind: 'text', at: start, end: at };
  }
}
