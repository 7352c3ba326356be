// Reads the part of JavaScript's regex language that rules may use: everything in it has a longest match.
import { type Chars, LATIN1, NAMED, opposite, union } from './chars.ts';

/** A parsed regex, as a tree. Characters are UTF-16 units. */
export type Shape =
  /** One character: any of `chars` (ascending, up to U+00FF), and if `wide` any from U+0100 on. */
  | { readonly kind: 'chars'; readonly chars: string; readonly wide: boolean }
  | { readonly kind: 'sequence'; readonly items: readonly Shape[] }
  | { readonly kind: 'choice'; readonly branches: readonly Shape[] }
  | { readonly kind: 'repeat'; readonly item: Shape; readonly min: number; readonly max: number }
  | { readonly kind: 'group'; readonly name: 'secret' | null; readonly captures: boolean; readonly item: Shape }
  | { readonly kind: 'look'; readonly item: Shape }
  /** `\b` or `\B`. */
  | { readonly kind: 'boundary' };

/** `native` is matched by JavaScript's own engine; `linear` by one that knows RE2's syntax: no lookaround, bounded size. */
export type Dialect = 'native' | 'linear';

/** A regex that rules may not use. `offset` counts UTF-16 units in the source; no text holds any of the source. */
export class ShapeError extends Error {
  readonly offset: number;
  readonly remedy: string;

  constructor(offset: number, message: string, remedy: string) {
    super(message);
    this.name = 'ShapeError';
    this.offset = offset;
    this.remedy = remedy;
  }
}

const MAX_SOURCE = 4096;
const MAX_DEPTH = 40;
/** RE2 refuses more, also where repeats are nested and multiply. */
const LINEAR_REPEAT = 1000;
/** Most instructions of a linear regex: its time is the length of the text times these. */
const LINEAR_SIZE = 2000;

/** What stands for a lookaround in the linear dialect. */
const BOUNDARY = 'use `\\b`, or match the neighbour outside of the group `secret`.';

interface Cursor {
  readonly source: string;
  readonly dialect: Dialect;
  at: number;
  depth: number;
}

/**
 * Parses `source` (no flags). Known: ASCII literals, `.`, classes, `\d \w \s \b`, their opposites, `\t \n \r \f \v \0 \xNN`, escaped
 * punctuation, `(…)`, `(?:…)`, `(?<secret>…)`, `|`, `?`, `{n}`, `{n,m}`, and in the native dialect all four lookarounds.
 * Throws ShapeError for anything else, first of all for what has no longest match: `*`, `+`, `{n,}`, backreferences; and in the
 * linear dialect for what is too large.
 */
export function parseShape(source: string, dialect: Dialect = 'native'): Shape {
  if (source.length > MAX_SOURCE)
    throw new ShapeError(MAX_SOURCE, 'the regex is too long', `Use at most ${MAX_SOURCE} characters.`);
  const cursor: Cursor = { source, dialect, at: 0, depth: 0 };
  const shape = choice(cursor);
  if (cursor.at < source.length)
    fail(cursor.at, 'a `)` closes nothing', 'Remove it, or write `\\)` for the character.');
  if (dialect === 'linear') checkSize(shape);
  return shape;
}

function choice(cursor: Cursor): Shape {
  const first = sequence(cursor);
  if (cursor.source[cursor.at] !== '|') return first;
  const branches = [first];
  while (take(cursor, '|')) branches.push(sequence(cursor));
  return { kind: 'choice', branches };
}

function sequence(cursor: Cursor): Shape {
  const items: Shape[] = [];
  while (cursor.at < cursor.source.length && !'|)'.includes(cursor.source[cursor.at] ?? ''))
    items.push(quantified(cursor));
  const [only] = items;
  return only && items.length === 1 ? only : { kind: 'sequence', items };
}

function quantified(cursor: Cursor): Shape {
  const item = atom(cursor);
  const at = cursor.at;
  const range = quantifier(cursor);
  if (!range) return item;
  if (item.kind === 'look' || item.kind === 'boundary')
    fail(at, 'a lookaround or boundary is repeated', 'Remove the quantifier: it matches no characters.');
  take(cursor, '?'); // lazy: the same texts
  if ('*+?{'.includes(cursor.source[cursor.at] ?? ' '))
    fail(cursor.at, 'a quantifier repeats a quantifier', 'Put the repeated part in `(?:…)`.');
  return { kind: 'repeat', item, ...range };
}

