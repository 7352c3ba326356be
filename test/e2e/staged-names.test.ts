// File names that break parsers, terminals, shells and CI runners: all of them in one commit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { displayPath } from '../../src/path.ts';
import {
  expectSealed,
  lastingFolder,
  type Outcome,
  removeFolder,
  type TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { userToken } from '../tokens.ts';

const [T, NAME_TOKEN, OLD_NAME] = [userToken(121), userToken(122), userToken(123)];
const leak = `import os\nkey = "${T}"\n`;

/** Each as git is given it. The names of a token are not here: they are masked. */
const NAMES: Readonly<Record<string, string | Buffer>> = {
  newline: 'new\nline.py',
  'newline and a command': 'x\n::error::y',
  'carriage return': 'a\rb',
  tab: 'a\tb',
  escape: 'a\u001b[31mb',
  quote: 'quo"te.py',
  'single quote': "it's.py",
  backslash: 'back\\slash',
  'backslash and n': 'back\\nslash',
  'leading dash': '-rf',
  'leading dashes': '--output=x',
  ' b/': 'a b/c d',
  'space at the ends': ' around ',
  'only a space': ' ',
  'é, composed': '\u00e9.py',
  'é, decomposed': 'e\u0301.py',
  'byte 0xff': Buffer.from([0x61, 0xff, 0x62]),
  'half a UTF-8 character': Buffer.from([0xc3]),
  '255 bytes': 'n'.repeat(255),
  '##[command]': '##[stop-commands]x.py',
  '##vso[command]': '##vso[task.setvariable]x',
  '::error::': '::error::x',
  'right-to-left override': 'a\u202etxt.py',
  'zero width space': 'a\u200bb',
  emoji: '\u{1f917}.py',
  ':0:a': ':0:a',
  ':(exclude)': ':(exclude)*',
  ':/': ':!x',
  star: '*',
  question: '?',
  brackets: '[a]',
  braces: 'a{b,c}.py',
  exclamation: '!negated',
  hash: '#comment',
  tilde: '~',
  dollar: '$(touch x)',
  backtick: '`touch x`',
  semicolon: 'a;touch x',
  ampersand: 'a&b|c',
  angle: '<script>alert(1)</script>',
  percent: '%2e%2e',
  '...': '...',
  'deep path': `${'d/'.repeat(200)}e`,
  'of a ref': 'HEAD',
  'of an option of hfleaks': '--format',
  'of our ledger': '__proto__',
};

let home = '';
let repository: TestRepository;
let outcome: ReturnType<TestRepository['commitWithHook']>;
let report: {
  findings: { rule: string; location: { path: string; pathBytes?: string; line: number; column: number } }[];
};

beforeAll(async () => {
  home = lastingFolder();
  repository = await temporaryRepository('sha1', home);
  repository.installHook();
  repository.commit({ [`${OLD_NAME}.txt`]: 'a\n' });
  for (const name of Object.values(NAMES)) repository.write(name, leak);
  repository.write(`folder/${NAME_TOKEN}/a.txt`, 'nothing\n');
  repository.write(`${OLD_NAME}.txt`, 'changed, under its old name\n');
  repository.git('add', '--all');
  outcome = repository.commitWithHook();
  report = JSON.parse(outcome.stdout);
});
afterAll(() => removeFolder(home));

describe('a token in a file with an odd name', () => {
  test.each(Object.entries(NAMES))('%s', (_, name) => {
    const bytes = Buffer.from(name as string);
    const shown = displayPath(bytes);
    const found = report.findings.filter(({ location }) => location.path === shown);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ rule: 'hf-user-token', location: { line: 2, column: 8 } });
    const { pathBytes } = (found[0] as (typeof found)[0]).location;
    expect(pathBytes ? Buffer.from(pathBytes, 'base64') : Buffer.from(undisplayed(shown))).toEqual(bytes);
  });

  test('nothing else is found but the name that is new', () => {
    expect(report.findings).toHaveLength(Object.keys(NAMES).length + 1);
    expect(outcome).toMatchObject({
      code: 1,
      hookCode: 1,
      suppressed: [expect.stringMatching(/^hf_….{4}\.txt:1:1 hf-user-token already-committed$/)],
      skipped: {},
    });
  });

  test('a token as a name is found where it is new, and masked everywhere', () => {
    const mask = `hf_…${NAME_TOKEN.slice(-4)}`;
    expect(outcome.found).toContain(`folder/${mask}/a.txt:1:8 hf-user-token`);
    expectSealed(outcome, T, NAME_TOKEN);
    expect(outcome.stderr).toContain(`--> folder/${mask}/a.txt:1:8 (in the file's name)`);
  });
});

