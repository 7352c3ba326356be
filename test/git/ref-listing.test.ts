import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Ref, type RefListing, readRefs, reflogOids, shallowCommits } from '../../src/git/ref-listing.ts';
import { type Repository, repositoryAt, requireRepositoryFor } from '../../src/git/repository.ts';
import { Git } from '../../src/git/runner.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';
import { amount } from '../slice.ts';

function gitOf({ path, home }: TestRepository, more: Partial<Repository> = {}): Git {
  const environment = { searchPath: process.env.PATH, temporary: home, patience: 20_000 };
  const git = new Git({ ...requireRepositoryFor(path, {}), ...more }, environment);
  onTestFinished(() => git.close());
  return git;
}

const read = (repository: TestRepository, more: Partial<Repository> = {}): Promise<RefListing> =>
  readRefs(gitOf(repository, more));
const text = ({ name, oid }: Ref): string => `${oid} ${name.toString('latin1')}`;
const names = (list: readonly Ref[]): string[] => list.map(({ name }) => name.toString('latin1'));
const problems = (listing: RefListing): string[] => listing.problems.map((name) => name.toString('latin1'));
const oidOf = (repository: TestRepository, name: string): string => repository.git('rev-parse', name).trim();
const inGit = ({ path }: TestRepository, name: string): string => join(path, '.git', name);
const fifo = (path: string): void => {
  rmSync(path, { force: true });
  execFileSync('mkfifo', [path]);
};

/** What git says of its refs, sorted by the bytes of their names. */
function asGitSays(repository: TestRepository): string[] {
  const lines = repository.git('for-each-ref', '--format=%(objectname) %(refname)').split('\n').slice(0, -1);
  const keyed = lines.map((line) => Buffer.from(line).toString('latin1'));
  return keyed.sort((a, b) => (a.slice(a.indexOf(' ')) < b.slice(b.indexOf(' ')) ? -1 : 1));
}

/** A repository with a commit, branches, tags, a note, a remote's HEAD, and refs of other kinds. */
async function manyRefs(objectFormat: 'sha1' | 'sha256' = 'sha1'): Promise<TestRepository> {
  const repository = await temporaryRepository(objectFormat);
  repository.commit({ a: '1' });
  repository.git('branch', 'side/é');
  repository.git('tag', 'light');
  repository.git('tag', '-a', 'v1', '-m', 'v1');
  repository.git('notes', 'add', '-m', 'note');
  repository.git('update-ref', 'refs/pull/1/head', 'HEAD');
  repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  return repository;
}

