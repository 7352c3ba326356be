import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  existing,
  learnTypes,
  listCommits,
  listReachable,
  listStore,
  listTyped,
  ObjectTable,
  type Walk,
} from '../../src/git/object-listing.ts';
import { History } from '../e2e/history.ts';
import { REAL_GIT, removeFolder } from '../repository.ts';
import { openFakeGit, openGit } from './open.ts';

const NOWHERE = 'b'.repeat(40);

function newHistory(objectFormat: 'sha1' | 'sha256' = 'sha1'): History {
  const history = new History({ objectFormat });
  onTestFinished(() => removeFolder(history.home));
  return history;
}

function removeObject(history: History, oid: string): void {
  rmSync(join(history.gitFolder, 'objects', oid.slice(0, 2), oid.slice(2)));
}

const idsOf = ({ list }: ObjectTable): string[] => Array.from({ length: list.length }, (_, at) => list.hex(at));

describe('listReachable', () => {
  /** Two branches that part at `base`. */
  function fork(format: 'sha1' | 'sha256' = 'sha1') {
    const history = newHistory(format);
    const base = history.on('refs/heads/main', { a: '1', 'd/e': '1' });
    history.branch('refs/heads/side', 'refs/heads/main');
    const main = history.on('refs/heads/main', { a: '2' });
    const side = history.on('refs/heads/side', { b: '3' });
    return { history, base, main, side };
  }

  async function reach(history: History, walk: Walk) {
    const table = new ObjectTable(history.git('rev-parse', '--show-object-format').trim() as 'sha1' | 'sha256');
    const missing = new Set<string>();
    await listReachable(openGit(history), walk, table, missing);
    return { ids: idsOf(table), missing: [...missing] };
  }

  test.each(['sha1', 'sha256'] as const)('all objects, each once: %s', async (format) => {
    const { history, base, main, side } = fork(format);
    const tag = history.tagObject({ of: main });
    const { ids, missing } = await reach(history, { tips: [tag, side, main] });
    expect(missing).toEqual([]);
    expect(ids).toHaveLength(new Set(ids).size);
    // 3 commits, a tag, 3 trees and that of d, 3 blobs.
    expect(ids).toHaveLength(11);
    expect(ids).toEqual(expect.arrayContaining([tag, base, main, side, history.blob('3')]));
  });

  test('without what others reach', async () => {
    const { history, main, side } = fork();
    const { ids } = await reach(history, { tips: [side], not: [main] });
    expect(ids.sort()).toEqual([side, history.tree({ a: '1', 'd/e': '1', b: '3' }), history.blob('3')].sort());
  });

  test('what one of two reaches', async () => {
    const { history, main, side } = fork();
    const { ids } = await reach(history, { tips: [], either: [[main, side]] });
    expect(ids).toHaveLength(6);
    expect(ids).toEqual(expect.arrayContaining([main, side, history.blob('2'), history.blob('3')]));
  });

  test('a blob and a tree as tips', async () => {
    const history = newHistory();
    const [blob, tree] = [history.blob('1'), history.tree({ a: '2' })];
    expect((await reach(history, { tips: [blob, tree] })).ids.sort()).toEqual([blob, tree, history.blob('2')].sort());
  });

  test('2500 tips', async () => {
    const history = newHistory();
    const tips = Array.from({ length: 2500 }, (_, at) => history.blob(`${at}`));
    expect((await reach(history, { tips })).ids.sort()).toEqual(tips.sort());
  });

  test('missing blobs and trees are named, a missing commit is an error', async () => {
    const { history, base, main } = fork();
    const [blob, tree] = [history.blob('2'), history.tree({ e: '1' })];
    removeObject(history, blob);
    removeObject(history, tree);
    expect((await reach(history, { tips: [main] })).missing.sort()).toEqual([blob, tree].sort());
    removeObject(history, base);
    await expect(reach(history, { tips: [main] })).rejects.toMatchObject({ code: 'git-failed' });
  });

  test.each([
    ['says something else', 'echo hello', 'git-protocol'],
    ['names objects', `echo ${NOWHERE} a.txt`, 'git-protocol'],
    ['stops in a line', `printf ${NOWHERE}`, 'git-protocol'],
    ['fails after its listing', `echo ${NOWHERE}; exit 1`, 'git-failed'],
  ])('a git that %s', async (_, script, code) => {
    const git = openFakeGit(newHistory(), `/bin/cat >/dev/null\n${script}`);
    await expect(listReachable(git, { tips: [NOWHERE] }, new ObjectTable('sha1'), new Set())).rejects.toMatchObject({
      code,
    });
  });
});

