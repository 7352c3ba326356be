import { describe, expect, test } from 'vitest';
import type { Setting } from '../../src/flow/settings.ts';
import { parseWorkflow } from '../../src/flow/workflow.ts';
import { printShell, printWord } from './shell/print.ts';

const settings = (name: string, list: readonly Setting[]) =>
  list.map((setting) => `${name} ${setting.name}${setting.value === null ? '' : `=${printWord(setting.value)}`}`);

function print(source: string): readonly string[] {
  const { system, env, jobs } = parseWorkflow(source);
  return [
    system,
    ...settings('env', env),
    ...jobs.flatMap((job) => [
      `job ${job.name}${job.uses === '' ? '' : ` uses ${job.uses}`}`,
      ...settings(' env', job.env),
      ...settings(' with', job.inputs),
      ...settings(' secrets', job.secrets),
      ...settings(' outputs', job.outputs),
      ...settings(' args', job.buildArgs),
      ...job.steps.flatMap(({ name, id, uses, shell, env: own, inputs, pipelines }) => [
        ` step ${[name, id, uses, shell].join('|')} ${printShell(pipelines)}`,
        ...settings('  env', own),
        ...settings('  with', inputs),
      ]),
    ]),
  ];
}

const SECRET = `\${{ secrets.HF_TOKEN }}`;

describe('what CI files run', () => {
  test.each<readonly [string, readonly string[]]>([
    [
      `on: push\nenv:\n  HF_TOKEN: ${SECRET}\njobs:\n  a:\n    env: { B: 'c' }\n    outputs:\n      t: \${{ steps.x.outputs.t }}\n    steps:\n      - run: echo ${SECRET}\n`,
      [
        'github',
        'env HF_TOKEN=[@secrets.HF_TOKEN]',
        'job a',
        ' env B=[c]',
        ' outputs t=[@steps.x.outputs.t]',
        ' step ||| [echo] [@secrets.HF_TOKEN]',
      ],
    ],
    [
      `jobs:\n  a:\n    steps:\n    - {name: n, id: i, uses: u@v1, with: {token: "${SECRET}"}}\n`,
      ['github', 'job a', ' step n|i|u@v1| ', '  with token=[@secrets.HF_TOKEN]'],
    ],
    [
      `defaults:\n  run:\n    shell: bash -x {0}\njobs:\n  a:\n    steps:\n    - run: b\n    - {shell: python, run: 'print(1)'}\n`,
      ['github', 'job a', ' step |||bash -x {0} +x:[b]', ' step |||python '],
    ],
    [
      `jobs:\n  a:\n    uses: ./x.yml\n    secrets: inherit\n    with: {a: b}\n  b:\n    uses: y\n    secrets: {t: "\${{ secrets.T }}"}\n    env: \${{ fromJSON(secrets.ALL) }}\n`,
      [
        'github',
        'job a uses ./x.yml',
        ' with a=[b]',
        ' secrets inherit',
        'job b uses y',
        ' env =[@fromJSON(secrets.ALL)]',
        ' secrets t=[@secrets.T]',
      ],
    ],
    [
      `runs:\n  using: composite\n  steps:\n  - run: echo \${{ inputs.hf-token }}\n    shell: bash\n`,
      ['github', 'job runs', ' step |||bash [echo] [@inputs.hf-token]'],
    ],
    [
      'variables: {HF_TOKEN: $CI, B: {value: x}}\n.s: &s\n  - set -x\nbuild:\n  variables: {A: b}\n  before_script: *s\n  script:\n    - echo $X\n    - |\n      a\n      b\n    - !reference [.x, script]\n    - [c]\n  after_script: d\nlast:\n  <<: {script: e}\n',
      [
        'gitlab',
        'env HF_TOKEN=[$CI]',
        'env B=[x]',
        'job build',
        ' env A=[b]',
        ' step script||| [set] [-x] +x:[echo] [$X] +x:[a] +x:[b] +x:[c]',
        ' step after_script||| [d]',
        'job last',
        ' step script||| [e]',
      ],
    ],
    ['before_script: [a]\nx: {script: b}', ['gitlab', 'job ', ' step script||| [a]', 'job x', ' step script||| [b]']],
    [
      `x-e: &e {HF_TOKEN: "\${HF_TOKEN}"}\nservices:\n  w:\n    build: {args: ["HF_TOKEN=\${HF_TOKEN:-}", OTHER]}\n    environment:\n      <<: *e\n      B: 1\n    command: [sh, -c, "echo $$X \${Y}"]\n    healthcheck: {test: [CMD-SHELL, "a || b"]}\n  v:\n    environment: [A=1]\n    command: [app, --token, "\${HF_TOKEN}"]\n    entrypoint: a $B\n`,
      [
        'compose',
        'job w',
        ' env HF_TOKEN=[$HF_TOKEN]',
        ' env B=[1]',
        ' args HF_TOKEN=[$HF_TOKEN{:-[]}]',
        ' args OTHER',
        ' step command||| [echo] [$X] [$Y]',
        ' step test||| [a] || [b]',
        'job v',
        ' env A=[1]',
        ' step command||| [app] [--token] [$HF_TOKEN]',
        ' step entrypoint||| [a] [$B]',
      ],
    ],
    ['', ['gitlab']],
    ['jobs: [', ['github']],
    [
      'jobs:\n  a:\n    steps:\n    - run: echo "$X\n  broken',
      ['github', 'job a', ' step ||| [echo] [$X]', 'job broken'],
    ],
  ])('%s', (source, printed) => {
    expect(print(source)).toEqual(printed);
  });
});

