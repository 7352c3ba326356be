// The cache on real folders: what comes back is what was written by the same user, or nothing.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join, relative } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cache, cacheFolder, type IdLength, type OidSet, openCache, type Scanned } from '../../src/cache/index.ts';
import { lastingFolder, removeFolder, temporaryFolder } from '../repository.ts';
import { amount } from '../slice.ts';

const USER = process.geteuid?.();
const IS_ROOT = USER === 0;
const NAME = ['/home/user/project', 'rules-digest', '1.0.0'];
const HOUR = 3600;

const oid = (value: number, length: IdLength = 20): string =>
  (value * 2_654_435_761).toString(16).padStart(2 * length, 'a1b2c3');
const raw = (...ids: readonly string[]): Buffer => Buffer.from(ids.join(''), 'hex');
const scanned = (more: Partial<Scanned> = {}): Scanned => ({
  state: 'state-1',
  summary: { blobs: 3, hits: [oid(9)] },
  ids: raw(oid(3), oid(1), oid(2)),
  idLength: 20,
  ...more,
});

function openAt(folder: string, user = USER): Cache {
  const cache = openCache(folder, user);
  if (!cache) throw new Error('the cache does not open');
  return cache;
}

/** A cache in a folder that does not exist yet, with one entry of `NAME`. */
function filled(entry = scanned()): { folder: string; cache: Cache; file: string } {
  const folder = join(temporaryFolder(), 'new', 'hfleaks');
  const cache = openAt(folder);
  cache.keep(NAME, entry);
  return { folder, cache, file: join(folder, entries(folder)[0] ?? '') };
}

const entries = (folder: string): string[] => fs.readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name));
const temporaries = (folder: string): string[] => fs.readdirSync(folder).filter((name) => name.startsWith('tmp-'));

/** All that is read, as one value. */
function readAll(cache: Cache, name = NAME): unknown {
  const entry = cache.read(name);
  return entry && { state: entry.state, summary: entry.summary, ids: hexOf(entry.ids()) };
}

const hexOf = (set: OidSet | null): string[] | null =>
  set && Array.from({ length: set.size }, (_, index) => hexAt(set, index));
const hexAt = (set: OidSet, index: number): string =>
  set.toBuffer().toString('hex', index * set.idLength, (index + 1) * set.idLength);

