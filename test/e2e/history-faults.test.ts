// A git that dies, lies or stalls, and stores that are damaged: all is found, or the run says what is missing; never is it clean.
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { HfleaksError } from '../../src/errors.ts';
import { requireRepositoryFor } from '../../src/git/repository.ts';
import { scan } from '../../src/scan.ts';
import { historySource } from '../../src/sources/history.ts';
import { rangeSource } from '../../src/sources/range.ts';
import type { RangeRequest } from '../../src/sources/range-form.ts';
import type { GitEnvironment, Report, Source } from '../../src/types.ts';
import { expectSealed, removeFolder } from '../repository.ts';
import { slice } from '../slice.ts';
import { userToken } from '../tokens.ts';
import { History } from './history.ts';
import { fakeGit } from './history-git.ts';

const [T, U] = [userToken(64_001), userToken(64_002)];
const leak = (token: string): string => `import os\nkey = "${token}"\n`;
const MAIN = 'refs/heads/main';
const ZEROS = '0'.repeat(40);

const VERBS = ['history', 'everything', 'range', 'pre-push', 'pre-receive'] as const;
type Verb = (typeof VERBS)[number];

/** What a run would end with, and why. */
interface End {
  readonly code: 0 | 1 | 2 | 3;
  readonly complete: boolean;
  readonly paths: readonly string[];
  /** Reasons of the ledger, or the code of the error. */
  readonly reasons: readonly string[];
}

async function endOf(source: Source): Promise<End> {
  try {
    return told(await scan(source, { honourAllow: false }));
  } catch (error) {
    if (!(error instanceof HfleaksError)) throw error;
    const found = error.report ? told(error.report).paths : [];
    return { code: 2, complete: false, paths: found, reasons: [error.code] };
  }
}

function told({ findings, complete, ledger }: Report): End {
  const reasons = [...ledger.partial, ...ledger.skipped].map(({ reason }) => reason);
  const paths = findings.map(({ location }) => Buffer.from(location.path).toString('latin1'));
  return { code: findings.length > 0 ? 1 : complete ? 0 : 3, complete, paths, reasons };
}

// ---------------------------------------------------------------- git

