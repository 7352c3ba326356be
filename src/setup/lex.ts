// The tokens of Python, JavaScript and shell, as far as a replaced literal must be proven to have changed nothing else.
import { tokenize } from '../flow/python/lexer.ts';
import * as t from '../flow/python/tokens.ts';

export type Language = 'python' | 'javascript' | 'shell';

/**
 * `line` is a line end. `text` is what stands between the fields of a template or an f-string, and `open` and `end` are an f-string's quotes;
 * `magic` is a line that only a notebook understands. In a shell, `bare` is text without quotes, `double` text between double quotes or in a here-document that expands,
 * `single` a text in single quotes with them, `other` what is in `${…}`, `$'…'` or a here-document that does not expand.
 */
export type TokenKind =
  | ('comment' | 'string' | 'name' | 'sign' | 'line' | 'open' | 'text' | 'end' | 'magic')
  | ('bare' | 'double' | 'single' | 'other');

/** Positions in the text, end exclusive. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** The tokens of `text` in order, without spaces; null for what is not understood to its end. */
export function tokensOf(text: string, language: Language, notebook = false): readonly Token[] | null {
  if (language === 'python') return python(text, notebook);
  return language === 'shell' ? new Shell(text).run() : javascript(text);
}

/** Whether `after` has the same tokens as `before` but for those that `changes` touch: [start, end) in both. Changes are in order. */
export function isSameButFor(before: Source, after: Source, changes: readonly Change[]): boolean {
  let shift = 0;
  let [at, then] = [0, 0];
  const same = (end: number): boolean => {
    for (; (before.tokens[at]?.end ?? Number.POSITIVE_INFINITY) <= end; at++, then++) {
      const [one, other] = [before.tokens[at] as Token, after.tokens[then]];
      const text = before.text.slice(one.start, one.end);
      if (one.kind !== other?.kind || other.start !== one.start + shift) return false;
      if (text !== after.text.slice(other.start, other.end)) return false;
    }
    return true;
  };
  for (const { start, end, length } of merged(before.tokens, changes)) {
    if (!same(start)) return false;
    // What the change touches, on both sides; no token may reach out of it.
    let until = end;
    for (; (before.tokens[at]?.start ?? Number.POSITIVE_INFINITY) < end; at++)
      until = Math.max(until, before.tokens[at]?.end ?? 0);
    shift += length - (end - start);
    for (; (after.tokens[then]?.start ?? Number.POSITIVE_INFINITY) < until + shift; then++)
      if ((after.tokens[then]?.end ?? 0) > until + shift) return false;
  }
  return same(Number.MAX_SAFE_INTEGER) && then === after.tokens.length;
}

