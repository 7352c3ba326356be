import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  applyEdits,
  type IndexDoor,
  type IndexEdit,
  type JournalPlace,
  readEditable,
  undoEdits,
} from '../../src/setup/journal.ts';
import { temporaryFolder } from '../repository.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

function place(): JournalPlace & { at: (name: string) => string; text: (name: string) => string } {
  const top = temporaryFolder();
  const root = join(top, 'root');
  mkdirSync(root);
  const at = (name: string): string => join(root, name);
  const text = (name: string): string => readFileSync(at(name), 'latin1');
  return { folder: join(top, 'cache', 'hfleaks'), user: process.geteuid?.(), root, command: 'test', at, text };
}

test('makes, changes and removes files, and undoes it to the byte and the mode, run by run', async () => {
  const one = place();
  const { at, text } = one;
  writeFileSync(at('a'), bytes('a\r\n\xff'), { mode: 0o751 });
  writeFileSync(at('b'), 'b');
  await applyEdits(one, [
    { path: at('a'), before: bytes('a\r\n\xff'), after: bytes('A') },
    { path: at('b'), before: bytes('b'), after: null },
    { path: at('x/y/hook'), before: null, after: bytes('#!'), executable: true },
  ]);
  await applyEdits(one, [{ path: at('a'), before: bytes('A'), after: bytes('AA') }]);
  await applyEdits(one, [{ path: at('a'), before: bytes('AA'), after: bytes('AA') }]);
  expect([text('a'), statSync(at('a')).mode & 0o777, statSync(at('x/y/hook')).mode & 0o777]).toEqual([
    'AA',
    0o751,
    0o755,
  ]);
  const [kept = ''] = readdirSync(join(one.folder ?? '', 'undo'));
  expect(statSync(join(one.folder ?? '', 'undo', kept)).mode & 0o777).toBe(0o600);
  expect(await undoEdits({ ...one, command: 'other' })).toBeNull();
  expect(await undoEdits(one)).toEqual({ paths: ['a'], left: [] });
  expect(await undoEdits(one)).toEqual({ paths: ['a', 'b', 'x/y/hook'], left: [] });
  expect([text('a'), text('b'), statSync(at('a')).mode & 0o777, readdirSync(one.root)]).toEqual([
    'a\r\n\xff',
    'b',
    0o751,
    ['a', 'b'],
  ]);
  expect(await undoEdits(one)).toBeNull();
  expect(readdirSync(join(one.folder ?? '', 'undo'))).toEqual([]);
});

test('changes nothing if one of the files cannot be changed', async () => {
  const one = place();
  const { at, text } = one;
  const elsewhere = join(one.root, '..', 'elsewhere');
  mkdirSync(elsewhere);
  for (const name of ['a', 'b', 'locked']) writeFileSync(at(name), name);
  chmodSync(at('locked'), 0o444);
  symlinkSync('a', at('link'));
  symlinkSync(elsewhere, at('out'));
  const a = { path: at('a'), before: bytes('a'), after: bytes('A') };
  for (const [name, before, why] of [
    ['b', 'other', /b has changed in the meantime; nothing was changed/],
    ['locked', 'locked', /read-only/],
    ['link', 'a', /no regular file/],
    ['out/x', null, /behind a link/],
  ] as const)
    await expect(
      applyEdits(one, [a, { path: at(name), before: before === null ? null : bytes(before), after: bytes('') }]),
    ).rejects.toThrow(why);
  const door = { read: async () => [null], write: () => Promise.reject(new Error('full')) };
  const index = [{ path: 'a', before: null, after: null }];
  await expect(
    applyEdits(one, [a, { path: at('n/new'), before: null, after: bytes('') }], index, door),
  ).rejects.toThrow('nothing was changed');
  await expect(applyEdits({ ...one, folder: null }, [a])).rejects.toThrow('no place');
  expect([text('a'), existsSync(at('n')), readdirSync(elsewhere), await undoEdits(one)]).toEqual([
    'a',
    false,
    [],
    null,
  ]);
});

test('undoes what a run changed that ended in the midst of it', async () => {
  const one = place();
  const { at, text } = one;
  for (const name of ['a', 'b']) writeFileSync(at(name), name);
  const staged = (oid: string) => ({ oid, mode: '100644' }) as const;
  const index = ['a', 'b'].map((path) => ({ path, before: staged('1'), after: staged('2') }));
  const now = new Map(index.map(({ path, before }) => [path, before] as [string, IndexEdit['before']]));
  const door: IndexDoor = {
    read: async (paths) => paths.map((path) => now.get(path) ?? null),
    write: async (edits) => {
      for (const { path, staged: to } of edits) now.set(path, to);
    },
  };
  const edits = ['a', 'b'].map((name) => ({ path: at(name), before: bytes(name), after: bytes(`${name}!`) }));
  await applyEdits(one, [...edits, { path: at('c'), before: null, after: bytes('c') }], index, door);
  // As if it had been killed before these.
  writeFileSync(at('b'), 'b');
  unlinkSync(at('c'));
  now.set('b', staged('1'));
  expect(await undoEdits(one, door)).toEqual({ paths: ['a', 'b', 'c', 'a (index)', 'b (index)'], left: [] });
  expect([text('a'), text('b'), readdirSync(one.root), ...now.values()]).toEqual([
    'a',
    'b',
    ['a', 'b'],
    staged('1'),
    staged('1'),
  ]);
});

test('undoes nothing if one of the files is another since', async () => {
  const one = place();
  const { at, text } = one;
  await applyEdits(
    one,
    ['a', 'b'].map((name) => ({ path: at(name), before: null, after: bytes(name) })),
  );
  writeFileSync(at('b'), 'mine');
  await expect(undoEdits(one)).rejects.toThrow(/b has changed since; nothing was changed/);
  expect([text('a'), text('b')]).toEqual(['a', 'mine']);
  expect(readEditable(one, at('none'))).toBeNull();
});

test('undoes, where some may be left, the others, and these once they are as they were made', async () => {
  const one = place();
  const { at } = one;
  const edit = (name: string, before: string | null, after: string) => ({
    path: at(name),
    before: before === null ? null : bytes(before),
    after: bytes(after),
  });
  await applyEdits(one, [edit('a', null, 'a'), edit('hooks/b', null, 'b')]);
  await applyEdits(one, [edit('a', 'a', 'aa'), edit('hooks/c', null, 'c')]);
  writeFileSync(at('a'), 'aa, and mine');
  const left = [expect.stringMatching(/a has changed since\. Take your change out of it, undo, and make it again/)];
  expect(await undoEdits(one, undefined, true)).toEqual({ paths: ['hooks/c'], left });
  expect(await undoEdits(one, undefined, true)).toEqual({ paths: [], left });
  writeFileSync(at('a'), 'aa');
  expect(await undoEdits(one, undefined, true)).toEqual({ paths: ['a'], left: [] });
  expect(readdirSync(one.root).toSorted()).toEqual(['a', 'hooks']);
  expect(await undoEdits(one, undefined, true)).toEqual({ paths: ['a', 'hooks/b'], left: [] });
  expect([readdirSync(one.root), await undoEdits(one)]).toEqual([[], null]);
});
