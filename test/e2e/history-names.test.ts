// Tokens that are names: of branches, files and people, and what else stands in commits and tags beside their messages.
import { expect } from 'vitest';
import { AUTHOR, type CommitParts, History, type TagParts } from './history.ts';
import { describePlaces, type Expected, leak, masked, more, type Plant } from './history-places.ts';

const MAIN = 'refs/heads/main';

function beside(): History {
  const history = new History();
  history.on(MAIN, { 'README.md': 'hello\n' });
  return history;
}

/** A ref whose name is `prefix` and the token. */
function ref(prefix: string, of: string, suffix = ''): Plant {
  return (history, token) => {
    history.ref(`${prefix}${token}${suffix}`, history.tip(MAIN));
    return { path: `${prefix}${masked(token)}${suffix}`, place: expect.stringMatching(`^name of (?:${of})$`) };
  };
}

/** A header of a commit on main. */
function header(field: string, parts: (token: string, history: History) => CommitParts): Plant {
  return (history, token) => {
    const commit = history.on(MAIN, {}, parts(token, history));
    return { path: `commit ${commit}`, place: `${field} of commit ${commit}` };
  };
}

/** A header of a tag that `refs/tags/<name>` leads to. */
function tagHeader(name: string, field: string, parts: (token: string) => Partial<TagParts>): Plant {
  return (history, token) => {
    const oid = history.tagObject({ of: history.tip(MAIN), name, ...parts(token) });
    history.ref(`refs/tags/${name}`, oid);
    return { path: `tag ${oid}`, place: `${field} of tag ${oid}` };
  };
}

/** The name of a file or folder that a commit on main adds. */
function name(of: 'file' | 'directory', path: (token: string) => string, content = 'x = 1\n'): Plant {
  return (history, token) => {
    const commit = history.on(MAIN, { [path(token)]: content });
    return named(of, of === 'file' ? path(masked(token)) : path(masked(token)).replace(/\/[^/]*$/, ''), commit);
  };
}

const named = (of: 'file' | 'directory', path: string, commit: string): Expected => ({
  path,
  place: `name of ${of} in ${commit}`,
  added: commit,
});

describePlaces('names', {
  seed: 61_000,
  verb: 'history',
  both: true,
  outside: true,
  formats: true,
  make: beside,
  skipped: { submodule: 1 },
  places: [
    ['a branch', ref('refs/heads/', 'branch')],
    ['a branch in a folder', ref('refs/heads/feature/', 'branch', '/x')],
    ['a tag', ref('refs/tags/', 'tag')],
    ['a remote branch', ref('refs/remotes/origin/', 'branch|ref')],
    ['a remote', ref('refs/remotes/', 'branch|ref', '/main')],
    ['a ref of another kind', ref('refs/custom/', 'ref')],
    [
      'a branch that is packed',
      (history, token) => {
        history.ref(`refs/heads/${token}`, history.tip(MAIN));
        history.git('pack-refs', '--all', '--prune');
        return { path: `refs/heads/${masked(token)}`, place: 'name of branch' };
      },
    ],
    [
      'the branch that HEAD names',
      (history, token) => {
        history.git('symbolic-ref', 'HEAD', `refs/heads/${token}`);
        history.ref(`refs/heads/${token}`, history.tip(MAIN));
        return { path: `refs/heads/${masked(token)}`, place: 'name of branch' };
      },
    ],
    ['a file', name('file', (token) => token)],
    ['a file with an extension', name('file', (token) => `keys/${token}.txt`)],
    ['a folder', name('directory', (token) => `${token}/a.py`)],
    ['a folder deep down', name('directory', (token) => `a/b/key=${token}/a.py`)],
    ['an empty file', name('file', (token) => `empty/${token}`, '')],
    [
      'a file in an old commit',
      (history, token) => {
        const added = history.on(MAIN, { [`old/${token}`]: 'x = 1\n' });
        const removed = history.on(MAIN, { [`old/${token}`]: null });
        return { ...named('file', `old/${masked(token)}`, added), removed, inHead: false };
      },
    ],
    [
      'a file in a tree that a tag alone leads to',
      (history, token) => {
        history.ref('refs/tags/tree', history.tree({ [token]: 'x = 1\n' }));
        return { path: masked(token), place: 'name of file' };
      },
    ],
    [
      'a symbolic link',
      (history, token) => {
        const commit = history.on(MAIN, { [`links/${token}`]: { mode: '120000', oid: history.blob('a.py') } });
        return named('file', `links/${masked(token)}`, commit);
      },
    ],
    [
      'a submodule',
      (history, token) => {
        const commit = history.on(MAIN, { [`vendor/${token}`]: { mode: '160000', oid: '1'.repeat(40) } });
        return {
          ...named('file', `vendor/${masked(token)}`, commit),
          place: expect.stringMatching(`^name of (?:file|directory) in ${commit}$`),
        };
      },
    ],
    [
      'a file that holds it too',
      (history, token) => {
        const commit = history.on(MAIN, { [`both/${token}.py`]: leak(token) });
        const path = `both/${masked(token)}.py`;
        return [named('file', path, commit), { path, place: `commit ${commit}`, at: '2:8', added: commit }];
      },
    ],
  ],
});

