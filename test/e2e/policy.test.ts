import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { POLICY_EXAMPLES } from '../../src/cli/commands.ts';
import { expectSealed, plainFolder, TestRepository, temporaryRepository } from '../repository.ts';
import { token, userToken } from '../tokens.ts';

const [A, B] = [userToken(61), userToken(62)];
const leak = (value: string): string => `login("${value}")\n`;
const BASELINE = '.hfleaks-baseline.jsonl';
const CONFIG = '.hfleaks.yml';

function read(repository: TestRepository, path: string): string {
  return readFileSync(join(repository.path, path), 'latin1');
}

/** What a report says of its policy. */
function policyIn(report: { policy?: Record<string, unknown[]> }) {
  return report.policy ?? {};
}

describe('whose policy counts', () => {
  test('that of the working directory, for its own files, wherever it is asked from', async () => {
    const repository = await temporaryRepository();
    repository.write(CONFIG, 'exclude: [docs, sub/*.txt]\nfail-on: never\n');
    for (const path of ['docs/a', 'sub/b.txt', 'sub/docs/c', 'd']) repository.write(path, leak(A));
    const all = repository.scan(['scan']);
    expect(all).toMatchObject({ code: 0, found: ['d:1:8 hf-user-token'], skipped: { 'path-excluded': 3 } });
    expect(policyIn(all.report).files).toEqual([CONFIG]);
    expect(repository.scan(['scan'], { cwd: 'sub' })).toMatchObject({ found: [], skipped: { 'path-excluded': 2 } });
    expect(repository.scan(['scan', '--fail-on', 'error']).code).toBe(1);
  });

  test('not that of others, nor theirs for them, nor the comments there; what is named counts', async () => {
    const repository = await temporaryRepository();
    repository.commit({ [CONFIG]: 'exclude: [a]\n', a: leak(A), b: `${B} hfleaks:allow hf-user-token -- theirs\n` });
    const beside = join(repository.home, 'beside');
    mkdirSync(beside);
    const other = new TestRepository(beside, repository.home);
    other.git('init', '--quiet');
    other.write(CONFIG, 'exclude: [b]\n');
    expect(other.scan(['scan', repository.path]).found).toHaveLength(2);
    expect(other.scan(['history', repository.path]).found).toHaveLength(2);
    expect(other.scan(['history', repository.path, '--config', CONFIG])).toMatchObject({
      found: ['a:1:8 hf-user-token'],
    });
    expect(repository.scan(['history']).found).toHaveLength(2);
    const named = repository.scan(['history', '--everything', '--config', CONFIG]);
    expect(named.suppressed).toContain('a:1:8 hf-user-token config');
    expect(repository.scan(['scan'])).toMatchObject({ found: [], skipped: { 'path-excluded': 1 } });
  });
});

describe('a commit', () => {
  test('counts with the policy that it will have, and tells what that weakens', async () => {
    const repository = await temporaryRepository();
    repository.commit({ [CONFIG]: 'fail-on: warning\n', x: '' });
    repository.write('docs/a', leak(A));
    repository.git('add', 'docs');
    repository.write(CONFIG, 'exclude: [docs]\n');
    const before = repository.scan(['staged']);
    expect(before.found).toHaveLength(1);
    expect(policyIn(before.report).notes).toEqual([`${CONFIG} has changes that are not staged: they do not count`]);
    repository.git('add', CONFIG);
    const after = repository.scan(['staged']);
    expect(after).toMatchObject({ code: 0, found: [], skipped: { 'path-excluded': 1 } });
    expect(policyIn(after.report).notes).toEqual([
      'this commit weakens the policy: exclude: + docs',
      'this commit weakens the policy: fail-on: warning becomes error',
    ]);
    const text = repository.hfleaks(['staged']).stdout;
    expect(text).toContain('note: this commit weakens the policy: exclude: + docs');
    expect(text).toContain('not scanned (path-excluded): 1 file');
    repository.git('rm', '--quiet', '--force', CONFIG);
    expect(repository.scan(['staged']).found).toHaveLength(1);
  });

  test('counts with a baseline that git does not know, and tells', async () => {
    const repository = await temporaryRepository();
    repository.write('a', leak(A));
    expect(repository.hfleaks(['baseline', '--reason', 'revoked in May']).code).toBe(0);
    repository.git('add', 'a');
    const first = repository.scan(['staged']);
    expect(first).toMatchObject({ code: 0, suppressed: ['a:1:8 hf-user-token baseline'] });
    expect(policyIn(first.report).notes).toEqual([`${BASELINE} is not in git: it counts here, and nobody else has it`]);
    repository.git('add', '--all');
    const staged = repository.hfleaks(['hook', 'pre-commit']).stdout;
    expect(staged).toContain('accepted (revoked in May), does not block: a:1:8');
    expect(staged).toContain('note: this commit weakens the policy: baseline: + 1 accepted');
    repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '-m', 'x');
    repository.commit({ b: `${leak(A)}${leak(B)}` });
    const [tip, base] = [repository.git('rev-parse', 'HEAD').trim(), repository.git('rev-parse', 'HEAD~1').trim()];
    const push = repository.scan(['hook', 'pre-push', 'o', 'u'], {
      input: `refs/heads/main ${tip} refs/heads/main ${base}\n`,
    });
    expect(push).toMatchObject({ found: ['b:2:8 hf-user-token'], suppressed: ['b:1:8 hf-user-token baseline'] });
  });

  test('a link in the index is no policy', async () => {
    const repository = await temporaryRepository();
    repository.write('other', 'exclude: [a]\n');
    symlinkSync('other', join(repository.path, CONFIG));
    repository.git('add', '--all');
    const outcome = repository.hfleaks(['staged']);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(`${CONFIG} is a symbolic link.`);
  });
});

