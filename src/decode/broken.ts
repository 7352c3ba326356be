// Whether a credential can stand in pieces where a part of its anchor does: asked of every hit, so all that it can be is read at once.
import { isSpace, isWord } from './bytes.ts';
import type { Spelling } from './decoder.ts';
import type { Demand } from './follow.ts';
import { joiningOf } from './lists.ts';
import { isAssigned } from './names.ts';
import { quoteAt } from './operands.ts';
import { canBreak, nextPiece } from './pieces.ts';

/** Bytes in which a credential's pieces stand, and breaks between them, as far as a hit is confirmed. */
const MAX_SPREAD = 4096;
const MAX_BREAKS = 200;

/** What a credential must be: its first `own` characters are the anchor, its first `fixed` ones are always the same. */
interface Wanted {
  readonly demand: Demand;
  readonly own: number;
  readonly fixed: number;
}

/** Sets of what is wanted are bits of a number; more than these are asked for one group after the other. */
const MOST_WANTED = 30;

/** For each character, by its number among those of the text, what may stand there: bits by byte, and none at 256, beyond the end. */
interface Group {
  readonly wanted: readonly Wanted[];
  readonly all: number;
  readonly rows: readonly Uint32Array[];
  /** Those that have no such character any more. */
  readonly met: readonly number[];
}

/**
 * Gives what confirms a spelling: the beginning of an anchor, whose demand is `own`, stands `lead` bytes behind a hit, and `whole` bytes
 * of it before a break. One of `demands` follows, in pieces.
 */
export function confirmer(
  own: Demand,
  demands: readonly Demand[],
): (lead: number, whole: number) => Required<Spelling>['confirm'] {
  const all = (demands.length === 0 ? [[]] : demands).map((demand) => {
    const whole = [...own, ...demand];
    const free = whole.findIndex((table) => table.indexOf(1) !== table.lastIndexOf(1));
    return { demand: whole, own: own.length, fixed: free < 0 ? whole.length : free };
  });
  // Made at the first hit: most runs have none.
  let groups: readonly Group[] | undefined;
  return (lead, whole) => (content, offset) =>
    isBroken(content, offset + lead + whole) &&
    (groups ??= groupsOf(all)).some((group) => meets(content, offset + lead, group, group.all));
}

function groupsOf(all: readonly Wanted[]): Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < all.length; at += MOST_WANTED) groups.push(groupOf(all.slice(at, at + MOST_WANTED)));
  return groups;
}

function groupOf(wanted: readonly Wanted[]): Group {
  const rows: Uint32Array[] = [];
  const met: number[] = [];
  const longest = Math.max(...wanted.map(({ demand }) => demand.length));
  for (let i = 0; i <= longest; i++) {
    met.push(wanted.reduce((bits, { demand }, bit) => bits | (demand.length === i ? 1 << bit : 0), 0));
    const isSame = i > 0 && wanted.every(({ demand }) => demand[i] === demand[i - 1]);
    rows.push(isSame ? (rows[i - 1] as Uint32Array) : rowOf(wanted.map(({ demand }) => demand[i])));
  }
  return { wanted, all: 2 ** wanted.length - 1, rows, met };
}

function rowOf(tables: readonly (Uint8Array | undefined)[]): Uint32Array {
  const row = new Uint32Array(257);
  for (const [bit, table] of tables.entries())
    for (let byte = 0; byte < 256; byte++) if (table?.[byte] === 1) row[byte] = (row[byte] as number) | (1 << bit);
  return row;
}

// ---------------------------------------------------------------- the end of the word

/** Up to here a word is read again for each anchor in it. */
const NEAR = 64;
/** The last long word that was read: in one of anchors alone, each of them would read all of it. */
let long = { content: new WeakRef<Uint8Array>(new Uint8Array(0)), from: 0, to: 0 };

