import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { displayPath } from '../../src/path.ts';
import { walk } from '../../src/sources/walk.ts';
import { temporaryFolder } from '../repository.ts';

test('walk: every name, in order, .git named and not entered, links not followed', () => {
  const root = temporaryFolder();
  for (const folder of ['b/c', 'b/.git', '.git', 'empty']) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['a', 'b/c/d', 'b/.git/config', '.git/config', 'new\nline', 'z'])
    writeFileSync(join(root, file), '');
  writeFileSync(Buffer.concat([Buffer.from(`${root}/b/`), Buffer.from([0xff])]), '');
  symlinkSync('.', join(root, 'loop'));
  expect([...walk(Buffer.from(root))].map(({ path, kind }) => `${kind} ${displayPath(path)}`)).toEqual([
    'git-directory .git',
    'entry a',
    'entry loop',
    'entry new\\nline',
    'entry z',
    'git-directory b/.git',
    'entry b/\\xff',
    'entry b/c/d',
  ]);
});

test('walk: a folder that is not there is named', () => {
  expect([...walk(Buffer.from(join(temporaryFolder(), 'x')))].map(({ kind }) => kind)).toEqual(['unreadable']);
});
