// The templates of fixtures/, filled with credentials that are made here, and scanned: what must be found, and what must not.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { fill, seeded } from '../src/rulebook/sample.ts';
import { scan } from '../src/scan.ts';
import { memorySource } from '../src/sources/memory.ts';
import type { Report, TokenRule } from '../src/types.ts';
import { ROOT, temporaryRepository } from './repository.ts';
import { token, userToken } from './tokens.ts';

const FIXTURES = join(ROOT, 'fixtures');

/** What a folder's YAML file says of a template. */
interface Entry {
  /** The surface of leaks that it stands for. */
  readonly row?: number;
  /** The name it is scanned under, unless its own. */
  readonly as?: string;
  /** Whose samples fill it, unless a user token's. */
  readonly rule?: string;
  /** `line:column rule`. */
  readonly find?: readonly string[];
  readonly why?: string;
}

interface Case extends Entry {
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

function ruleOf(id = 'hf-user-token'): TokenRule {
  const rule = builtinRulebook().rules.find((one): one is TokenRule => one.id === id && one.family === 'token');
  if (!rule) throw new Error(`no token rule ${id}`);
  return rule;
}

/** `{{split}}` is nothing: it stands in names that would have a credential's shape if they were written in one piece. */
function filled(template: string, rule: string | undefined, seed: number): Uint8Array {
  return Buffer.from(fill(template.replaceAll('{{split}}', ''), ruleOf(rule), seed));
}

/** The templates in a folder and what `notes` says of them; a note without a template, or the other way round, is an error. */
function casesIn(folder: string, notes: string, everyOne: boolean): readonly Case[] {
  const entries: Record<string, Entry> = parse(readFileSync(join(FIXTURES, folder, notes), 'utf8')) ?? {};
  const files = readdirSync(join(FIXTURES, folder)).filter((name) => name !== notes);
  const names = files.map((file) => file.replace(/\.tmpl$/, ''));
  const strays = [
    ...Object.keys(entries).filter((name) => !names.includes(name)),
    ...files.filter((file) => !file.endsWith('.tmpl')),
  ];
  if (everyOne) strays.push(...names.filter((name) => !(name in entries)));
  if (strays.length > 0) throw new Error(`fixtures/${folder}: ${strays.join(', ')}`);
  return names.map((name, seed) => {
    const entry = entries[name] ?? {};
    const template = readFileSync(join(FIXTURES, folder, `${name}.tmpl`), 'utf8');
    return { ...entry, name, path: entry.as ?? name, bytes: filled(template, entry.rule, seed) };
  });
}

const brief = ({ findings }: Report): readonly string[] =>
  findings.map(({ rule, location: { line, column } }) => `${line}:${column} ${rule.id}`);

async function found(path: string, bytes: Uint8Array): Promise<readonly string[]> {
  return brief(await scan(memorySource([{ path, bytes }])));
}

describe('fixtures/leaks', () => {
  test.each(casesIn('leaks', 'expected.yml', true))('$row: $name', async ({ path, bytes, find }) => {
    expect(await found(path, bytes)).toEqual(find);
  });
});

describe('fixtures/ok', () => {
  test.each(casesIn('ok', 'settings.yml', false))('$name', async ({ path, bytes }) => {
    expect(await found(path, bytes)).toEqual([]);
  });
});

describe('fixtures/misses', () => {
  test.each(casesIn('misses', 'expected.yml', true))('$row: $name', async ({ path, bytes, find }) => {
    const now = await found(path, bytes);
    expect(find?.every((one) => now.includes(one)) ? 'now found: move it to leaks' : 'missed').toBe('missed');
  });
});

const T = userToken(901);
const U = userToken(902);
const utf8 = (text: string): Uint8Array => Buffer.from(text);
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const escaped = (text: string, write: (code: number) => string): string =>
  [...text].map((char) => write(char.charCodeAt(0))).join('');
const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0');

/** What no text file can hold: other encodings, and binary formats. `offset` is where the credential begins, in bytes. */
const BINARY: readonly { row: number; name: string; path?: string; content: Uint8Array; find: readonly string[] }[] = [
  { row: 30, name: 'CRLF', content: utf8(`A=1\r\nHF_TOKEN=${T}\r\n`), find: ['2:10 hf-user-token'] },
  { row: 47, name: 'Basic header, +1', content: utf8(`auth: ${base64(`u:${T}`)}\n`), find: ['1:9 hf-user-token'] },
  { row: 47, name: 'Basic header, +2', content: utf8(`auth: ${base64(`uuuu:${T}`)}\n`), find: ['1:13 hf-user-token'] },
  {
    row: 83,
    name: 'all \\u escapes',
    content: utf8(`x = "${escaped(T, (code) => `\\u${hex(code, 4)}`)}"\n`),
    find: ['1:6 hf-user-token'],
  },
  { row: 82, name: 'hf%5F', content: utf8(`t=${T.replace('_', '%5F')}&b\n`), find: ['1:3 hf-user-token'] },
  {
    row: 83,
    name: 'entities',
    content: utf8(`<b>${escaped(T, (code) => `&#${code};`)}</b>\n`),
    find: ['1:4 hf-user-token'],
  },
  {
    row: 85,
    name: 'UTF-16LE with BOM',
    content: Buffer.from(`\ufeffA\r\nHF_TOKEN=${T}\r\n`, 'utf16le'),
    find: ['2:10 hf-user-token'],
  },
  {
    row: 85,
    name: 'UTF-16BE',
    content: Buffer.from(`A\nHF_TOKEN=${T}\n`, 'utf16le').swap16(),
    find: ['2:10 hf-user-token'],
  },
  {
    row: 85,
    name: '.reg',
    path: 'a.reg',
    content: Buffer.from(`\ufeff[HKEY]\r\n"HF_TOKEN"="${T}"\r\n`, 'utf16le'),
    find: ['2:13 hf-user-token'],
  },
  {
    row: 89,
    name: 'base64 in code',
    content: utf8(`base64.b64decode("${base64(T)}")\n`),
    find: ['1:19 hf-user-token'],
  },
  {
    row: 90,
    name: '.pyc, short ASCII',
    path: 'a.pyc',
    content: bytes([0xe3, 0, 0, 0, 0], 'z%', T, 'N)\x01'),
    find: ['1:8 hf-user-token'],
  },
  {
    row: 90,
    name: 'strings of a program',
    path: 'a.so',
    content: bytes([0, 0], T, [0], 'GCC', [0]),
    find: ['1:3 hf-user-token'],
  },
  {
    row: 91,
    name: 'pickle 4',
    path: 'a.pkl',
    content: bytes([0x80, 4, 0x8c, 37], T, [0x94], '.'),
    find: ['1:5 hf-user-token'],
  },
  {
    row: 91,
    name: 'pickle 2',
    path: 'a.pkl',
    content: bytes([0x80, 2], 'X', [37, 0, 0, 0], T, 'q\x02.'),
    find: ['1:8 hf-user-token'],
  },
  {
    row: 91,
    name: 'pickle 4, letter behind',
    path: 'a.pkl',
    content: bytes([0x80, 4, 0x8c, 37], T, 'q.'),
    find: ['1:5 hf-user-token'],
  },
  {
    row: 92,
    name: 'sqlite cell',
    path: 'a.db',
    content: bytes('SQLite format 3', [0, 1, 2, 0x17, 87], T, [3, 0x81]),
    find: ['1:21 hf-user-token'],
  },
  {
    row: 92,
    name: 'msgpack',
    path: 'a.bin',
    content: bytes([0x81, 0xa5], 'token', [0xd9, 37], T, [0xc0]),
    find: ['1:10 hf-user-token'],
  },
  {
    row: 93,
    name: '/proc/*/environ',
    content: bytes(`HF_TOKEN=${T}`, [0], 'PATH=/usr/bin', [0]),
    find: ['1:10 hf-user-token'],
  },
  {
    row: 97,
    name: 'three, glued',
    content: utf8(`${T}${U}${T}`),
    find: ['1:1 hf-user-token', '1:38 hf-user-token', '1:75 hf-user-token'],
  },
];

describe('other encodings and binary files', () => {
  test.each(BINARY)('$row: $name', async ({ path, content, find }) => {
    expect(await found(path ?? 'a.txt', content)).toEqual(find);
  });
});

/** Gaps in formats that hold arbitrary bytes. */
const BINARY_MISSES: readonly { row: number; name: string; content: Uint8Array; secret: string }[] = [
  { row: 89, name: 'hex', content: utf8(`bytes.fromhex("${Buffer.from(T).toString('hex')}")`), secret: T },
  { row: 89, name: 'reversed', content: utf8(`"${[...T].reverse().join('')}"[::-1]`), secret: T },
  { row: 88, name: 'prefix stripped', content: utf8(`SUFFIX = "${T.slice(3)}"; t = f"hf_{SUFFIX}"`), secret: T },
];

describe('known gaps in other encodings', () => {
  test.each(BINARY_MISSES)('$row: $name', async ({ content }) => {
    expect((await found('a.txt', content)).length > 0 ? 'now found: move it up' : 'missed').toBe('missed');
  });
});

describe('data in which letters after hf_ stand by chance', () => {
  const random = seeded(7);
  const draw = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const URL_SAFE = `${LETTERS}0123456789-_`;

  test.each(Array.from({ length: 8 }, (_, index) => index))('base64url, one line of 300 kB: %i', async () => {
    expect(await found('a.js', utf8(`const wasm = "${draw(URL_SAFE, 300_000)}";\n`))).toEqual([]);
  });

  test('a whole credential within a long run of base64url', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const text = `const wasm = "${draw(URL_SAFE, 200)}${userToken(seed)}_${draw(URL_SAFE, 200)}";\n`;
      expect(await found('a.js', utf8(text))).toEqual([]);
    }
  });

  test('quality strings of FASTQ', async () => {
    const line = (): string => `@SRR1\n${draw('ACGT', 100)}\n+\n${draw('^_`abcdefgh', 100)}\n`;
    expect(await found('a.fq', utf8(Array.from({ length: 2000 }, line).join('')))).toEqual([]);
  });

  test('random bytes', async () => {
    expect(await found('a.bin', Buffer.from(Array.from({ length: 400_000 }, () => random() * 256)))).toEqual([]);
  });
});

