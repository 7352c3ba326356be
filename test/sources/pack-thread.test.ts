// The thread that reads packs besides: what it tells of their objects, and what it keeps to itself.
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createProbe } from '../../src/engine.ts';
import { STRETCHES } from '../../src/git/pack/turns.ts';
import { storeFiles } from '../../src/git/stored-ids.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { IS_TOLD, type PackTask, stretchesOf, type Told, TYPES } from '../../src/sources/pack-task.ts';
import { PackThread } from '../../src/sources/pack-thread.ts';
import { readPacks } from '../../src/sources/pack-worker.ts';
import { packsOf } from '../../src/sources/packed-objects.ts';
import type { TokenRule } from '../../src/types.ts';
import { type TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const rules = builtinRulebook().rules.filter((rule): rule is TokenRule => rule.family === 'token');
const CONTENT = {
  'app.py': `login("${userToken(1)}")\n`,
  'clean.py': 'print("nothing")\n',
  // Something is seen in it, and is nothing.
  'name.py': 'PLACEHOLDER = "hf_user"\nprint(PLACEHOLDER)\n',
  'model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 5\n`,
  'data.zip': 'PK\x03\x04 nothing that can be opened',
};

async function packedRepository(): Promise<{ repository: TestRepository; task: PackTask }> {
  const repository = await temporaryRepository();
  const commit = (message: string, files: object, from = ''): string =>
    `commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata ${message.length}\n${message}\n${from}${Object.entries(
      files,
    )
      .map(([path, text]) => `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`)
      .join('')}`;
  const stream = `${commit('first', CONTENT)}${commit(`leak ${userToken(2)}`, { 'run.ipynb': '{"cells": []}' })}`;
  expect(repository.tryGit(['fast-import', '--quiet'], {}, Buffer.from(stream, 'latin1')).stderr).toBe('');
  repository.git('repack', '-a', '-d', '-f', '--quiet');
  const packs = packsOf([...storeFiles(join(repository.path, '.git/objects'), 20)]);
  const taken = new SharedArrayBuffer(2 * packs.length * STRETCHES);
  return { repository, task: { packs, objectFormat: 'sha1', memory: 1 << 26, taken, rules } };
}

/** What is told of the objects, by type and size, with the bytes of those that are told whole. Nobody answers about notebooks where there are none. */
async function told(
  task: PackTask,
  notebooks?: Uint8Array,
  look: () => void = () => undefined,
): Promise<{ all: string[]; whole: string[] }> {
  const { port1, port2 } = new MessageChannel();
  const [all, whole]: [string[], string[]] = [[], []];
  port2.on('message', (message: Told) => {
    if ('layouts' in message) return expect(message.layouts).toHaveLength(task.packs.length);
    if ('end' in message && message.end === 'blobs') return port2.close();
    if ('end' in message) return notebooks && port2.postMessage({ notebooks });
    look();
    const { kinds, sizes, bytes } = message.batch;
    let at = 0;
    for (const [index, kind] of kinds.entries()) {
      const size = sizes[index] as number;
      all.push(`${TYPES[(kind & 7) - 1]} ${size}`);
      if (kind & IS_TOLD) whole.push(Buffer.from(bytes).toString('latin1', at, (at += size)));
    }
    port2.postMessage({ room: bytes }, [bytes.buffer as ArrayBuffer]);
  });
  const end = new Promise((resolve) => port2.on('close', resolve));
  await readPacks(port1, task, await createProbe(rules));
  await end;
  return { all, whole };
}

test('of each object type and size; whole what has something, and what only others can judge', async () => {
  const { repository, task } = await packedRepository();
  const { all, whole } = await told(task);
  const listed = repository.git('cat-file', '--batch-check=%(objecttype) %(objectsize)', '--batch-all-objects');
  expect(all.sort()).toEqual(listed.trim().split('\n').sort());
  const isTold = (text: string): boolean => whole.some((one) => one.includes(text));
  for (const name of ['app.py', 'model.bin', 'data.zip'] as const) expect(isTold(CONTENT[name])).toBe(true);
  for (const name of ['clean.py', 'name.py'] as const) expect(isTold(CONTENT[name])).toBe(false);
  expect(isTold('{"cells": []}')).toBe(true);
  expect(isTold(`leak ${userToken(2)}`)).toBe(true);
  expect(isTold('run.ipynb\0')).toBe(true);
  expect(whole.length).toBe(6);
});

test('more than may wait to be looked at', async () => {
  const { repository, task } = await packedRepository();
  const texts = Array.from({ length: 12 }, (_, at) => `${at} `.repeat(3e5 + at));
  const oids = texts.map((text) =>
    repository.tryGit(['hash-object', '-w', '--stdin'], {}, Buffer.from(text)).stdout.trim(),
  );
  repository.git('tag', 'first', oids[0] as string);
  for (const oid of oids) repository.git('update-ref', `refs/tags/${oid}`, oid);
  repository.git('repack', '-a', '-d', '-f', '--quiet');
  const packs = packsOf([...storeFiles(join(repository.path, '.git/objects'), 20)]);
  const shared = { ...task, packs, taken: new SharedArrayBuffer(task.taken.byteLength) };
  stretchesOf(shared.taken, 0, 'meta').fill(1);
  const { whole } = await told(shared, Buffer.from(oids.join(''), 'hex'));
  expect(texts.filter((text) => !whole.includes(text)).length).toBe(0);
});

test('room comes back, and no more of it is kept than is used', async () => {
  const { repository, task } = await packedRepository();
  const text = (at: number): string => `${at} `.repeat(at === 0 ? 2e6 : 2e5);
  const paths = Array.from({ length: 60 }, (_, at) => `text-${at}`);
  for (const [at, path] of paths.entries()) repository.write(path, text(at));
  const oids = repository
    .git('hash-object', '-w', '--', ...paths)
    .trim()
    .split('\n');
  const refs = oids.map((oid) => `create refs/tags/${oid} ${oid}\n`);
  expect(repository.tryGit(['update-ref', '--stdin'], {}, refs.join(''))).toMatchObject({ code: 0 });
  repository.git('repack', '-a', '-d', '-f', '--quiet');
  const packs = packsOf([...storeFiles(join(repository.path, '.git/objects'), 20)]);
  const shared = { ...task, packs, taken: new SharedArrayBuffer(task.taken.byteLength) };
  stretchesOf(shared.taken, 0, 'meta').fill(1);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let most = 0;
  await told(shared, Buffer.from(oids.join(''), 'hex'), () => {
    collect();
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  });
  expect(most >> 20).toBeLessThan(24);
});

test('nothing of what another thread has taken', async () => {
  const { task } = await packedRepository();
  stretchesOf(task.taken, 0, 'blobs').fill(1);
  const { all } = await told(task);
  expect([...new Set(all.map((one) => one.split(' ')[0]))].sort()).toEqual(['commit', 'tree']);
});

test('trees that another thread has taken: that one says which blobs are notebooks', async () => {
  const { repository, task } = await packedRepository();
  stretchesOf(task.taken, 0, 'meta').fill(1);
  const named = Buffer.from(repository.git('rev-parse', 'main:clean.py').trim(), 'hex');
  const { whole } = await told(task, named);
  expect(whole.includes(CONTENT['clean.py'])).toBe(true);
  expect(whole.includes('{"cells": []}')).toBe(false);
});

test('no thread for small packs, for rules that are not all there is to ask, and without memory', async () => {
  const { repository } = await packedRepository();
  const files = [...storeFiles(join(repository.path, '.git/objects'), 20)];
  expect(PackThread.start({ files, rules, objectFormat: 'sha1', memory: 1 << 26 })).toBeNull();
  expect(PackThread.start({ files, rules: undefined, objectFormat: 'sha1', memory: 1 << 26 })).toBeNull();
  expect(PackThread.start({ files, rules, objectFormat: 'sha1', memory: 0 })).toBeNull();
});
