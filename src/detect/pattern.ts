// Finds credentials in a passage: each rule's regex, its `near` words, and one match for a place.
import { HfleaksError } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { Confidence, Match, Passage, TokenRule } from '../types.ts';

/** What may still be done and found; shared by all passages of an object. */
export interface Budget {
  /** What the rules of users may cost: characters that are searched, times the instructions of the regex. Below 0, `detect` gave up early. */
  left: number;
  /** More matches are not looked for: where there is none left, `detect` may have ended before the text does. */
  matches: number;
}

/** Where the group `secret` stands in a text, in UTF-16 units, end exclusive. */
type Span = readonly [start: number, end: number];
type Search = (text: string, budget: Budget) => Iterable<Span>;

const SECRET = 'secret';
/** Some ten seconds of the slowest regex; a credential costs a usual rule under a thousand. */
const FULL_BUDGET = 2e9;
const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low'];
const searches = new WeakMap<TokenRule, Search>();
const binarySearches = new WeakMap<TokenRule, Search>();

/**
 * Compiles `rules`, each once; must be awaited before `detect` sees them. The engine without backtracking is loaded only if
 * some rule asks for it. Throws HfleaksError `rule-invalid` for a regex that its engine does not take.
 */
export async function prepare(rules: readonly TokenRule[]): Promise<void> {
  for (const rule of rules) {
    if (searches.has(rule)) continue;
    try {
      searches.set(rule, rule.engine === 'linear' ? await linearSearch(rule) : nativeSearch(rule.regex));
      if (rule.binary) binarySearches.set(rule, nativeSearch(rule.binary));
    } catch {
      throw new HfleaksError(
        'rule-invalid',
        `The regex of the rule ${rule.id} does not compile.`,
        rule.engine === 'linear' ? 'It runs on RE2: no lookaround and no backreferences.' : '',
      );
    }
  }
}

/** A full budget, for one object, of which at most so many `matches` are made. */
export function createBudget(matches = Number.POSITIVE_INFINITY): Budget {
  return { left: FULL_BUDGET, matches };
}

/**
 * Gives the credentials in `passage`, ascending by start and without overlaps: of two that overlap, the one of higher
 * confidence stays, then the earlier, then the longer, then that of the first rule. Draws on `budget`; if `budget.left` is below 0
 * afterwards, the rules of users were not searched to the end; if `budget.matches` is 0, all were searched only as far as the first that
 * gave so many. Throws a plain Error for a rule that was not prepared, which is a
 * bug of the caller. What the rules have for binary content matches where `isBinary` says so of the place in the text.
 */
export function detect(
  passage: Passage,
  rules: readonly TokenRule[],
  budget: Budget = createBudget(),
  isBinary: (text: string, start: number, end: number) => boolean = () => false,
): Match[] {
  const { text } = passage;
  if (!shortestAnchors(rules).some((anchor) => text.includes(anchor))) return [];
  const matches: Match[] = [];
  let limit = budget.matches > 0 ? text.length : 0;
  for (const rule of rules) {
    const search = searches.get(rule);
    if (!search) throw new Error(`The rule ${rule.id} was not prepared.`);
    if (!rule.anchors.some((anchor) => text.includes(anchor))) continue;
    let left = budget.matches;
    let isNear: ReturnType<typeof nearness> | undefined;
    const part = limit < text.length ? text.slice(0, limit + 2 * rule.reach) : text;
    for (const one of [search, binarySearches.get(rule)])
      for (const [start, end] of one?.(part, budget) ?? []) {
        if (start >= limit) break;
        if (one !== search && !isBinary(text, start, end)) continue;
        isNear ??= nearness(rule, text);
        if (!isNear(start, end)) continue;
        if (--left < 0) {
          limit = start;
          break;
        }
        matches.push({ rule, passage, start, end, secret: new Secret(text.slice(start, end), rule.prefix) });
      }
  }
  // Where one rule was not searched, nothing is known of what the others found there.
  const found = withoutOverlaps(limit < text.length ? matches.filter(({ start }) => start < limit) : matches);
  budget.matches = limit < text.length ? 0 : budget.matches - found.length;
  return found;
}

const anchorsOf = new WeakMap<readonly TokenRule[], readonly string[]>();

/** The anchors of `rules` of which none begins with another: where none of these stands, no rule can match. */
function shortestAnchors(rules: readonly TokenRule[]): readonly string[] {
  let shortest = anchorsOf.get(rules);
  if (!shortest) {
    const all = [...new Set(rules.flatMap(({ anchors }) => anchors))];
    shortest = all.filter((anchor) => !all.some((other) => other !== anchor && anchor.startsWith(other)));
    anchorsOf.set(rules, shortest);
  }
  return shortest;
}

