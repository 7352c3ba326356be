import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { SKIP_REASONS } from '../../src/ledger.ts';
import { renderJson } from '../../src/report/json.ts';
import type { Credential, Place } from '../../src/types.ts';
import {
  bytes,
  finding,
  historyPlaces,
  notebookRule,
  oid,
  PLANTED,
  reason,
  report,
  stamp,
  suppressed,
  timeline,
} from './material.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('../../schema/report-v1.schema.json', import.meta.url), 'utf8'));
const text = (parts: Parameters<typeof report>[0] = {}) =>
  [...renderJson(report(parts), { version: '0.1.0' })].join('');
const json = (parts: Parameters<typeof report>[0] = {}) => JSON.parse(text(parts));

const places: readonly Place[] = [
  { kind: 'file', path: bytes('a.py') },
  { kind: 'staged', path: Buffer.of(0x61, 0xff), stage: 2 },
  { kind: 'gitfile', path: bytes('config') },
  { kind: 'name', of: 'file', path: bytes(PLANTED) },
  { kind: 'stdin', path: bytes('-') },
];
const inHistory = historyPlaces(Buffer.of(0x61, 0xff), PLANTED);
const gone = timeline({ removed: stamp('c', { date: '' }), inHead: false, refs: [bytes(PLANTED)], refsTotal: 30 });
const full: Parameters<typeof report>[0] = {
  findings: [
    finding({ places, location: { path: Buffer.of(0x61, 0xff), trail: ['cell 3', 'output 1'] } }),
    finding({ kind: 'risk', rule: notebookRule, credential: null }),
    finding({ places: inHistory, timeline: gone }),
    finding({ places: [], timeline: timeline({ added: null, refs: [], refsTotal: 0 }) }),
    finding({
      places: [{ kind: 'commit', path: bytes('a'), oid: 'c'.repeat(64), commit: stamp('a', { oid: 'b'.repeat(64) }) }],
    }),
  ],
  scan: { mode: 'history', target: 'all refs', commits: 31 },
  suppressed: [suppressed('allow', 'a test'), suppressed('already-committed')],
  ledger: { partial: [reason('timeout', 1, 9, 'a')], skipped: [reason('lfs-pointer', 1, 130, 'a.bin', 'b\n')] },
  complete: false,
};

test('a report without findings, byte for byte', () => {
  expect(text()).toMatchInlineSnapshot(`
    "{
      "version": 1,
      "tool": {
        "name": "hfleaks",
        "version": "0.1.0",
        "rules": "r1:0123456789abcdef"
      },
      "scan": {
        "mode": "tree",
        "target": "."
      },
      "complete": true,
      "ledger": {
        "listed": {
          "objects": 214,
          "bytes": 1300000
        },
        "scanned": {
          "objects": 214,
          "bytes": 1300000
        },
        "deduplicated": {
          "objects": 0,
          "bytes": 0
        },
        "partial": [],
        "skipped": []
      },
      "findings": [],
      "suppressed": []
    }
    "
  `);
});

test('a finding has the names that the format promises', () => {
  expect(json(full).findings[0]).toMatchInlineSnapshot(`
    {
      "confidence": "high",
      "credential": {
        "id": "hf1:bbbbbbbbbbbbbbbbbbbb",
        "masked": "hf_…Wx9k",
        "type": "user-token",
      },
      "family": "token",
      "fingerprint": "hf1:bbbbbbbbbbbbbbbbbbbb:token",
      "kind": "leak",
      "location": {
        "column": 14,
        "endColumn": 51,
        "endLine": 3,
        "line": 3,
        "offset": 40,
        "path": "a\\xff",
        "pathBytes": "Yf8=",
        "trail": [
          "cell 3",
          "output 1",
        ],
      },
      "message": "Hugging Face user access token hf_…Wx9k",
      "places": [
        {
          "kind": "file",
          "path": "a.py",
        },
        {
          "kind": "staged",
          "path": "a\\xff",
          "pathBytes": "Yf8=",
          "stage": 2,
        },
        {
          "kind": "gitfile",
          "path": "config",
        },
        {
          "kind": "name",
          "of": "file",
          "path": "hf_…Wx9k",
        },
        {
          "kind": "stdin",
          "path": "-",
        },
      ],
      "placesTotal": 5,
      "rule": "hf-user-token",
      "severity": "error",
      "verdict": {
        "by": null,
        "reason": null,
        "state": "report",
      },
    }
  `);
});

test('reasons of the ledger carry counts and names', () => {
  expect(json(full).ledger.skipped).toEqual([
    { reason: 'lfs-pointer', objects: 1, bytes: 130, examples: ['a.bin', 'b\\n'] },
  ]);
});

