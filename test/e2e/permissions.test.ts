// What the user may not read: never clean, and never an internal error.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  BUNDLE,
  cleanEnvironment,
  type Outcome,
  run,
  type TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { userToken } from '../tokens.ts';

const LEAK = userToken(1);

/** As a user who owns nothing here. */
function asNobody(repository: TestRepository, args: readonly string[]): Outcome {
  const program = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, BUNDLE, ...args];
  return run('setpriv', program, repository.path, cleanEnvironment('/tmp'));
}

async function readable(): Promise<TestRepository> {
  const repository = await temporaryRepository();
  repository.commit({ a: 'x\n', 'folder/b': LEAK });
  repository.write('locked/c', LEAK);
  repository.write('li\nne/c', 'x\n');
  chmodSync(repository.home, 0o755);
  return repository;
}

describe.skipIf(process.getuid?.() !== 0)('as nobody (not as root is impossible elsewhere)', () => {
  test.each<[string, string, number, string[], number, RegExp]>([
    ['a new folder that may not be read', 'locked', 0, ['scan', 'locked', 'a'], 3, /permission/],
    ['the same in the whole tree', 'locked', 0, ['scan', '--exclude', 'folder'], 3, /permission/],
    [
      'one with a line end in its name',
      'li\nne',
      0,
      ['scan', '--exclude', 'folder', '--exclude', 'locked'],
      3,
      /permission/,
    ],
    ['what is in that one', 'li\nne', 0, ['scan', 'li\nne', 'a'], 3, /permission/],
    ['the settings', '.git/config', 0, ['scan', '--exclude', 'folder', '--exclude', 'locked'], 3, /permission/],
    ['the repository', '.git', 0, ['scan'], 2, /may not be read/],
    ['the repository, staged', '.git', 0, ['staged'], 2, /may not be read/],
    ['the names in the repository', '.git', 0o311, ['staged'], 2, /may not be read/],
    ['the objects', '.git/objects', 0, ['staged'], 2, /permission|may not be read|readable/i],
    ['info/exclude', '.git/info/exclude', 0, ['staged'], 0, /No leaked/],
  ])('%s', async (_, path, mode, args, code, message) => {
    const repository = await readable();
    mkdirSync(join(repository.path, '.git/info'), { recursive: true });
    repository.write('.git/info/exclude', '');
    chmodSync(join(repository.path, path), mode);
    const outcome = asNobody(repository, args);
    chmodSync(join(repository.path, path), 0o755);
    expect(outcome.stderr).not.toContain('internal error');
    expect(`${outcome.stdout}${outcome.stderr}`).toMatch(message);
    expect(outcome.code).toBe(code);
  });
});

test('a path that is longer than the system takes is no clean one', async () => {
  const repository = await temporaryRepository();
  const shell = (script: string) => run('sh', ['-ec', script], repository.path, cleanEnvironment(repository.home));
  const part = 'n'.repeat(250);
  expect(shell(`for i in $(seq 30); do mkdir ${part}; cd -P ${part}; done; echo x > x.py`).code).toBe(0);
  // Longer than what Node.js can remove.
  onTestFinished(() => void shell(`rm -rf ${part}`));
  const outcome = repository.hfleaks(['scan']);
  expect(outcome.stdout).toContain('permission');
  expect(outcome.code).toBe(3);
});
