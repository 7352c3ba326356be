// Each match once, whichever segments of an object find it.
import { lowerBound } from '../lower-bound.ts';
import type { Hit, Match, Segment } from '../types.ts';
import { areOne, extentOf, onePerPlace, type Placed } from './overlap.ts';

/** A hit stands so near a match that it was made of, in bytes: quotes, and the zeros of wide characters, count as the one or the other. */
const NEAR = 8;

/**
 * What the segments of one object say, in order. A segment owns what begins in it, and what its hits alone lead to: a text written backwards
 * ends with its anchor, and a run that is opened as a whole can have its credential in another segment than its beginning.
 */
export class Once {
  /** What was given, as far as the next segment can see it again. */
  #given: Placed[] = [];
  /** What begins behind the segment in which it was found: there, lines are counted. */
  #waiting: Match[] = [];

  /** Whether a later segment has something to give. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** The matches to give with `segment`, one for each place, in order of place; `matches` are those found in it. */
  own(segment: Segment, matches: readonly Match[]): Match[] {
    const { base, from, to, hits } = segment;
    if (from === 0) [this.#given, this.#waiting] = [[], []];
    const given = this.#given.filter(({ end }) => end > base);
    const own: Placed[] = [];
    const waiting: Match[] = [];
    for (const match of onePerPlace([...this.#waiting, ...matches])) {
      const starts = match.passage.toSource(match.start, match.end).map(({ start }) => start);
      const one = { match, ...extentOf(match) };
      if (starts.some((start) => start >= from && start < to)) own.push(one);
      // What a window cuts is seen as it is where its own anchor stands.
      else if (match.passage.trail.length === 0 && !isNear(hits, one)) continue;
      else if (one.start < from) own.push(one);
      else waiting.push(match);
    }
    const fresh = own.filter((one) => !given.some((other) => areOne(one, other)));
    this.#given = [...given, ...fresh];
    this.#waiting = waiting;
    return fresh.map(({ match }) => match);
  }
}

/** Whether one of the hits, which ascend, stands in a match or next to it. */
function isNear(hits: readonly Hit[], { start, end }: Placed): boolean {
  const next = lowerBound(hits.length, (index) => (hits[index] as Hit).offset >= start - NEAR);
  return (hits[next]?.offset ?? Number.POSITIVE_INFINITY) < end + NEAR;
}
