// Policies as git has them: one that git does not give, or gives falsely, is no policy that is not there.
import { expect, onTestFinished, test } from 'vitest';
import { commitFiles, stagedFiles } from '../../src/policy/git-files.ts';
import { History } from '../e2e/history.ts';
import { type ForgedStore, forgedGit } from '../git/forged.ts';
import { repositoryIn } from '../git/open.ts';
import { removeFolder } from '../repository.ts';

const MAIN = 'refs/heads/main';
const [CONFIG, OLD, OTHER] = ['exclude: [b]\n', 'exclude: [a]\n', 'fail-on: never\n'];

/** A commit with a policy, and another one that is staged. */
function newHistory(): History {
  const history = new History();
  onTestFinished(() => removeFolder(history.home));
  history.on(MAIN, { '.hfleaks.yml': OLD, 'ci/.hfleaks.yml': OLD, 'a.txt': 'a' });
  history.git('reset', '--quiet', '--hard');
  history.write('.hfleaks.yml', CONFIG);
  history.git('add', '.');
  return history;
}

const proven = { has: () => true, add: () => undefined };
const environment = ({ home }: History, searchPath: string | undefined) => ({ searchPath, temporary: home, proven });

async function text(bytes: Promise<Uint8Array | null> | Uint8Array | null): Promise<string | null> {
  const found = await bytes;
  return found && Buffer.from(found).toString();
}

type Forge = (
  store: ForgedStore,
  oids: Readonly<Record<'commit' | 'tree' | 'folder' | 'blob' | 'new', string>>,
) => void;

function forged(history: History, forge: Forge): string {
  const of = (revision: string): string => history.git('rev-parse', revision).trim();
  const oids = {
    commit: of('main'),
    tree: of('main^{tree}'),
    folder: of('main:ci'),
    blob: of('main:.hfleaks.yml'),
    new: of(':.hfleaks.yml'),
  };
  return forgedGit(history, (store) => forge(store, oids)).PATH;
}

/** What is told of the policy of a commit, at the top and in a folder, with a git that says something else. */
const IN_COMMIT: Readonly<Record<string, readonly [Forge, string | null | RegExp]>> = {
  'as it is': [() => undefined, OLD],
  'the commit dies': [(store, { commit }) => store.cut(commit), /^git cannot read commit/],
  'the tree dies': [(store, { tree }) => store.cut(tree), /^git cannot read tree/],
  'the folder dies': [(store, { folder }) => store.cut(folder), /^git cannot read tree/],
  'the file dies': [(store, { blob }) => store.cut(blob), /cannot be read/],
  'the file is missing': [(store, { blob }) => store.remove(blob), /cannot be read/],
  'the tree is said to be empty': [(store, { tree }) => store.lie(tree, 'tree', ''), /^git cannot read tree/],
  'the file is said to be another': [(store, { blob }) => store.lie(blob, 'blob', OTHER), /cannot be read/],
};

test.each(Object.entries(IN_COMMIT))('in a commit: %s', async (_, [forge, expected]) => {
  const history = newHistory();
  const read = commitFiles(repositoryIn(history), environment(history, forged(history, forge)), history.tip(MAIN));
  const told = text(read('ci/.hfleaks.yml'));
  if (expected instanceof RegExp) await expect(told).rejects.toThrow(expected);
  else expect(await told).toBe(expected);
});

/** What is told of a staged policy, and of the one that it replaces. */
const STAGED: Readonly<Record<string, readonly [Forge, readonly (string | null)[] | RegExp]>> = {
  'as it is': [() => undefined, [CONFIG, OLD]],
  'the new file dies': [(store, { new: oid }) => store.cut(oid), /cannot be read/],
  'the new file is said to be another': [(store, { new: oid }) => store.lie(oid, 'blob', OTHER), /cannot be read/],
  'the old file dies': [(store, { blob }) => store.cut(blob), /cannot be read/],
  'the old file is said to be another': [(store, { blob }) => store.lie(blob, 'blob', OTHER), /cannot be read/],
  'the old file is missing, as in a partial clone': [(store, { blob }) => store.remove(blob), [CONFIG, null]],
};

test.each(Object.entries(STAGED))('staged: %s', async (_, [forge, expected]) => {
  const history = newHistory();
  const read = stagedFiles(repositoryIn(history), environment(history, forged(history, forge)), '');
  const told = read('.hfleaks.yml');
  if (expected instanceof RegExp) await expect(told).rejects.toThrow(expected);
  else {
    const { index, head } = await told;
    expect([await text(index), await text(head)]).toEqual(expected);
  }
});
