// What the commits of a range can hold a token in, besides lines of a file.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type TestRepository, temporaryRepository } from '../repository.ts';
import { leak, listedByGit, plant, type Step, scanRange, T, U } from './range.ts';

const base: Step = { name: 'base', files: { 'app.py': 'import os\n', [`sub/${U}.txt`]: 'x\n' } };
const MASKED = `hf_…${T.slice(-4)}`;

const notebook = (output: string): string =>
  JSON.stringify({
    cells: [
      {
        cell_type: 'code',
        execution_count: 1,
        metadata: {},
        source: ['print(token)\n'],
        outputs: [{ name: 'stdout', output_type: 'stream', text: [`${output}\n`] }],
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });

interface Situation {
  readonly name: string;
  readonly step: Omit<Step, 'name'>;
  readonly found: readonly string[];
  /** What is told of objects that hold no content of their own. */
  readonly skipped?: Readonly<Record<string, number>>;
}

describe('one commit', () => {
  test.each<Situation>([
    { name: 'its message', step: { message: `Log in\n\nwith ${T}` }, found: ['T in the message of commit main'] },
    { name: 'the first line of its message', step: { message: T }, found: ['T in the message of commit main'] },
    {
      name: "its author's name",
      step: { author: `A ${T} <a@example.com>` },
      found: ['T in the author of commit main'],
    },
    {
      name: "its author's mail",
      step: { author: `A <${T}@example.com>` },
      found: ['T in the author of commit main'],
    },
    {
      name: 'the name of a file',
      step: { files: { [`${T}.txt`]: 'x\n' } },
      found: [`T in the name of file ${MASKED}.txt @main`],
    },
    {
      name: 'the name of a file, further down',
      step: { files: { [`a/b/${T}.txt`]: 'x\n' } },
      found: [`T in the name of file a/b/${MASKED}.txt @main`],
    },
    {
      name: 'the name of a directory',
      step: { files: { [`a/${T}/b.txt`]: 'x\n' } },
      found: [`T in the name of directory a/${MASKED} @main`],
    },
    { name: 'a name that is there already', step: { files: { [`sub/${U}.txt`]: 'y\n' } }, found: [] },
    { name: 'a symbolic link', step: { files: { link: { link: T } } }, found: ['T link @main'] },
    {
      name: 'a symbolic link in place of a file',
      step: { files: { 'app.py': { link: `/${T}` } } },
      found: ['T app.py @main'],
    },
    {
      name: 'the output of a notebook',
      step: { files: { 'run.ipynb': notebook(T) } },
      found: ['T run.ipynb @main'],
    },
    {
      name: 'a file with NUL bytes',
      step: { files: { 'a.bin': `\0\0\0 ${T} \0` } },
      found: ['T a.bin @main'],
    },
    {
      name: 'a file that .gitattributes calls binary',
      step: { files: { '.gitattributes': '* -diff binary\n', 'a.py': leak(T) } },
      found: ['T a.py @main'],
    },
    {
      name: 'a folder that .gitignore ignores',
      step: { files: { '.gitignore': '*\n', 'sub/a.py': leak(T) } },
      found: ['T sub/a.py @main'],
    },
    {
      name: 'a path with a newline',
      step: { files: { 'new\nline.py': leak(T) } },
      found: ['T new\\nline.py @main'],
    },
    {
      name: 'a path that is not UTF-8',
      step: { files: { 'a\udcffb.py': leak(T) } },
      found: ['T a\\xffb.py @main'],
    },
    {
      name: 'a path that looks like an option',
      step: { files: { '--output=x': leak(T) } },
      found: ['T --output=x @main'],
    },
    {
      name: 'a submodule that moves on',
      step: { files: { module: { submodule: '1'.repeat(40) } } },
      found: [],
      skipped: { submodule: 1 },
    },
    {
      name: 'a pointer of Git LFS without its object',
      step: {
        files: {
          'a.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'5'.repeat(64)}\nsize 12345\n`,
        },
      },
      found: [],
      skipped: { 'lfs-pointer': 1 },
    },
  ])('$name', async ({ step, found, skipped = {} }) => {
    const repository = await temporaryRepository();
    plant(repository, [base, { name: 'main', ...step }]);
    const outcome = scanRange(repository, ['base..main']);
    const listed = listedByGit(repository, ['base..main']);
    expect(outcome).toMatchObject({ code: found.length > 0 ? 1 : 0, complete: true, found, commits: 1 });
    expect(outcome.skipped).toEqual(skipped);
    expect(outcome.report.ledger.listed.objects).toBeGreaterThanOrEqual(listed.objects);
  });
});

test('the finding of a notebook says in which cell', async () => {
  const repository = await temporaryRepository();
  plant(repository, [base, { name: 'main', files: { 'run.ipynb': notebook(T) } }]);
  expect(scanRange(repository, ['base..main']).report.findings).toMatchObject([
    { rule: 'notebook-output-token', location: { trail: ['cell 1', 'output 1'] } },
  ]);
});

test('notes, if they are asked for', async () => {
  const repository = await temporaryRepository();
  plant(repository, [base, { name: 'main' }]);
  repository.git('notes', 'add', '-m', 'nothing', 'base');
  repository.git('update-ref', 'refs/heads/notes-before', 'refs/notes/commits');
  repository.git('notes', 'add', '-m', `a note with ${T}`, 'main');
  const main = repository.git('rev-parse', 'main').trim();
  expect(scanRange(repository, ['notes-before..refs/notes/commits'])).toMatchObject({
    code: 1,
    found: [`T ${main} @commits`],
    commits: 1,
  });
  expect(scanRange(repository, ['base..main'])).toMatchObject({ code: 0, found: [] });
});

describe('--max-blob-size', () => {
  const size = leak(T, 'x\n'.repeat(100)).length;

  async function twoSizes(): Promise<TestRepository> {
    const repository = await temporaryRepository();
    plant(repository, [base, { name: 'main', files: { 'big.py': leak(T, 'x\n'.repeat(100)), 'small.py': leak(U) } }]);
    return repository;
  }

  test.each([
    ['below the size', `${size - 1}`],
    ['far below', '64'],
  ])('%s: left out, and the ledger says so', async (_, limit) => {
    const outcome = scanRange(await twoSizes(), ['base..main', '--max-blob-size', limit]);
    expect(outcome).toMatchObject({ code: 1, found: ['U small.py @main'] });
    expect(Object.values(outcome.skipped)).toEqual([1]);
  });

  test.each([
    ['the size itself', `${size}`],
    ['1k', '1k'],
    ['10 MB', '10MB'],
  ])('%s: read', async (_, limit) => {
    expect(scanRange(await twoSizes(), ['base..main', '--max-blob-size', limit])).toMatchObject({
      code: 1,
      found: ['T big.py @main', 'U small.py @main'],
      skipped: {},
    });
  });

  test.each(['', 'x', '-1', '1q'])('%j is no size', async (limit) => {
    const outcome = (await twoSizes()).hfleaks(['range', 'base..main', `--max-blob-size=${limit}`]);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('a damaged repository', () => {
  async function without(revision: string): Promise<TestRepository> {
    const repository = await temporaryRepository();
    plant(repository, [
      base,
      { name: 'middle', files: { 'sub/middle.py': leak(U) } },
      { name: 'main', files: { 'app.py': leak(T), 'clean.py': 'clean\n' } },
    ]);
    const oid = repository.git('rev-parse', revision).trim();
    rmSync(join(repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2)));
    return repository;
  }

  test('a clean blob is missing: what is there is found', async () => {
    const repository = await without('main:clean.py');
    expect(scanRange(repository, ['base..main'])).toMatchObject({
      code: 1,
      complete: false,
      found: ['T app.py @main', 'U sub/middle.py @middle'],
      skipped: { 'missing-object': 1 },
    });
  });

  test('the blob with the token is missing: nothing found is not clean', async () => {
    const repository = await without('main:app.py');
    expect(scanRange(repository, ['middle..main'])).toMatchObject({
      code: 3,
      complete: false,
      found: [],
      skipped: { 'missing-object': 1 },
    });
  });

  test('an old side is missing: then it is new', async () => {
    const repository = await temporaryRepository();
    plant(repository, [
      { name: 'base', files: { 'old.py': leak(U) } },
      { name: 'main', files: { 'old.py': leak(U, '# more\n') } },
    ]);
    const oid = repository.git('rev-parse', 'base:old.py').trim();
    rmSync(join(repository.path, '.git/objects', oid.slice(0, 2), oid.slice(2)));
    expect(scanRange(repository, ['base..main']).found).toEqual(['U old.py @main']);
  });

  test.each([
    ['a folder', 'main:sub'],
    ['the tree of a commit', 'main^{tree}'],
    ['a commit', 'middle'],
  ])('%s is missing: never clean', async (_, revision) => {
    const repository = await without(revision);
    const outcome = repository.hfleaks(['range', 'base..main']);
    expect([1, 2, 3]).toContain(outcome.code);
    if (outcome.code === 1) expect(repository.scan(['range', 'base..main']).report.complete).toBe(false);
    expect(repository.leftovers()).toEqual([]);
  });
});
