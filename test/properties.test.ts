// Laws of the whole pipeline over random input: every planted credential is found where it stands, and nothing else is.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decoders } from '../src/decode/index.ts';
import { createOpeners } from '../src/decode/openers.ts';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { sample, sampleSecret } from '../src/rulebook/sample.ts';
import { scan } from '../src/scan.ts';
import { createSieve } from '../src/sieve/sieve.ts';
import { streamSegments } from '../src/sources/content.ts';
import { memorySource } from '../src/sources/memory.ts';
import { stdinSource } from '../src/sources/stdin.ts';
import type { AnchorForm, Report, Sieve, Source, TokenRule } from '../src/types.ts';
import { looksPacked } from '../src/unpack/magic.ts';
import { amount } from './slice.ts';
import { findingsInEach } from './together.ts';

const RUNS = Number(process.env.FC_RUNS ?? amount(300, 120));
const run = (share = 1) => ({ numRuns: Math.ceil(RUNS * share) });
/** Contents that are scanned in one go, for each scan makes its tables anew. As many contents as runs are tried, whatever it is. */
const BATCH = 20;
const inBatches = (share = 1) => ({ numRuns: Math.ceil((RUNS * share) / BATCH) });
const batch = <T>(content: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(content, { minLength: BATCH, maxLength: BATCH });

const RULES = builtinRulebook().rules.filter((rule): rule is TokenRule => rule.family === 'token');
const USER = RULES.filter(({ id }) => id === 'hf-user-token');

interface Place {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly secret: string;
}

async function foundInEach(contents: readonly Uint8Array[], path = 'a.txt'): Promise<readonly (readonly Place[])[]> {
  const each = await findingsInEach(contents.map((bytes) => ({ path, bytes })));
  return each.map((findings) =>
    findings.map(({ rule, location, credential }) => ({
      rule: rule.id,
      line: location.line,
      column: location.column,
      secret: credential?.secret.reveal() ?? '',
    })),
  );
}

const found = async (bytes: Uint8Array): Promise<readonly Place[]> => (await foundInEach([bytes]))[0] ?? [];

const ruleAndSecret = ({ rule, secret }: Place) => ({ rule, secret });
const ruleSecretAndLine = ({ rule, secret, line }: Place) => ({ rule, secret, line });

// ---------------------------------------------------------------- texts without a credential

/** Characters that could glue to a credential, or spell an anchor, are left out: what stands around is told in words of its own. */
const SPACED = [
  ' ',
  '\n',
  '\r\n',
  '\t',
  '=',
  '"',
  "'",
  ',',
  ';',
  '(',
  ')',
  '<',
  '{',
  '🤗',
  'é',
  'ключ',
  '\u2028',
  'word',
  '0',
  '\u{10ffff}',
  '\ufffd',
  '\0\0',
];
const padding = fc.array(fc.constantFrom(...SPACED), { maxLength: 60 }).map((parts) => parts.join(''));
const breaks = fc.constantFrom('\n', '\r\n', ' ');
const planted = fc.record({
  rule: fc.constantFrom(...RULES),
  seed: fc.integer({ min: 1, max: 1 << 20 }),
  before: padding,
  after: padding,
  around: breaks,
});

interface Planted {
  /** Before the credential, between it and the end. */
  readonly head: string;
  readonly secret: string;
  readonly tail: string;
  readonly rule: TokenRule;
}

function plant({
  rule,
  seed,
  before,
  after,
  around,
}: typeof planted extends fc.Arbitrary<infer T> ? T : never): Planted {
  const text = sample(rule, seed);
  const secret = sampleSecret(rule, seed);
  const at = text.indexOf(secret);
  const word = rule.near ? `${rule.near.words[0]} ` : '';
  return {
    rule,
    secret,
    head: `${before}${around}${word}${text.slice(0, at)}`,
    tail: `${text.slice(at + secret.length)}${around}${after}`,
  };
}

function placeOf({ head, secret, rule }: Planted): Place {
  const start = head.lastIndexOf('\n') + 1;
  return { rule: rule.id, line: head.split('\n').length, column: head.length - start + 1, secret };
}

const one = planted.map(plant);
const whole = ({ head, secret, tail }: Planted): string => head + secret + tail;

describe('a planted credential is found at its line and column', () => {
  const BOM = '\ufeff';
  const ENCODINGS: Readonly<Record<string, (text: string) => Uint8Array>> = {
    'UTF-8': (text) => Buffer.from(text),
    'UTF-8 with BOM': (text) => Buffer.from(BOM + text),
    'UTF-16LE': (text) => Buffer.from(text, 'utf16le'),
    'UTF-16LE with BOM': (text) => Buffer.from(BOM + text, 'utf16le'),
    'UTF-16BE': (text) => Buffer.from(text, 'utf16le').swap16(),
    'UTF-16BE with BOM': (text) => Buffer.from(BOM + text, 'utf16le').swap16(),
  };

  test.each(Object.entries(ENCODINGS))('%s', async (name, encode) => {
    // Which of the two UTF-16 orders a text without BOM has is guessed from its beginning: let it be mostly ASCII.
    const isWide = name.startsWith('UTF-16');
    const lead = isWide ? 'some words to begin with\n'.repeat(4) : '';
    const withoutNul = (text: string): string => (isWide ? text.replaceAll('\0', '') : text);
    // See the known defect below.
    const tailOf = (text: string): string =>
      name.startsWith('UTF-16LE') ? text.replace(/[^\x01-\x7f]/g, '') : withoutNul(text);
    await fc.assert(
      fc.asyncProperty(batch(one), async (all) => {
        const led = all.map((it) => ({ ...it, head: lead + withoutNul(it.head), tail: tailOf(it.tail) }));
        expect(await foundInEach(led.map((it) => encode(whole(it))))).toEqual(led.map((it) => [placeOf(it)]));
      }),
      inBatches(0.5),
    );
  });

  // Known defect: read as UTF-16BE, a byte earlier, the credential seems to begin in the character before it.
  test('UTF-16LE, a letter that is not ASCII behind it', async () => {
    const secret = sample(USER[0] as TokenRule, 1);
    const text = `some words to begin with\nkey=${secret} # pass\u00e9\n`;
    expect(await found(Buffer.from(`\ufeff${text}`, 'utf16le'))).toMatchObject([{ line: 2, column: 5 }]);
  });

  test.each(['LE', 'BE'] as const)('UTF-32%s', async (order) => {
    const encode = (text: string): Uint8Array =>
      Buffer.concat(
        [...text].map((char) => {
          const unit = Buffer.alloc(4);
          if (order === 'LE') unit.writeUInt32LE(char.codePointAt(0) ?? 0);
          else unit.writeUInt32BE(char.codePointAt(0) ?? 0);
          return unit;
        }),
      );
    await fc.assert(
      fc.asyncProperty(batch(one), async (all) => {
        const places = await foundInEach(all.map((it) => encode(whole(it))));
        expect(places.map((some) => some.map(ruleAndSecret))).toEqual(
          all.map(({ rule, secret }) => [{ rule: rule.id, secret }]),
        );
      }),
      inBatches(0.3),
    );
  });

  test('Latin-1, and bytes that are no text', async () => {
    const noise = fc
      .uint8Array({ maxLength: 80 })
      // No letters; nothing that makes it UTF-16: no zeros, no byte order mark.
      .map((bytes) =>
        Buffer.from(bytes.map((byte) => (byte < 0x80 ? Math.max(byte & 0x1f, 1) : Math.min(byte, 0xfd)))),
      );
    await fc.assert(
      fc.asyncProperty(batch(fc.tuple(one, noise, noise)), async (all) => {
        const written = all.map(([{ head, secret, tail, rule }, before, after]) => {
          const lead = Buffer.concat([before, Buffer.from(head.replace(/[^\0-\x7f]/g, '?'), 'latin1')]);
          return {
            bytes: Buffer.concat([lead, Buffer.from(secret), Buffer.from(tail), after]),
            place: { rule: rule.id, secret, line: lead.toString('latin1').split('\n').length },
          };
        });
        const places = await foundInEach(written.map(({ bytes }) => bytes));
        expect(places.map((some) => some.map(ruleSecretAndLine))).toEqual(written.map(({ place }) => [place]));
      }),
      inBatches(),
    );
  });

  test('in a JSON string', async () => {
    const write = (text: string, ascii: boolean): string => {
      const json = JSON.stringify(text).slice(1, -1);
      return ascii
        ? json.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
        : json;
    };
    await fc.assert(
      fc.asyncProperty(batch(fc.tuple(one, fc.boolean())), async (all) => {
        const written = all.map(([it, ascii]) => ({
          ...it,
          head: `{"a": "${write(it.head, ascii)}`,
          tail: `${write(it.tail, ascii)}"}`,
        }));
        const places = await foundInEach(
          written.map((it) => Buffer.from(whole(it))),
          'a.json',
        );
        expect(places).toEqual(written.map((it) => [placeOf(it)]));
      }),
      inBatches(),
    );
  });

  test('in a notebook: source, output, metadata; as a text and as lines', async () => {
    const parts = fc.constantFrom('source', 'output', 'metadata', 'data', 'traceback');
    const notebook = fc.tuple(one, parts, fc.boolean(), fc.constantFrom(0, 1, 2)).map(([it, part, list, indent]) => {
      const text = whole(it);
      const value = list || part === 'traceback' ? text.split(/(?<=\n)/) : text;
      const output =
        part === 'output'
          ? { output_type: 'stream', text: value }
          : part === 'data'
            ? { output_type: 'display_data', data: { 'text/plain': value } }
            : { output_type: 'error', traceback: value };
      const isOutput = part === 'output' || part === 'data' || part === 'traceback';
      const cell = {
        cell_type: 'code',
        metadata: part === 'metadata' ? { text } : {},
        source: part === 'source' ? value : [],
        outputs: isOutput ? [output] : [],
      };
      const cells = [{ cell_type: 'markdown', source: ['a\n'] }, cell];
      const json = JSON.stringify({ cells, nbformat: 4 }, null, indent);
      const lead = { ...it, head: json.slice(0, json.indexOf(JSON.stringify(it.secret).slice(1, -1))) };
      return { json, place: { ...placeOf(lead), rule: isOutput ? 'notebook-output-token' : it.rule.id } };
    });
    await fc.assert(
      fc.asyncProperty(batch(notebook), async (all) => {
        const places = await foundInEach(
          all.map(({ json }) => Buffer.from(json)),
          'run.ipynb',
        );
        expect(places).toEqual(all.map(({ place }) => [place]));
      }),
      inBatches(),
    );
  });

  test('in base64, at each alignment', async () => {
    const extra = fc.integer({ min: 0, max: 2 });
    const alphabets = fc.constantFrom<BufferEncoding>('base64', 'base64url');
    await fc.assert(
      fc.asyncProperty(batch(fc.tuple(one, extra, alphabets)), async (all) => {
        const places = await foundInEach(
          all.map(([it, more, alphabet]) => {
            const encoded = Buffer.from('-'.repeat(more) + whole(it)).toString(alphabet);
            return Buffer.from(`x\ndata: ${encoded} ${it.rule.near?.words[0] ?? ''}\n`);
          }),
        );
        expect(places.map((some) => some.map(ruleSecretAndLine))).toEqual(
          all.map(([{ rule, secret }]) => [{ rule: rule.id, secret, line: 2 }]),
        );
      }),
      inBatches(),
    );
  });

  test('percent-encoded, and as \\u escapes', async () => {
    const hex = (char: string, width: number): string => char.charCodeAt(0).toString(16).padStart(width, '0');
    const STYLES: readonly ((char: string) => string)[] = [
      (char) => `%${hex(char, 2)}`,
      (char) => `%${hex(char, 2).toUpperCase()}`,
      (char) => `\\u${hex(char, 4)}`,
      (char) => `\\x${hex(char, 2)}`,
      (char) => `&#${char.charCodeAt(0)};`,
    ];
    const written = fc
      .tuple(one, fc.constantFrom(...STYLES), fc.constantFrom(/./g, /[^A-Za-z0-9]/g))
      .map(([it, style, which]) => {
        const anchor = it.head.slice(it.head.search(/[^\s]*$/));
        const prefix = sample(it.rule, 1).startsWith('__sign=') ? '__sign=' : '';
        expect(anchor.endsWith(prefix)).toBe(true);
        const head = it.head.slice(0, it.head.length - prefix.length);
        const { rule, line, secret } = placeOf({ ...it, head });
        const text = `${head}${(prefix + it.secret).replace(which, style)}${it.tail}`;
        return { text, place: { rule, secret, line } };
      });
    await fc.assert(
      fc.asyncProperty(batch(written), async (all) => {
        const places = await foundInEach(all.map(({ text }) => Buffer.from(text)));
        expect(places.map((some) => some.map(ruleSecretAndLine))).toEqual(all.map(({ place }) => [place]));
      }),
      inBatches(),
    );
  });

  test('several in one file, each once, in order', async () => {
    const several = fc.array(one, { minLength: 2, maxLength: 8 }).map((all) => {
      let text = '';
      const places = all.map((it) => {
        const place = placeOf({ ...it, head: text + it.head });
        text += `${whole(it)}\n`;
        return place;
      });
      return { text, places };
    });
    await fc.assert(
      fc.asyncProperty(batch(several), async (all) => {
        const places = await foundInEach(all.map(({ text }) => Buffer.from(text)));
        expect(places).toEqual(all.map((it) => it.places));
      }),
      inBatches(0.5),
    );
  });
});

describe('nothing is found where nothing was planted', () => {
  test.each(['a.txt', 'a.ipynb'])('the same texts without it: %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(batch(one), async (all) => {
        const contents = all.flatMap(({ head, tail }) => [
          Buffer.from(head + tail),
          Buffer.from(head + tail, 'utf16le'),
        ]);
        expect(await foundInEach(contents, path)).toEqual(contents.map(() => []));
      }),
      inBatches(0.5),
    );
  });

  test('arbitrary bytes: nothing is found, and nothing thrown', async () => {
    await fc.assert(
      fc.asyncProperty(
        batch(fc.uint8Array({ maxLength: 2000 })),
        fc.constantFrom('a', 'a.ipynb'),
        async (contents, path) => {
          expect(await foundInEach(contents, path)).toEqual(contents.map(() => []));
        },
      ),
      inBatches(),
    );
  });

  test('a credential that lost a character, or gained one', async () => {
    const users = fc.tuple(
      fc.constantFrom(...USER),
      fc.integer({ min: 1, max: 1 << 20 }),
      fc.constantFrom('a', 'Z', '7'),
    );
    await fc.assert(
      fc.asyncProperty(batch(users), async (all) => {
        const contents = all.flatMap(([rule, seed, more]) => {
          const token = sample(rule, seed);
          return [token.slice(0, -1), token + more, token.slice(1)].map((text) => Buffer.from(`x = "${text}"`));
        });
        expect(await foundInEach(contents)).toEqual(contents.map(() => []));
      }),
      inBatches(),
    );
  });
});