describe('git', () => {
  let history: History;
  /** A commit that no ref has yet. */
  let pushed: string;
  beforeAll(() => {
    history = new History();
    for (let at = 0; at < 4; at++) history.on(MAIN, { [`file-${at}`]: `${at}\n` });
    history.on(MAIN, { 'first.py': leak(T) });
    for (let at = 4; at < 8; at++) history.on(MAIN, { [`file-${at}`]: `${at}\n` });
    history.on(MAIN, { 'second.py': leak(U) });
    const kept = { 'first.py': leak(T), 'second.py': leak(U) };
    const files = { ...kept, 'one.py': `# new\n${leak(T)}`, 'two.py': `# new\n${leak(U)}` };
    pushed = history.commitObject({ files, parents: [history.tip(MAIN)] });
    history.git('update-ref', 'refs/heads/base', `${MAIN}~9`);
  });
  afterAll(() => removeFolder(history.home));

  function sourceOf(verb: Verb, git: GitEnvironment): Source {
    const repository = requireRepositoryFor(history.path, {});
    if (verb === 'history' || verb === 'everything')
      return historySource({ repository, git, everything: verb === 'everything' });
    const requests: Readonly<Record<Exclude<Verb, 'history' | 'everything'>, RangeRequest>> = {
      range: { kind: 'revisions', include: ['main'], exclude: ['base'], either: [] },
      'pre-push': { kind: 'push', input: `refs/heads/x ${pushed} refs/heads/x ${ZEROS}\n`, remote: '' },
      'pre-receive': { kind: 'receive', input: `${ZEROS} ${pushed} refs/heads/x\n` },
    };
    return rangeSource({ repository, git, request: requests[verb], target: verb });
  }

  const proven = { has: () => true, add: () => undefined };

  /** Scans with a git that does something else than git for `subcommand`: `act` is sh. */
  async function withFault(verb: Verb, subcommand: string, act: string, patience = 20_000): Promise<End> {
    const pids = join(history.home, 'pids');
    fs.rmSync(pids, { force: true });
    const { PATH } = fakeGit(history.home, `echo $$ >> '${pids}'\ncase "$what" in ${subcommand}) ${act};; esac`);
    const end = await endOf(sourceOf(verb, { searchPath: PATH, temporary: history.home, patience, proven }));
    expect(history.leftovers()).toEqual([]);
    expect(await stillRunning(fs.readFileSync(pids, 'utf8'))).toEqual([]);
    return end;
  }

  async function stillRunning(pids: string): Promise<readonly number[]> {
    let running = pids.trim().split('\n').map(Number);
    for (let time = 0; running.length > 0 && time < 100; time++) {
      running = running.filter(isAlive);
      if (running.length > 0) await sleep(20);
    }
    return running;
  }

  function isAlive(pid: number): boolean {
    try {
      return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z';
    } catch {
      return false;
    }
  }

  /** All is found, or it is said that it is not. */
  function expectHonest({ code, complete, paths, reasons }: End): void {
    expect(code).not.toBe(0);
    // At least: without attribution they are blobs, perhaps in more than two versions.
    if (code === 1 && complete) expect(new Set(paths).size).toBeGreaterThan(1);
    else expect(reasons).not.toEqual([]);
  }

  test.each(VERBS)('works: %s finds both', async (verb) => {
    const end = await withFault(verb, 'nothing', ':');
    const paths = verb.startsWith('pre-') ? ['one.py', 'two.py'] : ['first.py', 'second.py'];
    expect(end).toMatchObject({ code: 1, complete: true, paths: expect.arrayContaining(paths) });
  });

  const LISTING = "'rev-list --objects'*|'rev-list --count'*";
  const OBJECTS = "'cat-file --batch'|'cat-file --batch --buffer'*";
  const SIZES = "'cat-file --batch-check --buffer'*";
  const STORE = "'cat-file --batch-check --batch-all-objects'*";
  const ALL = VERBS;
  const SOME = ['history', 'range'] as const;

  const DIES = 'exit 1';
  const DIES_HALF_WAY = `"$git" "$@" | head -c 400; exit 128`;
  const ENDS_HALF_WAY = `"$git" "$@" | head -c 400; exit 0`;
  const ENDS_AT_A_LINE = `"$git" "$@" | head -n 4; exit 0`;
  const GARBAGE = 'cat > /dev/null; echo garbage; exit 0';
  const NOTHING = 'cat > /dev/null; exit 0';
  const EVEN = `"$git" "$@" | sed -n 'n;p'; exit 0`;
  const ODD = `"$git" "$@" | sed -n 'p;n'; exit 0`;
  const MISSING = `while read -r oid; do echo "$oid missing"; done; exit 0`;
  const ANOTHER = `echo "${'2'.repeat(40)} blob 0"; echo; exit 0`;

  type Fault = readonly [what: string, subcommand: string, act: string, verbs: readonly Verb[]];
  const FAULTS: readonly Fault[] = [
    ['rev-list dies', LISTING, DIES, SOME],
    ['rev-list dies half-way', LISTING, DIES_HALF_WAY, SOME],
    ['rev-list ends half-way', LISTING, ENDS_HALF_WAY, SOME],
    ['rev-list ends at a line', LISTING, ENDS_AT_A_LINE, ALL],
    ['rev-list prints garbage', LISTING, GARBAGE, SOME],
    ['rev-list prints nothing', LISTING, NOTHING, ALL],
    ['rev-list prints nothing when it lists', "'rev-list --objects'*", NOTHING, SOME],
    ['rev-list leaves out half', LISTING, EVEN, ALL],
    ['rev-list leaves out the other half', LISTING, ODD, SOME],
    ['rev-list says that nothing is there', "'rev-list --count'*", 'cat > /dev/null; echo 0; exit 0', SOME],
    ['reading dies', OBJECTS, DIES, SOME],
    ['reading dies half-way', OBJECTS, DIES_HALF_WAY, SOME],
    ['reading ends half-way', OBJECTS, ENDS_HALF_WAY, SOME],
    ['reading gives garbage', OBJECTS, GARBAGE, SOME],
    ['reading gives nothing', OBJECTS, NOTHING, ALL],
    ['reading gives another object', OBJECTS, ANOTHER, SOME],
    ['reading calls all missing', OBJECTS, MISSING, SOME],
    ['sizes: dies', SIZES, DIES, SOME],
    ['sizes: dies half-way', SIZES, DIES_HALF_WAY, SOME],
    ['sizes: ends half-way', SIZES, ENDS_HALF_WAY, SOME],
    ['sizes: nothing', SIZES, NOTHING, SOME],
    ['sizes: garbage', SIZES, GARBAGE, SOME],
    ['sizes: half', SIZES, EVEN, SOME],
    ['sizes: the other half', SIZES, ODD, SOME],
    ['sizes: all missing', SIZES, MISSING, ALL],
    ['the store: dies', STORE, DIES, ['everything']],
    ['the store: dies half-way', STORE, DIES_HALF_WAY, ['everything']],
    ['the store: ends half-way', STORE, ENDS_HALF_WAY, ['everything']],
    ['the store: nothing', STORE, NOTHING, ['everything']],
    ['the store: garbage', STORE, GARBAGE, ['everything']],
    ['the store: half', STORE, EVEN, ['everything']],
    ['attribution dies', 'log*', DIES, SOME],
    ['attribution ends half-way', 'log*', ENDS_HALF_WAY, SOME],
    ['attribution says nothing', 'log*', NOTHING, SOME],
    ['attribution prints garbage', 'log*', GARBAGE, SOME],
    ['revisions: dies', 'rev-parse*', DIES, ['range']],
    ['revisions: nothing', 'rev-parse*', NOTHING, ['range']],
    ['revisions: garbage', 'rev-parse*', GARBAGE, ['range']],
    ['all of git dies', '*', 'exit 128', ALL],
    ['all of git is silent', '*', NOTHING, ALL],
  ];
  // The two that differ least take turns, and so do thirds where several verbs are named.
  const inTurns = FAULTS.map(([what, subcommand, act, verbs], at): Fault => {
    return [what, subcommand, act, verbs.length > 1 ? slice(verbs, 3, at % 3) : verbs];
  });
  test.each(inTurns)('%s', async (_, subcommand, act, verbs) => {
    for (const verb of verbs) {
      const end = await withFault(verb, subcommand, act);
      // Where history is told from is no matter of what is found, but for code, which a range judges as its ends have it.
      if (subcommand === 'log*') expect(end).toMatchObject({ code: 1, complete: verb !== 'range' });
      if (subcommand === 'log*') expect(new Set(end.paths).size).toBeGreaterThan(1);
      else expectHonest(end);
    }
  });

  test.each(['everything', 'range'] as const)('dies at its n-th start: %s', async (verb) => {
    const count = join(history.home, 'count');
    for (let nth = 1; nth <= 8; nth++) {
      fs.writeFileSync(count, '');
      const act = `echo >> '${count}'; [ $(wc -l < '${count}') -eq ${nth} ] && exit 128`;
      const end = await withFault(verb, '*', act);
      expect(end.code).not.toBe(0);
      // What is told of history may get lost, but no finding.
      if (end.code === 1 && end.complete) expect(end.paths.length).toBeGreaterThan(1);
    }
  });

  test.each<[string, string, string, readonly Verb[]]>([
    ['rev-list', LISTING, 'exec sleep 100', SOME],
    ['rev-list half-way', LISTING, '"$git" "$@" | head -c 400; exec sleep 100', ['history', 'range']],
    ['its count', "'rev-list --count'*", 'exec sleep 100', ['history']],
    ['reading', OBJECTS, 'exec sleep 100', ['history']],
    ['reading half-way', OBJECTS, '"$git" "$@" | head -c 400; exec sleep 100', ['range']],
    ['sizes', SIZES, 'exec sleep 100', ['history', 'pre-receive']],
    ['the store', STORE, 'exec sleep 100', ['everything']],
    ['with a child of its own', LISTING, 'sleep 100 & sleep 100', ['range']],
  ])('stalls: %s', async (_, subcommand, act, verbs) => {
    for (const verb of verbs) {
      const end = await withFault(verb, subcommand, act, 150);
      expectHonest(end);
      // Without sizes, objects are read all the same.
      if (!end.complete) expect(end.reasons.join()).toMatch(/timeout/);
    }
  });

  test('as a user meets it: a listing that dies, one that is silent, a git that is no git', () => {
    for (const script of [
      `case "$what" in ${LISTING}) exit 128;; esac`,
      `case "$what" in ${LISTING}) cat > /dev/null; exit 0;; esac`,
      'exit 0',
    ])
      for (const args of [['history'], ['history', '--everything'], ['range', 'base..main']]) {
        const outcome = history.hfleaks(args, { env: fakeGit(history.home, script) });
        expect([1, 2, 3]).toContain(outcome.code);
        if (outcome.code === 2) expect(outcome.stderr).toMatch(/^hfleaks: (?!internal)/);
        expectSealed(outcome, T, U);
        expect(history.leftovers()).toEqual([]);
      }
  });
});

