// Replaces a credential in code by what reads it from the environment, where that is safe, and proves it; else says what to write.
import { isSameButFor, type Language, type Token, tokensOf } from './lex.ts';
import { type Outcome, type Patch, patched, type Spot } from './patch.ts';
import { importOf } from './python-import.ts';
import { inSettings } from './settings-idiom.ts';

/** What can be done about the spots of a file. */
export interface Replacement {
  readonly patches: readonly Patch[];
  /** Why nothing is done, and what to do instead, by the start of the spot. */
  readonly advice: ReadonlyMap<number, string>;
}

const LARGEST = 1 << 20;
/** Credentials of one file; each is looked for among all tokens. */
const MOST = 200;
const TOO_LARGE = 'the file is too large to be sure; replace it by hand';
const UNREAD = 'the code around could not be read to its end; replace it by hand';

/** `name` is the path with `/`; `text` has a character for each byte. Spots do not overlap, in order. */
export function replaceSpots(name: string, text: string, spots: readonly Spot[]): Replacement {
  const language = languageOf(name, text);
  if (text.length > LARGEST || spots.length > MOST) return refused(spots, () => TOO_LARGE);
  if (language === null) return replaceSettings(name, text, spots);
  const tokens = tokensOf(text, language);
  const by = { python: inPython, javascript: inJavaScript, shell: inShell }[language];
  if (!tokens) return refused(spots, () => UNREAD);
  const advice = new Map<number, string>();
  const patches: Patch[] = [];
  for (const spot of spots) {
    const outcome = inComment(tokens, spot) ?? by(text, tokens, spot);
    if (typeof outcome === 'string') advice.set(spot.start, `${outcome}; ${insteadOf(language, spot.variable)}`);
    else patches.push(outcome);
  }
  const uses = patches.filter(({ text: one }) => one.includes('os.environ'));
  const os =
    language === 'python' && uses.length > 0 ? importOf(text, tokens, Math.min(...uses.map((one) => one.start))) : null;
  if (typeof os === 'string') return refused(spots, (spot) => `${os}; ${insteadOf(language, spot.variable)}`);
  const all = os ? [os, ...patches] : patches;
  return isProven(text, tokens, all, language) ? { patches: all, advice } : refused(spots, () => UNREAD);
}

function refused(spots: readonly Spot[], how: (spot: Spot) => string): Replacement {
  return { patches: [], advice: new Map(spots.map((spot) => [spot.start, how(spot)])) };
}

function isProven(text: string, tokens: readonly Token[], patches: readonly Patch[], language: Language): boolean {
  const after = patched(Buffer.from(text, 'latin1'), patches).toString('latin1');
  const now = tokensOf(after, language);
  const changes = patches
    .map(({ start, end, text: one }) => ({ start, end, length: one.length }))
    .sort((one, other) => one.start - other.start);
  return now !== null && isSameButFor({ text, tokens }, { text: after, tokens: now }, changes);
}

function languageOf(name: string, text: string): Language | null {
  const [, shebang = ''] = /^#![^\n]*?(python|node|deno|bun|sh)\b/.exec(text.slice(0, 200)) ?? [];
  if (/\.pyw?$/i.test(name) || shebang === 'python') return 'python';
  if (/\.[cm]?[jt]sx?$/i.test(name) || ['node', 'deno', 'bun'].includes(shebang)) return 'javascript';
  const isShell = /\.(?:ba|z|k)?sh$|(?:^|\/)\.?(?:bashrc|zshrc|zshenv|(?:bash_|z)?profile|bash_aliases)$/i.test(name);
  return isShell || /sh$/.test(shebang) || /^#![^\n]*\b(?:ba|da|z|k)sh\b/.test(text.slice(0, 200)) ? 'shell' : null;
}

function insteadOf(language: Language, variable: string): string {
  if (language === 'python') return `write os.environ["${variable}"]`;
  return language === 'javascript' ? `write process.env.${variable}` : `write "\${${variable}}"`;
}

function replaceSettings(name: string, text: string, spots: readonly Spot[]): Replacement {
  const advice = new Map<number, string>();
  const patches: Patch[] = [];
  for (const spot of spots) {
    const outcome = inSettings(name, text, spot);
    if (typeof outcome === 'string') advice.set(spot.start, outcome);
    else patches.push(outcome);
  }
  return { patches, advice };
}

// ---------------------------------------------------------------- code

function inComment(tokens: readonly Token[], { start, end, variable }: Spot): Patch | null {
  const comment = tokens.some((token) => token.kind === 'comment' && token.start <= start && token.end >= end);
  return comment ? { start, end, text: `<${variable}>` } : null;
}

