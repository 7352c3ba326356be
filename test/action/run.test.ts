// The Action on every event: from a payload and a clone as checkout leaves it, to what GitHub shows.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { T, U, V } from '../e2e/range.ts';
import { leaks } from '../report/material.ts';
import { removeFolder } from '../repository.ts';
import { checkout, runStep } from '../runner/step.ts';
import { slice } from '../slice.ts';
import { plantOrigin, type TestOrigin } from './origin.ts';
import { asSent, foundIn, type Oids, pull, push, REPOSITORY } from './payloads.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await plantOrigin();
});
afterAll(() => removeFolder(origin.repository.home));

interface Case {
  readonly name: string;
  readonly event: string;
  readonly payload?: (oids: Oids) => object;
  /** Whether that is all of it: else it stands in an example of GitHub's. */
  readonly isBare?: boolean;
  /** What is checked out: the name of a commit, the event's ref, and how many commits of it. */
  readonly at: readonly [commit: string, ref: string, depth?: number];
  readonly inputs?: (oids: Oids) => Readonly<Record<string, string>>;
  readonly code: number;
  /** `file:line` of each annotation of a finding; `commit: path` for those without a file. */
  readonly found?: readonly string[];
  readonly commits?: number;
  readonly says?: RegExp;
}

const MERGE = 'refs/pull/7/merge';
const IN_PULL = ['app.py:3', 'commit: side.py'];

