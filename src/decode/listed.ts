// Characters written one after the other as numbers, with something between them: what hex and character codes share.
import type { Follows, Hit, Passage, Segment } from '../types.ts';
import { ascii, lowerBound } from './bytes.ts';
import type { Spelling } from './decoder.ts';
import { type Demands, demandsOf } from './follow.ts';

/** One written character: its number, and where it stands in the bytes. */
export interface Written {
  readonly start: number;
  readonly end: number;
  readonly code: number;
}

/** How an encoding writes characters in a row. Each answer reads a bounded number of bytes. */
export interface Notation {
  /** The character that begins at `at`, or null. */
  at(bytes: Uint8Array, at: number): Written | null;
  /** The one that follows a character which ends at `at`. */
  next(bytes: Uint8Array, at: number): Written | null;
  /** The one before a character which begins at `at`. */
  previous(bytes: Uint8Array, at: number): Written | null;
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
const STRICTNESS = ['exact', 'spaced', 'any'] as const;
type Strictness = (typeof STRICTNESS)[number];

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
): Required<Omit<Spelling, 'line'>> {
  const own = { anchor: ascii(anchor), demands: demandsOf(anchor, follows) };
  const wanted = plans.map((plan): Wanted => ({ ...plan, ...own }));
  wantedBy.set(bytes, wanted);
  return {
    bytes,
    confirm(content, offset) {
      for (const one of wanted) {
        const answer = confirmed(content, offset, one, 'any');
        if (answer !== 'no') return answer === 'yes';
      }
      return false;
    },
  };
}

/**
 * Yields the lists around `hits`, which ascend, once for each strictness that still says enough and something else. A hit without a rule is the
 * beginning of a list in the notation `opened`.
 */
export function* passagesOf(
  segment: Segment,
  hits: readonly Hit[],
  trail: string,
  opened?: Notation,
): Generator<Passage> {
  // In a row without gaps there are two ways to pair digits, so two lists can lie in one another.
  const latest = new Map<Notation, Record<Strictness, (Units | undefined)[]>>();
  let openedTo = 0;
  for (const { offset, form } of hits) {
    if (form.rules.length === 0 && opened) {
      // What is opened as a whole begins where it was seen.
      if (offset - segment.base < openedTo) continue;
      const whole = unitsAround(segment.bytes, offset - segment.base, 0, opened, 'any');
      yield whole.passage(segment.base, trail);
      openedTo = whole.end;
      continue;
    }
    // A line of a dump can be read without its offset as well, but ends too early then: both are read, unless it is long.
    for (const wanted of wantedBy.get(form.bytes) ?? []) {
      const { notation, lead } = wanted;
      const first = offset - segment.base + lead;
      if (confirmed(segment.bytes, first - lead, wanted, 'any') !== 'yes') continue;
      let read = latest.get(notation);
      if (!read) latest.set(notation, (read = { exact: [], spaced: [], any: [] }));
      const levels = notation.isUneven ? (['any'] as const) : STRICTNESS;
      for (const [index, strictness] of levels.entries()) {
        if (read[strictness].some((units) => units?.covers(first, form.reach))) continue;
        if (strictness !== 'any' && confirmed(segment.bytes, first - lead, wanted, strictness) !== 'yes') continue;
        const units = unitsAround(segment.bytes, first, form.reach, notation, strictness);
        yield units.passage(segment.base, trail);
        read[strictness][first & 1] = units;
        for (const looser of levels.slice(index + 1))
          if (!units.grows(new List(segment.bytes, notation, notation.at(segment.bytes, first) as Written, looser)))
            read[looser][first & 1] = units;
      }
      if (read.any.some((units) => units?.goesOn(first, LONGEST_LINE))) break;
    }
  }
}

/**
 * Whether the characters from the spelling on complete the anchor and meet a demand, and those before it begin the anchor. `never` where
 * other ones follow without a gap: so does every notation of the spelling read them.
 */
function confirmed(bytes: Uint8Array, offset: number, wanted: Wanted, strictness: Strictness): 'yes' | 'no' | 'never' {
  const { notation, index, lead, anchor, demands } = wanted;
  const first = notation.at(bytes, offset + lead);
  if (!first || anchor[index] !== first.code) return 'no';
  const list = new List(bytes, notation, first, strictness);
  if (!list.meets(first, demands, index + 1)) return list.hasGap ? 'no' : 'never';
  let one: Written | null = first;
  for (let i = index - 1; i >= 0; i--) {
    one = list.previous(one.start);
    if (!one || anchor[i] !== one.code) return 'no';
  }
  return (notation.begins?.(bytes, first.start) ?? true) ? 'yes' : 'no';
}