// ---------------------------------------------------------------- stores

describe('the store', () => {
  interface Damage {
    /** What the account, or the error, says of it. */
    readonly says: RegExp;
    readonly damage: (history: History) => void;
    /** Only what lies in packs can be so. */
    readonly packed?: true;
  }

  const objectPath = (history: History, revision: string): string => {
    const oid = history.git('rev-parse', revision).trim();
    return join(history.gitFolder, 'objects', oid.slice(0, 2), oid.slice(2));
  };
  const remove =
    (revision: string) =>
    (history: History): void =>
      fs.rmSync(objectPath(history, revision));
  const replace =
    (revision: string, content: (whole: Buffer) => Uint8Array) =>
    (history: History): void => {
      const path = objectPath(history, revision);
      const whole = fs.readFileSync(path);
      fs.rmSync(path);
      fs.writeFileSync(path, content(whole));
    };
  const replacePacked =
    (ending: string, content: (whole: Buffer) => Uint8Array) =>
    (history: History): void => {
      const folder = join(history.gitFolder, 'objects/pack');
      const path = join(folder, fs.readdirSync(folder).find((name) => name.endsWith(ending)) as string);
      const whole = fs.readFileSync(path);
      fs.rmSync(path);
      fs.writeFileSync(path, content(whole));
    };
  const half = (whole: Buffer): Buffer => whole.subarray(0, whole.length / 2);
  const garbled = (whole: Buffer): Buffer =>
    Buffer.concat([whole.subarray(0, 40), Buffer.alloc(whole.length - 40, 0xa5)]);

  const damages: Readonly<Record<string, Damage>> = {
    'a commit is missing': { says: /missing-object|corrupt-object/, damage: remove(`${MAIN}~1`) },
    'the tip is missing': { says: /missing-object/, damage: remove(MAIN) },
    'a tree is missing': { says: /missing-object/, damage: remove(`${MAIN}~1^{tree}`) },
    'a folder is missing': { says: /missing-object/, damage: remove(`${MAIN}:folder`) },
    'a blob is missing': { says: /missing-object/, damage: remove(`${MAIN}:b.py`) },
    'a loose blob is empty': {
      says: /corrupt-object|missing-object/,
      damage: replace(`${MAIN}:b.py`, () => Buffer.alloc(0)),
    },
    'a loose commit is empty': {
      says: /corrupt-object|missing-object/,
      damage: replace(`${MAIN}~1`, () => Buffer.alloc(0)),
    },
    'a loose tree is garbage': {
      says: /corrupt-object|missing-object/,
      damage: replace(`${MAIN}:folder`, () => deflateSync('tree 7\0garbage')),
    },
    'a loose blob is cut short': { says: /corrupt-object|missing-object/, damage: replace(`${MAIN}:b.py`, half) },
    'a pack is cut short': {
      says: /corrupt-object|missing-object|git-/,
      damage: replacePacked('.pack', half),
      packed: true,
    },
    'a pack is garbage': {
      says: /corrupt-object|missing-object|git-/,
      damage: replacePacked('.pack', garbled),
      packed: true,
    },
    'a pack is empty': {
      says: /corrupt-object|missing-object|git-/,
      damage: replacePacked('.pack', () => Buffer.alloc(0)),
      packed: true,
    },
    'an index is cut short': {
      says: /corrupt-object|missing-object|git-/,
      damage: replacePacked('.idx', half),
      packed: true,
    },
    'an index is garbage': {
      says: /corrupt-object|missing-object|git-/,
      damage: replacePacked('.idx', garbled),
      packed: true,
    },
  };

  /** Three commits; with `token`, in a loose object of a branch of its own. */
  function damaged({ damage, packed }: Damage, token?: string): History {
    const history = new History();
    onTestFinished(() => removeFolder(history.home));
    history.on(MAIN, { 'a.py': 'a = 1\n', 'folder/c.py': 'c = 1\n' });
    history.on(MAIN, { 'b.py': `b = 1\n${'x = 1\n'.repeat(50)}` });
    history.on(MAIN, { 'a.py': 'a = 2\n' });
    if (packed) history.git('repack', '--quiet', '-a', '-d');
    if (token) history.on('refs/heads/other', { 'leak.py': leak(token) });
    damage(history);
    return history;
  }

  const scanOf = (history: History, everything: boolean): Promise<End> => {
    const git = { searchPath: process.env.PATH, temporary: history.home };
    return endOf(historySource({ repository: requireRepositoryFor(history.path, {}), git, everything }));
  };

  const numbered = Object.entries(damages).map(([name, one], at) => [name, one, at] as const);
  test.each(numbered)('%s: incomplete, and what is there is found', async (_, one, at) => {
    const clean = damaged(one);
    for (const everything of slice([false, true], 2, at % 2)) {
      const end = await scanOf(clean, everything);
      expect([2, 3]).toContain(end.code);
      expect(end.reasons.join()).toMatch(one.says);
    }
    const leaking = damaged(one, T);
    const { code, complete, paths, reasons } = await scanOf(leaking, false);
    expect({ code: code === 2 ? 1 : code, complete }).toEqual({ code: 1, complete: false });
    expect(paths.length).toBeGreaterThan(0);
    expect(reasons.join()).toMatch(one.says);
    expect([...clean.leftovers(), ...leaking.leftovers()]).toEqual([]);
  });

  test('a blob is not what its id says: it is read as it is', async () => {
    const wrong = damaged({
      says: /x/,
      damage: replace(`${MAIN}:b.py`, () => deflateSync(`blob ${leak(T).length}\0${leak(T)}`)),
    });
    expect(await scanOf(wrong, false)).toMatchObject({ code: 1, paths: ['b.py'] });
  });

  test.each<[string, readonly string[], RegExp]>([
    ['without blobs', ['--filter=blob:none', '--no-checkout'], /missing-object/],
    ['without trees', ['--filter=tree:0', '--no-checkout'], /missing-object/],
    ['of one commit', ['--depth=1'], /shallow-boundary/],
    ['of three commits', ['--depth=3'], /shallow-boundary/],
  ])('a clone %s: incomplete, and what is there is found', async (_, options, says) => {
    const origin = new History();
    onTestFinished(() => removeFolder(origin.home));
    for (let at = 0; at < 5; at++)
      origin.on(MAIN, { 'a.py': `a = ${at}\n` }, { message: at === 4 ? `${T}\n` : 'change\n' });
    origin.git('config', 'uploadpack.allowFilter', 'true');
    origin.git('clone', '--quiet', ...options, `file://${origin.path}`, '../clone');
    const git = { searchPath: process.env.PATH, temporary: origin.home };
    const repository = requireRepositoryFor(join(origin.home, 'clone'), {});
    for (const everything of [false, true]) {
      const end = await endOf(historySource({ repository, git, everything }));
      expect(end).toMatchObject({ code: 1, complete: false });
      expect(end.reasons.join()).toMatch(says);
    }
    // Without what was found.
    fs.rmSync(join(origin.home, 'clone'), { recursive: true });
    origin.on(MAIN, {}, { message: 'clean\n' });
    origin.git(
      'clone',
      '--quiet',
      ...options.filter((one) => one !== '--depth=3'),
      `file://${origin.path}`,
      '../clone',
    );
    const { code } = await endOf(
      historySource({ repository: requireRepositoryFor(join(origin.home, 'clone'), {}), git }),
    );
    expect(code).toBe(options.includes('--depth=1') ? 3 : 1);
  });
});
