import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changesOf, type OldFile } from '../../src/git/changes.ts';
import type { Tip } from '../../src/git/peel.ts';
import { type TraceOptions, traceHistory } from '../../src/git/trace.ts';
import type { PathChange, Trace } from '../../src/types.ts';
import { History, type Kind } from '../e2e/history.ts';
import { removeFolder } from '../repository.ts';
import { openFakeGit, openGit } from './open.ts';

const MAIN = 'refs/heads/main';
const NOWHERE = 'b'.repeat(40);

function newHistory(kind: Kind = {}): History {
  const history = new History(kind);
  onTestFinished(() => removeFolder(history.home));
  return history;
}

interface Asked extends Partial<TraceOptions> {
  readonly objects?: readonly string[];
  readonly names?: readonly string[];
}

function trace(history: History, { objects = [], names = [], ...options }: Asked): Promise<Trace> {
  const all = { walk: { tips: [history.tip(MAIN)] }, refs: [], head: history.tip(MAIN), ...options };
  return traceHistory(openGit(history), all, { objects: new Set(objects), names: new Set(names) });
}

/** Contents by id, so that changes can be read: `main: a [1] -> 2`. */
function shown(history: History, changes: readonly PathChange[], commits: Readonly<Record<string, string>>): string[] {
  const contents = new Map(['1', '2', '3', '4'].map((content) => [history.blob(content), content]));
  const name = (oid: string | null): string => (oid === null ? '-' : (contents.get(oid) ?? oid));
  const byOid = new Map(Object.entries(commits).map(([key, oid]) => [oid, key]));
  return changes
    .map(({ commit, path, before, after }) => {
      const paths = Buffer.from(path).toString('latin1');
      return `${byOid.get(commit.oid)}: ${paths} [${before.map(name)}] -> ${name(after)}`;
    })
    .sort();
}

describe('what merges leave out', () => {
  const asked = async (build: (history: History) => Record<string, string>) => {
    const history = newHistory();
    const commits = build(history);
    const { drops } = await trace(history, { objects: [history.blob('1')] });
    return shown(history, drops, commits);
  };

  test('a merge that is as its first parent', async () => {
    const drops = await asked((history) => {
      const one = history.on(MAIN, { b: '2' });
      const side = history.on('refs/heads/side', { a: '1', 'd/*f g': '1' }, { parents: [one] });
      history.on(MAIN, { b: '3' });
      return { merge: history.on(MAIN, { b: '3' }, { parents: [side] }), later: history.on(MAIN, { c: '2' }) };
    });
    expect(drops).toEqual(['merge: a [1] -> -', 'merge: d/*f g [1] -> -']);
  });

  test('none is looked for where a commit removes it', async () => {
    const drops = await asked((history) => {
      const one = history.on(MAIN, { a: '1' });
      const side = history.on('refs/heads/side', { a: '1', c: '3' }, { parents: [one] });
      history.on(MAIN, { a: null });
      return { merge: history.on(MAIN, { c: '3' }, { parents: [side] }) };
    });
    expect(drops).toEqual([]);
  });
});

const ref = (name: string, oid: string): Tip => ({ name: Buffer.from(name), oid });

