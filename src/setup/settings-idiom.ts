// Replaces a credential in settings by a reference, where the format has one; else says where it belongs.
import { parseWorkflow } from '../flow/workflow.ts';
import type { Outcome, Spot } from './patch.ts';

const PROSE = /\.(?:md|mdx|markdown|rst|adoc)$/i;
/** An item or a value of a block, before a place in it: no comment, and no list in brackets. */
const IN_BLOCK = /^[ \t]*(?:-[ \t]+|[\w.-]+:[ \t]+)+[^#[{]*$/;
const SETTING = /^([ \t]*(?:-[ \t]+)?[\w.-]+:[ \t]+)(["']?)$/;
const ENV_LINE = /^[ \t]*(?:export[ \t]+)?\w+=["']?$/;
const WORKFLOW = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i;
const COMPOSE = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i;
const GITLAB = /(?:^|\/)\.gitlab-ci\.ya?ml$/i;
/** Files of JSON whose strings may name variables, and how. */
const NAMING: readonly (readonly [name: RegExp, before: string])[] = [
  [/(?:^|\/)\.vscode\/(?:launch|settings|tasks|mcp)\.json$|(?:^|\/)\.cursor\/mcp\.json$/i, 'env:'],
  [/(?:^|\/)\.mcp\.json$/i, ''],
];
/** What reads a variable in languages that are not changed. */
const READS: readonly (readonly [name: RegExp, read: (variable: string) => string])[] = [
  [/\.(?:r|rmd|qmd)$/i, (name) => `Sys.getenv("${name}")`],
  [/\.(?:rb|jl)$/i, (name) => `ENV["${name}"]`],
  [/\.go$/i, (name) => `os.Getenv("${name}")`],
  [/\.rs$/i, (name) => `std::env::var("${name}")`],
  [/\.(?:java|kts?|scala|groovy)$/i, (name) => `System.getenv("${name}")`],
  [/\.php$/i, (name) => `getenv('${name}')`],
  [/\.cs$/i, (name) => `Environment.GetEnvironmentVariable("${name}")`],
  [/\.swift$/i, (name) => `ProcessInfo.processInfo.environment["${name}"]`],
  [/\.psm?1$/i, (name) => `$env:${name}`],
  [/(?:^|\/)(?:GNU)?makefile$|\.mk$/i, (name) => `$(${name})`],
];

/** `name` is the path with `/`; `text` has a character for each byte. */
export function inSettings(name: string, text: string, spot: Spot): Outcome {
  const { start, end, variable } = spot;
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start);
  const next = text.indexOf('\n', end);
  const rest = text.slice(end, next < 0 ? undefined : next).replace(/\r$/, '');
  const isAlone = (quote: string): boolean =>
    rest.startsWith(quote) && /^\s*(?:\s#.*)?$/.test(rest.slice(quote.length));
  const isWorkflow = WORKFLOW.test(name);
  const [setting, head = '', quote = ''] = SETTING.exec(line) ?? [];
  if ((isWorkflow || COMPOSE.test(name)) && setting !== undefined && isAlone(quote)) {
    const read = isWorkflow ? `\${{ secrets.${variable} }}` : `\${${variable}}`;
    return [{ start: start - line.length + head.length, end: end + quote.length, text: read }];
  }
  // What GitHub puts in before anything reads it changes nothing of the text around.
  if (isWorkflow && isRun(text, spot)) return [{ start, end, text: `\${{ secrets.${variable} }}` }];
  // Compose puts variables into every value; a job's shell where no single quotes are.
  const isScript = GITLAB.test(name) && !/'/.test(line + rest) && isRun(text, spot, 'gitlab');
  if ((COMPOSE.test(name) || isScript) && IN_BLOCK.test(line) && !/[$\\]$/.test(line))
    return [{ start, end, text: `\${${variable}}` }];
  if (PROSE.test(name)) return [{ start, end, text: `<${variable}>` }];
  const [, before] = NAMING.find(([file]) => file.test(name)) ?? [];
  if (before !== undefined && !/[$\\]$/.test(line)) return [{ start, end, text: `\${${before}${variable}}` }];
  const isEnv = /(?:^|\/)\.env[^/]*$/.test(name);
  if (isEnv && ENV_LINE.test(line) && isAlone(/["']$/.exec(line)?.[0] ?? '')) return [{ start, end, text: '' }];
  return adviceFor(name, variable);
}

/** Whether it is in a script of a job, or, on GitHub, among the variables and inputs of a step. */
function isRun(text: string, { start, end }: Spot, system: 'github' | 'gitlab' = 'github'): boolean {
  const { jobs, gaps } = parseWorkflow(text, system);
  const isIn = (one: { readonly start: number; readonly end: number }): boolean => one.start <= start && one.end >= end;
  return (
    gaps.length === 0 &&
    jobs.some(
      ({ steps, env }) =>
        (system === 'github' && [...env, ...steps.flatMap((step) => [...step.env, ...step.inputs])].some(isIn)) ||
        steps.some(({ script }) =>
          script?.sources.some((source, at) => {
            const length = (script.starts[at + 1] ?? script.text.length) - (script.starts[at] ?? 0);
            return source <= start && source + length >= end;
          }),
        ),
    )
  );
}

/** What people should write in a file that is not changed. */
export function adviceFor(name: string, variable: string): string {
  const id = variable.toLowerCase();
  if (/(?:^|[./])(?:docker|container)file(?:\.[^/]*)?$/i.test(name))
    return `nothing in an image is secret; give it to the one step that needs it: RUN --mount=type=secret,id=${id},env=${variable} …, and build with --secret id=${id},env=${variable}`;
  if (WORKFLOW.test(name)) return `keep it as a secret of the repository and write \${{ secrets.${variable} }}`;
  if (GITLAB.test(name)) return `keep it as a masked variable of the project (Settings, CI/CD) and write $${variable}`;
  if (COMPOSE.test(name)) return `write \${${variable}}, and keep the value in a .env that git ignores`;
  if (/\.ipynb$/i.test(name)) return `write os.environ["${variable}"] in the cell, or use huggingface_hub.login()`;
  const [, read] = READS.find(([file]) => file.test(name)) ?? [];
  if (read) return `write ${read(variable)}`;
  return `take it out, and let what reads the file take it from the variable ${variable}`;
}
