// Makes fake credentials from a rule's shape, so that no file has to hold one.
import type { TokenRule } from '../types.ts';
import { draw } from './measure.ts';
import { parseShape } from './shape.ts';

const PLACEHOLDER = /\{\{token(?::([^{}]{1,20}))?\}\}/g;
/** To find what is written almost right. */
const OPENER = /\{\{\s{0,9}token/g;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DRAWS = 200;

/** The names of placeholders that hold a whole sample. With a head, its tail is expected. */
export const WHOLE: readonly string[] = ['', 'head', 'base64', 'escaped', 'wrapped'];

/** Numbers in [0, 1), the same for the same seed: mulberry32 on a mixed seed. Not for secrets. */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) ^ 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A text that the rule matches from end to end, the same for the same seed: a credential of its kind, with what stands directly
 * before it where the rule asks for that (`__sign=`). Begins with an anchor; evenly random.
 */
export function sample(rule: TokenRule, seed: number): string {
  return drawn(rule, seed).text;
}

/** The credential in `sample(rule, seed)`: what a finding holds. */
export function sampleSecret(rule: TokenRule, seed: number): string {
  return drawn(rule, seed).secret;
}

/**
 * Fills the placeholders of an example:
 *
 * | written              | becomes                                                                       |
 * | -------------------- | ----------------------------------------------------------------------------- |
 * | `{{token}}`          | a sample, the same everywhere in one text                                     |
 * | `{{token:other}}`    | a second, different sample                                                    |
 * | `{{token:head}}`     | the first half of the sample                                                  |
 * | `{{token:tail}}`     | the second half of the sample                                                 |
 * | `{{token:base64}}`   | the sample in base64, padded                                                  |
 * | `{{token:escaped}}`  | the sample with the character in its middle as `\u00NN`                       |
 * | `{{token:wrapped}}`  | the sample in base64, with a `\n` of a JSON string in its middle               |
 * | `{{token:x}}`        | the rule's prefix, then one letter (any) as often as the body is long         |
 * | `{{token:alphabet}}` | the rule's prefix, then `abc…` as long as the body                            |
 * | `{{token:33}}`       | the rule's prefix, then a random body of that many characters (a number >= 3) |
 */
export function fill(template: string, rule: TokenRule, seed: number): string {
  return template.replace(PLACEHOLDER, (written, name: string | undefined) => filled(name, rule, seed) ?? written);
}

/** One text for each sample that stands whole in the filled template: `{{token}}`, also split or encoded, and `{{token:other}}`. */
export function samplesIn(
  template: string,
  rule: TokenRule,
  seed: number,
): readonly { readonly text: string; readonly secret: string }[] {
  const names = placeholders(template);
  const has = (...wanted: readonly string[]): boolean => wanted.some((name) => names.includes(name));
  return [...(has(...WHOLE) ? [drawn(rule, seed)] : []), ...(has('other') ? [drawn(rule, otherSeed(seed))] : [])];
}

/** The names in a template's placeholders (`''` for `{{token}}`), in order; null for one that means nothing. */
export function placeholders(template: string): readonly (string | null)[] {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) =>
    name === undefined ? '' : isKnown(name) ? name : null,
  );
  const openers = template.match(OPENER)?.length ?? 0;
  return openers > names.length ? [...names, null] : names;
}

function isKnown(name: string): boolean {
  return /^(?:other|head|tail|base64|escaped|wrapped|alphabet|[A-Za-z]|[3-9]|[1-9]\d{1,3})$/.test(name);
}

function filled(name: string | undefined, rule: TokenRule, seed: number): string | null {
  const token = sample(rule, seed);
  const half = Math.ceil(token.length / 2);
  const length = token.length - rule.prefix.length;
  if (name === undefined) return token;
  if (!isKnown(name)) return null;
  if (name === 'other') return sample(rule, otherSeed(seed));
  if (name === 'head') return token.slice(0, half);
  if (name === 'tail') return token.slice(half);
  if (name === 'base64') return base64Of(token);
  if (name === 'escaped')
    return `${token.slice(0, half)}\\u00${token.charCodeAt(half).toString(16)}${token.slice(half + 1)}`;
  if (name === 'wrapped') return `${base64Of(token).slice(0, half)}\\n${base64Of(token).slice(half)}`;
  if (name === 'alphabet') return rule.prefix + LETTERS.repeat(Math.ceil(length / LETTERS.length)).slice(0, length);
  return rule.prefix + (/^\d/.test(name) ? bodyOf(rule, seed, Number(name)) : name.repeat(length));
}

function base64Of(token: string): string {
  return Buffer.from(token, 'latin1').toString('base64');
}

/** A random body, cut, or continued with those of further samples. */
function bodyOf(rule: TokenRule, seed: number, length: number): string {
  let body = '';
  for (let next = seed; body.length < length; next = otherSeed(next))
    body += sample(rule, next).slice(rule.prefix.length) || '?';
  return body.slice(0, length);
}

function otherSeed(seed: number): number {
  return (seed + 0x5bd1e995) | 0;
}

/**
 * Draws from `rule.sample`; for the project's own rules until the regex agrees (a lookahead can ask for a digit). Rules of users
 * are not tried: the engine with backtracking is not for them.
 */
function drawn(rule: TokenRule, seed: number): { readonly text: string; readonly secret: string } {
  const shape = parseShape(rule.sample);
  const random = seeded(seed);
  const regex = rule.engine === 'native' ? new RegExp(rule.regex) : null;
  for (let left = DRAWS; left > 1 && regex; left--) {
    const one = draw(shape, random);
    const match = regex.exec(one.text);
    if (match?.[0] === one.text && match.groups?.secret === one.secret) return one;
  }
  return draw(shape, random);
}
