// The processes that read objects. One that answers as it is asked stays for those who ask next: to start one takes longer than to ask it.
import type { GitProcess } from './process.ts';
import type { Git } from './runner.ts';

/** A process that was asked nothing yet, or has answered all it was asked. */
export interface ReadingGit {
  readonly process: GitProcess;
  /** Whether it answers each question at once, and waits for the next; else it answers when it was asked all. */
  readonly isStanding: boolean;
  /** Whether it has answered others before. It may have died since. */
  readonly isUsed: boolean;
}

/** What waits, at most one for each git, and of which store; it ends with `Git.close`. */
const waiting = new WeakMap<Git, { readonly process: GitProcess; readonly store: string }>();

/** Starts the process that reads many objects, before it is known which. */
export function startReader(git: Git): GitProcess {
  return git.start('cat-file', ['--batch', '--buffer']);
}

/** One for few objects, which costs more for each of many. */
export function startStanding(git: Git): ReadingGit {
  return { process: git.start('cat-file', ['--batch']), isStanding: true, isUsed: false };
}

/** One that waits for questions; null if none does. Whoever takes it has it alone. */
export function takeStanding(git: Git): ReadingGit | null {
  const found = waiting.get(git);
  waiting.delete(git);
  if (!found) return null;
  const { process, store } = found;
  if (store === git.objectDirectory) return { process, isStanding: true, isUsed: true };
  process.kill();
  return null;
}

/** Takes back one that has answered all it was asked. */
export function leaveStanding(git: Git, { process }: ReadingGit): void {
  takeStanding(git)?.process.kill();
  waiting.set(git, { process, store: git.objectDirectory });
}
