// Objects that are lies or ruins: the token beside them is found, what cannot be read is named, and memory and time stay bounded.
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { removeFolder, type TestRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { copyGround, type Ground, inTurns, MAIN_VERBS, makeGround, OTHER, PATIENCE, verbsInTurn } from './harness.ts';
import { expectHonest, type Honesty } from './harness-honesty.ts';
import {
  commitBody,
  commitTree,
  delta,
  oidOf,
  plant,
  putObject,
  putPack,
  putRaw,
  treeBody,
} from './harness-objects.ts';

vi.setConfig(PATIENCE);

let ground: Ground;
beforeAll(async () => {
  ground = await makeGround();
});
afterAll(() => removeFolder(ground.repository.home));

const HISTORY = ['range', 'history', 'history --everything'] as const;
const BOUNDS = { memory: 512, milliseconds: 25_000 };
const GIB = 2 ** 30;
const leak = (path: string): string => `# ${path}\nkey = "${OTHER}"\n`;

/** The id of a blob that is something else than it should be. */
type Spoil = (repository: TestRepository) => string;

const blob = (text: string): { readonly body: Buffer; readonly oid: string } => {
  const body = Buffer.from(text);
  return { body, oid: oidOf('blob', body) };
};
const PLAIN = blob('an object that was well once\n'.repeat(100));
const plainBytes = (): Buffer => deflateSync(Buffer.concat([Buffer.from(`blob ${PLAIN.body.length}\0`), PLAIN.body]));

/** A base of 16 KiB that a delta copies from. */
const BASE = Buffer.alloc(16 << 10, 'base\n');
const insert = Buffer.from([1, 0x61]);
/** Copies 16 KiB from the start of the base: the flags say that two bytes of size follow, and none of offset. */
const copies = (times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, () => Buffer.from([0xb0, 0x00, 0x40])));

function deltaOn(repository: TestRepository, body: Buffer, oid: string): string {
  const base = { type: 'blob', body: BASE } as const;
  putPack(repository, [base, { type: 'blob', body, on: oidOf('blob', BASE), oid }]);
  return oid;
}

const SPOILT: Readonly<Record<string, Spoil>> = {
  'a loose object that claims 2 GiB': (repository) => putObject(repository, 'blob', 'tiny', { size: 2 * GIB }),
  'a loose object that claims 1 TiB': (repository) => putObject(repository, 'blob', 'tiny', { size: 1024 * GIB }),
  'a loose object that claims 2^64': (repository) =>
    putRaw(repository, 'd0'.repeat(20), deflateSync('blob 18446744073709551616\0tiny')),
  'a loose object that claims too little': (repository) =>
    putObject(repository, 'blob', 'longer than that', { size: 3 }),
  'a loose object that claims too much': (repository) => putObject(repository, 'blob', 'short', { size: 1000 }),
  'a loose object that claims 80 MiB of 4 bytes': (repository) =>
    putObject(repository, 'blob', 'tiny', { size: 80 << 20 }),
  'a loose object without a size': (repository) => putRaw(repository, 'd1'.repeat(20), deflateSync('blob \0tiny')),
  'a loose object of a type that is none': (repository) =>
    putRaw(repository, 'd2'.repeat(20), deflateSync('blub 4\0tiny')),
  'a loose object that is not compressed': (repository) => putRaw(repository, PLAIN.oid, PLAIN.body),
  'a loose object with a bit turned': (repository) => {
    const bytes = plainBytes();
    bytes[20] = (bytes[20] as number) ^ 0xff;
    return putRaw(repository, PLAIN.oid, bytes);
  },
  'a loose object that is cut short': (repository) => putRaw(repository, PLAIN.oid, plainBytes().subarray(0, 25)),
  'an empty file': (repository) => putRaw(repository, PLAIN.oid, Buffer.alloc(0)),
  'a folder': (repository) => {
    repository.write(`.git/objects/${PLAIN.oid.slice(0, 2)}/${PLAIN.oid.slice(2)}/x`, 'a\n');
    return PLAIN.oid;
  },
  nothing: () => PLAIN.oid,
  'a pack that is cut short': (repository) => {
    const path = join(repository.path, `${putPack(repository, [{ type: 'blob', body: PLAIN.body }])}.pack`);
    truncateSync(path, 40);
    return PLAIN.oid;
  },
  'a pack with a bit turned': (repository) => {
    const path = join(repository.path, `${putPack(repository, [{ type: 'blob', body: PLAIN.body }])}.pack`);
    const bytes = readFileSync(path);
    bytes[30] = (bytes[30] as number) ^ 0xff;
    writeFileSync(path, bytes);
    return PLAIN.oid;
  },
  'a pack without its index': (repository) => {
    rmSync(join(repository.path, `${putPack(repository, [{ type: 'blob', body: PLAIN.body }])}.idx`));
    return PLAIN.oid;
  },
  'an index of garbage': (repository) => {
    const path = `${putPack(repository, [{ type: 'blob', body: PLAIN.body }])}.idx`;
    repository.write(path, Buffer.concat([Buffer.from('ff744f6300000002', 'hex'), Buffer.alloc(2000, 0xff)]));
    return PLAIN.oid;
  },
  'an index that points behind the pack': (repository) => {
    const path = join(repository.path, `${putPack(repository, [{ type: 'blob', body: PLAIN.body }])}.idx`);
    const bytes = readFileSync(path);
    bytes.writeUInt32BE(0x7fffffff, bytes.length - 44);
    writeFileSync(path, bytes);
    return PLAIN.oid;
  },
  'a delta that claims 2 GiB': (repository) =>
    deltaOn(repository, delta(BASE.length, 2.1 * GIB, insert), 'd4'.repeat(20)),
  'a delta that claims 500 MiB of one byte': (repository) =>
    deltaOn(repository, delta(BASE.length, 500 << 20, insert), 'd5'.repeat(20)),
  'a delta on itself': (repository) => {
    putPack(repository, [{ type: 'blob', body: delta(5, 1, insert), on: 'd6'.repeat(20), oid: 'd6'.repeat(20) }]);
    return 'd6'.repeat(20);
  },
  'a delta on nothing': (repository) => {
    putPack(repository, [{ type: 'blob', body: delta(5, 1, insert), on: 'd8'.repeat(20), oid: 'd7'.repeat(20) }]);
    return 'd7'.repeat(20);
  },
};

