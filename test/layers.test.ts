import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { looksDeflated } from '../src/decode/deflated.ts';
import { Layers } from '../src/layers.ts';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { scan } from '../src/scan.ts';
import { sieveOf, usualTokens } from '../src/sieves.ts';
import { memorySource } from '../src/sources/memory.ts';
import { token } from './decode/sample.ts';
import { userToken } from './tokens.ts';
import { tarOf, zipOf } from './unpack/archives.ts';

const T = userToken(1);
const U = userToken(2);

async function report(path: string, content: string | Uint8Array) {
  return scan(memorySource([{ path, bytes: Buffer.from(content as string) }]));
}

async function found(path: string, content: string | Uint8Array) {
  const { findings } = await report(path, content);
  return findings.map(({ location: { line, column, endLine, endColumn, trail }, credential }) => ({
    at: `${line}:${column}-${endLine === line ? '' : `${endLine}:`}${endColumn}`,
    trail: trail.join(' > '),
    secret: credential?.secret.reveal(),
  }));
}

const base64 = (text: string | Uint8Array): string => Buffer.from(text as string).toString('base64');
const base64url = (text: string | Uint8Array): string => Buffer.from(text as string).toString('base64url');
const hex = (text: string | Uint8Array): string => Buffer.from(text as string).toString('hex');
const percent = (text: string): string => text.replace(/[^A-Za-z0-9]/g, (char) => `%${hex(char)}`);
const twice = (text: string): string => [...text].map((char) => `%25${hex(char)}`).join('');
const escaped = (text: string): string => [...text].map((char) => `\\u00${hex(char)}`).join('');
const reversed = (text: string): string => [...text].reverse().join('');

/** Files whose second line is `key: ` and the encoded text. */
const NESTED: readonly (readonly [name: string, encoded: string, trail: string])[] = [
  ['base64 of base64', base64(base64(`t=${T}`)), 'base64 > base64'],
  ['base64 of base64 of base64', base64(base64(base64(T))), 'base64 > base64 > base64'],
  ['five times base64', base64(base64(base64(base64(base64(T))))), 'base64 > base64 > base64 > base64 > base64'],
  ['base64url of base64', base64url(base64(`ü=${T}`)), 'base64 > base64'],
  ['base64 of hex', base64(hex(T)), 'base64 > hex'],
  ['hex of base64', hex(base64(`{"token":"${T}"}`)), 'hex > base64'],
  ['hex of hex', hex(hex(T)), 'hex > hex'],
  ['base64 of escapes', base64(escaped(`x=${T}`)), 'base64 > escapes'],
  ['base64 of percent', base64(percent(`x=${T}&`)), 'base64 > escapes'],
  ['base64 of UTF-16 of base64', base64(Buffer.from(`key = ${base64(T)}`, 'utf16le')), 'base64 > base64'],
  ['base64 of UTF-16', base64(Buffer.from(`$env:HF_TOKEN="${T}"`, 'utf16le')), 'base64'],
  [
    'base64 of UTF-16 of capitals',
    base64url(Buffer.from(`\ufeffx = "${base64(gzipSync(T))}"`, 'utf16le')),
    'base64 > base64 > gzip',
  ],
  [
    'base64 of base64 of a tar',
    base64(`x = "${base64(tarOf([{ name: 'app.py', content: T }]))}"`),
    'base64 > base64 > !/app.py',
  ],
  [
    'base64 of UTF-16 with a head of others',
    base64(Buffer.from(`\ufeff# ${'ключ '.repeat(20)}\nt="${T}"`, 'utf16le')),
    'base64',
  ],
  [
    'hex of UTF-16 with a head of others',
    hex(Buffer.from(`\ufeff# ${'ключ '.repeat(20)}\nt="${T}"`, 'utf16le').swap16()),
    'hex',
  ],
  [
    'percent of percent of all of hex of a tar',
    twice(hex(tarOf([{ name: 'app.py', content: T }]))),
    'escapes > hex > !/app.py',
  ],
  ['base64 of a reversed token', base64(`x "${reversed(T)}" y`), 'base64 > reversed'],
];

