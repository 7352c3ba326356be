// Small things that unfold: what is in them is found, and memory and time stay bounded.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { removeFolder } from '../repository.ts';
import { copyGround, type Ground, makeGround, OTHER, PATIENCE, verbsInTurn } from './harness.ts';
import { expectHonest } from './harness-honesty.ts';
import { commitTree, oidOf, plant, putObject, putPack, treeBody } from './harness-objects.ts';

vi.setConfig(PATIENCE);

let ground: Ground;
beforeAll(async () => {
  ground = await makeGround();
});
afterAll(() => removeFolder(ground.repository.home));

const HISTORY = ['range', 'history', 'history --everything'] as const;
const BOUNDS = { memory: 512, unfolds: true, milliseconds: 10_000 } as const;
/** Trees that no walk may unfold: git and hfleaks see each of them once. */
const TREES = { memory: 512, unfolds: true, milliseconds: 20_000, unattributed: true } as const;
const leak = (path: string): string => `# ${path}\nkey = "${OTHER}"\n`;

describe('a bomb', () => {
  test('of trees: ten levels of ten, and one blob in 10^10 places', async () => {
    const copy = copyGround(ground);
    const { repository } = copy;
    let oid = putObject(repository, 'blob', leak('bomb'));
    for (let level = 0; level < 10; level++) {
      const mode = level === 0 ? '100644' : '40000';
      oid = putObject(
        repository,
        'tree',
        treeBody(Array.from({ length: 10 }, (_, at) => [mode, `d${at}`, oid] as const)),
      );
    }
    const spoilt = commitTree(copy, oid);
    await expectHonest(spoilt, { ...TREES, also: /^(?:d\d\/){9}d\d$|^blob /, alsoBy: HISTORY }, verbsInTurn(1));
  });

  test('of trees that differ: each level twice below the one above', async () => {
    const copy = copyGround(ground);
    let [a, b] = [putObject(copy.repository, 'blob', leak('bomb')), putObject(copy.repository, 'blob', 'b\n')];
    for (let level = 0; level < 40; level++) {
      const mode = level === 0 ? '100644' : '40000';
      const tree = (left: string, right: string): string =>
        putObject(
          copy.repository,
          'tree',
          treeBody([
            [mode, 'l', left],
            [mode, 'r', right],
          ]),
        );
      [a, b] = [tree(a, b), tree(b, a)];
    }
    await expectHonest(
      commitTree(copy, a),
      { ...TREES, also: /^(?:[lr]\/){39}[lr]$|^blob /, alsoBy: HISTORY },
      verbsInTurn(2),
    );
  });

  test('of 64 MiB in 280 KB, the token at its end', async () => {
    const copy = copyGround(ground);
    const body = Buffer.alloc(64 << 20, 'nothing but filler\n');
    body.write(leak('end'), body.length - leak('end').length);
    const spoilt = plant(copy, putObject(copy.repository, 'blob', body), 'large.txt');
    await expectHonest(spoilt, { ...BOUNDS, also: /^large\.txt$/ }, verbsInTurn(0));
  });

  test('of a tag on a tag, a thousand times', async () => {
    const copy = copyGround(ground);
    let [type, oid] = ['commit', copy.tip];
    const tags = Array.from({ length: 1000 }, (_, at) => {
      const body = `object ${oid}\ntype ${type}\ntag t${at}\ntagger A <a@example.com> 1767225600 +0000\n\n${at === 0 ? leak('tag') : 'x\n'}`;
      [type, oid] = ['tag', oidOf('tag', Buffer.from(body))];
      return { type: 'tag' as const, body: Buffer.from(body) };
    });
    putPack(copy.repository, tags);
    copy.repository.write('.git/refs/tags/deep', `${oid}\n`);
    await expectHonest(
      copy,
      {
        ...BOUNDS,
        also: new RegExp(`^tag ${oidOf('tag', tags[0]?.body as Buffer)}$`),
        alsoBy: ['history', 'history --everything'],
      },
      verbsInTurn(2),
    );
  });

  test('of a folder in a folder, a thousand times', async () => {
    const copy = copyGround(ground);
    let [mode, oid] = ['100644', putObject(copy.repository, 'blob', leak('deep'))];
    const trees = Array.from({ length: 1000 }, () => {
      const body = treeBody([[mode, 'd', oid]]);
      [mode, oid] = ['40000', oidOf('tree', body)];
      return { type: 'tree' as const, body };
    });
    putPack(copy.repository, trees);
    const spoilt = commitTree(copy, oid);
    await expectHonest(spoilt, { ...BOUNDS, also: /^(?:d\/){999}d$/, alsoBy: HISTORY }, verbsInTurn(1));
  });

  test('of an index: each path is the one before it, and twenty letters more', async () => {
    const copy = copyGround(ground);
    const count = 100_000;
    // Format: gitformat-index(5), version 4: forty bytes of times and sizes, an id, flags, how much of the path before is cut off, the rest.
    const entry = Buffer.concat([
      Buffer.alloc(40),
      Buffer.alloc(20, 1),
      Buffer.from(`\x0f\xff\0${'x'.repeat(20)}\0`, 'latin1'),
    ]);
    entry.writeUInt32BE(0o100644, 24);
    const head = Buffer.from('DIRC\0\0\0\x04\0\0\0\0', 'latin1');
    head.writeUInt32BE(count, 8);
    const body = Buffer.concat([head, ...Array.from({ length: count }, () => entry)]);
    copy.repository.write('.git/index', Buffer.concat([body, createHash('sha1').update(body).digest()]));
    const told = /^\.git\/index$/;
    await expectHonest(copy, { ...BOUNDS, memory: 2048, may: ['staged'], named: /was stopped/, told }, verbsInTurn(0));
  });

  test('of a message: 16 MiB in one line', async () => {
    const copy = copyGround(ground);
    const tree = copy.repository.git('rev-parse', `${copy.tip}^{tree}`).trim();
    await expectHonest(commitTree(copy, tree, { message: `${'x'.repeat(16 << 20)} ${OTHER}` }), BOUNDS, verbsInTurn(1));
  });

  test('of a name: 1 MiB', async () => {
    const copy = copyGround(ground);
    const blob = putObject(copy.repository, 'blob', 'a\n');
    const tree = putObject(copy.repository, 'tree', treeBody([['100644', 'x'.repeat(1 << 20), blob]]));
    await expectHonest(commitTree(copy, tree), BOUNDS, verbsInTurn(2));
  });
});
