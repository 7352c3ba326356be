// Reads a few blobs by id, in order.
import type { SkipReason } from '../types.ts';
import { protocolError } from './answers.ts';
import { BatchReader, type GitObject } from './batch.ts';
import { EMPTY_TREE } from './index-listing.ts';
import type { GitProcess } from './process.ts';
import type { Git } from './runner.ts';
import { startReader } from './standing.ts';

export { startReader };

const NOT_A_BLOB: SkipReason = 'corrupt-object';

/**
 * Yields one answer for each of `oids`, in their order, lazily. `waiting` is a process of `startReader`. `wholeLimit(index)` in bytes
 * decides whether the blob comes as bytes or as a stream. What git cannot read, or is no blob, comes as a problem.
 */
export async function* readObjects(
  git: Git,
  oids: readonly string[],
  wholeLimit: (index: number) => number,
  waiting?: GitProcess,
): AsyncGenerator<GitObject> {
  const sequence = { length: oids.length, hex: (index: number) => oids[index] as string };
  const reader = new BatchReader(git, sequence, { wholeLimit, waiting });
  try {
    for (let object = await reader.next(); object; object = await reader.next())
      yield object.kind !== 'problem' && object.type !== 'blob' ? { kind: 'problem', problem: NOT_A_BLOB } : object;
  } finally {
    reader.close();
  }
}

/**
 * Lets a process that is not needed after all answer one question whose answer is known, the empty tree. Throws `git-failed` or
 * `git-protocol` if it does not: a git that says nothing would else look like a repository with nothing in it.
 */
export async function proveReader(git: Git, process: GitProcess): Promise<void> {
  const known = EMPTY_TREE[git.repository.objectFormat];
  process.send(`${known}\n`);
  let answer = '';
  for (let piece = await process.read(); piece; piece = await process.read())
    if (answer.length <= known.length + 10) answer += piece.toString('latin1');
  await process.end();
  if (answer !== `${known} tree 0\n\n`) throw protocolError();
}
