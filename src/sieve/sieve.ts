// Finds the anchors of all rules in raw bytes, by pairs of bytes at even addresses, eight pairs at a time.
import type { AnchorForm, Hit, Sieve } from '../types.ts';

const NONE: readonly Hit[] = [];
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const SHARE_MOST = 10_000;

/** Bytes of source code, and the zero of binary files, from frequent to rare; what is not named is rarer still. Only speed depends on it. */
const FREQUENT = '\0 etoainsrldcumphfg_.,"\n0bvy=-1)(wS2:TxAE/kC3;DRIPLNj4F5qM6O9z87B{}U[]GV\'HW';

/** Finds, ascending, what must be opened before anything can be looked for in it. */
export type Openers = (bytes: Uint8Array) => readonly Hit[];

interface Entry {
  readonly form: AnchorForm;
  /** Where the pair begins in the form's bytes. */
  readonly pair: number;
  /** The rarest byte of the form besides the pair, and where it stands, counted from the pair: most of what is not the form differs there. */
  readonly byte: number;
  readonly from: number;
}

/** The forms that a pair of bytes can belong to. */
type Bucket = readonly Entry[];

/**
 * Compiles the forms of all anchors into one pass over the bytes. Only pairs that begin at an even address are looked at: each form, of
 * three bytes or more, has one of them wherever it stands. Work is linear in the input plus the hits. What `openers` find counts as hits.
 */
export function createSieve(forms: readonly AnchorForm[], openers: Openers = () => NONE): Sieve {
  const { marks, buckets } = compile(forms);
  const reach = forms.reduce((most, form) => Math.max(most, form.reach + form.bytes.length), 0);
  return { reach, hits: (bytes) => ascending(search(bytes, marks, buckets), openers(bytes)) };
}

function ascending(found: readonly Hit[], opened: readonly Hit[]): readonly Hit[] {
  if (opened.length === 0) return found;
  return [...found, ...opened].sort((a, b) => a.offset - b.offset);
}

/** By the pair `a b` as `b << 8 | a`, the later byte first: whether it is one of a form, and the forms. Small, to stay near the processor. */
function compile(forms: readonly AnchorForm[]): { marks: Uint8Array; buckets: ReadonlyMap<number, Bucket> } {
  const marks = new Uint8Array(0x10000);
  const buckets = new Map<number, Entry[]>();
  // One pair for forms that begin at an even address, another one for those at an odd address.
  for (const form of forms)
    for (const pair of [rarestPair(form.bytes, 0), rarestPair(form.bytes, 1)]) {
      const key = ((form.bytes[pair + 1] as number) << 8) | (form.bytes[pair] as number);
      marks[key] = 1;
      const bucket = buckets.get(key);
      if (bucket) bucket.push(entryOf(form, pair));
      else buckets.set(key, [entryOf(form, pair)]);
    }
  return { marks, buckets };
}

function entryOf(form: AnchorForm, pair: number): Entry {
  const { bytes } = form;
  const others = [...bytes.keys()].filter((at) => at !== pair && at !== pair + 1);
  const [rarest = pair] = others.sort(
    (a, b) => (SHARE[bytes[a] as number] as number) - (SHARE[bytes[b] as number] as number),
  );
  return { form, pair, byte: bytes[rarest] as number, from: rarest - pair };
}

/** How often a byte stands in source code, roughly: from 1 for the rare ones to some thousands. */
const SHARE = new Float64Array(256).fill(1);
for (const [rank, char] of [...FREQUENT].entries()) SHARE[char.charCodeAt(0)] = (FREQUENT.length + 2 - rank) ** 2;

/** The 300 most frequent pairs of code, notebooks and texts, most frequent first. Only speed depends on it. */
const FREQUENT_PAIRS =
  'oninaterenreteordeseessttithcontetleelhetaiotomeceneutaledroanisrapearasngitodpoe_nstrchoumaomgendli' +
  'acampat_lollidimtsmpexsiadprepdiecnadaullassfocanckepturriuniftyilfiagmoicean_rtus_solrspuctbeypueso' +
  'ai_i_t_cplNonolsveemckokap_phad_otnueftpocumgivafalfhurcl_vioptttulunifrrgscbl_dpispigizxtabsazeipwi' +
  'nfs_ofrnhicuowholtieoarmpsoogs_eshauruo_fedobahtmievsumb==_mdsosr_quggupobubcrddoiugclwarrff_a_hm__f' +
  'du_rireerymmwenptcxe_lbofue=eqgfnnbuhfColyInskuiayivguldrdia00ThogReegewghgrpppyovs=xph_{}nluc_ownfl' +
  'eicc_nnvuaTrgaavTeytrl_bjosfToMok_dtwhFaeoib10_vcip_yo12nkmsPaxibiebErLiksStbyeyjsg_udf_woxaDe##Hulp';
