// Characters written one after the other as numbers, with something between them: what hex and character codes share.
import type { Follows, Hit, Passage, Segment } from '../types.ts';
import { ascii } from './bytes.ts';
import type { Part, Spelling } from './decoder.ts';
import { type Demands, demandsOf } from './follow.ts';

/**
 * One written character in one number, so that reading makes no objects: its code, how many bytes it takes, and how many stand between it and
 * the place that was asked about.
 */
export type Written = number;

/** No character. */
export const NOTHING: Written = -1;

/** `code` is below 256, `width` too, and `gap` below 4096. */
export function written(code: number, width: number, gap = 0): Written {
  return (gap << 16) | (width << 8) | code;
}

export function codeOf(one: Written): number {
  return one & 0xff;
}

export function widthOf(one: Written): number {
  return (one >> 8) & 0xff;
}

export function gapOf(one: Written): number {
  return one >> 16;
}

/** The same character, asked about from a place that is `gap` bytes further away. */
export function withGap(one: Written, gap: number): Written {
  return one === NOTHING ? NOTHING : one + (gap << 16);
}

/** How an encoding writes characters in a row. Each answer reads a bounded number of bytes. */
export interface Notation {
  /** The character that begins at `at`, or `NOTHING`. */
  at(bytes: Uint8Array, at: number): Written;
  /** The one that follows a character which ends at `at`. */
  next(bytes: Uint8Array, at: number): Written;
  /** The one before a character which begins at `at`. */
  previous(bytes: Uint8Array, at: number): Written;
  /** Whether a character can begin at `at`, by what stands before: asked last, since it may read much. Undefined: always. */
  readonly begins?: (bytes: Uint8Array, at: number) => boolean;
  /** Whether gaps differ by nature, so that they say nothing. */
  readonly isUneven?: boolean;
}

/** What a spelling stands for: the notation, and which character of the anchor begins `lead` bytes behind the spelling's start. */
export interface Plan {
  readonly notation: Notation;
  readonly index: number;
  readonly lead: number;
}

interface Wanted extends Plan {
  readonly anchor: Uint8Array;
  /** From the anchor's first character on. */
  readonly demands: Demands;
}

/**
 * What may stand between two characters of one list: exactly what stands between the first two, the same but for spaces and line ends, or
 * whatever the notation allows. A list that ends says so by another gap: `[104, 102], [65, 66]`.
 */
const [EXACT, SPACED, ANY] = [0, 1, 2];
type Strictness = number;
/** What is no list at all, and what no other notation reads as one either. */
const [NO, NEVER] = [3, 4];

/** Longer lists are read in several stretches, so that no passage grows with the object. */
const MOST_UNITS = 1 << 17;

/** No line of a dump has more bytes: xxd -c. */
const LONGEST_LINE = 256;

const wantedBy = new WeakMap<Uint8Array, readonly Wanted[]>();

/** A spelling of `anchor` in a list, which `plans` can read; `passagesOf` knows it again by its bytes. */
export function listSpelling(
  bytes: Uint8Array,
  plans: readonly Plan[],
  anchor: string,
  follows: readonly Follows[],
): Required<Omit<Spelling, 'line' | 'behind'>> {
  const own = { anchor: ascii(anchor), demands: demandsOf(anchor, follows) };
  const wanted = plans.map((plan): Wanted => ({ ...plan, ...own }));
  wantedBy.set(bytes, wanted);
  return {
    bytes,
    confirm(content, offset) {
      for (const one of wanted) {
        const answer = strictest(content, offset, one, ANY);
        if (answer !== NO) return answer === ANY;
      }
      return false;
    },
  };
}

/**
 * Yields the lists around `hits`, which ascend, once for each strictness that still says enough and something else. A hit without a rule is the
 * beginning of a list in the notation `opened`.
 */