describePlaces('headers of commits and tags', {
  seed: 62_000,
  verb: 'history',
  both: true,
  formats: true,
  make: beside,
  places: [
    [
      'name of an author',
      header('author', (t, h) => ({ author: h.stamp(`${t} <a@example.com>`), committer: h.stamp() })),
    ],
    [
      'mail of an author',
      header('author', (t, h) => ({ author: h.stamp(`A <${t}@example.com>`), committer: h.stamp() })),
    ],
    ['name of a committer', header('committer', (t, h) => ({ author: h.stamp(), committer: h.stamp(`${t} <a@b.c>`) }))],
    ['mail of a committer', header('committer', (t, h) => ({ author: h.stamp(), committer: h.stamp(`A <${t}>`) }))],
    [
      'author and committer alike',
      (history, token) => {
        const commit = history.on(MAIN, {}, { author: history.stamp(`A <${token}>`) });
        return ['author', 'committer'].map((field) => ({
          path: `commit ${commit}`,
          place: `${field} of commit ${commit}`,
        }));
      },
    ],
    ['instead of a date', header('author', (token, h) => ({ author: `${AUTHOR} ${token}`, committer: h.stamp() }))],
    ['an encoding', header('encoding', (token) => ({ headers: `encoding ${token}\n` }))],
    ['a header that git does not know', header('x-token', (token) => ({ headers: `x-token ${token}\n` }))],
    [
      'the second line of a header',
      header('x-note', (token) => ({ headers: `x-note the first line\n and ${token}\n` })),
    ],
    [
      'the name of a header',
      (history, token) => {
        const commit = history.on(MAIN, {}, { headers: `${token} x\n` });
        return { path: `commit ${commit}`, place: expect.stringMatching(` of commit ${commit}$`) };
      },
    ],
    [
      'a signature',
      header('gpgsig', (token) => ({
        headers: `gpgsig -----BEGIN PGP SIGNATURE-----\n Comment: ${token}\n \n =x\n -----END PGP SIGNATURE-----\n`,
      })),
    ],
    [
      'a tag that was merged',
      header('mergetag', (token, history) => ({
        headers: `mergetag object ${history.tip(MAIN)}\n type commit\n tag v1\n tagger ${history.stamp()}\n \n the token is ${token}\n`,
      })),
    ],
    [
      'a message in the encoding that the header names',
      (history, token) => {
        const commit = history.on(MAIN, {}, { headers: 'encoding ISO-8859-1\n', message: `Schl\xfcssel: ${token}\n` });
        return { path: `commit ${commit}`, place: `message of commit ${commit}` };
      },
    ],
    [
      'name of a tagger',
      tagHeader('tagger-name', 'tagger', (token) => ({ tagger: `${token} <a@b.c> 1767225600 +0000` })),
    ],
    ['mail of a tagger', tagHeader('tagger-mail', 'tagger', (token) => ({ tagger: `A <${token}> 1767225600 +0000` }))],
    ['the name that a tag gives itself', tagHeader('other-name', 'tag', (token) => ({ name: token }))],
  ],
});

