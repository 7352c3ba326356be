// Reads bytes as code: what it shows of a credential, with the way back to the bytes.
import { logging } from 'hfleaks:logging';
import type { Imports, Look } from '../flow/exposures.ts';
import { exposuresIn, exposuresInCells } from '../flow/reading.ts';
import { contentKind, latin1, saysCode } from '../path.ts';
import { codeCells } from './notebook.ts';

/** A file as code: its text, or that of all cells; `offset` gives the byte behind a place in it. */
export interface Code {
  readonly name: string;
  readonly text: string;
  readonly cells: readonly string[] | null;
  readonly offset: (at: number) => number;
  /** The cell in which a place of the text is. */
  readonly trail: (at: number) => readonly string[];
}

/** Larger ones are not followed, in bytes. */
export const CODE_LIMIT = 1 << 20;
const NOTEBOOK_LIMIT = 16 << 20;

/** `bytes` as code, null for what is none or too large for it: `too-large`. */
export function codeOf(path: Uint8Array, bytes: Uint8Array): Code | 'too-large' | null {
  const name = latin1(path);
  if (contentKind(path) === 'notebook') return bytes.length > NOTEBOOK_LIMIT ? 'too-large' : notebookCode(name, bytes);
  if (bytes.length > CODE_LIMIT) return saysCode(path, bytes) ? 'too-large' : null;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return {
    name,
    text: latin1(bytes.subarray(start)),
    cells: null,
    offset: (at) => at + start,
    trail: () => [],
  };
}

/** What the code shows, by place, and whether it gives something to others; a module that is not `isWorth` it, by what others give it. */
export async function lookAt({ name, text, cells }: Code, imports?: Imports, isWorth = true): Promise<Look> {
  if (!cells) return exposuresIn({ name, text }, logging, imports, isWorth);
  return { ...(await exposuresInCells(name, cells, logging, imports)), isGiver: false };
}

function notebookCode(name: string, bytes: Uint8Array): Code | 'too-large' | null {
  const cells = codeCells(bytes);
  if (!cells) return null;
  const starts: number[] = [];
  let length = 0;
  for (const { text } of cells) {
    starts.push(length);
    length += text.length;
  }
  if (length > CODE_LIMIT) return 'too-large';
  const indexOf = (at: number): number =>
    Math.max(
      0,
      starts.findLastIndex((start) => start <= at),
    );
  return {
    name,
    text: cells.map(({ text }) => text).join(''),
    cells: cells.map(({ text }) => text),
    offset: (at) => cells[indexOf(at)]?.offset(at - (starts[indexOf(at)] ?? 0)) ?? 0,
    trail: (at) => [`cell ${cells[indexOf(at)]?.number ?? 1}`],
  };
}
