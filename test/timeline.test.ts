import { describe, expect, test } from 'vitest';
import { Secret } from '../src/secret.ts';
import { inHistory, type MarkOld, questionFor } from '../src/timeline.ts';
import type { Finding, PathChange, Place, Rule, Stamp, Trace, Verdict } from '../src/types.ts';

// Commits, blobs and credentials are letters. A commit's position is that of its letter in the alphabet.

const REPORT: Verdict = { state: 'report', by: null, reason: null };
const HIDDEN: Verdict = { state: 'suppressed', by: 'allow', reason: 'A comment.' };

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const text = (of: Uint8Array): string => Buffer.from(of).toString('latin1');
const stamp = (oid: string): Stamp => ({ oid, author: `${oid} <${oid}@b>`, date: '' });

interface Parts {
  readonly id?: string | null;
  readonly rule?: string;
  readonly offset?: number;
  readonly verdict?: Verdict;
}

function found(place: Place, { id = 'secret', rule = 'rule', offset = 0, verdict = REPORT }: Parts = {}): Finding {
  return {
    kind: 'leak',
    rule: { id: rule } as Rule,
    severity: 'error',
    confidence: 'high',
    message: '',
    fingerprint: `${id} ${rule}`,
    credential: { id, type: 'user-token', secret: new Secret('', '') },
    location: { path: place.path, line: 1, column: 1, endLine: 1, endColumn: 1, offset, trail: [] },
    places: [place],
    excerpt: null,
    verdict,
  };
}

const inBlob = (oid: string, parts?: Parts): Finding => found({ kind: 'blob', oid, path: bytes(`blob ${oid}`) }, parts);
const inMessage = (oid: string, of: 'commit' | 'tag' = 'commit', parts?: Parts): Finding =>
  found({ kind: 'message', of, path: bytes(`${of} ${oid}`), stamp: stamp(oid) }, parts);
const inHeader = (oid: string, field: string, parts?: Parts): Finding =>
  found({ kind: 'header', of: 'commit', field, path: bytes(`commit ${oid}`), stamp: stamp(oid) }, parts);
const inName = (path: string, of: 'file' | 'directory' | 'branch' = 'file', parts?: Parts): Finding =>
  found({ kind: 'name', of, path: bytes(path) }, parts);

/** `b: path X,- > Y`: commit b makes of the parents' X and nothing its Y. */
function changeOf(line: string): PathChange {
  const [, commit, path, before, after] = /^(\w): (.+?) (\S*) ?> (\S+)$/.exec(line) as unknown as string[];
  const blob = (name: string): string | null => (name === '-' ? null : name);
  return {
    commit: stamp(commit as string),
    path: bytes(path as string),
    before: before === '' ? [] : (before as string).split(',').map(blob),
    after: blob(after as string),
  };
}

interface Graph {
  readonly changes?: readonly string[];
  readonly drops?: readonly string[];
  /** Blobs at paths. */
  readonly head?: Readonly<Record<string, string>>;
  /** Commits of HEAD. */
  readonly inHead?: string;
  /** Names by commit or object. */
  readonly refs?: Readonly<Record<string, readonly string[]>>;
  /** Commits that are in no ref. */
  readonly unknown?: string;
  /** Names that were there before a range. */
  readonly there?: readonly string[];
}

function traceOf({ changes = [], drops = [], head = {}, inHead = '', refs = {}, unknown = '', there }: Graph): Trace {
  return {
    changes: changes.map(changeOf),
    isWhole: true,
    drops: drops.map(changeOf),
    positionOf: (oid) => (unknown.includes(oid) ? -1 : oid.charCodeAt(0)),
    headBlob: (path) => head[text(path)] ?? null,
    isInHead: (oid) => inHead.includes(oid),
    refsOf: (groups) =>
      groups.map((oids) => {
        const names = [...new Set(oids.flatMap((oid) => refs[oid] ?? []))].sort();
        return { names: names.slice(0, 20).map(bytes), total: names.length };
      }),
    ...(there && { wasThere: (path) => there.includes(text(path)) }),
  };
}

const unmarked: MarkOld = async (finding) => finding;

/** Marks findings that these commits bring as old. */
const oldIn =
  (commits: string): MarkOld =>
  async (finding, { commit }) =>
    commits.includes(commit.oid)
      ? { ...finding, verdict: { state: 'suppressed', by: 'already-committed', reason: 'It was there.' } }
      : finding;