/** A string literal that is the credential, or has it in it once. */
interface Literal {
  readonly token: Token;
  readonly prefix: string;
  /** The literal before and behind the credential, with quotes; null where there is nothing. */
  readonly before: string | null;
  readonly behind: string | null;
  /** The tokens around, their texts; line ends and comments are stepped over. */
  readonly around: readonly [previous: string, next: string];
  readonly earlier: readonly string[];
}

function literalAt(text: string, tokens: readonly Token[], { start, end }: Spot): Literal | string {
  const at = tokens.findIndex((token) => token.kind === 'string' && token.start <= start && token.end >= end);
  const token = tokens[at];
  if (!token) return 'it is no string of its own there';
  const all = text.slice(token.start, token.end);
  const [, prefix = '', quote = ''] = /^([a-zA-Z]*)("""|'''|["'`])/.exec(all) ?? [];
  const head = text.slice(token.start + prefix.length + quote.length, start);
  const tail = text.slice(end, token.end - quote.length);
  if (head.endsWith('\\') || (quote.length > 1 && head + tail !== ''))
    return 'the text around it is part of the same string';
  const words = tokens.filter(({ kind }) => kind !== 'line' && kind !== 'comment');
  const index = words.indexOf(token);
  const word = (by: number): string => {
    const one = words[index + by];
    return one ? text.slice(one.start, one.end) : '';
  };
  return {
    token,
    prefix,
    before: head === '' ? null : prefix + quote + head + quote,
    behind: tail === '' ? null : prefix + quote + tail + quote,
    around: [word(-1), word(1)],
    earlier: [word(-2), word(-3), word(-4)],
  };
}

function joined(literal: Literal, read: string): Patch {
  const parts = [literal.before, read, literal.behind].filter((part) => part !== null);
  return {
    start: literal.token.start,
    end: literal.token.end,
    text: parts.length > 1 ? `(${parts.join(' + ')})` : read,
  };
}

const VALUE_FOLLOWS = new Set([
  '=',
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

function inPython(text: string, tokens: readonly Token[], spot: Spot): Outcome {
  const literal = literalAt(text, tokens, spot);
  if (typeof literal === 'string') return literal;
  const [previous, next] = literal.around;
  if (!/^[ruRU]?$/.test(literal.prefix)) return 'it is part of a string of another kind';
  // A string beside a string is one with it.
  if (!VALUE_FOLLOWS.has(previous) || /^[a-zA-Z]{0,3}["']/.test(next)) return 'a string must stand there';
  const line = text.slice(text.lastIndexOf('\n', literal.token.start) + 1, literal.token.start);
  if (/^\s*case\b/.test(line)) return 'a string must stand there';
  return joined(literal, `os.environ["${spot.variable}"]`);
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

function inJavaScript(text: string, tokens: readonly Token[], spot: Spot): Outcome {
  const literal = literalAt(text, tokens, spot);
  if (typeof literal === 'string') return literal;
  const [previous, next] = literal.around;
  const [name = '', before = '', first = ''] = literal.earlier;
  const isKey = next === ':' && (previous === '{' || previous === ',');
  // Types look like values: `a: "b" | "c";`.
  const isType = /^[|&]$/.test(next) || (previous === ':' && !/^[,}+]$/.test(next));
  if (!VALUE_FOLLOWS_IN_JS.has(previous) || isKey || isType) return 'a string must stand there';
  const isMarkup = /<\/|\/>/.test(text);
  if (isMarkup && literal.before !== literal.behind) return 'the file holds markup';
  const isDeclared =
    /^(?:const|let|var|[.;])$/.test(before) || (before === '' && name !== '') || /^(?:const|let|var)$/.test(first);
  if (previous === '=' && ((isMarkup && !isDeclared) || before === 'type' || /\benum\b/.test(text)))
    return 'a string must stand there';
  const declared = /\b(?:const|let|var|function)\s+process\b/.test(text);
  return declared ? 'process means something else in this file' : joined(literal, `process.env.${spot.variable}`);
}

function inShell(text: string, tokens: readonly Token[], { start, end, variable }: Spot): Outcome {
  const token = tokens.find((one) => one.start <= start && one.end >= end);
  const read = `\${${variable}}`;
  // Behind `$` it would be the name of a variable.
  const isName = /\$\w*$/.test(text.slice(Math.max(start - 100, 0), start));
  if (!token || isName || text[start - 1] === '\\') return 'it stands where nothing can be put in';
  if (token.kind === 'double') return { start, end, text: read };
  if (token.kind === 'single') return { start, end, text: `'"${read}"'` };
  if (token.kind !== 'bare') return 'it stands where nothing can be put in';
  const isAssigned = /^\w+=$/.test(text.slice(token.start, start)) && token.end === end;
  return { start, end, text: isAssigned ? read : `"${read}"` };
}
