// One finding a place: which match stays where several cover the same bytes.
import type { Match, SourceSpan } from '../types.ts';

const CONFIDENCE = { high: 0, medium: 1, low: 2 } as const;

/** The bytes from a match's first to its last, in the object. */
export function extentOf(match: Match): SourceSpan {
  const spans = match.passage.toSource(match.start, match.end);
  return { start: spans[0].start, end: (spans.at(-1) ?? spans[0]).end };
}

/**
 * Drops every match that overlaps a better one in the object's bytes: what a notebook's structure explains is better than the
 * same as plain text, then higher confidence, then earlier, then longer. Gives the rest in order of place.
 */
export function onePerPlace(matches: readonly Match[]): Match[] {
  if (matches.length < 2) return [...matches];
  const ranked = matches
    .map((match) => ({ match, ...extentOf(match) }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const kept: typeof ranked = [];
  for (const one of ranked) {
    const last = kept.at(-1);
    if (!last || one.start >= last.end) kept.push(one);
    else if (rank(one.match) < rank(last.match) || (rank(one.match) === rank(last.match) && one.start === last.start))
      kept[kept.length - 1] = one;
  }
  return kept.map(({ match }) => match);
}

function rank({ passage, rule }: Match): number {
  const structure = passage.trail.length > 0 && passage.kind !== 'decoded' ? 0 : 3;
  return structure + CONFIDENCE[rule.confidence];
}
