// Real temporary repositories, and hfleaks run in them as a user runs it: the bundle, as a process.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { expect, onTestFinished } from 'vitest';
import { programId } from '../src/git/self-test.ts';
import { type Outcome, runWarm } from './warm.ts';

export type { Outcome };

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
export const BUNDLE = join(ROOT, 'dist', 'hfleaks.cjs');

/** What a report says, in short. Findings are `path:line:column rule`; suppressed ones end in what suppressed them. */
export interface Summary {
  readonly found: readonly string[];
  readonly suppressed: readonly string[];
  /** Objects by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly partial: Readonly<Record<string, number>>;
}

/** An environment without anything of the developer's: no GIT_*, no home, no global git settings. */
export function cleanEnvironment(home: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: home,
    // Most runs are the only one in their home.
    NODE_DISABLE_COMPILE_CACHE: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
    GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
    ...more,
  };
}

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = lastingFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** A folder that several tests share; the caller removes it. */
export function lastingFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'hfleaks test ')));
}

/** As `lastingFolder`, for somebody to live in who has run hfleaks before. */
export function lastingHome(): string {
  const home = lastingFolder();
  trustGit(join(home, '.cache'));
  return home;
}

/** A home that is gone when the test ends. */
function temporaryHome(): string {
  const home = lastingHome();
  onTestFinished(() => removeFolder(home));
  return home;
}

/** The git that all tests use. */
export const REAL_GIT = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();

/** As if a git program had passed the self-test, in a user's folder for caches. What has it fail, and a first run, is tested apart. */
export function trustGit(caches: string, program = REAL_GIT): void {
  const folder = join(caches, 'hfleaks');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, programId(program)), '');
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A repository, or just a folder, with everything outside it scrubbed. */
export class TestRepository {
  readonly path: string;
  /** Outside the repository; also the temporary folder of what runs in it. */
  readonly home: string;

  constructor(path: string, home: string) {
    this.path = path;
    this.home = home;
  }

  git(...args: string[]): string {
    return execFileSync('git', args, {
      cwd: this.path,
      env: cleanEnvironment(this.home),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** As `git`, for commands that may fail. */
  tryGit(
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
    input: string | Uint8Array = '',
  ): Outcome {
    return run('git', args, this.path, cleanEnvironment(this.home, more), input);
  }

  /** Runs a line as a POSIX shell in the repository would. */
  shell(line: string, more: Readonly<Record<string, string>> = {}): Outcome {
    return run('sh', ['-c', line], this.path, cleanEnvironment(this.home, more));
  }

  write(path: string | Buffer, content: string | Uint8Array): void {
    const full = Buffer.concat([Buffer.from(`${this.path}/`), Buffer.from(path as string)]);
    mkdirSync(full.subarray(0, full.lastIndexOf(0x2f)), { recursive: true });
    writeFileSync(full, content);
  }

  /** Writes files and commits them all, without hooks. */
  commit(files: Readonly<Record<string, string>>, message = 'change'): void {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.git('add', '--all');
    // Nor does git look whether it is time to clean up.
    this.git(
      '-c',
      'core.hooksPath=/dev/null',
      '-c',
      'maintenance.auto=false',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      message,
    );
  }

  hfleaks(
    args: readonly string[],
    options: { cwd?: string; input?: string | Uint8Array; env?: Record<string, string> } = {},
  ): Outcome {
    const cwd = options.cwd ? join(this.path, options.cwd) : this.path;
    const env = cleanEnvironment(this.home, options.env);
    const { input = '' } = options;
    return runWarm(BUNDLE, { args, cwd, env, input }) ?? run(process.execPath, [BUNDLE, ...args], cwd, env, input);
  }

  /** A run with `--format json`. */
  scan(
    args: readonly string[],
    options: { cwd?: string; input?: string | Uint8Array; env?: Record<string, string> } = {},
  ) {
    // Behind `--` an option would be a path.
    const [command = 'scan', ...rest] = args;
    const outcome = this.hfleaks([command, '--format', 'json', ...rest], options);
    if (outcome.stdout === '') throw new Error(`no report: ${outcome.stderr}`);
    const report = JSON.parse(outcome.stdout);
    return { ...outcome, report, ...summarize(report) };
  }

  /** Makes hfleaks the pre-commit hook, which also leaves its exit code and a report where `commitWithHook` finds them. */
  installHook(hooks = join(this.path, '.git/hooks')): void {
    const [report, code] = this.#hookFiles();
    const command = `'${process.execPath}' '${BUNDLE}' hook pre-commit --format text --format 'json=${report}'`;
    mkdirSync(hooks, { recursive: true });
    writeFileSync(join(hooks, 'pre-commit'), `#!/bin/sh\n${command}\ncode=$?\necho $code > '${code}'\nexit $code\n`, {
      mode: 0o755,
    });
  }

  /** Runs `git commit` and gives what the hook said, the JSON report as `stdout`; `hookCode` is null if it did not run. */
  commitWithHook(args: readonly string[] = [], options: { cwd?: string; input?: string } = {}) {
    const [report, code] = this.#hookFiles();
    for (const file of [report, code]) rmSync(file, { force: true });
    const all = ['-c', 'advice.detachedHead=false', 'commit', '-m', 'change', ...args];
    const outcome = run('git', all, join(this.path, options.cwd ?? '.'), cleanEnvironment(this.home), options.input);
    const read = (file: string): string | null => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return null;
      }
    };
    const hookCode = read(code);
    // git's own output may show what is committed: `commit -p` prints it.
    const stdout = read(report) ?? '';
    const summary = summarize(
      stdout === '' ? { findings: [], suppressed: [], ledger: { skipped: [], partial: [] } } : JSON.parse(stdout),
    );
    return { ...outcome, stdout, ...summary, hookCode: hookCode === null ? null : Number(hookCode) };
  }

  /** Temporary folders that hfleaks left behind. */
  leftovers(): string[] {
    return readdirSync(this.home).filter((name) => name.startsWith('hfleaks-'));
  }

  #hookFiles(): readonly [report: string, code: string] {
    return [join(this.home, 'hook-report.json'), join(this.home, 'hook-code')];
  }
}

