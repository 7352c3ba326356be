// Everything that a ref can lead to: branches, merges, refs of any name, tags, notes, messages, replaced and odd commits.
import { expect } from 'vitest';
import { AUTHOR, type CommitParts, History } from './history.ts';
import { describePlaces, type Expected, leak, type Plant } from './history-places.ts';

const MAIN = 'refs/heads/main';

/** A repository whose HEAD holds no token: all the rest stands beside it. */
function beside(): History {
  const history = new History();
  history.on(MAIN, { 'README.md': 'hello\n' });
  return history;
}

/** A file that `commit` adds and that some refs lead to; none of them is HEAD. */
function led(path: string, commit: string, ...refs: readonly string[]): Expected {
  return { path, place: `commit ${commit}`, at: '2:8', added: commit, inHead: false, refs };
}

/** A branch of its own, of one commit that adds `app.py`, under a full ref name. */
function reachedBy(ref: string): Plant {
  return (history, token) => led('app.py', history.on(ref, { 'app.py': leak(token) }), ref);
}

/** A message, of a commit on a branch of its own. */
function said(name: string, message: (token: string) => string, parts: CommitParts = {}): Plant {
  return (history, token) => {
    const ref = `refs/heads/${name}`;
    const commit = history.on(ref, { [name]: 'x = 1\n' }, { ...parts, message: message(token) });
    return { path: `commit ${commit}`, place: `message of commit ${commit}`, added: commit, refs: [ref] };
  };
}

/** The text of a note on `oid`, under notes of one name. */
function noted(name: string, oid: (history: History) => string, path = (of: string): string => of): Plant {
  return (history, token) => {
    const ref = `refs/notes/${name}`;
    const note = path(oid(history));
    return led(note, history.on(ref, { [note]: leak(token) }), ref);
  };
}

/** A branch that is made of merges; `build` gives the finding's commit. */
function merged(name: string, build: (history: History, ref: string, token: string) => Partial<Expected>): Plant {
  return (history, token) => {
    const ref = `refs/heads/${name}`;
    history.on(ref, { 'a.py': 'a = 1\n', 'both.py': 'both = 0\n' });
    return { path: 'leak.py', inHead: false, refs: [ref], place: expect.any(String), ...build(history, ref, token) };
  };
}

/** A commit on top of `ref`, on a side of its own without a name. */
function side(history: History, ref: string, files: CommitParts['files'] = {}): string {
  return history.commitObject({ files: { 'a.py': 'a = 1\n', ...files }, parents: [history.tip(ref)] });
}

describePlaces('branches and merges', {
  seed: 31_000,
  verb: 'history',
  both: true,
  // The commit that was amended.
  unreached: 'objects',
  make: beside,
  places: [
    [
      'removed from the root commit of another branch',
      (history, token) => {
        const root = history.on('refs/heads/rooted', { 'app.py': leak(token), 'b.py': '' });
        const removed = history.on('refs/heads/rooted', { 'app.py': null });
        return { ...led('app.py', root, 'refs/heads/rooted'), removed };
      },
    ],
    ['an orphan branch', reachedBy('refs/heads/orphan')],
    [
      'a branch that left main',
      (history, token) => {
        history.branch('refs/heads/left', MAIN);
        return led('left.py', history.on('refs/heads/left', { 'left.py': leak(token) }), 'refs/heads/left');
      },
    ],
    [
      'one branch that two refs and a tag know',
      (history, token) => {
        const commit = history.on('refs/heads/known', { 'known.py': leak(token) });
        const refs = ['refs/heads/known', 'refs/remotes/origin/known', 'refs/tags/known'];
        for (const ref of refs) history.ref(ref, commit);
        return led('known.py', commit, ...refs);
      },
    ],
    [
      'a side branch, gone again before the merge',
      merged('undone', (history, ref, token) => {
        const added = side(history, ref, { 'leak.py': leak(token) });
        const removed = history.commitObject({ files: { 'a.py': 'a = 1\n' }, parents: [added] });
        history.on(ref, {}, { parents: [removed] });
        return { place: `commit ${added}`, added, removed };
      }),
    ],
    [
      'a second parent',
      merged('second', (history, ref, token) => {
        const added = side(history, ref, { 'leak.py': leak(token) });
        history.on(ref, { 'leak.py': leak(token) }, { parents: [added] });
        return { place: `commit ${added}`, added, removed: null };
      }),
    ],
    [
      'a side that the merge ignored',
      merged('ignored', (history, ref, token) => {
        const added = side(history, ref, { 'leak.py': leak(token) });
        history.on(ref, {}, { parents: [added] });
        return { place: `commit ${added}`, added };
      }),
    ],
    [
      'the third parent of an octopus',
      merged('octopus', (history, ref, token) => {
        const [second, third] = [side(history, ref), side(history, ref, { 'leak.py': leak(token) })];
        history.on(ref, { 'leak.py': leak(token) }, { parents: [second, third] });
        return { place: `commit ${third}`, added: third };
      }),
    ],
    [
      'a merge that keeps nothing of the other side',
      merged('ours', (history, ref, token) => {
        const added = side(history, ref, { 'leak.py': leak(token) });
        history.on(ref, { 'ours.py': 'x = 1\n' });
        return { place: `commit ${added}`, added, removed: history.on(ref, {}, { parents: [added] }) };
      }),
    ],
    [
      'an evil merge: a file that no parent has',
      merged('evil', (history, ref, token) => {
        const merge = history.on(ref, { 'leak.py': leak(token) }, { parents: [side(history, ref)] });
        return { place: `commit ${merge}`, added: merge, removed: history.on(ref, { 'leak.py': null }) };
      }),
    ],
    [
      'the resolution of a conflict',
      merged('conflict', (history, ref, token) => {
        const theirs = side(history, ref, { 'leak.py': 'theirs = 1\n' });
        history.on(ref, { 'leak.py': 'ours = 1\n' });
        const merge = history.on(ref, { 'leak.py': leak(token) }, { parents: [theirs] });
        return { place: `commit ${merge}`, added: merge, removed: null };
      }),
    ],
    [
      'a criss-cross, of which one merge alone had it',
      merged('criss-cross', (history, ref, token) => {
        const theirs = side(history, ref, { 'theirs.py': 'x = 1\n' });
        const ours = history.on(ref, { 'ours.py': 'x = 1\n' });
        const files = { 'a.py': 'a = 1\n', 'ours.py': 'x = 1\n', 'theirs.py': 'x = 1\n' };
        const other = history.commitObject({ files: { ...files, 'leak.py': leak(token) }, parents: [theirs, ours] });
        history.on(ref, { 'theirs.py': 'x = 1\n' }, { parents: [theirs] });
        history.on(ref, {}, { parents: [other] });
        return { place: `commit ${other}`, added: other };
      }),
    ],
    [
      'an amended commit, as it became',
      (history, token) => {
        history.on('refs/heads/amended', { 'amended.py': leak('') });
        const amended = history.commitObject({ files: { 'amended.py': leak(token) } });
        return led('amended.py', history.ref('refs/heads/amended', amended), 'refs/heads/amended');
      },
    ],
  ],
});

