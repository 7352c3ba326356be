// Objects that git would put together for ever: one such costs a second and hundreds of megabytes each time it is asked for.
import type { ObjectList } from './object-list.ts';
import type { Repository } from './repository.ts';

interface Known {
  readonly objects: ObjectList;
  failures: number;
}

const known = new WeakMap<Repository, Known>();

/** Those that are known by now; null if nobody had reason to look for them. */
export function endlessOf(repository: Repository): ObjectList | null {
  return known.get(repository)?.objects ?? null;
}

/** Looks for them, once; to be told whenever git has run out of memory. Of packs that only git can read, all objects count when that was often. */
export async function learnEndless(repository: Repository): Promise<ObjectList> {
  const { findEndless, MANY } = await import('./pack/endless.ts');
  const now = known.get(repository) ?? { objects: findEndless(repository, 'circles'), failures: 0 };
  known.set(repository, now);
  if (++now.failures === MANY) known.set(repository, { ...now, objects: findEndless(repository, 'unread') });
  return (known.get(repository) as Known).objects;
}
