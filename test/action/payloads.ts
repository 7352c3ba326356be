// What GitHub tells of events, in short; and what a step showed, in short.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../repository.ts';
import type { Done } from '../runner/step.ts';

export type Oids = Readonly<Record<string, string>>;

export const REPOSITORY = { default_branch: 'main' };
const ZEROS = '0'.repeat(40);

/** Commits are named as in the origin; other ids stand for themselves. */
export const pull =
  (head: string, base = 'base', commits = 4, into = 'main') =>
  (oids: Oids) => ({
    number: 7,
    repository: REPOSITORY,
    pull_request: {
      number: 7,
      commits,
      head: { sha: oids[head] ?? head, ref: 'topic' },
      base: { sha: oids[base] ?? base, ref: into },
    },
  });
export const push =
  (before: string | null, after: string | null, more: object = {}, ref = 'refs/heads/topic') =>
  (oids: Oids) => ({
    ref,
    before: before === null ? ZEROS : (oids[before] ?? before),
    after: after === null ? ZEROS : (oids[after] ?? after),
    created: before === null,
    deleted: after === null,
    forced: false,
    commits: [],
    repository: REPOSITORY,
    ...more,
  });

/** `file:line` of each annotation of a finding; `commit: path` for those without a file. */
export function foundIn({ annotations }: Done): string[] {
  return annotations
    .filter(({ data }) => data.title !== 'hfleaks' && !data.title?.startsWith('hfleaks:'))
    .map(({ data, message }) =>
      data.file === undefined ? `commit: ${/ at (\S+?)[: ]/.exec(message)?.[1]}` : `${data.file}:${data.line}`,
    )
    .sort();
}

/** What GitHub publishes of its events; not there unless tools/action is installed. */
export const EXAMPLES = join(ROOT, 'tools/action/node_modules/@octokit/webhooks-examples/api.github.com/index.json');
let examples: ReadonlyMap<string, unknown> | undefined;

/** `own` laid over GitHub's first example of the event, so that it has all that payloads have; `own` alone where there is none. */
export function asSent(event: string, own: unknown): unknown {
  const all = (): { readonly name: string; readonly examples: readonly unknown[] }[] =>
    existsSync(EXAMPLES) ? JSON.parse(readFileSync(EXAMPLES, 'utf8')) : [];
  examples ??= new Map(all().map((one) => [one.name, one.examples[0]]));
  return over(examples.get(event.replace(/_target$/, '')), own);
}

function over(base: unknown, own: unknown): unknown {
  if (!isRecord(base) || !isRecord(own)) return own;
  return {
    ...base,
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, over(base[name], value)])),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
