import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { hookCommand, quoted, runningLine, withHookLines } from '../../src/setup/hook-lines.ts';

const block = (command: string): string =>
  `# >>> hfleaks init >>>\n${command} hook pre-commit || exit\n# <<< hfleaks init <<<\n`;

describe('withHookLines', () => {
  test.each<[name: string, before: string | null, after: string | null]>([
    ['no hook', null, `#!/bin/sh\n${block('hfleaks')}`],
    ['an empty one', '', block('hfleaks')],
    ['no line end', '#!/bin/sh', `#!/bin/sh\n${block('hfleaks')}`],
    [
      'what ends early',
      '#!/bin/sh\n# x\nset -e\nexec lint\n',
      `#!/bin/sh\n# x\nset -e\n${block('hfleaks')}exec lint\n`,
    ],
    ['our own of another place', `a\n${block("node '/old place/hfleaks.cjs'")}b\n`, `a\n${block('hfleaks')}b\n`],
    [
      'our own, changed',
      block('FOO=1 hfleaks').replace('|| exit', '|| true'),
      block('FOO=1 hfleaks').replace('|| exit', '|| true'),
    ],
    ['a line of theirs that runs it', 'x && hfleaks staged\n', 'x && hfleaks staged\n'],
    ['a comment that names it', '# hfleaks staged\n', `# hfleaks staged\n${block('hfleaks')}`],
    ['a line that goes on', 'set -e \\\n  -u\n', `${block('hfleaks')}set -e \\\n  -u\n`],
    ['one that lets all pass', 'hfleaks staged || true\n', `${block('hfleaks')}hfleaks staged || true\n`],
    ['another language', '#!/usr/bin/env python3\n', null],
    ['CRLF', '#!/bin/sh\r\nx\r\n', null],
  ])('%s', (_, before, after) => {
    expect(withHookLines(before, 'hfleaks', 'pre-commit')).toBe(after);
  });

  test('a pre-push hook hands on what it was told, and the exit code', () => {
    const script = withHookLines('#!/bin/sh\necho "theirs: $(cat)"\n', 'check', 'pre-push') as string;
    const run = (code: string, input: string): string =>
      execFileSync('sh', ['-e', '-c', `check() { cat; return $code; }\n${script}`], {
        input,
        env: { PATH: process.env.PATH, code },
        encoding: 'utf8',
      });
    const refs = 'refs/heads/$x `y` a refs/heads/b c\nrefs/tags/v 1 refs/tags/v 0\n';
    expect(run('0', refs)).toBe(`${refs}theirs: ${refs}`);
    expect(() => run('3', refs)).toThrow(expect.objectContaining({ status: 3, stdout: refs }));
  });
});

test.each([
  ['node_modules/.bin/hfleaks', 'sh node_modules/hfleaks/dist/hfleaks-pre-commit.sh'],
  ['node tools/dist/hfleaks.cjs', 'sh tools/dist/hfleaks-pre-commit.sh'],
  ["node '/a b/hfleaks.cjs'", "sh '/a b/hfleaks-pre-commit.sh'"],
  [
    `"$(command -v '/x/node' || echo node)" '/a b/hfleaks.cjs'`,
    `HFLEAKS_NODE="$(command -v '/x/node' || echo node)" sh '/a b/hfleaks-pre-commit.sh'`,
  ],
  ['hfleaks', 'hfleaks hook pre-commit'],
])('%s is called early', (command, line) => {
  expect(hookCommand(command, 'pre-commit')).toBe(line);
  const block = withHookLines('', command, 'pre-commit') as string;
  expect(runningLine(block, 'pre-commit')).toBe(line);
  // A block as it was written, with the script or without, is one of ours.
  for (const before of [block, withHookLines('', command, 'pre-commit', false)])
    expect(withHookLines(before, 'x', 'pre-commit')).toBe(withHookLines('', 'x', 'pre-commit'));
});

test('runningLine takes the line of that hook', () => {
  const text = 'x hfleaks hook pre-push\n  node "a/hfleaks.cjs" hook pre-commit --\n';
  expect(runningLine(text, 'pre-commit')).toBe('node "a/hfleaks.cjs" hook pre-commit');
  expect(runningLine(text, 'commit-msg')).toBe('');
});

test.each([
  'echo "run hfleaks staged"\n',
  'hfleaks hook pre-commit || true\n',
  'hfleaks hook pre-commit || :\n',
  'hfleaks hook pre-commit; exit 0\n',
  'hfleaks hook pre-commit &\n',
  'exit 0\nhfleaks hook pre-commit\n',
  'exec npm test\nhfleaks hook pre-commit\n',
])('runningLine finds none in %j', (text) => {
  expect(runningLine(text, 'pre-commit')).toBe('');
});

test.each([
  'if x; then exit; fi\nhfleaks hook pre-commit || exit 1\n',
  'hfleaks hook pre-commit && npm test\n',
  'exec < /dev/tty\nprintf x | hfleaks hook pre-commit\n',
])('runningLine finds one in %j', (text) => {
  expect(runningLine(text, 'pre-commit')).toContain('hfleaks hook pre-commit');
});

test('quoted is one word of a shell', () => {
  const path = "/a b/it's $HOME";
  expect(execFileSync('sh', ['-c', `printf %s ${quoted(path)}`], { encoding: 'utf8' })).toBe(path);
});
