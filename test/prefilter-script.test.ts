// The script that settles commits before Node.js starts, in real repositories: where it is silent, and where it asks.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prefilterOf, prefilterScript } from '../build/prefilter.ts';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { cleanEnvironment, lastingFolder, removeFolder, run, TestRepository } from './repository.ts';
import { userToken } from './tokens.ts';

const SHELLS = ['sh', 'bash', 'busybox sh'].filter((shell) => {
  const [program = ''] = shell.split(' ');
  return run('sh', ['-c', `command -v ${program}`], '/', { PATH: process.env.PATH ?? '' }).code === 0;
});

let home = '';
let repository: TestRepository;
beforeAll(() => {
  home = lastingFolder();
  // The name has a space, as the folders of tests do.
  mkdirSync(join(home, 'a dist'));
  const text = (name: string, lines: string) => writeFileSync(join(home, 'a dist', name), Buffer.from(lines, 'latin1'));
  const prefilter = prefilterOf(builtinRulebook().rules);
  for (const kind of ['texts', 'gates', 'lines'] as const)
    text(`part.${kind}`, prefilter[kind].map((line) => `${line}\n`).join(''));
  text('script.sh', prefilterScript(prefilter, 'part'));
  writeFileSync(join(home, 'node'), '#!/bin/sh\nshift\necho "asked: $*"\n', { mode: 0o755 });
  mkdirSync(join(home, 'work'));
  repository = new TestRepository(join(home, 'work'), home);
  repository.git('init', '--quiet', '--initial-branch=main');
  repository.commit({
    'a.py': 'print(1)\n',
    'b.txt': `token = ${'x'.repeat(9)}\n`,
    'old.py': `T = "${userToken(1)}"\n`,
  });
});
afterAll(() => removeFolder(home));

/** '' for silence, else what hfleaks is asked. */
function ask(more: Record<string, string> = {}, shell = 'sh', args = '', cwd = repository.path): string {
  const env = cleanEnvironment(home, { HFLEAKS_NODE: join(home, 'node'), ...more });
  const { code, stdout, stderr } = run(
    'sh',
    ['-c', `${shell} '${join(home, 'a dist', 'script.sh')}' ${args}`],
    cwd,
    env,
  );
  expect([code, stderr]).toEqual([0, '']);
  return stdout.trim();
}

const stage = (files: Readonly<Record<string, string>>): void => {
  for (const [path, content] of Object.entries(files)) repository.write(path, Buffer.from(content, 'latin1'));
  repository.git('add', '--all', '--force');
};
const ASKED = 'asked: hook pre-commit';
const HALF = userToken(2);

type Situation = readonly [name: string, prepare: () => unknown, expected: string, more?: () => Record<string, string>];