const LONG = Array.from({ length: 99 }, (_, at) => `line ${at * at}\n`).join('');
const PACKED: readonly (readonly [name: string, encoded: string, trail: string])[] = [
  ['base64 of gzip', base64(gzipSync(`key=${T}\n`)), 'base64 > gzip'],
  [
    'base64 of base64 of gzip, as Helm keeps releases',
    base64(base64(gzipSync(`{"k":"${T}"}`))),
    'base64 > base64 > gzip',
  ],
  ['base64 of zlib', base64(deflateSync(`a long enough text, and key=${T}\n`)), 'base64 > zlib'],
  ['base64 of raw deflate with fixed codes', base64(deflateRawSync(T)), 'base64 > deflate'],
  ['base64 of raw deflate with codes of its own', base64(deflateRawSync(`${LONG}key=${T}\n`)), 'base64 > deflate'],
  ['base64 of base64 of raw deflate', base64(base64(deflateRawSync(`key=${T}\n`))), 'base64 > base64 > deflate'],
  [
    'base64 of raw deflate in percent, as SAML sends requests',
    encodeURIComponent(base64(deflateRawSync(`<saml:Issuer>${LONG}</saml:Issuer><a>${T}</a>`))),
    'base64 > deflate',
  ],
  [
    'base64 of raw deflate of percent, as draw.io keeps pages',
    base64(deflateRawSync(encodeURIComponent(`<mxGraphModel><mxCell value="${T}"/></mxGraphModel>`))),
    'base64 > deflate',
  ],
  ['hex of gzip', hex(gzipSync(`key=${T}\n`)), 'hex > gzip'],
  ['hex of raw deflate with fixed codes', hex(deflateRawSync(`k=${T}`)), 'hex > deflate'],
  ['hex of raw deflate with codes of its own', hex(deflateRawSync(`${LONG}key=${T}\n`)).toUpperCase(), 'hex > deflate'],
  ['hex of base64 of raw deflate', hex(base64(deflateRawSync(`key=${T}`))), 'hex > base64 > deflate'],
  ['base64 of gzip of base64', base64(gzipSync(base64(`key=${T}\n`))), 'base64 > gzip > base64'],
];

describe('encodings in one another', () => {
  test.each(NESTED)('%s', async (_, encoded, trail) => {
    expect(await found('a.yaml', `# x\nkey: ${encoded}\nend: 1\n`)).toEqual([
      { at: expect.stringMatching(/^2:/), trail, secret: T },
    ]);
  });

  test('the place is that of the encoded token', async () => {
    const inner = base64(`abc${T}`);
    const outer = base64(`${inner}\n`);
    const [finding] = await found('a.txt', `x\n  data: ${outer}\n`);
    // Four characters of each layer stand for `abc`, and at most three for what the token does not fill.
    const column = 9 + Math.floor((4 * 4) / 3);
    expect(finding?.at).toMatch(new RegExp(`^2:${column}-`));
  });

  test('six times base64 is deeper than anybody looks, and that is told', async () => {
    let text = T;
    for (let times = 0; times < 6; times++) text = base64(text);
    const { findings, complete, ledger } = await report('a.txt', text);
    expect(findings).toEqual([]);
    expect([complete, ledger.partial]).toMatchObject([false, [{ reason: 'archive-limit' }]]);
  });

  test.each([
    ['wrapped', (text: string) => (text.match(/.{1,76}/g) as string[]).join('\n')],
    ['wrapped and indented', (text: string) => (text.match(/.{1,64}/g) as string[]).join('\r\n    ')],
    ['JSON with line ends', (text: string) => JSON.stringify((text.match(/.{1,76}/g) as string[]).join('\n'))],
    ['JSON in JSON', (text: string) => JSON.stringify(JSON.stringify((text.match(/.{1,76}/g) as string[]).join('\n')))],
    ['without its padding', (text: string) => text.replace(/=+$/, '')],
    ['as a data URL', (text: string) => `"data:text/plain;base64,${text}"`],
    ['behind the letter of a line end', (text: string) => `"x\\n${text}"`],
  ])('a run of base64: %s', async (_, write) => {
    const text = base64(base64(`first line\nsecond line, long enough to be wrapped\nHF_TOKEN=${T}\nlast line\n`));
    expect(await found('a.json', write(text))).toMatchObject([{ secret: T }]);
  });
});

