// The only place where the stages meet: a source's candidates become findings, and the ledger is closed.
import { decoders } from './decode/index.ts';
import { extentOf, onePerPlace } from './detect/overlap.ts';
import { type Budget, createBudget, detect, prepare } from './detect/pattern.ts';
import { HfleaksError } from './errors.ts';
import type { createDescriber, DescribeOptions } from './findings.ts';
import { OldCredentials } from './judge/already-committed.ts';
import { isComplete, RunLedger } from './ledger.ts';
import { builtinRulebook } from './rulebook/load.ts';
import { createSieve } from './sieve/sieve.ts';
import type {
  AnchorForm,
  Candidate,
  Finding,
  Match,
  NotebookRule,
  Passage,
  Report,
  Rulebook,
  ScanMode,
  Segment,
  Sieve,
  SkipReason,
  Source,
  TokenRule,
} from './types.ts';

export interface ScanOptions {
  /** The rules; the built-in ones unless given. */
  readonly rulebook?: Rulebook;
  /** Whether `hfleaks:allow` comments in the content count. Default true. */
  readonly honourAllow?: boolean;
  /** Reasons for which content may be left out and the run still be complete. */
  readonly allowIncomplete?: readonly SkipReason[];
  /** Whether to compute GitHub's line hashes, for SARIF. Default false. */
  readonly lineHashes?: boolean;
  readonly signal?: AbortSignal;
}

/** No object gives more findings than this to report, nor more suppressed ones. */
const FINDINGS_LIMIT = 10_000;
/** Bytes of context in which a rule's `near` words or a comment may stand, beyond the rule's own reach. */
const CONTEXT = 256;

/**
 * Scans everything that `source` lists and gives the findings, sorted by path, offset and rule, with the account of what was
 * read. The same input gives the same report. Throws HfleaksError: what the source throws (then its `report` has what was found before),
 * `canary-failed` if the rules do not find a token made for them, `ledger-broken` if an object was lost.
 */
export async function scan(source: Source, options: ScanOptions = {}): Promise<Report> {
  const rulebook = options.rulebook ?? builtinRulebook();
  const engine = await createEngine(rulebook, source.mode, options);
  const ledger = new RunLedger();
  let findings: Finding[] = [];
  const old = new OldCredentials((candidate) => findingsOf(candidate, engine));
  const report = (complete: boolean): Report => {
    const all = findings.toSorted(byPlace);
    const totals = ledger.totals(complete);
    return {
      scan: { mode: source.mode, target: source.target, ...(source.commits && { commits: source.commits() }) },
      rules: rulebook,
      complete: complete && isComplete(totals, source.mode, new Set(options.allowIncomplete)),
      ledger: totals,
      findings: all.filter(isReported),
      suppressed: all.filter((finding) => !isReported(finding)),
    };
  };
  const candidates = source.candidates(engine.sieve, ledger, options.signal);
  try {
    for await (const candidate of startedEarly(candidates, () => proveRules(engine))) {
      if (options.signal?.aborted)
        throw new HfleaksError('interrupted', 'The scan was interrupted.', 'Nothing was reported.');
      const found = await findingsOf(candidate, engine);
      for (const finding of await old.mark(found, candidate.before)) findings.push(finding);
    }
    // Two readers may finish in any order.
    findings = await traced(findings.sort(byPlace), source, old);
  } catch (error) {
    if (error instanceof HfleaksError && findings.length > 0) {
      findings = await traced(findings, source, old).catch(() => findings);
      error.report = report(false);
    }
    throw error;
  }
  return report(true);
}

/** Tells where in history each finding stands, if the source knows of history. */
async function traced(findings: Finding[], source: Source, old: OldCredentials): Promise<Finding[]> {
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
  for (const own of repositories.values()) {
    const found = await source.trace(own[0]?.places[0]?.repository, questionFor(own), (trace) =>
      inHistory(own, trace, async (finding, change) => {
        const [marked] = await old.mark([finding], trace.oldSides?.(change));
        return marked ?? finding;
      }),
    );
    all.push(...found);
  }
  return all;
}