const SITUATIONS: readonly Situation[] = [
  ['nothing is staged', () => undefined, ''],
  ['a plain change', () => stage({ 'a.py': 'print(2)\n' }), ''],
  [
    'a new file, a deleted one, and one without a line end',
    () => {
      stage({ 'c/d.py': 'x = 1', 'a.py': '' });
      repository.git('rm', '--quiet', 'b.txt');
    },
    '',
  ],
  ['only what is deleted has a token', () => repository.git('rm', '--quiet', 'old.py'), ''],
  ['a token', () => stage({ 'a.py': `T = "${HALF}"\n` }), ASKED],
  [
    'a token that a line completes which did not change',
    () => {
      repository.commit({ 'a.py': `T = "hf_"\n` });
      stage({ 'a.py': `T = "hf_" \\\n  "${HALF.slice(3)}"\n` });
    },
    ASKED,
  ],
  [
    'not in the file on the disk, but in the index',
    () => {
      stage({ 'a.py': `T = "${HALF}"\n` });
      repository.write('a.py', 'print(3)\n');
    },
    ASKED,
  ],
  ['in the file on the disk, but not in the index', () => repository.write('a.py', `T = "${HALF}"\n`), ''],
  ['git sees no text in it', () => stage({ '.gitattributes': '*.py -diff\n', 'a.py': `T = "${HALF}"\n` }), ASKED],
  ['git sees binary data in it', () => stage({ '.gitattributes': '*.py binary\n', 'a.py': `T = "${HALF}"\n` }), ASKED],
  [
    'a driver shows something else',
    () => {
      repository.git('config', 'diff.hide.textconv', 'echo hidden #');
      repository.git('config', 'diff.hide.command', 'echo hidden #');
      stage({ '.gitattributes': '*.py diff=hide\n', 'a.py': `T = "${HALF}"\n` });
    },
    ASKED,
  ],
  [
    'settings show less',
    () => {
      for (const [key = '', value = ''] of [
        ['diff.context', '0'],
        ['diff.noprefix', 'false'],
        ['diff.suppressBlankEmpty', 'true'],
        ['color.ui', 'always'],
        ['diff.renames', 'copies'],
        ['diff.ignoreSubmodules', 'all'],
        ['core.quotePath', 'false'],
        ['diff.orderFile', '/dev/null'],
        ['diff.external', 'true'],
        ['core.abbrev', '4'],
        ['diff.submodule', 'log'],
        ['diff.wordRegex', '.'],
        ['diff.algorithm', 'patience'],
        ['diff.relative', 'true'],
      ])
        repository.git('config', key, value);
      stage({ 'a.py': `\n\n\n\nprint(1)\n\n\n\n\nT = "hf_"\n` });
      repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-m', 'x');
      stage({ 'a.py': `\n\n\n\nprint(2)\n\n\n\n\nT = "hf_"\n` });
    },
    ASKED,
  ],
  [
    'the environment shows less',
    () => stage({ 'a.py': `T = "${HALF}"\n${'\n'.repeat(30)}x = 1\n` }),
    ASKED,
    () => ({ GIT_DIFF_OPTS: '-u0', GIT_EXTERNAL_DIFF: 'true', GREP_OPTIONS: '-v' }),
  ],
  ['UTF-16', () => stage({ 'a.txt': Buffer.from(HALF, 'utf16le').toString('latin1') }), ASKED],
  [
    'a working tree in UTF-16',
    () =>
      stage({
        '.gitattributes': '*.txt working-tree-encoding=UTF-16LE\n',
        'a.txt': Buffer.from(`${HALF}\n`, 'utf16le').toString('latin1'),
      }),
    ASKED,
  ],
  ['base64', () => stage({ 'a.txt': Buffer.from(`my key is ${HALF}`).toString('base64') }), ASKED],
  ['gzip by its first bytes', () => stage({ 'a.txt': '\x1f\x8b\x08' }), ASKED],
  ['a notebook', () => stage({ 'a.IPYNB': '{}\n' }), ASKED],
  ['brotli', () => stage({ 'a.br': 'x' }), ASKED],
  ['a file that git must not take in', () => stage({ '.env': 'A=b\n' }), ASKED],
  ['another one', () => stage({ 'deep/er/id_rsa': 'x\n' }), ASKED],
  ['a name that is quoted', () => stage({ 'a"b': 'x\n' }), ASKED],
  ['a name that is not ASCII', () => stage({ '\xe4.py': 'x\n' }), ASKED],
  ['a token for a name', () => stage({ [HALF]: 'x\n' }), ASKED],
  ['a token for a folder', () => stage({ [`${HALF}/a`]: 'x\n' }), ASKED],
  [
    'a link',
    () => {
      symlinkSync('elsewhere', join(repository.path, 'link'));
      repository.git('add', 'link');
    },
    ASKED,
  ],
  [
    'a file becomes a link',
    () => {
      rmSync(join(repository.path, 'a.py'));
      symlinkSync('b.txt', join(repository.path, 'a.py'));
      repository.git('add', 'a.py');
    },
    ASKED,
  ],
  ['a mode', () => repository.git('update-index', '--chmod=+x', 'a.py'), ASKED],
  ['a module', () => repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`), ASKED],
  [
    'intent to add',
    () => {
      repository.write('later.py', `T = "${HALF}"\n`);
      repository.git('add', '-N', 'later.py');
    },
    '',
  ],
  [
    'a pointer of Git LFS',
    () => stage({ 'a.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 1\n` }),
    ASKED,
  ],
  ['code that shows a credential', () => stage({ 'a.py': 'print(hf_token)\n' }), ASKED],
  ['CRLF', () => stage({ 'a.txt': 'one line\r\nand another\r\n' }), ''],
  ['a policy that is not in git', () => repository.write('.hfleaks.yml', 'fail-on: error\n'), ASKED],
  ['a policy as git has it', () => repository.commit({ '.hfleaks.yml': 'fail-on: error\n' }), ''],
  [
    'a policy that is changed',
    () => {
      repository.commit({ '.hfleaks.yml': 'fail-on: error\n' });
      repository.write('.hfleaks.yml', 'fail-on: never\n');
    },
    ASKED,
  ],
  ['a policy in this commit', () => stage({ '.hfleaks.yml': 'fail-on: error\n' }), ASKED],
  ['a policy with rules', () => repository.commit({ '.hfleaks.json': '{"rules": ["x.yml"]}\n' }), ASKED],
  ['a policy in package.json', () => repository.write('package.json', '{\n  "hfleaks": {}\n}\n'), ASKED],
  [
    'hfleaks as a dependency',
    () => repository.write('package.json', '{\n  "devDependencies": {\n    "hfleaks": "^0.1.0"\n  }\n}\n'),
    '',
  ],
  [
    'objects that are replaced',
    () => {
      stage({ 'a.py': `T = "${HALF}"\n` });
      repository.git(
        'replace',
        repository.git('rev-parse', ':a.py').trim(),
        repository.git('rev-parse', 'HEAD:b.txt').trim(),
      );
    },
    ASKED,
  ],
  [
    'an object that is missing',
    () => repository.git('update-index', '--add', '--cacheinfo', `100644,${'2'.repeat(40)},gone.py`),
    ASKED,
  ],
  [
    'a conflict',
    () => {
      const oid = repository.git('rev-parse', 'HEAD:a.py').trim();
      execFileSync('git', ['update-index', '--index-info'], {
        cwd: repository.path,
        input: `0 ${'0'.repeat(40)}\ta.py\n100644 ${oid} 1\ta.py\n100644 ${oid} 2\ta.py\n`,
        env: cleanEnvironment(home),
      });
    },
    ASKED,
  ],
  ['an index that is not there', () => undefined, ASKED, () => ({ GIT_INDEX_FILE: '.git/gone' })],
  [
    'another index',
    () => {
      repository.tryGit(['read-tree', 'HEAD'], { GIT_INDEX_FILE: '.git/other' });
      stage({ 'a.py': `T = "${HALF}"\n` });
    },
    '',
    () => ({ GIT_INDEX_FILE: '.git/other' }),
  ],
  ['no commit yet', () => repository.git('update-ref', '-d', 'HEAD'), ASKED],
];

