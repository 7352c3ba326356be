// Code that shows a credential, as commits bring it: what is new at the ends of a range, or in a commit, of files that see each other.
import { expect, onTestFinished, test } from 'vitest';
import { scan } from '../../src/scan.ts';
import { rangeSource } from '../../src/sources/range.ts';
import { stagedSource } from '../../src/sources/staged.ts';
import type { Report, Source } from '../../src/types.ts';
import { History } from '../e2e/history.ts';
import { repositoryIn } from '../git/open.ts';
import { removeFolder } from '../repository.ts';

const [MAIN, SIDE, OTHER] = ['refs/heads/main', 'refs/heads/side', 'refs/heads/other'];
const SECRET = 'import os\nsettings = os.environ["HF_TOKEN"]\n';
const PLAIN = 'settings = 1\n';
const SHOW = 'from config import settings\nprint(settings)\n';
const PRINT = 'import os\nprint(os.environ["HF_TOKEN"])\n';
const [TS_SECRET, TS_SHOW] = [
  'export const key = process.env.HF_TOKEN;\n',
  "import { key } from '@/config';\nimport a from '@/a/b/c';\nimport b from '@/b';\nconsole.log(key);\n",
];

function newHistory(): History {
  const history = new History();
  onTestFinished(() => removeFolder(history.home));
  return history;
}

/** `path:line` of each finding; what was there before in brackets; what was cut in braces. */
function told({ findings, suppressed, ledger }: Report): string[] {
  const line = ({ location }: Report['findings'][number]): string =>
    `${Buffer.from(location.path).toString()}:${location.line}`;
  const cut = ledger.skipped.flatMap(({ reason, examples }) =>
    reason === 'code-limit' ? examples.map((example) => `{${Buffer.from(example).toString()}}`) : [],
  );
  return [...findings.map(line), ...suppressed.map((one) => `[${line(one)}]`), ...cut].sort();
}

const environment = ({ home }: History) => ({ searchPath: process.env.PATH, temporary: home });

function rangeOf(history: History, include: readonly string[], exclude: readonly string[]): Source {
  return rangeSource({
    repository: repositoryIn(history),
    git: environment(history),
    request: { kind: 'revisions', include, exclude, either: [] },
    target: 'range',
  });
}

async function range(history: History, include: readonly string[], exclude: readonly string[]): Promise<string[]> {
  const report = await scan(rangeOf(history, include, exclude));
  expect(report.complete).toBe(true);
  return told(report);
}

async function staged(history: History, paths: readonly string[] = []): Promise<string[]> {
  const options = { repository: repositoryIn(history), git: environment(history), cwd: history.path, paths };
  return told(await scan(stagedSource(options)));
}

const RELATIVE = 'from .config import settings\nprint(settings)\n';
const ABSOLUTE = (name: string): string => `from ${name}.config import settings\nprint(settings)\n`;
/** More of them than are held at once. */
const LARGE_SCRIPT = (at: number): string => `# ${at}\necho "$HF_TOKEN"\n${`${'#'.repeat(99)}\n`.repeat(9000)}`;

/** Builds a history and gives the ends of a range: what it reaches, and what is left out. */
type Build = (history: History) => readonly [include: readonly string[], exclude: readonly string[]];

/** Of two branches, the one that shows something else than was there, at a place. */
const ORDER = (at: 0 | 1): readonly [Build, readonly string[]] => [
  (history) => {
    const text = (source: string, more: string): string => `import os\nx = ${source}\nprint(x)\n${more}`;
    const base = history.on(MAIN, { 'a.py': text('os.environ["HF_TOKEN"]', '') });
    const one = history.commitObject({
      files: { 'a.py': text('os.environ["HF_TOKEN"]', '#\n') },
      parents: [base],
    });
    const two = history.commitObject({ files: { 'a.py': text('os.getenv("HF_TOKEN")', '') }, parents: [base] });
    return [at === 0 ? [two, one] : [one, two], [base]];
  },
  ['a.py:3'],
];