/** Each builds a history and gives its commits by names; all of which are traced for the content `1`. */
const CASES: Readonly<Record<string, { build(history: History): Record<string, string>; changes: readonly string[] }>> =
  {
    'added with the first commit, changed, and removed': {
      build: (history) => ({
        one: history.on(MAIN, { a: '1', b: '2' }),
        two: history.on(MAIN, { a: '3' }),
        three: history.on(MAIN, { a: '1' }),
        four: history.on(MAIN, { a: null, b: '3' }),
      }),
      changes: ['four: a [1] -> -', 'one: a [-] -> 1', 'three: a [3] -> 1', 'two: a [1] -> 3'],
    },
    'renamed: gone here, new there': {
      build: (history) => ({ one: history.on(MAIN, { a: '1' }), two: history.on(MAIN, { a: null, 'd/b': '1' }) }),
      changes: ['one: a [-] -> 1', 'two: a [1] -> -', 'two: d/b [-] -> 1'],
    },
    'a commit without changes, a change of mode, names of bytes': {
      build: (history) => ({
        one: history.on(MAIN, { '\xff \n\t"': '1' }),
        two: history.on(MAIN, {}),
        three: history.on(MAIN, { '\xff \n\t"': { mode: '100755', oid: history.blob('1') } }),
      }),
      changes: ['one: \xff \n\t" [-] -> 1', 'three: \xff \n\t" [1] -> 1'],
    },
    'a path that begins as a commit does': {
      build: (history) => ({ one: history.on(MAIN, { '\x01a': '1', ':a': '1' }) }),
      changes: ['one: \x01a [-] -> 1', 'one: :a [-] -> 1'],
    },
    'a merge that takes one side is no change': {
      build: (history) => {
        const one = history.on(MAIN, { a: '2' });
        history.branch('refs/heads/side', MAIN);
        const side = history.on('refs/heads/side', { b: '1' });
        return { one, side, merge: history.on(MAIN, { b: '1' }, { parents: [side] }) };
      },
      changes: ['side: b [-] -> 1'],
    },
    'an evil merge': {
      build: (history) => {
        const one = history.on(MAIN, { a: '2' });
        history.branch('refs/heads/side', MAIN);
        const side = history.on('refs/heads/side', { a: '3' });
        const main = history.on(MAIN, { a: '4' });
        return { one, side, main, merge: history.on(MAIN, { a: '1', new: '1' }, { parents: [side] }) };
      },
      changes: ['merge: a [4,3] -> 1', 'merge: new [-,-] -> 1'],
    },
    'a merge that takes away what both have': {
      build: (history) => {
        const one = history.on(MAIN, { a: '1', b: '2' });
        history.branch('refs/heads/side', MAIN);
        const side = history.on('refs/heads/side', { b: '3' });
        const main = history.on(MAIN, { b: '4' });
        return { one, side, main, merge: history.on(MAIN, { a: null, b: '4' }, { parents: [side] }) };
      },
      changes: ['merge: a [1,1] -> -', 'one: a [-] -> 1'],
    },
    'an octopus': {
      build: (history) => {
        const one = history.on(MAIN, { a: '2' });
        const sides = ['s1', 's2', 's3'].map((name) => {
          history.branch(`refs/heads/${name}`, MAIN);
          return history.on(`refs/heads/${name}`, { [name]: '3' });
        });
        return { one, merge: history.on(MAIN, { a: '1', s1: '3', s2: '3', s3: '3' }, { parents: sides }) };
      },
      changes: ['merge: a [2,2,2,2] -> 1'],
    },
    'two roots': {
      build: (history) => {
        const other = history.on('refs/heads/other', { b: '1' });
        const one = history.on(MAIN, { a: '1' });
        return { other, one, merge: history.on(MAIN, { b: '1' }, { parents: [other] }) };
      },
      changes: ['one: a [-] -> 1', 'other: b [-] -> 1'],
    },
    'a link, and a file that becomes a folder': {
      build: (history) => ({
        one: history.on(MAIN, { a: { mode: '120000', oid: history.blob('1') } }),
        two: history.on(MAIN, { a: null, 'a/b': '1' }),
      }),
      changes: ['one: a [-] -> 1', 'two: a [1] -> -', 'two: a/b [-] -> 1'],
    },
  };

