// The only place where the stages meet: a source's candidates become findings, and the ledger is closed.
import { decodeNotebook, decoders } from './decode/index.ts';
import { extentOf, onePerPlace } from './detect/overlap.ts';
import { detect, prepare } from './detect/pattern.ts';
import { HfleaksError } from './errors.ts';
import type { createDescriber, DescribeOptions } from './findings.ts';
import { isComplete, RunLedger } from './ledger.ts';
import { builtinRulebook } from './rulebook/load.ts';
import { createSieve } from './sieve/sieve.ts';
import type {
  AnchorForm,
  Candidate,
  Credential,
  Finding,
  Match,
  NotebookRule,
  OldSides,
  Passage,
  Report,
  Rulebook,
  Segment,
  Sieve,
  SkipReason,
  Source,
  TokenRule,
  Verdict,
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

/** No object gives more findings than this; one that would is reported as partly scanned. */
const FINDINGS_LIMIT = 10_000;
/** Bytes of context in which a rule's `near` words or a comment may stand, beyond the rule's own reach. */
const CONTEXT = 256;
/**
 * Scans everything that `source` lists and gives the findings, sorted by path, offset and rule, with the account of what was
 * read. The same input gives the same report. Throws HfleaksError: what the source throws, `canary-failed` if the rules do
 * not find a token made for them, `ledger-broken` if an object was lost.
 */
export async function scan(source: Source, options: ScanOptions = {}): Promise<Report> {
  const rulebook = options.rulebook ?? builtinRulebook();
  const engine = await createEngine(rulebook, options);
  const ledger = new RunLedger();
  const findings: Finding[] = [];
  const old: OldCredentials = new Map();
  const candidates = source.candidates(engine.sieve, ledger, options.signal ?? new AbortController().signal);
  for await (const candidate of startedEarly(candidates, () => proveRules(engine))) {
    const found = await findingsOf(candidate, engine);
    for (const finding of await withoutOld(found, candidate.before, old, engine)) findings.push(finding);
  }
  findings.sort(byPlace);
  const totals = ledger.totals();
  return {
    scan: { mode: source.mode, target: source.target },
    rules: rulebook,
    complete: isComplete(totals, source.mode, new Set(options.allowIncomplete)),
    ledger: totals,
    findings: findings.filter(({ verdict }) => verdict.state === 'report'),
    suppressed: findings.filter(({ verdict }) => verdict.state === 'suppressed'),
  };
}

/** Starts an iteration and, once it waits for something, does some work; then gives its values. */
async function* startedEarly<T>(values: AsyncIterable<T>, work: () => Promise<void>): AsyncGenerator<T> {
  const iterator = values[Symbol.asyncIterator]();
  const first = iterator.next();
  // If the work throws, that is the error to report.
  first.catch(() => undefined);
  try {
    await new Promise((resolve) => setImmediate(resolve));
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
  { honourAllow = true, lineHashes = false }: ScanOptions,
): Promise<Engine> {
  const tokens = rules.filter((rule): rule is TokenRule => rule.family === 'token');
  const inOutput = rules.find((rule): rule is NotebookRule => rule.family === 'notebook');
  await prepare(tokens);
  return { tokens, inOutput, honourAllow, lineHashes, sieve: lazySieve(tokens) };
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
          follows: own === anchor ? rule.follows : demand(own.slice(anchor.length)),
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

/** What a literal text demands: its characters, as many as it has. */
function demand(literal: string): TokenRule['follows'] {
  return { set: literal, min: literal.length };
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
    if (matchesIn(segment, null, engine).length === 0)
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

async function findingsOf(candidate: Candidate, engine: Engine): Promise<Finding[]> {
  const findings: Finding[] = [];
  let describe: ReturnType<typeof createDescriber> | undefined;
  for await (const segment of candidate.segments()) {
    const notebook = candidate.kind === 'notebook' ? readNotebook(candidate, segment) : null;
    const matches = segment.hits.length > 0 || notebook ? matchesIn(segment, notebook, engine) : [];
    // Lines are counted from the beginning, so also through segments in which nothing is.
    if (matches.length === 0 && candidate.whole) continue;
    describe ??= (await import('./findings.ts')).createDescriber(candidate, engine);
    const room = FINDINGS_LIMIT - findings.length;
    if (matches.length > room) candidate.partial('size-limit');
    findings.push(...describe(segment, matches.slice(0, room)));
  }
  return findings;
}

function readNotebook(candidate: Candidate, segment: Segment): readonly Passage[] | null {
  if (candidate.whole) return decodeNotebook(segment.bytes);
  candidate.partial('size-limit');
  return null;
}

/** The matches that a segment owns, one for each place, in order of place. */
function matchesIn(segment: Segment, notebook: readonly Passage[] | null, engine: Engine): Match[] {
  const matches = (notebook ?? []).flatMap((passage) => detect(passage, engine.tokens));
  for (const decoder of decoders) {
    const hits = segment.hits.filter((hit) => hit.form.decoder === decoder.name);
    if (hits.length === 0) continue;
    const served = new Set(hits.flatMap((hit) => hit.form.rules));
    const rules = engine.tokens.filter((_, index) => served.has(index));
    for (const passage of decoder.passages(segment, hits)) matches.push(...detect(passage, rules));
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
    (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0)
  );
}

// ---------------------------------------------------------------- what was there before

/** What old sides hold, by their ids. */
type OldCredentials = Map<string, readonly Credential[]>;

/** Marks the findings whose credential an old side of the change holds already. Old sides are read only if there is something to mark. */
async function withoutOld(
  findings: readonly Finding[],
  before: OldSides | undefined,
  old: OldCredentials,
  engine: Engine,
) {
  if (!before || !findings.some(isReported)) return findings;
  for await (const { id, candidate } of before.read(before.ids.filter((id) => !old.has(id))))
    old.set(
      id,
      (await findingsOf(candidate, engine)).map(({ credential }) => credential),
    );
  const known = before.ids.flatMap((id) => old.get(id) ?? []);
  const ids = new Set(known.map(({ id }) => id));
  const isKnown = ({ id, secret }: Credential): boolean =>
    id === null ? known.some((one) => one.secret.equals(secret)) : ids.has(id);
  const verdict: Verdict = {
    state: 'suppressed',
    by: 'already-committed',
    reason: 'The previous version holds it already.',
  };
  return findings.map((finding) =>
    isReported(finding) && isKnown(finding.credential) ? { ...finding, verdict } : finding,
  );
}

function isReported(finding: Finding): boolean {
  return finding.verdict.state === 'report';
}
