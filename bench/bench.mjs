// Speed and memory of hfleaks, of what it is measured against, and of every other scanner that is installed. See README.md beside this.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLE, measure, ownCost, ROOT, temporaryHome } from './measure.mjs';
import { peerCommands } from './peers.mjs';
import * as subjects from './subjects.mjs';

const HELP = `npm run bench -- [OPTION..]
  --tree DIR        A repository's work tree, and commits in it. Repeatable; the first gives the contents of all that is made. Default: this
                    one's; where other work is asked for, its contents alone.
  --history GITDIR  A bare repository, all of whose objects are there. Repeatable.
  --files N         Also a tree of N files of other contents each; 100000 take some GB in the temporary folder. Repeatable.
  --large BYTES     Also one file of that size, or, where it is the name of one, that file.
  --growth          Also trees and histories of 1, 3 and 10 times a size.
  --peers DIR       Where the other scanners are, besides PATH. Default: $PEERS_HOME, or ~/.cache/hfleaks-peers.
  --rounds N        Default: 5; small processes are run three times as often.
  --json FILE       The tables as JSON.
`;

const PATTERN = 'hf_[A-Za-z]{34}';
const CAT_FILE = ['cat-file', '--batch-all-objects', '--batch', '--unordered', '--buffer'];
const node = process.execPath;
const planted = subjects.plantedNames(5);

