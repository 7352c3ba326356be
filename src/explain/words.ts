// Says in words what a rule's regex asks for, and what confidence and severity mean.
import type { Shape } from '../rulebook/shape.ts';
import type { Confidence, Severity } from '../types.ts';

export const CONFIDENCE: Readonly<Record<Confidence, string>> = {
  high: 'chance and other software do not make such a text; what is reported is a credential',
  medium: 'the shape is rarer among real credentials, or less telling; nearly all that is reported is one',
  low: 'the shape is shared with other things, or the credential is old or lives shortly; look before you act',
};

export const SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'the exit code is 1, and a hook blocks',
  warning: 'it is shown, but the exit code is 1 only with --fail-on warning',
  info: 'it is shown, but the exit code is 1 only with --fail-on info',
};

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
/** Sets of characters by what people call them, and one of them. */
const SETS: readonly (readonly [chars: string, many: string, one: string])[] = [
  [UPPER + LOWER, 'letters', 'letter'],
  [DIGITS + UPPER + LOWER, 'letters or digits', 'letter or digit'],
  [`-${DIGITS}${UPPER}_${LOWER}`, 'characters of base64url', 'character of base64url'],
  [UPPER, 'capitals', 'capital'],
  [DIGITS + UPPER, 'capitals or digits', 'capital or digit'],
  [DIGITS, 'digits', 'digit'],
];
const NAMED = 6;

/** `letters`, `characters of base64url`; of sets that have no name, `allowed characters`. */
export function charsInWords(chars: string, count = 2): string {
  const known = SETS.find(([set]) => set === [...chars].sort().join('')) ?? [
    '',
    'allowed characters',
    'allowed character',
  ];
  return known[count === 1 ? 2 : 1];
}

/** `hf_, then 34 letters`. Lookarounds are left out. */
export function shapeInWords(shape: Shape): string {
  return parts(shape).join(', then ');
}

function parts(shape: Shape): string[] {
  switch (shape.kind) {
    case 'chars':
      return [oneOf(shape.chars)];
    case 'sequence':
      return merged(shape.items.flatMap(parts));
    case 'choice': {
      const branches = shape.branches.map(shapeInWords).filter((text) => text !== '');
      return branches.length === 0 ? [] : [[...new Set(branches)].join(', or ')];
    }
    case 'repeat':
      return repeated(shape);
    case 'group':
      return parts(shape.item);
    default:
      return [];
  }
}

function oneOf(chars: string): string {
  if (chars.length === 1) return literal(chars);
  return chars.length <= NAMED ? `one of ${[...chars].map(literal).join(' ')}` : `one ${charsInWords(chars, 1)}`;
}

function repeated({ item, min, max }: Extract<Shape, { kind: 'repeat' }>): string[] {
  const times = min === max ? String(min) : `${min} to ${max}`;
  if (item.kind !== 'chars') {
    const inner = shapeInWords(item);
    return inner === '' ? [] : [`${times} times ${inner}`];
  }
  const what = item.chars.length === 1 ? `times ${literal(item.chars)}` : charsInWords(item.chars, max);
  return [`${times} ${what}`];
}

function literal(char: string): string {
  return char > ' ' && char <= '~' ? `\`${char}\`` : `byte 0x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Neighbouring literal characters as one text: `h` `f` `_` as `hf_`. */
function merged(all: readonly string[]): string[] {
  const result: string[] = [];
  for (const part of all) {
    const last = result.at(-1);
    if (last && /^`[^`]+`$/.test(last) && /^`.`$/.test(part))
      result[result.length - 1] = `${last.slice(0, -1)}${part.slice(1)}`;
    else result.push(part);
  }
  return result;
}
