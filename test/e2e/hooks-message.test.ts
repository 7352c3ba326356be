// The commit-msg hook, run by `git commit` and `git merge`: what can become the message, whatever git is set to strip from it.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  expectSealed,
  lastingFolder,
  removeFolder,
  TestRepository,
  temporaryFolder,
  temporaryRepository,
} from '../repository.ts';
import { slice } from '../slice.ts';
import { installHook, leak, slim, T, U, V, withHook } from './range.ts';

let template = '';

/** A commit whose `old.py` holds a token, and a branch `other` that goes its own way. */
beforeAll(async () => {
  template = lastingFolder();
  const repository = await temporaryRepository('sha1', template);
  repository.commit({ 'app.py': 'import os\n', 'old.py': leak(U) });
  repository.git('branch', 'other');
  repository.commit({ 'main.py': 'x = 1\n' });
  repository.git('checkout', '--quiet', 'other');
  repository.commit({ 'other.py': 'x = 1\n' });
  repository.git('checkout', '--quiet', 'main');
  slim(repository);
});
afterAll(() => removeFolder(template));

function hooked(): TestRepository {
  const home = join(temporaryFolder(), 'home');
  cpSync(template, home, { recursive: true });
  const repository = new TestRepository(join(home, 'a repository'), home);
  installHook(repository, 'commit-msg');
  return repository;
}

/** An editor that puts `text` before what git wrote into the file. */
function editor(repository: TestRepository, text: string): string {
  const [message, script] = [join(repository.home, 'message'), join(repository.home, 'editor')];
  writeFileSync(message, text);
  const lines = ['#!/bin/sh', `cat '${message}' "$1" > '${message}.new'`, `cat '${message}.new' > "$1"`, ''];
  writeFileSync(script, lines.join('\n'), { mode: 0o755 });
  return `'${script}'`;
}

interface Situation {
  readonly name: string;
  readonly arrange?: (repository: TestRepository) => void;
  /** What an editor puts into the message; none is used unless given. */
  readonly edit?: string;
  /** Of `git commit`, unless they name another command. */
  readonly args: readonly string[];
  /** How many credentials block. */
  readonly blocks: number;
}

const comment = (repository: TestRepository, value: string): string =>
  repository.git('config', 'core.commentChar', value);

/** What `commit -v` puts between the message and the diff. */
const SCISSORS = `# ${'-'.repeat(24)} >8 ${'-'.repeat(24)}`;
const WORDS = '# Do not modify or remove the line above.\n# Everything below it will be ignored.';

/** Stages the removal of a token: the diff of `commit -v` shows it. */
function removal(repository: TestRepository): void {
  repository.write('old.py', 'import os\n');
  repository.git('add', 'old.py');
}

