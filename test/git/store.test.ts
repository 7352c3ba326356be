import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { surveyStore } from '../../src/git/store.ts';
import type { History } from '../e2e/history.ts';
import { temporaryFolder } from '../repository.ts';
import { repositoryIn } from './open.ts';
import { borrow, fifo, newHistory, storeAt, ZEROS } from './stores.ts';

/** Alternates below the folder of the test, with a star if they are inside the repository; and what cannot be used. */
function surveyOf(history: History) {
  const { alternates, unusable } = surveyStore(repositoryIn(history));
  return {
    alternates: alternates.map(
      ({ directory, isInside }) => directory.replace(`${history.home}/`, '') + (isInside ? ' inside' : ''),
    ),
    unusable: unusable.map((name) => name.toString('latin1')),
  };
}

describe('the alternates of a store', () => {
  const CASES: Readonly<Record<string, { make(home: string, objects: string): void; alternates: readonly string[] }>> =
    {
      none: { make: () => undefined, alternates: [] },
      absolute: { make: (home, objects) => borrow(objects, storeAt(join(home, 'other'))), alternates: ['other'] },
      'relative to the store': {
        make: (home, objects) => {
          storeAt(join(home, 'other'));
          borrow(objects, '../../../other');
        },
        alternates: ['other'],
      },
      'inside the repository': {
        make: (_, objects) => borrow(objects, storeAt(join(objects, '../more'))),
        alternates: ['a repository/.git/more inside'],
      },
      'inside by its path, outside by its links': {
        make: (home, objects) => {
          symlinkSync(storeAt(join(home, 'other')), join(objects, '../more'));
          borrow(objects, '../more');
        },
        alternates: ['a repository/.git/more'],
      },
      'comments, empty lines, what is not there, a file': {
        make: (home, objects) => {
          writeFileSync(join(home, 'file'), '');
          borrow(objects, '# a comment', '', '/nowhere', join(home, 'file'), storeAt(join(home, 'other')));
        },
        alternates: ['other'],
      },
      'in quotes, with escapes': {
        make: (home, objects) => {
          storeAt(join(home, 'a "ö" b'));
          borrow(objects, `"${home}/a \\"\\303\\266\\" b"`);
        },
        alternates: ['a "ö" b'],
      },
      twice: {
        make: (home, objects) => borrow(objects, storeAt(join(home, 'other')), join(home, 'other/')),
        alternates: ['other'],
      },
      'a circle': {
        make: (home, objects) => {
          storeAt(join(home, 'one'), join(home, 'two'));
          storeAt(join(home, 'two'), join(home, 'one'), objects);
          borrow(objects, join(home, 'one'), objects);
        },
        alternates: ['one', 'two'],
      },
      'a chain that is longer than git follows': {
        make: (home, objects) => {
          for (let at = 0; at < 9; at++) storeAt(join(home, `s${at}`), join(home, `s${at + 1}`));
          storeAt(join(home, 's9'));
          borrow(objects, join(home, 's0'));
        },
        alternates: Array.from({ length: 10 }, (_, at) => `s${at}`),
      },
      'what a push left behind': {
        make: (_, objects) => storeAt(join(objects, 'tmp_objdir-incoming-abc')),
        alternates: ['a repository/.git/objects/tmp_objdir-incoming-abc inside'],
      },
      'what looks like a rest of a push and leads outside': {
        make: (home, objects) => symlinkSync(storeAt(join(home, 'other')), join(objects, 'tmp_objdir-incoming-abc')),
        alternates: ['a repository/.git/objects/tmp_objdir-incoming-abc'],
      },
    };

  test.each(Object.entries(CASES))('%s', (_, { make, alternates }) => {
    const history = newHistory();
    make(history.home, join(history.gitFolder, 'objects'));
    expect(surveyOf(history)).toEqual({ alternates, unusable: [] });
  });

  test('a path that is no UTF-8 cannot be told to git', () => {
    const history = newHistory();
    borrow(join(history.gitFolder, 'objects'), Buffer.from('/\xff', 'latin1'), storeAt(join(history.home, 'other')));
    expect(surveyOf(history)).toEqual({ alternates: ['other'], unusable: ['info/alternates'] });
  });

  test('a repository in pre-receive borrows from the main store, and from what that borrows from', () => {
    const history = newHistory();
    const objects = join(history.gitFolder, 'objects');
    borrow(objects, storeAt(join(history.home, 'pool')));
    const quarantine = storeAt(join(objects, 'tmp_objdir-incoming-abc'));
    const repository = { ...repositoryIn(history), objectDirectory: quarantine, alternateObjects: [objects] };
    expect(surveyStore(repository).alternates.map(({ directory }) => directory)).toEqual([
      objects,
      join(history.home, 'pool'),
    ]);
  });

  const TRAPS: Readonly<Record<string, (home: string, objects: string) => void>> = {
    'the list is a FIFO': (_, objects) => fifo(join(objects, 'info/alternates')),
    'the list is a folder': (_, objects) => mkdirSync(join(objects, 'info/alternates')),
    'the list of an alternate is a FIFO': (home, objects) => {
      borrow(objects, storeAt(join(home, 'other')));
      fifo(join(home, 'other/info/alternates'));
    },
    'the list of the seventh alternate in a chain is a FIFO': (home, objects) => {
      for (let at = 0; at < 7; at++) storeAt(join(home, `s${at}`), join(home, `s${at + 1}`));
      borrow(objects, join(home, 's0'));
      fifo(join(storeAt(join(home, 's7')), 'info/alternates'));
    },
    'the list of what a push left behind is a FIFO': (_, objects) =>
      fifo(join(storeAt(join(objects, 'tmp_objdir-incoming-abc')), 'info/alternates')),
    'more places than anybody lends from': (_, objects) =>
      borrow(objects, Array.from({ length: 150_000 }, (_, at) => `/${at}`).join('\n')),
    'a chain without end': (home, objects) => {
      for (let at = 0; at < 200; at++) storeAt(join(home, `s${at}`), join(home, `s${at + 1}`));
      borrow(objects, join(home, 's0'));
    },
  };

  test.each(Object.entries(TRAPS))('%s: refused', (_, make) => {
    const history = newHistory();
    make(history.home, join(history.gitFolder, 'objects'));
    expect(() => surveyStore(repositoryIn(history))).toThrow(expect.objectContaining({ code: 'git-failed' }));
  });
});

