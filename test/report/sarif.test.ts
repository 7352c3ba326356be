import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { renderSarif } from '../../src/report/sarif.ts';
import type { Credential, Finding, Place, Severity } from '../../src/types.ts';
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
  tokenRule,
} from './material.ts';

const TOOLS = join(import.meta.dirname, '../../tools/sarif/node_modules');
/** The schema that Microsoft's validator brings. */
const STANDARD = join(TOOLS, '@microsoft/sarif-multitool-linux/sarif-2.1.0.json');

const log = (parts: Parameters<typeof report>[0] = {}): Log =>
  JSON.parse(renderSarif(report(parts), { version: '0.1.0' }));
const run = (parts: Parameters<typeof report>[0] = {}) => {
  const [only] = log(parts).runs;
  if (!only) throw new Error('There is no run.');
  return { ...only, results: only.results ?? [] };
};
const credential = (id: string | null): Credential => ({ ...(finding().credential as Credential), id });
const hashes = (...findings: Finding[]) =>
  run({ findings }).results.map(({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash);

test('a run', () => {
  const { tool, results, ...rest } = run();
  expect(results).toEqual([]);
  expect(rest).toMatchInlineSnapshot(`
    {
      "columnKind": "utf16CodeUnits",
      "invocations": [
        {
          "executionSuccessful": true,
          "toolExecutionNotifications": [],
        },
      ],
      "originalUriBaseIds": {
        "SRCROOT": {
          "description": {
            "text": "The root of what was scanned.",
          },
        },
      },
    }
  `);
  expect({ ...tool.driver, rules: [] }).toMatchInlineSnapshot(`
    {
      "fullName": "hfleaks 0.1.0",
      "name": "hfleaks",
      "properties": {
        "rulesDigest": "r1:0123456789abcdef",
      },
      "rules": [],
      "semanticVersion": "0.1.0",
    }
  `);
});

test('a rule', () => {
  expect(run().tool.driver.rules?.[0]).toMatchInlineSnapshot(`
    {
      "defaultConfiguration": {
        "level": "error",
      },
      "fullDescription": {
        "text": "Whoever holds it acts as the user, up to the token's role.",
      },
      "help": {
        "markdown": "Whoever holds it acts as the user, up to the token's role.

    **What to do now**

    1. Revoke it first: https://huggingface.co/settings/tokens
    2. Put a new one into an environment variable.
    3. Look for uses of it that were not yours.

    An alert that closes says that the credential is gone from the file, not that it was revoked. Revoke it in any case.",
        "text": "Whoever holds it acts as the user, up to the token's role.

    1. Revoke it first: https://huggingface.co/settings/tokens
    2. Put a new one into an environment variable.
    3. Look for uses of it that were not yours.

    An alert that closes says that the credential is gone from the file, not that it was revoked. Revoke it in any case.",
      },
      "helpUri": "https://huggingface.co/docs/hub/security-tokens",
      "id": "hf-user-token",
      "name": "HfUserToken",
      "properties": {
        "precision": "high",
        "security-severity": "9.1",
        "tags": [
          "security",
          "secret",
          "huggingface",
          "external/cwe/cwe-798",
        ],
      },
      "shortDescription": {
        "text": "Hugging Face user access token.",
      },
    }
  `);
});

test('a result in a notebook', () => {
  const location = { path: bytes('a b/run.ipynb'), trail: ['cell 3', 'output 1'], lineHash: 'dcf995fed4c3985d:1' };
  expect(run({ findings: [finding({ rule: notebookRule, location })] }).results).toMatchInlineSnapshot(`
    [
      {
        "level": "warning",
        "locations": [
          {
            "logicalLocations": [
              {
                "fullyQualifiedName": "cell 3 > output 1",
                "kind": "member",
                "name": "output 1",
              },
            ],
            "physicalLocation": {
              "artifactLocation": {
                "uri": "a%20b/run.ipynb",
                "uriBaseId": "SRCROOT",
              },
              "region": {
                "endColumn": 51,
                "endLine": 3,
                "startColumn": 14,
                "startLine": 3,
              },
            },
          },
        ],
        "message": {
          "text": "Revoke this credential. Credential in the output of a notebook cell hf_…Wx9k.",
        },
        "partialFingerprints": {
          "hfleaksCredential/v1": "hf1:bbbbbbbbbbbbbbbbbbbb",
          "primaryLocationLineHash": "dcf995fed4c3985d:1",
        },
        "properties": {
          "confidence": "medium",
          "credentialType": "user-token",
          "fingerprint": "hf1:bbbbbbbbbbbbbbbbbbbb:notebook",
        },
        "ruleId": "notebook-output-token",
        "ruleIndex": 1,
      },
    ]
  `);
});

test('a rule that the rulebook lacks gets an index all the same', () => {
  const rule = { ...tokenRule, id: 'my-rule', title: 'Mine.', source: 'file:///x y' };
  const { tool, results } = run({ findings: [finding({ rule })] });
  const described = tool.driver.rules?.[results[0]?.ruleIndex ?? -1];
  expect(described).toMatchObject({ id: 'my-rule', name: 'MyRule', shortDescription: { text: 'Mine.' } });
  expect(described).not.toHaveProperty('helpUri');
});

test('texts of a rule keep to the limits', () => {
  const [rule] =
    run({ rules: { digest: '', rules: [{ ...tokenRule, title: 'x'.repeat(3000), why: 'y'.repeat(3000) }] } }).tool
      .driver.rules ?? [];
  expect(rule?.shortDescription?.text).toHaveLength(1024);
  expect(rule?.fullDescription?.text).toHaveLength(1024);
});

test('suppressed findings are left out', () => {
  expect(run({ suppressed: [suppressed('allow')] }).results).toEqual([]);
});

test('other places of the same content are related locations that the message links', () => {
  const places = Array.from(
    { length: 13 },
    (_, at): Place => ({ kind: 'file', path: bytes(at === 0 ? 'app.py' : `${at}.py`) }),
  );
  const [result] = run({ findings: [finding({ places })] }).results;
  expect(result?.relatedLocations?.map(({ physicalLocation }) => physicalLocation?.artifactLocation?.uri)).toEqual(
    Array.from({ length: 10 }, (_, at) => `${at + 1}.py`),
  );
  expect(result?.message.text).toContain('The same content: [1](1), [2](2)');
});

test('a message holds no links or placeholders of the repository', () => {
  const [result] = run({ findings: [finding({ message: `[x](https://x) {0} ${PLANTED}\u001b` })] }).results;
  expect(result?.message.text).toBe('Revoke this credential. \\[x\\](https://x) {{0}} hf_…Wx9k\\\\x1b.');
});

test.each<[place: Place, name: string | undefined]>([
  [{ kind: 'file', path: bytes('p') }, undefined],
  [{ kind: 'gitfile', path: bytes('p') }, 'in the git directory'],
  [{ kind: 'name', of: 'file', path: bytes('p') }, "in the file's name"],
  [{ kind: 'stdin', path: bytes('p') }, undefined],
  [{ kind: 'staged', path: bytes('p'), stage: 3 }, 'unmerged, stage 3'],
])('the place %o', (place, name) => {
  const [result] = run({ findings: [finding({ places: [place], location: { path: place.path } })] }).results;
  const [location] = result?.locations ?? [];
  expect(location?.physicalLocation?.artifactLocation).toEqual({ uri: 'p', uriBaseId: 'SRCROOT' });
  expect(location?.logicalLocations?.[0]?.name).toBe(name);
});

test('places in history', () => {
  const findings = historyPlaces(bytes('a b.py'), PLANTED).map((place) =>
    finding({ places: [place], location: { path: place.path, trail: ['cell 1'] } }),
  );
  const shown = run({ findings }).results.map(({ locations: [location] = [], properties = {} }) => {
    const { artifactLocation } = location?.physicalLocation ?? {};
    const of = ['commit', 'tag'].find((name) => name in properties) ?? 'nothing known';
    return `${artifactLocation?.uri}: ${location?.logicalLocations?.[0]?.fullyQualifiedName}; ${of}`;
  });
  expect(shown).toEqual([
    'a%20b.py: commit aaaaaaaaaaaa > cell 1; commit',
    'a%20b.py: commit aaaaaaaaaaaa > in the repository hf_…Wx9k > cell 1; commit',
    'a%20b.py: blob bbbbbbbbbbbb > no commit known > cell 1; nothing known',
    `blob%20${oid('b')}: no commit known > cell 1; nothing known`,
    `commit%20${oid('a')}: in the message > cell 1; commit`,
    `tag%20${oid('a')}: in the message > cell 1; tag`,
    "a%20b.py: in the commit's message > cell 1; nothing known",
    `commit%20${oid('a')}: in the header hf_…Wx9k > cell 1; commit`,
    'a%20b.py: in the author of commit aaaaaaaaaaaa > cell 1; commit',
    "a%20b.py: in the file's name > commit aaaaaaaaaaaa > cell 1; commit",
    "a%20b.py: in the directory's name > cell 1; nothing known",
    "a%20b.py: in a branch's name > cell 1; nothing known",
    "a%20b.py: in a tag's name > cell 1; nothing known",
    "a%20b.py: in a ref's name > cell 1; nothing known",
    'a%20b.py: in a reflog > in the repository hf_…Wx9k > cell 1; nothing known',
    'a%20b.py: in the git directory > cell 1; nothing known',
  ]);
});

test('the history of a finding is in its properties', () => {
  const path = bytes('app.py');
  const by = stamp('a', { author: `${PLANTED} <a@example.com>` });
  const removed = stamp('c', { date: '' });
  const life = timeline({ added: by, removed, inHead: false, refs: [bytes(`refs/heads/${PLANTED}`)], refsTotal: 21 });
  const places: Place[] = [{ kind: 'commit', path, oid: oid('b'), commit: by }];
  const [result] = run({ findings: [finding({ places, timeline: life })] }).results;
  expect(result?.properties).toMatchInlineSnapshot(`
    {
      "addedBy": {
        "author": "hf_…Wx9k <a@example.com>",
        "commit": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "date": "2026-01-02T03:04:05+01:00",
      },
      "author": "hf_…Wx9k <a@example.com>",
      "commit": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "confidence": "high",
      "credentialType": "user-token",
      "date": "2026-01-02T03:04:05+01:00",
      "fingerprint": "hf1:bbbbbbbbbbbbbbbbbbbb:token",
      "inHead": false,
      "refs": [
        "refs/heads/hf_…Wx9k",
      ],
      "refsTotal": 21,
      "removedBy": {
        "author": "Ann <ann@example.com>",
        "commit": "cccccccccccccccccccccccccccccccccccccccc",
        "date": "",
      },
    }
  `);
});

test('another commit of the same path is no related location, another path is one', () => {
  const commit = (path: string, digit: string): Place => ({
    kind: 'commit',
    path: bytes(path),
    oid: oid('b'),
    commit: stamp(digit),
  });
  const places = [commit('app.py', 'a'), commit('app.py', 'b'), commit('b.py', 'b')];
  const [result] = run({ findings: [finding({ places })] }).results;
  expect(result?.relatedLocations).toHaveLength(1);
  expect(result?.relatedLocations?.[0]).toMatchObject({
    physicalLocation: { artifactLocation: { uri: 'b.py' } },
    logicalLocations: [{ name: 'commit bbbbbbbbbbbb' }],
  });
});

test.skipIf(!existsSync(STANDARD))('the schema of the standard accepts all there can be (needs tools/sarif)', () => {
  const places = historyPlaces(Buffer.of(0x61, 0xff), PLANTED);
  const findings = places.map((place) =>
    finding({ places: [place, ...places], location: { path: place.path }, timeline: timeline() }),
  );
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(STANDARD, 'utf8')));
  expect(validate(log({ findings })), JSON.stringify(validate.errors)).toBe(true);
});

