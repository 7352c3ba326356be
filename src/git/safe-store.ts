// A store of links in the shadow, for git to read where the real one would make it wait or lead it elsewhere.
import type { GitEnvironment } from '../types.ts';
import type { Repository } from './repository.ts';
import { Git } from './runner.ts';
import { linkStore } from './shadow.ts';
import { isForeign, isForeignStore, isUsable, type ObjectStore } from './store.ts';

/**
 * Lets git read from a store of links, in its shadow, where the real one has alternates (they are read by id, and never listed) or
 * files that git must not open.
 */
export function useSafeStore(git: Git, { alternates, unusable }: ObjectStore): void {
  if (alternates.length === 0 && unusable.length === 0) return;
  const directory = git.repository.objectDirectory;
  const folder = linkStore(git.shadow, directory, (entry, inFolder, isFile) => !isFile || isUsable(inFolder, entry));
  git.useStore(
    folder,
    alternates.map((alternate) => alternate.directory),
  );
}

/** git in a new shadow, without an index, and with a store in which nothing makes it wait. The caller closes it. */
export async function openSafely(
  repository: Repository,
  environment: GitEnvironment,
  store: ObjectStore,
): Promise<Git> {
  const git = await Git.open(repository, environment, { index: false });
  try {
    useSafeStore(git, store);
    return git;
  } catch (error) {
    git.close();
    throw error;
  }
}

/** The stores inside the repository, each without those from which it borrows, and without what links bring in: what they hold is the repository's own. */
export function ownStores(git: Git, { alternates, outside }: ObjectStore): readonly string[] {
  const { repository, shadow } = git;
  const own = { directory: repository.objectDirectory, isInside: !isForeignStore(repository) };
  const inside = [own, ...alternates].filter((store) => store.isInside);
  return inside.map(({ directory }, at) =>
    directory === own.directory && outside.length === 0
      ? git.objectDirectory
      : linkStore(
          shadow,
          directory,
          (entry, folder, isFile) => !isForeign(repository, folder, entry) && (!isFile || isUsable(folder, entry)),
          `inside-${at}`,
        ),
  );
}
