import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refOf } from '../../src/git/ref-files.ts';
import { surveyStore } from '../../src/git/store.ts';
import { filesOf, saidBy, stateOf } from '../../src/sources/repository-state.ts';
import { repositoryIn } from '../git/open.ts';
import { newHistory } from '../git/stores.ts';

test('more refs than a call takes arguments: the last of them counts', () => {
  const refs = Array.from({ length: 130_000 }, (_, at) => refOf(`refs/x/${at}`, '1'));
  const saidWith = (last: string): string =>
    saidBy({ refs: [...refs, refOf(last, '1')], heads: [], stash: [], pseudo: [], problems: [] });
  expect(saidWith('refs/a')).not.toBe(saidWith('refs/b'));
});

test('what refs said, and what git noted, count', () => {
  const repository = repositoryIn(newHistory());
  const store = surveyStore(repository);
  const states = [
    stateOf(repository, 'a', [], store, [], false),
    stateOf(repository, 'b', [], store, [], false),
    stateOf(repository, 'a', [refOf('FETCH_HEAD', '1')], store, [], false),
  ];
  expect(new Set(states).size).toBe(3);
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
