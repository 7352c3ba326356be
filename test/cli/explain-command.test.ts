import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ExplainOptions, explain, explanationText } from '../../src/cli/explain-command.ts';
import type { HfleaksError } from '../../src/errors.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { RULE_OPTIONS } from '../../src/rulebook/option.ts';
import { scan } from '../../src/scan.ts';
import { memorySource } from '../../src/sources/memory.ts';
import type { Finding } from '../../src/types.ts';
import { plainFolder, type TestRepository, temporaryRepository } from '../repository.ts';
import { token, userToken } from '../tokens.ts';

const T = userToken(41);

async function told(what: string, options: ExplainOptions = {}): Promise<{ text: string; exitCode: number }> {
  const { explanation, exitCode } = await explain(what, options);
  return { text: explanationText(explanation), exitCode };
}

async function findingOf(text: string): Promise<Finding> {
  const { findings } = await scan(memorySource([{ path: 'a.py', bytes: Buffer.from(text) }]), {
    rulebook: builtinRulebook(['partial']),
  });
  return findings[0] as Finding;
}

describe('a rule', () => {
  const all = builtinRulebook(RULE_OPTIONS).rules;

  const AMONG = ['token', 'notebook'];

  test.each(all.filter(({ family }) => AMONG.includes(family)).map(({ id }) => id))('%s', async (id) => {
    const { text, exitCode } = await told(id);
    expect(exitCode).toBe(0);
    for (const title of ['What it looks for', 'What that means', 'What to do', 'An example', 'Source'])
      expect(text).toContain(`\n${title}\n`);
    expect(text).toMatch(/^ {4}1\. Revoke/m);
    // What explains must not be found itself.
    const bytes = Buffer.from(text);
    const { findings } = await scan(memorySource([{ path: 'a.txt', bytes }]), {
      rulebook: builtinRulebook(['partial']),
    });
    expect(findings).toEqual([]);
  });

  test.each(all.filter(({ family }) => !AMONG.includes(family)).map(({ id }) => id))(
    'about code or files: %s',
    async (id) => {
      const { text, exitCode } = await told(id);
      expect(exitCode).toBe(0);
      for (const title of ['What it looks for', 'What that means', 'What to do', 'Source'])
        expect(text).toContain(`\n${title}\n`);
    },
  );

  test('in full', async () => {
    const { text } = await told('hf-legacy-api-token');
    expect(
      text
        .split('\n')
        .filter((line) => !/^ {4}\d\. /.test(line))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "hf-legacy-api-token: Hugging Face API token of the time before 2022
          User tokens began with api_ until 2022. It has probably expired, but it shows that credentials are kept here, and an old one that still works gives the whole account.

      What it looks for
          it begins with \`api_\`, in any spelling that can be read
          the shape: \`api_\`, then 34 letters
          its length: 38 characters
          in front: anything, since an escape, a colour code or \`%3D\` may stand directly before it
          behind: no letter or digit, except where the next text was glued on: another credential, \`export \`, or \`NAME=\`
          near: one of these words within 200 characters: hugging, hf_, hf.co, transformers, inference api, use_auth_token, from_pretrained
          its characters are drawn at random, so what looks like words, a sequence, a repeat or a hash is taken for a placeholder

      What that means
          severity warning: it is shown, but the exit code is 1 only with --fail-on warning
          confidence low: the shape is shared with other things, or the credential is old or lives shortly; look before you act

      What to do

      An example
          example.txt: HUGGINGFACE_TOKEN=api_…

      Source
          https://huggingface.co/docs/hub/security-tokens
      "
    `);
  });
});

