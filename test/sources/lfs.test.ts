import { closeSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Repository, repositoryAt } from '../../src/git/repository.ts';
import { lfsOid, openLfsObject } from '../../src/sources/lfs.ts';
import { temporaryRepository } from '../repository.ts';

const OID = 'ab12'.repeat(16);
const HEAD = 'version https://git-lfs.github.com/spec/v1\n';

describe('lfsOid', () => {
  test.each([
    ['a pointer', `${HEAD}oid sha256:${OID}\nsize 12345\n`, OID],
    ['a pointer with an extension', `${HEAD}ext-0-foo sha256:${OID}\noid sha256:${OID}\nsize 1\n`, OID],
    ['a pointer with something else in it', `${HEAD}oid sha256:${OID}\nsize 1\nHF_TOKEN=x\n`, null],
    ['a pointer without its last line end', `${HEAD}oid sha256:${OID}\nsize 1`, null],
    ['a text that begins like one', HEAD, null],
    ['a Xet pointer', `# xet version 0\nfilesize = 12345\nhash = '${OID}'\n`, ''],
    ['a Xet pointer with something else in it', `# xet version 0\nhash = '${OID}'\nHF_TOKEN = 'x'\n`, null],
    ['a text that begins like a Xet pointer', '# xet version 0\n', null],
    ['nothing', '', null],
    ['over 1,023 bytes', `${HEAD}oid sha256:${OID}\nsize ${'1'.repeat(1024)}\n`, null],
  ])('%s', (_, text, oid) => {
    expect(lfsOid(Buffer.from(text))).toBe(oid);
  });
});

test('what a Xet pointer stands for is in no clone', async () => {
  const { path } = await temporaryRepository();
  expect(openLfsObject(repositoryAt(path) as Repository, '')).toEqual({ kind: 'problem', reason: 'lfs-pointer' });
});

describe('openLfsObject', () => {
  const folder = (path: string): string => join(path, '.git/lfs/objects/ab/12');
  /** Moves `from`, and puts a link in its place. */
  const replace = (from: string, to: string): void => {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
    symlinkSync(to, from);
  };

  test.each<[string, string, (path: string, home: string) => void]>([
    ['where the clone has it', 'file', () => undefined],
    ['by a link within the repository', 'file', (path) => replace(join(path, '.git/lfs'), join(path, 'store'))],
    ['by a link to elsewhere', 'problem', (path, home) => replace(join(path, '.git/lfs'), join(home, 'store'))],
    ['by a link of an inner folder', 'problem', (path, home) => replace(folder(path), join(home, 'store'))],
    ['that is a link itself', 'link', (path, home) => replace(join(folder(path), OID), join(home, 'file'))],
  ])('%s: %s', async (_, kind, arrange) => {
    const { path, home } = await temporaryRepository();
    mkdirSync(folder(path), { recursive: true });
    writeFileSync(join(folder(path), OID), 'content');
    arrange(path, home);
    const opened = openLfsObject(repositoryAt(path) as Repository, OID);
    if (opened.kind === 'file') closeSync(opened.fd);
    expect(opened.kind).toBe(kind);
  });
});
