// Python's patterns behind `case`: what they bind, as a target.
import type { Expression } from '../syntax.ts';
import type { Cursor } from './cursor.ts';
import * as t from './tokens.ts';

/**
 * The pattern at hand, up to the colon or the `if` behind it. What it captures are names; sequences and mappings stay, a class pattern is an
 * opaque of its parts, `a | b` an operation, `p as a` a sequence of both.
 */
export function pattern(cursor: Cursor): Expression {
  const { start } = cursor;
  const first = named(cursor, 0);
  if (cursor.kind !== t.COMMA) return first;
  const items = [first];
  while (cursor.take(t.COMMA) && !isEnd(cursor)) items.push(named(cursor, 0));
  return { kind: 'sequence', start, end: cursor.last, items };
}

function isEnd(cursor: Cursor): boolean {
  const { kind } = cursor;
  return kind === t.COLON || kind === t.IF || kind === t.LINE || kind === t.END || cursor.isClosing();
}

function named(cursor: Cursor, depth: number): Expression {
  const { start } = cursor;
  const operands = [single(cursor, depth)];
  while (cursor.take(t.BAR)) operands.push(single(cursor, depth));
  const [only] = operands;
  const value: Expression =
    only !== undefined && operands.length === 1
      ? only
      : { kind: 'operation', start, end: cursor.last, operator: '|', operands };
  if (!cursor.take(t.AS)) return value;
  return { kind: 'sequence', start, end: cursor.last, items: [value, single(cursor, depth)] };
}

function single(cursor: Cursor, depth: number): Expression {
  const { start, kind } = cursor;
  if (depth > 50) return cursor.opaque(start);
  if (kind === t.STAR || kind === t.POWER) {
    const operator = cursor.word();
    cursor.next();
    return { kind: 'operation', start, end: cursor.last, operator, operands: [single(cursor, depth + 1)] };
  }
  if (kind === t.NAME) return nameOrClass(cursor, depth);
  if (kind === t.OPEN || kind === t.OPEN_SQUARE)
    return sequence(cursor, depth, kind === t.OPEN ? t.CLOSE : t.CLOSE_SQUARE);
  if (kind === t.OPEN_CURLY) return mapping(cursor, depth);
  return value(cursor);
}

/** `1`, `-1`, `1 + 2j`, `'a' 'b'`, `None`: nothing is bound. */
function value(cursor: Cursor): Expression {
  const { start } = cursor;
  while (!isEnd(cursor) && cursor.kind !== t.COMMA && cursor.kind !== t.BAR && cursor.kind !== t.AS) cursor.next();
  const end = Math.max(start, cursor.last);
  return { kind: 'literal', start, end, value: cursor.text.slice(start, end) };
}

function nameOrClass(cursor: Cursor, depth: number): Expression {
  const { start } = cursor;
  const name = cursor.word();
  cursor.next();
  let node: Expression = { kind: 'name', start, end: cursor.last, name };
  for (let parts = 0; cursor.take(t.DOT); parts++) {
    const attribute = cursor.kind === t.NAME ? cursor.word() : '';
    cursor.take(t.NAME);
    if (parts < 100) node = { kind: 'attribute', start, end: cursor.last, object: node, name: attribute };
  }
  if (cursor.kind !== t.OPEN) return node;
  const items = sequence(cursor, depth, t.CLOSE);
  const values = items.kind === 'sequence' ? items.items : [items];
  return {
    kind: 'opaque',
    start,
    end: cursor.last,
    name: '',
    parts: values.map((part) => ({ name: null, value: part })),
  };
}

/** `[a, *b]`, `(a, b)`, and the arguments of a class pattern, whose keywords bind nothing. */
function sequence(cursor: Cursor, depth: number, close: number): Expression {
  const { start } = cursor;
  const items: Expression[] = [];
  cursor.next();
  while (!isEnd(cursor)) {
    if (cursor.kind === t.NAME && cursor.peek() === t.EQUAL) {
      cursor.next();
      cursor.next();
    }
    items.push(named(cursor, depth + 1));
    if (!cursor.take(t.COMMA)) break;
  }
  if (!cursor.take(close)) cursor.skip();
  return { kind: 'sequence', start, end: cursor.last, items };
}

function mapping(cursor: Cursor, depth: number): Expression {
  const { start } = cursor;
  const entries: { key: Expression | null; value: Expression }[] = [];
  cursor.next();
  while (!isEnd(cursor)) {
    if (cursor.take(t.POWER)) entries.push({ key: null, value: named(cursor, depth + 1) });
    else {
      const key = cursor.kind === t.NAME ? nameOrClass(cursor, depth + 1) : value(cursor);
      if (!cursor.take(t.COLON)) break;
      entries.push({ key, value: named(cursor, depth + 1) });
    }
    if (!cursor.take(t.COMMA)) break;
  }
  if (!cursor.take(t.CLOSE_CURLY)) cursor.skip();
  return { kind: 'mapping', start, end: cursor.last, entries };
}
