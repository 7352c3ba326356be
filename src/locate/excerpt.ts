// The line of a finding as people may see it: short, and with every secret masked.
import type { Excerpt } from '../types.ts';
import { redact } from './readable.ts';

/** A secret in a line, in UTF-16 units, end exclusive, and what is shown in its place. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  readonly mask: string;
}

const COLUMNS = 160;
const CUT = '…';
const EDGE_BEFORE = /^[A-Za-z0-9+/_=.-]+/;
const EDGE_CHARACTER = /[A-Za-z0-9+/_=.-]/;

/**
 * Cuts `line` to 160 columns around the finding `at` and marks the cut sides with `…`. Every one of `spans`, all secrets of
 * the line, is replaced by its mask, and what else looks like a secret by `[redacted]`, before anything is cut: no piece of a
 * secret stays. Spans may reach beyond the text and overlap; what overlaps the finding is shown as the finding's mask. The
 * result's `start` and `end` give that mask. `\r` at the end is removed.
 */
export function excerpt(
  line: { readonly text: string; readonly cutBefore?: boolean; readonly cutAfter?: boolean },
  spans: readonly SecretSpan[],
  at: { readonly start: number; readonly end: number },
): Excerpt {
  const cutBefore = line.cutBefore ?? false;
  const cutAfter = line.cutAfter ?? false;
  const text = !cutAfter && line.text.endsWith('\r') ? line.text.slice(0, -1) : line.text;
  const [before, own, after] = regions(spans, at, text.length);
  const left = maskedBefore(text, before, own.start, cutBefore);
  const right = maskedBehind(text, after, own.end, cutAfter);
  return cutToFit(left, own.mask, right, cutBefore, cutAfter);
}

/** The spans before the finding, its own, and those after; clipped to the text, ascending, disjoint. */
function regions(
  spans: readonly SecretSpan[],
  at: { readonly start: number; readonly end: number },
  length: number,
): [SecretSpan[], SecretSpan, SecretSpan[]] {
  const clip = (offset: number): number => Math.max(0, Math.min(offset, length));
  const same = spans.find((span) => span.start === at.start && span.end === at.end);
  const touching = spans.find((span) => span.start < at.end && span.end > at.start);
  const mask = (same ?? touching)?.mask ?? '[redacted]';
  let [ownStart, ownEnd] = [clip(at.start), clip(Math.max(at.start, at.end))];
  const clipped: { start: number; end: number; mask: string }[] = [];
  let isAscending = true;
  for (const span of spans) {
    const one = { start: clip(span.start), end: clip(span.end), mask: span.mask };
    if (one.start >= one.end) continue;
    isAscending &&= one.start >= (clipped.at(-1)?.start ?? 0);
    clipped.push(one);
  }
  if (!isAscending) clipped.sort((a, b) => a.start - b.start);
  const others: typeof clipped = [];
  for (const one of clipped) {
    const last = others.at(-1);
    if (last && one.start < last.end) last.end = Math.max(last.end, one.end);
    else others.push(one);
  }
  for (const { start, end } of others)
    if (start < ownEnd && end > ownStart) [ownStart, ownEnd] = [Math.min(start, ownStart), Math.max(end, ownEnd)];
  return [
    others.filter(({ end }) => end <= ownStart),
    { start: ownStart, end: ownEnd, mask },
    others.filter(({ start }) => start >= ownEnd),
  ];
}

/**
 * text[0, to) with masks for `spans` and for all that looks like a secret; a run that the line's cut may have halved goes. Of what is shown in no
 * excerpt, not all is made: a line can be full of secrets.
 */
function maskedBefore(text: string, spans: readonly SecretSpan[], to: number, isCut: boolean): string {
  let shown = '';
  let end = to;
  for (let at = spans.length - 1; at >= 0 && shown.length <= COLUMNS; at--) {
    const span = spans[at] as SecretSpan;
    shown = span.mask + redact(text.slice(span.end, end)) + shown;
    end = span.start;
  }
  if (shown.length > COLUMNS) return shown;
  const first = redact(text.slice(0, end));
  return (isCut ? first.replace(EDGE_BEFORE, '') : first) + shown;
}

/** The same of text[from, …). */
function maskedBehind(text: string, spans: readonly SecretSpan[], from: number, isCut: boolean): string {
  let shown = '';
  let start = from;
  for (let at = 0; at < spans.length && shown.length <= COLUMNS; at++) {
    const span = spans[at] as SecretSpan;
    shown += redact(text.slice(start, span.start)) + span.mask;
    start = span.end;
  }
  if (shown.length > COLUMNS) return shown;
  const last = redact(text.slice(start));
  return shown + (isCut ? withoutLastRun(last) : last);
}

function withoutLastRun(text: string): string {
  let end = text.length;
  while (end > 0 && EDGE_CHARACTER.test(text[end - 1] as string)) end--;
  return text.slice(0, end);
}

function cutToFit(left: string, mask: string, right: string, cutBefore: boolean, cutAfter: boolean): Excerpt {
  const room = Math.max(0, COLUMNS - mask.length);
  const half = Math.floor(room / 2);
  const leftRoom = Math.max(half, room - width(right, cutAfter));
  const rightRoom = room - Math.min(leftRoom, width(left, cutBefore));
  const shownLeft = lastColumns(left, leftRoom, cutBefore);
  const shownRight = firstColumns(right, rightRoom, cutAfter);
  return { text: shownLeft + mask + shownRight, start: shownLeft.length, end: shownLeft.length + mask.length };
}

function width(text: string, cut: boolean): number {
  return text.length + (cut ? CUT.length : 0);
}

function lastColumns(text: string, room: number, cut: boolean): string {
  if (width(text, cut) <= room) return cut ? CUT + text : text;
  const kept = text.slice(text.length - Math.max(0, room - CUT.length));
  return CUT + (/^[\udc00-\udfff]/.test(kept) ? kept.slice(1) : kept);
}

function firstColumns(text: string, room: number, cut: boolean): string {
  if (width(text, cut) <= room) return cut ? text + CUT : text;
  const kept = text.slice(0, Math.max(0, room - CUT.length));
  return (/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept) + CUT;
}