function quantifier(cursor: Cursor): { min: number; max: number } | null {
  const sign = cursor.source[cursor.at];
  if (sign === '*' || sign === '+')
    fail(
      cursor.at,
      `\`${sign}\` has no upper bound`,
      'Say how often at most, such as `{0,80}`: reach and time must be bounded.',
    );
  if (take(cursor, '?')) return { min: 0, max: 1 };
  if (sign !== '{') return null;
  const pattern = /\{(\d{1,6})(,?)(\d{0,6})\}/y;
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.source);
  if (!found)
    return fail(cursor.at, 'a `{` begins no quantifier', 'Write `{n}` or `{n,m}`, or `\\{` for the character.');
  const min = Number(found[1]);
  if (found[2] === ',' && found[3] === '')
    fail(cursor.at, '`{n,}` has no upper bound', 'Say how often at most, such as `{10,80}`.');
  const max = found[2] === ',' ? Number(found[3]) : min;
  if (max < min) fail(cursor.at, 'the quantifier ends before it begins', 'Write the smaller number first.');
  cursor.at = pattern.lastIndex;
  return { min, max };
}

function atom(cursor: Cursor): Shape {
  const at = cursor.at;
  const sign = cursor.source[at] ?? '';
  if (sign === '(') return group(cursor);
  if (sign === '[') return { kind: 'chars', ...charClass(cursor) };
  cursor.at += 1;
  if (sign === '.') return { kind: 'chars', chars: LATIN1.replace('\n', ''), wide: true };
  if (sign === '\\') {
    const next = cursor.source[cursor.at];
    if (next !== 'b' && next !== 'B') return { kind: 'chars', ...escaped(cursor) };
    cursor.at += 1;
    return { kind: 'boundary' };
  }
  if (sign === '^' || sign === '$')
    fail(
      at,
      `\`${sign}\` is not known`,
      `Files are read in windows; ${cursor.dialect === 'linear' ? BOUNDARY : 'say what must not stand beside the match, or use `\\b`.'}`,
    );
  if ('*+?'.includes(sign)) fail(at, 'a quantifier has nothing to repeat', 'Write `\\` before it for the character.');
  if ('{}]'.includes(sign)) fail(at, `\`${sign}\` stands alone`, `Write \`\\${sign}\` for the character.`);
  return { kind: 'chars', chars: ascii(sign, at), wide: false };
}

