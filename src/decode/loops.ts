// A prefix and what a loop puts behind it: `for s in ["…", "…"]: login("hf_" + s)`.
import type { SourceSpan } from '../types.ts';
import { isWord, latin1 } from './bytes.ts';
import type { Work } from './decoder.ts';
import type { Names } from './names.ts';
import { nextPiece, type Reading } from './pieces.ts';

const MAX_PREFIX = 64;
/** Bytes of a list, items of it, and the shortest that counts. */
const MAX_LIST = 4096;
const MAX_ITEMS = 64;
/** What reading it costs of the work that an object may be. */
const LIST_COST = 50;
const ITEM = /(?<!\w)\w{24,64}(?!\w)/g;

/** Behind a loop's variable; the list, or what it is called. */
const IN_LIST = /^["']?\s{0,8}(?:in|of|:|:?=\s{0,4}range)\s{1,8}(?:\w{1,16}\()?(?:\[\]string\{|[[({]|(?=["']?\w{24}))/;
const IN_NAME = /^\s{0,8}(?:in|of|:|:?=\s{0,4}range)\s{1,8}(?:\w{1,16}\()?["']?\$?\{?([A-Za-z_]\w{0,63})/;
const FOR = /\bfor(?:each)?\s{0,4}\(?(?:(?:const|let|var|my|auto|String|string)\s{1,4})?(?:\w{1,16}\s?,\s?)?\$?$/;
const LIST_ASSIGNED = /^(?:\s?:[^=\n]{0,40})?\s{0,8}:?=\s{0,8}(?:\[\]string|new \w{1,16}(?:\[\])?)?\s?[[({]/;

/** What the literal that begins at `from` makes with each item of the list that a loop takes its next piece from; mostly nothing. */
export function* loopedOver(bytes: Uint8Array, from: number, names: Names, work: Work): Generator<Reading> {
  let end = from;
  while (end < from + MAX_PREFIX && isWord(bytes[end])) end++;
  const next = nextPiece(bytes, end);
  if (next?.operand?.kind !== 'name') return;
  const variable = latin1(bytes, next.operand.start, next.operand.end);
  for (const place of names.placesOf(variable)) {
    if (--work.left < 0) return;
    if (!FOR.test(latin1(bytes, Math.max(0, place - 48), place))) continue;
    const behind = place + variable.length;
    work.left -= LIST_COST;
    for (const span of listed(bytes, behind, names))
      yield { spans: [{ start: from, end }, span], to: next.to, kind: 'by name', cuts: [] };
  }
}

/** The items of the list behind a loop's variable at `at`, which may have a name. */
function listed(bytes: Uint8Array, at: number, names: Names): readonly SourceSpan[] {
  const text = latin1(bytes, at, at + 96);
  const [opening] = IN_LIST.exec(text) ?? [];
  if (opening !== undefined) return itemsOf(bytes, at + opening.length);
  const name = IN_NAME.exec(text)?.[1];
  if (name === undefined) return [];
  for (const place of names.placesOf(name)) {
    const [assigned] = LIST_ASSIGNED.exec(latin1(bytes, place + name.length, place + name.length + 96)) ?? [];
    if (assigned !== undefined) return itemsOf(bytes, place + name.length + assigned.length);
  }
  return [];
}

/** Words from `start` on, up to the end of the list, or of the line where it has none. */
function itemsOf(bytes: Uint8Array, start: number): readonly SourceSpan[] {
  const text = latin1(bytes, start, start + MAX_LIST);
  const isOpen = /[[({]/.test(String.fromCharCode(bytes[start - 1] ?? 0));
  const list = /^[^\])}]*/.exec(isOpen ? text : (/^[^;\n]*/.exec(text)?.[0] ?? ''))?.[0] ?? '';
  const found = Array.from(list.matchAll(ITEM)).slice(0, MAX_ITEMS);
  return found.map(({ index, 0: item }) => ({ start: start + index, end: start + index + item.length }));
}