const CASES: readonly Case[] = [
  {
    name: 'pull_request, the merge alone',
    event: 'pull_request',
    payload: pull('pull3'),
    at: ['merge', MERGE, 1],
    code: 1,
    found: IN_PULL,
    commits: 5,
  },
  {
    name: 'pull_request, whole clone',
    event: 'pull_request',
    payload: pull('pull3'),
    at: ['merge', MERGE, 0],
    code: 1,
    found: IN_PULL,
    commits: 5,
  },
  {
    name: 'pull_request, its head alone',
    event: 'pull_request',
    payload: pull('pull3'),
    at: ['pull3', MERGE, 1],
    code: 1,
    found: IN_PULL,
    commits: 4,
  },
  {
    name: 'pull_request, nothing may be fetched',
    event: 'pull_request',
    payload: pull('pull3'),
    at: ['merge', MERGE, 1],
    inputs: () => ({ fetch: 'false' }),
    code: 2,
    says: /could not be resolved/,
  },
  {
    name: 'pull_request, all files instead',
    event: 'pull_request',
    payload: pull('pull3'),
    at: ['merge', MERGE, 1],
    inputs: () => ({ fetch: 'false', 'on-missing-range': 'tree' }),
    code: 1,
    found: ['app.py:3', 'old.py:2'],
  },
  {
    name: 'pull_request, all files instead, where the base is checked out',
    event: 'pull_request',
    payload: pull('pull3'),
    at: ['main', 'refs/heads/main', 1],
    inputs: () => ({ fetch: 'false', 'on-missing-range': 'tree' }),
    code: 2,
    says: /could not be resolved/,
  },
  {
    name: 'pull_request, an evil merge',
    event: 'pull_request',
    payload: pull('pull3'),
    at: ['evil', 'refs/pull/8/merge', 1],
    code: 1,
    found: [...IN_PULL, 'commit: evil.py'],
    commits: 5,
  },
  {
    name: 'pull_request, a stale base',
    event: 'pull_request',
    payload: pull('stale2', 'base', 2, 'moved'),
    at: ['stale2', MERGE, 0],
    code: 0,
    found: [],
    commits: 2,
  },
  {
    name: 'pull_request, nothing new',
    event: 'pull_request',
    payload: pull('base', 'main', 1),
    at: ['main', MERGE, 0],
    code: 2,
    says: /base has all of them/,
  },
  {
    name: 'pull_request, an unknown head',
    event: 'pull_request',
    payload: () => ({ pull_request: { number: 7, head: { sha: 'ab'.repeat(20) }, base: { sha: 'cd'.repeat(20) } } }),
    at: ['merge', MERGE, 1],
    code: 2,
    says: /could not be resolved/,
  },
  {
    name: 'pull_request, no ids',
    event: 'pull_request',
    payload: () => ({ pull_request: { head: {}, base: {} } }),
    isBare: true,
    at: ['merge', MERGE, 1],
    code: 2,
    says: /where a commit must be/,
  },
  {
    name: 'pull_request, comments of its own',
    event: 'pull_request',
    payload: pull('sly', 'main', 1),
    at: ['sly', MERGE, 0],
    code: 1,
    found: ['sly.py:2'],
    commits: 1,
  },
  {
    name: 'pull_request, all files, comments of its own',
    event: 'pull_request',
    payload: pull('sly', 'main', 1),
    at: ['sly', MERGE, 0],
    inputs: () => ({ scan: 'tree' }),
    code: 1,
    found: ['old.py:2', 'sly.py:2'],
  },
  {
    name: 'pull_request_target',
    event: 'pull_request_target',
    payload: pull('pull3'),
    at: ['main', 'refs/heads/main', 1],
    code: 1,
    found: IN_PULL,
    commits: 4,
  },
  {
    name: 'pull_request_review',
    event: 'pull_request_review',
    payload: pull('pull3', 'base', 0),
    at: ['merge', MERGE, 1],
    code: 1,
    found: IN_PULL,
  },
  {
    name: 'push',
    event: 'push',
    payload: push('main', 'clean'),
    at: ['clean', 'refs/heads/topic', 1],
    code: 0,
    found: [],
    commits: 1,
  },
  {
    name: 'push, with a token',
    event: 'push',
    payload: push('base', 'pull1'),
    at: ['pull1', 'refs/heads/topic', 1],
    code: 1,
    found: ['app.py:2'],
    commits: 1,
  },
  {
    name: 'push, many commits',
    event: 'push',
    payload: push('root', 'base', {}, 'refs/heads/main'),
    at: ['base', 'refs/heads/main', 1],
    code: 0,
    found: [],
    commits: 61,
  },
  {
    name: 'push, the commit before is gone',
    event: 'push',
    payload: push('ab'.repeat(20), 'pull1'),
    at: ['pull1', 'refs/heads/topic', 1],
    code: 2,
    says: /could not be resolved/,
  },
  {
    name: 'push, deletes a file',
    event: 'push',
    payload: push('main', 'deletion'),
    at: ['deletion', 'refs/heads/topic', 1],
    code: 0,
    found: [],
    commits: 1,
  },
  {
    name: 'push, an empty commit',
    event: 'push',
    payload: push('main', 'empty'),
    at: ['empty', 'refs/heads/topic', 1],
    code: 0,
    found: [],
    commits: 1,
  },
  {
    name: 'push, goes back',
    event: 'push',
    payload: push('main', 'base', { forced: true }),
    at: ['base', 'refs/heads/topic', 1],
    code: 0,
    found: [],
    commits: 0,
    says: /no commits in the range/,
  },
  {
    name: 'push, deletes a branch',
    event: 'push',
    payload: push('main', null),
    at: ['main', 'refs/heads/main', 1],
    code: 0,
    found: [],
    commits: 0,
    says: /a branch was deleted/,
  },
  {
    name: 'push, a new branch',
    event: 'push',
    payload: push(null, 'topic'),
    at: ['topic', 'refs/heads/topic', 1],
    code: 1,
    found: ['f2.py:2'],
    commits: 1,
  },
  {
    name: 'push, a new branch, whole clone',
    event: 'push',
    payload: push(null, 'topic'),
    at: ['topic', 'refs/heads/topic', 0],
    code: 1,
    found: ['f2.py:2'],
    commits: 1,
  },
  {
    name: 'push, two new branches at once',
    event: 'push',
    payload: push(null, 'feature', {}, 'refs/heads/feature'),
    at: ['feature', 'refs/heads/feature', 1],
    code: 1,
    found: ['f1.py:2'],
    commits: 1,
  },
  {
    name: 'push, a new branch with nothing new',
    event: 'push',
    payload: push(null, 'base', {}, 'refs/heads/older'),
    at: ['base', 'refs/heads/older', 1],
    code: 0,
    found: [],
    commits: 0,
  },
  {
    name: 'push, the first',
    event: 'push',
    payload: push(null, 'base', {}, 'refs/heads/main'),
    at: ['base', 'refs/heads/main', 1],
    inputs: () => ({}),
    code: 1,
    found: ['old.py:2'],
    commits: 62,
  },
  {
    name: 'push, forced',
    event: 'push',
    payload: push('lost', 'forced', { forced: true }),
    at: ['forced', 'refs/heads/topic', 1],
    code: 1,
    found: ['app.py:2'],
    commits: 1,
  },
  {
    name: 'push, forced, the commit before is gone',
    event: 'push',
    payload: push('ab'.repeat(20), 'forced', { forced: true }),
    at: ['forced', 'refs/heads/topic', 1],
    code: 1,
    found: ['app.py:2'],
    commits: 1,
  },
  {
    name: 'push, forced, the commit before is gone, to the default branch: all files instead',
    event: 'push',
    payload: push('ab'.repeat(20), 'clean', { forced: true }, 'refs/heads/main'),
    at: ['clean', 'refs/heads/main', 1],
    inputs: () => ({ 'on-missing-range': 'tree' }),
    code: 1,
    found: ['old.py:2'],
    says: /All files are scanned instead/,
  },
  {
    name: 'push, forced, the commit before is gone, but another branch tells what is new',
    event: 'push',
    payload: push('ab'.repeat(20), 'forced', { forced: true }),
    at: ['forced', 'refs/heads/topic', 1],
    inputs: () => ({ 'on-missing-range': 'tree' }),
    code: 1,
    found: ['app.py:2'],
  },
  {
    name: 'push, a tag',
    event: 'push',
    payload: push(null, 'clean', {}, 'refs/tags/v1'),
    at: ['clean', 'refs/tags/v1', 1],
    code: 0,
    found: [],
    commits: 0,
  },
  {
    name: 'push, an annotated tag, by its commit',
    event: 'push',
    payload: push(null, 'clean', {}, 'refs/tags/v2'),
    at: ['clean', 'refs/tags/v2', 1],
    code: 1,
    found: ['commit: tag'],
    commits: 0,
  },
  {
    name: 'push, an annotated tag, by its id',
    event: 'push',
    payload: () => push(null, origin.tags.v2, {}, 'refs/tags/v2')({}),
    at: ['clean', 'refs/tags/v2', 1],
    code: 1,
    found: ['commit: tag'],
    commits: 0,
  },
  {
    name: 'push, deletes a tag',
    event: 'push',
    payload: push('clean', null, {}, 'refs/tags/v1'),
    at: ['main', 'refs/heads/main', 1],
    code: 0,
    says: /a tag was deleted/,
  },
  {
    name: 'merge_group of three',
    event: 'merge_group',
    payload: (oids) => ({
      repository: REPOSITORY,
      merge_group: {
        head_sha: oids.queue3,
        head_ref: 'refs/heads/gh-readonly-queue/main/pr-3',
        base_sha: oids.queue2,
        base_ref: 'refs/heads/main',
      },
    }),
    at: ['queue3', 'refs/heads/gh-readonly-queue/main/pr-3', 1],
    code: 1,
    found: ['q1.py:2', 'q3.py:2'],
    commits: 3,
  },
  {
    name: 'merge_group, merged already',
    event: 'merge_group',
    payload: (oids) => ({
      repository: REPOSITORY,
      merge_group: { head_sha: oids.main, base_sha: oids.base, base_ref: 'refs/heads/main' },
    }),
    at: ['main', 'refs/heads/main', 1],
    code: 0,
    found: [],
    commits: 1,
  },
  {
    name: 'schedule',
    event: 'schedule',
    payload: () => ({ schedule: '0 3 * * *' }),
    at: ['main', 'refs/heads/main', 1],
    code: 1,
    found: ['commit: f1.py', 'commit: f2.py', 'commit: main.py', 'commit: tag', 'old.py:2'],
  },
  {
    name: 'schedule, nothing may be fetched',
    event: 'schedule',
    at: ['main', 'refs/heads/main', 1],
    inputs: () => ({ fetch: 'false' }),
    code: 2,
    says: /could not be resolved/,
  },
  {
    name: 'workflow_dispatch, files',
    event: 'workflow_dispatch',
    at: ['main', 'refs/heads/main', 1],
    inputs: () => ({ scan: 'tree' }),
    code: 1,
    found: ['old.py:2'],
  },
  {
    name: 'workflow_dispatch, a range',
    event: 'workflow_dispatch',
    at: ['feature', 'refs/heads/feature', 1],
    inputs: () => ({ base: 'main' }),
    code: 1,
    found: ['f1.py:2'],
    commits: 1,
  },
  {
    name: 'workflow_dispatch, a range by ids',
    event: 'workflow_dispatch',
    at: ['main', 'refs/heads/main', 1],
    inputs: (oids) => ({ base: oids.base as string, head: oids.pull3 as string }),
    code: 1,
    found: IN_PULL,
    commits: 4,
  },
  {
    name: 'workflow_dispatch, an option for a range',
    event: 'workflow_dispatch',
    at: ['main', 'refs/heads/main', 1],
    inputs: () => ({ base: '--upload-pack=touch x' }),
    code: 2,
    says: /no revision/,
  },
  {
    name: 'release',
    event: 'release',
    payload: () => ({ repository: REPOSITORY }),
    at: ['clean', 'refs/tags/v1', 1],
    inputs: () => ({ 'fail-on': 'never' }),
    code: 0,
  },
  {
    name: 'workflow_run of a fork',
    event: 'workflow_run',
    payload: (oids) => ({
      repository: REPOSITORY,
      workflow_run: { head_sha: oids.pull3, head_branch: 'x', pull_requests: [] },
    }),
    at: ['main', 'refs/heads/main', 1],
    code: 1,
    found: IN_PULL,
    commits: 4,
  },
  {
    name: 'workflow_run of a pull request',
    event: 'workflow_run',
    payload: (oids) => ({
      repository: REPOSITORY,
      workflow_run: { head_sha: oids.pull3, pull_requests: [{ number: 7, base: { ref: 'main', sha: oids.base } }] },
    }),
    at: ['main', 'refs/heads/main', 1],
    code: 1,
    found: IN_PULL,
    commits: 4,
  },
  {
    name: 'workflow_run of what the main branch has',
    event: 'workflow_run',
    payload: (oids) => ({
      repository: REPOSITORY,
      workflow_run: { head_sha: oids.main, head_branch: 'main', pull_requests: [] },
    }),
    at: ['main', 'refs/heads/main', 1],
    code: 1,
    found: ['old.py:2'],
    commits: 63,
  },
  {
    name: 'issue_comment on a pull request',
    event: 'issue_comment',
    payload: () => ({ repository: REPOSITORY, issue: { number: 7, pull_request: {} } }),
    at: ['main', 'refs/heads/main', 1],
    code: 1,
    found: IN_PULL,
    commits: 4,
  },
  {
    name: 'issue_comment on no pull request',
    event: 'issue_comment',
    payload: () => ({ repository: REPOSITORY, issue: { number: 3 } }),
    at: ['main', 'refs/heads/main', 1],
    code: 2,
    says: /no pull request/,
  },
  {
    name: 'create',
    event: 'create',
    payload: () => ({ repository: REPOSITORY, ref: 'topic', ref_type: 'branch' }),
    at: ['topic', 'refs/heads/topic', 1],
    code: 1,
    found: ['f2.py:2'],
    commits: 1,
  },
  {
    name: 'delete',
    event: 'delete',
    payload: () => ({ repository: REPOSITORY }),
    at: ['main', 'refs/heads/main', 1],
    code: 0,
    says: /a ref was deleted/,
  },
  {
    name: 'an event that says nothing',
    event: 'watch',
    payload: () => ({ repository: REPOSITORY }),
    at: ['main', 'refs/heads/main', 1],
    code: 2,
    says: /could not be resolved/,
  },
  {
    name: 'push of code that shows a credential',
    event: 'push',
    payload: push('main', 'risky'),
    at: ['risky', 'refs/heads/topic', 1],
    code: 1,
    found: ['show.py:4'],
    says: /an allow comment that the change brings, which does not count: show\.py:/,
  },
  {
    name: 'pull_request whose first commit brings such code',
    event: 'pull_request',
    payload: pull('risky', 'main', 2),
    at: ['risky', MERGE, 1],
    code: 1,
    found: ['show.py:4'],
  },
  {
    name: 'an input that is not known',
    event: 'push',
    payload: push('main', 'clean'),
    at: ['clean', 'refs/heads/topic', 1],
    inputs: () => ({ 'fail-on': 'eror' }),
    code: 2,
    says: /Did you mean "error"/,
  },
];