describe('the changes of an object', () => {
  test.each(Object.entries(CASES))('%s', async (_, { build, changes }) => {
    const history = newHistory();
    const commits = build(history);
    const objects = [history.blob('1')];
    expect(shown(history, (await trace(history, { objects })).changes, commits)).toEqual(changes);
    // More ids than can be named to git: it lists all, and we choose.
    const many = [...objects, ...Array.from({ length: 1200 }, (_none, at) => at.toString(16).padStart(40, 'f'))];
    expect(shown(history, (await trace(history, { objects: many })).changes, commits)).toEqual(changes);
  });

  test('in SHA-256', async () => {
    const history = newHistory({ objectFormat: 'sha256' });
    const one = history.on(MAIN, { a: '1' });
    const { changes } = await trace(history, { objects: [history.blob('1')] });
    expect(shown(history, changes, { one })).toEqual(['one: a [-] -> 1']);
  });

  test('who and when, as git has it', async () => {
    const history = newHistory();
    history.on(MAIN, { a: '1' }, { author: 'J\xc3\xb6 B <j@b> 1700000000 +0100', committer: 'C <c> 1 +0000' });
    const { changes } = await trace(history, { objects: [history.blob('1')] });
    expect(changes[0]?.commit).toEqual({
      oid: history.tip(MAIN),
      author: 'Jö B <j@b>',
      date: '2023-11-14T23:13:20+01:00',
    });
  });

  test('an author without end is cut', async () => {
    const history = newHistory();
    history.on(MAIN, { a: '1' }, { author: `${'x'.repeat(200_000)} <j@b> 1700000000 +0000` });
    const { changes } = await trace(history, { objects: [history.blob('1')] });
    expect(changes[0]?.commit.author).toBe('x'.repeat(1000));
  });

  test.each<[string, Asked]>([
    ['nothing asked', {}],
    ['nothing to walk, although HEAD is known', { walk: { tips: [] }, objects: ['1'] }],
    ['a tip that is a blob', { objects: ['1'], walk: { tips: ['1'] } }],
  ])('%s: none', async (_, asked) => {
    const history = newHistory();
    history.on(MAIN, { a: '1' });
    const one = history.blob('1');
    const { changes } = await trace(history, {
      ...asked,
      ...(asked.objects && { objects: [one] }),
      ...(asked.walk && { walk: { tips: asked.walk.tips.map(() => one) } }),
    });
    expect(changes).toEqual([]);
  });

  test('oldest first where git does not tell positions, and of some commits alone', async () => {
    const history = newHistory();
    const one = history.on(MAIN, { a: '1' });
    const two = history.on(MAIN, { a: '2' });
    const three = history.on(MAIN, { a: '1' });
    const question = { objects: new Set([history.blob('1')]), names: new Set<string>() };
    const git = openGit(history);
    expect(shown(history, await changesOf(git, [three, one], question), { one, two, three })).toEqual([
      'one: a [-] -> 1',
      'three: a [2] -> 1',
    ]);
    expect(await changesOf(git, [], question)).toEqual([]);
    const { changes } = await trace(history, { objects: [history.blob('1')] });
    expect(changes.map(({ commit }) => commit.oid)).toEqual([one, two, three]);
  });

  test('all files and folders of a name', async () => {
    const history = newHistory();
    const one = history.on(MAIN, { 'x/name/a': '1', name: '2', 'x/names': '3', 'y/name': '4' });
    const two = history.on(MAIN, { 'y/name': null });
    const { changes } = await trace(history, { names: ['name'] });
    expect(shown(history, changes, { one, two })).toEqual([
      'one: name [-] -> 2',
      'one: x/name/a [-] -> 1',
      'one: y/name [-] -> 4',
      'two: y/name [4] -> -',
    ]);
  });
});

describe('a damaged history', () => {
  function damaged() {
    const history = newHistory();
    const commits = {
      one: history.on(MAIN, { a: '1' }),
      two: history.on(MAIN, { a: '2', 'd/e': '2' }),
      three: history.on(MAIN, { a: '1' }),
    };
    const remove = (oid: string): void => rmSync(join(history.gitFolder, 'objects', oid.slice(0, 2), oid.slice(2)));
    return { history, commits, remove };
  }

  test('a missing tree: what is newer is known', async () => {
    const { history, commits, remove } = damaged();
    remove(history.tree({ e: '2' }));
    const { changes } = await trace(history, { objects: [history.blob('1')] });
    expect(shown(history, changes, commits)).toContain('three: a [2] -> 1');
  });

  test('a missing commit', async () => {
    const { history, commits, remove } = damaged();
    remove(commits.one);
    const found = await trace(history, { objects: [history.blob('1')] });
    expect(shown(history, found.changes, commits)).toContain('three: a [2] -> 1');
    expect([found.isInHead(commits.three), found.positionOf(commits.one)]).toEqual([false, -1]);
    expect(Buffer.from(found.headBlob(Buffer.from('a')) as never, 'hex')).toHaveLength(20);
  });

  test('nothing is there at all', async () => {
    const { history, commits } = damaged();
    const tip = commits.three;
    rmSync(join(history.gitFolder, 'objects', tip.slice(0, 2), tip.slice(2)));
    const found = await trace(history, { objects: [history.blob('1')], refs: [ref(MAIN, tip)] });
    expect(found.changes).toEqual([]);
    expect(found.headBlob(Buffer.from('a'))).toBe(null);
    expect(found.refsOf([[commits.one]])).toEqual([{ names: [], total: 0 }]);
  });
});