const entity = (char: string): string => `&#${char.charCodeAt(0)};`;
/** What an underscore alone is written as. */
const TWICE: readonly (readonly [name: string, underscore: string])[] = [
  ['percent of an entity', percent(entity('_'))],
  ['percent of all of an entity', [...entity('_')].map((char) => `%${hex(char)}`).join('')],
  ['an entity of percent', `${entity('%')}5F`],
  ['an entity of an entity', entity('_').replace(/\W/g, entity)],
  ['percent of JSON', '%5Cu005f'],
  ['an entity of JSON', `${entity('\\')}u005F`],
  ['JSON of percent', '\\u00255F'],
  ['JSON of an entity', '\\u0026#95;'],
  ['percent of Markdown', '%5C_'],
  ['percent of an entity, twice', percent(percent(entity('_')))],
];

test.each(TWICE)('one underscore alone, escaped twice: %s', async (_, underscore) => {
  const written = T.replace('_', underscore);
  expect(await found('a.txt', `q="${written}"\n`)).toEqual([
    { at: `1:4-${4 + written.length}`, trail: 'escapes > escapes', secret: T },
  ]);
  expect(await found('a.txt', `q="${written.slice(0, -1)}"\n`)).toEqual([]);
});

describe('base64 of UTF-16 whose first signs are escaped: the place is that of the token', () => {
  const WRITES: readonly (readonly [name: string, write: (sign: string) => string])[] = [
    ['percent', (sign) => `%${hex(sign).toUpperCase()}`],
    ['percent of percent', (sign) => `%25${hex(sign)}`],
    ['entities', (sign) => `&#${sign.charCodeAt(0)};`],
    ['entities of base 16', (sign) => `&#x${hex(sign).toUpperCase()};`],
    ['\\u002b', (sign) => `\\u00${hex(sign)}`],
    ['a backslash', (sign) => (/[/_]/.test(sign) ? `\\${sign}` : sign)],
    ['entities of percent', (sign) => `&#37;${hex(sign)}`],
    ['percent of entities', (sign) => percent(entity(sign))],
    ['entities of entities', (sign) => entity(sign).replace(/\W/g, entity)],
    ['entities with &amp;', (sign) => `&amp;#${sign.charCodeAt(0)};`],
  ];
  const ALPHABETS = [base64, base64url];
  test.each(WRITES.flatMap(([name, write]) => ALPHABETS.map((encode) => ({ name, write, encode }))))(
    '$name, $encode.name',
    async ({ write, encode }) => {
      for (const before of ['x = 1\n', '<p>', '>>>', 'ab>cd', '?>?>'])
        for (const mark of ['', '\ufeff']) {
          const head = `${mark}${before}${'a line '.repeat(9)}`;
          const encoded = encode(Buffer.from(`${head}${T} and more`, 'utf16le'));
          const written = (text: string): string => text.replace(/[+/_-]/g, write);
          const column = 7 + written(encoded.slice(0, Math.floor((2 * head.length * 8) / 6))).length;
          const at = expect.stringMatching(new RegExp(`^1:${column}-`));
          expect(await found('a.txt', `q="%0A${written(encoded)}"\n`)).toMatchObject([{ at, secret: T }]);
        }
    },
  );
});

