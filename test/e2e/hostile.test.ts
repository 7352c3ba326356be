// A repository whose every setting runs a program: hfleaks runs none of them, and finds what is there.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  BUNDLE,
  cleanEnvironment,
  expectSealed,
  lastingFolder,
  type Outcome,
  removeFolder,
  run,
  TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { userToken } from '../tokens.ts';

const T = userToken(141);
const leak = `import os\nkey = "${T}"\n`;

let home = '';
let repository: TestRepository;
let configuration = '';
/** Where the programs lie: without a space, for some settings are split at spaces and others are not. */
let programs = '';
const markers = (): string[] => readdirSync(join(home, 'markers')).sort();

/** A program that leaves a marker; as a filter it passes on what it is given. */
function trap(name: string, body = 'true'): string {
  const path = join(programs, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n: > '${join(home, 'markers')}/${name.replaceAll('/', '-')}'\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

const HOOKS = [
  'applypatch-msg',
  'commit-msg',
  'fsmonitor-watchman',
  'post-checkout',
  'post-commit',
  'post-index-change',
  'post-merge',
];

/** Sections of .git/config; each value that is a program has a marker of its own. */
function settings(): string {
  for (const hook of [...HOOKS, 'pre-commit', 'pre-merge-commit', 'prepare-commit-msg', 'reference-transaction'])
    trap(`hooks/${hook}`);
  for (const command of ['cat-file', 'diff-index', 'ls-files', 'rev-parse']) trap(`exec/git-${command}`);
  writeFileSync(join(programs, 'attributes'), '*.x diff=x filter=f merge=x\n*.p filter=p\n* diff=x\n');
  writeFileSync(
    join(programs, 'included'),
    `[alias]\n\tincluded = !${trap('alias-included')}\n[core]\n\tfsmonitor = ${trap('fsmonitor')}\n`,
  );
  return `
[core]
	fsmonitor = ${trap('fsmonitor')}
	hooksPath = ${join(programs, 'hooks')}
	sshCommand = ${trap('ssh-command')}
	gitProxy = ${trap('git-proxy')}
	askPass = ${trap('ask-pass')}
	editor = ${trap('editor')}
	pager = ${trap('pager')}
	attributesFile = ${join(programs, 'attributes')}
	excludesFile = ${join(programs, 'attributes')}
	alternateRefsCommand = ${trap('alternate-refs')}
	untrackedCache = true
	bigFileThreshold = 1
[extensions]
	partialClone = evil
[remote "evil"]
	promisor = true
	url = ext::${trap('ext-url')}
	fetch = +refs/heads/*:refs/remotes/evil/*
	uploadpack = ${trap('upload-pack')}
	partialCloneFilter = blob:none
[remote "ssh"]
	url = ssh://localhost/none
[remote "http"]
	url = http://127.0.0.1:9/none
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[credential]
	helper = !${trap('credential-helper')}
[diff]
	external = ${trap('diff-external')}
	relative = true
[diff "x"]
	command = ${trap('diff-command')}
	textconv = ${trap('diff-textconv')}
[filter "f"]
	clean = ${trap('filter-clean', 'exec cat')}
	smudge = ${trap('filter-smudge', 'exec cat')}
	required = true
[filter "p"]
	process = ${trap('filter-process')}
[merge "x"]
	driver = ${trap('merge-driver')}
[mergetool "x"]
	cmd = ${trap('mergetool')}
[difftool "x"]
	cmd = ${trap('difftool')}
[gpg]
	program = ${trap('gpg')}
[log]
	showSignature = true
	showRoot = false
[commit]
	gpgSign = true
[sequence]
	editor = ${trap('sequence-editor')}
[interactive]
	diffFilter = ${trap('diff-filter')}
[tar "x"]
	command = ${trap('tar')}
[trailer "x"]
	command = ${trap('trailer')}
[pager]
	cat-file = ${trap('pager-cat-file')}
	diff-index = ${trap('pager-diff-index')}
	ls-files = ${trap('pager-ls-files')}
	rev-parse = ${trap('pager-rev-parse')}
	status = ${trap('pager-status')}
[alias]
	st = !${trap('alias-st')}
	cat-file = !${trap('alias-cat-file')}
	ls-files = !${trap('alias-ls-files')}
[submodule]
	recurse = true
[submodule "inner"]
	update = !${trap('submodule-update')}
	url = ext::${trap('submodule-url')}
[include]
	path = ${join(programs, 'included')}
[includeIf "gitdir:**"]
	path = ${join(programs, 'included')}
`;
}

beforeAll(async () => {
  home = lastingFolder();
  programs = mkdtempSync(join(tmpdir(), 'programs-'));
  mkdirSync(join(home, 'markers'));
  repository = await temporaryRepository('sha1', home);
  repository.commit({ 'app.py': 'a\n', 'a.x': 'base\n', 'b.p': 'base\n', 'tracked/file.txt': 'a\n' });
  repository.git('checkout', '--quiet', '-b', 'other');
  repository.commit({ 'a.x': 'theirs\n' });
  repository.git('checkout', '--quiet', 'main');
  repository.commit({ 'a.x': 'ours\n' });
  const signed = repository
    .git('cat-file', 'commit', 'HEAD')
    .replace('\n\n', '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n =x\n -----END PGP SIGNATURE-----\n\n');
  const commit = repository.tryGit(['hash-object', '-t', 'commit', '-w', '--stdin'], {}, signed).stdout.trim();
  repository.git('update-ref', 'refs/heads/main', commit);

  const inner = new TestRepository(join(repository.path, 'inner'), home);
  mkdirSync(inner.path);
  inner.git('init', '--quiet');
  inner.commit({ 'in.txt': 'a\n' });
  repository.git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner');
  inner.write('.git/config', `[core]\n\trepositoryformatversion = 0\n\tfsmonitor = ${trap('submodule-fsmonitor')}\n`);

  const bare = new TestRepository(join(repository.path, 'tests/bare'), home);
  mkdirSync(bare.path, { recursive: true });
  bare.git('init', '--quiet', '--bare');
  bare.write(
    'config',
    `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = ${trap('bare-fsmonitor')}\n`,
  );

  repository.write('app.py', leak);
  repository.write('missing.txt', 'only the hostile remote has this\n');
  repository.write('.gitattributes', '*.x diff=x filter=f merge=x\n*.p filter=p\n*.txt diff=x\n');
  for (const path of ['git', 'node_modules/.bin/git', 'node_modules/.bin/sh', 'git.exe']) {
    repository.write(path, `#!/bin/sh\n: > '${home}/markers/${path.replaceAll('/', '-')}'\n`);
    chmodSync(join(repository.path, path), 0o755);
  }
  repository.git('add', '--all');
  const missing = repository.git('rev-parse', ':missing.txt').trim();
  rmSync(join(repository.path, '.git/objects', missing.slice(0, 2), missing.slice(2)));
  repository.write('a.x', 'changed on the disk\n');
  repository.write('b.p', 'changed on the disk\n');
  configuration = `[core]\n\trepositoryformatversion = 1\n\tbare = false\n${settings()}`;
  repository.write('.git/config', configuration);
});
afterAll(() => {
  removeFolder(home);
  removeFolder(programs);
});

beforeEach(() => {
  for (const name of markers()) rmSync(join(home, 'markers', name));
});

/** What an outsider could put into the environment, or a hook manager puts there. */
function hostileEnvironment(): Record<string, string> {
  const path = `${join(repository.path, 'node_modules/.bin')}:.:${repository.path}:${process.env.PATH}`;
  writeFileSync(join(programs, 'global'), `[core]\n\tfsmonitor = ${trap('global-fsmonitor')}\n`);
  return {
    PATH: path,
    GIT_EXTERNAL_DIFF: trap('env-external-diff'),
    GIT_CONFIG_GLOBAL: join(programs, 'global'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: trap('env-config-fsmonitor'),
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor'='${trap('env-parameters')}'`,
    GIT_SSH_COMMAND: trap('env-ssh'),
    GIT_PAGER: trap('env-pager'),
    PAGER: trap('env-pager'),
    GIT_EDITOR: trap('env-editor'),
    GIT_ASKPASS: trap('env-askpass'),
    GIT_PROXY_COMMAND: trap('env-proxy'),
    GIT_EXEC_PATH: join(programs, 'exec'),
    GIT_TRACE: join(home, 'markers/env-trace'),
    GIT_TRACE2_EVENT: join(home, 'markers/env-trace2'),
    GIT_ALLOW_PROTOCOL: 'ext:ssh:http',
    GIT_NO_LAZY_FETCH: '0',
  };
}

const COMMANDS: readonly (readonly string[])[] = [
  ['scan'],
  ['scan', '--no-ignore'],
  ['staged'],
  ['hook', 'pre-commit'],
  ['hook', 'pre-commit', '--', 'app.py', 'missing.txt'],
];

/** The token is found, and what only the hostile remote has is named as missing. */
function expectUnharmed(command: readonly string[], outcome: Outcome): void {
  expect(markers(), `markers of ${command.join(' ')}`).toEqual([]);
  expect(outcome).toMatchObject({ code: 1, signal: null });
  expect(outcome.stdout).toContain('--> app.py:2:8');
  if (command[0] !== 'scan') expect(outcome.stdout).toContain('not scanned (missing-object): 1 file');
  expectSealed(outcome, T);
}

describe('no program of the repository runs', () => {
  test.each(COMMANDS.map((command) => [command.join(' '), command] as const))('%s', (_, command) => {
    expectUnharmed(command, repository.hfleaks(command));
  });

  test.each(COMMANDS.map((command) => [command.join(' '), command] as const))(
    '%s, core.worktree=/etc, in a hostile environment',
    (_, command) => {
      repository.write('.git/config', `${configuration}[core]\n\tworktree = /etc\n`);
      const outcome = repository.hfleaks(command, { env: hostileEnvironment() });
      repository.write('.git/config', configuration);
      expectUnharmed(command, outcome);
    },
  );

  const hasTerminal = run('script', ['-qec', 'true', '/dev/null'], '/', cleanEnvironment('/')).code === 0;
  test.skipIf(!hasTerminal).each([[['scan']], [['staged']], [['hook', 'pre-commit']]])(
    'on a terminal: %j',
    (command) => {
      const line = `'${process.execPath}' '${BUNDLE}' ${command.join(' ')}`;
      const outcome = run(
        'script',
        ['-qec', line, '/dev/null'],
        repository.path,
        cleanEnvironment(home, { TERM: 'xterm', NO_COLOR: '1' }),
      );
      expectUnharmed(command, outcome);
    },
  );

  test('inside an embedded bare repository, and in the submodule', () => {
    for (const cwd of ['tests/bare', 'inner']) repository.hfleaks(['scan'], { cwd });
    for (const cwd of ['tests/bare', 'inner']) repository.hfleaks(['staged'], { cwd });
    expect(markers()).toEqual([]);
  });

  test('the traps work: plain git falls into them', () => {
    const naive: readonly (readonly string[])[] = [
      ['status'],
      ['diff'],
      ['diff', '--cached'],
      ['log', '-p', '--ext-diff'],
      ['show', '--textconv'],
      ['blame', 'a.x'],
      ['archive', '--format=x', 'HEAD'],
      ['checkout-index', '--all', '--force'],
      ['cat-file', '-p', ':missing.txt'],
      ['fetch', 'evil'],
      ['fetch', 'ssh'],
      ['merge-tree', '--write-tree', 'main', 'other'],
      ['commit', '--amend', '--no-gpg-sign'],
      ['st'],
      ['included'],
      ['update-index', '--refresh'],
      ['difftool', '-y', '-t', 'x'],
      ['-C', 'tests/bare', 'ls-files'],
      ['-C', 'inner', 'status'],
    ];
    for (const args of naive) repository.tryGit(args);
    run(
      'git',
      ['st'],
      repository.path,
      cleanEnvironment(home, { PATH: `${join(repository.path, 'node_modules/.bin')}:${process.env.PATH}` }),
    );
    expect(markers().length, markers().join(' ')).toBeGreaterThanOrEqual(15);
  });
});
