// Objects of git, read from real repositories: each once, in the shape that their names and forms ask for.
import { afterAll, describe, expect, test } from 'vitest';
import { ObjectTable } from '../../src/git/object-listing.ts';
import { requireRepositoryFor } from '../../src/git/repository.ts';
import { Git } from '../../src/git/runner.ts';
import { RunLedger } from '../../src/ledger.ts';
import { Pauses } from '../../src/pauses.ts';
import { ObjectScan, type ObjectScanOptions } from '../../src/sources/object-scan.ts';
import type { Progress } from '../../src/sources/progress.ts';
import type { Candidate, Hit, Sieve } from '../../src/types.ts';
import { History } from '../e2e/history.ts';
import { removeFolder } from '../repository.ts';

const history = new History();
afterAll(() => removeFolder(history.home));

/** Sees a mark, wherever it stands. */
const MARK = Buffer.from('@mark@');
const sieve: Sieve = {
  reach: 64,
  hits: (bytes) => {
    const found: Hit[] = [];
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = whole.indexOf(MARK); at >= 0; at = whole.indexOf(MARK, at + 1))
      found.push({ offset: at, form: { bytes: MARK, decoder: 'plain', rules: [0], reach: 64 } });
    return found;
  },
};

/** `[oid, type, size]`; without a type, nothing is known of it. */
type Row = readonly [oid: string, type?: 'blob' | 'tree' | 'commit' | 'tag', size?: number];

async function scanOf(rows: readonly Row[], options: Partial<ObjectScanOptions> = {}, hasMatches = true) {
  const git = new Git(requireRepositoryFor(history.path, {}), {
    searchPath: process.env.PATH,
    temporary: history.home,
  });
  const table = new ObjectTable('sha1');
  for (const [oid, type, size = 10] of rows) {
    const index = table.list.add(oid);
    if (type) table.set(index, type, size);
  }
  const ledger = new RunLedger();
  const scan = new ObjectScan({ git, table, sieve, ledger, pauses: new Pauses(), ...options });
  const seen: string[] = [];
  try {
    for await (const candidate of scan.run()) {
      seen.push(await shown(candidate));
      if (hasMatches) candidate.matched?.();
    }
  } finally {
    git.close();
  }
  const { listed, scanned, skipped, partial } = ledger.totals();
  const left = [...partial, ...skipped].map(({ reason, objects, examples }) => [
    reason,
    objects,
    Buffer.from(examples[0] ?? []).toString(),
  ]);
  return { seen, scan, listed: listed.objects, scanned: scanned.objects, left, marked: [...scan.marked].sort() };
}

/** `text blob <name>: offsets of hits`. */
async function shown({ kind, places: [place], segments }: Candidate): Promise<string> {
  const offsets: number[] = [];
  for await (const { hits } of segments()) offsets.push(...hits.map(({ offset }) => offset));
  const path = Buffer.from(place?.path ?? []).toString();
  return `${kind} ${place?.kind} ${path}: ${offsets.join()}`;
}

const entry = (mode: string, name: string, oid: string): Buffer =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]);

describe('blobs', () => {
  const [clean, marked] = [history.blob('clean\n'), history.blob('a @mark@\n')];

  test('what has something is given; all is in the account', async () => {
    expect(
      await scanOf([
        [clean, 'blob'],
        [marked, 'blob'],
      ]),
    ).toMatchObject({
      seen: [`text blob blob ${marked}: 2`],
      listed: 2,
      scanned: 2,
      left: [],
      marked: [1],
    });
  });

  test('what turns out to have nothing in it is clean', async () => {
    expect(await scanOf([[marked, 'blob']], {}, false)).toMatchObject({
      seen: [`text blob blob ${marked}: 2`],
      scanned: 1,
      marked: [],
    });
  });

  test('what was known is passed over, but not if it is a notebook now, or is missing', async () => {
    const missing = '1'.repeat(40);
    const tree = history.object('tree', entry('100644', 'a.IPYNB', clean));
    const isKnown = () => true;
    expect(await scanOf([[marked, 'blob'], [missing]], { isKnown })).toMatchObject({
      seen: [],
      left: [['missing-object', 1, `object ${missing}`]],
      marked: [1],
    });
    expect(
      await scanOf(
        [
          [tree, 'tree'],
          [clean, 'blob'],
          [marked, 'blob'],
        ],
        { isKnown },
      ),
    ).toMatchObject({
      seen: [`notebook blob blob ${clean}: `],
      scanned: 3,
      marked: [1],
    });
  });

  test('a notebook by what is known of it', async () => {
    const { seen, scan } = await scanOf(
      [
        [marked, 'blob'],
        [clean, 'blob'],
      ],
      { notebooks: [0] },
    );
    expect(seen).toEqual([`notebook blob blob ${marked}: 2`]);
    expect([...scan.notebooks]).toEqual([0]);
  });

  test('larger than may be', async () => {
    const rows: readonly Row[] = [
      [marked, 'blob', 11],
      [clean, 'blob', 10],
    ];
    expect(await scanOf(rows, { maxBlobSize: 10 })).toMatchObject({
      seen: [],
      left: [['size-limit', 1, `blob ${marked}`]],
      marked: [0],
    });
  });

  test('in pieces: read again from its beginning if something is in it', async () => {
    const size = 5 << 20;
    const large = Buffer.alloc(size, 'x\n');
    const other = Buffer.from(large);
    MARK.copy(other, size - 100);
    const rows: readonly Row[] = [
      [history.blob(large), 'blob', size],
      [history.blob(other), 'blob', size],
    ];
    const { seen, listed, scanned, marked: indices } = await scanOf(rows);
    expect(seen).toEqual([`text blob blob ${rows[1]?.[0]}: ${size - 100}`]);
    expect({ listed, scanned, indices }).toEqual({ listed: 2, scanned: 2, indices: [1] });
  });

  test('missing, whatever is known of its type', async () => {
    const [one, two] = ['2'.repeat(40), '3'.repeat(40)];
    expect((await scanOf([[one, 'blob'], [two]])).left).toEqual([['missing-object', 2, `blob ${one}`]]);
  });
});

