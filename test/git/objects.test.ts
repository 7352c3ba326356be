import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readObjects } from '../../src/git/objects.ts';
import { type Repository, repositoryAt } from '../../src/git/repository.ts';
import { Git } from '../../src/git/runner.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';

function gitOf({ path, home }: TestRepository, more: { searchPath?: string; patience?: number } = {}): Git {
  const git = new Git(repositoryAt(path) as Repository, {
    searchPath: more.searchPath ?? process.env.PATH,
    temporary: home,
    patience: more.patience ?? 20_000,
    proven: { has: () => true, add: () => undefined },
  });
  onTestFinished(() => git.close());
  return git;
}

function blob(repository: TestRepository, content: string): string {
  repository.write('blob', content);
  return repository.git('hash-object', '-w', 'blob').trim();
}

/** Replaces a loose object's file, which git made read-only. */
function damage({ path }: TestRepository, oid: string, content: string): void {
  const file = join(path, '.git/objects', oid.slice(0, 2), oid.slice(2));
  chmodSync(file, 0o644);
  writeFileSync(file, content);
}

async function read(git: Git, oids: readonly string[], limit = 1 << 20): Promise<string[]> {
  const answers: string[] = [];
  for await (const object of readObjects(git, oids, () => limit)) {
    if (object.kind === 'problem') answers.push(object.problem);
    else if (object.kind === 'bytes') answers.push(object.bytes.toString());
    else {
      let size = 0;
      for await (const piece of object.stream) size += piece.length;
      answers.push(`stream of ${size} ${object.damage()}`);
    }
  }
  return answers;
}

describe('readObjects', () => {
  test('answers in the order asked, the empty and the repeated too', async () => {
    const repository = await temporaryRepository();
    const [a, b, empty] = [blob(repository, 'aaa'), blob(repository, 'b\n\nb'), blob(repository, '')];
    expect(await read(gitOf(repository), [b, a, empty, b])).toEqual(['b\n\nb', 'aaa', '', 'b\n\nb']);
  });

  test('nothing asked, nothing started', async () => {
    expect(await read(gitOf(await temporaryRepository()), [])).toEqual([]);
  });

  test('an object over the limit is a stream, and the next one follows', async () => {
    const repository = await temporaryRepository();
    const [large, small] = [blob(repository, 'x'.repeat(3 << 20)), blob(repository, 'small')];
    expect(await read(gitOf(repository), [large, small])).toEqual([`stream of ${3 << 20} null`, 'small']);
  });

  test('a stream that nobody reads is read over', async () => {
    const repository = await temporaryRepository();
    const [large, small] = [blob(repository, 'x'.repeat(3 << 20)), blob(repository, 'small')];
    const kinds: string[] = [];
    for await (const object of readObjects(gitOf(repository), [large, small], () => 1000)) kinds.push(object.kind);
    expect(kinds).toEqual(['stream', 'bytes']);
  });

  test.each([
    ['missing', (_: TestRepository): string => '1'.repeat(40), 'missing-object'],
    [
      'garbage',
      (repository: TestRepository): string => {
        const oid = blob(repository, 'to be damaged');
        damage(repository, oid, 'garbage');
        return oid;
      },
      'corrupt-object',
    ],
    [
      'empty',
      (repository: TestRepository): string => {
        const oid = blob(repository, 'to be emptied');
        damage(repository, oid, '');
        return oid;
      },
      'corrupt-object',
    ],
    [
      'a commit',
      (repository: TestRepository): string => {
        repository.commit({ a: '1' });
        return repository.git('rev-parse', 'HEAD').trim();
      },
      'corrupt-object',
    ],
  ])('an object that is %s is named, and those around it are read', async (_, make, problem) => {
    const repository = await temporaryRepository();
    const bad = make(repository);
    const [before, after] = [blob(repository, 'before'), blob(repository, 'after')];
    const answers = await read(gitOf(repository), [before, bad, after, bad]);
    // An empty loose object is missing to some versions of git.
    expect(answers.map((answer) => answer.replace('missing-object', problem))).toEqual([
      'before',
      problem,
      'after',
      problem,
    ]);
  });

  test.each([
    ['dies at once', 'exit 3', 'corrupt-object'],
    ['answers garbage', 'echo hello; /bin/sleep 1', 'corrupt-object'],
    ['stalls', '/bin/sleep 60', 'timeout'],
  ])('a git that %s', async (_, script, problem) => {
    const repository = await temporaryRepository();
    const program = join(repository.home, 'git');
    writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const git = gitOf(repository, { searchPath: repository.home, patience: 300 });
    expect(await read(git, ['a'.repeat(40), 'b'.repeat(40)])).toEqual([problem, problem]);
  });

  test('no process and no shadow is left', async () => {
    const repository = await temporaryRepository();
    const oid = blob(repository, 'x');
    const git = gitOf(repository);
    for await (const _ of readObjects(git, [oid, oid], () => 10)) break;
    git.close();
    expect(readdirSync(repository.home).filter((name) => name.startsWith('hfleaks-'))).toEqual([]);
  });
});
