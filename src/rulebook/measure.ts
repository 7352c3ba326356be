// What can be known about a regex without running it: its reach, what follows its anchor, and texts that it matches.
import type { Shape } from './shape.ts';

/** What must follow an anchor: at least `min` characters, directly after it, all of them in `set`. */
export interface Demand {
  readonly set: string;
  readonly min: number;
}

const NO_DEMAND: Demand = { set: '', min: 0 };

/** Longest match in bytes of UTF-8, and with it everything that lookarounds and boundaries can see (their widths are added up). */
export function reach(shape: Shape): number {
  switch (shape.kind) {
    case 'chars':
      return width(shape.chars, shape.wide);
    case 'sequence':
      return sum(shape.items.map(reach));
    case 'choice':
      return Math.max(...shape.branches.map(reach));
    case 'repeat':
      return shape.max * reach(shape.item);
    case 'boundary':
      return 3;
    default:
      return reach(shape.item);
  }
}

/** Shortest and longest match in characters; lookarounds count nothing. */
export function lengths(shape: Shape): { readonly min: number; readonly max: number } {
  switch (shape.kind) {
    case 'chars':
      return { min: 1, max: 1 };
    case 'sequence': {
      const all = shape.items.map(lengths);
      return { min: sum(all.map(({ min }) => min)), max: sum(all.map(({ max }) => max)) };
    }
    case 'choice': {
      const all = shape.branches.map(lengths);
      return { min: Math.min(...all.map(({ min }) => min)), max: Math.max(...all.map(({ max }) => max)) };
    }
    case 'repeat': {
      const { min, max } = lengths(shape.item);
      return { min: shape.min * min, max: shape.max * max };
    }
    case 'group':
      return lengths(shape.item);
    default:
      return { min: 0, max: 0 };
  }
}

/** Whether every match begins with one of `anchors`. `true` is certain; `false` may be a lookaround that was not understood. */
export function startsWithAnchor(shape: Shape, anchors: readonly string[]): boolean {
  return allStart([shape], anchors, 0);
}

/** Whether a match can begin with `anchor`, lookarounds aside. */
export function canStartWith(shape: Shape, anchor: string): boolean {
  return rest(shape, anchor).length > 0;
}

/**
 * What must follow an anchor wherever the regex matches. Never demands more than the regex does: lookarounds are taken as no
 * demand, and where classes follow each other the set is their union. Of the possible demands it gives the one that chance
 * fulfils least; `{ set: '', min: 0 }` where the match does not begin with an anchor or nothing can be said.
 */
export function follows(shape: Shape, anchors: readonly string[]): Demand {
  if (!startsWithAnchor(shape, anchors)) return NO_DEMAND;
  const demands = anchors.flatMap((anchor) => rest(shape, anchor)).map(demand);
  const min = demands.length === 0 ? 0 : Math.min(...demands.map((one) => one.min));
  if (min === 0) return NO_DEMAND;
  return { set: sortedChars(demands.map((one) => one.set).join('')), min };
}

/** Whether the group `secret` is there exactly once, and takes part in every match. */
export function hasOneSecret(shape: Shape): boolean {
  return secrets(shape) === 1 && onSpine(shape);
}

/** A text that the regex matches, lookarounds aside, and what the group `secret` holds in it: all of it, if there is no such group. */
export function draw(shape: Shape, random: () => number): { readonly text: string; readonly secret: string } {
  const drawn = { text: '', secret: null as string | null };
  extend(drawn, shape, random);
  return { text: drawn.text, secret: drawn.secret ?? drawn.text };
}

function extend(drawn: { text: string; secret: string | null }, shape: Shape, random: () => number): void {
  if (shape.kind === 'chars') {
    const printable = shape.chars.replace(/[^ -~]/g, '');
    drawn.text += pick(printable === '' ? [...shape.chars] : [...printable], random);
  } else if (shape.kind === 'sequence') for (const item of shape.items) extend(drawn, item, random);
  else if (shape.kind === 'choice') extend(drawn, pick(shape.branches, random), random);
  else if (shape.kind === 'repeat') {
    const times = shape.min + Math.floor(random() * (shape.max - shape.min + 1));
    for (let done = 0; done < times; done++) extend(drawn, shape.item, random);
  } else if (shape.kind === 'group') {
    const start = drawn.text.length;
    extend(drawn, shape.item, random);
    if (shape.name === 'secret') drawn.secret = drawn.text.slice(start);
  }
}

/** A non-ASCII unit takes up to three bytes of UTF-8 (half of four for a surrogate). */
function width(chars: string, wide: boolean): number {
  if (wide) return 3;
  return [...chars].some((char) => char > '\x7f') ? 2 : 1;
}

