// init and doctor as a new user meets them: plain git, odd files, and a token of one's own.
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SETUP_EXAMPLES } from '../../src/cli/commands.ts';
import type { Check } from '../../src/setup/doctor.ts';
import { BUNDLE, expectSealed, plainFolder, TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const T = userToken(481);
const LEAK = `x = "${T}"\n`;

/** Every file that could be changed, with its bytes and its mode. */
function filesOf({ path }: TestRepository): Record<string, string> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^\.git\/(?!hooks)/.test(name),
  );
  return Object.fromEntries(
    names.flatMap((name) => {
      const stat = lstatSync(join(path, name));
      return stat.isFile() ? [[name, `${stat.mode.toString(8)} ${readFileSync(join(path, name), 'latin1')}`]] : [];
    }),
  );
}

function checks(repository: TestRepository, env: Record<string, string> = {}, cwd = '.') {
  const { code, stdout, stderr } = repository.hfleaks(['doctor', '--json'], { env, cwd });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as { checks: Check[] };
  expect(report.checks.filter(({ state, mend }) => state !== 'ok' && mend === '')).toEqual([]);
  const byName: Readonly<Record<string, Check>> = Object.fromEntries(report.checks.map((one) => [one.name, one]));
  return { code, signal: null, stdout, stderr, byName };
}

test('plain git, without npm: nothing without a yes, then a blocked token, then the bytes of before', async () => {
  const repository = await temporaryRepository();
  repository.write('.gitignore', '*.pyc\r\n.env');
  repository.write('.git/hooks/pre-push', '#!/bin/sh\necho "theirs: $(cat)"\n');
  chmodSync(join(repository.path, '.git/hooks/pre-push'), 0o755);
  const before = filesOf(repository);
  expect(repository.hfleaks(['init', '--dry-run'])).toMatchObject({ code: 0 });
  const unasked = repository.hfleaks(['init']);
  const shown = repository.hfleaks(['init', '--dry-run']).stdout;
  expect(unasked).toMatchObject({ code: 1, stdout: `${shown}Nothing was changed. Make these changes with --yes.\n` });
  expect(filesOf(repository)).toEqual(before);
  expect(checks(repository)).toMatchObject({
    code: 1,
    byName: { 'pre-commit': { state: 'problem', mend: 'hfleaks init' } },
  });

  expect(repository.hfleaks(['init', '--yes'])).toMatchObject({ code: 0 });
  const after = filesOf(repository);
  expect(after['.gitignore']).toMatch(/\*\.pyc\r\n\.env\r\n\.env\.\*\r\n!\.env\.example\r\n/);
  expect(repository.hfleaks(['init', '--yes']).stdout).toBe('Nothing to change.\n');
  expect(filesOf(repository)).toEqual(after);
  expect(checks(repository)).toMatchObject({ code: 0, byName: { 'pre-push': { state: 'ok' } } });
  repository.write('a.py', LEAK);
  repository.git('add', '--all');
  const bare = { PATH: '/usr/bin:/bin' };
  expect(repository.tryGit(['commit', '-m', 'x'], bare)).toMatchObject({ code: 1 });
  repository.git('rm', '--quiet', '--cached', 'a.py');
  expect(repository.tryGit(['commit', '-m', 'x'], bare)).toMatchObject({ code: 0 });
  repository.git('init', '--quiet', '--bare', '../remote');
  const pushed = repository.tryGit(['push', '../remote', 'main']);
  expect(pushed.code).toBe(0);
  expect(`${pushed.stdout}${pushed.stderr}`).toContain('theirs: refs/heads/main ');

  expect(repository.hfleaks(['init', '--undo'])).toMatchObject({ code: 0 });
  const { 'a.py': _, ...undone } = filesOf(repository);
  expect(undone).toEqual(before);
});

test('the hooks are taken back although another file has changed since, which is told and left', async () => {
  const repository = await temporaryRepository();
  const before = filesOf(repository);
  repository.hfleaks(['init', '--yes']);
  appendFileSync(join(repository.path, '.gitignore'), 'mine\n');
  const { '.gitignore': mine } = filesOf(repository);
  const { code, stdout } = repository.hfleaks(['init', '--undo']);
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(
      /^Undone: \S*hooks\/pre-commit, .*\nleft: .*\.gitignore has changed since\. Take .*\n$/,
    ),
  });
  expect(filesOf(repository)).toEqual({ ...before, '.gitignore': mine });
});

