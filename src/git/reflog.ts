// Reads the oids out of reflogs and of the shallow boundary, and says in which git directories refs and reflogs are.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { eachGitLine, kindOf, listFolder, pathBelow, readGitFile, realName } from './files.ts';
import { linkedGitDirs, looksLikeGitDirectory, type Repository } from './repository.ts';

/** Oids: never more than so many are listed. */
const LIMIT = 1_000_000;
const FILE_LIMIT = 512 << 20;
const NULL_OID = /^0+$/;

/** Distinct oids in all reflogs, old and new sides; what cannot be read is left out. */
export function reflogOids(repository: Repository): readonly string[] {
  const oids = new Set<string>();
  const pending = placesOf(repository).flatMap(({ folder }) =>
    [folderOf(folder, 'logs'), linkedFolder(folder, 'logs/refs')].filter((one) => one !== null),
  );
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    for (const entry of (kindOf(folder) === 'folder' && listFolder(folder)) || []) {
      const path = pathBelow(folder, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else
        eachReflogEntry(path, repository, (before, after) => {
          for (const oid of [before, after]) if (!NULL_OID.test(oid)) oids.add(oid);
          return oids.size < LIMIT;
        });
      if (oids.size >= LIMIT) return [...oids];
    }
  }
  return [...oids];
}

/** The commits whose parents a shallow clone lacks. */
export function shallowCommits(repository: Repository): readonly string[] {
  const text = readGitFile(join(repository.commonDir, 'shallow'))?.toString('latin1') ?? '';
  return text.match(new RegExp(`^${oidPattern(repository)}$`, 'gm')) ?? [];
}

/** A git directory in which refs can be. */
export interface RefPlace {
  readonly folder: Buffer;
  /** Stands before the names of its refs: `worktrees/<id>/`, or nothing. */
  readonly prefix: string;
  /** The full name of its HEAD; that of the repository at hand is `HEAD`. */
  readonly head: string;
}

/**
 * `refs` or `logs` of a git directory; null if that is no folder. A link counts, as it does for git, if it leads to the folder of that name in another
 * git directory: git-new-workdir and Android's repo make such links.
 */
export function folderOf(gitDir: Buffer, name: 'refs' | 'logs'): Buffer | null {
  const path = pathBelow(gitDir, name);
  return kindOf(path) === 'folder' ? path : linkedFolder(gitDir, name);
}

function linkedFolder(gitDir: Buffer, name: string): Buffer | null {
  const path = pathBelow(gitDir, name);
  const real = kindOf(path) === 'link' ? realName(path) : '';
  const other = Buffer.from(real.slice(0, -name.length - 1), 'latin1');
  return real.endsWith(`/${name}`) && looksLikeGitDirectory(other, statSync) ? Buffer.from(real, 'latin1') : null;
}

/** The shared git directory, and those of the linked work trees. */
export function placesOf(repository: Repository): readonly RefPlace[] {
  const common = Buffer.from(repository.commonDir);
  const own = Buffer.from(repository.gitDir);
  const isOwn = (folder: Buffer): boolean => realName(folder) === realName(own);
  const linked = [...(linkedGitDirs(repository) ?? [])];
  if (![common, ...linked].some(isOwn)) linked.push(own);
  return [
    { folder: common, prefix: '', head: isOwn(common) ? 'HEAD' : 'main-worktree/HEAD' },
    ...linked.map((folder) => {
      const prefix = `worktrees/${folder.toString('latin1', folder.lastIndexOf('/') + 1)}/`;
      return { folder, prefix, head: isOwn(folder) ? 'HEAD' : `${prefix}HEAD` };
    }),
  ];
}

/**
 * Calls `each` with both sides of every entry of a reflog, until it gives false. False if the file cannot be read to its end. Format:
 * `<old oid> SP <new oid> SP <name> SP <mail> SP <time> SP <zone> TAB <message> LF`.
 */
export function eachReflogEntry(
  path: Buffer,
  repository: Repository,
  each: (before: string, after: string) => boolean,
): boolean {
  const oid = oidPattern(repository);
  const head = new RegExp(`^(${oid}) (${oid})(?:[ \\t]|$)`);
  return eachGitLine(path, FILE_LIMIT, (line) => {
    const [, before, after] = head.exec(line) ?? [];
    return before === undefined || after === undefined || each(before, after);
  });
}

/** Source of a regex for the repository's oids. */
export function oidPattern({ objectFormat }: Repository): string {
  return `[0-9a-f]{${objectFormat === 'sha256' ? 64 : 40}}`;
}
