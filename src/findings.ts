// Makes findings of matches: where they are, what they are worth, what is shown of them. Loaded only when there is a match.
import { credentialOf, fingerprintOf } from './detect/credential.ts';
import { extentOf } from './detect/overlap.ts';
import { allowedAt } from './judge/allow.ts';
import { judge } from './judge/index.ts';
import { excerpt } from './locate/excerpt.ts';
import { lineHash } from './locate/line-hash.ts';
import { Lines } from './locate/lines.ts';
import { Marks } from './locate/marks.ts';
import { ownText } from './secret.ts';
import type {
  AnchorForm,
  BaselineEntry,
  Candidate,
  Excerpt,
  Finding,
  Location,
  Match,
  NotebookRule,
  Place,
  Rule,
  ScanMode,
  Segment,
  UnusedAllow,
} from './types.ts';

export interface DescribeOptions {
  /** The rule for what stands in a notebook's output. */
  readonly inOutput: NotebookRule | undefined;
  readonly mode: ScanMode;
  readonly honourAllow: boolean;
  readonly lineHashes: boolean;
  /** What the baseline accepts, by fingerprint. */
  readonly accepted?: ReadonlyMap<string, BaselineEntry> | undefined;
  /** The form by which allow comments are found, and where they go; only where idle ones are told. */
  readonly allows?: { readonly form: AnchorForm; readonly found: UnusedAllow[] } | undefined;
}

/** How much of an object's beginning tells its text encoding, in bytes. */
const HEAD = 4096;

/**
 * Gives a function that makes the findings of a segment's matches, in their order. It must be called for every segment of
 * `candidate`, in order, since it counts lines; for an object of one segment only if there is something. It stops behind the last of the
 * `most` findings that are reported.
 */
export function createDescriber(
  candidate: Candidate,
  options: DescribeOptions,
): (segment: Segment, matches: readonly Match[], most?: number) => Finding[] {
  let lines: Lines | undefined;
  return (segment, matches, most = Number.POSITIVE_INFINITY) => {
    lines ??= new Lines(segment.bytes.subarray(0, HEAD));
    lines.advance(segment);
    if (options.allows) noteAllows(segment, lines, candidate, options.allows);
    if (matches.length === 0) return [];
    const findings: Finding[] = [];
    let reported = 0;
    for (const finding of describe(segment, matches, lines, candidate, options)) {
      findings.push(finding);
      if (finding.verdict.state === 'report' && ++reported === most) break;
    }
    return findings;
  };
}

/** So many are told at most, and so many of one segment looked at. */
const MOST_ALLOWS = 10_000;

/** Comments that could allow something; whether they do is known in the end. */
function noteAllows(
  { hits, from, to }: Segment,
  lines: Lines,
  { places: [place], trail }: Candidate,
  { form, found }: NonNullable<DescribeOptions['allows']>,
): void {
  if (trail || place?.kind !== 'file') return;
  const own = hits.filter(({ offset, form: one }) => one === form && offset >= from && offset < to);
  for (const { offset } of own.slice(0, MOST_ALLOWS)) {
    if (found.length >= MOST_ALLOWS) return;
    const { text, start } = lines.lineAt(offset);
    const rule = allowedAt(text, start);
    if (rule !== null) found.push({ path: Uint8Array.from(place.path), line: lines.position(offset).line, rule });
  }
}

/** The findings of one line know of each other, so that an excerpt masks them all. */
function* describe(
  segment: Segment,
  matches: readonly Match[],
  lines: Lines,
  candidate: Candidate,
  options: DescribeOptions,
): Generator<Finding> {
  const marks = new Marks();
  for (const { passage, start, end, secret } of matches) marks.add(passage.toSource(start, end), secret.mask, lines);
  const located = matches.map((match) => ({ match, ...positionsOf(match, lines) }));
  const hashes =
    options.lineHashes && candidate.whole
      ? lineHash(segment.bytes, new Set(located.map(({ line }) => line)))
      : new Map<number, string>();
  for (const { match, offset, ...position } of located) {
    const rule = ruleFor(match, options);
    const credential = credentialOf(match.rule, match.secret);
    const [place] = candidate.places as [Place];
    const lineHashOf = hashes.get(position.line);
    const location: Location = {
      path: place.path,
      ...position,
      offset,
      trail: candidate.trail ? candidate.trail.concat(match.passage.trail) : match.passage.trail,
      ...(lineHashOf === undefined ? {} : { lineHash: lineHashOf }),
    };
    const text = lines.lineAt(offset);
    const shift = text.start - (position.column - 1);
    const onLine = marks.around(position).map(({ from, to, mask }) => ({ start: from + shift, end: to + shift, mask }));
    const fingerprint = fingerprintOf(credential, rule);
    const own = {
      start: text.start,
      end: position.endLine === position.line ? position.endColumn - 1 + shift : text.text.length,
    };
    yield {
      kind: 'leak',
      rule,
      // Beside the files of a tree, git's own ones are by the way.
      severity: place.kind === 'gitfile' && options.mode === 'tree' ? 'warning' : rule.severity,
      confidence: match.rule.confidence,
      message: messageFor(match, rule, place),
      fingerprint,
      credential,
      location,
      places: candidate.places,
      excerpt: kept(excerpt(text, onLine, own)),
      verdict: judge(match, {
        line: text.text,
        above: text.above,
        ruleIds: [rule.id, match.rule.id],
        honourAllow: options.honourAllow,
        fingerprint,
        accepted: options.accepted,
      }),
    };
  }
}

function kept(shown: Excerpt): Excerpt {
  return { ...shown, text: ownText(shown.text) };
}

function ruleFor(match: Match, { inOutput }: DescribeOptions): Rule {
  return (match.passage.kind === 'notebook-output' && inOutput) || match.rule;
}

function messageFor(match: Match, rule: Rule, place: Place): string {
  const context = rule.family === 'notebook' ? ' in the output of a notebook cell' : whereIn(place);
  return `${match.rule.title} ${match.secret.mask}${context}`;
}

function whereIn(place: Place): string {
  if (place.kind === 'gitfile') return " in git's own files";
  if (place.kind === 'reflog') return ' in a reflog';
  if (place.kind === 'name') return ` in the name of a ${place.of}`;
  if (place.kind === 'message') return ` in the message of a ${place.of}`;
  return place.kind === 'header' ? ` in a header of a ${place.of}` : '';
}

function positionsOf(
  match: Match,
  lines: Lines,
): Pick<Location, 'offset' | 'line' | 'column' | 'endLine' | 'endColumn'> {
  const { start, end } = extentOf(match);
  const [first, last] = [lines.position(start), lines.position(end)];
  return { offset: start, line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
}