describe('a fingerprint', () => {
  async function folderWith(make: (folder: TestRepository) => void, folder = plainFolder()): Promise<string> {
    make(folder);
    return folder.path;
  }

  test('of a credential, in files', async () => {
    const { credential, fingerprint } = await findingOf(T);
    const path = await folderWith((folder) => {
      folder.write('app.py', `login("${T}")\n`);
      folder.write('run.ipynb', notebook(T));
    });
    const both = await told(credential?.id ?? '', { path });
    expect(both.exitCode).toBe(0);
    expect(both.text).toContain('+ found at 2 places');
    expect(both.text).toContain('app.py:1:8');
    expect(both.text).toContain("in the notebook's cell 1");
    expect(both.text).toContain('[notebook-output-token]');
    const one = await told(fingerprint, { path });
    expect(one.text).toContain('+ found at one place');
    expect(one.text).not.toContain('run.ipynb');
  });

  test('of what is suppressed: the judges up to the one who spoke', async () => {
    const { fingerprint } = await findingOf(T);
    const path = await folderWith((folder) =>
      folder.write('app.py', `login("${T}") # hfleaks:allow hf-user-token -- a lesson\n`),
    );
    const { text } = await told(fingerprint, { path });
    expect(text).toMatch(
      /\+ placeholder\? .* no\n {2}- allowed by its author\? .* yes: a lesson\n {2}- the verdict: not reported/,
    );
  });

  test('of a credential in history alone', async () => {
    const { fingerprint } = await findingOf(T);
    const repository = await temporaryRepository();
    repository.write('app.py', `login("${T}")\n`);
    repository.git('add', '-A');
    repository.git('commit', '-qm', 'one');
    repository.write('app.py', 'login()\n');
    repository.git('commit', '-qam', 'two');
    const { text, exitCode } = await told(fingerprint, { path: repository.path });
    expect(exitCode).toBe(0);
    expect(text).toContain('looked at the history of the repository');
    expect(text).toMatch(/added by [0-9a-f]{12}/);
    expect(text).not.toContain(T);
  });

  test('of a credential without an id', async () => {
    const secret = token('hf-s3-access-key', 3);
    const line = `aws_access_key_id = ${secret}\n`;
    const { credential, fingerprint } = await findingOf(line);
    expect(credential?.id ?? null).toBeNull();
    const path = await folderWith((folder) => folder.write('credentials', line));
    expect(await told(fingerprint, { path })).toMatchObject({ exitCode: 0 });
  });

  test('of a masked token', async () => {
    const line = `HF_TOKEN=${T.slice(0, 24)}...${T.slice(-4)}\n`;
    const { fingerprint } = await findingOf(line);
    const path = await folderWith((folder) => folder.write('.env', line));
    expect((await told(fingerprint, { path })).text).toContain('[hf-partial-token]');
  });

  test('of nothing that is there', async () => {
    const path = await folderWith((folder) => folder.write('app.py', 'login()\n'));
    const { text, exitCode } = await told(`hf1:${'a'.repeat(20)}`, { path });
    expect(exitCode).toBe(1);
    expect(text).toContain('looked at the files at');
    expect(text).toContain('looked at no history: it is no repository');
    expect(text).toContain('- not found');
  });
});

describe('what is refused', () => {
  test.each<[string, string, ExplainOptions, RegExp, RegExp]>([
    ['a rule that is not there', 'hf-user-tokn', {}, /There is no rule of that name/, /Did you mean "hf-user-token"/],
    ['a piece of a fingerprint', 'hf1:abc', {}, /no whole fingerprint/, /Copy it/],
    ['a path for a text', 'some text', { path: '.' }, /Only a fingerprint/, /explain - < FILE/],
    ['a rule file that is not there', 'text', { rules: 'nowhere.yml' }, /There are no rules at nowhere.yml/, /Name a/],
    [
      'a folder that is not there',
      `hf1:${'a'.repeat(20)}`,
      { path: join('no', 'where') },
      /There is nothing at/,
      /Name/,
    ],
  ])('%s', async (_name, what, options, message, hint) => {
    const error = (await explain(what, options).catch((thrown: unknown) => thrown)) as HfleaksError;
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});

function notebook(text: string): string {
  const outputs = [{ output_type: 'stream', name: 'stdout', text: [text] }];
  const cell = { cell_type: 'code', execution_count: 1, metadata: {}, outputs, source: ['run()'] };
  return JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 4 });
}
