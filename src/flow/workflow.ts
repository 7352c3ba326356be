// CI and compose files: jobs with their settings, and steps with the scripts they run.

import type { Node } from 'yaml';
import { commandStep, type Job, jobOf, joinedOf, plain, type Step, scriptOf, stepOf } from './job.ts';
import { pipelineJobs } from './pipeline.ts';
import { type Setting, settingsOf } from './settings.ts';
import type { Span } from './syntax.ts';
import { DEVCONTAINER, stepsOfTool, type Tool } from './tools.ts';
import { type Entry, entriesOf, entryOf, itemsOf, readYaml, spanOfNode, textOf, type Yaml } from './yaml.ts';

/** `pipeline` are all others. */
export type System = 'github' | 'gitlab' | 'compose' | 'azure' | 'pipeline';

export interface Workflow {
  readonly system: System;
  readonly env: readonly Setting[];
  readonly jobs: readonly Job[];
  readonly gaps: readonly Span[];
}

/** Keys of GitLab at the top that are no jobs. */
const NO_JOBS = new Set([
  'variables',
  'stages',
  'workflow',
  'include',
  'image',
  'cache',
  'services',
  'spec',
  'pages_domain',
]);

const PARTS: Readonly<Record<System, (yaml: Yaml, top: readonly Entry[]) => Pick<Workflow, 'env' | 'jobs'>>> = {
  github: githubOf,
  gitlab: gitlabOf,
  compose: composeOf,
  azure: (yaml, top) => ({ env: [], jobs: pipelineJobs(yaml, top, true) }),
  pipeline: (yaml, top) => ({ env: [], jobs: pipelineJobs(yaml, top, false) }),
};

/** Gives what a file runs, of the system or tool it is of (guessed from its keys if none is given). Never throws. */
export function parseWorkflow(text: string, of?: System | Tool): Workflow {
  const yaml = readYaml(text);
  const top = yaml.roots.flatMap((root) => entriesOf(yaml, root));
  const known = typeof of === 'object' ? 'pipeline' : (of ?? guessed(top));
  const gaps = [...yaml.gaps];
  const parts = typeof of === 'object' ? { env: [], jobs: jobsOfTool(yaml, top, of) } : PARTS[known](yaml, top);
  if (yaml.budget.left < 0) gaps.push({ start: 0, end: text.length });
  return { system: known, ...parts, gaps };
}

function jobsOfTool(yaml: Yaml, top: readonly Entry[], tool: Tool): readonly Job[] {
  const steps = stepsOfTool(yaml, top, tool);
  const root = yaml.roots[0] ?? null;
  return steps.length === 0 ? [] : [{ ...jobOf({ name: '', span: spanOfNode(root), value: root }), steps }];
}

function guessed(top: readonly Entry[]): System {
  const has = (name: string) => top.some((entry) => entry.name === name);
  if (has('jobs') || has('runs')) return 'github';
  return has('services') && !has('stages') && !has('script') ? 'compose' : 'gitlab';
}

function githubOf(yaml: Yaml, top: readonly Entry[]) {
  const shell = shellOf(yaml, top, '');
  const jobs = entriesOf(yaml, entryOf(top, 'jobs')).map((entry) => githubJob(yaml, entry, shell));
  for (const entry of top) if (entry.name === 'runs') jobs.push(githubJob(yaml, entry, shell));
  return { env: settingsOf(yaml, entryOf(top, 'env')), jobs };
}

function githubJob(yaml: Yaml, entry: Entry, outer: string): Job {
  const job = entriesOf(yaml, entry.value);
  const shell = shellOf(yaml, job, outer);
  const container = entriesOf(yaml, entryOf(job, 'container'));
  const services = entriesOf(yaml, entryOf(job, 'services')).flatMap(({ value }) => entriesOf(yaml, value));
  const env = [job, container, services].flatMap((part) =>
    part.filter(({ name }) => name === 'env').flatMap(({ value }) => settingsOf(yaml, value)),
  );
  return {
    ...jobOf(entry),
    uses: plain(yaml, job, 'uses'),
    env,
    inputs: settingsOf(yaml, entryOf(job, 'with')),
    secrets: settingsOf(yaml, entryOf(job, 'secrets')),
    outputs: settingsOf(yaml, entryOf(job, 'outputs')),
    steps: itemsOf(yaml, entryOf(job, 'steps')).map((node) => githubStep(yaml, node, shell)),
  };
}

