// The string literal in which a credential stands, and how it is taken out of it.
import type { Token } from './lex.ts';
import type { Patch, Spot } from './patch.ts';

/** A string literal that is the credential, or has it in it once. */
export interface Literal {
  readonly token: Token;
  readonly prefix: string;
  readonly quote: string;
  /** Whether there is text before and behind the credential. */
  readonly has: readonly [before: boolean, behind: boolean];
  /** The tokens around, their texts; line ends and comments are stepped over. */
  readonly around: readonly [previous: string, next: string];
  readonly earlier: readonly string[];
}

/** The literal in which a credential is, or why there is none. */
export function literalAt(text: string, tokens: readonly Token[], { start, end }: Spot): Literal | string {
  const at = tokens.findIndex((token) => token.kind === 'string' && token.start <= start && token.end >= end);
  const token = tokens[at];
  if (!token) return 'it is no string of its own there';
  const all = text.slice(token.start, token.end);
  const [, prefix = '', quote = ''] = /^([a-zA-Z]*)("""|'''|["'`])/.exec(all) ?? [];
  const head = text.slice(token.start + prefix.length + quote.length, start);
  const tail = text.slice(end, token.end - quote.length);
  // Three quotes behind a fourth would end it too early.
  if (head.endsWith('\\') || (quote.length > 1 && head.endsWith(quote.charAt(0))))
    return 'the text around it is part of the same string';
  const words = tokens.filter(({ kind }) => kind !== 'line' && kind !== 'comment');
  const index = words.indexOf(token);
  const word = (by: number): string => {
    const one = words[index + by];
    return one ? text.slice(one.start, one.end) : '';
  };
  return {
    token,
    ...{ prefix, quote },
    has: [head !== '', tail !== ''],
    around: [word(-1), word(1)],
    earlier: [word(-2), word(-3), word(-4)],
  };
}

/** Has `read` stand for the credential; every other character of the literal stays where it is. */
export function joined({ token, prefix, quote, has: [before, behind] }: Literal, spot: Spot, read: string): Patch[] {
  const [open, close] = before || behind ? ['(', ')'] : ['', ''];
  const value = (before ? `${quote} + ` : open) + read + (behind ? ` + ${prefix}${quote}` : close);
  const patches = [{ start: before ? spot.start : token.start, end: behind ? spot.end : token.end, text: value }];
  if (before) patches.unshift({ start: token.start, end: token.start, text: open });
  if (behind) patches.push({ start: token.end, end: token.end, text: close });
  return patches;
}
