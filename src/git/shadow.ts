// A git directory of our own, in which git runs: the repository's objects and index, and none of its settings.
import {
  type Dirent,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { fullDisk, HfleaksError } from '../errors.ts';
import { displayPath } from '../path.ts';
import { kindOf, listFolder, readGitFile } from './files.ts';
import type { Repository } from './repository.ts';

/** A store in the shadow, empty at first, for what git would write into the repository's: a sparse index is made whole with new trees. */
export const WRITTEN = 'written';

/** Removes a shadow. Does nothing if it is gone. By hand where nothing else is in it: Node's recursive removal takes longer than git does. */
export function removeShadow(folder: string): void {
  try {
    for (const file of ['HEAD', 'config']) unlinkSync(join(folder, file));
    for (const path of ['refs', WRITTEN, '.']) rmdirSync(join(folder, path));
  } catch {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes a git directory under `temporary` and gives its path. git that runs there, with `GIT_OBJECT_DIRECTORY` naming the
 * repository's objects, finds these and the shared parts of a split index; it finds no config, hook, attribute, graft, replace ref, remote
 * or, until `tellBoundary`, end of a shallow clone. Nothing of the content is copied.
 */
export function createShadow(repository: Repository, temporary: string, index: boolean): string {
  refuseTraps(repository, index);
  const folder = makeFolder(temporary);
  try {
    fill(folder, repository);
  } catch (error) {
    removeShadow(folder);
    refuseFullDisk(error, temporary);
    throw new HfleaksError(
      'git-failed',
      "The repository's git directory may not be read, or the temporary folder not be written.",
      'Check the permissions of .git and of TMPDIR.',
    );
  }
  return folder;
}

function fill(folder: string, repository: Repository): void {
  for (const name of ['refs', WRITTEN]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
  const sha256 = repository.objectFormat === 'sha256';
  writeFileSync(
    join(folder, 'config'),
    `[core]\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tbare = true\n${sha256 ? '[extensions]\n\tobjectFormat = sha256\n' : ''}`,
  );
  linkSharedIndexes(repository.gitDir, folder);
}

/** As large as settings may be. */
const EXCLUDE_LIMIT = 1 << 20;

/**
 * Brings info/exclude into a shadow; only those need it who ask what is ignored. What may not be read is not heeded: without it more is scanned.
 * Throws `git-failed` for one that is too large to be copied: a file of holes is as large as it says.
 */
export function copyExclude(repository: Repository, folder: string): void {
  const from = join(repository.commonDir, 'info/exclude');
  const to = join(folder, 'info/exclude');
  // Once: a git that was started before may be reading it.
  if (kindOf(Buffer.from(from)) !== 'other' || existsSync(to)) return;
  const bytes = readGitFile(from, Number.POSITIVE_INFINITY, EXCLUDE_LIMIT + 1);
  if (bytes === null) return;
  if (bytes.length > EXCLUDE_LIMIT)
    throw new HfleaksError(
      'git-failed',
      "The repository's info/exclude is larger than 1 MiB.",
      'Make it shorter, or scan without asking git what is ignored: hfleaks scan --no-ignore',
    );
  mkdirSync(join(folder, 'info'), { recursive: true });
  writeFileSync(to, bytes);
}

/** Tells git in a shadow which refs there are. Names that git would refuse are not needed to resolve what a user types. */
export function tellRefs(
  folder: string,
  refs: readonly { readonly name: Buffer; readonly oid: string }[],
  head: string | null,
): void {
  const plain = refs
    .map(({ name, oid }) => ({ name: name.toString('latin1'), oid }))
    .filter(({ name }) => PLAIN_REF.test(name) && !/\.\.|\/\/|\/\.|\.lock(?:\/|$)|@\{|[./]$/.test(name));
  writeFileSync(join(folder, 'packed-refs'), plain.map(({ name, oid }) => `${oid} ${name}\n`).join(''), 'latin1');
  if (head !== null) writeFileSync(join(folder, 'HEAD'), `${head}\n`);
}

/** Ends history, for git in a shadow, behind these commits. */
export function tellBoundary(folder: string, commits: readonly string[]): void {
  rmSync(join(folder, 'shallow'), { force: true });
  if (commits.length > 0) writeFileSync(join(folder, 'shallow'), commits.map((oid) => `${oid}\n`).join(''));
}

/**
 * Makes an object store in a shadow of the folders and files of `directory` for which `isUsable` answers yes, without its alternates, and gives
 * its path. By links: nothing is copied.
 */
export function linkStore(
  shadow: string,
  directory: string,
  isUsable: (entry: Dirent<Buffer>, folder: string, isFile: boolean) => boolean,
  name = 'objects',
): string {
  const store = join(shadow, name);
  mkdirSync(store);
  for (const folder of listFolder(directory) ?? []) {
    const name = folder.name.toString('latin1');
    if (!/^(?:[0-9a-f]{2}|pack)$/.test(name) || !isUsable(folder, directory, false)) continue;
    const [from, to] = [join(directory, name), join(store, name)];
    const entries = listFolder(from) ?? [];
    if (entries.every((entry) => entry.isFile())) symlinkSync(from, to);
    else {
      mkdirSync(to);
      for (const entry of entries)
        if (isUsable(entry, from, true))
          symlinkSync(
            Buffer.concat([Buffer.from(from + sep), entry.name]),
            Buffer.concat([Buffer.from(to + sep), entry.name]),
          );
    }
  }
  return store;
}

/** git-check-ref-format(1), on the safe side. */
const PLAIN_REF = /^refs\/[!"#$%&'()+,\-./0-9;<=>@A-Z\]_`a-z{|}\x80-\xff]+$/;

/** A new folder that only this user can enter. Throws `write-failed`. */
export function makeFolder(temporary: string): string {
  try {
    return mkdtempSync(join(temporary, 'hfleaks-'));
  } catch (error) {
    refuseFullDisk(error, temporary);
    throw new HfleaksError(
      'write-failed',
      'No temporary folder can be made.',
      'Set TMPDIR to a folder that can be written to.',
    );
  }
}

/** Throws `write-failed` where `error` says that the disk of the temporary folder takes no more. */
export function refuseFullDisk(error: unknown, temporary: string): void {
  const [what, hint] = fullDisk(error) ?? [];
  if (what !== undefined)
    throw new HfleaksError(
      'write-failed',
      `The temporary folder ${displayPath(Buffer.from(temporary))} cannot be written to: ${what}.`,
      `${hint} Or set TMPDIR to another folder.`,
    );
}

/** A split index names its other part, which git looks for in its git directory: `sharedindex.<oid>`. */
function linkSharedIndexes(gitDir: string, folder: string): void {
  for (const entry of readdirSync(gitDir, { withFileTypes: true }))
    if (entry.isFile() && entry.name.startsWith('sharedindex.'))
      symlinkSync(join(gitDir, entry.name), join(folder, entry.name));
}

/** git would wait for ever at a FIFO. */
function refuseTraps({ objectDirectory, indexFile }: Repository, index: boolean): void {
  for (const [name, path, isRead] of [
    ['objects/info/alternates', join(objectDirectory, 'info/alternates'), true],
    ['index', indexFile, index],
  ] as const) {
    if (isRead && !isFileOrNothing(path))
      throw new HfleaksError(
        'git-failed',
        `The repository has an ${name} that is no readable file.`,
        'Check its permissions; if it is a FIFO or a device, the repository is hostile: scan its files with "hfleaks scan --no-ignore".',
      );
  }
}

function isFileOrNothing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
  } catch {
    return false;
  }
}
