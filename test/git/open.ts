// git in the shadow of a test's repository, and programs that pretend to be git.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Repository, repositoryAt, repositoryOf } from '../../src/git/repository.ts';
import { Git } from '../../src/git/runner.ts';
import type { TestRepository } from '../repository.ts';

const PROVEN = { has: () => true, add: () => undefined };

/** The repository at a path, bare or not. */
export function repositoryIn({ path }: TestRepository): Repository {
  return (repositoryAt(path) ?? repositoryOf(path)) as Repository;
}

/** git for a repository, without self-test; closed when the test ends. */
export function openGit(repository: TestRepository, searchPath = process.env.PATH): Git {
  const environment = { searchPath, temporary: repository.home, patience: 20_000, proven: PROVEN };
  const git = new Git(repositoryIn(repository), environment, { index: false });
  onTestFinished(() => git.close());
  return git;
}

/** As `openGit`, with a shell script in the place of git. */
export function openFakeGit(repository: TestRepository, script: string): Git {
  const folder = join(repository.home, 'programs');
  mkdirSync(folder);
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return openGit(repository, folder);
}
