// Content inside content: what a stretch of bytes says as it stands, through encodings, and in what is packed in them.
import { createScratch } from './decode/bytes.ts';
import { looksDeflated } from './decode/deflated.ts';
import { decoders, type Part, type Work } from './decode/index.ts';
import { beginsBinary, isBinaryNear } from './detect/binary.ts';
import { Once } from './detect/once.ts';
import { nameBy } from './detect/overlap.ts';
import { type Budget, createBudget, detect } from './detect/pattern.ts';
import { displayPath, latin1 } from './path.ts';
import type {
  AnchorForm,
  ContentKind,
  DecoderName,
  Hit,
  Looks,
  Match,
  Passage,
  Segment,
  Sieve,
  SkipReason,
  SourceSpan,
  TokenRule,
} from './types.ts';
import type { Member, Budget as UnpackBudget } from './unpack/container.ts';

const room = createScratch();

/** A member, and the way through containers to it. */
export interface PackedMember extends Member {
  readonly trail: readonly string[];
  /** Whether it is no file, but a list that was made of what stands in the container. */
  readonly isListing: boolean;
  /** Whether it is not opened, but only called by its name. */
  readonly isNamed: boolean;
}

export interface LayersOptions {
  readonly tokens: readonly TokenRule[];
  readonly sieve: Sieve;
  /** Takes what came out of something packed into the account. */
  readonly settle: (member: PackedMember) => void;
  /** Told that not everything was decoded. */
  readonly limit: () => void;
}

/** Encodings in one another, and containers. */
const DEPTH = 5;
export const CONTAINERS_DEEP = 4;
/** What may be decoded of one object, besides what its size allows, in characters. */
const FREE = 8 << 20;
const TIMES_ITS_SIZE = 8;
/** What reading may cost, in about microseconds; what looking at a layer does, reading one in which something is, and each hit in it. */
const WORK = 600_000;
const LOOK_COST = 2;
const LAYER_COST = 90;
const HIT_COST = 3;
const CHARACTERS_A_STEP = 100;
/** What looking through all that is packed in an object may cost: a hundred times what it does in 100 MB of programs and texts. */
const PACKED_LOOKS = 2_000_000;
/** Larger members of containers are looked through in pieces, as large files are; each owns so many bytes. */
export const PIECEWISE = 16 << 20;
const PIECE = 1 << 20;
/** More matches of one object are not looked at. */
const MATCHES = 12_000;
/** About as many as are reported of one object. */
const REWARDS = 5000;
/** One can be found in several ways. */
const WAYS = 4;

const ALWAYS = (): boolean => true;
const NEVER = (): boolean => false;

const BEYOND = /[^\0-\xff]/;
const ALL_BEYOND = /[^\0-\xff]/g;

const WIDE: ReadonlySet<DecoderName> = new Set(['utf16le', 'utf16be', 'utf32le', 'utf32be']);

/** What letters give that only look like something packed. */
const COINCIDENCES: ReadonlySet<SkipReason | null> = new Set(['decode-error', 'archive-unsupported']);

/** Something packed in an encoded text, which is unpacked when all else is read: that code is loaded only then. */
interface Packed {
  readonly bytes: Uint8Array;
  readonly outer: Passage;
  readonly depth: number;
  readonly packed: number;
  /** The matches in its bytes as they stand, from one index to another. */
  readonly seen: SourceSpan;
}

/** Reads one object, with all that is in it; what that may cost is bounded. */
export class Layers {
  readonly #options: LayersOptions;
  readonly #budget: Budget = createBudget(WAYS * MATCHES);
  #characters = FREE;
  readonly #work: Work = { left: WORK };
  /** Of its own, so that what was found can still be looked at. */
  readonly #reading: Work;
  #matches = 0;
  /** So many joined texts in which something is found cost nothing: a script can have thousands. */
  #rewards = REWARDS;
  readonly #once = new Once();
  /** In which order of bytes all of the object is written, as its beginning says. */
  #wide: Hit | null = null;
  #isBinary = false;
  #unpacking: UnpackBudget | undefined;
  readonly #looks: Looks = { left: PACKED_LOOKS };
  #packed: Packed[] = [];

