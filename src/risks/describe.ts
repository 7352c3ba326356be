// Makes findings of what code shows: where, by which way, and what to write instead.
import { riskFingerprint } from '../detect/credential.ts';
import type { Exposure, Step } from '../flow/exposure.ts';
import type { Span } from '../flow/syntax.ts';
import { allowed, allowVerdict } from '../judge/allow.ts';
import { excerpt } from '../locate/excerpt.ts';
import { lineHash } from '../locate/line-hash.ts';
import { Lines } from '../locate/lines.ts';
import { redact } from '../locate/readable.ts';
import { redactTokens } from '../secret.ts';
import type { Finding, FlowStep, Place, RiskRule, Segment } from '../types.ts';
import type { Code } from './code.ts';

export interface DescribeOptions {
  readonly rules: ReadonlyMap<string, RiskRule>;
  readonly honourAllow: boolean;
  readonly lineHashes: boolean;
}

/** A finding, and what it must have in common with an older one to be no news: rule, severity, statement and way. */
export interface Risk {
  readonly finding: Finding;
  readonly key: string;
  /** The file of the project that the code writes to, as it names it; `''` if none. */
  readonly target: string;
}

const HEAD = 4096;
const STATEMENT = 2000;

/** The risks in one file, by place. `places` are those of the content, the first one its home. */
export function describeRisks(
  code: Code,
  bytes: Uint8Array,
  exposures: readonly Exposure[],
  places: readonly [Place, ...Place[]],
  options: DescribeOptions,
): Risk[] {
  if (exposures.length === 0) return [];
  const segment: Segment = { base: 0, bytes, from: 0, to: bytes.length, hits: [] };
  const lines = new Lines(bytes.subarray(0, HEAD));
  lines.advance(segment);
  const [{ path }] = places;
  const counts = new Map<string, number>();
  const known = new Map<string, FlowStep>();
  const stepOf = (step: Step): FlowStep => {
    const key = `${step.span.start} ${step.span.end} ${step.words}`;
    const found = known.get(key) ?? stepAt(step, code, lines);
    known.set(key, found);
    return found;
  };
  const located = exposures.flatMap((exposure) => {
    const rule = options.rules.get(exposure.rule);
    return rule ? [{ exposure, rule, steps: stepsOf(exposure, stepOf) }] : [];
  });
  const hashes = options.lineHashes
    ? lineHash(bytes, new Set(located.map(({ steps }) => (steps.at(-1) as FlowStep).line)))
    : new Map<number, string>();
  return located.map(({ exposure, rule, steps }) => {
    const { sink, source, strength, shown, severity, fix } = exposure;
    const [offset, end] = rangeOf(sink.span, code);
    const { words: _words, text: _text, ...position } = steps.at(-1) as FlowStep;
    const statement = statementOf(sink.span, code);
    const ordinal = counts.get(`${rule.id} ${statement}`) ?? 0;
    counts.set(`${rule.id} ${statement}`, ordinal + 1);
    const line = lines.lineAt(offset);
    const hash = hashes.get(position.line);
    const reason = allowed({
      line: line.text,
      above: line.above,
      ruleIds: [rule.id],
      honourAllow: true,
    });
    const width = position.endLine === position.line ? end - offset : line.text.length;
    const own = { start: line.start, end: Math.min(line.text.length, line.start + width) };
    const finding: Finding = {
      kind: 'risk',
      rule,
      severity,
      confidence: strength === 3 && rule.confidence === 'high' ? 'medium' : rule.confidence,
      message: source.words === '' ? rule.title : `${rule.title} (${source.words})`,
      fingerprint: riskFingerprint(rule, code.name, statement, ordinal),
      credential: null,
      flow: { strength, shown, steps, fix },
      location: {
        path,
        ...position,
        offset,
        trail: code.trail(sink.span.start),
        ...(hash === undefined ? {} : { lineHash: hash }),
      },
      places,
      excerpt: excerpt(line, [{ ...own, mask: masked(line.text.slice(own.start, own.end)) }], own),
      verdict: allowVerdict(reason, options.honourAllow),
    };
    return {
      finding,
      target: exposure.target ?? '',
      key: [rule.id, severity, statement, ...steps.map(({ text }) => wayOf(text))].join('\0'),
    };
  });
}

/** Source, way and sink; one of the same line as the next says no more than that. */
function stepsOf({ source, path, sink }: Exposure, stepOf: (step: Step) => FlowStep): FlowStep[] {
  const all = [source, ...path, sink].map(stepOf);
  return all.filter(
    ({ line, words }, at) =>
      at === all.length - 1 || !(line === all[at + 1]?.line && (words === all[at + 1]?.words || at > 0)),
  );
}

function stepAt({ span, words }: Step, code: Code, lines: Lines): FlowStep {
  const [start, end] = rangeOf(span, code);
  const [first, last] = [lines.position(start), lines.position(end)];
  const line = lines.lineAt(start);
  const shown = excerpt(line, [{ start: line.start, end: line.start, mask: '' }], {
    start: line.start,
    end: line.start,
  });
  return {
    line: first.line,
    column: first.column,
    endLine: last.line,
    endColumn: last.column,
    words: masked(words),
    text: masked(shown.text),
  };
}

/** Bytes of the file, end exclusive. */
function rangeOf({ start, end }: Span, code: Code): readonly [number, number] {
  const from = code.offset(Math.max(0, start));
  return [from, Math.max(from, end > start ? code.offset(end - 1) + 1 : from)];
}

function statementOf({ start, end }: Span, { text }: Code): string {
  return normal(masked(text.slice(start, Math.min(end, start + STATEMENT))));
}

/** A step without the place that a module is imported from: where a file moves, that changes. */
function wayOf(text: string): string {
  return normal(text).replace(
    /^from [\w.]+ (?=import\b)|(?<=^import )[\w.]+(?= as\b)|\bfrom ['"][^'"]*['"]|(?<=\brequire\()['"][^'"]*['"]/,
    '',
  );
}

const masked = (text: string): string => redact(redactTokens(text));
const normal = (text: string): string => text.replace(/\s+/g, ' ').trim();
