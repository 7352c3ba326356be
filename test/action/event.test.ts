// Payloads as GitHub sends them: what each asks for, and that none is misread.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { refName, wantedBy } from '../../src/action/event.ts';
import { HfleaksError } from '../../src/errors.ts';
import { EXAMPLES as FILE } from './payloads.ts';

const SHA = 'ab'.repeat(20);

interface Example {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

/** What an event asks for, in short. */
function asked(event: string, payload: Readonly<Record<string, unknown>>): string {
  try {
    const wanted = wantedBy(event, payload, SHA, 'refs/heads/main');
    if (wanted.kind !== 'change') return wanted.kind;
    const { head, base, beside, others, isForeign } = wanted;
    const ends = [head && 'head', base && 'base', beside && 'beside', others && 'others'].filter(Boolean).join('+');
    return `${ends}${isForeign ? ', foreign' : ''}`;
  } catch (error) {
    if (error instanceof HfleaksError) return error.code;
    throw error;
  }
}

describe.skipIf(!existsSync(FILE))("GitHub's examples (needs tools/action)", () => {
  const all = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Example[]) : [];
  const answers = new Map(
    all.map(({ name, examples }) => [name, [...new Set(examples.map((one) => asked(name, one)))].sort()]),
  );

  test.each([
    ['pull_request', ['head+base+beside, foreign']],
    ['pull_request_review', ['head+base+beside, foreign']],
    ['pull_request_review_comment', ['head+base+beside, foreign']],
    ['push', ['head+beside+others', 'head+others', 'nothing']],
    ['workflow_dispatch', ['history']],
    ['repository_dispatch', ['history']],
    ['release', ['history']],
    ['delete', ['nothing']],
    ['create', ['head+beside+others']],
    ['workflow_run', ['head+base+beside, foreign', 'head+beside, foreign']],
  ])('%s', (event, expected) => expect(answers.get(event)).toEqual(expected));

  test('every other event says that it has no range', () => {
    const known =
      /^(?:pull_request.*|push|workflow_dispatch|repository_dispatch|release|delete|create|workflow_run|merge_group|issue_comment)$/;
    expect(
      [...answers].filter(([name, codes]) => !known.test(name) && codes.some((code) => code !== 'range-unresolved')),
    ).toEqual([]);
  });
});

test.each([
  ['another branch than the default', 'trunk', 'head+beside+others'],
  ['the default branch, beside which there is none', 'main', 'head+others'],
])('create, of %s', (_, main, expected) =>
  expect(asked('create', { repository: { default_branch: main } })).toBe(expected),
);

test.runIf(process.env.CI)('in CI, the tools are there', () => expect(existsSync(FILE)).toBe(true));

test.each([
  ['refs/heads/main', true],
  ['refs/heads/feature/é-1', true],
  ['refs/tags/v1.0', true],
  ['refs/heads/-x', true],
  ['--upload-pack=x', false],
  ['refs/heads/a..b', false],
  ['refs/heads/a b', false],
  ['refs/heads/a:refs/heads/main', false],
  ['refs/heads/*', false],
  ['refs/heads/a\nb', false],
  ['refs/heads/@{u}', false],
  ['refs/heads/x.lock', false],
  ['refs/heads/', false],
  ['HEAD', false],
])('the name %j is one that git takes: %s', (name, taken) => expect(refName(name)).toBe(taken ? name : null));
