// Whose policy counts in the Action: the base's, whatever a change brings along.

import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credentialOf, fingerprintOf } from '../../src/detect/credential.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { Secret } from '../../src/secret.ts';
import type { TokenRule } from '../../src/types.ts';
import { acmeRule } from '../acme-rule.ts';
import { leak, plant, T } from '../e2e/range.ts';
import { leaks } from '../report/material.ts';
import { lastingHome, removeFolder, type TestRepository, temporaryRepository } from '../repository.ts';
import { checkout, type Done, runStep } from '../runner/step.ts';
import { slice } from '../slice.ts';

const EXCLUDE = 'exclude: [app.py]\n';
const BASELINE = '.hfleaks-baseline.jsonl';
/** Accepts T. */
const ACCEPTED = `${JSON.stringify({ fingerprint: fingerprint(T), rule: 'hf-user-token', reason: 'revoked' })}\n`;
const RULE = acmeRule();
const ACME = ['ac', 'me_', 'k3v9x1q8z5', 'm2r7t4w6y0', 'b1n8'].join('');

function fingerprint(value: string): string {
  const rule = builtinRulebook().rules.find((one): one is TokenRule => one.id === 'hf-user-token') as TokenRule;
  return fingerprintOf(credentialOf(rule, new Secret(value, 'hf_')), rule);
}
let repository: TestRepository;
const oids: Record<string, string> = {};
beforeAll(async () => {
  repository = await temporaryRepository('sha1', lastingHome());
  const change = { 'app.py': leak(T) };
  plant(repository, [
    { name: 'none', files: { 'a.txt': 'x\n' } },
    { name: 'excluding', files: { '.hfleaks.yml': EXCLUDE } },
    { name: 'never', parents: ['none'], files: { '.hfleaks.yml': 'fail-on: never\n' } },
    { name: 'broken', parents: ['none'], files: { '.hfleaks.yml': 'exclude: [\n' } },
    { name: 'linked', parents: ['none'], files: { '.hfleaks.yml': { link: '/etc/passwd' } } },
    {
      name: 'elsewhere',
      parents: ['none'],
      files: { 'ci/policy.yml': 'fail-on: never\n' },
    },
    ...['none', 'excluding', 'never', 'broken', 'linked', 'elsewhere'].map((base) => ({
      name: `${base}-change`,
      parents: [base],
      files: change,
    })),
    { name: 'accepting', parents: ['none'], files: { [BASELINE]: ACCEPTED } },
    { name: 'accepting-change', files: change },
    { name: 'sly-accepting', parents: ['none'], files: { ...change, [BASELINE]: ACCEPTED } },
    { name: 'packaged', parents: ['none'], files: { 'package.json': '{"hfleaks":{"exclude":["app.py"]}}' } },
    { name: 'packaged-change', files: change },
    {
      name: 'sly-packaged',
      parents: ['none'],
      files: { ...change, 'package.json': '{"hfleaks":{"fail-on":"never"}}' },
    },
    {
      name: 'moved',
      parents: ['excluding'],
      files: { 'b.py': leak(T), '.hfleaks.yml': null, '.hfleaks.json': '{"exclude":["b.py"]}' },
    },
    { name: 'ruled', parents: ['none'], files: { '.hfleaks.yml': 'rules: [r/a.yml]\n', 'r/a.yml': RULE } },
    {
      name: 'sly-ruled',
      files: { 'x.txt': `key ${ACME}\n`, 'r/a.yml': RULE.replaceAll('{24}', '{25}') },
    },
    {
      name: 'bring-rule',
      parents: ['none'],
      files: { 'x.txt': `key ${ACME}\n`, '.hfleaks.yml': 'rules: [r/a.yml]\n', 'r/a.yml': RULE },
    },
    { name: 'sly', parents: ['none'], files: { ...change, '.hfleaks.yml': EXCLUDE } },
    { name: 'sly-never', parents: ['none'], files: { ...change, '.hfleaks.yml': 'fail-on: never\n' } },
    { name: 'sly-broken', parents: ['none'], files: { ...change, '.hfleaks.yml': 'exclude: [\n' } },
    {
      name: 'sly-telling',
      parents: ['none'],
      files: { ...change, '.hfleaks.yml': `exclude: ["${T}/x", "${Buffer.from(T).toString('hex')}"]\n` },
    },
    { name: 'bold', parents: ['excluding'], files: { ...change, '.hfleaks.yml': null } },
    {
      name: 'comment',
      parents: ['none'],
      files: { 'app.py': `# hfleaks:allow hf-user-token -- only a test\nkey = "${T}"\n` },
    },
  ]);
  for (const line of repository.git('for-each-ref', '--format=%(refname:lstrip=2) %(objectname)').trim().split('\n')) {
    const [name = '', oid = ''] = line.split(' ');
    oids[name] = oid;
  }
});
afterAll(() => removeFolder(repository.home));

