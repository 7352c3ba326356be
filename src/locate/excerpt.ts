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
  const left = masked(text, before, 0, own.start, cutBefore ? 'start' : 'none');
  const right = masked(text, after, own.end, text.length, cutAfter ? 'end' : 'none');
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
  let own = {
    start: clip(at.start),
    end: clip(Math.max(at.start, at.end)),
    mask: (same ?? touching)?.mask ?? '[redacted]',
  };
  const others: SecretSpan[] = [];
  const ordered = spans
    .filter(({ start, end }) => clip(start) < clip(end))
    .map(({ start, end, mask }) => ({ start: clip(start), end: clip(end), mask }))
    .sort((a, b) => a.start - b.start);
  for (const span of ordered) {
    const last = others.at(-1);
    if (last && span.start < last.end) others[others.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else others.push(span);
  }
  for (const { start, end } of others)
    if (start < own.end && end > own.start)
      own = { ...own, start: Math.min(start, own.start), end: Math.max(end, own.end) };
  return [others.filter(({ end }) => end <= own.start), own, others.filter(({ start }) => start >= own.end)];
}

/** text[from, to) with masks for `spans` and for all that looks like a secret; a run that the line's cut may have halved goes. */
function masked(
  text: string,
  spans: readonly SecretSpan[],
  from: number,
  to: number,
  cut: 'start' | 'end' | 'none',
): string {
  const pieces: string[] = [];
  let at = from;
  for (const { start, end, mask } of spans) {
    pieces.push(redact(text.slice(at, start)), mask);
    at = end;
  }
  pieces.push(redact(text.slice(at, to)));
  const last = pieces.length - 1;
  if (cut === 'start') pieces[0] = (pieces[0] as string).replace(EDGE_BEFORE, '');
  if (cut === 'end') pieces[last] = withoutLastRun(pieces[last] as string);
  return pieces.join('');
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
