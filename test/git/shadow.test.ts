import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Repository, repositoryAt } from '../../src/git/repository.ts';
import { copyExclude, createShadow, removeShadow } from '../../src/git/shadow.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';

/** As the runner starts git. */
const inShadow = (shadow: string, path: string) => ({
  PATH: process.env.PATH,
  GIT_DIR: shadow,
  GIT_OBJECT_DIRECTORY: join(path, '.git/objects'),
});
const shadowOf = ({ path, home }: TestRepository): string => createShadow(repositoryAt(path) as Repository, home, true);

describe('createShadow', () => {
  test('holds none of the settings, and finds the objects', async () => {
    const repository = await temporaryRepository();
    const { path } = repository;
    repository.commit({ a: 'content' });
    repository.git('config', 'core.fsmonitor', 'touch marker');
    const shadow = shadowOf(repository);
    expect(readFileSync(join(shadow, 'config'), 'utf8')).not.toContain('fsmonitor');
    const oid = repository.git('rev-parse', 'HEAD:a').trim();
    expect(
      execFileSync('git', ['cat-file', 'blob', oid], {
        env: inShadow(shadow, path),
        encoding: 'utf8',
      }),
    ).toBe('content');
  });

  test('a SHA-256 repository', async () => {
    expect(readFileSync(join(shadowOf(await temporaryRepository('sha256')), 'config'), 'utf8')).toContain(
      'objectFormat = sha256',
    );
  });

  test.each(['"quoted"', '#hash', 'new\nline', 'back\\slash', 'tab\there'])(
    'objects below a folder named %j',
    async (name) => {
      const { home } = await temporaryRepository();
      const path = join(home, name);
      execFileSync('git', ['init', '--quiet', path]);
      writeFileSync(join(path, 'a'), 'x');
      const oid = execFileSync('git', ['hash-object', '-w', 'a'], { cwd: path, encoding: 'utf8' }).trim();
      const shadow = createShadow(repositoryAt(path) as Repository, home, true);
      expect(
        execFileSync('git', ['cat-file', 'blob', oid], {
          env: inShadow(shadow, path),
          encoding: 'utf8',
        }),
      ).toBe('x');
    },
  );

  test('an info/exclude that is a link is not copied', async () => {
    const repository = await temporaryRepository();
    writeFileSync(join(repository.home, 'outside'), '*\n');
    repository.tryGit(['config', 'x.y', '1']);
    execFileSync('rm', ['-f', join(repository.path, '.git/info/exclude')]);
    symlinkSync(join(repository.home, 'outside'), join(repository.path, '.git/info/exclude'));
    const shadow = shadowOf(repository);
    copyExclude(repositoryAt(repository.path) as Repository, shadow);
    expect(existsSync(join(shadow, 'info/exclude'))).toBe(false);
  });

  test('alternates that are a FIFO are refused, and no shadow stays', async () => {
    const repository = await temporaryRepository();
    execFileSync('mkfifo', [join(repository.path, '.git/objects/info/alternates')]);
    expect(() => shadowOf(repository)).toThrowError(expect.objectContaining({ code: 'git-failed' }));
    expect(readdirSync(repository.home).filter((name) => name.startsWith('hfleaks-'))).toEqual([]);
  });

  test('removed, it is gone', async () => {
    const shadow = shadowOf(await temporaryRepository());
    removeShadow(shadow);
    removeShadow(shadow);
    expect(existsSync(shadow)).toBe(false);
  });
});