describe('trees', () => {
  const blob = history.blob('clean\n');

  test('a name is told once, and every tree that has it is read again', async () => {
    const trees = [1, 2].map((at) =>
      history.object('tree', Buffer.concat([entry('100644', '@mark@', blob), entry('100644', `z${at}`, blob)])),
    );
    const { seen, marked } = await scanOf(trees.map((oid) => [oid, 'tree']));
    expect({ seen, marked }).toEqual({ seen: ['text name @mark@: 0'], marked: [0, 1] });
  });

  test.each<[string, Buffer, readonly string[]]>([
    ['a folder', entry('40000', 'x@mark@', blob), ['text name x@mark@: 1']],
    ['the mode', entry('100644@mark@', 'x', blob), ['text blob tree ID: 6']],
    [
      'behind the last entry',
      Buffer.concat([entry('100644', 'x', blob), Buffer.from('@mark@')]),
      ['text blob tree ID: 29'],
    ],
    ['no entry at all', Buffer.from('@mark@'), ['text blob tree ID: 0']],
    [
      'a name, and behind it',
      Buffer.concat([entry('100644', '@mark@', blob), Buffer.from('@mark@')]),
      ['text name @mark@: 0', 'text blob tree ID: 34'],
    ],
  ])('something in %s', async (_, bytes, expected) => {
    const oid = history.object('tree', bytes);
    const { seen, marked, scanned } = await scanOf([[oid, 'tree']]);
    expect(seen.map((line) => line.replace(oid, 'ID'))).toEqual(expected);
    expect({ marked, scanned }).toEqual({ marked: [0], scanned: 1 });
  });

  test('submodules are named, and no object of this repository', async () => {
    const other = '4'.repeat(40);
    const { scan, left } = await scanOf([[history.object('tree', entry('160000', 'lib', other)), 'tree']]);
    expect({ submodules: [...scan.submodules], left }).toEqual({ submodules: [other], left: [] });
  });
});

describe('commits and tags', () => {
  test('each part is a place of its own', async () => {
    const commit = history.commitObject({
      author: '@mark@ <a@example.com> 1767225600 +0000',
      committer: 'A <a@example.com> 1767225600 +0000',
      message: 'x @mark@\n',
      headers: 'odd @mark@\n',
    });
    const tag = history.tagObject({ of: commit, message: '@mark@\n' });
    const { seen, scanned } = await scanOf([
      [commit, 'commit'],
      [tag, 'tag'],
    ]);
    expect(seen).toEqual([
      `text header commit ${commit}: 7`,
      `text header commit ${commit}: 4`,
      `text message commit ${commit}: 2`,
      `text message tag ${tag}: 0`,
    ]);
    expect(scanned).toBe(2);
  });
});

describe('progress', () => {
  test('tells its end, whatever was known, left out, or broken off', async () => {
    const rows: readonly Row[] = [
      [history.blob('1 @mark@'), 'blob'],
      [history.blob('2 @mark@'), 'blob'],
      [history.blob('3 @mark@'), 'blob', 99],
    ];
    const told: Progress[] = [];
    const options = {
      progress: (now: Progress) => void told.push({ ...now }),
      isKnown: (index: number) => index === 0,
    };
    await scanOf(rows, { ...options, maxBlobSize: 50 });
    expect(told.at(-1)).toEqual({ objects: 1, bytes: 10, totalObjects: 1, totalBytes: 10 });
    told.length = 0;
    const failing = {
      ...sieve,
      hits: () => {
        throw new Error('broken off');
      },
    };
    await expect(scanOf(rows, { ...options, sieve: failing })).rejects.toThrow('broken off');
    expect(told.at(-1)).toMatchObject({ objects: 2, totalObjects: 2 });
  });
});