describe('refs', () => {
  test.each<[string, 'sha1' | 'sha256', (repository: TestRepository) => void]>([
    ['with files of their own', 'sha1', () => undefined],
    ['with files of their own, SHA-256', 'sha256', () => undefined],
    ['packed', 'sha1', (repository) => repository.git('pack-refs', '--all')],
    ['packed, SHA-256', 'sha256', (repository) => repository.git('pack-refs', '--all')],
    [
      'packed, and changed since',
      'sha1',
      (repository) => {
        repository.git('pack-refs', '--all');
        repository.commit({ a: '2' });
        repository.git('symbolic-ref', 'refs/tags/light', 'refs/heads/main');
      },
    ],
    [
      'with locks and files of other programs',
      'sha1',
      (repository) => {
        for (const name of ['heads/main.lock', '.DS_Store', 'tags/.x'])
          writeFileSync(inGit(repository, `refs/${name}`), '');
      },
    ],
  ])('%s', async (_, objectFormat, make) => {
    const repository = await manyRefs(objectFormat);
    make(repository);
    const expected = asGitSays(repository);
    const listing = await read(repository);
    expect(listing.refs.map(text)).toEqual(expected);
    expect(listing.problems).toEqual([]);
    // The way for refs that only git can read gives the same.
    const tables = await read(repository, { refFiles: false });
    expect(tables.refs.map(text)).toEqual(expected);
    expect(tables).toEqual(listing);
  });

  test('an empty repository has none', async () => {
    const repository = await temporaryRepository();
    const nothing = { refs: [], heads: [], stash: [], pseudo: [], problems: [] };
    expect(await read(repository)).toEqual(nothing);
    expect(await read(repository, { refFiles: false })).toEqual(nothing);
  });

  test('more than a thousand, half of them packed', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    const oid = oidOf(repository, 'HEAD');
    const half = amount(2500, 600);
    for (const at of [0, 1]) {
      const input = Array.from({ length: half }, (_, number) => `create refs/pull/${at}${number}/head ${oid}\n`).join(
        '',
      );
      expect(repository.tryGit(['update-ref', '--stdin'], {}, input).code).toBe(0);
      if (at === 0) repository.git('pack-refs', '--all');
    }
    const { refs, problems: bad } = await read(repository);
    expect(refs.map(text)).toEqual(asGitSays(repository));
    expect([refs.length, bad.length]).toEqual([2 * half + 1, 0]);
  });

  test.each([
    ['a newline', 'a\nb'],
    ['an escape', 'a\x1b[31m'],
    ['two dots', 'a..b'],
    ['bytes that are no UTF-8', 'a\xff\x80'],
    ['an at sign and a brace', 'a@{1}'],
    ['a percent sign and a format', '%(objectname)'],
  ])('a name with %s is kept as it is', async (_, name) => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    const oid = oidOf(repository, 'HEAD');
    repository.write(Buffer.from(`.git/refs/heads/${name}`, 'latin1'), `${oid}\n`);
    const packed = name.includes('\n') ? [] : [`refs/packed/${name}`];
    writeFileSync(inGit(repository, 'packed-refs'), packed.map((one) => `${oid} ${one}\n`).join(''), 'latin1');
    const listing = await read(repository);
    expect(names(listing.refs)).toEqual([`refs/heads/${name}`, 'refs/heads/main', ...packed].sort());
    expect(listing.problems).toEqual([]);
  });

  test('capitals, and what stands behind white space, as git takes them', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    const oid = oidOf(repository, 'HEAD');
    writeFileSync(inGit(repository, 'refs/heads/main'), `${oid.toUpperCase()} and more\n`);
    expect((await read(repository)).refs.map(text)).toEqual(asGitSays(repository));
  });

  test.each<[string, string, (path: string) => void]>([
    ['a FIFO', 'refs/heads/x', fifo],
    ['a FIFO', 'packed-refs', fifo],
    ['a FIFO', 'HEAD', fifo],
    ['a FIFO', 'refs/stash', fifo],
    ['a link to a device', 'refs/heads/x', (path) => symlinkSync('/dev/zero', path)],
    ['a link to a folder elsewhere', 'refs/heads/x', (path) => symlinkSync('../../objects', path)],
    ['a link to nothing', 'refs/heads/x', (path) => symlinkSync('nothing', path)],
    ['empty', 'refs/heads/x', (path) => writeFileSync(path, '')],
    ['garbage', 'refs/heads/x', (path) => writeFileSync(path, 'garbage\n')],
    ['an oid of another length', 'refs/heads/x', (path) => writeFileSync(path, `${'a'.repeat(64)}\n`)],
    ['no object at all', 'refs/heads/x', (path) => writeFileSync(path, `${'0'.repeat(40)}\n`)],
    ['a name that is no ref', 'refs/heads/x', (path) => writeFileSync(path, 'ref: ../../../etc/passwd\n')],
    ['a circle', 'refs/heads/x', (path) => writeFileSync(path, 'ref: refs/heads/x\n')],
    ['100 MB', 'refs/heads/x', (path) => writeFileSync(path, Buffer.alloc(100 << 20))],
    ['garbage', 'packed-refs', (path) => writeFileSync(path, 'garbage\n')],
    ['garbage', 'HEAD', (path) => writeFileSync(path, 'garbage\n')],
    ['gone', 'HEAD', (path) => rmSync(path)],
    ['a FIFO', 'worktrees', fifo],
  ])('%s for %s is told', async (_, name, make) => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    make(inGit(repository, name));
    const listing = await read(repository);
    expect(problems(listing)).toEqual([name]);
    expect(names(listing.refs)).toEqual(['refs/heads/main']);
  });

  test('a link to another folder of refs adds no names', async () => {
    const repository = await manyRefs();
    const expected = await read(repository);
    symlinkSync('../tags', inGit(repository, 'refs/heads/tags'));
    symlinkSync('..', inGit(repository, 'refs/heads/loop'));
    expect(await read(repository)).toEqual(expected);
  });

  test('refs and reflogs that are links to those of another git directory', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('branch', 'other');
    const [said, oids] = [asGitSays(repository), reflogOids(repositoryAt(repository.path) as Repository)];
    expect(oids).not.toEqual([]);
    repository.shell('mkdir ../moved && mv .git ../moved/ && mkdir -p .git/logs && cp ../moved/.git/HEAD .git/HEAD');
    for (const name of ['refs', 'objects', 'config', 'packed-refs', 'logs/refs'])
      symlinkSync(join(repository.home, 'moved/.git', name), inGit(repository, name));
    const listing = await read(repository);
    expect([listing.refs.map(text), problems(listing)]).toEqual([said, []]);
    expect(reflogOids(repositoryAt(repository.path) as Repository)).toEqual(oids);
    rmSync(inGit(repository, 'logs'), { recursive: true });
    symlinkSync(join(repository.home, 'moved/.git/logs'), inGit(repository, 'logs'));
    expect(reflogOids(repositoryAt(repository.path) as Repository)).toEqual(oids);
  });

  test('refs that are a link to elsewhere are told, not followed', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    rmSync(inGit(repository, 'refs'), { recursive: true });
    symlinkSync('/', inGit(repository, 'refs'));
    expect(await read(repository)).toMatchObject({ refs: [], problems: [Buffer.from('refs')] });
  });

  test('a long circle of symbolic refs, and one with a way out', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    const link = (from: string, to: string) =>
      writeFileSync(inGit(repository, `refs/heads/${from}`), `ref: refs/heads/${to}\n`);
    for (const [from, to] of ['ab', 'bc', 'ca', 'xy', 'yz']) link(from as string, to as string);
    link('z', 'main');
    const listing = await read(repository);
    expect(names(listing.refs)).toEqual(['main', 'x', 'y', 'z'].map((name) => `refs/heads/${name}`));
    expect(problems(listing)).toEqual(['a', 'b', 'c'].map((name) => `refs/heads/${name}`));
  });

  test('a symbolic ref to a ref that is gone is no problem', async () => {
    const repository = await manyRefs();
    repository.git('update-ref', '-d', 'refs/remotes/origin/main');
    const listing = await read(repository);
    expect(names(listing.refs).filter((name) => name.startsWith('refs/remotes'))).toEqual([]);
    expect(listing.problems).toEqual([]);
  });

  test('a packed ref whose file is damaged counts, and the damage is told', async () => {
    const repository = await manyRefs();
    repository.git('pack-refs', '--all');
    mkdirSync(inGit(repository, 'refs/pull/1'), { recursive: true });
    writeFileSync(inGit(repository, 'refs/pull/1/head'), '');
    const listing = await read(repository);
    expect(names(listing.refs)).toContain('refs/pull/1/head');
    expect(problems(listing)).toEqual(['refs/pull/1/head']);
  });

  test('tables that this git cannot read are told, and the files are read', async () => {
    const repository = await manyRefs();
    const expected = asGitSays(repository);
    appendFileSync(
      inGit(repository, 'config'),
      '[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = unheard\n',
    );
    const listing = await read(repository);
    expect(listing.refs.map(text)).toEqual(expected);
    expect(names(listing.heads)).toEqual(['HEAD']);
    expect(problems(listing)).toEqual(['reftable']);
  });
});