describe.each(slice(CASES, 2))(
  '$name',
  ({ event, payload, isBare, at: [commit, ref, depth = 0], inputs, code, found, commits, says }) => {
    test(`${commit} is scanned as it must be`, async () => {
      const { oids, url } = origin;
      const folder = join(origin.repository.home, 'job');
      checkout(folder, url, oids[commit] as string, ref, depth);
      const variables = { GITHUB_SHA: oids[commit] as string, GITHUB_REF: ref };
      const done = await runStep({
        folder,
        event,
        payload: isBare ? payload?.(oids) : asSent(event, payload?.(oids) ?? {}),
        inputs: inputs?.(oids) ?? {},
        variables,
      });
      const said = done.log.join('\n');
      expect(
        {
          code: done.code,
          found: found && foundIn(done),
          commits: commits === undefined ? undefined : Number(done.outputs['commits-scanned']),
        },
        said,
      ).toEqual({ code, found: found && [...found].sort(), commits });
      expect(said).toMatch(says ?? /^/);
      expect(done.outputs['exit-code']).toBe(String(code));
      expect(said).toMatch(/^scanned: \d+ commits?, \d+ blobs?, [\d.]+ \w+$/m);
      for (const credential of [T, U, V]) expect(leaks(done.everything, credential)).toEqual([]);
      expect(new Set(done.executed)).toEqual(
        new Set(done.executed.filter((name) => /^(?:error|warning|notice|stop-commands)$/.test(name))),
      );
    });
  },
);
