// Sets of characters, as regex classes name them.

/** Any of `chars` (ascending, up to U+00FF), and if `wide` perhaps any from U+0100 on. */
export interface Chars {
  readonly chars: string;
  readonly wide: boolean;
}

/** Every character up to U+00FF, ascending. */
export const LATIN1 = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');

const DIGIT: Chars = { chars: '0123456789', wide: false };
const WORD: Chars = { chars: select(/\w/), wide: false };
const SPACE: Chars = { chars: select(/\s/), wide: true };

/** The sets behind `\d`, `\w`, `\s` and their opposites, by letter. */
export const NAMED: Readonly<Record<string, Chars>> = {
  d: DIGIT,
  D: opposite(DIGIT),
  w: WORD,
  W: opposite(WORD),
  s: SPACE,
  S: opposite(SPACE),
};

/** The characters of both. */
export function union(a: Chars, b: Chars): Chars {
  return {
    chars: [...LATIN1].filter((char) => a.chars.includes(char) || b.chars.includes(char)).join(''),
    wide: a.wide || b.wide,
  };
}

/** The others. `wide` only says that wide characters may match: `[^\s]` and `[^a]` both may. */
export function opposite({ chars }: Chars): Chars {
  return { chars: [...LATIN1].filter((char) => !chars.includes(char)).join(''), wide: true };
}

function select(pattern: RegExp): string {
  return [...LATIN1].filter((char) => pattern.test(char)).join('');
}
