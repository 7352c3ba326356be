// Python, and the cells of notebooks, as statements and expressions.
import type { Module } from '../syntax.ts';
import { Blocks } from './blocks.ts';
import { tokenize } from './lexer.ts';
import { joinLines } from './lines.ts';

/** What `parsePython` is told. */
export interface PythonOptions {
  /** Whether the text is one cell: lines of IPython (`!ls`, `%env X`, `%%bash`, `x = !ls`, `name?`) are magics then. */
  readonly notebook?: boolean;
}

/** Cell magics whose body is Python. */
const PYTHON_CELLS = /^%%(?:capture|time|timeit|prun|memit|mprun|lprun|python[23]?|pypy|px|skip|local)\b/;

/**
 * The statements of `text` in order, for Python 2.7 to 3.14. Never throws, takes linear time; what it cannot read is skipped up to the next
 * line that begins a statement, and is named in `gaps`; an empty gap is where something is missing. Positions are UTF-16 units of `text`.
 */
export function parsePython(text: string, options: PythonOptions = {}): Module {
  const notebook = options.notebook === true;
  const start = notebook ? text.search(/[^\s\ufeff]/) : -1;
  if (start !== -1 && text.startsWith('%%', start) && !PYTHON_CELLS.test(text.slice(start, start + 20))) {
    const magic = text.slice(start);
    return { statements: [{ kind: 'magic', start, end: text.length, text: magic }], gaps: [] };
  }
  const parser = new Blocks(joinLines(tokenize(text, { notebook })));
  return { statements: parser.lines(-1), gaps: parser.gaps };
}
