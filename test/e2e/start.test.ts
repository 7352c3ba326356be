// Our own code is kept compiled for the next run, where nobody but the user can have put it there.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync as writeFile,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { BUNDLE, cleanEnvironment, lastingFolder, lastingHome, type Outcome, removeFolder } from '../repository.ts';

const FOREIGN = 'This is other code.';
/** Writes a file as ours are, of the source of one, with code of another script of that length: V8 does not see the difference. */
const PLANT = `
const [path, chunk, text] = process.argv.slice(1);
const { readFileSync, writeFileSync } = require('node:fs');
const [before, behind] = require('node:module').wrap('\\0').split('\\0');
const source = readFileSync(chunk);
const code = \`process.stdout.write('\${text}');process.exit(0);\`.padEnd(source.toString().length);
const script = new (require('node:vm').Script)(before + code + behind, { filename: chunk });
script.runInThisContext();
const length = Buffer.alloc(4);
length.writeUInt32LE(source.length);
writeFileSync(path, Buffer.concat([length, source, script.createCachedData()]), { mode: 0o600 });
`;

interface Place {
  readonly home: string;
  readonly project: string;
}

function place(): Place {
  const home = lastingHome();
  onTestFinished(() => removeFolder(home));
  const project = join(home, 'project');
  mkdirSync(project);
  spawnSync('git', ['init', '--quiet', project], { env: cleanEnvironment(home) });
  return { home, project };
}

function run({ home, project }: Place, args: readonly string[], more: Readonly<Record<string, string>> = {}): Outcome {
  const env = cleanEnvironment(home, { NODE_DISABLE_COMPILE_CACHE: '', ...more });
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [BUNDLE, ...args], {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  return { code: status, signal, stdout: stdout.replace(/ · \d.*$/m, ''), stderr };
}

const write = (path: string, bytes: Uint8Array): void => writeFile(path, bytes, { mode: 0o600 });
const kept = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.startsWith('code-'));

describe('compiled code', () => {
  let name = '';
  let planted = Buffer.alloc(0);

  beforeAll(() => {
    const folder = lastingFolder();
    name = `code-${process.version}-${process.arch}-${version()}-staged-core`;
    const path = join(folder, name);
    const chunk = join(dirname(BUNDLE), 'chunks', 'core.cjs');
    spawnSync(process.execPath, ['-e', PLANT, path, chunk, FOREIGN], { env: {} });
    planted = readFileSync(path);
    removeFolder(folder);
  });

  const version = (): string =>
    JSON.parse(readFileSync(join(dirname(BUNDLE), '..', 'package.json'), 'utf8')).version as string;

  /** A place where code was kept that is not ours. */
  function plantedPlace(): Place & { readonly folder: string } {
    const all = place();
    const folder = join(all.home, '.cache', 'hfleaks');
    write(join(folder, name), planted);
    return { ...all, folder };
  }

  test.each([
    ['staged'],
    ['scan'],
    ['history'],
    ['history', '--everything'],
    ['range', 'HEAD~1..HEAD'],
    ['rules'],
    ['explain', 'hf-user-token'],
    ['doctor'],
  ])('%s: is kept by the first run, and the next one does the same', (...args) => {
    const here = place();
    const env = cleanEnvironment(here.home);
    for (const text of ['a', 'b'])
      spawnSync('git', ['commit', '--allow-empty', '-qm', text], { cwd: here.project, env });
    const folder = join(here.home, '.cache', 'hfleaks');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const first = run(here, args);
    expect(kept(folder)).toContainEqual(expect.stringMatching(/-core$/));
    expect(run(here, args)).toEqual(first);
    expect(first.stderr).not.toMatch(/internal|Warning/);
  });

  test.each([['staged'], ['scan'], ['history'], ['range', 'HEAD~1..HEAD']])(
    '%s of code: what the first run kept is good for the next one',
    (...args) => {
      const here = place();
      const env = cleanEnvironment(here.home);
      const git = (...given: string[]) => spawnSync('git', given, { cwd: here.project, env });
      git('commit', '--allow-empty', '-qm', 'a');
      writeFile(join(here.project, 'app.py'), 'import os\nprint(os.environ["HF_TOKEN"])\n');
      git('add', '.');
      if (args[0] !== 'staged') git('commit', '-qm', 'b');
      const folder = join(here.home, '.cache', 'hfleaks');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const files = () => kept(folder).map((file) => [file, statSync(join(folder, file)).ino]);
      run(here, args);
      run(here, args);
      const first = files();
      run(here, args);
      expect(files()).toEqual(first);
      expect(first.length).toBeGreaterThan(0);
    },
  );

  test('is run without a look at it', () => {
    expect(run(plantedPlace(), ['staged']).stdout).toBe(FOREIGN);
  });

  const others: readonly (readonly [string, (all: ReturnType<typeof plantedPlace>) => void])[] = [
    ['in a folder that others can write to', ({ folder }) => chmodSync(folder, 0o777)],
    ['below a folder that others can write to', ({ folder }) => chmodSync(dirname(folder), 0o777)],
    ['in a file that others can read', ({ folder }) => chmodSync(join(folder, name), 0o644)],
    [
      'behind a link',
      ({ folder }) => {
        renameSync(join(folder, name), join(folder, 'x'));
        symlinkSync('x', join(folder, name));
      },
    ],
    ['of another chunk', ({ folder }) => write(join(folder, name), Buffer.from(planted).fill(0x20, 1000, 1001))],
    ['that is cut off', ({ folder }) => write(join(folder, name), planted.subarray(0, -1000))],
    ['of another kind', ({ folder }) => write(join(folder, name), Buffer.alloc(planted.length))],
    ['in a repository', ({ home }) => mkdirSync(join(home, '.git'))],
    ['in a bare repository', ({ home }) => write(join(home, 'HEAD'), Buffer.from('x'))],
  ];
  test.each(others)('%s is not run', (_, change) => {
    const all = plantedPlace();
    change(all);
    const { code, stdout } = run(all, ['staged']);
    expect([code, stdout.includes(FOREIGN)]).toEqual([0, false]);
  });

  test('is not run in what is scanned, nor against the user’s word', () => {
    const all = plantedPlace();
    const { home, folder } = all;
    const other = (purpose: string): void => write(join(folder, name.replace('staged', purpose)), planted);
    for (const purpose of ['scan', 'history']) other(purpose);
    const outcomes = [
      run(all, ['staged'], { NODE_DISABLE_COMPILE_CACHE: '1' }),
      run(all, ['history', '--no-cache']),
      run(all, ['scan', home]),
      run({ home, project: home }, ['staged']),
    ];
    expect(outcomes.map(({ stdout }) => stdout.includes(FOREIGN))).toEqual([false, false, false, false]);
    expect(run(all, ['scan']).stdout).toBe(FOREIGN);
  });
});
