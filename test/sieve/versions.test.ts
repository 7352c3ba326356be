// Versions of content are searched where they changed: whatever the change, the hits are those of a full search.
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOpeners } from '../../src/decode/openers.ts';
import { anchorForms } from '../../src/forms.ts';
import { scan } from '../../src/scan.ts';
import { createSieve } from '../../src/sieve/sieve.ts';
import { usualTokens } from '../../src/sieves.ts';
import type { Hit, Searched, Sieve } from '../../src/types.ts';
import { looksPacked, packedBeginnings } from '../../src/unpack/magic.ts';
import { amount } from '../slice.ts';
import { token as tokenOf, userToken } from '../tokens.ts';

/** The sieve of the built-in rules, as a source gets it. */
async function realSieve(): Promise<Required<Sieve>> {
  let given: Sieve | undefined;
  await scan({
    mode: 'tree',
    target: 'none',
    async *candidates(sieve) {
      given = sieve;
      yield* [];
    },
  });
  return given as Required<Sieve>;
}

const sieve = await realSieve();
const search = sieve.searcher();
/** What lies in it is not copied: its beginning is ours. */
const memory = new WebAssembly.Memory({ initial: 32 });
const near = sieve.searcher(memory);

/** A piece of a version: bytes of the one before, or new ones. */
type Step = { readonly from: number; readonly size: number } | Buffer;

/** The version that `steps` make of some bytes, with what was copied, pieces that go on in one another as one. */
function version(base: Buffer, steps: readonly Step[]): { readonly bytes: Buffer; readonly copies: Int32Array } {
  const pieces: Buffer[] = [];
  const copies: [to: number, from: number, size: number][] = [];
  let to = 0;
  for (const step of steps) {
    const piece = Buffer.isBuffer(step) ? step : base.subarray(step.from, step.from + step.size);
    pieces.push(piece);
    const last = copies.at(-1);
    if (!Buffer.isBuffer(step) && piece.length > 0) {
      if (last && last[0] + last[2] === to && last[1] + last[2] === step.from) last[2] += piece.length;
      else copies.push([to, step.from, piece.length]);
    }
    to += piece.length;
  }
  // Of no stretch of memory that a version before could have had.
  return { bytes: Buffer.from(Buffer.concat(pieces)), copies: Int32Array.from(copies.flat()) };
}

function shown(hits: readonly Hit[]): string[] {
  return hits
    .map(({ offset, form }) => `${offset} ${form.decoder} ${Buffer.from(form.bytes).toString('latin1')} ${form.reach}`)
    .sort();
}

/** Searches a version of `base`, and says whether the hits are those of a full search; gives what was learned. */
function searched(bytes: Buffer, base: Buffer, learned: Searched, copies: Int32Array): Searched {
  const found = search(bytes, { learned, size: base.length, copies });
  expect(shown(found.hits)).toEqual(shown(sieve.hits(bytes)));
  const [there, before, noted] = [
    new Uint8Array(memory.buffer, 4, bytes.length),
    new Uint8Array(memory.buffer, 1 << 19, base.length),
    new Int32Array(memory.buffer, 1 << 20, copies.length),
  ];
  there.set(bytes);
  before.set(base);
  noted.set(copies);
  // What it has learned itself is less than what others tell: places that nothing could be at are not kept.
  for (const known of [learned, near(before, null)])
    expect(shown(near(there, { learned: known, size: base.length, copies: noted }).hits)).toEqual(shown(found.hits));
  const offsets = found.hits.map(({ offset }) => offset);
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  return found;
}

const token = userToken(1);
const TEXT = `import os\nfor name in names: print(name, hf_hub_download("a/b", name), api_version)\n${'x = 1 + 2\n'.repeat(20)}`;
const long = Buffer.from(`${TEXT}login("${token}")\n${TEXT}`).toString('base64');
const halves = [token.slice(0, 15), token.slice(15)];

/** What holds a token in one of many forms. */
const FORMS: Readonly<Record<string, Buffer>> = {
  plain: Buffer.from(`login("${token}")`),
  'split literal': Buffer.from(`x = "${halves[0]}" + "${halves[1]}"`),
  'in three lines': Buffer.from(`x = ("${halves[0]}"\n     # the rest\n     "${halves[1]}")`),
  'broken in the anchor': Buffer.from(`x = "h" + "f_" + "${token.slice(3)}"`),
  'by name': Buffer.from(`p = "hf_"\n${TEXT}x = p + "${token.slice(3)}"`),
  base64: Buffer.from(`data = ${long}`),
  'short base64': Buffer.from(Buffer.from(token).toString('base64')),
  hex: Buffer.from(Buffer.from(`key ${token} and more of it, to be long`).toString('hex')),
  escapes: Buffer.from([...token].map((char) => `\\x${char.charCodeAt(0).toString(16)}`).join('')),
  codes: Buffer.from(`[${[...token].map((char) => char.charCodeAt(0)).join(', ')}]`),
  reversed: Buffer.from(`x = "${[...token].reverse().join('')}"[::-1]`),
  'utf-16': Buffer.from(`key ${token}`, 'utf16le'),
  'a separated literal': Buffer.from(`x = "hf_${[...token.slice(3)].join(' ')}".replace(" ", "")`),
  'words in a list': Buffer.from(`t = %w[${halves.join(' ')}].join`),
  'words of a shell': Buffer.from(`printf %s%s ${halves.join(' ')}`),
  'many words in a list': Buffer.from(`t = %w[${(token.match(/.{1,3}/g) ?? []).join('\n  ')}].freeze.join`),
  'words that a shell prints': Buffer.from(`printf -v T "hf_%s%s" ${halves[0]?.slice(3)} ${halves[1]}`),
  'words of no use': Buffer.from(`printf "hf_%s%s\\n" alpha beta`),
  macros: Buffer.from(`#define A "${halves[0]?.slice(3)}"\n#define B ""\n#define C "${halves[1]}"\nf("hf_" A B C);`),
  'hex of raw deflate': Buffer.from(deflateRawSync(`key=${token}`).toString('hex')),
  'base64url of raw deflate': Buffer.from(deflateRawSync(`${TEXT}key=${token}`).toString('base64url')),
  'the longest anchor': Buffer.from(
    [...tokenOf('hf-oauth-app-secret', 1)].flatMap((char) => [char.charCodeAt(0), 0, 0, 0]),
  ),
  'a zip at the end': Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]),
  'a tar': Buffer.concat([Buffer.from('name'.padEnd(148, '\0')), Buffer.from('001234\0 '), Buffer.alloc(400)]),
};

