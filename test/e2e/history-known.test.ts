// A clean history that is known: nothing of it is read again while nothing changed, and whatever changed is noticed.
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { removeFolder } from '../repository.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';
import { History, type Kind } from './history.ts';
import { reportOf } from './history-git.ts';

const T = userToken(62_001);
const leak = `import os\nkey = "${T}"\n`;
const CLEAN = `import os\nkey = "${'x'.repeat(T.length)}"\n`.replaceAll('x', '.');
const MAIN = 'refs/heads/main';
const HOUR = 3_600_000;

beforeEach(() => {
  // What is younger than seconds is not trusted: these scans are made an hour later.
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + HOUR);
});
afterEach(() => vi.restoreAllMocks());

/** Clean, but for a commit that nothing names. */
function clean(kind?: Kind): History {
  const history = new History(kind);
  onTestFinished(() => removeFolder(history.home));
  history.on(MAIN, { 'a.py': CLEAN });
  history.ref('refs/heads/side', history.on(MAIN, { 'b.py': 'b = 2\n' }));
  return history;
}

const lost = (history: History): string => history.commitObject({ files: { 'lost.py': leak }, message: 'lost\n' });
const inGit = (history: History, name: string): string => join(history.gitFolder, name);
const WITHOUT_GIT = { cached: true, searchPath: '/nonexistent' };

/** The report, or why there is none. */
const told = (history: History, options: Parameters<typeof reportOf>[1]): Promise<string> =>
  reportOf(history, options).catch((error) => error.code ?? String(error));

/** Scans until all is known, which is where git is not needed. */
async function known(history: History): Promise<string> {
  const first = await reportOf(history, { cached: true });
  expect(await reportOf(history, WITHOUT_GIT)).toBe(first);
  return first;
}

/** Writes to a file where it is, and sets its time back. */
function overwrite(path: string, content: string | Buffer): void {
  const { ino, atimeMs, mtimeMs, mode } = fs.statSync(path);
  fs.chmodSync(path, 0o644);
  fs.writeFileSync(path, content);
  fs.chmodSync(path, mode);
  fs.utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
  expect(fs.statSync(path).ino).toBe(ino);
}

/** The bytes of an object that is not what its id says. */
const FORGED = deflateSync(`blob ${leak.length}\0${leak}`);
const looseOf = (history: History, oid: string): string => inGit(history, `objects/${oid.slice(0, 2)}/${oid.slice(2)}`);

function copied(history: History): void {
  fs.renameSync(history.gitFolder, `${history.gitFolder}-before`);
  fs.cpSync(`${history.gitFolder}-before`, history.gitFolder, { recursive: true, preserveTimestamps: true });
}

