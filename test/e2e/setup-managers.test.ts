// Hook managers as people have them: hfleaks init writes their lines, the managers themselves install them, git commits and pushes.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUNDLE, expectSealed, type Outcome, ROOT, type TestRepository, temporaryRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';

const T = userToken(471);
const LEAK = `key = "${T}"\n`;
const TOOLS = join(ROOT, 'tools/hooks');
const MODULES = join(TOOLS, 'node_modules');

const PROGRAMS = {
  husky: join(ROOT, 'node_modules/husky/bin.js'),
  lefthook: join(MODULES, 'lefthook-linux-x64/bin/lefthook'),
  'simple-git-hooks': join(MODULES, 'simple-git-hooks/cli.js'),
  'lint-staged': join(MODULES, 'lint-staged/bin/lint-staged.js'),
  prek: join(MODULES, '@j178/prek-linux-x64-gnu/prek'),
  'pre-commit': join(TOOLS, '.venv/bin/pre-commit'),
} as const;
type Tool = keyof typeof PROGRAMS;

/** Skipped by its name where the tool is not installed; `.ci/run` installs them all, and fails for what is skipped. */
const isMissing = (tool: Tool): boolean => !existsSync(PROGRAMS[tool]);

/** A project with hfleaks among what npm has installed. */
async function project(manifest: object | null): Promise<TestRepository> {
  const repository = await temporaryRepository();
  if (manifest) {
    repository.write('package.json', `${JSON.stringify({ private: true, ...manifest }, null, 2)}\n`);
    mkdirSync(join(repository.path, 'node_modules/.bin'), { recursive: true });
    symlinkSync(BUNDLE, join(repository.path, 'node_modules/.bin/hfleaks'));
  }
  repository.write('.gitignore', 'node_modules\n');
  repository.git('config', 'user.useConfigOnly', 'false');
  return repository;
}

const NPM = { devDependencies: { hfleaks: '0.1.0' } };

interface Manager {
  readonly tool: Tool;
  readonly manifest: object | null;
  readonly files: Readonly<Record<string, string>>;
  /** Makes the manager put its hooks where git finds them. */
  readonly install: string;
  readonly hooks: readonly ('pre-commit' | 'commit-msg' | 'pre-push')[];
}

const ALL = ['pre-commit', 'commit-msg', 'pre-push'] as const;
const node = (tool: Tool): string => `'${process.execPath}' '${PROGRAMS[tool]}'`;
const MANAGERS: readonly Manager[] = [
  {
    tool: 'husky',
    manifest: { devDependencies: { hfleaks: '0.1.0', husky: '9.1.7' } },
    files: { '.husky/pre-commit': 'echo theirs\n' },
    install: 'node node_modules/husky/bin.js',
    hooks: ALL,
  },
  {
    tool: 'lefthook',
    manifest: NPM,
    files: {
      'lefthook.yml': '# ours\npre-commit:\n  parallel: true\n  commands:\n    lint: # fast\n      run: echo theirs\n',
    },
    install: `'${PROGRAMS.lefthook}' install`,
    hooks: ALL,
  },
  {
    tool: 'simple-git-hooks',
    manifest: { ...NPM, 'simple-git-hooks': { 'post-commit': 'echo theirs' } },
    files: {},
    install: node('simple-git-hooks'),
    hooks: ALL,
  },
  {
    tool: 'lint-staged',
    manifest: {
      ...NPM,
      'simple-git-hooks': { 'pre-commit': node('lint-staged') },
      'lint-staged': { '*.md': 'echo theirs' },
    },
    files: {},
    install: node('simple-git-hooks'),
    hooks: ALL,
  },
  ...(['pre-commit', 'prek'] as const).map((tool) => ({
    ...{ tool, manifest: NPM, hooks: ALL },
    files: {
      '.pre-commit-config.yaml':
        'repos:\n  - repo: local\n    hooks:\n      - {id: x, name: x, language: system, entry: "true"} # theirs\n',
    },
    install: `'${PROGRAMS[tool]}' install -t pre-commit -t commit-msg -t pre-push`,
  })),
];

function environment(repository: TestRepository): Record<string, string> {
  return {
    LEFTHOOK_BIN: PROGRAMS.lefthook,
    PRE_COMMIT_HOME: join(repository.home, 'pc'),
    PREK_HOME: join(repository.home, 'prek'),
  };
}

function expectBlocked(outcome: Outcome, place: string): void {
  expect(`${outcome.stdout}${outcome.stderr}`).toContain(place);
  expect(outcome.code).toBe(1);
  expectSealed(outcome, T);
}