describe('heads', () => {
  test.each([true, false])('of all work trees, whichever one is asked (refs in files: %s)', async (refFiles) => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', '--detach', '../linked');
    repository.commit({ a: '2' });
    const [old, now] = [oidOf(repository, 'HEAD~'), oidOf(repository, 'HEAD')];
    expect((await read(repository, { refFiles })).heads.map(text)).toEqual([
      `${now} HEAD`,
      `${old} worktrees/linked/HEAD`,
    ]);
    const linked = repositoryAt(join(repository.home, 'linked')) as Repository;
    const listing = await read(repository, { ...linked, refFiles });
    expect(listing.heads.map(text).sort()).toEqual([`${old} HEAD`, `${now} main-worktree/HEAD`].sort());
  });

  test('of a bare repository', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
    const bare = requireRepositoryFor(join(repository.home, 'bare.git'), {});
    expect((await read(repository, bare)).heads.map(text)).toEqual([`${oidOf(repository, 'HEAD')} HEAD`]);
  });

  test('what is left of a removed work tree', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    mkdirSync(inGit(repository, 'worktrees/x'), { recursive: true });
    expect(await read(repository)).toMatchObject({ heads: [{ name: Buffer.from('HEAD') }], problems: [] });
  });
});

test('refs of a linked work tree alone', async () => {
  const repository = await temporaryRepository();
  repository.commit({ a: '1' });
  const oid = oidOf(repository, 'HEAD');
  repository.git('worktree', 'add', '--quiet', '../linked');
  repository.git('-C', '../linked', 'update-ref', 'refs/worktree/mine', 'HEAD');
  repository.git('-C', '../linked', 'update-ref', 'refs/bisect/bad', 'HEAD');
  writeFileSync(inGit(repository, 'worktrees/linked/refs/worktree/link'), 'ref: refs/worktree/mine\n');
  writeFileSync(inGit(repository, 'worktrees/linked/HEAD'), 'ref: refs/worktree/link\n');
  const { refs, heads } = await read(repository);
  const expected = ['bisect/bad', 'worktree/link', 'worktree/mine'].map(
    (name) => `${oid} worktrees/linked/refs/${name}`,
  );
  expect(refs.map(text).slice(-3)).toEqual(expected);
  expect(heads.map(text)).toContain(`${oid} worktrees/linked/HEAD`);
});

