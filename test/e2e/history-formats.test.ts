// The ways in which git stores one and the same history: object formats, packs, borrowed objects, and files that lie about it.
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { History } from './history.ts';
import { describePlaces, held, leak, masked, type Plant } from './history-places.ts';

const MAIN = 'refs/heads/main';

/** A file that a commit on `ref` adds. */
function file(path: string, ref = MAIN): Plant {
  return (history, token) => held(path, history.on(ref, { [path]: leak(token) }));
}

const everywhere: readonly (readonly [string, Plant])[] = [
  ['a file', file('app.py')],
  [
    'a file that is gone',
    (history, token) => {
      const added = history.on(MAIN, { 'gone.py': leak(token) });
      return held('gone.py', added, { removed: history.on(MAIN, { 'gone.py': null }), inHead: false });
    },
  ],
  [
    'a message',
    (history, token) => {
      const commit = history.on(MAIN, {}, { message: `${token}\n` });
      return { path: `commit ${commit}`, place: `message of commit ${commit}` };
    },
  ],
  [
    'the text of a tag',
    (history, token) => {
      const oid = history.tagObject({ of: history.tip(MAIN), message: `${token}\n` });
      history.ref('refs/tags/v1', oid);
      return { path: `tag ${oid}`, place: `message of tag ${oid}` };
    },
  ],
  [
    'the name of a branch',
    (history, token) => {
      history.ref(`refs/heads/${token}`, history.tip(MAIN));
      return { path: `refs/heads/${masked(token)}`, place: 'name of branch' };
    },
  ],
];

describePlaces('SHA-256', {
  seed: 41_000,
  verb: 'history',
  both: true,
  outside: true,
  make: () => new History({ objectFormat: 'sha256' }),
  places: everywhere,
});

describePlaces('a bare repository', {
  seed: 41_100,
  verb: 'history',
  both: true,
  outside: true,
  make: () => new History({ bare: true }),
  places: everywhere,
});

describePlaces('a bare SHA-256 repository, by its path', {
  seed: 41_200,
  verb: 'history',
  outside: true,
  make: () => new History({ bare: true, objectFormat: 'sha256', folder: 'bare.git' }),
  cwd: '..',
  args: ['bare.git'],
  places: everywhere,
});

describePlaces('the git directory is elsewhere, and hfleaks starts in a folder', {
  seed: 41_300,
  verb: 'history',
  cwd: 'sub/folder',
  places: [['a file outside of the folder', file('app.py')]],
  finish: (history) => {
    history.write('sub/folder/x.txt', 'x\n');
    renameSync(history.gitFolder, join(history.home, 'real.git'));
    writeFileSync(history.gitFolder, 'gitdir: ../real.git\n');
  },
});

describePlaces('no main: HEAD is a branch that is not born', {
  seed: 41_400,
  verb: 'history',
  both: true,
  places: [['another branch', file('app.py', 'refs/heads/other')]],
});

describePlaces('packs', {
  seed: 43_000,
  verb: 'history',
  both: true,
  places: [
    ['in a pack, whole', file('packed.py')],
    [
      'in a pack, as a delta',
      (history, token) => {
        const long = 'filler, filler, filler\n'.repeat(500);
        history.on(MAIN, { 'delta.py': `${long}${token}\n` });
        const last = history.on(MAIN, { 'delta.py': long });
        return { path: 'delta.py', place: expect.any(String), at: '501:1', removed: last, inHead: false };
      },
    ],
    [
      'a ref that is packed',
      (history, token) => {
        const commit = history.on('refs/tags/packed', { 'ref.py': leak(token) });
        history.git('repack', '-a', '-d', '--quiet', '--write-bitmap-index');
        history.git('multi-pack-index', 'write');
        history.git('pack-refs', '--all', '--prune');
        return held('ref.py', commit, { inHead: false, refs: ['refs/tags/packed'] });
      },
    ],
    ['loose, beside a pack with a bitmap', file('loose.py')],
    [
      'added again behind the bitmap',
      (history, token) => {
        const added = history.on(MAIN, { 'again.py': leak(token) });
        history.on(MAIN, { 'again.py': null });
        history.git('repack', '-a', '-d', '--quiet', '--write-bitmap-index');
        history.on(MAIN, { 'again.py': leak(token) });
        return held('again.py', added, { inHead: true });
      },
    ],
    [
      'packed and loose',
      (history, token) => {
        const commit = history.on(MAIN, { 'twice.py': leak(token) });
        history.git('repack', '-a', '--quiet');
        return held('twice.py', commit);
      },
    ],
  ],
});

