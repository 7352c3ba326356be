// What a program wrote to one stream, where a notebook keeps it in several outputs.
import { Offsets } from './offsets.ts';

/** `stdout`, `stderr`. */
const LONGEST_NAME = 16;

/** Outputs of one cell that follow each other in one stream. */
export interface Row {
  /** That of the first. */
  readonly trail: readonly string[];
  readonly pieces: Iterable<number>;
}

/** Puts together what a program wrote to one stream, and the notebook keeps in several outputs. */
export class Streams {
  #name = '';
  #type = '';
  #text: Iterable<number> = [];
  #row: {
    readonly name: string;
    readonly trail: readonly string[];
    readonly pieces: Offsets;
    outputs: number;
  } | null = null;

  /** A text in an output, by its key: `name`, in nbformat 3 `stream`, says which stream it is. */
  addText(key: string, pieces: Iterable<number>, bytes: Buffer): void {
    const [from = 0, to = from] = pieces;
    if (key === 'text') this.#text = pieces;
    else if (key === 'output_type') this.#type = bytes.toString('latin1', from, Math.min(to, from + LONGEST_NAME));
    else if (key === 'name' || key === 'stream')
      this.#name = bytes.toString('latin1', from, Math.min(to, from + LONGEST_NAME));
  }

  /** Takes the output that ended; gives the row before it, if it is of two and more and does not go on. */
  endOutput(trail: readonly string[]): Row | null {
    const [name, type, text] = [this.#name, this.#type, this.#text];
    [this.#name, this.#type, this.#text] = ['', '', []];
    if (type !== 'stream') return this.end();
    if (this.#row?.name === name) {
      for (const position of text) this.#row.pieces.push(position);
      this.#row.outputs++;
      return null;
    }
    const ended = this.end();
    this.#row = { name, trail, pieces: new Offsets(), outputs: 1 };
    for (const position of text) this.#row.pieces.push(position);
    return ended;
  }

  /** The row that ends here. */
  end(): Row | null {
    const row = this.#row;
    this.#row = null;
    return row && row.outputs > 1 ? row : null;
  }
}