describe('positions and HEAD', () => {
  test.each([
    ['equal dates', () => 1_700_000_000],
    ['dates that run backwards', (at: number) => 1_700_000_000 - 1000 * at],
    ['dates that jump', (at: number) => 1_700_000_000 + ((at * 7919) % 13) * 1000],
    ['dates of zero and before', (at: number) => (at % 2 === 0 ? 0 : -1)],
  ])('parents before children, with %s', async (_, dateOf) => {
    const history = newHistory();
    const parents = new Map<string, readonly string[]>();
    const all: string[] = [];
    for (let at = 0; at < 14; at++) {
      const above = [all.at(-1), at > 3 && at % 3 === 0 ? all.at(-3) : undefined].filter((oid) => oid !== undefined);
      const author = `A <a@b> ${dateOf(at)} +0000`;
      const oid = history.commitObject({ files: { a: `${at}` }, parents: above, author });
      parents.set(oid, above);
      all.push(oid);
    }
    const tip = all.at(-1) as string;
    const found = await trace(history, { walk: { tips: [tip] }, head: all[8] as string });
    for (const [oid, above] of parents)
      for (const parent of above) expect(found.positionOf(parent)).toBeLessThan(found.positionOf(oid));
    expect(all.map((oid) => found.isInHead(oid))).toEqual(all.map((_one, at) => at <= 8));
    expect([found.positionOf(NOWHERE), found.isInHead(NOWHERE)]).toEqual([-1, false]);
  });

  test('no HEAD', async () => {
    const history = newHistory();
    const tip = history.on(MAIN, { a: '1' });
    const found = await trace(history, { objects: [history.blob('1')], head: null });
    expect([found.headBlob(Buffer.from('a')), found.isInHead(tip)]).toEqual([null, false]);
  });

  test('what HEAD has at the paths of the changes', async () => {
    const history = newHistory();
    history.on(MAIN, { a: '1', b: '1', c: '1' });
    history.on(MAIN, { a: '2', b: null });
    const found = await trace(history, { objects: [history.blob('1')] });
    const at = (path: string): string | null => found.headBlob(Buffer.from(path));
    expect([at('a'), at('b'), at('c'), at('d')]).toEqual([history.blob('2'), null, history.blob('1'), null]);
  });
});

describe('refs', () => {
  test('that reach a commit, by tags in tags too, or that name an object', async () => {
    const history = newHistory();
    const one = history.on(MAIN, { a: '1' });
    history.branch('refs/heads/side', MAIN);
    const two = history.on(MAIN, { a: '2' });
    const side = history.on('refs/heads/side', { b: '3' });
    const tag = history.tagObject({ of: side });
    const outer = history.tagObject({ of: tag, type: 'tag' });
    const blob = history.blob('1');
    const onBlob = history.tagObject({ of: blob, type: 'blob' });
    const refs = [
      ref('refs/tags/outer', outer),
      ref(MAIN, two),
      ref('refs/heads/\xff', side),
      ref('refs/tags/blob', onBlob),
      ref('refs/gone', NOWHERE),
    ];
    const found = await trace(history, { refs, walk: { tips: [two, outer] } });
    const names = (...oids: string[]): string[] =>
      (found.refsOf([oids])[0]?.names ?? []).map((name) => Buffer.from(name).toString());
    expect(names(one)).toEqual([MAIN, 'refs/heads/\xff', 'refs/tags/outer']);
    expect(names(two)).toEqual([MAIN]);
    expect(names(side)).toEqual(['refs/heads/\xff', 'refs/tags/outer']);
    expect(names(tag)).toEqual(['refs/tags/outer']);
    expect(names(blob)).toEqual(['refs/tags/blob']);
    expect(names(NOWHERE)).toEqual(['refs/gone']);
    expect(names('c'.repeat(40))).toEqual([]);
    expect(names(two, blob)).toEqual([MAIN, 'refs/tags/blob']);
  });

  test('of 100 commits at once', async () => {
    const history = newHistory();
    const commits = Array.from({ length: 100 }, (_, at) => history.on(MAIN, { a: `${at}` }));
    const refs = [ref('refs/all', commits[99] as string), ref('refs/half', commits[49] as string)];
    const found = (await trace(history, { refs })).refsOf(commits.map((oid) => [oid]));
    expect(found.map(({ total }) => total)).toEqual(commits.map((_, at) => (at < 50 ? 2 : 1)));
  });
});

