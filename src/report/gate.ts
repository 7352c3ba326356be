// The last gate: masks what is left of any credential, found or not, in a string that comes from the repository.
import { displayPath } from '../path.ts';
import { tokenShapes } from '../secret.ts';
import type { Report } from '../types.ts';

/** Masks credentials in one string that comes from the repository. Text without any is returned as it is. */
export type Gate = (text: string) => string;

/** Shortest piece of a credential that is masked, in characters of its value: below it, words of the code would be hit. */
const WINDOW = 12;
const MASKED = '[masked]';

/** A text with some encoding taken off: the character at `at` was text[start(at), end(at)). */
interface View {
  readonly text: string;
  readonly start: (at: number) => number;
  readonly end: (at: number) => number;
}

/** A range of the text that pieces of credentials cover; `secret` is false while all of them are public prefixes. */
interface Run {
  readonly start: number;
  end: number;
  secret: boolean;
}

/**
 * Makes the gate of one report. It replaces every run that 12-character windows of a credential's value cover, as it is or as
 * escapes (`%68`, `\x68`, `\u0068`), hex or base64 (both alphabets, every alignment): a whole credential by its mask, anything
 * else by `[masked]`. Windows inside a public prefix (`oauth_app_secret_`) alone are no secret. What only looks like a credential, as
 * in names that are not scanned, is masked as well. Linear in the text, whatever the number of credentials. Values under 12 characters
 * are not looked for. Our own fixed text must not be passed through: a credential that spells a word of it would damage the report.
 */
export function createGate(report: Report): Gate {
  const masks = new Map<string, string>();
  for (const { credential } of [...report.findings, ...report.suppressed])
    if (credential) masks.set(credential.secret.reveal(), credential.secret.mask);
  const known = new WindowSet(
    [...masks.keys()].flatMap((value) => [...new Set([value, Buffer.from(value).toString('latin1')])]),
  );
  const prefixes = new WindowSet([
    ...new Set(Array.from(masks.values(), (mask) => mask.slice(0, Math.max(mask.indexOf('…'), 0)))),
  ]);
  // First those that are known, since what is left around a mask looks like nothing.
  const ofKnown = (view: View): Run[] => (masks.size === 0 ? [] : knownRuns(view, known, prefixes));
  return (text) => {
    if (text.length < WINDOW) return text;
    const views = viewsOf(text);
    const rest = masked(text, views, ofKnown, masks);
    return masked(rest, rest === text ? views : viewsOf(rest), shapedRuns, masks);
  };
}

/** A path for people that has passed the gate; `masked` if it is no longer the path itself. */
export function gatedPath(gate: Gate, path: Uint8Array): { readonly text: string; readonly masked: boolean } {
  const shown = displayPath(path);
  const text = gate(shown);
  return { text, masked: text !== shown };
}

/** Every window of some values, without a string for each: a report of signed tokens has millions. */
class WindowSet {
  readonly #values: string;
  /** By hash, where a window begins in the values, counted from 1. */
  readonly #table: Uint32Array;
  /** Drawn, so that nobody can choose values that fall together; and what the first character of a window weighs. */
  readonly #factor = Math.floor(Math.random() * 2 ** 31) * 2 + 1;
  readonly #weight: number;