const RANGES: Readonly<Record<string, readonly [Build, readonly string[]]>> = {
  'both modules are new': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      return [[history.on(MAIN, { 'config.py': SECRET, 'a.py': SHOW })], [base]];
    },
    ['a.py:2'],
  ],
  'scripts of whatever name, by their first line': [
    (history) => {
      const script = '#!/bin/bash\necho "$HF_TOKEN"\n';
      const base = history.on(MAIN, { 'old.job': script });
      const files = {
        'old.job': `${script}ls\n`,
        'new.job': `${script}cd\n`,
        'a.sh.tmpl': `${script}pwd\n`,
        'b.sbatch': 'echo $HF_TOKEN\n',
      };
      return [[history.on(MAIN, files)], [base]];
    },
    ['[old.job:2]', 'b.sbatch:1', 'new.job:2'],
  ],
  'in two commits, without a base': [
    (history) => {
      history.on(MAIN, { 'a.py': SHOW });
      return [[history.on(MAIN, { 'config.py': SECRET })], []];
    },
    ['a.py:2'],
  ],
  'a module and who imports it, of TypeScript, by the name of the top folder': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      return [[history.on(MAIN, { 'src/config.ts': TS_SECRET, 'src/deep/down/a.ts': TS_SHOW })], [base]];
    },
    ['src/deep/down/a.ts:4'],
  ],
  'a function of another module that shows what it is given': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      const files = { 'u.py': 'def show(x):\n    print(x)\n', 'a.py': 'from u import show\nshow(hf_token)\n' };
      return [[history.on(MAIN, files)], [base]];
    },
    ['a.py:2'],
  ],
  'the module that shows it does not change': [
    (history) => {
      const base = history.on(MAIN, { 'a.py': SHOW, 'config.py': PLAIN });
      return [[history.on(MAIN, { 'config.py': SECRET })], [base]];
    },
    [],
  ],
  'both change, and it was shown before': [
    (history) => {
      const base = history.on(MAIN, { 'a.py': SHOW, 'config.py': SECRET });
      return [[history.on(MAIN, { 'a.py': `#\n${SHOW}`, 'config.py': `#\n${SECRET}` })], [base]];
    },
    ['[a.py:3]'],
  ],
  'both change, and it was no credential before': [
    (history) => {
      const base = history.on(MAIN, { 'a.py': SHOW, 'config.py': PLAIN });
      return [[history.on(MAIN, { 'a.py': `#\n${SHOW}`, 'config.py': SECRET })], [base]];
    },
    ['a.py:3'],
  ],
  'a later commit takes it away': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      history.on(MAIN, { 'config.py': SECRET, 'a.py': SHOW, 'b.py': PRINT });
      return [[history.on(MAIN, { 'a.py': PLAIN, 'b.py': PLAIN })], [base]];
    },
    [],
  ],
  'a merge brings two branches together': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      history.branch(SIDE, MAIN);
      const side = history.on(SIDE, { 'config.py': SECRET });
      history.on(MAIN, { 'a.py': SHOW });
      return [[history.on(MAIN, { 'config.py': SECRET }, { parents: [side] })], [base]];
    },
    ['a.py:2'],
  ],
  'a merge of the main branch into one that was behind': [
    (history) => {
      history.on(MAIN, { 'a.py': PLAIN });
      history.branch(SIDE, MAIN);
      const pushed = history.on(SIDE, { 'b.py': PLAIN });
      history.on(MAIN, { 'a.py': PRINT });
      const main = history.on(MAIN, { 'a.py': `#\n${PRINT}` });
      return [
        [history.on(SIDE, { 'a.py': `#\n${PRINT}#\n` }, { parents: [main] })],
        [pushed, history.on(MAIN, { 'a.py': `#\n${PRINT}` })],
      ];
    },
    ['[a.py:3]'],
  ],
  'what the range changes back': [
    (history) => {
      history.on(MAIN, { 'a.py': PRINT });
      const base = history.on(MAIN, { 'a.py': `${PRINT}#\n` });
      history.on(MAIN, { 'a.py': PLAIN });
      return [[history.on(MAIN, { 'a.py': `${PRINT}##\n` })], [base]];
    },
    ['[a.py:2]'],
  ],
  'a file is renamed': [
    (history) => {
      const base = history.on(MAIN, { 'a.py': PRINT });
      return [[history.on(MAIN, { 'a.py': null, 'b.py': `${PRINT}#\n` })], [base]];
    },
    ['[b.py:2]'],
  ],
  'a branch that HEAD is not on': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      history.branch(SIDE, MAIN);
      const side = history.on(SIDE, { 'a.py': PRINT });
      history.on(MAIN, { 'README.md': 'b' });
      return [[side], [base]];
    },
    ['a.py:2'],
  ],
  'two branches, each with one half': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      for (const name of [SIDE, OTHER]) history.branch(name, MAIN);
      return [[history.on(SIDE, { 'config.py': SECRET }), history.on(OTHER, { 'a.py': SHOW })], [base]];
    },
    [],
  ],
  'two branches, the second with both halves': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      for (const name of [SIDE, OTHER]) history.branch(name, MAIN);
      const side = history.on(SIDE, { 'config.py': PLAIN, 'a.py': SHOW });
      return [[side, history.on(OTHER, { 'config.py': SECRET, 'a.py': `${SHOW}#\n` })], [base]];
    },
    ['a.py:2'],
  ],
  'two branches, on one of which it is new: the first': ORDER(0),
  'two branches, on one of which it is new: the second': ORDER(1),
  'a hundred and one branches, of which the last shows it': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      const tips = Array.from({ length: 101 }, (_, at) =>
        history.commitObject({ files: { 'a.py': `#${at}\n${at < 100 ? PLAIN : PRINT}` }, parents: [base] }),
      );
      return [tips, [base]];
    },
    ['a.py:3'],
  ],
  'a folder of modules that know each other is renamed': [
    (history) => {
      const base = history.on(MAIN, { 'app/a.py': RELATIVE, 'app/config.py': SECRET });
      const files = { 'pkg/a.py': `#\n${RELATIVE}`, 'pkg/config.py': `#\n${SECRET}` };
      return [[history.on(MAIN, { 'app/a.py': null, 'app/config.py': null, ...files })], [base]];
    },
    ['[pkg/a.py:3]'],
  ],
  'a package is renamed, and all that imports it changed': [
    (history) => {
      const base = history.on(MAIN, { 'app/a.py': ABSOLUTE('app'), 'app/config.py': SECRET });
      const files = { 'pkg/a.py': ABSOLUTE('pkg'), 'pkg/config.py': `#\n${SECRET}` };
      return [[history.on(MAIN, { 'app/a.py': null, 'app/config.py': null, ...files })], [base]];
    },
    ['[pkg/a.py:2]'],
  ],
  'a package is renamed that is imported whole': [
    (history) => {
      const importer = (name: string): string => `import ${name}.config as cfg\nprint(cfg.settings)\n`;
      const base = history.on(MAIN, { 'main.py': importer('app'), 'app/config.py': SECRET });
      const files = { 'main.py': `${importer('core')}#\n`, 'core/config.py': `#\n${SECRET}` };
      return [[history.on(MAIN, { 'app/config.py': null, ...files })], [base]];
    },
    ['[main.py:2]'],
  ],
  'files get other endings': [
    (history) => {
      const [js, sh] = ['console.log(process.env.HF_TOKEN);\n', '#!/bin/sh\necho $HF_TOKEN\n'];
      const base = history.on(MAIN, { 'a.js': js, 'run.sh': sh });
      return [[history.on(MAIN, { 'a.js': null, 'run.sh': null, 'a.ts': `${js}//\n`, run: `${sh}#\n` })], [base]];
    },
    ['[a.ts:1]', '[run:2]'],
  ],
  'a script becomes a folder with the script': [
    (history) => {
      const script = '#!/bin/sh\necho $HF_TOKEN\n';
      const base = history.on(MAIN, { run: script });
      return [[history.on(MAIN, { run: null, 'run/run': `${script}true\n` })], [base]];
    },
    ['[run/run:2]'],
  ],
  'one file becomes three': [
    (history) => {
      const base = history.on(MAIN, { 'old.py': PRINT });
      const files = { 'n1.py': `${PRINT}#1\n`, 'n2.py': `${PRINT}#2\n`, 'n3.py': `${PRINT}#3\n` };
      return [[history.on(MAIN, { 'old.py': null, ...files })], [base]];
    },
    ['[n1.py:2]', 'n2.py:2', 'n3.py:2'],
  ],
  'sixty files are renamed': [
    (history) => {
      const files = (name: string, more: string) =>
        Object.fromEntries(
          Array.from({ length: 60 }, (_, at) => [
            `${name}${at}.py`,
            `import os\nprint(${at}, os.environ["HF_TOKEN"])\n${more}`,
          ]),
        );
      const base = history.on(MAIN, files('old', ''));
      const gone = Object.fromEntries(Object.keys(files('old', '')).map((path) => [path, null]));
      return [[history.on(MAIN, { ...gone, ...files('new', '#\n') })], [base]];
    },
    Array.from({ length: 60 }, (_, at) => `[new${at}.py:2]`).sort(),
  ],
  'a file that another branch has is not gone from this one': [
    (history) => {
      history.on(MAIN, { x: '1' });
      history.branch(SIDE, MAIN);
      const pushed = history.on(MAIN, { 'm.py': PRINT });
      const main = history.on(MAIN, { 'm.py': `${PRINT}#\n` });
      return [[history.on(SIDE, { 'new.py': `${PRINT}##\n` }), main], [pushed]];
    },
    ['[m.py:2]', 'new.py:2'],
  ],
  'who imports it is renamed, and says nothing of credentials': [
    (history) => {
      const base = history.on(MAIN, { 'a.py': SHOW, 'config.py': SECRET });
      return [[history.on(MAIN, { 'a.py': null, 'b.py': SHOW, 'config.py': `#\n${SECRET}` })], [base]];
    },
    ['[b.py:2]'],
  ],
  'the module that gives it becomes a folder': [
    (history) => {
      const base = history.on(MAIN, { 'a.py': SHOW, 'config.py': SECRET });
      const files = { 'config.py': null, 'config/__init__.py': `#\n${SECRET}`, 'a.py': `#\n${SHOW}` };
      return [[history.on(MAIN, files)], [base]];
    },
    ['[a.py:3]'],
  ],
  'a file is added and then renamed': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      history.on(MAIN, { 'a.py': PRINT });
      return [[history.on(MAIN, { 'a.py': null, 'b.py': PRINT })], [base]];
    },
    ['b.py:2'],
  ],
  'a script that is changed many times': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      for (let at = 0; at < 90; at++) history.on(MAIN, { 'a.sh': LARGE_SCRIPT(at) });
      return [[history.on(MAIN, { 'a.sh': LARGE_SCRIPT(90) })], [base]];
    },
    ['a.sh:2'],
  ],
  'what the branch had when it was pushed, before it was rebased': [
    (history) => {
      history.on(MAIN, { 'README.md': 'a' });
      history.branch(SIDE, MAIN);
      const pushed = history.on(SIDE, { 'a.py': PRINT });
      const main = history.on(MAIN, { 'README.md': 'b' });
      return [[history.commitObject({ files: { 'a.py': `${PRINT}#\n` }, parents: [main] })], [pushed]];
    },
    ['[a.py:2]'],
  ],
  'a file larger than is followed: it says so': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      return [[history.on(MAIN, { 'a.py': `print(hf_token)\n${'a\n'.repeat(600_000)}` })], [base]];
    },
    ['{a.py}'],
  ],
  'a file that is read in pieces: it says so': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      const files = { 'a.py': `${'a\n'.repeat(2_200_000)}print(hf_token)\n`, 'a.txt': `hf_token ${' '.repeat(5e6)}` };
      return [[history.on(MAIN, files)], [base]];
    },
    ['{a.py}'],
  ],
  'more in one file than is followed: it says so': [
    (history) => {
      const base = history.on(MAIN, { 'README.md': 'a' });
      return [[history.on(MAIN, { 'a.py': `print(hf_token)\n${'a\n'.repeat(300_000)}` })], [base]];
    },
    ['a.py:1', '{a.py}'],
  ],
};

