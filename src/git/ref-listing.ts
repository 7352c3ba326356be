// Lists all that refs, HEADs and the stash name: from files, or, where refs are in tables, by asking git.
import { HfleaksError } from '../errors.ts';
import { lines } from './records.ts';
import { type Ref, RefFiles, type RefListing, refOf, stashOf } from './ref-files.ts';
import { oidPattern } from './reflog.ts';
import { askGit } from './refs.ts';
import type { Git } from './runner.ts';

export type { Ref, RefListing } from './ref-files.ts';
export { reflogOids, shallowCommits } from './reflog.ts';

/** The commit that HEAD of the repository at hand names; null on an unborn branch. */
export function headOf({ heads }: RefListing): string | null {
  return heads.find(({ name }) => name.toString('latin1') === 'HEAD')?.oid ?? null;
}

/** Lists all refs. Where they are in tables that git does not read, its files are read, and `problems` has `reftable`. */
export async function readRefs(git: Git): Promise<RefListing> {
  const found = new RefFiles(git.repository);
  if (!git.repository.refFiles) {
    try {
      const stash = await readTables(git, found);
      return found.listing(await tableHeads(git, found), stash);
    } catch (error) {
      if (!(error instanceof HfleaksError) || error.code !== 'git-failed') throw error;
      found.problem('reftable');
    }
  }
  found.readPacked();
  for (const place of found.places) found.readLoose(place);
  return found.listing(found.heads(), found.stash());
}

/** Reads refs that are in tables, and gives the stash. */
async function readTables(git: Git, found: RefFiles): Promise<Ref[]> {
  const process = git.start('for-each-ref', ['--format=%(objectname) %(refname)'], { ownDirectory: true });
  process.send('');
  let hasStash = false;
  for await (const some of lines(process))
    for (const line of some) {
      const space = line.indexOf(' ');
      hasStash ||= line.endsWith(' refs/stash');
      found.add(line.slice(space + 1), line.slice(0, space));
    }
  for (const complaint of process.complaints()) {
    const name = /^warning: ignoring (?:broken ref|ref with broken name) (.+)$/.exec(complaint)?.[1];
    if (name) found.problem(name);
  }
  return hasStash ? stashOf(await tableStash(git)) : [];
}

/** git prints what entries there are, and fails at the first that is missing. */
async function tableStash(git: Git): Promise<string[]> {
  const oids: string[] = [];
  for (let more = true; more; ) {
    const args = Array.from({ length: 500 }, (_, at) => `refs/stash@{${oids.length + at}}`);
    const process = git.start('rev-parse', args, { ownDirectory: true });
    process.send('');
    let text = '';
    for (let piece = await process.read(); piece; piece = await process.read()) text += piece.toString('latin1');
    await process.end([0, 128]);
    const found = text.match(new RegExp(`^${oidPattern(git.repository)}$`, 'gm')) ?? [];
    oids.push(...found);
    more = found.length === args.length;
  }
  return oids;
}

async function tableHeads(git: Git, found: RefFiles): Promise<Ref[]> {
  const heads: Ref[] = [];
  for (const { head } of found.places) {
    try {
      // Other names would mean something to rev-parse.
      const oid = /^[\w./-]+$/.test(head) ? await askGit(git, head) : undefined;
      if (oid) heads.push(refOf(head, oid));
      if (oid === undefined) found.problem(head);
    } catch (error) {
      if (!(error instanceof HfleaksError) || error.code !== 'git-failed') throw error;
      found.problem(head);
    }
  }
  return heads;
}