/** Where the run of letters, digits, `_`, `-` and `.` ends that goes on at `from`, as far as a hit is confirmed. */
function wordEnd(content: Uint8Array, from: number): number {
  let at = from;
  while (at < from + NEAR && isInWord(content[at])) at++;
  if (at < from + NEAR) return at;
  const isKnown = long.from <= at && at <= long.to && long.content.deref() === content;
  if (isKnown) at = Math.min(long.to, from + MAX_SPREAD);
  while (at < from + MAX_SPREAD && isInWord(content[at])) at++;
  if (!isKnown) long = { content: new WeakRef(content), from, to: at };
  else if (at > long.to) long.to = at;
  return at;
}

const IN_WORD = Uint8Array.from({ length: 256 }, (_, byte) => (isWord(byte) || byte === 0x2d || byte === 0x2e ? 1 : 0));

function isInWord(byte: number | undefined): boolean {
  return IN_WORD[byte ?? 0] === 1;
}

/** Whether something ends the word that goes on at `from`, and can be a break: `hf_hub_download(` and its like are refused here. */
function isBroken(content: Uint8Array, from: number): boolean {
  const at = wordEnd(content, from);
  const next = content[at + 1];
  switch (content[at]) {
    case 0x20: // before the edge of a frame
      return next === 0x20 || next === 0x7c || next === 0xe2;
    case 0x3d:
      return next === 0x0a || next === 0x0d;
    case undefined:
      return true;
    default:
      return canBreak(content[at]);
  }
}

// ---------------------------------------------------------------- the pieces

/**
 * Whether the text that begins at `from` is in pieces one of those that `bits` names, or it is so as far as it goes and then a name
 * follows, or it is a short literal that has a name itself. What it is without a break is no concern of this decoder, if no break follows.
 */
function meets(content: Uint8Array, from: number, group: Group, bits: number): boolean {
  let wanted = bits;
  let breaks = 0;
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
    const allowing = wanted & ((group.rows[i] as Uint32Array)[content[at] ?? 256] as number);
    if (allowing !== 0) {
      if (allowing !== wanted && isLeftOver(content, from, at, group, wanted & ~allowing, prefixEnd(at))) return true;
      wanted = allowing;
      at++;
      i++;
      continue;
    }
    const next = nextPiece(content, at);
    if (!next) return isPrefix(content, from, prefixEnd(at), group, wanted);
    if (breaks === 0) first = at;
    if (next.comma && comma < 0) comma = at;
    if (next.operand) {
      const isJoined = !next.comma || joiningOf(content, from, comma) === 'nothing';
      return (i >= (group.wanted[0] as Wanted).own && isJoined) || isPrefix(content, from, first, group, wanted);
    }
    if (++breaks > MAX_BREAKS || next.to - from > MAX_SPREAD) return false;
    at = next.to;
  }
}

/** What is not allowed at `at`, where something else is: a break for these, or their end. */
function isLeftOver(content: Uint8Array, from: number, at: number, group: Group, bits: number, to: number): boolean {
  if (!canBreak(content[at])) return isPrefix(content, from, to, group, bits);
  for (let bit = 0; bit < group.wanted.length; bit++)
    if ((bits & (1 << bit)) !== 0 && meets(content, from, group, 1 << bit)) return true;
  return false;
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
function isPrefix(content: Uint8Array, from: number, to: number, { wanted }: Group, bits: number): boolean {
  if (!endsAt(content, to)) return false;
  const canBegin = wanted.some(
    ({ fixed }, bit) =>
      (bits & (1 << bit)) !== 0 &&
      to >= from + fixed &&
      (to - from - fixed <= 4 || hasCapital(content, from + fixed, to)),
  );
  return canBegin && isAssigned(content, from);
}

function hasCapital(content: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((content[at] ?? 0) >= 0x41 && (content[at] ?? 0) <= 0x5a) return true;
  return false;
}

/** Whether a literal, or a word without quotes, can end at `at`. */
export function endsAt(content: Uint8Array, at: number): boolean {
  return at >= content.length || quoteAt(content, at) > 0 || isSpace(content[at]) || content[at] === 0x3b;
}