describe('what stands in the way is told, and nothing is changed', () => {
  const git = (path: string) => (repository: TestRepository) => join(repository.path, path);
  test.each<[name: string, make: (repository: TestRepository) => void, code: number, said: string]>([
    ['a read-only .gitignore', (one) => writeFileSync(git('.gitignore')(one), 'x\n', { mode: 0o444 }), 2, 'chmod u+w'],
    [
      'a .gitignore that is a link',
      (one) => symlinkSync('../elsewhere', git('.gitignore')(one)),
      2,
      'is no regular file',
    ],
    [
      'a hook that is a link',
      (one) => symlinkSync('/bin/true', git('.git/hooks/pre-commit')(one)),
      2,
      'is no regular file',
    ],
    ['a broken package.json', (one) => one.write('package.json', '{"a": 1,}'), 2, 'package.json cannot be read'],
    [
      'a broken configuration of a manager',
      (one) => one.write('.pre-commit-config.yaml', 'repos: [\n'),
      2,
      'See line 2.',
    ],
    [
      'a .gitignore that is not UTF-8',
      (one) => writeFileSync(git('.gitignore')(one), Buffer.from([0xff])),
      2,
      'is not UTF-8',
    ],
    ['a cache in the repository', (one) => one.git('config', 'x.y', 'z'), 2, 'outside of the repository'],
  ])('%s', async (name, make, code, said) => {
    const repository = await temporaryRepository();
    make(repository);
    const before = filesOf(repository);
    const env = name.startsWith('a cache') ? { XDG_CACHE_HOME: join(repository.path, 'cache') } : {};
    const outcome = repository.hfleaks(['init', '--yes'], { env });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(said);
    expect(filesOf(repository)).toEqual(before);
  });

  test('npx, whose copy does not last', async () => {
    const repository = await temporaryRepository();
    const before = filesOf(repository);
    const outside = new TestRepository(repository.home, repository.home);
    outside.write('_npx/hfleaks.cjs', `require(${JSON.stringify(BUNDLE)});\n`);
    const run = repository.shell(`'${process.execPath}' ../_npx/hfleaks.cjs init --yes`);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('npm install --save-dev ../hfleaks') });
    expect(filesOf(repository)).toEqual(before);
  });

  // Only root can give files away.
  test.skipIf(process.getuid?.() !== 0).each(['init', 'doctor'])("%s in another user's repository", async (command) => {
    const repository = await temporaryRepository();
    repository.shell('chown -R 65534 .');
    const { code, stderr } = repository.hfleaks([command]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`git config --global --add safe.directory '${repository.path}'\n`),
    });
  });

  test('no repository', () => {
    for (const command of ['init', 'doctor'])
      expect(plainFolder().hfleaks([command])).toMatchObject({ code: 2, stderr: expect.stringContaining('git init') });
  });
});

test('what cannot be done is left to the user: other languages, CRLF, folders of others, a CI without hfleaks', async () => {
  const repository = await temporaryRepository();
  repository.write('.git/hooks/pre-commit', '#!/usr/bin/env python3\n');
  repository.write('.git/hooks/pre-push', '#!/bin/sh\r\n');
  chmodSync(join(repository.path, '.git/hooks/pre-commit'), 0o755);
  const one = repository.hfleaks(['init', '--yes', '--ci', 'github']);
  expect(one.code).toBe(1);
  for (const said of ['pre-commit is no plain', 'pre-push is no plain', 'chmod +x', 'a runner has no hfleaks'])
    expect(one.stdout).toContain(said);
  expect(existsSync(join(repository.path, '.github'))).toBe(false);
  repository.git('config', 'core.hooksPath', '../theirs');
  const two = repository.hfleaks(['init', '--yes']);
  expect(two).toMatchObject({ code: 1, stdout: expect.stringContaining("is not this repository's") });
  expect(existsSync(join(repository.home, 'theirs'))).toBe(false);
  expect(checks(repository)).toMatchObject({
    code: 1,
    byName: { 'pre-commit': { text: expect.stringContaining('not in this work tree') } },
  });
  repository.git('config', 'core.hooksPath', '/dev/null');
  expect(checks(repository)).toMatchObject({
    code: 1,
    byName: { 'pre-commit': { mend: expect.stringContaining('--unset core.hooksPath') } },
  });
});

