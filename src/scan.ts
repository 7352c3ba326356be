// The only place where the stages meet: a source's candidates become findings, and the ledger is closed.
import { isUtf8 } from 'node:buffer';
import { Ignorables } from './detect/ignorable.ts';
import { prepare } from './detect/pattern.ts';
import { HfleaksError } from './errors.ts';
import type { createDescriber, DescribeOptions } from './findings.ts';
import { allowed } from './judge/allow.ts';
import { OldCredentials } from './judge/already-committed.ts';
import { CONTAINERS_DEEP, Layers, type PackedMember, PIECEWISE } from './layers.ts';
import { isComplete, RunLedger } from './ledger.ts';
import { contentKind, latin1 } from './path.ts';
import type { RiskOptions, Risks } from './risks/index.ts';
import { builtinRulebook } from './rulebook/load.ts';
import { ALLOW_FORM, sieveOf, usualTokens } from './sieves.ts';
import type {
  Candidate,
  Finding,
  IgnoreRule,
  NotebookRule,
  Place,
  PolicyReport,
  Probe,
  Report,
  Rulebook,
  ScanPolicy,
  Segment,
  Sieve,
  SkipReason,
  Source,
  TokenRule,
  UnusedAllow,
} from './types.ts';
import { PACKED_LIMIT } from './unpack/magic.ts';

export interface ScanOptions {
  /** The rules; the built-in ones unless given. */
  readonly rulebook?: Rulebook;
  /** Whether `hfleaks:allow` comments in the content count. Default true. */
  readonly honourAllow?: boolean;
  /** Reasons for which content may be left out and the run still be complete. */
  readonly allowIncomplete?: readonly SkipReason[];
  /** Whether to compute GitHub's line hashes, for SARIF. Default false. */
  readonly lineHashes?: boolean;
  readonly policy?: ScanPolicy | undefined;
  /** Whether to look for code that shows credentials also in history. Default false: what is old cannot be mended. */
  readonly risks?: boolean;
  /** Called once, before the first file is read as code. */
  readonly beforeCode?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** No object gives more findings than this to report, nor more suppressed ones. */
const FINDINGS_LIMIT = 5000;

/**
 * Scans everything that `source` lists and gives the findings, sorted by path, offset and rule, with the account of what was
 * read. The same input gives the same report. Throws HfleaksError: what the source throws (then its `report` has what was found before),
 * `canary-failed` if the rules do not find a token made for them, `ledger-broken` if an object was lost.
 */
export async function scan(source: Source, options: ScanOptions = {}): Promise<Report> {
  const rulebook = options.rulebook ?? builtinRulebook();
  const engine = await createEngine(rulebook, source, options);
  const ledger = new RunLedger();
  let findings: Finding[] = [];
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
      ...policyOf(all, complete, options.policy, idleAllows(engine.allows?.found ?? [], all)),
    };
  };
  const candidates = source.candidates(engine.sieve, ledger, options.signal);
  try {
    for await (const candidate of startedEarly(candidates, () => proveRules(engine))) {
      if (options.signal?.aborted)
        throw new HfleaksError('interrupted', 'The scan was interrupted.', 'Nothing was reported.');
      const found = await findingsOf(candidate, engine);
      for (const finding of await old.mark(found, candidate.before)) findings.push(finding);
      for (const finding of await risksOf(candidate, engine)) findings.push(finding);
    }
    for (const finding of (await engine.risks?.importers()) ?? []) findings.push(finding);
    findings = await milderWhereIgnored(findings, source, engine);
    // Two readers may finish in any order.
    findings = await traced(findings.sort(byPlace), source, old);
    findings = [...findings, ...(await heldRisks(source, engine)), ...(await ignored(source, engine))];
  } catch (error) {
    if (error instanceof HfleaksError && findings.length > 0) {
      findings = await traced(findings, source, old).catch(() => findings);
      error.report = report(false);
    }
    throw error;
  }
  return report(true);
}

