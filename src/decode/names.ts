// What names of a file are assigned: `x = "…"`, `X: …`, `export X=…`, `cfg["x"] = "…"`, `set x …`, `#define X "…"`.

import { lowerBound } from '../lower-bound.ts';
import type { SourceSpan } from '../types.ts';
import { bufferOf, isSpace, isWord, latin1, tableOf } from './bytes.ts';
import type { Work } from './decoder.ts';
import { quoteAt } from './operands.ts';

const MAX_NAME = 64;
/** More than most objects have that are held whole; what is beyond is told. */
const MAX_ENTRIES = 500_000;
const MAX_TRIED = 4;
const MAX_VALUE = 256;
/** So many places of names are looked at whatever these mean there, before all values of one are looked up. */
const FEW_USES = 4096;
/** What a search costs of the work that an object may be. */
const BYTES_A_STEP = 2000;
const FOUND_A_STEP = 20;
const BYTES_INDEXED_A_STEP = 50;
/** So many names are looked up one by one, where they stand at so many places. An operator, and a type before it, stands so far behind. */
const FEW_NAMES = 16;
const FEW_PLACES = 256;
const FEW_FOUND = 4096;
const MAX_TO_OPERATOR = 192;
/** Bytes of a prefix and a quote. */
const MAX_OPENING = 8;