test.each(Object.entries(RANGES))('a range: %s', async (_, [build, expected]) => {
  const history = newHistory();
  expect(await range(history, ...build(history))).toEqual(expected);
});

/** What HEAD has, what is staged, and the findings. */
const COMMITS: Readonly<Record<string, readonly [Record<string, string>, Record<string, string>, readonly string[]]>> =
  {
    'both modules are new': [{ x: '1' }, { 'config.py': SECRET, 'a.py': SHOW }, ['a.py:2']],
    'both change, and it was shown before': [
      { 'a.py': SHOW, 'config.py': SECRET },
      { 'a.py': `#\n${SHOW}`, 'config.py': `#\n${SECRET}` },
      ['[a.py:3]'],
    ],
    'both change, and it was no credential before': [
      { 'a.py': SHOW, 'config.py': PLAIN },
      { 'a.py': `#\n${SHOW}`, 'config.py': SECRET },
      ['a.py:3'],
    ],
  };

test.each(Object.entries(COMMITS))('a commit: %s', async (_, [before, after, expected]) => {
  const history = newHistory();
  history.on(MAIN, before);
  history.git('reset', '--quiet', '--hard');
  for (const [path, text] of Object.entries(after)) history.write(path, text);
  history.git('add', '.');
  expect(await staged(history)).toEqual(expected);
});