// ---------------------------------------------------------------- the sieve's law

/** The forms of the plain decoder as scan.ts makes them: one for each anchor that no other begins. */
function plainSieve(): Sieve {
  const plain = decoders.find(({ name }) => name === 'plain');
  if (!plain) throw new Error('no plain decoder');
  const forms = RULES.flatMap((rule, index) =>
    rule.anchors.flatMap((anchor): AnchorForm[] =>
      plain
        .spellings(anchor, [rule.follows])
        .map((spelling) => ({ ...spelling, decoder: 'plain', rules: [index], reach: rule.reach })),
    ),
  );
  return createSieve(forms);
}

describe('the sieve is silent only where no rule can match', () => {
  const FRAGMENTS = [
    ...new Set(RULES.flatMap(({ anchors, prefix }) => [...anchors, prefix])),
    'hf',
    '_',
    'h',
    'f_',
    'api',
    '__',
    'eyJ',
    '.',
    'HF',
    'AK',
    '9',
    ' ',
    '\n',
    '-',
    '=',
    '%',
    '\0',
    'é',
  ].filter(Boolean);
  const bodies = RULES.flatMap((rule) => [1, 2].map((seed) => sampleSecret(rule, seed).slice(rule.prefix.length)));
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom(...FRAGMENTS),
        fc.constantFrom(...bodies),
        fc.constantFrom(...RULES.map((rule) => sample(rule, 3))),
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join(''));
  const sieve = plainSieve();

  test('wherever a regex matches, there is a hit of that rule', () => {
    let matches = 0;
    fc.assert(
      fc.property(text, (content) => {
        const bytes = Buffer.from(content, 'latin1');
        const hits = sieve.hits(bytes);
        const at = new Set(hits.flatMap(({ offset, form }) => form.rules.map((rule) => `${rule}:${offset}`)));
        for (const [index, rule] of RULES.entries())
          for (const match of bytes.toString('latin1').matchAll(new RegExp(rule.regex, 'g'))) {
            matches++;
            expect(at).toContain(`${index}:${match.index}`);
          }
        const offsets = hits.map(({ offset }) => offset);
        expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      }),
      run(5),
    );
    expect(matches).toBeGreaterThan(RUNS);
  });
});

