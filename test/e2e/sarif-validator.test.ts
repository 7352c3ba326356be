// SARIF, judged by others: the schema of the standard, and Microsoft's validator with GitHub's rules.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Log } from 'sarif';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  lastingFolder,
  plainFolder,
  ROOT,
  removeFolder,
  type TestRepository,
  temporaryRepository,
} from '../repository.ts';
import { userToken } from '../tokens.ts';

const TOOL = join(ROOT, 'tools/sarif/node_modules/@microsoft/sarif-multitool-linux');
const PROGRAM = join(TOOL, 'Sarif.Multitool');
const [T, U] = [userToken(1), userToken(2)];

/** SARIF2005 asks for a page about the tool, which has none yet. */
const ACCEPTED = new Set(['SARIF2005']);

async function logOf(make: (folder: TestRepository) => void, command = 'scan'): Promise<string> {
  const folder = command === 'staged' ? await temporaryRepository() : plainFolder();
  make(folder);
  return folder.hfleaks([command, '--format', 'sarif']).stdout;
}

const NOTEBOOK = JSON.stringify(
  { cells: [{ cell_type: 'code', outputs: [{ text: [`${T}\n`] }] }], nbformat: 4 },
  null,
  1,
);

type Case = [name: string, make: (folder: TestRepository) => void, command?: 'staged'];
const CASES: Case[] = [
  ['nothing found', (folder) => folder.write('a', 'clean')],
  ['a token', (folder) => folder.write('app.py', `x\nlogin("${T}")\n`)],
  ['two tokens on a line, and the same twice', (folder) => folder.write('a.csv', `${T},${U}\n${T}\n`)],
  ['a notebook', (folder) => folder.write('run.ipynb', NOTEBOOK)],
  ['a token in a file name', (folder) => folder.write(`${T}.txt`, 'x')],
  [
    'odd names',
    (folder) => {
      for (const name of [
        'a b#c?d%e[f].py',
        'raw:colon',
        'new\nline',
        '::error::x',
        '##[add-mask]x',
        '-rf',
        'é',
        'back\\slash',
      ])
        folder.write(name, T);
      folder.write(Buffer.from([0x63, 0xff]), T);
    },
  ],
  [
    'incomplete',
    (folder) =>
      folder.write('model.bin', `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 1\n`),
  ],
  [
    'staged',
    (folder) => {
      folder.write('a', T);
      folder.git('add', 'a');
    },
    'staged',
  ],
];

describe.skipIf(!existsSync(PROGRAM))('SARIF (needs tools/sarif)', () => {
  let home: string;
  let validate: ValidateFunction;
  beforeAll(() => {
    home = lastingFolder();
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    validate = ajv.compile(JSON.parse(readFileSync(join(TOOL, 'sarif-2.1.0.json'), 'utf8')));
  });
  afterAll(() => removeFolder(home));

  const logs: string[] = [];
  test.each<Case>(CASES)('%s, by the schema', async (_, make, command) => {
    const text = await logOf(make, command);
    logs.push(text);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  // One run for all of them: to start it takes longer than what it does.
  test("all of them, by Microsoft's validator", () => {
    expect(new Set(logs).size).toBe(CASES.length);
    const inputs = logs.map((_, at) => join(home, `${at}.sarif`));
    for (const [at, input] of inputs.entries()) writeFileSync(input, logs[at] as string);
    const output = join(home, 'out.sarif');
    const rules = ['--rule-kind', 'Sarif;Ghas'];
    // Its exit code is 0 whatever it finds: what it writes counts.
    const said = execFileSync(PROGRAM, ['validate', ...inputs, ...rules, '-o', output, '--log', 'ForceOverwrite'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
      // It ends before code that was compiled a second time, and better, would have paid.
      env: { ...process.env, DOTNET_TieredPGO: '0' },
    });
    expect(said).toContain(`${CASES.length} files scanned`);
    const { runs } = JSON.parse(readFileSync(output, 'utf8')) as Log;
    const complaints = runs.flatMap(({ results, invocations }) => [
      ...(results ?? []).map(({ ruleId, message, locations }) => {
        const of = locations?.[0]?.physicalLocation?.artifactLocation?.uri?.match(/(\d+)\.sarif$/)?.[1];
        return `${ruleId}: ${CASES[Number(of)]?.[0]}: ${message.text ?? JSON.stringify(message)}`;
      }),
      ...(invocations ?? []).flatMap(({ toolExecutionNotifications }) =>
        (toolExecutionNotifications ?? []).map(({ message }) => message.text ?? ''),
      ),
    ]);
    expect(runs).toHaveLength(1);
    expect(complaints.filter((complaint) => !ACCEPTED.has(complaint.split(':')[0] ?? ''))).toEqual([]);
  });
});
