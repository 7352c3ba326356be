// A git that answers as it is asked, for the few objects that are read now and then: to start one takes longer than to ask it.
import type { Git, GitProcess } from './runner.ts';

/** What waits, at most one for each git, and of which store; it ends with `Git.close`. */
const waiting = new WeakMap<Git, { readonly process: GitProcess; readonly store: string }>();

/** A process that waits for questions, and may have died since; null if none does. Whoever takes it has it alone. */
export function takeStanding(git: Git): GitProcess | null {
  const found = waiting.get(git);
  waiting.delete(git);
  if (!found || found.store === git.objectDirectory) return found?.process ?? null;
  found.process.kill();
  return null;
}

/** One that is asked as `startReader`'s, but then goes on to wait. */
export function startStanding(git: Git): GitProcess {
  const process = git.start('cat-file', ['--batch']);
  return { ...process, feed: (pieces) => process.feed(pieces, true) };
}

/** Takes back one that has answered all it was asked. */
export function leaveStanding(git: Git, process: GitProcess): void {
  takeStanding(git)?.kill();
  waiting.set(git, { process, store: git.objectDirectory });
}
