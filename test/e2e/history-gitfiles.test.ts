// What stands in the git directory beside objects: configuration, logs, messages, state of commands, odd files.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { History } from './history.ts';
import { describePlaces, type Expected, leak, more, type Plant } from './history-places.ts';

const OID = '0'.repeat(39);

const inFile = (path: string, at: unknown = expect.any(String)): Expected => ({
  path: `.git/${path}`,
  place: path.includes('logs/') ? 'reflog' : 'gitfile',
  at,
  added: null,
});

/** A file in the git directory with `text` in it, for a name that no git command writes like that. */
function file(path: string, text: (token: string) => string = leak): Plant {
  return (history, token) => {
    history.gitFile(path, text(token));
    const [before = ''] = text(token).split(token);
    const lines = before.split('\n');
    return inFile(path, `${lines.length}:${(lines.at(-1) ?? '').length + 1}`);
  };
}

/** A setting of `.git/config`, or what `args` make of it. */
function setting(...args: readonly string[]): Plant {
  return (history, token) => {
    history.git('config', ...args.map((arg) => arg.replace('TOKEN', token)));
    return inFile(args[0] === '--worktree' ? 'config.worktree' : 'config');
  };
}

const said = (token: string): string => `Log in\n\nwith ${token}\n`;

describePlaces('the git directory', {
  seed: 71_000,
  verb: 'everything',
  both: true,
  outside: true,
  formats: true,
  make: () => {
    const history = new History();
    history.commit({ 'README.md': 'hello\n' });
    history.git('config', 'extensions.worktreeConfig', 'true');
    return history;
  },
  places: [
    ['URL of a remote', setting('remote.origin.url', 'https://user:TOKEN@huggingface.co/a/b')],
    ['URL to push to', setting('remote.origin.pushurl', 'https://TOKEN@huggingface.co/a/b')],
    ['http.extraheader', setting('http.extraheader', 'Authorization: Bearer TOKEN')],
    ['http.<url>.extraheader', setting('http.https://huggingface.co/.extraheader', 'Authorization: Bearer TOKEN')],
    ['credential helper', setting('credential.helper', '!f() { echo password=TOKEN; }; f')],
    ['credential.username', setting('credential.https://huggingface.co.username', 'TOKEN')],
    ['insteadOf', setting('url.https://user:TOKEN@huggingface.co/.insteadOf', 'hf:')],
    ['description of a branch', setting('branch.main.description', 'log in with TOKEN')],
    ['an alias', setting('alias.login', '!curl -H "Authorization: Bearer TOKEN" https://huggingface.co')],
    ['name of a section', setting('x.TOKEN.y', 'z')],
    [
      'config.worktree, which git copies to a new work tree',
      (history, token) => [
        setting('--worktree', 'x.token', 'TOKEN')(history, token) as Expected,
        inFile('worktrees/linked/config.worktree'),
      ],
    ],
    [
      'comment in the config',
      (history, token) => {
        history.shell(`printf '# the token is ${token}\\n' >> .git/config`);
        return inFile('config', expect.stringMatching(/:16$/));
      },
    ],
    [
      'reflog of HEAD and of a branch',
      (history, token) => {
        history.git('update-ref', '--create-reflog', '-m', `log in with ${token}`, 'refs/heads/other', 'HEAD');
        history.git('update-ref', '-m', `log in with ${token}`, 'HEAD', history.commitObject({}));
        history.git('update-ref', '-m', 'back', 'HEAD', 'refs/heads/other');
        return ['logs/HEAD', 'logs/refs/heads/main', 'logs/refs/heads/other'].map((path) => inFile(path));
      },
    ],
    [
      'name of a committer in a reflog alone',
      (history, token) => {
        history.gitFile('logs/refs/heads/gone', `${OID}0 ${OID}1 ${token} <a@b.c> 1767225600 +0000\tcommit: x\n`);
        return inFile('logs/refs/heads/gone', '1:83');
      },
    ],
    [
      'logs of a deleted branch',
      (history, token) => {
        history.gitFile('logs/refs/heads/deleted', `${OID}0 ${OID}1 A <a@b.c> 1767225600 +0000\tcommit: ${token}\n`);
        return inFile('logs/refs/heads/deleted');
      },
    ],
    ['COMMIT_EDITMSG', file('COMMIT_EDITMSG', said)],
    ['MERGE_MSG', file('MERGE_MSG', said)],
    ['SQUASH_MSG', file('SQUASH_MSG', said)],
    ['TAG_EDITMSG', file('TAG_EDITMSG', said)],
    ['NOTES_EDITMSG', file('NOTES_EDITMSG', said)],
    ['EDIT_DESCRIPTION', file('EDIT_DESCRIPTION', said)],
    ['FETCH_HEAD', file('FETCH_HEAD', (token) => `${OID}1\t\tbranch 'main' of https://${token}@huggingface.co/a/b\n`)],
    ['ORIG_HEAD that is no id', file('ORIG_HEAD', (token) => `${token}\n`)],
    ['rebase-merge/message', file('rebase-merge/message', said)],
    ['rebase-merge/git-rebase-todo', file('rebase-merge/git-rebase-todo', (token) => `pick ${OID}1 ${token}\n`)],
    ['rebase-apply/0001', file('rebase-apply/0001', (token) => `From ${OID}1\n\n+key = "${token}"\n`)],
    ['sequencer/todo', file('sequencer/todo', (token) => `pick ${OID}1 ${token}\n`)],
    ['BISECT_LOG', file('BISECT_LOG', (token) => `# bad: [${OID}1] ${token}\n`)],
    ['addp-hunk-edit.diff', file('addp-hunk-edit.diff', (token) => `@@ -1 +1 @@\n+${token}\n`)],
    ['hooks/pre-commit', file('hooks/pre-commit', (token) => `#!/bin/sh\nexport HF_TOKEN=${token}\n`)],
    ['hooks/x.sample', file('hooks/x.sample')],
    ['info/exclude', file('info/exclude', (token) => `# ${token}\n`)],
    ['info/attributes', file('info/attributes', (token) => `# ${token}\n`)],
    ['info/sparse-checkout', file('info/sparse-checkout', (token) => `/${token}\n`)],
    ['description', file('description')],
    ['rr-cache', file('rr-cache/0123456789012345678901234567890123456789/preimage')],
    [
      'packed-refs, in its first line',
      (history, token) => {
        history.git('pack-refs', '--all');
        history.shell(`sed -i '1s/$/${token} /' .git/packed-refs`);
        return inFile('packed-refs', expect.stringMatching(/^1:/));
      },
    ],
    ['a file of a daemon', file('git-daemon-export-ok')],
    ['a file of git svn', file('svn/.metadata', (token) => `[svn-remote "svn"]\n\turl = https://x:${token}@a.b\n`)],
    ['a remote of old times', file('remotes/origin', (token) => `URL: https://user:${token}@huggingface.co/a/b\n`)],
    ['a branch of old times', file('branches/origin', (token) => `https://user:${token}@huggingface.co/a/b\n`)],
    ['a backup', file('backup/config~')],
    ['a binary file', file('odd/index.bak', (token) => `\0\0${token}`)],
    ['objects/info', file('objects/info/http-alternates', (token) => `P ${token}\n`)],
    ['a stray file among the objects', file('objects/12/notes.txt')],
    ['a lock that was left among the refs', file('refs/heads/stale.lock', (token) => `${token}\n`)],
    [
      'what keeps a pack',
      (history, token) => {
        history.git('repack', '-a', '-d', '--quiet');
        const [pack = ''] = readdirSync(join(history.gitFolder, 'objects/pack')).filter((one) => one.endsWith('.pack'));
        const keep = `objects/pack/${pack.replace(/pack$/, 'keep')}`;
        history.gitFile(keep, `kept for ${token}\n`);
        return inFile(keep, '1:10');
      },
    ],
    [
      'why a work tree is locked',
      (history, token) => {
        history.git('worktree', 'add', '--quiet', '--detach', '../linked', 'main');
        history.git('worktree', 'lock', '--reason', `until ${token} is revoked`, '../linked');
        return inFile('worktrees/linked/locked', '1:7');
      },
    ],
    ['COMMIT_EDITMSG of a work tree', file('worktrees/linked/COMMIT_EDITMSG', said)],
    [
      'reflog of a work tree',
      file('worktrees/linked/logs/HEAD', (token) => `${OID}0 ${OID}1 A <a@b.c> 1767225600 +0000\tcommit: ${token}\n`),
    ],
    [
      'config of a submodule',
      (history, token) => {
        const module = new History({ bare: true, home: history.path, folder: '.git/modules/x' });
        module.git('config', 'remote.origin.url', `https://user:${token}@huggingface.co/a/b`);
        return { path: expect.stringMatching(/config$/), place: 'gitfile of .git/modules/x' };
      },
    ],
    [
      'config of a submodule that is no repository',
      (history, token) => {
        history.gitFile(
          'modules/broken/config',
          `[remote "origin"]\n\turl = https://user:${token}@huggingface.co/a/b\n`,
        );
        return inFile('modules/broken/config');
      },
    ],
  ],
});