describe('stash', () => {
  test.each([true, false])('every entry, the newest first (refs in files: %s)', async (refFiles) => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    for (const content of ['2', '3', '4']) {
      repository.write('a', content);
      repository.git('stash', 'push', '--quiet');
    }
    const expected = [0, 1, 2].map((at) => `${oidOf(repository, `stash@{${at}}`)} refs/stash@{${at}}`);
    const { stash, refs } = await read(repository, { refFiles });
    expect(stash.map(text)).toEqual(expected);
    expect(names(refs)).toEqual(['refs/heads/main', 'refs/stash']);
  });

  test('a reflog that is a FIFO is told', async () => {
    const repository = await temporaryRepository();
    mkdirSync(inGit(repository, 'logs/refs'), { recursive: true });
    fifo(inGit(repository, 'logs/refs/stash'));
    expect(await read(repository)).toMatchObject({ stash: [], problems: [Buffer.from('logs/refs/stash')] });
  });

  test('lines that are no entries, and messages of any length', async () => {
    const repository = await temporaryRepository();
    const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
    const entry = (oid: string, message: string) => `${'0'.repeat(40)} ${oid} A <a@b> 1 +0000\t${message}\n`;
    repository.write('.git/logs/refs/stash', `garbage\n${entry(a, 'x'.repeat(1 << 20))}\n\0\n${entry(b, '')}${a}`);
    expect((await read(repository)).stash.map(text)).toEqual([`${b} refs/stash@{0}`, `${a} refs/stash@{1}`]);
  });
});

