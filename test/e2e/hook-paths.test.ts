// `hook pre-commit -- PATH…`, as hook managers call it: limited to entries of the index.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BUNDLE,
  expectSealed,
  lastingFolder,
  removeFolder,
  type TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { userToken } from '../tokens.ts';

const [STAGED, COMMITTED, ON_DISK] = [userToken(131), userToken(132), userToken(133)];
const at = (path: string): string => `${path}:1:5 hf-user-token`;

let home = '';
let repository: TestRepository;

/** `staged.py`, `sub/staged.py` and `gone.py` are changed by the next commit; `committed.py` and `sub/committed.py` are not. */
beforeAll(async () => {
  home = lastingFolder();
  repository = await temporaryRepository('sha1', home);
  repository.commit({
    'committed.py': `a = ${COMMITTED}\n`,
    'sub/committed.py': `a = ${COMMITTED}\n`,
    'clean.py': 'a\n',
    'gone.py': 'b\n',
  });
  for (const path of ['staged.py', 'sub/staged.py']) repository.write(path, `a = ${STAGED}\n`);
  repository.write(Buffer.from([0x61, 0xff]), `a = ${STAGED}\n`);
  repository.write('-rf', `a = ${STAGED}\n`);
  repository.git('add', '--all');
  repository.git('rm', '--quiet', 'gone.py');
  repository.write('clean.py', `a = ${ON_DISK}\n`);
  repository.write('untracked.py', `a = ${ON_DISK}\n`);
  symlinkSync(repository.path, join(home, 'by a link'));
});
afterAll(() => removeFolder(home));

const ALL = [at('-rf'), at('a\\xff'), at('staged.py'), at('sub/staged.py')];

test.each<[name: string, paths: readonly string[], found: readonly string[], cwd?: string]>([
  ['none: all that is staged', [], ALL],
  ['a staged file', ['staged.py'], [at('staged.py')]],
  ['an unchanged file is scanned as it stands', ['committed.py'], [at('committed.py')]],
  ['a staged and an unchanged file', ['sub/committed.py', 'staged.py'], [at('staged.py'), at('sub/committed.py')]],
  ['a file that is clean in the index and not on the disk', ['clean.py'], []],
  ['a deleted file', ['gone.py'], []],
  ['a folder', ['sub'], [at('sub/committed.py'), at('sub/staged.py')]],
  ['a folder with a slash', ['sub/'], [at('sub/committed.py'), at('sub/staged.py')]],
  [
    'the top folder is every file',
    ['.'],
    [at('-rf'), at('a\\xff'), at('committed.py'), at('staged.py'), at('sub/committed.py'), at('sub/staged.py')],
  ],
  ['a path with ./ and ..', ['./sub/../staged.py'], [at('staged.py')]],
  ['the same path twice', ['staged.py', './staged.py'], [at('staged.py')]],
  ['a file and its folder', ['sub', 'sub/staged.py'], [at('sub/committed.py'), at('sub/staged.py')]],
  ['from a subdirectory', ['staged.py'], [at('sub/staged.py')], 'sub'],
  ['from a subdirectory, upwards', ['../staged.py'], [at('staged.py')], 'sub'],
  ['from a subdirectory, this folder', ['.'], [at('sub/committed.py'), at('sub/staged.py')], 'sub'],
  ['a leading dash', ['-rf'], [at('-rf')]],
])('%s', (_, paths, found, cwd) => {
  const outcome = repository.scan(['hook', 'pre-commit', '--', ...paths], { ...(cwd && { cwd }) });
  expect(outcome).toMatchObject({ code: found.length > 0 ? 1 : 0, found, suppressed: [] });
  expectSealed(outcome, STAGED, COMMITTED, ON_DISK);
});

test('an absolute path, also through a link', () => {
  for (const top of [repository.path, join(home, 'by a link')])
    expect(repository.scan(['staged', join(top, 'sub/staged.py')])).toMatchObject({
      code: 1,
      found: [at('sub/staged.py')],
    });
});

test('a name that is not UTF-8', () => {
  // Arguments of a process started by node are UTF-8, so a shell has to pass the byte.
  const line = `printf 'a\\377\\0' | xargs -0 '${process.execPath}' '${BUNDLE}' hook pre-commit --`;
  const { code, stdout, stderr } = repository.shell(line);
  expect({ code, stderr }).toEqual({ code: 123, stderr: '' });
  expect(stdout).toContain('--> a\\xff:1:5');
});

test.each([
  ['an unknown path', ['nowhere.py'], /nothing at nowhere\.py/],
  ['an untracked file', ['untracked.py'], /nothing at untracked\.py/],
  ['one unknown among known ones', ['staged.py', 'nowhere.py'], /nothing at nowhere\.py/],
  ['a path outside', ['../outside.py'], /nothing at \.\.\/outside\.py/],
  ['a glob is a name', ['*.py'], /nothing at \*\.py/],
  ['magic is a name', [':(top)staged.py'], /nothing at :\(top\)staged\.py/],
  ['a name with a newline', ['x\n::error::y'], /nothing at x\\n::error::y/],
])('%s: exit code 2', (_, paths, message) => {
  const outcome = repository.hfleaks(['hook', 'pre-commit', '--', ...paths]);
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toMatch(message);
  expectSealed(outcome, COMMITTED, ON_DISK);
});

test('an unknown hook: exit code 2', () => {
  expect(repository.hfleaks(['hook', 'pre-comit'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean "pre-commit"?'),
  });
});
