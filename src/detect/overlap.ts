// One finding a place: which match stays where several cover the same bytes.
import type { Match, SourceSpan } from '../types.ts';

/** Bytes for each character in which a credential is written at most, where it stands in one piece: `&#x0000068;`. */
const SPREAD = 12;
/** Places of one credential that are compared. */
const MAX_PLACES = 100;
const CONFIDENCE = { high: 0, medium: 1, low: 2 } as const;

/** A match, and the bytes from its first to its last. */
export interface Placed extends SourceSpan {
  readonly match: Match;
}

/** The bytes from a match's first to its last, in the object. */
export function extentOf(match: Match): SourceSpan {
  const spans = match.passage.toSource(match.start, match.end);
  return { start: spans[0].start, end: (spans.at(-1) ?? spans[0]).end };
}

/**
 * Drops every match that overlaps a better one in the object's bytes: what a notebook's structure explains is better than the
 * same as plain text, then higher confidence, then what needs no decoding, then earlier, then longer. Gives the rest in order of place.
 */
export function onePerPlace(matches: readonly Match[]): Match[] {
  if (matches.length < 2) return [...matches];
  const ranked = matches
    .map((match) => ({ match, ...extentOf(match) }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const exact = bestOfEach(ranked.filter((one) => !isSpread(one)));
  return [...exact, ...distinct(ranked, exact)].sort((a, b) => a.start - b.start).map(({ match }) => match);
}

/** Whether one of two is enough: they overlap and, where other credentials may stand between their pieces, have the same value. */
export function areOne(one: Placed, other: Placed): boolean {
  if (one.start >= other.end || other.start >= one.end) return false;
  return (!isSpread(one) && !isSpread(other)) || one.match.secret.reveal() === other.match.secret.reveal();
}

/** Gives each match in `all` from one index to another the trail of the one in `named` that has its value; of several, in their order. */
export function nameBy(named: readonly Match[], all: Match[], { start, end }: SourceSpan): void {
  if (named.length === 0) return;
  const trails = new Map<string, (readonly string[])[]>();
  for (const { secret, passage } of named) {
    const own = trails.get(secret.reveal());
    if (own) own.push(passage.trail);
    else trails.set(secret.reveal(), [passage.trail]);
  }
  for (let at = start; at < end; at++) {
    const match = all[at] as Match;
    const trail = trails.get(match.secret.reveal())?.shift();
    if (trail) all[at] = { ...match, passage: { ...match.passage, trail } };
  }
}

/** Whether other credentials may stand between a match's first and last byte: pieces far apart, or something packed. */
function isSpread({ match, start, end }: Placed): boolean {
  const { isBlurred, trail } = match.passage;
  // Two credentials can share what a name stands for: the prefix.
  const isShared = trail.at(-1) === 'by name';
  return isBlurred === true || isShared || end - start > SPREAD * (match.end - match.start);
}

/**
 * Matches without a place of their own stand where others do: of each credential the one that a notebook's structure explains, then the
 * one that says most exactly where, unless one with a
 * place stands there.
 */
function distinct(ranked: readonly Placed[], exact: readonly Placed[]): Placed[] {
  const blurred = ranked.filter(isSpread);
  if (blurred.length === 0) return blurred;
  const known = new Map<string, SourceSpan[]>();
  const isNew = ({ match, start, end }: Placed): boolean => {
    const value = match.secret.reveal();
    const spans = known.get(value) ?? [];
    if (spans.some((span) => span.start < end && start < span.end)) return false;
    if (spans.length < MAX_PLACES) known.set(value, [...spans, { start, end }]);
    return true;
  };
  for (const one of exact) isNew(one);
  const byStructure = (a: Placed, b: Placed) => Number(isStructure(b.match)) - Number(isStructure(a.match));
  return blurred.sort((a, b) => byStructure(a, b) || a.end - a.start - (b.end - b.start)).filter(isNew);
}

function bestOfEach(ranked: readonly Placed[]): Placed[] {
  const kept: Placed[] = [];
  for (const one of ranked) {
    const last = kept.at(-1);
    if (!last || one.start >= last.end) kept.push(one);
    else if (rank(one.match) < rank(last.match) || (rank(one.match) === rank(last.match) && one.start === last.start))
      kept[kept.length - 1] = one;
  }
  return kept;
}

/** What counts: first the structure of a notebook, then confidence, then how little had to be decoded. */
function rank(match: Match): number {
  const { passage, rule } = match;
  return (isStructure(match) ? 0 : 1000) + 100 * CONFIDENCE[rule.confidence] + Math.min(passage.trail.length, 99);
}

/** Whether a notebook says what it is a part of. */
function isStructure({ passage: { trail, kind } }: Match): boolean {
  return trail.length > 0 && kind !== 'decoded';
}
