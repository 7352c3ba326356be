// Seeded random values, rules and matches for tests: no token-shaped literal stands in a file.
import { Secret } from '../../src/secret.ts';
import type { Match, Passage, TokenRule } from '../../src/types.ts';

export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const BASE62 = `${LETTERS}0123456789`;
export const BASE64URL = `${BASE62}-_`;

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function draw(alphabet: string, length: number, next: () => number): string {
  let text = '';
  while (text.length < length) text += alphabet[Math.floor(next() * alphabet.length)];
  return text;
}

export function tokenRule(over: Partial<TokenRule> = {}): TokenRule {
  return {
    family: 'token',
    id: 'hf-user-token',
    title: 'User token',
    severity: 'error',
    confidence: 'high',
    why: '',
    fix: [],
    source: '',
    type: 'user-token',
    anchors: ['hf_'],
    regex: '(?<secret>hf_[A-Za-z]{34})(?![A-Za-z0-9])',
    engine: 'native',
    prefix: 'hf_',
    random: true,
    reach: 38,
    follows: { set: LETTERS, min: 34 },
    sample: 'hf_[A-Za-z]{34}',
    ...over,
  };
}

export function passageOf(text: string): Passage {
  return { kind: 'text', text, trail: [], toSource: (start, end) => [{ start, end }] };
}

/** A match of `value` between `before` and `after`. */
export function matchOf(value: string, before = '', after = '', rule: TokenRule = tokenRule()): Match {
  const start = before.length;
  const passage = passageOf(before + value + after);
  return { rule, passage, start, end: start + value.length, secret: new Secret(value, rule.prefix) };
}
