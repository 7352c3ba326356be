// Jupyter notebooks (nbformat 3 and 4): each source, output and metadata text as a passage of its own.
import { constants } from 'node:buffer';
import type { Passage } from '../types.ts';
import { bufferOf } from './bytes.ts';
import { type JsonVisitor, walkJsonInSteps } from './json.ts';
import { Offsets } from './offsets.ts';
import { type Row, Streams } from './streams.ts';
import { type Sheet, Unit, type UnitForm } from './unit.ts';

export { joinCells } from './cells.ts';

/** A text of fewer bytes holds no credential; there are many such (`"stdout"`, cell ids). */
const MIN_UNIT = 16;

/**
 * The texts of a notebook in the order of the file, or null for what is no notebook: no UTF-8 JSON object with `cells`
 * or `worksheets`, or too long. Of one that is broken, or too deep (1,000), those before that place. Sources (lists of strings joined) come as `notebook-source`, all
 * outputs as `notebook-output` without ANSI sequences, metadata, attachments and the rest as `text`; trails count cells
 * and outputs from 1: `['cell 3', 'output 1']`, `['cell 3', 'metadata']`. `toSource` answers offsets in `bytes`, one span
 * for each stretch. The passages read `bytes` when asked: they must stay unchanged as long as the passages are used.
 * Format: nbformat's "The Notebook file format".
 */
export function decodeNotebook(bytes: Uint8Array): readonly Passage[] | null {
  const passages: Passage[] = [];
  const texts = notebookTexts(bytes);
  for (let next = texts.next(); ; next = texts.next()) {
    if (next.done) return next.value ? passages : null;
    passages.push(next.value);
  }
}

/** The same one by one, lazily, as the file is read; returns whether it is a notebook. Of what is none, nothing is given. */
export function* notebookTexts(bytes: Uint8Array): Generator<Passage, boolean> {
  if (bytes.length > constants.MAX_STRING_LENGTH) return false;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const reader = new Reader(bufferOf(bytes));
  for (const _ of walkJsonInSteps(bytes, start, reader)) if (reader.isNotebook) yield* reader.units.splice(0);
  reader.end();
  if (reader.isNotebook) yield* reader.units;
  return reader.isNotebook;
}

/** What a container of the JSON is. `list`: strings that make one text; `loose`: anything, each string a text. */
type Role =
  | 'file'
  | 'notebook'
  | 'worksheets'
  | 'worksheet'
  | 'cells'
  | 'cell'
  | 'outputs'
  | 'output'
  | 'data'
  | 'list'
  | 'loose';

interface Frame extends UnitForm {
  readonly role: Role;
}

type Shape = 'object' | 'array' | 'string';

class Reader implements JsonVisitor {
  readonly units: Unit[] = [];
  isNotebook = false;
  readonly #sheet: Sheet;
  readonly #frames: Frame[] = [frame('file', 'text', [])];
  /** The pieces of the innermost `list`; lists do not nest. */
  #list = new Offsets();
  #key = '';
  #cells = 0;
  #outputs = 0;
  readonly #streams = new Streams();

  constructor(bytes: Buffer) {
    this.#sheet = { bytes, pieces: new Offsets(), open: null };
  }

  open(array: boolean): void {
    const next = this.#frameOf(array ? 'array' : 'object');
    if (next.role === 'list') this.#list = new Offsets();
    if (next.role === 'outputs') this.#outputs = 0;
    if (next.role === 'cells' || next.role === 'worksheets') this.isNotebook = true;
    this.#frames.push(next);
  }

  close(): void {
    const ended = this.#frames.pop();
    if (ended?.role === 'list') this.#addText(ended, this.#list);
    if (ended?.role === 'output') this.#addStreams(this.#streams.endOutput(ended.trail));
    if (ended?.role === 'outputs') this.#addStreams(this.#streams.end());
  }

