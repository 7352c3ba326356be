// Cells of notebooks: what their magics and shell lines show.

import { type Embedded, embed, slice, weave } from '../embedded.ts';
import type { CellSecret } from '../exposure.ts';
import { parseShell } from '../shell/parse.ts';
import type { Span } from '../syntax.ts';
import { isCredentialName } from './names.ts';
import { expose, isOpen, type Place } from './place.ts';
import { runScript } from './script.ts';
import { taintOf } from './taint.ts';
import { layer, type Variables } from './variables.ts';

const SCRIPT = /^\s*%%(?:bash|sh|shell|zsh|!|script\s+(?:--\S+\s+)*(?:\/bin\/)?(?:ba|z)?sh)(?<flags>[^\n]*)/;
const SHELL_LINE =
  /^[ \t]*(?:(?<target>[A-Za-z_][\w, ]{0,100}?)\s*=\s*)?(?<sign>!{1,2}|%(?:sx|system|cat|less|more|sh|bash)\b)(?=\s|[^\s=])/;
const ENVIRONMENT = /^[ \t]*%env(?:[ \t]+(?<name>[A-Za-z_]\w{0,99}))?[ \t]*(?:#.*)?\r?$/;
const SECRET =
  /^[ \t]*(?<target>[A-Za-z_]\w{0,99})\s*=\s*(?:[^=\n]{0,100}?(?:os\.environ(?:\.get\(|\[)|os\.getenv\(|userdata\.get\(|get_secret\(|getpass\()[^'"\n]{0,20}["'](?<name>[^"'\n]{1,100})|(?:HfFolder\.|huggingface_hub\.)?(?<call>get_token)\(\))/;
/** A new value; `tok = tok.strip()` is none. */
const ASSIGNED = /^[ \t]*([A-Za-z_]\w{0,99})[ \t]*=(?!=)(.*)/;
/** `{token}` and `{os.environ['HF_TOKEN']}` of Python in a line for the shell. */
const INSERTED =
  /(?<![$\\{])\{(?:(?<name>[A-Za-z_]\w{0,99})|os\.(?:environ\[|getenv\(|environ\.get\()["'](?<key>\w{1,100})["'][\])])\}/g;

/** Adds what one cell shows with its magics; what its Python shows is not looked at. */
export function runCell(place: Place, secrets: readonly CellSecret[] = []): void {
  const { text } = place;
  if (/^\s*%%capture\b/.test(text)) return;
  const script = SCRIPT.exec(text);
  if (script !== null) {
    if (/--(?:out|no-raise-error --out)\b/.test(script.groups?.flags ?? '')) return;
    runScript(place, parseShell(embed(text.slice(script[0].length), script[0].length)), layer());
    return;
  }
  if (/^\s*%%/.test(text) && !/^\s*%%(?:time|timeit|capture)\b/.test(text)) return;
  runLines(place, secrets);
}

function runLines(place: Place, secrets: readonly CellSecret[]): void {
  const { text } = place;
  const variables = layer();
  const hold = (name: string, span: Span, isUrl = false): void => {
    variables.set(name, { taint: taintOf(1, span, name, { isUrl }), texts: [] });
  };
  for (const { name, isUrl, at } of secrets) {
    const start = at < 0 ? text.indexOf(name) : -1;
    if (start >= 0) hold(name, { start, end: start + name.length }, isUrl);
  }
  const hasLibrary = /hugging/i.test(text);
  for (let at = 0; at < text.length && isOpen(place); ) {
    let end = endOfLine(text, at);
    const head = text.slice(at, Math.min(end, at + 2000));
    const environment = ENVIRONMENT.exec(head);
    const shell = environment === null ? SHELL_LINE.exec(head) : null;
    if (environment !== null) exposeEnvironment(place, environment.groups?.name, at, end);
    else if (shell !== null) {
      while (/\\\r?$/.test(text.slice(Math.max(at, end - 2), end)) && end < text.length) end = endOfLine(text, end + 1);
      const { target, sign = '' } = shell.groups ?? {};
      const from = at + shell[0].length - (/^%(?:cat|less|more)/.test(sign) ? sign.length - 1 : 0);
      runLine(place, inserted(slice(embed(text), from, end)), target !== undefined, variables);
    } else {
      const { target, name, call } = SECRET.exec(head)?.groups ?? {};
      const isSecret = call === undefined ? /hf|hugging/i.test(name ?? '') && target !== undefined : hasLibrary;
      const span = { start: at, end };
      const [, bound = '', value = ''] = ASSIGNED.exec(head) ?? [];
      if (!value.includes(bound)) variables.delete(bound);
      const own = secrets.find((one) => one.name === bound && one.at >= at && one.at < end);
      if (own) hold(bound, span, own.isUrl);
      else if (target !== undefined && isSecret) hold(target, span);
    }
    at = end + 1;
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function exposeEnvironment(place: Place, name: string | undefined, start: number, end: number): void {
  const span = { start, end };
  if (name !== undefined && isCredentialName(name)) {
    expose(place, 'hf-nb-magic', taintOf(1, span, name), span, `%env shows ${name}`);
  } else if (name === undefined && place.hasContext) {
    const taint = taintOf(1, span, 'all variables', { shown: 'environment' });
    expose(place, 'hf-nb-magic', taint, span, '%env shows all variables');
  }
}

/** Whether or not Python takes what the line prints, its other effects stay. */
function runLine(place: Place, line: Embedded, isTaken: boolean, variables: Variables): void {
  const found: Place['found'] = [];
  runScript({ ...place, found }, parseShell(line), layer(variables));
  const shown = new Set(['hf-nb-magic', 'hf-log-sh-cli-print', 'hf-log-py-partial']);
  place.found.push(...found.filter(({ rule }) => !isTaken || !shown.has(rule)));
}

/** The line with Python's insertions as variables of the shell. */
function inserted(line: Embedded): Embedded {
  const woven = weave();
  let from = 0;
  for (const match of line.text.matchAll(INSERTED)) {
    woven.append(slice(line, from, match.index));
    const name = slice(line, match.index, match.index + match[0].length);
    woven.addFixed(`\${${match.groups?.name ?? match.groups?.key ?? ''}}`, name.sources[0] ?? 0);
    from = match.index + match[0].length;
  }
  if (from === 0) return line;
  woven.append(slice(line, from, line.text.length));
  return woven.end();
}
