// FIFOs, devices and sockets where git keeps its own files: seen before git waits for them, and named where something is lost by it.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { removeFolder } from '../repository.ts';
import { slice } from '../slice.ts';
import {
  ALL_VERBS,
  copyGround,
  FOREIGN,
  type Ground,
  MAIN_VERBS,
  makeGround,
  PATIENCE,
  type VerbName,
  verbsInTurn,
} from './harness.ts';
import { expectHonest, type Honesty } from './harness-honesty.ts';
import { loosePath, oidOf, plant, putPack } from './harness-objects.ts';
import { putFifo, putLink, putSocket } from './harness-odd-files.ts';

vi.setConfig(PATIENCE);

let ground: Ground;
beforeAll(async () => {
  ground = await makeGround();
});
afterAll(() => removeFolder(ground.repository.home));

const HISTORY: readonly VerbName[] = ['history', 'history --everything'];
/** `scan`, too, asks git; `hook commit-msg` reads one file. */
const VERBS: readonly VerbName[] = ['scan', ...MAIN_VERBS, 'hook commit-msg'];
const BLOB = Buffer.from('stands in the index and in a commit\n');
const BLOB_PATH = loosePath(oidOf('blob', BLOB));

interface Trap extends Honesty {
  /** What must be there before something else takes its place. */
  readonly arrange?: (ground: Ground) => Ground;
}

/** A pack that holds one blob that the index and a commit name; its files have the names `pack/p.*`. */
function packed(spoilt: Ground): Ground {
  const { repository } = spoilt;
  const path = putPack(repository, [{ type: 'blob', body: BLOB }]);
  for (const ending of ['pack', 'idx'])
    renameSync(join(repository.path, `${path}.${ending}`), join(repository.path, `.git/objects/pack/pack-p.${ending}`));
  return plant(spoilt, oidOf('blob', BLOB));
}

/** An alternate of the repository, in which something can be put. */
function withAlternate(spoilt: Ground): Ground {
  const { repository } = spoilt;
  mkdirSync(join(repository.path, '.git/near/info'), { recursive: true });
  repository.write('.git/objects/info/alternates', '../near\n');
  return spoilt;
}

function withLinkedWorkTree(spoilt: Ground): Ground {
  const { repository } = spoilt;
  repository.git('worktree', 'add', '--quiet', '--detach', join(repository.home, 'linked'));
  return spoilt;
}

function withModule(spoilt: Ground): Ground {
  spoilt.repository.git('init', '--quiet', '--bare', '.git/modules/inner');
  return spoilt;
}

/** Where something stands that is no file -> what follows from it. Without more, every verb finds the token. */
const PLACES: Readonly<Record<string, Trap>> = {
  '.git/HEAD': { may: VERBS, named: /HEAD/ },
  '.git/config': {},
  '.git/config.worktree': {},
  '.git/hostile-include': {
    arrange: (spoilt) => {
      spoilt.repository.git('config', 'include.path', 'hostile-include');
      return spoilt;
    },
  },
  '.git/packed-refs': { incomplete: HISTORY },
  '.git/refs/heads/x': { incomplete: HISTORY },
  '.git/refs/stash': { incomplete: HISTORY },
  '.git/logs/refs/stash': {},
  '.git/logs/HEAD': {},
  '.git/info/exclude': {},
  '.git/info/attributes': {},
  '.git/info/grafts': {},
  '.git/info/sparse-checkout': {},
  '.git/shallow': { may: MAIN_VERBS, named: /shallow/ },
  '.git/commondir': { may: MAIN_VERBS, named: /commondir|no git repository/ },
  '.git/MERGE_HEAD': {},
  '.git/COMMIT_EDITMSG': { may: ['hook commit-msg'], named: /COMMIT_EDITMSG/ },
  '.git/hooks/pre-commit': {},
  '.git/index': { may: ['scan', 'staged'], named: /index/, incomplete: ['history --everything'] },
  '.git/objects/info/alternates': { may: VERBS, named: /alternates/ },
  '.git/near/info/alternates': { arrange: withAlternate, may: VERBS, named: /alternate/ },
  '.git/objects/info/commit-graph': {},
  '.git/objects/info/commit-graphs/commit-graph-chain': {},
  '.git/objects/pack/multi-pack-index': {},
  [BLOB_PATH]: { arrange: (spoilt) => plant(spoilt, oidOf('blob', BLOB)), incomplete: MAIN_VERBS },
  '.git/objects/pack/pack-p.idx': { arrange: packed, may: MAIN_VERBS, named: /pack/, incomplete: MAIN_VERBS },
  '.git/objects/pack/pack-p.pack': { arrange: packed, may: MAIN_VERBS, named: /pack/, incomplete: MAIN_VERBS },
  '.git/worktrees/linked/HEAD': { arrange: withLinkedWorkTree, incomplete: HISTORY },
  '.git/worktrees/linked/gitdir': { arrange: withLinkedWorkTree },
  '.git/worktrees/linked/commondir': { arrange: withLinkedWorkTree },
  '.git/worktrees/linked/index': { arrange: withLinkedWorkTree, incomplete: ['history --everything'] },
  '.git/modules/inner/HEAD': { arrange: withModule },
  '.git/modules/inner/config': { arrange: withModule },
  '.git/modules/inner/objects/info/alternates': { arrange: withModule, incomplete: ['history --everything'] },
  '.gitattributes': {},
  '.gitmodules': {},
  '.mailmap': {},
};

