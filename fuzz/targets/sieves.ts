// The sieve: in WebAssembly it finds what it finds without; in a version of something searched, what it finds in all of it.
import { createOpeners } from '../../src/decode/openers.ts';
import { CLASSES, runsIn } from '../../src/decode/runs.ts';
import { anchorForms } from '../../src/forms.ts';
import { applyDelta, Copies } from '../../src/git/pack/delta.ts';
import { find } from '../../src/sieve/find.ts';
import { createSieve } from '../../src/sieve/sieve.ts';
import { createVectorSearch } from '../../src/sieve/vectors.ts';
import { sieveOf, usualTokens } from '../../src/sieves.ts';
import type { AnchorForm, Hit, Origin, Searched } from '../../src/types.ts';
import { looksPacked, packedBeginnings } from '../../src/unpack/magic.ts';
import { deltaOf, type Step } from '../../test/git/packs.ts';
import type { Random } from '../random.ts';
import { type Input, must, STRETCH, type Target } from '../target.ts';
import { CODE, spelledTokens } from './tokens.ts';

/** Pages of memory in which versions lie. */
const PAGES = 16;

export function sieves(): Target {
  const forms = anchorForms(usualTokens);
  const bare = forms.map(({ confirm: _, ...form }) => form);
  const openers = createOpeners(looksPacked, packedBeginnings());
  const memory = new WebAssembly.Memory({ initial: 2 });
  const pairs = [
    [createSieve(bare, undefined, memory), createSieve(bare, undefined, null)],
    [createSieve(forms, openers), createSieve(forms, openers, null)],
  ] as const;
  const { search: runsOf } = createVectorSearch([Buffer.from('hf_')], CLASSES, memory);
  const numbers = new Map<AnchorForm, number>([...bare.entries(), ...forms.entries()].map(([at, form]) => [form, at]));
  const shared = Buffer.from(memory.buffer, 0, 2 << 16);
  let turn = 0;
  return {
    name: 'sieve',
    seeds: [...spelledTokens(), CODE].map((bytes): Input => ({ label: '', parts: [bytes] })),
    words: [...forms.map(({ bytes }) => Buffer.from(bytes)), ...spelledTokens()],
    run({ parts: [bytes = Buffer.alloc(0)] }) {
      turn = (turn + 1) % STRETCH;
      let outcome = '';
      for (const [fast, plain] of pairs) {
        const [found, expected] = [fast.hits(bytes), plain.hits(bytes)];
        must(isSame(found, expected, numbers), 'WebAssembly finds something else');
        outcome += ` ${Math.min(9, found.length)} ${found[0]?.form.decoder}`;
      }
      if (turn % 4 === 0) {
        const [runs, expected] = [runsOf(bytes, () => undefined) ?? [], runsIn(bytes)];
        must(JSON.stringify(runs) === JSON.stringify(expected), 'WebAssembly finds other runs');
      }
      // What lies in memory is not copied: what stands behind it must not be read as a part of it.
      if (turn % 8 === 0 && bytes.length < 1 << 15) {
        const at = 64 + (turn % 61);
        const cut = bytes.length - (turn % (bytes.length + 1));
        shared.set(bytes, at);
        const found = pairs[0][0].hits(new Uint8Array(memory.buffer, at, cut));
        must(isSame(found, pairs[0][1].hits(bytes.subarray(0, cut)), numbers), 'what lies in memory is read otherwise');
      }
      if (turn % 64 === 0 && bytes.length > 0) checkFind(bytes, turn);
      return outcome;
    },
  };
}

function isSame(found: readonly Hit[], expected: readonly Hit[], numbers: ReadonlyMap<AnchorForm, number>): boolean {
  if (found.length !== expected.length) return false;
  for (let at = 0; at < found.length; at++) {
    const [one, other] = [found[at] as Hit, expected[at] as Hit];
    if (one.offset !== other.offset || nameOf(one, numbers) !== nameOf(other, numbers)) return false;
  }
  return true;
}

/** Forms by their numbers; those of openers, which are made anew, by their decoders. */
function nameOf({ form }: Hit, numbers: ReadonlyMap<AnchorForm, number>): number | string {
  return numbers.get(form) ?? `${form.decoder} ${form.reach}`;
}

/** The search of a text in what is not short. */
function checkFind(bytes: Buffer, turn: number): void {
  const long = Buffer.alloc(20_000 + (turn % 3) * 320_000, bytes);
  const at = turn % long.length;
  const text = long.toString('latin1', at, at + 1 + (turn % 13)).replaceAll(/[^ -~]/g, 'x');
  const expected: number[] = [];
  for (
    let from = long.indexOf(text);
    from >= 0 && expected.length < 1000;
    from = long.indexOf(text, from + text.length)
  )
    expected.push(from);
  const found = find(long, text, 1000);
  must(found === null || `${found}` === `${expected}`, 'WebAssembly finds a text elsewhere');
}

