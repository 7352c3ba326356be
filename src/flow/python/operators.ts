// Python's operators of one, two and three characters.
import * as t from './tokens.ts';

/**
 * The kind of the operator that begins with `code` at `start`, plus 256 times its length. What is no operator is BROKEN. `[`, `!r` and such are
 * the business of the lexer.
 */
export function operatorAt(text: string, start: number, code: number): number {
  const next = text.charCodeAt(start + 1);
  if (next === t.EQUAL) {
    const kind = WITH_EQUAL[code] ?? 0;
    if (kind > 0) return kind + 512;
  }
  if (next === code) {
    const kind = DOUBLED[code] ?? 0;
    if (kind > 0) return text.charCodeAt(start + 2) === t.EQUAL ? t.AUGMENTED + 768 : kind + 512;
    if (code === t.DOT && text.charCodeAt(start + 2) === t.DOT) return t.ELLIPSIS + 768;
  }
  if (next === t.GREATER) {
    if (code === t.MINUS) return t.ARROW + 512;
    if (code === t.LESS) return t.COMPARISON + 512;
  }
  return (SINGLE[code] === 1 ? code : t.BROKEN) + 256;
}

const SINGLE = new Uint8Array(128);
for (const character of '%&()*+,-./:;<=>@[]^`{|}~') SINGLE[character.charCodeAt(0)] = 1;

/** The kinds of `+=`, `==`, `:=`. */
const WITH_EQUAL = new Uint8Array(128);
for (const character of '%&*+-/@^|') WITH_EQUAL[character.charCodeAt(0)] = t.AUGMENTED;
for (const character of '<=>!') WITH_EQUAL[character.charCodeAt(0)] = t.COMPARISON;
WITH_EQUAL[t.COLON] = t.WALRUS;

const DOUBLED = new Uint8Array(128);
DOUBLED[t.STAR] = t.POWER;
DOUBLED[t.SLASH] = t.FLOOR;
DOUBLED[t.LESS] = t.SHIFT_LEFT;
DOUBLED[t.GREATER] = t.SHIFT_RIGHT;
