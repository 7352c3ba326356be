import { describe, expect, test } from 'vitest';
import { expectSealed, plainFolder, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const T = userToken(61);
const MASKED = `HF_TOKEN=${T.slice(0, 22)}...${T.slice(-5)}\n`;

describe('explain', () => {
  test('a rule', () => {
    const { code, stdout, stderr } = plainFolder().hfleaks(['explain', 'hf-user-token']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^hf-user-token: Hugging Face user access token\n/);
  });

  test('a text from standard input, which is not shown again', () => {
    const outcome = plainFolder().hfleaks(['explain', '-'], { input: `HF_TOKEN=${T}\n` });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toContain('+ the verdict: reported, at high confidence');
    expectSealed(outcome, T);
  });

  test('a text, as JSON', () => {
    const outcome = plainFolder().hfleaks(['explain', `x = ${T}a`, '--format', 'json']);
    expect(outcome.code).toBe(0);
    const { version, subject, sections } = JSON.parse(outcome.stdout);
    expect({ version, subject }).toEqual({ version: 1, subject: 'text' });
    expect(sections.at(-1)).toMatchObject({ title: 'The verdict', steps: [{ outcome: 'no' }, { outcome: 'note' }] });
    expectSealed(outcome, T);
  });

  test('a finding of a report, by its fingerprint', async () => {
    const repository = await temporaryRepository();
    repository.write('app.py', `login("${T}")\n`);
    const { fingerprint } = repository.scan(['scan']).report.findings[0];
    const outcome = repository.hfleaks(['explain', fingerprint]);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).toContain('at app.py:1:8');
    expectSealed(outcome, T);
    repository.write('app.py', 'login()\n');
    expect(repository.hfleaks(['explain', fingerprint])).toMatchObject({ code: 1, stderr: '' });
  });

  test.each<[string, readonly string[], string]>([
    ['nothing', ['explain'], 'hfleaks --help'],
    ['a rule that is not there', ['explain', 'hf-user-tokn'], 'Did you mean "hf-user-token"?'],
    ['a word', ['explain', 'nonrule'], 'a text on standard input: hfleaks explain -'],
    ['a part of a name', ['explain', 'user-token'], 'Nearest: hf-user-token, hf-user-token-alnum, '],
    ['an option that is not there', ['explain', 'x', '--foo'], 'foo'],
    ['a format that is not there', ['explain', 'x', '--format', 'sarif'], 'sarif'],
    ['an option rule that is not there', ['explain', 'x', '--with', 'all'], 'all'],
  ])('%s: exit code 2', (_name, argv, message) => {
    const { code, stdout, stderr } = plainFolder().hfleaks(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('its help says where a secret is seen', () => {
    const { code, stdout } = plainFolder().hfleaks(['explain', '--help']);
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain('pipe what may be a secret');
  });
});

describe('--with partial', () => {
  test.each<[string, (args: readonly string[]) => readonly string[]]>([
    ['files', (more) => ['scan', '.', ...more]],
    ['the index', (more) => ['staged', ...more]],
    ['history', (more) => ['history', ...more]],
  ])('%s: masked tokens are found where they are asked for', async (_name, argv) => {
    const repository = await temporaryRepository();
    repository.commit({ 'readme.txt': 'hello\n' });
    if (argv([])[0] === 'history') repository.commit({ 'settings.ini': MASKED });
    else repository.write('settings.ini', MASKED);
    repository.git('add', '-A');
    // In this order, so that what was remembered without it is not taken for clean.
    expect(repository.scan(argv([]))).toMatchObject({ code: 0, found: [] });
    expect(repository.scan(argv(['--with', 'partial']))).toMatchObject({
      code: 0,
      found: ['settings.ini:1:10 hf-partial-token'],
    });
    expect(repository.scan(argv(['--with', 'partial', '--fail-on', 'warning'])).code).toBe(1);
  });

  test('another word is refused', () => {
    const { code, stderr } = plainFolder().hfleaks(['scan', '--with', 'partail']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "partial"?') });
  });

  test('rules list says with what the rule is used', () => {
    const { stdout } = plainFolder().hfleaks(['rules', 'list']);
    expect(stdout).toMatch(/^hf-partial-token .*\(only --with partial\)$/m);
  });
});
