// What settles commits before Node.js starts is silent only where hfleaks has nothing to say.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { prefilterOf } from '../build/prefilter.ts';
import { createOpeners } from '../src/decode/openers.ts';
import { WORTH } from '../src/flow/worth.ts';
import { anchorForms } from '../src/forms.ts';
import { builtinExamples, builtinRulebook } from '../src/rulebook/load.ts';
import { createRisky } from '../src/sieve/risky.ts';
import { createSieve } from '../src/sieve/sieve.ts';
import { lfsOid } from '../src/sources/lfs.ts';
import type { TokenRule } from '../src/types.ts';
import { looksPacked } from '../src/unpack/magic.ts';
import { CONTAINERS, ENCODINGS, type Planted, RECODINGS } from './metamorphic/forms.ts';
import { ROOT, temporaryFolder } from './repository.ts';
import { amount } from './slice.ts';
import { token } from './tokens.ts';

const { rules } = builtinRulebook();
const tokens = rules.filter((rule): rule is TokenRule => rule.family === 'token');
const forms = anchorForms(tokens);
const sieve = createSieve(forms, createOpeners(looksPacked));
const isRisky = createRisky(WORTH);
const PLAIN = forms.flatMap(({ decoder, line }) => (decoder === 'plain' && line ? [line()] : []));
const { texts, gates, lines, weak, clients } = prefilterOf(rules);
const PATH = Buffer.from('a/huggingface_hub/b.py');
const PATHS = [PATH, Buffer.from('a/job.sbatch')];

/** What must be seen in a content: everything; and of spellings that have lines, each by its own. */
function wanted(content: Buffer): Map<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  const hits = sieve.hits(content);
  // What goes on long enough without a break is seen anyway.
  for (const { form } of hits)
    if (form.line) all.set(`${form.decoder} ${Buffer.from(form.bytes).toString('latin1')}`, [form.line(), ...PLAIN]);
  if (hits.length > 0 || PATHS.some((path) => isRisky(path, content)) || lfsOid(content) !== null) all.set(ALL, []);
  return all;
}
const ALL = 'everything';

/** The contents, by their number, of which one of the lines is. */
function found(contents: ReadonlyMap<number, Buffer>, own: readonly string[]): ReadonlySet<number> {
  return new Set(search(contents, '-alE', own).split('\n').map(numberOf));
}

/** The contents, by their number, that are handed on, as the script does it. */
function handedOn(contents: ReadonlyMap<number, Buffer>): ReadonlySet<number> {
  const all = new Set(search(contents, '-alF', texts).split('\n').map(numberOf));
  const kept = new Map<number, string>();
  const keep = (output: string, isKept: (text: string) => boolean): void => {
    for (const line of output.split('\n')) {
      const text = line.slice(line.indexOf(':') + 1);
      if (line !== '' && isKept(text)) kept.set(numberOf(line), `${kept.get(numberOf(line)) ?? ''}${text}\n`);
    }
  };
  keep(search(contents, '-aE', gates), () => true);
  keep(search(contents, '-aoE', ['[A-Za-z0-9+/_-]{48,}']), (text) => /[A-Z].*[A-Z]|[0-9A-Fa-f]{24}/.test(text));
  for (const [at, text] of kept) {
    const content = `${PATH}\n${contents.get(at)?.toString('latin1')}`;
    if (weak.some((word) => text.includes(word)) && clients.some((word) => content.includes(word))) all.add(at);
  }
  const rest = new Map([...kept].map(([at, text]) => [at, Buffer.from(text, 'latin1')] as const));
  const judged = search(rest, '-alE', lines, '');
  for (const name of judged.split('\n')) all.add(numberOf(name));
  return all;
}

/** Of a line that begins with a path: `./12:x = 1`. */
const numberOf = (line: string): number => Number.parseInt(line.slice(2) || '-1', 10);