describe('fingerprints', () => {
  const at = (id: string | null, lineHash: string, path = 'app.py') =>
    finding({ credential: credential(id), location: { path: bytes(path), lineHash } });

  test('two credentials on one line differ; other lines and files keep their own hash', () => {
    const all = hashes(at('hf1:a', 'ab:1'), at('hf1:b', 'ab:1'), at('hf1:a', 'ab:2'), at('hf1:a', 'ab:1', 'b.py'));
    expect(all).toEqual(['ab:1', expect.stringMatching(/^[0-9a-f]{16}:1$/), 'ab:2', 'ab:1']);
  });

  test('the second hash depends on the line and the credential alone', () => {
    const [, one] = hashes(at('hf1:a', 'ab:1'), at('hf1:b', 'ab:1'));
    const [, , two] = hashes(at('hf1:a', 'ab:1'), at('hf1:c', 'ab:1'), at('hf1:b', 'ab:1'));
    expect(two).toBe(one);
  });

  test('one credential three times on a line has three hashes', () => {
    expect(new Set(hashes(at('hf1:a', 'ab:1'), at('hf1:a', 'ab:1'), at('hf1:a', 'ab:1'))).size).toBe(3);
  });

  test('without a line hash or a credential id the finding has its own', () => {
    const [result] = run({
      findings: [finding({ credential: credential(null), fingerprint: 'masked:x:token' })],
    }).results;
    expect(result?.partialFingerprints).toEqual({ 'hfleaksCredential/v1': 'masked:x:token' });
  });
});

