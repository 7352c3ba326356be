// `hfleaks range` over histories of every shape: what a range introduces, on all parents, and what stood there before.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TestRepository, temporaryRepository } from '../repository.ts';
import { slice } from '../slice.ts';
import { leak, listedByGit, plant, type Step, scanRange, T, tell, U, V } from './range.ts';

interface Situation {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly arrange?: (repository: TestRepository) => void;
  /** Revisions; `base..main` unless given. */
  readonly range?: readonly string[];
  /** The same for `git rev-list`, where it wants other words. */
  readonly git?: readonly string[];
  readonly found: readonly string[];
  readonly suppressed?: readonly string[];
}

const base: Step = { name: 'base', files: { 'app.py': 'import os\n', 'old.py': leak(U) } };
const withLeak = { 'app.py': leak(T) };

const FORMS: readonly Situation[] = [
  {
    name: 'BASE..HEAD',
    steps: [base, { name: 'main', files: withLeak }],
    found: ['T app.py @main'],
  },
  {
    name: 'BASE HEAD',
    steps: [base, { name: 'main', files: withLeak }],
    range: ['base', 'main'],
    git: ['base..main'],
    found: ['T app.py @main'],
  },
  {
    name: 'A...B is what one of both has',
    steps: [
      { name: 'before', files: { 'first.py': leak(T) } },
      { name: 'base', files: { 'second.py': leak(T) } },
      { name: 'left', files: { 'left.py': leak(U) } },
      { name: 'right', parents: ['base'], files: { 'right.py': leak(V) } },
    ],
    range: ['left...right'],
    found: ['U left.py @left', 'V right.py @right'],
  },
  {
    name: 'HEAD --not REF',
    steps: [base, { name: 'main', files: withLeak }],
    range: ['main', '--not', 'base'],
    found: ['T app.py @main'],
  },
  {
    name: '--not twice',
    steps: [
      base,
      { name: 'one', files: { 'one.py': leak(V) } },
      { name: 'two', parents: ['base'], files: { 'two.py': leak(V) } },
      { name: 'main', parents: ['one', 'two'], files: withLeak },
    ],
    range: ['main', '--not', 'one', '--not', 'two'],
    git: ['main', '--not', 'one', 'two'],
    found: ['T app.py @main'],
  },
  {
    name: '--not besides BASE..HEAD',
    steps: [
      base,
      { name: 'one', files: { 'one.py': leak(V) } },
      { name: 'two', parents: ['base'], files: { 'two.py': leak(T) } },
      { name: 'main', parents: ['one', 'two'] },
    ],
    range: ['base..main', '--not', 'one'],
    found: ['T two.py @two'],
  },
  {
    name: 'an annotated tag as HEAD: its message is in the range',
    steps: [base, { name: 'main', files: withLeak }],
    arrange: (repository) => repository.git('tag', '-a', '-m', `release\n\n${U}`, 'v1', 'main'),
    range: ['base..v1'],
    found: ['T app.py @main', 'U in the message of tag v1'],
  },
  {
    name: 'a tag of a tag: both messages',
    steps: [base, { name: 'main' }],
    arrange: (repository) => {
      repository.git('tag', '-a', '-m', `inner ${T}`, 'inner', 'main');
      repository.git('tag', '-a', '-m', `outer ${U}`, 'outer', 'inner');
    },
    range: ['base..outer'],
    found: ['T in the message of tag inner', 'U in the message of tag outer'],
  },
  {
    name: 'an annotated tag as BASE: its message is not',
    steps: [base, { name: 'main', files: withLeak }],
    arrange: (repository) => repository.git('tag', '-a', '-m', `release ${U}`, 'v0', 'base'),
    range: ['v0..main'],
    found: ['T app.py @main'],
  },
  {
    name: 'a lightweight tag on both sides',
    steps: [base, { name: 'main', files: withLeak }],
    arrange: (repository) => {
      repository.git('tag', 'old', 'base');
      repository.git('tag', 'new', 'main');
    },
    range: ['old..new'],
    found: ['T app.py @main'],
  },
];