describe('a range', () => {
  const asText = (files: readonly OldFile[]): string[] => files.map(({ path }) => Buffer.from(path).toString()).sort();

  /** Old sides as the names of their files. */
  async function range(history: History, asked: Asked) {
    const sides: { own: string[]; deleted: string[] }[] = [];
    const found = await trace(history, {
      oldSides: (own, deleted) => {
        sides.push({ own: own.map(({ oid }) => oid), deleted: asText(deleted) });
        return { own: [], common: [], read: () => (async function* () {})() };
      },
      ...asked,
    });
    return { found, sides };
  }

  test('what a change replaces, and all that its commit deletes', async () => {
    const history = newHistory();
    const base = history.on(MAIN, { a: '2', b: '3', c: '4', d: '4' });
    history.on(MAIN, { d: null });
    const tip = history.on(MAIN, { a: '1', b: null, c: null, e: '1' });
    const { found, sides } = await range(history, {
      objects: [history.blob('1')],
      walk: { tips: [tip], not: [base] },
    });
    for (const change of found.changes.toSorted((a, b) => Buffer.compare(a.path, b.path))) found.oldSides?.(change);
    expect(sides).toEqual([
      { own: [history.blob('2')], deleted: ['b', 'c'] },
      { own: [], deleted: ['b', 'c'] },
    ]);
  });

  test('a merge replaces what each parent has', async () => {
    const history = newHistory();
    const base = history.on(MAIN, { a: '2' });
    history.branch('refs/heads/side', MAIN);
    const side = history.on('refs/heads/side', { a: '3' });
    history.on(MAIN, { a: '4' });
    const tip = history.on(MAIN, { a: '1' }, { parents: [side] });
    const { found, sides } = await range(history, { objects: [history.blob('1')], walk: { tips: [tip], not: [base] } });
    for (const change of found.changes) found.oldSides?.(change);
    expect(sides).toEqual([{ own: [history.blob('4'), history.blob('3')], deleted: [] }]);
  });

  /** Names that were there before a range whose tip has all of them anew. */
  const BEFORE: Readonly<Record<string, (history: History, base: string, other: string) => TraceOptions['walk']>> = {
    'after a commit': (history, base) => ({ tips: [history.tip(MAIN)], not: [base] }),
    'after an annotated tag': (history, base) => ({
      tips: [history.tip(MAIN)],
      not: [history.tagObject({ of: base })],
    }),
    'against another branch': (history, _, other) => ({ tips: [], either: [[history.tip(MAIN), other]] }),
    'against many branches': (history, base) => ({
      tips: [history.tip(MAIN)],
      not: [...Array.from({ length: 50 }, (_, at) => history.commitObject({ message: `${at}` })), base],
    }),
  };

  test.each(Object.entries(BEFORE))('names that were there before: %s', async (_, walkOf) => {
    const history = newHistory();
    const base = history.on(MAIN, { 'x/name/a': '1', b: '2' });
    history.branch('refs/heads/other', MAIN);
    const other = history.on('refs/heads/other', { other: '1' });
    history.on(MAIN, { 'x/name/a': '2', 'y/name': '2', b: '3' });
    const { found } = await range(history, { names: ['name'], walk: walkOf(history, base, other) });
    const there = ['x/name', 'y/name'].map((path) => found.wasThere?.(Buffer.from(path)));
    expect(there).toEqual([true, false]);
  });

  test('of a name that cannot be traced to its end, it is not said that it was there before', async () => {
    const history = newHistory();
    const base = history.on(MAIN, { b: '2' });
    const missing = { mode: '40000', oid: NOWHERE };
    history.on(MAIN, { bad: missing, 'y/name': '2' });
    const { found } = await range(history, { names: ['name'], walk: { tips: [history.tip(MAIN)], not: [base] } });
    expect(found.wasThere).toBe(undefined);
  });

  test('nothing of this where all of history was scanned', async () => {
    const history = newHistory();
    history.on(MAIN, { name: '1' });
    const found = await trace(history, { names: ['name'] });
    expect([found.oldSides, found.wasThere]).toEqual([undefined, undefined]);
  });
});