describe('what stands for objects and is none', () => {
  const CASES: Readonly<Record<string, { make(objects: string): void; unusable: readonly string[] }>> = {
    'a FIFO for an object': { make: (objects) => fifo(join(objects, 'ab', ZEROS)), unusable: [`ab/${ZEROS}`] },
    'a folder for an object': {
      make: (objects) => mkdirSync(join(objects, 'ab', ZEROS), { recursive: true }),
      unusable: [`ab/${ZEROS}`],
    },
    'a link to a FIFO': {
      make: (objects) => {
        fifo(join(objects, 'fifo'));
        mkdirSync(join(objects, 'ab'));
        symlinkSync('../fifo', join(objects, 'ab', ZEROS));
      },
      unusable: [`ab/${ZEROS}`],
    },
    'a link to a device': {
      make: (objects) => {
        mkdirSync(join(objects, 'ab'));
        symlinkSync('/dev/zero', join(objects, 'ab', ZEROS));
      },
      unusable: [`ab/${ZEROS}`],
    },
    'a link to nothing': {
      make: (objects) => {
        mkdirSync(join(objects, 'ab'));
        symlinkSync('nowhere', join(objects, 'ab', ZEROS));
      },
      unusable: [],
    },
    'a FIFO elsewhere': { make: (objects) => fifo(join(objects, 'other')), unusable: [] },
    'a FIFO for a folder': { make: (objects) => fifo(join(objects, 'ab')), unusable: [] },
    'a FIFO for a pack': { make: (objects) => fifo(join(objects, 'pack/pack-1.idx')), unusable: ['pack/pack-1.idx'] },
    'a pack without index': {
      make: (objects) => writeFileSync(join(objects, 'pack/pack-1.pack'), ''),
      unusable: ['pack/pack-1.pack'],
    },
    'a pack that is being written': {
      make: (objects) => writeFileSync(join(objects, 'pack/tmp_pack_1'), ''),
      unusable: [],
    },
  };

  test.each(Object.entries(CASES))('%s', (_, { make, unusable }) => {
    const history = newHistory();
    make(join(history.gitFolder, 'objects'));
    expect(surveyOf(history)).toEqual({ alternates: [], unusable });
  });

  test('an alternate with a FIFO is not used, nor one that leads to it; one with a pack without index is', () => {
    const history = newHistory();
    const { home } = history;
    fifo(join(storeAt(join(home, 'trap')), 'ab', ZEROS));
    storeAt(join(home, 'far'), storeAt(join(home, 'near'), join(home, 'trap')));
    writeFileSync(join(storeAt(join(home, 'good')), 'pack/pack-1.pack'), '');
    borrow(join(history.gitFolder, 'objects'), join(home, 'far'), join(home, 'good'));
    expect(surveyOf(history)).toEqual({ alternates: ['good'], unusable: [`ab/${ZEROS}`, 'pack/pack-1.pack'] });
  });
});

test('a folder without anything is a store without anything', () => {
  const directory = temporaryFolder();
  const folders = { workTree: directory, gitDir: directory, commonDir: directory };
  const repository = { ...folders, objectDirectory: directory, alternateObjects: [] };
  expect(surveyStore(repository as unknown as Parameters<typeof surveyStore>[0])).toEqual({
    alternates: [],
    unusable: [],
    traps: [],
    outside: [],
  });
});