export function* passagesOf(segment: Segment, hits: readonly Hit[], trail: string, opened?: Notation): Generator<Part> {
  // In a row without gaps there are two ways to pair digits, so two lists can lie in one another.
  const latest = new Map<Notation, readonly (Units | undefined)[][]>();
  let openedTo = 0;
  for (const { offset, form } of hits) {
    if (form.rules.length === 0 && opened) {
      // What is opened as a whole begins where it was seen.
      if (offset - segment.base < openedTo) continue;
      const whole = unitsAround(segment.bytes, offset - segment.base, 0, opened, ANY);
      yield { ...whole.passage(segment.base, trail), isOpened: true };
      openedTo = whole.end;
      continue;
    }
    // A line of a dump can be read without its offset as well, but ends too early then: both are read, unless it is long.
    for (const wanted of wantedBy.get(form.bytes) ?? []) {
      const { notation, lead } = wanted;
      const first = offset - segment.base + lead;
      const found = strictest(segment.bytes, first - lead, wanted, notation.isUneven ? ANY : EXACT);
      if (found > ANY) continue;
      let read = latest.get(notation);
      if (!read) latest.set(notation, (read = [[], [], []]));
      for (let strictness = found; strictness <= ANY; strictness++) {
        const own = read[strictness] as (Units | undefined)[];
        if (own.some((units) => units?.covers(first, form.reach))) continue;
        const units = unitsAround(segment.bytes, first, form.reach, notation, strictness);
        yield units.passage(segment.base, trail);
        own[first & 1] = units;
        for (let looser = strictness + 1; looser <= ANY; looser++)
          if (!units.grows(new List(segment.bytes, notation, first), looser))
            (read[looser] as (Units | undefined)[])[first & 1] = units;
      }
      if (read[ANY]?.some((units) => units?.goesOn(first, LONGEST_LINE))) break;
    }
  }
}

/**
 * In how strict a list, beginning with `from`, the characters from the spelling on complete the anchor and meet a demand, and those before it
 * begin the anchor. `NEVER` where other ones follow without a gap: so does every notation of the spelling read them.
 */
function strictest(bytes: Uint8Array, offset: number, wanted: Wanted, from: Strictness): number {
  const { notation, index, lead, anchor, demands } = wanted;
  const start = offset + lead;
  const first = notation.at(bytes, start);
  if (first === NOTHING || anchor[index] !== codeOf(first)) return NO;
  const list = new List(bytes, notation, start);
  const found = list.meets(demands, index + 1, from);
  if (found > ANY) return found;
  const strictness = list.begins(anchor, index, found, start);
  return strictness > ANY || (notation.begins?.(bytes, start) ?? true) ? strictness : NO;
}

/** The list that has a character at `at`: as far back as `reach`, and forward up to `MOST_UNITS`. */
function unitsAround(bytes: Uint8Array, at: number, reach: number, notation: Notation, strictness: Strictness): Units {
  const list = new List(bytes, notation, at);
  const before: number[] = [];
  let start = at;
  let one = list.previous(start, strictness);
  for (; one !== NOTHING; one = list.previous(start, strictness)) {
    const end = start - gapOf(one);
    if (end - widthOf(one) < at - reach) break;
    start = end - widthOf(one);
    before.push(start, one);
  }
  const units = new Units(one === NOTHING);
  while (before.length > 0) {
    one = before.pop() as Written;
    units.add(before.pop() as number, one);
  }
  let next = at;
  for (one = notation.at(bytes, at); one !== NOTHING && units.size < MOST_UNITS; one = list.next(next, strictness)) {
    next += gapOf(one);
    units.add(next, one);
    next += widthOf(one);
  }
  units.endsHere = one === NOTHING;
  return units;
}

/** A list in which the gap behind its character at `start` is the measure of all others. */
class List {
  readonly #bytes: Uint8Array;
  readonly #notation: Notation;
  /** Where the first character ends. */
  readonly #from: number;
  /** Where the gap behind it ends; -1 until that is asked. */
  #to = -1;

  constructor(bytes: Uint8Array, notation: Notation, start: number) {
    this.#bytes = bytes;
    this.#notation = notation;
    this.#from = start + widthOf(notation.at(bytes, start));
  }

  /** The character behind one that ends at `end`. */
  next(end: number, strictness: Strictness): Written {
    const found = this.#notation.next(this.#bytes, end);
    return found !== NOTHING && this.#levelOf(end, end + gapOf(found), strictness) === strictness ? found : NOTHING;
  }

  /** The character before one that begins at `start`. */
  previous(start: number, strictness: Strictness): Written {
    const found = this.#notation.previous(this.#bytes, start);
    return found !== NOTHING && this.#levelOf(start - gapOf(found), start, strictness) === strictness ? found : NOTHING;
  }

