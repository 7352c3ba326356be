// What the hostile harness stands on: a repository to spoil, every verb, and how one is run.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  BUNDLE,
  cleanEnvironment,
  lastingFolder,
  type Outcome,
  removeFolder,
  TestRepository,
  temporaryRepository,
  trustGit,
} from '../repository.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';
import { runWarm } from '../warm.ts';

/** The token of every ground, one that lies where no scan of the ground may look, and one for everything else. */
export const [TOKEN, FOREIGN, OTHER] = [userToken(181), userToken(182), userToken(183)] as const;
/** Nothing may take longer: a minute is what a git is given that says nothing, so a trap must be seen before git is asked. */
export const LIMIT = 30_000;
/** What a file of the harness must set, for the verbs of a test may all take so long: `vi.setConfig(PATIENCE)`. */
export const PATIENCE = { testTimeout: 3 * LIMIT };

/**
 * A repository with the token in four places: staged and on the disk in `app.py`; in `past.py`, added by `past` and removed by `tip` on the
 * branch `other`; in `pushed.py`, in the commit `pushed` on top of it, which no ref has yet; and in the message that waits in
 * `.git/COMMIT_EDITMSG`. `main` is at `base`.
 */
export interface Ground {
  readonly repository: TestRepository;
  readonly base: string;
  readonly past: string;
  readonly tip: string;
  readonly pushed: string;
}

export async function makeGround(home = lastingFolder()): Promise<Ground> {
  const repository = await temporaryRepository('sha1', home);
  const leak = `import os\nkey = "${TOKEN}"\n`;
  const commit = (files: Readonly<Record<string, string>>): string => {
    repository.commit(files);
    return repository.git('rev-parse', 'HEAD').trim();
  };
  const base = commit({ 'app.py': 'a\n', 'folder/file.txt': 'a\n' });
  repository.git('checkout', '--quiet', '-b', 'other');
  const past = commit({ 'past.py': `import os, sys\n${leak}` });
  rmSync(join(repository.path, 'past.py'));
  const tip = commit({ 'later.txt': 'b\n' });
  const pushed = commit({ 'pushed.py': `import sys\n${leak}` });
  repository.git('reset', '--quiet', '--hard', tip);
  repository.git('checkout', '--quiet', 'main');
  repository.write('app.py', leak);
  repository.git('add', 'app.py');
  repository.write('.git/COMMIT_EDITMSG', `change\n\n${leak}`);
  return { repository, base, past, tip, pushed };
}

/** The same ground again, to be spoilt; gone when the test ends. */
export function copyGround(ground: Ground): Ground {
  const home = lastingFolder();
  onTestFinished(() => removeFolder(home));
  trustGit(join(home, 'cache'));
  const path = join(home, 'a repository');
  cpSync(ground.repository.path, path, { recursive: true, verbatimSymlinks: true });
  return { ...ground, repository: new TestRepository(path, home) };
}

// ---------------------------------------------------------------- verbs

/** A way to run hfleaks, and the file in which it finds the ground's token; null where it is in a message. */
export interface Verb {
  readonly name: string;
  readonly words: (ground: Ground) => readonly string[];
  readonly input?: (ground: Ground) => string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly token: 'app.py' | 'past.py' | 'pushed.py' | null;
}

const VERBS = {
  scan: { words: () => ['scan'], token: 'app.py' },
  'scan --no-ignore': { words: () => ['scan', '--no-ignore'], token: 'app.py' },
  staged: { words: () => ['staged'], token: 'app.py' },
  'hook pre-commit': { words: () => ['hook', 'pre-commit'], token: 'app.py' },
  'hook pre-merge-commit': { words: () => ['hook', 'pre-merge-commit'], token: 'app.py' },
  'hook pre-applypatch': { words: () => ['hook', 'pre-applypatch'], token: 'app.py' },
  'hook commit-msg': { words: () => ['hook', 'commit-msg', '.git/COMMIT_EDITMSG'], token: null },
  range: { words: ({ base, tip }) => ['range', `${base}..${tip}`], token: 'past.py' },
  history: { words: () => ['history'], token: 'past.py' },
  'history --everything': { words: () => ['history', '--everything'], token: 'past.py' },
  'hook pre-push': {
    words: () => ['hook', 'pre-push', 'origin', 'https://example.com/a.git'],
    input: ({ base, tip }) => `refs/heads/other ${tip} refs/heads/other ${base}\n`,
    token: 'past.py',
  },
  'hook pre-receive': {
    words: () => ['hook', 'pre-receive'],
    input: ({ tip, pushed }) => `${tip} ${pushed} refs/heads/other\n`,
    cwd: '.git',
    env: { GIT_DIR: '.' },
    token: 'pushed.py',
  },
} as const satisfies Readonly<Record<string, Omit<Verb, 'name'>>>;

export type VerbName = keyof typeof VERBS;

/** Those that differ in what they read of a git directory. */
export const MAIN_VERBS = ['staged', 'range', 'history', 'history --everything'] as const;
export const ALL_VERBS = Object.keys(VERBS) as readonly VerbName[];

