// Runs hfleaks over a repository full of tokens and checks a table of places: one token, one place, one test.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentialOf } from '../../src/detect/credential.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { Secret } from '../../src/secret.ts';
import type { TokenRule } from '../../src/types.ts';
import { expectSealed, removeFolder } from '../repository.ts';
import { userToken } from '../tokens.ts';
import { History } from './history.ts';

type Verb = 'history' | 'everything';

/** A finding in short. Ids are those of commits; `place` is its first place, as `placeOf` writes it. */
interface Seen {
  readonly path: string;
  readonly place: string;
  readonly rule: string;
  /** `line:column`. */
  readonly at: string;
  /** `Name <mail> date` of the first place. */
  readonly by: string;
  readonly trail: readonly string[];
  readonly pathBytes: string | undefined;
  readonly added: string | null;
  readonly removed: string | null;
  readonly inHead: boolean;
  readonly refs: readonly string[];
  readonly versions: number;
}

/** What is known of a finding beforehand. */
export type Expected = Partial<Record<keyof Seen, unknown>> & { readonly path: unknown; readonly place: unknown };

/** Puts `token` somewhere and tells the findings that this must give: these and no others, unless the last is `more`. */
export type Plant = (history: History, token: string) => Expected | readonly (Expected | typeof more)[];

/** Among the expected: git repeats the text elsewhere, and that may be found too. */
export const more = Symbol('more');

export interface Places {
  /** The first token's; each further place takes the next. */
  readonly seed: number;
  /** The least that must be asked for. What `history` finds, `--everything` finds as well. */
  readonly verb: Verb;
  /** Also run it with the other verb: what `history` finds stays found; what only `everything` finds, `history` does not. */
  readonly both?: boolean;
  /** An empty repository on `main` unless given. */
  readonly make?: () => History;
  readonly places: readonly (readonly [name: string, plant: Plant])[];
  /** What happens to the repository when all is planted. */
  readonly finish?: (history: History) => void;
  /** Arguments behind the verb. */
  readonly args?: readonly string[];
  /** Run in this folder, below the repository. */
  readonly cwd?: string;
  /** Objects by reason that are not read. */
  readonly skipped?: Readonly<Record<string, number>>;
  /** Tokens are in names, messages or files: git cannot read all of them out of its object store. */
  readonly outside?: boolean;
  /** The store holds what `verb` does not reach: objects without tokens, or even tokens, which are somebody else's. */
  readonly unreached?: 'objects' | 'tokens';
  /** Also in the other formats: none shows a piece of a token. */
  readonly formats?: boolean;
}

interface Reported {
  readonly rule: string;
  readonly credential: { readonly id: string | null };
  readonly location: {
    readonly path: string;
    readonly pathBytes?: string;
    readonly line: number;
    readonly column: number;
    readonly trail: readonly string[];
  };
  readonly places: readonly Readonly<Record<string, string>>[];
  readonly history?: {
    readonly added: { readonly commit: string } | null;
    readonly removed: { readonly commit: string } | null;
    readonly inHead: boolean;
    readonly refs: readonly string[];
    readonly versions: number;
  };
}

type Run = ReturnType<History['scan']>;

/** A text with a token at 2:8. */
export const leak = (token: string): string => `import os\nkey = "${token}"\n`;

/** A `leak` that `commit` adds. */
export function held(path: string, commit: string, known: Partial<Expected> = {}): Expected {
  return { path, place: `commit ${commit}`, at: '2:8', added: commit, ...known };
}

const rule = builtinRulebook().rules.find((one): one is TokenRule => one.id === 'hf-user-token') as TokenRule;
const sealed = (token: string): Secret => new Secret(token, rule.prefix);
const idOf = (token: string): string | null => credentialOf(rule, sealed(token)).id;
/** How a token in a path is shown. */
export const masked = (token: string): string => sealed(token).mask;

