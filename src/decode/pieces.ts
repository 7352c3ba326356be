// Reads a string that was put together from pieces, in the order in which a program would.

import type { SourceSpan } from '../types.ts';
import { addedAt, appendedAt, separatedAt } from './appended.ts';
import { type BreakKind, breakAt } from './breaks.ts';
import { isSpace, isWord, latin1, NO_BYTES } from './bytes.ts';
import type { Work } from './decoder.ts';
import { foldAt } from './folds.ts';
import { joiningOf } from './lists.ts';
import { stepInString } from './literals.ts';
import type { Names } from './names.ts';
import { anyQuoteAt, literalAt, type Operand, pathAt, quoteAt, type Step, stepAfterOperand } from './operands.ts';
import { nextEvent } from './recorded.ts';
import { wordAfter } from './words.ts';

/** How pieces were joined, in words for people. */
export type JoinKind = BreakKind | 'joined literals' | 'joined list' | 'by name' | 'separators removed';

/** A string's pieces in order, as ranges of the bytes that were read. */
export interface Reading {
  readonly spans: readonly SourceSpan[];
  /** Where reading ended: what stands there is no part of the string. */
  readonly to: number;
  readonly kind: JoinKind;
  /** Where a reader could have stopped before, since a break that only looks like one may stand behind the string. */
  readonly cuts: readonly { readonly spans: number; readonly to: number }[];
}

/** How a string goes on behind a break of any kind. */
export interface Next extends Step {
  readonly soft?: BreakKind;
}

const MAX_LENGTH = 8192;
const MAX_DEPTH = 3;
/** Breaks and values that are read for one string: a bound on what hostile content costs. */
const STEPS_A_STRING = 300;
/** What they cost of the work that an object may be. */
const STEP_COST = 2;
const LIST_COST = 10;
/** Nearly every credential has at least so many characters. */
const SHORTEST = 37;
const MAX_CUTS = 3;
/** Of a string that begins inside another one, only the cuts are new. */
const MAX_INNER = 512;

/** What a break begins with. */
const BREAKS = new Uint8Array(256);
for (const char of '"\'`\\{$#%<&]^= \r\n\x1b\xad\xa0\xc2\xcd\xe1\xe2\xef\xf3') BREAKS[char.charCodeAt(0)] = 1;
/** What a credential can hold besides letters, digits and `_`. */
const EXTRA = new Uint8Array(256);
for (const char of '.~+/=-') EXTRA[char.charCodeAt(0)] = 1;

/** Whether a break can begin with `byte`. */
export function canBreak(byte: number | undefined): boolean {
  return BREAKS[byte ?? 0] === 1;
}

/** The latest answers, by the last bits of their places: strings that begin in one another have the same breaks. */
const KEPT = 1024;
const latest: { bytes: Uint8Array; places: Int32Array; answers: (Next | null)[] } = {
  bytes: NO_BYTES,
  places: new Int32Array(KEPT).fill(-1),
  answers: new Array<Next | null>(KEPT).fill(null),
};

/** How the string goes on at a byte that is none of its own; null where it ends. Reads a bounded number of bytes. */
export function nextPiece(bytes: Uint8Array, at: number): Next | null {
  if (BREAKS[bytes[at] ?? 0] !== 1) return null;
  if (latest.bytes !== bytes) {
    latest.bytes = bytes;
    latest.places.fill(-1);
  }
  const slot = at % KEPT;
  if (latest.places[slot] !== at) {
    latest.answers[slot] = readPiece(bytes, at);
    latest.places[slot] = at;
  }
  return latest.answers[slot] ?? null;
}

function readPiece(bytes: Uint8Array, at: number): Next | null {
  const step =
    separatedAt(bytes, at) ??
    stepInString(bytes, at) ??
    appendedAt(bytes, at) ??
    addedAt(bytes, at) ??
    wordAfter(bytes, at) ??
    nextEvent(bytes, at);
  if (step) return step;
  const found = breakAt(bytes, at) ?? foldAt(bytes, at);
  return found && { to: found.to, inString: true, soft: found.kind };
}

/** Reads strings in `bytes`; names are looked up in `names`. */
export class Pieces {
  readonly #bytes: Uint8Array;
  readonly #names: Names;
  readonly #work: Work;
  #own = 0;
  #inner = false;

  constructor(bytes: Uint8Array, names: Names, work: Work) {
    this.#bytes = bytes;
    this.#names = names;
    this.#work = work;
  }

  /**
   * The string that begins, or goes on, at `from`; `lead` is what stands before it, and `start` where its expression begins. Null
   * where nothing follows.
   */
  read(from: number, inString: boolean, lead: readonly SourceSpan[] = [], start = from): Reading | null {
    this.#inner = false;
    this.#own = STEPS_A_STRING;
    const reading = this.#read(from, inString, lead, 0, start);
    return reading.spans.length > 1 ? reading : null;
  }

  /** The cuts of the string that begins at `from`, inside one that was read already and says what the whole of it says. */
  readInner(from: number): Reading {
    this.#own = STEPS_A_STRING;
    this.#inner = true;
    return this.#read(from, true, [], 0);
  }

