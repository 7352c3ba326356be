import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headOf, readRefs } from '../../src/git/ref-listing.ts';
import { Revisions } from '../../src/git/revisions.ts';
import { History } from '../e2e/history.ts';
import { removeFolder } from '../repository.ts';
import { openGit } from './open.ts';

const NOWHERE = 'b'.repeat(40);
const SHALLOW = /git fetch --unshallow/;

describe('Revisions', () => {
  const history = new History();
  /** By names of our own. */
  const oids: Record<string, string> = {};

  beforeAll(() => {
    oids.first = history.on('refs/heads/main', { a: '1' });
    oids.second = history.on('refs/heads/main', { a: '2' });
    history.branch('refs/heads/side', 'refs/heads/main');
    oids.side = history.on('refs/heads/side', { b: '1' }, { message: 'to be found by its text\n' });
    oids.tip = history.on('refs/heads/main', { a: '3' }, { parents: [oids.side] });
    oids.blob = history.blob('1');
    oids.tree = history.tree({ a: '1' });
    oids.tag = history.ref('refs/tags/v1', history.tagObject({ of: oids.second }));
    oids.outer = history.ref('refs/tags/outer', history.tagObject({ of: oids.tag, type: 'tag', name: 'outer' }));
    history.ref('refs/tags/blob', history.tagObject({ of: oids.blob, type: 'blob', name: 'blob' }));
    history.ref('refs/tags/light', oids.first);
    history.ref('refs/pull/1/head', oids.side);
    history.ref('refs/heads/--all', oids.side);
    history.ref('refs/heads/a@b', oids.side);
    history.ref('refs/heads/gone', NOWHERE);
    history.ref('refs/heads/same', oids.first);
    history.ref('refs/tags/same', oids.second);
    // Names that git itself would not make.
    const hostile = ['a b', 'a:b', 'a..b', 'a~1', 'x.lock', '@{1}', '\x01', '*'];
    const lines = hostile.map((name) => `${oids.first} refs/heads/${name}\n`);
    history.gitFile(
      'packed-refs',
      `# pack-refs with: peeled\n${lines.join('')}${oids.side} refs/heads/packed\n^${oids.first}\n`,
    );
    history.gitFile(
      'config',
      '[core]\n\trepositoryformatversion = 0\n[branch "main"]\n\tremote = origin\n\tmerge = refs/heads/main\n' +
        '[remote "origin"]\n\turl = /nowhere\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n',
    );
    history.ref('refs/remotes/origin/main', oids.first);
    mkdirSync(join(history.gitFolder, 'logs/refs/heads'), { recursive: true });
    const entry = (from: string, to: string): string => `${from} ${to} A <a@example.com> 1767225600 +0000\tcommit\n`;
    const log = entry('0'.repeat(40), oids.first) + entry(oids.first, oids.second) + entry(oids.second, oids.tip);
    writeFileSync(join(history.gitFolder, 'logs/refs/heads/main'), log);
  });

  afterAll(() => removeFolder(history.home));

  async function resolve(...texts: readonly string[]): Promise<(string | undefined)[]> {
    const git = openGit(history);
    const listing = await readRefs(git);
    const found = await new Revisions(git, listing.refs, headOf(listing)).resolveAll(texts);
    const names = new Map(Object.entries(oids).map(([name, oid]) => [oid, name]));
    return found.map((oid) => names.get(oid));
  }

  test.each<readonly [string, string]>([
    ['HEAD', 'tip'],
    ['@', 'tip'],
    ['main', 'tip'],
    ['heads/main', 'tip'],
    ['refs/heads/main', 'tip'],
    ['HEAD^', 'second'],
    ['HEAD^2', 'side'],
    ['HEAD~2', 'first'],
    ['HEAD^2~1', 'second'],
    ['main^0', 'tip'],
    ['HEAD^{/to be found}', 'side'],
    ['packed', 'side'],
    ['origin/main', 'first'],
    ['pull/1/head', 'side'],
    ['refs/heads/--all', 'side'],
    ['a@b', 'side'],
    ['same', 'second'],
    ['heads/same', 'first'],
    ['v1', 'tag'],
    ['v1^{}', 'second'],
    ['v1^{commit}', 'second'],
    ['outer', 'outer'],
    ['light', 'first'],
    ['@{1}', 'second'],
    ['main@{2}', 'first'],
    ['@{u}', 'first'],
    ['main@{upstream}~0', 'first'],
    ['@{2030-01-01}', 'tip'],
  ])('%s is %s', async (text, name) => {
    expect(await resolve(text)).toEqual([name]);
  });

  test('ids, whole and abbreviated, in their order', async () => {
    const { first, side, tag } = oids as { first: string; side: string; tag: string };
    expect(await resolve(side, first.slice(0, 12), tag.slice(0, 10), side)).toEqual(['side', 'first', 'tag', 'side']);
  });

  test('none', async () => {
    expect(await resolve()).toEqual([]);
  });

  test.each<readonly [string, string, RegExp]>([
    ['', 'usage', /is no revision/],
    ['--all', 'usage', /"--all" is no revision/],
    ['-1', 'usage', /is no revision/],
    ['^main', 'usage', /is no revision/],
    ['main..side', 'usage', /is no revision/],
    ['main\nside', 'usage', /"main\\nside" is no revision/],
    ['main\0', 'usage', /is no revision/],
    ['0'.repeat(40), 'git-failed', /branch is new/],
    [NOWHERE, 'git-failed', SHALLOW],
    ['nobody', 'git-failed', SHALLOW],
    ['gone', 'git-failed', SHALLOW],
    ['main~9', 'git-failed', SHALLOW],
    ['@{9999}', 'git-failed', /resolved|unshallow/],
    ['nobody@{u}', 'git-failed', SHALLOW],
    ['main^!', 'git-failed', SHALLOW],
    ['main^@', 'git-failed', SHALLOW],
    // git takes all that stands behind it for the text.
    [':/to be found', 'git-failed', SHALLOW],
    ['HEAD:a', 'git-failed', SHALLOW],
    ['HEAD^{tree}', 'git-failed', /is no commit/],
    ['refs/tags/blob', 'git-failed', /is no commit/],
    ['a b', 'git-failed', SHALLOW],
    ['a~1', 'git-failed', SHALLOW],
    ['\u001b[31m', 'git-failed', /"\\x1b\[31m"/],
  ])('%o: %s', async (text, code, words) => {
    const error = await resolve('main', text).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    const { message, hint } = error as { message: string; hint: string };
    expect(`${message} ${hint}`).toMatch(words);
  });
});