test('a commit: a folder of modules is renamed', async () => {
  const history = newHistory();
  history.on(MAIN, { 'app/a.py': RELATIVE, 'app/config.py': SECRET });
  history.git('reset', '--quiet', '--hard');
  history.git('mv', 'app', 'pkg');
  history.write('pkg/a.py', `#\n${RELATIVE}`);
  history.git('add', '.');
  expect(await staged(history)).toEqual(['[pkg/a.py:3]']);
});

test('a commit: the module that gives it moves', async () => {
  const history = newHistory();
  history.on(MAIN, { 'a.py': SHOW, 'config.py': SECRET });
  history.git('reset', '--quiet', '--hard');
  history.git('rm', '--quiet', 'config.py');
  history.write('config/__init__.py', SECRET);
  history.write('a.py', `#\n${SHOW}`);
  history.git('add', '.');
  expect(await staged(history)).toEqual(['[a.py:3]']);
});

test('a commit, of which a path is named: nothing is told of others', async () => {
  const history = newHistory();
  history.on(MAIN, { x: '1' });
  history.git('reset', '--quiet', '--hard');
  history.write('config.py', SECRET);
  history.write('a.py', SHOW);
  history.git('add', '.');
  expect(await staged(history, ['config.py'])).toEqual([]);
});

