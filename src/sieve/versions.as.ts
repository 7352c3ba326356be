// Searches bytes that were made from others: looks only at what is new, and takes the rest from what is known of the others.
import { BACK, LOOK, reached, runs, search } from './search.as.ts';

// Not `export … from`: the compiler would take that for another file, and have all of it twice.
export { reached, runs, search };

/** What stands at `room`, for `MOST` of each: the counts of what is told, four bytes each; */
const ASKED: usize = 0;
const TOUCHED: usize = 4;
const OPENED: usize = 8;
const HEAD: usize = 16;
const MOST: u32 = 1 << 15;
/** places, see `version`; those that are new, in whole numbers; the numbers of places to ask for; then ranges of eight bytes each. */
const NEW_PLACES: usize = HEAD + 8 * <usize>MOST;
const ASK: usize = NEW_PLACES + 8 * <usize>MOST;
const CHANGES: usize = ASK + 4 * <usize>MOST;
const TOUCHED_RUNS: usize = CHANGES + 8 * <usize>MOST + 8;
const OPENED_RUNS: usize = TOUCHED_RUNS + 8 * <usize>MOST + 8;

/** Each place is one number: its offset, then 16 bits for the number of its form, and 1 if it is confirmed. */
const STEP: u64 = 17;
const NUMBER: u64 = 0x1fffe;
/** How much of the beginning tells of all bytes what they are. */
const BEGINNING: u32 = 256;

/** What stands at `settings`: four bytes each, and then of each form its length and its reach. */
const LONGEST: usize = 0; // of all lengths
const FARTHEST: usize = 4; // of all reaches
const TABLES: usize = 8; // this and what follows is for `search`
const OUT: usize = 12;
const OUT_ROOM: usize = 16;
const LIST: usize = 20;
const CLASSES: usize = 24; // a byte each, not zero for those of runs; 0 if nobody wants runs
const SHORTEST: usize = 28; // of the runs that are opened
const FORMS: usize = 32;

let settings: usize = 0;
let room: usize = 0;
let changes: usize = 0;
let changed: u32 = 0;
let told: u32 = 0;
let asked: u32 = 0;

/**
 * Stores the places of forms in the `length` bytes at `bytes`, of which `copies` threes (`to`, `from`, number) say what was copied from `size` others:
 * by offset, then by form. `places`, `known` of them, are those of the others. A place is a double; those that are new, or have a change within
 * their reach, are to be asked for: they are not confirmed, and their numbers are stored too. Then, where something was copied, the runs that a
 * change is in or next to, and again those that are long, or stand at the beginning. Gives the number of places; -1 for too many of anything.
 */
export function version(
  bytes: usize,
  length: u32,
  size: u32,
  copies: usize,
  copied: u32,
  places: usize,
  known: u32,
  ownSettings: usize,
  ownRoom: usize,
): i32 {
  settings = ownSettings;
  room = ownRoom;
  changes = room + CHANGES;
  changesOf(copies, copied, size, length);
  const found = newPlaces(bytes, length);
  if (found < 0) return -1;
  if (copied > 0 && load<u32>(settings, CLASSES)) touchedRuns(bytes, length);
  return merged(copies, copied, size, length, places, known, <u32>found) ? <i32>told : -1;
}

/** Where bytes are not what they were made from; empty ranges where two copies meet, or one does and an end. */
function changesOf(copies: usize, copied: u32, size: u32, length: u32): void {
  changed = 0;
  let to: u32 = 0;
  let from: u32 = 0;
  const end = copies + 12 * <usize>copied;
  for (let copy = copies; copy < end; copy += 12) {
    const nextTo = load<u32>(copy);
    const nextFrom = load<u32>(copy, 4);
    if (nextTo !== to || nextFrom !== from) change(to, nextTo);
    to = nextTo + load<u32>(copy, 8);
    from = nextFrom + load<u32>(copy, 8);
  }
  if (length !== to || size !== from) change(to, length);
}

function change(start: u32, end: u32): void {
  store<u32>(changes + ((<usize>changed) << 3), start);
  store<u32>(changes + ((<usize>changed) << 3), end, 4);
  changed++;
}

function startOf(index: u32): u32 {
  return load<u32>(changes + ((<usize>index) << 3));
}

function endOf(index: u32): u32 {
  return load<u32>(changes + ((<usize>index) << 3), 4);
}

/** The places of forms that do not lie in one copy, ascending; gives how many there are, -1 for too many. */
function newPlaces(bytes: usize, length: u32): i32 {
  const longest = load<u32>(settings, LONGEST);
  const before = longest - 1 + LOOK;
  const out = <usize>load<u32>(settings, OUT);
  let count: u32 = 0;
  for (let at: u32 = 0; at < changed; ) {
    // What is new, with what a form that has a part in it may have around; those that meet are one.
    const from = less(startOf(at), before);
    let to: u32 = 0;
    do to = endOf(at++) + longest - 1 + BACK;
    while (at < changed && less(startOf(at), before + 1) < to);
    if (to > length) to = length;
    for (let next = from; next < to; next = reached()) {
      const hits = search(
        bytes,
        next,
        to,
        length,
        <usize>load<u32>(settings, TABLES),
        out,
        load<u32>(settings, OUT_ROOM),
        load<u32>(settings, LIST),
      );
      if (count + hits > MOST) return -1;
      for (let hit: u32 = 0; hit < hits; hit++) {
        const place = out + ((<usize>hit) << 3);
        insert(count++, ((<u64>load<u32>(place)) << STEP) | ((<u64>load<u32>(place, 4)) << 1));
      }
    }
  }
  return onlyNew(count);
}