const { values: given } = parseArgs({
  options: {
    tree: { type: 'string', multiple: true },
    history: { type: 'string', multiple: true, default: [] },
    files: { type: 'string', multiple: true, default: [] },
    large: { type: 'string' },
    growth: { type: 'boolean' },
    peers: { type: 'string', default: process.env.PEERS_HOME ?? join(homedir(), '.cache', 'hfleaks-peers') },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (given.help) console.log(HELP);
else bench();

function bench() {
  const home = temporaryHome();
  const rounds = Number(given.rounds);
  const isAll = given.history.length + given.files.length === 0 && !given.large && !given.growth;
  const trees = (given.tree ?? (isAll ? [ROOT] : [])).map((path) => resolve(path));
  const contents = trees[0] ?? ROOT;
  const bed = { rounds, home: home.path, env: { XDG_CACHE_HOME: join(home.path, 'cache') }, missing: new Set() };
  mkdirSync(bed.env.XDG_CACHE_HOME);
  const tables = [];
  try {
    if (trees.length > 0) tables.push(...commits(bed, contents));
    for (const tree of trees)
      tables.push(
        treeTable(bed, `the tree ${tree}`, subjects.filesOf(tree).length, (path) =>
          subjects.copyOfTree(tree, path, planted),
        ),
      );
    for (const count of given.files.map(Number))
      tables.push(
        treeTable(bed, `a tree of ${count} files`, count, (path) =>
          subjects.treeOfSize(contents, path, count, planted),
        ),
      );
    if (given.large) tables.push(largeFile(bed, contents, given.large));
    for (const path of given.history) tables.push(...histories(bed, resolve(path)));
    if (given.growth) tables.push(...growth(bed, contents));
  } finally {
    home.remove();
  }
  if (bed.missing.size > 0) console.log(`\nnot installed: ${[...bed.missing].join(', ')}`);
  if (given.json) writeFileSync(given.json, `${JSON.stringify({ node: process.version, tables }, null, 1)}\n`);
}

/** A command of hfleaks. */
function own(args, cwd, more = {}) {
  return { name: `hfleaks ${args.join(' ')}`, program: node, args: [BUNDLE, ...args], cwd, ...more };
}

/** The commands of the peers for some work, noting which are missing. */
function peers(bed, work, cwd) {
  const { commands, missing } = peerCommands(work, resolve(given.peers), cwd, join(bed.home, `${work}-`));
  for (const name of missing) bed.missing.add(name);
  return commands;
}

function commits(bed, tree) {
  const script = 'sh node_modules/hfleaks/dist/hfleaks-pre-commit.sh';
  const full = `"${node}" node_modules/hfleaks/dist/hfleaks.cjs hook pre-commit`;
  const clean = (count) =>
    Array.from({ length: count }, (_, index) => [`src/clean-${index}.py`, `print("hello ${index}")\n`.repeat(100)]);
  const husky = (name, hook, contents) => subjects.stagedRepository(join(bed.home, name), hook, contents);
  const rounds = bed.rounds * 3;
  const tables = [];
  for (const count of [1, 10]) {
    const cwd = husky(`clean-${count}`, script, clean(count));
    const slow = husky(`full-${count}`, full, clean(count));
    tables.push(
      measure(`a clean commit of ${count} files, through husky`, rounds, [
        { name: 'node -e 0', program: node, args: ['-e', '0'], cwd },
        {
          name: 'what settles it before Node.js starts',
          program: 'sh',
          args: ['.husky/_/pre-commit'],
          cwd,
          target: 0.5,
        },
      ]),
      measure(`a commit of ${count} files for which Node.js starts`, rounds, [
        {
          name: 'node -e 0; git diff --cached --raw',
          program: 'sh',
          args: ['-c', `"${node}" -e 0; git diff --cached --raw`],
          cwd: slow,
        },
        own(['hook', 'pre-commit'], slow, { target: 1.6 }),
        { name: 'the same through husky', program: 'sh', args: ['.husky/_/pre-commit'], cwd: slow },
      ]),
    );
  }
  const many = husky('many', full, manyFiles(tree, 1000, 28e6));
  tables.push(
    measure('a commit of 1000 files, 28 MB', bed.rounds, [
      {
        name: 'node -e 0; git diff --cached --raw',
        program: 'sh',
        args: ['-c', `"${node}" -e 0; git diff --cached --raw`],
        cwd: many,
      },
      own(['hook', 'pre-commit'], many, { target: 5 }),
    ]),
  );
  const leaky = husky('leaky', full, [...clean(5), ...planted.map((name) => [name, subjects.plantedLine()])]);
  const slower = peers(bed, 'staged', leaky);
  tables.push(
    measure(
      'a commit of 10 files, 5 of them with a token',
      bed.rounds,
      [own(['staged', '--format', 'json'], leaky), ...slower],
      planted,
    ),
  );
  return tables;
}

/** So many files of so many bytes in all, of what the tree holds. */
function manyFiles(tree, count, bytes) {
  const all = subjects.textOf(tree);
  const size = Math.floor(bytes / count);
  return Array.from({ length: count }, (_, index) => {
    const from = (index * size) % Math.max(1, all.length - size);
    return [`src/${index % 10}/file-${index}.txt`, all.subarray(from, from + size)];
  });
}

function treeTable(bed, title, count, make) {
  const isLarge = count >= 100_000;
  const target = isLarge ? 1.5 : 3.5;
  const cwd = make(join(bed.home, `tree-${title.replace(/\W+/g, '-').slice(-40)}`));
  const table = measure(
    title,
    bed.rounds,
    [
      { name: `rg -uuu -c '${PATTERN}'`, program: 'rg', args: ['-uuu', '-c', PATTERN, '.'], cwd },
      own(['scan', '--format', 'json'], cwd, { target, env: bed.env }),
      ...peers(bed, 'tree', cwd),
    ],
    planted,
  );
  return withMemory(table, ['scan', '-q'], cwd, bed.env, isLarge ? 160 : undefined);
}

function largeFile(bed, tree, given) {
  const isThere = existsSync(given);
  const file = isThere ? resolve(given) : subjects.largeFile(tree, join(bed.home, 'large.txt'), Number(given));
  const [cwd, name] = [dirname(file), basename(file)];
  const args = ['scan', name, '-q'];
  const table = measure(`one file of ${statSync(file).size} bytes`, bed.rounds, [
    { name: 'cat', program: 'cat', args: [name], cwd },
    own(args, cwd, { target: 6, env: bed.env }),
  ]);
  return withMemory(table, args, cwd, bed.env, 100);
}

function histories(bed, gitDir) {
  const cwd = subjects.copyOfHistory(gitDir, join(bed.home, 'history.git'), planted);
  const { env } = bed;
  const base = { name: `git ${CAT_FILE.join(' ')}`, program: 'git', args: CAT_FILE, cwd, printsContent: true };
  const log = {
    name: 'git log -p -U0 --full-history --all',
    program: 'git',
    args: ['log', '-p', '-U0', '--full-history', '--all'],
    cwd,
  };
  const first = ['history', '--no-cache', '--format', 'json'];
  const whole = measure(
    `the history of ${gitDir}`,
    bed.rounds,
    [base, own(first, cwd, { target: 0.5 }), ...peers(bed, 'history', cwd)],
    planted,
  );
  const patches = measure('the same, against patches', Math.min(2, bed.rounds), [
    log,
    own(first, cwd, { target: 0.15 }),
  ]);
  // Fills the cache.
  ownCost(['history', '-q'], cwd, { env });
  const second = measure('a second scan with nothing new', bed.rounds * 3, [
    { name: 'node -e 0', program: node, args: ['-e', '0'], cwd },
    own(['history', '-q'], cwd, { target: 2, env }),
  ]);
  const line = subjects.mainLine(cwd);
  const range = `${line[100] ?? line.at(-1)}..${line[0]}`;
  const hundred = measure('a range of a hundred commits of the main branch', bed.rounds * 3, [
    {
      name: 'git log -p -U0 A..B; node -e 0',
      program: 'sh',
      args: ['-c', `git log -p -U0 ${range}; "${node}" -e 0`],
      cwd,
    },
    own(['range', range, '-q'], cwd, { name: 'hfleaks range A..B', target: 0.9, env }),
  ]);
  return [
    withMemory(whole, ['history', '--no-cache', '-q'], cwd, env),
    patches,
    second,
    hundred,
    attribution(bed, cwd, gitDir),
  ];
}

/** What it takes to tell where in history findings stand: the difference to a history without any. */
function attribution(bed, cwd, gitDir) {
  const many = subjects.copyOfHistory(gitDir, join(bed.home, 'many.git'), subjects.plantedNames(25));
  const bare = subjects.copyOfHistory(gitDir, join(bed.home, 'bare.git'), []);
  const args = ['history', '--no-cache', '-q'];
  const table = measure('what 25 findings add', bed.rounds, [
    { name: 'git log --raw --all', program: 'git', args: ['log', '--raw', '--all'], cwd },
    own(args, bare),
    own(args, many, { name: 'the same with 25 tokens' }),
  ]);
  const [log, clean, found] = table.rows;
  console.log(`attribution: ${((found.ms - clean.ms) / log.ms).toFixed(2)}x of git log (at most 1.6)`);
  return table;
}

/** Work per byte, as what is scanned grows. */
function growth(bed, tree) {
  const folders = [1, 3, 10].map((times) =>
    subjects.treeOfSize(tree, join(bed.home, `growth-${times}`), times * 1000, []),
  );
  const stores = [1, 3, 10].map((times) => subjects.historyOfSize(join(bed.home, `growth-${times}.git`), times * 2000));
  const name = (index, thing) => `${[1, 3, 10][index]} times ${thing}`;
  return [
    measure(
      'trees that grow',
      bed.rounds,
      folders.map((cwd, index) => own(['scan', '-q'], cwd, { name: name(index, '1000 files') })),
    ),
    measure(
      'histories that grow',
      bed.rounds,
      stores.map((cwd, index) => own(['history', '--no-cache', '-q'], cwd, { name: name(index, '2000 commits') })),
    ),
  ];
}

function withMemory(table, args, cwd, env, target) {
  const { megabytes } = ownCost(args, cwd, { env });
  const limit = target === undefined ? '' : ` (at most ${target}${megabytes > target ? ': missed' : ''})`;
  console.log(`memory of hfleaks alone: ${Math.round(megabytes)} MB${limit}`);
  return { ...table, ownMegabytes: megabytes };
}
