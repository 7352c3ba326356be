// Links among git's own files: their texts are scanned, what they lead to is not, and that is told.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { newHistory } from '../git/stores.ts';
import { userToken } from '../tokens.ts';

const T = userToken(195);

function withLink(path: string, target: (home: string) => string) {
  const history = newHistory();
  history.commit({ 'a.txt': 'x\n' });
  writeFileSync(join(history.home, 'outside'), `[x]\n\ty = ${T}\n`);
  const full = join(history.gitFolder, path);
  mkdirSync(dirname(full), { recursive: true });
  rmSync(full, { recursive: true, force: true });
  symlinkSync(target(history.home), full);
  return history;
}

test.each<[string, string, number]>([
  ['config', 'special-file', 3],
  ['config.worktree', 'special-file', 3],
  ['packed-refs', 'special-file', 3],
  ['logs', 'special-file', 3],
  ['logs/HEAD', 'special-file', 3],
  ['modules', 'nested-repository', 3],
  ['worktrees/w', 'nested-repository', 3],
  ['hooks', 'alternate-outside', 0],
  ['info', 'alternate-outside', 0],
  ['description', 'alternate-outside', 0],
  ['COMMIT_EDITMSG', 'alternate-outside', 0],
])('history --everything: %s leads out of the repository', (path, reason, code) => {
  const {
    found,
    skipped,
    code: ended,
  } = withLink(path, (home) => join(home, 'outside')).scan(['history', '--everything']);
  expect({ found, told: skipped[reason], ended }).toEqual({ found: [], told: 1, ended: code });
});

test.each(['description', 'gone'])('history --everything: logs/HEAD leads to %s in the git directory', (name) => {
  const run = withLink('logs/HEAD', () => `../${name}`).scan(['history', '--everything']);
  expect(run).toMatchObject({ found: [], skipped: {}, code: 0 });
});

test('HEAD is an old symbolic ref', () => {
  const run = withLink('HEAD', () => 'refs/heads/main').scan(['history', '--everything']);
  expect(run).toMatchObject({ skipped: {}, code: 0 });
});
