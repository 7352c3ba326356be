import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/options.ts';
import { VERSION } from '../../src/version.ts';
import { acmeRule } from '../acme-rule.ts';
import { expectSealed, plainFolder, type TestRepository, temporaryRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { token, userToken } from '../tokens.ts';

const T = userToken(21);
const LEAK = `login("${T}")\n`;
/** A token of a rule whose severity is a warning. */
const WARNING = `https://user-space.hf.space/?${token('hf-signed-url', 22)}\n`;
const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12345\n`;

function folderWith(files: Readonly<Record<string, string>>): TestRepository {
  const folder = plainFolder();
  for (const [path, content] of Object.entries(files)) folder.write(path, content);
  return folder;
}

describe('a token where it does not belong is shown nowhere, not even a piece of it where a message is cut', () => {
  const CUTS = Array.from({ length: 30 }, (_, at) => 'x'.repeat(32 + at) + T);

  test.each<[name: string, args: (text: string) => string[], input?: (text: string) => string]>([
    ['a command', (text) => [text]],
    ['an option', (text) => ['scan', `--${text}`]],
    ['a format', (text) => ['scan', '--format', text]],
    ['a hook', (text) => ['hook', text]],
    ['a revision', (text) => ['range', text]],
    ['a size', (text) => ['history', '--max-blob-size', text]],
    ['input of a hook', () => ['hook', 'pre-push', 'origin', 'x'], (text) => `${text}\n`],
  ])('%s', async (_, args, input) => {
    const repository = await temporaryRepository();
    repository.commit({ a: 'x' });
    for (const text of slice(CUTS, 12, 3)) {
      const outcome = repository.hfleaks(args(text), { input: input?.(text) ?? '' });
      expect(outcome.code).toBe(2);
      expectSealed(outcome, T);
    }
  });
});

describe('what was typed wrong', () => {
  const lines: readonly (readonly [string, string, string])[] = [
    ['scna', 'There is no command "scna".', 'Did you mean "scan"?'],
    ['frobnicate', 'There is no command "frobnicate".', 'Known: scan, staged, hook, range, history, config'],
    ['__proto__', 'There is no command "__proto__".', 'Known: scan'],
    ['constructor -q', 'There is no command "constructor".', 'Known: scan'],
    ['toString --help', 'There is no command "toString".', 'Known: scan'],
    ['scan --fromat json', '"hfleaks scan" has no option --fromat.', 'Did you mean "--format"?'],
    ['--fromat json', '"hfleaks scan" has no option --fromat.', 'Did you mean "--format"?'],
    ['staged --exclude a', '"hfleaks staged" has no option --exclude.', 'Known: '],
    ['scan -x', '"hfleaks scan" has no option -x.', 'Known: '],
    ['scan --format jsn', 'There is no format "jsn".', 'Did you mean "json"?'],
    ['scan --format', '--format needs a value.', 'Write --format FORMAT[=FILE]'],
    ['scan --format json= .', '--format json= names no file.', '--format json=report.json'],
    ['scan --format json --format text', 'Two formats would be written to one place.', 'a file of its own'],
    ['-q staged', 'The command must come first.', 'hfleaks staged -q'],
    ['hook pre-commit a -h', 'right behind the command', 'hfleaks hook --help'],
    ['staged a --help', 'right behind the command', 'hfleaks staged --help'],
    ['scan --fail-on eror', '--fail-on does not take "eror".', 'Did you mean "error"?'],
    [
      'scan --allow-incomplete lfs-pointr',
      '--allow-incomplete does not know "lfs-pointr".',
      'Did you mean "lfs-pointer"?',
    ],
    ['scan --allow-incomplete timeout,all', '--allow-incomplete does not know "all".', 'Known: missing-object'],
    ['scan --color purple', '--color does not take "purple".', 'Known: auto, always, never'],
    ['scan --quiet=1', '--quiet takes no value.', 'Write --quiet alone.'],
    ['scan nowhere', 'There is nothing at nowhere.', 'Name a file'],
    ['scan - other', 'Standard input is scanned alone.', 'hfleaks scan -'],
    ['hook', 'The hook is not named.', 'hfleaks hook pre-commit'],
    ['hook pre-comit', 'There is no hook "pre-comit".', 'Did you mean "pre-commit"?'],
    ['rules', 'rules list', 'hfleaks --help'],
    ['rules chek', 'chek', 'hfleaks --help'],
    ['rules check --foo', 'foo', 'hfleaks --help'],
    ['rules check nowhere.yml', 'There are no rules at nowhere.yml.', 'Name a rule file'],
    ['scan --rules nowhere.yml', 'There are no rules at nowhere.yml.', 'Name a rule file'],
    ['scan --rules empty', 'empty holds no rule file.', '.yml or .yaml'],
  ];
  test.each(slice(lines, 2))('hfleaks %s', (line, message, hint) => {
    const folder = plainFolder();
    mkdirSync(join(folder.path, 'empty'));
    const { code, stdout, stderr } = folder.hfleaks(line.split(' '));
    expect(stderr).toMatch(/^hfleaks: /);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain('internal error');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('outside of a repository, staged cannot be', () => {
    expect(plainFolder().hfleaks(['staged'])).toMatchObject({ code: 2, stdout: '' });
  });

  test('what was typed is escaped', () => {
    const { stderr } = plainFolder().hfleaks(['\x1b]0;gotcha\x07\u202e']);
    expect(stderr).not.toMatch(/[\x1b\x07\u202e]/);
    expect(stderr).toContain('\\x1b]0;gotcha');
  });
});

describe('exit codes', () => {
  test.each<[string, Record<string, string>, string, number]>([
    ['clean', { a: 'x' }, '', 0],
    ['a leak', { a: LEAK }, '', 1],
    ['a leak, and a gap', { a: LEAK, b: LFS_POINTER }, '', 1],
    ['a gap', { b: LFS_POINTER }, '', 3],
    ['a gap that is allowed', { b: LFS_POINTER }, '--allow-incomplete lfs-pointer', 0],
    ['a gap that is allowed, among others', { b: LFS_POINTER }, '--allow-incomplete timeout,lfs-pointer', 0],
    [
      'a gap that is allowed, each by itself',
      { b: LFS_POINTER },
      '--allow-incomplete timeout --allow-incomplete lfs-pointer',
      0,
    ],
    ['a gap, another allowed', { b: LFS_POINTER }, '--allow-incomplete submodule', 3],
    ['a leak is not allowed by that', { a: LEAK, b: LFS_POINTER }, '--allow-incomplete lfs-pointer', 1],
    ['an error, fail on error', { a: LEAK }, '--fail-on error', 1],
    ['an error, fail on warning', { a: LEAK }, '--fail-on warning', 1],
    ['an error, fail on info', { a: LEAK }, '--fail-on info', 1],
    ['an error, never fail', { a: LEAK }, '--fail-on never', 0],
    ['a warning', { a: WARNING }, '', 0],
    ['a warning, fail on warning', { a: WARNING }, '--fail-on warning', 1],
    ['a warning, fail on info', { a: WARNING }, '--fail-on info', 1],
    ['a warning, never fail', { a: WARNING }, '--fail-on never', 0],
    ['a warning, and a gap', { a: WARNING, b: LFS_POINTER }, '', 3],
    ['a gap, never fail', { b: LFS_POINTER }, '--fail-on never', 3],
    ['a leak that is left out', { a: LEAK }, '--exclude a', 0],
    ['a leak that a comment allows', { a: `${LEAK.trim()} # hfleaks:allow hf-user-token -- revoked` }, '', 0],
    ['nothing there', {}, '', 0],
    ['usage', { a: LEAK }, '--nonsense', 2],
  ])('%s: %j %s', (_name, files, options, code) => {
    const outcome = folderWith(files).hfleaks(['scan', ...options.split(' ').filter(Boolean)]);
    expect(outcome).toMatchObject({ code, signal: null });
  });

  test.each(['text', 'json', 'sarif'])('the same in %s', (format) => {
    expect(folderWith({ a: LEAK }).hfleaks(['--format', format]).code).toBe(1);
    expect(folderWith({ a: 'x' }).hfleaks(['--format', format]).code).toBe(0);
    expect(folderWith({ a: LFS_POINTER }).hfleaks(['--format', format]).code).toBe(3);
  });
});

