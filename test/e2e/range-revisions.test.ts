// How revisions are named to `hfleaks range`, and names that mean nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectSealed,
  lastingFolder,
  plainFolder,
  removeFolder,
  type TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { slice } from '../slice.ts';
import { askedOfGit } from './history-git.ts';
import { leak, plant, scanRange, T, U, V } from './range.ts';

let home = '';
let repository: TestRepository;
/** Ids by branch. */
const oids: Record<string, string> = {};

/** base, then `middle` with V, then `main` with T. `twin` is a branch at `main` and a tag at `middle`. */
beforeAll(async () => {
  home = lastingFolder();
  repository = await temporaryRepository('sha1', home);
  plant(repository, [
    { name: 'base', files: { 'app.py': 'import os\n', 'old.py': leak(U) } },
    { name: 'middle', files: { 'middle.py': leak(V) } },
    { name: 'main', files: { 'app.py': leak(T) } },
  ]);
  repository.git('tag', '-a', '-m', 'release', 'v0', 'base');
  for (const name of ['base', 'middle', 'main', 'v0']) oids[name] = repository.git('rev-parse', name).trim();
  const { base = '', middle = '', main = '' } = oids;
  repository.git('branch', 'twin', main);
  repository.git('tag', 'twin', middle);
  repository.git('branch', 'feature/with.dots-and_more', main);
  repository.git('update-ref', 'refs/pull/1/merge', main);
  repository.git('update-ref', 'refs/remotes/origin/main', base);
  repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  repository.git('config', 'remote.origin.url', '../nowhere');
  repository.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  repository.git('config', 'branch.main.remote', 'origin');
  repository.git('config', 'branch.main.merge', 'refs/heads/main');
  // The reflog says that main was at middle before.
  repository.git('update-ref', '-m', 'back', 'refs/heads/main', middle);
  repository.git('update-ref', '-m', 'on', 'refs/heads/main', main);
});
afterAll(() => removeFolder(home));

const TWO = ['T app.py @main', 'V middle.py @middle'];
const ONE = ['T app.py @main'];
/** `{main}` stands for an id, `{main:8}` for its first eight digits. */
const spelled = (text: string): string =>
  text.replace(/\{(base|middle|main|v0)(?::(\d+))?\}/g, (_, name: string, digits?: string) =>
    (oids[name] as string).slice(0, digits ? Number(digits) : undefined),
  );

test.each<[args: string, found: readonly string[]]>([
  ['{base}..{main}', TWO],
  ['{base}..HEAD', TWO],
  ['{middle}...HEAD', ONE],
  ['{v0}..{main}', TWO],
  ['{main} --not {middle} --not {v0}', ONE],
  ['{base:8}..{main:8}', TWO],
  ['{base:4}..HEAD', TWO],
  ['HEAD~2..HEAD', TWO],
  ['HEAD^..HEAD', ONE],
  ['@~..@', ONE],
  ['main@{1}..main', ONE],
  ['main@{1} main@{0}', ONE],
  ['@{u}..HEAD', TWO],
  ['origin..main', TWO],
  ['refs/remotes/origin/main..refs/heads/main', TWO],
  ['v0..main', TWO],
  ['tags/v0..feature/with.dots-and_more', TWO],
  ['base..refs/pull/1/merge', TWO],
  ['HEAD --not origin/main', TWO],
  ['HEAD --not=middle', ONE],
  ['--not middle HEAD', ONE],
  ['HEAD --not middle --not {base}', ONE],
])('%s', (args, found) => {
  const words = spelled(args).split(' ');
  expect(scanRange(repository, words)).toMatchObject({ code: 1, found, commits: found.length, complete: true });
});

test('a branch and a tag of one name: the tag, as git takes it', () => {
  expect(scanRange(repository, ['base..twin']).found).toEqual(['V middle.py @middle']);
  expect(scanRange(repository, ['base..heads/twin']).found).toEqual(TWO);
});

test('between ids no ref is read, and git is asked for no revision', () => {
  const asked = askedOfGit(repository, (env) => repository.hfleaks(['range', `${oids.base}..${oids.main}`], { env }));
  expect(asked.join()).not.toContain('rev-parse');
});