/** Starts an iteration and, while it waits for its first value, does some work; then gives its values. */
async function* startedEarly<T>(values: AsyncIterable<T>, work: () => Promise<void>): AsyncGenerator<T> {
  const iterator = values[Symbol.asyncIterator]();
  const first = iterator.next();
  // If the work throws, that is the error to report.
  first.catch(() => undefined);
  try {
    await work();
    for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

// ---------------------------------------------------------------- the engine: rules made ready

interface Engine extends DescribeOptions {
  readonly tokens: readonly TokenRule[];
  readonly sieve: Sieve;
}

async function createEngine(
  { rules }: Rulebook,
  mode: ScanMode,
  { honourAllow = true, lineHashes = false }: ScanOptions,
): Promise<Engine> {
  const tokens = rules.filter((rule): rule is TokenRule => rule.family === 'token');
  const inOutput = rules.find((rule): rule is NotebookRule => rule.family === 'notebook');
  await prepare(tokens);
  return { tokens, inOutput, mode, honourAllow, lineHashes, sieve: lazySieve(tokens) };
}

/** Tables are made when they are first needed, so that git can list meanwhile. */
function lazySieve(tokens: readonly TokenRule[]): Sieve {
  let made: Sieve | undefined;
  const sieve = (): Sieve => (made ??= createSieve(anchorForms(tokens)));
  return {
    get reach() {
      return sieve().reach;
    },
    hits: (bytes) => sieve().hits(bytes),
  };
}

/**
 * Every anchor in every spelling that a decoder can read. An anchor that begins with another one, as `hf_jwt_` with `hf_`, needs no
 * spelling of its own: its rule only demands that the rest follows.
 */
function anchorForms(rules: readonly TokenRule[]): AnchorForm[] {
  const anchors = new Set(rules.flatMap((rule) => rule.anchors));
  const shortest = [...anchors].filter(
    (anchor) => ![...anchors].some((other) => other !== anchor && anchor.startsWith(other)),
  );
  return shortest.flatMap((anchor) => {
    const served = rules.flatMap((rule, index) =>
      rule.anchors
        .filter((own) => own.startsWith(anchor))
        .map((own) => ({
          index,
          reach: rule.reach,
          follows: demand(own.slice(anchor.length), rule.follows),
        })),
    );
    const reach = CONTEXT + Math.max(...served.map((rule) => rule.reach));
    const indices = [...new Set(served.map(({ index }) => index))];
    const follows = served.map((rule) => rule.follows);
    return decoders.flatMap((decoder) =>
      decoder
        .spellings(anchor, follows)
        .map((spelling) => ({ ...spelling, decoder: decoder.name, rules: indices, reach: reach * decoder.widest })),
    );
  });
}

/** What follows a part of an anchor: the rest of it, and then what the rule itself demands. */
function demand(rest: string, { literal = '', set, min }: TokenRule['follows']): TokenRule['follows'] {
  return { literal: rest + literal, set, min };
}

/** Each run proves that its rules find a token made for them: the first of the built-in ones, and every one that the user brought. */
async function proveRules(engine: Engine): Promise<void> {
  for (const [index, rule] of engine.tokens.entries()) {
    if (index > 0 && rule.engine === 'native') continue;
    const words = rule.near?.words[0] ?? '';
    const token = rule.engine === 'native' ? plainToken(rule) : (await import('./rulebook/sample.ts')).sample(rule, 1);
    const bytes = Buffer.from(`${words} ${token} ${words}\n`, 'latin1');
    const segment: Segment = { base: 0, bytes, from: 0, to: bytes.length, hits: engine.sieve.hits(bytes) };
    // A rule of the user's may lose its place to a better one, but somebody must see the token.
    if (matchesIn(segment, null, engine, createBudget()).length === 0)
      throw new HfleaksError(
        'canary-failed',
        `The rule ${rule.id} does not find a token made for it.`,
        'Check the rule with "hfleaks rules check"; the scan was not started.',
      );
  }
  if (engine.tokens.length === 0)
    throw new HfleaksError(
      'canary-failed',
      'There are no rules.',
      'Use the built-in rules, or name a rule file that has some.',
    );
}

/** A token of the simplest shape: an anchor, and the characters that must follow it. Quicker to make than a sample. */
function plainToken({ anchors, follows: { set, min } }: TokenRule): string {
  return anchors[0] + Array.from({ length: min }, (_, index) => set[(index * 7) % set.length]).join('');
}

// ---------------------------------------------------------------- from a candidate to findings

/** An object's findings, at most 10,000 reported and 10,000 suppressed ones; it is partly scanned if there are more to report. */
async function findingsOf(candidate: Candidate, engine: Engine): Promise<Finding[]> {
  const [reported, suppressed]: [Finding[], Finding[]] = [[], []];
  const budget = createBudget();
  let describe: ReturnType<typeof createDescriber> | undefined;
  for await (const segment of candidate.segments()) {
    const notebook = candidate.kind === 'notebook' ? await readNotebook(candidate, segment) : null;
    const matches = segment.hits.length > 0 || notebook ? matchesIn(segment, notebook, engine, budget) : [];
    // Lines are counted from the beginning, so also through segments in which nothing is.
    if (matches.length === 0 && candidate.whole) continue;
    describe ??= (await import('./findings.ts')).createDescriber(candidate, engine);
    for (const finding of describe(segment, matches)) {
      const list = isReported(finding) ? reported : suppressed;
      if (list.length < FINDINGS_LIMIT) list.push(finding);
      else if (list === reported) candidate.partial('size-limit');
    }
  }
  // A rule of the user's was too slow for this content.
  if (budget.left < 0) candidate.partial('timeout');
  return [...reported, ...suppressed];
}

async function readNotebook(candidate: Candidate, segment: Segment): Promise<readonly Passage[] | null> {
  if (candidate.whole) return (await import('./decode/notebook.ts')).decodeNotebook(segment.bytes);
  candidate.partial('size-limit');
  return null;
}

/** The matches that a segment owns, one for each place, in order of place. */
function matchesIn(segment: Segment, notebook: readonly Passage[] | null, engine: Engine, budget: Budget): Match[] {
  const matches = (notebook ?? []).flatMap((passage) => detect(passage, engine.tokens, budget));
  for (const decoder of decoders) {
    const hits = segment.hits.filter((hit) => hit.form.decoder === decoder.name);
    if (hits.length === 0) continue;
    const served = new Set(hits.flatMap((hit) => hit.form.rules));
    const rules = engine.tokens.filter((_, index) => served.has(index));
    for (const passage of decoder.passages(segment, hits)) matches.push(...detect(passage, rules, budget));
  }
  return onePerPlace(matches).filter((match) => {
    const { start } = extentOf(match);
    return start >= segment.from && start < segment.to;
  });
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

function isReported(finding: Finding): boolean {
  return finding.verdict.state === 'report';
}
