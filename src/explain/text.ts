// Explains what becomes of a text: which anchors stand in it, what is missing behind each, and what the judges say of what is whole.
import { decoders } from '../decode/index.ts';
import { extentOf } from '../detect/overlap.ts';
import { judgeSteps } from '../judge/index.ts';
import { Layers } from '../layers.ts';
import { Lines } from '../locate/lines.ts';
import { createGate } from '../report/gate.ts';
import { parseShape } from '../rulebook/shape.ts';
import { scan } from '../scan.ts';
import { memorySource } from '../sources/memory.ts';
import type {
  DecoderName,
  Finding,
  Hit,
  Match,
  Passage,
  Report,
  Rulebook,
  Segment,
  Sieve,
  Source,
  SourceSpan,
  TokenRule,
} from '../types.ts';
import { type Explanation, no, note, type Section, type Step, yes } from './explanation.ts';
import { explainFinding, SPELLINGS } from './finding.ts';
import { longestAnchor, missing } from './missing.ts';
import { shapeInWords } from './words.ts';

/** What the text is called in places. */
const NAME = 'text';
/** Near misses are looked for in so many bytes; candidates of each kind are told one by one up to a number. */
const LOOKED_AT = 1 << 20;
const TOLD = 20;
/** Occurrences of an anchor in one spelling. */
const OCCURRENCES = 1000;
/** Shapes that take more words are told of their rule alone. */
const LONG_SHAPE = 240;
/** What is not worth a list of all that could be meant: pieces are everywhere. */
const SILENT: ReadonlySet<DecoderName> = new Set(['joined', 'container']);

/** An anchor in a text that was read by `decoder`. */
interface Anchor {
  readonly text: string;
  readonly decoder: DecoderName;
  /** Where it stands in the bytes, and in the passage. */
  readonly offset: number;
  readonly passage: Passage;
  readonly at: number;
}

/** One run of the pipeline, with what it keeps to itself. */
interface Run {
  readonly report: Report;
  readonly segment: Segment;
  readonly matches: readonly Match[];
  readonly reach: number;
  readonly lines: Lines;
}

/** What becomes of `bytes`, step by step. Throws what `scan` throws. Holds nothing of them but places, counts and masks. */
export async function explainText(bytes: Uint8Array, rulebook: Rulebook): Promise<Explanation> {
  const tokens = rulebook.rules.filter((rule): rule is TokenRule => rule.family === 'token');
  const run = await runOn(bytes, rulebook, tokens);
  const anchors = anchorsIn(run, tokens);
  const taken = run.matches.map(extentOf);
  const loose = anchors.filter(({ offset }) => !taken.some(({ start, end }) => offset >= start && offset < end));
  const findings = [...run.report.findings, ...run.report.suppressed];
  const gate = createGate(run.report);
  const told = findings.slice(0, TOLD).map((finding) => {
    const match = matchOf(finding, run);
    return match
      ? explainFinding(finding, gate, shapeSteps(match), judgeSteps(match, contextOf(finding, match, run)))
      : explainFinding(finding, gate);
  });
  const sections = [
    { title: 'What stands in it', steps: anchorSteps(anchors, taken, run, tokens) },
    ...told,
    ...loose.slice(0, TOLD).map((anchor) => nearMiss(anchor, run, tokens)),
    closing(run.report, loose.length, findings.length, rulebook),
  ];
  return { subject: 'text', sections };
}

async function runOn(bytes: Uint8Array, rulebook: Rulebook, tokens: readonly TokenRule[]): Promise<Run> {
  const memory = memorySource([{ path: NAME, bytes }]);
  const seen: { sieve?: Sieve } = {};
  // The sieve is handed to the source; this one keeps it.
  const source: Source = {
    ...memory,
    candidates: (sieve, ledger, signal) => {
      seen.sieve = sieve;
      return memory.candidates(sieve, ledger, signal);
    },
  };
  const report = await scan(source, { rulebook });
  const hits = seen.sieve?.hits(bytes) ?? [];
  const segment: Segment = { base: 0, bytes, from: 0, to: bytes.length, hits };
  const lines = new Lines(bytes);
  lines.advance(segment);
  const sieve = seen.sieve as Sieve;
  const layers = new Layers({ tokens, sieve, settle: () => undefined, limit: () => undefined });
  return { report, segment, lines, reach: sieve.reach, matches: await layers.matches(segment, 'text') };
}

function matchOf({ location, credential }: Finding, { matches }: Run): Match | undefined {
  return matches.find(
    (match) => credential && extentOf(match).start === location.offset && match.secret.equals(credential.secret),
  );
}

function contextOf({ rule, location }: Finding, match: Match, { lines }: Run): Parameters<typeof judgeSteps>[1] {
  const { text: line, above } = lines.lineAt(location.offset);
  return { line, above, ruleIds: [rule.id, match.rule.id], honourAllow: true };
}

function shapeSteps({ rule, start, end }: Match): Step[] {
  const words = shapeInWords(parseShape(rule.regex, rule.engine));
  const shape = words.length > LONG_SHAPE ? `see "hfleaks explain ${rule.id}"` : words;
  return [
    yes(`the shape of ${rule.id} fits, with ${end - start} characters: ${shape}`),
    yes('what follows it does not make it part of a longer word'),
    ...(rule.near ? [yes(`one of its words stands within ${rule.near.within} characters`)] : []),
  ];
}

// ---------------------------------------------------------------- anchors

