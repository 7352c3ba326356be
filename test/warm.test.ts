// A run in a process that ran the bundle before ends as one in a process of its own.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BUNDLE,
  cleanEnvironment,
  lastingHome,
  removeFolder,
  run,
  type TestRepository,
  temporaryRepository,
} from './repository.ts';
import { isLong } from './slice.ts';
import { userToken } from './tokens.ts';
import { runWarm } from './warm.ts';

const T = userToken(71);

let repository: TestRepository;
beforeAll(async () => {
  repository = await temporaryRepository('sha1', lastingHome());
  repository.commit({ 'a.py': `key = "${T}"\n`, 'sub/b.txt': 'b\n' });
  repository.commit({ 'a.py': 'a\n' });
  repository.write('sub/c.py', `x = "${T}"\n`);
  mkdirSync(join(repository.path, 'nothing'));
});
afterAll(() => removeFolder(repository.home));

interface More {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

// What a run leaves behind would show in the next.
test.runIf(!isLong).each<[line: string, code: number, more?: More]>([
  ['scan --color always', 1],
  ['scan', 1, { env: { FORCE_COLOR: '1' } }],
  ['scan', 1],
  ['scan', 0, { cwd: 'nothing' }],
  ['scna', 2],
  ['--version', 0],
  ['history --help', 0],
  ['staged --format json', 0],
  ['staged', 2, { env: { GIT_DIR: 'sub' } }],
  ['scan - --format json', 1, { input: `a\n${T}\n` }],
  ['scan -', 0],
  ['hook pre-push origin x', 2, { input: 'no line of git\n' }],
  ['hook pre-push origin x', 0],
  ['history --format sarif --no-cache', 1],
  ['history --format json --max-blob-size 1', 3],
  ['rules list', 0],
])('%s: %i', (line, code, { cwd = '.', env: more = {}, input = '' } = {}) => {
  const [args, at, env] = [line.split(' '), join(repository.path, cwd), cleanEnvironment(repository.home, more)];
  const own = run(process.execPath, [BUNDLE, ...args], at, env, input);
  expect(own.code).toBe(code);
  const withoutTime = (text: string) => text.replaceAll(/\d+\.\d\d s/g, 'TIME');
  const warm = runWarm(BUNDLE, { args, cwd: at, env, input });
  expect({ ...warm, stdout: withoutTime(warm?.stdout ?? '') }).toEqual({ ...own, stdout: withoutTime(own.stdout) });
  expect(repository.leftovers()).toEqual([]);
});

test.runIf(!isLong)('a variable of Node needs a process of its own', () => {
  expect(runWarm(BUNDLE, { args: [], cwd: '/', env: { NODE_OPTIONS: '--throw-deprecation' } })).toBeNull();
});