describe('fixtures/projects', () => {
  const projects: Record<string, { ignored: number; find: readonly string[] }> = parse(
    readFileSync(join(FIXTURES, 'projects', 'expected.yml'), 'utf8'),
  );

  test.each(Object.entries(projects))('%s', async (project, { ignored, find }) => {
    const repository = await temporaryRepository();
    const folder = join(FIXTURES, 'projects', project);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const [seed, entry] of files.entries()) {
      const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
      const template = readFileSync(join(folder, path), 'utf8');
      // `dot-` stands for `.`: a real .gitignore or .env here would be one of this repository.
      repository.write(
        path.replace(/\.tmpl$/, '').replace(/(^|\/)dot-/, '$1.'),
        filled(template, undefined, 100 + seed),
      );
    }
    const result = repository.scan(['scan']);
    expect(result.found).toEqual([...find]);
    expect(result.skipped).toEqual(ignored > 0 ? { gitignored: ignored } : {});
    expect(result.code).toBe(1);
    const report = result.stdout + result.stderr;
    for (const seed of files.keys())
      for (let at = 3; at + 8 <= 37; at++) expect(report.includes(userToken(100 + seed).slice(at, at + 8))).toBe(false);
  });
});

test('no fixture holds what looks like a credential', () => {
  const shapes =
    /(?:hf_|api_org_|api_|hf_oauth__refresh_|oauth_app_secret_)[A-Za-z]{34}|hf_(?:oauth|jwt)_eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{43,}/;
  const files = readdirSync(FIXTURES, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(180);
  for (const entry of files) expect(readFileSync(join(entry.parentPath, entry.name), 'latin1')).not.toMatch(shapes);
  expect(token('hf-oauth-token', 1)).toMatch(shapes);
});
