// Every way to commit, and every form a repository can have, through a real pre-commit hook.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectSealed, TestRepository, temporaryRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';

const [T, U] = [userToken(101), userToken(102)];
const clean = 'import os\nkey = ""\n';
const leak = `import os\nkey = "${T}"\n`;
const other = `import os\nkey = "${U}"\n`;
/** What a hook reports for `leak` in `path`. */
const at = (path: string): string => `${path}:2:8 hf-user-token`;

interface Situation {
  readonly name: string;
  readonly arrange: (repository: TestRepository) => void;
  readonly commit?: readonly string[];
  readonly input?: string;
  readonly cwd?: string;
  readonly found: readonly string[];
  readonly suppressed?: readonly string[];
  readonly skipped?: Readonly<Record<string, number>>;
}

/** The hook blocks if, and only if, something is found; its message names file and line; no secret is in it; nothing is left behind. */
function expectOutcome(repository: TestRepository, situation: Omit<Situation, 'name' | 'arrange'>): void {
  const { commit = [], input, cwd, found, suppressed = [], skipped = {} } = situation;
  const outcome = repository.commitWithHook(commit, { ...(input !== undefined && { input }), ...(cwd && { cwd }) });
  expect(outcome).toMatchObject({
    found,
    suppressed,
    skipped,
    hookCode: found.length > 0 ? 1 : 0,
    code: found.length > 0 ? 1 : 0,
  });
  for (const finding of found) expect(outcome.stderr).toContain(`--> ${finding.split(' ')[0]}`);
  expectSealed(outcome, T, U);
  expect(repository.leftovers()).toEqual([]);
}

async function hookedRepository(objectFormat?: 'sha1' | 'sha256'): Promise<TestRepository> {
  const repository = await temporaryRepository(objectFormat);
  repository.installHook();
  return repository;
}

/** A repository with `app.py`, clean, and `old.py`, which holds a token already. */
async function grownRepository(objectFormat?: 'sha1' | 'sha256'): Promise<TestRepository> {
  const repository = await hookedRepository(objectFormat);
  repository.commit({ 'app.py': clean, 'old.py': other, 'sub/readme.txt': 'text\n' });
  return repository;
}

function stage(repository: TestRepository, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) repository.write(path, content);
  repository.git('add', '--', ...Object.keys(files));
}

const TWENTY_LINES = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');

