// Finds literals and runs in WebAssembly: makes the tables that search.as.ts reads, and hands the bytes over.
import { wasm } from 'hfleaks:wasm/sieve/versions';
import { chosen } from 'hfleaks:windows';
import type { Behind, Run } from '../types.ts';
import { start } from '../wasm.ts';
import type { Found, Search } from './pairs.ts';
import { chooseWindows, digestOfLiterals, type Window } from './windows.ts';

/** The exports of versions.as.ts. */
interface Exports {
  search(
    bytes: number,
    from: number,
    length: number,
    whole: number,
    tables: number,
    out: number,
    room: number,
    most: number,
  ): number;
  reached(): number;
  runs(
    bytes: number,
    length: number,
    classes: number,
    out: number,
    room: number,
    isNew: boolean,
    isProbed: boolean,
  ): number;
  version(
    bytes: number,
    length: number,
    size: number,
    copies: number,
    copied: number,
    places: number,
    known: number,
    settings: number,
    room: number,
  ): number;
}

/** What stands where in the tables, as search.as.ts has it. */
const [BITMAP, SLOTS, LISTS] = [192, 192 + 4096, 192 + 4096 + 8 * 4096];
const SLOTS_MASK = 4095;
const ENTRY = 28;
const BEHIND_SIZE = 1024;
const NO_BEHIND = [0, 0, 0] as const;
const HASH = 0x9e3779b1;
/** Literals by three bytes: so many of these leave most slots empty. */
const THREES_LIMIT = 3000;
/** The classes of bytes, and room; of them, where what is packed begins. */
const [CLASSES_SIZE, BEGINNINGS] = [8704, 32 + 256];

const PAGE = 1 << 16;
/** What searching may read behind the bytes. */
const SLACK = 96;
/** Places that are handed back at a time, of 8 bytes. */
const ROOM = 4096;
/** Larger inputs are searched in pieces, and their runs by somebody else. */
const PIECE = 16 << 20;
const NO_RUNS: readonly Run[] = [];

/** A search, and what those need that work where it does. */
export interface VectorSearch extends Pick<Exports, 'version'> {
  readonly search: Search;
  readonly memory: WasmMemory;
  /** The address of so many bytes at the end of memory, all zero. Throws RangeError where there is no more. */
  take(size: number): number;
  /** Where bytes stand in memory; null for those that would have to be copied there, and are too many. */
  addressOf(bytes: Uint8Array): number | null;
  runsAt(address: number, length: number): readonly Run[];
  /** What `search` in search.as.ts takes last, and where the classes of bytes are; 0 if there are none. */
  readonly settings: readonly [tables: number, out: number, room: number, most: number, classes: number];
}

/**
 * As `Search`, but what lies in `memory` is not copied; of it, pages are taken at its end. With `beginnings`, see `Openers`, runs are left out
 * of which no opener could say anything; with `behinds`, the places of literals that have something else behind them.
 * Throws RangeError where there is no more memory.
 */
