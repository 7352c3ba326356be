// What is read beside what is scanned, and git does not give or gives falsely: nothing is taken for empty, nothing is taken for old.
import { expect, onTestFinished, test } from 'vitest';
import { scan } from '../../src/scan.ts';
import { historySource } from '../../src/sources/history.ts';
import { rangeSource } from '../../src/sources/range.ts';
import { stagedSource } from '../../src/sources/staged.ts';
import type { Report, Source } from '../../src/types.ts';
import { type Files, History } from '../e2e/history.ts';
import { fakeGit } from '../e2e/history-git.ts';
import { type ForgedStore, forgedGit } from '../git/forged.ts';
import { repositoryIn } from '../git/open.ts';
import { removeFolder } from '../repository.ts';
import { userToken } from '../tokens.ts';

const MAIN = 'refs/heads/main';
const T = userToken(77_001);
const leak = (more = ''): string => `import os\nkey = "${T}"\n${more}`;
const PLAIN = 'import os\nkey = ""\n';
const SECRET = 'import os\nsettings = os.environ["HF_TOKEN"]\n';
const PRINT = 'import os\nprint(os.environ["HF_TOKEN"])\n';
const SHOW = 'from config import settings\nprint(settings)\n';
/** More than git is asked for at a time where it is asked for few. */
const MANY = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`many/${at}.txt`, `${at}\n`]));

function newHistory(): History {
  const history = new History();
  onTestFinished(() => removeFolder(history.home));
  return history;
}

/** `path:line` of each finding, what was there before in brackets; and the reasons of what was not read, with its name. */
function told({ findings, suppressed, complete, ledger }: Report) {
  const line = ({ location }: Report['findings'][number]): string =>
    `${Buffer.from(location.path).toString()}:${location.line}`;
  return {
    complete,
    found: [...findings.map(line), ...suppressed.map((one) => `[${line(one)}]`)].sort(),
    unread: [...ledger.partial, ...ledger.skipped].flatMap(({ reason, objects, examples }) => [
      `${objects} ${reason}`,
      ...examples.map((example) => Buffer.from(example).toString()),
    ]),
  };
}

const proven = { has: () => true, add: () => undefined };

function rangeOf(history: History, base: string, tip: string, searchPath: string | undefined): Source {
  return rangeSource({
    repository: repositoryIn(history),
    git: { searchPath, temporary: history.home, proven },
    request: { kind: 'revisions', include: [tip], exclude: [base], either: [] },
    target: 'range',
  });
}

function stagedOf(history: History, searchPath: string | undefined): Source {
  const git = { searchPath, temporary: history.home, proven };
  return stagedSource({ repository: repositoryIn(history), git, cwd: history.path });
}

interface Situation {
  readonly before: Files;
  readonly after: Files;
  /** The object of which git says something else: by its content, or as a revision of the last commit. */
  readonly object: { readonly type: 'commit' | 'tree'; readonly revision: string } | { readonly blob: string };
  readonly act: 'dies' | 'is missing' | { readonly lie: string };
  readonly found: readonly string[];
  /** Why it was not read; null where that is no matter. */
  readonly unread: string | null;
}

const CODE = { before: { 'a/a.py': PLAIN }, after: { 'a/a.py': SHOW, 'a/config.py': SECRET } };
const AGAIN = {
  before: { 'a.py': SHOW, 'config.py': SECRET },
  after: { 'a.py': `#\n${SHOW}`, 'config.py': `${SECRET}#\n` },
};
const OLD = { before: { 'a.py': PLAIN }, after: { 'a.py': leak() } };
const STILL = { before: { 'a.py': leak() }, after: { 'a.py': leak('#\n') } };
/** More than is held at once. */
const LARGE = 'word '.repeat(1 << 20);
const LARGE_OLD = { before: { 'a.py': PLAIN + LARGE }, after: { 'a.py': leak() } };
const LARGE_STILL = { before: { 'a.py': leak(LARGE) }, after: { 'a.py': leak() } };
const END = { type: 'commit', revision: 'main' } as const;
const TREE = { type: 'tree', revision: 'main^{tree}' } as const;
const FOLDER = { type: 'tree', revision: 'main:a' } as const;
const TREE_BEFORE = { type: 'tree', revision: 'main~1^{tree}' } as const;

