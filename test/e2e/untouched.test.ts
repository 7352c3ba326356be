// What a scan leaves in the repository that it scans: nothing, not even where git itself would write.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const T = userToken(193);

/** Every folder, and every file with what it holds. */
function contentOf(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found.set(path, entry.isFile() ? readFileSync(path, 'latin1') : '');
  }
  return found;
}

/** Two folders are no files of the index, but trees; the one is changed, so that the trees above it are nowhere. */
async function withSparseIndex(): Promise<TestRepository> {
  const repository = await temporaryRepository();
  repository.commit({ 'in/a.txt': '1', 'out/b.txt': '2', 'far/c.txt': '3' });
  repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
  repository.write('in/new.txt', T);
  repository.git('add', 'in/new.txt');
  return repository;
}

async function withSplitIndex(): Promise<TestRepository> {
  const repository = await temporaryRepository();
  repository.commit({ 'in/a.txt': '1' });
  repository.git('update-index', '--split-index');
  repository.write('in/new.txt', T);
  repository.git('add', 'in/new.txt');
  return repository;
}

test.each([
  ['a sparse index', withSparseIndex],
  ['a split index', withSplitIndex],
])('%s', async (_, make) => {
  const repository = await make();
  const before = contentOf(repository.path);
  for (const words of [['staged'], ['hook', 'pre-commit'], ['scan'], ['history', '--everything']])
    expect({ words, code: repository.hfleaks(words).code }).toEqual({ words, code: 1 });
  for (const words of [['history'], ['range', 'HEAD..HEAD']])
    expect({ words, code: repository.hfleaks(words).code }).toEqual({ words, code: 0 });
  expect(contentOf(repository.path)).toEqual(before);
  expect(repository.leftovers()).toEqual([]);
});
