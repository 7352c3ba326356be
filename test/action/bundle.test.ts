// The bundle as the runner starts it, on each Node.js that runners have had; hostile content; files, limits and failures.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OUTPUTS } from '../../src/action/outputs.ts';
import { formats } from '../../src/report/index.ts';
import { plant, T, U, V } from '../e2e/range.ts';
import { leaks } from '../report/material.ts';
import { ROOT, removeFolder, temporaryRepository } from '../repository.ts';
import { ACTION, SUMMARY_LIMIT } from '../runner/emulator.ts';
import { checkout, type Done, runStep, type Step, workspaceOf } from '../runner/step.ts';
import { plantOrigin, type TestOrigin } from './origin.ts';

const NODES = ['node-20', 'node-24'].map(
  (name) => [name, join(ROOT, 'tools/node/node_modules', name, 'bin/node')] as const,
);
let origin: TestOrigin;
beforeAll(async () => {
  origin = await plantOrigin();
});
afterAll(() => removeFolder(origin.repository.home));

const folder = (): string => join(origin.repository.home, 'job');
const pull = (head: string, number = 7) => ({
  pull_request: { number, commits: 4, head: { sha: origin.oids[head] }, base: { sha: origin.oids.base, ref: 'main' } },
});
const at = (commit: string, ref = 'refs/pull/7/merge', depth = 1): void =>
  checkout(folder(), origin.url, origin.oids[commit] as string, ref, depth);
const step = (more: Partial<Step> = {}): Promise<Done> =>
  runStep({ folder: folder(), event: 'pull_request', payload: pull('pull3'), ...more });

describe.each([['this', process.execPath] as const, ...NODES])('%s Node.js', (_, node) => {
  test.skipIf(!existsSync(node))('a pull request', async () => {
    at('merge');
    const done = await step({ node });
    const { result, findings, base, head, 'exit-code': code, 'commits-scanned': commits } = done.outputs;
    expect(done.code).toBe(1);
    expect({ result, findings, base, head, code, commits }).toEqual({
      result: 'findings',
      findings: '2',
      base: origin.oids.main,
      head: origin.oids.pull3,
      code: '1',
      commits: '5',
    });
    expect(Object.keys(done.outputs)).toEqual([...OUTPUTS]);
    expect(done.annotations[0]).toMatchObject({ level: 'error', data: { file: 'app.py', line: '3', col: '8' } });
    expect(done.summary).toContain('app&#46;py&#58;3&#58;8');
    expect(leaks(done.everything, T)).toEqual([]);
  });

  test.skipIf(!existsSync(node))('a failure sets every output', async () => {
    at('merge');
    const done = await step({ node, inputs: { fetch: 'false' } });
    expect([done.code, done.outputs.result, done.outputs['exit-code'], Object.keys(done.outputs)]).toEqual([
      2,
      'incomplete',
      '2',
      [...OUTPUTS],
    ]);
  });
});

test.runIf(process.env.CI)('in CI, the tools are there', () =>
  expect(NODES.filter(([, node]) => !existsSync(node))).toEqual([]),
);

test('action.yml has the outputs and formats that there are', () => {
  expect(Object.keys(ACTION.outputs)).toEqual([...OUTPUTS]);
  expect(ACTION.runs).toEqual({ using: 'node24', main: 'dist/hfleaks-action.cjs' });
  for (const format of formats.filter((one) => one !== 'github' && one !== 'sarif'))
    expect(ACTION.inputs['report-format']?.description).toContain(format);
});