test.each([
  ['a module that changes and one that does not', `#\n${SHOW}`, ['[a.py:3]']],
  ['none that changes: as if all were new', SHOW, ['a.py:2']],
])('a commit, of which paths are named: %s', async (_, text, expected) => {
  const history = newHistory();
  history.on(MAIN, { 'a.py': SHOW, 'config.py': SECRET });
  history.git('reset', '--quiet', '--hard');
  history.write('a.py', text);
  history.git('add', '.');
  expect(await staged(history, ['a.py', 'config.py'])).toEqual(expected);
});

test('a range is called off while importers are looked for', async () => {
  const history = newHistory();
  const files = Object.fromEntries(
    Array.from({ length: 2000 }, (_, at) => [
      `m${at}.ts`,
      `import x from '@/config${at}';\n// ${'word '.repeat(2000)}`,
    ]),
  );
  history.on(MAIN, { ...files, 'config.ts': 'export const key = process.env.HF_TOKEN;\n' });
  const controller = new AbortController();
  const source = rangeOf(history, [history.tip(MAIN)], []);
  const late: Source = {
    ...source,
    codeChange: (objects, use) => {
      controller.abort();
      return (source.codeChange as NonNullable<Source['codeChange']>)(objects, use);
    },
  };
  await expect(scan(late, { signal: controller.signal })).rejects.toMatchObject({ code: 'interrupted' });
});

test('a commit: a merge of a branch that shows it', async () => {
  const history = newHistory();
  history.on(MAIN, { x: '1' });
  history.branch(SIDE, MAIN);
  history.on(SIDE, { 'config.py': SECRET, 'a.py': SHOW });
  history.on(MAIN, { x: '2' });
  history.git('reset', '--quiet', '--hard');
  history.git('merge', '--no-commit', '--no-ff', 'side');
  history.write('a.py', `#\n${SHOW}`);
  history.git('add', '.');
  expect(await staged(history)).toEqual(['[a.py:3]']);
});
