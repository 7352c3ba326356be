import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { existing, listStore, ObjectTable } from '../../src/git/object-listing.ts';
import { ownStores, useSafeStore } from '../../src/git/safe-store.ts';
import { surveyStore } from '../../src/git/store.ts';
import type { History } from '../e2e/history.ts';
import { openGit, repositoryIn } from './open.ts';
import { borrow, fifo, newHistory, storeAt, ZEROS } from './stores.ts';

describe('useSafeStore', () => {
  const readable = async (history: History, oids: readonly string[]): Promise<number> => {
    const git = openGit(history);
    useSafeStore(git, surveyStore(repositoryIn(history)));
    return (await existing(git, oids)).size;
  };

  test('reads its own objects, packed and not, and those of alternates', async () => {
    const history = newHistory();
    history.on('refs/heads/main', { a: '1' });
    history.git('repack', '-adq');
    const packed = history.tip('refs/heads/main');
    const borrowed = history.blob('2');
    renameSync(
      join(history.gitFolder, 'objects', borrowed.slice(0, 2)),
      join(storeAt(join(history.home, 'o')), borrowed.slice(0, 2)),
    );
    borrow(join(history.gitFolder, 'objects'), join(history.home, 'o'));
    expect(await readable(history, [packed, borrowed, history.blob('3')])).toBe(3);
  });

  test.each<[string, (objects: string) => void]>([
    ['a FIFO among the loose objects', (objects) => fifo(join(objects, 'ab', ZEROS))],
    [
      'a folder that is called as an index, of which git dies',
      (objects) => {
        mkdirSync(join(objects, `pack/pack-${'a'.repeat(40)}.idx`), { recursive: true });
        writeFileSync(join(objects, `pack/pack-${'a'.repeat(40)}.pack`), '');
      },
    ],
  ])('%s', async (_, make) => {
    const history = newHistory();
    make(join(history.gitFolder, 'objects'));
    expect(await readable(history, [history.blob('1'), `ab${ZEROS}`])).toBe(1);
  });

  test('in pre-receive, the main store is still read', async () => {
    const history = newHistory();
    const objects = join(history.gitFolder, 'objects');
    const old = history.blob('1');
    borrow(objects, storeAt(join(history.home, 'pool')));
    const quarantine = storeAt(join(objects, 'tmp_objdir-incoming-abc'));
    const git = openGit(history);
    const repository = { ...repositoryIn(history), objectDirectory: quarantine, alternateObjects: [objects] };
    useSafeStore(git, surveyStore(repository));
    expect((await existing(git, [old])).size).toBe(1);
  });

  test('a plain store is used as it is', () => {
    const history = newHistory();
    rmSync(join(history.gitFolder, 'objects/info'), { recursive: true });
    const git = openGit(history);
    useSafeStore(git, surveyStore(repositoryIn(history)));
    expect(git.objectDirectory).toBe(join(history.gitFolder, 'objects'));
  });
});

describe('ownStores', () => {
  test('those inside alone, each without those from which it borrows', async () => {
    const history = newHistory();
    const objects = join(history.gitFolder, 'objects');
    const [outside, inside] = [storeAt(join(history.home, 'outside')), join(history.gitFolder, 'more')];
    const move = (oid: string, to: string): void =>
      renameSync(join(objects, oid.slice(0, 2)), join(to, oid.slice(0, 2)));
    const [own, more, other] = [history.blob('1'), history.blob('2'), history.blob('3')];
    move(other, outside);
    move(more, storeAt(inside, outside));
    borrow(objects, inside, outside);
    const git = openGit(history);
    const store = surveyStore(repositoryIn(history));
    useSafeStore(git, store);
    const found: (readonly string[])[] = [];
    for (const directory of ownStores(git, store)) {
      const table = new ObjectTable('sha1');
      expect(await listStore(git, table, directory)).toBe(0);
      found.push(Array.from({ length: table.list.length }, (_, at) => table.list.hex(at)));
    }
    expect(found).toEqual([[own], [more]]);
    expect((await existing(git, [own, more, other])).size).toBe(3);
  });
});
