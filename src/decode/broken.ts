// Whether a credential can stand in pieces where a part of its anchor does: asked of every hit, so all that it can be is read at once.
import type { Behind, Looks } from '../types.ts';
import { behindTables, ENDS, IN_RUN, QUOTES, SEPARATES } from './behind.ts';
import { isSpace, isWord, NO_BYTES } from './bytes.ts';
import type { Spelling } from './decoder.ts';
import { type Demand, type Demands, type Group, NO_BYTE } from './follow.ts';
import { joiningOf } from './lists.ts';
import { isAssigned } from './names.ts';
import { quoteAt } from './operands.ts';
import { canBreak, nextPiece } from './pieces.ts';
import { isSeparator } from './stripped.ts';
import { LIST_BEGINNING } from './words.ts';

/** Bytes in which a credential's pieces stand, and breaks between them, as far as a hit is confirmed. */
const MAX_SPREAD = 4096;
const MAX_BREAKS = 200;
/** Breaks in a row: nobody changes the colour so often between two characters. */
const MAX_ALONE = 16;
/** What it costs to see how a text goes on behind a break. */
const PIECE_LOOKS = 10;

/**
 * Gives what confirms a spelling of the first characters of `demands`, of which `own` are the anchor: it stands `lead` bytes behind a hit,
 * and `whole` bytes of it before a break. The rest follows in pieces.
 */
export function confirmer(
  own: number,
  demands: Demands,
): (lead: number, whole: number) => Required<Spelling>['confirm'] {
  return (lead, whole) => (content, offset, work) =>
    isBroken(content, offset + lead, offset + lead + whole) &&
    demands.groups.some((group) => meets(content, offset + lead, own, group, group.all, work));
}

// ---------------------------------------------------------------- the end of the word

/** Up to here a word is read again for each anchor in it. */
const NEAR = 24;
/** The last long word that was read: in one of anchors alone, each of them would read all of it. */
let long = { content: NO_BYTES, from: 0, to: 0 };

/** Where the run of letters, digits, `_`, `-` and `.` ends that goes on at `from`, as far as a hit is confirmed. */
function wordEnd(content: Uint8Array, from: number): number {
  let at = from;
  const isInLong = long.from <= from && from + NEAR <= long.to && long.content === content;
  if (isInLong) at = from + NEAR;
  while (at < from + NEAR && isInWord(content[at])) at++;
  if (at < from + NEAR) return at;
  if (long.content !== content) long = { content, from: 0, to: -1 };
  const isKnown = long.from <= at && at <= long.to;
  if (isKnown) at = Math.min(long.to, from + MAX_SPREAD);
  while (at < from + MAX_SPREAD && isInWord(content[at])) at++;
  if (!isKnown) long.from = from;
  if (!isKnown || at > long.to) long.to = at;
  return at;
}

/** The bytes of such a word, and what may break it: some only before certain others, or where it is the first of a list. */
const WORD = behindTables();
/** As `WORD`, and what else may stand between the parts of a literal that are put together. */
const SEPARATED_WORD = behindTables();
const [BEFORE_EDGE, BEFORE_LINE_END, BEFORE_SPACE, IN_LIST] = [2 * ENDS, 4 * ENDS, 8 * ENDS, 16 * ENDS];
for (let byte = 0; byte < 256; byte++) {
  const isInWord = isWord(byte) || byte === 0x2d || byte === 0x2e;
  WORD.last[byte] = isInWord ? IN_RUN : canBreak(byte) ? ENDS : 0;
  WORD.next[byte] = ENDS | (isSpace(byte) ? BEFORE_SPACE : 0);
}
// `hf_hub_download(` and its like are refused; before the edge of a frame, or at the margin, a blank is none of the text.
WORD.last[0x20] = BEFORE_EDGE | IN_LIST;
for (const edge of [0x20, 0x7c, 0xe2, 0x0d]) (WORD.next[edge] as number) |= BEFORE_EDGE;
WORD.last[0x3d] = BEFORE_LINE_END;
for (const lineEnd of [0x0a, 0x0d]) (WORD.next[lineEnd] as number) |= BEFORE_LINE_END;
// Behind a value of a shell.
WORD.last[0x3b] = BEFORE_SPACE;
for (const char of LIST_BEGINNING[1]) WORD.before[char.charCodeAt(0)] = IN_LIST;
for (const char of LIST_BEGINNING[0]) WORD.twoBefore[char.charCodeAt(0)] = IN_LIST;
SEPARATED_WORD.classes.set(WORD.classes);
for (let byte = 0; byte < 256; byte++) {
  if (isSeparator(byte) && WORD.last[byte] !== IN_RUN) (SEPARATED_WORD.last[byte] as number) |= SEPARATES;
  // With the backslashes before it.
  if (quoteAt(Uint8Array.of(byte), 0) > 0 || byte === 0x5c) (SEPARATED_WORD.last[byte] as number) |= QUOTES;
}

/** What a confirmed spelling has behind its first `from` bytes; where `stripped` is asked too, say so. */
export function wordBehind(from: number, isStripped: boolean): Behind {
  return { from, least: 0, classes: (isStripped ? SEPARATED_WORD : WORD).classes };
}

function isInWord(byte: number | undefined): boolean {
  return WORD.last[byte ?? 0] === IN_RUN;
}

