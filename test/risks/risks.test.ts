// Code that shows a credential, through the whole pipeline: what is reported, how it is told, what is old, what comes from other files.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { requireRepository } from '../../src/git/repository.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { scan } from '../../src/scan.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { stagedSource } from '../../src/sources/staged.ts';
import { stdinSource } from '../../src/sources/stdin.ts';
import { treeSource } from '../../src/sources/tree.ts';
import type { Report } from '../../src/types.ts';
import { token } from '../report/material.ts';
import { slice } from '../slice.ts';

const GIT = { searchPath: process.env.PATH };
const READ = 'import os\nt = os.environ["HF_TOKEN"]\n';

/** `path:line rule` of each finding; what is committed already in brackets. */
function told({ findings, suppressed }: Report): string[] {
  const line = ({ location, rule }: Report['findings'][number]): string =>
    `${Buffer.from(location.path).toString()}:${location.line} ${rule.id}`;
  return [...findings.map(line), ...suppressed.map((one) => `[${line(one)}]`)].sort();
}

const inMemory = (files: Readonly<Record<string, string>>): Promise<Report> =>
  scan(memorySource(Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }))));

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hfleaks test risks '));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('one step from file to file', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      'a value with a plain name, imported before and behind it',
      {
        'a.py': 'from config import KEY\nprint(KEY)',
        'config.py': `${READ}KEY = t`,
        'z.py': 'import config\nprint(config.KEY)',
      },
      ['a.py:2 hf-log-py-print', 'z.py:2 hf-log-py-print'],
    ],
    ...['os.environ["HfToken"]', 'os.environ  # hf.co'].map((value): [string, Record<string, string>, string[]] => [
      `what no word of a file by itself tells: ${value}`,
      {
        'a.py': 'from config import settings\nhf_token = 1\nprint(settings)',
        'config.py': `import os\nsettings = ${value}\n`,
      },
      [`a.py:3 hf-log-py-${value.endsWith(']') ? 'print' : 'env-dump'}`],
    ]),
    [
      'a function that gives it',
      { 'p/a.py': 'from .b import key\nprint(key())', 'p/b.py': `${READ}def key():\n    return t` },
      ['p/a.py:2 hf-log-py-print'],
    ],
    [
      'a module in a package',
      { 'p/a.py': 'from . import b\nprint(b.t)', 'p/b.py': READ, 'c.py': 'import p.b\nprint(p.b.t)' },
      ['c.py:2 hf-log-py-print', 'p/a.py:2 hf-log-py-print'],
    ],
    [
      'a function that shows it',
      { 'a.py': 'from util import show\nshow(hf_token)', 'util.py': 'def show(x):\n    print(x)' },
      ['a.py:2 hf-log-py-print'],
    ],
    [
      'modules of TypeScript',
      {
        'src/a.ts': "import { key } from './config';\nconsole.log(key);",
        'src/config.ts': 'export const key = process.env.HF_TOKEN;',
      },
      ['src/a.ts:2 hf-log-js-console'],
    ],
    [
      'CommonJS',
      {
        'a.js': "const { key } = require('./b');\nconsole.log(key);",
        'b.js': 'module.exports = { key: process.env.HF_TOKEN };',
      },
      ['a.js:2 hf-log-js-console'],
    ],
    [
      'loggers of its own are what they are there: one that prints, one that hides, one that keeps silent',
      {
        'a.ts': "import { logger } from './plain';\nlogger.info({ hfToken: process.env.HF_TOKEN });",
        'b.ts': "import logger from './hiding';\nlogger.info({ hfToken: process.env.HF_TOKEN });",
        'c.ts': "import { logger } from './silent';\nlogger.info({ hfToken: process.env.HF_TOKEN });",
        'd.js': "const logger = require('./common');\nlogger.info({ hfToken: process.env.HF_TOKEN });",
        'plain.ts': 'export const logger = { info(x) { console.log(x) } };',
        'hiding.ts': "const logger = pino({ redact: ['*.password'] });\nexport default logger;",
        'silent.ts': 'export const logger = { info() {} };',
        'common.js': "module.exports = pino({ redact: ['x'] });",
      },
      ['a.ts:2 hf-log-js-object'],
    ],
    [
      'components',
      {
        'src/routes/a.svelte': "<p>x</p>\n<script>\nimport { key } from '$lib/config';\nconsole.log(key);\n</script>",
        'src/b.vue': "<script setup>\nimport { key } from './lib/config';\nconsole.log(key);\n</script>",
        'src/lib/config.ts': 'export const key = process.env.HF_TOKEN;',
      },
      ['src/b.vue:3 hf-log-js-console', 'src/routes/a.svelte:4 hf-log-js-console'],
    ],
    [
      'a class',
      {
        'a.ts':
          "import { Client } from './lib/client';\nconst c = new Client();\nconsole.log(c.key);\nconsole.log(c.model);",
        'lib/client.ts': 'export class Client {\n  model = "m";\n  key = process.env.HF_TOKEN;\n}',
      },
      ['a.ts:3 hf-log-js-console'],
    ],
    [
      'what functions bind for the module, and methods for their object',
      {
        'a.py': 'from config import C, c, settings\nprint(settings)\nprint(c.t)',
        'config.py': `${READ}settings = None\ndef load():\n    global settings\n    settings = t\nclass C:\n    def load(self):\n        self.t = t\nc = C()\n`,
      },
      ['a.py:2 hf-log-py-print', 'a.py:3 hf-log-py-print'],
    ],
    [
      'another module of that name',
      { 'a.py': 'from config import KEY\nprint(KEY)', 'config.py': 'KEY = 1', 'b.py': READ },
      [],
    ],
  ])('%s', async (_, files, expected) => {
    expect(told(await inMemory(files))).toEqual(expected);
  });
});

