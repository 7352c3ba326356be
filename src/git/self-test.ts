// Proves that the shadow works with this git: it reads what is there, runs nothing, and does not allocate what a small file claims.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { repositoryOf } from './repository.ts';
import { makeFolder, refuseFullDisk } from './shadow.ts';

/** Loose objects: their ids, and their files in base64. */
const OBJECTS = {
  blob: ['f4b3c1141b2e8d4ed24815bb1519b5bf637dbba7', 'eNpLyslPUjC0ZMhIy0lNzC5WKEpNTClWKMnILOYCAH3ICRk='],
  replacement: ['c27e4ceda99777ddbe4d6134bbb16ad782b2551d', 'eNpLyslPUjA0ZkjMS1HIyy9RKMlILOECAEi5BqM='],
  tree: [
    '4a333a812f7fc7d9a768635841b6e46449d53693',
    'eNorKUpNVTA2YjA0MDAzMVFIy8xJZfiy+aCItF6v3yUP0d2iklv3J9fuXg4AAcUOkw==',
  ],
  first: [
    '293ec6990969b8b11aff96eb2864ac47aeaa7121',
    'eNqNjUEKwjAQAD3nFXsvSNPdbhKQYp+yphssGCJxBZ8vig9wDnMamNxq3Q08jQfrqkCCiBL9VELJYUsSODLOkfyFlZgobTNyQidPu7YOK5zkrC+p95sec6sL+DD+gOFjl78L079iV/b+MPcGsX4p+w==',
  ],
  second: [
    '5220ec9d1042119e06fc4a2cb3bbad063e965e62',
    'eNqNjkEKAjEMAD33Fb0Lsmm7aQMi+pQ0TVGw22Wt4PNF8QHOYU5zGOmt3YaFRLuxqdrA3ntO4GqsEgtxxIR+TgEyasAQqMweyZuVN12GdeRVkGgipJwyANdKqNklDCwhsjJHcGD4Oa59sxd75LO+uK13PUhvJwtx+mH3Hxv5Lg39KzYPlb4U8wY1sTgN',
  ],
  /** `tree 100000000`, and five bytes: git holds a tree as a whole. */
  claim: ['d5dd7a5ea16acc908eb5001ffe5beb51aaa23bf5', 'eNorKUpNVTA0gAKG4oz8ohIAOowFsg=='],
} as const;
const CONTENT = 'hfleaks reads this\n';
/** An index of one file, which holds the other blob, in base64. Format: gitformat-index(5). */
const INDEX =
  'RElSQwAAAAIAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACBpAAAAAAAAAAAAAAAAMJ+TO2pl3fdvk1hNLuxateCslUdAARmaWxlAAAAAA' +
  'AAhmSYVJUG0gqIVdohPNjPsNZ2CBo=';
const SMALL = { GIT_ALLOC_LIMIT: '1m' } as const;

/** Counts what is tested: a git that passed an older test is tested again. */
const TEST = 2;

/** What a git said to its end. A character for each byte. */
export interface GitAnswer {
  /** Whether its exit code was 0. */
  readonly ended: boolean;
  readonly stdout: string;
  readonly complaints: readonly string[];
}

/** Asks a git in the shadow of `gitDir`, with more variables. */
export type Ask = (
  gitDir: string,
  subcommand: 'cat-file' | 'diff-index' | 'log' | 'ls-files' | 'rev-list',
  args: readonly string[],
  input: string,
  more?: Readonly<Record<string, string>>,
) => Promise<GitAnswer>;

/** What tells one git program from another: it is proven once, until it is replaced. */
export function programId(program: string): string {
  const { dev, ino, size, mtimeMs, ctimeMs } = statSync(program);
  return ['git', VERSION, TEST, dev, ino, size, mtimeMs, ctimeMs].join('-').replaceAll('.', '_');
}

/**
 * Lets git read a small repository that is hostile in every way a shadow is meant to stop, made in `temporary` and removed. Throws `git-untrusted`
 * if it reads anything else than what is there, or runs a program of the repository.
 */
