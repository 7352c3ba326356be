// What is found in WebAssembly is what is found without it: the same hits in the same order.

import { chosen } from 'hfleaks:windows';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileWasm } from '../../build/wasm-plugin.ts';
import { createOpeners } from '../../src/decode/openers.ts';
import { CLASSES, runsIn } from '../../src/decode/runs.ts';
import { anchorForms } from '../../src/forms.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { SEEN, WORDS } from '../../src/sieve/risky-words.ts';
import { createSieve } from '../../src/sieve/sieve.ts';
import { createVectorSearch } from '../../src/sieve/vectors.ts';
import { chooseWindows, digestOfLiterals } from '../../src/sieve/windows.ts';
import { withSigns } from '../../src/signs.ts';
import type { Hit, TokenRule } from '../../src/types.ts';
import { looksPacked, NAMED, packedBeginnings } from '../../src/unpack/magic.ts';
import { hasSimd } from '../../src/wasm.ts';

const RUNS = Number(process.env.FC_RUNS ?? 100);
const PIECE = 16 << 20;
const rules = builtinRulebook().rules.filter((rule): rule is TokenRule => rule.family === 'token');
const forms = anchorForms(rules);
const all = forms.map(({ confirm: _, ...form }) => form);
const openers = createOpeners(looksPacked, packedBeginnings());
const memory = new WebAssembly.Memory({ initial: 1 });
/** Without a test of the bytes around, so that every place counts; and as a scan has it. */
const bare = [createSieve(all, undefined, memory), createSieve(all, undefined, null)] as const;
const whole = [createSieve(forms, openers), createSieve(forms, openers, null)] as const;
const { search: runsOf } = createVectorSearch([Buffer.from('hf_')], CLASSES, memory);

function expectSame(bytes: Uint8Array): void {
  for (const [fast, plain] of [bare, whole]) expect(named(fast.hits(bytes))).toEqual(named(plain.hits(bytes)));
  expect(runsOf(bytes, () => undefined)).toEqual(runsIn(bytes));
}

/** Forms by their numbers; those of openers, which are made anew, by their decoders. */
function named(hits: readonly Hit[]): readonly string[] {
  return hits.map(({ offset, form }) => `${offset} ${numbers.get(form) ?? `${form.decoder} ${form.reach}`}`);
}

const numbers = new Map([...all.entries(), ...forms.entries()].map(([index, form]) => [form, index]));

test('SIMD is there, so that all this says something', () => {
  expect(hasSimd()).toBe(true);
});

test('the windows of the usual rules, and of words of code, were chosen when this was built', () => {
  const words = [WORDS, SEEN].map((list) => list.map(({ text }) => Buffer.from(text)));
  const lists = [withSigns(forms, true), withSigns(forms, false), forms].map((list) => list.map(({ bytes }) => bytes));
  const literals = [...lists, ...words];
  expect(chosen).toEqual(literals.map((list) => ({ digest: digestOfLiterals(list), windows: chooseWindows(list) })));
});

