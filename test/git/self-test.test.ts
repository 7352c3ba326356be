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

function openGit({ path, home }: TestRepository, proven: Known, searchPath = process.env.PATH): Git {
  const git = new Git(repositoryAt(path) as Repository, { searchPath, temporary: home, proven, patience: 5000 });
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
    openGit(repository, known);
    openGit(repository, known);
    expect(known.ids).toHaveLength(1);
    // Only what is open lies there.
    expect(repository.leftovers()).toHaveLength(2);
  });

  test('a git that is replaced is tested again', async () => {
    const repository = await temporaryRepository();
    const known = new Known();
    const searchPath = otherGit(repository, ':');
    openGit(repository, known, searchPath);
    otherGit(repository, ': now another one');
    openGit(repository, known, searchPath);
    expect(known.ids).toHaveLength(2);
  });

  test.each([
    ['forgets the shadow', "unset GIT_DIR; cd '../repository' 2>/dev/null; unset GIT_OBJECT_DIRECTORY"],
    ['knows no limit for memory', 'unset GIT_ALLOC_LIMIT'],
    ['leaves out half of what it lists', 'case "$*" in *rev-list*) cat > /dev/null; exit 0;; esac'],
    ['answers with other content', 'case "$*" in *cat-file*) echo hello; exit 0;; esac'],
    ['says nothing', 'exit 0'],
    ['fails', 'exit 1'],
  ])('a git that %s is not used', async (_, script) => {
    const repository = await temporaryRepository();
    const known = new Known();
    const searchPath = otherGit(repository, script);
    expect(() => openGit(repository, known, searchPath)).toThrow(expect.objectContaining({ code: 'git-untrusted' }));
    expect([known.ids, repository.leftovers()]).toEqual([[], []]);
  });
});
