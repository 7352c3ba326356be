// What lies in the git directory and is called like a part of the store, but is not read as such by git.

import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { expectSealed, removeFolder } from '../repository.ts';
import { userToken } from '../tokens.ts';
import { History } from './history.ts';
import { describePlaces, type Expected, leak, type Plant } from './history-places.ts';

const inFile = (path: string, at: unknown = '2:8'): Expected => ({
  path: `.git/${path}`,
  place: 'gitfile',
  at,
  added: null,
});
const loose = (content: string): Buffer => deflateSync(Buffer.from(`blob ${content.length}\0${content}`));
const pathOf = (oid: string): string => `${oid.slice(0, 2)}/${oid.slice(2)}`;

/** A file with `content` that no git command wrote like that. */
function file(path: string, content: (token: string) => string | Buffer = leak): Plant {
  return (history, token) => {
    history.gitFile(path, content(token));
    return inFile(path);
  };
}

function packOf(history: History): string {
  const folder = join(history.gitFolder, 'objects/pack');
  if (!readdirSync(folder).some((name) => name.endsWith('.pack'))) history.git('repack', '-a', '-d', '--quiet');
  return readdirSync(folder).find((name) => name.endsWith('.pack')) as string;
}

const [YEAR_2020, YEAR_2035] = [1_577_836_800, 2_051_222_400];

/** A text that is called a pack, beside an index of the whole pack. Of two packs git asks the newer one first. */
function packThatIsNone(history: History, token: string, time: number): void {
  const folder = join(history.gitFolder, 'objects/pack');
  cpSync(join(folder, packOf(history).replace(/pack$/, 'idx')), join(folder, 'pack-1.idx'));
  history.gitFile('objects/pack/pack-1.pack', leak(token));
  utimesSync(join(folder, 'pack-1.idx'), time, time);
  utimesSync(join(folder, 'pack-1.pack'), time, time);
}

/** Something between the entries of the index and its checksum. Format: gitformat-index(5), extensions. */
function extension(history: History, name: string, content: Buffer): void {
  const index = readFileSync(join(history.gitFolder, 'index')).subarray(0, -20);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const body = Buffer.concat([index, Buffer.from(name), length, content]);
  history.gitFile('index', Buffer.concat([body, createHash('sha1').update(body).digest()]));
}

describePlaces('what git does not read as an object', {
  seed: 76_000,
  verb: 'everything',
  both: true,
  outside: true,
  make: () => {
    const history = new History();
    history.commit({ 'README.md': 'hello\n' });
    packOf(history);
    mkdirSync(join(history.gitFolder, 'modules/x'), { recursive: true });
    return history;
  },
  places: [
    [
      'an old shared index',
      (history, token) => {
        history.write(token, 'x');
        history.git('add', token);
        history.git('update-index', '--split-index');
        const [name = ''] = readdirSync(history.gitFolder).filter((one) => one.startsWith('sharedindex.'));
        const path = `sharedindex.${'b'.repeat(40)}`;
        renameSync(join(history.gitFolder, name), join(history.gitFolder, path));
        rmSync(join(history.gitFolder, 'index'));
        history.git('read-tree', 'HEAD');
        return inFile(path, expect.any(String));
      },
    ],
    ['a shared index that is none', file(`sharedindex.${'a'.repeat(40)}`)],
    [
      'a bitmap of a pack that is none',
      (history, token) => {
        const path = `objects/pack/${packOf(history).replace(/pack$/, 'bitmap')}`;
        history.gitFile(path, leak(token));
        return inFile(path);
      },
    ],
    [
      'a pack that is none, with the index of another',
      (history, token) => {
        packThatIsNone(history, token, YEAR_2020);
        return inFile('objects/pack/pack-1.pack');
      },
    ],
    ['an object that was not finished', file('objects/ab/tmp_obj_Xy12ab', (token) => loose(leak(token)))],
    ['an object that was cut off', file('objects/ab/tmp_obj_cut', (token) => loose(`${leak(token)}${'x'.repeat(99)}`))],
    [
      'an object of a push of old times',
      file(`objects/incoming-x1/ab/${'0'.repeat(38)}`, (token) => loose(leak(token))),
    ],
    ['an object of a copy of the store', file(`objects.bak/ab/${'1'.repeat(38)}`, (token) => loose(leak(token)))],
    [
      'an object of a repository without HEAD',
      file(`modules/x/objects/ab/${'2'.repeat(38)}`, (token) => loose(leak(token))),
    ],
    [
      'an object in whose place a pack has another',
      (history, token) => {
        const path = `objects/${pathOf(history.git('rev-parse', 'HEAD').trim())}`;
        history.gitFile(path, loose(leak(token)));
        return inFile(path);
      },
    ],
    [
      'an extension of the index',
      (history, token) => {
        extension(history, 'ZZZZ', Buffer.from(`import os\n\nkey = "${token}"`));
        return inFile('index', expect.any(String));
      },
    ],
    [
      'a setting of several lines',
      (history, token) => {
        appendFileSync(
          join(history.gitFolder, 'config'),
          `[remote "x"]\n\turl = https://u:${token.slice(0, 15)}\\\n${token.slice(15)}@huggingface.co/x\n`,
        );
        return inFile('config', expect.any(String));
      },
    ],
    [
      'a setting of several quotes',
      (history, token) => {
        history.gitFile('config.old', `[remote "x"]\nurl = u:"${token.slice(0, 9)}""${token.slice(9)}"@hf.co\n`);
        return inFile('config.old', expect.stringMatching(/^2:/));
      },
    ],
    ['a part of such a list', file('objects/pack/multi-pack-index-abc.rev')],
  ],
});