export function createVectorSearch(
  literals: readonly Uint8Array[],
  classes: Uint8Array | undefined,
  memory: WasmMemory,
  beginnings?: Uint8Array,
  behinds: readonly (Behind | undefined)[] = [],
): VectorSearch {
  const { search, reached, runs, version } = start<Exports>(wasm, memory);
  const longest = literals.reduce((most, { length }) => Math.max(most, length), 0);
  const windows = windowsOf(literals);
  const lists = listsOf(literals, windows);
  const most = Math.max(...[...lists.values()].map(({ length }) => length));
  if (lists.size > THREES_LIMIT || most > ROOM) throw new RangeError('Too many literals.');
  const classesBehind = [...new Set(behinds.flatMap((one) => one?.classes ?? []))];
  const size =
    LISTS + BEHIND_SIZE * classesBehind.length + literals.reduce((sum, { length }) => sum + length + ENTRY + 8, 0);
  const tables = take(memory, size + CLASSES_SIZE + ROOM * 8 + SLACK);
  const classesAt = (tables + size + 15) & ~15;
  const out = classesAt + CLASSES_SIZE;
  const behindAt = tables + size - BEHIND_SIZE * classesBehind.length;
  for (const [at, one] of classesBehind.entries()) new Uint8Array(memory.buffer, behindAt + BEHIND_SIZE * at).set(one);
  const close = behinds.map(
    (one) => one && ([behindAt + BEHIND_SIZE * classesBehind.indexOf(one.classes), one.from, one.least] as const),
  );
  fill(memory, tables, literals, close, windows, lists);
  if (classes) fillClasses(new Uint8Array(memory.buffer, classesAt, CLASSES_SIZE), classes);
  if (beginnings) new Uint8Array(memory.buffer, classesAt + BEGINNINGS).set(beginnings);
  const input = inputOf(memory);

  let view = new Uint8Array(memory.buffer, input, PIECE);

  const addressOf = (bytes: Uint8Array): number | null => {
    const end = bytes.byteOffset + bytes.length;
    if (bytes.buffer === memory.buffer && end + SLACK <= memory.buffer.byteLength) return bytes.byteOffset;
    if (bytes.length > PIECE) return null;
    if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer, input, PIECE);
    view.set(bytes);
    return input;
  };
  /** Tells of literals that end behind `seen`; `base` is where the bytes at `address` begin in the input. */
  const searchPiece = (
    [address, length, whole]: readonly [address: number, length: number, whole: number],
    base: number,
    seen: number,
    found: Found,
    first = 0,
  ): void => {
    for (let from = first; from < length; from = reached()) {
      const count = search(address, from, length, whole, tables, out, ROOM, most);
      if (count === 0) continue;
      const places = new Uint32Array(memory.buffer, out, count * 2);
      for (let at = 0; at < places.length; at += 2) {
        const [offset, index] = [places[at] as number, places[at + 1] as number];
        if (offset + (literals[index] as Uint8Array).length > seen) found(base + offset, index);
      }
    }
  };
  const runsAt = (address: number, length: number): readonly Run[] => {
    let all: Run[] | undefined;
    for (let count = ROOM; count === ROOM; ) {
      count = runs(address, length, classesAt, out, ROOM, all === undefined, beginnings !== undefined);
      if (count === 0) break;
      all ??= [];
      const places = new Uint32Array(memory.buffer, out, count * 2);
      for (let at = 0; at < places.length; at += 2) {
        const begin = places[at] as number;
        all.push({ start: begin & 0x7fffffff, end: places[at + 1] as number, isEscaped: begin > 0x7fffffff });
      }
    }
    return all ?? NO_RUNS;
  };

  const searchAll: Search = (bytes, found, { from, to } = { from: 0, to: bytes.length }) => {
    const address = addressOf(bytes);
    if (address !== null) {
      searchPiece([address, Math.min(bytes.length, to + longest), bytes.length], 0, 0, found, from);
      return classes && runsAt(address, bytes.length);
    }
    const overlap = longest - 1;
    for (let base = 0; base + overlap < bytes.length; base += PIECE - overlap) {
      const piece = bytes.subarray(base, base + PIECE);
      searchPiece([addressOf(piece) as number, piece.length, piece.length], base, base === 0 ? 0 : overlap, found);
    }
    return undefined;
  };

  return {
    ...{ search: searchAll, version, memory, addressOf, runsAt },
    take: (size) => take(memory, size),
    settings: [tables, out, ROOM, most, classes ? classesAt + 32 : 0],
  };
}

/** Of lists that were chosen before, as that of the built-in rules, which begins the one with a user's rules too. */
function windowsOf(literals: readonly Uint8Array[]): readonly Window[] {
  const known = chosen.find(
    ({ digest, windows: { length } }) =>
      length <= literals.length && digestOfLiterals(literals.slice(0, length)) === digest,
  );
  if (!known) return chooseWindows(literals);
  return [...known.windows, ...chooseWindows(literals.slice(known.windows.length))];
}

