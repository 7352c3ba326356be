// How far a scan is: on a terminal, in one line that is gone at the end; nowhere else.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE, cleanEnvironment, expectSealed, removeFolder, run } from '../repository.ts';
import { userToken } from '../tokens.ts';
import { History } from './history.ts';
import { fakeGit } from './history-git.ts';

const T = userToken(63_001);
const MAIN = 'refs/heads/main';
const CLEAR = '\r\u001b[K';

/** Runs a program with a terminal as its standard error, `argv[1]` columns wide, and tells what was written where, as JSON. */
const TERMINAL = `
import fcntl, json, os, pty, struct, subprocess, sys, termios, threading
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, int(sys.argv[1]), 0, 0))
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave)
os.close(slave)
shown = []
def watch():
    try:
        while True:
            piece = os.read(master, 65536)
            if not piece: return
            shown.append(piece)
    except OSError:
        return
watcher = threading.Thread(target=watch)
watcher.start()
said = child.stdout.read()
code = child.wait()
watcher.join()
print(json.dumps({'code': code, 'stdout': said.decode('latin1'), 'stderr': b''.join(shown).decode('latin1')}))
`;

let history: History;
let slow: { PATH: string };

beforeAll(() => {
  history = new History();
  for (let at = 0; at < 8; at++) history.on(MAIN, { [`file-${at}`]: `${at}`.repeat(1000) });
  history.on(MAIN, { 'leak.py': `key = "${T}"\n` });
  writeFileSync(join(history.home, 'terminal.py'), TERMINAL);
  // Takes its time twice in a long answer.
  const answer = `'${history.home}'/answer-$$`;
  slow = fakeGit(
    history.home,
    `case "$what" in "cat-file --batch")
  "$git" "$@" > ${answer}
  if [ $(wc -c < ${answer}) -lt 6000 ]; then cat ${answer}
  else head -c 3000 ${answer}; sleep 0.3; tail -c +3001 ${answer} | head -c 3000; sleep 0.1; tail -c +6001 ${answer}; fi
  rm ${answer}
  exit 0;;
esac`,
  );
});
afterAll(() => removeFolder(history.home));

interface Shown {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs hfleaks with a terminal as its standard error, and with the slow git. */
function onTerminal(args: readonly string[], env: Record<string, string> = {}, columns = 120): Shown {
  const command = ['/usr/bin/env', `PATH=${slow.PATH}`, process.execPath, BUNDLE, ...args];
  const all = [join(history.home, 'terminal.py'), String(columns), ...command];
  const outcome = run('python3', all, history.path, cleanEnvironment(history.home, env));
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  const shown: Shown = JSON.parse(outcome.stdout);
  expectSealed({ ...outcome, ...shown }, T);
  expect(history.leftovers()).toEqual([]);
  return shown;
}

/** The lines that were shown, one over the other; the last one is what stays. */
const linesOf = ({ stderr }: Shown): string[] => stderr.split(CLEAR);
const PROGRESS = /^[\d,]+ of [\d,]+ objects, [\d.]+ k?B of [\d.]+ k?B, [\d.]+ [kM]?B\/s, \d+ s left$/;
const CONTROL = /[\0-\x09\x0b-\x1f\x7f]/;

describe('on a terminal', () => {
  test.each<[string, readonly string[]]>([
    ['history', ['history', '--no-cache']],
    ['history, as JSON', ['history', '--no-cache', '--format', 'json']],
    ['history --everything', ['history', '--no-cache', '--everything']],
    ['range', ['range', 'HEAD', '--not', 'HEAD~8']],
  ])('%s: objects, bytes, rate and time left, and nothing at the end', (_, args) => {
    const shown = onTerminal(args);
    const [before, ...lines] = linesOf(shown);
    expect([shown.code, before, lines.at(-1)]).toEqual([1, '', '']);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(PROGRESS);
    expect(shown.stdout).not.toMatch(CONTROL);
  });

  test('a narrow one: no line is wrapped', () => {
    const lines = linesOf(onTerminal(['history', '--no-cache'], {}, 30));
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map((line) => line.length))).toBe(29);
  });

  test('what was known before is not counted, and nothing stays', () => {
    history.git('repack', '--quiet', '-a', '-d');
    history.hfleaks(['history']);
    history.on(MAIN, { again: 'a'.repeat(7000) });
    const lines = linesOf(onTerminal(['history']));
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.at(-1)).toBe('');
    expect(lines[1]).toMatch(PROGRESS);
  });
});

describe('silent', () => {
  test.each<[string, readonly string[], Record<string, string>]>([
    ['TERM=dumb', [], { TERM: 'dumb' }],
    ['CI', [], { CI: 'true' }],
    ['--quiet', ['--quiet'], {}],
  ])('%s', (_, args, env) => {
    expect(onTerminal(['history', '--no-cache', ...args], env)).toMatchObject({ code: 1, stderr: '' });
  });

  test('standard error is a pipe', () => {
    const outcome = history.hfleaks(['history', '--no-cache'], { env: slow });
    expect(outcome).toMatchObject({ code: 1, stderr: '' });
    expect(outcome.stdout).not.toMatch(CONTROL);
  });

  // Where a machine is very busy, no scan is short.
  test('a short scan', { retry: 3 }, () => {
    const short = new History({ home: history.home, folder: 'short' });
    short.on(MAIN, { 'leak.py': `key = "${T}"\n` });
    expect(onTerminal(['history', '--no-cache', short.path])).toMatchObject({ code: 1, stderr: '' });
  });
});