/** Every character that a match can hold. */
function alphabet(shape: Shape): { readonly chars: string; readonly wide: boolean } {
  if (shape.kind === 'chars') return shape;
  if (shape.kind === 'look' || shape.kind === 'boundary') return { chars: '', wide: false };
  const parts = shape.kind === 'sequence' ? shape.items : shape.kind === 'choice' ? shape.branches : [shape.item];
  const all = parts.map(alphabet);
  return { chars: sortedChars(all.map(({ chars }) => chars).join('')), wide: all.some(({ wide }) => wide) };
}

/** The most telling demand of a sequence: of its first items, as many as make it least likely to be met by chance. */
function demand(items: readonly Shape[]): Demand {
  let best = NO_DEMAND;
  let bestBits = 0;
  let set = '';
  let min = 0;
  for (const item of items.flatMap(flat)) {
    const { chars, wide } = alphabet(item);
    if (wide || [...chars].some((char) => char > '\x7f')) break; // one character, but not one byte
    set = sortedChars(set + chars);
    min += lengths(item).min;
    const bits = set === '' ? 0 : min * Math.log2(128 / set.length);
    if (bits > bestBits) [best, bestBits] = [{ set, min }, bits];
  }
  return best;
}

function flat(shape: Shape): readonly Shape[] {
  if (shape.kind === 'sequence') return shape.items.flatMap(flat);
  return shape.kind === 'group' ? flat(shape.item) : [shape];
}

/** What is left of the regex after `text`: alternatives, each a sequence. */
function rest(shape: Shape, text: string): readonly (readonly Shape[])[] {
  let left: readonly (readonly Shape[])[] = [[shape]];
  for (const char of text) left = distinct(left.flatMap((items) => after(items, char)));
  return left;
}

/** Brzozowski's derivative: what is left of a sequence after one character. Lookarounds are passed over. */
function after(items: readonly Shape[], char: string): readonly (readonly Shape[])[] {
  const [head, ...tail] = items;
  if (!head) return [];
  switch (head.kind) {
    case 'chars':
      return head.chars.includes(char) ? [tail] : [];
    case 'sequence':
      return after([...head.items, ...tail], char);
    case 'choice':
      return head.branches.flatMap((branch) => after([branch, ...tail], char));
    case 'group':
      return after([head.item, ...tail], char);
    case 'repeat': {
      const { item, min, max } = head;
      const again: readonly Shape[] =
        max > 1 ? [{ kind: 'repeat', item, min: Math.max(min - 1, 0), max: max - 1 }] : [];
      const once = max > 0 ? after([item], char).map((left) => [...left, ...again, ...tail]) : [];
      return skippable(head) ? [...once, ...after(tail, char)] : once;
    }
    default:
      return after(tail, char);
  }
}

function allStart(items: readonly Shape[], anchors: readonly string[], depth: number): boolean {
  if (anchors.some((anchor) => anchor.length === depth)) return true;
  if (items.every(skippable)) return false;
  const firsts = first(items);
  if (firsts.wide) return false;
  for (const char of firsts.chars) {
    const left = anchors.filter((anchor) => anchor[depth] === char);
    if (left.length === 0) return false;
    if (!distinct(after(items, char)).every((residue) => allStart(residue, left, depth + 1))) return false;
  }
  return true;
}

/** Every character that a sequence can begin with. */
function first(items: readonly Shape[]): { readonly chars: string; readonly wide: boolean } {
  let chars = '';
  let wide = false;
  for (const item of items) {
    const parts = item.kind === 'choice' ? item.branches.map((branch) => first([branch])) : [inner(item)];
    for (const part of parts) {
      chars += part.chars;
      wide ||= part.wide;
    }
    if (!skippable(item)) break;
  }
  return { chars: sortedChars(chars), wide };
}

function inner(item: Exclude<Shape, { kind: 'choice' }>): { readonly chars: string; readonly wide: boolean } {
  if (item.kind === 'chars') return item;
  if (item.kind === 'sequence') return first(item.items);
  return item.kind === 'look' || item.kind === 'boundary' ? { chars: '', wide: false } : first([item.item]);
}

function skippable(shape: Shape): boolean {
  return lengths(shape).min === 0;
}

function secrets(shape: Shape): number {
  if (shape.kind === 'sequence') return sum(shape.items.map(secrets));
  if (shape.kind === 'choice') return sum(shape.branches.map(secrets));
  return ('item' in shape ? secrets(shape.item) : 0) + (shape.kind === 'group' && shape.name === 'secret' ? 1 : 0);
}

function onSpine(shape: Shape): boolean {
  if (shape.kind === 'sequence') return shape.items.some(onSpine);
  return shape.kind === 'group' && (shape.name === 'secret' || onSpine(shape.item));
}

function distinct(residues: readonly (readonly Shape[])[]): readonly (readonly Shape[])[] {
  return [...new Map(residues.map((residue) => [JSON.stringify(residue), residue])).values()];
}

function sortedChars(chars: string): string {
  return [...new Set(chars)].sort().join('');
}

function pick<T>(from: readonly T[], random: () => number): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new RangeError('nothing to pick from');
  return one;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
