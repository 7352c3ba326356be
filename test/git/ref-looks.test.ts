// What refs look like: each change of what they say is seen, or there is nothing to go by.
import * as fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookAtRefs, type RefLooks } from '../../src/git/ref-looks.ts';
import { type Repository, requireRepositoryFor } from '../../src/git/repository.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { fifo } from './stores.ts';

const HOUR = 3_600_000;

const found = ({ path }: TestRepository): Repository => requireRepositoryFor(path, {});

const look = (repository: TestRepository): RefLooks | null => lookAtRefs(found(repository));

const inGit = ({ path }: TestRepository, name: string): string => join(path, '.git', name);

/** Waits until a file that is changed has another time than all files before. */
function tick(repository: TestRepository): void {
  const [path, start] = [join(repository.home, 'clock'), Date.now()];
  do fs.writeFileSync(path, '');
  while (fs.statSync(path).ctimeMs <= start + 10);
}

/** Loose, packed and symbolic refs, a stash, a linked work tree, names in bytes. */
async function usual(): Promise<TestRepository> {
  const repository = await temporaryRepository();
  repository.commit({ a: '1' });
  repository.git('branch', 'packed');
  repository.git('pack-refs', '--all');
  repository.commit({ a: '2' });
  for (const name of ['refs/heads/side', 'refs/heads/é', 'refs/pull/1/head'])
    repository.git('update-ref', name, 'HEAD');
  repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/heads/side');
  repository.git('worktree', 'add', '--quiet', '--detach', '../linked', 'HEAD~');
  repository.git('-C', '../linked', 'update-ref', 'refs/bisect/bad', 'HEAD');
  repository.write('a', '3');
  repository.git('stash', 'push', '--quiet');
  return repository;
}

test('nothing changed', async () => {
  const repository = await usual();
  const looks = look(repository);
  expect(looks).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/), isSettled: false });
  // What git notes on its way is no ref.
  repository.write('.git/MERGE_HEAD', `${'1'.repeat(40)}\n`);
  repository.write('b', 'b');
  repository.git('add', 'b');
  expect(look(repository)).toEqual(looks);
});

