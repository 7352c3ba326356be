// The small expressions of GitHub's workflows: `secrets.HF_TOKEN`, `format('Bearer {0}', env.X)`, `a && b || 'c'`.

import { type Embedded, spanOf } from './embedded.ts';
import type { Argument, Expression, Span } from './syntax.ts';

const MAX_DEPTH = 50;
const MAX_LENGTH = 4000;
const TOKEN =
  /\s*(?:(?<word>[A-Za-z_][\w-]*)|(?<string>'(?:[^']|'')*')|(?<number>-?\d[\w.+-]*)|(?<sign>&&|\|\||[=!<>]=|[!<>()[\].,*]))/y;
const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>=']];

interface State {
  readonly text: string;
  readonly span: (start: number, end: number) => Span;
  /** Offset of the token that comes next, its text (`''` at the end) and its kind. */
  start: number;
  token: string;
  kind: 'word' | 'string' | 'number' | 'sign' | 'end';
  next: number;
  last: number;
  depth: number;
}

/** Gives the expression between two offsets of a text; what is not understood, or too long, is opaque. Never throws. */
export function parseTemplate(embedded: Embedded, start = 0, end = embedded.text.length): Expression {
  const text = embedded.text.slice(start, Math.min(end, start + MAX_LENGTH));
  const span = (from: number, to: number) => spanOf(embedded, start + from, start + to);
  const state: State = { text, span, start: 0, token: '', kind: 'end', next: 0, last: 0, depth: 0 };
  advance(state);
  const value = binary(state, 0);
  if (state.kind === 'end' && end - start <= MAX_LENGTH) return value;
  return { kind: 'opaque', name: '', parts: [{ name: null, value }], ...span(0, end - start) };
}

function advance(state: State): void {
  state.last = state.next;
  TOKEN.lastIndex = state.next;
  const match = TOKEN.exec(state.text);
  const groups = match?.groups;
  if (match === null || groups === undefined) {
    const isBlank = state.text.slice(state.next).trim() === '';
    state.token = isBlank ? '' : '?';
    state.kind = isBlank ? 'end' : 'sign';
    state.start = state.text.length;
    return;
  }
  const kind = (['word', 'string', 'number', 'sign'] as const).find((name) => groups[name] !== undefined) ?? 'sign';
  state.kind = kind;
  state.token = groups[kind] ?? '';
  state.next = TOKEN.lastIndex;
  state.start = state.next - state.token.length;
}

function binary(state: State, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(state);
  const start = state.start;
  const operands = [binary(state, level + 1)];
  let operator = '';
  while (state.kind === 'sign' && operators.includes(state.token)) {
    operator = state.token;
    advance(state);
    operands.push(binary(state, level + 1));
  }
  const [only] = operands;
  if (operands.length === 1 && only !== undefined) return only;
  return { kind: 'operation', operator, operands, ...state.span(start, state.last) };
}

function unary(state: State): Expression {
  const start = state.start;
  let negations = 0;
  for (; state.token === '!' && state.kind === 'sign'; negations++) advance(state);
  let value = postfix(state);
  if (negations > 0) {
    value = { kind: 'operation', operator: '!', operands: [value], ...state.span(start, state.last) };
  }
  return value;
}

function postfix(state: State): Expression {
  const start = state.start;
  let value = primary(state);
  // A chain becomes as deep as it is long, and whoever walks it goes as deep.
  for (let links = 0; state.kind === 'sign' && links < MAX_DEPTH; links++) {
    if (state.token === '.') {
      advance(state);
      const { token: name, kind } = after(state);
      if (kind !== 'word' && name !== '*') break;
      advance(state);
      value = { kind: 'attribute', object: value, name, ...state.span(start, state.last) };
    } else if (state.token === '[' && state.depth < MAX_DEPTH) {
      const [index] = list(state, ']');
      const span = state.span(start, state.last);
      value = { kind: 'subscript', object: value, index: index?.value ?? opaque(state, state.last), ...span };
    } else if (state.token === '(' && state.depth < MAX_DEPTH) {
      const args = list(state, ')');
      value = { kind: 'call', callee: value, args, ...state.span(start, state.last) };
    } else break;
  }
  return value;
}

/** The state as it is now: what `advance` changes is not seen by the type of a comparison before it. */
function after(state: State): State {
  return state;
}

/** `(a, b)` from its opening sign on. */
function list(state: State, closer: string): readonly Argument[] {
  const items: Argument[] = [];
  state.depth++;
  advance(state);
  while (state.kind !== 'end' && state.token !== closer) {
    const before = state.next;
    items.push({ name: null, value: binary(state, 0) });
    if (state.token === ',') advance(state);
    else if (state.next === before || state.token !== closer) break;
  }
  if (state.token === closer) advance(state);
  state.depth--;
  return items;
}

function primary(state: State): Expression {
  const { start, token, kind } = state;
  if (token === '(' && kind === 'sign' && state.depth < MAX_DEPTH) {
    const [inner] = list(state, ')');
    return inner?.value ?? opaque(state, start);
  }
  if (kind === 'sign' && token !== '*') return opaque(state, start);
  advance(state);
  const span = state.span(start, start + token.length);
  if (kind === 'string') return { kind: 'text', parts: [token.slice(1, -1).replaceAll("''", "'")], ...span };
  if (kind === 'number' || token === 'true' || token === 'false' || token === 'null' || kind === 'end') {
    return { kind: 'literal', value: token, ...span };
  }
  return { kind: 'name', name: token, ...span };
}

function opaque(state: State, start: number): Expression {
  return { kind: 'opaque', name: '', parts: [], ...state.span(start, Math.max(start, state.last)) };
}
