// What GitHub tells of events, in short; and what a step showed, in short.
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
