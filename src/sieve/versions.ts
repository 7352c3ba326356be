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

/** Where forms stand in some bytes, ascending, and which of them are confirmed. */
interface Learned extends Searched {
  readonly offsets: Int32Array;
  /** Positions in the list of forms. */
  readonly forms: Uint16Array;
  readonly confirmed: Uint8Array;
  readonly opened: readonly Hit[];
}

/** How much of the beginning tells of all bytes what they are. */
const BEGINNING = 256;

/** Gives a function that searches bytes: all of them, or, where they were made from what it has searched before, what is new in them. */
export function createVersions(parts: VersionParts): (bytes: Uint8Array, origin: Origin<Searched> | null) => Searched {
  const { forms, openers } = parts;
  const places = new Places();
  const longest = forms.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);

  const all = (bytes: Uint8Array): Learned => {
    places.clear();
    const { found, runs } = searchAll(bytes, parts);
    for (const { offset, number } of found) places.add(offset, number, isConfirmed(bytes, offset, number));
    return places.learned(forms, openers?.hits(bytes, runs) ?? []);
  };

  const isConfirmed = (bytes: Uint8Array, offset: number, number: number): boolean =>
    (forms[number] as AnchorForm).confirm?.(bytes, offset) ?? true;

  const version = (bytes: Uint8Array, { learned, size, copies }: Origin<Searched>): Learned => {
    const base = learned as Learned;
    const changes = changesOf(copies, size, bytes.length);
    places.clear();
    const found = newOnes(bytes, changes, longest, parts);
    let at = 0;
    const upTo = (end: number): void => {
      for (let hit = found[at]; hit && hit.offset < end; hit = found[++at]) {
        places.add(hit.offset, hit.number, isConfirmed(bytes, hit.offset, hit.number));
      }
    };
    for (let copy = 0; copy < copies.length; copy += 3) {
      const [to, from, length] = [copies[copy] as number, copies[copy + 1] as number, copies[copy + 2] as number];
      for (let i = lowerBound(base.offsets, from); i < base.offsets.length; i++) {
        const old = base.offsets[i] as number;
        if (old >= from + length) break;
        const number = base.forms[i] as number;
        const { bytes: text, reach } = forms[number] as AnchorForm;
        if (old + text.length > from + length) continue;
        const offset = old - from + to;
        upTo(offset);
        const isNear = changes.touch(offset - reach, offset + text.length + reach);
        places.add(offset, number, isNear ? isConfirmed(bytes, offset, number) : base.confirmed[i] === 1);
      }
    }
    upTo(Number.POSITIVE_INFINITY);
    return places.learned(forms, openers ? openedIn(bytes, changes, base.opened, copies, openers) : []);
  };

  return (bytes, origin) => (origin ? version(bytes, origin) : all(bytes));
}

/** A place of a form, by its number. */
interface FormPlace {
  readonly offset: number;
  readonly number: number;
}

/** All places of forms, ascending, and the runs, if they are found too. */
function searchAll(
  bytes: Uint8Array,
  { search }: VersionParts,
): { found: FormPlace[]; runs: readonly Run[] | undefined } {
  const found: FormPlace[] = [];
  const runs = search(bytes, (offset, number) => void found.push({ offset, number }));
  return { found: found.sort((a, b) => a.offset - b.offset || a.number - b.number), runs };
}

/** Where bytes are not what they were made from: ascending ranges [start, end), empty where two copies meet, or one does and an end. */
class Changes {
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  /** Whether one of them ends at `from` or behind it, and starts at `to` or before it. */
  touch(from: number, to: number): boolean {
    const first = lowerBound(this.ends, from);
    return first < this.ends.length && (this.starts[first] as number) <= to;
  }
}

function changesOf(copies: Int32Array, size: number, length: number): Changes {
  const changes = new Changes();
  let [to, from] = [0, 0];
  const upTo = (nextTo: number, nextFrom: number): void => {
    if (nextTo === to && nextFrom === from) return;
    changes.starts.push(to);
    changes.ends.push(nextTo);
  };
  for (let copy = 0; copy < copies.length; copy += 3) {
    upTo(copies[copy] as number, copies[copy + 1] as number);
    to = (copies[copy] as number) + (copies[copy + 2] as number);
    from = (copies[copy + 1] as number) + (copies[copy + 2] as number);
  }
  upTo(length, size);
  return changes;
}

/** The windows of the last version, one behind the other: a search costs more to begin than most of what is new. */
let scratch = Buffer.allocUnsafe(1 << 16);
const SHORT = 200;

