// The sources of commands that read git's history: their arguments, and what shows how far they are.
import { resolve } from 'node:path';
import { openCache } from '../cache/index.ts';
import { HfleaksError } from '../errors.ts';
import { type Repository, requireRepositoryFor } from '../git/repository.ts';
import { escapeText, mention } from '../path.ts';
import { historySource } from '../sources/history.ts';
import type { HistoryOptions } from '../sources/history-options.ts';
import { rangeSource } from '../sources/range.ts';
import type { RangeRequest } from '../sources/range-form.ts';
import type { GitEnvironment, Source } from '../types.ts';
import type { Arguments } from './arguments.ts';
import { cacheOutside } from './cache-place.ts';
import { beForLong } from './compiling.ts';
import { showProgress } from './progress.ts';

/** From where a command runs. */
export interface Here {
  /** Absolute. */
  readonly cwd: string;
  readonly git: GitEnvironment;
  /** The digest of the rules that are used. */
  readonly rules: string;
}

/** Throws `usage` for arguments that name no history. */
export function historyOf(given: Arguments, { cwd, git, rules }: Here): Source {
  const { rest, flags, texts, lists } = given;
  if (rest.length > 1)
    throw new HfleaksError('usage', 'One repository is scanned at a time.', 'Run "hfleaks history PATH" for each.');
  const since = texts.get('since');
  // What the environment says is about this repository, not about one that is named.
  const repository = requireRepositoryFor(resolve(cwd, rest[0] ?? '.'), rest.length > 0 ? {} : process.env);
  return historySource({
    repository,
    git,
    everything: flags.has('everything'),
    since: since === undefined ? undefined : secondsOf(since),
    refs: lists.get('refs') ?? [],
    maxBlobSize: bytesOf(texts, 'max-blob-size'),
    maxMemory: bytesOf(texts, 'max-memory'),
    progress: flags.has('quiet') ? undefined : showProgress(),
    beforePacks: beForLong,
    memory: flags.has('no-cache') ? undefined : memoryFor(repository, rules),
  });
}

/** Where nobody can write, or others can, nothing is remembered. */
function memoryFor(repository: Repository, rules: string): HistoryOptions['memory'] {
  const folder = cacheOutside(repository);
  const cache = folder && openCache(folder, process.geteuid?.());
  return cache ? { cache, rules } : undefined;
}

/** Throws `usage` for arguments that name no range. */
export function rangeOf({ rest, flags, texts, lists }: Arguments, { cwd, git }: Here): Source {
  const not = lists.get('not') ?? [];
  return rangeSource({
    repository: requireRepositoryFor(cwd, process.env),
    git,
    request: revisionsOf(rest, not),
    target: escapeText([...rest, ...not.map((ref) => `--not ${ref}`)].join(' ')),
    maxBlobSize: bytesOf(texts, 'max-blob-size'),
    progress: flags.has('quiet') ? undefined : showProgress(),
  });
}

const FORMS = 'Write BASE..HEAD, BASE HEAD, A...B, or HEAD --not REF.';

function revisionsOf(rest: readonly string[], not: readonly string[]): RangeRequest {
  const [first = '', second] = rest;
  if (rest.length > 2) throw new HfleaksError('usage', 'A range has two ends.', FORMS);
  const range = { kind: 'revisions', include: [], exclude: not, either: [] } as const;
  if (rest.length === 2) return { ...range, include: [second as string], exclude: [first, ...not] };
  const three = first.split('...');
  if (three.length === 2) return { ...range, either: [[three[0] || 'HEAD', three[1] || 'HEAD']] };
  const two = first.split('..');
  if (two.length === 2 && first !== '..')
    return { ...range, include: [two[1] || 'HEAD'], exclude: [two[0] || 'HEAD', ...not] };
  if (rest.length === 1 && not.length > 0) return { ...range, include: [first] };
  throw new HfleaksError('usage', `"${mention(first)}" is no range.`, FORMS);
}

/** A push, as git tells it to the hook. Frameworks read the input themselves, and tell what was in it in variables. */
export function pushOf([remote = '', url = '']: readonly string[], input: string, { cwd, git }: Here): Source {
  const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_REMOTE_NAME: name } = process.env;
  const to = pushedByFramework();
  const repository = requireRepositoryFor(cwd, process.env);
  const common = { repository, git, target: 'push' };
  if (input.trim() === '' && to)
    return rangeSource({
      ...common,
      request: { kind: 'framework', from: from ?? '', to, remote: remote || (name ?? '') },
    });
  return rangeSource({ ...common, request: { kind: 'push', input, remote: remote === url ? '' : remote } });
}

/** What the framework pre-commit, which reads what git says, tells is pushed: where a first commit is among it, the branch alone. */
export function pushedByFramework(): string | undefined {
  return process.env.PRE_COMMIT_TO_REF || (process.env.PRE_COMMIT && process.env.PRE_COMMIT_LOCAL_BRANCH) || undefined;
}

/** What a server is about to take in. */
export function receiveOf(input: string, { cwd, git }: Here): Source {
  const repository = requireRepositoryFor(cwd, process.env);
  return rangeSource({ repository, git, target: 'push', request: { kind: 'receive', input } });
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };

/** `10M`, `500k`, `1048576`. */
function bytesOf(texts: Arguments['texts'], option: 'max-blob-size' | 'max-memory'): number | undefined {
  const text = texts.get(option);
  if (text === undefined) return undefined;
  const size = /^(\d+)\s*([kmg]?)(?:i?b)?$/i.exec(text);
  if (size) return Number(size[1]) * (UNITS[(size[2] as string).toLowerCase()] as number);
  throw new HfleaksError('usage', `"${mention(text)}" is no size.`, `For example: --${option} 10M`);
}

const SPANS: Readonly<Record<string, number>> = {
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_629_800,
  year: 31_557_600,
};

/** A date, or a span of time before now, in seconds since 1970. */
function secondsOf(text: string): number {
  const span = /^(\d+)[ .]?(hour|day|week|month|year)s?(?:[ .]ago)?$/i.exec(text);
  if (span)
    return since1970(Date.now() / 1000 - Number(span[1]) * (SPANS[(span[2] as string).toLowerCase()] as number));
  const time = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time) && isDay(text)) return since1970(time / 1000);
  throw new HfleaksError(
    'usage',
    `"${mention(text)}" is no date.`,
    'For example: --since 2026-01-31, or --since "2 weeks"',
  );
}

/** Whether the month has such a day: `Date.parse` takes `2026-02-30` for the second of March. */
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** What git takes for a time; what is below zero, it takes for the far future. */
function since1970(seconds: number): number {
  return Math.max(0, Math.floor(seconds));
}
