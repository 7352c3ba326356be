// Why a rule does not match behind an anchor: the first thing that is missing, in words.
import { lengths } from '../rulebook/measure.ts';
import { parseShape, type Shape } from '../rulebook/shape.ts';
import type { TokenRule } from '../types.ts';
import { charsInWords } from './words.ts';

/** Characters that are counted behind an anchor, at most. */
const COUNTED = 5000;
/** How far the lengths of a credential may differ for each to be tried. */
const SPREAD = 80;

/**
 * What keeps `rule` from matching in `text` where one of its anchors stands at `at`; null if nothing does. Tells counts and kinds of
 * characters, never the characters.
 */
export function missing(rule: TokenRule, text: string, at: number): string | null {
  const anchor = longestAnchor(rule, text, at);
  const { set, min } = rule.follows;
  const from = at + anchor.length;
  const count = countIn(set, text, from);
  if (count < min) return tooShort(anchor, count, set, rule, text[from + count]);
  const otherwise = `what stands behind \`${anchor}\` is long enough, but not of the shape`;
  // Regexes of users are for the engine without backtracking alone.
  if (rule.engine === 'linear') return otherwise;
  const regex = new RegExp(rule.regex, 'dy');
  const span = spanAt(regex, text, at);
  if (span) return nearWord(rule, text, span) ? null : farFromWords(rule);
  return goesOn(rule, regex, text, at) ?? otherwise;
}

/** `''` if none stands there. */
export function longestAnchor({ anchors }: TokenRule, text: string, at: number): string {
  const there = anchors.filter((anchor) => text.startsWith(anchor, at));
  return there.reduce((longest, anchor) => (anchor.length > longest.length ? anchor : longest), '');
}

function countIn(set: string, text: string, from: number): number {
  const allowed = new Set(set);
  let count = 0;
  while (count < COUNTED && allowed.has(text[from + count] ?? '')) count++;
  return count;
}

function tooShort(anchor: string, count: number, set: string, rule: TokenRule, next: string | undefined): string {
  const { min, max } = lengths(parseShape(rule.regex));
  const needed = `${min === max ? '' : 'at least '}${rule.follows.min}`;
  const stand = count === 1 ? 'stands' : 'stand';
  return `${count} ${charsInWords(set, count)} ${stand} behind \`${anchor}\`, ${needed} are needed; then comes ${charInWords(next)}`;
}

function spanAt(regex: RegExp, text: string, at: number): readonly [number, number] | undefined {
  regex.lastIndex = at;
  return regex.exec(text)?.indices?.groups?.secret;
}

function nearWord({ near }: TokenRule, text: string, [start, end]: readonly [number, number]): boolean {
  if (!near) return true;
  const before = text.slice(Math.max(0, start - near.within), start).toLowerCase();
  const after = text.slice(end, end + near.within).toLowerCase();
  return near.words.some((word) => before.includes(word) || after.includes(word));
}

function farFromWords({ near }: TokenRule): string {
  return `no word of Hugging Face within ${near?.within ?? 0} characters: ${near?.words.join(', ') ?? ''}`;
}

/** Whether the text would match if it ended somewhere: then what follows is in the way. */
function goesOn(rule: TokenRule, regex: RegExp, text: string, at: number): string | null {
  const { min, max } = lengths(secretOf(parseShape(rule.regex)));
  if (max - min > SPREAD) return null;
  for (let length = max; length >= min; length--)
    if (spanAt(regex, text.slice(0, at + length), at))
      return `${charInWords(text[at + length])} follows directly: part of a longer word`;
  return null;
}

/** The group `secret` of a rule's shape; all of it where it stands deeper. */
function secretOf(shape: Shape): Shape {
  if (shape.kind === 'group' && shape.name === 'secret') return shape;
  const own =
    shape.kind === 'sequence' ? shape.items.find((item) => item.kind === 'group' && item.name === 'secret') : null;
  return own ?? shape;
}

function charInWords(char: string | undefined): string {
  if (char === undefined) return 'the end';
  if (/[A-Za-z]/.test(char)) return 'a letter';
  if (/[0-9]/.test(char)) return 'a digit';
  if (/\s/.test(char)) return 'white space';
  return char > ' ' && char <= '~' ? `\`${char}\`` : 'a character beyond ASCII';
}