/** A finding in a line: `path@places +added -removed head xversions [refs] verdict`. */
function lineOf({ location, places, timeline, verdict }: Finding): string {
  const where = places.map((place) => {
    if (place.kind === 'commit') return `${place.commit.oid}:${place.oid}`;
    if (place.kind === 'name') return `${place.of}${place.commit ? `:${place.commit.oid}` : ''}`;
    return place.kind === 'message' || place.kind === 'header' ? (place.stamp?.oid ?? '?') : place.kind;
  });
  return [
    `${text(location.path)}@${where.join(',')}`,
    ...(timeline
      ? [
          timeline.added && `+${timeline.added.oid}`,
          timeline.removed && `-${timeline.removed.oid}`,
          timeline.inHead && 'head',
          timeline.versions > 1 && `x${timeline.versions}`,
          timeline.refsTotal > 0 && `[${timeline.refs.map(text)}]`,
        ]
      : ['unknown']),
    verdict.state === 'suppressed' && verdict.by,
  ]
    .filter(Boolean)
    .join(' ');
}

interface Case extends Graph {
  readonly findings: readonly Finding[];
  readonly mark?: MarkOld;
  readonly told: readonly string[];
}

const FILES: Readonly<Record<string, Case>> = {
  'added, and still there': {
    findings: [inBlob('X')],
    changes: ['a: f - > X'],
    head: { f: 'X' },
    told: ['f@a:X +a head'],
  },
  'added by the first commit of all': { findings: [inBlob('X')], changes: ['a: f > X'], told: ['f@a:X +a'] },
  'added and removed': {
    findings: [inBlob('X')],
    changes: ['c: f X > -', 'a: f - > X'],
    told: ['f@a:X +a -c'],
  },
  'replaced, not deleted': {
    findings: [inBlob('X')],
    changes: ['a: f - > X', 'b: f X > N'],
    head: { f: 'N' },
    told: ['f@a:X +a -b'],
  },
  'removed and brought back': {
    findings: [inBlob('X')],
    changes: ['a: f - > X', 'b: f X > -', 'c: f - > X'],
    head: { f: 'X' },
    told: ['f@a:X,c:X +a head'],
  },
  'removed, brought back and removed': {
    findings: [inBlob('X')],
    changes: ['a: f - > X', 'b: f X > -', 'c: f - > X', 'd: f X > -'],
    told: ['f@a:X,c:X +a -d'],
  },
  'three versions of a file': {
    findings: [inBlob('X'), inBlob('Y'), inBlob('Z')],
    changes: ['a: f - > X', 'b: f X > Y', 'c: f Y > Z'],
    head: { f: 'Z' },
    told: ['f@a:X +a head x3'],
  },
  'in HEAD in a version of which no commit is known': {
    findings: [inBlob('X'), inBlob('Y')],
    changes: ['a: f - > X'],
    head: { f: 'Y' },
    told: ['f@a:X +a head', 'blob Y@blob'],
  },
  'two paths': {
    findings: [inBlob('X')],
    changes: ['a: f - > X', 'b: g - > X', 'c: f X > -'],
    head: { g: 'X' },
    told: ['f@a:X +a -c', 'g@b:X +b head'],
  },
  'an evil merge adds it': {
    findings: [inBlob('X')],
    changes: ['d: f N,M > X'],
    head: { f: 'X' },
    told: ['f@d:X +d head'],
  },
  'a merge of two versions adds nothing': {
    findings: [inBlob('X'), inBlob('Y'), inBlob('Z')],
    changes: ['a: f - > X', 'b: f X > Y', 'c: f X,Y > Z'],
    told: ['f@a:X +a x3'],
  },
  'a merge that takes it from one parent does not remove it': {
    findings: [inBlob('X')],
    changes: ['a: f - > X', 'd: f X,N > M'],
    told: ['f@a:X +a'],
  },
  'a merge removes what both parents have': {
    findings: [inBlob('X'), inBlob('Y')],
    changes: ['a: f - > X', 'b: f X > Y', 'd: f X,Y > -'],
    told: ['f@a:X +a -d x2'],
  },
  'a merge leaves out what one parent has': {
    findings: [inBlob('X')],
    changes: ['a: f - > X'],
    drops: ['d: f X > -', 'c: f X > -', 'c: g X > -'],
    told: ['f@a:X +a -c'],
  },
  'a merge takes a version without it from the other parent': {
    findings: [inBlob('X'), inBlob('Y', { id: 'other' })],
    changes: ['a: f - > X', 'b: f - > Y'],
    drops: ['c: f X > Y'],
    head: { f: 'Y' },
    told: ['f@a:X +a -c', 'f@b:Y +b head'],
  },
  'a merge follows a commit that removes it': {
    findings: [inBlob('X')],
    changes: ['a: f - > X', 'b: f X > -'],
    drops: ['c: f X > -'],
    told: ['f@a:X +a -b'],
  },
  'removed, brought back on a side, and left out by the merge': {
    findings: [inBlob('X')],
    changes: ['a: f - > X', 'b: f X > -', 'c: f - > X'],
    drops: ['d: f X > -'],
    told: ['f@a:X,c:X +a -d'],
  },
  'two branches add it': {
    findings: [inBlob('X')],
    changes: ['b: f - > X', 'a: f - > X'],
    refs: { a: ['refs/heads/one'], b: ['refs/heads/two', 'refs/heads/one'] },
    told: ['f@a:X,b:X +a [refs/heads/one,refs/heads/two]'],
  },
  'no commit has it': {
    findings: [inBlob('X')],
    refs: { X: ['refs/tags/blob'] },
    told: ['blob X@blob [refs/tags/blob]'],
  },
  'one version has no commit': {
    findings: [inBlob('X'), inBlob('Y')],
    changes: ['a: f - > X'],
    told: ['f@a:X +a', 'blob Y@blob'],
  },
  'who added it is not known, since history was not told to its end': {
    findings: [inBlob('X'), inBlob('Y')],
    changes: ['c: f X > Y', 'd: f Y > X'],
    told: ['blob X@blob', 'blob Y@blob'],
  },
  'two credentials in one file': {
    findings: [inBlob('X', { id: 'one' }), inBlob('X', { id: 'two', offset: 9 })],
    changes: ['a: f - > X'],
    told: ['f@a:X +a', 'f@a:X +a'],
  },
  'one credential twice in one file': {
    findings: [inBlob('X', { offset: 9 }), inBlob('X', { offset: 5 })],
    changes: ['a: f - > X'],
    told: ['f@a:X +a'],
  },
  'one credential by two rules': {
    findings: [inBlob('X', { rule: 'one' }), inBlob('X', { rule: 'two' })],
    changes: ['a: f - > X'],
    told: ['f@a:X +a', 'f@a:X +a'],
  },
  'credentials without an id are not put together': {
    findings: [inBlob('X', { id: null }), inBlob('Y', { id: null })],
    changes: ['a: f - > X', 'b: f X > Y'],
    told: ['f@a:X +a -b', 'f@b:Y +b'],
  },
  'a version that is reported outweighs those that are not': {
    findings: [inBlob('X', { verdict: HIDDEN }), inBlob('Y')],
    changes: ['a: f - > X', 'b: f X > Y'],
    head: { f: 'Y' },
    told: ['f@b:Y,a:X +a head x2'],
  },
  'the first version is reported, the next is not': {
    findings: [inBlob('X'), inBlob('Y', { verdict: HIDDEN })],
    changes: ['a: f - > X', 'b: f X > Y'],
    head: { f: 'Y' },
    told: ['f@a:X +a head x2'],
  },
  'no version is reported': {
    findings: [inBlob('X', { verdict: HIDDEN }), inBlob('Y', { verdict: HIDDEN })],
    changes: ['a: f - > X', 'b: f X > Y'],
    told: ['f@a:X +a x2 allow'],
  },
  'of two places in one version, the one to report': {
    findings: [inBlob('X', { verdict: HIDDEN }), inBlob('X', { offset: 9 })],
    changes: ['a: f - > X'],
    told: ['f@a:X +a'],
  },
  'brought by a commit in no ref: before all others, as it is not known when': {
    findings: [inBlob('X')],
    changes: ['b: f - > X', 'z: f - > X'],
    unknown: 'z',
    told: ['f@z:X,b:X +z'],
  },
};

