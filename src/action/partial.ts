// Partial clones, as checkouts with `filter` or `sparse-checkout` are: what they left out is fetched before it is looked for.
import { existing, inputOf, type Walk } from '../git/object-listing.ts';
import { lines } from '../git/records.ts';
import type { Git } from '../git/runner.ts';
import { type Clone, withGit } from './change.ts';

/** Ids in one command line. */
const AT_ONCE = 500;
/** Where trees are left out, each fetch only shows the next ones. */
const ROUNDS = 64;
const REACHED = ['--objects', '--no-object-names', '--missing=print', '--stdin'];

/**
 * Fetches what a walk reaches and the clone left out: the trees of its base, all that is new, and the files that this replaces. What
 * cannot be had is told by the scan, as missing.
 */
export async function fillIn(clone: Clone, walk: Walk): Promise<void> {
  if (!clone.origin?.isPartial || walk.tips.length === 0) return;
  const { not = [] } = walk;
  if (not.length > 0)
    await fetchAll(clone, (git) => missingFrom(git, { tips: not }, ['--no-walk', '--filter=blob:none', ...REACHED]));
  await fetchAll(clone, (git) => missingFrom(git, walk, REACHED));
  if (not.length > 0) await fetchAll(clone, (git) => missingBefore(git, walk));
}

async function fetchAll(clone: Clone, list: (git: Git) => Promise<readonly string[]>): Promise<void> {
  let before = '';
  for (let round = 0; round < ROUNDS; round++) {
    const missing = await withGit(clone, list);
    // Nothing has come.
    if (missing.length === 0 || missing.join() === before) return;
    for (let at = 0; at < missing.length; at += AT_ONCE)
      await clone.origin?.fetch(missing.slice(at, at + AT_ONCE), null);
    before = missing.join();
  }
}

/** Format: git-rev-list(1), `--missing=print`: `?<oid>`. */
async function missingFrom(git: Git, walk: Walk, args: readonly string[]): Promise<readonly string[]> {
  const process = git.start('rev-list', args);
  process.feed(inputOf(walk));
  const missing: string[] = [];
  for await (const batch of lines(process))
    for (const line of batch) if (line.startsWith('?')) missing.push(line.slice(1));
  return missing;
}

/** What the commits of a walk replace. Format: git-log(1), `--raw`: `:100644 100644 <oid> <oid> M TAB <path>`. */
async function missingBefore(git: Git, walk: Walk): Promise<readonly string[]> {
  const process = git.start('log', ['--raw', '-m', '--no-renames', '--no-abbrev', '--format=', '--stdin']);
  process.feed(inputOf(walk));
  const old = new Set<string>();
  for await (const batch of lines(process))
    for (const line of batch) {
      const oid = /^:\d+ \d+ ([0-9a-f]+) /.exec(line)?.[1];
      if (oid && !/^0+$/.test(oid) && !line.startsWith(':160000')) old.add(oid);
    }
  const have = await existing(git, [...old]);
  return [...old].filter((oid) => !have.has(oid));
}