describe('the same hits as without WebAssembly', () => {
  test('digits that say text, something packed, or nothing, behind what is none of them', () => {
    const named = Object.values(NAMED).flatMap((all) => all.map(([, magic = '']) => magic.replaceAll('\u0100', 'x')));
    const beginnings = [
      ...[
        '',
        'some text ',
        '\xc3\xa9t\xc3\xa9 ',
        '\xe6\x97\xa5\xe6\x9c\xac',
        'caf\xe9 ',
        '\xff\xfe',
        's\0o\0m\0e\0 \0',
        '\0s\0o\0m\0e',
      ],
      ...[
        'PK\x03\x04',
        '\x1f\x8b\x08',
        '\x80\x04',
        'name.txt\0\0',
        '\x05\0\0\0\0\0\0\0',
        'xx\r\n',
        '!!-lh5-',
        'xxxxxxxxxxxxxxPK\x05\x06',
      ],
      ...['key = 1\n', '?'.repeat(9), JSON.stringify(chosen)].map((text) => deflateRawSync(text).toString('latin1')),
      ...['#!/bin/sh\n\x1f\x8b\x08', 'HTTP/1.1 200\n\n\x1f\x8b\x08', 'MZxx', '\x7fELF', 'diff --git \x01', ...named],
    ];
    const filling = fc
      .constantFrom(...beginnings.slice(0, 8), 'words and more of them ', '\0', 'x\0')
      .map((text) => text.repeat(40));
    const rest = fc.oneof(
      filling,
      fc.uint8Array({ minLength: 20, maxLength: 90 }).map((some) => Buffer.from(some).toString('latin1')),
    );
    const damage = fc.uint8Array({ maxLength: 12 });
    let opened = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...beginnings),
        rest,
        damage,
        fc.nat(3),
        fc.integer({ min: 48, max: 140 }),
        (head, tail, wrong, glued, size) => {
          const said = Buffer.from(head + tail, 'latin1');
          for (const at of wrong) said[head.length + at] = at * 7;
          const digits = said.toString((['base64', 'base64url', 'hex'] as const)[size % 3]).slice(0, size);
          const bytes = Buffer.from(
            ` ${'nX_/'.slice(0, glued)}${digits} and /src/some/Path/of_a/File-with/many/Parts/that/are/None.py`,
          );
          expectSame(bytes);
          if (openers.hits(bytes).length > 0) opened++;
        },
      ),
      { numRuns: 20 * RUNS },
    );
    expect(opened).toBeGreaterThan(4 * RUNS);
  });

  test('every form, at every place of a vector, at the start, at the end, and cut off', () => {
    for (const { bytes } of all)
      for (const size of [0, 1, 15, 16, 47, 62, 63, 64, 65]) {
        const [before, after] = [Buffer.alloc(size, 'x'), Buffer.alloc(63 - (size % 7), '\0')];
        for (const some of [
          [before, bytes, after],
          [before, bytes],
          [before, bytes.subarray(0, -1)],
        ])
          for (const sieve of bare)
            expect(
              sieve.hits(Buffer.concat(some)).some(({ offset, form }) => offset === size && form.bytes === bytes),
            ).toBe(some[1] === bytes);
      }
  });

  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...all).map(({ bytes }) => Buffer.from(bytes)) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
    fc
      .constantFrom(...all)
      .chain(({ bytes }) => fc.nat(bytes.length).map((end) => Buffer.from(bytes.subarray(0, end)))),
  );
  test('forms, parts of forms and any bytes, back to back', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(20), (pieces, from) => {
        expectSame(Buffer.concat(pieces).subarray(from));
      }),
      { numRuns: 3 * RUNS },
    );
  });

  const digits = fc
    .tuple(
      fc.constantFrom(...['A', 'a', '0', 'fF', 'xY9', '/', '-', '_']),
      fc.oneof(fc.nat(80), fc.constantFrom(46, 47, 48, 49, 71, 72, 73)),
    )
    .map(([some, count]) => some.repeat(count).slice(0, count));
  const text = fc.string({ minLength: 1, maxLength: 150 });
  const run = fc.oneof(
    { weight: 3, arbitrary: digits },
    { weight: 2, arbitrary: text.map((some) => Buffer.from(some).toString('base64')) },
    text.map((some) => Buffer.from(some).toString('hex')),
    text.map((some) => Buffer.from(some).toString('hex').replace(/../g, '\\x$&')),
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        '\\n',
        '\\',
        '\\\\',
        '%25',
        '%2541',
        '2525',
        '&#37;',
        '%41',
        '%4',
        '%',
        '&#104;',
        '&',
        '\\u0068',
        '\\x68',
        '\\u',
        ';',
        '#',
        '.',
        '"',
        '\n',
      ),
    },
  );
  test('runs of digits and escapes of every kind', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), fc.nat(40), (pieces, from) => {
        expectSame(Buffer.from(pieces.join(''), 'latin1').subarray(from));
      }),
      { numRuns: 10 * RUNS },
    );
  });

  test.each([
    ['more hits than are handed back at a time', Buffer.alloc(100_000, 'hf_112')],
    ['more runs than are handed back at a time', Buffer.alloc(600_000, `${'aB'.repeat(24)}.`)],
    ['one run of digits', Buffer.alloc(300_000, 'aB')],
    ['one run of escapes', Buffer.alloc(100_000, '\\u0068')],
    ['nothing but the ends of escapes', Buffer.alloc(100_000, '#;')],
    ['zeros', Buffer.alloc(100_000)],
    ['ones', Buffer.alloc(100_000, 255)],
    ['two bytes', Buffer.from('hf')],
  ])('%s', (_, bytes) => {
    expectSame(bytes);
  });

  test('what is written, and what is bundled', () => {
    for (const folder of ['src', 'test', 'dist'])
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) expectSame(readFileSync(join(entry.parentPath, entry.name)));
  });
});

