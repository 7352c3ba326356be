// One finding as people read it in a terminal: what, where, the line, why, and what to do.
import type { Excerpt, Finding, Place, Rule, Severity } from '../types.ts';
import { displayWidth, terminalPhrase, terminalPieces, terminalText } from './escape.ts';
import { type Gate, gatedPath } from './gate.ts';
import {
  historyLines,
  homePlace,
  isOtherVersion,
  isToldInHistory,
  type NoteDetail,
  otherPlaces,
  pathText,
  placeNotes,
} from './provenance.ts';
import { plural } from './summary.ts';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'cyan';
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, yellow: 33, cyan: 36 };
const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'cyan' };
/** Further places that are named one by one. */
const PLACES = 5;
/** Said of what lies in git's history, unless the rule's own steps say it. */
const NO_UNLEAK = 'rewriting history does not un-leak it: clones, forks and caches keep it';

/** Colours by ANSI codes (SGR, ECMA-48), the only escape sequences in any output; or none at all. */
export function painter(color: boolean): Paint {
  return color ? (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m` : (_style, text) => text;
}

/** What the frames of one report share. */
export interface FrameContext {
  readonly gate: Gate;
  readonly paint: Paint;
  readonly excerpt: boolean;
  /** Ids of the rules whose reasons and steps were printed already; frames add theirs. */
  readonly explained: Set<string>;
}

/** The lines of a finding's frame, without line ends: heading, place, excerpt, history, further places, why and steps (in full once a rule). */
export function findingFrame(finding: Finding, context: FrameContext): string[] {
  const { gate, paint } = context;
  const style = SEVERITY_STYLE[finding.severity];
  const lead = ' '.repeat(String(finding.location.line).length);
  const head = paint(style, paint('bold', `${finding.severity}[${terminalPhrase(finding.rule.id)}]`));
  const excerpt = context.excerpt && finding.excerpt ? excerptLines(finding, finding.excerpt, lead, context) : [];
  return [
    `${head}: ${paint('bold', terminalPhrase(gate(finding.message)))}`,
    `${lead} ${paint('cyan', '-->')} ${whereText(finding, gate, isToldInHistory(finding) ? 'none' : 'author')}`,
    ...excerpt,
    ...[...flowLines(finding, gate, context.excerpt), ...historyLines(finding, gate), ...placeLines(finding, gate)].map(
      (line) => `${lead}  ${paint('cyan', '=')} ${line}`,
    ),
    ...adviceLines(finding, lead, context),
  ];
}

/** `path:line:column`, which terminals make a link of, then the way inside git and the file: `run.ipynb:12:9 (cell 3, output 1 > base64)`. */
export function whereText(finding: Finding, gate: Gate, detail: NoteDetail): string {
  const { location } = finding;
  const home = homePlace(finding);
  const path = home ? pathText(home, gate) : terminalPhrase(gatedPath(gate, location.path).text);
  const { members, inside } = trailParts(location.trail);
  const trail = insideText(inside.map((step) => terminalText(gate(step))));
  const notes = home ? placeNotes(home, gate, detail) : [];
  return positionText(path + members.map((step) => terminalText(gate(step))).join(''), finding, [
    ...notes,
    ...(trail === '' ? [] : [trail]),
  ]);
}

/** What is inside archives reads as one path, `models.zip!/a/run.ipynb`; the rest is the way inside that file. */
function trailParts(trail: readonly string[]): {
  readonly members: readonly string[];
  readonly inside: readonly string[];
} {
  const last = trail.findLastIndex((step) => step.startsWith('!/'));
  return { members: trail.slice(0, last + 1).filter((step) => step.startsWith('!/')), inside: trail.slice(last + 1) };
}

const NOTEBOOK_PART = /^(?:(?:cell|output) \d+|metadata|attachment)$/;

function insideText(steps: readonly string[]): string {
  return steps.reduce((text, step, at) => {
    if (at === 0) return step;
    const isPart = NOTEBOOK_PART.test(step) && NOTEBOOK_PART.test(steps[at - 1] ?? '');
    return `${text}${isPart ? ', ' : ' > '}${step}`;
  }, '');
}

function positionText(path: string, { location }: Finding, notes: readonly string[]): string {
  return `${path}:${location.line}:${location.column}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

/** The way of a value through code, one line each: `from line 2, HF_TOKEN of the environment | t = os.environ["HF_TOKEN"]`. */
export function flowLines({ flow }: Finding, gate: Gate, isShown = true): string[] {
  const { steps = [] } = flow ?? {};
  if (steps.length === 1 && steps[0]?.words === '') return [];
  return steps.map(({ line, words, text }, at) => {
    const role = at === steps.length - 1 ? 'shown in' : at === 0 ? 'from' : 'through';
    const said = words === '' ? '' : `, ${terminalText(gate(words))}`;
    return `${role} line ${line}${said}${isShown ? ` | ${terminalText(gate(text.trim()))}` : ''}`;
  });
}

/** Other commits that hold the same path are counted by the finding's history, if it has one. */
function placeLines(finding: Finding, gate: Gate): string[] {
  const told = (place: Place) => finding.timeline && place.kind === 'commit' && isOtherVersion(place, finding);
  const others = otherPlaces(finding).filter((place) => !told(place));
  const lines = others.slice(0, PLACES).map((place) => `also ${otherText(place, finding, gate)}`);
  return others.length > PLACES ? [...lines, `and at ${plural(others.length - PLACES, 'more place')}`] : lines;
}

function otherText(place: Place, finding: Finding, gate: Gate): string {
  if (finding.rule.family === 'gitignore') return `about ${pathText(place, gate)}`;
  if (!isOtherVersion(place, finding))
    return `at ${positionText(pathText(place, gate), finding, placeNotes(place, gate, 'author'))}`;
  if (place.kind === 'commit') return `in ${placeNotes(place, gate, 'author').join(', ')}`;
  return placeNotes(place, gate, 'commit').join(', ');
}

/**
 * The line with a row of carets under the finding. The gate sees the line as a whole; where it has to mask, which the masking of
 * excerpts should have done, offsets no longer fit and the carets are left out.
 */
function excerptLines(finding: Finding, excerpt: Excerpt, lead: string, { gate, paint }: FrameContext): string[] {
  const { text } = excerpt;
  const [start, end] = [wholeCharacters(text, excerpt.start), wholeCharacters(text, excerpt.end)];
  const bar = `${lead}  ${paint('cyan', '|')}`;
  const line = `${' '}${paint('cyan', `${finding.location.line} |`)}`;
  const gated = gate(text);
  if (gated !== text) return [bar, `${line} ${terminalText(gated)}`, bar];
  const pieces = terminalPieces([text.slice(0, start), text.slice(start, end), text.slice(end)]);
  const [before = '', span = '', after = ''] = pieces;
  const style = SEVERITY_STYLE[finding.severity];
  const carets = paint(style, '^'.repeat(Math.max(displayWidth(span), 1)));
  return [
    bar,
    `${line} ${before}${paint(style, span)}${after}`.trimEnd(),
    `${bar} ${' '.repeat(displayWidth(before))}${carets}`,
  ];
}

/** `offset`, or the one before if it would part a surrogate pair: each half would escape the escaping. */
function wholeCharacters(text: string, offset: number): number {
  return offset > 0 && (text.codePointAt(offset - 1) ?? 0) > 0xffff ? offset - 1 : offset;
}

function adviceLines(finding: Finding, lead: string, { paint, explained }: FrameContext): string[] {
  const { rule, timeline, flow } = finding;
  const fix = flow ? [`${lead}  ${paint('bold', 'fix:')} ${terminalPhrase(flow.fix)}`] : null;
  if (explained.has(rule.id))
    return fix ?? [`${lead}  ${paint('cyan', '=')} ${paint('dim', 'why, and steps: as above')}`];
  explained.add(rule.id);
  return [
    `${lead}  ${paint('cyan', '=')} why: ${terminalPhrase(rule.why)}`,
    ...(fix ?? rule.fix.map((step, at) => `${lead}  ${paint('bold', `${at + 1}.`)} ${terminalPhrase(step)}`)),
    ...(timeline && !flow && !tellsOfHistory(rule) ? [`${lead}  ${paint('cyan', '=')} note: ${NO_UNLEAK}`] : []),
  ];
}

function tellsOfHistory({ why, fix }: Rule): boolean {
  return [why, ...fix].some((text) => /\brewrit\w+ history\b/i.test(text));
}