describe('a change is seen', () => {
  const first = (repository: TestRepository): string => repository.git('rev-parse', 'HEAD~').trim();
  /** Writes to a file where it is: neither its number nor its folder changes. */
  function overwrite(path: string, content: string): void {
    const { ino, size } = fs.statSync(path);
    fs.writeFileSync(path, content);
    expect(fs.statSync(path)).toMatchObject({ ino, size });
  }
  const changes: readonly [string, (repository: TestRepository) => unknown][] = [
    ['a new ref', (repository) => repository.git('update-ref', 'refs/heads/new', 'HEAD')],
    ['a new ref in a new folder', (repository) => repository.git('update-ref', 'refs/x/y/z', 'HEAD')],
    ['a ref moved by git', (repository) => repository.git('update-ref', 'refs/heads/side', 'HEAD~')],
    [
      'a ref written in its place',
      (repository) => overwrite(inGit(repository, 'refs/heads/side'), `${first(repository)}\n`),
    ],
    [
      'a ref written in its place, its time set back',
      (repository) => {
        const path = inGit(repository, 'refs/heads/side');
        const { atimeMs, mtimeMs } = fs.statSync(path);
        overwrite(path, `${first(repository)}\n`);
        fs.utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
      },
    ],
    [
      'a ref of a name in bytes, written in its place',
      (repository) => overwrite(inGit(repository, 'refs/heads/é'), `${first(repository)}\n`),
    ],
    ['a deleted ref', (repository) => repository.git('update-ref', '-d', 'refs/pull/1/head')],
    ['a ref deleted by hand', (repository) => fs.rmSync(inGit(repository, 'refs/pull/1/head'))],
    [
      'a ref that is a link now',
      (repository) => {
        const path = inGit(repository, 'refs/heads/side');
        fs.renameSync(path, inGit(repository, 'side'));
        fs.symlinkSync(inGit(repository, 'side'), path);
      },
    ],
    [
      'a ref that is a FIFO now',
      (repository) => {
        fs.rmSync(inGit(repository, 'refs/heads/side'));
        fifo(inGit(repository, 'refs/heads/side'));
      },
    ],
    ['all refs packed', (repository) => repository.git('pack-refs', '--all', '--prune')],
    [
      'packed refs written in their place',
      (repository) => {
        const path = inGit(repository, 'packed-refs');
        const head = repository.git('rev-parse', 'HEAD').trim();
        overwrite(path, fs.readFileSync(path, 'utf8').replaceAll(first(repository), head));
      },
    ],
    ['packed refs that are gone', (repository) => fs.rmSync(inGit(repository, 'packed-refs'))],
    ['another HEAD', (repository) => repository.git('symbolic-ref', 'HEAD', 'refs/heads/side')],
    [
      'a detached HEAD of a linked work tree',
      (repository) => repository.git('-C', '../linked', 'checkout', '-q', 'side'),
    ],
    ['a new work tree', (repository) => repository.git('worktree', 'add', '--quiet', '--detach', '../other')],
    ['a work tree that is gone', (repository) => repository.git('worktree', 'remove', '../linked')],
    [
      'a ref of a linked work tree',
      (repository) => repository.git('-C', '../linked', 'update-ref', 'refs/bisect/bad', 'main'),
    ],
    [
      'another stash',
      (repository) => {
        repository.write('a', '4');
        repository.git('stash', 'push', '--quiet');
      },
    ],
    ['a stash that is gone', (repository) => repository.git('stash', 'drop', '--quiet')],
    [
      'another repository at its place',
      (repository) => {
        fs.renameSync(inGit(repository, 'refs'), inGit(repository, 'before'));
        fs.cpSync(inGit(repository, 'before'), inGit(repository, 'refs'), {
          recursive: true,
          preserveTimestamps: true,
        });
      },
    ],
    ['another format of ids', (repository) => setFormat(repository, 'objectformat', 'sha256')],
    ['refs in tables', (repository) => setFormat(repository, 'refstorage', 'reftable')],
  ];
  test.each(slice(changes, 2))('%s', async (_, change) => {
    const repository = await usual();
    const looks = look(repository);
    tick(repository);
    change(repository);
    expect(look(repository)?.digest).not.toBe(looks?.digest);
  });
});

/** Also where git itself could not: the repository is then not what it says. */
function setFormat(repository: TestRepository, name: string, value: string): void {
  fs.appendFileSync(inGit(repository, 'config'), `[extensions]\n\t${name} = ${value}\n`);
}

describe('there is nothing to go by', () => {
  test.each<[string, (repository: TestRepository) => unknown]>([
    ['a link among the refs', (repository) => fs.symlinkSync('side', inGit(repository, 'refs/heads/link'))],
    ['a FIFO among the refs', (repository) => fifo(inGit(repository, 'refs/heads/fifo'))],
    [
      'refs that are a link',
      (repository) => {
        fs.cpSync(inGit(repository, '.'), join(repository.home, 'other/.git'), { recursive: true });
        fs.rmSync(inGit(repository, 'refs'), { recursive: true });
        fs.symlinkSync(join(repository.home, 'other/.git/refs'), inGit(repository, 'refs'));
      },
    ],
    [
      'a HEAD that is a link',
      (repository) => {
        fs.rmSync(inGit(repository, 'HEAD'));
        fs.symlinkSync('refs/heads/main', inGit(repository, 'HEAD'));
      },
    ],
    ['refs in tables', (repository) => setFormat(repository, 'refstorage', 'reftable')],
  ])('%s', async (_, make) => {
    const repository = await usual();
    expect(look(repository)).not.toBeNull();
    make(repository);
    expect(look(repository)).toBeNull();
  });
});

describe('what changed so lately that it could once more at the same time is not settled', () => {
  test.each([
    ['just now', 0, false],
    ['a clock that was set back since', -HOUR, false],
    ['an hour ago', HOUR, true],
  ])('%s', async (_, more, isSettled) => {
    expect(lookAtRefs(found(await usual()), Date.now() + more)).toMatchObject({ isSettled });
  });

  test('a ref from the future', async () => {
    const repository = await usual();
    fs.utimesSync(inGit(repository, 'refs/heads/side'), 1e10, 1e10);
    expect(lookAtRefs(found(repository), Date.now() + HOUR)).toMatchObject({ isSettled: false });
  });
});
