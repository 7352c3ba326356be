// One repository at a server, with all that the events of the tests speak of.
import { join } from 'node:path';
import { leak, plant, T, U, V } from '../e2e/range.ts';
import { lastingHome, type TestRepository, temporaryRepository } from '../repository.ts';

export interface TestOrigin {
  readonly repository: TestRepository;
  readonly url: string;
  /** Ids by the names of the commits. */
  readonly oids: Readonly<Record<string, string>>;
  /** Ids of what tags name: `v2` is annotated, `v3` names that; `tree` is no commit. */
  readonly tags: Readonly<Record<'v2' | 'v3' | 'tree', string>>;
}

const SHOWS = 'print(os.environ["HF_TOKEN"])\n';

/** V is old; T is what changes bring, U what others have brought. */
export async function plantOrigin(): Promise<TestOrigin> {
  const repository = await temporaryRepository('sha1', lastingHome());
  const fillers = Array.from({ length: 60 }, (_, at) => ({ name: `old${at}`, files: { 'log.txt': `${at}\n` } }));
  plant(repository, [
    { name: 'root', files: { 'old.py': leak(V), 'app.py': 'import os\n', 'gone.txt': 'x\n' } },
    ...fillers,
    { name: 'base' },
    { name: 'main', files: { 'main.txt': 'moved on\n' } },
    // A pull request of three commits: it brings T, removes and moves things, and has a merged side branch with U, which it takes out again.
    { name: 'pull1', parents: ['base'], files: { 'app.py': leak(T) } },
    { name: 'side', parents: ['pull1'], files: { 'side.py': leak(U) } },
    { name: 'pull2', parents: ['pull1'], files: { 'note.txt': 'x\n', 'old.py': leak(V, '# changed\n') } },
    { name: 'pull3', parents: ['pull2', 'side'], files: { 'side.py': 'import os\n', 'app.py': `# moved\n${leak(T)}` } },
    {
      name: 'merge',
      parents: ['main', 'pull3'],
      files: { 'app.py': `# moved\n${leak(T)}`, 'side.py': 'import os\n', 'old.py': leak(V, '# changed\n') },
    },
    { name: 'evil', parents: ['main', 'pull3'], files: { 'evil.py': leak(U, '# evil\n') } },
    // One that only deletes, one without content, one that is clean.
    { name: 'deletion', parents: ['main'], files: { 'gone.txt': null } },
    { name: 'empty', parents: ['main'] },
    { name: 'clean', parents: ['main'], files: { 'clean.txt': 'x\n' } },
    // A stale base: the request merges what its base has brought since.
    { name: 'main2', parents: ['main'], files: { 'main.py': leak(U) } },
    { name: 'stale', parents: ['base'], files: { 'fresh.txt': 'x\n' } },
    { name: 'stale2', parents: ['stale', 'main2'], files: { 'last.txt': 'x\n' } },
    // A forced push: what was there before, and what replaced it.
    { name: 'lost', parents: ['base'], files: { 'lost.txt': 'x\n' } },
    { name: 'forced', parents: ['base'], files: { 'app.py': leak(T, '# forced\n') } },
    // A queue of three.
    { name: 'queue1', parents: ['main'], files: { 'q1.py': leak(U) } },
    { name: 'queue2', parents: ['queue1'], files: { 'q2.txt': 'x\n' } },
    { name: 'queue3', parents: ['queue2'], files: { 'q3.py': leak(T) } },
    // A branch on a branch.
    { name: 'feature', parents: ['main'], files: { 'f1.py': leak(U) } },
    { name: 'topic', parents: ['feature'], files: { 'f2.py': leak(T) } },
    // What weakens its own scan.
    {
      name: 'sly',
      parents: ['main'],
      files: { 'sly.py': `# hfleaks:allow hf-user-token -- it is only a test\nkey = "${T}"\n` },
    },
    // Code that shows a credential, and says that it may; then it moves.
    {
      name: 'risky1',
      parents: ['main'],
      files: { 'show.py': `import os\n# hfleaks:allow hf-log-py-print -- it is meant\n${SHOWS}` },
    },
    {
      name: 'risky',
      files: { 'show.py': `import os\n\n# hfleaks:allow hf-log-py-print -- it is meant\n${SHOWS}` },
    },
    // What a merge of the base brings along, seen from the head; and what was taken out there long ago.
    { name: 'merging1', parents: ['old10'], files: { 'd.py': leak(T) } },
    { name: 'merging', parents: ['merging1', 'main2'], files: { 'd.py': null } },
    { name: 'revert', parents: ['deletion'], files: { 'gone.txt': leak(T) } },
    // A history of its own, and a merge of three.
    { name: 'orphan', parents: [], files: { 'o.py': leak(T) } },
    { name: 'octopus', parents: ['clean', 'feature', 'deletion'], files: { 'evil.py': leak(T, '# octopus\n') } },
    // Every place that a credential can stand in.
    { name: 'place1', parents: ['main'], message: `key ${T}\n\n::error::x\n##[add-mask]e` },
    { name: 'place2', author: `${T} <a@example.com>` },
    { name: 'place3', files: { [`${T}.txt`]: 'x', link: { link: `/x/${T}` }, 'caf\udce9.py': leak(T) } },
    {
      name: 'places',
      files: {
        'u.txt': Buffer.from(`\ufeffkey = "${T}"\n`, 'utf16le'),
        'run.ipynb': JSON.stringify({ cells: [{ cell_type: 'code', outputs: [{ text: [`${T}\n`] }] }] }, null, 1),
        'main.txt': leak(T),
        '.gitattributes': '* -diff -text export-ignore filter=x working-tree-encoding=UTF-16\n',
      },
    },
    // What is moved, or not there: a file with an old credential, a submodule, a file of Git LFS.
    { name: 'moved', parents: ['main'], files: { 'old.py': null, 'new/old.py': leak(V) } },
    { name: 'moved2', files: { 'new/old.py': null, 'newer.py': leak(V, '# changed\n') } },
    // A credential whose file a later commit moves, and edits.
    { name: 'renamed1', parents: ['main'], files: { 'r.py': leak(T), 's.py': leak(U) } },
    { name: 'renamed2', files: { 'r.py': null, 'r/r.py': leak(T), 's.py': null } },
    { name: 'renamed', files: { 'r/r.py': null, 'r/s.py': `# edited\n${leak(T)}` } },
    {
      name: 'elsewhere',
      parents: ['moved2'],
      files: {
        vendor: { submodule: 'ab'.repeat(20) },
        '.gitmodules': '[submodule "v"]\n path = vendor\n url = ext::sh -c touch% ran\n',
        'm.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 1\n`,
      },
    },
    {
      name: 'hidden',
      parents: ['main'],
      files: {
        '::error::x.py': leak(T),
        '##[add-mask]e.py': leak(T),
        'a,b:c%0A.py': leak(T),
        'new\nline.py': leak(T),
        'esc\u001b[31m.py': leak(T),
        'bidi\u202e.py': leak(T),
        '=x.py': leak(T),
        '|`<b>.py': leak(T),
      },
    },
  ]);
  const names = repository.git('for-each-ref', '--format=%(refname:lstrip=2) %(objectname)').trim().split('\n');
  const oids = Object.fromEntries(names.map((line) => line.split(' ')));
  repository.git('tag', '--annotate', '-m', `release\n\nkey ${T}`, 'v2', oids.clean as string);
  repository.git('tag', 'v1', oids.clean as string);
  repository.git('tag', '--annotate', '-m', 'outer', 'v3', 'v2');
  const keep = { main: 'main', feature: 'feature', release: 'clean', topic: 'topic', moved: 'main2' };
  const update = (lines: readonly string[]): void => {
    const { code, stderr } = repository.tryGit(['update-ref', '--stdin'], {}, `${lines.join('\n')}\n`);
    if (code !== 0) throw new Error(stderr);
  };
  repository.git('symbolic-ref', 'HEAD', 'refs/heads/nowhere');
  // What no ref shows can be fetched by its id, as at GitHub.
  update(Object.entries(oids).map(([name, oid]) => `create refs/hidden/${name} ${oid}`));
  update(Object.keys(oids).map((name) => `delete refs/heads/${name}`));
  update([
    ...Object.entries(keep).map(([branch, name]) => `create refs/heads/${branch} ${oids[name]}`),
    ...Object.entries({ '7/merge': 'merge', '7/head': 'pull3', '8/merge': 'evil' }).map(
      ([ref, name]) => `create refs/pull/${ref} ${oids[name]}`,
    ),
  ]);
  repository.git('symbolic-ref', 'HEAD', 'refs/heads/main');
  repository.git('config', 'transfer.hideRefs', 'refs/hidden');
  const [v2 = '', v3 = '', tree = ''] = repository.git('rev-parse', 'v2', 'v3', 'v1^{tree}').trim().split('\n');
  return {
    repository,
    url: `file://${join(repository.path, '.git').replaceAll(' ', '%20')}`,
    oids,
    tags: { v2, v3, tree },
  };
}