test.each(['-', '_'])('URL-safe base64 of raw deflate with %s among its first letters', async (dash) => {
  const all = Array.from({ length: 400 }, (_, at) =>
    base64url(deflateRawSync(`${at % 2 ? LONG.slice(at) : at} key=${T} ${at}`)),
  );
  const dashed = all.filter((text) => text.slice(4, 48).includes(dash)).slice(0, 20);
  expect(dashed).toHaveLength(20);
  for (const text of dashed)
    expect(await found('a.txt', `/?q=${text}&x=1\n`)).toMatchObject([{ trail: 'base64 > deflate', secret: T }]);
});

test('a script in which a shell puts thousands together is read to its end', { timeout: 60_000 }, async () => {
  const tokens = Array.from({ length: 3500 }, (_, at) => token(at + 1));
  const lines = tokens.map((one) => `printf '%s%s' ${one.slice(0, 12)} ${one.slice(12)}\n`);
  const { complete, findings, suppressed } = await report('a.sh', `#!/bin/sh\n${lines.join('')}`);
  expect([complete, findings.length + suppressed.length]).toEqual([true, tokens.length]);
});

test('text behind what is glued to it, which together would look like raw deflate', async () => {
  const glued = Array.from({ length: 20_000 }, (_, at) => `x${base64(`${at} "${reversed(T)}" y`)}`);
  const deflated = glued.filter((text) => looksDeflated(Buffer.from(text, 'base64'))).slice(0, 5);
  expect(deflated).toHaveLength(5);
  for (const text of deflated) expect(await found('a.txt', text)).toMatchObject([{ secret: T }]);
});

