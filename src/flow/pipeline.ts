// CI of other systems than GitHub and GitLab: what names a script runs, wherever it stands, with the settings of all that is around it.

import { commandStep, type Job, jobOf, joinedOf, macrosOf, plain, scriptOf, stepOf } from './job.ts';
import { settingsOf } from './settings.ts';
import { type Entry, entriesOf, itemsOf, spanOfNode, textOf, type Yaml } from './yaml.ts';

const SETTINGS = /^(?:env|environment|variables)$/;
const SCRIPTS =
  /^(?:(?:\w+[_-])?scripts?|run|commands?|bash|sh|pwsh|powershell|(?:before_)?install|after_(?:success|failure))$/;
const POWERSHELL = /^(?:pwsh|powershell)$/;
/** Of Azure. */
const MACRO = /\$\(([A-Za-z_]\w{0,99})\)/g;
const MAX_DEPTH = 30;

/** Gives the jobs in order, in one another as they are nested. `hasMacros` for Azure. */
export function pipelineJobs(yaml: Yaml, top: readonly Entry[], hasMacros: boolean): readonly Job[] {
  const textIn: typeof textOf = (of, node) => {
    const text = textOf(of, node);
    return text && hasMacros ? macrosOf(text, MACRO) : text;
  };
  const jobsOf = (entries: readonly Entry[], depth: number): readonly Job[] => {
    // What a task runs stands in its inputs.
    const isPython = /^PythonScript@/.test(plain(yaml, entries, 'task'));
    return entries.flatMap((entry) => {
      if (SETTINGS.test(entry.name) || depth > MAX_DEPTH) return [];
      return itemsOf(yaml, entry.value).flatMap((value) => {
        const own = entriesOf(yaml, value);
        return own.length === 0 ? [] : [jobIn(own, { ...entry, value }, depth, isPython ? 'python' : '')];
      });
    });
  };
  const jobIn = (own: readonly Entry[], entry: Entry, depth: number, shell = ''): Job => ({
    ...jobOf(entry),
    env: own.filter(({ name }) => SETTINGS.test(name)).flatMap(({ value }) => settingsOf(yaml, value, textIn)),
    steps: [
      ...own.filter(({ name }) => SCRIPTS.test(name)).flatMap(({ name, value }) => stepsIn(name, value, own, shell)),
      ...own.filter(({ name }) => name === 'args').map(({ name, value }) => argsIn(name, value, own)),
    ],
    inner: jobsOf(own, depth + 1),
  });
  // Of Cloud Build: `name: gcr.io/cloud-builders/docker`, whose entry point may be another.
  const argsIn = (name: string, value: Entry['value'], around: readonly Entry[]) => {
    const image = plain(yaml, around, 'name').replace(/^.*\/|[:@].*$/g, '');
    return commandStep(yaml, name, value, plain(yaml, around, 'entrypoint') || image);
  };
  const stepsIn = (name: string, value: Entry['value'], around: readonly Entry[], task: string) => {
    const texts = itemsOf(yaml, value).flatMap((item) => textIn(yaml, item) ?? []);
    const shell = task || POWERSHELL.test(name) ? task || name : plain(yaml, around, 'shell').replace(/^#!\s*/, '');
    return texts.length === 0 ? [] : [{ ...stepOf(value, name), shell, ...scriptOf(joinedOf(texts), shell) }];
  };
  return [jobIn(top, { name: '', span: spanOfNode(yaml.roots[0] ?? null), value: yaml.roots[0] ?? null }, 0)];
}
