// What git tells a hook comes when git likes: late, in pieces, or not at all; what cannot be read is never nothing.
import { execFileSync, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BUNDLE,
  cleanEnvironment,
  lastingFolder,
  removeFolder,
  type TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { leak, plant, T } from './range.ts';

const ZEROS = '0'.repeat(40);
let home = '';
let repository: TestRepository;
let oid = '';

beforeAll(async () => {
  home = lastingFolder();
  repository = await temporaryRepository('sha1', home);
  plant(repository, [
    { name: 'base', files: { x: 'x\n' } },
    { name: 'leak', parents: ['base'], files: { 'app.py': leak(T) } },
  ]);
  oid = repository.git('rev-parse', 'leak').trim();
  // No ref of this repository has it, as on a server that is about to take it in.
  repository.git('update-ref', '-d', repository.git('rev-parse', '--symbolic-full-name', 'leak').trim());
});
afterAll(() => removeFolder(home));

describe.each([
  ['pre-push', () => `refs/heads/leak ${oid} refs/heads/leak ${ZEROS}\n`],
  ['pre-receive', () => `${ZEROS} ${oid} refs/heads/leak\n`],
])('%s', (hook, line) => {
  test.each([
    ['at once', () => [line()]],
    ['late', () => ['', line()]],
    ['in two pieces', () => [line().slice(0, 30), line().slice(30)]],
    ['behind a deletion', () => ['', line().replace(oid, ZEROS).replace('refs/heads/leak', '(delete)'), line()]],
  ])('a push with a leak that is told %s: exit code 1', async (_, pieces) => {
    expect((await told(hook, pieces())).code).toBe(1);
  });

  test.each([
    ['ends within a line', () => [line().trimEnd()]],
    ['ends within a number', () => ['', line().slice(0, 40)]],
  ])('input that %s: exit code 2', async (_, pieces) => {
    const { code, stderr } = await told(hook, pieces());
    expect(code).toBe(2);
    expect(stderr).toContain('ends within a line');
  });

  test.each([
    ['/dev/null', '/dev/null'],
    ['a folder', '/'],
  ])('input from %s: exit code 2', async (_, path) => {
    const { code, stderr } = await told(hook, [], openSync(path, 'r'));
    expect(code).toBe(2);
    expect(stderr).toContain('standard input is not open');
  });

  test('input that is closed: exit code 2', () => {
    const shell = `"$0" "$1" hook ${hook} o u <&-; echo "exit code $?"`;
    const said = execFileSync('sh', ['-c', shell, process.execPath, BUNDLE], { ...options(), stdio: 'pipe' });
    expect(said).toContain('exit code 2');
  });
});

test('nothing at all, and no push: exit code 0 before a push, which may be up to date; 2 on a server, which is always told something', async () => {
  expect((await told('pre-push', [])).code).toBe(0);
  expect((await told('pre-receive', [])).code).toBe(2);
});

test('a framework that has read the input says by variables what is pushed', async () => {
  const more = { PRE_COMMIT_FROM_REF: repository.git('rev-parse', 'base').trim(), PRE_COMMIT_TO_REF: oid };
  expect((await told('pre-push', [], openSync('/dev/null', 'r'), more)).code).toBe(1);
});

test('a framework that names nothing says nothing', async () => {
  expect((await told('pre-push', [], openSync('/dev/null', 'r'), { PRE_COMMIT_TO_REF: '' })).code).toBe(2);
});

test.each([
  ['/dev/null', () => openSync('/dev/null', 'r')],
  ['nothing', () => 'pipe' as const],
])('where a first commit is pushed, pre-commit names the branch alone, with %s for input', async (_, input) => {
  const more = { PRE_COMMIT: '1', PRE_COMMIT_REMOTE_NAME: 'origin', PRE_COMMIT_LOCAL_BRANCH: 'refs/heads/pushed' };
  repository.git('update-ref', 'refs/heads/pushed', oid);
  const { code } = await told('pre-push', [], input(), more);
  repository.git('update-ref', '-d', 'refs/heads/pushed');
  expect(code).toBe(1);
});

const options = (more: Readonly<Record<string, string>> = {}) => ({
  cwd: repository.path,
  env: cleanEnvironment(home, more),
  encoding: 'utf8' as const,
});

/** The hook, which is told `pieces` one after the other, or has `input` as its standard input. */
async function told(
  hook: string,
  pieces: readonly string[],
  input: number | 'pipe' = 'pipe',
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [BUNDLE, 'hook', hook, 'origin', 'url'], {
    ...options(more),
    stdio: [input, 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  for (const piece of pieces) {
    child.stdin?.write(piece);
    await pause(300);
  }
  child.stdin?.end();
  return { code: await closed, stderr };
}
