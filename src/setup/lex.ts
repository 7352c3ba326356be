// The tokens of Python, JavaScript and shell, as far as a replaced literal must be proven to have changed nothing else.

export type Language = 'python' | 'javascript' | 'shell';

/**
 * `line` is a line end. In a shell, `bare` is text without quotes, `double` text between double quotes or in a here-document that expands,
 * `single` a text in single quotes with them, `other` what is in `${…}`, `$'…'` or a here-document that does not expand.
 */
export type TokenKind = 'comment' | 'string' | 'name' | 'sign' | 'line' | 'bare' | 'double' | 'single' | 'other';

/** Positions in the text, end exclusive. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** The tokens of `text` in order, without spaces; null for what is not understood to its end. */
export function tokensOf(text: string, language: Language): readonly Token[] | null {
  return language === 'shell' ? new Shell(text).run() : code(text, language === 'python');
}

/** Whether `after` has the same tokens as `before` but for those that `changes` touch: [start, end) in both. Changes are in order. */
export function isSameButFor(
  before: Source,
  after: Source,
  changes: readonly { readonly start: number; readonly end: number; readonly length: number }[],
): boolean {
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
  for (const { start, end, length } of changes) {
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

interface Source {
  readonly text: string;
  readonly tokens: readonly Token[];
}

// ---------------------------------------------------------------- Python, JavaScript

const PYTHON =
  /[ \t\r\f\v]+|\\\r?\n|(?<line>\n)|(?<comment>#[^\n]*)|(?<string>[a-zA-Z]{0,3}(?:"""[^"\\]*(?:(?:\\[\s\S]|"{1,2}(?!"))[^"\\]*)*"""|'''[^'\\]*(?:(?:\\[\s\S]|'{1,2}(?!'))[^'\\]*)*'''|"(?!"")[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'(?!'')[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'))|(?<name>[\w$\x80-\xff]+)|(?<sign>[=!<>:]=|->|[^"'])/y;
const JAVASCRIPT =
  /[ \t\r\f\v]+|(?<line>\n)|(?<comment>\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|^#![^\n]*)|(?<string>"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*')|(?<name>[\w$\x80-\xff]+)|(?<sign>===|!==|=>|[=!<>]=|\?\?|\|\||&&|[^"'`/])/y;
const TEMPLATE = /[`}][^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*(`|\$\{)/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/y;
/** Words behind which a regex can stand. */
const BEFORE_REGEX = /^(?:return|typeof|case|in|of|delete|void|throw|new|instanceof|else|do|await|yield)$/;

function code(text: string, isPython: boolean): Token[] | null {
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
    const begins = !isPython && (text[at] === '`' || (text[at] === '}' && templates.at(-1) === 0));
    if (begins) {
      if (text[at] === '}') templates.pop();
      const found = take(TEMPLATE);
      if (!found) return null;
      if (found[1] === '${') templates.push(0);
      const isWhole = found[1] === '`' && found[0].startsWith('`');
      tokens.push({ kind: isWhole ? 'string' : 'sign', start, end: at });
      continue;
    }
    const found = take(isPython ? PYTHON : JAVASCRIPT);
    if (!found) {
      if (isPython || text[at] !== '/') return null;
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
