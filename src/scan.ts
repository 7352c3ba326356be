// A run: what a source lists becomes a report, and the ledger is closed.
import { createEngine, type Engine, findingsOf, proveRules } from './engine.ts';
import { HfleaksError } from './errors.ts';
import { allowed } from './judge/allow.ts';
import { OldCredentials } from './judge/already-committed.ts';
import { decided, isReported, policyOf } from './judge/decided.ts';
import { isComplete, RunLedger } from './ledger.ts';
import { RunFindings } from './limit.ts';
import type { Risks } from './risks/index.ts';
import { builtinRulebook } from './rulebook/load.ts';
import type { MarkOld } from './timeline.ts';
import type { Candidate, Finding, Ledger, Place, Report, ScanOptions, SkipReason, Source } from './types.ts';

/**
 * Scans everything that `source` lists and gives the findings, sorted by path, offset and rule, with the account of what was
 * read. After 100,000 findings to report, whatever could have more is told as partly scanned. The same input gives the same report.
 * Throws HfleaksError: what the source throws (then its `report` has what was found before), `canary-failed` if the rules do not find a
 * token made for them, `ledger-broken` if an object was lost.
 */
export async function scan(source: Source, options: ScanOptions = {}): Promise<Report> {
  const rulebook = options.rulebook ?? builtinRulebook();
  const engine = await createEngine(rulebook, source, options);
  const ledger = new RunLedger();
  const found = new RunFindings();
  let findings = found.all;
  const old = new OldCredentials((candidate) => findingsOf(candidate, engine));
  const report = (complete: boolean): Report => {
    const all = decided(findings.toSorted(byPlace), options.policy);
    const totals = ledger.totals(complete);
    const members = engine.members.totals(complete);
    const allowed = new Set(options.allowIncomplete);
    return {
      scan: { mode: source.mode, target: source.target, ...(source.commits && { commits: source.commits() }) },
      rules: rulebook,
      complete: complete && [totals, members].every((one) => isComplete(one, source.mode, allowed)),
      ledger: totals,
      members: members.listed.objects > 0 ? members : null,
      findings: all.filter(isReported),
      suppressed: all.filter((finding) => !isReported(finding)),
      ...policyOf(all, complete && found.isWhole, options.policy, found.isWhole ? (engine.allows?.found ?? []) : []),
    };
  };
  const candidates = source.candidates(found.bounded(engine.sieve), ledger, options.signal);
  try {
    // Where nothing is read, there is nothing that the rules could miss.
    const prove = async (): Promise<void> => {
      if (!source.isKnown?.()) await proveRules(engine);
    };
    for await (const candidate of startedEarly(candidates, prove)) {
      if (options.signal?.aborted)
        throw new HfleaksError('interrupted', 'The scan was interrupted.', 'Nothing was reported.');
      if (found.isFull) {
        candidate.partial('size-limit');
        await readThrough(candidate);
        continue;
      }
      const own = await old.mark(await findingsOf(candidate, engine), candidate.before);
      if (!found.add([...own, ...(await risksOf(candidate, engine))])) candidate.partial('size-limit');
    }
    found.add((await engine.risks?.importers()) ?? []);
    findings = await milderWhereIgnored(findings, source, engine);
    // Two readers may finish in any order.
    findings = await traced(findings.sort(byPlace), source, old, ledger);
    findings = [...findings, ...(await heldRisks(source, engine, ledger)), ...(await ignored(source, engine))];
    for (const name of engine.risks?.cut ?? []) {
      leftOut(ledger, 'code-limit', name);
    }
  } catch (error) {
    if (error instanceof HfleaksError && findings.length > 0) {
      findings = await traced(findings, source, old, ledger).catch(() => findings);
      error.report = report(false);
    }
    throw error;
  }
  const whole = report(true);
  source.remember?.();
  return whole;
}

/** Tells in the account of something that is no object; `name` has a character for each byte. */
function leftOut(ledger: Ledger, reason: SkipReason, name: string): void {
  ledger.list(1);
  ledger.skipped(reason, 0, Buffer.from(name, 'latin1'));
}

/** Reads an object to its end: of what comes in pieces, its source knows the size only then. */
async function readThrough({ segments }: Candidate): Promise<void> {
  for await (const _ of segments());
}

const CODE_PLACES: ReadonlySet<Place['kind']> = new Set(['file', 'staged', 'stdin', 'blob', 'commit']);

