// What git answers when it is asked for objects, and what its errors say of them. Format: git-cat-file(1), BATCH OUTPUT.
import { HfleaksError } from '../errors.ts';
import type { SkipReason } from '../types.ts';
import type { ObjectType } from './object-format.ts';

/** What stands behind an id, as git served it. */
export type ServedObject =
  | { readonly kind: 'bytes'; readonly type: ObjectType; readonly bytes: Buffer }
  | {
      readonly kind: 'stream';
      readonly type: ObjectType;
      /** In bytes, as git says it. */
      readonly size: number;
      readonly stream: AsyncIterable<Uint8Array>;
      /** Why the stream ended before the object did; null if it did not. */
      damage(): SkipReason | null;
    };

/** The line before an object: `<oid> SP <type> SP <size>`. Throws `git-protocol` for another one. */
export function headOf(line: string, oid: string): { readonly type: ObjectType; readonly size: number } {
  const [, type, size] = line.startsWith(oid)
    ? (/^ (blob|tree|commit|tag) (\d{1,15})$/.exec(line.slice(oid.length)) ?? [])
    : [];
  if (type === undefined) throw protocolError();
  return { type: type as ObjectType, size: Number(size) };
}

/** Why an object was not read, of what reading it has thrown. Throws what says nothing of an object. */
export function problemOf(error: unknown): SkipReason {
  if (!(error instanceof HfleaksError)) throw error;
  if (error.code === 'git-timeout') return 'timeout';
  if (error.code !== 'git-failed' && error.code !== 'git-protocol') throw error;
  return /attempting to allocate/.test(error.message) ? 'alloc-limit' : 'corrupt-object';
}

/** For what is no answer to what was asked. */
export function protocolError(): HfleaksError {
  return new HfleaksError(
    'git-protocol',
    'git cat-file ended too early or answered out of order.',
    'Check the repository with "git fsck".',
  );
}
