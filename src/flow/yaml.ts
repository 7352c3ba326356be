// YAML as maps, lists and texts that know where their characters stand in the file.

import { Composer, isAlias, isMap, isNode, isScalar, isSeq, Lexer, type Node, Parser, type Scalar } from 'yaml';
import { type Embedded, weave } from './embedded.ts';
import { addEscape } from './strings.ts';
import type { Span } from './syntax.ts';

/** What is read of a file at most. The library's parser recurses when it composes: its nesting is capped before that. */
const MAX_LEXEMES = 60_000;
const MAX_NESTING = 150;
const MAX_MERGES = 4;
/** What aliases may name again in any file, and in a large one besides as much as it has. */
const FEW_ALIASES = 100_000;
/** What a text costs besides its characters. */
const TEXT_COST = 40;

export interface Yaml {
  readonly text: string;
  /** The contents of its documents. */
  readonly roots: readonly Node[];
  readonly anchors: ReadonlyMap<string, Node>;
  /** What was not read: behind the caps, or what the library could not compose. */
  readonly gaps: readonly Span[];
  /** How much may still be taken, in characters: aliases can name a large text many times. */
  readonly budget: { left: number };
}

export interface Entry {
  readonly name: string;
  /** Of the key. */
  readonly span: Span;
  readonly value: Node | null;
}

/** Reads a file; all scalars are texts. Never throws: what cannot be read is a gap. */
export function readYaml(text: string): Yaml {
  const gaps: Span[] = [];
  const roots: Node[] = [];
  const budget = { left: 2 * text.length + FEW_ALIASES };
  try {
    const composer = new Composer({ schema: 'failsafe', prettyErrors: false, strict: false, uniqueKeys: false });
    for (const document of composer.compose(tokensOf(text, gaps), true, text.length)) {
      const root: unknown = document.contents;
      if (isNode(root)) roots.push(root);
    }
  } catch {
    gaps.push({ start: 0, end: text.length });
  }
  return { text, roots, anchors: anchorsOf(text, roots), gaps, budget };
}

function tokensOf(text: string, gaps: Span[]) {
  const parser = new Parser();
  const tokens = [];
  let read = 0;
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++lexemes > MAX_LEXEMES || parser.stack.length > MAX_NESTING) {
      gaps.push({ start: Math.min(read, text.length), end: text.length });
      break;
    }
    read += lexeme.length;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Every node with an anchor; the first of a name counts. */
function anchorsOf(text: string, roots: readonly Node[]): Map<string, Node> {
  const anchors = new Map<string, Node>();
  const open: unknown[] = text.includes('&') ? [...roots] : [];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!isNode(node) || isAlias(node)) continue;
    if (node.anchor !== undefined && !anchors.has(node.anchor)) anchors.set(node.anchor, node);
    if (isMap(node)) for (const pair of node.items) open.push(pair.key, pair.value);
    else if (isSeq(node)) for (const item of node.items) open.push(item);
  }
  return anchors;
}

/** The node itself, or what the alias names. */
function resolved(yaml: Yaml, node: unknown): Node | null {
  const found = isAlias(node) ? yaml.anchors.get(node.source) : node;
  if (!isNode(found) || isAlias(found)) return null;
  // GitLab's `!reference [job, script]` names what is read elsewhere.
  return found.tag === '!reference' ? null : found;
}

/** The entries of a map in order, merged ones (`<<`) in their place; none if it is no map. */
export function entriesOf(yaml: Yaml, node: Node | null, depth = 0): readonly Entry[] {
  const map = resolved(yaml, node);
  if (!isMap(map)) return [];
  const entries: Entry[] = [];
  for (const { key, value } of map.items) {
    if (!isScalar(key) || typeof key.value !== 'string') continue;
    const inner = resolved(yaml, value);
    yaml.budget.left -= 1;
    if (yaml.budget.left < 0) break;
    if (key.value === '<<') {
      if (depth >= MAX_MERGES) continue;
      for (const item of isSeq(inner) ? inner.items : [inner]) {
        if (isNode(item)) for (const entry of entriesOf(yaml, item, depth + 1)) entries.push(entry);
      }
      continue;
    }
    const [start = 0, end = start] = key.range ?? [];
    entries.push({ name: key.value, span: { start, end }, value: inner });
  }
  return entries;
}

/** The value of a key; null if there is none. */
export function entryOf(entries: readonly Entry[], name: string): Node | null {
  return entries.find((entry) => entry.name === name)?.value ?? null;
}

/** The items of a list, lists in it opened; a text alone is a list of one. */
export function itemsOf(yaml: Yaml, node: Node | null, depth = 0): readonly Node[] {
  const list = resolved(yaml, node);
  if (list === null) return [];
  if (!isSeq(list)) return [list];
  const items: Node[] = [];
  for (const item of list.items) {
    yaml.budget.left -= 1;
    const inner = resolved(yaml, item);
    if (inner === null || yaml.budget.left < 0) continue;
    if (isSeq(inner) && depth < MAX_MERGES) for (const deeper of itemsOf(yaml, inner, depth + 1)) items.push(deeper);
    else items.push(inner);
  }
  return items;
}

/** Where a node stands. */
export function spanOfNode(node: Node | null): Span {
  const [start = 0, end = start] = node?.range ?? [];
  return { start, end };
}

/** The text of a scalar with its way back; null if it is none, or the budget is spent. */
export function textOf(yaml: Yaml, node: Node | null): Embedded | null {
  const scalar = resolved(yaml, node);
  if (!isScalar(scalar) || typeof scalar.value !== 'string') return null;
  yaml.budget.left -= scalar.value.length + TEXT_COST;
  if (yaml.budget.left < 0) return null;
  return aligned(yaml.text, scalar, scalar.value);
}

/**
 * Walks value and file side by side. Only blanks may differ (indentation, folded lines), and escapes: letters point exactly at
 * their place, blanks at the line end or the indentation that they stand for.
 */
function aligned(text: string, scalar: Scalar, value: string): Embedded {
  const { start, end } = spanOfNode(scalar);
  const { type } = scalar;
  const isBlock = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
  const quote = type === 'QUOTE_DOUBLE' ? '\\' : type === 'QUOTE_SINGLE' ? "'" : '';
  const woven = weave();
  let source = isBlock ? text.indexOf('\n', start) + 1 || end : quote === '' ? start : start + 1;
  for (let at = 0; at < value.length; ) {
    if (source >= end) {
      woven.addFixed(value.slice(at), Math.max(start, end - 1));
      break;
    }
    const letter = text.charAt(source);
    if (quote !== '' && letter === quote) {
      if (quote === "'") {
        woven.add("'", source + 1);
        source += 2;
        at++;
      } else if (/[\r\n]/.test(text.charAt(source + 1))) {
        source = skipBlank(text, source + 1, end);
      } else {
        source = addEscape(text, source, woven, source);
        at += (value.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      }
      continue;
    }
    let length = 0;
    while (source + length < end && value.charCodeAt(at + length) === text.charCodeAt(source + length)) {
      if (quote !== '' && text.charAt(source + length) === quote) break;
      length++;
    }
    if (length > 0) {
      woven.add(text.slice(source, source + length), source);
      source += length;
      at += length;
    } else if (/\s/.test(value.charAt(at))) {
      woven.addFixed(value.charAt(at), source);
      at++;
    } else source = Math.max(source + 1, skipBlank(text, source, end));
  }
  return woven.end();
}

function skipBlank(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && ' \t\r\n'.includes(text.charAt(at))) at++;
  return at;
}
