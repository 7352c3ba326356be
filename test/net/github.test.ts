// The upload of SARIF, against a server that answers as GitHub does.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { uploadSarif } from '../../src/net/github.ts';

interface Asked {
  readonly url: string | undefined;
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = readonly [status: number, headers?: Readonly<Record<string, string>>];

/** GitHub's own OpenAPI description of the one operation; the file says where it is from. */
const DESCRIBED = JSON.parse(readFileSync(join(import.meta.dirname, 'upload-sarif.openapi.json'), 'utf8')) as {
  readonly path: string;
  readonly method: string;
  readonly requestBody: object;
  readonly responses: Readonly<Record<string, object | null>>;
};
const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const isBody = ajv.compile(DESCRIBED.requestBody);
const ANSWERED = JSON.stringify({ message: 'no', documentation_url: 'https://docs.github.com/rest', status: '400' });

let server: Server;
let api = '';
let answers: Answer[] = [];
let asked: Asked[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { url, method, headers } = request;
      asked.push({ url, method, headers, body: Buffer.concat(pieces).toString() });
      const [status, more = {}] = answers.shift() ?? [500];
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(status === 202 ? JSON.stringify({ id: '47177e22-5596-11eb-80a1-c1e54ef945c6' }) : ANSWERED);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = [];
});

const SARIF = JSON.stringify({ version: '2.1.0', runs: [] });
const upload = (more: object = {}) =>
  uploadSarif({
    api,
    repository: 'octo-org/octo-repo',
    token: 'made-up',
    commit: 'ab'.repeat(20),
    ref: 'refs/pull/7/merge',
    sarif: SARIF,
    pause: 1,
    ...more,
  });

test('sends what the OpenAPI description of "code-scanning/upload-sarif" asks for', async () => {
  answers = [[202]];
  expect(await upload()).toEqual({ id: '47177e22-5596-11eb-80a1-c1e54ef945c6' });
  const [{ url, method, headers, body }] = asked as [Asked];
  expect([url, method, headers.authorization]).toEqual([
    '/repos/octo-org/octo-repo/code-scanning/sarifs',
    'POST',
    'Bearer made-up',
  ]);
  const { sarif, ...rest } = JSON.parse(body);
  expect(rest).toEqual({ commit_sha: 'ab'.repeat(20), ref: 'refs/pull/7/merge', tool_name: 'hfleaks' });
  expect(gunzipSync(Buffer.from(sarif, 'base64')).toString()).toBe(SARIF);
});

test.each<[name: string, script: Answer[], result: string | RegExp, requests: number]>([
  ['busy, then not', [[503], [502], [202]], 'uploaded', 3],
  ['too many requests', [[429, { 'retry-after': '0' }], [202]], 'uploaded', 2],
  ['too many requests, as 403', [[403, { 'x-ratelimit-remaining': '0' }], [202]], 'uploaded', 2],
  ['no permission', [[403]], 'denied', 1],
  ['code scanning is off', [[404]], 'denied', 1],
  ['a bad report', [[400]], /not what GitHub expects/, 1],
  ['a bad token', [[401]], /token is not valid/, 1],
  ['too large', [[413]], /too large/, 1],
  ['an unknown commit', [[422]], /commit or the ref/, 1],
  ['too many requests for ever', Array.from({ length: 9 }, () => [429]), /status 429/, 5],
  ['busy for ever', Array.from({ length: 9 }, () => [503]), /status 503/, 5],
  ['another host', [[302, { location: 'http://localhost:9/' }]], /status 302/, 1],
])('%s', async (_, script, result, requests) => {
  answers = [...script];
  const ended = await upload().then(
    (answer) => (answer === 'denied' ? answer : 'uploaded'),
    (error: Error) => error.message,
  );
  expect(ended).toMatch(result);
  expect(ended).not.toContain('made-up');
  expect(asked).toHaveLength(requests);
  const address = DESCRIBED.path.replace('{owner}', 'octo-org').replace('{repo}', 'octo-repo');
  for (const { url, method, body } of asked) {
    expect([url, method?.toLowerCase()]).toEqual([address, DESCRIBED.method]);
    expect(isBody(JSON.parse(body)), ajv.errorsText(isBody.errors)).toBe(true);
  }
});

test('the description refuses what is not so, and tells of the answers that are tried here', () => {
  for (const body of [
    {},
    { commit_sha: 'ab', ref: 'refs/heads/x', sarif: '' },
    { commit_sha: 'ab'.repeat(20), ref: 'x', sarif: '' },
  ])
    expect(isBody(body)).toBe(false);
  expect(Object.keys(DESCRIBED.responses)).toEqual(['202', '400', '403', '404', '413', '503']);
  for (const schema of Object.values(DESCRIBED.responses))
    expect(ajv.validate(schema ?? {}, JSON.parse(ANSWERED))).toBe(true);
});

test('a commit with an id of SHA-256, and a tag', async () => {
  answers = [[202]];
  await upload({ commit: 'ab'.repeat(32), ref: 'refs/tags/v1' });
  expect(isBody(JSON.parse(asked[0]?.body ?? ''))).toBe(true);
});

test('a report that is too large is not sent', async () => {
  await expect(upload({ sarif: randomBytes(10_100_000).toString('base64') })).rejects.toThrow(
    'larger than GitHub takes',
  );
  expect(asked).toEqual([]);
});

test.each([
  [{ api: 'http://example.org' }, /no address/],
  [{ api: 'http://127.0.0.1.example.org' }, /no address/],
  [{ api: 'ftp://127.0.0.1' }, /no address/],
  [{ repository: '../x' }, /no address/],
  [{ repository: 'a/b/../../c' }, /no address/],
  [{ api: 'http://127.0.0.1:9' }, /could not be reached/],
])('%j is refused', async (more, says) => {
  await expect(upload(more)).rejects.toThrow(says);
  expect(asked).toEqual([]);
});
