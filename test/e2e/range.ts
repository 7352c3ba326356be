// Small repositories built in one go, and what ranges and hooks report about them, in the words of their tests.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { BUNDLE, cleanEnvironment, expectSealed, type Outcome, run, type TestRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

/** The credentials that tests plant. What they expect calls them T, U and V. */
export const [T, U, V] = [userToken(401), userToken(402), userToken(403)];

/** A file with a credential in its second line. */
export const leak = (credential: string, more = ''): string => `import os\nkey = "${credential}"\n${more}`;

/** A file's content in a commit, the target of a symbolic link, or the commit of a submodule; null takes the file away. */
export type Content = string | Uint8Array | { readonly link: string } | { readonly submodule: string } | null;

/** A commit to make. Its tree is what its parents hold, the first winning, and `files` on top. */
export interface Step {
  /** A branch of that name shows to it. */
  readonly name: string;
  /** The step before, unless given; `[]` makes a root. */
  readonly parents?: readonly string[];
  /** By path. A surrogate U+DC80 to U+DCFF stands for the byte that is not UTF-8. */
  readonly files?: Readonly<Record<string, Content>>;
  readonly message?: string;
  readonly author?: string;
}

const EPOCH = Date.parse('2026-01-01T00:00:00Z') / 1000;

/** Makes commits, a minute apart, each with a branch: git-fast-import(1). No work tree, no index. HEAD is `main`. */
export function plant(repository: TestRepository, steps: readonly Step[]): void {
  const trees = new Map<string, ReadonlyMap<string, Content>>();
  const stream: Uint8Array[] = [];
  const line = (text: string): number => stream.push(Buffer.from(`${text}\n`));
  const data = (content: string | Uint8Array): void => {
    const bytes = Buffer.from(content as string);
    line(`data ${bytes.length}`);
    stream.push(bytes);
    line('');
  };
  steps.forEach(({ name, files = {}, message = name, author = 'A <a@example.com>', ...step }, index) => {
    const parents = step.parents ?? steps.slice(Math.max(index - 1, 0), index).map((one) => one.name);
    const tree = new Map([...parents].reverse().flatMap((parent) => [...(trees.get(parent) ?? [])]));
    for (const [path, content] of Object.entries(files)) {
      if (content === null) tree.delete(path);
      else tree.set(path, content);
    }
    trees.set(name, tree);
    line(`commit refs/heads/${name}`);
    line(`author ${author} ${EPOCH + index * 60} +0000`);
    line(`committer A <a@example.com> ${EPOCH + index * 60} +0000`);
    data(`${message}\n`);
    parents.forEach((parent, at) => {
      line(`${at === 0 ? 'from' : 'merge'} refs/heads/${parent}`);
    });
    line('deleteall');
    for (const [path, content] of tree) {
      if (content === null) continue;
      if (typeof content === 'string' || content instanceof Uint8Array) {
        line(`M 100644 inline ${quoted(path)}`);
        data(content);
      } else if ('link' in content) {
        line(`M 120000 inline ${quoted(path)}`);
        data(content.link);
      } else line(`M 160000 ${content.submodule} ${quoted(path)}`);
    }
  });
  const { code, stderr } = run(
    'git',
    ['fast-import', '--quiet'],
    repository.path,
    cleanEnvironment(repository.home),
    Buffer.concat(stream),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

/** A path as git-fast-import(1) takes it: in quotes, with the escapes of C. */
function quoted(path: string): string {
  const escaped = path.replace(/["\\\n\udc80-\udcff]/g, (one) => {
    const code = one.charCodeAt(0) & 0xff;
    return `\\${code.toString(8).padStart(3, '0')}`;
  });
  return `"${escaped}"`;
}

interface Place {
  readonly kind: string;
  readonly path: string;
  readonly of?: string;
  readonly field?: string;
  readonly oid?: string;
  readonly commit?: string;
  readonly author?: string;
  readonly date?: string;
}

interface Finding {
  readonly fingerprint: string;
  readonly credential: { readonly masked: string };
  readonly location: { readonly path: string; readonly offset: number; readonly line: number; readonly column: number };
  readonly places: readonly [Place, ...Place[]];
  readonly verdict: { readonly by: string | null };
}

interface Tally {
  readonly reason: string;
  readonly objects: number;
  readonly bytes: number;
}

interface Report {
  readonly scan: { readonly mode: string; readonly commits?: number };
  readonly complete: boolean;
  readonly ledger: Readonly<Record<'listed' | 'scanned' | 'deduplicated', Omit<Tally, 'reason'>>> &
    Readonly<Record<'partial' | 'skipped', readonly Tally[]>>;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
}

/** A report in short: `T app.py @leak` is the credential T in app.py, first added by the commit that the branch `leak` shows to. */
export interface Told {
  readonly mode: string;
  readonly commits: number | undefined;
  readonly complete: boolean;
  /** Sorted as text. */
  readonly found: readonly string[];
  /** As `found`; all are already committed. */
  readonly suppressed: readonly string[];
  /** Objects by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly report: Report;
}

/** Reads a report and holds it against git: it adds up, and each finding lies where it says, with that commit's author and date. */
export function tell(repository: TestRepository, report: Report): Told {
  const refs = refsOf(repository);
  const nameOf = (oid = ''): string => refs.get(oid)?.name ?? oid;
  const inWords = ({ credential, places: [place] }: Finding): string => {
    const label = { [T.slice(-4)]: 'T', [U.slice(-4)]: 'U', [V.slice(-4)]: 'V' }[credential.masked.slice(-4)];
    const by = place.commit ? ` @${nameOf(place.commit)}` : '';
    if (place.kind === 'commit') return `${label} ${place.path}${by}`;
    if (place.kind === 'message') return `${label} in the message of ${place.of} ${nameOf(place.oid)}`;
    if (place.kind === 'header') return `${label} in the ${place.field} of ${place.of} ${nameOf(place.oid)}`;
    if (place.kind === 'name') return `${label} in the name of ${place.of} ${place.path}${by}`;
    return `${label} ${place.kind} ${nameOf(place.path)}`;
  };
  expectAddedUp(report);
  const paths = report.findings.map(({ location }) => location.path).filter((path) => /^[\w./ -]+$/.test(path));
  expect(paths).toEqual([...paths].sort());
  for (const { location, places } of [...report.findings, ...report.suppressed]) {
    const [place] = places;
    expect(location.path).toBe(place.path);
    const made = refs.get(place.commit ?? place.oid ?? '');
    if (made?.author && place.date) {
      expect(place.author).toBe(made.author);
      expect(Date.parse(place.date)).toBe(made.date);
    }
  }
  expectLocated(repository, [...report.findings, ...report.suppressed]);
  expect(report.suppressed.map(({ verdict }) => verdict.by)).toEqual(report.suppressed.map(() => 'already-committed'));
  return {
    mode: report.scan.mode,
    commits: report.scan.commits,
    complete: report.complete,
    found: report.findings.map(inWords).sort(),
    suppressed: report.suppressed.map(inWords).sort(),
    skipped: Object.fromEntries(
      [...report.ledger.partial, ...report.ledger.skipped].map(({ reason, objects }) => [reason, objects]),
    ),
    report,
  };
}

/** Of each id that a ref shows to: the ref's short name, and the commit's author, masked, and date. Several refs: the one that the subject names. */
function refsOf(repository: TestRepository): Map<string, { name: string; author: string; date: number }> {
  const fields = ['objectname', 'refname:lstrip=2', 'authorname', 'authoremail', 'authordate:iso-strict', 'subject'];
  const format = fields.map((field) => `%(${field})`).join('%09');
  const { stdout } = repository.tryGit(['for-each-ref', `--format=${format}`], { GIT_NO_REPLACE_OBJECTS: '1' });
  const refs = new Map<string, { name: string; author: string; date: number }>();
  for (const line of stdout.split('\n')) {
    const [oid = '', name = '', author = '', mail = '', date = '', subject] = line.split('\t');
    if (refs.has(oid) && name !== subject) continue;
    refs.set(oid, { name, author: author && masked(`${author} ${mail}`), date: Date.parse(date) });
  }
  return refs;
}

const masked = (text: string): string =>
  [T, U, V].reduce((rest, credential) => rest.replaceAll(credential, `hf_…${credential.slice(-4)}`), text);

function expectAddedUp({ ledger, complete, findings }: Report): void {
  for (const unit of ['objects', 'bytes'] as const) {
    const ends = [ledger.scanned, ledger.deduplicated, ...ledger.partial, ...ledger.skipped];
    expect(ends.reduce((sum, end) => sum + end[unit], 0)).toBe(ledger.listed[unit]);
  }
  if (findings.length === 0 && ledger.skipped.length + ledger.partial.length === 0) expect(complete).toBe(true);
}

/** The bytes at each finding's offset, in the file that its commit holds, are a credential. Odd names and masked ones are left to others. */
function expectLocated(repository: TestRepository, findings: readonly Finding[]): void {
  const plain = findings.filter(
    ({ places: [{ kind, path }], location }) => kind === 'commit' && /^[\w./ -]+$/.test(path) && location.offset >= 0,
  );
  for (const { location, places } of plain) {
    const at = `${places[0].commit}:${places[0].path}`;
    const env = cleanEnvironment(repository.home, { GIT_NO_REPLACE_OBJECTS: '1' });
    const { stdout } = run('git', ['cat-file', 'blob', at], repository.path, env);
    const before = stdout.slice(0, location.offset).split('\n');
    const seen = [T, U, V].some((credential) => stdout.startsWith(credential, location.offset));
    expect({ at, line: location.line, column: location.column, seen }).toEqual({
      at,
      line: before.length,
      column: (before.at(-1) as string).length + 1,
      seen: true,
    });
  }
}

export interface RangeOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** Runs `hfleaks range` with a report that must be sound and sealed. */
export function scanRange(repository: TestRepository, args: readonly string[], options: RangeOptions = {}) {
  const outcome = repository.scan(['range', ...args], options);
  expectSealed(outcome, T, U, V);
  expect(repository.leftovers()).toEqual([]);
  return { code: outcome.code, stderr: outcome.stderr, ...tell(repository, outcome.report) };
}

/** Commits and objects that git lists for a range, whatever grafts and replacements say: an account may not be shorter. */
export function listedByGit(repository: TestRepository, revisions: readonly string[]) {
  const env = { GIT_NO_REPLACE_OBJECTS: '1', GIT_GRAFT_FILE: join(repository.home, 'nowhere') };
  const { code, stdout } = repository.tryGit(['rev-list', '--objects', ...revisions], env);
  expect(code).toBe(0);
  const lines = stdout.split('\n').slice(0, -1);
  // Behind every other object stands a name, which may be empty: `<oid> SP <name> LF`.
  return { commits: lines.filter((line) => !line.includes(' ')).length, objects: lines.length };
}

/** Makes repositories cheap to copy: one pack, one file of refs, no sample hooks. */
export function slim(...repositories: readonly TestRepository[]): void {
  for (const repository of repositories) {
    repository.git('repack', '--quiet', '-a', '-d');
    repository.git('pack-refs', '--all');
    const hooks = repository.git('rev-parse', '--git-path', 'hooks').trim();
    rmSync(join(repository.path, hooks), { recursive: true, force: true });
  }
}

/** Makes hfleaks a hook of `repository`, which leaves its exit code and a report where `afterHook` finds them. */
export function installHook(repository: TestRepository, name: string, folder = '.git/hooks', before = ''): void {
  const [report, code] = hookFiles(repository, name);
  const command = `'${process.execPath}' '${BUNDLE}' hook ${name} "$@" --format text --format 'json=${report}'`;
  mkdirSync(join(repository.path, folder), { recursive: true });
  const lines = ['#!/bin/sh', before, command, 'code=$?', `echo $code > '${code}'`, 'exit $code', ''];
  writeFileSync(join(repository.path, folder, name), lines.join('\n'), { mode: 0o755 });
}

/**
 * Runs what runs a hook, and gives how it ended and what the hook told; `hook` is null if the hook did not run. `teller` is the
 * repository that git is asked about the report, where that is another one.
 */
export function withHook(repository: TestRepository, name: string, act: () => Outcome, teller = repository) {
  const [report, code] = hookFiles(repository, name);
  for (const file of [report, code]) rmSync(file, { force: true });
  const outcome = act();
  expectSealed(outcome, T, U, V);
  expect(repository.leftovers()).toEqual([]);
  const hook = existsSync(code) ? Number(readFileSync(code, 'utf8')) : null;
  if (!existsSync(report)) return { code: outcome.code, said: outcome.stdout + outcome.stderr, hook };
  const text = readFileSync(report, 'utf8');
  expectSealed({ ...outcome, stdout: text }, T, U, V);
  return {
    code: outcome.code,
    said: outcome.stdout + outcome.stderr,
    hook,
    ...tell(teller, JSON.parse(text) as Report),
  };
}

function hookFiles({ home }: TestRepository, name: string): readonly [report: string, code: string] {
  return [join(home, `${name}-report.json`), join(home, `${name}-code`)];
}