/** The risks in a file of code. The code that finds them is loaded with the first such file. */
async function risksOf(candidate: Candidate, engine: Engine): Promise<readonly Finding[]> {
  const [place] = candidate.places;
  if (!engine.sieve.isRisky || !candidate.whole || !place || !CODE_PLACES.has(place.kind)) return [];
  for await (const { bytes } of candidate.segments())
    if (engine.sieve.isRisky(place.kind === 'blob' ? null : place.path, bytes)) {
      engine.risks ??= await startRisks(engine);
      const found = await engine.risks.take(candidate, bytes);
      return found.length > 0 && candidate.isTrue?.() === false ? [] : found;
    }
  return [];
}

async function startRisks({ beforeCode, riskOptions }: Engine): Promise<Risks> {
  await beforeCode?.();
  const { Risks } = await import('./risks/index.ts');
  return new Risks(riskOptions);
}

/** Code that writes a credential to a file is worth a word, and no more, where git ignores the file. */
async function milderWhereIgnored(findings: Finding[], { survey }: Source, { risks }: Engine): Promise<Finding[]> {
  const mild = survey && (await risks?.ofIgnoredFiles(survey));
  return mild?.size ? findings.map((one) => (mild.has(one) ? { ...one, severity: 'info' } : one)) : findings;
}

/** The risks in objects of which only history knows the paths. */
async function heldRisks(source: Source, { risks }: Engine): Promise<readonly Finding[]> {
  if (!source.trace || !risks || risks.held.size === 0) return [];
  return source.trace(undefined, { objects: risks.held, names: new Set() }, (trace) => risks.told(trace));
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
    // More can be found than a call takes arguments.
    for (const one of found) all.push(one);
  }
  return all;
}

/** What the team has decided of findings that no judge has suppressed: told, and counted. */
function decided(findings: Finding[], policy: ScanPolicy | undefined): Finding[] {
  if (!policy) return findings;
  const accepted = new Map(policy.baseline.map((entry) => [entry.fingerprint, entry]));
  const isOut = ({ kind, path, repository }: Finding['places'][number]): boolean =>
    (kind === 'commit' || kind === 'staged') && !repository && policy.excluded?.(path) === true;
  return findings.map((finding): Finding => {
    if (!isReported(finding)) return finding;
    if (finding.places.every(isOut))
      return { ...finding, verdict: { state: 'suppressed', by: 'config', reason: 'Its path is excluded.' } };
    // Leaks have been judged: what is left of them is not accepted.
    const entry = finding.kind === 'risk' ? accepted.get(finding.fingerprint) : undefined;
    return entry ? { ...finding, verdict: { state: 'suppressed', by: 'baseline', reason: entry.reason } } : finding;
  });
}

/** Comments without a finding that one of them allows, on their line or the one below. */
function idleAllows(allows: readonly UnusedAllow[], all: readonly Finding[]): readonly UnusedAllow[] {
  if (allows.length === 0) return allows;
  const keyOf = (path: Uint8Array, line: number, rule: string): string => `${latin1(path)}\0${line}\0${rule}`;
  const used = new Set(
    all.flatMap(({ verdict, location: { path, line }, rule }) =>
      verdict.by === 'allow' ? [line, line - 1].map((at) => keyOf(path, at, idOf(rule))) : [],
    ),
  );
  return allows.filter(
    ({ path, line, rule }) => !used.has(keyOf(path, line, rule)) && !used.has(keyOf(path, line, '')),
  );
}

/** In the output of a notebook a comment may name the credential's own rule instead: there, any counts. */
function idOf({ id, family }: Finding['rule']): string {
  return family === 'notebook' ? '' : id;
}