/** As a range has them. */
const TREES: Readonly<Record<string, Situation>> = {
  'the commit at the end dies': { ...CODE, object: END, act: 'dies', found: [], unread: 'corrupt-object' },
  'its tree dies': { ...CODE, object: TREE, act: 'dies', found: [], unread: 'corrupt-object' },
  'a folder of it dies': { ...CODE, object: FOLDER, act: 'dies', found: [], unread: 'corrupt-object' },
  'a folder of it is said to be empty': {
    ...CODE,
    object: FOLDER,
    act: { lie: '' },
    found: [],
    unread: 'corrupt-object',
  },
  'a folder of it is missing, although it was listed': {
    ...CODE,
    object: FOLDER,
    act: 'is missing',
    found: [],
    unread: 'missing-object',
  },
  'the tree before dies': { ...AGAIN, object: TREE_BEFORE, act: 'dies', found: ['a.py:3'], unread: 'corrupt-object' },
  'the tree before is missing, as in a partial clone': {
    ...AGAIN,
    object: TREE_BEFORE,
    act: 'is missing',
    found: ['a.py:3'],
    unread: null,
  },
};

/** As a range has them, or a commit that is being made. */
const BLOBS: Readonly<Record<string, Situation>> = {
  'a module that gives a credential dies': {
    ...CODE,
    object: { blob: SECRET },
    act: 'dies',
    found: [],
    unread: 'corrupt-object',
  },
  'a module that gives a credential is said to give none': {
    ...CODE,
    object: { blob: SECRET },
    act: { lie: PLAIN },
    found: [],
    unread: 'corrupt-object',
  },
  'code before dies': {
    ...AGAIN,
    object: { blob: SHOW },
    act: 'dies',
    found: ['a.py:3'],
    unread: 'corrupt-object',
  },
  'code before is missing, as in a partial clone': {
    ...AGAIN,
    object: { blob: SHOW },
    act: 'is missing',
    found: ['a.py:3'],
    unread: null,
  },
  'code before is as it was': { ...AGAIN, object: { blob: '' }, act: 'dies', found: ['[a.py:3]'], unread: null },
  'code before is said to show it already': {
    before: { 'a.py': PLAIN },
    after: { 'a.py': `#\n${PRINT}` },
    object: { blob: PLAIN },
    act: { lie: PRINT },
    found: ['a.py:3'],
    unread: 'corrupt-object',
  },
  'an old side dies': { ...STILL, object: { blob: leak() }, act: 'dies', found: ['a.py:2'], unread: 'corrupt-object' },
  'an old side is missing, as in a partial clone': {
    ...STILL,
    object: { blob: leak() },
    act: 'is missing',
    found: ['a.py:2'],
    unread: null,
  },
  'an old side is as it was': { ...STILL, object: { blob: '' }, act: 'dies', found: ['[a.py:2]'], unread: null },
  'an old side is said to have it already': {
    ...OLD,
    object: { blob: PLAIN },
    act: { lie: leak() },
    found: ['a.py:2'],
    unread: 'corrupt-object',
  },
  'a large old side is as it was': {
    ...LARGE_STILL,
    object: { blob: '' },
    act: 'dies',
    found: ['[a.py:2]'],
    unread: null,
  },
  'a large old side is said to have it already': {
    ...LARGE_OLD,
    object: { blob: PLAIN + LARGE },
    act: { lie: leak(LARGE) },
    found: ['a.py:2'],
    unread: 'corrupt-object',
  },
};

/** Makes git say something else of the object. Gives the PATH, and what people are told of it. */
function forged(history: History, { object, act }: Situation): { readonly PATH: string; readonly name: string } {
  const oid = 'blob' in object ? history.blob(object.blob) : history.git('rev-parse', object.revision).trim();
  const type = 'blob' in object ? 'blob' : object.type;
  const { PATH } = forgedGit(history, (store) => {
    if (act === 'dies') store.cut(oid);
    else if (act === 'is missing') store.remove(oid);
    else store.lie(oid, type, act.lie);
  });
  return { PATH, name: `${type} ${oid}` };
}