test('hostile names execute nothing and lose nothing', async () => {
  at('hidden');
  const done = await step({ payload: pull('hidden') });
  expect(done.annotations.map(({ data }) => data.file).sort()).toEqual([
    '##[add-mask]e.py',
    '::error::x.py',
    'a,b:c%0A.py',
    'new\nline.py',
    '|`<b>.py',
    undefined,
    undefined,
    undefined,
  ]);
  expect(new Set(done.executed)).toEqual(new Set(['stop-commands', 'error']));
  expect(done.stdout).not.toMatch(/[\u001b\u202e]/);
  // The log alone, if nobody had stopped the commands.
  expect(done.log.filter((line) => /^\s*::|##\[(?!error\])/.test(line))).toEqual([]);
});

test('more than can be shown, with ids of SHA-256', async () => {
  const home = join(origin.repository.home, 'many');
  mkdirSync(home);
  const many = await temporaryRepository('sha256', home);
  plant(many, [
    { name: 'main' },
    {
      name: 'topic',
      files: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${'x'.repeat(200)}${n}.py`, `key = "${T}"\n`])),
    },
  ]);
  const [base = '', head = ''] = many.git('rev-parse', 'main', 'topic').trim().split('\n');
  checkout(folder(), many.path, head, 'refs/heads/topic', 0);
  const payload = { ref: 'refs/heads/topic', before: base, after: head };
  const done = await runStep({ folder: folder(), event: 'push', payload });
  expect([done.annotations.length, done.dropped, done.outputs.findings]).toEqual([9, 0, '40']);
  expect(done.annotations[8]?.message).toBe('and 32 more errors: see the log');
  expect(Buffer.byteLength(done.summary)).toBeLessThan(SUMMARY_LIMIT);
  const failed = await runStep({ folder: folder(), event: 'push', payload, inputs: { 'sarif-file': 'no/such/file' } });
  expect([failed.code, failed.annotations.length, failed.dropped]).toEqual([2, 10, 0]);
  expect(failed.annotations[9]?.message).toContain('its directory does not exist');
});

test('a clone that lies below the workspace', async () => {
  at('merge');
  const done = await step({ inputs: { path: 'work' }, variables: { GITHUB_WORKSPACE: folder() } });
  expect(done.annotations[0]?.data.file).toBe('work/app.py');
});

test('a summary and outputs that cannot be written fail', async () => {
  at('merge');
  const done = await step({ variables: { GITHUB_STEP_SUMMARY: join(folder(), 'no/such') } });
  expect([done.code, done.outputs.result]).toEqual([2, 'incomplete']);
});

describe('files', () => {
  const inputs = { 'sarif-file': 'out.sarif', 'report-file': 'out.csv', 'report-format': 'csv' };

  test('of a pull request', async () => {
    at('merge');
    const done = await step({ inputs });
    const [run] = JSON.parse(readFileSync(join(workspaceOf(folder()), 'out.sarif'), 'utf8')).runs;
    expect(
      run.results.map(
        (one: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
          one.locations[0].physicalLocation.artifactLocation.uri,
      ),
    ).toEqual(['app.py', 'side.py']);
    expect(run).not.toHaveProperty('automationDetails');
    expect(readFileSync(join(workspaceOf(folder()), 'out.csv'), 'utf8').split('\n')).toHaveLength(4);
    expect([done.outputs['sarif-file'], done.outputs['report-file']]).toEqual(['out.sarif', 'out.csv']);
  });

  test.each([
    [202, 1, { id: 'an-id' }, /^scanned:/m],
    [403, 1, {}, /result of this scan stands/],
    [413, 2, {}, /too large/],
  ])('that are uploaded, with all that can be logged; the answer is %i', async (status, code, answer, says) => {
    at('merge');
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      bodies.push(Buffer.concat(pieces).toString());
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const secret = ['ghs', 'made', 'up', 'for', 'a', 'test'].join('_');
    const done = await step({
      inputs: { ...inputs, 'upload-sarif': 'true', token: secret },
      variables: {
        GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...{ RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true', NODE_DEBUG: 'http', DEBUG: '*', GIT_TRACE: '2' },
      },
    });
    await new Promise((resolve) => server.close(resolve));
    expect([done.code, done.outputs['sarif-id'], bodies.length]).toEqual([code, status === 202 ? 'an-id' : '', 1]);
    expect(done.log.join('\n')).toMatch(says);
    const { sarif, commit_sha, ref } = JSON.parse(bodies[0] ?? '');
    expect([commit_sha, ref]).toEqual([origin.oids.merge, 'refs/pull/7/merge']);
    const log = gunzipSync(Buffer.from(sarif, 'base64')).toString();
    const files = ['out.sarif', 'out.csv'].map((file) => readFileSync(join(workspaceOf(folder()), file), 'utf8'));
    expect(log).toBe(files[0]);
    const everything = [done.everything, ...files, bodies[0]].join('\n');
    for (const credential of [T, U, V]) expect(leaks(everything, credential)).toEqual([]);
    expect(leaks(everything, secret, 'ghs_')).toEqual([]);
  });

  test('of a push: code scanning is told of the whole tree', async () => {
    at('pull1', 'refs/heads/topic');
    const payload = { ref: 'refs/heads/topic', before: origin.oids.base, after: origin.oids.pull1 };
    const done = await step({ event: 'push', payload, inputs: { ...inputs, category: 'x' } });
    const [run] = JSON.parse(readFileSync(join(workspaceOf(folder()), 'out.sarif'), 'utf8')).runs;
    expect([done.outputs.findings, run.results.length, run.automationDetails]).toEqual(['1', 2, { id: 'x/' }]);
  });

  test('never outside of the workspace by a link', async () => {
    at('merge');
    mkdirSync(join(folder(), 'elsewhere'));
    symlinkSync(join(folder(), 'elsewhere'), join(workspaceOf(folder()), 'link'));
    const done = await step({ inputs: { 'sarif-file': 'link/out.sarif' } });
    expect(done.code).toBe(2);
    expect(existsSync(join(folder(), 'elsewhere/out.sarif'))).toBe(false);
  });
});

test.each([
  ['no clone', (work: string) => removeFolder(join(work, '.git')), /Run actions\/checkout/],
  ['a payload that is no JSON', () => undefined, /cannot be read/],
] as const)('%s', async (name, damage, says) => {
  at('merge');
  damage(workspaceOf(folder()));
  const variables: Record<string, string> = {};
  if (name.startsWith('a payload')) {
    writeFileSync(join(folder(), 'broken.json'), '{');
    variables.GITHUB_EVENT_PATH = join(folder(), 'broken.json');
  }
  const done = await step({ variables });
  expect(done.code).toBe(2);
  expect(done.annotations[0]?.message).toMatch(says);
});