/** What `grep` prints of the contents, as patches show them and the script marks them. */
function search(
  contents: ReadonlyMap<number, Buffer>,
  options: string,
  patterns: readonly string[],
  mark = '%-+',
): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'patterns'), Buffer.from(patterns.map((line) => `${line}\n`).join(''), 'latin1'));
  mkdirSync(join(folder, 'all'));
  for (const [at, content] of contents) {
    const text = content.toString('latin1').replace(/\n$/, '').replaceAll('\n', `\n${mark}`);
    writeFileSync(join(folder, 'all', `${at}`), Buffer.from(`${mark}${text}\n`, 'latin1'));
  }
  const { stdout, stderr } = spawnSync('grep', [`-rU`, options, '-f', '../patterns', '.'], {
    cwd: join(folder, 'all'),
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe('');
  return stdout;
}

/** Fails with where something is missed, never with what it is. */
function expectAll(contents: readonly Buffer[], least: number): void {
  const groups = new Map<string, { readonly lines: readonly string[]; readonly own: Map<number, Buffer> }>();
  for (const [at, content] of contents.entries())
    for (const [name, lines] of wanted(content)) {
      const group = groups.get(name) ?? { lines, own: new Map() };
      groups.set(name, group);
      group.own.set(at, content);
    }
  let seen = 0;
  for (const [name, { lines, own }] of groups) {
    const all = name === ALL ? handedOn(own) : found(own, lines);
    seen += all.size;
    const missed = [...own.keys()].filter((at) => !all.has(at));
    expect.soft(missed.slice(0, 9), name).toEqual([]);
  }
  expect(seen).toBeGreaterThan(least);
}

/** mulberry32. */
function generator(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * most);
  };
}

/** What stands around and between pieces of credentials. */
const BITS = [
  ...[
    '"',
    "'",
    '`',
    '\n',
    '\r\n',
    ' ',
    '  ',
    '\t',
    '\\',
    '\\n',
    '+',
    ' + ',
    '.',
    '..',
    ',',
    ', ',
    ':',
    ': ',
    '=',
    ' = ',
    ';',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
  ],
  ...[
    '"+"',
    '" + "',
    '" "',
    "' '",
    '", "',
    '" \\\n  "',
    '"\n# "',
    '&quot;',
    '&#39;+&#39;',
    '\\u0022 \\u0022',
    '%22%2B%22',
    '=\n',
    '\r\n ',
    '</w:t></w:r><w:r><w:t>',
    '\\u001b[0m',
    '")\nx.append("',
    '"\nname += "',
    '{name}',
    `\${name}`,
    '%s',
    '<b>',
    '&shy;',
    '\x1b[0m',
  ],
  ...[
    '\xe2\x80\x8b',
    '\xc2\xad',
    '\xff\xfe',
    '\0',
    '=\n',
    '0x',
    '%',
    '&#',
    '\\x',
    '\\u00',
    '\\\\u00',
    '104',
    ', 102',
    '95',
    '[::-1]',
    '.join(',
    'name',
    'token',
    'x = ',
  ],
  ...[
    '- ',
    '// ',
    '# ',
    '> ',
    '| ',
    'print(',
    'Bearer ',
    'hf',
    'api',
    'HFA',
    '.replace("-", "")',
    'hugging face ',
    'begin 644 x\n',
  ],
];

function mixture(seed: number): Buffer {
  const random = generator(seed);
  const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T;
  const whole = token(pick(tokens).id, 1 + random(500));
  let text = '';
  for (let pieces = 2 + random(12); pieces > 0; pieces--)
    switch (random(6)) {
      case 0:
        text += whole.slice(0, 1 + random(whole.length));
        break;
      case 1:
        text += whole.slice(random(whole.length));
        break;
      case 2:
        text += Buffer.from(pick(forms).bytes).toString('latin1');
        break;
      default:
        text += pick(BITS);
    }
  return Buffer.from(text, 'latin1');
}

/** A credential in two to five pieces, with the same or different breaks between them. */
function broken(seed: number): Buffer {
  const random = generator(seed);
  const whole = token(tokens[random(tokens.length)]?.id ?? '', 1 + random(500));
  const cuts = Array.from({ length: 1 + random(4) }, () => 1 + random(seed % 2 === 0 ? 6 : whole.length)).sort(
    (a, b) => a - b,
  );
  const pieces = [0, ...cuts].map((from, at) => whole.slice(from, cuts[at]));
  const between = [BITS[random(BITS.length)], BITS[random(BITS.length)]].join('');
  const open = ['"', "'", '`', '', 'x = "', '["', "f'"][random(7)] as string;
  return Buffer.from(`${BITS[random(BITS.length)]}${open}${pieces.join(between)}${open.slice(-1)}\n`, 'latin1');
}