const STYLES: Readonly<Record<string, string>> = {
  literal: 'run: |\n          echo a\n            "$B" \\\n\n          c d # e',
  'literal, stripped': 'run: |-  # why\n          echo a $B',
  'literal, with its own indentation': 'run: |2\n             echo a $B\n          c',
  'literal, CRLF': 'run: |\r\n          echo a\r\n\r\n          $B\r\n',
  folded: 'run: >\n          echo a\n          $B\n\n          c\n            d',
  plain: 'run: echo a $B',
  'plain, folded': 'run: echo a\n          $B\n\n          c',
  single: "run: 'echo ''a'' $B'",
  'single, folded': "run: 'echo a\n          $B ''''c'",
  double: 'run: "echo \\"a\\" \\x41\\u0042 $B \\\\ c"',
  'double, folded': 'run: "echo a\\n\\\n          $B\n          c\\td"',
};

test.each(Object.entries(STYLES))('every letter of a script leads back to its place: %s', (_, run) => {
  const source = `jobs:\n  a:\n    steps:\n      - ${run}\n`;
  const [step] = parseWorkflow(source).jobs[0]?.steps ?? [];
  const words = (step?.pipelines ?? [])
    .flatMap(({ commands }) => commands)
    .flatMap((command) => (command.kind === 'simple' ? command.words : []));
  expect(words.length).toBeGreaterThan(1);
  const variable = words.flatMap(({ parts }) => parts).find(({ kind }) => kind === 'variable');
  expect(source.slice(variable?.start, variable?.end)).toBe('$B');
  for (const word of words) {
    const [part] = word.parts;
    if (part?.kind === 'literal' && part.quote === '' && /^[a-z]+$/.test(part.text)) {
      expect(source.slice(part.start, part.end)).toBe(part.text);
    }
  }
});

describe('hostile files end soon, without a throw', () => {
  const steps = 'jobs:\n a:\n  steps: &a\n';
  test.each([
    '['.repeat(1_000_000),
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    '- '.repeat(100_000),
    '{a: '.repeat(50_000),
    Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    Array.from({ length: 50_000 }, (_, index) => `k${index}: v`).join('\n'),
    `${steps}${'  - run: echo a\n'.repeat(2000)}${Array.from({ length: 2000 }, (_, index) => ` k${index}:\n  steps: *a\n`).join('')}`,
    `${steps}  - run: |\n     ${'$('.repeat(50_000)}`,
    `${steps}  - run: ${'x'.repeat(2_000_000)}`,
    `${steps}  - run: "${'\\x41'.repeat(200_000)}"`,
    'a: &a [*a, *a]\nb: &b {<<: *b}',
    "a: 'x\n".repeat(20_000),
    '---\n'.repeat(20_000),
    '\0\u2028%&*!|>`@'.repeat(1000),
  ])('%#', (source) => {
    expect(parseWorkflow(source).jobs).toBeInstanceOf(Array);
    expect(parseWorkflow(source, 'azure').jobs).toBeInstanceOf(Array);
  });

  test('what is nested too deep is a gap, and what stands before it is read', () => {
    const { jobs, gaps } = parseWorkflow(`jobs:\n a:\n  steps:\n  - run: b\nz: ${'['.repeat(1000)}`);
    expect(jobs[0]?.steps).toHaveLength(1);
    expect(gaps).toHaveLength(1);
  });
});
