import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EMPTY_TREE } from '../../src/git/index-listing.ts';
import { readObjects } from '../../src/git/objects.ts';
import type { Git } from '../../src/git/runner.ts';
import { REAL_GIT, type TestRepository, temporaryRepository } from '../repository.ts';
import { openFakeGit } from './open.ts';

/** A git that writes down its number each time it starts; `before` is run first, in the shell. */
function countingGit(repository: TestRepository, before = ''): { readonly git: Git; pids(): readonly string[] } {
  const list = join(repository.home, 'started');
  writeFileSync(list, '');
  const git = openFakeGit(repository, `echo $$ >> '${list}'\n${before}\nexec '${REAL_GIT}' "$@"`);
  return { git, pids: () => readFileSync(list, 'utf8').trim().split('\n').filter(Boolean) };
}

async function read(git: Git, oids: readonly string[]): Promise<string[]> {
  const told: string[] = [];
  for await (const object of readObjects(git, oids, () => 100))
    told.push(object.kind === 'bytes' ? object.bytes.toString() : object.kind);
  return told;
}

/** A repository with a blob for each text. */
async function store(texts: readonly string[]): Promise<{ repository: TestRepository; oids: readonly string[] }> {
  const repository = await temporaryRepository();
  const oids = texts.map((text, at) => {
    writeFileSync(join(repository.path, `${at}`), text);
    return repository.git('hash-object', '-w', `${at}`).trim();
  });
  return { repository, oids };
}

describe('few objects', () => {
  test('are asked of one git, question after question', async () => {
    const { repository, oids } = await store(['a', 'b', 'c'.repeat(200)]);
    const { git, pids } = countingGit(repository);
    const [a = '', b = '', c = ''] = oids;
    const none = '0'.repeat(40);
    expect(await read(git, [a])).toEqual(['a']);
    expect(await read(git, [none, b])).toEqual(['problem', 'b']);
    expect(await read(git, [c, a])).toEqual(['stream', 'a']);
    expect(pids()).toHaveLength(1);
  });

  test('two at the same time are asked of two', async () => {
    const { repository, oids } = await store(['a', 'b']);
    const { git, pids } = countingGit(repository);
    expect(await Promise.all(oids.map((oid) => read(git, [oid])))).toEqual([['a'], ['b']]);
    expect(await read(git, oids)).toEqual(['a', 'b']);
    expect(pids()).toHaveLength(2);
  });

  test('more than few, or what is not read to its end, keep no git', async () => {
    const { repository, oids } = await store(['a', 'b']);
    const { git, pids } = countingGit(repository);
    await read(
      git,
      Array.from({ length: 65 }, () => oids[0] as string),
    );
    for await (const _ of readObjects(git, oids, () => 100)) break;
    expect(await read(git, oids)).toEqual(['a', 'b']);
    expect(pids()).toHaveLength(3);
  });

  test('a git that died while it waited: another is asked', async () => {
    const { repository, oids } = await store(['a', 'b']);
    const { git, pids } = countingGit(repository);
    await read(git, oids);
    process.kill(Number(pids()[0]), 'SIGKILL');
    expect(await read(git, oids)).toEqual(['a', 'b']);
    expect(pids()).toHaveLength(2);
  });

  test('a git that answers what it was not asked is not asked again', async () => {
    const { repository, oids } = await store(['a', 'b']);
    const [a = '', b = ''] = oids;
    const lied = join(repository.home, 'lied');
    const lie = `read x; read y; printf '%s\\n' "$x" "$y" ${b} | '${REAL_GIT}' "$@"`;
    const { git, pids } = countingGit(repository, `if [ ! -e '${lied}' ]; then : > '${lied}'; ${lie}; exit; fi`);
    expect(await read(git, [a])).toEqual(['a']);
    expect(await read(git, [a, b])).toEqual(['a', 'b']);
    expect(pids()).toHaveLength(2);
  });

  test('what a git says late, as if it were asked again, is no answer to the next question', async () => {
    const { repository, oids } = await store(['a', 'b']);
    const [a = '', b = ''] = oids;
    const lied = join(repository.home, 'lied');
    const late = `printf '%s tree 0\\n\\n%s blob 1\\nX\\n' ${EMPTY_TREE.sha1} ${b}; : > '${lied}.late'`;
    const lie = `read x; read y; printf '%s\\n' "$x" "$y" | '${REAL_GIT}' "$@"; while [ ! -e '${lied}.go' ]; do :; done; ${late}`;
    const act = `if [ ! -e '${lied}' ]; then : > '${lied}'; ${lie}; while read x; do :; done; exit; fi`;
    const { git } = countingGit(repository, act);
    expect(await read(git, [a])).toEqual(['a']);
    writeFileSync(`${lied}.go`, '');
    while (!existsSync(`${lied}.late`)) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await read(git, [b])).toEqual(['b']);
  });

  test('another store is asked of another git', async () => {
    const [{ repository, oids }, other] = await Promise.all([store(['a']), store(['b'])]);
    const { git } = countingGit(repository);
    expect(await read(git, oids)).toEqual(['a']);
    git.useStore(join(other.repository.path, '.git', 'objects'), []);
    expect(await read(git, other.oids)).toEqual(['b']);
  });
});
