// Ways out of a git directory: alternates, links and pointers. What lies there belongs to others, unless a commit of this repository reaches it.
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectSealed, removeFolder, TestRepository } from '../repository.ts';
import {
  copyGround,
  FOREIGN,
  type Ground,
  inTurns,
  launch,
  MAIN_VERBS,
  makeGround,
  PATIENCE,
  TOKEN,
  verbs,
} from './harness.ts';
import { expectHonest, type Honesty } from './harness-honesty.ts';
import { loosePath, plant } from './harness-objects.ts';
import { putFifo } from './harness-odd-files.ts';

vi.setConfig(PATIENCE);

let ground: Ground;
beforeAll(async () => {
  ground = await makeGround();
});
afterAll(() => removeFolder(ground.repository.home));

/** Another repository beside the ground's, with a token that nobody asked for; gives its git directory. */
function neighbour({ repository }: Ground): TestRepository {
  const other = new TestRepository(join(repository.home, 'neighbour'), repository.home);
  mkdirSync(other.path);
  other.git('init', '--quiet', '--initial-branch=main');
  other.commit({ 'secret.py': `key = "${FOREIGN}"\n` });
  return other;
}

const ALTERNATES: Readonly<Record<string, Honesty & { readonly arrange: (ground: Ground) => void }>> = {
  'to another repository': {
    arrange: (copy) => alternate(copy, join(neighbour(copy).path, '.git/objects')),
    told: /alternate|neighbour|near/,
  },
  'to another repository, by a relative path': {
    arrange: (copy) => {
      neighbour(copy);
      alternate(copy, '../../../neighbour/.git/objects');
    },
    told: /alternate|neighbour|near/,
  },
  'to another repository, by a quoted path': {
    arrange: (copy) => alternate(copy, `"${join(neighbour(copy).path, '.git/objects')}"`),
    told: /alternate|neighbour|near/,
  },
  'to another repository, by way of a third folder': {
    arrange: (copy) => {
      const { path } = neighbour(copy);
      copy.repository.write('.git/near/info/alternates', `${path}/.git/objects\n`);
      alternate(copy, '../near');
    },
    told: /alternate|neighbour|near/,
  },
  'to itself': { arrange: (copy) => alternate(copy, join(copy.repository.path, '.git/objects')) },
  'in a circle': {
    arrange: (copy) => {
      copy.repository.write('.git/near/info/alternates', '../objects\n');
      alternate(copy, '../near');
    },
  },
  'a hundred deep': {
    arrange: (copy) => {
      for (let at = 0; at < 100; at++) copy.repository.write(`.git/near${at}/info/alternates`, `../near${at + 1}\n`);
      alternate(copy, '../near0');
    },
  },
  'ten thousand times': {
    arrange: (copy) => alternate(copy, Array.from({ length: 10_000 }, (_, at) => `/nonexistent/${at}`).join('\n')),
  },
  'to nowhere': { arrange: (copy) => alternate(copy, '/nonexistent/objects') },
  'to the root': { arrange: (copy) => alternate(copy, '/') },
  'to a device': { arrange: (copy) => alternate(copy, '/dev/zero') },
  'to a FIFO': {
    arrange: (copy) => {
      putFifo(copy, '.git/fifo');
      alternate(copy, '../fifo');
    },
  },
  'to a folder whose pack index is a FIFO': {
    arrange: (copy) => {
      copy.repository.write('.git/near/pack/pack-p.pack', 'PACK');
      putFifo(copy, '.git/near/pack/pack-p.idx');
      alternate(copy, '../near');
    },
    may: MAIN_VERBS,
    named: /pack|alternate/,
  },
  'of garbage': {
    arrange: (copy) => copy.repository.write('.git/objects/info/alternates', Buffer.alloc(5000, '\0\n\u001b"')),
  },
};

function alternate({ repository }: Ground, line: string): void {
  repository.write('.git/objects/info/alternates', `${line}\n`);
}