describe.each(MANAGERS)('$tool', ({ tool, manifest, files, install, hooks }) => {
  test.skipIf(isMissing(tool))(
    `${tool}: set up, blocks a commit, a message and a push, and is taken back`,
    async () => {
      const repository = await project(manifest);
      const env = environment(repository);
      if (tool === 'husky')
        cpSync(join(ROOT, 'node_modules/husky'), join(repository.path, 'node_modules/husky'), { recursive: true });
      for (const [path, text] of Object.entries(files)) repository.write(path, text);
      const named = ['package.json', '.gitignore', ...Object.keys(files)];
      const before = named.map((path) => readFileSync(join(repository.path, path), 'latin1'));
      expect(repository.hfleaks(['init', '--yes'])).toMatchObject({ code: 0 });
      expect(repository.hfleaks(['init', '--yes']).stdout).toMatch(/^Nothing to change/);
      expect(repository.hfleaks(['doctor']).code).toBe(1);
      expect(repository.shell(install, env)).toMatchObject({ code: 0 });
      expect(repository.hfleaks(['doctor'], { env })).toMatchObject({ code: 0 });
      // Theirs are where they were.
      named.forEach((path, at) => {
        const after = readFileSync(join(repository.path, path), 'latin1').split('\n');
        expect(after).toEqual(expect.arrayContaining((before[at] as string).split('\n')));
      });
      repository.git('add', '--all');
      expect(repository.tryGit(['commit', '-m', 'set up'], env)).toMatchObject({ code: 0 });
      repository.write('app.py', LEAK);
      repository.git('add', 'app.py');
      if (hooks.includes('pre-commit')) expectBlocked(repository.tryGit(['commit', '-m', 'x'], env), 'app.py:1:8');
      repository.git('rm', '--quiet', '--cached', 'app.py');
      expectBlocked(repository.tryGit(['commit', '--allow-empty', '-m', T], env), 'hf-user-token');
      repository.git('init', '--quiet', '--bare', '../remote');
      repository.git('remote', 'add', 'origin', '../remote');
      repository.git('push', '--quiet', '--no-verify', 'origin', 'main');
      repository.git('add', 'app.py');
      repository.git('commit', '--quiet', '--no-verify', '-m', 'x');
      repository.git('rm', '--quiet', 'app.py');
      repository.git('commit', '--quiet', '--no-verify', '-m', 'y');
      expectBlocked(repository.tryGit(['push', 'origin', 'main'], env), 'app.py:1:8');
      repository.git('reset', '--quiet', '--hard', 'HEAD~2');
      expect(repository.tryGit(['push', 'origin', 'main:other'], env)).toMatchObject({ code: 0 });
      expect(repository.hfleaks(['init', '--undo'])).toMatchObject({ code: 0 });
      expect(named.map((path) => readFileSync(join(repository.path, path), 'latin1'))).toEqual(before);
    },
  );
});

describe.each(slice(['pre-commit', 'prek'] as const, 2, 1))('.pre-commit-hooks.yaml', (tool) => {
  test.skipIf(isMissing(tool))(`${tool}: staged, --all-files and --from-ref find the same`, async () => {
    const repository = await project(null);
    const env = environment(repository);
    const hooks = mkdtempSync(join(repository.home, 'hooks'));
    for (const path of ['.pre-commit-hooks.yaml', 'dist'])
      cpSync(join(ROOT, path), join(hooks, path), { recursive: true });
    for (const line of ['init -q', 'add -A', 'commit -qm x']) repository.git('-C', hooks, ...line.split(' '));
    const rev = repository.git('-C', hooks, 'rev-parse', 'HEAD').trim();
    const config = { repos: [{ repo: hooks, rev, hooks: [{ id: 'hfleaks' }] }] };
    repository.commit({ '.pre-commit-config.yaml': JSON.stringify(config), clean: 'x' });
    repository.write('a b/app.py', LEAK);
    repository.git('add', '--all');
    const run = (...args: string[]) => repository.shell([`'${PROGRAMS[tool]}' run`, ...args].join(' '), env);
    expectBlocked(run(), 'a b/app.py:1:8');
    expectBlocked(run('--all-files'), 'a b/app.py:1:8');
    repository.commit({});
    expect(run()).toMatchObject({ code: 0 });
    expectBlocked(run('--all-files'), 'a b/app.py:1:8');
    expectBlocked(run('--from-ref HEAD~1 --to-ref HEAD'), 'a b/app.py:1:8');
    expectBlocked(run('--all-files --hook-stage manual'), 'a b/app.py:1:8');
    expect(run('--files clean')).toMatchObject({ code: 0 });
  });
});