/** The verb that reads the most, and one of the others: they take turns, by the number of the case. All of them where HFLEAKS_LONG is set. */
export function verbsInTurn(at: number, names: readonly VerbName[] = MAIN_VERBS): readonly VerbName[] {
  const others = names.filter((name) => name !== 'history --everything');
  return ['history --everything', ...slice(others, others.length, at % others.length)];
}

/** The cases of a table, each with the verbs whose turn it is. */
export function inTurns<T>(cases: Readonly<Record<string, T>>): [name: string, one: T, names: readonly VerbName[]][] {
  return Object.entries(cases).map(([name, one], at) => [name, one, verbsInTurn(at)]);
}

export function verbs(names: readonly VerbName[]): readonly Verb[] {
  return names.map((name) => ({ name, ...VERBS[name] }));
}

// ---------------------------------------------------------------- running

export interface Run extends Outcome {
  readonly milliseconds: number;
  /** The JSON report, null if there is none. */
  readonly report: HarnessReport | null;
  /** The most memory that hfleaks or one of its gits held, in MiB; null where it was not measured. */
  readonly peak: number | null;
  /** What it left in its temporary folder. */
  readonly left: readonly string[];
  /** The SARIF report, where it was asked for. */
  readonly sarif: string;
  /** The JSON report as it was written. */
  readonly json: string;
}

export interface HarnessReport {
  readonly complete: boolean;
  readonly findings: readonly {
    readonly location: { readonly path: string };
    readonly credential: { readonly masked: string };
  }[];
  readonly ledger: Readonly<Record<'partial' | 'skipped', readonly { reason: string; examples: string[] }[]>>;
}

export interface Manner {
  readonly sarif?: true;
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly measure?: boolean;
}

/** Where a program is: absolute, for the tests put hostile folders into PATH. */
const TIME = '/usr/bin/time';
const SCRIPT = '/usr/bin/script';
export const hasTerminal = existsSync(SCRIPT) && spawnSync(SCRIPT, ['-qec', 'true', '/dev/null']).status === 0;

/** Runs a verb on a ground: with text on standard output, or on a terminal, and the JSON report beside it. */
export async function launch(verb: Verb, ground: Ground, manner: Manner = {}): Promise<Run> {
  const { home, path } = ground.repository;
  const folder = mkdtempSync(join(home, 'run-'));
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('tmp'));
  writeFileSync(at('input'), verb.input?.(ground) ?? '');
  const words = verb.words(ground);
  const head = words[0] === 'hook' ? 2 : 1;
  const files = [`json=${at('json')}`, ...(manner.sarif ? [`sarif=${at('sarif')}`] : [])];
  const formats = ['text', ...files].flatMap((format) => ['--format', format]);
  const args = [...words.slice(0, head), ...formats, ...words.slice(head)];
  const command = [process.execPath, BUNDLE, ...args];
  const isMeasured = manner.measure && existsSync(TIME);
  const measured = isMeasured ? [TIME, '-q', '-f', '%M', '-o', at('peak'), ...command] : command;
  const line = `${measured.map((word) => `'${word}'`).join(' ')} < '${at('input')}'`;
  const [program, options] = manner.terminal
    ? [SCRIPT, ['-qec', line, '/dev/null']]
    : ['/bin/sh', ['-c', `exec ${line}`]];
  const more = { TMPDIR: at('tmp'), XDG_CACHE_HOME: join(home, 'cache'), ...manner.env, ...verb.env };
  const cwd = join(path, verb.cwd ?? '.');
  const env = cleanEnvironment(home, manner.terminal ? { TERM: 'xterm', ...more } : more);
  const started = performance.now();
  // In a hostile environment it is also asked what Node does as it begins.
  const warm =
    isMeasured || manner.terminal || manner.env
      ? null
      : runWarm(BUNDLE, { args, cwd, env, input: readFileSync(at('input')) }, LIMIT);
  const outcome =
    warm ?? (await patiently(spawn(program, options, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })));
  const read = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  const ended = {
    ...outcome,
    milliseconds: performance.now() - started,
    report: JSON.parse(read('json') || 'null'),
    json: read('json'),
    sarif: read('sarif'),
    peak: isMeasured ? Number(read('peak').trim().split('\n').at(-1)) / 1024 : null,
    left: readdirSync(at('tmp')),
  };
  removeFolder(folder);
  return ended;
}

/** Asks a process that takes too long to end, so that it can stop its gits, and then makes it. */
async function patiently(child: ChildProcess): Promise<Outcome> {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (piece: Buffer) => stdout.push(piece));
  child.stderr?.on('data', (piece: Buffer) => stderr.push(piece));
  const end = (signal: NodeJS.Signals) => () => {
    try {
      process.kill(-(child.pid as number), signal);
    } catch {
      // It has ended.
    }
  };
  const timers = [setTimeout(end('SIGTERM'), LIMIT), setTimeout(end('SIGKILL'), LIMIT + 2000)];
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...ended) => resolve(ended));
  });
  for (const timer of timers) clearTimeout(timer);
  return { code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}
