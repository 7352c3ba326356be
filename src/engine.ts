// The engine of a scan: rules made ready, and what they find in a candidate and in all that is packed in it.
import { isUtf8 } from 'node:buffer';
import { Ignorables } from './detect/ignorable.ts';
import { prepare } from './detect/pattern.ts';
import { HfleaksError } from './errors.ts';
import type { createDescriber, DescribeOptions } from './findings.ts';
import { fingerprintsOf, isReported } from './judge/decided.ts';
import { CONTAINERS_DEEP, Layers, type PackedMember, PIECEWISE } from './layers.ts';
import { RunLedger } from './ledger.ts';
import { contentKind } from './path.ts';
import type { RiskOptions, Risks } from './risks/index.ts';
import { builtinRulebook } from './rulebook/load.ts';
import { sieveOf, usualTokens } from './sieves.ts';
import { ALLOW_FORM } from './signs.ts';
import type {
  Candidate,
  Finding,
  IgnoreRule,
  NotebookRule,
  Probe,
  Rulebook,
  ScanOptions,
  Segment,
  Sieve,
  Source,
  TokenRule,
} from './types.ts';
import { isProgram, PACKED_LIMIT } from './unpack/magic.ts';

/** No object gives more findings than this to report, nor more suppressed ones. */
const FINDINGS_LIMIT = 5000;
/** See `ScanOptions.beforeMuch`. */
const MUCH = 1 << 20;

/** Rules made ready, and what a run gathers with them. */
export interface Engine extends DescribeOptions {
  readonly riskOptions: RiskOptions;
  readonly beforeMuch: ScanOptions['beforeMuch'];
  /** Once there was code that speaks of credentials. */
  risks?: Risks;
  readonly tokens: readonly TokenRule[];
  readonly sieve: Sieve;
  /** What the rules about `.gitignore` ask about; null where there is nobody to ask. */
  readonly ignorables: Ignorables | null;
  /** The account of what is in containers. */
  readonly members: RunLedger;
}

/** The engine for what `source` lists. Throws HfleaksError for a rule that cannot be made ready. */
export async function createEngine(
  { rules }: Rulebook,
  { mode, beside, survey }: Source,
  options: ScanOptions,
): Promise<Engine> {
  const { honourAllow = true, lineHashes = false, policy, risks = false, beforeMuch, signal } = options;
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
  const sieve = sieveOf(tokens, { allows: allows !== undefined, isRisky, notice: ignorables?.notice });
  return {
    ...{ tokens, inOutput, mode, honourAllow, lineHashes, allows },
    accepted: policy && new Map(policy.baseline.map((entry) => [entry.fingerprint, entry])),
    sieve,
    ignorables,
    riskOptions: { rules, mode, honourAllow, lineHashes, beside, isRisky: sieve.isRisky ?? (() => true), signal },
    beforeMuch,
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

/** Each run that reads something proves that its rules find a token made for them: the first of the built-in ones, and every one that the user brought. */
export async function proveRules(engine: Pick<Engine, 'tokens' | 'sieve'>): Promise<void> {
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
export async function findingsOf(candidate: Candidate, engine: Engine): Promise<Finding[]> {
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
    if (segment.hits.length > 0 && segment.to - segment.from >= MUCH) engine.beforeMuch?.();
    // What all of it is, its beginning says.
    const isAsked = segment.hits.length > 0 || segment.from === 0 || kind === 'notebook' || layers.isWaiting;
    const matches = isAsked ? await layers.matches(segment, kind) : [];
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
  const [isOwn, listed] = [knownIn(findings), new Set<string>()];
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
      const told = finding.fingerprint + finding.verdict.state;
      if (member.isListing && (isOwn(finding) || listed.has(told))) continue;
      if (member.isListing) listed.add(told);
      inside.push(finding);
    }
  }
  // What is stored unpacked was seen twice, and its member says better where.
  const isInside = knownIn(inside);
  return [...findings.filter((finding) => !isInside(finding)), ...inside];
}

/** Whether a finding is one of `findings`: one that is reported, if somebody does not speak against it. */
function knownIn(findings: readonly Finding[]): (finding: Finding) => boolean {
  const [all, reported] = [fingerprintsOf(findings), fingerprintsOf(findings.filter(isReported))];
  return (finding) => (isReported(finding) ? reported : all).has(finding.fingerprint);
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

/** The bytes of a container that may come in segments. */
class Gathered {
  readonly #isWhole: boolean;
  readonly #held: Uint8Array | undefined;
  #pieces: Uint8Array[] | null;
  #size = 0;
  #isPacked: boolean;

  constructor({ kind, whole }: Candidate, held?: Uint8Array) {
    this.#isWhole = whole;
    this.#held = held;
    this.#isPacked = kind === 'brotli';
    this.#pieces = this.#isPacked ? [] : null;
  }

  add({ base, bytes, from, to, hits }: Segment): void {
    const isPacked = hits.some(({ form }) => form.decoder === 'container');
    // What is behind a program is known at its end.
    if (from === 0 && (isPacked || isProgram(bytes))) this.#pieces = [];
    this.#isPacked ||= isPacked;
    if (!this.#pieces) return;
    this.#size += to - from;
    if (this.#held) this.#pieces[0] = this.#held;
    else if (this.#size > PACKED_LIMIT) this.#pieces.length = 0;
    else this.#pieces.push(this.#isWhole ? bytes : Uint8Array.from(bytes.subarray(from - base, to - base)));
  }

  /** Whether the bytes are those of a container, as far as they have come. */
  get isOne(): boolean {
    return this.#pieces !== null && (this.#isPacked || !this.#isWhole);
  }

  /** Null for what is no container. */
  bytes(): Uint8Array | 'too-large' | null {
    if (!this.#pieces || !this.#isPacked) return null;
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