/** A credential in forms on top of one another. */
function encoded(seed: number): Buffer {
  const random = generator(seed);
  const before = `${'import os\n'.repeat(random(9))}key = "`;
  const secret = token(tokens[random(tokens.length)]?.id ?? '', 1 + random(500));
  const bytes = Buffer.from(`${before}${secret}"  # hugging face\n`);
  let planted: Planted = {
    ...{ bytes, start: before.length, latest: before.length, end: before.length + secret.length },
    ...{ trail: [], name: 'x.py', isPacked: false, isBlurred: false },
  };
  const all = [...ENCODINGS, ...RECODINGS, ...CONTAINERS];
  for (let left = 1 + random(3); left > 0; left--)
    planted = all[random(all.length)]?.apply(planted, () => random(1 << 20) / (1 << 20)) ?? planted;
  return planted.bytes;
}

function letters(random: (most: number) => number, count: number): string {
  return Buffer.from(Array.from({ length: count }, () => 32 + random(95))).toString('latin1');
}

/** Text, or nearly text, in base64 or another run of digits; as long as the shortest ones. */
function run(seed: number): Buffer {
  const random = generator(seed);
  const kinds = [
    () => 32 + random(95),
    () => (random(9) === 0 ? random(256) : 97 + random(26)),
    () => random(2) * (32 + random(95)),
    () => random(256),
  ];
  const kind = kinds[random(kinds.length)] as () => number;
  let plain = Buffer.from(Array.from({ length: 34 + random(40) }, kind));
  if (random(4) === 0)
    plain = Buffer.from('日本語のテキスト、ключ доступа, clé d’accès '.slice(random(20)).padEnd(40, 'é'));
  if (random(4) === 0)
    plain = Buffer.concat([
      Buffer.from(
        ['H\x8b', '\x1f\x8b\x08', 'PK\x03\x04', '\x78\x9c', '%PDF-', '\xff\xfe', '\xfe\xff', 'BZh', '7z\xbc\xaf'][
          random(9)
        ] as string,
        'latin1',
      ),
      plain,
    ]);
  if (random(4) === 0) plain = deflateRawSync(`${letters(random, 20 + random(99))}${plain.toString('hex')}`);
  let written = plain.toString((['base64', 'base64url', 'hex'] as const)[random(3)]);
  if (random(4) === 0) written = random(2) ? encodeURIComponent(written) : written.replaceAll('/', '\\/');
  const glue = ['', ' ', '"', '=', '\\n', '\\u0041', '%20', 'x', 'ab', '-', '/', '[32m'][random(12)] as string;
  return Buffer.from(`${'a '.repeat(random(3))}${glue}${written.slice(random(4))}${glue}\n`, 'latin1');
}

/** What raw deflate makes codes of its own for. */
const MIXED = Array.from({ length: 40 }, (_, at) => `line ${at * at}\n`).join('');