describe('a long history, of which the commits are known', () => {
  /** Every hundredth commit brings or takes the content `1`, which a merge in the middle brings too. */
  const long = (): { history: History; listed: readonly string[] } => {
    const history = newHistory();
    const commits = Array.from({ length: 5000 }, (_, at) => {
      const merged = at === 2500 ? 'merge refs/heads/side\nM 100644 inline side\ndata 1\n1\n' : '';
      const ref = at === 10 ? 'refs/heads/side' : MAIN;
      const from = at === 10 ? `from ${MAIN}\n` : '';
      const text = at % 200 === 0 ? '1' : `${at - (at % 100)}`;
      const stamp = `A <a@example.com> ${1_600_000_000 + at} +0000`;
      return `commit ${ref}\ncommitter ${stamp}\ndata 1\nx\n${from}${merged}M 100644 inline a\ndata ${text.length}\n${text}\n`;
    });
    expect(history.tryGit(['fast-import', '--quiet'], {}, Buffer.from(commits.join(''))).stderr).toBe('');
    return { history, listed: history.git('rev-list', 'main').trim().split('\n') };
  };
  const sequence = (oids: readonly string[]) => ({ length: oids.length, hex: (at: number) => oids[at] as string });

  test('two processes tell the same as one', async () => {
    const { history, listed } = long();
    const [objects, tip] = [[history.blob('1')], listed[0] as string];
    const told = async (oids?: readonly string[]) => {
      const all = { walk: { tips: [tip] }, head: tip, listed: oids && sequence(oids) };
      return (await trace(history, { objects, ...all })).changes;
    };
    const changes = await told();
    expect(changes.length).toBeGreaterThan(50);
    expect(await told(listed)).toEqual(changes);
    const older = changes.filter(({ commit }) => listed.indexOf(commit.oid) >= 500);
    expect(await told(listed.slice(500))).toEqual(older);
    // What cannot be read among them is no reason to tell less.
    expect(await told([...listed, NOWHERE])).toEqual(changes);
  });
});

describe('the box', () => {
  const isGone = (pid: string): boolean => {
    try {
      return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    } catch {
      return true;
    }
  };

  test.each<[string, string, { milliseconds: number; bytes: number }]>([
    ['sleeps', 'exec /bin/sleep 60', { milliseconds: 300, bytes: 2 ** 30 }],
    ['waits for another one', '/bin/sleep 60', { milliseconds: 300, bytes: 2 ** 30 }],
    [
      'eats memory',
      `exec '${process.execPath}' -e 'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))'`,
      { milliseconds: 6000, bytes: 200 << 20 },
    ],
  ])('a git that %s is stopped', async (_, script, box) => {
    const git = openFakeGit(newHistory(), `echo $$\n${script}`);
    const child = git.start('log', [], { box });
    child.send('');
    let said = '';
    const began = performance.now();
    for (let piece = await child.read(); piece; piece = await child.read()) said += piece.toString();
    await expect(child.end()).rejects.toMatchObject({ code: 'git-failed', message: 'git log was stopped' });
    expect(performance.now() - began).toBeLessThan(5000);
    expect(isGone(said.trim())).toBe(true);
  });

  test('a git that is quick is not', async () => {
    const git = openFakeGit(newHistory(), 'echo done');
    const child = git.start('log', [], { box: { milliseconds: 20_000, bytes: 2 ** 30 } });
    child.send('');
    expect((await child.read())?.toString()).toBe('done\n');
    expect(await child.read()).toBe(null);
    expect(await child.end()).toBe(0);
  });

  test('a listing that is stopped in the middle is told as far as it goes', async () => {
    const history = newHistory();
    const [oid, blob] = ['1'.repeat(40), '2'.repeat(40)];
    const change = `\\001${oid}\\0A <a>\\0002026-01-01T00:00:00Z\\0\\n:000000 100644 ${'0'.repeat(40)} ${blob} A\\0a\\0`;
    const git = openFakeGit(
      history,
      `/bin/cat >/dev/null\ncase "$*" in *' log '*) printf '${change}'; kill -9 $$;; *) exit 1;; esac`,
    );
    const question = { objects: new Set([blob]), names: new Set<string>() };
    const options = { walk: { tips: [oid] }, refs: [], head: null };
    const { changes, positionOf } = await traceHistory(git, options, question);
    expect(changes).toEqual([
      {
        commit: { oid, author: 'A <a>', date: '2026-01-01T00:00:00Z' },
        path: Buffer.from('a'),
        before: [null],
        after: blob,
      },
    ]);
    expect(positionOf(oid)).toBe(-1);
  });
});
