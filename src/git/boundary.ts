// Where history ends although it goes on: the commits of a shallow clone whose parents are not here.
import { readAside } from './aside.ts';
import { objectParts } from './object-format.ts';
import { existing } from './object-listing.ts';
import type { Git } from './runner.ts';
import { tellBoundary } from './shadow.ts';

const OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * Of the commits that the repository calls its boundary, those of which a parent is missing; git in the shadow ends history there and
 * nowhere else. A forged boundary would hide what is there.
 */
export async function realBoundary(git: Git, claimed: readonly string[]): Promise<readonly string[]> {
  // git may see a boundary where we see none.
  tellBoundary(git.shadow, []);
  if (claimed.length === 0) return [];
  const parents = new Map<string, readonly string[]>();
  // Where one cannot be read, history goes on, and git misses what is not there.
  const unread = (): void => undefined;
  for await (const [oid, commit] of readAside(git, claimed, 'commit', () => 1 << 20, unread))
    if (commit?.kind === 'bytes') parents.set(oid, parentsOf(commit.bytes));
  const present = await existing(git, [...new Set([...parents.values()].flat().filter((oid) => OID.test(oid)))]);
  const boundary = [...parents].flatMap(([oid, all]) => (all.every((parent) => present.has(parent)) ? [] : [oid]));
  tellBoundary(git.shadow, boundary);
  return boundary;
}

/** They stand behind the tree; further below, git takes them for nothing. */
function parentsOf(commit: Buffer): string[] {
  const parents: string[] = [];
  for (const { field, start, end } of objectParts(commit)) {
    if (field === 'parent') parents.push(commit.toString('latin1', start + 'parent '.length, end).trim());
    else if (field !== 'tree') break;
  }
  return parents;
}
