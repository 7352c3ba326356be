// The kinds of Python's tokens: one character operators are their code, so that no table stands between text and parser.

/** End of the text; also what stands behind the last token. */
export const END = 0;
export const NAME = 1;
export const NUMBER = 2;
export const STRING = 3;
/** f"a{b!r:c}d" is FORMAT, FORMAT_TEXT, FIELD, the tokens of b, CONVERSION, SPECIFICATION, FORMAT_TEXT, FIELD_END, FORMAT_TEXT, FORMAT_END. */
export const FORMAT = 4;
export const FORMAT_TEXT = 5;
export const FIELD = 6;
export const FIELD_END = 7;
export const SPECIFICATION = 8;
export const CONVERSION = 9;
export const FORMAT_END = 10;
/** Before the first token of each line that has one; its end is the column (tabs to multiples of 8). */
export const LINE = 11;
/** `!pip list`, `%env X`, `name?`, in notebooks. */
export const MAGIC = 12;
/** A character that Python does not know, a string that does not end. */
export const BROKEN = 13;

export const PERCENT = 37;
export const AMPERSAND = 38;
export const OPEN = 40;
export const CLOSE = 41;
export const STAR = 42;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const COLON = 58;
export const SEMICOLON = 59;
export const LESS = 60;
export const EQUAL = 61;
export const GREATER = 62;
export const AT = 64;
export const OPEN_SQUARE = 91;
export const CLOSE_SQUARE = 93;
export const CARET = 94;
export const BACKTICK = 96;
export const OPEN_CURLY = 123;
export const BAR = 124;
export const CLOSE_CURLY = 125;
export const TILDE = 126;

export const POWER = 128;
export const FLOOR = 129;
export const SHIFT_RIGHT = 130;
export const SHIFT_LEFT = 131;
/** `<=`, `>=`, `==`, `!=`, `<>`. */
export const COMPARISON = 132;
export const ARROW = 133;
export const WALRUS = 134;
/** `+=` and its kin. */
export const AUGMENTED = 135;
export const ELLIPSIS = 136;

export const LITERAL = 160;
export const AND = 161;
export const OR = 162;
export const NOT = 163;
export const IN = 164;
export const IS = 165;
export const IF = 166;
export const ELSE = 167;
export const LAMBDA = 168;
export const YIELD = 169;
export const AWAIT = 170;
export const FOR = 171;
export const ASYNC = 172;
export const AS = 173;
/** From here on: what begins a statement and never stands inside brackets. */
export const FROM = 180;
export const ELIF = 181;
export const WHILE = 182;
export const TRY = 183;
export const EXCEPT = 184;
export const FINALLY = 185;
export const WITH = 186;
export const DEF = 187;
export const CLASS = 188;
export const RETURN = 189;
export const RAISE = 190;
export const ASSERT = 191;
export const DEL = 192;
export const GLOBAL = 193;
export const PASS = 194;
export const JUMP = 195;
export const IMPORT = 196;

/** Python's keywords; `match`, `case`, `type`, `print` and `exec` are names. */
export const KEYWORDS: ReadonlyMap<string, number> = new Map([
  ['None', LITERAL],
  ['True', LITERAL],
  ['False', LITERAL],
  ['and', AND],
  ['or', OR],
  ['not', NOT],
  ['in', IN],
  ['is', IS],
  ['if', IF],
  ['else', ELSE],
  ['lambda', LAMBDA],
  ['yield', YIELD],
  ['await', AWAIT],
  ['for', FOR],
  ['async', ASYNC],
  ['as', AS],
  ['from', FROM],
  ['elif', ELIF],
  ['while', WHILE],
  ['try', TRY],
  ['except', EXCEPT],
  ['finally', FINALLY],
  ['with', WITH],
  ['def', DEF],
  ['class', CLASS],
  ['return', RETURN],
  ['raise', RAISE],
  ['assert', ASSERT],
  ['del', DEL],
  ['global', GLOBAL],
  ['nonlocal', GLOBAL],
  ['pass', PASS],
  ['break', JUMP],
  ['continue', JUMP],
  ['import', IMPORT],
]);

/** How tightly a binary operator binds, 1 (`or`) to 10 (`*`); 0 for all other kinds. */
export const PRECEDENCE = new Uint8Array(256);
for (const [precedence, kinds] of [
  [1, [OR]],
  [2, [AND]],
  [4, [IN, IS, NOT, LESS, GREATER, COMPARISON]],
  [5, [BAR]],
  [6, [CARET]],
  [7, [AMPERSAND]],
  [8, [SHIFT_LEFT, SHIFT_RIGHT]],
  [9, [PLUS, MINUS]],
  [10, [STAR, SLASH, FLOOR, PERCENT, AT]],
] as const)
  for (const kind of kinds) PRECEDENCE[kind] = precedence;

/** 1 for the kinds that an expression can begin with. */
export const BEGINS = new Uint8Array(256);
for (const kind of [NAME, NUMBER, STRING, FORMAT, LITERAL, ELLIPSIS, OPEN, OPEN_SQUARE, OPEN_CURLY, BACKTICK])
  BEGINS[kind] = 1;
for (const kind of [NOT, LAMBDA, YIELD, AWAIT, PLUS, MINUS, TILDE, STAR, POWER]) BEGINS[kind] = 1;

/** Tokens as columns of one table: no object for each of them. */
export interface Tokens {
  readonly text: string;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
}