  /** Ends what is open where the file breaks off. */
  end(): void {
    while (this.#frames.length > 1) this.close();
  }

  key(from: number, to: number): void {
    const parent = this.#parent;
    if (parent.role === 'loose') this.#add(parent, [from, to]);
    else this.#key = this.#sheet.bytes.toString('latin1', from, to);
  }

  string(from: number, to: number): void {
    if (this.#parent.role === 'list') {
      this.#list.push(from);
      this.#list.push(to);
    } else this.#addText(this.#frameOf('string'), [from, to]);
  }

  /** A text of any place; one directly in an output can be of a stream. */
  #addText(form: UnitForm, pieces: Iterable<number>): void {
    if (this.#parent.role === 'output') this.#streams.addText(this.#key, pieces, this.#sheet.bytes);
    this.#add(form, pieces);
  }

  #addStreams(row: Row | null): void {
    if (row) this.#add(frame('loose', 'notebook-output', [...row.trail, 'joined outputs']), row.pieces);
  }

  get #parent(): Frame {
    return this.#frames.at(-1) ?? frame('loose', 'text', []);
  }

  #add(form: UnitForm, pieces: Iterable<number>): void {
    let length = 0;
    let sign = -1;
    for (const position of pieces) {
      length += sign * position;
      sign = -sign;
    }
    if (length < MIN_UNIT) return;
    const store = this.#sheet.pieces;
    const first = store.length / 2;
    for (const position of pieces) store.push(position);
    this.units.push(new Unit(this.#sheet, form, first, store.length / 2));
  }

  /** What the value is that comes next, by where it stands. */
  #frameOf(shape: Shape): Frame {
    const parent = this.#parent;
    const { role, trail } = parent;
    switch (role) {
      case 'file':
        return frame(shape === 'object' ? 'notebook' : 'loose', 'text', []);
      case 'notebook':
      case 'worksheet':
        return this.#inNotebook(role, shape);
      case 'worksheets':
        return frame(shape === 'object' ? 'worksheet' : 'loose', 'text', []);
      case 'cells':
        return shape === 'object' ? frame('cell', 'text', [`cell ${++this.#cells}`]) : frame('loose', 'text', []);
      case 'cell':
        return this.#inCell(trail, shape);
      case 'outputs':
        if (shape !== 'object') return frame('loose', 'notebook-output', trail);
        return frame('output', 'notebook-output', [...trail, `output ${++this.#outputs}`]);
      case 'output':
        return this.#inOutput(trail, shape);
      case 'data':
        return frame(shape === 'array' && !isJsonType(this.#key) ? 'list' : 'loose', 'notebook-output', trail);
      case 'list':
        return frame('loose', parent.kind, trail);
      case 'loose':
        return parent;
    }
  }

  #inNotebook(role: 'notebook' | 'worksheet', shape: Shape): Frame {
    if (this.#key === 'cells' && shape === 'array') return frame('cells', 'text', []);
    if (this.#key === 'worksheets' && shape === 'array' && role === 'notebook') return frame('worksheets', 'text', []);
    return frame('loose', 'text', this.#key === 'metadata' ? ['metadata'] : []);
  }

  #inCell(trail: readonly string[], shape: Shape): Frame {
    switch (this.#key) {
      case 'source':
      case 'input': // nbformat 3, code cells
        return frame(shape === 'array' ? 'list' : 'loose', 'notebook-source', trail);
      case 'outputs':
        return frame(shape === 'array' ? 'outputs' : 'loose', 'notebook-output', trail);
      case 'metadata':
        return frame('loose', 'text', [...trail, 'metadata']);
      case 'attachments':
        return frame('loose', 'text', [...trail, 'attachment']);
      default:
        return frame('loose', 'text', trail);
    }
  }

  /** nbformat 4 keeps MIME types in `data`; nbformat 3 has `text`, `html`, … beside `output_type`. */
  #inOutput(trail: readonly string[], shape: Shape): Frame {
    if (this.#key === 'metadata') return frame('loose', 'text', [...trail, 'metadata']);
    if (this.#key === 'data' && shape === 'object') return frame('data', 'notebook-output', trail);
    if (this.#key === 'traceback' && shape === 'array') return frame('list', 'notebook-output', trail, '\n');
    return frame(shape === 'array' ? 'list' : 'loose', 'notebook-output', trail);
  }
}

function frame(role: Role, kind: Passage['kind'], trail: readonly string[], joiner: '' | '\n' = ''): Frame {
  return { role, kind, trail, joiner };
}

/** JSON in a MIME bundle stands as such; everything else is text that may be split into lines. */
function isJsonType(mime: string): boolean {
  return mime === 'application/json' || mime.endsWith('+json');
}