describe('listTyped', () => {
  /** What is known of the objects of two commits and a tag. `script` is in front of git's. */
  async function typed(script = '') {
    const history = newHistory();
    const base = history.on('refs/heads/main', { a: '1' });
    const tip = history.on('refs/heads/main', { a: '22', 'd/e': '1' });
    const tag = history.tagObject({ of: tip });
    const git = openFakeGit(history, `PATH=/usr/bin:/bin\n${script}\nexec '${REAL_GIT}' "$@"`);
    const table = new ObjectTable('sha1');
    table.list.add(tag);
    const missing = new Set<string>();
    const types = await listTyped(git, { tips: [tip], not: [base] }, table, missing, [base, tag, NOWHERE]);
    const known = Array.from({ length: table.list.length }, (_, at) => [
      table.list.hex(at),
      table.type(at),
      table.size(at),
    ]);
    const commitSize = Number(history.git('cat-file', '-s', tip));
    return { known, types: [...types], missing, history, base, tip, tag, commitSize };
  }

  test('types and sizes of what is listed, and of what was there; types of what is asked besides', async () => {
    const { known, types, missing, history, base, tip, tag, commitSize } = await typed();
    expect(missing.size).toBe(0);
    expect(known).toEqual(
      expect.arrayContaining([
        [tag, 'tag', expect.any(Number)],
        [tip, 'commit', commitSize],
        [history.blob('22'), 'blob', 2],
      ]),
    );
    expect(known).toHaveLength(5);
    expect(types).toEqual([
      [base, 'commit'],
      [tag, 'tag'],
    ]);
  });

  test.each([
    ['dies', 'exit 1'],
    ['says another thing', 'cat >/dev/null; echo hello; exit 0'],
    ['leaves out half', `"${REAL_GIT}" "$@" | sed -n 'n;p'; exit 0`],
    ['says nothing', 'cat >/dev/null; exit 0'],
  ])('where git %s, all is listed, and the rest unknown', async (_, act) => {
    const { known, history } = await typed(`case "$*" in *batch-check*) ${act};; esac`);
    expect(known).toHaveLength(5);
    expect(known).toContainEqual([history.blob('22'), null, 0]);
  });
});

describe('a listing is held against what git counts', () => {
  const listing = async (script: string): Promise<number> => {
    const history = newHistory();
    const tip = history.on('refs/heads/main', { a: '1' });
    const git = openFakeGit(history, `PATH=/usr/bin:/bin\n${script}\nexec '${REAL_GIT}' "$@"`);
    const table = new ObjectTable('sha1');
    await listReachable(git, { tips: [tip] }, table, new Set());
    return table.list.length;
  };
  const silent = `case "$*" in *--count*) ;; *) "${REAL_GIT}" "$@" 2>/dev/null; exit;; esac`;

  test('as it says itself', async () => {
    expect(await listing('case "$*" in *--count*) exit 1;; esac')).toBe(3);
    await expect(listing(`"${REAL_GIT}" "$@" | sed 1d; exit 0`)).rejects.toMatchObject({ code: 'git-protocol' });
  });

  test('or, where it says nothing, by counting again', async () => {
    expect(await listing(silent)).toBe(3);
    const less = silent.replace('2>/dev/null', '2>/dev/null | sed 1d');
    await expect(listing(less)).rejects.toMatchObject({ code: 'git-protocol' });
    await expect(listing(silent.replace('"$@"', '--version'))).rejects.toMatchObject({ code: 'git-protocol' });
  });
});

test('listCommits gives children before parents, with all parents', async () => {
  const history = newHistory();
  const one = history.on('refs/heads/main', { a: '1' });
  const two = history.on('refs/heads/main', { a: '2' });
  const three = history.on('refs/heads/main', { a: '3' }, { parents: [one] });
  const found: string[][] = [];
  for await (const line of listCommits(openGit(history), { tips: [three] })) found.push(line);
  expect(found).toEqual([[three, two, one], [two, one], [one]]);
});

