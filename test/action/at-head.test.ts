// Where findings stand at the head of a change, where git does not give it: they are told as they were found, and the account says so.
import { expect, onTestFinished, test } from 'vitest';
import { atHead } from '../../src/action/at-head.ts';
import { isOf } from '../../src/action/change.ts';
import type { Change } from '../../src/action/event.ts';
import { scan } from '../../src/scan.ts';
import { rangeSource } from '../../src/sources/range.ts';
import { History } from '../e2e/history.ts';
import { type ForgedStore, forgedGit } from '../git/forged.ts';
import { repositoryIn } from '../git/open.ts';
import { removeFolder } from '../repository.ts';
import { userToken } from '../tokens.ts';

const MAIN = 'refs/heads/main';
const T = userToken(77_002);
const leak = (before: string): string => `${before}key = "${T}"\n`;
const NOW = leak('# first\n# second\n');

type Forge = (store: ForgedStore, history: History) => void;
const treeOf = (history: History): string => history.git('rev-parse', 'main^{tree}').trim();

/** What git says of the head's objects, the line at which the finding is told, and whether the run is complete. */
const HEADS: Readonly<Record<string, readonly [Forge, number, boolean]>> = {
  'as it is': [() => undefined, 3, true],
  'the tree dies': [(store, history) => store.cut(treeOf(history)), 1, false],
  'the tree is said to be empty': [(store, history) => store.lie(treeOf(history), 'tree', ''), 1, false],
  'the file dies': [(store, history) => store.cut(history.blob(NOW)), 1, false],
  'the file is said to be another': [(store, history) => store.lie(history.blob(NOW), 'blob', leak('#\n')), 1, false],
  'the file is missing, as in a partial clone': [(store, history) => store.remove(history.blob(NOW)), 1, true],
};

test.each(Object.entries(HEADS))('%s', async (_, [forge, line, complete]) => {
  const history = new History();
  onTestFinished(() => removeFolder(history.home));
  const base = history.on(MAIN, { 'a.txt': 'a' });
  history.on(MAIN, { 'a.py': leak('') });
  const head = history.on(MAIN, { 'a.py': NOW });
  const git = { searchPath: process.env.PATH, temporary: history.home };
  const request = { kind: 'revisions', include: [head], exclude: [base], either: [] } as const;
  const repository = repositoryIn(history);
  const report = await scan(rangeSource({ repository, git, request, target: 'range' }));
  expect(report.findings.map(({ location }) => location.line)).toEqual([1]);
  const forged = { ...git, searchPath: forgedGit(history, (store) => forge(store, history)).PATH };
  const clone = { repository, git: { ...forged, proven: { has: () => true, add: () => undefined } }, origin: null };
  const located = await atHead(clone, head, report, {});
  expect(located.report.findings.map(({ location }) => location.line)).toEqual([line]);
  expect(located.report.complete).toBe(complete);
  const { listed, scanned, skipped } = located.report.ledger;
  expect(skipped.reduce((sum, { objects }) => sum + objects, scanned.objects)).toBe(listed.objects);
});

test.each<[string, Forge, boolean | RegExp]>([
  ['as it is', () => undefined, true],
  ['dies', (store, history) => store.cut(history.tip('refs/heads/merge')), /cannot be read/],
  [
    'is said to be no merge',
    (store, history) => store.lie(history.tip('refs/heads/merge'), 'commit', `tree ${'0'.repeat(40)}\n\nx\n`),
    /cannot be read/,
  ],
])('whether what is checked out is the merge of a change: it %s', async (_, forge, expected) => {
  const history = new History();
  onTestFinished(() => removeFolder(history.home));
  history.on(MAIN, { 'a.txt': 'a' });
  const head = history.on(MAIN, { 'a.py': NOW });
  const merge = history.on('refs/heads/merge', {}, { parents: [history.tip(MAIN), head] });
  const { PATH } = forgedGit(history, (store) => forge(store, history));
  const git = { searchPath: PATH, temporary: history.home, proven: { has: () => true, add: () => undefined } };
  const clone = { repository: repositoryIn(history), git, origin: null };
  const isMerge = isOf(clone, merge, { head, mergeRef: 'refs/pull/1/merge' } as Change);
  if (expected instanceof RegExp) await expect(isMerge).rejects.toThrow(expected);
  else expect(await isMerge).toBe(expected);
});
