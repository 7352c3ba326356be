// The table that the lexer of Python fills, and the ends of lines.
import * as t from './tokens.ts';

const LINE_FEED = 10;
const RETURN = 13;

/** The layer under the lexer that knows nothing of Python. */
export abstract class Scanner {
  protected readonly text: string;
  protected kinds: Uint8Array;
  protected starts: Int32Array;
  protected ends: Int32Array;
  protected count = 0;
  protected at = 0;
  /** Brackets that are open. */
  protected depth = 0;

  constructor(text: string) {
    this.text = text;
    const capacity = (text.length >> 2) + 64;
    this.kinds = new Uint8Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  protected push(kind: number, start: number, end: number): void {
    if (this.count >= this.kinds.length - 1) this.grow();
    const at = this.count++;
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
  }

  protected grow(): void {
    const capacity = this.kinds.length * 2;
    const kinds = new Uint8Array(capacity);
    const starts = new Int32Array(capacity);
    const ends = new Int32Array(capacity);
    kinds.set(this.kinds);
    starts.set(this.starts);
    ends.set(this.ends);
    this.kinds = kinds;
    this.starts = starts;
    this.ends = ends;
  }

  /** Where the line that `at` stands in ends: at its newline or at the end of the text. */
  protected endOfLine(at: number): number {
    const text = this.text;
    let end = at;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === LINE_FEED || code === RETURN) break;
    }
    return end;
  }

  protected tokens(): t.Tokens {
    const { text, count } = this;
    this.push(t.END, text.length, text.length);
    return { text, kinds: this.kinds, starts: this.starts, ends: this.ends, count };
  }
}