/** What is done, and how the next scan ends. */
const CHANGES: readonly (readonly [name: string, code: 0 | 1 | 3 | string, act: (history: History) => void])[] = [
  ['a new ref', 1, (history) => history.ref('refs/heads/new', lost(history))],
  ['a new ref deep below', 1, (history) => history.ref('refs/x/y/z/new', lost(history))],
  ['a ref that git moves', 1, (history) => history.git('update-ref', 'refs/heads/side', lost(history))],
  ['a ref that is overwritten', 1, (history) => overwrite(inGit(history, 'refs/heads/side'), `${lost(history)}\n`)],
  ['a ref that is gone', 0, (history) => fs.rmSync(inGit(history, 'refs/heads/side'))],
  ['a ref to nothing', 3, (history) => history.ref('refs/heads/side', '1'.repeat(40))],
  ['a damaged ref', 3, (history) => overwrite(inGit(history, 'refs/heads/side'), 'damaged\n')],
  ['a name of a ref', 1, (history) => history.ref(`refs/heads/${T}`, history.tip(MAIN))],
  ['refs that are packed', 0, (history) => history.git('pack-refs', '--all')],
  [
    'packed refs that are overwritten',
    1,
    (history) => {
      const refs = fs.readFileSync(inGit(history, 'packed-refs'), 'latin1');
      overwrite(inGit(history, 'packed-refs'), refs.replace(/^\w+(?= refs\/tags\/packed)/m, lost(history)));
    },
  ],
  ['a HEAD without a branch', 1, (history) => overwrite(inGit(history, 'HEAD'), `${lost(history)}\n`)],
  ['a HEAD on another branch', 0, (history) => history.git('symbolic-ref', 'HEAD', 'refs/heads/side')],
  ['a damaged HEAD', 3, (history) => overwrite(inGit(history, 'HEAD'), 'damaged\n')],
  ['a symbolic ref', 0, (history) => history.gitFile('refs/remotes/origin/HEAD', `ref: ${MAIN}\n`)],
  ['a commit', 1, (history) => history.on(MAIN, { 'new.py': leak })],
  ['a merge that is not made yet', 0, (history) => history.gitFile('MERGE_HEAD', `${lost(history)}\n`)],
  [
    'a stash',
    1,
    (history) => {
      history.git('reset', '--quiet', '--hard');
      history.write('a.py', leak);
      history.git('stash', 'push', '--quiet');
    },
  ],
  ['a line of the stash', 1, (history) => addStash(history, lost(history))],
  ['a note', 1, (history) => history.git('notes', 'add', '-m', T, 'HEAD')],
  ['a tag', 1, (history) => history.git('tag', '-a', '-m', T, 'v1')],
  ['a new work tree', 1, (history) => history.git('worktree', 'add', '-q', '--detach', '../linked', lost(history))],
  ['a ref of a work tree', 1, (history) => history.gitFile('worktrees/tree/refs/bisect/bad', `${lost(history)}\n`)],
  ['the HEAD of a work tree', 1, (history) => history.gitFile('worktrees/tree/HEAD', `${lost(history)}\n`)],
  ['a work tree that is gone', 0, (history) => history.git('worktree', 'remove', '--force', '../tree')],
  ['a loose object that is overwritten', 1, (history) => overwrite(looseOf(history, history.blob(CLEAN)), FORGED)],
  ['a loose object that is gone', 3, (history) => fs.rmSync(looseOf(history, history.blob(CLEAN)))],
  ['a new pack', 0, (history) => history.git('repack', '--quiet', '-a', '-d')],
  ['a pack without an index', 3, (history) => history.gitFile(`objects/pack/pack-${'1'.repeat(40)}.pack`, 'PACK')],
  [
    'a clone that ends here, though it has more',
    0,
    (history) => history.gitFile('shallow', `${history.git('rev-parse', `${MAIN}`).trim()}\n`),
  ],
  [
    'a store to borrow from',
    0,
    (history) => {
      const other = new History({ home: history.home, folder: 'other' });
      other.blob(leak);
      history.gitFile('objects/info/alternates', `${other.gitFolder}/objects\n`);
    },
  ],
  ['what LFS pointers stand for', 0, (history) => history.gitFile('lfs/objects/aa/bb/cc', leak)],
  ['a copy in its place', 0, copied],
  [
    'a copy in its place, of which a ref is another one',
    1,
    (history) => {
      const [path, oid] = [inGit(history, 'refs/heads/side'), lost(history)];
      copied(history);
      overwrite(path, `${oid}\n`);
    },
  ],
  [
    'a file in its place that leads to another repository',
    1,
    (history) => {
      const other = new History({ home: history.home, folder: 'other' });
      other.on(MAIN, { 'a.py': leak });
      fs.renameSync(history.gitFolder, join(history.home, 'before'));
      history.write('.git', `gitdir: ${other.gitFolder}\n`);
    },
  ],
  [
    'refs that are a link to those of another repository',
    1,
    (history) => {
      const oid = lost(history);
      fs.cpSync(history.gitFolder, join(history.home, 'other/.git'), { recursive: true });
      fs.writeFileSync(join(history.home, 'other/.git/refs/heads/side'), `${oid}\n`);
      fs.rmSync(inGit(history, 'refs'), { recursive: true });
      fs.symlinkSync(join(history.home, 'other/.git/refs'), inGit(history, 'refs'));
    },
  ],
  [
    'a ref that is a link to one that moves',
    1,
    (history) => {
      fs.writeFileSync(join(history.home, 'ref'), `${lost(history)}\n`);
      fs.rmSync(inGit(history, 'refs/heads/side'));
      fs.symlinkSync(join(history.home, 'ref'), inGit(history, 'refs/heads/side'));
    },
  ],
  [
    'a FIFO among the refs',
    3,
    (history) => {
      fs.rmSync(inGit(history, 'refs/heads/side'));
      history.shell(`mkfifo '${inGit(history, 'refs/heads/side')}'`);
    },
  ],
  ['other ids by the settings', 3, (history) => setting(history, 'objectformat', 'sha256')],
  ['refs in tables by the settings', 3, (history) => setting(history, 'refstorage', 'reftable')],
];

function setting(history: History, name: string, value: string): void {
  fs.appendFileSync(
    inGit(history, 'config'),
    `[core]\n\trepositoryformatversion = 1\n[extensions]\n\t${name} = ${value}\n`,
  );
}

/** Git itself would also write the ref. */
function addStash(history: History, oid: string): void {
  const path = inGit(history, 'logs/refs/stash');
  fs.appendFileSync(path, `${'0'.repeat(40)} ${oid} ${history.stamp()}\tWIP\n`);
}

/** Refs of each kind. */
function withRefs(kind?: Kind): History {
  const history = clean(kind);
  history.ref('refs/tags/packed', history.tip(MAIN));
  history.git('pack-refs');
  const none = '0'.repeat(history.tip(MAIN).length);
  history.gitFile('logs/refs/stash', `${none} ${history.tip(MAIN)} ${history.stamp()}\tWIP\n`);
  history.git('worktree', 'add', '--quiet', '--detach', '../tree', MAIN);
  return history;
}

// Clocks of systems go on in steps, and what changes twice in one is what the hour is for.
const STEP = 10;

