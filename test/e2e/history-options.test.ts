// What of history is asked for: since when, of which refs, up to which size, of which repository.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectSealed, plainFolder, removeFolder } from '../repository.ts';
import { userToken } from '../tokens.ts';
import { AUTHOR, History } from './history.ts';

const [OLD, NEW, SIDE, PULL, TAGGED, LARGE, LOST] = [1, 2, 3, 4, 5, 6, 7].map((one) => userToken(62_000 + one)) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const TOKENS = [OLD, NEW, SIDE, PULL, TAGGED, LARGE, LOST];
const leak = (token: string): string => `import os\nkey = "${token}"\n`;
const MAIN = 'refs/heads/main';
const at = (date: string): string => `${AUTHOR} ${Date.parse(date) / 1000} +0000`;

let history: History;
/** A repository that is in none, to name others from. */
let bare: History;

beforeAll(() => {
  history = new History();
  history.on(MAIN, { 'old.py': leak(OLD), 'a.py': leak(OLD) }, { author: at('2024-03-01T12:00:00Z') });
  history.on(MAIN, { 'a.py': `${leak(OLD)}more = 1\n` }, { author: at('2025-03-01T12:00:00Z') });
  history.on(
    MAIN,
    { 'new.py': leak(NEW), large: `${leak(LARGE)}${'x'.repeat(3000)}` },
    { author: at('2026-03-01T12:00:00Z') },
  );
  const aside = { author: at('2026-03-02T12:00:00Z') };
  history.branch('refs/heads/v1.0', MAIN);
  history.on('refs/heads/v1.0', { 'side.py': leak(SIDE) }, aside);
  history.branch('refs/pull/7/head', MAIN);
  history.on('refs/pull/7/head', { 'pull.py': leak(PULL) }, aside);
  const first = history.git('rev-list', '--max-parents=0', MAIN).trim();
  history.ref(
    'refs/tags/t',
    history.tagObject({ of: first, message: `${TAGGED}\n`, tagger: at('2026-03-02T12:00:00Z') }),
  );
  history.commitObject({ files: { 'lost.py': leak(LOST) } });
  bare = new History({ bare: true });
  bare.on(MAIN, { 'a.py': leak(OLD) });
});
afterAll(() => {
  for (const one of [history, bare]) removeFolder(one.home);
});

interface Told {
  readonly code: number | null;
  readonly found: readonly string[];
  readonly skipped: Readonly<Record<string, number>>;
  /** What was not selected, in words. */
  readonly left: readonly string[];
}

function told(args: readonly string[]): Told {
  const outcome = history.scan(['history', '--no-cache', ...args]);
  expectSealed(outcome, ...TOKENS);
  expect(history.leftovers()).toEqual([]);
  const { skipped } = outcome.report.ledger as { skipped: readonly { reason: string; examples: readonly string[] }[] };
  return {
    code: outcome.code,
    found: outcome.report.findings.map(({ location }: { location: { path: string } }) =>
      location.path.replace(/[0-9a-f]{40}/, 'ID'),
    ),
    skipped: outcome.skipped,
    left: skipped.flatMap(({ reason, examples }) => (reason === 'not-selected' ? examples : [])),
  };
}

const RECENT = ['large', 'new.py', 'pull.py', 'side.py', 'tag ID'];
const BETWEEN = ['a.py', ...RECENT];
const WHOLE = ['a.py', 'large', 'new.py', 'old.py', 'pull.py', 'side.py', 'tag ID'];

