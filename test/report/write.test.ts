import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { HfleaksError } from '../../src/errors.ts';
import { writeReport } from '../../src/report/write.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'hfleaks-write-'));
const full = mountFull(join(root, 'full'));
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(root, 'case-'));
});

afterAll(() => {
  if (full) execFileSync('umount', [full]);
  fs.rmSync(root, { recursive: true, force: true });
});

/** The error of a write that must fail. */
function failure(path: string, text = 'new'): HfleaksError {
  try {
    writeReport(path, text);
  } catch (error) {
    if (error instanceof HfleaksError) return error;
    throw error;
  }
  throw new Error('The write did not fail.');
}

describe('what is written', () => {
  test('a new file, readable by all that the umask allows', () => {
    const path = join(folder, 'a.json');
    writeReport(path, 'é\n');
    expect(fs.readFileSync(path, 'utf8')).toBe('é\n');
    expect(fs.statSync(path).mode & 0o777).toBe(0o644 & ~process.umask());
    expect(fs.readdirSync(folder)).toEqual(['a.json']);
  });

  test('an old file is replaced, not changed: who holds it open reads the old text', () => {
    const path = join(folder, 'a.json');
    fs.writeFileSync(path, 'old');
    const fd = fs.openSync(path, 'r');
    writeReport(path, 'new');
    expect(fs.readFileSync(fd, 'utf8')).toBe('old');
    expect(fs.readFileSync(path, 'utf8')).toBe('new');
    fs.closeSync(fd);
  });

  test('an empty text', () => {
    writeReport(join(folder, 'a'), '');
    expect(fs.readFileSync(join(folder, 'a'), 'utf8')).toBe('');
  });
});

describe('targets that are refused', () => {
  test.each<[name: string, make: (path: string) => void]>([
    ['a directory', (path) => fs.mkdirSync(path)],
    ['a symlink to a file', (path) => fs.symlinkSync(makeFile(`${path}.real`), path)],
    ['a symlink to a device', (path) => fs.symlinkSync('/dev/null', path)],
    ['a dangling symlink', (path) => fs.symlinkSync('nowhere', path)],
  ])('%s', (_, make) => {
    const path = join(folder, 'target');
    make(path);
    const before = fs.readdirSync(folder);
    expect(failure(path)).toMatchObject({
      code: 'write-failed',
      message: expect.stringMatching(/it is a symbolic link|it exists and is not a regular file/),
    });
    expect(fs.readdirSync(folder)).toEqual(before);
  });
});

describe('what is no storage is written to as it is', () => {
  test('a pipe by the name that a shell gives it, but none that may have no reader', () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    // Open for both, so that nobody waits.
    const fd = fs.openSync(path, fs.constants.O_RDWR);
    expect(failure(path).message).toContain('is not a regular file');
    writeReport(`/dev/fd/${fd}`, ['a', 'b']);
    writeReport(`/dev/fd/${fd}`, 'c');
    const bytes = Buffer.alloc(9);
    expect(bytes.subarray(0, fs.readSync(fd, bytes)).toString()).toBe('abc');
    fs.closeSync(fd);
    expect(fs.readdirSync(folder)).toEqual(['pipe']);
  });

  // A device of our own: what renames over it would harm the system's, and tests may run as root.
  test.skipIf(process.getuid?.() !== 0).each([
    ['null', '3', null],
    ['full', '7', 'the disk is full'],
  ])('a device: %s', (name, minor, problem) => {
    const path = join(folder, name);
    execFileSync('mknod', [path, 'c', '1', minor]);
    if (problem === null) writeReport(path, 'text');
    else expect(failure(path).message).toContain(problem);
    expect(fs.lstatSync(path).isCharacterDevice()).toBe(true);
    expect(fs.readdirSync(folder)).toEqual([name]);
  });
});

describe('failures', () => {
  test.each<[name: string, path: string, message: string]>([
    ['a missing directory', 'no/a.json', 'its directory does not exist'],
    ['a file as directory', 'file/a.json', 'a part of its path is no directory'],
    ['a name that is too long', 'x'.repeat(300), 'the name is too long'],
    ['a NUL', 'a\0b', 'the system refused'],
    ['an empty directory name', 'no/', 'a part of its path is no directory'],
  ])('%s', (_, name, message) => {
    makeFile(join(folder, 'file'));
    const error = failure(`${folder}/${name}`);
    expect(error.code).toBe('write-failed');
    expect(error.message).toMatch(new RegExp(`: (?:${message})\\.$`));
    expect(error.hint).not.toBe('');
    expect(fs.readdirSync(folder)).toEqual(['file']);
  });

  test('the name is escaped in the message', () => {
    expect(failure(join(folder, 'no\u001b[2J', 'x')).message).toContain('no\\x1b[2J/x');
  });

  test.skipIf(!full)('a full disk: nothing is left behind, and the old report stays', () => {
    const path = makeFile(join(full ?? '', 'a.json'));
    expect(failure(path, 'x'.repeat(1_000_000)).message).toContain('the disk is full');
    expect(fs.readdirSync(full ?? '')).toEqual(['a.json']);
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
  });

  test('a limit on the size of files', async () => {
    const bundle = await rolldown({ input: join(import.meta.dirname, '../../src/report/write.ts'), platform: 'node' });
    await bundle.write({ file: join(folder, 'write.mjs'), format: 'esm' });
    await bundle.close();
    const script = `import { writeReport } from './write.mjs';
      try { writeReport(process.argv[2], 'x'.repeat(100_000)); } catch (error) { console.log(error.code, error.message); }`;
    fs.writeFileSync(join(folder, 'child.mjs'), script);
    const path = makeFile(join(folder, 'a.json'));
    const limited = 'ulimit -f 8; exec "$0" "$1" "$2"';
    const output = execFileSync('bash', ['-c', limited, process.execPath, join(folder, 'child.mjs'), path], {
      encoding: 'utf8',
    });
    expect(output).toBe(
      `write-failed The report could not be written to ${path}: the file would be larger than is allowed here.\n`,
    );
    expect(fs.readdirSync(folder).sort()).toEqual(['a.json', 'child.mjs', 'write.mjs']);
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
  });
});

function makeFile(path: string): string {
  fs.writeFileSync(path, 'old');
  return path;
}

/** A file system of 64 kB at `path`, or null where the tests may not mount one. */
function mountFull(path: string): string | null {
  fs.mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path], { stdio: 'ignore' });
    return path;
  } catch {
    return null;
  }
}
