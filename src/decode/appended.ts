// Strings that are put together call by call, line by line, or with something between: `parts.append("hf_…")`, `T+=…`, `"_".join(["hf", "…"])`.
import { isWord, latin1, NO_BYTES } from './bytes.ts';
import { literalAt, MAX_NAME, quoteAt, type Step, skipSpace } from './operands.ts';

/** A call that adds to something: its name, and how. */
const CALL =
  /^\s{0,16}\)\s{0,8};?\s{0,64}(\$?[A-Za-z_]\w{0,63}(?:(?:\.|->)\w{1,32})??)\s?((?:\.|->)(?:append|push|push_back|push_str|add|Append|Add|[wW]rite(?:String)?)\s?\()\s{0,16}/;
const LONGEST_CALL = 200;
/** How far before the end of a literal its call begins, and how far behind it what was added is joined. */
const BEFORE = 256;
const BEHIND = 2048;
/** What is written is joined always; all else is a list at first. */
const WRITES = /push_str|[Ww]rite/;
const LITERAL = /^\s{0,16}[fFrRbBuUL@$]{0,2}\\*["'`][^"'`\n]*["'`]{1,3}$/;

/** The literal of the next call that adds to the same thing, where the one whose quote stands at `quote` is added too, and all of it is joined with nothing between. */
export function appendedAt(bytes: Uint8Array, quote: number): Step | null {
  const width = quoteAt(bytes, quote);
  if (width === 0) return null;
  const at = quote + width;
  if (bytes[skipSpace(bytes, at, at + 16)] !== 0x29) return null;
  const [whole, name = '', call = ''] = CALL.exec(latin1(bytes, at, at + LONGEST_CALL)) ?? [];
  if (whole === undefined) return null;
  const literal = literalAt(bytes, at + whole.length);
  if (literal === 0) return null;
  const before = latin1(bytes, Math.max(0, at - BEFORE), at);
  const own = before.lastIndexOf(name + call);
  const isAdded = own >= 0 && LITERAL.test(before.slice(own + name.length + call.length));
  if (!isAdded && !isMade(before, name)) return null;
  if (!WRITES.test(call) && !isJoined(bytes, at, name)) return null;
  return { to: at + whole.length + literal, inString: true };
}

/** `t = String::from("…"`, `sb = new StringBuilder("…"`: behind the name that it is given. */
const MADE = /^\s?(?::[^=\n]{1,32})?:?=\s{0,8}(?:new\s)?[A-Z]\w{1,32}(?:(?:::|\.)\w{1,32})?\(\s{0,8}["'][^"'\n]*["']$/;

/** Whether the text ends with what makes a string, which is given that name. */
function isMade(before: string, name: string): boolean {
  const own = before.lastIndexOf(`${name} `);
  return own >= 0 && !isWord(before.charCodeAt(own - 1)) && MADE.test(before.slice(own + name.length));
}

/** What joins a list, or makes a string of it: without any, nothing is asked about its name. */
const JOINS = /(?:[jJ]oin|implode|[tT]oString|to_string|to_s|str|String|getvalue)\(/;
/** The latest answer: a list to which much is added is joined once, behind all of it. */
let latest = { bytes: NO_BYTES, name: '', from: 0, start: -1, end: -1 };

/** Whether a list is joined within BEHIND bytes, with nothing between, or what is added to it makes a string anyway. */
function isJoined(bytes: Uint8Array, from: number, name: string): boolean {
  const isKnown =
    latest.name === name &&
    latest.bytes === bytes &&
    from >= latest.from &&
    from <= latest.from + BEHIND &&
    (latest.start < 0 || latest.start >= from);
  if (!isKnown) {
    const text = latin1(bytes, from, from + 2 * BEHIND);
    const found = JOINS.test(text) ? joiningOf(name).exec(text) : null;
    const start = found ? from + found.index : -1;
    latest = { bytes, name, from, start, end: start + (found?.[0].length ?? 0) };
  }
  return latest.start >= 0 && latest.end <= from + BEHIND;
}

function joiningOf(name: string): RegExp {
  const written = name.replace(/[$.>-]/g, '\\$&');
  const nothing = `(?:""|''|\`\`)`;
  return new RegExp(
    `${nothing}\\s?\\.join\\(\\s*${written}\\b|${written}\\s*\\.join\\(\\s*${nothing}|(?:implode|[jJ]oin)\\(\\s*${nothing}\\s*,\\s*${written}\\b|` +
      `[jJ]oin\\(\\s*${written}\\s*,\\s*${nothing}|${written}\\s*(?:\\.|->)\\s*(?:[tT]oString|to_string|to_s|str|String|getvalue)\\(`,
  );
}

/** The value of a shell's name, without quotes, is no longer than this. */
const MAX_VALUE = 256;

/** What the next line adds to the name of a shell whose value, without quotes, ends at `at`: `T=hf_…` and then `T+=…`. */
export function addedAt(bytes: Uint8Array, at: number): Step | null {
  let start = at + 1;
  if (bytes[at] === 0x0d) start++;
  if (bytes[start - 1] !== 0x0a || !isWord(bytes[at - 1])) return null;
  start = skipSpace(bytes, start, start + MAX_NAME);
  let end = start;
  while (end < start + MAX_NAME && isWord(bytes[end])) end++;
  if (end === start || bytes[end] !== 0x2b || bytes[end + 1] !== 0x3d) return null;
  const to = end + 2 + quoteAt(bytes, end + 2);
  let value = at;
  while (value > at - MAX_VALUE && isWord(bytes[value - 1])) value--;
  const before = latin1(bytes, Math.max(0, value - MAX_NAME - 3), value);
  const name = latin1(bytes, start, end);
  const isAssigned = new RegExp(`(?:^|\\W)${name}\\+?=["']?$`).test(before);
  return isAssigned && isWord(bytes[to]) ? { to, inString: true } : null;
}

/** Before, and behind, the first item of a list, or argument of a format, that makes the prefix together with the separator. */
const JOINED_BEFORE =
  /(?:["'`](_)["'`]\s?\.join\(\s*|(?:implode|[jJ]oin)\(\s*["'](_)["']\s*,\s*(?:array)?|["'](?:%[sv]|\{0?\})(_)(?:%[sv]|\{1?\})[^"'%{}]{0,8}["']\s*(?:%\s*|\.format\s*|,\s*|-f\s*))[[({]{0,2}\s*[fFrRbBuU]?["'`]hf$/;
const NEXT_ITEM = /^["'`]\s*,\s*[fFrRbBuU]?["'`]/;
const JOINED_BEHIND = /^["'`]\s*,\s*[fFrRbBuU]?["'`]\w{1,64}["'`],?\s*[\])]\s*\.join\(\s*["'`](_)["'`]/;

/** The first item of such a list. */
export const SEPARATED = 'hf';

/** The separator, and then the next item, of a list, or of a format's arguments, whose first item is `hf` and ends at `at`. */
export function separatedAt(bytes: Uint8Array, at: number): Step | null {
  if (bytes[at - 1] !== 0x66 || bytes[at - 2] !== 0x68) return null;
  const behind = latin1(bytes, at, at + 160);
  const [item] = NEXT_ITEM.exec(behind) ?? [];
  if (item === undefined) return null;
  const from = Math.max(0, at - 72);
  const before = JOINED_BEFORE.exec(latin1(bytes, from, at));
  const after = before ? null : JOINED_BEHIND.exec(behind);
  if (!before && !after) return null;
  // The separator is the only `_` before the list, and the last one behind it.
  const separator = before ? from + before.index + before[0].indexOf('_') : at + (after?.[0].lastIndexOf('_') ?? 0);
  return {
    to: at + item.length,
    inString: true,
    separated: true,
    operand: { kind: 'text', at: separator, end: separator + 1 },
  };
}