const expected = ({ found, unread }: Situation, name: string) => ({
  found,
  unread: unread === null ? [] : [`1 ${unread}`, name],
  complete: unread === null,
});

test.each(Object.entries({ ...TREES, ...BLOBS }))('a range: %s', async (_, situation) => {
  const history = newHistory();
  const base = history.on(MAIN, situation.before);
  const tip = history.on(MAIN, { ...situation.after, ...MANY });
  const { PATH, name } = forged(history, situation);
  expect(told(await scan(rangeOf(history, base, tip, PATH)))).toEqual(expected(situation, name));
});

test.each(Object.entries(BLOBS))('a commit: %s', async (_, situation) => {
  const history = newHistory();
  history.on(MAIN, situation.before);
  history.git('reset', '--quiet', '--hard');
  for (const [path, text] of Object.entries(situation.after)) history.write(path, text as string);
  history.git('add', '.');
  const { PATH, name } = forged(history, situation);
  expect(told(await scan(stagedOf(history, PATH)))).toEqual(expected(situation, name));
});

test.each(['exit 1', 'cat > /dev/null; exit 0', 'while read -r oid; do echo "$oid missing"; done; exit 0'])(
  'a range: git does nothing but "%s" where it is asked for few objects',
  async (act) => {
    const history = newHistory();
    const base = history.on(MAIN, CODE.before);
    const tip = history.on(MAIN, { ...CODE.after, ...MANY });
    const { PATH } = fakeGit(history.home, `case "$what" in 'cat-file --batch') ${act};; esac`);
    expect(await scan(rangeOf(history, base, tip, PATH))).toMatchObject({ complete: false, findings: [] });
  },
);

test('what the scan could not read either is told once', async () => {
  const history = newHistory();
  const base = history.on(MAIN, CODE.before);
  const tip = history.on(MAIN, CODE.after);
  const { PATH, name } = forged(history, { ...CODE, object: FOLDER, act: 'dies', found: [], unread: null });
  expect(told(await scan(rangeOf(history, base, tip, PATH)))).toMatchObject({ unread: ['1 corrupt-object', name] });
});

test('a folder became a submodule: what was in it is not looked for there', async () => {
  const history = newHistory();
  const base = history.on(MAIN, { 'lib/a.py': PLAIN });
  history.on(MAIN, { 'lib/a.py': `#\n${PLAIN}`, 'a.py': SHOW, 'config.py': SECRET });
  const tip = history.on(MAIN, { 'lib/a.py': null, lib: { mode: '160000', oid: 'c'.repeat(40) } });
  expect(told(await scan(rangeOf(history, base, tip, process.env.PATH)))).toMatchObject({
    found: ['a.py:2'],
    complete: true,
  });
});

test.each<[string, (store: ForgedStore, tag: string, base: string) => void]>([
  ['dies', (store, tag) => store.cut(tag)],
  ['is said to lead elsewhere', (store, tag, base) => store.lie(tag, 'tag', `object ${base}\ntype commit\ntag v1\n\n`)],
])('a range that ends at a tag that %s is not known', async (_, forge) => {
  const history = newHistory();
  const base = history.on(MAIN, { 'a.py': PLAIN });
  const tag = history.tagObject({ of: history.on(MAIN, { 'a.py': leak() }) });
  const { PATH } = forgedGit(history, (store) => forge(store, tag, base));
  await expect(scan(rangeOf(history, base, tag, PATH))).rejects.toMatchObject({ code: 'git-failed' });
});

test.each([
  ['dies', 'exit 128'],
  ['ends half-way', '"$git" "$@" | head -c 100; exit 0'],
])('code in history is not told from a log that %s', async (_, act) => {
  const history = newHistory();
  history.on(MAIN, { 'a.py': PRINT });
  history.on(MAIN, { 'b.txt': 'b' });
  const { PATH } = fakeGit(history.home, `case "$what" in log*) ${act};; esac`);
  const source = historySource({
    repository: repositoryIn(history),
    git: { searchPath: PATH, temporary: history.home, proven },
    everything: false,
  });
  const report = await scan(source, { risks: true });
  expect(told(report)).toEqual({ found: [], complete: false, unread: ['1 read-error', 'changes of code'] });
});