describe('--since', () => {
  test.each<[string, readonly string[]]>([
    ['2026-01-01', RECENT],
    ['2026-03-01T12:00:00Z', RECENT],
    ['2026-03-01 14:00:00+02:00', RECENT],
    // The token is older than that, but a version of its file is not.
    ['2025-01-01', BETWEEN],
    ['2024-03-01T12:00:01Z', BETWEEN],
  ])('%s: what is older is in the account', (date, found) => {
    expect(told(['--since', date])).toEqual({
      code: 1,
      found,
      skipped: { 'not-selected': 1 },
      left: ['older commits'],
    });
  });

  test.each([['2024-03-01T12:00:00Z'], ['1960-01-01'], ['1970-01-01'], ['100 years'], ['9999999999 years ago']])(
    '%s: nothing is older',
    (date) => {
      expect(told(['--since', date])).toEqual({ code: 1, found: WHOLE, skipped: {}, left: [] });
    },
  );

  test('2999-01-01: no commit is younger; what a tag says is read', () => {
    const { code, found, left } = told(['--since', '2999-01-01']);
    expect({ code, found, left }).toEqual({ code: 1, found: ['tag ID'], left: ['older commits'] });
  });

  test('a span reaches back from now', () => {
    const recent = new History({ home: history.home, folder: 'recent' });
    const ago = (days: number): string =>
      at(new Date(Math.floor(Date.now() / 1000) * 1000 - days * 86_400_000).toISOString());
    recent.on(MAIN, { 'old.py': leak(OLD) }, { author: ago(30) });
    recent.on(MAIN, { 'new.py': leak(NEW) }, { author: ago(3) });
    const count = (span: string): number => recent.scan(['history', '--since', span]).found.length;
    expect(['50 hours', '2.Weeks.ago', '1year'].map(count)).toEqual([0, 1, 2]);
  });

  test.each(['yesterday', '2026-13-01', '2026-02-30', '01.02.2026', 'HEAD', '1 fortnight', '; ls', '\u001b[31m'])(
    '%j is no date: exit code 2',
    (date) => {
      expect(history.hfleaks(['history', `--since=${date}`])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^hfleaks: "[^\u001b]*" is no date\.\n {2}For example: --since/),
      });
    },
  );

  test('a commit since then below one with an older date, as another clock made it', () => {
    const odd = new History({ home: history.home, folder: 'clocks' });
    odd.on(MAIN, { 'a.py': leak(OLD) }, { author: at('2024-03-01T12:00:00Z') });
    odd.on(MAIN, { 'b.py': leak(NEW) }, { author: at('2026-03-01T12:00:00Z') });
    odd.on(MAIN, { 'c.txt': 'nothing\n' }, { author: at('2019-03-01T12:00:00Z') });
    const { found, skipped } = odd.scan(['history', '--no-cache', '--since', '2026-01-01']);
    expect(found).toEqual([expect.stringMatching(/^b\.py:/)]);
    expect(skipped).toEqual({ 'not-selected': 1 });
  });

  test('a blob and a tree that refs name have no date: they are read', () => {
    const odd = new History({ home: history.home, folder: 'odd' });
    odd.on(MAIN, { 'a.py': leak(OLD) }, { author: at('2024-03-01T12:00:00Z') });
    odd.ref('refs/tags/blob', odd.blob(leak(NEW)));
    odd.ref('refs/tags/tree', odd.tree({ 'b.py': leak(SIDE) }));
    expect(odd.scan(['history', '--since', '2026-01-01']).found).toHaveLength(2);
  });
});

describe('--refs', () => {
  const heads = ['refs/heads/main', 'refs/heads/v1.0'];
  const [pull, tag] = ['refs/pull/7/head', 'refs/tags/t'];
  const base = ['a.py', 'large', 'new.py', 'old.py'];
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['a branch', ['main'], base, ['HEAD', 'refs/heads/v1.0', pull, tag]],
    ['a full name', [MAIN], base, ['HEAD', 'refs/heads/v1.0', pull, tag]],
    ['a star', ['v1.*'], [...base, 'side.py'], ['HEAD', MAIN, pull, tag]],
    ['folders', ['refs/pull/**'], ['a.py', 'large', 'new.py', 'old.py', 'pull.py'], ['HEAD', ...heads, tag]],
    ['folders below refs', ['pull/**'], ['a.py', 'large', 'new.py', 'old.py', 'pull.py'], ['HEAD', ...heads, tag]],
    ['a tag', ['t'], ['a.py', 'old.py', 'tag ID'], ['HEAD', ...heads, pull]],
    ['two', ['v1.*', 'pull/*/head'], [...base, 'pull.py', 'side.py'], ['HEAD', MAIN, tag]],
    ['all', ['**'], WHOLE, ['HEAD']],
  ])('%s: other refs are in the account', (_, globs, found, left) => {
    const args = globs.flatMap((glob) => ['--refs', glob]);
    expect(told(args)).toEqual({ code: 1, found, skipped: { 'not-selected': left.length }, left });
  });

  test('names of refs that are not selected are not looked at', () => {
    const named = new History({ home: history.home, folder: 'named' });
    named.on(MAIN, { 'a.py': 'a = 1\n' });
    named.ref(`refs/heads/${NEW}`, named.tip(MAIN));
    expect(named.scan(['history', '--refs', 'main'])).toMatchObject({ code: 0, found: [] });
    expect(named.scan(['history', '--refs', 'h*']).found).toHaveLength(1);
  });

  test.each([['maim'], ['refs/heads/x'], ['+(main)'], ['!main'], ['']])('%j names no ref: exit code 2', (glob) => {
    expect(history.hfleaks(['history', '--refs', glob])).toMatchObject({ code: 2, stdout: '' });
  });

  test('a glob that is too long: exit code 2', () => {
    expect(history.hfleaks(['history', '--refs', 'x'.repeat(600)])).toMatchObject({ code: 2, stdout: '' });
  });

  test('with --everything: all objects, whatever refs name them', () => {
    const { code, found } = told(['--everything', '--refs', 'main']);
    expect({ code, found }).toEqual({ code: 1, found: [...WHOLE, 'lost.py'].sort() });
  });

  test('with --since: both', () => {
    expect(told(['--refs', 'main', '--since', '2026-01-01'])).toMatchObject({ code: 1, found: ['large', 'new.py'] });
  });
});