/** Whether something ends the word that begins at `start` and goes on at `from`, and can be a break. */
function isBroken(content: Uint8Array, start: number, from: number): boolean {
  const at = wordEnd(content, from);
  if (at >= content.length) return true;
  const last = WORD.last[content[at] as number] as number;
  if ((last & (WORD.next[content[at + 1] ?? 0] as number)) !== 0) return true;
  const [one, two] = [content[start - 1] ?? 0, content[start - 2] ?? 0];
  return (last & (WORD.before[one] as number) & (WORD.twoBefore[two] as number)) !== 0;
}

// ---------------------------------------------------------------- the pieces

/**
 * Whether the text that begins at `from` is in pieces one of those that `bits` names, or it is so as far as it goes and then a name
 * follows, or it is a short literal that has a name itself. What it is without a break is no concern of this decoder, if no break follows.
 */
function meets(
  content: Uint8Array,
  from: number,
  own: number,
  group: Group,
  bits: number,
  work: Looks | undefined,
): boolean {
  let wanted = bits;
  let [breaks, alone] = [0, 0];
  let comma = -1;
  let first = from; // break
  const prefixEnd = (at: number): number => (breaks === 0 ? at : first);
  for (let at = from, i = 0; ; ) {
    const met = wanted & (group.met[i] as number);
    if (met !== 0) {
      if (breaks === 0 ? goesOn(content, at) : comma < 0 || joiningOf(content, from, comma) !== 'something')
        return true;
      if (breaks > 0 && isPrefix(content, from, first, group, met)) return true;
      wanted &= ~met;
      if (wanted === 0) return false;
    }
    const allowing = wanted & ((group.rows[i] as Uint32Array)[content[at] ?? NO_BYTE] as number);
    if (allowing !== 0) {
      const others = wanted & ~allowing;
      if (others !== 0) {
        // For these, it is a break or their end.
        if (!canBreak(content[at]) && isPrefix(content, from, prefixEnd(at), group, others)) return true;
        if (canBreak(content[at]) && bitsOf(others).some((bit) => meets(content, from, own, group, bit, work)))
          return true;
      }
      wanted = allowing;
      alone = 0;
      at++;
      i++;
      continue;
    }
    if (work) work.left -= PIECE_LOOKS;
    const next = nextPiece(content, at);
    if (!next) return isPrefix(content, from, prefixEnd(at), group, wanted);
    if (breaks === 0) first = at;
    if (next.comma && comma < 0) comma = at;
    if (next.operand?.kind === 'text' && next.operand.end !== undefined) {
      // All of it is known: most words of a shell are no part of a credential.
      const before = wanted;
      for (let one = next.operand.at; one < next.operand.end && wanted !== 0; one++, i++) {
        if ((wanted & (group.met[i] as number)) !== 0) return true;
        wanted &= (group.rows[i] as Uint32Array)[content[one] ?? NO_BYTE] as number;
      }
      if (wanted === 0) return isPrefix(content, from, first, group, before);
    } else if (next.operand) {
      const isJoined = !next.comma || joiningOf(content, from, comma) === 'nothing';
      return (i >= own && isJoined) || next.separated === true || isPrefix(content, from, first, group, wanted);
    }
    if (++breaks > MAX_BREAKS || ++alone > MAX_ALONE || next.to - from > MAX_SPREAD) return false;
    at = next.to;
  }
}

function bitsOf(bits: number): number[] {
  return Array.from({ length: 31 }, (_, index) => bits & (1 << index)).filter((bit) => bit !== 0);
}

/** Whether a break follows, later, in a text that could be longer, and then more of it. */
function goesOn(content: Uint8Array, from: number): boolean {
  const next = nextPiece(content, wordEnd(content, from));
  return next !== null && (next.operand !== undefined || isWord(content[next.to]));
}

/**
 * Whether the literal [from, to) is assigned to a name, and is so little more than the fixed characters of something wanted, or so mixed,
 * that it can be the beginning of a credential: `hf_hub` is none.
 */
function isPrefix(content: Uint8Array, from: number, to: number, { demands }: Group, bits: number): boolean {
  if (!endsAt(content, to)) return false;
  const canBegin = demands.some((demand, bit) => {
    if ((bits & (1 << bit)) === 0) return false;
    const rest = from + fixedOf(demand);
    return to >= rest && (to - rest <= 4 || hasCapital(content, rest, to));
  });
  return canBegin && isAssigned(content, from);
}

const fixed = new WeakMap<Demand, number>();

/** How many characters are always the same. */
function fixedOf(demand: Demand): number {
  let count = fixed.get(demand);
  if (count === undefined) {
    const free = demand.findIndex((table) => table.indexOf(1) !== table.lastIndexOf(1));
    fixed.set(demand, (count = free < 0 ? demand.length : free));
  }
  return count;
}

function hasCapital(content: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((content[at] ?? 0) >= 0x41 && (content[at] ?? 0) <= 0x5a) return true;
  return false;
}

/** Whether a literal, or a word without quotes, can end at `at`. */
export function endsAt(content: Uint8Array, at: number): boolean {
  return at >= content.length || quoteAt(content, at) > 0 || isSpace(content[at]) || content[at] === 0x3b;
}
