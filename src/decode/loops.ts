// A prefix and what a loop puts behind it: `for s in ["…", "…"]: login("hf_" + s)`.

import { lowerBound } from '../lower-bound.ts';
import type { SourceSpan } from '../types.ts';
import { isWord, latin1 } from './bytes.ts';
import type { Work } from './decoder.ts';
import { type Names, placesOf } from './names.ts';
import { nextPiece, type Reading } from './pieces.ts';

const MAX_PREFIX = 64;
/** Bytes of a list, and items of it; what is beyond is told. */
const MAX_LIST = 1 << 16;
const MAX_ITEMS = 1024;
/** So many loops before a place and behind it can be meant there: one, or the loop around it. */
const NEAREST = 2;
/** What reading it costs of the work that an object may be. */
const LIST_COST = 50;
const ITEM = /(?<!\w)\w{24,64}(?!\w)/g;

/** Behind a loop's variable; the list, or what it is called. */
const IN_LIST = /^["']?\s{0,8}(?:in|of|:|:?=\s{0,4}range)\s{1,8}(?:\w{1,16}\()?(?:\[\]string\{|[[({]|(?=["']?\w{24}))/;
const IN_NAME = /^\s{0,8}(?:in|of|:|:?=\s{0,4}range)\s{1,8}(?:\w{1,16}\()?["']?\$?\{?([A-Za-z_]\w{0,63})/;
const FOR =
  /^for(?:each)?\s{0,4}\(?(?:(?:const|let|var|my|auto|String|string)\s{1,4})?(?:\w{1,16}\s?,\s?)?\$?([A-Za-z_]\w{0,63})/;
const LONGEST_FOR = 112;
/** Loops of a file, and what looking at each costs; what is beyond is told. */
const MAX_LOOPS = 1 << 18;
const LOOPS_A_STEP = 2;
const LIST_ASSIGNED = /^(?:\s?:[^=\n]{0,40})?\s{0,8}:?=\s{0,8}(?:\[\]string|new \w{1,16}(?:\[\])?)?\s?[[({]/;

/** The loops in some bytes, found when first one is asked about. */
export class Loops {
  readonly #bytes: Uint8Array;
  readonly #names: Names;
  readonly #work: Work;
  /** Variable -> where it ends behind `for`, ascending. */
  #loops: ReadonlyMap<string, readonly number[]> | undefined;
  readonly #lists = new Map<number, readonly SourceSpan[]>();
  readonly #assigned = new Map<string, readonly SourceSpan[]>();

  constructor(bytes: Uint8Array, names: Names, work: Work) {
    this.#bytes = bytes;
    this.#names = names;
    this.#work = work;
  }

  /** What the literal that begins at `from` makes with each item of the list that a loop near it takes its next piece from; mostly nothing. */
  *over(from: number): Generator<Reading> {
    let end = from;
    while (end < from + MAX_PREFIX && isWord(this.#bytes[end])) end++;
    const next = nextPiece(this.#bytes, end);
    if (next?.operand?.kind !== 'name') return;
    this.#loops ??= this.#find();
    const all = this.#loops.get(latin1(this.#bytes, next.operand.start, next.operand.end)) ?? [];
    const behind = lowerBound(all.length, (index) => (all[index] ?? 0) >= from);
    for (const place of all.slice(Math.max(0, behind - NEAREST), behind + NEAREST))
      for (const span of this.#listBehind(place)) {
        if (--this.#work.left < 0) return;
        yield { spans: [{ start: from, end }, span], to: next.to, kind: 'by name', cuts: [] };
      }
  }

  #find(): ReadonlyMap<string, readonly number[]> {
    const bytes = this.#bytes;
    const loops = new Map<string, number[]>();
    const places = placesOf(bytes, 'for', MAX_LOOPS, this.#work);
    if (places.length === MAX_LOOPS) this.#work.limit?.();
    this.#work.left -= places.length / LOOPS_A_STEP;
    for (const at of places) {
      const [loop, variable] = (!isWord(bytes[at - 1]) && FOR.exec(latin1(bytes, at, at + LONGEST_FOR))) || [];
      if (loop === undefined || variable === undefined) continue;
      const own = loops.get(variable);
      if (own) own.push(at + loop.length);
      else loops.set(variable, [at + loop.length]);
    }
    return loops;
  }

  /** The items of the list behind a loop's variable that ends at `at`; the list may have a name. */
  #listBehind(at: number): readonly SourceSpan[] {
    let items = this.#lists.get(at);
    if (!items) {
      this.#work.left -= LIST_COST;
      const text = latin1(this.#bytes, at, at + 96);
      const [opening] = IN_LIST.exec(text) ?? [];
      const name = opening === undefined ? IN_NAME.exec(text)?.[1] : undefined;
      if (opening !== undefined) items = this.#itemsOf(at + opening.length);
      else items = name === undefined ? [] : this.#listCalled(name);
      this.#lists.set(at, items);
    }
    return items;
  }

  #listCalled(name: string): readonly SourceSpan[] {
    const known = this.#assigned.get(name);
    if (known) return known;
    for (const place of this.#names.placesOf(name)) {
      if (--this.#work.left < 0) break;
      const from = place + name.length;
      const [assigned] = LIST_ASSIGNED.exec(latin1(this.#bytes, from, from + 96)) ?? [];
      if (assigned === undefined) continue;
      const items = this.#itemsOf(from + assigned.length);
      this.#assigned.set(name, items);
      return items;
    }
    return [];
  }

  /** Words from `start` on, up to the end of the list, or of the line where it has none. */
  #itemsOf(start: number): readonly SourceSpan[] {
    const text = latin1(this.#bytes, start, start + MAX_LIST);
    const isOpen = /[[({]/.test(String.fromCharCode(this.#bytes[start - 1] ?? 0));
    const list = /^[^\])}]*/.exec(isOpen ? text : (/^[^;\n]*/.exec(text)?.[0] ?? ''))?.[0] ?? '';
    const found = Array.from(list.matchAll(ITEM));
    if (found.length > MAX_ITEMS || (list.length === MAX_LIST && found.length > 0)) this.#work.limit?.();
    return found
      .slice(0, MAX_ITEMS)
      .map(({ index, 0: item }) => ({ start: start + index, end: start + index + item.length }));
  }
}