test('from a subdirectory that is not in git', () => {
  repository.write('some/where/x', 'x');
  expect(scanRange(repository, ['base..main'], { cwd: 'some/where' })).toMatchObject({ code: 1, found: TWO });
});

describe('exit code 2', () => {
  const ZERO = '0'.repeat(40);

  const wrong: readonly (readonly [name: string, args: readonly string[], said: RegExp])[] = [
    ['an unknown branch as BASE', ['nowhere..main'], /nowhere/],
    ['an unknown branch as HEAD', ['base..nowhere'], /nowhere/],
    ['an unknown branch, alone', ['nowhere', 'main'], /nowhere/],
    ['an unknown branch behind --not', ['main', '--not', 'nowhere'], /nowhere/],
    ['one of several behind --not', ['main', '--not', 'base', '--not', 'nowhere'], /nowhere/],
    ['an unknown id', [`${'12'.repeat(20)}..main`], /1212/],
    ['an unknown abbreviated id', ['1234567..main'], /1234567/],
    ['only zeros as BASE', [`${ZERO}..main`], /0000|zeros/],
    ['only zeros as HEAD', [`base..${ZERO}`], /0000|zeros/],
    ['a file', ['base:app.py..main'], /base:app\.py/],
    ['a folder', ['base^{tree}..main'], /base\^\{tree\}/],
    ['too far back', ['HEAD~3..HEAD'], /HEAD~3/],
    ['a reflog entry that is not there', ['main@{99}..main'], /main@\{99\}/],
    ['a reflog that is not there', ['v0@{1}..main'], /v0@\{1\}/],
    ['no upstream', ['middle@{u}..main'], /middle@\{u\}/],
    ['an empty text', [''], /./],
    ['an empty text as BASE', ['', 'main'], /./],
    ['an empty text behind --not', ['main', '--not', ''], /./],
    ['dots alone', ['..'], /./],
    ['an option of git', ['--', '--all..main'], /--all/],
    ['an option of git, alone', ['--', '--output=x', 'main'], /--output=x/],
    ['an option of git behind --not', ['main', '--not=--all'], /--(?:all|not)/],
    ['a newline', ['base\nmain..main'], /base\\nmain/],
    ['two revisions in one', ['base..main middle'], /./],
    ['a terminal sequence', ['\u001b[31mx..main'], /\\x1b|\\u001b|\\e/],
    ['a command for a CI runner', ['x\n::error::y..main'], /./],
    ['a glob', ['ba*..main'], /ba\*/],
    ['a very long name', [`${'x'.repeat(5000)}..main`], /xxx/],
    ['nothing', [], /./],
    ['HEAD alone', ['main'], /./],
    ['three revisions', ['base', 'middle', 'main'], /./],
    ['--not alone', ['--not', 'base'], /./],
    ['an unknown option', ['base..main', '--nott', 'x'], /--not/],
  ];
  test.each(slice(wrong, 2))('%s', (_, args, said) => {
    const outcome = repository.hfleaks(['range', ...args]);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(said);
    expect(outcome.stderr).not.toMatch(/^::|^##\[|^\s+at |fatal:|[^\n\x20-\uffff]/m);
    expect(outcome.stderr.length).toBeLessThan(2000);
    expect(repository.leftovers()).toEqual([]);
  });

  test('ids of what is no commit, or not here', () => {
    for (const id of [repository.git('rev-parse', 'base:app.py').trim(), '12'.repeat(20)])
      for (const args of [[`${id}..${oids.main}`], [`${oids.base}..${id}`], [`${oids.main}...${id}`]]) {
        const outcome = repository.hfleaks(['range', ...args]);
        expect(outcome).toMatchObject({ code: 2, stdout: '' });
        expect(outcome.stderr).toContain(id);
      }
  });

  test('a token in the place of a revision is not said again', () => {
    const outcome = repository.hfleaks(['range', `${T}..main`]);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expectSealed(outcome, T);
  });

  test('before the first commit', async () => {
    const empty = await temporaryRepository();
    expect(empty.hfleaks(['range', 'HEAD~1..HEAD'])).toMatchObject({ code: 2, stdout: '' });
  });

  test('outside of any repository', () => {
    expect(plainFolder().hfleaks(['range', 'base..main'])).toMatchObject({ code: 2, stdout: '' });
  });
});