const RANGES: Readonly<Record<string, Case>> = {
  'what the file had before the range is old': {
    findings: [inBlob('Y')],
    changes: ['b: f X > Y'],
    mark: oldIn('b'),
    told: ['f@b:Y +b already-committed'],
  },
  'brought back after it was taken away, it is new': {
    findings: [inBlob('Y')],
    changes: ['b: f X > Y', 'c: f Y > -', 'd: f - > Y'],
    mark: oldIn('b'),
    told: ['f@d:Y,b:Y +d'],
  },
  'old at one path, new at another': {
    findings: [inBlob('Y')],
    changes: ['b: f X > Y', 'c: g - > Y'],
    mark: oldIn('b'),
    told: ['f@b:Y +b already-committed', 'g@c:Y +c'],
  },
  'old in all commits': {
    findings: [inBlob('Y')],
    changes: ['b: f X > Y', 'c: f X > Y'],
    mark: oldIn('bc'),
    told: ['f@b:Y,c:Y +b already-committed'],
  },
};

const RECORDS: Readonly<Record<string, Case>> = {
  'one author in three commits: at the first': {
    findings: ['c', 'a', 'b'].map((oid) => inHeader(oid, 'author')),
    inHead: 'b',
    refs: { c: ['refs/heads/c'] },
    told: ['commit a@a,b,c +a head [refs/heads/c]'],
  },
  'two fields': {
    findings: [inHeader('a', 'author'), inHeader('a', 'committer')],
    told: ['commit a@a +a', 'commit a@a +a'],
  },
  'two credentials in the messages of two commits': {
    findings: [inMessage('b', 'commit', { id: 'one' }), inMessage('a', 'commit', { id: 'two' })],
    told: ['commit b@b +b', 'commit a@a +a'],
  },
  'messages of commits and of tags': {
    findings: [inMessage('a'), inMessage('t', 'tag'), inMessage('b')],
    refs: { t: ['refs/tags/v1'] },
    told: ['commit a@a,b +a', 'tag t@t +t [refs/tags/v1]'],
  },
  'a commit in no ref comes last': {
    findings: [inMessage('a'), inMessage('b')],
    unknown: 'a',
    told: ['commit b@b,a +b'],
  },
  'one of them is to be reported': {
    findings: [inMessage('a', 'commit', { verdict: HIDDEN }), inMessage('b')],
    told: ['commit a@a,b +a'],
  },
  'none of them is': {
    findings: [inMessage('a', 'commit', { verdict: HIDDEN })],
    told: ['commit a@a +a allow'],
  },
  'without an id, each alone': {
    findings: [inMessage('a', 'commit', { id: null }), inMessage('b', 'commit', { id: null })],
    told: ['commit a@a +a', 'commit b@b +b'],
  },
};

