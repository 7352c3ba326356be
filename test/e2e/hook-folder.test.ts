// A hook that goes to another folder before it calls hfleaks, as husky's recipe for projects below the top folder does.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLE, type TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const LEAK = `token = "${userToken(1)}"\n`;

function hookIn(repository: TestRepository, line: string): void {
  writeFileSync(join(repository.path, '.git/hooks/pre-commit'), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

describe('a hook that changes its folder', () => {
  test.each<[string, string, string[]]>([
    ['a plain commit', 'hook pre-commit', []],
    ['commit -a', 'hook pre-commit', ['-a']],
    ['staged', 'staged', []],
    ['a path from there', 'hook pre-commit -- x.py', []],
  ])('%s is blocked, and a clean one passes', async (_, command, args) => {
    const repository = await temporaryRepository();
    repository.commit({ 'front end/x.py': 'clean\n', top: 'x\n' });
    hookIn(repository, `cd 'front end' && '${process.execPath}' '${BUNDLE}' ${command}`);
    repository.write('front end/x.py', 'still clean\n');
    repository.git('add', '--all');
    expect(repository.tryGit(['commit', '-m', 'clean', ...args])).toMatchObject({ code: 0 });
    repository.write('front end/x.py', LEAK);
    repository.git('add', '--all');
    const blocked = repository.tryGit(['commit', '-m', 'leak', ...args]);
    expect(blocked.code).toBe(1);
    expect(`${blocked.stdout}${blocked.stderr}`).toContain('front end/x.py:1:10');
  });
});

test('a GIT_INDEX_FILE that names nothing is no commit without changes', async () => {
  const repository = await temporaryRepository();
  repository.commit({ a: 'x' });
  expect(repository.hfleaks(['staged'], { env: { GIT_INDEX_FILE: '.git/nowhere' } })).toMatchObject({ code: 2 });
});

test('git from around a submodule or a linked work tree, or from npm, is not run', async () => {
  const repository = await temporaryRepository();
  const inner = await temporaryRepository();
  inner.commit({ x: '1' });
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'sub');
  repository.commit({ a: '1' });
  repository.git('worktree', 'add', '--quiet', '../linked');
  const marker = join(repository.home, 'marker');
  for (const folder of ['bin', 'node_modules/.bin', '../elsewhere/node_modules/.bin']) {
    mkdirSync(join(repository.path, folder), { recursive: true });
    writeFileSync(join(repository.path, folder, 'git'), `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 });
  }
  const path = ['bin', 'node_modules/.bin', '../elsewhere/node_modules/.bin'].map((folder) =>
    join(repository.path, folder),
  );
  const env = { PATH: [...path, process.env.PATH].join(':') };
  for (const [cwd, code] of [
    ['sub', 0],
    // A linked work tree has no submodules until somebody asks.
    ['../linked', 3],
    ['.', 0],
  ] as const) {
    expect(repository.hfleaks(['staged'], { cwd, env }).code).toBe(0);
    expect(repository.hfleaks(['scan'], { cwd, env }).code).toBe(code);
  }
  expect(existsSync(marker)).toBe(false);
});