const PACKED: readonly (readonly [name: string, plant: (history: History) => void])[] = [
  [
    'a pack that was not finished',
    (history) => {
      const folder = join(history.gitFolder, 'objects/pack');
      cpSync(join(folder, packOf(history)), join(folder, 'tmp_pack_aBcDeF'));
    },
  ],
  ['a bundle', (history) => void history.git('bundle', 'create', '--quiet', '.git/x.bundle', 'main')],
  [
    'a pack with more than its index has',
    (history) => {
      const path = join(history.gitFolder, 'objects/pack', packOf(history));
      const copy = join(dirname(path), 'pack-1');
      const pack = readFileSync(path);
      pack.writeUInt32BE(pack.readUInt32BE(8) + 1, 8);
      writeFileSync(`${copy}.pack`, pack);
      cpSync(path.replace(/pack$/, 'idx'), `${copy}.idx`);
    },
  ],
];

test.each(PACKED)('%s is opened', (name, plant) => {
  const history = new History();
  const token = userToken(77_002);
  history.commit({ 'a.py': leak(token) });
  plant(history);
  const run = history.scan(['history', '--everything']);
  const trails = run.report.findings.map(({ location }: { location: { trail: string[] } }) => location.trail.join(' '));
  expect(trails).toContainEqual(expect.stringMatching(/^!\/blob \d+$/));
  expect(run.report.complete).toBe(!name.includes('more than'));
  expectSealed(run, token);
  removeFolder(history.home);
});

test('a pack that is none and newer than the whole one, at which git gives up', () => {
  const history = new History();
  history.commit({ 'README.md': 'hello\n' });
  packThatIsNone(history, userToken(77_003), YEAR_2035);
  const run = history.scan(['history', '--everything']);
  expect(run).toMatchObject({ code: 1, skipped: { 'corrupt-object': 1 }, report: { complete: false } });
  expect(run.found).toEqual(['.git/objects/pack/pack-1.pack:2:8 hf-user-token']);
  removeFolder(history.home);
});

test('a list of packs that is none, at which git gives up', () => {
  const history = new History();
  history.commit({ 'README.md': 'hello\n' });
  history.gitFile('objects/pack/multi-pack-index', leak(userToken(77_001)));
  const run = history.scan(['history', '--everything']);
  expect(run.found).toEqual(['.git/objects/pack/multi-pack-index:2:8 hf-user-token']);
  removeFolder(history.home);
});

test('objects that are packed and loose are told once', () => {
  const history = new History();
  const token = userToken(77_000);
  history.commit({ 'a.py': leak(token) });
  history.git('repack', '-a', '--quiet');
  const run = history.scan(['history', '--everything']);
  expect(run).toMatchObject({ code: 1, report: { complete: true, findings: [{ location: { path: 'a.py' } }] } });
  expectSealed(run, token);
  removeFolder(history.home);
});

test.each(['0', '777777', '160000', '60000'])('an entry of a tree with the mode %s is told as a submodule', (mode) => {
  const history = new History();
  const oid = history.blob(leak(userToken(77_004)));
  history.on('refs/heads/main', { 'a.py': { mode, oid } });
  expect(history.scan(['history'])).toMatchObject({ found: [], skipped: { submodule: 1 }, code: 3 });
  expect(history.scan(['history', '--everything'])).toMatchObject({ found: ['a.py:2:8 hf-user-token'] });
  removeFolder(history.home);
});