describe('where the sieve is silent, no rule matches in any layer', () => {
  const openers = createOpeners(looksPacked);
  const forms = decoders.flatMap((decoder) =>
    RULES.flatMap((rule, index) =>
      rule.anchors.flatMap((anchor) =>
        decoder
          .spellings(anchor, [rule.follows])
          .map((spelling): AnchorForm => ({ ...spelling, decoder: decoder.name, rules: [index], reach: rule.reach })),
      ),
    ),
  );
  const sieve = createSieve(forms, openers);
  const rule = USER[0] as TokenRule;
  const list = (text: string, each: (code: number) => string, between: string): string =>
    Array.from(text, (char) => each(char.charCodeAt(0))).join(between);
  const turned = (text: string): string =>
    text.replace(/[a-z]/gi, (char) => {
      const first = char < 'a' ? 65 : 97;
      return String.fromCharCode(((char.charCodeAt(0) - first + 13) % 26) + first);
    });
  const hexOf = (code: number): string => code.toString(16).padStart(2, '0');
  /** One form for each decoder, at least; what they say is the text again. */
  const FORMS: Readonly<Record<string, (text: string) => string | Buffer>> = {
    plain: (text) => text,
    utf16le: (text) => Buffer.from(text, 'utf16le'),
    utf16be: (text) => Buffer.from(text, 'utf16le').swap16(),
    utf32le: (text) =>
      Buffer.from(
        list(text, (code) => `${String.fromCharCode(code)}\0\0\0`, ''),
        'latin1',
      ),
    utf32be: (text) =>
      Buffer.from(
        list(text, (code) => `\0\0\0${String.fromCharCode(code)}`, ''),
        'latin1',
      ),
    'escapes, JSON': (text) => list(text, (code) => `\\u00${hexOf(code)}`, ''),
    'escapes, percent': (text) => list(text, (code) => `%${hexOf(code)}`, ''),
    'escapes, HTML': (text) => list(text, (code) => `&#${code};`, ''),
    base64: (text) => Buffer.from(text, 'latin1').toString('base64'),
    'base64 in base64': (text) =>
      Buffer.from(Buffer.from(`some words, and ${text}`, 'latin1').toString('base64')).toString('base64'),
    hex: (text) => Buffer.from(text, 'latin1').toString('hex'),
    'hex, bytes': (text) => list(text, hexOf, ' '),
    'hex, numbers': (text) => list(text, (code) => `0x${hexOf(code)}`, ', '),
    codes: (text) => list(text, String, ', '),
    reversed: (text) => [...text].reverse().join(''),
    rotated: turned,
    'joined literals': (text) => `"${text.slice(0, 9)}" + "${text.slice(9)}"`,
    'joined letters': (text) => list(text, (code) => `"${String.fromCharCode(code)}"`, ' + '),
    'joined, invisible': (text) => `${text.slice(0, 9)}\xe2\x80\x8b${text.slice(9)}`,
    packed: (text) => gzipSync(text),
  };
  const body = fc.stringMatching(/^[A-Za-z]{30,38}$/);

  const matching = new RegExp(rule.regex);

  test.each(Object.entries(FORMS))('%s', (_, write) => {
    let matches = 0;
    fc.assert(
      fc.property(body, fc.nat(7), fc.integer({ min: 1, max: 1 << 20 }), (letters, lead, seed) => {
        // Sometimes a credential, sometimes a letter too few or too many.
        const text = letters.length < 34 ? sample(rule, seed) : `${rule.prefix}${letters}`;
        const written = write(text);
        const bytes = Buffer.concat([
          Buffer.from(typeof written === 'string' && lead > 0 ? `${' '.repeat(lead)}\n` : ''),
          typeof written === 'string' ? Buffer.from(written, 'latin1') : written,
        ]);
        if (!matching.test(text)) return;
        matches++;
        expect(sieve.hits(bytes).length).toBeGreaterThan(0);
      }),
      run(),
    );
    expect(matches).toBeGreaterThan(0);
  });
});