describe.each(Object.entries(FORMS))('%s', (_, form) => {
  test('is put together from what was there and what is new, cut anywhere', () => {
    const step = Math.max(1, Math.floor(form.length / amount(400, 45)));
    for (let cut = 0; cut <= form.length; cut += step) {
      const [start, end] = [form.subarray(0, cut), form.subarray(cut)];
      const before = Buffer.concat([Buffer.from(TEXT), start, Buffer.from(`\n${TEXT}`), end, Buffer.from('\n')]);
      const [first, second] = [TEXT.length, 2 * TEXT.length + cut + 1];
      const learned = search(before, null);
      expect(shown(learned.hits)).toEqual(shown(sieve.hits(before)));
      const all = { from: 0, size: before.length };
      for (const steps of [
        [{ from: 0, size: first + cut }, end, { from: first + cut, size: before.length - first - cut }],
        [{ from: 0, size: second }, start, { from: second, size: before.length - second }],
        // All of it was there, at two places.
        [
          { from: 0, size: first + cut },
          { from: second, size: before.length - second },
        ],
        // At the beginning and the end of a file.
        [{ from: first, size: cut }, end],
        [start, { from: second, size: end.length }],
        // Taken apart again.
        [{ from: 0, size: first + cut }, Buffer.from('-'), all],
      ] satisfies readonly (readonly Step[])[]) {
        const made = version(before, steps);
        const found = searched(made.bytes, before, learned, made.copies);
        // One more version, with nothing but something else at its end, and one without it.
        const next = version(made.bytes, [{ from: 0, size: made.bytes.length }, Buffer.from(' ')]);
        const again = searched(next.bytes, made.bytes, found, next.copies);
        const shorter = version(next.bytes, [{ from: 1, size: next.bytes.length - 3 }]);
        searched(shorter.bytes, next.bytes, again, shorter.copies);
      }
    }
  });
});

test('versions of versions, whatever is copied and new', () => {
  const pieces = [
    ...Object.values(FORMS),
    ...[
      'hf_',
      'hf',
      '_',
      '"',
      '\\x68',
      'aGZf',
      'api_org_',
      ' ',
      '\n',
      '# ',
      TEXT,
      long.slice(0, 50),
      long.slice(50, 400),
    ].map((text) => Buffer.from(text)),
  ];
  const piece = fc
    .constantFrom(...pieces)
    .chain((bytes) =>
      fc
        .tuple(fc.nat(bytes.length), fc.nat(bytes.length))
        .map(([a, b]) => bytes.subarray(Math.min(a, b), Math.max(a, b))),
    );
  const whole = fc.constantFrom(...pieces);
  const bytes = fc.array(fc.oneof(whole, piece), { maxLength: 8 }).map((some) => Buffer.concat(some));
  const share = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: share }, fc.oneof(whole, piece)), { maxLength: 8 });
  fc.assert(
    fc.property(bytes, fc.array(steps, { minLength: 1, maxLength: 4 }), (first, versions) => {
      let base: Buffer = Buffer.from(first);
      let learned = search(base, null);
      for (const one of versions) {
        const made = version(
          base,
          one.map((step): Step => {
            if (Buffer.isBuffer(step)) return step;
            const [a, b] = step.map((part) => Math.round(part * base.length)) as [number, number];
            return { from: Math.min(a, b), size: Math.abs(a - b) };
          }),
        );
        learned = searched(made.bytes, base, learned, made.copies);
        base = made.bytes;
      }
    }),
    { numRuns: amount(20_000, 300), seed: 7 },
  );
});

describe('searched as a whole', () => {
  const more = [{ from: 0, size: 5 }, Buffer.from(token), { from: 5, size: 20 }];

  test.each([
    ['what has too many places', 'hf_'.repeat(40_000), more],
    [
      'what is made of too many pieces',
      'hf_x'.repeat(10),
      Array.from({ length: 40_000 }, () => ({ from: 3, size: 5 })),
    ],
    ['what nothing was copied to', 'hf_x'.repeat(10), [Buffer.from(token)]],
  ])('%s', (_, text, steps) => {
    const base = Buffer.from(text);
    const made = version(base, steps);
    searched(made.bytes, base, search(base, null), made.copies);
  });

  test('without WebAssembly', () => {
    const plain = createSieve(anchorForms(usualTokens), createOpeners(looksPacked, packedBeginnings()), null).searcher(
      memory,
    );
    const base = Buffer.from(`${TEXT}${long}`);
    const made = version(base, more);
    const learned = plain(base, null);
    expect(shown(learned.hits)).toEqual(shown(sieve.hits(base)));
    const { hits } = plain(made.bytes, { learned, size: base.length, copies: made.copies });
    expect(shown(hits)).toEqual(shown(sieve.hits(made.bytes)));
  });
});