test('the bundle that is committed is called by its place, also in CI, and a configuration is made', async () => {
  const repository = await temporaryRepository();
  repository.write('tools/hfleaks.cjs', `require(${JSON.stringify(BUNDLE)});\n`);
  repository.git('config', 'core.hooksPath', 'my hooks');
  repository.git('remote', 'add', 'origin', 'git@gitlab.example:a/b.git');
  const run = (...args: string[]) => repository.shell(`'${process.execPath}' tools/hfleaks.cjs ${args.join(' ')}`);
  expect(run('init', '--dry-run').stdout).toContain('hfleaks init --ci gitlab');
  repository.write('.gitlab-ci.yml', 'stages: [lint]\n');
  expect(run('init', '--yes', '--config', '--ci', 'gitlab')).toMatchObject({ code: 0 });
  const files = filesOf(repository);
  expect(files['my hooks/pre-commit']).toContain('\nnode tools/hfleaks.cjs hook pre-commit || exit\n');
  expect(files['.gitlab-ci.yml']).toContain('- node tools/hfleaks.cjs history\n');
  expect(files['.gitlab-ci.yml']).toContain('  stage: lint\n');
  expect(checks(repository)).toMatchObject({
    code: 0,
    byName: { policy: { state: 'warning', mend: expect.stringContaining('git add') } },
  });
  expect(run('init', '--yes', '--ci', 'github')).toMatchObject({ code: 0 });
  expect(filesOf(repository)['.github/workflows/hfleaks.yml']).toContain('- run: node tools/hfleaks.cjs history\n');
});

describe('hooks that everybody has, of a project that does not bring hfleaks', () => {
  const SIMPLE = '{"simple-git-hooks": {"post-commit": "true"}}\n';
  const lineOf =
    (file: string, start: RegExp) =>
    (files: Record<string, string>): string =>
      start.exec(files[file] ?? '')?.[1]?.replace(/ --$/, '') ?? 'nothing';
  test.each<[name: string, path: string, text: string, line: (files: Record<string, string>) => string]>([
    ['husky', '.husky/post-commit', 'true\n', lineOf('.husky/pre-commit', /\n(.*hfleaks-pre.*)\n/)],
    ['lefthook', 'lefthook.yml', 'post-commit: {}\n', lineOf('lefthook.yml', /run: (.*pre-commit.*)\n/)],
    ['pre-commit', '.pre-commit-config.yaml', 'repos: []\n', lineOf('.pre-commit-config.yaml', /"entry":"([^"]*)"/)],
    ['simple-git-hooks', 'package.json', SIMPLE, lineOf('package.json', /"pre-commit":"([^"]*)"/)],
    ['plain', 'my-hooks/post-commit', 'true\n', lineOf('my-hooks/pre-commit', /\n(.*hfleaks-pre.*)\n/)],
  ])('%s: what is written can run', async (name, path, text, line) => {
    const repository = await temporaryRepository();
    repository.write(path, text);
    if (name === 'plain') repository.git('config', 'core.hooksPath', 'my-hooks');
    const { code, stdout } = repository.hfleaks(['init', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('npm install --save-dev ../hfleaks');
    const command = line(filesOf(repository));
    expect(command).toContain(relative(repository.path, BUNDLE).replace(/hfleaks.cjs$/, ''));
    repository.write('a.py', LEAK);
    repository.git('add', 'a.py');
    expect(repository.shell(command)).toMatchObject({ code: 1, stdout: expect.stringContaining('a.py:1:6') });
    repository.git('rm', '--quiet', '--cached', 'a.py');
    expect(repository.shell(command)).toMatchObject({ code: 0 });
  });

  test('the name, where PATH knows it, but not from npx', async () => {
    const repository = await temporaryRepository();
    repository.write('lefthook.yml', 'post-commit: {}\n');
    const outside = new TestRepository(repository.home, repository.home);
    for (const folder of ['_npx/bin', 'bin']) {
      outside.write(`${folder}/hfleaks`, `#!/bin/sh\n`);
      chmodSync(join(repository.home, folder, 'hfleaks'), 0o755);
    }
    const init = (folder: string) =>
      repository.hfleaks(['init', '--dry-run'], {
        env: { PATH: `${join(repository.home, folder)}:${process.env.PATH}` },
      }).stdout;
    expect(init('bin')).toContain('run: hfleaks hook pre-commit\n');
    expect(init('bin')).toContain('needs hfleaks on PATH');
    expect(init('_npx/bin')).not.toContain('run: hfleaks ');
  });

  test('what npm has yet to install is left to do', async () => {
    const repository = await temporaryRepository();
    repository.write('package.json', '{"devDependencies": {"hfleaks": "file:../hfleaks", "husky": "9"}}');
    const { code, stdout } = repository.hfleaks(['init', '--yes']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('by hand: npm install: ') });
  });
});

test('doctor follows the hook of this work tree, and what the clone lacks', async () => {
  const repository = await temporaryRepository();
  repository.commit({ a: '1' });
  repository.commit({ a: '2', '.gitattributes': '*.bin filter=lfs\n' });
  repository.hfleaks(['init', '--yes']);
  const linked = new TestRepository(join(repository.home, 'linked'), repository.home);
  repository.git('worktree', 'add', '--quiet', '../linked');
  expect(checks(linked)).toMatchObject({ code: 0, byName: { clone: { state: 'ok' }, lfs: { state: 'warning' } } });
  repository.git('config', 'extensions.worktreeConfig', 'true');
  linked.git('config', '--worktree', 'core.hooksPath', 'nowhere');
  expect(checks(linked)).toMatchObject({ code: 1, byName: { 'pre-commit': { state: 'problem' } } });
  expect(checks(repository)).toMatchObject({ code: 0 });
  chmodSync(join(repository.path, '.git/hooks/pre-commit'), 0o644);
  expect(checks(repository).byName['pre-commit']).toMatchObject({
    state: 'problem',
    mend: 'chmod +x .git/hooks/pre-commit',
  });
  writeFileSync(
    join(repository.path, '.git/hooks/pre-commit'),
    "#!/bin/sh\nnode '/gone/hfleaks.cjs' hook pre-commit\n",
    { mode: 0o755 },
  );
  chmodSync(join(repository.path, '.git/hooks/pre-commit'), 0o755);
  expect(checks(repository).byName.program).toMatchObject({
    state: 'problem',
    text: expect.stringContaining('/gone/hfleaks.cjs'),
  });
  repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, '../shallow');
  expect(checks(new TestRepository(join(repository.home, 'shallow'), repository.home)).byName.clone).toMatchObject({
    state: 'warning',
    mend: 'git fetch --unshallow',
  });
  repository.write('.hfleaks.yml', 'exclud: []\n');
  expect(checks(repository).byName.policy).toMatchObject({
    state: 'problem',
    mend: expect.stringContaining('exclude'),
  });
});