describe('version and help', () => {
  test.each([['--version'], ['-V']])('%s', (flag) => {
    expect(plainFolder().hfleaks([flag])).toEqual({ code: 0, signal: null, stdout: `${VERSION}\n`, stderr: '' });
  });

  test.each(['--help', '-h'])('hfleaks %s names every command and the exit codes', (flag) => {
    const { code, stdout, stderr } = plainFolder().hfleaks([flag]);
    for (const command of [...Object.keys(COMMANDS), 'rules']) expect(stdout).toContain(`hfleaks ${command}`);
    expect(stdout).toContain('Exit codes: 0 clean');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test.each(Object.entries(COMMANDS))('hfleaks %s --help names its options and an example', (name, command) => {
    const { code, stdout, stderr } = plainFolder().hfleaks([name, '--help']);
    for (const option of command.options) expect(stdout).toContain(`--${option}`);
    expect(stdout).toContain(command.example);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('help is not asked for behind --', () => {
    expect(folderWith({ '--help': LEAK }).hfleaks(['scan', '--', '--help']).code).toBe(1);
  });

  test.each(Object.entries(COMMANDS))('the example of %s works', async (name, { example }) => {
    const repository = await temporaryRepository();
    const words = example.split(' ').slice(1);
    for (const text of ['x = 1\n', 'x = 2\n']) repository.commit({ 'app.py': text });
    expect(repository.hfleaks(words)).toMatchObject({ code: 0, stderr: '' });
    repository.write('app.py', LEAK);
    repository.git('add', 'app.py');
    if (name === 'range' || name === 'history') repository.git('commit', '--quiet', '-m', 'leak');
    expect(repository.hfleaks(words)).toMatchObject({ code: 1, stderr: '' });
  });
});

describe('outputs', () => {
  test('hfleaks alone scans this folder, and options alone too', () => {
    const folder = folderWith({ 'sub/a': LEAK });
    const named = folder.scan(['scan', '.']);
    expect(named.found).toEqual(['sub/a:1:8 hf-user-token']);
    expect(folder.scan(['scan']).stdout).toBe(named.stdout);
    expect(folder.hfleaks(['--format', 'json']).stdout).toBe(named.stdout);
    expect(folder.hfleaks([]).stdout).toContain('sub/a:1:8');
  });

  test.each(['text', 'json', 'sarif'])('%s: the same bytes for the same input', (format) => {
    const folder = folderWith({ a: LEAK, 'b/c': `${LEAK}\n${WARNING}`, d: LFS_POINTER });
    const [first, second] = [folder.hfleaks(['-f', format]).stdout, folder.hfleaks(['-f', format]).stdout].map(
      withoutTime,
    );
    expect(first).toBe(second);
  });

  test('a report in a file, another on standard output', () => {
    const folder = folderWith({ a: LEAK });
    const { code, stdout, stderr } = folder.hfleaks(['--format', 'sarif=out.sarif', '--format', 'text']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('a:1:8');
    expect(JSON.parse(readFileSync(join(folder.path, 'out.sarif'), 'utf8')).runs[0].results).toHaveLength(1);
    expect(readdirSync(folder.path).sort()).toEqual(['a', 'out.sarif']);
  });

  test('-o FILE: the same bytes, and nothing is printed', () => {
    const folder = folderWith({ a: LEAK });
    const printed = folder.hfleaks(['-f', 'json']).stdout;
    expect(folder.hfleaks(['-f', 'json', '-o', '../out.json'])).toMatchObject({ code: 1, stdout: '', stderr: '' });
    expect(readFileSync(join(folder.home, 'out.json'), 'utf8')).toBe(printed);
  });

  test('-q says nothing of a clean folder, and only findings of another', () => {
    expect(folderWith({ a: 'x' }).hfleaks(['-q'])).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    const { stdout } = folderWith({ a: LEAK, b: LFS_POINTER }).hfleaks(['-q']);
    expect(stdout).toContain('a:1:8');
    expect(stdout).not.toMatch(/scanned|INCOMPLETE/);
  });

  test('--no-excerpt leaves the line out', () => {
    const folder = folderWith({ a: `secretly_named_thing = "${T}"\n` });
    expect(folder.hfleaks([]).stdout).toContain('secretly_named_thing');
    expect(folder.hfleaks(['--no-excerpt']).stdout).not.toContain('secretly_named_thing');
  });

  test.each<[string[], Record<string, string>, boolean]>([
    [[], {}, false],
    [['--color', 'always'], {}, true],
    [['--color=always'], { NO_COLOR: '1' }, true],
    [[], { FORCE_COLOR: '1' }, true],
    [[], { FORCE_COLOR: '0' }, false],
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [['--color', 'never'], { FORCE_COLOR: '1' }, false],
    [['--color', 'always', '-f', 'json'], {}, false],
    [['--color', 'always', '-f', 'sarif'], {}, false],
  ])('colours of %j with %j: %s', (args, env, colours) => {
    const { stdout } = folderWith({ a: LEAK }).hfleaks(args, { env });
    expect(stdout.includes('\x1b[')).toBe(colours);
  });

  test('a file has no colours', () => {
    const folder = folderWith({ a: LEAK });
    folder.hfleaks(['--color', 'always', '-o', 'out.txt']);
    expect(readFileSync(join(folder.path, 'out.txt'), 'utf8')).not.toContain('\x1b');
  });

  test.each(['text', 'json', 'sarif'])('%s never shows the token', (format) => {
    const { stdout, stderr } = folderWith({ a: LEAK, [`dir-${T}/b`]: LEAK, c: `${T}${T}` }).hfleaks(['-f', format]);
    for (let at = 3; at + 8 <= T.length; at++) expect((stdout + stderr).includes(T.slice(at, at + 8))).toBe(false);
  });
});

function withoutTime(text: string): string {
  return text.replace(/\d+\.\d\d s$/m, 'TIME');
}

const USER_RULE = acmeRule();

describe('rules', () => {
  test('rules list names every rule once', () => {
    const { code, stdout, stderr } = plainFolder().hfleaks(['rules', 'list']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^hf-user-token {2,}error {2,}high {2,}Hugging Face user access token$/m);
    const ids = stdout.split('\n').flatMap((line) => line.match(/^[a-z][a-z0-9-]+(?= {2})/) ?? []);
    expect(stdout).toContain(`${new Set(ids).size} rules, set `);
  });

  test('rules check: the built-in ones hold', () => {
    const { code, stdout, stderr } = plainFolder().hfleaks(['rules', 'check']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d{3,} examples checked, 0 failed\n$/);
  });

  test('rules check FILE', () => {
    const { code, stdout, stderr } = folderWith({ 'acme.yml': USER_RULE }).hfleaks(['rules', 'check', 'acme.yml']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ examples checked, 0 failed\n$/);
  });

  test('rules check DIR', () => {
    expect(folderWith({ 'rules/a/acme.yml': USER_RULE }).hfleaks(['rules', 'check', 'rules'])).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  test('rules check FILE: an example that does not hold', () => {
    const bad = USER_RULE.replace('KEY=acme_none', 'KEY={{token}}');
    const { code, stdout, stderr } = folderWith({ 'acme.yml': bad }).hfleaks(['rules', 'check', 'acme.yml']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /^acme-key, clean, example 0, as is: a clean text was reported\n\d+ examples checked, 1 failed\n$/,
    );
  });

  test('rules check FILE: many examples that do not hold are many lines, and nothing else', () => {
    const clean = Array.from({ length: 60 }, () => '  - KEY={{token}}\n').join('');
    const { code, stdout, stderr } = folderWith({
      'acme.yml': USER_RULE.replace('  - KEY=acme_none\n', clean),
    }).hfleaks(['rules', 'check', 'acme.yml']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.split('\n')).toHaveLength(62);
  });

  test('--rules FILE finds what the rule describes, and the built-in ones still do', () => {
    const key = `acme_${userToken(23).slice(3, 27).toLowerCase()}`;
    const folder = folderWith({ 'app.py': `x = "${key}"\n${LEAK}`, 'r/acme.yml': USER_RULE });
    expect(folder.scan(['scan', 'app.py']).found).toEqual(['app.py:2:8 hf-user-token']);
    for (const rules of ['r/acme.yml', 'r'])
      expect(folder.scan(['scan', 'app.py', '--rules', rules]).found).toEqual([
        'app.py:1:6 acme-key',
        'app.py:2:8 hf-user-token',
      ]);
  });

  test.each<[string, string, string, RegExp, RegExp]>([
    [
      'an unknown key',
      'severity: error',
      'severty: error',
      /acme\.yml:9:1: unknown key `severty`/,
      /Did you mean `severity`\?/,
    ],
    ['no YAML', 'type: acme-key', 'type: [', /acme\.yml:\d+:\d+: /, /./],
    [
      'a key that is missing',
      'severity: error\n',
      '',
      /acme\.yml:1:1: the key `severity` is missing/,
      /Add `severity:`/,
    ],
    [
      'an alternation that explodes',
      '(?<secret>acme_[a-z0-9]{24})',
      '(?<secret>acme_(?:a|a)*b)',
      /acme\.yml:6:8: regex: /,
      /./,
    ],
    [
      'a repeat without a bound',
      '(?<secret>acme_[a-z0-9]{24})',
      '(?<secret>acme_[a-z0-9]+)',
      /acme\.yml:6:8: regex: /,
      /./,
    ],
    [
      'a back reference',
      '(?<secret>acme_[a-z0-9]{24})',
      '(?<secret>acme_(a)\\1[a-z0-9]{24})',
      /acme\.yml:6:8: regex: /,
      /./,
    ],
    [
      'no credential in it',
      '(?<secret>acme_[a-z0-9]{24})',
      'acme_[a-z0-9]{24}',
      /acme\.yml:6:8: regex: the credential is not marked/,
      /secret/,
    ],
    [
      'an id that is taken',
      'id: acme-key',
      'id: hf-user-token',
      /acme\.yml:1:5: id: the rule id hf-user-token is taken/,
      /Choose/,
    ],
  ])('a rule file with %s', (_name, from, to, message, hint) => {
    const folder = folderWith({ a: LEAK, 'acme.yml': USER_RULE.replace(from, to) });
    for (const args of [
      ['scan', '--rules', 'acme.yml'],
      ['rules', 'check', 'acme.yml'],
    ]) {
      const { code, stdout, stderr } = folder.hfleaks(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr.split('\n')[1]).toMatch(hint);
    }
  });

  test('a rule file that is no UTF-8, and one over 1 MiB', () => {
    const folder = plainFolder();
    folder.write('a.yml', Buffer.from([0xff, 0xfe, 0x41]));
    folder.write('b.yml', `# ${'x'.repeat(1 << 20)}`);
    expect(folder.hfleaks(['--rules', 'a.yml'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not UTF-8'),
    });
    expect(folder.hfleaks(['--rules', 'b.yml'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('over 1 MiB'),
    });
  });

  test('nested repeats cost no more than the text is long', () => {
    const nested = USER_RULE.replaceAll('acme_[a-z0-9]{24}', 'acme_(?:(?:[a-z]{1,20}){1,20}){1,20}_').replace(
      "sample: 'acme_(?:(?:[a-z]{1,20}){1,20}){1,20}_'",
      "sample: 'acme_[a-z]{24}_'",
    );
    const folder = folderWith({ a: `acme_${'a'.repeat(300)}!\n`.repeat(2000), 'acme.yml': nested });
    const started = Date.now();
    const { code } = folder.hfleaks(['scan', 'a', '--rules', 'acme.yml']);
    expect([0, 2]).toContain(code);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});