const run = (event: string, base: string, head: string, inputs: Record<string, string>): Promise<Done> => {
  const folder = join(repository.home, 'job');
  const isTarget = event === 'pull_request_target';
  checkout(
    folder,
    repository.path,
    oids[isTarget ? base : head] as string,
    isTarget ? `refs/heads/${base}` : 'refs/pull/1/merge',
    1,
  );
  const payload =
    event === 'push'
      ? { ref: 'refs/heads/x', before: oids[base], after: oids[head] }
      : { pull_request: { number: 1, commits: 1, head: { sha: oids[head] }, base: { sha: oids[base], ref: base } } };
  return runStep({ folder, event, payload, inputs });
};

type Row = [
  name: string,
  event: string,
  base: string,
  head: string,
  code: number,
  says?: RegExp,
  inputs?: Record<string, string>,
];

test.each<Row>(
  slice(
    [
      ['none at all', 'pull_request', 'none', 'none-change', 1],
      ['the base excludes', 'pull_request', 'excluding', 'excluding-change', 0, /1 suppressed/],
      ['the base never fails', 'pull_request', 'never', 'never-change', 0, /1 finding/],
      [
        'the base never fails, the input does',
        'pull_request',
        'never',
        'never-change',
        1,
        /1 finding/,
        { 'fail-on': 'error' },
      ],
      ['the base is broken', 'pull_request', 'broken', 'broken-change', 2, /\.hfleaks\.yml/],
      ['the base is a link', 'pull_request', 'linked', 'linked-change', 2, /\.hfleaks\.yml/],
      ['the change excludes', 'pull_request', 'none', 'sly', 1, /does not count here: exclude: \+ app\.py/],
      ['the change never fails', 'pull_request', 'none', 'sly-never', 1, /does not count here: fail-on/],
      [
        'the change excludes a credential',
        'pull_request',
        'none',
        'sly-telling',
        1,
        /exclude: \+ hf_…\w+\/x, \[masked\]/,
      ],
      ['the change is broken', 'pull_request', 'none', 'sly-broken', 1, /cannot be read, and does not count/],
      ['the change takes the policy away', 'pull_request', 'excluding', 'bold', 0, /1 suppressed/],
      [
        'the change brings a comment',
        'pull_request',
        'none',
        'comment',
        1,
        /an allow comment that the change brings.*app\.py:2/,
      ],
      [
        'the change, where the workflow trusts it',
        'pull_request',
        'none',
        'sly',
        0,
        /1 suppressed/,
        { 'config-from': 'head' },
      ],
      [
        'the change, where it must not be trusted',
        'pull_request_target',
        'none',
        'sly',
        1,
        /does not count here/,
        { 'config-from': 'head' },
      ],
      ...['history', 'tree'].map(
        (scan): Row => [`the change excludes, ${scan}`, 'pull_request', 'none', 'sly', 1, /--> app\.py:2:8/, { scan }],
      ),
      ['the base accepts', 'pull_request', 'accepting', 'accepting-change', 0, /1 suppressed: 1 baseline/],
      [
        'the change accepts',
        'pull_request',
        'none',
        'sly-accepting',
        1,
        /does not count here: baseline: \+ 1 accepted/,
      ],
      [
        'the change accepts, pushed',
        'push',
        'none',
        'sly-accepting',
        1,
        /does not count here: baseline: \+ 1 accepted/,
      ],
      ['the base has it in package.json', 'pull_request', 'packaged', 'packaged-change', 0, /1 suppressed/],
      ['the change has it in package.json', 'pull_request', 'none', 'sly-packaged', 1, /does not count here: fail-on/],
      [
        'the change moves the policy',
        'pull_request',
        'excluding',
        'moved',
        1,
        /does not count here: exclude: \+ b\.py/,
      ],
      [
        "the change edits the base's rule",
        'pull_request',
        'ruled',
        'sly-ruled',
        1,
        /brings a policy that does not count here\./,
      ],
      [
        'the change brings a rule',
        'pull_request',
        'none',
        'bring-rule',
        0,
        /brings a policy that does not count here\./,
      ],
      ['a push', 'push', 'none', 'sly', 1, /does not count here/],
      ['a named file', 'pull_request', 'elsewhere', 'elsewhere-change', 0, /1 finding/, { config: 'ci/policy.yml' }],
      [
        'a named file that is not there',
        'pull_request',
        'none',
        'none-change',
        2,
        /ci\/policy\.yml/,
        { config: 'ci/policy.yml' },
      ],
    ],
    2,
  ),
)('%s', async (_, event, base, head, code, says = /^/, inputs = {}) => {
  const done = await run(event, base, head, inputs);
  expect({ code: done.code, said: done.log.join('\n') }).toEqual({ code, said: expect.stringMatching(says) });
  expect(new Set([...done.executed, 'error', 'notice', 'warning', 'stop-commands'])).toEqual(
    new Set(['error', 'notice', 'warning', 'stop-commands']),
  );
  expect(leaks(done.everything, T)).toEqual([]);
});
