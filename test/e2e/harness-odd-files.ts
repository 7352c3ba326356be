// Puts what is no file in the place of a file: FIFOs, links and sockets.
import {
  closeSync,
  constants,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { cleanEnvironment, run, type TestRepository } from '../repository.ts';
import type { Ground } from './harness.ts';

/** Puts a FIFO in the place of whatever is there. */
export function putFifo({ repository }: Ground, path: string): void {
  const full = clear(repository, path);
  const made = run('mkfifo', [full], '/', cleanEnvironment('/'));
  if (made.code !== 0) throw new Error('mkfifo failed');
  // Whoever still waits at its end wakes up when somebody opens it.
  onTestFinished(() => {
    if (existsSync(full)) closeSync(openSync(full, constants.O_RDWR | constants.O_NONBLOCK));
  });
}

export function putLink({ repository }: Ground, path: string, target: string): void {
  symlinkSync(target, clear(repository, path));
}

/** Puts a socket there that nobody listens at. The first of a ground is made, the others are links to it, as files have: that takes no process. */
export function putSocket({ repository }: Ground, path: string): void {
  const full = clear(repository, path);
  const first = join(repository.home, 'socket');
  if (!existsSync(first)) makeSocket(repository.home, 'socket');
  linkSync(first, full);
  if (!lstatSync(full).isSocket()) throw new Error('no socket was made');
}

/** A socket's path has a limit of 107 bytes, and Node removes the socket with the server: it must die with it. */
function makeSocket(folder: string, name: string): void {
  const program = `process.chdir(process.argv[1]); require('node:net').createServer().listen(process.argv[2], () => process.kill(process.pid, 'SIGKILL'))`;
  run(process.execPath, ['-e', program, folder, name], '/', cleanEnvironment('/'));
}

function clear(repository: TestRepository, path: string): string {
  const full = join(repository.path, path);
  rmSync(full, { recursive: true, force: true });
  mkdirSync(dirname(full), { recursive: true });
  return full;
}