test.each<Situation>(
  slice(
    [
      { name: '-m, clean', args: ['-m', 'clean'], blocks: 0 },
      { name: '-m', args: ['-m', `Log in with ${T}`], blocks: 1 },
      { name: '-m twice', args: ['-m', 'subject', '-m', `and ${T}`], blocks: 1 },
      { name: '-m, two credentials', args: ['-m', T, '-m', V], blocks: 2 },
      {
        name: '-F FILE',
        arrange: ({ home }) => writeFileSync(join(home, 'message'), `subject\n\nbody\n${T}\n`),
        args: ['-F', '../message'],
        blocks: 1,
      },
      { name: '-m keeps lines that begin with #', args: ['-m', 'subject', '-m', `# ${T}`], blocks: 1 },
      {
        name: '-m keeps what looks like scissors',
        args: ['-m', `x\n# ${'-'.repeat(24)} >8 ${'-'.repeat(24)}\n${T}`],
        blocks: 1,
      },
      { name: 'a trailer', args: ['-m', 'subject', '--trailer', `Token: ${T}`], blocks: 1 },
      { name: 'an editor', edit: `subject\n\n${T}\n`, args: [], blocks: 1 },
      { name: 'an editor, clean', edit: 'subject\n', args: [], blocks: 0 },
      { name: 'an editor, in a comment that git may strip', edit: `subject\n# ${T}\n#${V}\n`, args: [], blocks: 2 },
      ...['scissors', 'verbatim', 'whitespace'].map((cleanup) => ({
        name: `--cleanup=${cleanup}`,
        edit: `subject\n# ${T}\n`,
        args: [`--cleanup=${cleanup}`],
        blocks: 1,
      })),
      {
        name: 'scissors that a person typed: git keeps what follows',
        edit: `subject\n${SCISSORS}\n${T}\n`,
        args: [],
        blocks: 1,
      },
      {
        name: "scissors with git's own comments, and no diff",
        edit: `subject\n${SCISSORS}\n${WORDS}\n${T}\n`,
        args: [],
        blocks: 1,
      },
      { name: 'other scissors', edit: `subject\n# - >8 -\n${WORDS}\ndiff --git a/a b/a\n+${T}\n`, args: [], blocks: 1 },
      {
        name: '-v: behind the diff, in another form',
        edit: `subject\n${SCISSORS}\n${WORDS}\ndiff --git a/a b/a\n${T}\n`,
        args: [],
        blocks: 1,
      },
      {
        name: '-m of an old file with a diff: git keeps all of it',
        args: ['-m', `subject\n${SCISSORS}\n${WORDS}\ndiff --git a/a b/a\n+${T}\n`],
        blocks: 1,
      },
      {
        name: '-v with --cleanup=scissors',
        arrange: removal,
        edit: 'subject\n',
        args: ['-v', '--cleanup=scissors'],
        blocks: 0,
      },
      { name: 'an editor, behind blanks: no comment', edit: `subject\n # ${T}\n`, args: [], blocks: 1 },
      { name: 'an editor, behind a comment', edit: `# a comment\nsubject\n\n${T}\n# more\n`, args: [], blocks: 1 },
      { name: 'an editor after -m', edit: `${T}\n`, args: ['-e', '-m', 'subject'], blocks: 1 },
      {
        name: '-v: the diff takes a token away',
        arrange: removal,
        edit: 'subject\n',
        args: ['-v'],
        blocks: 0,
      },
      {
        name: '-v: the diff adds a token, which is for pre-commit to say',
        arrange: (repository) => {
          repository.write('app.py', leak(T));
          repository.git('add', 'app.py');
        },
        edit: 'subject\n',
        args: ['-v', '-v'],
        blocks: 0,
      },
      { name: '-v: above the scissors', edit: `subject\n\n${T}\n`, args: ['-v'], blocks: 1 },
      {
        name: 'core.commentChar=;',
        arrange: (repository) => comment(repository, ';'),
        edit: `subject\n; ${T}\n`,
        args: [],
        blocks: 1,
      },
      {
        name: 'core.commentChar=; leaves # alone',
        arrange: (repository) => comment(repository, ';'),
        edit: `subject\n# ${T}\n`,
        args: [],
        blocks: 1,
      },
      {
        name: 'core.commentChar=; has scissors of its own',
        arrange: (repository) => {
          comment(repository, ';');
          removal(repository);
        },
        edit: 'subject\n',
        args: ['-v'],
        blocks: 0,
      },
      {
        name: 'core.commentChar=auto',
        arrange: (repository) => comment(repository, 'auto'),
        edit: `# a heading\n${T}\n`,
        args: [],
        blocks: 1,
      },
      { name: '--amend --no-edit of a clean message', args: ['--amend', '--no-edit'], blocks: 0 },
      {
        name: '--amend --no-edit of a message with a token',
        arrange: (repository) => repository.commit({}, `Log in with ${T}`),
        args: ['--amend', '--no-edit'],
        blocks: 1,
      },
      { name: 'in a language of its own', args: ['-m', `Schlüssel: ${T} 🤗`], blocks: 1 },
      { name: 'CRLF', args: ['-m', `subject\r\n\r\n${T}\r\n`], blocks: 1 },
      { name: 'git merge', args: ['merge', '--no-ff', '-m', `Merge with ${T}`, 'other'], blocks: 1 },
      { name: 'git merge, clean', args: ['merge', '--no-ff', '-m', 'Merge', 'other'], blocks: 0 },
    ],
    2,
  ),
)('$name', ({ arrange, edit, args, blocks }) => {
  const repository = hooked();
  arrange?.(repository);
  const head = repository.git('rev-parse', 'HEAD');
  const env: Record<string, string> = edit === undefined ? {} : { GIT_EDITOR: editor(repository, edit) };
  const command = args[0] === 'merge' ? args : ['commit', '--quiet', '--allow-empty', ...args];
  const outcome = withHook(repository, 'commit-msg', () => repository.tryGit(command, env));
  expect(outcome).toMatchObject({ code: blocks > 0 ? 1 : 0, hook: blocks > 0 ? 1 : 0, mode: 'staged', complete: true });
  const { report, said } = outcome as Extract<typeof outcome, { report: object }>;
  expect(report.findings.map(({ places: [place] }) => `${place.kind} ${place.of}`)).toEqual(
    Array.from({ length: blocks }, () => 'message commit'),
  );
  expect(report.ledger.listed.objects).toBe(1);
  if (blocks === 0) return;
  expect(repository.git('rev-parse', 'HEAD')).toBe(head);
  expect(said).toContain('hf_…');
});