describe('a tree of more modules than are read to see what they import', () => {
  const modules = Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`m${at}.py`, 'import a\n']));
  test.each([
    ['what holds a credential under a plain name', READ, ['1 code-limit']],
    ['one that is written out is found there', `t = "${token(7)}"\n`, []],
    [
      'options that are one by their role only',
      'def options():\n    p.add_argument("--token")\n    return p.parse_args()\nargs = options()\nHfApi(token=args.token)\nprint(args.token)\n',
      [],
    ],
  ])('%s', async (_, text, expected) => {
    const { ledger } = await inMemory({ ...modules, 'a.py': text });
    expect(ledger.skipped.map(({ reason, objects }) => `${objects} ${reason}`)).toEqual(expected);
  });
});

test('a notebook: cells know of each other, prose is none, positions are those of the file', async () => {
  const cell = (cell_type: string, source: string) => ({ cell_type, metadata: {}, outputs: [], source });
  const cells = [cell('markdown', 'print(hf_token)'), cell('code', `${READ}# "\u00e9"`), cell('code', 'x = 1\nt')];
  const text = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1);
  const { findings } = await inMemory({ 'a.ipynb': text });
  expect(
    findings.map(({ rule, location }) => [
      rule.id,
      location.trail,
      Buffer.from(text).toString('latin1', location.offset)[0],
    ]),
  ).toEqual([['hf-nb-cell-echo', ['cell 3'], 't']]);
  const [first] = findings[0]?.flow?.steps ?? [];
  expect(text.split('\n')[(first?.line ?? 0) - 1]).toContain('HF_TOKEN');
});

test('the way is told with masked lines, in JSON and SARIF too', async () => {
  const secret = token(5);
  const report = await inMemory({ 'a.py': `k = os.getenv("HF_TOKEN", "${secret}")\nprint(k)\n` });
  const risk = report.findings.find(({ kind }) => kind === 'risk');
  expect(risk).toMatchObject({ severity: 'error', credential: null, flow: { strength: 1, shown: 'whole' } });
  expect(risk?.flow?.steps.map(({ line }) => line)).toEqual([1, 1, 2]);
  for (const text of [[...renderJson(report, { version: '1' })].join(''), renderSarif(report, { version: '1.0.0' })]) {
    expect(text).not.toContain(secret.slice(8, 24));
    expect(text).toContain('HF_TOKEN of the environment');
  }
  expect(renderSarif(report, { version: '1.0.0' })).toContain('codeFlows');
});

