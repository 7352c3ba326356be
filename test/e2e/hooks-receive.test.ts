// The pre-receive hook of a server: what a push would add to it, read while git keeps it in quarantine.
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectSealed,
  lastingFolder,
  removeFolder,
  TestRepository,
  temporaryFolder,
  temporaryRepository,
} from '../repository.ts';
import { slice } from '../slice.ts';
import { installHook, leak, plant, slim, T, U, withHook } from './range.ts';

let template = '';

/** A bare server that has `base` as main and `side`, and a client with more. */
beforeAll(async () => {
  template = lastingFolder();
  const client = await temporaryRepository('sha1', template);
  plant(client, [
    { name: 'base', files: { 'app.py': 'import os\n', 'old.py': leak(U) } },
    { name: 'side', files: { 'side.py': 'x = 1\n' } },
    { name: 'main', parents: ['base'], files: { 'app.py': 'import sys\n' } },
    { name: 'leak', parents: ['base'], files: { 'app.py': leak(T) } },
    { name: 'gone', files: { 'app.py': 'import os\n# gone\n' } },
    { name: 'edited', parents: ['base'], files: { 'old.py': leak(U, '# more\n') } },
    { name: 'merged', parents: ['main', 'side'] },
    { name: 'evil', parents: ['main', 'side'], files: { 'evil.py': leak(T) } },
    { name: 'message', parents: ['base'], message: `Log in with ${T}` },
  ]);
  client.git('init', '--quiet', '--bare', '--initial-branch=main', '../server.git');
  client.git('remote', 'add', 'origin', '../server.git');
  client.git('push', '--quiet', 'origin', 'base:main', 'side');
  const server = new TestRepository(join(template, 'server.git'), template);
  slim(client, server);
  installHook(server, 'pre-receive', 'hooks');
});
afterAll(() => removeFolder(template));

/** For what changes nothing: pushes that must be refused. */
const shared = (): readonly [client: TestRepository, server: TestRepository] => [
  new TestRepository(join(template, 'a repository'), template),
  new TestRepository(join(template, 'server.git'), template),
];

/** A copy of both for one test; the server has the hook. */
function both(): readonly [client: TestRepository, server: TestRepository] {
  const home = join(temporaryFolder(), 'home');
  cpSync(template, home, { recursive: true });
  const server = new TestRepository(join(home, 'server.git'), home);
  installHook(server, 'pre-receive', 'hooks');
  return [new TestRepository(join(home, 'a repository'), home), server];
}

/** The client is asked about the report: the server forgets what it refuses. */
function push(client: TestRepository, args: readonly string[]) {
  return withHook(client, 'pre-receive', () => client.tryGit(['push', ...args]));
}

interface Situation {
  readonly name: string;
  readonly arrange?: (client: TestRepository, server: TestRepository) => void;
  readonly args: readonly string[];
  readonly commits: number;
  readonly found?: readonly string[];
  readonly suppressed?: readonly string[];
}