describe('--max-blob-size', () => {
  test.each([['10M'], ['500kB'], ['4096'], ['9'.repeat(400)]])('%s: all', (size) => {
    expect(told(['--max-blob-size', size])).toMatchObject({ code: 1, found: WHOLE, skipped: {} });
  });

  test.each([['2K'], ['2 kiB'], ['3000']])('%s: the large one is in the account', (size) => {
    const found = WHOLE.filter((path) => path !== 'large');
    expect(told(['--max-blob-size', size])).toEqual({ code: 1, found, skipped: { 'size-limit': 1 }, left: [] });
  });

  test('nothing else is there: the run is incomplete, unless that is allowed', () => {
    const large = new History({ home: history.home, folder: 'large' });
    large.on(MAIN, { large: `${leak(LARGE)}${'x'.repeat(3000)}`, 'a.py': 'a = 1\n' });
    const args = ['history', '--max-blob-size', '2k'];
    expect(large.scan(args)).toMatchObject({ code: 3, skipped: { 'size-limit': 1 }, report: { complete: false } });
    expect(large.hfleaks(args).stdout).toMatch(/size-limit/);
    expect(large.scan([...args, '--allow-incomplete', 'size-limit'])).toMatchObject({
      code: 0,
      report: { complete: true },
    });
    expect(large.scan([...args, '--everything'])).toMatchObject({ code: 3, skipped: { 'size-limit': 1 } });
    expect(large.scan(['history'])).toMatchObject({ code: 1, skipped: {} });
    // The commit, its tree and names are read whatever the size.
    expect(large.scan(['history', '--max-blob-size', '0'])).toMatchObject({ code: 3, skipped: { 'size-limit': 2 } });
  });

  test.each(['', 'x', '10X', '-1', '1.5M', '1e3', '0x10', '10 000', 'M'])('%j is no size: exit code 2', (size) => {
    expect(history.hfleaks(['history', `--max-blob-size=${size}`])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('the repository', () => {
  test.each<[string, () => string]>([
    ['by its folder', () => history.path],
    ['by its git directory', () => history.gitFolder],
    ['by a folder inside', () => join(history.gitFolder, '..')],
    ['a bare one', () => bare.path],
  ])('%s', (_, path) => {
    const { code, found } = plainFolder().scan(['history', path()]);
    expect({ code, any: found.length > 0 }).toEqual({ code: 1, any: true });
  });

  test('that is named counts, not the one around or the one of the environment', () => {
    const all = bare.scan(['history', '.']).found;
    expect(all).toHaveLength(1);
    expect(history.scan(['history', bare.path]).found).toEqual(all);
    expect(history.scan(['history', bare.path], { env: { GIT_DIR: history.gitFolder } }).found).toEqual(all);
    expect(history.scan(['history'], { env: { GIT_DIR: bare.path } }).found).toEqual(all);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['is none', [], /There is no git repository at/],
    ['is none at a path', ['.'], /There is no git repository at/],
    ['is missing', ['nowhere'], /There is no folder at/],
    ['is a file', ['a.py'], /There is no folder at/],
    ['is two', ['.', '.'], /One repository is scanned at a time/],
    ['is an option', ['--nothing'], /has no option --nothing/],
    ['is a misspelt option', ['--everythin'], /--everything/],
    ['has a value that is none', ['--everything=yes'], /takes no value/],
    ['is dated twice', ['--since', '2026-01-01', '--since', '2026-01-01'], /is given twice/],
    ['is not of this command', ['--not', 'main'], /has no option --not/],
  ])('%s: exit code 2', (_, args, said) => {
    const folder = plainFolder();
    folder.write('a.py', leak(OLD));
    const outcome = folder.hfleaks(['history', ...args]);
    expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(said) });
    expectSealed(outcome, OLD);
  });
});
