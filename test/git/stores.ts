// Builds object stores that borrow from one another, and what in them is a trap.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { History } from '../e2e/history.ts';
import { removeFolder } from '../repository.ts';

/** The rest of an id. */
export const ZEROS = '0'.repeat(38);

/** A repository that is gone when the test ends. */
export function newHistory(): History {
  const history = new History();
  onTestFinished(() => removeFolder(history.home));
  return history;
}

/** A store in a folder beside the repository, which borrows from others. */
export function storeAt(directory: string, ...borrowed: readonly (string | Buffer)[]): string {
  for (const folder of ['info', 'pack']) mkdirSync(join(directory, folder), { recursive: true });
  if (borrowed.length > 0) borrow(directory, ...borrowed);
  return directory;
}

/** Makes a store borrow from others. */
export function borrow(directory: string, ...lines: readonly (string | Buffer)[]): void {
  mkdirSync(join(directory, 'info'), { recursive: true });
  writeFileSync(
    join(directory, 'info/alternates'),
    Buffer.concat(lines.flatMap((one) => [Buffer.from(one), Buffer.from('\n')])),
  );
}

export function fifo(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  execFileSync('mkfifo', [path]);
}
