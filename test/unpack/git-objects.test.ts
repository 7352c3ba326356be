import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBudget } from '../../src/unpack/budget.ts';
import { gitObjects } from '../../src/unpack/git-objects.ts';
import { userToken } from '../tokens.ts';
import { expectHardened, expectQuick, open, textIn } from './documents.ts';

const tokens = [1, 2, 3, 4].map(userToken);
const lines = Array.from(
  { length: 200 },
  (_, index) => `line ${index} ${createHash('sha1').update(`${index}`).digest('hex')}`,
);
const version = (at: number): string =>
  [...lines.slice(0, at * 9), `v=${tokens[at]};`, ...lines.slice(at * 9)].join('\n');

let folder = '';
const git = (...args: string[]): Buffer =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'gc.auto=0', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const read = (name: string): Buffer => readFileSync(join(folder, name));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hfleaks-pack-'));
  git('init', '-q', '-b', 'main');
  for (const at of tokens.keys()) {
    writeFileSync(join(folder, 'a.txt'), version(at));
    git('add', '.');
    git('commit', '-q', '-m', `version ${at} ${tokens[at]}`);
  }
  git('bundle', 'create', 'full.bundle', 'main');
  git('bundle', 'create', 'thin.bundle', 'main', '^main~1');
  const ids = git('rev-list', '--all', '--objects').toString().replace(/ .*/g, '');
  for (const [name, ...options] of [['ofs', '--delta-base-offset'], ['ref']] as const)
    execFileSync('git', ['pack-objects', '-q', ...options, `../${name}`], {
      cwd: join(folder, '.git'),
      input: ids,
      env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function packNamed(start: string): Buffer {
  const name = readdirSync(folder).find((one) => one.startsWith(start) && one.endsWith('.pack'));
  return read(name ?? '');
}

describe('what git made', () => {
  test.each(['ofs', 'ref'])('a pack with deltas by %s', (kind) => {
    const pack = packNamed(kind);
    expect(gitObjects.matches(pack)).toBe(true);
    const members = open(gitObjects, pack);
    expect(members.filter(([, , problem]) => problem)).toEqual([]);
    expect(members.map(([name]) => name.split(' ')[0]).sort()).toEqual(
      ['blob', 'commit', 'tree'].flatMap((type) => tokens.map(() => type)),
    );
    const contents = members.map(([, text]) => text);
    for (const at of tokens.keys()) expect(contents).toContain(version(at));
  });

  test('a bundle', () => {
    const members = open(gitObjects, read('full.bundle'));
    expect(gitObjects.matches(read('full.bundle'))).toBe(true);
    expect(members).toHaveLength(12);
    for (const at of tokens.keys()) expect(members.map(([, text]) => text)).toContain(version(at));
  });

  test('a thin bundle: what is added to a base that is not in it', () => {
    const members = open(gitObjects, read('thin.bundle'));
    expect(members.some(([, , problem]) => problem === 'decode-error')).toBe(true);
    expect(members.map(([, text]) => text).join('\n')).toContain(tokens[3]);
  });

  test('loose objects', () => {
    const id = git('rev-parse', 'HEAD:a.txt').toString().trim();
    const loose = read(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`);
    expect(gitObjects.matches(loose)).toBe(true);
    expect(open(gitObjects, loose)).toEqual([['blob', version(3), null]]);
  });
});

// ---------------------------------------------------------------- packs made by hand

function sizes(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = size >> 4; rest > 0; rest >>= 7) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest & 0x7f);
  }
  return Buffer.from(bytes);
}

const entry = (type: number, content: Buffer, base: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([sizes(type, content.length), base, deflateSync(content)]);

function pack(count: number, ...entries: readonly Buffer[]): Buffer {
  const head = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  head.writeUInt32BE(count, 8);
  return Buffer.concat([head, ...entries]);
}

/** A size in a delta. */
function varint(size: number): number[] {
  return size < 128 ? [size] : [(size % 128) | 0x80, ...varint(Math.floor(size / 128))];
}

/** The whole base, `times` times; then `text`. */
function delta(base: number, times: number, text = ''): Buffer {
  const copy = [0xf0 | 0x80, base & 0xff, (base >> 8) & 0xff, (base >> 16) & 0xff];
  const size = [...varint(base), ...varint(base * times + text.length)];
  const ops = Array.from({ length: times }, () => copy).flat();
  return Buffer.concat([
    Buffer.from([...size, ...ops]),
    text ? Buffer.from([text.length]) : Buffer.alloc(0),
    Buffer.from(text),
  ]);
}

const idOf = (text: string): Buffer => createHash('sha1').update(`blob ${text.length}\0${text}`).digest();

describe('what somebody else made', () => {
  test('a delta before its base, and one on that', () => {
    const text = `base ${tokens[0]}`;
    const first = delta(text.length, 1, ' more');
    const second = delta(text.length + 5, 1, ' and more');
    const early = entry(7, first, idOf(text));
    const bytes = pack(3, early, entry(6, second, Buffer.from([early.length])), entry(3, Buffer.from(text)));
    expect(open(gitObjects, bytes)).toEqual([
      ['blob 3', text, null],
      ['blob 1', `${text} more`, null],
      ['blob 2', `${text} more and more`, null],
    ]);
  });

  test('a delta that does not fit its base does not hide the others', () => {
    const base = entry(3, Buffer.from('short'));
    const broken = entry(6, delta(99, 1, tokens[0]), Buffer.from([base.length]));
    const bytes = pack(3, base, broken, entry(3, Buffer.from(tokens[1] ?? '')));
    expect(open(gitObjects, bytes)).toEqual([
      ['blob 1', 'short', null],
      ['blob 3', tokens[1], null],
      ['delta 2', `${tokens[0]}\n`, 'decode-error'],
    ]);
  });

  test.each([
    ['a size that lies', pack(1, Buffer.concat([sizes(3, 9), deflateSync(tokens[0] ?? '')])), tokens[0]],
    ['fewer entries than it says', pack(2, entry(3, Buffer.from('a'))), 'a'],
    ['an entry of no type', pack(2, entry(3, Buffer.from('a')), entry(5, Buffer.from('b'))), 'a'],
    ['a delta on itself', pack(1, entry(6, delta(1, 1), Buffer.from([0]))), ''],
    ['a base before the pack', pack(1, entry(6, delta(1, 1, 'a'), Buffer.from([100]))), ''],
  ])('%s', (_, bytes, seen) => {
    expect(textIn(gitObjects, bytes)).toContain(seen);
    expect(open(gitObjects, bytes).at(-1)?.[2]).toBe('decode-error');
  });

  test('a bomb of deltas ends with the budget', () => {
    const base = entry(3, Buffer.alloc(60_000, 'x'));
    const entries = [base];
    let [size, last] = [60_000, base.length];
    for (let step = 0; step < 6; step++) {
      const next = entry(6, delta(size, 4), Buffer.from(offset(last)));
      entries.push(next);
      last = next.length;
      size *= 4;
    }
    const budget = createBudget();
    const problems = [...gitObjects.members(pack(entries.length, ...entries), budget)].map(({ problem }) => problem);
    expect(problems.at(-1)).not.toBeNull();
    expect(budget.bytes).toBeGreaterThanOrEqual(0);
  });
});

/** How far back a base is. */
function offset(distance: number): number[] {
  const bytes = [distance & 0x7f];
  for (let rest = distance >> 7; rest > 0; rest >>= 7) bytes.unshift(0x80 | (--rest & 0x7f));
  return bytes;
}

test('hostile', () => {
  const text = `base ${tokens[0]}`;
  const base = entry(3, Buffer.from(text));
  const other = entry(6, delta(text.length, 2, 'x'), Buffer.from([base.length]));
  const late = entry(7, delta(text.length, 1, 'y'), idOf(text));
  expectHardened(gitObjects, pack(4, base, other, late, entry(7, delta(3, 1), idOf('q'))));
  expectHardened(gitObjects, deflateSync(`blob ${text.length}\0${text}`));
});

describe('quick', () => {
  const small = entry(3, Buffer.from('small content'));
  const count = Math.floor(5_000_000 / small.length);
  test('small objects', () => expectQuick(gitObjects, pack(count, Buffer.concat(Array(count).fill(small)))));
  const waiting = entry(7, delta(3, 1, 'abc'), idOf('none'));
  const more = Math.floor(5_000_000 / waiting.length);
  test('deltas that wait for ever', () =>
    expectQuick(gitObjects, pack(more, Buffer.concat(Array(more).fill(waiting)))));
});
