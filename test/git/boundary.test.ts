import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { realBoundary } from '../../src/git/boundary.ts';
import { listCommits } from '../../src/git/object-listing.ts';
import { shallowCommits } from '../../src/git/ref-listing.ts';
import { History } from '../e2e/history.ts';
import { removeFolder } from '../repository.ts';
import { forgedGit } from './forged.ts';
import { openGit, repositoryIn } from './open.ts';

const NOWHERE = 'b'.repeat(40);
const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** A chain of two commits, of which `old` has no parents, and what else the case builds. */
interface Situation {
  readonly history: History;
  readonly old: string;
  readonly tip: string;
}

/** What is in the file `shallow`, and how much of it is true. */
const CASES: Readonly<
  Record<string, (situation: Situation) => { readonly shallow: string; readonly boundary: readonly string[] }>
> = {
  'nothing claimed': () => ({ shallow: '', boundary: [] }),
  'a commit whose parent is here': ({ tip }) => ({ shallow: `${tip}\n`, boundary: [] }),
  'a commit without parents': ({ old }) => ({ shallow: `${old}\n`, boundary: [] }),
  'a commit that is not here': () => ({ shallow: `${NOWHERE}\n`, boundary: [] }),
  'a tree': () => ({ shallow: `${TREE}\n`, boundary: [] }),
  'a commit whose parent is not here': ({ history }) => {
    const cut = history.commitObject({ parents: [NOWHERE] });
    return { shallow: `${cut}\n`, boundary: [cut] };
  },
  'a merge with one of two parents': ({ history, old }) => {
    const cut = history.commitObject({ parents: [old, NOWHERE] });
    return { shallow: `${cut}\n`, boundary: [cut] };
  },
  'true and false ones': ({ history, tip }) => {
    const [one, other] = ['1', '2'].map((message) => history.commitObject({ parents: [NOWHERE], message }));
    return { shallow: `${one}\n${tip}\n${other}\n`, boundary: [one as string, other as string] };
  },
  'a parent that is named where git sees none': ({ history }) => {
    const headers = `parent ${NOWHERE}\n`;
    return { shallow: `${history.commitObject({ headers })}\n`, boundary: [] };
  },
  'a line that git understands and we do not': ({ tip }) => ({ shallow: `${tip} \n`, boundary: [] }),
  'capitals, which git understands': ({ tip }) => ({ shallow: `${tip.toUpperCase()}\n`, boundary: [] }),
  garbage: () => ({ shallow: 'garbage\n\n\0', boundary: [] }),
};

test.each(Object.entries(CASES))('%s', async (_, arrange) => {
  const history = new History();
  onTestFinished(() => removeFolder(history.home));
  const old = history.on('refs/heads/main', { a: '1' });
  const tip = history.on('refs/heads/main', { a: '2' });
  const { shallow, boundary } = arrange({ history, old, tip });
  history.gitFile('shallow', shallow);
  const git = openGit(history);
  expect(await realBoundary(git, shallowCommits(repositoryIn(history)))).toEqual(boundary);
  if (boundary.length > 0) expect(readFileSync(join(git.shadow, 'shallow'), 'utf8')).toBe(`${boundary.join('\n')}\n`);
  const listed: string[] = [];
  for await (const [oid = ''] of listCommits(git, { tips: [tip, ...boundary] })) listed.push(oid);
  expect(new Set(listed)).toEqual(new Set([tip, old, ...boundary]));
});

test('a commit of which git says that its parent is another one, which is not here', async () => {
  const history = new History();
  onTestFinished(() => removeFolder(history.home));
  history.on('refs/heads/main', { a: '1' });
  const tip = history.on('refs/heads/main', { a: '2' });
  const body = `tree ${TREE}\nparent ${NOWHERE}\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nx\n`;
  const { PATH } = forgedGit(history, (store) => store.lie(tip, 'commit', body));
  expect(await realBoundary(openGit(history, PATH), [tip])).toEqual([]);
});
