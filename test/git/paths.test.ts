import { describe, expect, onTestFinished, test } from 'vitest';
import { blobsAt } from '../../src/git/paths.ts';
import { cpuSince } from '../cost.ts';
import { History, type Kind } from '../e2e/history.ts';
import { removeFolder } from '../repository.ts';
import { openGit } from './open.ts';

function newHistory(kind: Kind = {}): History {
  const history = new History(kind);
  onTestFinished(() => removeFolder(history.home));
  return history;
}

/** What stands at paths, which are bytes as latin1. */
async function at(history: History, commit: string | null, ...paths: readonly string[]) {
  return (await look(history, commit, ...paths)).found;
}

/** The same, and what could not be read. */
async function look(history: History, commit: string | null, ...paths: readonly string[]) {
  const unread: string[] = [];
  const found = await blobsAt(
    openGit(history),
    commit,
    paths.map((path) => Buffer.from(path, 'latin1')),
    (type, oid, why) => unread.push(`${type} ${oid}: ${why}`),
  );
  return { found: Object.fromEntries(found), unread };
}

describe('blobsAt', () => {
  const FILES = { a: '1', 'a.b/a': '2', 'd/a': '3', 'd/e/f/g/h': '4', '\xff/\n': '5', 'd/--x': '6' };

  test.each(['sha1', 'sha256'] as const)('files at any depth, in %s', async (objectFormat) => {
    const history = newHistory({ objectFormat });
    const tip = history.on('refs/heads/main', FILES);
    const expected = Object.entries(FILES).map(([path, content]) => [path, history.blob(content)]);
    expect(await at(history, tip, ...Object.keys(FILES))).toEqual(Object.fromEntries(expected));
  });

  test('folders, links and submodules have ids too', async () => {
    const history = newHistory();
    const [link, commit] = [history.blob('a'), 'c'.repeat(40)];
    const tip = history.on('refs/heads/main', {
      'd/a': '3',
      link: { mode: '120000', oid: link },
      sub: { mode: '160000', oid: commit },
    });
    expect(await at(history, tip, 'd', 'link', 'sub', 'sub/a')).toEqual({
      d: history.tree({ a: '3' }),
      link,
      sub: commit,
    });
  });

  test('what is not there, or is a file where a folder is asked for', async () => {
    const history = newHistory();
    const tip = history.on('refs/heads/main', FILES);
    const paths = ['b', 'a/b', 'd/a/b', 'd/e/f/g', 'd/', '/a', '', 'D/a', 'd/e/x'];
    expect(Object.keys(await at(history, tip, ...paths))).toEqual(['d/e/f/g']);
  });

  test('no commit, no paths', async () => {
    const history = newHistory();
    const tip = history.on('refs/heads/main', FILES);
    expect([await at(history, null, 'a'), await at(history, tip)]).toEqual([{}, {}]);
  });

  test.each<[string, (history: History) => string]>([
    ['is missing', () => 'b'.repeat(40)],
    ['is a blob', (history) => history.blob('tree 1')],
    ['is a tree', (history) => history.tree({ a: '1' })],
    ['is empty', (history) => history.object('commit', '')],
    ['has no tree', (history) => history.object('commit', 'author A\n\n')],
    ['has a tree that is missing', (history) => history.commitObject({ tree: 'b'.repeat(40) })],
    ['has a blob for a tree', (history) => history.commitObject({ tree: history.blob('x') })],
    ['has a tree that is garbage', (history) => history.commitObject({ tree: history.object('tree', 'garbage') })],
    [
      'has a tree line of several lines',
      (history) => history.commitObject({ tree: `${history.tree({ a: '1' })}\n HEAD` }),
    ],
    ['has a tree line that is no id', (history) => history.commitObject({ tree: 'HEAD' })],
  ])('a commit that %s has nothing', async (_, make) => {
    const history = newHistory();
    expect(await at(history, make(history), 'a', 'd/a')).toEqual({});
  });

  test('a folder that cannot be read hides what is in it alone', async () => {
    const history = newHistory();
    const missing = { mode: '40000', oid: 'b'.repeat(40) };
    const tip = history.on('refs/heads/main', { a: '1', bad: missing, 'z/a': '1' });
    const { found, unread } = await look(history, tip, 'a', 'bad/a', 'z/a');
    expect(Object.keys(found)).toEqual(['a', 'z/a']);
    expect(unread).toEqual([`tree ${missing.oid}: missing-object`]);
  });

  test('a tree that could not be read is told to each who asks, and asked for once', async () => {
    const history = newHistory();
    const bad = { mode: '40000', oid: 'b'.repeat(40) };
    const tips = ['1', '2'].map((text) => history.on('refs/heads/main', { a: text, bad }));
    const [git, known, unread] = [openGit(history), new Map(), [] as string[]];
    for (const tip of tips) await blobsAt(git, tip, [Buffer.from('bad/a')], (_, oid) => unread.push(oid), known);
    expect(unread).toEqual([bad.oid, bad.oid]);
  });

  test('what is no folder is not read as one', async () => {
    const history = newHistory();
    const tip = history.on('refs/heads/main', { a: '1', sub: { mode: '160000', oid: 'c'.repeat(40) } });
    expect(await look(history, tip, 'a/b', 'sub/a')).toEqual({ found: {}, unread: [] });
  });

  test('many paths and folders at once', async () => {
    const history = newHistory();
    const paths = Array.from({ length: 3000 }, (_, index) => `d${index % 50}/e${index % 7}/f${index}`);
    const same = history.blob('x');
    const files = Object.fromEntries(paths.map((path) => [path, { mode: '100644', oid: same }]));
    const tip = history.on('refs/heads/main', files);
    expect(Object.keys(await at(history, tip, ...paths, ...paths))).toHaveLength(3000);
  });

  test('folders in one another without end are not followed', async () => {
    const history = newHistory();
    let tree = history.tree({ a: '1' });
    for (let depth = 0; depth < 600; depth++) tree = history.tree({ d: { mode: '40000', oid: tree } });
    const tip = history.commitObject({ tree });
    const began = process.cpuUsage();
    const { found, unread } = await look(history, tip, `${'d/'.repeat(600)}a`, 'a');
    expect([found, unread]).toEqual([{}, [`tree ${tree}: size-limit`]]);
    expect(cpuSince(began)).toBeLessThan(1000);
  });
});
