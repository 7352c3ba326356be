// SARIF, judged by others: the schema of the standard, and Microsoft's validator with GitHub's rules.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { plainFolder, ROOT, type TestRepository, temporaryRepository } from '../repository.ts';
import { userToken } from '../tokens.ts';

const TOOL = join(ROOT, 'tools/sarif/node_modules/@microsoft/sarif-multitool-linux');
const PROGRAM = join(TOOL, 'Sarif.Multitool');
const [T, U] = [userToken(1), userToken(2)];

/** SARIF2005 asks for a page about the tool, which has none yet. */
const ACCEPTED = new Set(['SARIF2005']);

async function logOf(
  make: (folder: TestRepository) => void,
  args: readonly string[] = [],
): Promise<{ text: string; folder: TestRepository }> {
  const folder = args.includes('staged') ? await temporaryRepository() : plainFolder();
  make(folder);
  const { stdout } = folder.hfleaks([...(args.length > 0 ? args : ['scan']), '--format', 'sarif']);
  return { text: stdout, folder };
}

const NOTEBOOK = JSON.stringify(
  { cells: [{ cell_type: 'code', outputs: [{ text: [`${T}\n`] }] }], nbformat: 4 },
  null,
  1,
);

describe.skipIf(!existsSync(PROGRAM))('SARIF (needs tools/sarif)', () => {
  test.each<[string, (folder: TestRepository) => void, string[]?]>([
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
        folder.write(
          'model.bin',
          `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 1\n`,
        ),
    ],
    [
      'staged',
      (folder) => {
        folder.write('a', T);
        folder.git('add', 'a');
      },
      ['staged'],
    ],
  ])('%s', async (_, make, args) => {
    const { text, folder } = await logOf(make, args);
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(join(TOOL, 'sarif-2.1.0.json'), 'utf8')));
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);

    const [input, output] = [join(folder.home, 'in.sarif'), join(folder.home, 'out.sarif')];
    writeFileSync(input, text);
    // Its exit code is 0 whatever it finds: what it writes counts.
    execFileSync(PROGRAM, ['validate', input, '--rule-kind', 'Sarif;Ghas', '-o', output, '--log', 'ForceOverwrite'], {
      stdio: 'ignore',
    });
    const { runs } = JSON.parse(readFileSync(output, 'utf8')) as Log;
    const complaints = runs.flatMap(({ results, invocations }) => [
      ...(results ?? []).map(({ ruleId, message }) => `${ruleId}: ${message.text ?? JSON.stringify(message)}`),
      ...(invocations ?? []).flatMap(({ toolExecutionNotifications }) =>
        (toolExecutionNotifications ?? []).map(({ message }) => message.text ?? ''),
      ),
    ]);
    expect(runs).toHaveLength(1);
    expect(complaints.filter((complaint) => !ACCEPTED.has(complaint.split(':')[0] ?? ''))).toEqual([]);
  });
});