  #read(from: number, isInString: boolean, lead: readonly SourceSpan[], depth: number, first = from): Reading {
    const bytes = this.#bytes;
    const spans = [...lead];
    const cuts: { spans: number; to: number }[] = [];
    const kinds = new Set<JoinKind>();
    let length = sum(lead);
    let inString = isInString;
    let formatted = false;
    let at = from;
    while (length < MAX_LENGTH && this.#own-- > 0 && this.#work.left >= 0) {
      this.#work.left -= STEP_COST;
      if (this.#inner && (cuts.length === MAX_CUTS || length > MAX_INNER)) break;
      const start = at;
      if (inString) at = this.#wordEnd(at, depth);
      if (at > start) length += addSpan(spans, start, at);
      const next: Next | null = inString ? nextPiece(bytes, at) : stepAfterOperand(bytes, at);
      if (
        !next ||
        (depth > 0 && this.#isDoubtful(from, at, next)) ||
        (next.bare && this.#areArguments(at, next)) ||
        (next.comma && (formatted || !this.#isList(first, at, kinds, next)))
      )
        break;
      if ((next.soft || next.bare) && length >= SHORTEST && cuts.length < MAX_CUTS)
        cuts.push({ spans: spans.length, to: at });
      formatted ||= next.formatted ?? false;
      if (next.operand) {
        const value = this.#valueOf(next.operand, depth);
        if (value.length === 0) break;
        for (const span of value) length += addSpan(spans, span.start, span.end);
      }
      kinds.add(
        next.soft ?? (next.operand?.kind === 'name' ? 'by name' : next.comma ? 'joined list' : 'joined literals'),
      );
      at = next.to;
      inString = next.inString;
    }
    return { spans, to: at, cuts, kind: kindOf(lead.length > 0 ? new Set(['by name']) : kinds) };
  }

  /** In what a name is assigned, only operators join, and what stands side by side on one line or in parentheses. */
  #isDoubtful(from: number, at: number, next: Next): boolean {
    if (!next.bare) return next.soft !== undefined;
    return (
      latin1(this.#bytes, at, next.to).includes('\n') &&
      !/\(\s*\w{0,2}\\*["'`]+$/.test(latin1(this.#bytes, from - 24, from))
    );
  }

  /** `"$a" "$b"` are two words of a shell. */
  #areArguments(at: number, next: Next): boolean {
    const between = latin1(this.#bytes, at, next.to);
    return /^"[ \t]+"$/.test(between) && /\$\{?\w{1,64}\}?$/.test(latin1(this.#bytes, at - 68, at));
  }

  /** Where the run of characters that a credential can hold ends; a break ends it before. */
  #wordEnd(from: number, depth: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < from + MAX_LENGTH) {
      if (
        !isWord(bytes[at]) &&
        (EXTRA[bytes[at] ?? 0] !== 1 || (bytes[at] === 0x3d && depth === 0 && breakAt(bytes, at)))
      )
        break;
      at++;
    }
    return at;
  }

  /** Whether commas stand in a list whose items are joined; of names, only where the text around says so. */
  #isList(from: number, at: number, kinds: ReadonlySet<JoinKind>, next: Next): boolean {
    if (kinds.has('joined list')) return true;
    this.#work.left -= LIST_COST;
    const joining = joiningOf(this.#bytes, from, at);
    if (joining === 'nothing') return true;
    return joining === 'unknown' && !next.operand && kinds.size === 0;
  }

  /** The pieces of what an operand stands for; none where that is not known, or more than a word. */
  #valueOf(operand: Operand, depth: number): readonly SourceSpan[] {
    if (operand.kind === 'text')
      return operand.end === undefined ? this.#literal(operand.at, depth) : [{ start: operand.at, end: operand.end }];
    if (depth >= MAX_DEPTH) return [];
    const name = latin1(this.#bytes, operand.start, operand.end);
    for (const at of this.#names.valuesOf(name, operand.start)) {
      if (this.#own-- <= 0 || this.#work.left < 0) return [];
      const value = this.#valueAt(at, depth + 1);
      if (value.length > 0) return value;
    }
    return [];
  }

  #valueAt(at: number, depth: number): readonly SourceSpan[] {
    const bytes = this.#bytes;
    const literal = literalAt(bytes, at);
    if (literal > 0) return this.#literal(at + literal, depth);
    const path = pathAt(bytes, at);
    const named = path ? this.#valueOf({ kind: 'name', start: path.start, end: path.end }, depth) : [];
    if (named.length > 0) return named;
    // A word without quotes: shell, .env, YAML.
    let end = at;
    while (end < at + MAX_LENGTH && isWord(bytes[end])) end++;
    const behind = bytes[end];
    const ends = behind === undefined || isSpace(behind) || behind === 0x3b || behind === 0x26 || behind === 0x5c;
    return ends && end > at ? [{ start: at, end }] : [];
  }

  #literal(from: number, depth: number): readonly SourceSpan[] {
    const { spans, to } = this.#read(from, true, [], Math.max(1, depth));
    const closed =
      anyQuoteAt(this.#bytes, to) > 0 || (to > from && quoteAt(this.#bytes, to - 1) > 0) || isName(spans, to);
    return closed ? spans : [];
  }
}

/** Whether reading ended behind an operand, not in the middle of a text. */
function isName(spans: readonly SourceSpan[], to: number): boolean {
  return spans.length > 0 && !spans.some(({ end }) => end === to);
}

function kindOf(kinds: ReadonlySet<JoinKind>): JoinKind {
  for (const kind of ['by name', 'joined list'] as const) if (kinds.has(kind)) return kind;
  for (const kind of kinds) if (kind !== 'joined literals') return kind;
  return 'joined literals';
}

function addSpan(spans: SourceSpan[], start: number, end: number): number {
  spans.push({ start, end });
  return end - start;
}

function sum(spans: readonly SourceSpan[]): number {
  return spans.reduce((all, { start, end }) => all + end - start, 0);
}
