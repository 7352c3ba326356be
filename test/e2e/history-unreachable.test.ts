// What no ref leads to: left behind by amend, reset, rebase and the like, in an index, in packs.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { History } from './history.ts';
import { describePlaces, type Expected, leak, type Plant } from './history-places.ts';

/** A repository with one commit and a work tree. */
function started(): History {
  const history = new History();
  history.commit({ 'README.md': 'hello\n', 'x.txt': 'base\n' });
  return history;
}

/** Content of which nothing but its object is known. */
function lone(oid: string, at = '2:8'): Expected {
  return { path: `blob ${oid}`, place: `blob ${oid}`, at, added: null, removed: null, inHead: false, refs: [] };
}

/** A file of an unreachable commit: told by that commit, or at least by its id. */
function lost(history: History, path: string, token: string, commit: string): Expected {
  const blob = `blob ${history.blob(leak(token))}`;
  return { path: oneOf(path, blob), place: oneOf(`commit ${commit}`, blob), at: '2:8', inHead: false, refs: [] };
}

/** A file that an index names, and no commit has. */
function indexed(path: string, oid: string, at = '2:8'): Expected {
  return { path, place: `blob ${oid}`, at, added: null, inHead: false };
}

const oneOf = (...texts: readonly string[]): unknown => expect.stringMatching(`^(?:${texts.join('|')})$`);
const head = (history: History, of = 'HEAD'): string => history.git('rev-parse', of).trim();

/** Commits a file, and then `leave` takes every ref away from it. */
function left(path: string, leave: (history: History, commit: string) => void): Plant {
  return (history, token) => {
    history.commit({ [path]: leak(token) });
    const commit = head(history);
    leave(history, commit);
    return lost(history, path, token, commit);
  };
}

function back(history: History): void {
  history.git('reset', '--quiet', '--hard', 'HEAD~1');
}

/** A commit that only a file in the git directory names. */
function namedIn(path: string, line: (commit: string) => string): Plant {
  return (history, token) => {
    const commit = history.commitObject({ files: { [path]: leak(token) } });
    history.gitFile(path, line(commit));
    return lost(history, path, token, commit);
  };
}

describePlaces('left behind', {
  seed: 51_000,
  verb: 'everything',
  both: true,
  make: started,
  places: [
    ['a dangling blob', (history, token) => lone(history.blob(leak(token)))],
    [
      'the blob of a dangling tree',
      (history, token) => {
        const oid = history.blob(leak(token));
        history.tree({ 'in/tree.py': { mode: '100644', oid } });
        return { ...lone(oid), path: oneOf('in/tree.py', 'tree.py', `blob ${oid}`) };
      },
    ],
    [
      'a dangling commit',
      (history, token) =>
        lost(history, 'dangling.py', token, history.commitObject({ files: { 'dangling.py': leak(token) } })),
    ],
    [
      'the parent of a dangling commit',
      (history, token) => {
        const commit = history.commitObject({ files: { 'parent.py': leak(token) } });
        history.commitObject({ parents: [commit] });
        return lost(history, 'parent.py', token, commit);
      },
    ],
    [
      'the blob of a dangling tag',
      (history, token) => {
        const oid = history.blob(leak(token));
        history.tagObject({ of: oid, type: 'blob' });
        return lone(oid);
      },
    ],
    [
      'the commit of a dangling tag',
      (history, token) => {
        const commit = history.commitObject({ files: { 'tagged.py': leak(token) } });
        history.tagObject({ of: commit });
        return lost(history, 'tagged.py', token, commit);
      },
    ],
    [
      'amended',
      left('amended.py', (history) => {
        history.git('rm', '--quiet', 'amended.py');
        history.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'amended');
      }),
    ],
    ['reset --hard', left('reset.py', back)],
    [
      'only the reflog of a branch knows it',
      left('reflog.py', (history) => {
        back(history);
        history.gitFile('logs/HEAD', '');
      }),
    ],
    [
      'no reflog knows it',
      left('no-reflog.py', (history) => {
        back(history);
        history.git('reflog', 'expire', '--expire=now', '--expire-unreachable=now', '--all');
      }),
    ],
    [
      'a deleted branch',
      (history, token) => {
        history.git('checkout', '--quiet', '-b', 'gone');
        history.commit({ 'gone.py': leak(token) });
        const commit = head(history);
        history.git('checkout', '--quiet', 'main');
        history.git('branch', '--quiet', '-D', 'gone');
        return lost(history, 'gone.py', token, commit);
      },
    ],
    [
      'rebased away',
      (history, token) => {
        history.git('checkout', '--quiet', '-b', 'topic');
        history.commit({ 'topic.py': leak(token) });
        const commit = head(history);
        history.git('checkout', '--quiet', 'main');
        history.commit({ 'x.txt': 'main\n' });
        history.git('checkout', '--quiet', 'topic');
        // The rebased commit drops the file.
        const less = 'git rm --quiet topic.py && git commit --quiet --amend --allow-empty -m less';
        history.git('rebase', '--quiet', '--exec', less, 'main');
        history.git('checkout', '--quiet', 'main');
        // Two commits have it: the one of the branch, and the one that the rebase made and amended.
        return { ...lost(history, 'topic.py', token, commit), place: expect.stringMatching('^(?:commit|blob) ') };
      },
    ],
    [
      'a remote branch, pushed over with force',
      (history, token) => {
        const commit = history.commitObject({ files: { 'forced.py': leak(token) } });
        history.git('update-ref', '--create-reflog', '-m', 'fetch', 'refs/remotes/origin/main', commit);
        history.git('update-ref', '-m', 'fetch: forced-update', 'refs/remotes/origin/main', head(history, 'main'));
        return lost(history, 'forced.py', token, commit);
      },
    ],
    [
      'a dropped stash',
      (history, token) => {
        history.write('x.txt', leak(token));
        history.git('stash', 'push', '--quiet');
        const commit = head(history, 'stash');
        history.git('stash', 'drop', '--quiet');
        return lost(history, 'x.txt', token, commit);
      },
    ],
    [
      'the untracked part of a dropped stash',
      (history, token) => {
        history.write('untracked.py', leak(token));
        history.git('stash', 'push', '--quiet', '--include-untracked');
        const commit = head(history, 'stash^3');
        history.git('stash', 'drop', '--quiet');
        return lost(history, 'untracked.py', token, commit);
      },
    ],
    ['FETCH_HEAD', namedIn('FETCH_HEAD', (commit) => `${commit}\tnot-for-merge\tbranch 'x' of ../other\n`)],
    ['ORIG_HEAD', namedIn('ORIG_HEAD', (commit) => `${commit}\n`)],
    ['CHERRY_PICK_HEAD', namedIn('CHERRY_PICK_HEAD', (commit) => `${commit}\n`)],
  ],
});

