// Searches bytes that were made from others: what was copied is not searched again, and every hit is found all the same.
import type { AnchorForm, Hit, Openers, Origin, Run, Searched } from '../types.ts';
import type { Search } from './pairs.ts';

/** What tells hits, apart from each other. */
export interface VersionParts {
  readonly forms: readonly AnchorForm[];
  /** Tells of all places where one of `forms` stands, by its number, in no order; gives the runs if it finds these too. */
  readonly search: Search;
  readonly openers: Openers | undefined;
}

/** Where forms stand in some bytes: see `Places`. */
interface Learned extends Searched {
  readonly places: Float64Array;
  readonly opened: readonly Hit[];
}

/** How much of the beginning tells of all bytes what they are. */
const BEGINNING = 256;
const NO_HITS: readonly Hit[] = [];
/** What is learned of nearly everything. */
const NOTHING: Learned = { hits: NO_HITS, opened: NO_HITS, places: new Float64Array(0) };

/** Gives a function that searches bytes: all of them, or, where they were made from what it has searched before, what is new in them. */
export function createVersions(parts: VersionParts): (bytes: Uint8Array, origin: Origin<Searched> | null) => Searched {
  const { forms, openers } = parts;
  // Of the latest search: what is told of an object is copied from here.
  const [places, fresh] = [new Places(), new Places()];
  const [changes, windows, touched] = [new Ranges(), new Ranges(), new Ranges()];
  const longest = forms.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
  const farthest = forms.reduce((most, { reach }) => Math.max(most, reach), 0);

  const isConfirmed = (bytes: Uint8Array, offset: number, number: number): boolean =>
    (forms[number] as AnchorForm).confirm?.(bytes, offset) ?? true;

  const all = (bytes: Uint8Array): Learned => {
    const runs = searchAll(bytes, parts, fresh);
    places.length = 0;
    for (let at = 0; at < fresh.length; at++) {
      const [offset, number] = [fresh.offset(at), fresh.number(at)];
      places.add(offset, number, isConfirmed(bytes, offset, number));
    }
    return learnedOf(places, forms, openers?.hits(bytes, runs) ?? NO_HITS);
  };

  const version = (bytes: Uint8Array, { learned, size, copies }: Origin<Searched>): Learned => {
    const base = learned as Learned;
    changesOf(copies, size, bytes.length, changes);
    newOnes(bytes, changes, windows, longest, parts, fresh);
    places.length = 0;
    let at = 0;
    const upTo = (end: number): void => {
      for (; at < fresh.length && fresh.offset(at) < end; at++) {
        const [offset, number] = [fresh.offset(at), fresh.number(at)];
        places.add(offset, number, isConfirmed(bytes, offset, number));
      }
    };
    if (base.places.length > 0) {
      let near = 0;
      for (let copy = 0; copy < copies.length; copy += 3) {
        const [to, from, length] = [copies[copy] as number, copies[copy + 1] as number, copies[copy + 2] as number];
        for (let i = lowerBound(base.places, base.places.length, from * STEP); i < base.places.length; i++) {
          const key = base.places[i] as number;
          const old = Math.floor(key / STEP);
          if (old >= from + length) break;
          const number = (key - old * STEP) >> 1;
          const { bytes: text, reach } = forms[number] as AnchorForm;
          if (old + text.length > from + length) continue;
          const offset = old - from + to;
          if (at < fresh.length) upTo(offset);
          // Most changes are far from most places: that is seen without a search.
          while (near < changes.length && (changes.ends[near] as number) < offset - farthest) near++;
          const isFar = near === changes.length || (changes.starts[near] as number) > offset + text.length + farthest;
          const isNear = !isFar && changes.touch(offset - reach, offset + text.length + reach);
          if (isNear) places.add(offset, number, isConfirmed(bytes, offset, number));
          else places.add(offset, number, ((key - old * STEP) & 1) === 1);
        }
      }
    }
    upTo(Number.POSITIVE_INFINITY);
    const opened = openers ? openedIn(bytes, changes, touched, base.opened, copies, openers) : NO_HITS;
    return learnedOf(places, forms, opened);
  };

  return (bytes, origin) => (origin ? version(bytes, origin) : all(bytes));
}

/** Each place is one number: its offset times this, the number of its form times 2, and 1 if it is confirmed. */
const STEP = 2 ** 17;