describe('the folder', () => {
  const home = '/home/u';
  test.each<[string, string, Record<string, string | undefined>, string | null]>([
    ['XDG_CACHE_HOME', 'linux', { XDG_CACHE_HOME: '/x', HOME: home }, '/x/hfleaks'],
    ['a relative XDG_CACHE_HOME', 'linux', { XDG_CACHE_HOME: 'x', HOME: home }, '/home/u/.cache/hfleaks'],
    ['an empty XDG_CACHE_HOME', 'linux', { XDG_CACHE_HOME: '', HOME: home }, '/home/u/.cache/hfleaks'],
    ['HOME', 'linux', { HOME: home }, '/home/u/.cache/hfleaks'],
    ['a relative HOME', 'linux', { HOME: '.' }, null],
    ['nothing', 'linux', {}, null],
    ['HOME on macOS', 'darwin', { HOME: home }, '/home/u/Library/Caches/hfleaks'],
    ['XDG_CACHE_HOME on macOS', 'darwin', { XDG_CACHE_HOME: '/x', HOME: home }, '/x/hfleaks'],
    ['LOCALAPPDATA', 'win32', { LOCALAPPDATA: 'C:\\l', HOME: 'C:\\h' }, 'C:\\l\\hfleaks'],
    ['no LOCALAPPDATA', 'win32', { HOME: 'C:\\h' }, null],
  ])('%s', (_, platform, variables, folder) => {
    expect(cacheFolder(variables, platform)).toBe(folder);
  });

  test('it and its files are for the user alone, and names tell nothing', () => {
    const { folder, file } = filled();
    const names = fs.readdirSync(folder);
    expect(names.filter((name) => !/^(?:[0-9a-f]{64}|secret)$/.test(name))).toEqual([]);
    expect(names).toHaveLength(2);
    expect(names.map((name) => fs.statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    expect([folder, join(folder, '..')].map((path) => fs.statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
    expect(fs.readFileSync(file, 'latin1')).not.toMatch(/home|project|rules|1\.0\.0/);
    expect(names.join()).not.toContain(oid(1));
    expect(inspect(openAt(folder), { showHidden: true, depth: 9 })).toBe('Cache {}');
  });

  test.each<[string, (folder: string) => void]>([
    ['a folder that the group can write to', (folder) => fs.chmodSync(folder, 0o770)],
    ['a folder that all can write to', (folder) => fs.chmodSync(folder, 0o1777)],
    ['a file in its place', (folder) => replace(folder, (path) => fs.writeFileSync(path, ''))],
    ['a link that leads nowhere', (folder) => replace(folder, (path) => fs.symlinkSync('nowhere', path))],
    ['a secret that the group can write to', (folder) => fs.chmodSync(join(folder, 'secret'), 0o620)],
    ['a secret that others can read', (folder) => fs.chmodSync(join(folder, 'secret'), 0o604)],
    ['a secret that is cut', (folder) => fs.truncateSync(join(folder, 'secret'), 31)],
    ['a secret that is a link', (folder) => linkAway(join(folder, 'secret'))],
    ['a secret that is a folder', (folder) => replace(join(folder, 'secret'), (path) => fs.mkdirSync(path))],
  ])('%s is not trusted', (_, change) => {
    const { folder } = filled();
    change(folder);
    expect(openCache(folder, USER)).toBeNull();
    if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) expect(temporaries(folder)).toEqual([]);
  });

  test.skipIf(!fs.existsSync('/proc/self')).each(['/proc/hfleaks', '/proc/1/hfleaks', '/proc/1/fd/x/hfleaks'])(
    '%s cannot be made: none, at once',
    (folder) => {
      expect(openCache(folder, USER)).toBeNull();
    },
  );

  test.each<[string, (path: string) => void]>([
    ['a link to nowhere', (path) => fs.symlinkSync('nowhere', path)],
    ['a link to itself', (path) => fs.symlinkSync('x', path)],
    ['a file', (path) => fs.writeFileSync(path, '')],
  ])('below %s there is none', (_, make) => {
    const path = join(temporaryFolder(), 'x');
    make(path);
    expect(openCache(join(path, 'hfleaks'), USER)).toBeNull();
  });

  test('a relative path is not trusted', () => {
    const folder = temporaryFolder();
    expect(openCache(join(relative(process.cwd(), folder), 'hfleaks'), USER)).toBeNull();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test("a link of the user's own is followed", () => {
    const { folder } = filled();
    linkAway(folder);
    expect(readAll(openAt(folder))).not.toBeNull();
  });

  test('the folder of another user', () => {
    const { folder } = filled();
    expect(openCache(folder, (USER ?? 0) + 1)).toBeNull();
  });

  test.skipIf(!IS_ROOT).each<[string, (folder: string) => void]>([
    ['a folder', (folder) => fs.chownSync(folder, 65534, 65534)],
    ['a secret', (folder) => fs.chownSync(join(folder, 'secret'), 65534, 65534)],
    ['a link to the folder', (folder) => linkAway(folder) && fs.lchownSync(folder, 65534, 65534)],
    ['the folder around one that is missing', (folder) => giveAwayAround(folder)],
  ])('%s that is owned by someone else is not trusted', (_, change) => {
    const { folder } = filled();
    change(folder);
    expect(openCache(folder, USER)).toBeNull();
  });
});

describe('an entry', () => {
  test.each<[string, Partial<Scanned>, unknown]>([
    ['ids in disorder', {}, { state: 'state-1', summary: { blobs: 3, hits: [oid(9)] }, ids: sorted(1, 2, 3) }],
    ['an id twice', { ids: raw(oid(2), oid(1), oid(2)) }, expect.objectContaining({ ids: sorted(1, 2) })],
    ['no ids', { ids: Buffer.alloc(0) }, expect.objectContaining({ ids: [] })],
    ['SHA-256', { ids: raw(oid(1, 32)), idLength: 32 }, expect.objectContaining({ ids: [oid(1, 32)] })],
    ['no summary', { summary: undefined }, expect.objectContaining({ summary: null })],
    ['a summary of 100 kB', { summary: 'é'.repeat(50_000) }, expect.objectContaining({ summary: 'é'.repeat(50_000) })],
  ])('with %s comes back', (_, more, expected) => {
    const { folder, cache } = filled(scanned(more));
    expect(readAll(cache)).toEqual(expected);
    expect(readAll(openAt(folder))).toEqual(expected);
  });

  test.each<[string, Partial<Scanned>]>([
    ['half an id', { ids: Buffer.alloc(30) }],
    ['a summary that is no JSON', { summary: 1n }],
    ['a summary that is too large', { summary: 'x'.repeat(2 ** 24) }],
  ])('with %s is not written, and the one before stays', (_, more) => {
    const { folder, cache } = filled();
    cache.keep(NAME, scanned({ state: 'state-2', ...more }));
    expect(readAll(cache)).toMatchObject({ state: 'state-1' });
    expect(fs.readdirSync(folder)).toHaveLength(2);
  });

  test('the last writer wins, and ids that were replaced since are not given', () => {
    const { cache } = filled();
    const before = cache.read(NAME);
    cache.keep(NAME, scanned({ state: 'state-2', ids: raw(oid(4), oid(5), oid(6)) }));
    expect(before?.ids()).toBeNull();
    expect(readAll(cache)).toMatchObject({ state: 'state-2', ids: sorted(4, 5, 6) });
  });

  test('ids that were read are written again with more', () => {
    const { cache } = filled();
    const ids = cache.read(NAME)?.ids()?.toBuffer() ?? Buffer.alloc(0);
    cache.keep(NAME, scanned({ ids: Buffer.concat([ids, raw(oid(8), oid(1))]) }));
    expect(readAll(cache)).toMatchObject({ ids: sorted(1, 2, 3, 8) });
  });

  test.each<[string, readonly string[]]>([
    ['another last part', [...NAME.slice(0, 2), '1.0.1']],
    ['parts cut elsewhere', ['/home/user/projectrules-digest', '', '1.0.0']],
    ['one part', [NAME.join()]],
    ['no part', []],
  ])('of %s is another one', (_, name) => {
    const { cache } = filled();
    expect(cache.read(name)).toBeNull();
  });
});

describe('damage', () => {
  test('of any bit: no entry, or none of its ids', () => {
    const { cache, file } = filled();
    const whole = fs.readFileSync(file);
    const idsAt = whole.length - 60;
    const kept: number[] = [];
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      fs.writeFileSync(file, bytes);
      const entry = cache.read(NAME);
      if (entry ? bit >> 3 < idsAt || entry.ids() : bit >> 3 >= idsAt) kept.push(bit);
    }
    expect(kept).toEqual([]);
  });

  test('by cutting it at any length, or adding to it: no entry', () => {
    const { cache, file } = filled();
    const whole = fs.readFileSync(file);
    const longer = [1, 20, 100_000].map((more) => Buffer.concat([whole, Buffer.alloc(more)]));
    const shorter = Array.from(whole, (_, length) => whole.subarray(0, length));
    const kept = [...longer, ...shorter].filter((bytes) => {
      fs.writeFileSync(file, bytes);
      return cache.read(NAME) !== null;
    });
    expect(kept).toEqual([]);
    fs.writeFileSync(file, whole);
    expect(cache.read(NAME)).not.toBeNull();
  });

  test.each<[string, (here: ReturnType<typeof filled>, other: ReturnType<typeof filled>) => void, unknown]>([
    ['an entry of another user', (here, other) => fs.copyFileSync(other.file, here.file), null],
    [
      'an entry of another name',
      ({ folder, file, cache }) => {
        cache.keep(['other'], scanned({ state: 'state-2' }));
        const other = entries(folder).find((name) => join(folder, name) !== file) ?? '';
        fs.renameSync(join(folder, other), file);
      },
      null,
    ],
    [
      'the ids of another entry',
      ({ folder, file, cache }) => {
        cache.keep(['other'], scanned({ ids: raw(oid(4), oid(5), oid(6)) }));
        const other = entries(folder).find((name) => join(folder, name) !== file) ?? '';
        const [bytes, ids] = [fs.readFileSync(file), fs.readFileSync(join(folder, other)).subarray(-60)];
        fs.writeFileSync(file, Buffer.concat([bytes.subarray(0, -60), ids]));
      },
      expect.objectContaining({ state: 'state-1', ids: null }),
    ],
    ['another format', ({ file }) => changeText(file, 'hfleaks-cache/1\n', 'hfleaks-cache/2\n'), null],
    ['a head that says it is huge', ({ file }) => changeByte(file, 48, 0xff), null],
    ['a link to the entry', ({ file }) => linkAway(file), null],
    ['a folder', ({ file }) => replace(file, (path) => fs.mkdirSync(path)), null],
    ['a file of 5 GB', ({ file }) => fs.truncateSync(file, 5 * 2 ** 30), null],
    ['a new secret', ({ folder }) => fs.rmSync(join(folder, 'secret')), null],
  ])('%s', (_, change, expected) => {
    const here = filled();
    change(here, filled());
    expect(readAll(openAt(here.folder))).toEqual(expected);
  });

  test('a head that says it is huge, in a file that is: nothing is read', () => {
    const { cache, file } = filled();
    changeByte(file, 48, 0x20);
    fs.truncateSync(file, 2 ** 30);
    const { maxRSS } = process.resourceUsage();
    expect(cache.read(NAME)).toBeNull();
    expect(process.resourceUsage().maxRSS - maxRSS).toBeLessThan(100_000);
  });

  test('a link or a FIFO in its place is replaced, a folder stays', () => {
    const { folder, cache, file } = filled();
    const target = linkAway(file);
    const before = fs.readFileSync(target);
    cache.keep(NAME, scanned({ state: 'state-2' }));
    expect(readAll(cache)).toMatchObject({ state: 'state-2' });
    expect(fs.readFileSync(target)).toEqual(before);
    replace(file, (path) => execFileSync('mkfifo', [path]));
    cache.keep(NAME, scanned({ state: 'state-3' }));
    expect(readAll(cache)).toMatchObject({ state: 'state-3' });
    replace(file, (path) => fs.mkdirSync(path));
    cache.keep(NAME, scanned());
    expect(cache.read(NAME)).toBeNull();
    expect(temporaries(folder)).toEqual([]);
  });

  test('a folder that is gone: nothing is thrown', () => {
    const { folder, cache } = filled();
    fs.rmSync(folder, { recursive: true });
    cache.keep(NAME, scanned());
    expect(cache.read(NAME)).toBeNull();
    expect(fs.existsSync(folder)).toBe(false);
  });
});

describe('what is removed when writing', () => {
  test('temporary files older than an hour; nothing that is not ours', () => {
    const { folder, cache } = filled();
    const names = {
      old: `tmp-${'0'.repeat(32)}`,
      young: `tmp-${'1'.repeat(32)}`,
      foreign: 'tmp-notes',
      other: 'README',
    };
    for (const name of Object.values(names)) fs.writeFileSync(join(folder, name), '');
    for (const name of [names.old, names.foreign, names.other]) age(join(folder, name), 2 * HOUR);
    cache.keep(NAME, scanned());
    expect(fs.readdirSync(folder).sort()).toEqual(
      [...entries(folder), 'README', 'secret', names.young, names.foreign].sort(),
    );
  });

  test('the oldest of more than 200 entries', () => {
    const { folder, cache, file } = filled();
    const others = Array.from({ length: 201 }, (_, index) => join(folder, index.toString(16).padStart(64, '0')));
    for (const [index, path] of others.entries()) {
      fs.writeFileSync(path, '');
      age(path, 10 * HOUR + ((index * 7) % 201) * 60);
    }
    age(file, 100 * HOUR);
    const oldest = others.filter((_, index) => (index * 7) % 201 >= 199);
    for (const state of ['state-1', 'state-2']) cache.keep(['new'], scanned({ state }));
    expect(entries(folder)).toHaveLength(200);
    expect([file, ...others].filter((path) => !fs.existsSync(path))).toEqual([file, ...oldest]);
    expect(cache.read(['new'])).not.toBeNull();
  });

  test('the oldest beyond 512 MB; an entry that is read is not old', () => {
    const { folder, cache, file } = filled();
    const paths = ['a', 'b', 'c'].map((letter) => join(folder, letter.repeat(64)));
    for (const [index, path] of paths.entries()) {
      fs.writeFileSync(path, '');
      fs.truncateSync(path, 200 * 2 ** 20);
      age(path, (48 + index) * HOUR);
    }
    age(file, 1000 * HOUR);
    expect(cache.read(NAME)).not.toBeNull();
    cache.keep(['new'], scanned());
    expect([...paths, file].map((path) => fs.existsSync(path))).toEqual([true, true, false, true]);
  });
});

describe('a set of ids', () => {
  /** Ids that share first bytes, as chosen ones do, beside ids that do not. */
  const ids = (length: IdLength): fc.Arbitrary<string[]> => {
    const tail = fc.uint8Array({ minLength: 1, maxLength: length }).map((bytes) => Buffer.from(bytes).toString('hex'));
    const id = fc.tuple(fc.constantFrom('', '00', 'ffff', '0001', 'abcdef'), tail);
    return fc.array(id.map(([head, rest]) => `${head}${rest}`.padEnd(2 * length, '0').slice(0, 2 * length)));
  };

  test.each<IdLength>([20, 32])('has what a Set has, ids of %i bytes', (idLength) => {
    const { cache } = filled();
    fc.assert(
      fc.property(ids(idLength), ids(idLength), (inside, others) => {
        cache.keep(NAME, scanned({ ids: raw(...inside), idLength }));
        const [set, model] = [cache.read(NAME)?.ids(), new Set(inside)];
        if (!set) throw new Error('the ids are gone');
        expect(hexOf(set)).toEqual([...model].sort());
        for (const id of [...inside, ...others]) {
          expect(set.has(id)).toBe(model.has(id));
          expect(set.has(raw(id))).toBe(model.has(id));
        }
      }),
    );
  });

  test.each(['', 'a1', oid(1).slice(2), `${oid(1)}00`, oid(1, 32), oid(1).replace(/.$/, 'g'), 'é'.repeat(40)])(
    'has no %j',
    (id) => {
      const set = filled().cache.read(NAME)?.ids();
      expect([set?.has(oid(1)), set?.has(id), set?.has(oid(2))]).toEqual([true, false, true]);
    },
  );

  test('half a million ids, all with the same beginning, are sorted and found', () => {
    const count = 465_684;
    const many = Buffer.alloc(count * 20, 7);
    for (let index = 0; index < count; index++) many.writeUInt32BE(count - index, index * 20 + 16);
    const { cache, file } = filled(scanned({ ids: many }));
    const set = cache.read(NAME)?.ids();
    expect([set?.size, set?.has(many.subarray(0, 20)), set?.has(Buffer.alloc(20, 7))]).toEqual([count, true, false]);
    expect(fs.statSync(file).size).toBeLessThan(count * 20 + 1000);
  });
});

describe('other processes', () => {
  let home = '';
  beforeAll(async () => {
    home = lastingFolder();
    fs.chmodSync(home, 0o755);
    const bundle = await rolldown({ input: join(import.meta.dirname, '../../src/cache/index.ts'), platform: 'node' });
    await bundle.write({ file: join(home, 'cache.mjs'), format: 'esm' });
    await bundle.close();
    fs.writeFileSync(join(home, 'child.mjs'), CHILD);
  });
  afterAll(() => removeFolder(home));

  /** Opens the cache in `folder` and does `what`. What `write` writes can be told by its `id`, which also ends all ids. */
  const CHILD = `import { openCache } from './cache.mjs';
    const [what, folder, id, times] = process.argv.slice(2);
    const cache = openCache(folder, process.geteuid());
    if (what === 'open') console.log(String(cache && 'open'));
    if (what === 'read') console.log(JSON.stringify(cache && cache.read(['shared'])));
    for (let turn = 1; what === 'write' && turn <= times; turn++) {
      if (turn === 2) process.stdout.write('ready');
      const ids = Buffer.alloc(20 * 5000, Number(id));
      for (let at = 0; at < ids.length; at += 20) ids.writeUInt32BE(at, at);
      cache.keep(['shared'], { state: id, summary: turn, ids, idLength: 20 });
      cache.keep([id], { state: id, summary: turn, ids, idLength: 20 });
    }`;
  const argsOf = (...args: readonly (string | number)[]): string[] => [join(home, 'child.mjs'), ...args.map(String)];
  const start = (...args: readonly (string | number)[]): ChildProcess =>
    spawn(process.execPath, argsOf(...args), { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.on('close', resolve));

  /** What is wrong with an entry of a child: all its ids end in its own number. */
  function faultOf(cache: Cache, name: string): string | null {
    const entry = cache.read([name]);
    if (!entry) return null;
    const set = entry.ids();
    if (!set) return 'replaced';
    const isWhole =
      set.size === 5000 && set.toBuffer().every((byte, at) => at % 20 < 4 || byte === Number(entry.state));
    return isWhole ? null : `torn: ${entry.state}`;
  }

  test('first runs at the same time agree on the secret', async () => {
    const folder = join(temporaryFolder(), 'hfleaks');
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    await Promise.all(numbers.map((id) => ended(start('write', folder, id, 1))));
    const cache = openAt(folder);
    expect(numbers.map((id) => cache.read([String(id)])?.state)).toEqual(numbers.map(String));
    expect(temporaries(folder)).toEqual([]);
  });

  test('two writers and a reader: each entry that is read is one that was written', async () => {
    const times = amount(60, 25);
    const { folder, cache } = filled();
    const children = [start('write', folder, 1, times), start('write', folder, 2, times)];
    const seen = new Set<string | null>();
    let [isDone, whole] = [false, 0];
    const all = Promise.all(children.map(ended)).then(() => (isDone = true));
    while (!isDone) {
      const fault = faultOf(cache, 'shared');
      if (fault === null) whole += 1;
      else seen.add(fault);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await all;
    expect([...seen].filter((fault) => fault !== 'replaced')).toEqual([]);
    expect(whole).toBeGreaterThan(0);
    expect([cache.read(['shared'])?.summary, faultOf(cache, 'shared')]).toEqual([times, null]);
    expect(temporaries(folder)).toEqual([]);
  });

  test('kill -9 at any moment: the entry is whole, and what is left behind is gone after an hour', async () => {
    const { folder, cache } = filled();
    const faults: unknown[] = [];
    const kills = amount(15, 5);
    for (let kill = 0; kill < kills; kill++) {
      const child = start('write', folder, 1, 1_000_000);
      const end = ended(child);
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 25));
      child.kill('SIGKILL');
      await end;
      faults.push(cache.read(['shared']) ? faultOf(cache, 'shared') : 'absent');
    }
    expect(faults).toEqual(Array(kills).fill(null));
    for (const name of temporaries(folder)) age(join(folder, name), 2 * HOUR);
    cache.keep(NAME, scanned());
    expect(temporaries(folder)).toEqual([]);
  });

  test.each<[string, string]>([
    ['a FIFO as an entry', 'read'],
    ['a FIFO as the secret', 'open'],
  ])('%s does not stop it', (_, what) => {
    const { folder, cache, file } = filled();
    cache.keep(['shared'], scanned());
    const shared = entries(folder).find((name) => join(folder, name) !== file) ?? '';
    const before = spawnSync(process.execPath, argsOf(what, folder), { encoding: 'utf8', timeout: 10_000 });
    expect(before.stdout).toMatch(/^(?:open|\{"state":"state-1".*)\n$/);
    replace(join(folder, what === 'read' ? shared : 'secret'), (path) => execFileSync('mkfifo', [path]));
    const { status, stdout } = spawnSync(process.execPath, argsOf(what, folder), { encoding: 'utf8', timeout: 10_000 });
    expect([status, stdout]).toEqual([0, 'null\n']);
  });

  describe.skipIf(!IS_ROOT)('as nobody (not as root is impossible elsewhere)', () => {
    const asNobody = (
      ...args: readonly (string | number)[]
    ): { status: number | null; stdout: string; stderr: string } => {
      const user = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath];
      return spawnSync('setpriv', [...user, ...argsOf(...args)], { encoding: 'utf8', cwd: '/' });
    };
    const ownFolder = (): string => {
      const folder = join(temporaryFolder(), 'hfleaks');
      fs.chmodSync(join(folder, '..'), 0o755);
      fs.mkdirSync(folder, { mode: 0o700 });
      fs.chownSync(folder, 65534, 65534);
      return folder;
    };

    test('a folder of root around it that may not be written to', () => {
      const folder = join(temporaryFolder(), 'hfleaks');
      fs.chmodSync(join(folder, '..'), 0o755);
      expect(asNobody('open', folder)).toMatchObject({ status: 0, stdout: 'null\n', stderr: '' });
      expect(fs.existsSync(folder)).toBe(false);
    });

    test('its own folder, read-only from the start', () => {
      const folder = ownFolder();
      fs.chmodSync(folder, 0o500);
      expect(asNobody('open', folder)).toMatchObject({ status: 0, stdout: 'null\n', stderr: '' });
      expect(fs.readdirSync(folder)).toEqual([]);
    });

    test('its own folder, read-only later: reads go on, writes are given up', () => {
      const folder = ownFolder();
      expect(asNobody('write', folder, 1, 1)).toMatchObject({ status: 0, stderr: '' });
      const before = fs.readdirSync(folder).sort();
      fs.chmodSync(folder, 0o500);
      expect(asNobody('write', folder, 2, 2)).toMatchObject({ status: 0, stdout: 'ready', stderr: '' });
      expect(asNobody('read', folder).stdout).toBe('{"state":"1","summary":1}\n');
      expect(fs.readdirSync(folder).sort()).toEqual(before);
    });
  });
});

function sorted(...values: readonly number[]): string[] {
  return values.map((value) => oid(value)).sort();
}

function replace(path: string, make: (path: string) => void): void {
  fs.rmSync(path, { recursive: true, force: true });
  make(path);
}

/** Moves what is at `path` away and puts a link to it there; gives where it is now. */
function linkAway(path: string): string {
  const target = `${path}-elsewhere`;
  fs.renameSync(path, target);
  fs.symlinkSync(target, path);
  return target;
}

function giveAwayAround(folder: string): void {
  fs.rmSync(folder, { recursive: true });
  fs.chownSync(join(folder, '..'), 65534, 65534);
}

function changeText(file: string, from: string, to: string): void {
  fs.writeFileSync(file, fs.readFileSync(file, 'latin1').replace(from, to), 'latin1');
}

function changeByte(file: string, at: number, value: number): void {
  const bytes = fs.readFileSync(file);
  bytes[at] = value;
  fs.writeFileSync(file, bytes);
}

/** Makes a file look as if it was written `seconds` ago. */
function age(path: string, seconds: number): void {
  const time = Date.now() / 1000 - seconds;
  fs.utimesSync(path, time, time);
}
