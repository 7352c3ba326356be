import { describe, expect, test } from 'vitest';
import { createGate, type Gate } from '../../src/report/gate.ts';
import { historyJson, pathJson, placeJson, shortText } from '../../src/report/places.ts';
import type { Place } from '../../src/types.ts';
import { bytes, finding, leaks, oid, PLANTED, report, stamp, timeline } from './material.ts';

const open: Gate = (text) => text;
const gate = createGate(report({ findings: [finding()] }));
const who = { author: 'Ann <ann@example.com>', date: '2026-01-02T03:04:05+01:00' };
const inCommit = { path: bytes(`commit ${oid('a')}`), stamp: stamp() };

test.each<[wire: object, place: Place]>([
  [
    { kind: 'file', path: 'a.py' },
    { kind: 'file', path: bytes('a.py') },
  ],
  [
    { kind: 'stdin', path: '-' },
    { kind: 'stdin', path: bytes('-') },
  ],
  [
    { kind: 'staged', path: 'a\\xff', pathBytes: 'Yf8=', stage: 2 },
    { kind: 'staged', path: Buffer.of(0x61, 0xff), stage: 2 },
  ],
  [
    { kind: 'gitfile', path: '.git/modules/x/config', repository: '.git/modules/x' },
    { kind: 'gitfile', path: bytes('.git/modules/x/config'), repository: bytes('.git/modules/x') },
  ],
  [
    { kind: 'reflog', path: '.git/logs/HEAD' },
    { kind: 'reflog', path: bytes('.git/logs/HEAD') },
  ],
  [
    { kind: 'blob', oid: oid('b'), path: `blob ${oid('b')}` },
    { kind: 'blob', oid: oid('b'), path: bytes(`blob ${oid('b')}`) },
  ],
  [
    { kind: 'commit', commit: oid('a'), path: 'a.py', ...who, repository: 'vendor/\\xff' },
    {
      kind: 'commit',
      path: bytes('a.py'),
      oid: oid('b'),
      commit: stamp(),
      repository: Buffer.concat([bytes('vendor/'), Buffer.of(0xff)]),
    },
  ],
  [
    { kind: 'message', of: 'tag', oid: oid('a'), path: `tag ${oid('a')}`, ...who },
    { kind: 'message', of: 'tag', path: bytes(`tag ${oid('a')}`), stamp: stamp() },
  ],
  [
    { kind: 'message', of: 'commit', path: 'COMMIT_EDITMSG' },
    { kind: 'message', of: 'commit', path: bytes('COMMIT_EDITMSG') },
  ],
  [
    { kind: 'header', of: 'commit', field: 'gpgsig', oid: oid('a'), path: `commit ${oid('a')}`, ...who },
    { kind: 'header', of: 'commit', field: 'gpgsig', ...inCommit },
  ],
  [
    { kind: 'header', of: 'commit', field: 'x-hf_…Wx9k', oid: oid('a'), path: `commit ${oid('a')}`, ...who },
    { kind: 'header', of: 'commit', field: `x-${PLANTED}`, ...inCommit },
  ],
  [
    { kind: 'message', of: 'commit', oid: oid('a'), path: `commit ${oid('a')}`, author: 'hf_…Wx9k', date: '' },
    { kind: 'message', of: 'commit', path: inCommit.path, stamp: stamp('a', { author: PLANTED, date: '' }) },
  ],
  [
    { kind: 'name', of: 'branch', path: 'refs/heads/hf_…Wx9k' },
    { kind: 'name', of: 'branch', path: bytes(`refs/heads/${PLANTED}`) },
  ],
  [
    { kind: 'name', of: 'directory', commit: oid('a'), path: 'a/hf_…Wx9k', ...who },
    { kind: 'name', of: 'directory', path: bytes(`a/${PLANTED}`), commit: stamp() },
  ],
])('%j', (wire, place) => {
  expect(placeJson(place, gate)).toEqual(wire);
  expect(Object.keys(placeJson(place, gate)).sort()).toEqual(Object.keys(wire).sort());
});

describe('the history', () => {
  test('of what was removed', () => {
    const life = timeline({ removed: stamp('c'), inHead: false, refs: [bytes('refs/heads/x\n')], refsTotal: 30 });
    expect(historyJson(life, open)).toEqual({
      added: { commit: oid('a'), ...who },
      removed: { commit: oid('c'), ...who },
      inHead: false,
      refs: ['refs/heads/x\\n'],
      refsTotal: 30,
      versions: 1,
    });
  });

  test('of an object without commits', () => {
    const life = timeline({ added: null, inHead: false, refs: [], refsTotal: 0 });
    expect(historyJson(life, open)).toEqual({
      added: null,
      removed: null,
      inHead: false,
      refs: [],
      refsTotal: 0,
      versions: 1,
    });
  });

  test('a credential in an author and in a branch', () => {
    const by = stamp('a', { author: `${PLANTED} <x@example.com>` });
    const life = timeline({ added: by, removed: by, refs: [bytes(`refs/heads/${PLANTED}`)] });
    expect(leaks(JSON.stringify(historyJson(life, gate)), PLANTED)).toEqual([]);
  });
});

describe('pathJson', () => {
  test.each<[path: Uint8Array, json: object]>([
    [bytes('a/é.py'), { path: 'a/é.py' }],
    [Buffer.of(0x61, 0xff), { path: 'a\\xff', pathBytes: 'Yf8=' }],
    [Buffer.concat([Buffer.of(0xff), bytes(PLANTED)]), { path: '\\xffhf_…Wx9k' }],
  ])('%s', (path, json) => {
    expect(pathJson(path, gate)).toEqual(json);
  });
});

describe('a long author', () => {
  test.each<[name: string, text: string, short: string]>([
    ['256 units', 'x'.repeat(256), 'x'.repeat(256)],
    ['a megabyte', 'x'.repeat(1 << 20), `${'x'.repeat(256)}…`],
    ['a pair at the cut', `${'x'.repeat(255)}\u{1f600}`, `${'x'.repeat(255)}…`],
  ])('%s', (_, text, short) => {
    expect(shortText(text, gate)).toBe(short);
  });

  test.each(Array.from({ length: 60 }, (_, at) => 200 + at))('a credential after %i characters', (before) => {
    expect(leaks(shortText(`${'x'.repeat(before)}${PLANTED}y`, gate), PLANTED)).toEqual([]);
  });
});