const RANKS: ReadonlyMap<string, number> = new Map(
  (FREQUENT_PAIRS.match(/../g) as string[]).map((pair, rank) => [pair, rank]),
);

/** How often two bytes stand together: over 1 for the frequent pairs, below it by how often each byte does. */
function shareOf(first: number, second: number): number {
  const rank = RANKS.get(String.fromCharCode(first, second));
  if (rank !== undefined) return 1 + RANKS.size - rank;
  return ((SHARE[first] as number) * (SHARE[second] as number)) / SHARE_MOST ** 2;
}

/** Where the pair begins that is seen least, of those at every second place from `first` on. */
function rarestPair(bytes: Uint8Array, first: number): number {
  let best = first;
  let least = Number.POSITIVE_INFINITY;
  for (let at = first; at + 1 < bytes.length; at += 2) {
    const score = shareOf(bytes[at] as number, bytes[at + 1] as number);
    if (score >= least) continue;
    least = score;
    best = at;
  }
  return best;
}

/** Bytes below which a view of words does not pay. */
const SMALL = 64;

function search(bytes: Uint8Array, marks: Uint8Array, buckets: ReadonlyMap<number, Bucket>): readonly Hit[] {
  const found: Hit[] = [];
  const { byteOffset: base, length } = bytes;
  let at = base & 1;
  if (length >= SMALL && LITTLE_ENDIAN) {
    const start = -base & 3;
    for (; at < start; at += 2) look(bytes, at, marks, buckets, found);
    const words = new Int32Array(bytes.buffer, base + start, (length - start) >> 2);
    const whole = words.length & ~3;
    for (
      let word = nextMarked(words, 0, whole, marks);
      word < whole;
      word = nextMarked(words, word + 4, whole, marks)
    ) {
      const group = start + word * 4;
      for (let pair = group; pair < group + 16; pair += 2) {
        look(bytes, pair, marks, buckets, found);
      }
    }
    at = start + whole * 4;
  }
  for (; at + 1 < length; at += 2) look(bytes, at, marks, buckets, found);
  return found.length === 0 ? NONE : found.sort((a, b) => a.offset - b.offset);
}

/**
 * The first four words from `from` on, by steps of four, of whose eight pairs one is marked; `whole` if there are none. Nearly everywhere
 * there are none: one branch for sixteen bytes.
 */
function nextMarked(words: Int32Array, from: number, whole: number, marks: Uint8Array): number {
  for (let word = from; word < whole; word += 4) {
    const one = words[word] as number;
    const two = words[word + 1] as number;
    const three = words[word + 2] as number;
    const four = words[word + 3] as number;
    const isMarked =
      (marks[one & 0xffff] as number) |
      (marks[one >>> 16] as number) |
      (marks[two & 0xffff] as number) |
      (marks[two >>> 16] as number) |
      (marks[three & 0xffff] as number) |
      (marks[three >>> 16] as number) |
      (marks[four & 0xffff] as number) |
      (marks[four >>> 16] as number);
    if (isMarked !== 0) return word;
  }
  return whole;
}

/** Adds the forms that stand where the pair at `at` is theirs. */
function look(
  bytes: Uint8Array,
  at: number,
  marks: Uint8Array,
  buckets: ReadonlyMap<number, Bucket>,
  found: Hit[],
): void {
  const key = ((bytes[at + 1] as number) << 8) | (bytes[at] as number);
  if (marks[key] === 0) return;
  for (const { form, pair, byte, from } of buckets.get(key) as Bucket) {
    if (bytes[at + from] !== byte) continue;
    const offset = at - pair;
    if (stands(bytes, offset, form.bytes) && (form.confirm?.(bytes, offset) ?? true)) found.push({ offset, form });
  }
}

function stands(bytes: Uint8Array, offset: number, form: Uint8Array): boolean {
  if (offset < 0 || offset + form.length > bytes.length) return false;
  for (let at = 0; at < form.length; at++) if (bytes[offset + at] !== form[at]) return false;
  return true;
}