const KINDS: Readonly<Record<string, (ground: Ground, path: string) => void>> = {
  'a FIFO': putFifo,
  'a link to a device': (spoilt, path) =>
    putLink(spoilt, path, /objects|near/.test(path) ? '/dev/zero' : '/dev/random'),
  'a link to a FIFO': (spoilt, path) => {
    putFifo(spoilt, 'folder/fifo');
    putLink(spoilt, path, join(spoilt.repository.path, 'folder/fifo'));
  },
  'a socket': putSocket,
};

/** Spoils places of one ground and runs verbs. */
async function expectHonestAt(kind: string, places: readonly (readonly [string, Trap])[]): Promise<void> {
  let spoilt = copyGround(ground);
  for (const arrange of new Set(places.map(([, trap]) => trap.arrange))) spoilt = arrange?.(spoilt) ?? spoilt;
  for (const [path] of places) KINDS[kind]?.(spoilt, path);
  const [[, { arrange, ...honesty }]] = places as [(typeof places)[0]];
  // Where git would wait for ever: each verb to which it matters, and of the others those whose turn it is.
  const at = Object.keys(PLACES).indexOf(places[0]?.[0] ?? '');
  const turn = [...verbsInTurn(at), ...slice(['scan', 'hook commit-msg'] as const, 2, at % 2)];
  const matters = [...(honesty.may ?? []), ...(honesty.incomplete ?? [])];
  await expectHonest(
    spoilt,
    honesty,
    kind === 'a FIFO' ? [...new Set([...turn, ...matters])] : ['staged', 'history --everything'],
  );
}

describe.each(Object.keys(KINDS).map((kind, at) => [kind, at] as const))('%s', (kind, at) => {
  const places = Object.entries(PLACES);
  // What nobody needs is tried together with what lies beside it; where nothing waits for ever, all together.
  const isHarmless = ([, { may, incomplete }]: (typeof places)[0]): boolean => !may && !incomplete;
  const folderOf = (path: string): string => (kind === 'a FIFO' ? dirname(path) : 'all folders');
  const folders = [...new Set(places.filter(isHarmless).map(([path]) => folderOf(path)))];
  const beside = folders.map(
    (folder) => [folder, places.filter((place) => isHarmless(place) && folderOf(place[0]) === folder)] as const,
  );

  test.each(
    slice(
      places.filter((place) => !isHarmless(place)),
      Object.keys(KINDS).length,
      at,
    ),
  )('at %s', async (path, trap) => {
    await expectHonestAt(kind, [[path, trap]]);
  });

  test.each(beside)('everywhere in %s', async (_, together) => {
    await expectHonestAt(kind, together);
  });
});

describe('a link out of the git directory is not followed', () => {
  test('of files', async () => {
    const spoilt = copyGround(ground);
    const outside = join(spoilt.repository.home, 'outside.txt');
    writeFileSync(outside, `key = "${FOREIGN}"\n`);
    for (const path of ['description', 'MERGE_MSG', 'logs/HEAD', 'hooks/pre-commit', 'refs/heads/x', 'info/exclude'])
      putLink(spoilt, `.git/${path}`, outside);
    await expectHonest(spoilt);
  });

  test('of folders', async () => {
    const spoilt = copyGround(ground);
    const outside = join(spoilt.repository.home, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file.txt'), `key = "${FOREIGN}"\n`);
    for (const path of ['logs', 'hooks', 'modules', 'refs/remotes', 'rr-cache', 'lfs'])
      putLink(spoilt, `.git/${path}`, outside);
    await expectHonest(spoilt);
  });

  test('of folders that hold themselves', async () => {
    const spoilt = copyGround(ground);
    for (const path of ['logs/loop', 'refs/heads/loop', 'modules/loop', 'objects/pack/loop', 'loop'])
      putLink(spoilt, `.git/${path}`, '.');
    await expectHonest(spoilt);
  });
});

test('the ground as it is, in a first run: git is tried out', async () => {
  const copy = copyGround(ground);
  removeFolder(join(copy.repository.home, 'cache'));
  await expectHonest(copy, {}, ALL_VERBS);
});
