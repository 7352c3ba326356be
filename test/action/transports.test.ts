// Where more of the history comes from: each way to origin, with and without credentials, and what settings must not do there.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder, run } from '../repository.ts';
import { checkout, runStep, workspaceOf } from '../runner/step.ts';
import { plantOrigin, type TestOrigin } from './origin.ts';

const TOKEN = ['ghs', 'made', 'up', 'for', 'a', 'test'].join('_');
let origin: TestOrigin;
let server: Server;
let daemon: ChildProcess | undefined;
let urls: Readonly<Record<'http' | 'git', string>>;
const seen: string[] = [];

/** git-http-backend(1) as a CGI program; below /private/ only for whoever has the token. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', 'http://localhost');
  const authorization = request.headers.authorization ?? '';
  seen.push(authorization);
  const basic = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
  if (url.pathname.startsWith('/private/') && authorization.toLowerCase() !== `basic ${basic.toLowerCase()}`) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    return;
  }
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH ?? '',
      GIT_PROJECT_ROOT: dirname(origin.repository.path),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(url.pathname.replace(/^\/(?:private|public)/, '/a repository')),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? '',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      ...(request.headers['git-protocol'] ? { GIT_PROTOCOL: String(request.headers['git-protocol']) } : {}),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  child.on('close', () => {
    const all = Buffer.concat(pieces);
    const end = all.indexOf('\r\n\r\n');
    const headers = all
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = Number(headers.find(([name]) => name === 'Status')?.[1]?.slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
    response.end(all.subarray(end + 4));
  });
}

async function freePort(): Promise<number> {
  const tcp = createTcpServer();
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo;
  await new Promise((resolve) => tcp.close(resolve));
  return port;
}

beforeAll(async () => {
  origin = await plantOrigin();
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = await freePort();
  daemon = spawn(
    'git',
    [
      'daemon',
      '--reuseaddr',
      '--export-all',
      '--listen=127.0.0.1',
      `--port=${port}`,
      `--base-path=${dirname(origin.repository.path)}`,
    ],
    { stdio: 'ignore' },
  );
  urls = {
    http: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    git: `git://127.0.0.1:${port}/a repository`,
  };
});
afterAll(async () => {
  daemon?.kill();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  removeFolder(origin.repository.home);
});

/** A clone of the merge alone, whose origin is then another one. */
function cloneOf(url: string, settings: readonly (readonly [string, string])[] = []): string {
  const folder = join(origin.repository.home, 'job');
  checkout(folder, origin.url, origin.oids.merge as string, 'refs/pull/7/merge', 1);
  for (const [key, value] of [['remote.origin.url', url] as const, ...settings])
    run('git', ['config', key, value], workspaceOf(folder), { PATH: process.env.PATH ?? '', HOME: folder });
  return folder;
}

const step = (
  folder: string,
  inputs: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
) =>
  runStep({
    folder,
    event: 'pull_request',
    payload: {
      pull_request: {
        number: 7,
        commits: 4,
        head: { sha: origin.oids.pull3 },
        base: { sha: origin.oids.base, ref: 'main' },
      },
    },
    inputs,
    variables: { GITHUB_SERVER_URL: urls.http, ...variables },
  });

describe('the rest of a pull request comes', () => {
  test('from a folder, by the oldest protocol', async () => {
    expect((await step(cloneOf(origin.repository.path, [['protocol.version', '0']]))).code).toBe(1);
  });

  test('from git daemon', async () => {
    expect((await step(cloneOf(urls.git))).code).toBe(1);
  });

  test('over HTTP', async () => {
    expect((await step(cloneOf(`${urls.http}/public`), { token: TOKEN })).code).toBe(1);
    // A token that is not needed is told nobody.
    expect(new Set(seen)).toEqual(new Set(['']));
  });

  test('over HTTP with the token, where the checkout left no credentials', async () => {
    const done = await step(cloneOf(`${urls.http}/private`), { token: TOKEN });
    expect(done.code).toBe(1);
    expect(done.everything).not.toContain(TOKEN);
  });

  test('over HTTP with what the checkout left', async () => {
    const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
    expect((await step(cloneOf(`${urls.http}/private`, [[`http.${urls.http}/.extraheader`, header]]))).code).toBe(1);
  });
});

