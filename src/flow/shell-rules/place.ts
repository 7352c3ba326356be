// Where a script runs, and how what it shows becomes an exposure.

import type { Embedded } from '../embedded.ts';
import type { Exposure } from '../exposure.ts';
import type { Span } from '../syntax.ts';
import { RULES, type RuleId } from './rules.ts';
import type { Taint } from './taint.ts';

type Severity = Exposure['severity'];

export type Language = 'python' | 'javascript';
/** The exposures of a program in the file, at their places in it; `environment` names the variables that hold a credential. */
export type Follow = (language: Language, program: Embedded, environment: ReadonlySet<string>) => readonly Exposure[];

export interface Place {
  /** Of the whole file; spans are offsets in it. */
  readonly text: string;
  readonly system: 'shell' | 'github' | 'gitlab' | 'compose' | 'azure' | 'pipeline' | 'docker' | 'make' | 'cell';
  /** Whether the environment is likely to hold a credential of Hugging Face. */
  readonly hasContext: boolean;
  readonly found: Exposure[];
  /** What its scripts have written into files, by path. */
  readonly files: Map<string, Taint>;
  /** Follows programs of other languages; without it they are left. */
  readonly follow?: Follow | undefined;
  /** How many more steps the calls of its functions may take; below 0 once something was left out. */
  readonly budget: { left: number };
}

/** A file with more is not read further. */
const MAX_FOUND = 2000;
const ORDER: readonly Severity[] = ['info', 'warning', 'error'];

/** Whether `place` is read on; where not, what is left out is told. */
export function isOpen({ found, budget }: Pick<Place, 'found' | 'budget'>): boolean {
  if (found.length > MAX_FOUND) budget.left = -1;
  return found.length <= MAX_FOUND;
}

/** Adds an exposure: never an error for what is weak, partial or a dump; `severity` is that of the rule if none is given. */
export function expose(
  place: Place,
  rule: RuleId,
  taint: Taint,
  sink: Span,
  words: string,
  severity: Severity = RULES[rule].severity,
  target = '',
  fix: string = RULES[rule].fix,
): void {
  const { strength, shown, source, path, isMasked, isChanged, visible } = taint;
  const isWeak = strength === 3 || shown !== 'whole';
  let graded = isWeak && severity === 'error' ? 'warning' : severity;
  if (shown === 'partial' && visible <= 8) graded = 'info';
  const note =
    isMasked && !isChanged && place.system === 'github' ? ' (GitHub masks the value in the logs of this job)' : '';
  place.found.push({
    rule,
    severity: graded,
    strength,
    shown,
    source,
    path,
    sink: { span: { start: sink.start, end: sink.end }, words: `${words}${note}` },
    fix,
    ...(target !== '' && { target }),
  });
}

/** The exposures without repetitions (one for each rule and place, the gravest), by position. */
export function distinct(found: readonly Exposure[]): readonly Exposure[] {
  const kept = new Map<string, Exposure>();
  for (const exposure of found) {
    const key = `${exposure.rule}:${exposure.sink.span.start}`;
    const other = kept.get(key);
    if (other === undefined || ORDER.indexOf(exposure.severity) > ORDER.indexOf(other.severity))
      kept.set(key, exposure);
  }
  return [...kept.values()].sort((a, b) => a.sink.span.start - b.sink.span.start);
}
