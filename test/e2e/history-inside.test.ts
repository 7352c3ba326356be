// Repositories inside the one that is scanned: submodules, clones in the work tree; and what Git LFS stores.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { History } from './history.ts';
import { describePlaces, type Expected, leak, masked } from './history-places.ts';

const MAIN = 'refs/heads/main';

/** A repository inside; its own folder is told with what it holds. */
function inside(history: History, folder: string, kind: { readonly bare?: boolean } = {}): History {
  return new History({ ...kind, home: history.path, folder });
}

/** A finding in the repository at `folder`. */
function inner(folder: string, path: unknown, place: string): Expected {
  return { path, place: `${place} of ${folder}` };
}

describePlaces('repositories inside', {
  seed: 54_000,
  verb: 'everything',
  both: true,
  outside: true,
  formats: true,
  make: () => {
    const history = new History();
    history.commit({ 'README.md': 'hello\n' });
    return history;
  },
  places: [
    [
      'the history of a submodule',
      (history, token) => {
        const module = inside(history, '.git/modules/x', { bare: true });
        return inner('.git/modules/x', 'app.py', `commit ${module.on(MAIN, { 'app.py': leak(token) })}`);
      },
    ],
    [
      'a dangling blob of a submodule',
      (history, token) => {
        const oid = inside(history, '.git/modules/x', { bare: true }).blob(leak(token));
        return inner('.git/modules/x', `blob ${oid}`, `blob ${oid}`);
      },
    ],
    [
      'a submodule of a submodule',
      (history, token) => {
        const module = inside(history, '.git/modules/x/modules/deep/y', { bare: true });
        const commit = module.on(MAIN, { 'app.py': leak(token) });
        return inner('.git/modules/x/modules/deep/y', 'app.py', `commit ${commit}`);
      },
    ],
    [
      'the history of a clone in the work tree',
      (history, token) => {
        const clone = inside(history, 'vendor/lib');
        const added = clone.on(MAIN, { 'app.py': leak(token) });
        clone.on(MAIN, { 'app.py': null, 'b.py': 'b = 1\n' });
        return inner('vendor/lib', 'app.py', `commit ${added}`);
      },
    ],
    [
      'a dangling blob of a clone in the work tree',
      (history, token) => {
        const oid = inside(history, 'vendor/lib').blob(leak(token));
        return inner('vendor/lib', `blob ${oid}`, `blob ${oid}`);
      },
    ],
    [
      'the name of a branch of a clone in the work tree',
      (history, token) => {
        const clone = inside(history, 'vendor/named');
        clone.ref(`refs/heads/${token}`, clone.on(MAIN, { 'a.py': 'a = 1\n' }));
        return inner('vendor/named', `refs/heads/${masked(token)}`, 'name of branch');
      },
    ],
    [
      'the URL of a clone in the work tree',
      (history, token) => {
        const clone = inside(history, 'vendor/remote');
        clone.git('remote', 'add', 'origin', `https://user:${token}@huggingface.co/a/b`);
        return inner('vendor/remote', expect.stringMatching(/\.git\/config$/), 'gitfile');
      },
    ],
    [
      'a bare repository in the work tree',
      (history, token) => {
        const bare = inside(history, 'tests/fixture.git', { bare: true });
        return inner('tests/fixture.git', 'app.py', `commit ${bare.on(MAIN, { 'app.py': leak(token) })}`);
      },
    ],
    [
      'an object of Git LFS',
      (history, token) => {
        const oid = createHash('sha256').update(leak(token)).digest('hex');
        const path = `lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`;
        history.gitFile(path, leak(token));
        return { path: `.git/${path}`, place: 'gitfile', at: '2:8' };
      },
    ],
  ],
});