describe('packed, and encoded', () => {
  test.each(PACKED)('%s', async (_, encoded, trail) => {
    expect(await found('a.yaml', `# x\nkey: ${encoded}\nend: 1\n`)).toEqual([
      { at: expect.stringMatching(/^2:6-/), trail, secret: T },
    ]);
  });

  test.each<[string, (bytes: Buffer) => string, string]>([
    ['base64', base64, 'base64'],
    ['hex', hex, 'hex'],
    ['gzip in base64', (bytes) => base64(gzipSync(bytes)), 'base64 > gzip'],
    ['gzip in wrapped base64', (bytes) => base64(gzipSync(bytes)).replace(/.{76}/g, '$&\n'), 'base64 > gzip'],
  ])('a tar in %s: each file is named', async (_, write, trail) => {
    const tar = tarOf([
      { name: 'q/.env', content: `A=${T}\n` },
      { name: 'b.txt', content: `x\nB=${U}\n` },
      { name: 'c.txt', content: `C=${T}\n` },
    ]);
    const all = await found('a.yaml', `key: ${write(tar)}\n`);
    const names = new Set(all.map((one) => `${one.secret === T ? 'T' : 'U'} ${one.trail}`));
    expect(names).toContain(`T ${trail} > !/q/.env`);
    expect(names).toContain(`U ${trail} > !/b.txt`);
    expect([...names].filter((name) => !name.includes('!/'))).toEqual([]);
  });

  const BEGINNINGS = [
    gzipSync,
    deflateSync,
    deflateRawSync,
    (text: string) => zipOf([{ name: 'a', content: text }]),
  ] as const;
  test.each<[string, (text: string) => string]>([
    ['JSON of PHP', (text) => text.replaceAll('/', '\\/')],
    ['JSON of .NET', (text) => text.replaceAll('+', '\\u002B').replaceAll('/', '\\/')],
    ['a URL', encodeURIComponent],
    ['HTML', (text) => text.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;').replaceAll('=', '&#61;')],
  ])('base64 whose signs are escaped at once, in %s', async (_, write) => {
    for (const pack of BEGINNINGS.filter((one) => one !== deflateRawSync)) {
      const early = Array.from({ length: 200 }, (_, at) => base64(pack(`${at * at} and ${at} HF_TOKEN=${T}\n`)));
      const texts = early.filter((text) => /^.{5,40}\+/.test(text) && /^.{5,40}\//.test(text)).slice(0, 5);
      for (const text of texts)
        expect(await found('a.json', `{"x": "${write(text)}"}\n`)).toMatchObject([{ secret: T }]);
    }
  });

  test.each(['\\u0022', '\\\\u0022', '\\\\\\\\u0022', '\\\\x22', '%22', '%2522', '%252522', '&#37;22', '&#37;2522'])(
    'packed, behind an escaped quote: %s',
    async (quote) => {
      const text = `a text, and key=${T}\n`;
      for (const pack of BEGINNINGS)
        for (const encode of [base64, hex]) {
          const encoded = encode(pack(text));
          const value = `${quote}${encoded}${quote}`;
          expect(await found('a.json', `{"a": "{${quote}b${quote}:${value}}"}\n`)).toMatchObject([{ secret: T }]);
        }
    },
  );

  test.each(['\x1b[m', '\x1b[0m', '\x1b[32m', '\x1b[38;5;12m', '\n+', '\n-'])('packed, behind %j', async (before) => {
    for (const pack of BEGINNINGS)
      expect(await found('a.log', `x ${before}${base64(pack(`a text, and key=${T}\n`))}\x1b[0m\n`)).toMatchObject([
        { secret: T },
      ]);
  });

  test('two tokens in one place are two findings', async () => {
    const all = await found('a.yaml', `key: ${base64(gzipSync(`${T} ${U} ${T}\n`))}\n`);
    expect(all.map(({ secret }) => secret).sort()).toEqual([T, U].sort());
  });

  test('a bomb in base64 is told, and ends soon', async () => {
    const bomb = base64(gzipSync(gzipSync(Buffer.alloc(300 << 20))));
    const { findings, complete, members } = await report('a.txt', `x: ${bomb}\n${T}\n`);
    expect(findings).toHaveLength(1);
    expect(complete).toBe(false);
    expect([...(members?.partial ?? []), ...(members?.skipped ?? [])].map(({ reason }) => reason)).toContain(
      'archive-limit',
    );
  });
});

test('a gzip that breaks off in base64: what there is of it is read, and that there is no more is told', async () => {
  const packed = gzipSync(`x ${T}\n${Array.from({ length: 99 }, (_, at) => at * at).join()}`);
  const cut = await report('a.txt', `x: ${base64(packed.subarray(0, -30))}\n`);
  expect(cut.findings).toHaveLength(1);
  expect(cut.members?.partial).toMatchObject([{ reason: 'decode-error' }]);
  const glued = await report('a.txt', `x: ${base64(Buffer.concat([packed, Buffer.from('more')]))}\n`);
  expect(glued).toMatchObject({ complete: true, findings: [{}] });
});

describe('an optional rule', () => {
  const dump = (text: string, offset: (at: number) => string, end: (line: string) => string): string =>
    (text.match(/.{1,16}/gs) as string[])
      .map((line, at) => `${offset(16 * at)}${hex(line).replace(/../g, '$& ').padEnd(50)}${end(line)}\n`)
      .join('');
  const octal = (at: number): string => `${at.toString(8).padStart(7, '0')} `;
  const DUMPS: readonly (readonly [name: string, offset: (at: number) => string, end: (line: string) => string])[] = [
    ['xxd -g1', (at) => `${at.toString(16).padStart(8, '0')}: `, (line) => line.replace(/[^ -~]/g, '.')],
    ['hexdump -C', (at) => `${at.toString(16).padStart(8, '0')}  `, (line) => `|${line.replace(/[^ -~]/g, '.')}|`],
    ['od -t x1', octal, () => ''],
  ];

  test.each(DUMPS)('%s: what it finds hides nothing', async (_, offset, end) => {
    const content = [0, 5, 11, 14].map((at) => `# ${at}\n${dump(`${'x'.repeat(at)}\n${T}\n`, offset, end)}`).join('\n');
    const bytes = Buffer.from(content);
    const { findings } = await scan(memorySource([{ path: 'a.txt', bytes }]), {
      rulebook: builtinRulebook(['partial']),
    });
    expect(findings.map(({ rule }) => rule.id)).toEqual(Array(4).fill('hf-user-token'));
  });
});

describe('in a notebook', () => {
  const notebook = (cells: readonly object[]): string => JSON.stringify({ cells, metadata: {}, nbformat: 4 }, null, 1);

  test('the state of 50,000 widgets is read to its end', async () => {
    const widgets = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`w${at}`, `Downloading ${at}`]));
    const text = JSON.stringify({ metadata: { widgets: { ...widgets, last: `login ${T}` } }, cells: [], nbformat: 4 });
    const { complete, findings } = await report('a.ipynb', text);
    expect([complete, findings.length]).toEqual([true, 1]);
  });

  test('what is packed in an output is known to be in it', async () => {
    const data = Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(`a text, and key=${T}`)]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const png = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), size, Buffer.from('zTXt'), data, Buffer.alloc(4)];
    const output = { output_type: 'display_data', data: { 'image/png': base64(Buffer.concat(png)) } };
    const { findings } = await report('a.ipynb', notebook([{ cell_type: 'code', source: [], outputs: [output] }]));
    expect(findings.map(({ rule, location }) => [rule.id, location.trail])).toEqual([
      ['notebook-output-token', ['cell 1', 'output 1', 'base64', '!/Comment']],
    ]);
  });

  test('what two cells make is in both', async () => {
    const sources = [`S = "${T.slice(3)}"\n`, 'print("nothing of that")\n', 'login("hf_" + S)\n'];
    const cells = sources.map((source) => ({ cell_type: 'code', source: [source], outputs: [] }));
    expect(await found('a.ipynb', notebook(cells))).toMatchObject([{ trail: 'cell 1 > cell 3 > by name', secret: T }]);
  });
});

