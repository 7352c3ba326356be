// Reads objects beside those that are scanned, to know what was before, or whose rules count: nobody else would see that git does not give them.
import type { SkipReason } from '../types.ts';
import { BatchReader, type GitObject, type ObjectType } from './batch.ts';
import type { Git } from './runner.ts';

/** Told of an object that was asked for and could not be read. */
export type Unread = (type: ObjectType, oid: string, why: SkipReason) => void;

/** Without what is not there: a partial or shallow clone has no versions but the last ones. */
export function unlessMissing(unread: Unread): Unread {
  return (type, oid, why) => {
    if (why !== 'missing-object') unread(type, oid, why);
  };
}

/**
 * Yields each of `oids` with its object, in their order, lazily; null for what `unread` was told of, and for what is of another type.
 * `wholeLimit(index)` in bytes decides whether it comes as bytes or as a stream.
 */
export async function* readAside(
  git: Git,
  oids: readonly string[],
  type: ObjectType,
  wholeLimit: (index: number) => number,
  unread: Unread,
): AsyncGenerator<readonly [oid: string, object: Exclude<GitObject, { kind: 'problem' }> | null]> {
  const reader = new BatchReader(git, { length: oids.length, hex: (at) => oids[at] as string }, { wholeLimit });
  try {
    for (const oid of oids) {
      const object = await reader.next();
      if (object?.kind === 'problem') unread(type, oid, object.problem);
      yield [oid, object && object.kind !== 'problem' && object.type === type ? object : null];
    }
    // Only then is git free to be asked by others.
    await reader.next();
  } finally {
    reader.close();
  }
}