function nativeSearch(source: string): Search {
  // For indices, V8 runs the regex a second time.
  const isFirst = source.startsWith(`(?<${SECRET}>`);
  const regex = new RegExp(source, isFirst ? 'g' : 'gd');
  return function* (text) {
    for (const { index, indices, groups } of text.matchAll(regex)) {
      const span: Span | undefined = isFirst
        ? [index, index + (groups?.[SECRET]?.length ?? 0)]
        : indices?.groups?.[SECRET];
      if (span && span[0] < span[1]) yield span;
    }
  };
}

/**
 * Every match begins with an anchor, so the regex is tried there alone, once for each, on no more text than a match can have. It
 * sees one character before the anchor, for `\b`. Matches do not overlap.
 */
async function linearSearch({ regex, anchors, reach, follows }: TokenRule): Promise<Search> {
  const { RE2JS } = await import('re2js');
  const attempt = RE2JS.compile(`\\A(?s:.)(?:${RE2JS.translateRegExp(regex)})`);
  const size = attempt.programSize();
  const anchor = startPattern(anchors, follows);
  return function* (text, budget) {
    let from = 0;
    while (budget.left >= 0) {
      anchor.lastIndex = from;
      const at = anchor.exec(text)?.index;
      if (at === undefined) return;
      from = at + 1;
      const window = (text[at - 1] ?? '\n') + text.slice(at, at + reach + 1);
      budget.left -= window.length * size;
      const matcher = attempt.matcher(window);
      if (budget.left < 0 || !matcher.lookingAt()) continue;
      from = Math.max(from, at - 1 + matcher.end());
      const span: Span = [at - 1 + matcher.start(SECRET), at - 1 + matcher.end(SECRET)];
      if (span[0] >= at && span[0] < span[1]) yield span;
    }
  };
}

/** Finds the anchors behind which the rule can match at all: most stand alone, and are not worth an attempt. */
function startPattern(anchors: readonly string[], { literal = '', set, min }: TokenRule['follows']): RegExp {
  const literally = (text: string): string => text.replace(/[^A-Za-z0-9_]/g, (char) => `\\x${hex(char)}`);
  const any = set === '' ? '[^]' : `[${[...set].map((char) => `\\x${hex(char)}`).join('')}]`;
  return new RegExp(`(?:${anchors.map(literally).join('|')})(?=${literally(literal)}${any}{${min}})`, 'g');
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(2, '0');
}

/**
 * Gives whether a word of the rule stands near [start, end) of a text; places are best asked for in their order. A word counts only if it stands
 * wholly before or wholly after the credential: `hf_` in a token is no context for it.
 */
function nearness({ near }: TokenRule, text: string): (start: number, end: number) => boolean {
  if (!near) return () => true;
  const { words, within } = near;
  const lower = text.toLowerCase();
  // Few characters are more than one as small letters; none of latin1.
  if (lower.length !== text.length)
    return (start, end) => {
      const parts = [text.slice(Math.max(0, start - within), start), text.slice(end, end + within)];
      return parts.some((part) => words.some((word) => part.toLowerCase().includes(word)));
    };
  const before = words.map((word) => finder(lower, word));
  const after = words.map((word) => finder(lower, word));
  const holds = (finders: typeof before, from: number, to: number): boolean =>
    finders.some((find, index) => find(from) + (words[index] as string).length <= to);
  return (start, end) => holds(before, Math.max(0, start - within), start) || holds(after, end, end + within);
}

/** Gives where `word` stands first from a place on, or infinity; what was read for one place is not read again for the next. */
function finder(text: string, word: string): (from: number) => number {
  let [known, found] = [0, -1];
  return (from) => {
    if (from >= known && from <= found) return found;
    const at = text.indexOf(word, from);
    [known, found] = [from, at < 0 ? Number.POSITIVE_INFINITY : at];
    return found;
  };
}

function withoutOverlaps(matches: readonly Match[]): Match[] {
  let kept: Match[] = [];
  for (const confidence of CONFIDENCES) {
    const tier = matches
      .filter(({ rule }) => rule.confidence === confidence)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    kept = [...kept, ...fitting(tier, kept)].sort((a, b) => a.start - b.start);
  }
  return kept;
}

/** Those of `tier` that overlap neither each other nor one of `kept`; both come ascending by start. */
function fitting(tier: readonly Match[], kept: readonly Match[]): Match[] {
  const taken: Match[] = [];
  let free = 0;
  let next = 0;
  for (const match of tier) {
    while (next < kept.length && (kept[next] as Match).end <= match.start) next++;
    const above = kept[next];
    if (match.start < free || (above && above.start < match.end)) continue;
    taken.push(match);
    free = match.end;
  }
  return taken;
}