  constructor(options: LayersOptions) {
    this.#options = options;
    this.#reading = { left: WORK, find: options.sieve.find, limit: options.limit };
  }

  /** Whether rules of users were too slow for the object. */
  get isExhausted(): boolean {
    return this.#budget.left < 0;
  }

  /** Whether no more matches of the object are looked for; then that was told. */
  get isFull(): boolean {
    return this.#matches > MATCHES || this.#budget.matches <= 0;
  }

  /** Whether the next segment must be read also if it has no hits: something was found in it before, or all of the object is UTF-16. */
  get isWaiting(): boolean {
    return this.#once.isWaiting || this.#wide !== null;
  }

  /** The matches that a segment owns, one for each place, in order of place. `kind` is that of the object, if the segment is all of it. */
  async matches(segment: Segment, kind: ContentKind): Promise<Match[]> {
    const matches: Match[] = [];
    if (this.isFull) return matches;
    this.#characters += TIMES_ITS_SIZE * (segment.to - segment.from);
    if (segment.from === 0) this.#isBinary = beginsBinary(segment.bytes);
    if (kind === 'notebook') await this.#notebook(segment.bytes, matches);
    this.#in(this.#asWide(segment), null, 0, 0, matches);
    for (let one = this.#packed.pop(); one; one = this.#packed.pop()) await this.#unpack(one, matches);
    if (this.#reading.left < 0 || this.#budget.matches <= 0) this.#options.limit();
    const own = this.#once.own(segment, matches);
    const left = MATCHES - this.#matches;
    this.#matches += own.length;
    if (own.length <= left) return own;
    this.#options.limit();
    return own.slice(0, left);
  }

  /** The hits in a member of a container, or in a piece of one. Draws on what looking through all that is packed may cost; beyond it, `members` gives no more. */
  hitsIn(bytes: Uint8Array): readonly Hit[] {
    const hits = this.#looks.left < 0 ? [] : this.#options.sieve.hits(bytes, { work: this.#looks });
    if (this.#looks.left < 0) this.#options.limit();
    return hits;
  }

  /** The segments of a large member, lazily and in order. */
  *piecesOf(bytes: Uint8Array): Generator<Segment> {
    const { reach } = this.#options.sieve;
    for (let from = 0; from < bytes.length; from += PIECE) {
      const [base, to] = [Math.max(0, from - reach), Math.min(bytes.length, from + PIECE)];
      const piece = bytes.subarray(base, to + reach);
      const hits = this.hitsIn(piece).map(({ offset, form }) => ({ offset: offset + base, form }));
      yield { base, bytes: piece, from, to, hits: hits.filter(({ offset }) => offset >= from && offset < to) };
    }
  }

  /** What is in a container, lazily, with the way to it. Draws on what unpacking all of the object may cost. */
  async *members(
    bytes: Uint8Array,
    trail: readonly string[],
    kind: ContentKind = 'text',
  ): AsyncGenerator<PackedMember> {
    const { brotli, containerOf, createBudget: createUnpackBudget } = await import('./unpack/index.ts');
    const container = kind === 'brotli' ? brotli : containerOf(bytes);
    if (!container) return;
    this.#unpacking ??= createUnpackBudget();
    for (const member of container.members(bytes, this.#unpacking)) {
      if (this.#looks.left < 0 || this.isFull) return;
      const step = member.name.length > 0 ? `!/${displayPath(member.name)}` : container.name;
      yield {
        ...member,
        trail: [...trail, step],
        isListing: container.isListing === true,
        isNamed: container.isNamed === true,
      };
    }
  }

  async #notebook(bytes: Uint8Array, matches: Match[]): Promise<void> {
    const { joinCells, notebookTexts } = await import('./decode/notebook.ts');
    const sources: Passage[] = [];
    for (const text of notebookTexts(bytes)) {
      // None of the others would be looked at.
      if (this.#work.left < 0 || this.#characters < 0) return this.#options.limit();
      if (text.kind === 'notebook-source') sources.push(text);
      this.#layer(text, 0, 0, matches);
    }
    // What one cell assigns and another one uses.
    const cells = joinCells(sources);
    if (!cells) return;
    const across: Match[] = [];
    this.#layer(cells, 0, 0, across, 'joined');
    for (const match of across) {
      const { passage, start, end } = match;
      const trail = [...cells.cellsAt(passage.toSource(start, end)), ...passage.trail];
      matches.push({ ...match, passage: { ...passage, trail } });
    }
  }

  /** A segment of which all is read as UTF-16 if the first one is. What that costs grows with the object alone, so the bounds are wider. */
  #asWide(segment: Segment): Segment {
    const { bytes, from, hits } = segment;
    if (from === 0) {
      this.#wide = hits.find(({ offset, form }) => offset === 0 && isWide(form)) ?? null;
      return segment;
    }
    if (!this.#wide) return segment;
    this.#work.left += LOOK_COST + bytes.length / CHARACTERS_A_STEP;
    const form = { ...this.#wide.form, reach: bytes.length };
    return { ...segment, hits: [{ offset: from + (from % 2), form }, ...hits] };
  }

  /** Adds the matches in what a passage says, read again as bytes; of one decoder alone, if `only` names it. */
  #layer(passage: Part, depth: number, packed: number, matches: Match[], only?: DecoderName, isText = false): void {
    const { text } = passage;
    this.#characters -= text.length;
    this.#work.left -= LOOK_COST + text.length / CHARACTERS_A_STEP;
    if (this.#characters < 0 || this.#work.left < 0) return this.#options.limit();
    // A character beyond latin1 must not look like another one.
    const bytes = room(text.length);
    bytes.write(BEYOND.test(text) ? text.replace(ALL_BEYOND, '\xbf') : text, 'latin1');
    const { core } = passage;
    const isAsked = (offset: number, form: AnchorForm): boolean =>
      (!only || form.decoder === only) &&
      // What stands around a joined text was read as it stands, and all of its breaks are joined.
      (!core || (offset >= core.start && offset < core.end && form.decoder !== 'joined'));
    const hits = this.#options.sieve.hits(bytes, { isAsked: only || core ? isAsked : undefined });
    const isPacked =
      hits.some(({ form }) => form.decoder === 'container') || (passage.isOpened === true && looksDeflated(bytes));
    if (hits.length === 0 && !isPacked) return;
    this.#work.left -= LAYER_COST + HIT_COST * hits.length;
    const segment = { base: 0, bytes: Buffer.from(bytes), from: 0, to: bytes.length, hits };
    const start = matches.length;
    this.#in(segment, passage, depth, packed, matches, isText);
    if (core && matches.length > start && this.#rewards-- > 0) this.#work.left += LAYER_COST;
    if (isPacked)
      this.#packed.push({ bytes: segment.bytes, outer: passage, depth, packed, seen: { start, end: matches.length } });
  }

  /** `outer` is the passage whose text the segment holds; null for the object's own bytes, whose members are objects of their own. */
  #in(segment: Segment, outer: Passage | null, depth: number, packed: number, matches: Match[], isText = false): void {
    const found = byDecoder(segment.hits);
    for (const decoder of decoders) {
      const hits = found.get(decoder.name);
      if (!hits) continue;
      if (decoder.name === 'plain') {
        const rules = servedBy(this.#options.tokens, hits);
        const isAll = outer ? beginsBinary(segment.bytes) : this.#isBinary;
        const isBinary = isText ? NEVER : isAll ? ALWAYS : isBinaryNear;
        for (const passage of decoder.passages(segment, hits))
          for (const match of detect(outer ? inside(outer, passage) : passage, rules, this.#budget, isBinary))
            matches.push(match);
        continue;
      }
      // What is encoded would not be looked at any more.
      const isOver = (): boolean => this.#work.left < 0 || depth === DEPTH;
      if (isOver()) {
        this.#options.limit();
        continue;
      }
      // What was read as wide text is text: its mark, and the bytes that it is made of, are no signs of anything else.
      const isWideText = WIDE.has(decoder.name);
      for (const inner of decoder.passages(segment, hits, this.#reading)) {
        if (isOver()) {
          this.#options.limit();
          break;
        }
        const part = outer ? inside(outer, inner) : inner;
        this.#layer(part, depth + 1, packed, matches, undefined, isWideText);
      }
    }
  }

  /** What is packed in an encoded text has no place of its own in the file. */
  async #unpack({ bytes, outer, depth, packed, seen }: Packed, matches: Match[]): Promise<void> {
    if (packed >= CONTAINERS_DEEP) return this.#options.limit();
    const place = outer.toSource(0, outer.text.length);
    const first = matches.length;
    let isListing = false;
    for await (const member of this.members(bytes, outer.trail)) {
      // Letters that only look like something packed, or go on behind it, are no damage; that it breaks off is. Programs keep short
      // texts encrypted, and those are no files.
      const isChance = COINCIDENCES.has(member.problem) && !(member.isCut && member.bytes.length > 0);
      if (!isChance && !member.isNamed) this.#options.settle(member);
      const passage = { kind: outer.kind, text: latin1(member.bytes), trail: member.trail, toSource: () => place };
      this.#layer({ ...passage, isBlurred: true }, depth, packed + 1, matches);
      isListing = member.isListing;
    }
    // What is stored unpacked was seen twice: its member says better where, and its bytes in which place.
    if (!isListing) nameBy(matches.slice(first), matches, seen);
  }
}

/** Whether what begins so is text in UTF-16. */
function isWide({ rules, decoder }: AnchorForm): boolean {
  return rules.length === 0 && (decoder === 'utf16le' || decoder === 'utf16be');
}

/** The hits of each decoder, in their order. */
function byDecoder(hits: readonly Hit[]): ReadonlyMap<DecoderName, readonly Hit[]> {
  const [first] = hits;
  // Where there are very many, they are of one.
  if (first && hits.every(({ form }) => form.decoder === first.form.decoder))
    return new Map([[first.form.decoder, hits]]);
  const found = new Map<DecoderName, Hit[]>();
  let [name, own]: [DecoderName | null, Hit[]] = [null, []];
  for (const hit of hits) {
    // One after the other is often of the same.
    if (hit.form.decoder !== name) {
      name = hit.form.decoder;
      own = found.get(name) ?? [];
      found.set(name, own);
    }
    own.push(hit);
  }
  return found;
}

const lists = new WeakMap<readonly TokenRule[], Map<string, readonly TokenRule[]>>();

/** The rules that the hits ask for; the same list for the same rules, since `detect` prepares what it gets. */
function servedBy(tokens: readonly TokenRule[], hits: readonly Hit[]): readonly TokenRule[] {
  const served = new Set<number>();
  let last: AnchorForm | null = null;
  for (const { form } of hits) {
    if (form !== last) for (const rule of form.rules) served.add(rule);
    last = form;
  }
  const key = [...served].sort((a, b) => a - b).join();
  let known = lists.get(tokens);
  if (!known) lists.set(tokens, (known = new Map()));
  let list = known.get(key);
  if (!list) known.set(key, (list = tokens.filter((_, index) => served.has(index))));
  return list;
}

/** Whether it is a part of a notebook, as it stands there. */
function isPart({ kind, trail }: Passage): boolean {
  return kind !== 'decoded' && trail.length > 0;
}

/** A passage of `outer`'s text as one of the object. What a notebook says of its part is kept. */
function inside(outer: Passage, inner: Part): Part {
  return {
    kind: inner.kind === 'text' || isPart(outer) ? outer.kind : inner.kind,
    text: inner.text,
    trail: inner.trail.length === 0 ? outer.trail : [...outer.trail, ...inner.trail],
    ...(outer.isBlurred ? { isBlurred: true } : {}),
    ...(inner.core ? { core: inner.core } : {}),
    ...(inner.isOpened ? { isOpened: true } : {}),
    toSource: (start, end) => {
      const [first, ...rest] = inner.toSource(start, end);
      const spans: [SourceSpan, ...SourceSpan[]] = [...outer.toSource(first.start, first.end)];
      for (const span of rest) spans.push(...outer.toSource(span.start, span.end));
      return spans;
    },
  };
}
