// Scripts of CI systems that are known by their keys alone, and what settings hold for them.
import { expect, test } from 'vitest';
import type { Job } from '../../src/flow/job.ts';
import { parseWorkflow, type System } from '../../src/flow/workflow.ts';
import { printShell, printWord } from './shell/print.ts';

/** Each script with the settings around it, outermost first. */
function scriptsOf(jobs: readonly Job[], around: readonly string[] = []): readonly string[] {
  return jobs.flatMap(({ env, steps, inner }) => {
    const own = [...around, ...env.map(({ name, value }) => `${name}=${value === null ? '' : printWord(value)}`)];
    const printed = steps.map(({ shell, script, pipelines }) =>
      pipelines.length > 0 ? printShell(pipelines) : `${shell}: ${script?.text.trim()}`,
    );
    return [...printed.map((one) => [...own, one].join(' ')), ...scriptsOf(inner, own)];
  });
}

test.each<[system: System, text: string, scripts: readonly string[]]>([
  [
    'pipeline',
    'jobs:\n  a:\n    environment: { A: b }\n    steps:\n      - checkout\n      - run: echo $A\n      - run:\n          command: |\n            c\n            d\n          environment: { C: d }\n      - when:\n          steps: [{ run: { command: print(1), shell: python3 } }]\ncommands:\n  x: { steps: [{ run: e }] }\n',
    ['A=[b] [echo] [$A]', 'A=[b] C=[d] [c] [d]', 'A=[b] python3: print(1)', '[e]'],
  ],
  [
    'azure',
    'variables: { A: $(B) }\nstages:\n- stage: s\n  jobs:\n  - deployment: d\n    strategy: { runOnce: { deploy: { steps: [{ bash: echo $(HF_TOKEN) }] } } }\n- script: |\n    echo $(date +%F) $(Build.Id)\n  env:\n    T: $(HF_TOKEN)\n- pwsh: Write-Host $(A)\n- task: Bash@3\n  inputs: { script: ls }\n',
    [
      'A=[$B] [echo] [$HF_TOKEN]',
      'A=[$B] T=[$HF_TOKEN] [echo] [$( [date] [+%F] )] [$( [Build.Id] )]',
      `A=[$B] pwsh: Write-Host \${A}`,
      'A=[$B] [ls]',
    ],
  ],
  [
    'pipeline',
    'pipelines:\n  default:\n    - step:\n        script:\n          - a $(B)\n          - pipe: x/y\n            variables: { C: d }\n        after-script: [e]\n    - parallel: [{ step: { script: [f] } }]\n',
    ['[a] [$( [B] )]', '[e]', '[f]'],
  ],
  ['pipeline', 'before_install: [a]\nscript: b\nafter_success:\n  - c\nlanguage: python\n', ['[a]', '[b]', '[c]']],
  ['pipeline', 'steps:\n  t:\n    image: x\n    commands: [a, b]\n', ['[a] [b]']],
  ['pipeline', 'a: &a\n  script: b\n  c: *a\n', Array.from({ length: 30 }, () => '[b]')],
])('%s %j', (system, text, scripts) => {
  expect(scriptsOf(parseWorkflow(text, system).jobs)).toEqual(scripts);
});