describePlaces('refs of any name', {
  seed: 32_000,
  verb: 'history',
  both: true,
  make: beside,
  places: [
    ...[
      'refs/remotes/origin/main',
      'refs/pull/1/head',
      'refs/merge-requests/1/head',
      'refs/changes/34/1234/1',
      'refs/original/refs/heads/main',
      'refs/namespaces/x/refs/heads/main',
      'refs/prefetch/remotes/origin/main',
      'refs/bisect/bad',
      'refs/worktree/own',
      'refs/our-own/any',
      'refs/direct',
    ].map((ref): [string, Plant] => [ref, reachedBy(ref)]),
    [
      'a symbolic ref to a ref',
      (history, token) => {
        const commit = history.on('refs/hidden/target', { 'symbolic.py': leak(token) });
        history.gitFile('refs/remotes/origin/HEAD', 'ref: refs/hidden/target\n');
        return led('symbolic.py', commit, 'refs/hidden/target', 'refs/remotes/origin/HEAD');
      },
    ],
    ['refs/notes/commits: the note on a commit', noted('commits', (history) => history.tip(MAIN))],
    ['a note on a blob', noted('blobs', (history) => history.blob('hello\n'))],
    [
      'a note in folders, as git writes many',
      noted(
        'many',
        (history) => history.tip(MAIN),
        (of) => `${of.slice(0, 2)}/${of.slice(2)}`,
      ),
    ],
    ['a tag alone leads to a deleted branch', reachedBy('refs/tags/alone')],
    [
      'an annotated tag leads to a deleted branch',
      (history, token) => {
        const commit = history.commitObject({ files: { 'annotated.py': leak(token) } });
        history.ref('refs/tags/annotated', history.tagObject({ of: commit }));
        return led('annotated.py', commit, 'refs/tags/annotated');
      },
    ],
    [
      'a lightweight tag of a blob',
      (history, token) => {
        const oid = history.ref('refs/tags/blob', history.blob(leak(token)));
        return { path: `blob ${oid}`, place: `blob ${oid}`, at: '2:8', added: null, inHead: false };
      },
    ],
    [
      'an annotated tag of a blob',
      (history, token) => {
        const oid = history.blob(`# tagged\n${leak(token)}`);
        history.ref('refs/tags/annotated-blob', history.tagObject({ of: oid, type: 'blob' }));
        return { path: `blob ${oid}`, place: `blob ${oid}`, at: '3:8', added: null, inHead: false };
      },
    ],
    [
      'a lightweight tag of a tree',
      (history, token) => {
        const oid = history.blob(leak(token));
        history.ref('refs/tags/tree', history.tree({ 'in/tree.py': { mode: '100644', oid } }));
        return { path: expect.stringMatching(`^(?:in/tree\\.py|blob ${oid})$`), place: `blob ${oid}`, added: null };
      },
    ],
    [
      'an annotated tag of a tree',
      (history, token) => {
        const oid = history.blob(`# tagged\n${leak(token)}`);
        const tree = history.tree({ 'in/tree.py': { mode: '100644', oid } });
        history.ref('refs/tags/annotated-tree', history.tagObject({ of: tree, type: 'tree' }));
        return { path: expect.stringMatching(`^(?:in/tree\\.py|blob ${oid})$`), place: `blob ${oid}`, added: null };
      },
    ],
    [
      'a ref that is no tag, of a blob',
      (history, token) => {
        const oid = history.ref('refs/files/one', history.blob(`\n${leak(token)}`));
        return { path: `blob ${oid}`, place: `blob ${oid}`, at: '3:8', added: null };
      },
    ],
  ],
});