describe('a blob of the index and of a commit is', () => {
  // A repository in which git itself gives up names what it said.
  const honesty: Honesty = { ...BOUNDS, memory: 1100, incomplete: MAIN_VERBS, may: [], named: /./ };
  // On that git turns in a circle until its time is up.
  const ofCircle = slice(MAIN_VERBS, MAIN_VERBS.length);
  test.each(inTurns(SPOILT))('%s', async (name, spoil, names) => {
    const copy = copyGround(ground);
    await expectHonest(plant(copy, spoil(copy.repository)), honesty, name === 'a delta on itself' ? ofCircle : names);
  });

  test('a delta of 128 MiB in 24 KB, which is honest', async () => {
    const copy = copyGround(ground);
    const oid = deltaOn(copy.repository, delta(BASE.length, 128 << 20, copies(1 << 13)), 'd9'.repeat(20));
    await expectHonest(plant(copy, oid), { ...BOUNDS, memory: 700, unfolds: true }, verbsInTurn(0));
  });

  test('a tree', async () => {
    const copy = copyGround(ground);
    const oid = putObject(copy.repository, 'tree', '', { oid: 'd3'.repeat(20) });
    await expectHonest(plant(copy, oid), { ...BOUNDS, incomplete: ['staged'] });
  });

  test('the token, under an id that is not its own', async () => {
    const copy = copyGround(ground);
    const spoilt = plant(
      copy,
      putObject(copy.repository, 'blob', leak('wrong'), { oid: 'da'.repeat(20) }),
      'wrong.txt',
    );
    await expectHonest(spoilt, { also: /^wrong\.txt$/ });
  });
});

describe('a commit, tree or tag on the way is', () => {
  /** Spoils one of the ground's own objects; what lies behind it may be lost to all but those who list every object. */
  const WAYS: Readonly<Record<string, (ground: Ground) => Ground>> = {
    'a tree that holds itself': (copy) => {
      const oid = 'db'.repeat(20);
      putObject(copy.repository, 'tree', treeBody([['40000', 'd', oid]]), { oid });
      return commitTree(copy, oid);
    },
    'a commit that is its own parent': (copy) => {
      const oid = 'dc'.repeat(20);
      const tree = copy.repository.git('rev-parse', `${copy.tip}^{tree}`).trim();
      putObject(copy.repository, 'commit', commitBody(tree, [oid, copy.tip]), { oid });
      copy.repository.write('.git/refs/heads/other', `${oid}\n`);
      return { ...copy, tip: oid };
    },
    'a tag of itself': (copy) => {
      const oid = 'dd'.repeat(20);
      const body = `object ${oid}\ntype tag\ntag t\ntagger A <a@example.com> 1767225600 +0000\n\nx\n`;
      putObject(copy.repository, 'tag', body, { oid });
      copy.repository.write('.git/refs/tags/t', `${oid}\n`);
      return copy;
    },
    'a tag of a commit that is a blob': (copy) => {
      const object = putObject(copy.repository, 'blob', 'a\n');
      const body = `object ${object}\ntype commit\ntag t\ntagger A <a@example.com> 1767225600 +0000\n\nx\n`;
      copy.repository.write('.git/refs/tags/t', `${putObject(copy.repository, 'tag', body)}\n`);
      return copy;
    },
    'a tree of garbage': (copy) => commitTree(copy, putObject(copy.repository, 'tree', Buffer.alloc(100, '1'))),
    'a tree that names a blob as a folder': (copy) =>
      commitTree(
        copy,
        putObject(copy.repository, 'tree', treeBody([['40000', 'd', putObject(copy.repository, 'blob', 'a\n')]])),
      ),
    'a commit of garbage': (copy) => {
      copy.repository.write('.git/refs/heads/x', `${putObject(copy.repository, 'commit', 'garbage')}\n`);
      return copy;
    },
    'a commit that is missing': (copy) => {
      copy.repository.write('.git/refs/heads/x', `${'de'.repeat(20)}\n`);
      return copy;
    },
    'a tree that is missing': (copy) => commitTree(copy, 'df'.repeat(20)),
    'a loose commit that claims 2 GiB': (copy) => {
      copy.repository.write(
        '.git/refs/heads/x',
        `${putObject(copy.repository, 'commit', 'tree', { size: 2 * GIB })}\n`,
      );
      return copy;
    },
    'a ref to a blob': (copy) => {
      copy.repository.write('.git/refs/heads/x', `${putObject(copy.repository, 'blob', 'a\n')}\n`);
      return copy;
    },
  };

  test.each(inTurns(WAYS))('%s', async (_, spoil, names) => {
    const honesty = { ...BOUNDS, memory: 1100, may: HISTORY, unattributed: true, named: /git (?!.*internal)/ } as const;
    await expectHonest(spoil(copyGround(ground)), honesty, names);
  });
});
