import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { headCommit, mergeHeads } from '../../src/git/refs.ts';
import { type Repository, repositoryAt } from '../../src/git/repository.ts';
import { Git } from '../../src/git/runner.ts';
import { type TestRepository, temporaryFolder, temporaryRepository } from '../repository.ts';

function gitOf({ path, home }: TestRepository, more: Partial<Repository> = {}): Git {
  const environment = { searchPath: process.env.PATH, temporary: home, patience: 20_000 };
  const git = new Git({ ...(repositoryAt(path) as Repository), ...more }, environment);
  onTestFinished(() => git.close());
  return git;
}

const head = (repository: TestRepository, text: string): void =>
  writeFileSync(join(repository.path, '.git/HEAD'), text);

describe('headCommit', () => {
  test.each<[string, (repository: TestRepository) => void]>([
    ['on a branch', () => undefined],
    ['with packed refs', (repository) => repository.git('pack-refs', '--all')],
    [
      'with packed refs and peeled tags',
      (repository) => {
        repository.git('tag', '-a', 'v1', '-m', 'v1');
        repository.git('pack-refs', '--all', '--prune');
      },
    ],
    ['detached', (repository) => repository.git('checkout', '--quiet', '--detach')],
    [
      'by a symbolic ref to a symbolic ref',
      (repository) => {
        repository.git('symbolic-ref', 'refs/heads/other', 'refs/heads/main');
        repository.git('symbolic-ref', 'HEAD', 'refs/heads/other');
      },
    ],
    [
      'on a branch whose last byte is a space in other encodings',
      (repository) => repository.git('checkout', '--quiet', '-b', 'voilà'),
    ],
    [
      'by a link to a ref that is packed, as git once had it',
      (repository) => {
        repository.git('pack-refs', '--all');
        rmSync(join(repository.path, '.git/HEAD'));
        symlinkSync('refs/heads/main', join(repository.path, '.git/HEAD'));
      },
    ],
    ['a HEAD without a line end', (repository) => head(repository, 'ref: refs/heads/main')],
  ])('%s', async (_, make) => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    const expected = repository.git('rev-parse', 'HEAD').trim();
    make(repository);
    expect(await headCommit(gitOf(repository))).toBe(expected);
    // The way for refs that only git can read gives the same.
    expect(await headCommit(gitOf(repository, { refFiles: false }))).toBe(expected);
  });

  test('in a linked work tree, its own', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', '-b', 'side', '../linked');
    const linked = repositoryAt(join(repository.home, 'linked')) as Repository;
    repository.commit({ a: '2' });
    expect(await headCommit(gitOf(repository, linked))).toBe(repository.git('rev-parse', 'side').trim());
  });

  test('an unborn branch has none', async () => {
    const repository = await temporaryRepository();
    expect(await headCommit(gitOf(repository))).toBeNull();
    expect(await headCommit(gitOf(repository, { refFiles: false }))).toBeNull();
  });

  test.each([
    ['garbage', 'garbage\n'],
    ['a way out', 'ref: refs/../../../etc/passwd\n'],
    ['itself', 'ref: HEAD\n'],
    ['nothing', ''],
  ])('a HEAD that is %s is an error', async (_, text) => {
    const repository = await temporaryRepository();
    const git = gitOf(repository);
    head(repository, text);
    await expect((async () => headCommit(git))()).rejects.toMatchObject({ code: 'git-failed' });
  });

  test('a circle of symbolic refs is an error', async () => {
    const repository = await temporaryRepository();
    mkdirSync(join(repository.path, '.git/refs/heads'), { recursive: true });
    writeFileSync(join(repository.path, '.git/refs/heads/main'), 'ref: refs/heads/main\n');
    await expect((async () => headCommit(gitOf(repository)))()).rejects.toMatchObject({ code: 'git-failed' });
  });
});

test('mergeHeads: none, one, and only what looks like an object id', async () => {
  const repository = await temporaryRepository();
  const { gitDir } = repositoryAt(repository.path) as Repository;
  const heads = () => mergeHeads(repositoryAt(repository.path) as Repository);
  expect(heads()).toEqual([]);
  writeFileSync(join(gitDir, 'MERGE_HEAD'), `${'a'.repeat(40)}\n--output=x\n${'b'.repeat(40)}\n`);
  expect(heads()).toEqual(['a'.repeat(40), 'b'.repeat(40)]);
});

test('a HEAD that is a link to a device makes no repository', () => {
  const path = temporaryFolder();
  mkdirSync(join(path, '.git/objects'), { recursive: true });
  symlinkSync('/dev/zero', join(path, '.git/HEAD'));
  expect(repositoryAt(path)).toBeNull();
});
