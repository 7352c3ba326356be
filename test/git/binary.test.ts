import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findGit } from '../../src/git/binary.ts';
import { temporaryFolder } from '../repository.ts';

test('findGit: absolute folders outside the repository, in their order', () => {
  const home = temporaryFolder();
  const program = (folder: string): string => {
    mkdirSync(join(home, folder), { recursive: true });
    const path = join(home, folder, 'git');
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
    return path;
  };
  const [inside, outside] = [program('repository/node_modules/.bin'), program('bin')];
  mkdirSync(join(home, 'linked'));
  symlinkSync(inside, join(home, 'linked/git'));
  mkdirSync(join(home, 'folder/git'), { recursive: true });
  mkdirSync(join(home, 'plain'));
  writeFileSync(join(home, 'plain/git'), 'no program', { mode: 0o644 });
  const repository = join(home, 'repository');
  const path = (...folders: string[]): string => folders.join(':');
  const find = (...folders: string[]): string => findGit(path(...folders), [repository]);
  expect(
    find(
      'node_modules/.bin',
      '.',
      '',
      join(repository, 'node_modules/.bin'),
      join(home, 'linked'),
      join(home, 'folder'),
      join(home, 'plain'),
      join(home, 'bin'),
    ),
  ).toBe(outside);
  expect(() => find('.', join(repository, 'node_modules/.bin'))).toThrowError(
    expect.objectContaining({ code: 'git-missing' }),
  );
  expect(() => findGit(undefined, [repository])).toThrowError(expect.objectContaining({ code: 'git-missing' }));
});
