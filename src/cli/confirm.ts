// Shows what would be changed and asks before it is.
import { createInterface } from 'node:readline/promises';
import { print } from './terminal.ts';

export interface Consent {
  /** Change without asking. */
  readonly yes: boolean;
  /** Show, and change nothing. */
  readonly dryRun: boolean;
}

/** Prints what would be changed. Whether it is to be: `--yes`, or a yes at the terminal; without one, how to say so is printed. */
export async function mayChange(shown: string, { yes, dryRun }: Consent): Promise<boolean> {
  await print(shown);
  if (dryRun || yes) return !dryRun;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    await print('Nothing was changed. Make these changes with --yes.\n');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Make these changes? [y/N] ').finally(() => terminal.close());
  return /^y(?:es)?$/i.test(answer.trim());
}
