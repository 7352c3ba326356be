// Entries of the index that git would never write: none leads a scan out of the work tree or around in it, and none is passed over in silence.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ForgedEntry, forgedIndex } from '../git/indexes.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const [T, OUTSIDE] = [userToken(191), userToken(192)];

/** A repository with a token in a file that nobody tracks, and another one beside it; the index has what is given. */
async function withIndex(entries: (oid: string) => readonly ForgedEntry[]): Promise<TestRepository> {
  const repository = await temporaryRepository();
  repository.commit({ 'base.txt': 'x\n' });
  const oid = repository.git('rev-parse', 'HEAD:base.txt').trim();
  repository.write('new.txt', `${T}\n`);
  writeFileSync(join(repository.home, 'outside.txt'), `${OUTSIDE}\n`);
  repository.write('.git/index', forgedIndex(entries(oid)));
  return repository;
}

describe('a name that names nothing is told, and nothing is looked for there', () => {
  test.each(['', '.', './', '/', '//', '..', '../outside.txt', 'a/..', 'a/./b', 'a//b', 'a/', '/etc/passwd'])(
    'scan: %j, as a file and as a submodule',
    async (path) => {
      for (const mode of [0o100644, 0o160000]) {
        const repository = await withIndex((oid) => [{ path, oid, mode }]);
        const { found, skipped, code } = repository.scan(['scan']);
        expect({ found: found.filter((one) => one.startsWith('new.txt')), skipped, code }).toEqual({
          found: ['new.txt:1:1 hf-user-token'],
          skipped: { 'corrupt-object': 1 },
          code: 1,
        });
        expect(found.length).toBe(1);
      }
    },
  );
});

test('a folder that says it is the repository around it is scanned as a folder, once', async () => {
  const repository = await temporaryRepository();
  repository.commit({ 'base.txt': 'x\n' });
  const oid = repository.git('rev-parse', 'HEAD').trim();
  repository.write('again/.git', 'gitdir: ../.git\n');
  repository.write('again/again/.git', 'gitdir: ../../.git\n');
  repository.write('again/again/new.txt', `${T}\n`);
  repository.git('update-index', '--add', '--cacheinfo', `160000,${oid},again`);
  const { found, code } = repository.scan(['scan']);
  expect({ found, code }).toEqual({ found: ['again/again/new.txt:1:1 hf-user-token'], code: 1 });
});

describe('a path that is too long for the system', () => {
  const folder = '0'.repeat(250);
  const path = `${`${folder}/`.repeat(20)}f`;
  test('is told where it is on the disk', async () => {
    const repository = await withIndex((oid) => [{ path, oid }]);
    repository.shell(`for at in $(seq 20); do mkdir ${folder}; cd ${folder}; done; : > f`);
    const { found, skipped } = repository.scan(['scan']);
    // Node removes nothing that it cannot name.
    repository.shell(`rm -rf ${folder}`);
    expect(found).toEqual(['new.txt:1:1 hf-user-token']);
    expect(skipped).toMatchObject({ 'read-error': 1 });
  });

  test('is told where nothing is there, and it has 50,000 folders', async () => {
    const repository = await withIndex((oid) => [{ path: `${'a/'.repeat(50_000)}f`, oid }]);
    expect(repository.scan(['scan'])).toMatchObject({
      found: ['new.txt:1:1 hf-user-token'],
      skipped: { 'read-error': 1 },
    });
  });
});

describe('staged: an entry that holds no file is told', () => {
  const ZEROS = '0'.repeat(40);

  test.each<[string, ForgedEntry]>([
    ['no id', { path: 'new.txt', oid: ZEROS }],
    ['no id, in the place of another file', { path: 'base.txt', oid: ZEROS }],
    ['no mode and no id', { path: 'new.txt', oid: ZEROS, mode: 0 }],
  ])('%s', async (_, entry) => {
    const { skipped, code } = (await withIndex(() => [entry])).scan(['staged']);
    expect({ skipped, code }).toEqual({ skipped: { 'missing-object': 1 }, code: 3 });
  });

  test('no mode', async () => {
    const { skipped, code } = (await withIndex((oid) => [{ path: 'new.txt', oid, mode: 0 }])).scan(['staged']);
    expect({ skipped, code }).toEqual({ skipped: { 'missing-object': 1 }, code: 3 });
  });

  test('a folder, where the index is not sparse', async () => {
    const outcome = (await withIndex((oid) => [{ path: 'new', oid, mode: 0o40000 }])).hfleaks(['staged']);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('git cannot read all of the index');
  });
});

describe('info/exclude', () => {
  test.each<[string, (path: string) => void, number, RegExp]>([
    ['larger than it may be', (path) => writeFileSync(path, '#'.repeat((1 << 20) + 1)), 2, /info\/exclude is larger/],
    ['as large as it may be', (path) => writeFileSync(path, '#'.repeat(1 << 20)), 1, /new\.txt/],
    ['a folder', (path) => mkdirSync(path), 1, /new\.txt/],
  ])('%s', async (_, make, code, said) => {
    const repository = await temporaryRepository();
    repository.git('rev-parse', '--git-dir');
    repository.write('new.txt', `${T}\n`);
    mkdirSync(join(repository.path, '.git/info'), { recursive: true });
    const path = join(repository.path, '.git/info/exclude');
    repository.shell('rm -rf .git/info/exclude');
    make(path);
    const outcome = repository.hfleaks(['scan']);
    expect(outcome.code).toBe(code);
    expect(`${outcome.stdout}${outcome.stderr}`).toMatch(said);
  });

  test.each(['a file', 'a link to a file'])('.git/info is %s', async (kind) => {
    const repository = await temporaryRepository();
    repository.write('new.txt', `${T}\n`);
    repository.shell(`rm -rf .git/info; ${kind === 'a file' ? ': > .git/info' : 'ln -s /etc/passwd .git/info'}`);
    expect(repository.scan(['scan'])).toMatchObject({ found: ['new.txt:1:1 hf-user-token'], skipped: {}, code: 1 });
  });
});