test.each<Situation>(
  slice(
    [
      { name: 'a clean push', args: ['origin', 'main'], commits: 1 },
      { name: 'a token', args: ['origin', 'leak:main'], commits: 1, found: ['T app.py @leak'] },
      {
        name: 'a token that a later commit takes away',
        args: ['origin', 'gone:main'],
        commits: 2,
        found: ['T app.py @leak'],
      },
      {
        name: 'a token in a commit message',
        args: ['origin', 'message:main'],
        commits: 1,
        found: ['T in the message of commit message'],
      },
      { name: 'a new branch', args: ['origin', 'leak:topic'], commits: 1, found: ['T app.py @leak'] },
      { name: 'a new branch of what is there', args: ['origin', 'side:topic'], commits: 0 },
      { name: 'a deletion', args: ['origin', ':side'], commits: 0 },
      { name: 'a deletion and a token', args: ['origin', ':side', 'leak'], commits: 1, found: ['T app.py @leak'] },
      { name: 'a forced push', args: ['--force', 'origin', 'leak:side'], commits: 1, found: ['T app.py @leak'] },
      { name: 'a forced push back', args: ['--force', 'origin', 'base:side'], commits: 0 },
      {
        name: 'several refs',
        args: ['origin', 'main', 'leak', 'message'],
        commits: 3,
        found: ['T app.py @leak', 'T in the message of commit message'],
      },
      { name: '--atomic', args: ['--atomic', 'origin', 'main', 'leak'], commits: 2, found: ['T app.py @leak'] },
      {
        name: 'a token that the server has, in an edited file',
        args: ['origin', 'edited:main'],
        commits: 1,
        suppressed: ['U old.py @edited'],
      },
      { name: 'a merge of what the server has', args: ['origin', 'merged:main'], commits: 2 },
      { name: 'a merge that adds a token', args: ['origin', 'evil:main'], commits: 2, found: ['T evil.py @evil'] },
      {
        name: 'the message of a tag',
        arrange: (client) => client.git('tag', '-a', '-m', `with ${T}`, 'v1', 'base'),
        args: ['origin', 'v1'],
        commits: 0,
        found: ['T in the message of tag v1'],
      },
      {
        name: 'a ref that is neither branch nor tag',
        args: ['origin', 'leak:refs/for/main'],
        commits: 1,
        found: ['T app.py @leak'],
      },
      {
        name: 'objects that come as a pack',
        arrange: (_, server) => server.git('config', 'receive.unpackLimit', '1'),
        args: ['origin', 'leak:main'],
        commits: 1,
        found: ['T app.py @leak'],
      },
      {
        name: 'a server that borrows objects',
        arrange: (client, server) => {
          client.git('clone', '--quiet', '--bare', '../server.git', '../pool.git');
          server.git('repack', '--quiet', '-a', '-d');
          removeFolder(join(server.path, 'objects/pack'));
          server.write('objects/info/alternates', '../../pool.git/objects\n');
        },
        args: ['origin', 'leak:main'],
        commits: 1,
        found: ['T app.py @leak'],
      },
    ],
    2,
  ),
)('$name', ({ arrange, args, commits, found = [], suppressed = [] }) => {
  const [client, server] = found.length > 0 && !arrange ? shared() : both();
  arrange?.(client, server);
  const before = server.git('for-each-ref');
  const code = found.length > 0 ? 1 : 0;
  const outcome = push(client, args);
  expect(outcome).toMatchObject({ code, hook: code, mode: 'range', complete: true, commits, found, suppressed });
  if (code === 0) return;
  expect(server.git('for-each-ref')).toBe(before);
  expect(outcome.said).toContain(`hf_…${T.slice(-4)}`);
  expect(outcome.said).toMatch(/^remote: /m);
  expect(server.tryGit(['cat-file', '-e', client.git('rev-parse', 'leak:app.py').trim()]).code).not.toBe(0);
  expect(readdirSync(join(server.path, 'objects')).filter((name) => name.includes('incoming'))).toEqual([]);
});

test('the first push to an empty server: all of the history', () => {
  const [client] = both();
  client.git('init', '--quiet', '--bare', '../empty.git');
  const empty = new TestRepository(join(client.home, 'empty.git'), client.home);
  installHook(empty, 'pre-receive', 'hooks');
  expect(push(client, ['../empty.git', 'leak:main'])).toMatchObject({
    code: 1,
    hook: 1,
    commits: 2,
    found: ['T app.py @leak', 'U old.py @base'],
  });
});

test.each([
  ['main', 0],
  ['leak', 1],
])('a server with a broken ref is told of %s as any other', (branch, code) => {
  const [client, server] = both();
  const [base, fresh] = [client.git('rev-parse', 'base').trim(), client.git('rev-parse', branch).trim()];
  server.git('fetch', '--quiet', '../a repository', branch);
  server.write('refs/heads/broken', `${'1'.repeat(40)}\n`);
  const input = `${base} ${fresh} refs/heads/main\n`;
  const outcome = server.scan(['hook', 'pre-receive'], { input, env: { GIT_DIR: '.' } });
  expect(outcome).toMatchObject({ code, report: { complete: true, scan: { commits: 1 } } });
});

test('SHA-256', async () => {
  const client = await temporaryRepository('sha256');
  client.git('init', '--quiet', '--bare', '--object-format=sha256', '../server.git');
  installHook(new TestRepository(join(client.home, 'server.git'), client.home), 'pre-receive', 'hooks');
  plant(client, [{ name: 'main', files: { 'app.py': leak(T) } }]);
  expect(push(client, ['../server.git', 'main'])).toMatchObject({ code: 1, hook: 1, found: ['T app.py @main'] });
  expect(push(client, ['../server.git', ':nothing'])).toMatchObject({ code: 1, hook: null });
});

describe('lines that git would not write', () => {
  const oid = '1'.repeat(40);
  const zero = '0'.repeat(40);

  test.each<[name: string, input: string | Uint8Array]>([
    ['one word', 'refs/heads/main\n'],
    ['four words', `${zero} ${oid} refs/heads/main more\n`],
    ['no id', `${zero} HEAD refs/heads/main\n`],
    ['an id of another length', `${zero} ${'1'.repeat(64)} refs/heads/main\n`],
    ['an id that is not there', `${zero} ${oid} refs/heads/main\n`],
    ['an option as id', `${zero} ${'--all'.padEnd(40, 'x')} refs/heads/main\n`],
    ['a token', `${T}\n`],
  ])('%s: exit code 2', (_, input) => {
    const server = new TestRepository(join(template, 'server.git'), template);
    const outcome = server.hfleaks(['hook', 'pre-receive'], { input, env: { GIT_DIR: '.' } });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).not.toMatch(/^\s+at |[^\n\x20-\uffff]/m);
    expectSealed(outcome, T);
    expect(server.leftovers()).toEqual([]);
  });
});
