// Replaces credentials in the code cells of a notebook; in its JSON, every byte stays that is not of the code that changes.
import { codeCells } from '../risks/notebook.ts';
import { type Language, tokensOf } from './lex.ts';
import { type Patch, patched, type Replacement, type Spot } from './patch.ts';
import { isImported, isTaken } from './python-import.ts';

/** What is known of the cells of a notebook as one program. */
export interface Known {
  /** Whether a cell before imports os. */
  readonly isImported: boolean;
  /** Whether any cell gives the name to something else. */
  readonly isTaken: boolean;
}

type Cell = NonNullable<ReturnType<typeof codeCells>>[number];
type Replace = (text: string, language: Language, spots: readonly Spot[], known?: Known) => Replacement;

/** Places of one value that are compared. */
const MOST = 1000;
const SHELL = /^\s*%%(?:bash|sh)\b[^\n]*\n/;
/** Cells in another language or a file of their own. */
const OTHER = /^\s*%%(?!(?:capture|time|timeit|prun)\b)/;
const NO_CELL = 'it is in no code that can be changed; take it out by hand';

/** What `replace` does to the cells in which `spots` are; null for no notebook of Python. It is proven that the cells are changed as it says, and no other. */
export function inCells(text: string, spots: readonly Spot[], replace: Replace): Replacement | null {
  const bytes = Buffer.from(text, 'latin1');
  const cells = codeCells(bytes);
  if (!cells) return null;
  const advice = new Map(spots.map(({ start }) => [start, NO_CELL]));
  const patches: Patch[] = [];
  const expected = cells.map((cell) => cell.text);
  let known = { isImported: false, isTaken: cells.some((cell) => isTaken(cell.text, tokensIn(cell))) };
  for (const [index, cell] of cells.entries()) {
    const own = spotsIn(cell, text, spots);
    const { patches: its, advice: left } = replaceIn(cell.text, [...own.keys()], known, replace);
    for (const [spot, { start }] of own) {
      const how = left.get(spot.start);
      if (how === undefined) advice.delete(start);
      else advice.set(start, how);
    }
    patches.push(...its.map((patch) => inJson(text, cell, patch)));
    const after = patched(Buffer.from(cell.text, 'latin1'), its).toString('latin1');
    expected[index] = after;
    known = { ...known, isImported: known.isImported || isImported(after, tokensOf(after, 'python', true) ?? []) };
  }
  const now = codeCells(patched(bytes, patches));
  if (now?.length === cells.length && now.every((cell, at) => cell.text === expected[at])) return { patches, advice };
  return { patches: [], advice: new Map(spots.map(({ start }) => [start, NO_CELL])) };
}

function tokensIn({ text }: Cell): NonNullable<ReturnType<typeof tokensOf>> {
  return OTHER.test(text) ? [] : (tokensOf(text, 'python', true) ?? []);
}

function replaceIn(text: string, spots: readonly Spot[], known: Known, replace: Replace): Replacement {
  const [magic] = SHELL.exec(text) ?? [];
  // What is over U+00FF cannot be taken for a byte.
  if (spots.length === 0 || (OTHER.test(text) && magic === undefined) || /[^\0-\xff]/.test(text))
    return { patches: [], advice: new Map(spots.map(({ start, variable }) => [start, `read $${variable} there`])) };
  if (magic === undefined) return replace(text, 'python', spots, known);
  const by = magic.length;
  const below = spots.map((spot) => ({ ...spot, start: spot.start - by, end: spot.end - by }));
  const { patches, advice } = replace(text.slice(by), 'shell', below);
  return {
    patches: patches.map((patch) => ({ ...patch, start: patch.start + by, end: patch.end + by })),
    advice: new Map([...advice].map(([start, how]) => [start + by, how])),
  };
}

/** The spots that are in a cell, by their places in its text, in order. */
function spotsIn(cell: Cell, text: string, spots: readonly Spot[]): Map<Spot, Spot> {
  const [first, last] = [cell.offset(0), cell.offset(cell.text.length)];
  const found = new Map<Spot, Spot>();
  for (const spot of spots.filter(({ start, end }) => start >= first && end <= last)) {
    const value = text.slice(spot.start, spot.end);
    let at = cell.text.indexOf(value);
    for (let count = 0; at >= 0 && count < MOST && cell.offset(at) !== spot.start; count++)
      at = cell.text.indexOf(value, at + 1);
    if (at >= 0) found.set({ ...spot, start: at, end: at + value.length }, spot);
  }
  return found;
}

/** The same patch, of the file: in the strings of JSON that the lines of a cell are. */
function inJson(text: string, cell: Cell, { start, end, text: value }: Patch): Patch {
  const from = cell.offset(start);
  const escaped = JSON.stringify(value).slice(1, -1);
  if (end === start) {
    // A line of its own, as the others are: `[\n    "` is what stands before.
    const [, gap] = /[[,](\s*)"$/.exec(text.slice(Math.max(from - 200, 0), from)) ?? [];
    const isLine = gap !== undefined && text[from - 2] !== '\\' && value.endsWith('\n');
    return { start: from, end: from, text: isLine ? `${escaped}",${gap}"` : escaped };
  }
  const last = cell.offset(end - 1);
  const [sequence = ''] = /^\\(?:u[0-9a-fA-F]{4}|.)|^./s.exec(text.slice(last, last + 6)) ?? [];
  return { start: from, end: last + sequence.length, text: escaped };
}
