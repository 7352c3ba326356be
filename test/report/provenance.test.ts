import { describe, expect, test } from 'vitest';
import { renderText } from '../../src/report/text.ts';
import type { Finding, Place } from '../../src/types.ts';
import {
  bytes,
  finding,
  historyPlaces,
  oid,
  PLANTED,
  report,
  stamp,
  suppressed,
  timeline,
  tokenRule,
} from './material.ts';

const OPTIONS = { color: false, excerpt: false, elapsedMs: 1, quiet: true, hook: false, version: '0.1.0' };
const path = bytes('app.py');
const inCommit: Place = { kind: 'commit', path, oid: oid('b'), commit: stamp() };

/** The lines of a finding's frame between heading and reasons, without what leads them. */
function lines(parts: Parameters<typeof finding>[0]): string[] {
  const [, ...all] = renderText(report({ findings: [finding(parts)] }), OPTIONS).split('\n');
  return all
    .slice(
      0,
      all.findIndex((line) => line.includes('= why')),
    )
    .map((line) => line.replace(/^ +(?:--> |= )/, ''));
}

/** A finding at `place`. */
const at = (place: Place, parts: Partial<Omit<Finding, 'location'>> = {}) =>
  lines({ places: [place], location: { path: place.path }, ...parts });

test('a place of each kind', () => {
  expect(historyPlaces(bytes('a.py'), 'x y').flatMap((place) => at(place))).toEqual([
    'a.py:3:14 (commit aaaaaaaaaaaa, x y, 2026-01-02)',
    'a.py:3:14 (commit aaaaaaaaaaaa, x y, 2026-01-02, in the repository x y)',
    'a.py:3:14 (blob bbbbbbbbbbbb, no commit known)',
    'blob bbbbbbbbbbbb:3:14 (no commit known)',
    'commit aaaaaaaaaaaa:3:14 (in the message, x y, 2026-01-02)',
    'tag aaaaaaaaaaaa:3:14 (in the message, x y, 2026-01-02)',
    "a.py:3:14 (in the commit's message)",
    'commit aaaaaaaaaaaa:3:14 (in the header x y, x y, 2026-01-02)',
    'a.py:3:14 (in the author of commit aaaaaaaaaaaa, x y, 2026-01-02)',
    "a.py:3:14 (in the file's name, commit aaaaaaaaaaaa, x y, 2026-01-02)",
    "a.py:3:14 (in the directory's name)",
    "a.py:3:14 (in a branch's name)",
    "a.py:3:14 (in a tag's name)",
    "a.py:3:14 (in a ref's name)",
    'a.py:3:14 (in a reflog, in the repository x y)',
    'a.py:3:14 (in the git directory)',
  ]);
});

test.each(['author', 'committer', 'tagger'])('the %s', (field) => {
  const place: Place = { kind: 'header', of: 'commit', field, path: bytes(`commit ${oid('a')}`), stamp: stamp() };
  expect(at(place)).toEqual([`commit aaaaaaaaaaaa:3:14 (in the ${field}, Ann <ann@example.com>, 2026-01-02)`]);
});

test('a file that is called like an object keeps its name', () => {
  const name = `commit ${oid('a')}`;
  expect(at({ kind: 'commit', path: bytes(name), oid: oid('b'), commit: stamp() })[0]).toContain(`${name}:3:14`);
});

test('an author and a date that git does not have', () => {
  const commit = stamp('a', { author: '', date: '' });
  expect(at({ ...inCommit, commit } as Place)).toEqual(['app.py:3:14 (commit aaaaaaaaaaaa)']);
  expect(at(inCommit, { timeline: timeline({ added: commit }) })[1]).toBe('added by aaaaaaaaaaaa');
});

test('credentials in authors, headers, branches and repositories are masked', () => {
  const life = timeline({ added: stamp('c', { author: PLANTED }), refs: [bytes(`refs/heads/${PLANTED}`)] });
  for (const place of historyPlaces(bytes(PLANTED), PLANTED)) {
    const text = at(place, { timeline: life }).join('\n');
    expect(text).toContain('added by cccccccccccc on 2026-01-02 (hf_…Wx9k)');
    expect(text).toContain('on refs/heads/hf_…Wx9k');
    expect(text).not.toContain(PLANTED.slice(0, 12));
  }
});

