import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { compileIgnores } from '../build/rules-plugin.ts';
import { ignoreFindings } from '../src/detect/gitignore.ts';
import { Ignorables } from '../src/detect/ignorable.ts';
import { requireRepository } from '../src/git/repository.ts';
import { displayPath } from '../src/path.ts';
import type { IgnoreExample } from '../src/rulebook/gitignore.ts';
import { scan } from '../src/scan.ts';
import { stagedSource } from '../src/sources/staged.ts';
import { ignoreSurvey } from '../src/sources/survey.ts';
import { treeSource } from '../src/sources/tree.ts';
import type { Report } from '../src/types.ts';
import { temporaryRepository } from './repository.ts';
import { userToken } from './tokens.ts';

const { rules, examples } = await compileIgnores(fileURLToPath(new URL('../rules', import.meta.url)));

/** What the rules say of a project with these files, and `.gitignore` files. */
async function toldOf(
  files: Readonly<Record<string, string>>,
  ignores: Readonly<Record<string, string | null>>,
  tracked: boolean,
) {
  const ignorables = new Ignorables(rules, true);
  for (const [path, text] of Object.entries(files)) {
    ignorables.notice(Buffer.from(path), null);
    ignorables.notice(Buffer.from(path), Buffer.from(text));
  }
  const survey = ignoreSurvey({
    ...{ isRepository: true, top: '' },
    isTracked: () => tracked,
    read: (file) => ignores[file] ?? null,
  });
  return ignoreFindings(ignorables, survey, { mode: 'tree', allowed: () => null });
}

function told({ path, text, gitignore, tracked }: IgnoreExample) {
  return toldOf({ [path]: text }, { '.gitignore': gitignore }, tracked);
}

test.each(examples)('the examples of $rule', async ({ rule, leaks, clean }) => {
  const severities = async (one: IgnoreExample): Promise<string> =>
    (await told(one)).flatMap((finding) => (finding.rule.id === rule ? finding.severity : [])).join();
  for (const one of leaks) expect(await severities(one), JSON.stringify(one)).toBe(one.severity);
  for (const one of clean) expect(await severities(one), JSON.stringify(one)).toBe('');
});

function brief({ findings, suppressed }: Report): string[] {
  return [...findings, ...suppressed].map(
    ({ severity, rule, location, places, verdict }) =>
      `${verdict.by ?? severity} ${rule.id} ${displayPath(location.path)}:${location.line} ${places.slice(1).map(({ path }) => displayPath(path))}`,
  );
}

test('in a repository', async () => {
  const repository = await temporaryRepository();
  const { path: cwd, home } = repository;
  const git = { searchPath: process.env.PATH, temporary: home };
  const tree = async () => brief(await scan(treeSource({ cwd, git })));
  const staged = async () => brief(await scan(stagedSource({ cwd, git, repository: requireRepository(cwd, {}) })));

  repository.commit({ 'app.py': 'os.environ["HF_TOKEN"]\n' });
  expect(await tree()).toEqual(['warning gitignore-env-file .gitignore:1 ']);
  expect(await staged()).toEqual([]);

  repository.write('.env', 'FOO=bar\n');
  repository.write('a/.env.local', 'FOO=bar\n');
  expect(await tree()).toEqual(['warning gitignore-env-file .gitignore:1 .env,a/.env.local']);
  repository.git('add', '.env');
  expect(await staged()).toEqual(['warning gitignore-env-file .gitignore:1 .env']);
  repository.write('.env', `HF_TOKEN=${userToken(1)}\n`);
  repository.git('add', '.env');
  expect(await staged()).toEqual(['error hf-user-token .env:1 ', 'warning gitignore-env-file .gitignore:1 .env']);

  repository.commit({ '.gitignore': '*.log\n\n.env\n.env.local\n' });
  expect(await staged()).toEqual([]);
  expect(await tree()).toEqual(['error hf-user-token .env:1 ', 'error gitignore-env-file .gitignore:3 .env']);
  const { findings } = await scan(treeSource({ cwd, git }));
  expect(findings.at(-1)?.message).toContain('git rm --cached -- .env');

  repository.write('.gitignore', '.env\n# hfleaks:allow gitignore-env-file -- values of a test\n.env.local\n');
  expect(await tree()).toContain('allow gitignore-env-file .gitignore:1 .env');
});

test('commands can be pasted', async () => {
  const command = async (path: string): Promise<string | undefined> =>
    /git rm [^;]*/.exec(
      (await told({ path, text: 'x', gitignore: null, tracked: true, severity: 'error' }))[0]?.message ?? '',
    )?.[0];
  expect(await command("it's/.git-credentials")).toBe("git rm --cached -- 'it'\\''s/.git-credentials'");
  expect(await command(':a*/.git-credentials')).toBe("git rm --cached -- ':(literal):a*/.git-credentials'");
  expect(await command('a\n/.git-credentials')).toBe('git rm --cached -- PATH');
  expect(await command('-x/.git-credentials')).toBe('git rm --cached -- -x/.git-credentials');
});

test('whoever accepts files accepts no further one', async () => {
  const prints = async (...paths: readonly string[]) =>
    (await toldOf(Object.fromEntries(paths.map((path) => [path, 'A=1\n'])), {}, false)).map(
      ({ fingerprint }) => fingerprint,
    );
  const [one, two, turned, runs, more] = [
    await prints('.env'),
    await prints('.env', 'a/.env'),
    await prints('a/.env', '.env'),
    await prints('wandb/run-1/a'),
    await prints('wandb/run-1/a', 'wandb/run-2/a'),
  ];
  expect(two).toEqual(turned);
  expect(two).not.toEqual(one);
  expect(runs).toEqual(more);
});

test('a package with a .gitignore of its own protects itself alone', async () => {
  const files = { 'a/run.ipynb': '{}', 'b/run.ipynb': '{}' };
  const [finding, ...others] = await toldOf(files, { 'a/.gitignore': '.ipynb_checkpoints/\n' }, true);
  expect(finding?.message).toContain('see b/run.ipynb');
  expect(others).toEqual([]);
});