describePlaces('what hides a commit from git', {
  seed: 46_000,
  verb: 'history',
  both: true,
  make: () => {
    const history = new History();
    history.on(MAIN, { 'README.md': 'hello\n' });
    return history;
  },
  places: [
    [
      'a graft that cuts off its parent',
      (history, token) => {
        const added = history.on(MAIN, { 'grafted.py': leak(token) });
        const removed = history.on(MAIN, { 'grafted.py': null });
        history.gitFile('info/grafts', `${removed}\n`);
        return held('grafted.py', added, { removed, inHead: false, refs: [MAIN] });
      },
    ],
    [
      'a commit that another replaces',
      (history, token) => {
        const added = history.on(MAIN, { 'replaced.py': leak(token) });
        const removed = history.on(MAIN, { 'replaced.py': null });
        history.ref(`refs/replace/${added}`, history.commitObject({ message: 'nothing\n' }));
        return held('replaced.py', added, { removed, inHead: false, refs: [MAIN] });
      },
    ],
    [
      'a blob that another replaces',
      (history, token) => {
        const added = history.on(MAIN, { 'blob.py': leak(token) });
        history.ref(`refs/replace/${history.blob(leak(token))}`, history.blob('nothing\n'));
        return held('blob.py', added, { inHead: true });
      },
    ],
    [
      'the replacement itself',
      (history, token) => {
        const blob = history.blob('was\n');
        history.on(MAIN, { 'was.py': 'was\n' });
        const replacement = history.ref(`refs/replace/${blob}`, history.blob(leak(token)));
        return { path: expect.any(String), place: `blob ${replacement}`, at: '2:8' };
      },
    ],
  ],
});

/** Takes the parents out of a commit-graph. gitformat-commit-graph(5): chunk CDAT has 36 bytes a commit, the first parent at 20. */
function withoutParents(path: string): void {
  const graph = readFileSync(path);
  const table = (name: string): number => Number(graph.readBigUInt64BE(graph.indexOf(name) + 4));
  const commits = graph.readUInt32BE(table('OIDF') + 255 * 4);
  for (let at = table('CDAT'), end = at + commits * 36; at < end; at += 36) graph.writeUInt32BE(0x7000_0000, at + 20);
  chmodSync(path, 0o644);
  writeFileSync(path, graph);
}

describePlaces('a commit-graph that knows no parents', {
  seed: 46_100,
  verb: 'history',
  both: true,
  places: [
    [
      'a commit that it leaves out',
      (history, token) => {
        const added = history.on(MAIN, { 'hidden.py': leak(token) });
        const removed = history.on(MAIN, { 'hidden.py': null });
        history.git('commit-graph', 'write', '--reachable');
        withoutParents(join(history.gitFolder, 'objects/info/commit-graph'));
        // The lie works: git itself sees one commit of two.
        expect(history.git('rev-list', '--count', MAIN).trim()).toBe('1');
        return held('hidden.py', added, { removed, inHead: false, refs: [MAIN] });
      },
    ],
  ],
});

describePlaces('objects of another repository, outside of this one', {
  seed: 47_000,
  verb: 'history',
  unreached: 'tokens',
  places: [
    [
      'what a ref of this one reaches',
      (history, token) => {
        const other = new History({ home: history.home, folder: 'other' });
        const commit = other.on(MAIN, { 'borrowed.py': leak(token) });
        history.gitFile('objects/info/alternates', `${join(other.gitFolder, 'objects')}\n`);
        history.ref(MAIN, commit);
        return held('borrowed.py', commit, { inHead: true, refs: [MAIN] });
      },
    ],
    [
      'what is only its own is not looked at',
      (history, token) => {
        new History({ home: history.home, folder: 'other' }).on('refs/heads/own', { 'own.py': leak(token) });
        return [];
      },
    ],
  ],
});

describePlaces('objects of a repository inside this one', {
  seed: 47_100,
  verb: 'history',
  places: [
    [
      'what a ref reaches',
      (history, token) => {
        const other = new History({ home: history.path, folder: '.git/pool' });
        const commit = other.on(MAIN, { 'borrowed.py': leak(token) });
        history.gitFile('objects/info/alternates', '../pool/.git/objects\n');
        history.ref(MAIN, commit);
        return held('borrowed.py', commit, { inHead: true, refs: [MAIN] });
      },
    ],
  ],
});