describe('over ssh', () => {
  // Runs the command here, and says what it was given.
  const fake = (): string => {
    const folder = join(origin.repository.home, 'programs');
    mkdirSync(folder, { recursive: true });
    const script = '#!/bin/sh\necho "$*" >> "$0.log"\nfor last; do :; done\nexec sh -c "$last"\n';
    writeFileSync(join(folder, 'ssh'), script, { mode: 0o755 });
    // Programs beside git are found first.
    const { stdout } = run('sh', ['-c', 'command -v git'], folder, { PATH: process.env.PATH ?? '' });
    writeFileSync(join(folder, 'git'), `#!/bin/sh\nexec '${stdout.trim()}' "$@"\n`, { mode: 0o755 });
    return folder;
  };
  const clone = (command?: string): string =>
    cloneOf(`git@127.0.0.1:${origin.repository.path}`, command ? [['core.sshCommand', command]] : []);

  test.each([
    ['GIT_SSH_COMMAND', (ssh: string) => `'${ssh}'`],
    ['GIT_SSH', (ssh: string) => ssh],
  ])('by %s', async (name, value) => {
    expect((await step(clone(), {}, { [name]: value(join(fake(), 'ssh')), GIT_SSH_VARIANT: 'ssh' })).code).toBe(1);
  });

  const key = '-i "$RUNNER_TEMP/a-key"';
  const hosts = '-o "UserKnownHostsFile=$RUNNER_TEMP/a-key_known_hosts"';
  test.each([
    [`"/usr/bin/ssh" ${key} -o StrictHostKeyChecking=yes -o CheckHostIP=no ${hosts}`, true],
    [`"/usr/bin/ssh" ${key} -o ProxyCommand=x ${hosts}`, false],
    [`"/usr/bin/ssh" ${key}; touch ran`, false],
    ['"/usr/bin/ssh" -i "$RUNNER_TEMP/$(touch ran)"', false],
    ['"$(touch ran)" -i "$RUNNER_TEMP/a-key"', false],
  ])('with what the checkout left: %s', async (command, taken) => {
    const folder = fake();
    rmSync(join(folder, 'ssh.log'), { force: true });
    const job = clone(command);
    expect((await step(job, {}, { PATH: `${folder}:${process.env.PATH}` })).code).toBe(1);
    const given = readFileSync(join(folder, 'ssh.log'), 'utf8');
    expect(given.includes(`-i ${job}/temp/a-key `)).toBe(taken);
    expect(given).not.toMatch(/Proxy|touch/);
  });
});

describe('it fails closed', () => {
  test.each([
    ['without the token', () => `${urls.http}/private`],
    ['where nothing is', () => `${urls.http}/nothing`],
    ['where nobody listens', () => 'http://127.0.0.1:9/x'],
    ['with a protocol that runs programs', () => 'ext::sh -c touch% ran'],
    ['with an option for an address', () => '--upload-pack=touch ran'],
  ])('%s', async (_, url) => {
    const done = await step(cloneOf(url()));
    expect({ code: done.code, result: done.outputs.result }).toEqual({ code: 2, result: 'incomplete' });
    expect(done.log.join('\n')).toContain('could not be resolved');
  });
});

test.each([
  ['blob:none', 0],
  ['tree:0', 0],
  ['blob:none', 1],
] as const)('what a partial clone (%s, depth %i) left out is fetched', async (filter, depth) => {
  const folder = join(origin.repository.home, 'job');
  run('git', ['config', 'uploadpack.allowFilter', 'true'], origin.repository.path, { PATH: process.env.PATH ?? '' });
  checkout(folder, origin.url, origin.oids.merge as string, 'refs/pull/7/merge', depth, filter);
  const { code, outputs } = await step(folder);
  expect([code, outputs.findings, outputs['commits-scanned']]).toEqual([1, '2', '5']);
});

test('nothing that the settings of the repository name is run', async () => {
  const traps = join(origin.repository.home, 'traps');
  const ran = join(origin.repository.home, 'ran');
  mkdirSync(traps);
  for (const name of ['trap', 'reference-transaction', 'post-checkout', 'git-remote-evil', 'fsmonitor'])
    writeFileSync(join(traps, name), `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
  const trap = join(traps, 'trap');
  const settings = {
    'core.hooksPath': traps,
    'core.fsmonitor': trap,
    'core.sshCommand': trap,
    'core.askPass': trap,
    'core.gitProxy': trap,
    'core.alternateRefsCommand': trap,
    'credential.helper': `!${trap}`,
    'remote.origin.uploadpack': trap,
    'uploadpack.packObjectsHook': trap,
    'diff.external': trap,
    'gc.auto': '1',
  };
  for (const url of [origin.repository.path, `${urls.http}/private`, urls.git, `ssh://127.0.0.1:9/x`]) {
    await step(cloneOf(url, Object.entries(settings)));
    expect(existsSync(ran), url).toBe(false);
  }
  await step(cloneOf(origin.repository.path, [['remote.origin.vcs', 'evil']]));
  expect(existsSync(ran)).toBe(false);
});