test('the own token, in the history, accepted or not, is told and not shown', async () => {
  const repository = await temporaryRepository();
  repository.commit({ 'old.py': LEAK, '.hfleaks.yml': 'exclude: ["*.py"]\n' });
  repository.git('rm', '--quiet', 'old.py');
  repository.commit({ b: `${userToken(482)}\n` });
  expect(checks(repository).byName['own token']).toMatchObject({ state: 'ok' });
  mkdirSync(join(repository.home, '.cache/huggingface'), { recursive: true });
  const stored = join(repository.home, '.cache/huggingface/stored_tokens');
  writeFileSync(stored, `[other]\nhf_token = ${userToken(483)}\n`);
  expect(checks(repository).byName['own token']).toMatchObject({
    state: 'ok',
    text: expect.stringContaining('1 token of'),
  });
  appendFileSync(stored, `[mine]\nhf_token = ${T}\n`);
  const byFile = checks(repository);
  const byVariable = checks(repository, { HF_TOKEN: T, HOME: '/nonexistent' });
  for (const [from, one] of [
    ['stored_tokens', byFile],
    ['HF_TOKEN', byVariable],
  ] as const) {
    expect(one.byName['own token']).toMatchObject({
      state: 'problem',
      text: expect.stringContaining(`(${from}) is in this repository: old.py:1:6`),
    });
    expect(one.code).toBe(1);
    expectSealed(one, T, userToken(482), userToken(483));
  }
});

test('the examples of the help', async () => {
  const repository = await temporaryRepository();
  repository.write('package.json', '{"devDependencies": {"hfleaks": "0.1.0"}}');
  repository.write('node_modules/.bin/hfleaks', '');
  for (const [name, examples] of Object.entries(SETUP_EXAMPLES)) {
    const help = repository.hfleaks([name, '--help']).stdout;
    for (const [line] of examples) {
      expect(help).toContain(line);
      expect(repository.hfleaks(line.split(' ').slice(1)).code).toBe(name === 'init' ? 0 : 1);
    }
  }
});