/** A test for each place of a repository, and some for the repository. */
export function describePlaces(title: string, table: Places): void {
  const { seed, verb, places, both = false } = table;
  const verbs: readonly Verb[] = both ? ['history', 'everything'] : [verb];
  const tokens = places.map((_, index) => userToken(seed + index));
  describe(title, () => {
    let history: History;
    let expected: readonly (readonly (Expected | typeof more)[])[] = [];
    const runs = new Map<Verb, Run>();
    const runOf = (of: Verb): Run => runs.get(of) as Run;

    beforeAll(() => {
      history = table.make?.() ?? new History();
      expected = places.map(([, plant], index) => [plant(history, tokens[index] as string)].flat());
      table.finish?.(history);
      for (const one of verbs) runs.set(one, history.scan(argumentsOf(one, table), { cwd: table.cwd ?? '.' }));
    });
    afterAll(() => history && removeFolder(history.home));

    test.each(places.map(([name], index) => [name, index] as const))('%s', (_, index) => {
      const token = tokens[index] as string;
      expectPlaces(seenIn(runOf(verb), token), expected[index] as readonly Expected[]);
      if (verb === 'history' && both)
        expectPlaces(seenIn(runOf('everything'), token), [...(expected[index] as readonly Expected[]), more]);
    });

    test.each(verbs)('the account of %s adds up, and nothing of a token is shown', (one) => {
      const run = runOf(one);
      const silent = verb === 'everything' && one === 'history';
      const complete = Object.keys(table.skipped ?? {}).length === 0;
      expect(run).toMatchObject({ code: silent ? (complete ? 0 : 3) : 1, signal: null });
      expect([run.skipped, run.partial, run.suppressed]).toEqual([table.skipped ?? {}, {}, []]);
      expect(run.report).toMatchObject({ scan: { mode: one }, complete });
      if (silent) expect(run.found).toEqual([]);
      expectAccount(run);
      expectSealed(run, ...tokens);
      expect(history.leftovers()).toEqual([]);
    });

    test('git finds no token in its store that is not reported', () => {
      const inStore = history.tokensInStore();
      if (!table.outside) expect(tokens.filter((token) => !inStore.has(token)).map(idOf)).toEqual([]);
      if (table.unreached === 'tokens') return;
      const reported = new Set(runOf(verb).report.findings.map((one: Reported) => one.credential.id));
      expect([...inStore].map(idOf).filter((id) => !reported.has(id))).toEqual([]);
      if (table.unreached) return;
      const { commit = 0, blob = 0, tree = 0, tag = 0 } = history.objectCounts();
      const { commits } = runOf(verb).report.scan;
      if (table.outside) expect(commits).toBeGreaterThanOrEqual(commit);
      else expect(commits).toBe(commit);
      expect(runOf(verb).report.ledger.listed.objects).toBeGreaterThanOrEqual(commit + blob + tree + tag);
    });

    test.each(table.formats ? ['text', 'sarif'] : [])('nothing of a token is shown: %s', (format) => {
      const [command = '', ...rest] = argumentsOf(verb, table);
      const outcome = history.hfleaks([command, '--format', format, ...rest], { cwd: table.cwd ?? '.' });
      expect(outcome).toMatchObject({ code: 1, signal: null });
      expectSealed(outcome, ...tokens);
    });
  });
}

function argumentsOf(verb: Verb, { args = [] }: Places): string[] {
  return ['history', ...(verb === 'everything' ? ['--everything'] : []), ...args];
}

function expectPlaces(seen: readonly Seen[], expected: readonly (Expected | typeof more)[]): void {
  const known = expected.filter((one): one is Expected => one !== more);
  expect(seen).toEqual(expect.arrayContaining(known.map((one) => expect.objectContaining(one))));
  if (known.length === expected.length) expect(seen.map(({ path }) => path)).toHaveLength(known.length);
}

/** listed = scanned + deduplicated + partial + skipped, in objects and in bytes. */
function expectAccount({ report: { ledger } }: Run): void {
  for (const unit of ['objects', 'bytes'] as const) {
    const ends = [ledger.scanned, ledger.deduplicated, ...ledger.partial, ...ledger.skipped];
    expect(ends.reduce((sum, end) => sum + end[unit], 0)).toBe(ledger.listed[unit]);
  }
  expect(ledger.scanned.objects).toBeGreaterThan(0);
}

function seenIn({ report }: Run, token: string): readonly Seen[] {
  const id = idOf(token);
  return report.findings.filter((one: Reported) => one.credential.id === id).map(seen);
}

function seen({ rule, location, places, history }: Reported): Seen {
  const { path, pathBytes, line, column, trail } = location;
  const [first = {}] = places;
  return {
    path,
    place: placeOf(first),
    rule,
    at: `${line}:${column}`,
    by: `${first.author} ${first.date}`,
    trail,
    pathBytes,
    added: history?.added?.commit ?? null,
    removed: history?.removed?.commit ?? null,
    inHead: history?.inHead ?? false,
    refs: history?.refs ?? [],
    versions: history?.versions ?? 0,
  };
}

/** `commit <oid>`, `blob <oid>`, `message of tag <oid>`, `author of commit <oid>`, `name of branch`, `name of file in <oid>`, `gitfile`. */
function placeOf({ kind, of, oid, field, commit, repository }: Readonly<Record<string, string>>): string {
  const inside = repository === undefined ? '' : ` of ${repository}`;
  if (kind === 'commit') return `commit ${commit}${inside}`;
  if (kind === 'blob') return `blob ${oid}${inside}`;
  if (kind === 'message') return `message of ${of} ${oid}${inside}`;
  if (kind === 'header') return `${field} of ${of} ${oid}${inside}`;
  if (kind === 'name') return `name of ${of}${commit === undefined ? '' : ` in ${commit}`}${inside}`;
  return `${kind}${inside}`;
}