interface ReportedFinding {
  readonly rule: string;
  readonly location: { readonly path: string; readonly line: number; readonly column: number };
  readonly verdict: { readonly by: string | null };
}

interface ReportedTally {
  readonly reason: string;
  readonly objects: number;
}

interface ReportedRun {
  readonly findings: readonly ReportedFinding[];
  readonly suppressed: readonly ReportedFinding[];
  readonly ledger: { readonly skipped: readonly ReportedTally[]; readonly partial: readonly ReportedTally[] };
}

function summarize({ findings, suppressed, ledger }: ReportedRun): Summary {
  const brief = ({ rule, location: { path, line, column } }: ReportedFinding): string =>
    `${path}:${line}:${column} ${rule}`;
  const counts = (tallies: readonly ReportedTally[]) =>
    Object.fromEntries(tallies.map(({ reason, objects }) => [reason, objects]));
  return {
    found: findings.map(brief),
    suppressed: suppressed.map((one) => `${brief(one)} ${one.verdict.by}`),
    skipped: counts(ledger.skipped),
    partial: counts(ledger.partial),
  };
}

/** Fails if the output shows eight characters in a row of a secret. */
export function expectSealed({ stdout, stderr }: Outcome, ...secrets: readonly string[]): void {
  const windows = secrets.flatMap((secret) =>
    Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8)),
  );
  // Not the window itself: a failing test must not print it either.
  expect(
    windows.filter((window) => `${stdout}${stderr}`.includes(window)).length,
    'pieces of a secret in the output',
  ).toBe(0);
}

export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
  input: string | Uint8Array = '',
): Outcome {
  // Without one, git would work in the repository of this project.
  if (!cwd) throw new Error(`No directory to run ${program} in.`);
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return { code: status, signal, stdout, stderr };
}

/** A new repository in a folder whose name has a space. Gone when the test ends, unless it is given a `home` to lie in. */
export async function temporaryRepository(
  objectFormat: 'sha1' | 'sha256' = 'sha1',
  home = temporaryHome(),
): Promise<TestRepository> {
  const path = join(home, 'a repository');
  mkdirSync(path);
  const skeleton = SKELETONS.get(objectFormat) ?? skeletonOf(objectFormat);
  SKELETONS.set(objectFormat, skeleton);
  for (const [name, content] of await skeleton) {
    if (content === null) mkdirSync(join(path, name));
    else writeFileSync(join(path, name), content);
  }
  return new TestRepository(path, home);
}

/** Folders (null) and files, each behind the folder it lies in. */
type Skeleton = readonly (readonly [path: string, content: Buffer | null])[];
const SKELETONS = new Map<string, Promise<Skeleton>>();

/** What git-init(1) makes, but for the examples of hooks. git is asked once for all tests of a process. */
async function skeletonOf(objectFormat: string): Promise<Skeleton> {
  const folder = lastingFolder();
  await simpleGit(folder)
    .env({ PATH: process.env.PATH ?? '', HOME: folder })
    .init(['--initial-branch=main', `--object-format=${objectFormat}`]);
  const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => !name.endsWith('.sample'));
  const skeleton = names.sort().map((name) => {
    const path = join(folder, name);
    return [name, statSync(path).isDirectory() ? null : readFileSync(path)] as const;
  });
  removeFolder(folder);
  return skeleton;
}

/** A folder that is in no repository. */
export function plainFolder(): TestRepository {
  const home = temporaryHome();
  const path = join(home, 'a folder');
  mkdirSync(path);
  return new TestRepository(path, home);
}
