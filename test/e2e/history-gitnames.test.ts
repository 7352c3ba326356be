// Names in the git directory and of what lies inside the repository: of files, of folders, of refs that are broken.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectSealed, removeFolder } from '../repository.ts';
import { userToken } from '../tokens.ts';
import { History } from './history.ts';
import { describePlaces, type Expected, masked, type Plant } from './history-places.ts';

const name = (of: 'file' | 'directory', path: string): Expected => ({ path, place: `name of ${of}`, added: null });

/** An empty file with a token for a name or in it; `TOKEN` stands for it. */
function file(path: string): Plant {
  return (history, token) => {
    history.gitFile(path.replace('TOKEN', token), '');
    const [folders = '', rest = ''] = path.split('TOKEN');
    const last = rest.split('/')[0] ?? '';
    return name(rest.includes('/') ? 'directory' : 'file', `.git/${folders}${masked(token)}${last}`);
  };
}

describePlaces('names in the git directory', {
  seed: 74_000,
  verb: 'everything',
  both: true,
  outside: true,
  formats: true,
  make: () => {
    const history = new History();
    history.commit({ 'README.md': 'hello\n' });
    return history;
  },
  places: [
    ['a hook', file('hooks/TOKEN')],
    ['a log of a branch that is gone', file('logs/refs/heads/TOKEN')],
    ['a folder of what was resolved', file('rr-cache/TOKEN/preimage')],
    ['a branch of old times', file('branches/TOKEN')],
    ['a lock of a branch', file('refs/heads/TOKEN.lock')],
    ['a temporary file of LFS', file('lfs/tmp/TOKEN')],
    ['a folder of modules that is no repository', file('modules/TOKEN/config')],
    ['a folder of folders', file('a/b/TOKEN/c/d')],
    ['a stray file among the objects', file('objects/12/TOKEN')],
    ['a stray file among the packs', file('objects/pack/TOKEN.pack')],
    [
      'an empty folder',
      (history, token) => {
        mkdirSync(join(history.gitFolder, 'odd', token), { recursive: true });
        return name('directory', `.git/odd/${masked(token)}`);
      },
    ],
    [
      'a repository of a submodule',
      (history, token) => {
        history.git('init', '--quiet', '--bare', `.git/modules/${token}`);
        return name('directory', `.git/modules/${masked(token)}`);
      },
    ],
    [
      'a repository in the work tree',
      (history, token) => {
        history.git('init', '--quiet', `vendor/${token}`);
        return name('directory', `vendor/${masked(token)}`);
      },
    ],
  ],
});

const BROKEN: readonly (readonly [name: string, path: string, content: string | null])[] = [
  ['a ref that is no id', 'refs/heads/TOKEN', 'garbage\n'],
  ['a ref that is a FIFO', 'refs/heads/TOKEN', null],
  ['HEAD of a work tree that is no id', 'worktrees/TOKEN/HEAD', 'garbage\n'],
];

describe.each([['history'], ['history', '--everything']])(
  '%s %s: a name that is listed as broken is told',
  (...verb) => {
    test.each(BROKEN)('%s', (_, path, content) => {
      const history = new History();
      const token = userToken(75_000);
      history.commit({ 'README.md': 'hello\n' });
      const place = path.replace('TOKEN', token);
      if (content === null) execFileSync('mkfifo', [join(history.gitFolder, place)]);
      else history.gitFile(place, content);
      const run = history.scan(verb);
      expect(run).toMatchObject({ code: 1, report: { complete: false } });
      for (const format of ['text', 'sarif'])
        expectSealed(history.hfleaks(['history', ...verb.slice(1), '--format', format]), token);
      expectSealed(run, token);
      removeFolder(history.home);
    });
  },
);

/** Names that are only listed. */
const LISTED: readonly (readonly [name: string, plant: (history: History, token: string) => void, args: string[]])[] = [
  ['a branch that is not selected', (history, token) => history.git('branch', token), ['--refs', 'main']],
  [
    'the folder of objects of another repository',
    (history, token) => {
      mkdirSync(join(history.home, token, 'pack'), { recursive: true });
      history.gitFile('objects/info/alternates', `${join(history.home, token)}\n`);
    },
    ['--everything'],
  ],
];

test.each(LISTED)('not shown: %s', (_, plant, args) => {
  const history = new History();
  const token = userToken(75_100);
  history.commit({ 'README.md': 'hello\n' });
  plant(history, token);
  for (const format of ['text', 'json', 'sarif']) {
    const outcome = history.hfleaks(['history', '--format', format, ...args]);
    expect(outcome.code).not.toBe(2);
    expectSealed(outcome, token);
  }
  removeFolder(history.home);
});

test('a branch with a token, of which git keeps files, is told once', () => {
  const history = new History();
  const token = userToken(75_200);
  history.commit({ 'README.md': 'hello\n' });
  history.git('branch', '--create-reflog', token);
  history.commit({ [`${token}.txt`]: 'x' });
  history.git('update-index', '--split-index');
  const { report } = history.scan(['history', '--everything']);
  const places = report.findings.map(({ places: [place] }: { places: { kind: string; of: string }[] }) => place);
  expect(places).toMatchObject([
    { kind: 'name', of: 'file' },
    { kind: 'name', of: 'branch' },
  ]);
  removeFolder(history.home);
});

test.each(['fifo', 'objects/12/fifo', 'hooks/fifo'])('a FIFO in the git directory, %s, makes it incomplete', (path) => {
  const history = new History();
  history.commit({ 'README.md': 'hello\n' });
  mkdirSync(join(history.gitFolder, path, '..'), { recursive: true });
  execFileSync('mkfifo', [join(history.gitFolder, path)]);
  expect(history.scan(['history', '--everything'])).toMatchObject({ code: 3, report: { complete: false } });
  removeFolder(history.home);
});