/** Words before a name and its value, without a sign between. */
const COMMANDS = ['set ', 'set(', 'setenv ', 'ENV ', 'ARG ', 'define'];
const ANY_COMMAND = /set(?:env)? |set\(|ENV |ARG |define/g;
const LONGEST_COMMAND = 'setenv '.length;
/** A command with its name is no longer. */
const MAX_COMMAND = 3 * MAX_NAME;
const COMMAND =
  /^(?:set(?:env)?(?:\s+-{1,2}\w{1,8}){0,3}|ENV|ARG|define)\s{0,8}\(?\s{0,8}["']?([A-Za-z_]\w{0,63})["']?(?:\s{1,16}|\s{0,8},\s{0,16})/;

/** The assignments in some bytes, looked up when a name is asked for. Linear in the bytes. */
export class Names {
  readonly #bytes: Uint8Array;
  readonly #values = new Map<string, readonly number[]>();
  /** Of all names, made where one by one would take longer. */
  #index: ReadonlyMap<string, readonly number[]> | undefined;
  readonly #work: Work;
  readonly #places = new Map<string, readonly number[]>();
  #uses = 0;

  constructor(bytes: Uint8Array, work: Work) {
    this.#bytes = bytes;
    this.#work = work;
  }

  /** Where values of the name begin, the nearest before `near` first, then the nearest behind it; at most a few. */
  valuesOf(name: string, near: number): readonly number[] {
    const all = this.#valuesOf(name);
    const next = lowerBound(all.length, (index) => (all[index] ?? 0) >= near);
    return [...all.slice(Math.max(0, next - MAX_TRIED), next).reverse(), ...all.slice(next, next + MAX_TRIED)];
  }

  #valuesOf(name: string): readonly number[] {
    let all = this.#values.get(name);
    if (!all) this.#values.set(name, (all = this.#lookUp(name)));
    return all;
  }

  #lookUp(name: string): readonly number[] {
    const few = this.#index || this.#values.size >= FEW_NAMES ? null : this.#assigned(name);
    if (few) return few;
    if (!this.#index) {
      this.#work.left -= this.#bytes.length / BYTES_INDEXED_A_STEP;
      this.#index = assignments(this.#bytes, this.#work);
    }
    return this.#index.get(name) ?? [];
  }

  /** What the index would say of one name; null where it stands at too many places. */
  #assigned(name: string): readonly number[] | null {
    const bytes = this.#bytes;
    const values = new Set<number>();
    const places = this.placesOf(name);
    if (places.length > FEW_PLACES) return null;
    for (const at of places) {
      const from = at + name.length;
      for (let operator = from; operator < Math.min(bytes.length, from + MAX_TO_OPERATOR); operator++)
        if (isOperator(bytes, operator))
          for (const [own, value] of assignedAt(bytes, operator)) if (own === name) values.add(value);
    }
    for (const [own, value] of commandsBefore(bytes, places)) if (own === name) values.add(value);
    return [...values].sort((a, b) => a - b);
  }

  /** Where the name stands, ascending. */
  placesOf(name: string): readonly number[] {
    let places = this.#places.get(name);
    if (!places) this.#places.set(name, (places = this.#search(name)));
    return places;
  }

  /** Where the name can stand for the literal whose text begins at `text`; for all literals together, hardly more than it has places. */
  usesOf(name: string, text: number): readonly number[] {
    const places = this.placesOf(name);
    this.#uses += places.length;
    if (this.#uses <= FEW_USES) return places;
    const values = this.#valuesOf(name);
    const own = lowerBound(values.length, (index) => (values[index] ?? 0) >= text - MAX_OPENING);
    // Up to the next value, and in that; before the first one, it is meant too.
    const [from, to] = [
      own === 0 ? 0 : (values[own] ?? text),
      (values[own + 1] ?? Number.POSITIVE_INFINITY) + MAX_VALUE,
    ];
    const [first, last] = [from, to].map((end) => lowerBound(places.length, (index) => (places[index] ?? 0) >= end));
    return places.slice(first, last);
  }

  /** Whether the literal is meant whose text begins at `text` where the name is used at `place`: its value is the first of `valuesOf` there. */
  isMeant(name: string, place: number, text: number): boolean {
    const value = this.valuesOf(name, place).find((at) => !isWithin(this.#bytes, place, at)) ?? -1;
    // The text of a literal begins behind its prefix and quote.
    return value <= text && value >= text - MAX_OPENING;
  }

  #search(name: string): readonly number[] {
    const bytes = this.#bytes;
    this.#work.left -= bytes.length / BYTES_A_STEP;
    const places: number[] = [];
    for (let base = 0; this.#work.left >= 0; ) {
      const found = placesOf(bytes.subarray(base), name, FEW_FOUND, this.#work);
      this.#work.left -= found.length / FOUND_A_STEP;
      for (const at of found)
        if (!isWord(bytes[base + at + name.length]) && startsAt(bytes, base + at)) places.push(base + at);
      if (found.length < FEW_FOUND) break;
      base += (found.at(-1) ?? 0) + name.length;
    }
    return places;
  }
}

/** The first `most` places of a text, none of them in another one. */
export function placesOf(bytes: Uint8Array, text: string, most: number, { find }: Work): readonly number[] {
  const known = find?.(bytes, text, most);
  if (known) return known;
  const buffer = bufferOf(bytes);
  const found: number[] = [];
  for (let at = buffer.indexOf(text, 0, 'latin1'); at >= 0 && found.length < most; ) {
    found.push(at);
    at = buffer.indexOf(text, at + text.length, 'latin1');
  }
  return found;
}

/** Whether `place` stands in the value that begins at `value`: `T="${T}…"`. */
function isWithin(bytes: Uint8Array, place: number, value: number): boolean {
  if (value >= place) return value === place;
  if (place - value > MAX_VALUE) return false;
  const width = quoteAt(bytes, value);
  if (width === 0) return !/[\s;]/.test(latin1(bytes, value, place));
  return !bytes.subarray(value + width, place).includes(bytes[value + width - 1] ?? 0);
}

/** Whether a name can begin at `at`; the letter of a line end that JSON wrote (`\n`) is none of it. */
function startsAt(bytes: Uint8Array, at: number): boolean {
  return !isWord(bytes[at - 1]) || (bytes[at - 1] === 0x6e && bytes[at - 2] === 0x5c);
}

/** Name -> where its values begin, ascending. */
function assignments(bytes: Uint8Array, work: Work): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  let entries = 0;
  const add = (name: string, value: number): void => {
    if (name === '' || ++entries > MAX_ENTRIES) return;
    const all = found.get(name);
    if (!all) found.set(name, [value]);
    else if (all.at(-1) !== value) all.push(value);
  };
  for (let at = 1; at < bytes.length && entries <= MAX_ENTRIES; at++)
    for (const [name, value] of assignedAt(bytes, at)) add(name, value);
  for (const [name, value] of commands(bytes, work)) add(name, value);
  if (entries > MAX_ENTRIES) work.limit?.();
  for (const all of found.values()) all.sort((a, b) => a - b);
  return found;
}

const NOTHING: readonly (readonly [string, number])[] = [];

/** `=`, `:=`, `=>`, `<-`, `:`. */
function isOperator(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at];
  return byte === 0x3d || byte === 0x3a || (byte === 0x2d && bytes[at - 1] === 0x3c);
}

/** The names that the operator at `at` assigns a value to, and where that begins; mostly none. */
function assignedAt(bytes: Uint8Array, at: number): readonly (readonly [string, number])[] {
  if (!isOperator(bytes, at)) return NOTHING;
  const byte = bytes[at];
  const value = valueAt(bytes, byte === 0x3d && bytes[at + 1] === 0x3e ? at + 2 : at + 1);
  if (value < 0) return NOTHING;
  const name = nameBefore(bytes, bytes[at - 1] === 0x3a || byte === 0x2d ? at - 1 : at);
  return name ? annotated(bytes, name, byte === 0x3d).map((one) => [one, value]) : NOTHING;
}

/** Terraform's `variable "x" { default = "…" }`, up to the default. */
const VARIABLE = /\bvariable\s+"(\w{1,64})"\s*\{[^{}]*$/;

/** The text of a name, and where the one that is assigned a value has a type before it, also that: `suffix: str = "…"`, `let suffix: &str = "…"`. */
function annotated(bytes: Uint8Array, name: SourceSpan, canHaveType = true): readonly string[] {
  const text = latin1(bytes, name.start, name.end);
  if (text === 'default') {
    const [, variable = text] = VARIABLE.exec(latin1(bytes, name.start - MAX_TO_OPERATOR, name.start)) ?? [];
    return [text, variable];
  }
  const sign = canHaveType ? annotationBefore(bytes, name.start) : -1;
  const other = sign < 0 ? null : nameBefore(bytes, sign);
  return other ? [text, latin1(bytes, other.start, other.end)] : [text];
}

/** What stands before a default: `os.getenv("X", `, `process.env.X || `. */
const DEFAULT =
  /^(?:(?:os\.)?(?:getenv|environ\.get)\(\s{0,8}["']\w{1,64}["']\s{0,8},\s{0,8}|process\.env\.\w{1,64}\s{0,8}(?:\|\||\?\?)\s{0,8})/;
const DEFAULT_BYTES = tableOf('ogep');

/** Where a value begins behind an operator that ends before `from`: a quote, a letter, a digit, `$`, `@`, `(`; -1 for what else. */
function valueAt(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + 16 && isSpace(bytes[at])) at++;
  if (DEFAULT_BYTES[bytes[at] ?? 0] === 1) at += DEFAULT.exec(latin1(bytes, at, at + 2 * MAX_NAME))?.[0].length ?? 0;
  while (at < from + 32 && (bytes[at] === 0x28 || isSpace(bytes[at]))) at++;
  return isWord(bytes[at]) || bytes[at] === 0x24 || bytes[at] === 0x40 || quoteAt(bytes, at) > 0 ? at : -1;
}

/** The name that ends before `to`: a word, with `"`, `'`, `"]` or white space behind it. */
function nameBefore(bytes: Uint8Array, to: number): SourceSpan | null {
  let end = to;
  while (end > to - 16 && isSpace(bytes[end - 1])) end--;
  if (bytes[end - 1] === 0x5d) end--;
  if (bytes[end - 1] === 0x22 || bytes[end - 1] === 0x27) {
    end--;
    while (end > to - 20 && bytes[end - 1] === 0x5c) end--;
  }
  let start = end;
  while (start > end - MAX_NAME - 1 && start > 0 && isWord(bytes[start - 1])) start--;
  if (bytes[start - 1] === 0x5c && (bytes[start] === 0x6e || bytes[start] === 0x74)) start++;
  if (start === end || end - start > MAX_NAME) return null;
  return { start, end };
}

/** Where the `:` of a type stands, if the word at `start` is one; else -1. */
function annotationBefore(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at > start - 8 && (isSpace(bytes[at - 1]) || bytes[at - 1] === 0x26)) at--;
  return bytes[at - 1] === 0x3a && at < start ? at - 1 : -1;
}

/** The names to which the literal is assigned whose text begins at `from`: `x = "…`, `x: str = "…`, `X=…`; mostly none. */
export function namesAssigned(bytes: Uint8Array, from: number): readonly string[] {
  const name = nameAssigned(bytes, from);
  return name ? annotated(bytes, name) : [];
}

/** Whether there are such names. */
export function isAssigned(bytes: Uint8Array, from: number): boolean {
  return nameAssigned(bytes, from) !== null;
}

function nameAssigned(bytes: Uint8Array, from: number): SourceSpan | null {
  let at = from;
  const isQuoted = bytes[at - 1] === 0x22 || bytes[at - 1] === 0x27 || bytes[at - 1] === 0x60;
  if (isQuoted) {
    at--;
    while (at > from - 8 && bytes[at - 1] === 0x5c) at--;
  }
  while (at > from - 24 && isSpace(bytes[at - 1])) at--;
  const operator = bytes[at - 1];
  // `->`, `=>`, `<-`
  if (operator === 0x3e || operator === 0x2d) at--;
  else if (operator !== 0x3d && operator !== 0x3a) return definedBefore(bytes, at);
  at--;
  if (bytes[at - 1] === 0x3a || bytes[at - 1] === 0x3c) at--;
  return nameBefore(bytes, at);
}

/** The name that ends before `to` and to which a command gives the value behind it: `#define X "…`. */
function definedBefore(bytes: Uint8Array, to: number): SourceSpan | null {
  if (!isWord(bytes[to - 1]) || !isSpace(bytes[to])) return null;
  let start = to;
  while (start > to - MAX_NAME && isWord(bytes[start - 1])) start--;
  const command = latin1(bytes, start - LONGEST_COMMAND - 1, start);
  return /(?:#\s?define|\bENV|\bset(?:env)?)(?:\s{1,4}|\s?\(\s?)$/.test(command) ? { start, end: to } : null;
}

function* commands(bytes: Uint8Array, work: Work): Generator<readonly [string, number]> {
  for (const word of COMMANDS) {
    const places = placesOf(bytes, word, MAX_ENTRIES, work);
    if (places.length === MAX_ENTRIES) work.limit?.();
    for (const at of places) yield* commandAt(bytes, at);
  }
}

/** As `commands`, of the names at `places`: what is around each is read, which is less than all bytes once for each word. */
function* commandsBefore(bytes: Uint8Array, places: readonly number[]): Generator<readonly [string, number]> {
  let done = 0;
  for (const place of places) {
    const from = Math.max(done, place - MAX_COMMAND);
    for (const { index } of latin1(bytes, from, place).matchAll(ANY_COMMAND)) yield* commandAt(bytes, from + index);
    // A word that reaches into the name is none of a command before it.
    done = Math.max(done, place - LONGEST_COMMAND);
  }
}

function* commandAt(bytes: Uint8Array, at: number): Generator<readonly [string, number]> {
  const found = isWord(bytes[at - 1]) ? null : COMMAND.exec(latin1(bytes, at, at + MAX_COMMAND));
  if (found) yield [found[1] ?? '', at + found[0].length];
}
