// What git keeps beside its objects to be faster or to tell another story: forged, it hides nothing.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { removeFolder, type TestRepository } from '../repository.ts';
import { copyGround, type Ground, inTurns, MAIN_VERBS, makeGround, PATIENCE } from './harness.ts';
import { expectHonest, type Honesty } from './harness-honesty.ts';
import { putObject } from './harness-objects.ts';

vi.setConfig(PATIENCE);

let ground: Ground;
beforeAll(async () => {
  ground = await makeGround();
});
afterAll(() => removeFolder(ground.repository.home));

/** Whether plain git still sees the commit that added the token: the proof that a forgery is one. */
function gitSees({ repository, past, tip }: Ground): boolean {
  return repository.tryGit(['rev-list', tip]).stdout.includes(past);
}

/** Writes a commit-graph in which the tip has no parent. Format: gitformat-commit-graph(5): the parents stand behind the tree's id. */
function forgeCommitGraph({ repository, tip }: Ground): void {
  repository.git('commit-graph', 'write', '--reachable');
  const path = '.git/objects/info/commit-graph';
  const bytes = readFileSync(join(repository.path, path));
  const chunk = (name: string): number => {
    const at = bytes.indexOf(name, 8, 'latin1');
    return Number(bytes.readBigUInt64BE(at + 4));
  };
  const [ids, data] = [chunk('OIDL'), chunk('CDAT')];
  const index = (bytes.indexOf(Buffer.from(tip, 'hex'), ids) - ids) / 20;
  bytes.writeUInt32BE(0x70000000, data + index * 36 + 20);
  rmSync(join(repository.path, path), { force: true });
  repository.write(path, bytes);
}

/** Gives each id the content of the next one in a pack. Format: gitformat-pack(5), version 2: offsets stand before two checksums. */
function turnPackIndex(repository: TestRepository): void {
  repository.git('repack', '--quiet', '-ad');
  const [pack = ''] = listPacks(repository);
  const bytes = readFileSync(join(repository.path, `${pack}.idx`));
  const [end, count] = [bytes.length - 40, bytes.readUInt32BE(8 + 255 * 4)];
  const offsets = Buffer.from(bytes.subarray(end - 4 * count, end));
  for (let at = 0; at < count; at++)
    bytes.writeUInt32BE(offsets.readUInt32BE(4 * ((at + 1) % count)), end - 4 * (count - at));
  rmSync(join(repository.path, `${pack}.idx`), { force: true });
  repository.write(`${pack}.idx`, bytes);
}

const FORGERIES: Readonly<
  Record<string, Honesty & { readonly forge: (ground: Ground) => void; readonly hides?: true }>
> = {
  'a commit-graph without the parent': { forge: forgeCommitGraph, hides: true },
  'a commit-graph of garbage': {
    forge: ({ repository }) => repository.write('.git/objects/info/commit-graph', Buffer.alloc(2000, 'CGPH')),
  },
  'a multi-pack-index of garbage': {
    forge: ({ repository }) => {
      repository.git('repack', '--quiet', '-ad');
      repository.write('.git/objects/pack/multi-pack-index', Buffer.alloc(2000, 'MIDX'));
    },
  },
  'a multi-pack-index that points to other packs': {
    forge: ({ repository }) => {
      repository.git('repack', '--quiet', '-ad');
      repository.git('multi-pack-index', 'write');
      const path = join(repository.path, '.git/objects/pack/multi-pack-index');
      const bytes = readFileSync(path);
      bytes.write('pack-00', bytes.indexOf('pack-'), 'latin1');
      rmSync(path, { force: true });
      writeFileSync(path, bytes);
    },
  },
  'a bitmap of garbage': {
    forge: ({ repository }) => {
      repository.git('repack', '--quiet', '-ad');
      const idx = repository.git('count-objects', '-v') && listPacks(repository)[0];
      repository.write(`${idx}.bitmap`, Buffer.alloc(2000, 'BITM'));
    },
  },
  'a pack index that names one object for another': {
    forge: ({ repository }) => turnPackIndex(repository),
    hides: true,
    may: MAIN_VERBS,
    named: /cannot be resolved/,
    unattributed: true,
  },
  grafts: { forge: ({ repository, tip }) => repository.write('.git/info/grafts', `${tip}\n`), hides: true },
  'a replace ref for the tip': {
    forge: ({ repository, tip }) => {
      const tree = repository.git('rev-parse', `${tip}^{tree}`).trim();
      repository.git('replace', tip, repository.git('commit-tree', '-m', 'forged', tree).trim());
    },
    hides: true,
  },
  'a replace ref for the blob': {
    forge: ({ repository, past }) => {
      const blob = repository.git('rev-parse', `${past}:past.py`).trim();
      repository.git('replace', blob, putObject(repository, 'blob', 'nothing\n'));
    },
  },
  'a shallow boundary where nothing is missing': {
    forge: ({ repository, tip }) => repository.write('.git/shallow', `${tip}\n`),
    hides: true,
    may: ['range', 'history'],
  },
  'a shallow file of garbage': {
    forge: ({ repository }) => repository.write('.git/shallow', 'garbage\n'),
    may: MAIN_VERBS,
    named: /shallow/,
    unattributed: true,
  },
  'settings that cut the history short': {
    forge: ({ repository }) =>
      repository.write(
        '.git/config',
        `${readFileSync(join(repository.path, '.git/config'), 'utf8')}[log]\n\texcludeDecoration = *\n\tshowRoot = false\n[core]\n\tbigFileThreshold = 1\n[transfer]\n\thideRefs = refs/heads\n[extensions]\n\tpartialClone = x\n`,
      ),
  },
  'settings of another format': {
    forge: ({ repository }) =>
      repository.write('.git/config', '[core]\n\trepositoryformatversion = 99\n[extensions]\n\tunknown = true\n'),
  },
  'settings that say SHA-256': {
    forge: ({ repository }) =>
      repository.write('.git/config', '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n'),
    may: MAIN_VERBS,
    named: /git |object|sha|cannot be resolved/i,
    unattributed: true,
  },
  'settings that say reftable': {
    forge: ({ repository }) =>
      repository.write('.git/config', '[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n'),
    may: MAIN_VERBS,
    named: /HEAD|refs|git /,
  },
  'attributes that say binary': {
    forge: ({ repository }) => repository.write('.git/info/attributes', '* -diff binary\n'),
  },
  'an index that assumes all unchanged': {
    forge: ({ repository }) => void repository.git('update-index', '--assume-unchanged', 'app.py', 'folder/file.txt'),
  },
};

function listPacks(repository: TestRepository): readonly string[] {
  return repository
    .shell('ls .git/objects/pack/*.pack')
    .stdout.trim()
    .split('\n')
    .map((path) => path.replace(/\.pack$/, ''));
}

describe('nothing is hidden by', () => {
  test.each(inTurns(FORGERIES))('%s', async (_, { forge, hides, ...honesty }, names) => {
    const copy = copyGround(ground);
    expect(gitSees(copy)).toBe(true);
    forge(copy);
    if (hides) expect(gitSees(copy), 'whether plain git sees it').toBe(false);
    await expectHonest(copy, honesty, names);
  });
});
