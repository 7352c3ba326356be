// The templates of fixtures/, filled with credentials that are made here, and scanned: what must be found, and what must not.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { RULE_OPTIONS } from '../src/rulebook/option.ts';
import { fill, seeded } from '../src/rulebook/sample.ts';
import { scan } from '../src/scan.ts';
import { memorySource } from '../src/sources/memory.ts';
import type { Finding, Report, RuleOption, TokenRule } from '../src/types.ts';
import { ROOT, temporaryRepository } from './repository.ts';
import { findingsInEach } from './together.ts';
import { token, userToken } from './tokens.ts';
import { tarOf, zipOf } from './unpack/archives.ts';

const FIXTURES = join(ROOT, 'fixtures');

/** What a folder's YAML file says of a template. */
interface Entry {
  /** The surface of leaks that it stands for. */
  readonly row?: number;
  /** The name it is scanned under, unless its own. */
  readonly as?: string;
  /** Whose samples fill it, unless a user token's. */
  readonly rule?: string;
  /** What the scan is asked for besides. */
  readonly with?: readonly RuleOption[];
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
  const rule = builtinRulebook(RULE_OPTIONS).rules.find(
    (one): one is TokenRule => one.id === id && one.family === 'token',
  );
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

/** Credentials; what the code around them shows besides is tried in risks.test.ts. */
const leaksIn = ({ findings }: Report) => findings.filter(isOpenLeak);
const isOpenLeak = ({ kind, verdict }: Finding): boolean => kind === 'leak' && verdict.state === 'report';

const brief = (leaks: readonly Finding[]): readonly string[] =>
  leaks.map(({ rule, location: { line, column } }) => `${line}:${column} ${rule.id}`);

async function found(path: string, bytes: Uint8Array): Promise<readonly string[]> {
  return brief(leaksIn(await scan(memorySource([{ path, bytes }]))));
}

/** Gives the leaks of one of the files. They are all scanned at the first question. */
function leaksOf<
  T extends { readonly path: string; readonly bytes: Uint8Array; readonly with?: readonly RuleOption[] },
>(cases: readonly T[]): (one: T) => Promise<readonly Finding[]> {
  const scanned = new Map<string, Promise<ReadonlyMap<T, readonly Finding[]>>>();
  return async (one) => {
    const wanted = String(one.with ?? '');
    const alike = cases.filter((other) => String(other.with ?? '') === wanted);
    const all =
      scanned.get(wanted) ??
      findingsInEach(alike, { rulebook: builtinRulebook(one.with) }).then(
        (each) => new Map(alike.map((other, index) => [other, each[index]?.filter(isOpenLeak) ?? []])),
      );
    scanned.set(wanted, all);
    return (await all).get(one) ?? [];
  };
}

describe('fixtures/leaks', () => {
  const cases = casesIn('leaks', 'expected.yml', true);
  const leaks = leaksOf(cases);
  test.each(cases)('$row: $name', async (one) => {
    expect(brief(await leaks(one))).toEqual(one.find);
  });
});

describe('fixtures/ok', () => {
  const cases = casesIn('ok', 'settings.yml', false);
  const leaks = leaksOf(cases);
  test.each(cases)('$name', async (one) => {
    expect(brief(await leaks(one))).toEqual([]);
  });
});

describe('fixtures/misses', () => {
  const cases = casesIn('misses', 'expected.yml', true);
  const leaks = leaksOf(cases);
  test.each(cases)('$row: $name', async (one) => {
    const now = brief(await leaks(one));
    const { find } = one;
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

/** A PNG of nothing but one chunk of text. */
function png(text: string): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(text.length);
  return Buffer.concat([bytes([0x89], 'PNG\r\n\x1a\n'), size, bytes('tEXt', text), Buffer.alloc(4)]);
}

function notebookWith(image: Buffer): string {
  const attachments = { 'a.png': { 'image/png': image.toString('base64') } };
  return JSON.stringify({ cells: [{ cell_type: 'markdown', attachments, source: [] }], nbformat: 4 });
}

function pdf(content: string): Buffer {
  const packed = deflateSync(content);
  return Buffer.concat([
    bytes(`%PDF-1.7\n1 0 obj\n<</Length ${packed.length}/Filter/FlateDecode>>\nstream\n`),
    packed,
    bytes('\nendstream\nendobj\ntrailer <<>>\n%%EOF\n'),
  ]);
}

/** Content that a template cannot hold. `find` is `line:column rule`, and behind them the way to a place that is not in the file itself. */
interface Binary {
  readonly row: number;
  readonly name: string;
  readonly path?: string;
  readonly content: Uint8Array;
  readonly find: readonly string[];
}

const BINARY: readonly Binary[] = [
  { row: 30, name: 'CRLF', content: utf8(`A=1\r\nHF_TOKEN=${T}\r\n`), find: ['2:10 hf-user-token'] },
  {
    row: 47,
    name: 'Basic header, +1',
    content: utf8(`auth: ${base64(`u:${T}`)}\n`),
    find: ['1:9 hf-user-token base64'],
  },
  {
    row: 47,
    name: 'Basic header, +2',
    content: utf8(`auth: ${base64(`uuuu:${T}`)}\n`),
    find: ['1:13 hf-user-token base64'],
  },
  {
    row: 83,
    name: 'all \\u escapes',
    content: utf8(`x = "${escaped(T, (code) => `\\u${hex(code, 4)}`)}"\n`),
    find: ['1:6 hf-user-token escapes'],
  },
  { row: 82, name: 'hf%5F', content: utf8(`t=${T.replace('_', '%5F')}&b\n`), find: ['1:3 hf-user-token escapes'] },
  {
    row: 83,
    name: 'entities',
    content: utf8(`<b>${escaped(T, (code) => `&#${code};`)}</b>\n`),
    find: ['1:4 hf-user-token escapes'],
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
    find: ['1:19 hf-user-token base64'],
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
  {
    row: 12,
    name: 'bundle, one line of 300 kB',
    path: 'app.min.js',
    content: utf8(`${'var a=1;'.repeat(20_000)}t="${T}",n=1;${'var b=2;'.repeat(20_000)}`),
    find: ['1:160004 hf-user-token'],
  },
  {
    row: 42,
    name: 'docker image, saved',
    path: 'image.tar',
    content: tarOf([
      { name: 'manifest.json', content: '[{"Config":"c.json","Layers":["a/layer.tar"]}]' },
      { name: 'c.json', content: `{"config":{"Env":["HF_TOKEN=${T}"]}}` },
      { name: 'a/layer.tar', content: tarOf([{ name: 'root/.cache/huggingface/token', content: U }]) },
    ]),
    find: ['1:1 hf-user-token !/a/layer.tar !/root/.cache/huggingface/token', '1:29 hf-user-token !/c.json'],
  },
  {
    row: 47,
    name: '.dockerconfigjson in a Secret',
    content: utf8(`  .dockerconfigjson: ${base64(`{"auths":{"hub":{"auth":"${base64(`u:${T}`)}"}}}`)}\n`),
    find: ['1:58 hf-user-token base64 base64'],
  },
  {
    row: 48,
    name: 'Terraform plan',
    path: 'tfplan',
    content: zipOf([{ name: 'tfplan', content: `{"variables":{"hf_token":{"value":"${T}"}}}`, method: 8 }]),
    find: ['1:36 hf-user-token !/tfplan'],
  },
  {
    row: 71,
    name: 'attachment, a PNG that says it in text',
    path: 'run.ipynb',
    content: utf8(notebookWith(png(`Comment\0${T}`))),
    find: ['1:104 hf-user-token cell 1 attachment base64'],
  },
  {
    row: 76,
    name: 'training_args.bin',
    path: 'training_args.bin',
    content: zipOf([
      {
        name: 'archive/data.pkl',
        content: bytes([0x80, 2], '}X', [9, 0, 0, 0], 'hub_tokenX', [37, 0, 0, 0], T, 'q\x02s.'),
        method: 0,
      },
    ]),
    find: ['1:23 hf-user-token !/archive/data.pkl'],
  },
  {
    row: 86,
    name: 'header of a mail, folded',
    path: 'a.eml',
    content: utf8(`Subject: =?utf-8?Q?hf=5F${T.slice(3, 18)}?=\r\n =?utf-8?Q?${T.slice(18)}?=\r\n`),
    find: ['1:20 hf-user-token escapes'],
  },
  {
    row: 86,
    name: 'header of a mail in base64, folded',
    path: 'a.eml',
    content: utf8(`Subject: =?utf-8?B?${base64(T.slice(0, 18))}?=\r\n =?utf-8?B?${base64(T.slice(18))}?=\r\n`),
    find: ['1:20 hf-user-token base64'],
  },
  {
    row: 86,
    name: 'prefix at the end of a line',
    content: utf8(`A line before it.\ntoken: hf_\n${T.slice(3)}\n`),
    find: ['2:8 hf-user-token wrapped line'],
  },
  {
    row: 88,
    name: 'prefix stripped',
    content: utf8(`SUFFIX = "${T.slice(3)}"; t = f"hf_{SUFFIX}"`),
    find: ['1:11 hf-user-token by name'],
  },
  {
    row: 89,
    name: 'hex',
    content: utf8(`bytes.fromhex("${Buffer.from(T).toString('hex')}")`),
    find: ['1:16 hf-user-token hex'],
  },
  {
    row: 89,
    name: 'reversed',
    content: utf8(`"${[...T].reverse().join('')}"[::-1]`),
    find: ['1:2 hf-user-token reversed'],
  },
  {
    row: 89,
    name: 'ROT13',
    content: utf8(
      `"${T.replace(/[a-z]/gi, (char) => String.fromCharCode(char.charCodeAt(0) + (/[a-m]/i.test(char) ? 13 : -13)))}"`,
    ),
    find: ['1:2 hf-user-token rot13'],
  },
  {
    row: 94,
    name: 'whl',
    path: 'a-1.0-py3-none-any.whl',
    content: zipOf([{ name: 'a/config.py', content: `x = 1\nTOKEN = "${T}"\n`, method: 8 }]),
    find: ['2:10 hf-user-token !/a/config.py'],
  },
  {
    row: 94,
    name: 'tar.gz',
    path: 'a.tar.gz',
    content: gzipSync(tarOf([{ name: '.env', content: `A=1\nHF_TOKEN=${T}\n` }])),
    find: ['2:10 hf-user-token gzip !/.env'],
  },
  {
    row: 94,
    name: 'PDF stream',
    path: 'a.pdf',
    content: pdf(`BT (token: ${T}) Tj ET`),
    find: ['1:12 hf-user-token !/stream 1'],
  },
];

describe('other encodings and binary files', () => {
  const cases = BINARY.map((one) => ({ ...one, path: one.path ?? 'a.txt', bytes: one.content }));
  const leaks = leaksOf(cases);
  test.each(cases)('$row: $name', async (one) => {
    const told = (await leaks(one)).map(({ rule, location: { line, column, trail } }) =>
      [`${line}:${column} ${rule.id}`, ...trail].join(' '),
    );
    expect(told).toEqual(one.find);
  });
});

/** More shapes of the surfaces, as text around a credential. */
const SHAPES: readonly (readonly [row: number, path: string, text: string])[] = [
  [9, 'a.py', `os.environ["HUGGING_FACE_HUB_TOKEN"] = '${T}'; os.environ.setdefault("A", "b")\n`],
  [13, 'a.js', `fetch(url, { headers: { Authorization: \`Bearer ${T}\` } })\n`],
  [24, '.zshrc', `export HF_TOKEN='${T}'\nalias a=b\n`],
  [24, 'config.fish', `set -Ux HF_TOKEN ${T}\n`],
  [25, '.bash_history', `ls\n#1700000000\nhf auth login --token ${T}\n`],
  [25, 'ConsoleHost_history.txt', `cd a\r\n$env:HF_TOKEN="${T}"\r\n`],
  [28, 'a.bat', `setx HF_TOKEN "${T}" /M\r\n`],
  [29, 'env.list', `A=1\nHF_TOKEN=${T}`],
  [31, '.authinfo', `machine huggingface.co login u password ${T} port https\n`],
  [34, 'ci.log', `remote: Pushing to https://${T}@huggingface.co/u/m.git\n`],
  [36, 'pip.conf', `[global]\nextra-index-url = https://u:${T}@huggingface.co/simple\n`],
  [36, 'uv.lock', `source = { git = "https://u:${T}@huggingface.co/u/p?rev=main#0123" }\n`],
  [37, 'a.js', `const url = "https://huggingface.co/api/models?token=${T}#a";\n`],
  [38, 'Dockerfile', `FROM a\nARG HF_TOKEN="${T}"\n`],
  [39, 'run.sh', `apptainer run --env HF_TOKEN=${T},A=1 image.sif\n`],
  [42, 'history.txt', `<missing>  2 days ago  /bin/sh -c #(nop)  ENV HF_TOKEN=${T}  0B\n`],
  [43, 'a.service', `[Service]\nEnvironment="A=1" "HF_TOKEN=${T}"\n`],
  [49, 'Pulumi.dev.yaml', `config:\n  app:hfToken: ${T}\n`],
  [49, 'template.json', `{"Parameters":{"Token":{"Default":"${T}"}}}\n`],
  [51, '.gitlab-ci.yml', `variables:\n  HF_TOKEN: "${T}"\n`],
  [51, 'config.yml', `      - run: HF_TOKEN=${T} make\n`],
  [51, 'Jenkinsfile', `environment { HF_TOKEN = '${T}' }\n`],
  [52, 'config.yaml', `_wandb: {value: {}}\nhub_token:\n    desc: null\n    value: ${T}\n`],
  [53, 'pyproject.toml', `[tool.app]\ntoken = '${T}'\n`],
  [54, 'claude_desktop_config.json', `{"mcpServers":{"hf":{"args":["--header","Authorization: Bearer ${T}"]}}}\n`],
  [56, 'settings.json', `{"terminal.integrated.env.linux":{"HF_TOKEN":"${T}"}}\n`],
  [57, 'sky.yaml', `envs:\n  HF_TOKEN: ${T}\n`],
  [58, 'Info.plist', `<key>HFToken</key>\n<string>${T}</string>\n`],
  [58, 'web.config', `<add key="HF_TOKEN" value="${T}" />\n`],
  [
    60,
    'a.ipynb',
    `{"cells":[{"cell_type":"code","outputs":[],"source":["!hf auth login --token ${T}\\n"]}],"nbformat":4}`,
  ],
  [67, 'a.html', `<pre>{&quot;token&quot;: &quot;${T}&quot;, &#39;a&#39;: 1}</pre>\n`],
  [67, 'a.html', `<pre>token=&#39;${T}&#39;</pre>\n`],
  [
    70,
    'a.ipynb',
    `{"cells":[{"cell_type":"code","metadata":{"tags":["${T}"]},"outputs":[],"source":[]}],"nbformat":4}`,
  ],
  [70, 'a.ipynb', `{"cells":[],"metadata":{"colab":{"userdata":{"HF_TOKEN":"${T}"}}},"nbformat":4}`],
  [73, 'a.py', `# In[3]:\n\n\nlogin("${T}")\n`],
  [74, 'train.log', `\x1b[32m${T}\x1b[0m\r\x1b[2K 10%\n`],
  [75, 'params/hub_token', T],
  [75, 'events.out.tfevents.1.a.0', `\x18\0\0\0\0\0\0\0\x9a\x1b\x0e\x0cJ8\n6\n\x05args\x12+B%${T}\x82\n`],
  [79, 'postman.json', `{"auth":{"bearer":[{"key":"token","value":"${T}","type":"string"}]}}\n`],
  [79, 'insomnia.yaml', `authentication:\n  type: bearer\n  token: ${T}\n`],
  [80, 'Makefile', `run:\n\t@HF_TOKEN=${T} python app.py # old\n`],
  [82, 'a.log', `GET /cb?state=%7B%22t%22%3A%22${T}%22%7D\n`],
  [84, 'a.json', `"{\\\\\\"a\\\\\\":\\\\\\"${T}\\\\\\"}"\n`],
  [84, 'a.json', `{"log":"first\\\\n${T}\\\\nnext"}\n`],
  [90, 'a.exe', `MZ\0\0.rdata\0${T}\0Usage: %s\0`],
  [92, '000003.log', `\x01\x02\x03\0\x01\x01\x05token%${T}\x01\x02`],
  [92, 'a.msgpack', `\x82\xa1a\x01\xa1b\xd9%${T}`],
  [93, 'core', `SHELL=/bin/sh\0HF_TOKEN=${T}\0PATH=/bin\0`],
  [96, 'a.txt', `(${T})[${T}]{${T}}<${T}>|${T}|*${T}*#${T}&${T};\n`],
];

describe('more shapes', () => {
  const cases = SHAPES.map(([row, path, text]) => ({ row, path, text, bytes: bytes(text) }));
  const leaks = leaksOf(cases);
  test.each(cases)('$row: $path', async (one) => {
    const { text } = one;
    const offsets: number[] = [];
    for (let at = text.indexOf(T); at >= 0; at = text.indexOf(T, at + 1)) offsets.push(at);
    expect((await leaks(one)).map(({ location }) => location.offset)).toEqual(offsets);
  });
});

test('95: a pointer to content elsewhere is told', async () => {
  const repository = await temporaryRepository();
  repository.write('model.bin', `version https://git-lfs.github.com/spec/v1\noid sha256:${'1'.repeat(64)}\nsize 100\n`);
  expect(repository.scan(['scan']).skipped).toEqual({ 'lfs-pointer': 1 });
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
    const files = Array.from({ length: 20 }, (_, seed) => ({
      path: 'a.js',
      bytes: utf8(`const wasm = "${draw(URL_SAFE, 200)}${userToken(seed)}_${draw(URL_SAFE, 200)}";\n`),
    }));
    expect((await findingsInEach(files)).flat().filter(isOpenLeak)).toEqual([]);
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