const GRAPHS: readonly Situation[] = [
  {
    name: 'several commits, the middle one adds it',
    steps: [base, { name: 'first' }, { name: 'second', files: withLeak }, { name: 'main', files: { x: '1\n' } }],
    found: ['T app.py @second'],
  },
  {
    name: 'a side branch that was merged',
    steps: [
      base,
      { name: 'side', files: { 'side.py': leak(T) } },
      { name: 'ours', parents: ['base'], files: { 'ours.py': 'x = 1\n' } },
      { name: 'main', parents: ['ours', 'side'] },
    ],
    found: ['T side.py @side'],
  },
  {
    name: 'only the second parent is new',
    steps: [
      base,
      { name: 'ours', files: { 'ours.py': leak(V) } },
      { name: 'side', parents: ['base'], files: { 'side.py': leak(T) } },
      { name: 'main', parents: ['ours', 'side'] },
    ],
    range: ['ours..main'],
    found: ['T side.py @side'],
  },
  {
    name: 'a merge that throws the side branch away',
    steps: [
      base,
      { name: 'side', files: { 'side.py': leak(T) } },
      { name: 'ours', parents: ['base'] },
      { name: 'main', parents: ['ours', 'side'], files: { 'side.py': null } },
    ],
    found: ['T side.py @side'],
  },
  {
    name: 'a merge that adds a file of neither side',
    steps: [
      base,
      { name: 'side', files: { 'side.py': 'x = 1\n' } },
      { name: 'ours', parents: ['base'], files: { 'ours.py': 'x = 1\n' } },
      { name: 'main', parents: ['ours', 'side'], files: { 'evil.py': leak(T) } },
    ],
    found: ['T evil.py @main'],
  },
  {
    name: 'a merge that changes a file that neither side changed',
    steps: [
      base,
      { name: 'side', files: { 'side.py': 'x = 1\n' } },
      { name: 'ours', parents: ['base'], files: { 'ours.py': 'x = 1\n' } },
      { name: 'main', parents: ['ours', 'side'], files: withLeak },
    ],
    found: ['T app.py @main'],
  },
  {
    name: 'a merge with the base: what the base had is not new',
    steps: [
      base,
      { name: 'feature', files: { 'feature.py': leak(T) } },
      { name: 'trunk', parents: ['base'], files: { 'trunk.py': leak(V) } },
      { name: 'main', parents: ['feature', 'trunk'] },
    ],
    range: ['trunk..main'],
    found: ['T feature.py @feature'],
  },
  {
    name: 'a merge with the base, by hand, keeps a token that the base has at that path',
    steps: [
      { name: 'root', files: { 'app.py': 'import os\n' } },
      { name: 'base', files: withLeak },
      { name: 'ours', parents: ['root'], files: { 'app.py': 'import os\n# ours\n' } },
      { name: 'main', parents: ['ours', 'base'], files: { 'app.py': leak(T, '# ours\n') } },
    ],
    found: [],
    suppressed: ['T app.py @main'],
  },
  {
    name: 'an octopus',
    steps: [
      base,
      { name: 'one', files: { 'one.py': 'x = 1\n' } },
      { name: 'two', parents: ['base'], files: { 'two.py': leak(V) } },
      { name: 'three', parents: ['base'], files: { 'three.py': leak(T) } },
      { name: 'main', parents: ['one', 'two', 'three'] },
    ],
    found: ['T three.py @three', 'V two.py @two'],
  },
  {
    name: 'BASE is no ancestor',
    steps: [
      { name: 'root', files: { 'app.py': 'import os\n' } },
      { name: 'base', files: { 'base.py': leak(U) } },
      { name: 'main', parents: ['root'], files: withLeak },
    ],
    found: ['T app.py @main'],
  },
  {
    name: 'no common ancestor: the root is in the range',
    steps: [
      { name: 'base', files: { 'base.py': leak(U) } },
      { name: 'root', parents: [], files: withLeak },
      { name: 'main', files: { 'app.py': 'import os\n' } },
    ],
    found: ['T app.py @root'],
  },
  {
    name: 'two roots',
    steps: [
      base,
      { name: 'ours', files: { 'ours.py': 'x = 1\n' } },
      { name: 'foreign', parents: [], files: { 'foreign.py': leak(T) } },
      { name: 'main', parents: ['ours', 'foreign'] },
    ],
    found: ['T foreign.py @foreign'],
  },
  {
    name: 'an empty commit',
    steps: [base, { name: 'main' }],
    found: [],
  },
  {
    name: 'a commit with an empty tree',
    steps: [base, { name: 'main', files: { 'app.py': null, 'old.py': null } }],
    found: [],
  },
  {
    name: 'a deletion alone',
    steps: [base, { name: 'main', files: { 'old.py': null } }],
    found: [],
  },
];