test('pseudo: what git notes of a merge, a fetch and a rebase, but no words of messages', async () => {
  const repository = await temporaryRepository();
  repository.commit({ a: '1' });
  const oid = (digit: string): string => digit.repeat(40);
  const files = {
    MERGE_HEAD: `${oid('1')}\n${oid('2')}\n`,
    FETCH_HEAD: `${oid('3')}\tnot-for-merge\tbranch 'x' of https://example.org/x\n`,
    AUTO_MERGE: `${oid('4')}\n`,
    BISECT_LOG: `git bisect start '${oid('5')}'\n`,
    ORIG_HEAD: oid('0'),
    MERGE_MSG: `This reverts ${oid('6')}.\n`,
    'rebase-merge/onto': `${oid('7')}\n`,
    'rebase-merge/git-rebase-todo': `pick ${oid('8')} message\npick abcdef1 message\n`,
    'rebase-merge/message': `${oid('9')}\n`,
    'rebase-apply/0001': `${oid('9')}\n`,
  };
  for (const [name, content] of Object.entries(files)) repository.write(`.git/${name}`, content);
  fifo(inGit(repository, 'CHERRY_PICK_HEAD'));
  const { pseudo, problems: bad } = await read(repository);
  expect(pseudo.map(text)).toEqual([
    `${oid('4')} AUTO_MERGE`,
    `${oid('5')} BISECT_LOG`,
    `${oid('3')} FETCH_HEAD`,
    `${oid('1')} MERGE_HEAD`,
    `${oid('2')} MERGE_HEAD`,
    `${oid('8')} rebase-merge/git-rebase-todo`,
    `${oid('7')} rebase-merge/onto`,
  ]);
  expect(bad).toEqual([]);
});

describe('reflogOids', () => {
  test('of all refs and work trees, both sides, also of deleted branches', async () => {
    const repository = await temporaryRepository();
    repository.commit({ a: '1' });
    repository.git('worktree', 'add', '--quiet', '--detach', '../linked');
    repository.git('-C', '../linked', 'commit', '--quiet', '--allow-empty', '-m', 'linked');
    const linked = oidOf(repository, 'worktrees/linked/HEAD');
    repository.commit({ a: '2' });
    const gone = oidOf(repository, 'HEAD');
    repository.git('reset', '--quiet', '--hard', 'HEAD~');
    repository.write('.git/logs/refs/heads/deleted', `${'d'.repeat(40)} ${'0'.repeat(40)} A <a@b> 1 +0000\n`);
    const found = reflogOids(repositoryAt(repository.path) as Repository);
    expect([...found].sort()).toEqual([gone, linked, oidOf(repository, 'HEAD'), 'd'.repeat(40)].sort());
  });

  test('logs that are FIFOs, links and devices', async () => {
    const repository = await temporaryRepository();
    const logs = inGit(repository, 'logs');
    rmSync(logs, { recursive: true, force: true });
    mkdirSync(logs);
    fifo(join(logs, 'HEAD'));
    symlinkSync('/dev/zero', join(logs, 'zero'));
    symlinkSync('.', join(logs, 'loop'));
    const of = () => reflogOids(repositoryAt(repository.path) as Repository);
    expect(of()).toEqual([]);
    rmSync(logs, { recursive: true });
    symlinkSync('/', logs);
    expect(of()).toEqual([]);
  });
});

test('shallowCommits: those of a shallow clone, none of a whole one', async () => {
  const repository = await temporaryRepository();
  repository.commit({ a: '1' });
  repository.commit({ a: '2' });
  repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, '../shallow');
  const shallow = repositoryAt(join(repository.home, 'shallow')) as Repository;
  expect(shallowCommits(shallow)).toEqual([oidOf(repository, 'HEAD')]);
  expect(shallowCommits(repositoryAt(repository.path) as Repository)).toEqual([]);
  fifo(join(shallow.gitDir, 'shallow'));
  expect(shallowCommits(shallow)).toEqual([]);
});