export function versions(): Target {
  const sieve = sieveOf(usualTokens, { allows: false, isRisky: false, notice: undefined });
  const memory = new WebAssembly.Memory({ initial: PAGES });
  // One has bytes copied to it, the other finds them where it is.
  const searchers = [sieve.searcher?.(), sieve.searcher?.(memory)].filter((one) => one !== undefined);
  const words = [...spelledTokens(), CODE];
  const copies = new Copies();
  const seedOf = (base: Buffer, steps: readonly Step[]): Buffer => instructions(deltaOf(base, steps).delta);
  return {
    name: 'versions',
    seeds: words.map((word): Input => {
      const base = Buffer.concat([CODE, word, CODE]);
      const half = CODE.length + (word.length >> 1);
      const cut = seedOf(base, [{ from: 0, size: half }, Buffer.from('-'), { from: half, size: base.length - half }]);
      return { label: '', parts: [base, cut, seedOf(Buffer.alloc(base.length + 1), [{ from: 1, size: base.length }])] };
    }),
    words,
    make: (random) => madeVersions(words, random),
    run({ parts: [first = Buffer.alloc(0), ...deltas] }) {
      must(searchers.length === 2, 'there is no search of versions');
      const searched = (bytes: Buffer, origins: readonly (Origin<Searched> | null)[]): readonly Searched[] => {
        const expected = sieve.hits(bytes);
        return searchers.map((search, at) => {
          const learned = search(at === 1 ? placed(bytes, memory) : bytes, origins[at] ?? null);
          checkHits(learned.hits, expected);
          return learned;
        });
      };
      let base = first;
      let all = searched(base, []);
      let count = 0;
      for (const delta of deltas) {
        const size = lengthOf(delta, base.length);
        const bytes = Buffer.alloc(size);
        if (!applyDelta(delta, 0, base, bytes, copies) || copies.isCut) break;
        all = searched(
          bytes,
          all.map((learned) => ({ learned, size: base.length, copies: copies.threes })),
        );
        base = bytes;
        count++;
      }
      const [hits = []] = all.map((learned) => learned.hits);
      return `${count} versions, ${Math.min(9, hits.length)} ${hits[0]?.form.decoder}`;
    },
  };
}

/** Bytes as they lie in a memory, between others; those that do not fit, as they are. */
function placed(bytes: Buffer, memory: WasmMemory): Uint8Array {
  const at = 64 + (bytes.length % 61);
  if (at + bytes.length + 128 > PAGES << 16) return bytes;
  const view = new Uint8Array(memory.buffer, at, bytes.length);
  view.set(bytes);
  return view;
}

function checkHits(found: readonly Hit[], expected: readonly Hit[]): void {
  for (let at = 1; at < found.length; at++)
    must((found[at - 1] as Hit).offset <= (found[at] as Hit).offset, 'hits are not in order');
  const shown = (hits: readonly Hit[]): string =>
    hits
      .map(
        ({ offset, form }) => `${offset} ${form.decoder} ${Buffer.from(form.bytes).toString('latin1')} ${form.reach}`,
      )
      .sort()
      .join();
  must(found.length === expected.length && shown(found) === shown(expected), 'a version has other hits than all of it');
}

/** A delta without the sizes that it begins with. */
function instructions(delta: Buffer): Buffer {
  let at = 0;
  for (let sizes = 0; sizes < 2; at++) if ((delta[at] as number) < 0x80) sizes++;
  return delta.subarray(at);
}

/** What instructions add up to, up to 256 KiB. */
function lengthOf(delta: Buffer, base: number): number {
  let sum = 0;
  for (let at = 0; at < delta.length; ) {
    const code = delta[at++] as number;
    if (code < 0x80) {
      at += code;
      sum += code;
      continue;
    }
    for (let bit = 0; bit < 4; bit++) if (code & (1 << bit)) at++;
    let run = 0;
    for (let bit = 0; bit < 3; bit++) if (code & (16 << bit)) run += (delta[at++] ?? 0) << (8 * bit);
    sum += run || 0x10000;
  }
  return Math.min(sum, base + (1 << 18));
}

/** A text and up to three versions of it, whatever is copied and new. */
function madeVersions(words: readonly Buffer[], random: Random): Input {
  const piece = (): Buffer => {
    const word = random.of(words);
    if (random.once(2)) return word;
    const from = random.below(word.length);
    return word.subarray(from, from + 1 + random.below(word.length - from));
  };
  let base: Buffer = Buffer.concat(Array.from({ length: random.below(8) }, piece));
  const parts = [base];
  for (let count = 1 + random.below(3); count > 0; count--) {
    const { delta, bytes } = deltaOf(
      base,
      Array.from({ length: random.below(9) }, (): Step => {
        if (base.length === 0 || random.once(3)) return random.once(3) ? random.bytes(1 + random.below(4)) : piece();
        const from = random.below(base.length);
        return { from, size: 1 + random.below(base.length - from) };
      }),
    );
    parts.push(instructions(delta));
    base = bytes;
  }
  return { label: '', parts };
}