test('from a linked work tree, and from a subfolder', () => {
  const repository = hooked();
  repository.git('worktree', 'add', '--quiet', '../linked', 'other');
  mkdirSync(join(repository.path, 'sub'));
  for (const folder of ['../linked', 'sub']) {
    const act = () => repository.shell(`cd ${folder} && git commit --allow-empty -m 'with ${T}'`);
    expect(withHook(repository, 'commit-msg', act)).toMatchObject({ code: 1, hook: 1 });
  }
});

describe('without git', () => {
  test('a file that is named', () => {
    const repository = hooked();
    writeFileSync(join(repository.home, 'message'), `subject\n\nwith ${T}\n`);
    for (const file of ['../message', join(repository.home, 'message')]) {
      const outcome = repository.scan(['hook', 'commit-msg', file], { env: { GIT_EDITOR: ':' } });
      expect(outcome).toMatchObject({ code: 1, found: [expect.stringMatching(/^\S.*:3:6 hf-user-token$/)] });
      expectSealed(outcome, T);
    }
  });

  test.each<[string, string, number]>([
    ['in another language', '# Ändern oder entfernen Sie nicht die obige Zeile.\n#\tapp.py\n', 0],
    ['without a comment of git', '', 1],
    ['a comment that holds a token', `# ${U}\n`, 1],
  ])('a file with a diff, %s', (_, words, code) => {
    const repository = hooked();
    const text = `subject\n${SCISSORS}\n${words}diff --git a/old.py b/old.py\nindex 1..2 100644\n@@ -1 +0,0 @@\n-${T}\n`;
    writeFileSync(join(repository.home, 'message'), text);
    expect(repository.scan(['hook', 'commit-msg', '../message'])).toMatchObject({ code });
  });

  test('an empty file', () => {
    const repository = hooked();
    writeFileSync(join(repository.home, 'message'), '');
    expect(repository.scan(['hook', 'commit-msg', '../message'])).toMatchObject({ code: 0, found: [] });
  });

  test.each<[name: string, args: readonly string[]]>([
    ['no file', []],
    ['a missing file', ['../nowhere']],
    ['an empty name', ['']],
    ['a folder', ['.']],
    ['a FIFO', ['../fifo']],
  ])('%s: exit code 2', (_, args) => {
    const repository = hooked();
    repository.shell('mkfifo ../fifo');
    const outcome = repository.hfleaks(['hook', 'commit-msg', ...args]);
    expect(outcome).toMatchObject({ code: 2, stdout: '', signal: null });
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
    expectSealed(outcome, U);
  });
});