describePlaces('the git directory of a bare repository', {
  seed: 72_000,
  verb: 'everything',
  outside: true,
  make: () => {
    const history = new History({ bare: true });
    history.on('refs/heads/main', { 'README.md': 'hello\n' });
    return history;
  },
  places: [
    [
      'URL of a remote',
      (history, token) => {
        history.git('config', 'remote.origin.url', `https://user:${token}@huggingface.co/a/b`);
        return { path: 'config', place: 'gitfile' };
      },
    ],
    [
      'a hook',
      (history, token) => {
        history.gitFile('hooks/post-receive', leak(token));
        return { path: 'hooks/post-receive', place: 'gitfile' };
      },
    ],
  ],
});

/** A clone of depth 1 of a repository in which `message` and `file` are of the last commit. */
function shallowClone(): History {
  const history = new History();
  const other = new History({ home: history.home, folder: 'other' });
  other.on('refs/heads/main', { 'a.py': 'a = 1\n' });
  other.on('refs/heads/main', { 'a.py': 'a = 2\n' });
  history.git('remote', 'add', 'origin', `file://${other.path}`);
  return history;
}

describePlaces('a shallow clone', {
  seed: 73_000,
  verb: 'history',
  both: true,
  make: shallowClone,
  skipped: { 'shallow-boundary': 1 },
  places: [
    [
      'the message of the commit at the boundary',
      (history, token) => {
        const other = new History({ home: history.home, folder: 'other' });
        const tip = other.git('rev-parse', 'main').trim();
        const message = `the token is ${token}\n`;
        const commit = other.ref(
          'refs/heads/main',
          other.commitObject({ files: { 'a.py': leak('') }, parents: [tip], message }),
        );
        history.git('fetch', '--quiet', '--depth=1', 'origin', 'main:main', '--update-head-ok');
        return [{ path: `commit ${commit}`, place: `message of commit ${commit}` }, more];
      },
    ],
  ],
});
