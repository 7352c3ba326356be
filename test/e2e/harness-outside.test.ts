// Ways out of a git directory: alternates, links and pointers. What lies there belongs to others, unless a commit of this repository reaches it.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectSealed, removeFolder, TestRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { copyGround, FOREIGN, type Ground, launch, MAIN_VERBS, makeGround, PATIENCE, TOKEN, verbs } from './harness.ts';
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

const OTHER_VERBS = MAIN_VERBS.filter((verb) => verb !== 'history --everything');

describe('alternates', () => {
  // Each by the verb that reads the most, and the others take turns.
  const numbered = Object.entries(ALTERNATES).map(([name, one], at) => [name, at, one] as const);
  test.each(numbered)('%s (%i)', async (_, at, { arrange, ...honesty }) => {
    const copy = copyGround(ground);
    arrange(copy);
    const others = slice(OTHER_VERBS, OTHER_VERBS.length, at % OTHER_VERBS.length);
    await expectHonest(copy, { memory: 512, ...honesty }, ['history --everything', ...others]);
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

  test.each(Object.entries(WAYS))('%s', async (_, arrange) => {
    const copy = copyGround(ground);
    arrange(copy, neighbour(copy));
    await expectHonest(copy);
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
    await expectHonest(copy, {}, ['staged', 'range', 'history']);
  });
});