describe('alternates', () => {
  // Each by the verb that reads the most, and the others take turns.
  test.each(inTurns(ALTERNATES))('%s', async (_, { arrange, ...honesty }, names) => {
    const copy = copyGround(ground);
    arrange(copy);
    await expectHonest(copy, { memory: 512, ...honesty }, names);
  });

  test('an object of another repository that a commit of this one reaches is read, no other', async () => {
    const copy = copyGround(ground);
    const other = neighbour(copy);
    alternate(copy, join(other.path, '.git/objects'));
    const reached = other.tryGit(['hash-object', '-w', '--stdin'], {}, 'reached\n').stdout.trim();
    const spoilt = plant(copy, reached, 'reached.txt');
    await expectHonest(spoilt);
    for (const verb of verbs(['range', 'history']))
      expect((await launch(verb, spoilt)).report?.complete, verb.name).toBe(true);
  });
});

describe('paths out of the git directory', () => {
  const WAYS: Readonly<Record<string, (copy: Ground, other: TestRepository) => void>> = {
    'a linked work tree whose gitdir is elsewhere': ({ repository }, other) => {
      repository.write('.git/worktrees/x/HEAD', 'ref: refs/heads/main\n');
      repository.write('.git/worktrees/x/commondir', '../..\n');
      repository.write('.git/worktrees/x/gitdir', `${other.path}/.git\n`);
    },
    'a linked work tree whose commondir is elsewhere': ({ repository }, other) => {
      repository.write('.git/worktrees/x/HEAD', 'ref: refs/heads/main\n');
      repository.write('.git/worktrees/x/commondir', `${other.path}/.git\n`);
      repository.write('.git/worktrees/x/gitdir', `${repository.path}/.git\n`);
    },
    'a linked work tree whose HEAD leads out': ({ repository }) => {
      repository.write('.git/worktrees/x/HEAD', 'ref: refs/../../../neighbour/.git/refs/heads/main\n');
      repository.write('.git/worktrees/x/commondir', '../..\n');
    },
    'a submodule that says where it is': ({ repository }, other) => {
      repository.write('folder/.git', `gitdir: ${other.path}/.git\n`);
    },
    'a module that is a file': ({ repository }, other) => {
      repository.write('.git/modules/inner/.git', `gitdir: ${other.path}/.git\n`);
      repository.write('.git/modules/inner/HEAD', `gitdir: ${other.path}/.git\n`);
    },
    'a module whose commondir is elsewhere': ({ repository }, other) => {
      mkdirSync(join(repository.path, '.git/modules/inner/objects'), { recursive: true });
      repository.write('.git/modules/inner/HEAD', 'ref: refs/heads/main\n');
      repository.write('.git/modules/inner/commondir', `${other.path}/.git\n`);
    },
    'a symbolic ref that leads out': ({ repository }) =>
      repository.write('.git/refs/heads/x', 'ref: refs/../../../neighbour/.git/refs/heads/main\n'),
    'a packed ref that leads out': ({ repository, base }) =>
      repository.write('.git/packed-refs', `# pack-refs with: peeled fully-peeled sorted\n${base} refs/../../../x\n`),
    'a work tree that is elsewhere': ({ repository }, other) =>
      void repository.git('config', 'core.worktree', other.path),
  };

  test.each(inTurns(WAYS))('%s', async (_, arrange, names) => {
    const copy = copyGround(ground);
    arrange(copy, neighbour(copy));
    await expectHonest(copy, {}, names);
  });

  test('the .git of the work tree: whatever is read then, it ends well', async () => {
    const copy = copyGround(ground);
    const { repository } = copy;
    const other = neighbour(copy);
    rmSync(join(repository.path, '.git'), { recursive: true });
    repository.write('.git', `gitdir: ${other.path}/.git\n`);
    for (const verb of verbs(MAIN_VERBS)) {
      const outcome = await launch(verb, copy);
      expect(outcome, verb.name).toMatchObject({ signal: null, stderr: expect.not.stringContaining('internal error') });
      expectSealed(outcome, TOKEN, FOREIGN);
    }
  });

  test('a loose object that is a link to a file outside', async () => {
    const copy = copyGround(ground);
    const other = neighbour(copy);
    const oid = other.git('rev-parse', 'HEAD:secret.py').trim();
    mkdirSync(join(copy.repository.path, loosePath(oid), '..'), { recursive: true });
    copy.repository.shell(`ln -s '${join(other.path, loosePath(oid))}' '${loosePath(oid)}'`);
    await expectHonest(copy, { told: /^objects\// });
  });

  /** Puts a link in the place of something of the ground's git directory. */
  const link = ({ repository }: Ground, name: string, target: string): void => {
    rmSync(join(repository.path, '.git', name), { recursive: true, force: true });
    symlinkSync(target, join(repository.path, '.git', name));
  };
  const LINKS: Readonly<Record<string, Honesty & { readonly arrange: (copy: Ground, other: TestRepository) => void }>> =
    {
      'the object store': {
        arrange: (copy, other) => {
          copy.repository.shell(`cp -r .git/objects/. '${other.path}/.git/objects'`);
          link(copy, 'objects', join(other.path, '.git/objects'));
        },
        told: /^objects$/,
      },
      'the folder of packs': {
        arrange: (copy, other) => {
          other.git('repack', '-adq');
          link(copy, 'objects/pack', join(other.path, '.git/objects/pack'));
        },
        told: /^objects\/pack$/,
      },
      'the files of a pack': {
        arrange: (copy, other) => {
          other.git('repack', '-adq');
          const packs = join(other.path, '.git/objects/pack');
          for (const name of readdirSync(packs)) link(copy, `objects/pack/${name}`, join(packs, name));
        },
        told: /^objects\/pack\/pack-[0-9a-f]+$/,
      },
      'the index': {
        arrange: (copy, other) => {
          other.write(`${FOREIGN}.txt`, 'named\n');
          other.git('add', '--all');
          link(copy, 'index', join(other.path, '.git/index'));
        },
        told: /index/,
      },
      'the folder of LFS': {
        arrange: (copy, other) => {
          other.write(`lfs/objects/bb/bb/${'b'.repeat(64)}`, `key = "${FOREIGN}"\n`);
          link(copy, 'lfs', join(other.path, 'lfs'));
          const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'b'.repeat(64)}\nsize 45\n`;
          copy.repository.write('large.bin', pointer);
          copy.repository.git('add', 'large.bin');
        },
      },
      'the folder of refs, to what is no git directory': {
        arrange: (copy, other) => {
          renameSync(join(copy.repository.path, '.git/refs'), join(other.path, 'refs'));
          link(copy, 'refs', join(other.path, 'refs'));
        },
        may: ['history', 'history --everything'],
        incomplete: ['history', 'history --everything'],
      },
    };

  test.each(inTurns(LINKS))('a link in the place of %s', async (_, { arrange, ...honesty }, names) => {
    const copy = copyGround(ground);
    arrange(copy, neighbour(copy));
    await expectHonest(
      copy,
      honesty,
      names.filter((name) => name !== 'staged' || !honesty.told?.test('index')),
    );
  });

  test("work trees of git-new-workdir have the other repository's refs and objects, and no more", async () => {
    const copy = copyGround(ground);
    const { repository } = copy;
    const other = join(repository.home, 'moved');
    mkdirSync(other);
    renameSync(join(repository.path, '.git'), join(other, '.git'));
    mkdirSync(join(repository.path, '.git/logs'), { recursive: true });
    for (const name of ['config', 'refs', 'logs/refs', 'objects', 'info', 'hooks', 'packed-refs'])
      symlinkSync(join(other, '.git', name), join(repository.path, '.git', name));
    for (const name of ['HEAD', 'index']) repository.shell(`cp '${other}/.git/${name}' .git/${name}`);
    repository.shell(`cd '${other}' && echo 'key = "${FOREIGN}"' | git hash-object -w --stdin`);
    await expectHonest(copy, { told: /^objects$/ });
  });
});