test('what asks to be opened comes in order, where digits stand among escapes too', () => {
  const text = 'some text that is long enough to be seen';
  const escaped = Buffer.from(text).toString('hex').replace(/../g, '\\x$&');
  const hits = openers.hits(Buffer.from(`${escaped}${Buffer.from(text + text).toString('base64')}${escaped}`));
  const offsets = hits.map(({ offset }) => offset);
  expect(new Set(hits.map(({ form }) => form.decoder))).toEqual(new Set(['base64', 'escapes']));
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
});

test('a piece of a long input sees what the one before it could not', () => {
  const bytes = Buffer.alloc(2 * PIECE + 1000, 'x');
  const longest = all.reduce((most, form) => (form.bytes.length > most.bytes.length ? form : most));
  const { length } = longest.bytes;
  const places = [PIECE - 2 * length, PIECE - length + 1, 2 * PIECE - 2 * length + 2, bytes.length - length];
  for (const at of places) bytes.set(longest.bytes, at);
  expect(named(whole[0].hits(bytes))).toEqual(named(whole[1].hits(bytes)));
  const [fast] = bare;
  expect(fast.hits(bytes).flatMap(({ offset, form }) => (form === longest ? [offset] : []))).toEqual(places);
});

test('all that begins in a part is found, whatever is around it', () => {
  const bytes = Buffer.concat(all.flatMap((form) => [form.bytes, Buffer.from(' ')]));
  const [fast, plain] = bare;
  const within = (hits: readonly Hit[], from: number, to: number): readonly string[] =>
    named(hits.filter(({ offset }) => offset >= from && offset < to));
  const whole = plain.hits(bytes);
  for (let from = 0; from < bytes.length; from += 97) {
    const to = Math.min(bytes.length, from + (from % 300));
    for (const sieve of [fast, plain])
      expect(within(sieve.hits(bytes, { part: { from, to } }), from, to)).toEqual(within(whole, from, to));
  }
  const inFirst = fast.hits(bytes, { part: { from: 0, to: 100 } });
  expect(inFirst.every(({ offset }) => offset < 200)).toBe(true);
});

test('where one is enough, it is one of the part, and there is one wherever there are any', () => {
  const bytes = Buffer.concat(all.flatMap((form) => [form.bytes, Buffer.from(' '.repeat(90))]));
  const [fast, plain] = bare;
  const whole = plain.hits(bytes);
  for (let from = 0; from < bytes.length; from += 47) {
    const to = Math.min(bytes.length, from + (from % 150));
    const isAny = whole.some(({ offset }) => offset >= from && offset < to);
    for (const sieve of [fast, plain]) {
      const found = sieve.hits(bytes, { part: { from, to }, isOneEnough: true });
      expect(found.map(({ offset }) => offset >= from && offset < to)).toEqual(isAny ? [true] : []);
    }
  }
});

test('what lies in the memory already is not copied', () => {
  const shared = new WebAssembly.Memory({ initial: 1 });
  const sieve = createSieve(all, openers, shared);
  const own = new Uint8Array(shared.buffer, 1000, 500);
  own.set(Buffer.from('a hf_ in it'));
  const size = shared.buffer.byteLength;
  expect(sieve.hits(own).map(({ offset }) => offset)).toContain(2);
  expect(shared.buffer.byteLength).toBe(size);
});

test('where there is no memory for it, the search goes on without', () => {
  const full = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  expect(() => createVectorSearch([Buffer.from('hf_')], undefined, full)).toThrow(RangeError);
  const bytes = Buffer.from('a hf_ in it');
  expect(named(createSieve(all, openers, full).hits(bytes))).toEqual(named(bare[1].hits(bytes)));
});

test('a module has what it imports; it has no data of its own, and a source', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hfleaks-wasm-'));
  const sources = {
    'first.as.ts': "import { third } from './second.as.ts';\nexport function first(): u32 {\n  return third();\n}\n",
    'second.as.ts': "export { third } from './third.as.ts';\n",
    'third.as.ts': 'export function third(): u32 {\n  return 3;\n}\n',
    'data.as.ts': 'const DATA = memory.data<u8>([1, 2]);\nexport function at(): usize {\n  return DATA;\n}\n',
  };
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  const { files } = await compileWasm(folder, 'first.as.ts');
  expect(files.toSorted().slice(-3)).toEqual(['first.as.ts', 'second.as.ts', 'third.as.ts']);
  await expect(compileWasm(folder, 'data.as.ts')).rejects.toThrow('src/data.as.ts has data in memory');
  rmSync(folder, { recursive: true });
  await expect(compileWasm('src', 'sieve/none.as.ts')).rejects.toThrow('src/sieve/none.as.ts cannot be compiled');
});