test('a comment with a reason lets it stand; fingerprints do not move with lines', async () => {
  const one = await inMemory({ 'a.py': `${READ}print(t)` });
  const two = await inMemory({
    'a.py': `\n\n${READ}print(t)  # hfleaks:allow hf-log-py-print -- a command for people`,
  });
  expect(two.findings).toEqual([]);
  expect(two.suppressed.map(({ fingerprint }) => fingerprint)).toEqual(
    one.findings.map(({ fingerprint }) => fingerprint),
  );
});

test('in a commit only what is new, or flows anew, blocks', async () => {
  await inFolder(async (cwd) => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
    git('init', '-q');
    writeFileSync(join(cwd, 'a.py'), `${READ}print(t)\nx = 1\nprint(x)\n`);
    git('add', '.');
    git('-c', 'core.hooksPath=/dev/null', 'commit', '-qm', 'one');
    writeFileSync(join(cwd, 'a.py'), `\n${READ}print(t)\nx = t\nprint(x)\nprint(t)\n`);
    git('add', '.');
    const source = stagedSource({ repository: requireRepository(cwd, {}), git: GIT, cwd });
    expect(told(await scan(source))).toEqual([
      '[a.py:4 hf-log-py-print]',
      'a.py:6 hf-log-py-print',
      'a.py:7 hf-log-py-print',
    ]);
  });
});

test.each([
  ['more than a thousand places', 'print(hf_token)\n'.repeat(1001), 1000],
  ['too much to follow', `print(hf_token)\n${'a\n'.repeat(300_000)}`, 1],
])('%s in one file: partly scanned, and it says so', async (_, text, places) => {
  const { findings, ledger } = await inMemory({ 'a.py': text });
  expect(findings.length).toBe(places);
  expect(ledger.partial.map(({ reason, objects }) => `${objects} ${reason}`)).toEqual(['1 code-limit']);
});

describe('code that is read in pieces: partly scanned, and it says so', () => {
  const BLANK = '\n'.repeat(5 << 20);
  const files: Readonly<Record<string, string>> = {
    'first.py': `print(hf_token)\n${BLANK}`,
    'last.py': `${BLANK}print(hf_token)\n`,
    'client.py': `import huggingface_hub as hub\n${BLANK}print(hub.get_token())\n`,
    'script.d': `#!/bin/sh\n${BLANK}echo $HF_TOKEN\n`,
    'with-token.py': `${BLANK}print("${token(1)}")\n`,
  };
  const silent = {
    'plain.py': BLANK,
    plain: `hf_token\n${BLANK}`,
    'data.txt': `hf_token\n${BLANK}`,
    'data.d': `hf_token\n${BLANK}`,
  };
  const partial = ({ ledger, complete, findings }: Report): readonly unknown[] => [
    complete,
    findings.length,
    ledger.skipped,
    ledger.partial.map(({ reason, examples }) => [reason, examples.map((one) => Buffer.from(one).toString())]),
  ];
  const names = Object.keys(files).sort();

  test('in a tree, and staged', async () => {
    await inFolder(async (cwd) => {
      for (const [name, text] of Object.entries({ ...files, ...silent })) writeFileSync(join(cwd, name), text);
      const expected = [true, 1, [], [['code-limit', names]]];
      expect(partial(await scan(treeSource({ cwd, git: GIT })))).toEqual(expected);
      execFileSync('git', ['-C', cwd, 'init', '-q']);
      execFileSync('git', ['-C', cwd, 'add', '.']);
      const source = stagedSource({ repository: requireRepository(cwd, {}), git: GIT, cwd });
      expect(partial(await scan(source))).toEqual(expected);
    });
  });

  test.each(names)('as a stream: %s', async (name) => {
    const { ledger } = await scan(stdinSource(Readable.from([Buffer.from(files[name] ?? '')]), name));
    expect(ledger.partial.map(({ reason }) => reason)).toEqual(['code-limit']);
  });
});

