// The code cells of a Jupyter notebook (nbformat 3 and 4), however short, with the way back to the bytes.
import { type JsonVisitor, walkJson } from '../decode/json.ts';
import { latin1 } from '../path.ts';

/** One code cell; `offset` gives the byte behind a place in its text. */
export interface Cell {
  readonly text: string;
  /** Counted from 1, all cells. */
  readonly number: number;
  readonly offset: (at: number) => number;
}

const ESCAPE = /\\(?:u[0-9A-Fa-f]{4}|.)/gs;
const SHORT: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const CELL = /^(?:cells|worksheets\/\*\/cells)\/\*\/(cell_type|source|input)(?:\/\*)?$/;
const LANGUAGE = /^metadata\/(?:kernelspec\/language|language_info\/name)$/;

/** The code cells in the order of the file; null for what is no notebook of Python. `bytes` must stay as long as they are used. */
export function codeCells(bytes: Uint8Array): readonly Cell[] | null {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const reader = new CellReader(bytes);
  if (!walkJson(bytes, start, reader) || !reader.isPython) return null;
  return reader.cells;
}

class CellReader implements JsonVisitor {
  readonly cells: Cell[] = [];
  isPython = true;
  readonly #bytes: Uint8Array;
  /** Names of the members and `*` for the items that lead to what comes next. */
  readonly #path: string[] = [];
  #number = 0;
  #type = '';
  #pieces: (readonly [from: number, to: number])[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  open(array: boolean): void {
    this.#path.push(array ? '*' : '');
    if (array || !/^(?:cells|worksheets\/\*\/cells)\/\*\/$/.test(this.#path.join('/'))) return;
    this.#number++;
    [this.#type, this.#pieces] = ['', []];
  }

  close(): void {
    const isCell = /^(?:cells|worksheets\/\*\/cells)\/\*\/[^/]*$/.test(this.#path.join('/'));
    if (this.#path.pop() === '*' || !isCell || this.#type !== 'code' || this.#pieces.length === 0) return;
    this.cells.push(cellOf(this.#bytes, this.#pieces, this.#number));
  }

  key(from: number, to: number): void {
    this.#path[this.#path.length - 1] = to - from < 20 ? latin1(this.#bytes.subarray(from, to)) : '-';
  }

  string(from: number, to: number): void {
    const path = this.#path.length > 6 ? '' : this.#path.join('/');
    const [, field] = CELL.exec(path) ?? [];
    if (field === 'cell_type') this.#type = latin1(this.#bytes.subarray(from, to));
    else if (field) this.#pieces.push([from, to]);
    else if (LANGUAGE.test(path)) this.isPython &&= /python/i.test(latin1(this.#bytes.subarray(from, to)));
  }
}

function cellOf(bytes: Uint8Array, pieces: readonly (readonly [number, number])[], number: number): Cell {
  const starts: number[] = [];
  let text = '';
  for (const [from, to] of pieces) {
    starts.push(text.length);
    text += latin1(bytes.subarray(from, to)).replace(ESCAPE, unescaped);
  }
  const offset = (at: number): number => {
    const index = Math.max(
      0,
      starts.findLastIndex((start) => start <= at),
    );
    const [from, to] = pieces[index] ?? [0, 0];
    let left = Math.max(0, at - (starts[index] ?? 0));
    const raw = latin1(bytes.subarray(from, to));
    let place = 0;
    for (const { 0: sequence, index: found } of raw.matchAll(ESCAPE)) {
      if (found - place >= left) break;
      left -= found - place + 1;
      place = found + sequence.length;
    }
    return Math.min(to, from + place + left);
  };
  return { text, number, offset };
}

function unescaped(sequence: string): string {
  const sign = sequence[1] ?? '';
  return sign === 'u' && sequence.length === 6
    ? String.fromCharCode(Number.parseInt(sequence.slice(2), 16))
    : (SHORT[sign] ?? sign);
}