describe('what shares something', () => {
  test('two tokens by name, with one prefix, are two findings', async () => {
    const text = `P = "${T.slice(0, 3)}"\nA = "${T.slice(3)}"\nB = "${U.slice(3)}"\nx = P + A\ny = P + B\n`;
    expect((await found('a.py', text)).map(({ secret }) => secret).sort()).toEqual([T, U].sort());
  });
});

describe('texts without anything between', () => {
  const elf = Buffer.from('\x7fELF\x02\x01\x01\0\0\0', 'latin1');
  const binary = (text: string): Buffer => Buffer.concat([elf, Buffer.from(text, 'latin1')]);
  const NAME = `hf_${'setRequestTimeoutOfConnectionPoolABC'.slice(0, 34)}`;
  test.each<[string, Buffer | string, string[]]>([
    ['a letter behind, in a program', binary(`Bearer ${T}reflect.Value`), [T]],
    ['a digit behind, in a program', binary(`HF_TOKEN=${T}8080`), [T]],
    ['two behind each other', binary(`=${T}read\xff${U}write`), [T, U]],
    ['letters before and behind, in a program', binary(`Authorization${T}constructor`), [T]],
    ['a length of one byte', binary(`kJ${T}Jnext`), [T]],
    ['CBOR', Buffer.from(`\xa2ax%${T}drole\x01`, 'latin1'), [T]],
    ['protobuf', Buffer.from(`\x12%${T}b\x05qqqqq`, 'latin1'), [T]],
    ['CBOR that says so', Buffer.from(`\xd9\xd9\xf7\xa2etokenx%${T}dnamecabc`, 'latin1'), [T]],
    ['protobuf that begins with a text', Buffer.from(`\n\x05alice:%${T}B\x05hello`, 'latin1'), [T]],
    ['protobuf that begins with a number', Buffer.from(`\x08\x05:%${T}B\x05hello`, 'latin1'), [T]],
    ['Avro without a header', Buffer.from(`\naliceJ${T}D${'a'.repeat(34)}`, 'latin1'), [T]],
    ['a long head of text', Buffer.from(`${'x\n'.repeat(5000)}\x01:%${T}B\x05hello`, 'latin1'), [T]],
    ['msgpack behind a head of text', Buffer.from(`{}\n\x82\xa5token\xd9%${T}drole`, 'latin1'), [T]],
    ['J before it, in Latin-1', Buffer.from(`Grüße für kJ${T}Jnext ÄÖ %${U}next`, 'latin1'), []],
    ['J before it, in UTF-8', `“${'—'.repeat(40)}kJ${T}J${'—'.repeat(40)} a%${U}n${'x—'.repeat(40)}`, []],
    ['J before it, colours and form feeds', `\x1b[32m kJ${T}Jnext\x1b[0m\f %${U}next`, []],
    ['far behind the beginning', binary(`${'x\n'.repeat(3 << 20)}:${T}reflect`), [T]],
    ['in base64', base64(binary(`Bearer ${T}reflect.Value`)), [T]],
    ['a letter behind, in text', `Bearer ${T}reflect.Value`, []],
    ['J before it, in text', `kJ${T}Jnext %${U}next`, []],
    ['a letter behind, in UTF-16', Buffer.from(`\ufeffx = ${T}reflect`, 'utf16le'), []],
    ['a letter behind, in UTF-16 without a mark', Buffer.from(`x = ${T}reflect`, 'utf16le'), []],
    [
      'a letter behind, in UTF-16 with its bytes in order',
      Buffer.from(`\ufeffx = ${T}reflect`, 'utf16le').swap16(),
      [],
    ],
    ['J before it, in UTF-16', Buffer.from(`\ufeffkJ${T}Jnext`, 'utf16le'), []],
    ['one in UTF-16', Buffer.from(`\ufeffx = ${T}\n`, 'utf16le'), [T]],
    ['a name', binary(`\0${NAME}reflect\0`), []],
    ['a name of short words', binary(`\0hf_${'txPwrCtlGainTblIdx'}MaxBtWlanCoexRfMd\0`), []],
    ['the end of a name', binary(`\0some_${T}reflect\0`), []],
  ])('%s', async (_, content, tokens) => {
    expect((await found('a', content)).map(({ secret }) => secret)).toEqual(tokens);
  });
});

