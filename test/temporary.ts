// Where the tests make their folders: in memory, where that can be.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Bytes that must be free: many times what all tests that run at once hold. */
const ROOM = 4 * 2 ** 30;

/**
 * The folder for temporary files: `TMPDIR` where it is set, else one in memory, else the system's. The tests make and remove many
 * thousands of small folders, which costs a disk's file system ten times as much.
 */
export function temporaryPlace(): string {
  return process.env.TMPDIR === undefined && isFit(MEMORY) ? MEMORY : tmpdir();
}

/** Whether a folder has room, and programs that lie there can be run: some systems forbid it. */
function isFit(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < ROOM) return false;
    const own = mkdtempSync(join(folder, 'hfleaks-'));
    writeFileSync(join(own, 'a'), '#!/bin/sh\n', { mode: 0o755 });
    const { status } = spawnSync(join(own, 'a'));
    rmSync(own, { recursive: true });
    return status === 0;
  } catch {
    return false;
  }
}
