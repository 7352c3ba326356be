import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitPatch } from '../../src/unpack/git-patch.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, flood, open } from './documents.ts';

const token = userToken(1);

/** What `git diff --binary` says of two files. */
function patchOf(before: Uint8Array, after: Uint8Array): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'hfleaks-test-'));
  try {
    writeFileSync(join(folder, 'a.bin'), before);
    writeFileSync(join(folder, 'b.bin'), after);
    execFileSync('git', ['diff', '--no-index', '--binary', 'a.bin', 'b.bin'], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    return (error as { stdout: Buffer }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
  return Buffer.alloc(0);
}

const content = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * at * 31) >>> 3));
const grown = Buffer.concat([content, Buffer.from(`\0key=${token}\n`)]);

test('both sides of a change', () => {
  const found = open(gitPatch, patchOf(Buffer.from(`\0 ${token}`), content));
  expect(found).toEqual([
    ['b.bin', content.toString('latin1'), null],
    ['b.bin', `\0 ${token}`, null],
  ]);
});

test('a delta holds what is new', () => {
  const found = open(gitPatch, patchOf(content, grown));
  expect(found.find(([, text]) => text.includes(token))?.[0]).toMatch(/^b\.bin/);
});

test('hardened', () => {
  expectHardened(gitPatch, patchOf(content, grown));
  for (const piece of [
    '\nGIT binary patch\n',
    '\nGIT binary patch\nliteral 9\nzz\n',
    '\nGIT binary patch\nliteral 9\n',
  ])
    expectQuick(gitPatch, flood(piece, 'diff --git a/x b/x\n'));
});
