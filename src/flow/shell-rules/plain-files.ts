// Files with lines of settings or steps: `.env` and Jenkinsfiles.

import { embed } from '../embedded.ts';
import { parseShell } from '../shell/parse.ts';
import { isClientName, isCredentialName, literalKind } from './names.ts';
import { expose, isOpen, type Place } from './place.ts';
import { runScript } from './script.ts';
import { taintOf } from './taint.ts';
import { layer } from './variables.ts';

const SETTING = /^[ \t]*(?:export[ \t]+)?(?<name>[A-Za-z_]\w{0,99})[ \t]*=[ \t]*["']?(?<value>[^\s"'#]*)/gm;
const STEP = /\b(?:sh[ \t]*\(?[ \t]*|script[ \t]*:[ \t]*)(?<quote>'''|"""|'|")/g;
const ECHO = /^[ \t]*(?:echo|println)\b[^\n]{0,300}?\$\{?(?:env\.)?(?<name>[A-Za-z_]\w{0,99})\b/gm;

/** Adds the variables of a `.env` file that a build puts into what browsers load. */
export function runSettings(place: Place): void {
  for (const match of place.text.matchAll(SETTING)) {
    const { name = '', value = '' } = match.groups ?? {};
    if (!isClientName(name)) continue;
    const start = match.index + match[0].indexOf(name);
    const span = { start, end: start + name.length };
    const severity = value === '' ? 'info' : literalKind(value) === 'placeholder' ? 'warning' : 'error';
    expose(place, 'hf-js-client-env', taintOf(1, span, name), span, `${name} for the browser`, severity);
  }
}

/** Adds what the `sh` steps of a Jenkinsfile show, and its own `echo`. */
export function runJenkinsfile(place: Place): void {
  const { text } = place;
  STEP.lastIndex = 0;
  for (let match = STEP.exec(text); match !== null && isOpen(place); match = STEP.exec(text)) {
    const quote = match.groups?.quote ?? '';
    const from = STEP.lastIndex;
    const to = endOfString(text, from, quote);
    STEP.lastIndex = to + quote.length;
    const around = text.slice(Math.max(0, match.index - 100), Math.min(text.length, to + 100));
    const isTaken = /returnStdout\s*:\s*true/.test(around);
    const found: Place['found'] = [];
    const script = quote.startsWith('"') ? text.slice(from, to).replace(/\\([$"])/g, ' $1') : text.slice(from, to);
    runScript({ ...place, found }, parseShell(embed(script, from)), layer());
    place.found.push(...found.filter(({ rule }) => !isTaken || !rule.startsWith('hf-log-')));
  }
  for (const match of text.matchAll(ECHO)) {
    const { name = '' } = match.groups ?? {};
    const span = { start: match.index + match[0].search(/\S/), end: match.index + match[0].length };
    if (isCredentialName(name)) expose(place, 'hf-log-sh-echo', taintOf(1, span, name), span, `echo prints ${name}`);
  }
}

function endOfString(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (text.startsWith(quote, at)) return at;
    else if (quote.length === 1 && code === 10) return at;
  }
  return text.length;
}