/** An annotated tag, or a tag of one, with the token in its text. */
function tagged(name: string, message: (token: string) => string, outer: string | null = null): Plant {
  return (history, token) => {
    const oid = history.tagObject({ of: history.tip(MAIN), name, message: message(token) });
    history.ref(
      `refs/tags/${name}`,
      outer === null ? oid : history.tagObject({ of: oid, type: 'tag', message: outer }),
    );
    return { path: `tag ${oid}`, place: `message of tag ${oid}` };
  };
}

/** A commit whose author and committer lines are not what git would write. */
function dated(name: string, author: string, committer: string): Plant {
  return (history, token) => {
    const ref = `refs/heads/${name}`;
    const commit = history.on(ref, { [`${name}.py`]: leak(token) }, { author, committer });
    return led(`${name}.py`, commit, ref);
  };
}

describePlaces('messages, tags, dates', {
  seed: 33_000,
  verb: 'history',
  both: true,
  formats: true,
  make: beside,
  places: [
    ['a commit subject', said('subject', (token) => `Log in with ${token}\n`)],
    ['a commit body', said('body', (token) => `Log in\n\nThe token is\n${token}\n`)],
    ['a trailer', said('trailer', (token) => `Log in\n\nToken: ${token}\nSigned-off-by: ${AUTHOR}\n`)],
    ['a message without an end of line', said('endless', (token) => token)],
    ['a message behind a NUL', said('nul', (token) => `Log in\n\0\n${token}\n`)],
    ['a message of CRLF', said('crlf', (token) => `Log in\r\n\r\n${token}\r\n`)],
    [
      'a message in another encoding',
      said('latin', (t) => `Schl\xfcssel ${t}\n`, { headers: 'encoding ISO-8859-1\n' }),
    ],
    ['a tag subject', tagged('subject', (token) => `${token}\n`)],
    ['a tag body', tagged('body', (token) => `First\n\nThe token is ${token}\n`)],
    ['the inner of two tags', tagged('inner', (token) => `inner ${token}\n`, 'outer\n')],
    [
      'the outer of two tags',
      (history, token) => {
        const inner = history.tagObject({ of: history.tip(MAIN) });
        const outer = history.tagObject({ of: inner, type: 'tag', message: `outer ${token}\n` });
        history.ref('refs/tags/outer', outer);
        return { path: `tag ${outer}`, place: `message of tag ${outer}` };
      },
    ],
    [
      'a commit with its author and date',
      (history, token) => {
        const author = 'Ada L. <ada@example.com> 1767225600 +0000';
        const commit = history.on('refs/heads/ada', { 'ada.py': leak(token) }, { author, committer: history.stamp() });
        const by = expect.stringMatching(/^Ada L\. <ada@example\.com> 2026-01-01T00:00:00(?:Z|\+00:00)$/);
        return { ...led('ada.py', commit, 'refs/heads/ada'), by };
      },
    ],
    ['no date of the committer', dated('no-date', `${AUTHOR} 1767225600 +0000`, AUTHOR)],
    ['no date at all', dated('dateless', AUTHOR, AUTHOR)],
    ['no name and no mail', dated('nameless', '', '')],
    ['a date before 1970', dated('early', `${AUTHOR} -5 +0000`, `${AUTHOR} -5 +0000`)],
    ['a date far away', dated('late', `${AUTHOR} 99999999999999999999 +0000`, `${AUTHOR} 99999999999999 +9999`)],
    [
      'dates that run backwards',
      (history, token) => {
        const at = (seconds: number): string => `${AUTHOR} ${seconds} +0000`;
        const ref = 'refs/heads/backwards';
        history.on(ref, { 'a.py': 'a = 1\n' }, { author: at(1_767_225_600) });
        const added = history.on(ref, { 'backwards.py': leak(token) }, { author: at(1_600_000_000) });
        const removed = history.on(ref, { 'backwards.py': null }, { author: at(1_000_000_000) });
        return { ...led('backwards.py', added, ref), removed };
      },
    ],
  ],
});