function less(value: u32, by: u32): u32 {
  return value > by ? value - by : 0;
}

function newPlace(index: u32): usize {
  return room + NEW_PLACES + ((<usize>index) << 3);
}

/** Most come in order, and none is far from its place. */
function insert(count: u32, key: u64): void {
  let at = newPlace(count);
  for (; at > newPlace(0) && load<u64>(at - 8) > key; at -= 8) store<u64>(at, load<u64>(at - 8));
  store<u64>(at, key);
}

/** Keeps the places that a change is in, or in what decides before them, or behind. */
function onlyNew(count: u32): i32 {
  let kept: u32 = 0;
  let near: u32 = 0;
  for (let at: u32 = 0; at < count; at++) {
    const key = load<u64>(newPlace(at));
    const start = <u32>(key >> STEP);
    while (near < changed && endOf(near) + BACK <= start) near++;
    if (near < changed && startOf(near) < start + sizeOf(key) + LOOK) store<u64>(newPlace(kept++), key);
  }
  return <i32>kept;
}

function sizeOf(key: u64): u32 {
  return load<u32>(settings + ((<usize>(key & NUMBER)) << 2), FORMS);
}

function reachOf(key: u64): u32 {
  return load<u32>(settings + ((<usize>(key & NUMBER)) << 2), FORMS + 4);
}

/** The runs, of any length, that a change is in or next to, with what is new between them. */
function touchedRuns(bytes: usize, length: u32): void {
  const classes = <usize>load<u32>(settings, CLASSES);
  let touched: usize = 0;
  let opened: usize = 0;
  let done: u32 = 0;
  for (let at: u32 = 0; at < changed; ) {
    let from = startOf(at);
    let to = endOf(at);
    while (from > done && isOfRun(bytes + from - 1, classes)) from--;
    if (from <= BEGINNING) {
      from = 0;
      to = max(to, min(BEGINNING, length));
    }
    for (at++; ; at++) {
      while (to < length && isOfRun(bytes + to, classes)) to++;
      if (at === changed || startOf(at) > to) break;
      to = max(to, endOf(at));
    }
    done = to;
    range(room + TOUCHED_RUNS, touched++, from, to);
    if (from === 0 || to - from >= load<u32>(settings, SHORTEST)) range(room + OPENED_RUNS, opened++, from, to);
  }
  store<u32>(room + TOUCHED, <u32>touched);
  store<u32>(room + OPENED, <u32>opened);
}

function isOfRun(address: usize, classes: usize): bool {
  return load<u8>(classes + <usize>load<u8>(address)) !== 0;
}

function range(ranges: usize, index: usize, from: u32, to: u32): void {
  store<u32>(ranges + (index << 3), from);
  store<u32>(ranges + (index << 3), to, 4);
}

/** Puts the places that are new, `found` of them, between those of the copies; false if they are too many. */
function merged(copies: usize, copied: u32, size: u32, length: u32, places: usize, known: u32, found: u32): bool {
  const farthest = load<u32>(settings, FARTHEST);
  told = 0;
  asked = 0;
  let next: u32 = 0;
  let near: u32 = 0;
  const end = known === 0 ? copies : copies + 12 * <usize>copied;
  for (let copy = copies; copy < end; copy += 12) {
    const to: u64 = load<u32>(copy);
    const from: u64 = load<u32>(copy, 4);
    const last: u64 = from + load<u32>(copy, 8);
    const isAtStart = to === 0 && from === 0;
    const isAtEnd = last === size && to + last - from === length;
    for (let at = firstFrom(places, known, from << STEP); at < known; at++) {
      const key = <u64>load<f64>(places + ((<usize>at) << 3));
      const old = key >> STEP;
      if (old >= last) break;
      const own = sizeOf(key);
      if ((old < from + BACK && !isAtStart) || (old + own + LOOK > last && !isAtEnd)) continue;
      const offset = <u32>(old - from + to);
      const moved = ((<u64>offset) << STEP) | (key & NUMBER);
      for (; next < found && load<u64>(newPlace(next)) < moved; next++)
        if (!tell(load<u64>(newPlace(next)), true)) return false;
      // Most changes are far from most places: that is seen without a search.
      while (near < changed && endOf(near) < less(offset, farthest)) near++;
      const isFar = near === changed || startOf(near) > offset + own + farthest;
      const isNear = !isFar && isTouched(offset, own, reachOf(key));
      if (!tell(isNear ? moved : moved | (key & 1), isNear)) return false;
    }
  }
  for (; next < found; next++) if (!tell(load<u64>(newPlace(next)), true)) return false;
  store<u32>(room + ASKED, asked);
  return true;
}

function tell(key: u64, isAsked: bool): bool {
  if (told === MOST) return false;
  if (isAsked) {
    store<u32>(room + ASK + ((<usize>asked) << 2), told);
    asked++;
  }
  store<f64>(room + HEAD + ((<usize>told) << 3), <f64>key);
  told++;
  return true;
}

/** The first place that is not below `least`; `known` if there is none. */
function firstFrom(places: usize, known: u32, least: u64): u32 {
  let low: u32 = 0;
  let high = known;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (<u64>load<f64>(places + ((<usize>middle) << 3)) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a change ends within `reach` before a place, or behind it, and starts within it behind the place, or before. */
function isTouched(offset: u32, size: u32, reach: u32): bool {
  const from = less(offset, reach);
  let low: u32 = 0;
  let high = changed;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(middle) < from) low = middle + 1;
    else high = middle;
  }
  return low < changed && startOf(low) <= offset + size + reach;
}