  constructor(values: readonly string[]) {
    this.#values = values.join('');
    const count = values.reduce((sum, { length }) => sum + Math.max(0, length - WINDOW + 1), 0);
    this.#table = new Uint32Array(2 ** Math.ceil(Math.log2(1.5 * count + 1)));
    let weight = 1;
    for (let index = 1; index < WINDOW; index++) weight = Math.imul(weight, this.#factor);
    this.#weight = weight;
    let start = 0;
    for (const { length } of values) {
      this.#addAll(start, start + length - WINDOW);
      start += length;
    }
  }

  /** Adds the windows of the values that begin at `first` to `last`. */
  #addAll(first: number, last: number): void {
    const [values, table, factor, weight] = [this.#values, this.#table, this.#factor, this.#weight];
    let hash = first <= last ? this.#hashOf(values, first) : 0;
    for (let at = first; at <= last; at++) {
      const slot = this.#slotOf(hash, values, at);
      if (table[slot] === 0) table[slot] = at + 1;
      const rest = hash - Math.imul(values.charCodeAt(at), weight);
      hash = (Math.imul(rest, factor) + values.charCodeAt(at + WINDOW)) | 0;
    }
  }

  /** Whether text[at, at + WINDOW) is one of them. */
  has(text: string, at: number): boolean {
    return this.#table[this.#slotOf(this.#hashOf(text, at), text, at)] !== 0;
  }

  /** Where the first window of `text` from `from` on stands that is one of them; -1 where none is. */
  next(text: string, from: number): number {
    const [table, factor, weight] = [this.#table, this.#factor, this.#weight];
    const last = text.length - WINDOW;
    let hash = from <= last ? this.#hashOf(text, from) : 0;
    for (let at = from; at <= last; at++) {
      if (table[this.#slotOf(hash, text, at)] !== 0) return at;
      const rest = hash - Math.imul(text.charCodeAt(at), weight);
      hash = (Math.imul(rest, factor) + text.charCodeAt(at + WINDOW)) | 0;
    }
    return -1;
  }

  #hashOf(text: string, at: number): number {
    let hash = 0;
    for (let index = at; index < at + WINDOW; index++)
      hash = (Math.imul(hash, this.#factor) + text.charCodeAt(index)) | 0;
    return hash;
  }

  /** Where in the table the window stands, or would. */
  #slotOf(hash: number, text: string, at: number): number {
    const last = this.#table.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & last; ; slot = (slot + 1) & last) {
      const place = this.#table[slot] as number;
      if (place === 0 || this.#isSame(place - 1, text, at)) return slot;
    }
  }

  #isSame(place: number, text: string, at: number): boolean {
    for (let index = 0; index < WINDOW; index++)
      if (this.#values.charCodeAt(place + index) !== text.charCodeAt(at + index)) return false;
    return true;
  }
}

const ESCAPE = /(?:%|\\{1,2}x)[0-9A-Fa-f]{2}|\\{1,2}u00[0-9A-Fa-f]{2}/;
const ESCAPES = new RegExp(ESCAPE, 'g');

function viewsOf(text: string): readonly View[] {
  const views: View[] = [{ text, start: (at) => at, end: (at) => at + 1 }];
  if (ESCAPE.test(text)) views.push(unescapedView(text));
  for (const { 0: digits, index } of text.matchAll(/[0-9A-Fa-f]{24,}/g))
    for (let phase = 0; phase < 2; phase++) views.push(packedView(digits, index, phase, 'hex', 2));
  for (const { 0: letters, index } of text.matchAll(/[\w+/-]{16,}/g))
    for (let phase = 0; phase < 4; phase++) views.push(packedView(letters, index, phase, 'base64', 4 / 3));
  return views;
}

/** Takes off `%68`, `\x68`, `\u0068`; the backslash may be doubled, as display forms do. */
function unescapedView(text: string): View {
  let unescaped = '';
  const starts: number[] = [];
  let at = 0;
  for (const { 0: unit, index } of text.matchAll(ESCAPES)) {
    unescaped += text.slice(at, index) + String.fromCharCode(Number.parseInt(unit.slice(-2), 16));
    for (; at <= index; at++) starts.push(at);
    at = index + unit.length;
  }
  unescaped += text.slice(at);
  for (; at <= text.length; at++) starts.push(at);
  return { text: unescaped, start: (at) => starts[at] ?? 0, end: (at) => starts[at + 1] ?? text.length };
}

/** Bytes that hex (2 characters a byte) or base64 (4/3) packs, if its first group begins at character `phase` of `run`. */
function packedView(run: string, index: number, phase: number, encoding: 'hex' | 'base64', perByte: number): View {
  const from = index + phase;
  return {
    text: Buffer.from(run.slice(phase), encoding).toString('latin1'),
    start: (at) => from + Math.floor(at * perByte),
    end: (at) => from + Math.ceil((at + 1) * perByte),
  };
}

function masked(
  text: string,
  views: readonly View[],
  runsOf: (view: View) => Run[],
  masks: ReadonlyMap<string, string>,
): string {
  const runs: Run[] = [];
  for (const view of views) for (const run of runsOf(view)) runs.push(run);
  return runs.length === 0 ? text : replace(text, merge(runs), masks);
}

function shapedRuns(view: View): Run[] {
  return tokenShapes(view.text).map(({ start, end }) => ({
    start: view.start(start),
    end: view.end(end - 1),
    secret: true,
  }));
}

/** The runs of `view`. Windows that overlap make one run; two that only touch are two credentials back to back. */
function knownRuns(view: View, known: WindowSet, prefixes: WindowSet): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (let at = known.next(view.text, 0); at >= 0; at = known.next(view.text, at + 1)) {
    const start = view.start(at);
    if (!run || start >= run.end) runs.push((run = { start, end: start, secret: false }));
    run.end = view.end(at + WINDOW - 1);
    run.secret ||= !prefixes.has(view.text, at);
  }
  return runs;
}

function merge(runs: readonly Run[]): Run[] {
  const merged: Run[] = [];
  for (const run of [...runs].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (!last || run.start >= last.end) merged.push({ ...run });
    else {
      last.end = Math.max(last.end, run.end);
      last.secret ||= run.secret;
    }
  }
  return merged;
}

function replace(text: string, runs: readonly Run[], masks: ReadonlyMap<string, string>): string {
  let out = '';
  let at = 0;
  for (const { start, end, secret } of runs) {
    if (!secret) continue;
    out += text.slice(at, start) + (masks.get(text.slice(start, end)) ?? MASKED);
    at = end;
  }
  return out + text.slice(at);
}
