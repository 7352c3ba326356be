import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repository, repositoryAt } from '../../src/git/repository.ts';
import { folderSurvey, repositorySurvey } from '../../src/sources/survey.ts';
import type { PathAnswer } from '../../src/types.ts';
import { plainFolder, temporaryRepository } from '../repository.ts';

/** `-` for nothing, `+` for what is taken out again: `tracked -`, `.gitignore:3`, `+sub/.gitignore:1`, `exclude`. */
function brief(answer: PathAnswer | null | undefined): string {
  if (!answer) return 'not asked';
  const { by, isIgnored, isTracked } = answer;
  const line = by ? `${isIgnored ? '' : '+'}${by.file === null ? by.of : `${by.file}:${by.line}`}` : '-';
  return isTracked ? `tracked ${line}` : line;
}

const IGNORED = '# first\n.env\n*.key\n!me.key\nbuild/\n';

test('git answers for nested files, negations, its own and the user’s file, odd names, and nothing behind links', async () => {
  const repository = await temporaryRepository();
  const { path: base, home } = repository;
  repository.commit({ '.gitignore': IGNORED, 'sub/.gitignore': '!.env\n', 'kept/a': '' });
  for (const path of ['tracked/.env', ':odd\n.key']) {
    repository.write(path, 'x');
    repository.git('add', '--force', '--', `:(literal)${path}`);
  }
  repository.write('.git/info/exclude', '*.own\n');
  symlinkSync('/', join(base, 'link'));
  const excludesFile = join(home, 'everywhere');
  repository.write('../everywhere', '*.mine\n');
  const git = { searchPath: process.env.PATH, temporary: home, excludesFile };
  const expected = {
    '.env': '.gitignore:2',
    'sub/.env': '+sub/.gitignore:1',
    'a/me.key': '+.gitignore:4',
    'build/.env': '.gitignore:5',
    'tracked/.env': 'tracked .gitignore:2',
    ':odd\n.key': 'tracked .gitignore:3',
    '\xc3\xa4.own': 'exclude',
    'x.mine': 'global',
    'kept/a': 'tracked -',
    'link/.env': 'not asked',
  };
  const survey = repositorySurvey(repositoryAt(base) as Repository, { base, folders: [base], git });
  const paths = Object.keys(expected);
  const answers = await survey.ask(paths);
  expect(Object.fromEntries(paths.map((path, at) => [path, brief(answers[at])]))).toEqual(expected);
  expect([survey.top, survey.read('.gitignore'), survey.read('link/.gitignore')]).toEqual(['', IGNORED, null]);

  const below = join(base, 'sub');
  const part = repositorySurvey(repositoryAt(base) as Repository, { base: below, folders: [below], git });
  expect((await part.ask(['.env', 'x.key'])).map(brief)).toEqual(['+.gitignore:1', 'gitignore']);
  expect(part.top).toBeNull();
  const around = repositorySurvey(repositoryAt(base) as Repository, { base: home, folders: [home], git });
  expect((await around.ask(['a repository/.env', 'other/.env'])).map(brief)).toEqual([
    'a repository/.gitignore:2',
    'not asked',
  ]);
  expect(around.top).toBe('a repository/');
});

test('outside of a repository the files answer alike', async () => {
  const folder = plainFolder();
  folder.write('.gitignore', IGNORED);
  folder.write('sub/.gitignore', '!.env\n*a*b*c*d\n');
  const survey = folderSurvey({ base: folder.path, folders: [folder.path], git: { searchPath: '' } });
  const answers = await survey.ask(['.env', 'sub/.env', 'a/me.key', 'build/.env', 'x', `sub/${'abc'.repeat(300)}`]);
  expect(answers.map(brief)).toEqual(['.gitignore:2', '+sub/.gitignore:1', '+.gitignore:4', '.gitignore:5', '-', '-']);
  expect(survey.isRepository).toBe(false);
});