test('what a list of a container says is not lost where letters beside it speak against the same credential', async () => {
  const tokens = Array.from({ length: 60 }, (_, seed) => userToken(seed + 1));
  const role = 'administrator'.padEnd(37, 'x');
  const head = `{'descr': '|S37', 'fortran_order': False, 'shape': (${tokens.length},), }\n`;
  const bytes = Buffer.from(
    `\x93NUMPY\x01\0${String.fromCharCode(head.length)}\0${head}${tokens.map((one) => one + role).join('')}`,
    'latin1',
  );
  const { findings } = await report('a.npy', bytes);
  expect(findings.map(({ credential }) => credential?.secret.reveal()).sort()).toEqual(tokens.sort());
});

describe('containers', () => {
  test('the place in a packed file is that in its content', async () => {
    expect(await found('log.gz', gzipSync(`first\nsecond ${T}\n`))).toEqual([
      { at: '2:8-45', trail: 'gzip', secret: T },
    ]);
  });

  test('packed twice', async () => {
    expect(await found('log.gz.gz', gzipSync(gzipSync(`x ${T}\n`)))).toEqual([
      { at: '1:3-40', trail: 'gzip > gzip', secret: T },
    ]);
  });

  test('what is in a container has an account of its own', async () => {
    const { members, ledger } = await report('a.gz', gzipSync('hello'));
    expect(members).toMatchObject({ listed: { objects: 1, bytes: 5 }, scanned: { objects: 1, bytes: 5 } });
    expect(ledger.scanned.objects).toBe(1);
  });

  test.each([
    ['text', 'hello'],
    ['what only looks like brotli', brotliCompressSync('hello')],
  ])('no account for %s', async (_, content) => {
    expect((await report('a', content)).members).toBeNull();
  });

  test('nine streams deep is told', async () => {
    let bytes: Uint8Array = Buffer.from(`x ${T}\n`);
    for (let times = 0; times < 9; times++) bytes = gzipSync(bytes);
    const { findings, ledger, complete } = await report('a.gz', bytes);
    expect(findings).toEqual([]);
    expect(complete).toBe(false);
    expect(ledger.partial).toMatchObject([{ reason: 'archive-limit' }]);
  });

  test('text that only has the ending of brotli', async () => {
    expect(await report('notenn.br', 'Un destenn brezhonek, ha netra ken.\n')).toMatchObject({
      complete: true,
      members: null,
    });
  });

  test('brotli', async () => {
    expect(await found('app.js.br', brotliCompressSync(`let t = "${T}";\n`))).toMatchObject([
      { trail: 'brotli', secret: T },
    ]);
  });

  test('a container of more than one segment', async () => {
    const noise = Buffer.from(Array.from({ length: 5 << 20 }, (_, at) => (at * 2654435761) >>> 24));
    const bytes = gzipSync(Buffer.concat([noise, Buffer.from(`\nx ${T}\n`)]), { level: 0 });
    expect(bytes.length).toBeGreaterThan(4 << 20);
    expect(await found('a.gz', bytes)).toMatchObject([{ trail: 'gzip', secret: T }]);
  });
});

