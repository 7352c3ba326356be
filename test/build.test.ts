// The committed bundle: up to date, the same wherever it is built, small, lazy, and installable without a network.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { userToken } from './tokens.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const { version, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hfleaks-build-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command in `cwd` and gives its standard output; fails with its standard error. */
function run(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: Buffer,
): string {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:GIT_|NODE_OPTIONS$|VITEST|npm_)/.test(name)),
  );
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...clean, ...env },
    encoding: 'utf8',
    input,
  });
  expect(status, `${command} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

function contents(top: string): Map<string, Buffer> {
  const entries = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(top, path), readFileSync(path)]));
}

describe('dist/', () => {
  test('is, byte for byte, what the sources give in another folder', () => {
    const copy = join(folder, 'elsewhere');
    for (const name of [
      'src',
      'rules',
      'build',
      'package.json',
      'rolldown.config.ts',
      'tsconfig.json',
      'tsconfig.build.json',
    ])
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    run(copy, process.execPath, ['build/build.mjs']);

    const [committed, fresh] = [contents(DIST), contents(join(copy, 'dist'))];
    expect([...fresh.keys()]).toEqual([...committed.keys()]);
    expect([...fresh].filter(([file, bytes]) => !committed.get(file)?.equals(bytes)).map(([file]) => file)).toEqual([]);
  }, 120_000);

  test('is at most 1,600 KiB', () => {
    expect([...contents(DIST).values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(1600 * 1024);
  });

  test('lists the licence of every package of which code is bundled', () => {
    const licences = readFileSync(join(DIST, 'THIRD_PARTY_LICENSES'), 'utf8');
    const bundled = readdirSync(join(DIST, 'chunks'))
      .map((file) => basename(file, '.cjs'))
      .filter((name) => name in devDependencies);
    for (const name of bundled) expect(licences).toContain(`\n${name} ${devDependencies[name]} (`);
  });

  test.each([[['--version']], [['hook', 'pre-commit']]])('%j loads no package that takes long', (args) => {
    const repository = join(folder, `repository-${args.join('-')}`);
    mkdirSync(repository);
    run(repository, 'git', ['init', '--quiet']);
    const trace = join(folder, 'trace.cjs');
    writeFileSync(
      trace,
      "process.on('exit', () => require('fs').writeFileSync(process.env.TRACE, Object.keys(require.cache).join('\\n')));",
    );
    const env = { TRACE: join(folder, 'loaded.txt') };
    run(repository, process.execPath, ['--require', trace, join(DIST, 'hfleaks.cjs'), ...args], env);

    const loaded = readFileSync(env.TRACE, 'utf8')
      .split('\n')
      .map((file) => basename(file, '.cjs'));
    expect(loaded).toContain('hfleaks');
    expect(loaded.filter((name) => name !== 'picomatch' && name in devDependencies)).toEqual([]);
  });
});

describe('a second thread', () => {
  /** Versions of a file, of which one has a token, and enough that cannot be packed for a thread to pay. */
  function longHistory(): string {
    const repository = join(folder, 'long.git');
    run(folder, 'git', ['init', '--quiet', '--bare', repository]);
    const pieces: Buffer[] = [];
    const add = (path: string, bytes: Buffer): void => {
      pieces.push(Buffer.from(`commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx\n`));
      pieces.push(Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n'));
    };
    for (let at = 0; at < 12; at++) add(`noise-${at}`, randomBytes(800_000));
    const lines = Array.from({ length: 4000 }, (_, line) => `value_${line} = ${line * 7919}`);
    for (let at = 0; at < 100; at++) {
      lines[at * 30] = at === 50 ? `login("${userToken(1)}")` : `version = ${at}`;
      if (at === 51) lines[50 * 30] = 'login()';
      add('app.py', Buffer.from(lines.join('\n')));
    }
    run(repository, 'git', ['fast-import', '--quiet'], {}, Buffer.concat(pieces));
    run(repository, 'git', ['repack', '-a', '-d', '-f', '--quiet']);
    return repository;
  }

  test('reads history from wherever the bundle lies, and is not missed where it cannot start', () => {
    const repository = longHistory();
    const copy = join(folder, 'copy');
    cpSync(DIST, copy, { recursive: true });
    const trace = join(folder, 'threads.cjs');
    writeFileSync(
      trace,
      `let told = 0;
      process.on('worker', (worker) => worker.once('message', () => told++));
      process.on('exit', () => require('worker_threads').isMainThread && process.stdout.write('threads: ' + told));`,
    );
    const report = (...more: string[]): string =>
      run(
        repository,
        'sh',
        ['-c', '"$@" || test $? = 1', 'sh', process.execPath, '--require', trace, join(copy, 'hfleaks.cjs')].concat([
          ...['history', '--no-cache', '--quiet', '--format', 'jsonl'],
          ...more,
        ]),
      );
    const alone = report('--max-memory', '0');
    expect(alone).toContain('hf-user-token');
    expect(alone.endsWith('threads: 0')).toBe(true);
    expect(report()).toBe(alone.replace('threads: 0', 'threads: 1'));
    rmSync(join(copy, 'hfleaks-thread.cjs'));
    expect(report()).toBe(alone);
  });
});

describe('the package', () => {
  let tarball = '';
  let project = '';

  beforeAll(() => {
    const packed = run(ROOT, 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
    const [{ filename, size, files }] = JSON.parse(packed);
    expect(size).toBeLessThanOrEqual(520 * 1024);
    const outside = files
      .map(({ path }: { path: string }) => path)
      .filter((path: string) => !/^(?:dist|schema)\//.test(path));
    expect(outside.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
    tarball = join(folder, filename);

    project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }));
    const env = { npm_config_cache: join(folder, 'npm-cache') };
    run(project, 'npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], env);
  }, 120_000);

  test('installs offline, alone', () => {
    const installed = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['hfleaks']);
  });

  test('runs', () => {
    expect(run(project, join(project, 'node_modules', '.bin', 'hfleaks'), ['--version'])).toContain(version);
  });

  test('can be imported and required', () => {
    const names = 'console.log(Object.keys(api).filter((name) => name !== "default").sort().join())';
    const imported = run(project, process.execPath, [
      '--input-type=module',
      '--eval',
      `const api = await import('hfleaks'); ${names}`,
    ]);
    const required = run(project, process.execPath, [
      '--input-type=commonjs',
      '--eval',
      `const api = require('hfleaks'); ${names}`,
    ]);
    expect(imported).toContain('HfleaksError');
    expect(required).toBe(imported);
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types under module %s, resolution %s', (module, moduleResolution) => {
    const consumer =
      "import * as api from 'hfleaks';\nexport const error: Error = new api.HfleaksError('usage', '');\n";
    writeFileSync(
      join(project, 'consumer.ts'),
      `${consumer}// @ts-expect-error: a code that does not exist\nnew api.HfleaksError('nonsense', '');\n`,
    );
    const options = {
      module,
      moduleResolution,
      target: 'es2022',
      strict: true,
      noEmit: true,
      types: ['node'],
      skipLibCheck: false,
      typeRoots: [join(ROOT, 'node_modules', '@types')],
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['consumer.ts'] }));
    run(project, process.execPath, [TSC, '-p', '.']);
  });
});