test('suppressed findings stand apart, with the verdict', () => {
  const { findings, suppressed: quiet } = json({ suppressed: [suppressed('allow', `because ${PLANTED}`)] });
  expect(findings).toEqual([]);
  expect(quiet[0].verdict).toEqual({ state: 'suppressed', by: 'allow', reason: 'because hf_…Wx9k' });
});

test('a risk has no credential', () => {
  expect(json(full).findings[1]).not.toHaveProperty('credential');
});

test('the history of a finding stands before its verdict, the number of commits in the scan', () => {
  const { scan, findings } = json({
    scan: { mode: 'history', target: '.', commits: 3 },
    findings: [finding({ timeline: timeline() })],
  });
  expect(scan).toEqual({ mode: 'history', target: '.', commits: 3 });
  expect(Object.keys(findings[0]).slice(-3)).toEqual(['placesTotal', 'history', 'verdict']);
  expect(findings[0].history).toEqual({
    added: { commit: oid('a'), author: 'Ann <ann@example.com>', date: '2026-01-02T03:04:05+01:00' },
    removed: null,
    inHead: true,
    refs: ['refs/heads/main'],
    refsTotal: 1,
    versions: 1,
  });
});

test('without history neither is there', () => {
  const { scan, findings } = json({ findings: [finding()] });
  expect(scan).toEqual({ mode: 'tree', target: '.' });
  expect(findings[0]).not.toHaveProperty('history');
});

test('20 places are listed, all are counted', () => {
  const many = Array.from({ length: 33 }, (_, at): Place => ({ kind: 'file', path: bytes(`${at}.py`) }));
  const [only] = json({ findings: [finding({ places: many })] }).findings;
  expect(only.places).toHaveLength(20);
  expect(only.placesTotal).toBe(33);
});

test('no pathBytes for a path in which a credential is masked', () => {
  const path = Buffer.concat([Buffer.of(0xff), bytes(PLANTED)]);
  const [only] = json({ findings: [finding({ location: { path } })] }).findings;
  expect(only.location.path).toBe('\\xffhf_…Wx9k');
  expect(only.location).not.toHaveProperty('pathBytes');
});

describe('the schema', () => {
  const compile = (schema: object) => new Ajv2020({ strict: true, strictTypes: false }).compile(schema);

  test.each<[name: string, parts: Parameters<typeof report>[0]]>([
    ['nothing found', {}],
    ['all there can be', full],
    [
      'no credential id',
      { findings: [finding({ credential: { ...(finding().credential as Credential), id: null } })] },
    ],
  ])('accepts: %s', (_, parts) => {
    const validate = compile(SCHEMA);
    expect(validate(json(parts)), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each<[name: string, change: (value: ReturnType<typeof json>) => void]>([
    ['a further name', (value) => Object.assign(value.findings[0], { secret: 1 })],
    ['a missing name', (value) => Reflect.deleteProperty(value, 'complete')],
    ['a leak without credential', (value) => Reflect.deleteProperty(value.findings[0], 'credential')],
    [
      'a risk with credential',
      (value) => Object.assign(value.findings[1], { credential: value.findings[0].credential }),
    ],
    ['a short object id', (value) => Object.assign(value.findings[2].places[0], { commit: 'abc' })],
    ['a commit without author', (value) => Reflect.deleteProperty(value.findings[2].places[0], 'author')],
    ['a file with an author', (value) => Object.assign(value.findings[0].places[0], { author: 'x' })],
    ['a message with an id alone', (value) => Object.assign(value.findings[2].places[6], { oid: oid('a') })],
    ['a history without refs', (value) => Reflect.deleteProperty(value.findings[2].history, 'refs')],
    ['a suppressed finding among the findings', (value) => value.findings.push(value.suppressed[0])],
    ['line 0', (value) => Object.assign(value.findings[0].location, { line: 0 })],
    ['another version', (value) => Object.assign(value, { version: 2 })],
  ])('refuses: %s', (_, change) => {
    const value = json(full);
    change(value);
    expect(compile(SCHEMA)(value)).toBe(false);
  });

  test('knows each reason of the ledger', () => {
    expect(SCHEMA.$defs.reason.properties.reason.enum.toSorted()).toEqual(SKIP_REASONS.toSorted());
  });

  test('describes every property', () => {
    const bare: string[] = [];
    const described = (node: Schema): boolean =>
      node.description !== undefined || SCHEMA.$defs[node.$ref?.split('/').at(-1) ?? '']?.description !== undefined;
    const walk = (node: Schema, path: string): void => {
      if (node.additionalProperties === false)
        for (const [name, property] of Object.entries(node.properties ?? {}))
          if (!described(property)) bare.push(`${path}/${name}`);
      for (const [name, inner] of Object.entries(node))
        if (typeof inner === 'object' && inner !== null) walk(inner, `${path}/${name}`);
    };
    walk(SCHEMA, '');
    expect(bare).toEqual([]);
  });
});

interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
}