/** What the policy did and did not, if there is anything to say. */
function policyOf(
  all: readonly Finding[],
  complete: boolean,
  policy: ScanPolicy | undefined,
  unusedAllows: PolicyReport['unusedAllows'],
): { policy?: PolicyReport } {
  if (!policy && unusedAllows.length === 0) return {};
  const { files = [], notes = [], baseline = [], expired = [], isWhole = false } = policy ?? {};
  const used = fingerprintsOf(all.filter(({ verdict }) => verdict.by === 'baseline'));
  const found = fingerprintsOf(all.filter(isReported));
  return {
    policy: {
      files,
      notes,
      unused: isWhole && complete ? baseline.filter(({ fingerprint }) => !used.has(fingerprint)) : [],
      expired: isWhole ? expired : expired.filter(({ fingerprint }) => found.has(fingerprint)),
      unusedAllows,
    },
  };
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

// ---------------------------------------------------------------- the engine: rules made ready

const CODE_PLACES: ReadonlySet<Place['kind']> = new Set(['file', 'staged', 'stdin', 'blob', 'commit']);

interface Engine extends DescribeOptions {
  readonly riskOptions: RiskOptions;
  readonly beforeCode: ScanOptions['beforeCode'];
  /** Once there was code that speaks of credentials. */
  risks?: Risks;
  readonly tokens: readonly TokenRule[];
  readonly sieve: Sieve;
  /** What the rules about `.gitignore` ask about; null where there is nobody to ask. */
  readonly ignorables: Ignorables | null;
  /** The account of what is in containers. */
  readonly members: RunLedger;
}

async function createEngine(
  { rules }: Rulebook,
  { mode, beside, survey }: Source,
  { honourAllow = true, lineHashes = false, policy, risks = false, beforeCode }: ScanOptions,
): Promise<Engine> {
  const tokens =
    rules === builtinRulebook().rules
      ? usualTokens
      : rules.filter((rule): rule is TokenRule => rule.family === 'token');
  const inOutput = rules.find((rule): rule is NotebookRule => rule.family === 'notebook');
  await prepare(tokens);
  const allows = mode === 'tree' && honourAllow ? { form: ALLOW_FORM, found: [] } : undefined;
  const isRisky =
    (risks || (mode !== 'history' && mode !== 'everything')) && rules.some(({ family }) => family === 'logging');
  const files = survey ? rules.filter((rule): rule is IgnoreRule => rule.family === 'gitignore') : [];
  const ignorables = files.length > 0 ? new Ignorables(files, mode === 'tree') : null;
  return {
    ...{ tokens, inOutput, mode, honourAllow, lineHashes, allows },
    accepted: policy && new Map(policy.baseline.map((entry) => [entry.fingerprint, entry])),
    sieve: sieveOf(tokens, { allows: allows !== undefined, isRisky, notice: ignorables?.notice }),
    ignorables,
    riskOptions: { rules, mode, honourAllow, lineHashes, beside },
    beforeCode,
    members: new RunLedger(),
  };
}

/** The sieve of `rules`, and what a scan makes of its hits, for a thread that has nothing else. Throws `canary-failed`, as `scan`. */
export async function createProbe(rules: readonly TokenRule[]): Promise<Probe> {
  await prepare(rules);
  const sieve = sieveOf(rules, { allows: false, isRisky: false, notice: undefined }) as Required<Sieve>;
  const engine = { tokens: rules, sieve };
  await proveRules(engine);
  return {
    searcher: sieve.searcher,
    isNothing: async (bytes, hits) => {
      // What is packed has an account of its own.
      let isAny = hits.some(({ form }) => form.decoder === 'container');
      const tell = (): void => {
        isAny = true;
      };
      const layers = new Layers({ ...engine, settle: tell, limit: tell });
      const segment: Segment = { base: 0, bytes, from: 0, to: bytes.length, hits };
      return !isAny && (await layers.matches(segment, 'text')).length === 0 && !isAny && !layers.isExhausted;
    },
  };
}

/** Each run proves that its rules find a token made for them: the first of the built-in ones, and every one that the user brought. */
async function proveRules(engine: Pick<Engine, 'tokens' | 'sieve'>): Promise<void> {
  for (const [index, rule] of engine.tokens.entries()) {
    if (index > 0 && rule.engine === 'native') continue;
    const words = rule.near?.words[0] ?? '';
    const token = rule.engine === 'native' ? plainToken(rule) : (await import('./rulebook/sample.ts')).sample(rule, 1);
    const bytes = Buffer.from(`${words} ${token} ${words}\n`, 'latin1');
    const segment: Segment = { base: 0, bytes, from: 0, to: bytes.length, hits: engine.sieve.hits(bytes) };
    // A rule of the user's may lose its place to a better one, but somebody must see the token.
    const layers = new Layers({ ...engine, settle: () => undefined, limit: () => undefined });
    if ((await layers.matches(segment, 'text')).length === 0)
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

/** An object's findings, at most 5,000 reported and 5,000 suppressed ones; it is partly scanned if there are more to report. */
async function findingsOf(candidate: Candidate, engine: Engine): Promise<Finding[]> {
  const settle = (member: PackedMember): void => {
    if (candidate.isTrue?.() === false) return;
    account(engine.members, candidate, member);
    if (member.problem) candidate.matched?.();
  };
  const layers = new Layers({ ...engine, settle, limit: () => candidate.partial('archive-limit') });
  const all = await ownFindings(candidate, engine, layers, settle, 0);
  // A rule of the user's was too slow for this content.
  if (layers.isExhausted) candidate.partial('timeout');
  if (all.length > 0) {
    if (candidate.isTrue?.() === false) return [];
    candidate.matched?.();
  }
  const [reported, suppressed] = [all.filter(isReported), all.filter((finding) => !isReported(finding))];
  if (reported.length > FINDINGS_LIMIT) candidate.partial('size-limit');
  return [...reported.slice(0, FINDINGS_LIMIT), ...suppressed.slice(0, FINDINGS_LIMIT)];
}

/** The findings of a candidate that lies in `deep` containers, and of what is in it. `held`: all of its bytes, if it comes in pieces. */
async function ownFindings(
  candidate: Candidate,
  engine: Engine,
  layers: Layers,
  settle: (member: PackedMember) => void,
  deep: number,
  held?: Uint8Array,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const container = new Gathered(candidate, held);
  let describe: ReturnType<typeof createDescriber> | undefined;
  let reported = 0;
  for await (const segment of candidate.segments()) {
    container.add(segment);
    if (candidate.kind === 'notebook' && !candidate.whole) candidate.partial('size-limit');
    // It is told already that there are more.
    if (reported > FINDINGS_LIMIT || layers.isFull) {
      if (container.isOne) continue;
      break;
    }
    const kind = candidate.whole ? candidate.kind : 'text';
    const matches = segment.hits.length > 0 || kind === 'notebook' ? await layers.matches(segment, kind) : [];
    // Lines are counted from the beginning, so also through segments in which nothing is.
    if (matches.length > 0 || !candidate.whole || segment.hits.some(({ form }) => form === ALLOW_FORM)) {
      describe ??= (await import('./findings.ts')).createDescriber(candidate, engine);
      // `Layers` gives so many matches of an object and no more.
      const found = describe(segment, matches, FINDINGS_LIMIT + 1 - reported);
      for (const finding of found) if (findings.push(finding) && isReported(finding)) reported++;
    }
  }
  const bytes = container.bytes();
  // Breton texts have the ending of brotli.
  if (!bytes || (candidate.kind === 'brotli' && bytes !== 'too-large' && isUtf8(bytes))) return findings;
  if (bytes === 'too-large' || deep >= CONTAINERS_DEEP) {
    candidate.partial('archive-limit');
    return findings;
  }
  const inside: Finding[] = [];
  const [own, listed] = [fingerprintsOf(findings), new Set<string>()];
  for await (const member of layers.members(bytes, candidate.trail ?? [], candidate.kind)) {
    settle(member);
    const content = contentOf(member, candidate, layers);
    if (!content) continue;
    // A stream has one member: with the archive in it, it is one level.
    const inner = member.isListing ? undamaged(settle) : settle;
    const level = deep + (member.name.length === 0 ? 0.5 : 1);
    const found = await ownFindings(content, engine, layers, inner, level, content.whole ? undefined : member.bytes);
    for (const finding of found) {
      // The bytes themselves say better where, and one list of a container is enough.
      if (member.isListing && (own.has(finding.fingerprint) || listed.has(finding.fingerprint))) continue;
      if (member.isListing) listed.add(finding.fingerprint);
      inside.push(finding);
    }
  }
  // What is stored unpacked was seen twice, and its member says better where.
  const known = fingerprintsOf(inside);
  return [...findings.filter(({ fingerprint }) => !known.has(fingerprint)), ...inside];
}

/** A member as a candidate; null where nothing is in it. */
function contentOf(member: PackedMember, outer: Candidate, layers: Layers): Candidate | null {
  const [{ bytes, trail }, kind] = [member, contentKind(member.name)];
  if (kind === 'text' && bytes.length > PIECEWISE)
    return { ...outer, kind, trail, whole: false, segments: () => layers.piecesOf(bytes) };
  const hits = layers.hitsIn(bytes);
  const segment: Segment = { base: 0, bytes, from: 0, to: bytes.length, hits };
  return hits.length === 0 && kind === 'text'
    ? null
    : { ...outer, kind, trail, whole: true, segments: () => [segment] };
}

/** In a list that was made by us, something packed may go on into what stands behind it: that is no damage. */
function undamaged(settle: (member: PackedMember) => void): (member: PackedMember) => void {
  return (member) => settle(member.problem === 'decode-error' ? { ...member, problem: null } : member);
}

function fingerprintsOf(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.map(({ fingerprint }) => fingerprint));
}

/** The bytes of a container that may come in segments. */
class Gathered {
  readonly #isWhole: boolean;
  readonly #held: Uint8Array | undefined;
  #pieces: Uint8Array[] | null;
  #size = 0;

  constructor({ kind, whole }: Candidate, held?: Uint8Array) {
    this.#isWhole = whole;
    this.#held = held;
    this.#pieces = kind === 'brotli' ? [] : null;
  }

  add({ base, bytes, from, to, hits }: Segment): void {
    if (from === 0 && hits.some(({ form }) => form.decoder === 'container')) this.#pieces = [];
    if (!this.#pieces) return;
    this.#size += to - from;
    if (this.#held) this.#pieces[0] = this.#held;
    else if (this.#size > PACKED_LIMIT) this.#pieces.length = 0;
    else this.#pieces.push(this.#isWhole ? bytes : Uint8Array.from(bytes.subarray(from - base, to - base)));
  }

  /** Whether the bytes are those of a container, as far as they have come. */
  get isOne(): boolean {
    return this.#pieces !== null;
  }

  /** Null for what is no container. */
  bytes(): Uint8Array | 'too-large' | null {
    if (!this.#pieces) return null;
    if (this.#size > PACKED_LIMIT) return 'too-large';
    return this.#pieces.length === 1 ? (this.#pieces[0] as Uint8Array) : Buffer.concat(this.#pieces);
  }
}

/** Members are objects of an account of their own. */
function account(ledger: RunLedger, { places }: Candidate, { bytes, problem, trail }: PackedMember): void {
  ledger.list(1);
  ledger.size(bytes.length);
  if (!problem) return ledger.scanned(bytes.length);
  const name = Buffer.concat([places[0]?.path ?? Buffer.alloc(0), Buffer.from(trail.join(' ').replace(/^(?!!)/, ' '))]);
  if (bytes.length > 0) ledger.partial(problem, bytes.length, name);
  else ledger.skipped(problem, 0, name);
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