/** Every anchor that stands in the first bytes, read by each decoder, in order of place. */
function anchorsIn({ segment, reach }: Run, tokens: readonly TokenRule[]): Anchor[] {
  const part: Segment = { ...segment, bytes: segment.bytes.subarray(0, LOOKED_AT) };
  const texts = [...new Set(tokens.flatMap(({ anchors }) => anchors))];
  const shortest = texts.filter((text) => !texts.some((other) => other !== text && text.startsWith(other)));
  const found = decoders
    .filter(({ name }) => !SILENT.has(name))
    .flatMap((decoder) => {
      const forms = shortest.flatMap((anchor) =>
        decoder.spellings(anchor, []).map((spelling) => ({ ...spelling, decoder: decoder.name, rules: [], reach })),
      );
      const opened = segment.hits.filter(({ form, offset }) => form.decoder === decoder.name && offset < LOOKED_AT);
      const hits = [...opened.slice(0, OCCURRENCES), ...forms.flatMap((form) => occurrences(part.bytes, form))];
      if (hits.length === 0) return [];
      hits.sort((a, b) => a.offset - b.offset);
      return [...decoder.passages(part, hits)].flatMap((passage) => anchorsOf(passage, shortest, decoder.name));
    })
    .sort((a, b) => a.offset - b.offset);
  const places = new Set<number>();
  return found.filter(({ offset }) => !places.has(offset) && places.add(offset));
}

function occurrences(bytes: Uint8Array, form: Hit['form']): Hit[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const hits: Hit[] = [];
  for (
    let at = buffer.indexOf(form.bytes);
    at >= 0 && hits.length < OCCURRENCES;
    at = buffer.indexOf(form.bytes, at + 1)
  )
    if (form.confirm?.(bytes, at) ?? true) hits.push({ offset: at, form });
  return hits;
}

function anchorsOf(passage: Passage, texts: readonly string[], decoder: DecoderName): Anchor[] {
  const anchors: Anchor[] = [];
  for (const text of texts)
    for (let at = passage.text.indexOf(text); at >= 0; at = passage.text.indexOf(text, at + 1)) {
      const [{ start: offset }] = passage.toSource(at, at + text.length);
      anchors.push({ text, decoder, offset, passage, at });
      if (anchors.length >= OCCURRENCES) return anchors;
    }
  return anchors;
}

function anchorSteps(
  anchors: readonly Anchor[],
  taken: readonly SourceSpan[],
  { lines, segment, matches }: Run,
  tokens: readonly TokenRule[],
): Step[] {
  const steps = anchors.slice(0, TOLD).map(({ text, decoder, offset }) => {
    const whole = taken.some(({ start, end }) => offset >= start && offset < end);
    const what = `\`${text}\` at ${placeOf(offset, lines)}, ${SPELLINGS[decoder]}`;
    return whole ? yes(`${what}: what follows has the shape of a credential`) : no(`${what}: what follows does not`);
  });
  if (anchors.length > TOLD) steps.push(note(`and ${anchors.length - TOLD} more`));
  const unseen = matches.filter((match) => !anchors.some(({ offset }) => isIn(offset, extentOf(match))));
  for (const match of unseen.slice(0, TOLD))
    steps.push(
      yes(
        `a credential at ${placeOf(extentOf(match).start, lines)}, read by way of: ${match.passage.trail.join(', ')}`,
      ),
    );
  if (segment.hits.some(({ form }) => form.decoder === 'container'))
    steps.push(note('something packed, which is looked into'));
  if (segment.bytes.length > LOOKED_AT) steps.push(note(`near misses are told of the first ${LOOKED_AT} bytes only`));
  if (steps.length > 0) return steps;
  const known = [...new Set(tokens.flatMap((rule) => rule.anchors))].map((text) => `\`${text}\``).join(' ');
  return [no(`none of the texts that a credential begins with, in no spelling that can be read: ${known}`)];
}

function isIn(offset: number, { start, end }: SourceSpan): boolean {
  return offset >= start && offset < end;
}

function placeOf(offset: number, lines: Lines): string {
  const { line, column } = lines.position(offset);
  return `${line}:${column}`;
}

/** Of rules that begin alike, those with the longest anchor that stands there are meant. */
function nearMiss(
  { text, decoder, offset, passage, at }: Anchor,
  { lines }: Run,
  tokens: readonly TokenRule[],
): Section {
  const lengthOf = (rule: TokenRule): number => longestAnchor(rule, passage.text, at).length;
  const longest = Math.max(...tokens.map(lengthOf));
  const meant = tokens.filter((rule) => lengthOf(rule) === longest);
  const steps = meant.map((rule) => {
    const why = missing(rule, passage.text, at);
    return why === null ? note(`${rule.id}: fits, but another match covers the place`) : no(`${rule.id}: ${why}`);
  });
  return { title: `\`${text}\` at ${placeOf(offset, lines)}, ${SPELLINGS[decoder]}: no candidate`, steps };
}

function closing(report: Report, loose: number, findings: number, { rules }: Rulebook): Section {
  const count = report.findings.length;
  const steps: Step[] = [
    count > 0 ? yes(`${count} reported, ${report.suppressed.length} not reported`) : no('nothing is reported'),
    ...(findings > TOLD ? [note(`the first ${TOLD} of ${findings} findings are told`)] : []),
    ...(loose > TOLD ? [note(`the first ${TOLD} of ${loose} anchors without a candidate are told`)] : []),
    ...(report.complete ? [] : [note('not everything could be read: see "hfleaks scan -"')]),
    ...(loose > 0 && !rules.some(({ optional }) => optional === 'partial')
      ? [note('cut or masked tokens are looked for only with --with partial')]
      : []),
  ];
  return { title: 'The verdict', steps };
}
