// Finds credentials in a passage: each rule's regex, its `near` words, and one match for a place.
import { HfleaksError } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { Confidence, Match, Passage, TokenRule } from '../types.ts';

/** Where the group `secret` stands in a text, in UTF-16 units, end exclusive. */
type Span = readonly [start: number, end: number];
type Search = (text: string) => Iterable<Span>;

const SECRET = 'secret';
const CONFIDENCES: readonly Confidence[] = ['high', 'medium', 'low'];
const searches = new WeakMap<TokenRule, Search>();

/**
 * Compiles `rules`, each once; must be awaited before `detect` sees them. The engine without backtracking is loaded only if
 * some rule asks for it. Throws HfleaksError `rule-invalid` for a regex that its engine does not take.
 */
export async function prepare(rules: readonly TokenRule[]): Promise<void> {
  for (const rule of rules) {
    if (searches.has(rule)) continue;
    try {
      searches.set(rule, rule.engine === 'linear' ? await linearSearch(rule.regex) : nativeSearch(rule.regex));
    } catch {
      throw new HfleaksError(
        'rule-invalid',
        `The regex of the rule ${rule.id} does not compile.`,
        rule.engine === 'linear' ? 'It runs on RE2: no lookaround and no backreferences.' : '',
      );
    }
  }
}

/**
 * Gives the credentials in `passage`, ascending by start and without overlaps: of two that overlap, the one of higher
 * confidence stays, then the earlier, then the longer, then that of the first rule. Throws a plain Error for a rule that was
 * not prepared, which is a bug of the caller.
 */
export function detect(passage: Passage, rules: readonly TokenRule[]): Match[] {
  const { text } = passage;
  if (!shortestAnchors(rules).some((anchor) => text.includes(anchor))) return [];
  const matches: Match[] = [];
  for (const rule of rules) {
    const search = searches.get(rule);
    if (!search) throw new Error(`The rule ${rule.id} was not prepared.`);
    if (!rule.anchors.some((anchor) => text.includes(anchor))) continue;
    for (const [start, end] of search(text))
      if (isNear(rule, text, start, end))
        matches.push({ rule, passage, start, end, secret: new Secret(text.slice(start, end), rule.prefix) });
  }
  return withoutOverlaps(matches);
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
  const regex = new RegExp(source, 'gd');
  return function* (text) {
    for (const found of text.matchAll(regex)) {
      const span = found.indices?.groups?.[SECRET];
      if (span && span[0] < span[1]) yield span;
    }
  };
}

async function linearSearch(source: string): Promise<Search> {
  const { RE2JS } = await import('re2js');
  const regex = RE2JS.compile(RE2JS.translateRegExp(source));
  return function* (text) {
    const matcher = regex.matcher(text);
    while (matcher.find()) {
      const span: Span = [matcher.start(SECRET), matcher.end(SECRET)];
      if (span[0] >= 0 && span[0] < span[1]) yield span;
    }
  };
}

/** A word counts only if it stands wholly before or wholly after the credential: `hf_` in a token is no context for it. */
function isNear({ near }: TokenRule, text: string, start: number, end: number): boolean {
  if (!near) return true;
  const before = text.slice(Math.max(0, start - near.within), start).toLowerCase();
  const after = text.slice(end, end + near.within).toLowerCase();
  return near.words.some((word) => before.includes(word) || after.includes(word));
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