/** The places of forms that do not lie in one copy, ascending. */
function newOnes(bytes: Uint8Array, changes: Changes, longest: number, parts: VersionParts): readonly FormPlace[] {
  const windows = windowsOf(changes, longest, bytes.length);
  let length = 0;
  for (const { from, to } of windows) length += to - from;
  if (scratch.length < length) scratch = Buffer.allocUnsafe(2 * length);
  let at = 0;
  for (const { from, to } of windows) {
    // Most are short: a view of them would cost more.
    if (to - from > SHORT) scratch.set(bytes.subarray(from, to), at);
    else for (let i = from; i < to; i++) scratch[at + i - from] = bytes[i] as number;
    at += to - from;
  }
  const found: FormPlace[] = [];
  let [window, begin, near] = [0, 0, 0];
  for (const { offset, number } of length === 0 ? [] : searchAll(scratch.subarray(0, length), parts).found) {
    let { from, to } = windows[window] as Window;
    while (offset >= begin + to - from) {
      begin += to - from;
      ({ from, to } = windows[++window] as Window);
    }
    const start = from + offset - begin;
    const end = start + (parts.forms[number] as AnchorForm).bytes.length;
    while (near < changes.ends.length && (changes.ends[near] as number) <= start) near++;
    // Not what only looks like one where two windows meet.
    if (end <= to && (changes.starts[near] ?? end) < end) found.push({ offset: start, number });
  }
  return found;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** What is new, with what a form that has a part in it may have around; those that meet are one. */
function windowsOf({ starts, ends }: Changes, longest: number, length: number): readonly Window[] {
  const windows: Window[] = [];
  for (let change = 0; change < starts.length; ) {
    const from = Math.max(0, (starts[change] as number) - longest + 1);
    let to = 0;
    do to = (ends[change++] as number) + longest - 1;
    while (change < starts.length && (starts[change] as number) - longest < to);
    windows.push({ from, to: Math.min(to, length) });
  }
  return windows;
}

/** What `openers` give: of the runs that a change is in or next to, what they say; of all others, what they said in the base. */
function openedIn(
  bytes: Uint8Array,
  changes: Changes,
  before: readonly Hit[],
  copies: Int32Array,
  openers: Openers,
): readonly Hit[] {
  if (before.some(isOfAll) || openers.isPacked(bytes)) return openers.hits(bytes);
  const touched = touchedRuns(bytes, changes, openers);
  const found: Hit[] = [];
  for (let run = 0; run < touched.starts.length; run++) {
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
    for (let i = lowerBound(offsets, from); i < offsets.length && (offsets[i] as number) < from + length; i++) {
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

/** The runs, of any length, that a change is in or next to, with what is new between them; ascending. */
function touchedRuns(bytes: Uint8Array, { starts, ends }: Changes, { classes }: Openers): Changes {
  const touched = new Changes();
  let done = 0;
  for (let change = 0; change < starts.length; ) {
    let [from, to] = [starts[change] as number, ends[change] as number];
    while (from > done && classes[bytes[from - 1] as number] !== 0) from--;
    if (from <= BEGINNING) [from, to] = [0, Math.max(to, Math.min(BEGINNING, bytes.length))];
    for (change++; ; change++) {
      while (to < bytes.length && classes[bytes[to] as number] !== 0) to++;
      if (change === starts.length || (starts[change] as number) > to) break;
      to = Math.max(to, ends[change] as number);
    }
    done = to;
    touched.starts.push(from);
    touched.ends.push(to);
  }
  return touched;
}

/** Collects what is learned of one object. */
class Places {
  readonly #offsets: number[] = [];
  readonly #forms: number[] = [];
  readonly #confirmed: number[] = [];

  clear(): void {
    for (const list of [this.#offsets, this.#forms, this.#confirmed]) list.length = 0;
  }

  add(offset: number, form: number, isConfirmed: boolean): void {
    this.#offsets.push(offset);
    this.#forms.push(form);
    this.#confirmed.push(isConfirmed ? 1 : 0);
  }

  learned(forms: readonly AnchorForm[], opened: readonly Hit[]): Learned {
    const hits: Hit[] = [];
    for (let i = 0; i < this.#offsets.length; i++)
      if (this.#confirmed[i] === 1)
        hits.push({ offset: this.#offsets[i] as number, form: forms[this.#forms[i] as number] as AnchorForm });
    return {
      hits: opened.length === 0 ? hits : [...hits, ...opened].sort((a, b) => a.offset - b.offset),
      opened,
      offsets: new Int32Array(this.#offsets),
      forms: new Uint16Array(this.#forms),
      confirmed: new Uint8Array(this.#confirmed),
    };
  }
}

/** The first position whose value is not below `least`. */
function lowerBound(ascending: ArrayLike<number>, least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