/** The list that has a character at `at`: as far back as `reach`, and forward up to `MOST_UNITS`. */
function unitsAround(bytes: Uint8Array, at: number, reach: number, notation: Notation, strictness: Strictness): Units {
  const start = notation.at(bytes, at) as Written;
  const list = new List(bytes, notation, start, strictness);
  const before: Written[] = [];
  let one = list.previous(start.start);
  for (; one && one.start >= at - reach; one = list.previous(one.start)) before.push(one);
  const units = new Units(one === null);
  while (before.length > 0) units.add(before.pop() as Written);
  for (one = start; one && units.size < MOST_UNITS; one = list.next(one.end)) units.add(one);
  units.endsHere = one === null;
  return units;
}

/** A list in which the gap behind `first` is the measure of all others. */
class List {
  readonly #bytes: Uint8Array;
  readonly #notation: Notation;
  readonly #strictness: Strictness;
  readonly #from: number;
  readonly #to: number;
  /** Whether something stood between two of the characters that were read, or the list ended. */
  hasGap = false;

  constructor(bytes: Uint8Array, notation: Notation, first: Written, strictness: Strictness) {
    this.#bytes = bytes;
    this.#notation = notation;
    this.#strictness = strictness;
    this.#from = first.end;
    this.#to = strictness === 'any' ? first.end : (notation.next(bytes, first.end)?.start ?? first.end);
  }

  /** The character behind one that ends at `end`. */
  next(end: number): Written | null {
    const found = this.#notation.next(this.#bytes, end);
    if (found?.start !== end) this.hasGap = true;
    return found && this.#isGap(end, found.start) ? found : null;
  }

  /** The character before one that begins at `start`. */
  previous(start: number): Written | null {
    const found = this.#notation.previous(this.#bytes, start);
    return found && this.#isGap(found.end, start) ? found : null;
  }

  /** Whether the characters behind `one` are what one of the demands asks for from its character `from` on. */
  meets(one: Written, demands: Demands, from: number): boolean {
    for (const { all, rows, met } of demands.groups) {
      let last: Written | null = one;
      for (let bits = all, i = from; bits !== 0; i++) {
        if ((bits & (met[i] as number)) !== 0) return true;
        last = this.next(last.end);
        if (!last) break;
        bits &= (rows[i] as Uint32Array)[last.code] as number;
      }
    }
    return false;
  }

  #isGap(from: number, to: number): boolean {
    if (this.#strictness === 'any') return true;
    const skip = this.#strictness === 'spaced';
    let [a, b] = [this.#from, from];
    for (;;) {
      while (skip && a < this.#to && isSpace(this.#bytes[a])) a++;
      while (skip && b < to && isSpace(this.#bytes[b])) b++;
      if (a === this.#to || b === to) return a === this.#to && b === to;
      if (this.#bytes[a++] !== this.#bytes[b++]) return false;
    }
  }
}

/** What was read of a list. */
class Units {
  /** Starts at even indices, ends at odd ones. */
  #places = new Uint32Array(256);
  #codes = Buffer.alloc(128);
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

  add({ start, end, code }: Written): void {
    if (this.#size === this.#codes.length) {
      const [places, codes] = [this.#places, this.#codes];
      this.#places = new Uint32Array(2 * places.length);
      this.#places.set(places);
      this.#codes = Buffer.concat([codes], 2 * codes.length);
    }
    this.#places[2 * this.#size] = start;
    this.#places[2 * this.#size + 1] = end;
    this.#codes[this.#size++] = code;
  }

  /** Whether the character at `start` was read, with all behind it that a decision can need. */
  covers(start: number, reach: number): boolean {
    const startOf = (index: number) => this.#places[2 * index] ?? 0;
    const last = startOf(this.#size - 1);
    if (start > last || (!this.endsHere && start + reach > last)) return false;
    return startOf(lowerBound(this.#size, (index) => startOf(index) >= start)) === start;
  }

  /** Whether `start` is in it, and `count` more behind it. */
  goesOn(start: number, count: number): boolean {
    const index = lowerBound(this.#size, (at) => (this.#places[2 * at] ?? 0) >= start);
    return index + count < this.#size && this.#places[2 * index] === start;
  }

  /** Whether `looser`, which allows more between characters, would go on at one of the ends. */
  grows(looser: List): boolean {
    const [start = 0, end = 0] = [this.#places[0], this.#places[2 * this.#size - 1]];
    return (this.#beginsHere && looser.previous(start) !== null) || (this.endsHere && looser.next(end) !== null);
  }

  passage(base: number, trail: string): Passage {
    const places = this.#places.slice(0, 2 * this.#size);
    const placeOf = (index: number) => base + (places[Math.max(0, Math.min(index, places.length - 1))] ?? 0);
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
