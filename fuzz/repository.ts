// Repositories of git's own making, and the packs in them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Format } from '../test/git/packs.ts';
import type { Input } from './target.ts';

export interface Packed {
  readonly pack: Buffer;
  readonly index: Buffer;
}

/** Magic number, version and counts of ids by their first byte: most of an index, and soon read. */
const FIXED = 8 + 1024;

const ENVIRONMENT = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Ann'],
      [`GIT_${who}_EMAIL`, 'ann@example.com'],
      [`GIT_${who}_DATE`, '1700000000 +0000'],
    ]),
  ),
};

/** What a command of git prints. */
export function git(gitDir: string, args: readonly string[], input: string | Buffer = ''): Buffer {
  return execFileSync('git', args, {
    env: { ...ENVIRONMENT, GIT_DIR: gitDir },
    input,
    stdio: ['pipe', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  });
}

/** A new bare repository, `<format>.git`. */
export function repository(folder: string, format: Format): string {
  const path = join(folder, `${format}.git`);
  mkdirSync(path);
  git(path, ['init', '-q', '--bare', `--object-format=${format}`]);
  return path;
}

/** The packs of a repository. */
export function packsIn(gitDir: string): (Packed & { readonly path: string })[] {
  const folder = join(gitDir, 'objects', 'pack');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.pack'))
    .map((name) => {
      const path = join(folder, name.slice(0, -'.pack'.length));
      return { path, pack: readFileSync(`${path}.pack`), index: readFileSync(`${path}.idx`) };
    });
}

/** A pack in three parts, of which each is changed as often: the pack, and two of the index. */
export function inputOf(format: Format, { pack, index }: Packed): Input {
  return { label: format, parts: [pack, index.subarray(0, FIXED), index.subarray(FIXED)] };
}