const LIVES: readonly Situation[] = [
  {
    name: 'added, then removed',
    steps: [base, { name: 'leak', files: withLeak }, { name: 'main', files: { 'app.py': 'import os\n' } }],
    found: ['T app.py @leak'],
  },
  {
    name: 'added, then the file deleted',
    steps: [base, { name: 'leak', files: { 'new.py': leak(T) } }, { name: 'main', files: { 'new.py': null } }],
    found: ['T new.py @leak'],
  },
  {
    name: 'in two versions of a file: one finding, of the first',
    steps: [base, { name: 'first', files: withLeak }, { name: 'main', files: { 'app.py': leak(T, '# more\n') } }],
    found: ['T app.py @first'],
  },
  {
    name: 'in two files: two findings',
    steps: [base, { name: 'first', files: withLeak }, { name: 'main', files: { 'b.py': leak(T, '# more\n') } }],
    found: ['T app.py @first', 'T b.py @main'],
  },
  {
    name: 'the same content in two files',
    steps: [base, { name: 'main', files: { 'a.py': leak(T), 'b.py': leak(T) } }],
    found: ['T a.py @main', 'T b.py @main'],
  },
  {
    name: 'the same content on two branches: the first commit',
    steps: [
      base,
      { name: 'one', files: withLeak },
      { name: 'two', parents: ['base'], files: withLeak },
      { name: 'main', parents: ['two', 'one'] },
    ],
    found: ['T app.py @one'],
  },
  {
    name: 'added, removed and added again',
    steps: [
      base,
      { name: 'first', files: withLeak },
      { name: 'clean', files: { 'app.py': 'import os\n' } },
      { name: 'main', files: withLeak },
    ],
    found: ['T app.py @first'],
  },
  {
    name: 'in an edited file, and there already',
    steps: [base, { name: 'main', files: { 'old.py': leak(U, '# more\n') } }],
    found: [],
    suppressed: ['U old.py @main'],
  },
  {
    name: 'in a file that was edited twice, and there already: told once',
    steps: [
      base,
      { name: 'first', files: { 'old.py': leak(U, '# more\n') } },
      { name: 'main', files: { 'old.py': leak(U, '# still more\n') } },
    ],
    found: [],
    suppressed: ['U old.py @first'],
  },
  {
    name: 'a second token in a file that has one already',
    steps: [base, { name: 'main', files: { 'old.py': leak(T, `other = "${U}"\n`) } }],
    found: ['T old.py @main'],
    suppressed: ['U old.py @main'],
  },
  {
    name: 'moved, with a change, from a file that the same commit deletes',
    steps: [base, { name: 'main', files: { 'old.py': null, 'sub/new.py': leak(U, '# more\n') } }],
    found: [],
    suppressed: ['U sub/new.py @main'],
  },
  {
    name: 'copied, with a change',
    steps: [base, { name: 'main', files: { 'new.py': leak(U, '# more\n') } }],
    found: ['U new.py @main'],
  },
  {
    name: 'moved from a file that stays',
    steps: [base, { name: 'main', files: { 'old.py': 'import os\n# gone\n', 'new.py': leak(U, '# more\n') } }],
    found: ['U new.py @main'],
  },
  {
    name: 'moved from a file that an earlier commit of the range deleted',
    steps: [
      base,
      { name: 'gone', files: { 'old.py': null } },
      { name: 'main', files: { 'new.py': leak(U, '# more\n') } },
    ],
    found: ['U new.py @main'],
  },
  {
    name: 'removed, and put back differently: the version before did not have it',
    steps: [
      base,
      { name: 'clean', files: { 'old.py': 'import os\n' } },
      { name: 'main', files: { 'old.py': leak(U, '# again\n') } },
    ],
    found: ['U old.py @main'],
  },
  {
    name: 'back from before BASE, the very same content',
    steps: [
      { name: 'before', files: withLeak },
      { name: 'base', files: { 'app.py': 'import os\n' } },
      { name: 'main', files: withLeak },
    ],
    found: ['T app.py @main'],
  },
  {
    name: 'back from before BASE, and git has a bitmap',
    steps: [
      { name: 'before', files: withLeak },
      { name: 'base', files: { 'app.py': 'import os\n' } },
      { name: 'main', files: withLeak },
    ],
    arrange: (repository) => {
      repository.git('repack', '--quiet', '-a', '-d', '--write-bitmap-index');
      repository.git('config', 'pack.useBitmaps', 'true');
    },
    found: ['T app.py @main'],
  },
];