test('of more than 5,000 results the worst are kept, and the rest is told', () => {
  const severities: Severity[] = ['info', 'error', 'warning'];
  const findings = Array.from({ length: 5004 }, (_, at) =>
    finding({ severity: severities[at % 3] ?? 'error', location: { line: at + 1 } }),
  );
  const { results, invocations } = run({ findings });
  expect(results).toHaveLength(5000);
  expect(results.filter(({ level }) => level === 'note')).toHaveLength(5000 - 2 * 1668);
  expect(results.slice(0, 2).map(({ locations }) => locations?.[0]?.physicalLocation?.region?.startLine)).toEqual([
    2, 5,
  ]);
  expect(invocations?.[0]?.toolExecutionNotifications?.at(-1)?.message.text).toContain('4 findings more');
});

test('what was not scanned is notified; what makes the run incomplete, as an error', () => {
  const ledger = { partial: [reason('timeout', 1, 9, 'a[1]')], skipped: [reason('gitignored', 2, 1000, PLANTED)] };
  const { invocations } = run({ findings: [finding()], complete: false, ledger });
  expect(invocations).toMatchInlineSnapshot(`
    [
      {
        "executionSuccessful": false,
        "toolExecutionNotifications": [
          {
            "descriptor": {
              "id": "partly-scanned/timeout",
            },
            "level": "error",
            "message": {
              "text": "Partly scanned (timeout): 1 file, 9 B: a\\[1\\]",
            },
          },
          {
            "descriptor": {
              "id": "not-scanned/gitignored",
            },
            "level": "note",
            "message": {
              "text": "Not scanned (gitignored): 2 files, 1.0 kB: hf_…Wx9k, …",
            },
          },
        ],
      },
    ]
  `);
});

test('nothing of the machine or of the file stands in the log', () => {
  const text = renderSarif(report({ findings: [finding()] }), { version: '0.1.0' });
  expect(text).not.toMatch(/snippet|contextRegion|commandLine|file:|automationDetails|login\(/);
});