describe('listStore', () => {
  test('every object, reachable or not, of this store alone', async () => {
    const history = newHistory();
    const tip = history.on('refs/heads/main', { a: '1' });
    history.git('repack', '-adq');
    const dangling = history.blob('dangling');
    const borrowed = history.blob('borrowed');
    const other = join(history.home, 'other', borrowed.slice(0, 2));
    mkdirSync(other, { recursive: true });
    renameSync(
      join(history.gitFolder, 'objects', borrowed.slice(0, 2), borrowed.slice(2)),
      join(other, borrowed.slice(2)),
    );
    const git = openGit(history);
    git.useStore(git.objectDirectory, [join(history.home, 'other')]);
    const table = new ObjectTable('sha1');
    expect(await listStore(git, table, git.objectDirectory)).toBe(0);
    expect(idsOf(table).sort()).toEqual([tip, history.tree({ a: '1' }), history.blob('1'), dangling].sort());
    const at = table.list.indexOf(dangling);
    expect([table.type(at), table.size(at)]).toEqual(['blob', 8]);
  });

  test('an object whose header is damaged is listed, without a type; git complains', async () => {
    const history = newHistory();
    const [good, bad] = [history.blob('good'), history.blob('bad')];
    const path = join(history.gitFolder, 'objects', bad.slice(0, 2), bad.slice(2));
    chmodSync(path, 0o644);
    writeFileSync(path, 'garbage');
    const table = new ObjectTable('sha1');
    const git = openGit(history);
    expect(await listStore(git, table, git.objectDirectory)).toBeGreaterThan(0);
    expect(table.type(table.list.indexOf(good))).toBe('blob');
    expect(table.type(table.list.indexOf(bad))).toBe(null);
  });
});

describe('learnTypes and existing', () => {
  test('types and sizes, of what there is', async () => {
    const history = newHistory();
    const tip = history.on('refs/heads/main', { a: '12345' });
    const tag = history.tagObject({ of: tip });
    const table = new ObjectTable('sha1');
    for (const oid of [tip, tag, NOWHERE, history.blob('12345')]) table.list.add(oid);
    const git = openGit(history);
    await learnTypes(git, table);
    expect([0, 1, 2, 3].map((at) => table.type(at))).toEqual(['commit', 'tag', null, 'blob']);
    expect([table.size(2), table.size(3)]).toEqual([0, 5]);
    expect(await existing(git, [tag, NOWHERE, tip])).toEqual(
      new Map([
        [tag, 'tag'],
        [tip, 'commit'],
      ]),
    );
    expect(await existing(git, [])).toEqual(new Map());
  });

  test('behind an object of which git dies, the others are asked again', async () => {
    const history = newHistory();
    const oids = Array.from({ length: 30 }, (_, at) => history.blob(`${at}`));
    // The header of a loose object: a size that overflows.
    const deadly = [3, 4, 20].map((at) => oids[at] as string);
    for (const oid of deadly) {
      const path = join(history.gitFolder, 'objects', oid.slice(0, 2), oid.slice(2));
      chmodSync(path, 0o644);
      writeFileSync(path, deflateSync('blob 18446744073709551610\0x'));
    }
    const table = new ObjectTable('sha1');
    for (const oid of oids) table.list.add(oid);
    await learnTypes(openGit(history), table);
    for (const [at, oid] of oids.entries()) if (!deadly.includes(oid)) expect(table.type(at)).toBe('blob');
  });

  test.each([
    ['answers nothing', ':'],
    ['answers for another', `echo "${'c'.repeat(40)} blob 1"`],
    ['has types of its own', `echo "${NOWHERE} note 1"`],
  ])('of a git that %s nothing is believed', async (_, script) => {
    const git = openFakeGit(newHistory(), `/bin/cat >/dev/null\n${script}`);
    const table = new ObjectTable('sha1');
    table.list.add(NOWHERE);
    await learnTypes(git, table);
    expect(table.type(0)).toBe(null);
  });
});

test('a table knows nothing of what it was not told, and grows', () => {
  const table = new ObjectTable('sha1');
  expect([table.type(-1), table.type(5), table.size(5), table.type(9999)]).toEqual([null, null, 0, null]);
  table.set(5000, 'tag', 2 ** 40);
  expect([table.type(5000), table.size(5000), table.type(4999)]).toEqual(['tag', 2 ** 40, null]);
});
