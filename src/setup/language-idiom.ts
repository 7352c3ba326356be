// What reads a variable of the environment in Python, JavaScript and shell, and where it may stand for a credential.
import { type Token, tokensOf } from './lex.ts';
import { joined, literalAt } from './literal.ts';
import type { Outcome, Spot } from './patch.ts';

const VALUE_FOLLOWS = new Set([
  '=',
  '+=',
  ':=',
  '(',
  ',',
  ':',
  '[',
  '{',
  '+',
  '==',
  '!=',
  'return',
  'in',
  'or',
  'and',
  'not',
  'if',
  'else',
  'yield',
  'is',
]);

/** `os.environ["…"]` for a literal, or in the text of an f-string; in a line of a notebook that a shell runs, what that reads. The import is for the caller. */
export function inPython(text: string, tokens: readonly Token[], spot: Spot): Outcome {
  const at = tokens.findIndex(({ start, end }) => start <= spot.start && end >= spot.end);
  const token = tokens[at];
  if (token?.kind === 'magic') return inMagic(text, token, spot);
  const format = formatAround(tokens, at);
  if (format) return inFormat(text, format, spot);
  const literal = literalAt(text, tokens, spot);
  if (typeof literal === 'string') return literal;
  const [previous, next] = literal.around;
  if (!/^[ruRU]?$/.test(literal.prefix)) return 'it is part of a string of another kind';
  // A string beside a string is one with it.
  if (!VALUE_FOLLOWS.has(previous) || /^[a-zA-Z]{0,3}["']/.test(next)) return 'a string must stand there';
  if (previous === '[' && literal.earlier[0] === 'Literal') return 'a string must stand there';
  if (/^case\b(?!\s*[=.:,)\]])/.test(statementAt(text, tokens, literal.token))) return 'a string must stand there';
  return joined(literal, spot, `os.environ["${spot.variable}"]`);
}

/** The text of a statement from its first token to `token`; a line end within brackets is none of its ends. */
function statementAt(text: string, tokens: readonly Token[], token: Token): string {
  let depth = 0;
  let start = 0;
  for (const one of tokens) {
    if (one === token) break;
    const sign = one.kind === 'sign' ? text.slice(one.start, one.end) : '';
    if (/^[([{]$/.test(sign)) depth++;
    else if (/^[)\]}]$/.test(sign)) depth--;
    else if (one.kind === 'line' && depth === 0) start = one.end;
  }
  return text.slice(start, token.start).trimStart();
}

/** The tokens of the f-string in which a token is, from its opening quote to that one; null if it is in none. */
function formatAround(tokens: readonly Token[], at: number): readonly Token[] | null {
  let depth = 0;
  for (let index = at; index >= 0; index--) {
    const kind = tokens[index]?.kind;
    if (kind === 'open' && depth-- === 0) return tokens.slice(index, at + 1);
    if (kind === 'end') depth++;
  }
  return null;
}

/** In the text of an f-string; not in a field, nor in what says how to write one. */
function inFormat(text: string, format: readonly Token[], { start, end, variable }: Spot): Outcome {
  const [opener] = format;
  const head = opener ? text.slice(opener.start, opener.end) : '';
  const braces = format.filter(({ kind }) => kind === 'sign').map((token) => text.slice(token.start, token.end));
  const isInField = braces.filter((one) => one === '{').length !== braces.filter((one) => one === '}').length;
  if (format.at(-1)?.kind !== 'text' || isInField || !/^r?fr?["']/i.test(head) || text[start - 1] === '\\')
    return 'it is part of a string of another kind';
  const quote = head.endsWith('"') ? "'" : '"';
  return [{ start, end, text: `{os.environ[${quote}${variable}${quote}]}` }];
}

/** `!hf auth login --token …`: IPython leaves to the shell what is no variable of Python. */
function inMagic(text: string, { start, end }: Token, spot: Spot): Outcome {
  const line = text.slice(start, end);
  const from = start + (/^!{1,2}(?!=)/.exec(line)?.[0].length ?? 0);
  const shifted = { ...spot, start: spot.start - from, end: spot.end - from };
  const tokens = from > start ? tokensOf(text.slice(from, end), 'shell') : null;
  const outcome = tokens ? inShell(text.slice(from, end), tokens, shifted) : '';
  if (typeof outcome === 'string' || /^\w/.test(text.slice(spot.end))) return `write $${spot.variable}`;
  return outcome.map((patch) => ({
    start: patch.start + from,
    end: patch.end + from,
    text: patch.text.replace(/\$\{(\w+)\}/, '$$$1'),
  }));
}

const VALUE_FOLLOWS_IN_JS = new Set([
  '=',
  '(',
  ',',
  ':',
  '[',
  '+',
  '===',
  '!==',
  '==',
  '!=',
  'return',
  '??',
  '||',
  '&&',
  '?',
  '=>',
]);

/** `process.env.…` for a literal, or in a template. */
export function inJavaScript(text: string, tokens: readonly Token[], spot: Spot): Outcome {
  if (/\b(?:const|let|var|function)\s+process\b/.test(text)) return 'process means something else in this file';
  const read = `process.env.${spot.variable}`;
  const { start, end } = spot;
  const token = tokens.find((one) => one.start < start && one.end > end);
  const isWhole =
    token?.kind === 'string' && (text[token.start] !== '`' || token.end - token.start === end - start + 2);
  if (token && /^(?:text|string)$/.test(token.kind) && !isWhole && !/[\\$]/.test(text.charAt(start - 1)))
    return [{ start, end, text: `\${${read}}` }];
  const literal = literalAt(text, tokens, spot);
  if (typeof literal === 'string') return literal;
  const [previous, next] = literal.around;
  const [name = '', before = '', first = ''] = literal.earlier;
  const isKey = next === ':' && (previous === '{' || previous === ',');
  // Types look like values: `a: "b" | "c";`.
  const isType = /^(?:[|&]|as|satisfies)$/.test(next) || (previous === ':' && !/^[,}+]$/.test(next));
  if (!VALUE_FOLLOWS_IN_JS.has(previous) || isKey || isType) return 'a string must stand there';
  const isMarkup = /<\/|\/>/.test(text);
  if (isMarkup && literal.has.includes(true)) return 'the file holds markup';
  const isDeclared =
    /^(?:const|let|var|[.;])$/.test(before) || (before === '' && name !== '') || /^(?:const|let|var)$/.test(first);
  if (previous === '=' && ((isMarkup && !isDeclared) || before === 'type' || /\benum\b/.test(text)))
    return 'a string must stand there';
  return joined(literal, spot, read);
}

/** `${…}`, in quotes where it would be split; `text` is what the tokens are of. */
export function inShell(text: string, tokens: readonly Token[], { start, end, variable }: Spot): Outcome {
  const token = tokens.find((one) => one.start <= start && one.end >= end);
  const read = `\${${variable}}`;
  // Behind `$` it would be the name of a variable.
  const isName = /\$\w*$/.test(text.slice(Math.max(start - 100, 0), start));
  if (!token || isName || text[start - 1] === '\\') return 'it stands where nothing can be put in';
  if (token.kind === 'double') return [{ start, end, text: read }];
  if (token.kind === 'single') return [{ start, end, text: `'"${read}"'` }];
  if (token.kind !== 'bare') return 'it stands where nothing can be put in';
  const isAssigned = /^\w+=$/.test(text.slice(token.start, start)) && token.end === end;
  return [{ start, end, text: isAssigned ? read : `"${read}"` }];
}