test.each<Situation>(slice([...FORMS, ...GRAPHS, ...LIVES], 2))(
  '$name',
  async ({ steps, arrange, range = ['base..main'], git = range, found, suppressed = [] }) => {
    const repository = await temporaryRepository();
    plant(repository, steps);
    arrange?.(repository);
    const outcome = scanRange(repository, range);
    const listed = listedByGit(repository, git);
    expect(outcome).toMatchObject({
      code: found.length > 0 ? 1 : 0,
      mode: 'range',
      commits: listed.commits,
      complete: true,
      found,
      suppressed,
      skipped: {},
    });
    expect(outcome.report.ledger.listed.objects).toBeGreaterThanOrEqual(listed.objects);
  },
);

test('a file that is renamed and no more is nothing new', async () => {
  const repository = await temporaryRepository();
  plant(repository, [base, { name: 'main', files: { 'old.py': null, 'sub/new.py': leak(U) } }]);
  expect(scanRange(repository, ['base..main'])).toMatchObject({ code: 0, complete: true, found: [], commits: 1 });
});

test('one credential in two files: two findings with one fingerprint', async () => {
  const repository = await temporaryRepository();
  plant(repository, [base, { name: 'main', files: { 'a.py': leak(T), 'b.py': leak(T, '# b\n') } }]);
  const { report } = scanRange(repository, ['base..main']);
  expect(report.findings).toHaveLength(2);
  expect(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size).toBe(1);
});

test.each([
  ['BASE is HEAD', ['main..main']],
  ['HEAD is in BASE', ['main..base']],
  ['HEAD BASE', ['main', 'base']],
  ['HEAD --not itself', ['main', '--not', 'main']],
  ['A...A', ['main...main']],
])('no commits: %s', async (_, range) => {
  const repository = await temporaryRepository();
  plant(repository, [base, { name: 'main', files: withLeak }]);
  const file = join(repository.home, 'report.json');
  const text = repository.hfleaks(['range', '--format', 'text', '--format', `json=${file}`, ...range]);
  expect(text).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/no commits/i) });
  expect(tell(repository, JSON.parse(readFileSync(file, 'utf8')))).toMatchObject({
    mode: 'range',
    complete: true,
    commits: 0,
    found: [],
    skipped: {},
  });
});

test('how much was read stands in the text', async () => {
  const repository = await temporaryRepository();
  plant(repository, [base, { name: 'first' }, { name: 'main', files: withLeak }]);
  const leaky = repository.hfleaks(['range', 'base..main']);
  expect(leaky).toMatchObject({ code: 1, stdout: expect.stringContaining('app.py:2:8') });
  expect(leaky.stdout).toContain('2 commits');
  const clean = repository.hfleaks(['range', 'base..first']);
  expect(clean).toMatchObject({ code: 0, stdout: expect.stringMatching(/\b1 commit\b/) });
});