const NAMES: Readonly<Record<string, Case>> = {
  'a file': {
    findings: [inName('n')],
    changes: ['a: d/n - > X', 'b: d/n X > -'],
    told: ['d/n@file:a +a -b'],
  },
  'a file that is still there, with other content': {
    findings: [inName('n')],
    changes: ['b: d/n X > Y', 'a: d/n - > X'],
    head: { 'd/n': 'Y' },
    told: ['d/n@file:a +a head'],
  },
  'a folder': {
    findings: [inName('n', 'directory')],
    changes: ['b: d/n/g - > X', 'a: d/n/f - > X', 'c: d/n/f X > -'],
    head: { 'd/n/g': 'X' },
    told: ['d/n@directory:a +a head'],
  },
  'two paths': {
    findings: [inName('n')],
    changes: ['a: n - > X', 'b: d/n/n - > X'],
    told: ['n@file:a +a', 'd/n@directory:b +b'],
  },
  'a name that is part of another one': {
    findings: [inName('n')],
    changes: ['a: nn - > X', 'a: d/n.txt - > X'],
    told: ['n@file unknown'],
  },
  'the name of a branch': { findings: [inName('n', 'branch')], changes: ['a: n - > X'], told: ['n@branch unknown'] },
  'in a range, there before': {
    findings: [inName('n', 'directory')],
    changes: ['b: d/n/f X > Y', 'b: e/n/f - > Y'],
    there: ['d/n'],
    told: ['d/n@directory:b +b already-committed', 'e/n@directory:b +b'],
  },
  'in a range, where no commit touches it': {
    findings: [inName('n')],
    there: [],
    told: ['n@file unknown already-committed'],
  },
  'in a range, what was passed over for another reason stays so': {
    findings: [inName('n', 'file', { verdict: HIDDEN })],
    there: [],
    told: ['n@file unknown allow'],
  },
};