/** The risks in a file of code. The code that finds them is loaded with the first such file. */
async function risksOf(candidate: Candidate, engine: Engine): Promise<readonly Finding[]> {
  const [place] = candidate.places;
  if (!engine.sieve.isRisky || !place || !CODE_PLACES.has(place.kind)) return [];
  if (!candidate.whole) {
    if (candidate.isLargeCode?.()) (engine.risks ??= await startRisks(engine)).leaveOut(candidate);
    return [];
  }
  for await (const { bytes } of candidate.segments())
    if (engine.sieve.isRisky(place.kind === 'blob' ? null : place.path, bytes)) {
      engine.risks ??= await startRisks(engine);
      const found = await engine.risks.take(candidate, bytes);
      return found.length > 0 && candidate.isTrue?.() === false ? [] : found;
    }
  return [];
}

async function startRisks({ beforeMuch, riskOptions }: Engine): Promise<Risks> {
  beforeMuch?.();
  const { Risks } = await import('./risks/index.ts');
  return new Risks(riskOptions);
}

/** Code that writes a credential to a file is worth a word, and no more, where git ignores the file. */
async function milderWhereIgnored(findings: Finding[], { survey }: Source, { risks }: Engine): Promise<Finding[]> {
  const mild = survey && (await risks?.ofIgnoredFiles(survey));
  return mild?.size ? findings.map((one) => (mild.has(one) ? { ...one, severity: 'info' } : one)) : findings;
}

/** The risks in objects of which only history knows the paths. */
async function heldRisks(source: Source, { risks }: Engine, ledger: Ledger): Promise<readonly Finding[]> {
  if (!source.trace || !risks || risks.held.size === 0) return [];
  const whole = ({ isWhole }: { readonly isWhole: boolean }): void => {
    if (!isWhole) leftOut(ledger, 'read-error', 'changes of code');
  };
  if (source.codeChange)
    return source.codeChange(risks.held, (change) => {
      whole(change);
      return risks.changed(change);
    });
  return source.trace(undefined, { objects: risks.held, names: new Set() }, (trace) => {
    whole(trace);
    return risks.told(trace);
  });
}

/** What git has, or would take in, that it must not. */
async function ignored({ survey, mode }: Source, { ignorables, honourAllow }: Engine): Promise<readonly Finding[]> {
  if (!survey || !ignorables || ignorables.files.size + ignorables.stacks.size === 0) return [];
  const answers = await survey();
  if (!answers) return [];
  const { ignoreFindings } = await import('./detect/gitignore.ts');
  return ignoreFindings(ignorables, answers, {
    mode,
    allowed: (line, rule) => allowed({ line, above: '', ruleIds: [rule], honourAllow }),
  });
}

/** Tells where in history each finding stands, if the source knows of history. */
async function traced(findings: Finding[], source: Source, old: OldCredentials, ledger: Ledger): Promise<Finding[]> {
  if (!source.trace || findings.length === 0) return findings;
  const { inHistory, questionFor } = await import('./timeline.ts');
  const repositories = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = Buffer.from(finding.places[0]?.repository ?? []).toString('latin1');
    const own = repositories.get(key);
    if (own) own.push(finding);
    else repositories.set(key, [finding]);
  }
  const all: Finding[] = [];
  let isCut = false;
  const limit = (): void => {
    isCut = true;
  };
  for (const own of repositories.values()) {
    const found = await source.trace(own[0]?.places[0]?.repository, questionFor(own), (trace) => {
      const mark: MarkOld = async (finding, change) =>
        (await old.mark([finding], trace.oldSides?.(change)))[0] ?? finding;
      return inHistory(own, trace, mark, limit);
    });
    // More can be found than a call takes arguments.
    for (const one of found) all.push(one);
  }
  if (isCut) {
    leftOut(ledger, 'size-limit', 'further paths of what was found');
  }
  return all;
}

/** Starts an iteration and, while it waits for its first value, does some work; then gives its values. */
async function* startedEarly<T>(values: AsyncIterable<T>, work: () => Promise<void>): AsyncGenerator<T> {
  const iterator = values[Symbol.asyncIterator]();
  const first = iterator.next();
  // If the work throws, that is the error to report.
  first.catch(() => undefined);
  // It may get as far as waiting for git.
  await new Promise((resolve) => setImmediate(resolve));
  try {
    await work();
    for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

function byPlace(a: Finding, b: Finding): number {
  return (
    Buffer.compare(a.location.path, b.location.path) ||
    a.location.offset - b.location.offset ||
    compare(a.rule.id, b.rule.id) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