describe('the lines for grep', () => {
  test.each<[name: string, make: (seed: number) => Buffer, all: number, least: number]>([
    ['mixtures of spellings', mixture, 30_000, 100],
    ['credentials in pieces', broken, 30_000, 100],
    ['credentials in forms', encoded, 10_000, 100],
    ['runs of digits', run, 30_000, 100],
  ])(
    'are in all that the sieve looks at: %s',
    (_, make, all, least) => {
      const count = amount(all, 700);
      for (let from = 0; from < count; from += 10_000)
        expectAll(
          Array.from({ length: Math.min(10_000, count - from) }, (_, at) => make(from + at + 1)),
          least,
        );
    },
    600_000,
  );

  test('are in all that the sieve looks at: credentials at the beginning of a line, and alone on it', () => {
    const writings: readonly ((secret: string) => string)[] = [
      (secret) => secret,
      (secret) => [...secret].reverse().join(''),
      (secret) =>
        secret.replace(/[a-z]/gi, (char) =>
          String.fromCharCode((((char.charCodeAt(0) % 32) + 12) % 26) + (char < 'a' ? 65 : 97)),
        ),
      (secret) => [...secret].map((char) => char.charCodeAt(0)).join(', '),
      (secret) => [...secret].map((char) => char.charCodeAt(0)).join(',\n'),
      (secret) => [...secret].map((char) => `0x${char.charCodeAt(0).toString(16)}`).join(' '),
      (secret) => Buffer.from(secret).toString('hex'),
      (secret) => Buffer.from(secret).toString('base64'),
      (secret) => encodeURIComponent(secret).replaceAll('_', '%5F'),
      (secret) => [...secret].join('\n'),
      (secret) => `${secret.slice(0, 9)}"\n"${secret.slice(9)}`,
      (secret) => `"_".join(["${secret.slice(0, secret.indexOf('_'))}", "${secret.slice(secret.indexOf('_') + 1)}"])`,
      (secret) => `t = %w[${secret.slice(0, 9)} ${secret.slice(9)}].join`,
      (secret) => `join "", qw/${secret.slice(0, 9)} ${secret.slice(9)}/`,
      (secret) => `printf '%s%s\\n' ${secret.slice(0, 9)} ${secret.slice(9)}`,
      (secret) => `t = %W(\n${[...secret].join('\n')}\n).freeze.join`,
      (secret) => `printf -v T '%s%s' ${secret.slice(0, 9)} ${secret.slice(9)}`,
      (secret) => `printf -v T -- "${secret.slice(0, 9)}%s" ${secret.slice(9)}`,
      (secret) =>
        `#define A "${secret.slice(9, 14)}"\n#define B "${secret.slice(14, 20)}"\n#define C "${secret.slice(20)}"\nf("${secret.slice(0, 9)}" A B C);`,
      (secret) => Buffer.from(deflateRawSync(`key=${secret}`)).toString('hex'),
      (secret) => Buffer.from(deflateRawSync(`${MIXED}key=${secret}`)).toString('base64url'),
      (secret) => `#define P "${secret.slice(0, 9)}"\n#define S "${secret.slice(9)}"\nf(P S);`,
      (secret) => `#define S "${secret.slice(9)}"\nf("${secret.slice(0, 9)}" S);`,
      (secret) =>
        `variable "a" { default = "${secret.slice(0, 9)}" }\n{ b = "${secret.slice(9)}" }\n"\${var.a}\${var.b}"`,
      (secret) => [...secret].map((char) => `[0.5, "o", "${char}"]`).join('\n'),
      (secret) => `[0.5, "o", "${secret.slice(0, 9)}"]\n[0.6, "o", "${secret.slice(9)}"]`,
      (secret) => `[0.5,"i","x ${secret.slice(0, 2)}"]\n[0.6,"i","${secret.slice(2)}"]`,
      (secret) => `x = "${secret.slice(0, 6)}; ${secret.slice(6)}"`,
    ];
    const all = tokens.flatMap(({ id }) =>
      writings.flatMap((write) => ['', '[\n', 'x = 1\n'].map((before) => before + write(token(id, 7)))),
    );
    expectAll(
      all.map((text) => Buffer.from(`${text}\n`)),
      200,
    );
  });

  test('are in all that the sieve looks at: examples and fixtures', async () => {
    const render = (text: string, seed: number): Buffer =>
      Buffer.from(text.replace(/\{\{[^}]*\}\}/g, () => token('hf-user-token', seed)));
    const examples = (await builtinExamples()).flatMap(({ leaks, clean, misses }) => [
      ...leaks,
      ...clean,
      ...misses.map(({ example }) => example),
    ]);
    const folders = ['leaks', 'misses', 'ok'].map((name) => join(ROOT, 'fixtures', name));
    const files = folders.flatMap((folder) =>
      readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1')),
    );
    const texts = [...examples.map(({ text, cell }) => text ?? cell?.text ?? ''), ...files];
    expectAll(texts.map(render), 200);
  });
});