const noLimit = (): void => undefined;

describe.each([
  ['files', FILES],
  ['ranges', RANGES],
  ['messages and headers', RECORDS],
  ['names', NAMES],
])('%s', (_, cases) => {
  test.each(Object.entries(cases))('%s', async (_name, { findings, mark = unmarked, told, ...graph }) => {
    expect((await inHistory(findings, traceOf(graph), mark, noLimit)).map(lineOf)).toEqual(told);
  });
});

describe('inHistory', () => {
  test('content of other kinds stays as it is', async () => {
    const findings = [
      found({ kind: 'gitfile', path: bytes('.git/config') }),
      found({ kind: 'gitfile', path: bytes('.git/config') }, { offset: 9 }),
      found({ kind: 'reflog', path: bytes('.git/logs/HEAD') }),
    ];
    expect(await inHistory(findings, traceOf({}), unmarked, noLimit)).toEqual(findings);
    expect(await inHistory([], traceOf({}), unmarked, noLimit)).toEqual([]);
  });

  test('of more findings than a call takes arguments, each stays', async () => {
    const same = Array.from({ length: 130_000 }, () => found({ kind: 'gitfile', path: bytes('config') }));
    expect(await inHistory(same, traceOf({}), unmarked, noLimit)).toHaveLength(same.length);
  });

  test('a place in a repository inside keeps that', async () => {
    const repository = bytes('vendor/lib');
    const findings = [
      found({ kind: 'blob', oid: 'X', path: bytes('blob X'), repository }),
      found({ kind: 'name', of: 'file', path: bytes('n'), repository }),
    ];
    const told = await inHistory(findings, traceOf({ changes: ['a: n - > X'] }), unmarked, noLimit);
    expect(told.map(({ places }) => places[0]?.repository)).toEqual([repository, repository]);
  });

  test('the location is that of the version told of', async () => {
    const findings = [inBlob('X', { offset: 3, verdict: HIDDEN }), inBlob('Y', { offset: 7 })];
    const [told] = await inHistory(findings, traceOf({ changes: ['a: f - > X', 'b: f X > Y'] }), unmarked, noLimit);
    expect(told?.location).toMatchObject({ path: bytes('f'), offset: 7 });
  });

  test('at 10,300 paths: 10,000 are told, and nothing is lost of a version that stands only at the others', async () => {
    const changes = Array.from({ length: 10_300 }, (_, at) => `a: f${at} - > ${at < 10_200 ? 'X' : 'Y'}`);
    let limits = 0;
    const told = await inHistory([inBlob('X'), inBlob('Y')], traceOf({ changes }), unmarked, () => limits++);
    expect([told.length, limits]).toEqual([10_001, 1]);
    expect(lineOf(told.at(-1) as Finding)).toBe('blob Y@blob');
  });

  test('of 30 refs, the first 20 by bytes', async () => {
    const refs = { a: Array.from({ length: 30 }, (_, at) => `refs/heads/${99 - at}`) };
    const [told] = await inHistory([inBlob('X')], traceOf({ changes: ['a: f - > X'], refs }), unmarked, noLimit);
    expect(told?.timeline?.refsTotal).toBe(30);
    expect(told?.timeline?.refs.map(text)).toEqual(Array.from({ length: 20 }, (_, at) => `refs/heads/${70 + at}`));
  });

  test('bytes of a path stay as they are', async () => {
    const [told] = await inHistory([inBlob('X')], traceOf({ changes: ['a: \xff\x80 - > X'] }), unmarked, noLimit);
    expect(told?.location.path).toEqual(bytes('\xff\x80'));
  });
});

test('what is asked of history: blobs, and names in git of which no path is known', () => {
  const findings = [
    inBlob('X'),
    inBlob('X', { offset: 9 }),
    inBlob('Y'),
    inMessage('a'),
    inHeader('a', 'author'),
    inName('n\xff'),
    inName('d', 'directory'),
    inName('refs/heads/n', 'branch'),
    found({ kind: 'gitfile', path: bytes('.git/config') }),
  ];
  expect(questionFor(findings)).toEqual({ objects: new Set(['X', 'Y']), names: new Set(['n\xff', 'd']) });
});