test('a scan of the folder finds the same', () => {
  const scan = repository.scan(['scan']);
  const names = new Set(
    [outcome.found, scan.found].map((found) => found.filter((one) => !one.includes('hf_…')).join('\n')),
  );
  expect(names.size).toBe(1);
  expectSealed(scan, T, NAME_TOKEN, OLD_NAME);
});

/** What the display form of a path says, for paths that are UTF-8. */
function undisplayed(shown: string): string {
  const simple: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', t: '\t' };
  return shown.replace(/\\(?:x([0-9a-f]{2})|u\{([0-9a-f]+)\}|(.))/g, (_, hex, code, letter) =>
    letter === undefined ? String.fromCodePoint(Number.parseInt(hex ?? code, 16)) : (simple[letter] as string),
  );
}

describe('what is printed', () => {
  const lines = (text: string): string[] => text.split('\n');

  test('each file is named with its line', () => {
    const places = lines(outcome.stderr).filter((line) => / --> .*:\d+:\d+/.test(line));
    expect(places).toHaveLength(Object.keys(NAMES).length + 1);
  });

  test.each([
    ['text', () => outcome.stderr],
    ['JSON', () => outcome.stdout],
    ['SARIF', () => repository.hfleaks(['staged', '--format', 'sarif']).stdout],
  ])('no command for a runner, no control, bidi or invisible character: %s', (_, text) => {
    expect(lines(text()).filter((line) => /^\s*::|##[a-z]*\[/i.test(line))).toEqual([]);
    expect([
      ...text().matchAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g),
    ]).toEqual([]);
  });

  test('colours are the only escape sequences', () => {
    const colored: Outcome = repository.hfleaks(['staged', '--color', 'always']);
    expect(colored.stdout).toMatch(/\u001b\[1m/);
    expect(colored.stdout.replaceAll(/\u001b\[[0-9]+m/g, '')).not.toMatch(/\u001b/);
    expectSealed(colored, T, NAME_TOKEN);
  });

  test('the commands that unstage work as they are pasted', () => {
    const commands = lines(outcome.stderr).filter((line) => /^ {7}git restore --staged (?!PATH)/.test(line));
    expect(commands.length).toBeGreaterThan(0);
    const before = repository.git('diff', '--cached', '--name-only', '-z').split('\0').length;
    for (const command of commands) {
      // Before the first commit there is no HEAD to restore from; here there is.
      const { code, stderr } = repository.shell(command);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
    }
    const after = repository.git('diff', '--cached', '--name-only', '-z').split('\0').length;
    expect(before - after).toBe(commands.length);
  });
});

describe('a token as a name', () => {
  test('an old name, with changed content, is not new', () => {
    expect(outcome.found.filter((one) => one.includes(OLD_NAME.slice(-4)))).toEqual([]);
  });

  test('renamed to a token', async () => {
    const other = await temporaryRepository();
    other.commit({ 'plain.txt': 'a\n' });
    other.git('mv', 'plain.txt', `${T}.txt`);
    const result = other.scan(['staged']);
    expect(result).toMatchObject({ code: 1, found: [`hf_…${T.slice(-4)}.txt:1:1 hf-user-token`] });
    expectSealed(result, T);
  });
});