describe('ways to commit', () => {
  test.each<Situation>(
    slice(
      [
        { name: 'git commit', arrange: (repository) => stage(repository, { 'app.py': leak }), found: [at('app.py')] },
        { name: 'git commit, clean', arrange: (repository) => stage(repository, { 'app.py': 'x = 1\n' }), found: [] },
        {
          name: '-a',
          arrange: (repository) => repository.write('app.py', leak),
          commit: ['-a'],
          found: [at('app.py')],
        },
        {
          name: '-a leaves an untracked file alone',
          arrange: (repository) => {
            repository.write('app.py', 'x = 1\n');
            repository.write('new.py', leak);
          },
          commit: ['-a'],
          found: [],
        },
        {
          name: '-p, the part with the token',
          arrange: (repository) => {
            repository.commit({ 'long.txt': TWENTY_LINES });
            repository.write('long.txt', `${T}\n${TWENTY_LINES}end\n`);
          },
          commit: ['-p'],
          input: 'y\nn\n',
          found: ['long.txt:1:1 hf-user-token'],
        },
        {
          name: '-p, the part without the token',
          arrange: (repository) => {
            repository.commit({ 'long.txt': TWENTY_LINES });
            repository.write('long.txt', `${T}\n${TWENTY_LINES}end\n`);
          },
          commit: ['-p'],
          input: 'n\ny\n',
          found: [],
        },
        {
          name: '-i PATH takes the path and what is staged',
          arrange: (repository) => {
            stage(repository, { 'staged.py': other });
            repository.write('app.py', leak);
          },
          commit: ['-i', 'app.py'],
          found: [at('app.py'), at('staged.py')],
        },
        {
          name: 'PATH',
          arrange: (repository) => repository.write('app.py', leak),
          commit: ['--', 'app.py'],
          found: [at('app.py')],
        },
        {
          name: 'PATH, while the token is staged in another',
          arrange: (repository) => {
            stage(repository, { 'new.py': leak });
            repository.write('app.py', 'x = 1\n');
          },
          commit: ['--', 'app.py'],
          found: [],
        },
        {
          name: '--amend, the token is in the old commit alone',
          arrange: (repository) => stage(repository, { 'app.py': 'x = 1\n' }),
          commit: ['--amend'],
          found: [],
        },
        {
          name: '--amend, the token is new',
          arrange: (repository) => stage(repository, { 'app.py': leak }),
          commit: ['--amend'],
          found: [at('app.py')],
        },
        {
          name: 'from a subdirectory',
          arrange: (repository) => stage(repository, { 'sub/new.py': leak }),
          cwd: 'sub',
          found: [at('sub/new.py')],
        },
        {
          name: 'from a subdirectory, PATH',
          arrange: (repository) => repository.write('sub/readme.txt', leak),
          commit: ['--', 'readme.txt'],
          cwd: 'sub',
          found: [at('sub/readme.txt')],
        },
        {
          name: 'on an orphan branch everything is new',
          arrange: (repository) => repository.git('checkout', '--quiet', '--orphan', 'fresh'),
          found: [at('old.py')],
        },
        {
          name: 'with a detached HEAD',
          arrange: (repository) => {
            repository.git('checkout', '--quiet', '--detach');
            stage(repository, { 'app.py': leak, 'old.py': `${other}# more\n` });
          },
          found: [at('app.py')],
          suppressed: [`${at('old.py')} already-committed`],
        },
        {
          name: 'with packed refs',
          arrange: (repository) => {
            repository.git('pack-refs', '--all');
            stage(repository, { 'app.py': leak, 'old.py': `${other}# more\n` });
          },
          found: [at('app.py')],
          suppressed: [`${at('old.py')} already-committed`],
        },
      ],
      2,
    ),
  )('$name', async ({ arrange, ...situation }) => {
    const repository = await grownRepository();
    arrange(repository);
    expectOutcome(repository, situation);
  });

  test('the first commit', async () => {
    const repository = await hookedRepository();
    stage(repository, { 'app.py': leak });
    expectOutcome(repository, { found: [at('app.py')] });
    stage(repository, { 'app.py': clean });
    expectOutcome(repository, { found: [] });
  });

  test('--no-verify is not stopped', async () => {
    const repository = await grownRepository();
    stage(repository, { 'app.py': leak });
    expect(repository.commitWithHook(['--no-verify'])).toMatchObject({ code: 0, hookCode: null });
  });
});

describe('merges', () => {
  /** `theirs` on a branch, `ours` on main, then a merge that waits for its commit. */
  async function merging(ours: Record<string, string>, theirs: Record<string, string>): Promise<TestRepository> {
    const repository = await grownRepository();
    repository.git('checkout', '--quiet', '-b', 'other');
    repository.commit(theirs);
    repository.git('checkout', '--quiet', 'main');
    repository.commit(ours);
    repository.tryGit(['merge', '--no-commit', '--no-ff', 'other']);
    return repository;
  }
  const already = `${at('app.py')} already-committed`;

  test('what the other branch brings is committed already', async () => {
    const repository = await merging({ 'mine.txt': 'a\n' }, { 'app.py': leak });
    expect(repository.scan(['staged'])).toMatchObject({ code: 0, found: [], suppressed: [already] });
    expectOutcome(repository, { found: [], suppressed: [already] });
  });

  test('what the merge itself adds blocks', async () => {
    const repository = await merging({ 'mine.txt': 'a\n' }, { 'app.py': leak });
    stage(repository, { 'evil.py': other });
    expectOutcome(repository, { found: [at('evil.py')], suppressed: [already] });
  });

  test('a conflict, resolved with a token of neither side', async () => {
    const repository = await merging({ 'app.py': 'a\n' }, { 'app.py': 'b\n' });
    stage(repository, { 'app.py': leak });
    expectOutcome(repository, { found: [at('app.py')] });
  });

  test("a conflict, resolved with the other side's token", async () => {
    const repository = await merging({ 'app.py': 'a\n' }, { 'app.py': leak });
    stage(repository, { 'app.py': leak });
    expectOutcome(repository, { found: [], suppressed: [already] });
  });

  test('an open conflict: each stage is looked at', async () => {
    const repository = await merging({ 'app.py': 'a\n' }, { 'app.py': leak });
    const outcome = repository.scan(['staged']);
    expect(outcome).toMatchObject({ code: 0, found: [], suppressed: [already] });
    expect(outcome.report.suppressed[0].places).toEqual([{ kind: 'staged', path: 'app.py', stage: 3 }]);
  });

  test('a squashed branch is new', async () => {
    const repository = await merging({ 'mine.txt': 'a\n' }, { 'app.py': leak });
    repository.git('merge', '--abort');
    repository.git('merge', '--squash', 'other');
    expectOutcome(repository, { found: [at('app.py')] });
  });
});

