// Resolves HEAD and the commits that are being merged, by reading the files that hold them.
import { join } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { readGitFile, readGitLine } from './files.ts';
import type { Repository } from './repository.ts';
import type { Git } from './runner.ts';

const OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The commit that HEAD names, null on an unborn branch; at once, unless only git can tell. Throws `git-failed` if HEAD cannot be read. */
export function headCommit(git: Git): string | null | Promise<string | null> {
  const { repository } = git;
  return repository.refFiles ? resolveRef(repository, 'HEAD') : askGit(git);
}

/** The other parents of the commit that a merge in progress will make. */
export function mergeHeads(repository: Repository): readonly string[] {
  const text = readGitFile(join(repository.gitDir, 'MERGE_HEAD'))?.toString('latin1') ?? '';
  return text.split('\n').filter((line) => OID.test(line));
}

/** A ref file holds an oid, or `ref: refs/heads/main`; what is in no file may be in packed-refs. Format: gitrepository-layout(5). */
function resolveRef(repository: Repository, name: string, depth = 0): string | null {
  const line =
    readGitLine(refFile(repository.gitDir, name), 'latin1') ??
    readGitLine(refFile(repository.commonDir, name), 'latin1');
  if (line === null) return depth === 0 ? unreadable() : packedRef(repository, name);
  if (OID.test(line.trim())) return line.trim();
  const target = /^ref:\s*(refs\/\S.*?)\s*$/.exec(line)?.[1];
  // A name with `..` could point out of the git directory.
  if (!target || target.split('/').includes('..') || depth > 5) return unreadable();
  return resolveRef(repository, target, depth + 1);
}

/** Names are bytes, here one a character. */
function refFile(folder: string, name: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
}

/** One line a ref: `<oid> refs/heads/main`; lines that begin with `#` or `^` tell other things. */
function packedRef(repository: Repository, name: string): string | null {
  const packed = readGitFile(join(repository.commonDir, 'packed-refs'))?.toString('latin1') ?? '';
  const at = `\n${packed}`.indexOf(` ${name}\n`);
  if (at < 0) return null;
  const oid = `\n${packed}`.slice(0, at).split('\n').at(-1) ?? '';
  return OID.test(oid) ? oid : unreadable();
}

/** Refs that are stored in a table only git reads. `rev-parse` runs nothing, also in the repository's own directory. */
async function askGit(git: Git): Promise<string | null> {
  const process = git.start('rev-parse', ['--verify', '--quiet', 'HEAD'], { ownDirectory: true });
  process.send('');
  let text = '';
  for (let piece = await process.read(); piece; piece = await process.read()) text += piece.toString('latin1');
  // `--quiet`: an unborn HEAD is exit code 1 without a word.
  if ((await process.end([0, 1])) === 1) return null;
  return OID.test(text.trim()) ? text.trim() : unreadable();
}

function unreadable(): never {
  throw new HfleaksError(
    'git-failed',
    "The repository's HEAD cannot be read.",
    'Check the repository with "git fsck".',
  );
}