describePlaces('names and messages that no ref leads to', {
  seed: 63_000,
  verb: 'everything',
  both: true,
  outside: true,
  make: () => {
    const history = new History();
    history.commit({ 'README.md': 'hello\n' });
    return history;
  },
  places: [
    [
      'the message of a dangling commit',
      (history, token) => {
        const commit = history.commitObject({ message: `the token is ${token}\n` });
        return { path: `commit ${commit}`, place: `message of commit ${commit}`, inHead: false, refs: [] };
      },
    ],
    [
      'the author of a dangling commit',
      (history, token) => {
        const commit = history.commitObject({ author: history.stamp(`${token} <a@b.c>`), committer: history.stamp() });
        return { path: `commit ${commit}`, place: `author of commit ${commit}` };
      },
    ],
    [
      'the message of a dangling tag',
      (history, token) => {
        const oid = history.tagObject({ of: history.git('rev-parse', 'HEAD').trim(), message: `${token}\n` });
        return { path: `tag ${oid}`, place: `message of tag ${oid}` };
      },
    ],
    [
      'the tagger of a dangling tag',
      (history, token) => {
        const of = history.git('rev-parse', 'HEAD').trim();
        const oid = history.tagObject({ of, tagger: history.stamp(`A <${token}>`) });
        return { path: `tag ${oid}`, place: `tagger of tag ${oid}` };
      },
    ],
    [
      'the name of a file in a dangling commit',
      (history, token) => {
        const commit = history.commitObject({ files: { [`dangling/${token}`]: 'x = 1\n' } });
        const path = expect.stringMatching(`^(?:dangling/)?${masked(token)}$`);
        return { path, place: expect.stringMatching(`^name of file(?: in ${commit})?$`) };
      },
    ],
    [
      'the name of a file in a dangling tree',
      (history, token) => {
        history.tree({ [token]: 'x = 1\n' });
        return { path: masked(token), place: 'name of file' };
      },
    ],
    [
      'the name of a folder in a dangling tree',
      (history, token) => {
        history.tree({ [`${token}/a.py`]: 'x = 1\n' });
        return { path: masked(token), place: 'name of directory' };
      },
    ],
    [
      'a deleted branch, of which the reflog of HEAD tells',
      (history, token) => {
        history.git('checkout', '--quiet', '-b', token);
        history.git('checkout', '--quiet', 'main');
        history.git('branch', '--quiet', '-D', token);
        return [{ path: '.git/logs/HEAD', place: 'reflog' }, more];
      },
    ],
    [
      'the name of a linked work tree',
      (history, token) => {
        history.git('worktree', 'add', '--quiet', '--detach', `../${token}`, 'main');
        return [{ path: expect.stringContaining('.git/worktrees/'), place: 'gitfile' }, more];
      },
    ],
    [
      'the path of a staged file',
      (history, token) => {
        history.write(`staged/${token}`, 'x = 1\n');
        history.git('add', '--all');
        return { path: `staged/${masked(token)}`, place: 'name of file' };
      },
    ],
    [
      'the folder of a staged file',
      (history, token) => {
        history.write(`staged/${token}/a.py`, 'x = 1\n');
        history.git('add', '--all');
        return [{ path: expect.stringContaining(masked(token)), place: expect.stringMatching('^name of ') }, more];
      },
    ],
  ],
});