/** Where forms stand, by their numbers. */
class Places {
  #keys = new Float64Array(1024);
  length = 0;

  add(offset: number, number: number, isConfirmed: boolean): void {
    if (this.length === this.#keys.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    this.#keys[this.length++] = offset * STEP + number * 2 + (isConfirmed ? 1 : 0);
  }

  offset(at: number): number {
    return Math.floor((this.#keys[at] as number) / STEP);
  }

  number(at: number): number {
    return ((this.#keys[at] as number) - this.offset(at) * STEP) >> 1;
  }

  isConfirmed(at: number): boolean {
    return (((this.#keys[at] as number) - this.offset(at) * STEP) & 1) === 1;
  }

  /** By offset, then by number: most came so. */
  sort(): void {
    for (let at = 1; at < this.length; at++)
      if ((this.#keys[at - 1] as number) > (this.#keys[at] as number)) {
        this.#keys.subarray(0, this.length).sort();
        return;
      }
  }

  copy(): Float64Array {
    return this.#keys.slice(0, this.length);
  }
}

function learnedOf(places: Places, forms: readonly AnchorForm[], opened: readonly Hit[]): Learned {
  if (places.length === 0 && opened.length === 0) return NOTHING;
  let hits: Hit[] | undefined;
  for (let at = 0; at < places.length; at++)
    if (places.isConfirmed(at)) {
      hits ??= [];
      hits.push({ offset: places.offset(at), form: forms[places.number(at)] as AnchorForm });
    }
  if (opened.length > 0) hits = [...(hits ?? []), ...opened].sort((a, b) => a.offset - b.offset);
  return { hits: hits ?? NO_HITS, opened, places: places.copy() };
}

/** Fills `found` with all places of forms, ascending; gives the runs, if they are found too. */
function searchAll(
  bytes: Uint8Array,
  { search }: VersionParts,
  found: Places,
  withRuns = true,
): readonly Run[] | undefined {
  found.length = 0;
  const runs = search(bytes, (offset, number) => found.add(offset, number, false), withRuns);
  found.sort();
  return runs;
}

/** Ascending ranges [start, end). */
class Ranges {
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  length = 0;

  add(start: number, end: number): void {
    if (this.length === this.starts.length) {
      const [starts, ends] = [new Int32Array(2 * this.length), new Int32Array(2 * this.length)];
      starts.set(this.starts);
      ends.set(this.ends);
      [this.starts, this.ends] = [starts, ends];
    }
    this.starts[this.length] = start;
    this.ends[this.length++] = end;
  }

  /** Whether one of them ends at `from` or behind it, and starts at `to` or before it. */
  touch(from: number, to: number): boolean {
    const first = lowerBound(this.ends, this.length, from);
    return first < this.length && (this.starts[first] as number) <= to;
  }
}

/** Where bytes are not what they were made from; empty ranges where two copies meet, or one does and an end. */
function changesOf(copies: Int32Array, size: number, length: number, changes: Ranges): void {
  changes.length = 0;
  let [to, from] = [0, 0];
  for (let copy = 0; copy < copies.length; copy += 3) {
    const [nextTo, nextFrom] = [copies[copy] as number, copies[copy + 1] as number];
    if (nextTo !== to || nextFrom !== from) changes.add(to, nextTo);
    to = nextTo + (copies[copy + 2] as number);
    from = nextFrom + (copies[copy + 2] as number);
  }
  if (length !== to || size !== from) changes.add(to, length);
}

/** The windows of the last version, one behind the other: a search costs more to begin than most of what is new. */
let scratch = Buffer.allocUnsafe(1 << 16);
const SHORT = 200;

/** Fills `found` with the places of forms that do not lie in one copy, ascending. */
function newOnes(
  bytes: Uint8Array,
  changes: Ranges,
  windows: Ranges,
  longest: number,
  parts: VersionParts,
  found: Places,
): void {
  found.length = 0;
  let length = windowsOf(changes, longest, bytes.length, windows);
  if (length === 0) return;
  if (scratch.length < length) scratch = Buffer.allocUnsafe(2 * length);
  length = 0;
  for (let window = 0; window < windows.length; window++) {
    const [from, to] = [windows.starts[window] as number, windows.ends[window] as number];
    // Most are short: a view of them would cost more.
    if (to - from > SHORT) scratch.set(bytes.subarray(from, to), length);
    else for (let i = from; i < to; i++) scratch[length + i - from] = bytes[i] as number;
    length += to - from;
  }
  searchAll(scratch.subarray(0, length), parts, found, false);
  const all = found.length;
  found.length = 0;
  let [window, begin, near] = [0, 0, 0];
  for (let at = 0; at < all; at++) {
    const [offset, number] = [found.offset(at), found.number(at)];
    for (;;) {
      const size = (windows.ends[window] as number) - (windows.starts[window] as number);
      if (offset < begin + size) break;
      begin += size;
      window++;
    }
    const start = (windows.starts[window] as number) + offset - begin;
    const end = start + (parts.forms[number] as AnchorForm).bytes.length;
    while (near < changes.length && (changes.ends[near] as number) <= start) near++;
    // Not what only looks like one where two windows meet. What is kept stands before what is still to be looked at.
    const isNew = near < changes.length && (changes.starts[near] as number) < end;
    if (isNew && end <= (windows.ends[window] as number)) found.add(start, number, false);
  }
}

/** What is new, with what a form that has a part in it may have around; those that meet are one. Gives their length. */
function windowsOf({ starts, ends, length: count }: Ranges, longest: number, size: number, windows: Ranges): number {
  windows.length = 0;
  let sum = 0;
  for (let change = 0; change < count; ) {
    const from = Math.max(0, (starts[change] as number) - longest + 1);
    let to = 0;
    do to = (ends[change++] as number) + longest - 1;
    while (change < count && (starts[change] as number) - longest < to);
    to = Math.min(to, size);
    windows.add(from, to);
    sum += to - from;
  }
  return sum;
}

/** What `openers` give: of the runs that a change is in or next to, what they say; of all others, what they said in the base. */
function openedIn(
  bytes: Uint8Array,
  changes: Ranges,
  touched: Ranges,
  before: readonly Hit[],
  copies: Int32Array,
  openers: Openers,
): readonly Hit[] {
  if (before.some(isOfAll) || openers.isPacked(bytes)) return openers.hits(bytes);
  touchedRuns(bytes, changes, openers, touched);
  const found: Hit[] = [];
  for (let run = 0; run < touched.length; run++) {
    const [from, to] = [touched.starts[run] as number, touched.ends[run] as number];
    if (from > 0 && to - from < openers.shortest) continue;
    for (const { offset, form } of openers.hits(bytes.subarray(from, to))) {
      if (isOfAll({ offset, form })) return openers.hits(bytes);
      found.push({ offset: offset + from, form });
    }
  }
  if (before.length === 0) return found;
  const offsets = before.map(({ offset }) => offset);
  for (let copy = 0; copy < copies.length; copy += 3) {
    const [to, from, length] = [copies[copy] as number, copies[copy + 1] as number, copies[copy + 2] as number];
    for (
      let i = lowerBound(offsets, offsets.length, from);
      i < offsets.length && (offsets[i] as number) < from + length;
      i++
    ) {
      const offset = (offsets[i] as number) - from + to;
      if (!touched.touch(offset + 1, offset)) found.push({ offset, form: (before[i] as Hit).form });
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** Whether a hit is one of all bytes, not of a run. */
function isOfAll({ form: { decoder } }: Hit): boolean {
  return decoder === 'container' || decoder === 'utf16le' || decoder === 'utf16be';
}

/** The runs, of any length, that a change is in or next to, with what is new between them. */
function touchedRuns(
  bytes: Uint8Array,
  { starts, ends, length: count }: Ranges,
  { classes }: Openers,
  touched: Ranges,
): void {
  touched.length = 0;
  let done = 0;
  for (let change = 0; change < count; ) {
    let from = starts[change] as number;
    let to = ends[change] as number;
    while (from > done && classes[bytes[from - 1] as number] !== 0) from--;
    if (from <= BEGINNING) {
      from = 0;
      to = Math.max(to, Math.min(BEGINNING, bytes.length));
    }
    for (change++; ; change++) {
      while (to < bytes.length && classes[bytes[to] as number] !== 0) to++;
      if (change === count || (starts[change] as number) > to) break;
      to = Math.max(to, ends[change] as number);
    }
    done = to;
    touched.add(from, to);
  }
}

/** The first position whose value is not below `least`; `length` if there is none. */
function lowerBound(ascending: ArrayLike<number>, length: number, least: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