describe('forms of a repository', () => {
  test('SHA-256', async () => {
    const repository = await grownRepository('sha256');
    stage(repository, { 'app.py': leak, 'old.py': `${other}# more\n` });
    expectOutcome(repository, { found: [at('app.py')], suppressed: [`${at('old.py')} already-committed`] });
  });

  test.each([
    ['split index', [['update-index', '--split-index']]],
    ['index version 4', [['update-index', '--index-version', '4']]],
    ['sparse checkout', [['sparse-checkout', 'set', '--cone', 'sub']]],
    ['sparse index', [['sparse-checkout', 'set', '--cone', '--sparse-index', 'sub']]],
    ['untracked cache', [['update-index', '--untracked-cache']]],
  ])('%s', async (_, commands) => {
    const repository = await grownRepository();
    repository.commit({ 'far/away.py': clean, 'far/old.py': other });
    for (const command of commands) repository.git(...command);
    stage(repository, { 'sub/app.py': leak, 'sub/moved.txt': 'a\n' });
    expectOutcome(repository, { found: [at('sub/app.py')] });
    expectOutcome(repository, { commit: ['-a'], found: [at('sub/app.py')] });
    repository.git('rm', '--quiet', '--cached', '-f', 'sub/app.py');
    expectOutcome(repository, { found: [] });
  });

  test('a folder that is no longer sparse in the index', async () => {
    const repository = await grownRepository();
    repository.commit({ 'far/away.py': clean });
    repository.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'sub');
    repository.write('far/away.py', leak);
    repository.git('add', '--sparse', 'far/away.py');
    expectOutcome(repository, { found: [at('far/away.py')] });
  });

  test('a linked work tree', async () => {
    const repository = await grownRepository();
    repository.git('worktree', 'add', '--quiet', '-b', 'side', '../linked');
    const linked = new TestRepository(join(repository.home, 'linked'), repository.home);
    stage(repository, { 'elsewhere.py': other });
    linked.write('app.py', leak);
    expectOutcome(linked, { commit: ['-a'], found: [at('app.py')] });
    linked.git('add', 'app.py');
    expectOutcome(linked, { found: [at('app.py')] });
    expectOutcome(linked, { commit: ['--', 'app.py'], found: [at('app.py')] });
    stage(linked, { 'app.py': clean.repeat(2), 'old.py': `${other}# more\n` });
    expectOutcome(linked, { found: [], suppressed: [`${at('old.py')} already-committed`] });
  });

  test('inside a submodule, and the bump of one', async () => {
    const repository = await grownRepository();
    const source = new TestRepository(join(repository.home, 'source'), repository.home);
    mkdirSync(source.path);
    source.git('init', '--quiet', '--initial-branch=main');
    source.commit({ 'a.txt': 'a\n' });
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../source', 'inner');
    expectOutcome(repository, { found: [], skipped: { submodule: 1 } });

    const inner = new TestRepository(join(repository.path, 'inner'), repository.home);
    inner.installHook(join(repository.path, '.git/modules/inner/hooks'));
    inner.write('a.txt', leak);
    expectOutcome(inner, { commit: ['-a'], found: [at('a.txt')] });
    inner.commit({ 'a.txt': leak });
    expectOutcome(repository, { commit: ['-a'], found: [], skipped: { submodule: 1 } });
  });

  test('GIT_DIR and GIT_WORK_TREE given', async () => {
    const repository = await grownRepository();
    stage(repository, { 'app.py': leak });
    const env = { GIT_DIR: join(repository.path, '.git'), GIT_WORK_TREE: repository.path };
    expect(repository.scan(['staged'], { cwd: '..', env })).toMatchObject({ code: 1, found: [at('app.py')] });
  });
});
