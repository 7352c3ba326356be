// Stands between hfleaks and git, and compares what is told with a cache and without one.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openCache } from '../../src/cache/index.ts';
import { requireRepositoryFor } from '../../src/git/repository.ts';
import { renderJson } from '../../src/report/json.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { scan } from '../../src/scan.ts';
import { historySource } from '../../src/sources/history.ts';
import type { Rulebook } from '../../src/types.ts';
import { expectSealed, type Outcome, REAL_GIT, type TestRepository } from '../repository.ts';

/**
 * A program called git in a folder of its own, and the PATH to it. `script` is for sh and ends by itself, or goes on to the real one; `$what`
 * is the subcommand with its first options, as `rev-list --objects`, and `$git` the real program.
 */
export function fakeGit(home: string, script: string): { readonly PATH: string } {
  const folder = join(home, 'bin');
  mkdirSync(folder, { recursive: true });
  const lines = [
    '#!/bin/sh',
    'PATH=/usr/bin:/bin',
    `git='${REAL_GIT}'`,
    'what=',
    'for word; do',
    '  case "$what$word" in cat-file|for-each-ref|log|ls-files|rev-list|rev-parse) what=$word;; esac',
    '  case "$what $word" in *" --"*) [ -n "$what" ] && what="$what $word";; esac',
    'done',
    script,
    'exec "$git" "$@"',
    '',
  ];
  const [path, text] = [join(folder, 'git'), lines.join('\n')];
  // One that is written again would be tried out again.
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text, { mode: 0o755 });
  return { PATH: folder };
}

/** The subcommands that a run asked of git. */
export function askedOfGit(repository: TestRepository, run: (env: Record<string, string>) => Outcome): string[] {
  const log = join(repository.home, 'asked');
  rmSync(log, { force: true });
  run(fakeGit(repository.home, `echo "$what" >> '${log}'`));
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
}

interface Told {
  readonly cached: boolean;
  /** A folder beside the repository, instead of it. */
  readonly at?: string;
  readonly everything?: boolean;
  readonly maxBlobSize?: number;
  /** Where git is looked for; like PATH. */
  readonly searchPath?: string | undefined;
  readonly rulebook?: Rulebook;
}

/** The report of a scan in this process, as JSON; with the cache of the repository's user, or without one. */
export async function reportOf(
  repository: TestRepository,
  { cached, at, everything, maxBlobSize, searchPath = process.env.PATH, rulebook = builtinRulebook() }: Told,
): Promise<string> {
  const cache = cached ? openCache(join(repository.home, '.cache/hfleaks'), process.geteuid?.()) : null;
  const report = await scan(
    historySource({
      repository: requireRepositoryFor(at === undefined ? repository.path : join(repository.home, at), {}),
      git: { searchPath, temporary: repository.home },
      everything: everything ?? false,
      maxBlobSize,
      memory: cache ? { cache, rules: 'built in' } : undefined,
    }),
    { rulebook, honourAllow: false },
  );
  expect(cached && !cache).toBe(false);
  return [...renderJson(report, { version: '0' })].join('');
}

export interface Runs {
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  readonly tokens?: readonly string[];
}

/** Scans with the cache, and holds the report against that of a scan without one, byte for byte. */
export function scanAsFresh(repository: TestRepository, { args = [], cwd = '.', env = {}, tokens = [] }: Runs = {}) {
  const all = ['history', '--format', 'json', ...args];
  const [cached, fresh] = [all, [...all, '--no-cache']].map((one) => repository.hfleaks(one, { cwd, env })) as [
    Outcome,
    Outcome,
  ];
  expect({ ...cached, stdout: read(cached) }).toEqual({ ...fresh, stdout: read(fresh) });
  expect(cached.stdout).toBe(fresh.stdout);
  expectSealed(cached, ...tokens);
  expect(repository.leftovers()).toEqual([]);
  return { ...cached, report: JSON.parse(fresh.stdout) };
}

/** A report as a value: a difference between two is then shown where it is. */
function read({ stdout, stderr }: Outcome): unknown {
  if (stdout === '') throw new Error(`no report: ${stderr}`);
  return JSON.parse(stdout);
}