export async function proveShadow(temporary: string, ask: Ask): Promise<void> {
  const folder = makeFolder(temporary);
  try {
    const gitDir = hostileRepository(folder);
    const { blob, replacement, tree, first, second, claim } = OBJECTS;
    const listed = await ask(
      gitDir,
      'rev-list',
      ['--objects', '--no-object-names', '--missing=print', '--stdin'],
      `${second[0]}\n`,
    );
    expect(
      'lists the objects of a history',
      listed.stdout === [second, first, tree, blob].map(([oid]) => `${oid}\n`).join(''),
    );
    const read = await ask(gitDir, 'cat-file', ['--batch', '--buffer'], `${blob[0]}\n`);
    expect('reads an object', read.stdout === `${blob[0]} blob ${CONTENT.length}\n${CONTENT}\n`);
    const log = await ask(
      gitDir,
      'log',
      ['--raw', '-z', '-c', '--root', '--no-abbrev', '--format=%H', '--stdin'],
      `${first[0]}\n`,
    );
    expect('tells what a commit changes', log.stdout.includes(`${blob[0]} A\0file\0`));
    const index = await ask(gitDir, 'ls-files', ['--stage', '-z'], '');
    expect('lists an index', index.ended && index.stdout === `100644 ${replacement[0]} 0\tfile\0`);
    const staged = await ask(
      gitDir,
      'diff-index',
      ['--cached', '--raw', '-z', '--no-abbrev', '--no-renames', '--ignore-submodules=none', first[0]],
      '',
    );
    expect('tells what is staged', staged.stdout === `:100644 100644 ${blob[0]} ${replacement[0]} M\0file\0`);
    const claimed = await ask(gitDir, 'cat-file', ['--batch', '--buffer'], `${claim[0]}\n`, SMALL);
    expect(
      'keeps to the memory it may take',
      claimed.complaints.some((line) => line.includes('attempting to allocate')),
    );
    expect('runs nothing', statSync(join(folder, 'marker'), { throwIfNoEntry: false }) === undefined);
  } catch (error) {
    refuseFullDisk(error, temporary);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function expect(what: string, isTrue: boolean): void {
  if (isTrue) return;
  throw new HfleaksError(
    'git-untrusted',
    `This git is not used: the test whether it ${what} failed.`,
    'Tell us what "git --version" says, or put another git on PATH.',
  );
}

/** A git directory with settings that run programs, and with files that hide what is there. */
function hostileRepository(folder: string): string {
  const gitDir = join(folder, '.git');
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(gitDir, path)), { recursive: true });
    writeFileSync(join(gitDir, path), content);
  };
  for (const [oid, file] of Object.values(OBJECTS))
    put(`objects/${oid.slice(0, 2)}/${oid.slice(2)}`, Buffer.from(file, 'base64'));
  const mark = `touch '${join(folder, 'marker')}' #`;
  put('HEAD', 'ref: refs/heads/main\n');
  put('index', Buffer.from(INDEX, 'base64'));
  put('refs/heads/main', `${OBJECTS.second[0]}\n`);
  put(`refs/replace/${OBJECTS.blob[0]}`, `${OBJECTS.replacement[0]}\n`);
  put('info/grafts', `${OBJECTS.second[0]}\n`);
  put('info/attributes', '* diff=x filter=x\n');
  put(
    'config',
    ['core.fsmonitor', 'core.pager', 'core.alternateRefsCommand', 'diff.external', 'gpg.program', 'alias.log']
      .map((key) => [...key.split('.'), key.startsWith('alias') ? `!${mark}` : mark])
      .map(([section, key, value]) => `[${section}]\n\t${key} = "${value}"\n`)
      .join('') +
      `[diff "x"]\n\ttextconv = "${mark}"\n[filter "x"]\n\tsmudge = "${mark}"\n[log]\n\tshowSignature = true\n`,
  );
  if (!repositoryOf(gitDir)) throw new Error('the repository of the self-test is none');
  return gitDir;
}
