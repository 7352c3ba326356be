// What is remembered between scans of history: it makes no difference but in time, holds nothing, and is believed only where it may be.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { acmeRule } from '../acme-rule.ts';
import { BUNDLE, cleanEnvironment, expectSealed, type Outcome, removeFolder } from '../repository.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';
import { History, type Kind } from './history.ts';
import { askedOfGit, fakeGit, reportOf, scanAsFresh } from './history-git.ts';

const [T, U, V] = [userToken(61_001), userToken(61_002), userToken(61_003)];
const leak = (token: string): string => `import os\nkey = "${token}"\n`;
const MAIN = 'refs/heads/main';
const ALL = ['--everything'];

function temporary(kind: Kind = {}): History {
  const history = new History(kind);
  onTestFinished(() => removeFolder(history.home));
  return history;
}

/** A notebook with an output that has `token`, and another that has it in two pieces, which only a notebook's reader joins. */
const notebook = (token: string): string =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      { cell_type: 'code', source: ['print()'], outputs: [{ output_type: 'stream', name: 'stdout', text: [token] }] },
    ],
  });
const inPieces = (token: string): string =>
  notebook('x').replace('"x"', `"${token.slice(0, 20)}","${token.slice(20)}"," and more"`);

const pointer = (content: string): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${content.length}\n`;
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

function storeLfs(history: History, content: string): void {
  const name = sha256(content);
  history.gitFile(`lfs/objects/${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`, content);
}

/** Takes a loose object away. */
function lose(history: History, oid: string): void {
  fs.rmSync(loosePath(history, oid));
}

function loosePath(history: History, oid: string): string {
  return join(history.gitFolder, 'objects', oid.slice(0, 2), oid.slice(2));
}

/** Tokens in files, before and after they are changed and taken away, and in messages, people and names. */
function withHits(history: History): void {
  history.on(MAIN, { 'a.py': 'a = 1\n', 'run.ipynb': notebook(T) });
  history.on(MAIN, { 'a.py': leak(T), 'b/c.py': leak(U) }, { message: `found ${U}\n` });
  history.on(MAIN, { 'a.py': leak(U) }, { author: history.stamp(`${V} <a@example.com>`) });
  history.on(MAIN, { 'a.py': null, [`${V}.txt`]: 'named\n' });
  history.branch('refs/heads/side', MAIN);
  history.on('refs/heads/side', { 'side.py': leak(V) });
  history.ref(`refs/tags/${T}`, history.tagObject({ of: history.tip(MAIN), message: `${T}\n` }));
}

function withoutHits(history: History): void {
  history.on(MAIN, { 'a.py': 'a = 1\n', 'run.ipynb': notebook('nothing') });
  history.on(MAIN, { 'a.py': 'a = 2\n' });
}

describe('a second scan says the same', () => {
  interface Case {
    readonly build: (history: History) => void;
    readonly kind?: Kind;
    readonly everything?: boolean;
    readonly maxBlobSize?: number;
    /** A folder beside the repository. */
    readonly at?: string;
    readonly code: number;
  }
  const cases: Readonly<Record<string, Case>> = {
    clean: { build: withoutHits, code: 0 },
    'with hits': { build: withHits, code: 1 },
    'with hits, everything': { build: withHits, everything: true, code: 1 },
    'bare, SHA-256': { build: withHits, kind: { bare: true, objectFormat: 'sha256' }, code: 1 },
    'a merge that leaves out the other side': {
      build: (history) => {
        history.on(MAIN, { 'a.py': 'a = 1\n' });
        history.branch('refs/heads/side', MAIN);
        const side = history.on('refs/heads/side', { 'side.py': leak(V), 'two.py': leak(U) });
        history.on(MAIN, { 'a.py': 'a = 2\n' });
        history.on(MAIN, {}, { parents: [side] });
      },
      code: 1,
    },
    'without any commit': { build: () => undefined, code: 0 },
    'LFS pointers, with and without what they stand for': {
      build: (history) => {
        history.on(MAIN, { 'a.bin': pointer(leak(T)), 'b.bin': pointer('elsewhere') });
        storeLfs(history, leak(T));
      },
      code: 1,
    },
    'submodules and blobs that are left out': {
      build: (history) => {
        history.on(MAIN, { 'vendor/lib': { mode: '160000', oid: '1'.repeat(40) }, large: 'x'.repeat(3000) });
        const own = history.on(MAIN, { 'vendor/lib': { mode: '160000', oid: '2'.repeat(40) } });
        history.on(MAIN, { 'vendor/own': { mode: '160000', oid: own } });
      },
      maxBlobSize: 2048,
      code: 3,
    },
    'missing objects': {
      build: (history) => {
        history.on(MAIN, { 'a.py': 'gone\n', 'b.py': 'here\n' });
        lose(history, history.blob('gone\n'));
      },
      code: 3,
    },
    'repositories inside, everything': {
      build: (history) => {
        const inner = new History({ home: history.path, folder: 'vendor' });
        withHits(inner);
        const clean = new History({ home: history.path, folder: 'clean' });
        withoutHits(clean);
        const submodules = {
          vendor: { mode: '160000', oid: inner.tip(MAIN) },
          clean: { mode: '160000', oid: clean.tip(MAIN) },
        };
        history.on(MAIN, { ...submodules, gone: { mode: '160000', oid: '3'.repeat(40) } });
      },
      everything: true,
      code: 1,
    },
    "git's own files and the index, everything": {
      build: (history) => {
        withoutHits(history);
        history.gitFile('config', `[http]\n\textraheader = "Authorization: Bearer ${T}"\n`);
        history.write('staged.py', leak(U));
        history.git('add', 'staged.py');
      },
      everything: true,
      code: 1,
    },
    'a clone that borrows, everything': {
      build: (history) => {
        const other = new History({ home: history.home, folder: 'other' });
        withHits(other);
        history.gitFile('objects/info/alternates', `${other.gitFolder}/objects\n`);
        history.ref(MAIN, other.tip(MAIN));
      },
      everything: true,
      code: 1,
    },
    'a linked work tree': {
      build: (history) => {
        withHits(history);
        history.git('worktree', 'add', '--quiet', '--detach', '../linked', MAIN);
      },
      at: 'linked',
      code: 1,
    },
    shallow: {
      build: (history) => {
        withHits(history);
        const [parent = '', gone = ''] = history.git('rev-parse', `${MAIN}~1`, `${MAIN}~2`).split('\n');
        history.gitFile('shallow', `${parent}\n`);
        lose(history, gone);
      },
      code: 1,
    },
  };
  test.each(Object.entries(cases))('%s', async (_, { build, kind, code, ...options }) => {
    const history = temporary(kind);
    build(history);
    const expected = await reportOf(history, { ...options, cached: false });
    for (let time = 0; time < 2; time++) expect(await reportOf(history, { ...options, cached: true })).toBe(expected);
    const { findings, complete } = JSON.parse(expected);
    expect(findings.length > 0 ? 1 : complete ? 0 : 3).toBe(code);
    expectSealed({ stdout: expected, stderr: '' } as Outcome, T, U, V);
  });

  test('as a user runs it', () => {
    const history = temporary();
    withHits(history);
    for (let time = 0; time < 2; time++) expect(scanAsFresh(history, { tokens: [T, U, V] }).code).toBe(1);
  });

  test('nothing is new and nothing was found: no object is asked for', () => {
    const history = temporary();
    history.on(MAIN, { 'a.py': 'a = 1\n', 'run.ipynb': notebook('nothing') });
    const asked = (): string[] => askedOfGit(history, (env) => history.hfleaks(['history'], { env }));
    expect(asked().join()).toContain('rev-list');
    expect(asked().join()).not.toMatch(/rev-list|cat-file/);
  });

  test('something was found: it alone is read again, and no history is walked', () => {
    const history = temporary();
    history.on(MAIN, { 'a.py': leak(T) });
    history.on(MAIN, { 'a.py': leak(U), 'b.py': 'b = 1\n' });
    const asked = (): string[] => askedOfGit(history, (env) => history.hfleaks(['history'], { env }));
    expect(asked().join()).toContain('rev-list');
    expect(asked().sort()).toEqual([
      'cat-file --batch',
      expect.stringMatching(/^log --raw .*--no-walk=unsorted --stdin$/),
    ]);
  });

  test('where findings stand is told again when git fails to tell the changes of their commits', () => {
    const history = temporary();
    history.on(MAIN, { 'a.py': leak(T) });
    history.on(MAIN, { 'a.py': leak(U) });
    expect(history.hfleaks(['history']).code).toBe(1);
    const failed = join(history.home, 'failed');
    const once = fakeGit(
      history.home,
      `case "$what" in *--no-walk*) [ -e '${failed}' ] || { touch '${failed}'; exit 1; };; esac`,
    );
    const told = history.hfleaks(['history', '--format', 'json'], { env: once });
    expect(fs.existsSync(failed)).toBe(true);
    expect(told.stdout).toBe(history.hfleaks(['history', '--format', 'json', '--no-cache']).stdout);
  });
});

describe.each(slice(['everything', 'history'], 2))('what changed since is noticed: %s', (mode) => {
  let history: History;
  const tokens = Array.from({ length: 20 }, (_, at) => userToken(61_100 + at));
  let next = 0;
  const fresh = (): string => tokens[next++] as string;

  beforeAll(() => {
    history = new History();
    withoutHits(history);
    history.on(MAIN, { 'c.json': inPieces(userToken(61_099)), 'lfs.bin': pointer(leak(userToken(61_098))) });
    const tree = { [`${userToken(61_097)}.txt`]: 'named\n' };
    history.on('refs/heads/first', { ...tree, one: '1\n' });
    history.on('refs/heads/second', { ...tree, two: '2\n' });
    history.git('repack', '--quiet', '-a', '-d');
  });
  afterAll(() => removeFolder(history.home));

  /** What is done, and how many more (or fewer) findings there must be; null: that is not said, or of history not asked. */
  const steps: readonly [
    name: string,
    more: readonly [history: number | null, everything: number] | null,
    act: () => void,
  ][] = [
    ['nothing', null, () => undefined],
    ['a commit', [1, 1], () => history.on(MAIN, { 'new.py': leak(fresh()) })],
    ['a commit without anything', [0, 0], () => history.on(MAIN, { 'd.py': 'd = 1\n' })],
    [
      'a commit that nothing names',
      [0, 1],
      () => history.commitObject({ files: { 'lost.py': leak(fresh()) }, message: 'lost\n' }),
    ],
    ['a ref to a commit that was there', [1, 0], () => history.ref('refs/pull/1/head', lastCommit(history, 'lost'))],
    ['the name of a ref', [1, 1], () => history.ref(`refs/heads/${fresh()}`, history.tip(MAIN))],
    ['a ref is gone', [-1, 0], () => fs.rmSync(join(history.gitFolder, 'refs/pull/1/head'))],
    ['the ref that had a name first is gone', [0, 0], () => fs.rmSync(join(history.gitFolder, 'refs/heads/first'))],
    ['a text becomes a notebook', [2, 2], () => history.on(MAIN, { 'c.ipynb': inPieces(userToken(61_099)) })],
    [
      'a commit is amended',
      [1, 1],
      () => {
        history.git('reset', '--quiet', '--hard');
        history.write('amended.py', leak(fresh()));
        history.git('add', '--all');
        history.git('commit', '--quiet', '--amend', '-m', 'amended');
      },
    ],
    ['the object of an LFS pointer', [1, 2], () => storeLfs(history, leak(userToken(61_098)))],
    // Then git also writes all refs into a file, info/refs.
    ['repack', [0, 1], () => history.git('repack', '--quiet', '-a', '-d')],
    ['a loose object', [null, 1], () => history.blob(leak(fresh()))],
    ['gc', null, () => history.git('-c', 'gc.reflogExpire=now', 'gc', '--quiet', '--prune=now')],
    ['config', [null, 1], () => fs.appendFileSync(join(history.gitFolder, 'config'), `[x]\n\ty = ${fresh()}\n`)],
    ['a reflog', [null, 1], () => fs.appendFileSync(join(history.gitFolder, 'logs/HEAD'), `${fresh()}\n`)],
    [
      'an index entry',
      [0, 1],
      () => {
        history.write('staged.py', leak(fresh()));
        history.git('add', 'staged.py');
      },
    ],
    ['a stash', [1, 0], () => history.git('stash', 'push', '--quiet')],
    [
      'a repository inside',
      [null, 1],
      () => new History({ home: history.path, folder: 'in' }).on(MAIN, { a: leak(fresh()) }),
    ],
    ['a commit in it', [null, 1], () => commitInside(history, leak(fresh()))],
    ['the last ref that had a name is gone', null, () => history.git('update-ref', '-d', 'refs/heads/second')],
  ];
  let before = 0;
  const told = steps.filter(([, more]) => mode === 'everything' || more?.[0] !== null);
  test.each(told)('%s', async (_, more, act) => {
    act();
    const everything = mode === 'everything';
    const expected = await reportOf(history, { everything, cached: false });
    expect(await reportOf(history, { everything, cached: true })).toBe(expected);
    const count = JSON.parse(expected).findings.length;
    const was = before;
    before = count;
    if (more) expect(count - was).toBe(more[everything ? 1 : 0]);
    expectSealed({ stdout: expected, stderr: '' } as Outcome, ...tokens);
    expect(history.leftovers()).toEqual([]);
  });
});

function lastCommit(history: History, subject: string): string {
  const all = history.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(objecttype)').split('\n');
  const commits = all.flatMap((line) => /^(\S+) commit$/.exec(line)?.[1] ?? []);
  return commits.find((oid) => history.git('cat-file', 'commit', oid).endsWith(`\n\n${subject}\n`)) as string;
}

function commitInside(history: History, content: string): void {
  fs.writeFileSync(join(history.path, 'in/b'), content);
  history.gitIn('in', 'add', '--all');
  history.gitIn('in', 'commit', '--quiet', '-m', 'inside');
}

describe('content is replaced under an id that was clean', () => {
  const clean = `import os\nkey = "${'x'.repeat(T.length)}"\n`;
  /** The bytes of an object that is not what its id says. */
  const forged = deflateSync(`blob ${leak(T).length}\0${leak(T)}`);

  function overwrite(path: string, content: Uint8Array): void {
    fs.chmodSync(path, 0o644);
    fs.writeFileSync(path, content);
  }

  /** A pack with all of `history` and the false object, made elsewhere. */
  function forgedPack(history: History, oid: string): readonly [pack: string, idx: string] {
    const other = new History({ home: history.home, folder: 'forger', bare: true });
    fs.cpSync(join(history.gitFolder, 'objects'), join(other.path, 'objects'), { recursive: true });
    overwrite(loosePath(other, oid), forged);
    const { stdout } = other.shell(
      `git cat-file --batch-all-objects --batch-check='%(objectname)' | git pack-objects -q ../made`,
    );
    return [`made-${stdout.trim()}.pack`, `made-${stdout.trim()}.idx`].map((name) => join(history.home, name)) as [
      string,
      string,
    ];
  }

  const packOf = (history: History): string =>
    fs.readdirSync(join(history.gitFolder, 'objects/pack')).find((name) => name.endsWith('.pack')) as string;

  test.each<[string, boolean, (history: History, oid: string, made: readonly [string, string]) => void]>([
    ['a loose object is overwritten', false, (history, oid) => overwrite(loosePath(history, oid), forged)],
    [
      'a pack is overwritten',
      true,
      (history, _, [pack, idx]) => {
        const path = join(history.gitFolder, 'objects/pack', packOf(history));
        overwrite(path, fs.readFileSync(pack));
        overwrite(path.replace(/pack$/, 'idx'), fs.readFileSync(idx));
      },
    ],
    [
      'a pack is added',
      true,
      (history, _, [pack, idx]) => {
        const folder = join(history.gitFolder, 'objects/pack');
        fs.cpSync(pack, join(folder, `pack-${'f'.repeat(40)}.pack`));
        fs.cpSync(idx, join(folder, `pack-${'f'.repeat(40)}.idx`));
        // Of two packs, git believes the younger one.
        fs.utimesSync(join(folder, packOf(history)), 1, 1);
      },
    ],
  ])('%s', (_, isPacked, act) => {
    const history = temporary();
    history.on(MAIN, { 'a.py': clean });
    const oid = history.blob(clean);
    const made = forgedPack(history, oid);
    if (isPacked) history.git('repack', '--quiet', '-a', '-d');
    expect(history.hfleaks(['history']).code).toBe(0);
    act(history, oid, made);
    expect(scanAsFresh(history, { tokens: [T] }).code).toBe(1);
  });
});

describe('what was clean', () => {
  test('under other rules is scanned again', () => {
    const history = temporary();
    history.on(MAIN, { 'a.txt': `key = acme_${['k7m2q9x4', 'b8n3r6y1', 'd5p0s2w7'].join('')}\n` });
    history.write('../acme.yml', acmeRule());
    const more = { args: ['--rules', '../acme.yml'] };
    for (const runs of [{}, {}, more, more, {}]) expect(scanAsFresh(history, runs).code).toBe(runs === more ? 1 : 0);
  });

  test('in one mode, or up to a size, says nothing of another', () => {
    const history = temporary();
    history.on(MAIN, { 'a.py': `${leak(T)}${'x'.repeat(2000)}` });
    history.blob(leak(U));
    for (const [args, code] of [
      [['--max-blob-size', '1k'], 3],
      [[], 1],
      [ALL, 1],
      [['--max-blob-size', '1k', ...ALL], 1],
    ] as const)
      expect(scanAsFresh(history, { args, tokens: [T, U] }).code).toBe(code);
  });
});

// ---------------------------------------------------------------- the files

const cacheOf = (history: History): string => join(history.home, '.cache/hfleaks');

/** Every file in a folder, by name. */
function filesIn(folder: string): Map<string, Buffer> {
  return new Map(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(join(folder, name))]));
}

/** The files of scans, each with what it holds; not the user's secret. */
function entriesOf(history: History): [path: string, content: Buffer][] {
  const all = [...filesIn(cacheOf(history))].filter(([name]) => /^[0-9a-f]{64}$/.test(name));
  return all.map(([name, content]) => [join(cacheOf(history), name), content]);
}

describe('the files of the cache', () => {
  test('hold no token, no path and no name', () => {
    const history = temporary();
    withHits(history);
    history.gitFile('COMMIT_EDITMSG', `${T}\n`);
    for (const args of [[], ALL]) expect(history.hfleaks(['history', ...args]).code).toBe(1);
    const windows = [T, U, V].flatMap((token) => Array.from({ length: 30 }, (_, at) => token.slice(at, at + 8)));
    const paths = ['a.py', 'c.py', 'side.py', 'run.ipynb', '.txt', 'COMMIT_EDITMSG', history.path, history.home];
    const others = ['refs/', 'heads', 'main', 'side', 'example.com', 'found', 'import', 'print'];
    const files = [...filesIn(cacheOf(history))];
    expect(files.length).toBeGreaterThan(2);
    for (const [name, content] of files) {
      const text = name + content.toString('latin1');
      expect(windows.filter((window) => text.includes(window)).length).toBe(0);
      expect([...paths, ...others].filter((word) => text.includes(word))).toEqual([]);
    }
    expect(fs.statSync(cacheOf(history)).mode & 0o077).toBe(0);
  });

  const cut =
    (share: number) =>
    (content: Buffer): Buffer =>
      content.subarray(0, content.length * share);
  const damages: readonly (readonly [string, (content: Buffer) => Buffer])[] = [
    ['empty', cut(0)],
    ['cut short', cut(0.5)],
    ['cut by a byte', (content) => content.subarray(0, -1)],
    ['longer', (content) => Buffer.concat([content, Buffer.alloc(20)])],
    ['garbage', (content) => Buffer.alloc(content.length, 'garbage\n')],
    ['zeros', (content) => Buffer.alloc(content.length)],
    [
      'other ids',
      (content) => {
        const other = Buffer.from(content);
        other[other.length - 1] = (other.at(-1) as number) ^ 1;
        return other;
      },
    ],
    [
      'another count',
      (content) => Buffer.from(content.toString('latin1').replace('"objects":', '"objects":1'), 'latin1'),
    ],
  ];
  test.each(slice(damages, 3))('damaged: %s', async (_, damage) => {
    const history = temporary();
    history.on(MAIN, { 'a.py': 'a = 1\n' });
    await reportOf(history, { cached: true });
    const entries = entriesOf(history);
    expect(entries).not.toEqual([]);
    for (const [path, content] of entries) fs.writeFileSync(path, damage(content));
    history.on(MAIN, { 'b.py': leak(T) });
    const expected = await reportOf(history, { cached: false });
    expect(await reportOf(history, { cached: true })).toBe(expected);
    expect(JSON.parse(expected).findings).toHaveLength(1);
  });

  test("another user's are not believed", () => {
    const [history, other] = [temporary(), temporary()];
    for (const one of [history, other]) {
      one.on(MAIN, { 'a.py': leak(T) });
      one.hfleaks(['history']);
    }
    const [[path = ''] = [], [, content = ''] = []] = [entriesOf(history)[0], entriesOf(other)[0]];
    fs.writeFileSync(path, content);
    expect(scanAsFresh(history, { tokens: [T] }).code).toBe(1);
  });
});

describe('the folder of the cache', () => {
  const folders: readonly (readonly [string, (history: History) => string])[] = [
    ['cannot be made', () => '/dev/null/cache'],
    [
      'is a file',
      (history) => {
        history.write('../cache', '');
        return join(history.home, 'cache');
      },
    ],
    ['is relative', () => 'cache'],
    [
      'is a link to nowhere',
      (history) => {
        fs.symlinkSync('/nonexistent', join(history.home, 'cache'));
        return join(history.home, 'cache');
      },
    ],
    [
      'is a link to another folder',
      (history) => {
        fs.mkdirSync(join(history.home, 'real'));
        fs.symlinkSync('real', join(history.home, 'cache'));
        return join(history.home, 'cache');
      },
    ],
    ['is the work tree', (history) => history.path],
    ['lies in the work tree', (history) => join(history.path, '.cache')],
    ['lies in the git directory', (history) => join(history.gitFolder, 'cache')],
    [
      'is a link into the work tree',
      (history) => {
        fs.mkdirSync(join(history.path, 'kept'));
        fs.symlinkSync(join(history.path, 'kept'), join(history.home, 'cache'));
        return join(history.home, 'cache');
      },
    ],
  ];
  test.each(slice(folders, 3))('%s: the scan is right, and nothing is written into the repository', (_, make) => {
    const history = temporary();
    history.on(MAIN, { 'a.py': leak(T) });
    const env = { XDG_CACHE_HOME: make(history) };
    const before = listing(history.path);
    const runs = [1, 2].map(() => history.hfleaks(['history', '--format', 'json'], { env }));
    expect(runs.map(({ code }) => code)).toEqual([1, 1]);
    expect(runs[0]).toEqual(runs[1]);
    expect(listing(history.path)).toEqual(before);
  });

  test('came with the repository: it is not believed', () => {
    const history = temporary();
    history.on(MAIN, { 'a.py': leak(T), 'b.py': 'b = 1\n' });
    history.hfleaks(['history']);
    fs.cpSync(join(history.home, '.cache'), join(history.path, '.cache'), { recursive: true });
    const shipped = filesIn(join(history.path, '.cache/hfleaks'));
    const env = { XDG_CACHE_HOME: join(history.path, '.cache') };
    expect(askedOfGit(history, (more) => history.hfleaks(['history'], { env: { ...env, ...more } })).join()).toContain(
      'rev-list',
    );
    expect(scanAsFresh(history, { env, tokens: [T] }).code).toBe(1);
    expect(filesIn(join(history.path, '.cache/hfleaks'))).toEqual(shipped);
  });
});

function listing(folder: string): readonly string[] {
  return (fs.readdirSync(folder, { recursive: true }) as string[]).sort();
}

// ---------------------------------------------------------------- many at once, and none to the end

interface Started {
  readonly process: ReturnType<typeof spawn>;
  readonly ended: Promise<string>;
}

function start(history: History, args: readonly string[]): Started {
  const process = spawn(globalThis.process.execPath, [BUNDLE, 'history', '--format', 'json', ...args], {
    cwd: history.path,
    env: cleanEnvironment(history.home),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  process.stdout?.on('data', (piece) => {
    said += piece;
  });
  return { process, ended: new Promise((resolve) => process.once('close', () => resolve(said))) };
}

test('two scans at once', async () => {
  const history = temporary();
  withHits(history);
  const both = await Promise.all([start(history, ALL), start(history, ALL)].map(({ ended }) => ended));
  const { stdout } = scanAsFresh(history, { args: ALL, tokens: [T, U, V] });
  expect(both).toEqual([stdout, stdout]);
});

test('killed at any moment: the next scan is right, and no content is left', async () => {
  const history = temporary();
  withHits(history);
  history.write('staged.py', leak(U));
  history.git('add', 'staged.py');
  const times = Array.from({ length: 15 }, (_, time) => time);
  for (const time of slice(times, 3)) {
    const run = start(history, time % 2 === 0 ? ALL : []);
    await sleep(40 + time * 9);
    run.process.kill('SIGKILL');
    await run.ended;
  }
  for (const name of history.leftovers())
    for (const file of fs.readdirSync(join(history.home, name), { recursive: true, withFileTypes: true }))
      if (file.isFile()) {
        const content = fs.readFileSync(join(file.parentPath, file.name));
        expect(content.length).toBeLessThan(2000);
        expectSealed({ stdout: content.toString('latin1'), stderr: '' } as Outcome, T, U, V);
      }
  for (const name of history.leftovers()) removeFolder(join(history.home, name));
  for (const args of [[], ALL]) expect(scanAsFresh(history, { args, tokens: [T, U, V] }).code).toBe(1);
});
