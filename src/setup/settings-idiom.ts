// Replaces a credential in settings by a reference, where the format has one; else says where it belongs.
import type { Outcome, Spot } from './patch.ts';

const SETTING = /^([ \t]*(?:-[ \t]+)?[\w.-]+:[ \t]+)(["']?)$/;
const ENV_LINE = /^[ \t]*(?:export[ \t]+)?\w+=["']?$/;

/** `name` is the path with `/`; `text` has a character for each byte. */
export function inSettings(name: string, text: string, { start, end, variable }: Spot): Outcome {
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start);
  const next = text.indexOf('\n', end);
  const rest = text.slice(end, next < 0 ? undefined : next).replace(/\r$/, '');
  const isAlone = (quote: string): boolean =>
    rest.startsWith(quote) && /^\s*(?:\s#.*)?$/.test(rest.slice(quote.length));
  const isWorkflow = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i.test(name);
  const isCompose = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i.test(name);
  const [setting, head = '', quote = ''] = SETTING.exec(line) ?? [];
  if ((isWorkflow || isCompose) && setting !== undefined && isAlone(quote)) {
    const read = isWorkflow ? `\${{ secrets.${variable} }}` : `\${${variable}}`;
    return { start: start - line.length + head.length, end: end + quote.length, text: read };
  }
  const isEnv = /(?:^|\/)\.env[^/]*$/.test(name);
  if (isEnv && ENV_LINE.test(line) && isAlone(/["']$/.exec(line)?.[0] ?? '')) return { start, end, text: '' };
  return adviceFor(name, { isWorkflow, isCompose }, variable);
}

function adviceFor(
  name: string,
  is: { readonly isWorkflow: boolean; readonly isCompose: boolean },
  variable: string,
): string {
  const id = variable.toLowerCase();
  if (/(?:^|[./])(?:docker|container)file(?:\.[^/]*)?$/i.test(name))
    return `nothing in an image is secret; give it to the one step that needs it: RUN --mount=type=secret,id=${id},env=${variable} …, and build with --secret id=${id},env=${variable}`;
  if (is.isWorkflow) return `keep it as a secret of the repository and write \${{ secrets.${variable} }}`;
  if (is.isCompose) return `write \${${variable}}, and keep the value in a .env that git ignores`;
  if (/\.ipynb$/i.test(name)) return `write os.environ["${variable}"] in the cell, or use huggingface_hub.login()`;
  return `take it out, and let what reads the file take it from the variable ${variable}`;
}