describe('the script', () => {
  test.each(SITUATIONS.map(([name, ...rest]) => [name, rest] as const))('%s', (_, [prepare, expected, more]) => {
    // Each begins with the same commit.
    const first = repository.git('rev-list', '--max-parents=0', '--all').trim();
    repository.git('tag', '--force', 'first', first);
    try {
      prepare();
      const answers = SHELLS.map((shell) => [shell, ask(more?.(), shell)]);
      expect(answers).toEqual(SHELLS.map((shell) => [shell, expected]));
    } finally {
      const git = join(repository.path, '.git');
      for (const name of ['refs/replace', 'other']) rmSync(join(git, name), { recursive: true, force: true });
      writeFileSync(join(git, 'config'), '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n');
      repository.git('read-tree', '--reset', 'first');
      repository.git('update-ref', 'refs/heads/main', 'first');
      repository.git('checkout', '--quiet', '--force', 'main');
      repository.git('clean', '--quiet', '-fdx');
    }
  });

  test.each(['.', '', 'bin', 'bin:/nowhere:.'])(
    'no program of the work tree runs, with "%s" first in PATH',
    (first) => {
      for (const name of ['git', 'grep', 'node', 'bin/git', 'bin/grep', 'bin/node'])
        repository.write(name, `#!/bin/sh\necho ran >>'${join(home, 'ran')}'\n`);
      for (const name of ['git', 'grep', 'node'])
        for (const folder of ['', 'bin']) chmodSync(join(repository.path, folder, name), 0o755);
      repository.git('add', 'bin/git');
      const PATH = `${first}:${home}:${process.env.PATH}:`;
      const answers = SHELLS.map((shell) => ask({ PATH, HFLEAKS_NODE: '' }, `/bin/${shell}`));
      // With nothing else in PATH, what the shell takes for none is not the work tree.
      run('/bin/sh', [join(home, 'a dist', 'script.sh')], repository.path, cleanEnvironment(home, { PATH: first }));
      repository.git('reset', '--quiet', '--hard');
      repository.git('clean', '--quiet', '-fdx');
      expect(existsSync(join(home, 'ran'))).toBe(false);
      expect(answers).toEqual(SHELLS.map(() => ''));
    },
  );

  test('hands on what it is told', () => expect(ask({}, 'sh', '-- "a b.py" c')).toBe(`${ASKED} -- a b.py c`));

  test('asks below the top folder', () => {
    mkdirSync(join(repository.path, 'below'), { recursive: true });
    expect(ask({}, 'sh', '', join(repository.path, 'below'))).toBe(ASKED);
  });

  test('asks without grep, with one that finds nothing, and without git', () => {
    for (const [name, text] of [
      ['grep', 'exit 1'],
      ['grep', 'cat >/dev/null; echo 0'],
      ['git', 'exit 1'],
    ]) {
      const folder = join(home, `no ${name}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name as string), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
      expect(ask({ PATH: `${folder}:${process.env.PATH}` })).toBe(ASKED);
    }
  });

  test('works in a linked work tree', () => {
    repository.git('worktree', 'add', '--quiet', '--detach', join(home, 'linked'));
    const linked = new TestRepository(join(home, 'linked'), home);
    linked.write('a.py', 'print(4)\n');
    linked.git('add', 'a.py');
    expect(ask({}, 'sh', '', linked.path)).toBe('');
    linked.write('a.py', `T = "${HALF}"\n`);
    linked.git('add', 'a.py');
    expect(ask({}, 'sh', '', linked.path)).toBe(ASKED);
  });
});
