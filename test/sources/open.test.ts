import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPath } from '../../src/sources/open.ts';
import { temporaryFolder } from '../repository.ts';

const open = (path: string) => {
  const opened = openPath(Buffer.from(path));
  if (opened.kind === 'file') closeSync(opened.fd);
  return opened.kind === 'problem' ? opened.reason : opened.kind === 'link' ? `link to ${opened.target}` : opened.kind;
};

describe('openPath', () => {
  test.each([
    ['a file', (path: string) => writeFileSync(path, 'x'), 'file'],
    ['a folder', (path: string) => mkdirSync(path), 'folder'],
    ['nothing', () => undefined, 'vanished'],
    ['a link to a file', (path: string) => symlinkSync('/etc/passwd', path), 'link to /etc/passwd'],
    ['a link to nothing', (path: string) => symlinkSync('nowhere', path), 'link to nowhere'],
    ['a link to itself', (path: string) => symlinkSync('x', path), 'link to x'],
    ['a FIFO', (path: string) => execFileSync('mkfifo', [path]), 'special-file'],
    ['below a file', (path: string) => writeFileSync(join(path, '..', 'f'), ''), 'vanished', 'f/x'],
  ] as [string, (path: string) => void, string, string?][])('%s', (_, make, expected, name = 'x') => {
    const folder = temporaryFolder();
    make(join(folder, 'x'));
    expect(open(join(folder, name))).toBe(expected);
  });

  test('a socket', async () => {
    const path = join(temporaryFolder(), 's');
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    expect(open(path)).toBe('special-file');
  });

  test('a device', () => {
    expect(open('/dev/zero')).toBe('special-file');
  });
});
