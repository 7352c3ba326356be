// Resolves HEAD and the commits that are being merged, by reading the files that hold them.
import { join } from 'node:path';
import { HfleaksError } from '../errors.ts';
import { pathBelow, readGitFile, readGitLine } from './files.ts';
import { linkedRef, type Repository } from './repository.ts';
import type { Git } from './runner.ts';

const OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const SPACE = ' \t\n\v\f\r';

/** The commit that HEAD names, null on an unborn branch; at once, unless only git can tell. Throws `git-failed` if HEAD cannot be read. */
export function headCommit(git: Git): string | null | Promise<string | null> {
  const { repository } = git;
  return repository.refFiles ? resolveRef(repository, 'HEAD') : askGit(git, 'HEAD');
}

/** The other parents of the commit that a merge in progress will make. */
export function mergeHeads(repository: Repository): readonly string[] {
  const text = readGitFile(join(repository.gitDir, 'MERGE_HEAD'))?.toString('latin1') ?? '';
  return text.split('\n').filter((line) => OID.test(line));
}

/** What is in no file of its own may be in packed-refs. Names are bytes, here one a character. */
function resolveRef(repository: Repository, name: string, depth = 0): string | null {
  const value =
    readRefFile(pathBelow(Buffer.from(repository.gitDir), name)) ??
    readRefFile(pathBelow(Buffer.from(repository.commonDir), name));
  if (value === null) return depth === 0 ? unreadable() : packedRef(repository, name);
  if (value === 'damaged' || depth > 5) return unreadable();
  if ('oid' in value) return value.oid;
  // A name with `..` could point out of the git directory.
  if (!value.target.startsWith('refs/') || value.target.split('/').includes('..')) return unreadable();
  return resolveRef(repository, value.target, depth + 1);
}

/** What a ref names: an object, or another ref by its full name. */
export type RefValue = { readonly oid: string } | { readonly target: string };

/**
 * What the ref file at `path` says; null if there is no readable one. Format: gitrepository-layout(5), an oid, or
 * `ref: refs/heads/main`. Old symbolic refs are links, which lead nowhere if their ref is packed.
 */
export function readRefFile(path: string | Buffer): RefValue | 'damaged' | null {
  const text = readGitLine(path, 'latin1');
  if (text === null) {
    const target = linkedRef(path);
    return target === null ? null : { target };
  }
  if (OID.test(text)) return { oid: text };
  // git takes capitals too, and heeds nothing behind white space.
  const oid = /^[0-9a-f]+(?=[ \t\n\v\f\r]|$)/i.exec(text)?.[0].toLowerCase();
  if (oid && OID.test(oid)) return { oid };
  const target = text.startsWith('ref:') ? trimmed(text.slice(4)) : '';
  return target === '' ? 'damaged' : { target };
}

/** Without the white space around it that git knows: the byte 0xa0, which `trim` takes for a space, ends the UTF-8 of `à`. */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && SPACE.includes(text[start] as string)) start++;
  while (end > start && SPACE.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

/** One line a ref: `<oid> refs/heads/main`; lines that begin with `#` or `^` tell other things. */
function packedRef(repository: Repository, name: string): string | null {
  const packed = readGitFile(join(repository.commonDir, 'packed-refs'))?.toString('latin1') ?? '';
  const at = `\n${packed}`.indexOf(` ${name}\n`);
  if (at < 0) return null;
  const oid = `\n${packed}`.slice(0, at).split('\n').at(-1) ?? '';
  return OID.test(oid) ? oid : unreadable();
}

/** Refs that are stored in a table only git reads; null for none. `rev-parse` runs nothing, also in the repository's own directory. */
export async function askGit(git: Git, name: string): Promise<string | null> {
  const process = git.start('rev-parse', ['--verify', '--quiet', name], { ownDirectory: true });
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
