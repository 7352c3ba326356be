// Searches bytes that were made from others: what was copied is not searched again, and every hit is found all the same.
import type { AnchorForm, Hit, Openers, Origin, Searched } from '../types.ts';
import { type Comparison, STEP } from './comparison.ts';
import type { Search } from './pairs.ts';

/** What tells hits, apart from each other. */
export interface VersionParts {
  readonly forms: readonly AnchorForm[];
  /** Tells of all places where one of `forms` stands, by its number, in no order; gives the runs if it finds these too. */
  readonly search: Search;
  /** Without it, or where it says nothing, all of the bytes are searched. */
  readonly comparison: Comparison | null;
  readonly openers: Openers | undefined;
}

/** Where forms stand in some bytes: see `STEP`. */
interface Learned extends Searched {
  readonly places: Float64Array;
  readonly opened: readonly Hit[];
}

const NO_HITS: readonly Hit[] = [];
/** What is learned of nearly everything. */
const NOTHING: Learned = { hits: NO_HITS, opened: NO_HITS, places: new Float64Array(0) };

/** Gives a function that searches bytes: all of them, or, where they were made from what it has searched before, what is new in them. */
export function createVersions(parts: VersionParts): (bytes: Uint8Array, origin: Origin<Searched> | null) => Searched {
  const { forms, openers, search, comparison } = parts;

  /** Confirms a place that was not. */
  const asked = (bytes: Uint8Array, place: number): number => {
    const offset = Math.floor(place / STEP);
    const form = forms[(place - offset * STEP) >> 1] as AnchorForm;
    return !form.confirm || form.confirm(bytes, offset) ? place + 1 : place;
  };

  const all = (bytes: Uint8Array): Learned => {
    const found: number[] = [];
    const runs = search(bytes, (offset, number) => found.push(offset * STEP + number * 2));
    const places = Float64Array.from(found).sort();
    for (let at = 0; at < places.length; at++) places[at] = asked(bytes, places[at] as number);
    return learnedOf(places, forms, openers?.hits(bytes, runs) ?? NO_HITS);
  };

  return (bytes, made) => {
    const origin = made && made.copies.length > 0 ? made : null;
    const base = origin ? (origin.learned as Learned) : NOTHING;
    const compared = comparison?.compare(bytes, origin, base.places);
    if (!compared) return all(bytes);
    const { places, toAsk } = compared;
    for (const at of toAsk) places[at] = asked(bytes, places[at] as number);
    const opened = openers ? openedIn(bytes, openers, base.opened, origin, comparison as Comparison) : NO_HITS;
    return learnedOf(places, forms, opened);
  };
}

function learnedOf(places: Float64Array, forms: readonly AnchorForm[], opened: readonly Hit[]): Learned {
  if (places.length === 0 && opened.length === 0) return NOTHING;
  let hits: Hit[] | undefined;
  for (const place of places) {
    const offset = Math.floor(place / STEP);
    const rest = place - offset * STEP;
    if ((rest & 1) === 1) (hits ??= []).push({ offset, form: forms[rest >> 1] as AnchorForm });
  }
  if (opened.length > 0) hits = [...(hits ?? []), ...opened].sort((a, b) => a.offset - b.offset);
  return { hits: hits ?? NO_HITS, opened, places: places.slice() };
}

/** What `openers` give: of the runs that a change is in or next to, what they say; of all others, what they said in the base. */
function openedIn(
  bytes: Uint8Array,
  openers: Openers,
  before: readonly Hit[],
  origin: Origin<Searched> | null,
  comparison: Comparison,
): readonly Hit[] {
  const all = (): readonly Hit[] => openers.hits(bytes, comparison.runs(0, bytes.length));
  if (!origin || before.some(isOfAll) || openers.isPacked(bytes)) return all();
  const { opened, touched } = comparison.runsTold();
  const found: Hit[] = [];
  for (let run = 0; run < opened.length; run += 2) {
    const [from, to] = [opened[run] as number, opened[run + 1] as number];
    const runs = comparison.runs(from, to);
    // Where it is not the beginning, nothing else tells anything.
    if (from > 0 && runs.length === 0) continue;
    for (const { offset, form } of openers.hits(bytes.subarray(from, to), runs)) {
      if (isOfAll({ offset, form })) return all();
      found.push({ offset: offset + from, form });
    }
  }
  if (before.length === 0) return found;
  addCopied(before, origin.copies, touched, found);
  return found.sort((a, b) => a.offset - b.offset);
}

/** Whether a hit is one of all bytes, not of a run. */
function isOfAll({ form: { decoder } }: Hit): boolean {
  return decoder === 'container' || decoder === 'utf16le' || decoder === 'utf16be';
}

/** Adds what stands in copies, and not in a run that a change touches. */
function addCopied(before: readonly Hit[], copies: Int32Array, touched: Uint32Array, found: Hit[]): void {
  for (let copy = 0; copy < copies.length; copy += 3) {
    const [to, from, length] = [copies[copy] as number, copies[copy + 1] as number, copies[copy + 2] as number];
    const end = from + length;
    for (let at = firstFrom(before.length, (one) => (before[one] as Hit).offset >= from); at < before.length; at++) {
      const { offset: old, form } = before[at] as Hit;
      if (old >= end) break;
      const offset = old - from + to;
      const run = firstFrom(touched.length / 2, (one) => (touched[2 * one + 1] as number) > offset);
      if (2 * run === touched.length || (touched[2 * run] as number) > offset) found.push({ offset, form });
    }
  }
}

/** The first of so many for which `isFrom` holds, as it does for all that follow. */
function firstFrom(length: number, isFrom: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFrom(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