/** Changes of one token are one. */
function merged(tokens: readonly Token[], changes: readonly Change[]): Change[] {
  const all: Change[] = [];
  for (const one of changes) {
    const last = all.at(-1);
    const isShared = last && tokens.some(({ start, end }) => start < last.end && end > one.start);
    if (!isShared) all.push(one);
    else all.splice(-1, 1, { ...last, end: one.end, length: last.length + one.start - last.end + one.length });
  }
  return all;
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

interface Source {
  readonly text: string;
  readonly tokens: readonly Token[];
}

// ---------------------------------------------------------------- Python

const PYTHON_KINDS: Readonly<Record<number, TokenKind>> = {
  [t.NAME]: 'name',
  [t.NUMBER]: 'name',
  [t.STRING]: 'string',
  [t.FORMAT]: 'open',
  [t.FORMAT_TEXT]: 'text',
  [t.FORMAT_END]: 'end',
  [t.MAGIC]: 'magic',
};
const BETWEEN = /[ \t\r\f\v]+|\\\r?\n|(\n)|(#[^\n]*)|(?:>>>|\.\.\.) /y;

/** What the lexer of the engine sees, and the comments and line ends between. */
function python(text: string, notebook: boolean): Token[] | null {
  // A form feed is nothing at the beginning of a line, as the mark is; and bytes of UTF-8 are letters.
  const plain = text.replace(/^\xef\xbb\xbf/, '\f\f\f').replace(/[\x80-\xff]/g, '\xe9');
  const { kinds, starts, ends, count } = tokenize(plain, { notebook });
  const tokens: Token[] = [];
  let last = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  const passes = (until: number): boolean => {
    while (last < until) {
      BETWEEN.lastIndex = last;
      const found = BETWEEN.exec(text);
      if (!found || BETWEEN.lastIndex > until) return false;
      const [all, line, comment] = found;
      if (line ?? comment) tokens.push({ kind: line ? 'line' : 'comment', start: last, end: last + all.length });
      last += all.length;
    }
    return true;
  };
  for (let at = 0; at < count; at++) {
    const [kind = 0, start = 0, end = 0] = [kinds[at], starts[at], ends[at]];
    if (kind === t.LINE) continue;
    if (kind === t.BROKEN || !passes(start)) return null;
    tokens.push({ kind: PYTHON_KINDS[kind] ?? (kind >= t.LITERAL ? 'name' : 'sign'), start, end });
    last = end;
  }
  return passes(text.length) ? tokens : null;
}

// ---------------------------------------------------------------- JavaScript

const JAVASCRIPT =
  /[ \t\r\f\v]+|(?<line>\n)|(?<comment>\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|^#![^\n]*)|(?<string>"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*')|(?<name>[\w$\x80-\xff]+)|(?<sign>===|!==|=>|[=!<>]=|\?\?|\|\||&&|[^"'`/])/y;
const TEMPLATE = /[`}][^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*(`|\$\{)/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/y;
/** Words behind which a regex can stand. */
const BEFORE_REGEX = /^(?:return|typeof|case|in|of|delete|void|throw|new|instanceof|else|do|await|yield)$/;

function javascript(text: string): Token[] | null {
  const tokens: Token[] = [];
  /** Open braces of each template that is not read to its end. */
  const templates: number[] = [];
  for (let at = text.startsWith('\xef\xbb\xbf') ? 3 : 0; at < text.length; ) {
    const start = at;
    const take = (regex: RegExp): RegExpExecArray | null => {
      regex.lastIndex = start;
      const found = regex.exec(text);
      at = found ? regex.lastIndex : at;
      return found;
    };
    const begins = text[at] === '`' || (text[at] === '}' && templates.at(-1) === 0);
    if (begins) {
      if (text[at] === '}') templates.pop();
      const found = take(TEMPLATE);
      if (!found) return null;
      if (found[1] === '${') templates.push(0);
      const isWhole = found[1] === '`' && found[0].startsWith('`');
      tokens.push({ kind: isWhole ? 'string' : 'text', start, end: at });
      continue;
    }
    const found = take(JAVASCRIPT);
    if (!found) {
      if (text[at] !== '/') return null;
      if (!divides(text, tokens) && take(REGEX)) tokens.push({ kind: 'other', start, end: at });
      else tokens.push({ kind: 'sign', start, end: ++at });
      continue;
    }
    const depth = templates.length - 1;
    if (depth >= 0 && /^[{}]$/.test(found[0])) templates[depth] = (templates[depth] ?? 0) + (found[0] === '{' ? 1 : -1);
    const kind = (['line', 'comment', 'string', 'name', 'sign'] as const).find(
      (one) => found.groups?.[one] !== undefined,
    );
    if (kind) tokens.push({ kind, start, end: at });
  }
  return templates.length > 0 ? null : tokens;
}

/** Whether a slash behind these tokens is a division. */
function divides(text: string, tokens: readonly Token[]): boolean {
  const last = tokens.findLast(({ kind }) => kind !== 'line' && kind !== 'comment');
  if (!last) return false;
  const word = text.slice(last.start, last.end);
  return last.kind === 'sign' ? /[)\]}]$/.test(word) : !BEFORE_REGEX.test(word);
}

// ---------------------------------------------------------------- shell

type Frame = '"' | '(' | '{' | '`';

class Shell {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #frames: Frame[] = [];
  #waiting: { readonly end: string; readonly isPlain: boolean; readonly tabs: boolean }[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): readonly Token[] | null {
    while (this.#at < this.#text.length) if (!this.#step()) return null;
    return this.#frames.length + this.#waiting.length > 0 ? null : this.#tokens;
  }

  #take(kind: TokenKind | null, regex: RegExp): boolean {
    const start = this.#at;
    regex.lastIndex = start;
    if (!regex.test(this.#text)) return false;
    this.#at = regex.lastIndex;
    if (kind) this.#tokens.push({ kind, start, end: this.#at });
    return true;
  }

  #enter(frame: Frame, regex: RegExp): boolean {
    if (!this.#take('sign', regex)) return false;
    this.#frames.push(frame);
    return true;
  }

  #step(): boolean {
    const frame = this.#frames.at(-1);
    const closer = frame === '(' ? ')' : frame === '{' ? '}' : frame;
    if (closer !== undefined && this.#text[this.#at] === closer) {
      this.#frames.pop();
      return this.#take('sign', /[\s\S]/y);
    }
    if (this.#enter('(', /\$\(/y) || this.#enter('{', /\$\{/y) || this.#enter('`', /`/y)) return true;
    if (frame === '"') return this.#take('double', /(?:\\[\s\S]|[^"\\$`])+|\$/y);
    if (this.#enter('"', /"/y) || this.#take('other', /\$'(?:\\[\s\S]|[^'\\])*'/y)) return true;
    if (frame === '{') return this.#take('other', /(?:\\[\s\S]|[^"\\$`'}])+|\$|'[^']*'/y);
    if (this.#text[this.#at] === '\n') return this.#take('line', /\n/y) && this.#documents();
    if (this.#take(null, /[ \t\r]+|\\\r?\n/y)) return true;
    if (
      /(?:^|[\s;|&(])$/.test(this.#text.slice(Math.max(this.#at - 1, 0), this.#at)) &&
      this.#take('comment', /#[^\n]*/y)
    )
      return true;
    // A comment behind a group, or a part of the word that `$(…)` began.
    if (this.#text.startsWith(')#', this.#at - 1)) return false;
    if (this.#take('sign', /<<</y)) return true;
    if (this.#text.startsWith('<<', this.#at)) return this.#announce();
    if (this.#enter('(', /\(/y)) return true;
    return (
      this.#take('single', /'[^']*'/y) ||
      this.#take('bare', /(?:\\[\s\S]|[^\s'"\\$`()<>|&;])+/y) ||
      this.#take('sign', /[^'"]/y)
    );
  }

  /** `<<END`, `<<-'END'`: what begins on the next line. */
  #announce(): boolean {
    const found = /^<<(-?)[ \t]*(?:(['"])([\w.-]+)\2|\\?([A-Za-z_][\w.-]*))/.exec(
      this.#text.slice(this.#at, this.#at + 100),
    );
    if (!found) return false;
    const [all, dash, , quoted, plain] = found;
    this.#waiting.push({
      end: quoted ?? plain ?? '',
      isPlain: quoted === undefined && !all.includes('\\'),
      tabs: dash === '-',
    });
    this.#tokens.push({ kind: 'sign', start: this.#at, end: this.#at + all.length });
    this.#at += all.length;
    return true;
  }

  #documents(): boolean {
    for (const { end, isPlain, tabs } of this.#waiting) {
      const start = this.#at;
      for (;;) {
        if (this.#at >= this.#text.length) return false;
        const next = this.#text.indexOf('\n', this.#at);
        const line = this.#text.slice(this.#at, next < 0 ? undefined : next);
        this.#at = next < 0 ? this.#text.length : next + 1;
        if ((tabs ? line.replace(/^\t+/, '') : line) === end) break;
      }
      this.#tokens.push({ kind: isPlain ? 'double' : 'other', start, end: this.#at });
    }
    this.#waiting = [];
    return true;
  }
}