// ---------------------------------------------------------------- pieces

const shape = ({ findings, suppressed }: Report): readonly unknown[] =>
  [...findings, ...suppressed].map(({ rule, location, verdict, fingerprint }) => [
    rule.id,
    location,
    verdict,
    fingerprint,
  ]);

const pathOf = (index: number): string => `${index}/stdin`;

/** The same contents as files. */
const asFiles = (contents: readonly Uint8Array[]): Source =>
  memorySource(contents.map((bytes, index) => ({ path: pathOf(index), bytes })));

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Scans each of the contents in segments, whatever their size, as a source does that never holds anything whole. */
function inSegments(contents: readonly Uint8Array[], sizes: readonly number[]): Source {
  return {
    mode: 'stdin',
    target: '-',
    async *candidates(sieve, ledger) {
      ledger.list(contents.length);
      for (const [index, bytes] of contents.entries()) {
        yield {
          kind: 'text',
          whole: false,
          places: [{ kind: 'stdin', path: Buffer.from(pathOf(index)) }],
          segments: () => streamSegments(pieces(bytes, sizes), sieve),
          partial: () => undefined,
        };
        ledger.size(bytes.length);
        ledger.scanned(bytes.length);
      }
    },
  };
}

describe('a content gives the same findings whole and in pieces', () => {
  const LINE = 'some text that fills the space between, é and 🤗\r\n';
  const fill = (length: number): string => LINE.repeat(Math.ceil(length / LINE.length)).slice(0, length);
  const sizes = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 });

  test('small contents', async () => {
    await fc.assert(
      fc.asyncProperty(
        batch(fc.array(one, { maxLength: 4 })),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
        async (all, cuts) => {
          const contents = all.map((some) => Buffer.from(some.map(whole).join('\n')));
          expect(shape(await scan(inSegments(contents, cuts)))).toEqual(shape(await scan(asFiles(contents))));
          const joined = Buffer.concat(contents);
          const held = shape(await scan(memorySource([{ path: 'stdin', bytes: joined }])));
          expect(shape(await scan(stdinSource(pieces(joined, cuts), 'stdin')))).toEqual(held);
        },
      ),
      inBatches(0.5),
    );
  });

  test('3 MiB, credentials around the edges of the segments', async () => {
    const MIB = 1 << 20;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(one, fc.integer({ min: -40_000, max: 40_000 })), { minLength: 1, maxLength: 3 }),
        sizes,
        async (all, cuts) => {
          let text = '';
          for (const [index, [it, shift]] of all.entries()) {
            const wanted = MIB * (index + 1) + shift - Buffer.byteLength(text);
            text += `${fill(Math.max(0, wanted))}\n${whole(it)}\n`;
          }
          const bytes = Buffer.from(text + fill(1000));
          const held = shape(await scan(asFiles([bytes])));
          expect(held).toHaveLength(all.length);
          expect(shape(await scan(inSegments([bytes], cuts)))).toEqual(held);
        },
      ),
      run(0.04),
    );
  });

  test('over 4 MiB, through the sources', async () => {
    await fc.assert(
      fc.asyncProperty(one, fc.integer({ min: 0, max: 5 << 20 }), sizes, async (it, at, cuts) => {
        const bytes = Buffer.from(`${fill(at)}\n${whole(it)}\n${fill((5 << 20) - at)}`);
        const expected = [[it.rule.id, it.secret]];
        for (const source of [memorySource([{ path: 'a', bytes }]), stdinSource(pieces(bytes, cuts), 'a')])
          expect(
            (await scan(source)).findings.map(({ rule, credential }) => [rule.id, credential?.secret.reveal()]),
          ).toEqual(expected);
      }),
      run(0.03),
    );
  });
});
