// Work in progress: linked work trees, detached heads, a rebase that stopped, stashes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { History } from './history.ts';
import { describePlaces, held, leak, type Plant } from './history-places.ts';

/** A file that a real `git commit` adds. */
function committed(path: string): Plant {
  return (history, token) => {
    history.commit({ [path]: leak(token) });
    return held(path, history.git('rev-parse', 'HEAD').trim());
  };
}

/** A linked work tree beside the repository. */
function linked(history: History, name: string, ...from: readonly string[]): void {
  history.git('worktree', 'add', '--quiet', ...from, `../${name}`, 'main');
}

describePlaces('work trees: HEAD is detached, the index split, names are mapped', {
  seed: 42_000,
  verb: 'history',
  both: true,
  places: [
    ['main', committed('main.py')],
    [
      'the branch of a linked work tree',
      (history, token) => {
        linked(history, 'one', '-b', 'linked');
        writeFileSync(join(history.home, 'one/one.py'), leak(token));
        history.gitIn('../one', 'add', '--all');
        history.gitIn('../one', 'commit', '--quiet', '-m', 'linked');
        return held('one.py', history.git('rev-parse', 'linked').trim(), {
          inHead: false,
          refs: ['refs/heads/linked'],
        });
      },
    ],
    [
      'the detached HEAD of a linked work tree',
      (history, token) => {
        linked(history, 'two', '--detach');
        writeFileSync(join(history.home, 'two/two.py'), leak(token));
        history.gitIn('../two', 'add', '--all');
        history.gitIn('../two', 'commit', '--quiet', '-m', 'detached');
        const commit = history.gitIn('../two', 'rev-parse', 'HEAD').stdout.trim();
        return held('two.py', commit, { inHead: false });
      },
    ],
    [
      'a ref that belongs to a linked work tree',
      (history, token) => {
        linked(history, 'bisecting', '--detach');
        const commit = history.commitObject({ files: { 'bisect.py': leak(token) } });
        history.gitFile('worktrees/bisecting/refs/bisect/bad', `${commit}\n`);
        return held('bisect.py', commit, { inHead: false, refs: ['worktrees/bisecting/refs/bisect/bad'] });
      },
    ],
    [
      'detached HEAD',
      (history, token) => {
        history.git('checkout', '--quiet', '--detach');
        history.commit({ 'detached.py': leak(token) });
        return held('detached.py', history.git('rev-parse', 'HEAD').trim(), { inHead: true });
      },
    ],
    [
      'an author whom the mailmap calls by another name',
      (history, token) => {
        history.commit({ '.mailmap': 'Other <other@example.com> <a@example.com>\n', 'mapped.py': leak(token) });
        const by = expect.stringMatching(/^A <a@example\.com> /);
        return held('mapped.py', history.git('rev-parse', 'HEAD').trim(), { by, inHead: true });
      },
    ],
  ],
  finish: (history) => history.git('update-index', '--split-index'),
});

describePlaces('from a linked work tree', {
  seed: 42_100,
  verb: 'history',
  cwd: '../one',
  places: [
    ['a branch of the main work tree', committed('main.py')],
    [
      'its own detached HEAD',
      (history, token) => {
        linked(history, 'one', '--detach');
        writeFileSync(join(history.home, 'one/one.py'), leak(token));
        history.gitIn('../one', 'add', '--all');
        history.gitIn('../one', 'commit', '--quiet', '-m', 'detached');
        return held('one.py', history.gitIn('../one', 'rev-parse', 'HEAD').stdout.trim(), { inHead: true });
      },
    ],
  ],
});

/** The conflict between `topic` and `main`, each with a commit of its own in x.txt. */
function conflict(history: History, topic: Readonly<Record<string, string>>): void {
  history.commit({ 'x.txt': 'base\n' });
  history.git('checkout', '--quiet', '-b', 'topic');
  for (const [path, content] of Object.entries(topic)) history.commit({ [path]: content }, 'topic');
  history.commit({ 'x.txt': 'topic\n' }, 'topic');
  history.git('checkout', '--quiet', 'main');
  history.commit({ 'x.txt': 'main\n' }, 'main');
}

describePlaces('a rebase in progress', {
  seed: 44_000,
  verb: 'history',
  // The file with the marks of the conflict, and its tree.
  unreached: 'objects',
  places: [
    [
      'a commit of the branch, and what it became',
      (history, token) => {
        conflict(history, { 'topic.py': leak(token) });
        history.git('checkout', '--quiet', 'topic');
        expect(history.tryGit(['rebase', 'main']).code).not.toBe(0);
        const place = expect.stringMatching(
          `^commit (?:${history.git('rev-parse', 'topic~1', 'HEAD').trim().replace('\n', '|')})$`,
        );
        return { path: 'topic.py', place, at: '2:8', inHead: true, refs: ['refs/heads/topic'] };
      },
    ],
    [
      'a commit that only HEAD knows',
      (history, token) => {
        history.git('reset', '--quiet', '--hard');
        history.commit({ 'only.py': leak(token) });
        return held('only.py', history.git('rev-parse', 'HEAD').trim(), { inHead: true });
      },
    ],
  ],
});

/** The part of a stash that `write` fills; the parts are commits of their own. */
function stashed(part: string, path: string, write: (history: History, token: string) => void, older = false): Plant {
  return (history, token) => {
    write(history, token);
    history.git('stash', 'push', '--quiet', '--include-untracked');
    const commit = history.git('rev-parse', `stash${part}`).trim();
    if (!older) return held(path, commit, { inHead: false });
    return { path, place: `commit ${commit}`, at: '2:8', inHead: false };
  };
}

const changed =
  (path: string) =>
  (history: History, token: string): void =>
    history.write(path, leak(token));

function staged(path: string): (history: History, token: string) => void {
  return (history, token) => {
    history.write(path, leak(token));
    history.git('add', path);
    history.write(path, 'taken out again\n');
  };
}

describePlaces('stashes: four, of which three are older', {
  seed: 45_000,
  verb: 'history',
  both: true,
  formats: true,
  make: () => {
    const history = new History();
    history.commit({ 'a.py': 'a = 1\n' });
    return history;
  },
  places: [
    ['an older one: the untracked part', stashed('^3', 'untracked-1.py', changed('untracked-1.py'), true)],
    ['an older one: the index', stashed('^2', 'a.py', staged('a.py'), true)],
    ['an older one: the work tree', stashed('', 'a.py', changed('a.py'), true)],
    [
      'the latest: the index',
      (history, token) => {
        staged('a.py')(history, token);
        return { path: 'a.py', place: expect.stringMatching(/^commit /), at: '2:8', inHead: false };
      },
    ],
    ['the latest: the untracked part', stashed('^3', 'untracked-2.py', changed('untracked-2.py'))],
  ],
});
