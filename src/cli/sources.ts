// What each command scans; a command loads only its own source.
import { fstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { Marks } from '../cache/marks.ts';
import { HfleaksError } from '../errors.ts';
import { globalExcludes } from '../git/excludes.ts';
import { locateRepository, type Repository, requireRepository } from '../git/repository.ts';
import { didYouMean } from '../nearest.ts';
import { mention } from '../path.ts';
import type { GitEnvironment, Source } from '../types.ts';
import type { Arguments } from './arguments.ts';
import { cacheOutside } from './cache-place.ts';
import type { Here } from './history-sources.ts';
import type { CommandName } from './options.ts';
import { areOwn } from './own-repository.ts';

/** What is scanned, and whether comments in it may allow what is found. */
export interface Chosen {
  readonly source: Source;
  readonly honourAllow: boolean;
}

/** What a policy leaves out, by paths relative to a folder. */
export interface LeftOut {
  readonly root: string;
  readonly excluded: ((path: Uint8Array) => boolean) | undefined;
}

/** The source that a command and its arguments name; `rules` is the digest of the rules. Throws `usage`, and what finding a repository throws. */
export async function sourceOf(
  command: CommandName,
  given: Arguments,
  rules: string,
  policy: LeftOut | null = null,
): Promise<Chosen> {
  const cwd = process.cwd();
  const excluded = policy?.excluded;
  if (command === 'scan')
    return { source: await treeOrStdin(given, cwd, policy), honourAllow: areOwn(given.rest, true) };
  if (command === 'staged') return { source: await staged(given.rest, cwd, excluded), honourAllow: true };
  if (command === 'hook') return hook(given.rest, { cwd, git: gitEnvironment(), rules }, excluded);
  const here = { cwd, git: gitEnvironment(), rules };
  const { historyOf, rangeOf } = await import('./history-sources.ts');
  const source = command === 'range' ? rangeOf(given, here) : historyOf(given, here);
  // Whoever made the commits wrote the comments in them.
  return { source, honourAllow: false };
}

async function treeOrStdin(
  { rest, lists, texts, flags }: Arguments,
  cwd: string,
  policy: LeftOut | null,
): Promise<Source> {
  if (rest.includes('-')) {
    if (rest.length > 1)
      throw new HfleaksError('usage', 'Standard input is scanned alone.', 'Run "hfleaks scan -" by itself.');
    // Node reads nothing from a folder and does not say so.
    if (fstatSync(0).isDirectory())
      throw new HfleaksError('usage', 'Standard input is a folder.', 'Name it: hfleaks scan FOLDER');
    const { stdinSource } = await import('../sources/stdin.ts');
    return stdinSource(process.stdin, texts.get('stdin-filename') ?? 'stdin');
  }
  const { treeSource } = await import('../sources/tree.ts');
  return treeSource({
    cwd,
    paths: rest.length > 0 ? rest : ['.'],
    exclude: lists.get('exclude') ?? [],
    ignore: !flags.has('no-ignore'),
    excluded: policy?.excluded && { root: policy.root, test: policy.excluded },
    git: gitEnvironment(),
  });
}

async function staged(
  paths: readonly string[],
  cwd: string,
  excluded: LeftOut['excluded'],
  merging: readonly string[] = [],
): Promise<Source> {
  const { stagedSource } = await import('../sources/staged.ts');
  const repository = requireRepository(cwd, process.env);
  return stagedSource({ repository, git: gitEnvironment(), cwd, paths, merging, excluded });
}

const HOOKS = ['pre-commit', 'pre-merge-commit', 'pre-applypatch', 'commit-msg', 'pre-push', 'pre-receive'] as const;

async function hook([name, ...rest]: readonly string[], here: Here, excluded: LeftOut['excluded']): Promise<Chosen> {
  const { cwd } = here;
  const known = HOOKS.find((one) => one === name);
  if (name === undefined)
    throw new HfleaksError('usage', 'The hook is not named.', 'For example: hfleaks hook pre-commit');
  if (!known) throw new HfleaksError('usage', `There is no hook "${mention(name)}".`, didYouMean(name, HOOKS));
  if (known === 'pre-commit') return { source: await staged(rest, cwd, excluded), honourAllow: true };
  if (known === 'pre-merge-commit')
    return { source: await staged([], cwd, excluded, mergedHeads()), honourAllow: true };
  if (known === 'pre-applypatch') return { source: await staged([], cwd, excluded), honourAllow: true };
  if (known === 'commit-msg') return { source: await message(rest, cwd), honourAllow: true };
  const { pushedByFramework, pushOf, receiveOf } = await import('./history-sources.ts');
  const { hookInput } = await import('./hook-input.ts');
  const input = await hookInput(known, known === 'pre-push' && pushedByFramework() !== undefined);
  return known === 'pre-push'
    ? { source: pushOf(rest, input, here), honourAllow: true }
    : { source: receiveOf(input, here), honourAllow: false };
}

/** While it makes a merge, git names what it merges in variables: `GITHEAD_<oid>=<branch>`; there is no MERGE_HEAD yet. */
function mergedHeads(): string[] {
  return Object.keys(process.env).flatMap(
    (name) => /^GITHEAD_([0-9a-f]{40}(?:[0-9a-f]{24})?)$/.exec(name)?.slice(1) ?? [],
  );
}

async function message([file]: readonly string[], cwd: string): Promise<Source> {
  if (!file)
    throw new HfleaksError(
      'usage',
      'The message file is not named.',
      'Call it from the hook: hfleaks hook commit-msg "$1"',
    );
  const { messageSource } = await import('../sources/message.ts');
  // git says `:` where it uses no editor: then what looks like a diff is a part of the message.
  return messageSource({ path: resolve(cwd, file), name: file, edited: process.env.GIT_EDITOR !== ':' });
}

/** git, and where it is known that it can be trusted. */
export function gitEnvironment(): GitEnvironment {
  const folder = cacheOutside(repositoryHere());
  const excludesFile = globalExcludes(process.env);
  return {
    searchPath: process.env.PATH,
    ...(folder && { proven: new Marks(folder, process.geteuid?.()) }),
    ...(excludesFile !== null && { excludesFile }),
  };
}

/** Null if there is none, or one that cannot be read, which is told later. */
function repositoryHere(): Repository | null {
  try {
    return locateRepository(process.cwd(), process.env);
  } catch {
    return null;
  }
}
