// Physical lines to logical ones: drops the LINE tokens inside brackets, and finds where a bracket that is never closed ends.
import * as t from './tokens.ts';

/**
 * The same tokens without the newlines inside brackets. A bracket without a partner holds lines as long as they are indented deeper than the
 * statement it stands in and do not begin with what only a statement begins with. Linear; the columns of `tokens` are written over.
 */
export function joinLines(tokens: t.Tokens): t.Tokens {
  const { text, kinds, starts, ends, count } = tokens;
  const partners = pair(tokens);
  let until = -1;
  let isOpen = false;
  let column = 0;
  let to = 0;
  for (let at = 0; at < count; at++) {
    const kind = kinds[at] as number;
    if (kind === t.LINE) {
      if (at < until) continue;
      const indentation = ends[at] as number;
      if (isOpen && indentation > column && !beginsStatement(kinds[at + 1] as number)) continue;
      isOpen = false;
      column = indentation;
    } else if (at > until && isOpener(kind)) {
      const partner = partners[at] as number;
      if (partner > 0) until = partner;
      else isOpen = true;
    }
    kinds[to] = kind;
    starts[to] = starts[at] as number;
    ends[to] = ends[at] as number;
    to++;
  }
  kinds[to] = t.END;
  starts[to] = text.length;
  ends[to] = text.length;
  return { text, kinds, starts, ends, count: to };
}

/** For each opening bracket the index of its closing one, 0 if there is none. */
function pair({ kinds, count }: t.Tokens): Int32Array {
  const partners = new Int32Array(count + 1);
  const stack: number[] = [];
  const open = new Int32Array(256);
  for (let at = 0; at < count; at++) {
    const kind = kinds[at] as number;
    if (isOpener(kind)) {
      stack.push(at);
      open[kind] = (open[kind] as number) + 1;
    } else if (kind === t.LINE) {
      if (stack.length > 0 && beginsStatement(kinds[at + 1] as number)) {
        stack.length = 0;
        open.fill(0);
      }
    } else {
      const wanted = opener(kind);
      if (wanted === 0 || open[wanted] === 0) continue;
      for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
        const found = kinds[top] as number;
        open[found] = (open[found] as number) - 1;
        if (found !== wanted) continue;
        partners[top] = at;
        break;
      }
    }
  }
  return partners;
}

function isOpener(kind: number): boolean {
  return kind === t.OPEN || kind === t.OPEN_SQUARE || kind === t.OPEN_CURLY || kind === t.FIELD;
}

function opener(kind: number): number {
  if (kind === t.CLOSE) return t.OPEN;
  if (kind === t.CLOSE_SQUARE) return t.OPEN_SQUARE;
  if (kind === t.CLOSE_CURLY) return t.OPEN_CURLY;
  return kind === t.FIELD_END ? t.FIELD : 0;
}

function beginsStatement(kind: number): boolean {
  return kind >= t.FROM && kind <= t.IMPORT;
}