function githubStep(yaml: Yaml, node: Node, outer: string): Step {
  const step = entriesOf(yaml, node);
  const uses = plain(yaml, step, 'uses');
  const isScript = /^actions\/github-script@/.test(uses);
  const shell = isScript ? 'javascript' : plain(yaml, step, 'shell') || outer;
  const script = textOf(
    yaml,
    isScript ? entryOf(entriesOf(yaml, entryOf(step, 'with')), 'script') : entryOf(step, 'run'),
  );
  return {
    ...stepOf(node, plain(yaml, step, 'name')),
    id: plain(yaml, step, 'id'),
    uses,
    shell,
    env: settingsOf(yaml, entryOf(step, 'env')),
    inputs: settingsOf(yaml, entryOf(step, 'with')),
    ...scriptOf(script, shell),
  };
}

function gitlabOf(yaml: Yaml, top: readonly Entry[]) {
  const jobs: Job[] = [];
  const before = entryOf(top, 'before_script');
  const after = entryOf(top, 'after_script');
  for (const entry of top) {
    const job = NO_JOBS.has(entry.name) ? [] : entriesOf(yaml, entry.value);
    const steps = gitlabSteps(yaml, job);
    if (job.length === 0 || (steps.length === 0 && entryOf(job, 'variables') === null)) continue;
    jobs.push({ ...jobOf(entry), env: settingsOf(yaml, entryOf(job, 'variables')), steps });
  }
  const steps = before === null && after === null ? [] : gitlabSteps(yaml, top);
  if (steps.length > 0)
    jobs.unshift({ ...jobOf({ name: '', span: spanOfNode(before ?? after), value: before ?? after }), steps });
  return { env: settingsOf(yaml, entryOf(top, 'variables')), jobs };
}

/** `before_script` and `script` run in one shell, `after_script` in another. */
function gitlabSteps(yaml: Yaml, job: readonly Entry[]): Step[] {
  const steps: Step[] = [];
  for (const names of [['before_script', 'script'], ['after_script']]) {
    const nodes = names.map((name) => entryOf(job, name)).filter((node) => node !== null);
    const lines = nodes.flatMap((node) => itemsOf(yaml, node)).flatMap((line) => textOf(yaml, line) ?? []);
    const [first] = nodes;
    if (first === undefined) continue;
    const span = { start: spanOfNode(first).start, end: spanOfNode(nodes.at(-1) ?? first).end };
    steps.push({ ...stepOf(first, names.at(-1) ?? ''), ...scriptOf(joinedOf(lines), ''), ...span });
  }
  return steps;
}

/** Services; a container for development has what a service is built with, and commands of its own. */
function composeOf(yaml: Yaml, top: readonly Entry[]) {
  const own = top.filter(({ name }) => name === 'build').map((entry) => ({ ...entry, value: yaml.roots[0] ?? null }));
  const jobs = [...own, ...entriesOf(yaml, entryOf(top, 'services'))].map((entry): Job => {
    const service = entriesOf(yaml, entry.value);
    const health = entriesOf(yaml, entryOf(service, 'healthcheck'));
    const commands = [
      ...service.filter(({ name }) => name === 'command' || name === 'entrypoint'),
      ...health.filter(({ name }) => name === 'test'),
    ];
    return {
      ...jobOf(entry),
      env: settingsOf(yaml, entryOf(service, 'environment')),
      buildArgs: settingsOf(yaml, entryOf(entriesOf(yaml, entryOf(service, 'build')), 'args')),
      steps: commands.map(({ name, value }) => commandStep(yaml, name, value)),
    };
  });
  return { env: [], jobs: [...jobs, ...jobsOfTool(yaml, top, DEVCONTAINER)] };
}

/** `defaults.run.shell` */
function shellOf(yaml: Yaml, entries: readonly Entry[], outer: string): string {
  return plain(yaml, entriesOf(yaml, entryOf(entriesOf(yaml, entryOf(entries, 'defaults')), 'run')), 'shell') || outer;
}