const inputs = new WeakMap<WasmMemory, number>();

/**
 * Where bytes are put that lie elsewhere: one place for all searches in a memory, of which one has ended before another begins. All of it
 * at once, so that nothing can fail later; what is never written costs addresses, no memory.
 */
function inputOf(memory: WasmMemory): number {
  const input = inputs.get(memory) ?? take(memory, PIECE + SLACK);
  inputs.set(memory, input);
  return input;
}

/** The address of so many bytes at the end of memory, all zero. */
function take(memory: WasmMemory, size: number): number {
  return memory.grow(Math.ceil(size / PAGE)) * PAGE;
}

/** By three bytes as a number, the numbers of the literals that are found by them. */
function listsOf(literals: readonly Uint8Array[], windows: readonly Window[]): ReadonlyMap<number, number[]> {
  const lists = new Map<number, number[]>();
  for (let index = 0; index < literals.length; index++) {
    const literal = literals[index] as Uint8Array;
    const from = (windows[index] as Window) >> 4;
    const three =
      (literal[from] as number) | ((literal[from + 1] as number) << 8) | ((literal[from + 2] as number) << 16);
    const list = lists.get(three);
    if (list) list.push(index);
    else lists.set(three, [index]);
  }
  return lists;
}

/** Writes the tables; search.as.ts says what they are. */
function fill(
  memory: WasmMemory,
  tables: number,
  literals: readonly Uint8Array[],
  behinds: readonly (readonly [classes: number, from: number, least: number] | undefined)[],
  windows: readonly Window[],
  lists: ReadonlyMap<number, readonly number[]>,
): void {
  const bytes = new Uint8Array(memory.buffer, tables);
  const words = new Uint32Array(memory.buffer, tables);
  let at = LISTS >> 2;
  let text = LISTS + lists.size * 4 + literals.length * ENTRY;
  for (const [three, list] of lists) {
    const hash = Math.imul(three, HASH);
    (bytes[BITMAP + (hash >>> 20)] as number) |= 1 << ((hash >>> 17) & 7);
    let slot = hash >>> 20;
    while (words[(SLOTS >> 2) + slot * 2] !== 0) slot = (slot + 1) & SLOTS_MASK;
    words[(SLOTS >> 2) + slot * 2] = three + 1;
    words[(SLOTS >> 2) + slot * 2 + 1] = tables + at * 4;
    words[at++] = list.length;
    for (const index of list) {
      const literal = literals[index] as Uint8Array;
      const window = windows[index] as Window;
      words[at++] = index;
      words[at++] = window >> 4;
      words[at++] = literal.length;
      words[at++] = tables + text;
      words.set(behinds[index] ?? NO_BEHIND, at);
      at += NO_BEHIND.length;
      bytes.set(literal, text);
      text += literal.length;
      for (let place = 0; place < 3; place++) {
        const vectors = ((window >> 3) & 1) * 96 + place * 32;
        const byte = literal[(window >> 4) + place] as number;
        (bytes[vectors + (byte & 15)] as number) |= 1 << (window & 7);
        (bytes[vectors + 16 + (byte >> 4)] as number) |= 1 << (window & 7);
      }
    }
  }
}

/** Two vectors, of which bit b of byte n says whether n is the lower half, or b and so n the upper half, of a byte of a run; then the classes. */
function fillClasses(bytes: Uint8Array, classes: Uint8Array): void {
  bytes.set(classes, 32);
  for (const [byte, kind] of classes.entries())
    if (kind !== 0) {
      (bytes[byte & 15] as number) |= 1 << (byte >> 4);
      bytes[16 + (byte >> 4)] = 1 << (byte >> 4);
    }
}
