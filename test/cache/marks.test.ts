import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Marks } from '../../src/cache/marks.ts';
import { temporaryFolder } from '../repository.ts';

const USER = process.geteuid?.();

describe('Marks', () => {
  test('what was added is there, for others too', () => {
    const folder = join(temporaryFolder(), 'cache');
    const marks = new Marks(folder, USER);
    expect(marks.has('git-1')).toBe(false);
    marks.add('git-1');
    marks.add('git-1');
    expect([marks.has('git-1'), new Marks(folder, USER).has('git-1'), marks.has('git-2')]).toEqual([true, true, false]);
  });

  test('looking for one makes nothing', () => {
    const folder = join(temporaryFolder(), 'cache');
    expect(new Marks(folder, USER).has('git-1')).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  test.each(['', '..', '../x', 'a/b', 'a.b', 'a\0b', 'x'.repeat(201)])('%j is no mark', (id) => {
    const folder = temporaryFolder();
    const marks = new Marks(folder, USER);
    marks.add(id);
    expect([marks.has(id), readdirSync(folder)]).toEqual([false, []]);
  });

  test('a folder that others can write to is not believed', () => {
    const folder = join(temporaryFolder(), 'cache');
    const marks = new Marks(folder, USER);
    marks.add('git-1');
    chmodSync(folder, 0o777);
    expect(marks.has('git-1')).toBe(false);
  });

  test('a link and a folder are no marks', () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o700);
    symlinkSync('/dev/null', join(folder, 'link'));
    mkdirSync(join(folder, 'folder'));
    const marks = new Marks(folder, USER);
    expect([marks.has('link'), marks.has('folder')]).toEqual([false, false]);
  });

  test('a folder that cannot be made: nothing is thrown', () => {
    const marks = new Marks('/dev/null/cache', USER);
    marks.add('git-1');
    expect(marks.has('git-1')).toBe(false);
  });
});
