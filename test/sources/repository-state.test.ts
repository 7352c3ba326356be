import { expect, test } from 'vitest';
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