function group(cursor: Cursor): Shape {
  const at = cursor.at;
  const opener = /\((?:\?(?:<?[=!]|:|<([A-Za-z_]\w*)>))?/y;
  opener.lastIndex = at;
  const found = opener.exec(cursor.source);
  const start = found?.[0] ?? '(';
  const name = found?.[1];
  if (name !== undefined && name !== 'secret')
    fail(at, 'a group has a name other than `secret`', 'Name the credential’s group `secret`, others not at all.');
  if (start === '(' && cursor.source[at + 1] === '?')
    fail(
      at,
      'this kind of group is not known',
      cursor.dialect === 'linear' ? 'Use `(?:…)` or `(?<secret>…)`.' : 'Use `(?:…)`, `(?<secret>…)` or a lookaround.',
    );
  const look = /[=!]$/.test(start);
  if (look && cursor.dialect === 'linear')
    fail(at, 'lookaround is not known to the linear engine', `Instead, ${BOUNDARY}`);
  cursor.at += start.length;
  cursor.depth += 1;
  if (cursor.depth > MAX_DEPTH) fail(at, 'groups are nested too deep', `Nest at most ${MAX_DEPTH} deep.`);
  const item = choice(cursor);
  cursor.depth -= 1;
  if (!take(cursor, ')')) fail(at, 'a group is not closed', 'Add the missing `)`.');
  if (look) return { kind: 'look', item };
  return { kind: 'group', name: name === 'secret' ? name : null, captures: start !== '(?:', item };
}

function charClass(cursor: Cursor): Chars {
  const at = cursor.at;
  cursor.at += 1;
  const negative = take(cursor, '^');
  let members: Chars = { chars: '', wide: false };
  while (cursor.source[cursor.at] !== ']') {
    if (cursor.at >= cursor.source.length) fail(at, 'a class is not closed', 'Add the missing `]`.');
    members = union(members, classRange(cursor));
  }
  cursor.at += 1;
  if (members.chars === '') fail(at, 'a class is empty', 'Name the characters, or use `.` for any.');
  return negative ? opposite(members) : members;
}

/** One member of a class: `a`, `\d` or `a-z`. */
function classRange(cursor: Cursor): Chars {
  const at = cursor.at;
  const low = classMember(cursor);
  if (cursor.source[cursor.at] !== '-' || (cursor.source[cursor.at + 1] ?? ']') === ']') return low;
  cursor.at += 1;
  const high = classMember(cursor);
  if (low.chars.length !== 1 || high.chars.length !== 1)
    fail(at, 'a range in a class has no single end', 'Move the `-` to the end of the class, or write `\\-`.');
  const [from, to] = [low.chars.charCodeAt(0), high.chars.charCodeAt(0)];
  if (to < from) fail(at, 'a range in a class ends before it begins', 'Write the lower character first.');
  return { chars: LATIN1.slice(from, to + 1), wide: false };
}

function classMember(cursor: Cursor): Chars {
  const at = cursor.at;
  const sign = cursor.source[at] ?? '';
  cursor.at += 1;
  if (sign === '[' && cursor.source[cursor.at] === ':' && cursor.dialect === 'linear')
    fail(at, 'in a class, `[:` begins a name for the linear engine', 'Write `\\[` for the character.');
  return sign === '\\' ? escaped(cursor) : { chars: ascii(sign, at), wide: false };
}

const CONTROL: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' };

/** Reads what stands after a backslash. */
function escaped(cursor: Cursor): Chars {
  const at = cursor.at - 1;
  const sign = cursor.source[cursor.at] ?? '';
  cursor.at += 1;
  const named = NAMED[sign];
  if (named) return named;
  const control = CONTROL[sign];
  if (control) return { chars: control, wide: false };
  if (sign === '0' && !/\d/.test(cursor.source[cursor.at] ?? '')) return { chars: '\0', wide: false };
  if (sign === 'x' && /^[0-9A-Fa-f]{2}$/.test(cursor.source.slice(cursor.at, cursor.at + 2))) {
    const code = Number.parseInt(cursor.source.slice(cursor.at, cursor.at + 2), 16);
    cursor.at += 2;
    return { chars: String.fromCharCode(code), wide: false };
  }
  if (/[\dk]/.test(sign)) fail(at, 'a backreference has no bounded language', 'Write the text out.');
  if (!/[!-/:-@[-`{-~ ]/.test(sign))
    fail(at, 'this escape is not known', 'Use `\\d \\w \\s \\xNN` or a backslash before punctuation.');
  return { chars: sign, wide: false };
}

function ascii(sign: string, at: number): string {
  if (!/^[ -~]$/.test(sign))
    fail(at, 'a character is not printable ASCII', 'Credentials are ASCII; write `\\xNN` for a byte.');
  return sign;
}

function checkSize(shape: Shape): void {
  if (repeats(shape) > LINEAR_REPEAT)
    fail(0, `a part is repeated over ${LINEAR_REPEAT} times`, 'Lower the upper bounds; nested ones multiply.');
  if (instructions(shape) > LINEAR_SIZE)
    fail(
      0,
      `the regex has over ${LINEAR_SIZE} instructions with its repeats written out`,
      'Lower the upper bounds, or write a class such as `[ab]` where alternatives are repeated.',
    );
}

/** How often the most repeated part can stand in a match. */
function repeats(shape: Shape): number {
  if (shape.kind === 'repeat') return Math.max(shape.max, 1) * repeats(shape.item);
  return Math.max(1, ...partsOf(shape).map(repeats));
}

/** How many instructions RE2 makes of a regex, or a few more: a repeat is written out, `a{1,3}` as `a(?:a(?:a)?)?`. */
export function instructions(shape: Shape): number {
  const inside = partsOf(shape).reduce((all, part) => all + instructions(part), 0);
  if (shape.kind === 'choice') return inside + shape.branches.length - 1;
  if (shape.kind === 'repeat') return Math.max(1, shape.max * inside + shape.max - shape.min);
  return shape.kind === 'group' && shape.captures ? inside + 2 : Math.max(1, inside);
}

function partsOf(shape: Shape): readonly Shape[] {
  if (shape.kind === 'sequence') return shape.items;
  if (shape.kind === 'choice') return shape.branches;
  return 'item' in shape ? [shape.item] : [];
}

function take(cursor: Cursor, sign: string): boolean {
  if (cursor.source[cursor.at] !== sign) return false;
  cursor.at += 1;
  return true;
}

function fail(offset: number, message: string, remedy: string): never {
  throw new ShapeError(offset, message, remedy);
}
