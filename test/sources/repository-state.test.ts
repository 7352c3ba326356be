import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refOf } from '../../src/git/ref-files.ts';
import { surveyStore } from '../../src/git/store.ts';
import { filesOf, stateOf } from '../../src/sources/repository-state.ts';
import { repositoryIn } from '../git/open.ts';
import { newHistory } from '../git/stores.ts';

test('more refs than a call takes arguments: the last of them counts', () => {
  const history = newHistory();
  const repository = repositoryIn(history);
  const store = surveyStore(repository);
  const files = filesOf(repository, store);
  const refs = Array.from({ length: 130_000 }, (_, at) => refOf(`refs/x/${at}`, '1'));
  const stateWith = (last: string): string => {
    const all = [...refs, refOf(last, '1')];
    return stateOf(repository, { refs: all, heads: [], stash: [], pseudo: [], problems: [] }, store, files, false);
  };
  expect(stateWith('refs/a')).not.toBe(stateWith('refs/b'));
});

describe('each file of a store counts', () => {
  test.each(['loose', 'pack'])('%s', (kind) => {
    const history = newHistory();
    history.on('refs/heads/main', { a: 'a\n' });
    // Ids of the same first byte.
    if (kind === 'loose') for (let at = 0; at < 300; at++) history.blob(`${at}`);
    else history.git('repack', '--quiet', '-a', '-d');
    const repository = repositoryIn(history);
    const digests = (): string => JSON.stringify(filesOf(repository, surveyStore(repository)));
    const folders = kind === 'pack' ? ['pack'] : readdirSync(join(history.gitFolder, 'objects')).slice(0, 8);
    const paths = folders.flatMap((name) => {
      const folder = join(history.gitFolder, 'objects', name);
      return readdirSync(folder).flatMap((one) =>
        /^(?:[0-9a-f]{38}|.*\.(?:pack|idx))$/.test(one) ? [join(folder, one)] : [],
      );
    });
    expect(paths.length).toBeGreaterThan(kind === 'pack' ? 1 : folders.length);
    for (const path of paths) {
      const before = digests();
      utimesSync(path, 1, 1);
      expect(digests()).not.toBe(before);
    }
  });
});
