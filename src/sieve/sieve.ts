// Finds the anchors of all rules in raw bytes: Wu-Manber over three-byte windows, in four lanes at once.
import type { AnchorForm, Hit, Sieve } from '../types.ts';

const NONE: readonly Hit[] = [];
const WINDOW = 3;

/** Bytes of source code, and the zero of binary files, from frequent to rare; what is not named is rarer still. Only speed depends on it. */
const FREQUENT = '\0 etoainsrldcumphfg_.,"\n0bvy=-1)(wS2:TxAE/kC3;DRIPLNj4F5qM6O9z87B{}U[]GV\'HW';

interface Entry {
  readonly form: AnchorForm;
  /** Where the window begins in the form's bytes. */
  readonly window: number;
}

/** The windows that end in two bytes, by `later << 8 | earlier` of these. */
type Buckets = ReadonlyMap<number, readonly Entry[]>;

/**
 * Compiles the forms of all anchors into one pass over the bytes. Work is linear in the input plus the hits; a byte that
 * cannot end any window is stepped over three at a time. Each form has three bytes or more.
 */
export function createSieve(forms: readonly AnchorForm[]): Sieve {
  const { shift, buckets } = compile(forms);
  const reach = forms.reduce((most, form) => Math.max(most, form.reach + form.bytes.length), 0);
  return { reach, hits: (bytes) => search(bytes, shift, buckets) };
}

/**
 * `shift[b << 8 | a]`: how far the search may step when it stands on the bytes `a b`, `b` being the later one. 0 where they end a window,
 * and then `buckets` has the windows that end so.
 */
function compile(forms: readonly AnchorForm[]): { shift: Uint8Array; buckets: Buckets } {
  const shift = new Uint8Array(0x10000).fill(WINDOW);
  const buckets = new Map<number, Entry[]>();
  const entries = forms.map((form) => ({ form, window: rarestWindow(form.bytes) }));
  const key = ({ form: { bytes }, window }: Entry, at: number): number =>
    ((bytes[window + at] as number) << 8) | (bytes[window + at - 1] as number);
  // Before any byte may stand, so the later byte is the row: rows are filled quickly. Smaller steps are written over larger ones.
  for (const { form, window } of entries) {
    const row = (form.bytes[window] as number) << 8;
    shift.fill(2, row, row + 256);
  }
  for (const entry of entries) shift[key(entry, 1)] = 1;
  for (const entry of entries) {
    const ending = key(entry, 2);
    shift[ending] = 0;
    const bucket = buckets.get(ending);
    if (bucket) bucket.push(entry);
    else buckets.set(ending, [entry]);
  }
  return { shift, buckets };
}

/** How often a byte stands in source code, roughly: from 1 for the rare ones to some thousands. */
const SHARE = new Float64Array(256).fill(1);
for (const [rank, char] of [...FREQUENT].entries()) SHARE[char.charCodeAt(0)] = (FREQUENT.length + 2 - rank) ** 2;

/**
 * Where the three bytes begin that cost least: how often the search must look where the last two stand, is slowed down where the first
 * two stand, and a little where the first one does.
 */
function rarestWindow(bytes: Uint8Array): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let first = SHARE[bytes[0] as number] as number;
  let second = SHARE[bytes[1] as number] as number;
  for (let at = 2; at < bytes.length; at++) {
    const third = SHARE[bytes[at] as number] as number;
    const score = 8 * second * third + first * second + first;
    if (score < least) {
      least = score;
      best = at - 2;
    }
    first = second;
    second = third;
  }
  return best;
}

/**
 * One step waits for two loads, and the next step for it; four searches in four quarters of the input wait at the same time. On
 * source code that is two and a half times as fast as one.
 */
function search(bytes: Uint8Array, shift: Uint8Array, buckets: Buckets): readonly Hit[] {
  const found: Hit[] = [];
  const end = bytes.length;
  const quarter = end >> 2;
  const [end1, end2, end3] = [quarter, quarter * 2, quarter * 3];
  let [at1, at2, at3, at4] = [
    WINDOW - 1,
    Math.max(end1, WINDOW - 1),
    Math.max(end2, WINDOW - 1),
    Math.max(end3, WINDOW - 1),
  ];
  while (at1 < end1 && at2 < end2 && at3 < end3 && at4 < end) {
    const step1 = shift[((bytes[at1] as number) << 8) | (bytes[at1 - 1] as number)] as number;
    const step2 = shift[((bytes[at2] as number) << 8) | (bytes[at2 - 1] as number)] as number;
    const step3 = shift[((bytes[at3] as number) << 8) | (bytes[at3 - 1] as number)] as number;
    const step4 = shift[((bytes[at4] as number) << 8) | (bytes[at4 - 1] as number)] as number;
    if (step1 === 0) at1 = look(bytes, at1, buckets, found);
    else at1 += step1;
    if (step2 === 0) at2 = look(bytes, at2, buckets, found);
    else at2 += step2;
    if (step3 === 0) at3 = look(bytes, at3, buckets, found);
    else at3 += step3;
    if (step4 === 0) at4 = look(bytes, at4, buckets, found);
    else at4 += step4;
  }
  finish(bytes, at1, end1, shift, buckets, found);
  finish(bytes, at2, end2, shift, buckets, found);
  finish(bytes, at3, end3, shift, buckets, found);
  finish(bytes, at4, end, shift, buckets, found);
  return found.length === 0 ? NONE : found.sort((a, b) => a.offset - b.offset);
}

/** What a lane has left when another one is through. */
function finish(bytes: Uint8Array, from: number, end: number, shift: Uint8Array, buckets: Buckets, found: Hit[]): void {
  for (let at = from; at < end; ) {
    const step = shift[((bytes[at] as number) << 8) | (bytes[at - 1] as number)] as number;
    if (step === 0) at = look(bytes, at, buckets, found);
    else at += step;
  }
}

/** Adds the forms of which a window ends at `at`, and gives the place to go on. */
function look(bytes: Uint8Array, at: number, buckets: Buckets, found: Hit[]): number {
  const key = ((bytes[at] as number) << 8) | (bytes[at - 1] as number);
  for (const { form, window } of buckets.get(key) as readonly Entry[]) {
    const offset = at - (WINDOW - 1) - window;
    if (stands(bytes, offset, form.bytes) && (form.confirm?.(bytes, offset) ?? true)) found.push({ offset, form });
  }
  return at + 1;
}

function stands(bytes: Uint8Array, offset: number, form: Uint8Array): boolean {
  if (offset < 0 || offset + form.length > bytes.length) return false;
  for (let at = 0; at < form.length; at++) if (bytes[offset + at] !== form[at]) return false;
  return true;
}
