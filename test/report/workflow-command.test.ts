// The encoder of commands, against the parser of GitHub's runner and against GitHub's own encoder.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { annotations, workflowCommand } from '../../src/report/workflow-command.ts';
import type { Finding } from '../../src/types.ts';
import { ROOT } from '../repository.ts';
import { hear, parseV2 } from '../runner/emulator.ts';
import { bytes, finding, report, token } from './material.ts';

const CORE = join(ROOT, 'tools/action/node_modules/@actions/core/lib/command.js');
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'%025ACD3:,\r\n=;#[]a \u2028\u00e9') }),
);
const ISSUE =
  "const { issueCommand } = require(process.argv[1]); let all = ''; process.stdin.setEncoding('utf8').on('data', (piece) => (all += piece)).on('end', () => { for (const [properties, message] of JSON.parse(all)) issueCommand('error', properties, message); });";

test('the runner reads back what was written', () => {
  fc.assert(
    fc.property(text, text, (file, message) => {
      const read = parseV2(workflowCommand('error', { file: `x${file}`, title: 't' }, message), new Set(['error']));
      expect(read).toEqual({ name: 'error', properties: { file: `x${file}`, title: 't' }, data: message });
    }),
    { numRuns: 2000 },
  );
});

describe.skipIf(!existsSync(CORE))('GitHub (needs tools/action)', () => {
  test('writes 10,000 random commands as we do', () => {
    const all = fc.sample(fc.tuple(fc.record({ file: text, title: text.map((one) => `x${one}`) }), text), {
      numRuns: 10_000,
      seed: 1,
    });
    const { stdout, status } = spawnSync(process.execPath, ['-e', ISSUE, CORE], {
      input: JSON.stringify(all),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { PATH: process.env.PATH ?? '' },
    });
    expect(status).toBe(0);
    const ours = all.map(([properties, message]) => `${workflowCommand('error', properties, message)}\n`).join('');
    expect(stdout === Buffer.from(ours).toString('utf8')).toBe(true);
  });
});

test.runIf(process.env.CI)('in CI, the tools are there', () => expect(existsSync(CORE)).toBe(true));

const many = (count: number, severity: Finding['severity']): Finding[] =>
  Array.from({ length: count }, (_, at) =>
    finding({ severity, value: token(at), location: { path: bytes(`${at}.py`), line: at + 1, endLine: at + 1 } }),
  );

test.each([
  [9, 0, 9, ''],
  [10, 0, 9, 'and 1 more error: see the log'],
  [25, 0, 9, 'and 16 more errors: see the log'],
  [9, 1, 9, ''],
  [10, 1, 8, 'and 2 more errors: see the log'],
])('of %i findings, after %i others, %i are shown, and the rest is counted', (count, others, shown, rest) => {
  const all = report({ findings: [...many(2, 'info'), ...many(count, 'error'), ...many(1, 'warning')] });
  const lines = annotations(all, { most: 9, said: { error: others }, fileOf: ({ location }) => location.path });
  const heard = hear(lines.join('\n'));
  expect(heard.dropped).toBe(0);
  const errors = heard.annotations.filter(({ level }) => level === 'error');
  expect(errors.filter(({ data }) => data.file)).toHaveLength(shown);
  expect(errors[shown]?.message ?? '').toBe(rest);
  expect(heard.annotations.map(({ level }) => level).filter((level) => level !== 'error')).toEqual([
    'warning',
    'notice',
    'notice',
  ]);
  expect(heard.annotations[0]?.data).toEqual({
    file: '0.py',
    line: '1',
    endLine: '1',
    col: '14',
    endColumn: '51',
    title: 'hf-user-token',
  });
});
