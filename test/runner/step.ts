// A step of a job, run as the runner runs it: a clone as checkout makes it, an event, inputs; and what came of it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/action/run.ts';
import { cleanEnvironment, ROOT, run as runProgram } from '../repository.ts';
import { ACTION, type Heard, hear, inputVariables, readOutputs } from './emulator.ts';

export interface Step {
  /** A folder of its own. */
  readonly folder: string;
  readonly event: string;
  readonly payload?: unknown;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** The program that runs the bundle; the source in this process unless given. */
  readonly node?: string;
}

export interface Done extends Heard {
  readonly code: number | null;
  readonly stdout: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** All that anybody can read afterwards. */
  readonly everything: string;
}

export const workspaceOf = (folder: string): string => join(folder, 'work');

/**
 * Makes a clone with the commands of actions/checkout (src/git-source-provider.ts): no branch but what is asked for, of that so many commits.
 * `ref` is what the runner calls the event's ref, `sha` its commit. `filter` leaves objects out. The same clone is made once, beside `folder`.
 */
export function checkout(folder: string, url: string, sha: string, ref: string, depth: number, filter = ''): void {
  const made = `${folder}-${createHash('sha256').update([url, sha, ref, depth, filter].join()).digest('hex')}`;
  if (!existsSync(made)) clone(made, url, sha, ref, depth, filter);
  rmSync(folder, { recursive: true, force: true });
  // Unlike Node.js, it copies names that are not UTF-8.
  runProgram('cp', ['-a', made, folder], ROOT, cleanEnvironment(folder));
}

function clone(folder: string, url: string, sha: string, ref: string, depth: number, filter: string): void {
  const work = workspaceOf(folder);
  mkdirSync(work, { recursive: true });
  const git = (...args: string[]): void => {
    const { code, stderr } = runProgram('git', args, work, cleanEnvironment(folder));
    if (code !== 0) throw new Error(stderr);
  };
  const local = ref.replace(/^refs\/(?:heads|pull)\//, (start) =>
    start === 'refs/heads/' ? 'refs/remotes/origin/' : 'refs/remotes/pull/',
  );
  git(
    'init',
    '--quiet',
    '--template=',
    '--initial-branch=main',
    `--object-format=${sha.length === 64 ? 'sha256' : 'sha1'}`,
  );
  git('remote', 'add', 'origin', url);
  const specs =
    depth > 0
      ? [`--depth=${depth}`, 'origin', `+${sha}:${local}`]
      : [
          'origin',
          '+refs/heads/*:refs/remotes/origin/*',
          '+refs/tags/*:refs/tags/*',
          ...(ref.startsWith('refs/heads/') ? [] : [`+${sha}:${local}`]),
        ];
  git(
    '-c',
    'protocol.version=2',
    'fetch',
    '--quiet',
    '--no-tags',
    '--prune',
    '--no-recurse-submodules',
    ...(filter ? [`--filter=${filter}`] : []),
    ...specs,
  );
  const branch = /^refs\/heads\/(.+)/.exec(ref)?.[1];
  if (branch) git('checkout', '--quiet', '--force', '-B', branch, local);
  else git('-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--force', local);
}

/** Runs the Action in the clone of `folder`. */
export async function runStep({ folder, event, payload = {}, inputs = {}, variables = {}, node }: Step): Promise<Done> {
  const temp = join(folder, 'temp');
  mkdirSync(temp, { recursive: true });
  const files = { GITHUB_EVENT_PATH: 'event.json', GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary' };
  const paths = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(temp, file)]));
  for (const path of Object.values(paths)) writeFileSync(path, '');
  writeFileSync(paths.GITHUB_EVENT_PATH as string, JSON.stringify(payload));
  const all: Record<string, string> = {
    ...cleanEnvironment(folder),
    ...paths,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: event,
    GITHUB_WORKSPACE: workspaceOf(folder),
    GITHUB_REPOSITORY: 'octo-org/octo-repo',
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_TEMP: temp,
    ...inputVariables(inputs),
    ...variables,
  };
  let [code, stdout, stderr]: [number | null, string, string] = [0, '', ''];
  if (node) {
    const main = join(ROOT, ACTION.runs.main);
    ({
      status: code,
      stdout,
      stderr,
    } = spawnSync(node, [main], { cwd: workspaceOf(folder), env: all, encoding: 'utf8' }));
  } else {
    const print = (text: string): void => {
      stdout += text;
    };
    code = await run({ variables: all, cwd: workspaceOf(folder), print });
  }
  if (stderr !== '') throw new Error(`the step wrote to standard error: ${stderr}`);
  const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const summary = read(paths.GITHUB_STEP_SUMMARY as string);
  const output = read(paths.GITHUB_OUTPUT as string);
  return {
    code,
    stdout,
    outputs: readOutputs(output),
    summary,
    ...hear(stdout),
    everything: `${stdout}${output}${summary}`,
  };
}