describe('a baseline', () => {
  test('accepts a value and no other on its line, is the same bytes again, and says what is idle', () => {
    const folder = plainFolder();
    folder.write('a', leak(A));
    const written = folder.hfleaks(['baseline', '--owner', 'ml-team']);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expectSealed(written, A);
    const bytes = read(folder, BASELINE);
    expect(JSON.parse(bytes)).toMatchObject({ rule: 'hf-user-token', owner: 'ml-team' });
    expect(bytes).not.toMatch(/20\d\d-/);
    expect(folder.scan([])).toMatchObject({ code: 0, suppressed: ['a:1:8 hf-user-token baseline'] });
    folder.write('a', `${leak(A).trim()} ${leak(B)}`);
    expect(folder.scan([])).toMatchObject({ code: 1, found: [expect.stringContaining('a:1:')] });
    folder.write('a', '');
    expect(policyIn(folder.scan([]).report).unused).toEqual([JSON.parse(bytes)]);
    expect(folder.hfleaks(['baseline', '--dry-run', '--prune']).stdout).toContain('would be taken out');
    expect(read(folder, BASELINE)).toBe(bytes);
    expect(folder.hfleaks(['baseline', '--prune']).code).toBe(0);
    expect(read(folder, BASELINE)).toBe('');
  });

  test('has no entry for what could hide something else', () => {
    const folder = plainFolder();
    folder.write('a', `aws_access_key_id = ${token('hf-s3-access-key', 63)}\n${leak(A)}`);
    expect(folder.scan([]).found).toHaveLength(2);
    expect(folder.hfleaks(['baseline']).stdout).toContain('1 finding could hide others if accepted');
    expect(folder.scan([]).found).toEqual([expect.stringContaining('hf-s3-access-key')]);
  });

  test('that has expired counts no more, and is told; only a new end renews it', () => {
    const folder = plainFolder();
    folder.write('a', leak(A));
    folder.hfleaks(['baseline', '--expires', '2001-01-31']);
    const bytes = read(folder, BASELINE);
    const { code, report } = folder.scan([]);
    expect({ code, expired: policyIn(report).expired?.length }).toEqual({ code: 1, expired: 1 });
    expect(folder.hfleaks(['baseline']).stdout).toContain('expired, reported again');
    expect(read(folder, BASELINE)).toBe(bytes);
    folder.hfleaks(['baseline', '--expires', '9998-12-31']);
    expect(folder.scan([]).code).toBe(0);
  });

  test('merges in git, and what could not be merged is left alone', async () => {
    const repository = await temporaryRepository();
    const accept = (name: string, value: string): void => {
      repository.git('switch', '--quiet', '--force-create', name, 'main');
      repository.write(name, leak(value));
      repository.hfleaks(['baseline']);
      repository.commit({});
    };
    repository.commit({ x: '' });
    accept('one', A);
    accept('two', B);
    repository.git('merge', '--quiet', '-m', 'both', 'one');
    expect(repository.scan([])).toMatchObject({ code: 0, found: [], suppressed: { length: 2 } });
    const merged = read(repository, BASELINE);
    repository.write(BASELINE, `<<<<<<< HEAD\n${merged}=======\n>>>>>>> one\n`);
    const before = read(repository, BASELINE);
    for (const args of [['baseline'], ['baseline', '--prune'], ['scan'], ['config'], ['import']]) {
      const { code, stdout, stderr } = repository.hfleaks(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`${BASELINE}:1:1: a merge is not finished here.`);
    }
    expect(read(repository, BASELINE)).toBe(before);
  });

  test('keeps line ends and rights, and is not written where it may not be', () => {
    const folder = plainFolder();
    const path = join(folder.path, BASELINE);
    folder.write('a', leak(A));
    folder.hfleaks(['baseline']);
    folder.write(BASELINE, read(folder, BASELINE).replace('\n', '\r\n'));
    chmodSync(path, 0o440);
    folder.write('b', leak(B));
    const bytes = read(folder, BASELINE);
    const refused = folder.hfleaks(['baseline']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('is read-only; nothing was changed.');
    expect(read(folder, BASELINE)).toBe(bytes);
    chmodSync(path, 0o640);
    expect(folder.hfleaks(['baseline']).code).toBe(0);
    expect(read(folder, BASELINE)).toMatch(/^.*\r\n.*\r\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    rmSync(path);
    mkdirSync(path);
    expect(folder.hfleaks(['baseline']).stderr).toContain(`${BASELINE} is a folder.`);
  });

  test.each(['--expires tomorrow', '--reason \x1b', '--owner= ', '--config none.yml'])('%j is bad usage', (line) => {
    const folder = plainFolder();
    folder.write('a', leak(A));
    expect(folder.hfleaks(['baseline', ...line.split(/ (?=.)/)])).toMatchObject({ code: 2, stdout: '' });
    expect(() => read(folder, BASELINE)).toThrow();
  });
});

test('comments that allow nothing are told, those in use are not', () => {
  const folder = plainFolder();
  const allow = 'hfleaks:allow hf-user-token -- revoked';
  folder.write('a', `${A} # ${allow}\n# ${allow}\n${B}\n`);
  folder.write('b', `x = 1  # ${allow}\n# hfleaks:allow RULE -- how to\n# hfleaks:allow hf-user-token\n`);
  folder.write('c', `${A} # hfleaks:allow hf-org-token -- another rule\n`);
  const { report } = folder.scan([]);
  expect(policyIn(report).unusedAllows).toEqual([
    { path: 'b', line: 1, rule: 'hf-user-token' },
    { path: 'c', line: 1, rule: 'hf-org-token' },
  ]);
  expect(folder.hfleaks([]).stdout).toContain('idle: hfleaks:allow hf-user-token at b:1 allows nothing');
});

test('a mistake is shown at its place, and nothing of it is a command', () => {
  const folder = plainFolder();
  folder.write(CONFIG, 'exclude: []\n"::error::##[group]x": 1\n');
  const { code, stdout, stderr } = folder.hfleaks([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`${CONFIG}:2:1: unknown key`);
  expect(stderr).toMatch(/^ {2}2 \| "::error::/m);
  expect(stderr).not.toContain('##[');
});

test('import carries over what is found, says what it could not, and does it once', async () => {
  const repository = await temporaryRepository();
  repository.commit({ a: leak(A), b: leak(B) });
  repository.write(
    '.gitleaksignore',
    `${repository.git('rev-parse', 'HEAD').trim()}:a:huggingface-access-token:1\nz:x:1\n`,
  );
  repository.write('.gitleaks.toml', "[allowlist]\npaths = ['''^docs/''', '''a.*b''']\n");
  const planned = repository.hfleaks(['import', '--dry-run']);
  expect(planned.stdout).toContain('would be accepted: hf1:');
  expect(() => read(repository, BASELINE)).toThrow();
  const { code, stdout } = repository.hfleaks(['import']);
  expect(code).toBe(0);
  expect(stdout).toContain('not carried over: .gitleaksignore: 1 entry for what hfleaks does not find');
  expect(stdout).toContain('not carried over: .gitleaks.toml: the path /a.*b/');
  expect(read(repository, CONFIG)).toBe('exclude:\n  - "docs/**/*"\n');
  expect(repository.scan([])).toMatchObject({ found: ['b:1:8 hf-user-token'] });
  expect(repository.hfleaks(['import']).stdout).toContain('0 findings accepted, 0 paths excluded');
  expect(repository.hfleaks(['import', CONFIG])).toMatchObject({ code: 2, stdout: '' });
});

describe('help', () => {
  test.each(Object.entries(POLICY_EXAMPLES))(
    'hfleaks %s --help has examples, and they work',
    async (name, examples) => {
      const repository = await temporaryRepository();
      repository.commit({ a: leak(A) });
      const { stdout } = repository.hfleaks([...name.split(' '), '--help'], { env: { COLUMNS: '200' } });
      for (const [line] of examples) {
        expect(stdout.replace(/\s+/g, '')).toContain(line.split(' ').slice(0, 2).join(''));
        expect(
          repository.shell(
            `hfleaks() { '${process.execPath}' '${join(import.meta.dirname, '../../dist/hfleaks.cjs')}' "$@"; }; ${line}`,
          ),
          // What is left to do by hand is told.
        ).toMatchObject({ code: name === 'fix' && !line.endsWith('--undo') ? 1 : 0, stderr: '' });
      }
      if (name === 'baseline') expect(repository.scan([]).found).toEqual([]);
    },
  );
});

test('config says what counts, and where it comes from', () => {
  const folder = plainFolder();
  folder.write(CONFIG, 'exclude: [a]\nfail-on: info\n');
  const { stdout } = folder.hfleaks(['config']);
  expect(stdout).toMatch(/^exclude +a {2}\[\.hfleaks\.yml:1\]$/m);
  expect(stdout).toMatch(/^fail-on +info {2}\[\.hfleaks\.yml:2\]$/m);
  expect(stdout).toMatch(/^baseline +- {2}\[default\]$/m);
  expect(JSON.parse(folder.hfleaks(['config', '--format', 'json']).stdout)).toMatchObject({ files: [CONFIG] });
});
