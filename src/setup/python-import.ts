// Where "import os" belongs in a file of Python, and whether os is what it should be there.
import type { Token } from './lex.ts';
import type { Patch } from './patch.ts';

/** `import os`, where it is not there before `at`; why not, if the name is taken. */
export function importOf(text: string, tokens: readonly Token[], at: number): Patch | null | string {
  const lines = statementsOf(text, tokens);
  if (isTaken(text, tokens)) return 'os means something else in this file';
  const known = lines.find(importsOs);
  if (known && known.start < at) return null;
  const isText = (word = ''): boolean => /^[rRuU]?["']/.test(word);
  const first = lines.findIndex(
    ({ words }, index) =>
      !(index === 0 && words.length === 1 && isText(words[0])) &&
      words[1] !== '__future__' &&
      !words[0]?.startsWith('%%'),
  );
  const place = lines[first]?.start;
  // A second statement on the line of the docstring, say.
  if (
    place === undefined ||
    place > at ||
    (first === 0 && isText(lines[0]?.words[0])) ||
    (place > 3 && text[place - 1] !== '\n')
  )
    return 'there is no place for "import os"';
  return { start: place, end: place, text: `import os${text.includes('\r\n') ? '\r\n' : '\n'}` };
}

/** Whether `import os` is among the statements. */
export function isImported(text: string, tokens: readonly Token[]): boolean {
  return statementsOf(text, tokens).some(importsOs);
}

interface Statement {
  readonly start: number;
  readonly words: string[];
}

function importsOs({ words: [verb, ...names] }: Statement): boolean {
  return verb === 'import' && /(?:^|,)os(?:[,;.]|$)/.test(names.join(''));
}

/** The statements that begin in the first column, brackets closed: where, and their words. */
function statementsOf(text: string, tokens: readonly Token[]): Statement[] {
  const statements: Statement[] = [];
  let depth = 0;
  let isNew = true;
  for (const { kind, start, end } of tokens) {
    const word = text.slice(start, end);
    if (kind === 'line') {
      if (depth === 0) isNew = true;
      continue;
    }
    if (kind === 'comment') continue;
    if (isNew && depth === 0) {
      const isOuter = start === 0 || text[start - 1] === '\n' || (start === 3 && text.startsWith('\xef\xbb\xbf'));
      if (isOuter) statements.push({ start, words: [] });
      else statements.at(-1)?.words.push('\n');
      isNew = false;
    }
    if (kind === 'sign') depth += '([{'.includes(word) ? 1 : ')]}'.includes(word) ? -1 : 0;
    statements.at(-1)?.words.push(word);
  }
  return statements;
}

/** Whether a name `os` is given to something, or may be: `as os`, `os =`, `for os in`, `def f(os)`. */
export function isTaken(text: string, tokens: readonly Token[]): boolean {
  const words = tokens.map(({ start, end }) => text.slice(start, end));
  return words.some((word, at) => {
    if (word !== 'os') return false;
    if (/^(?:as|for|def|class|global|lambda|\*)$/.test(words[at - 1] ?? '') || /^:?=$/.test(words[at + 1] ?? ''))
      return true;
    const opener = words.slice(Math.max(at - 60, 0), at).findLastIndex((one) => one === 'def' || one === 'lambda');
    return opener >= 0 && !words.slice(Math.max(at - 60, 0) + opener, at).includes(':');
  });
}
