// Config files as git reads them, from text alone: values without quotes, escapes and continued lines.

/** One setting. Format: git-config(1), Syntax. */
export interface Setting {
  /** Lower case. */
  readonly section: string;
  /** null where the section has none. */
  readonly subsection: string | null;
  /** Lower case. */
  readonly key: string;
  /** null for a key without `=`, which means true. */
  readonly value: string | null;
  /** The line on which it begins, from 0. */
  readonly line: number;
}

const SPACES = /[ \t\r\f\v]*/y;
const SECTION = /\[[ \t]*([-.A-Za-z0-9]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?[ \t]*\]/y;
const KEY = /([A-Za-z][-A-Za-z0-9]*)[ \t]*(=?)/y;
const REST = /[^\n]*/y;
/** A piece of a value that means itself, spaces within included. */
const PLAIN = /[^\\"\n;# \t\r]+/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

/** The settings of a config file, in their order. What git would refuse is passed over, to the end of its line. Linear in the text. */
export function* settingsOf(text: string): Generator<Setting> {
  let [section, subsection]: [string, string | null] = ['', null];
  let line = 0;
  for (let at = 0; at < text.length; ) {
    at += lengthAt(SPACES, text, at);
    if (text[at] === '\n') {
      line++;
      at++;
      continue;
    }
    const head = matchAt(SECTION, text, at);
    if (head) {
      [section, subsection] = [(head[1] as string).toLowerCase(), head[2]?.replace(/\\(.)/g, '$1') ?? null];
      at += head[0].length;
      continue;
    }
    const pair = matchAt(KEY, text, at);
    if (!pair) {
      at += lengthAt(REST, text, at);
      continue;
    }
    at += pair[0].length;
    const value = pair[2] === '=' ? valueAt(text, at) : null;
    yield { section, subsection, key: (pair[1] as string).toLowerCase(), value: value?.text ?? null, line };
    at = value?.end ?? at + lengthAt(REST, text, at);
    line += value?.continued ?? 0;
  }
}

/** A value from behind its `=` to the end of its line, which may be a later one. */
function valueAt(
  text: string,
  start: number,
): { readonly text: string; readonly end: number; readonly continued: number } {
  const pieces: string[] = [];
  let [isQuoted, continued, spaces] = [false, 0, ''];
  let at = start;
  const take = (piece: string): void => {
    if (pieces.length > 0) pieces.push(spaces);
    spaces = '';
    pieces.push(piece);
  };
  while (at < text.length && text[at] !== '\n') {
    const sign = text[at] as string;
    const next = text[at + 1] ?? '';
    if (sign === '\\') {
      if (next === '\n' || text.startsWith('\r\n', at + 1)) continued++;
      else take(ESCAPES[next] ?? next);
      at += text.startsWith('\r\n', at + 1) ? 3 : 2;
    } else if (sign === '"') {
      isQuoted = !isQuoted;
      at++;
    } else if (!isQuoted && (sign === ';' || sign === '#')) at += lengthAt(REST, text, at);
    else if (isQuoted || !/\s/.test(sign)) {
      const piece = text.slice(at, at + Math.max(1, lengthAt(PLAIN, text, at)));
      take(piece);
      at += piece.length;
    } else {
      spaces += sign;
      at++;
    }
  }
  return { text: pieces.join(''), end: at, continued };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function lengthAt(pattern: RegExp, text: string, at: number): number {
  return matchAt(pattern, text, at)?.[0].length ?? 0;
}