test('silent on the modules that this project installs', { timeout: 120_000 }, async () => {
  const cwd = join(import.meta.dirname, '..', '..');
  const paths = slice(readdirSync(join(cwd, 'node_modules')), 3).map((name) => join('node_modules', name));
  const { findings } = await scan(treeSource({ cwd, paths, ignore: false, git: GIT }));
  expect(findings.filter(({ kind, severity }) => kind === 'risk' && severity === 'error')).toEqual([]);
});

test('silent on what Python brings', { timeout: 120_000 }, async (context) => {
  let library = '';
  try {
    library = String(execFileSync('python3', ['-c', "import sysconfig; print(sysconfig.get_path('stdlib'))"])).trim();
  } catch {
    context.skip('no Python here');
  }
  const paths = slice(readdirSync(library), 8);
  const { findings, ledger } = await scan(treeSource({ cwd: library, paths, ignore: false, git: GIT }));
  expect(ledger.scanned.objects).toBeGreaterThan(20);
  expect(findings.filter(({ kind, severity }) => kind === 'risk' && severity === 'error')).toEqual([]);
});

test('an import leads to no link and to nothing outside', async () => {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'config.py'), `${READ}KEY = t`);
    writeFileSync(
      join(folder, 'in', 'a.py'),
      'from ..config import KEY\nfrom config import KEY\nprint(KEY, "hf_token")',
    );
    expect(told(await scan(treeSource({ cwd: join(folder, 'in'), git: GIT })))).toEqual([]);
  });
});

describe('code that writes to a file that git ignores is no error', () => {
  const files = {
    'a.py': 'open(".env", "w").write(hf_token)\n',
    'app/b.sh': 'echo "$HF_TOKEN" > key.txt\necho "$HF_TOKEN" >> ../.env\n',
    'app/c.py': 'open("open.txt", "w").write(hf_token)\n',
    'd.sh': 'echo "$HF_TOKEN" > tracked.txt\n',
  };
  const ignored = '.env\n/app/key.txt\ntracked.txt\n';
  const write = (folder: string): void => {
    mkdirSync(join(folder, 'app'));
    for (const [path, text] of Object.entries({ ...files, '.gitignore': ignored, 'tracked.txt': '' }))
      writeFileSync(join(folder, path), text);
  };
  const errors = ({ findings, ...rest }: Report): string[] =>
    told({ ...rest, findings: findings.filter(({ severity }) => severity === 'error') }).filter((line) =>
      / hf-(?:sh|log-py)-file$/.test(line),
    );

  test('in a repository, on the disk and in a commit: what git tracks is never ignored', async () => {
    await inFolder(async (folder) => {
      write(folder);
      const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
      git('init', '-q');
      git('add', '-f', '.');
      const tree = treeSource({ cwd: folder, git: GIT });
      expect(errors(await scan(tree))).toEqual(['app/c.py:1 hf-log-py-file', 'd.sh:1 hf-sh-file']);
      const staged = stagedSource({ repository: requireRepository(folder, {}), git: GIT, cwd: folder });
      expect(errors(await scan(staged))).toEqual(['app/c.py:1 hf-log-py-file']);
    });
  });

  test('outside of one the files .gitignore decide', async () => {
    await inFolder(async (folder) => {
      write(folder);
      const report = await scan(treeSource({ cwd: folder, git: GIT }));
      expect(errors(report)).toEqual(['app/c.py:1 hf-log-py-file']);
      expect(report.findings.filter(({ severity }) => severity === 'info').length).toBeGreaterThan(3);
    });
  });
});
