// Reads objects beside those that are scanned, to know what was before, or whose rules count: nobody else would see that git does not give them, or gives others.
import { createHash } from 'node:crypto';
import type { SkipReason } from '../types.ts';
import { BatchReader, type GitObject } from './batch.ts';
import { hashedHead, isIdOf, type ObjectType } from './object-format.ts';
import type { Git } from './runner.ts';

/** Told of an object that was asked for and could not be read; by the type that git says it is of, or else by that which it should have. */
export type Unread = (type: ObjectType, oid: string, why: SkipReason) => void;

/** Without what is not there: a partial or shallow clone has no versions but the last ones. */
export function unlessMissing(unread: Unread): Unread {
  return (type, oid, why) => {
    if (why !== 'missing-object') unread(type, oid, why);
  };
}

/** An object of the type that was asked for, and what its id says; a stream is so only at its end. */
export type AsideObject =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | {
      readonly kind: 'stream';
      readonly stream: AsyncIterable<Uint8Array>;
      /** Whether it was read to its end and is what its id says. */
      isTrue(): boolean;
    };

/**
 * Yields each of `oids` with its object, in their order, lazily; null for what is of another type, and for what `unread` is told of: what git cannot
 * read, or what is not what its id says. It is told of a stream when its end is read. `wholeLimit(index)` in bytes decides whether it comes as bytes
 * or as a stream.
 */
export async function* readAside(
  git: Git,
  oids: readonly string[],
  type: ObjectType,
  wholeLimit: (index: number) => number,
  unread: Unread,
): AsyncGenerator<readonly [oid: string, object: AsideObject | null]> {
  const { objectFormat } = git.repository;
  const reader = new BatchReader(git, { length: oids.length, hex: (at) => oids[at] as string }, { wholeLimit });
  try {
    for (const oid of oids) {
      const object = (await reader.next()) as GitObject;
      const tell = (why: SkipReason): void => unread(type, oid, why);
      if (object.kind === 'stream') yield [oid, object.type === type ? checked(object, oid, objectFormat, tell) : null];
      else if (object.kind === 'problem') {
        tell(object.problem);
        yield [oid, null];
      } else if (isIdOf(Buffer.from(oid, 'hex'), objectFormat, object.type, object.bytes))
        yield [oid, object.type === type ? object : null];
      else {
        unread(object.type, oid, 'corrupt-object');
        yield [oid, null];
      }
    }
    // Only then is git free to be asked by others.
    await reader.next();
  } finally {
    reader.close();
  }
}

/** A stream that is hashed while it is read. */
function checked(
  { type, size, stream, damage }: Extract<GitObject, { kind: 'stream' }>,
  oid: string,
  objectFormat: 'sha1' | 'sha256',
  tell: (why: SkipReason) => void,
): AsideObject {
  let isTrue = false;
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    const hash = createHash(objectFormat).update(hashedHead(type, size));
    for await (const piece of stream) {
      hash.update(piece);
      yield piece;
    }
    isTrue = damage() === null && hash.digest('hex') === oid;
    if (!isTrue) tell(damage() ?? 'corrupt-object');
  };
  return { kind: 'stream', stream: pieces(), isTrue: () => isTrue };
}