test('what is packed is looked through within bounds: where they end, no more is unpacked, and that is told', async () => {
  const told: string[] = [];
  const layers = new Layers({
    tokens: [],
    sieve: {
      reach: 0,
      hits: (_, { work } = {}) => {
        if (work) work.left = -1;
        return [];
      },
    },
    settle: () => undefined,
    limit: () => told.push('limit'),
  });
  const tar = tarOf(['a', 'b', 'c'].map((name) => ({ name, content: name })));
  const names: string[] = [];
  for await (const member of layers.members(tar, [])) {
    names.push(member.trail.join());
    layers.hitsIn(member.bytes);
  }
  expect(names).toEqual(['!/a']);
  expect(told).toEqual(['limit']);
});

test('what is far in a large member is found at its place, also from one piece to the next', async () => {
  const bytes = Buffer.alloc((16 << 20) + 4096, 'some text\n');
  bytes.write(`\n${T}\n`, (1 << 20) - 10);
  bytes.write(`\n${U}\n`, bytes.length - 60);
  const { findings, complete } = await report('a.tar', tarOf([{ name: 'a', content: bytes }]));
  expect(complete).toBe(true);
  expect(findings.map(({ location: { offset, trail } }) => [offset, ...trail])).toEqual([
    [(1 << 20) - 9, '!/a'],
    [bytes.length - 59, '!/a'],
  ]);
  const text = bytes.toString('latin1');
  expect(findings.map(({ location: { line } }) => line)).toEqual(
    [T, U].map((token) => text.slice(0, text.indexOf(token)).split('\n').length),
  );
});

test('what is dear to look at counts for more', () => {
  const sieve = sieveOf(usualTokens, { allows: false, isRisky: false, notice: undefined });
  const cost = (text: string): number => {
    const work = { left: 1_000_000 };
    sieve.hits(Buffer.from(text), { work });
    return 1_000_000 - work.left;
  };
  expect(cost('no anchor')).toBe(0);
  expect(cost('hf_hub ')).toBeLessThan(5);
  expect(cost('"hf_" + "a" + "b" + c ')).toBeGreaterThan(20);
  expect(cost(`"${base64('x'.repeat(300))}"`)).toBeGreaterThanOrEqual(4);
});
