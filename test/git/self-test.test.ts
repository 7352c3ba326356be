import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Repository, repositoryAt } from '../../src/git/repository.ts';
import { Git } from '../../src/git/runner.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';

/** What is known of git programs, as a run would remember it. */
class Known {
  readonly ids: string[] = [];

  has(id: string): boolean {
    return this.ids.includes(id);
  }

  add(id: string): void {
    this.ids.push(id);
  }
}

async function openGit({ path, home }: TestRepository, proven: Known, searchPath = process.env.PATH): Promise<Git> {
  const environment = { searchPath, temporary: home, proven, patience: 2000 };
  const git = await Git.open(repositoryAt(path) as Repository, environment);
  onTestFinished(() => git.close());
  return git;
}

/** Puts a git before the real one, which does `script` and else what the real one does. */
function otherGit({ home }: TestRepository, script: string): string {
  const real = (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, 'git'))
    .find((program) => existsSync(program));
  const program = join(home, 'git');
  writeFileSync(program, `#!/bin/sh\n${script}\nexec '${real}' "$@"\n`);
  chmodSync(program, 0o755);
  return home;
}

describe('the self-test', () => {
  test('this git passes, and is remembered', async () => {
    const repository = await temporaryRepository();
    const known = new Known();
    await openGit(repository, known);
    await openGit(repository, known);
    expect(known.ids).toHaveLength(1);
    // Only what is open lies there.
    expect(repository.leftovers()).toHaveLength(2);
  });

  test('a git that is replaced is tested again', async () => {
    const repository = await temporaryRepository();
    const known = new Known();
    const searchPath = otherGit(repository, ':');
    await openGit(repository, known, searchPath);
    otherGit(repository, ': now another one');
    await openGit(repository, known, searchPath);
    expect(known.ids).toHaveLength(2);
  });

  test.each([
    ['forgets the shadow', "unset GIT_DIR; cd '../repository' 2>/dev/null; unset GIT_OBJECT_DIRECTORY"],
    ['knows no limit for memory', 'unset GIT_ALLOC_LIMIT'],
    ['leaves out half of what it lists', 'case "$*" in *rev-list*) cat > /dev/null; exit 0;; esac'],
    ['answers with other content', 'case "$*" in *cat-file*) echo hello; exit 0;; esac'],
    ['does not say what is staged', 'case "$*" in *diff-index*) exit 0;; esac'],
    ['does not say what an index holds', 'case "$*" in *ls-files*) exit 0;; esac'],
    ['says nothing', 'exit 0'],
    ['fails', 'exit 1'],
  ])('a git that %s is not used', async (_, script) => {
    const repository = await temporaryRepository();
    const known = new Known();
    const searchPath = otherGit(repository, script);
    await expect(openGit(repository, known, searchPath)).rejects.toMatchObject({ code: 'git-untrusted' });
    expect([known.ids, repository.leftovers()]).toEqual([[], []]);
  });

  test('a git that never answers is stopped', async () => {
    const repository = await temporaryRepository();
    const known = new Known();
    const searchPath = otherGit(repository, '/bin/sleep 60');
    await expect(openGit(repository, known, searchPath)).rejects.toMatchObject({ code: 'git-timeout' });
    expect([known.ids, repository.leftovers()]).toEqual([[], []]);
  });
});