describe('the history', () => {
  const message: Place = { kind: 'message', of: 'commit', path: bytes(`commit ${oid('a')}`), stamp: stamp() };
  const blob: Place = { kind: 'blob', path: bytes(`blob ${oid('b')}`), oid: oid('b') };
  const branch: Place = { kind: 'name', of: 'branch', path: bytes('refs/heads/x') };
  const refs = Array.from({ length: 20 }, (_, index) => bytes(`refs/tags/${index}`));
  const who = 'on 2026-01-02 (Ann <ann@example.com>)';

  test.each<[name: string, place: Place, life: Parameters<typeof timeline>[0], all: string[]]>([
    [
      'still there: the commit that added it is said once',
      inCommit,
      {},
      ['app.py:3:14', `added by aaaaaaaaaaaa ${who}`, 'still in HEAD', 'on refs/heads/main'],
    ],
    [
      'removed',
      inCommit,
      { removed: stamp('c'), inHead: false, versions: 7 },
      [
        'app.py:3:14',
        `added by aaaaaaaaaaaa ${who}`,
        `removed by cccccccccccc ${who}`,
        'on refs/heads/main',
        'in 7 versions',
      ],
    ],
    [
      'not in HEAD, on no ref',
      inCommit,
      { inHead: false, refs: [], refsTotal: 0 },
      ['app.py:3:14', `added by aaaaaaaaaaaa ${who}`, 'not in HEAD', 'on no ref'],
    ],
    [
      'on many refs',
      inCommit,
      { refs, refsTotal: 31 },
      [
        'app.py:3:14',
        `added by aaaaaaaaaaaa ${who}`,
        'still in HEAD',
        'on refs/tags/0, refs/tags/1, refs/tags/2 and 28 more refs',
      ],
    ],
    [
      'on four refs',
      inCommit,
      { refs: refs.slice(0, 4), refsTotal: 4 },
      [
        'app.py:3:14',
        `added by aaaaaaaaaaaa ${who}`,
        'still in HEAD',
        'on refs/tags/0, refs/tags/1, refs/tags/2 and 1 more ref',
      ],
    ],
    [
      'located in another commit than the first',
      inCommit,
      { added: stamp('d') },
      [
        'app.py:3:14 (commit aaaaaaaaaaaa, Ann <ann@example.com>, 2026-01-02)',
        `added by dddddddddddd ${who}`,
        'still in HEAD',
        'on refs/heads/main',
      ],
    ],
    [
      'a message is added by nobody but its commit',
      message,
      { inHead: false },
      ['commit aaaaaaaaaaaa:3:14 (in the message, Ann <ann@example.com>, 2026-01-02)', 'on refs/heads/main'],
    ],
    [
      'a message below HEAD',
      message,
      {},
      [
        'commit aaaaaaaaaaaa:3:14 (in the message, Ann <ann@example.com>, 2026-01-02)',
        'in the history of HEAD',
        'on refs/heads/main',
      ],
    ],
    [
      'an object without commits: nothing is claimed of HEAD and refs',
      blob,
      { added: null, inHead: false, refs: [], refsTotal: 0 },
      ['blob bbbbbbbbbbbb:3:14 (no commit known)'],
    ],
    [
      'a branch is on itself',
      branch,
      { added: null, inHead: false, refs: [branch.path] },
      ["refs/heads/x:3:14 (in a branch's name)"],
    ],
    [
      'a name that a commit brought',
      { kind: 'name', of: 'file', path, commit: stamp() },
      {},
      ["app.py:3:14 (in the file's name)", `added by aaaaaaaaaaaa ${who}`, 'still in HEAD', 'on refs/heads/main'],
    ],
  ])('%s', (_, place, life, all) => {
    expect(at(place, { timeline: timeline(life) })).toEqual(all);
  });
});

test('a line about what was committed already names the commit, with a history or without', () => {
  for (const parts of [{}, { timeline: timeline() }]) {
    const already = suppressed('already-committed', null, { places: [inCommit], ...parts });
    const output = renderText(report({ suppressed: [already] }), { ...OPTIONS, quiet: false, hook: true });
    expect(output).toContain('block: app.py:3:14 (commit aaaaaaaaaaaa, Ann <ann@example.com>, 2026-01-02): Hugging');
  }
});

describe('further places', () => {
  const later: Place = { ...inCommit, commit: stamp('c') };

  test('another commit of the same path, without a history', () => {
    expect(at(inCommit, { places: [inCommit, later] })).toEqual([
      'app.py:3:14 (commit aaaaaaaaaaaa, Ann <ann@example.com>, 2026-01-02)',
      'also in commit cccccccccccc, Ann <ann@example.com>, 2026-01-02',
    ]);
  });

  test('another commit of the same path is part of the history', () => {
    const life = timeline({ versions: 2 });
    expect(at(inCommit, { places: [inCommit, later], timeline: life }).slice(-2)).toEqual([
      'on refs/heads/main',
      'in 2 versions',
    ]);
  });

  test('another path, with its commit', () => {
    const other: Place = { ...inCommit, path: bytes('b.py'), commit: stamp('c') };
    expect(at(inCommit, { places: [inCommit, other], timeline: timeline() }).at(-1)).toBe(
      'also at b.py:3:14 (commit cccccccccccc, Ann <ann@example.com>, 2026-01-02)',
    );
  });

  test('two headers and the message of one commit', () => {
    const header = { kind: 'header', of: 'commit', path: bytes(`commit ${oid('a')}`), stamp: stamp() } as const;
    const places: Place[] = [
      { ...header, field: 'author' },
      { ...header, field: 'committer' },
      { ...header, kind: 'message' },
    ];
    expect(lines({ places, location: { path: header.path } })).toEqual([
      'commit aaaaaaaaaaaa:3:14 (in the author, Ann <ann@example.com>, 2026-01-02)',
      'also in the committer',
      'also in the message',
    ]);
  });
});

describe('rewriting history does not un-leak', () => {
  const note = '= note: rewriting history does not un-leak it';
  const frame = (parts: Parameters<typeof finding>[0]) => renderText(report({ findings: [finding(parts)] }), OPTIONS);

  test('is said of a finding in history, once', () => {
    const findings = [finding({ timeline: timeline() }), finding({ timeline: timeline() })];
    expect(renderText(report({ findings }), OPTIONS).split(note)).toHaveLength(2);
  });

  test('is not said where the rule says it', () => {
    const rule = { ...tokenRule, fix: ['Revoke it; rewriting history comes later.'] };
    expect(frame({ rule, timeline: timeline() })).not.toContain('= note');
  });

  test('is not said of a file', () => {
    expect(frame({})).not.toContain('= note');
  });
});