describePlaces('in an index', {
  seed: 52_000,
  verb: 'everything',
  both: true,
  make: started,
  places: [
    [
      'the index of a linked work tree',
      (history, token) => {
        history.git('worktree', 'add', '--quiet', '--detach', '../linked', 'main');
        writeFileSync(join(history.home, 'linked/linked.py'), leak(token));
        history.gitIn('../linked', 'add', 'linked.py');
        return indexed('linked.py', history.blob(leak(token)));
      },
    ],
    [
      'staged, not committed',
      (history, token) => {
        history.write('staged.py', leak(token));
        history.git('add', 'staged.py');
        history.write('staged.py', 'x = 1\n');
        return indexed('staged.py', history.blob(leak(token)));
      },
    ],
    [
      'meant to be added, then staged',
      (history, token) => {
        history.write('intent.py', leak(token));
        history.git('add', '--intent-to-add', 'intent.py');
        history.git('add', 'intent.py');
        return indexed('intent.py', history.blob(leak(token)));
      },
    ],
    [
      'staged, then taken out again',
      (history, token) => {
        history.write('out.py', leak(token));
        history.git('add', 'out.py');
        history.git('rm', '--quiet', '--cached', 'out.py');
        return lone(history.blob(leak(token)));
      },
    ],
    [
      'staged with skip-worktree',
      (history, token) => {
        history.write('skipped.py', leak(token));
        history.git('add', 'skipped.py');
        history.git('update-index', '--skip-worktree', 'skipped.py');
        return indexed('skipped.py', history.blob(leak(token)));
      },
    ],
    ...([1, 2, 3] as const).map((stage): [string, Plant] => [
      `an unmerged file, stage ${stage}`,
      (history, token) => {
        const oid = history.blob(leak(token));
        const line = `100644 ${oid} ${stage}\tunmerged-${stage}.py\n`;
        expect(history.tryGit(['update-index', '--index-info'], {}, line).code).toBe(0);
        return indexed(`unmerged-${stage}.py`, oid);
      },
    ]),
    [
      'the link that is staged',
      (history, token) => {
        const oid = history.blob(token);
        history.git('update-index', '--add', '--cacheinfo', `120000,${oid},staged-link`);
        return indexed('staged-link', oid, '1:1');
      },
    ],
  ],
});

describePlaces('in packs, and where objects come in', {
  seed: 53_000,
  verb: 'everything',
  both: true,
  // git does not read what a push that broke off left behind.
  outside: true,
  make: started,
  places: [
    [
      'in a pack that keeps the unreachable',
      (history, token) => {
        const oid = history.blob(leak(token));
        history.git('repack', '-a', '-d', '--quiet', '--keep-unreachable');
        return lone(oid);
      },
    ],
    [
      'in a cruft pack',
      (history, token) => {
        history.git('repack', '-d', '--quiet', '--cruft');
        const commit = history.commitObject({ files: { 'cruft.py': leak(token) } });
        history.git('repack', '-d', '--quiet', '--cruft');
        return lost(history, 'cruft.py', token, commit);
      },
    ],
    [
      'in a pack of its own, as git unpacks none over the limit',
      (history, token) => {
        const oid = history.blob(leak(token));
        const pack = join(history.gitFolder, 'objects/pack/pack');
        expect(history.tryGit(['pack-objects', '--quiet', pack], {}, `${oid}\n`).code).toBe(0);
        history.git('prune-packed', '--quiet');
        return lone(oid);
      },
    ],
    [
      'in the quarantine of a push that broke off',
      (history, token) => {
        const oid = history.blob(leak(token));
        const path = `${oid.slice(0, 2)}/${oid.slice(2)}`;
        const quarantine = join(history.gitFolder, 'objects/tmp_objdir-incoming-a1b2c3', path);
        mkdirSync(dirname(quarantine), { recursive: true });
        renameSync(join(history.gitFolder, 'objects', path), quarantine);
        return { path: expect.any(String), place: oneOf(`blob ${oid}`, 'gitfile'), at: expect.stringMatching(/:8$/) };
      },
    ],
  ],
});
