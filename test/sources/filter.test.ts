import { describe, expect, test } from 'vitest';
import { createFilter } from '../../src/sources/filter.ts';

describe('createFilter', () => {
  test.each([
    ['*.py', 'a/b/c.py', true],
    ['*.py', 'c.pyc', false],
    ['vendor', 'a/vendor/x/y', true],
    ['vendor/', 'vendor/x', true],
    ['./src/**/*.ts', 'src/a/b.ts', true],
    ['src/*.ts', 'src/a/b.ts', false],
    ['docs/old', 'docs/old/x', true],
    ['.env', 'a/.env', true],
    ['!a', 'a', false],
    ['+(a|ab)', 'aab', false],
    ['new*line', 'new\nline', true],
  ])('%s for %j: %s', async (glob, path, expected) => {
    expect((await createFilter([glob]))(Buffer.from(path))).toBe(expected);
  });

  test('no globs match nothing', async () => {
    expect((await createFilter([]))(Buffer.from('a'))).toBe(false);
  });

  test('a glob over 512 characters is refused', async () => {
    await expect(createFilter(['a'.repeat(513)])).rejects.toMatchObject({ code: 'usage' });
  });
});