  /**
   * How strict a list is, from `strictness` on, in which the characters behind the first are what one of the demands asks for from its character
   * `from` on; `NO`, or `NEVER` where nothing stood between those that were read.
   */
  meets(demands: Demands, from: number, strictness: Strictness): number {
    const [bytes, notation] = [this.#bytes, this.#notation];
    let best = NEVER;
    for (const { all, rows, met } of demands.groups) {
      let level = strictness;
      let end = this.#from;
      for (let bits = all, i = from; bits !== 0; i++) {
        if ((bits & (met[i] as number)) !== 0) {
          best = Math.min(best, level);
          break;
        }
        const found = notation.next(bytes, end);
        if (found === NOTHING || gapOf(found) > 0) best = Math.min(best, NO);
        if (found === NOTHING) break;
        const start = end + gapOf(found);
        level = this.#levelOf(end, start, level);
        end = start + widthOf(found);
        bits &= (rows[i] as Uint32Array)[codeOf(found)] as number;
      }
      if (best === strictness) break;
    }
    return best;
  }

  /** How strict a list is, from `strictness` on, in which the first character is number `index` of the anchor; or `NO`. */
  begins(anchor: Uint8Array, index: number, strictness: Strictness, start: number): number {
    let level = strictness;
    let at = start;
    for (let i = index - 1; i >= 0; i--) {
      const one = this.#notation.previous(this.#bytes, at);
      if (one === NOTHING || anchor[i] !== codeOf(one)) return NO;
      const end = at - gapOf(one);
      level = this.#levelOf(end, at, level);
      at = end - widthOf(one);
    }
    return level;
  }

  /** How strict a list, from `strictness` on, can have [from, to) between two of its characters. */
  #levelOf(from: number, to: number, strictness: Strictness): Strictness {
    if (strictness === ANY) return ANY;
    if (this.#to < 0) this.#to = this.#from + Math.max(0, gapOf(this.#notation.next(this.#bytes, this.#from)));
    if (strictness === EXACT && this.#isGap(from, to, false)) return EXACT;
    return this.#isGap(from, to, true) ? SPACED : ANY;
  }

  /** Whether [from, to) is the same as what stands behind the first character, spaces aside if `skip`. */
  #isGap(from: number, to: number, skip: boolean): boolean {
    const bytes = this.#bytes;
    let [a, b] = [this.#from, from];
    for (;;) {
      while (skip && a < this.#to && isSpace(bytes[a])) a++;
      while (skip && b < to && isSpace(bytes[b])) b++;
      if (a === this.#to || b === to) return a === this.#to && b === to;
      if (bytes[a++] !== bytes[b++]) return false;
    }
  }
}

/** What was read of a list. */
class Units {
  /** Starts at even indices, ends at odd ones. */
  #places = new Uint32Array(256);
  #codes = Buffer.allocUnsafe(128);
  #size = 0;
  /** Whether the list was read from its beginning, and to its end; otherwise it was long. */
  readonly #beginsHere: boolean;
  endsHere = false;

  constructor(beginsHere: boolean) {
    this.#beginsHere = beginsHere;
  }

  get size(): number {
    return this.#size;
  }

  /** Where the last character ends. */
  get end(): number {
    return this.#places[2 * this.#size - 1] ?? 0;
  }

  add(start: number, one: Written): void {
    if (this.#size === this.#codes.length) {
      const [places, codes] = [this.#places, this.#codes];
      this.#places = new Uint32Array(2 * places.length);
      this.#places.set(places);
      this.#codes = Buffer.concat([codes], 2 * codes.length);
    }
    this.#places[2 * this.#size] = start;
    this.#places[2 * this.#size + 1] = start + widthOf(one);
    this.#codes[this.#size++] = codeOf(one);
  }

  /** Whether the character at `start` was read, with all behind it that a decision can need. */
  covers(start: number, reach: number): boolean {
    const last = this.#places[2 * (this.#size - 1)] ?? 0;
    if (start > last || (!this.endsHere && start + reach > last)) return false;
    return this.#places[2 * this.#indexOf(start)] === start;
  }

  /** Whether `start` is in it, and `count` more behind it. */
  goesOn(start: number, count: number): boolean {
    const index = this.#indexOf(start);
    return index + count < this.#size && this.#places[2 * index] === start;
  }

  /** The first character that does not begin before `start`. */
  #indexOf(start: number): number {
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[2 * middle] as number) >= start) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Whether `list`, at a looser strictness, would go on at one of the ends. */
  grows(list: List, looser: Strictness): boolean {
    const [start = 0, end = 0] = [this.#places[0], this.#places[2 * this.#size - 1]];
    return (
      (this.#beginsHere && list.previous(start, looser) !== NOTHING) ||
      (this.endsHere && list.next(end, looser) !== NOTHING)
    );
  }

  passage(base: number, trail: string): Passage {
    const [places, count] = [this.#places, 2 * this.#size];
    const placeOf = (index: number) => base + (places[Math.max(0, Math.min(index, count - 1))] ?? 0);
    return {
      kind: 'decoded',
      text: this.#codes.toString('latin1', 0, this.#size),
      trail: [trail],
      toSource: (start, end) => [{ start: placeOf(2 * start), end: placeOf(2 * end - 1) }],
    };
  }
}

/** Spaces and line ends, and the backslash that continues a line. */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x5c;
}