describe('whatever changed is noticed', () => {
  test.each(slice(CHANGES, 6))('where nothing was found: %s', async (_, code, act) => {
    const history = withRefs();
    const first = await known(history);
    expect(JSON.parse(first)).toMatchObject({ findings: [], complete: true });
    await sleep(STEP);
    act(history);
    expect(await told(history, WITHOUT_GIT)).not.toBe(first);
    const expected = await told(history, { cached: false });
    for (let time = 0; time < 2; time++) expect(await told(history, { cached: true })).toBe(expected);
    const { findings, complete } = JSON.parse(expected);
    expect(findings.length > 0 ? 1 : complete ? 0 : 3).toBe(code);
  });

  test.each(slice(CHANGES, 12, 2))('where something was found: %s', async (_, __, act) => {
    const history = withRefs();
    history.on('refs/heads/found', { 'found.py': leak });
    const first = await reportOf(history, { cached: false });
    for (let time = 0; time < 3; time++) expect(await reportOf(history, { cached: true })).toBe(first);
    expect(JSON.parse(first).findings).toHaveLength(1);
    await sleep(STEP);
    act(history);
    const expected = await told(history, { cached: false });
    for (let time = 0; time < 2; time++) expect(await told(history, { cached: true })).toBe(expected);
  });

  test.each<[string, Kind]>([
    ['bare', { bare: true }],
    ['SHA-256', { objectFormat: 'sha256' }],
  ])('of a repository that is %s', async (_, kind) => {
    const history = withRefs(kind);
    const first = await known(history);
    await sleep(STEP);
    overwrite(inGit(history, 'refs/heads/side'), `${lost(history)}\n`);
    expect(await told(history, WITHOUT_GIT)).not.toBe(first);
    expect(await reportOf(history, { cached: true })).toBe(await reportOf(history, { cached: false }));
  });
});

test.each<[string, (history: History) => void]>([
  ['a missing object', (history) => fs.rmSync(looseOf(history, history.blob(CLEAN)))],
  ['a submodule', (history) => history.on(MAIN, { lib: { mode: '160000', oid: '1'.repeat(40) } })],
  ['a pack without an index', (history) => history.gitFile(`objects/pack/pack-${'1'.repeat(40)}.pack`, 'PACK')],
])('what was incomplete stays so: %s', async (_, make) => {
  const history = clean();
  make(history);
  const first = await known(history);
  expect(JSON.parse(first)).toMatchObject({ findings: [], complete: false });
  expect(await reportOf(history, { cached: false })).toBe(first);
});

test.each(slice(['a loose object', 'a reflog', 'the settings', 'the index', 'an alternate'], 2))(
  'everything, where nothing was found, and then something in %s',
  async (where) => {
    const history = withRefs();
    const other = new History({ home: history.home, folder: 'other' });
    history.gitFile('description', 'nothing\n');
    const told = (cached: boolean): Promise<string> => reportOf(history, { cached, everything: true });
    const first = await told(false);
    for (let time = 0; time < 3; time++) expect(await told(true)).toBe(first);
    await sleep(STEP);
    if (where === 'a loose object') lost(history);
    if (where === 'a reflog') addStash(history, T);
    if (where === 'the settings') setting(history, 'x', T);
    if (where === 'an alternate') history.gitFile('objects/info/alternates', `${other.gitFolder}/objects\n`);
    if (where === 'the index') history.write('a.py', leak);
    if (where === 'the index') history.git('add', 'a.py');
    const expected = await told(false);
    expect(expected).not.toBe(first);
    for (let time = 0; time < 2; time++) expect(await told(true)).toBe(expected);
  },
);

describe('what is remembered', () => {
  const written = (history: History): Promise<string> => {
    const spy = vi.spyOn(JSON, 'stringify');
    return reportOf(history, { cached: true }).then(() => spy.mock.results.map(({ value }) => value).join('\n'));
  };

  test('has no names of refs', async () => {
    const head = (await written(clean())).split('\n').find((line) => line.startsWith('{"state"'));
    expect(head).toContain('"looks"');
    expect(head).not.toContain(MAIN);
  });

  test('a name of a ref that is a credential is told each time', async () => {
    const named = clean();
    named.ref(`refs/heads/${T}`, named.tip(MAIN));
    const first = await told(named, { cached: true });
    expect(first).toContain('"hf-user-token"');
    expect(await told(named, { cached: true })).toBe(first);
  });

  test('by rules that find nothing: nothing', async () => {
    const history = clean();
    for (let time = 0; time < 2; time++)
      expect(await told(history, { cached: true, rulebook: { rules: [], digest: '' } })).toBe('canary-failed');
  });
});

test('what is young is looked at again', async () => {
  vi.restoreAllMocks();
  const history = clean();
  const first = await reportOf(history, { cached: true });
  expect(await told(history, WITHOUT_GIT)).not.toBe(first);
  expect(await told(history, { cached: true })).toBe(first);
});
