// The fenced code of Markdown, with its language and its place.

import { type Embedded, spanOf, weave } from './embedded.ts';
import type { Span } from './syntax.ts';

export interface Fence extends Span {
  /** The first word behind the fence, in small letters: `bash`, `python`; `''` if there is none. */
  readonly language: string;
  /** All that stands behind the fence. */
  readonly info: string;
  /** The code without indentation, quotation signs and prompts (`$ `, `>>> `): of a session only what was typed. */
  readonly body: Embedded;
}

const OPENING =
  /^(?<prefix>[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?[ \t]*)(?<fence>`{3,}|~{3,})(?<info>[^\n]*)$/;
const SHELLS = /^(?:bash|sh|shell|zsh|console|shell-?session|sh-session|terminal|)$/;
const PYTHONS = /^(?:py|python3?|pycon|ipython3?|doctest|)$/;

interface Line {
  readonly start: number;
  readonly end: number;
}

/** Gives the fences in order; one that is not closed goes to the end. Never throws. */
export function parseMarkdown(text: string): readonly Fence[] {
  const fences: Fence[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfLine(text, at);
    const groups = OPENING.exec(text.slice(at, Math.min(end, at + 400)).trimEnd())?.groups;
    const { fence = '', prefix = '', info = '' } = groups ?? {};
    if (groups === undefined || (fence.startsWith('`') && info.includes('`'))) {
      at = end + 1;
      continue;
    }
    const lines: Line[] = [];
    const closes = new RegExp(`^[ \\t>]{0,200}${fence.charAt(0)}{${Math.min(fence.length, 500)},}[ \\t\\r]*$`);
    const start = at + prefix.length;
    let behind = text.length;
    for (at = end + 1; at < text.length; at = behind + 1) {
      behind = endOfLine(text, at);
      if (behind - at < 1000 && closes.test(text.slice(at, behind))) break;
      lines.push({ start: at, end: behind });
    }
    at = behind + 1;
    const language = (/^\{?\.?([\w+#-]{1,40})/.exec(info.trim())?.[1] ?? '').toLowerCase();
    fences.push({ language, info: info.trim(), body: bodyOf(text, lines, prefix, language), start, end: behind });
  }
  return fences;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function bodyOf(text: string, lines: readonly Line[], prefix: string, language: string): Embedded {
  const inner = lines.map(({ start, end }) => ({ start: start + indentOf(text, start, end, prefix), end }));
  const prompts = promptsOf(text, inner, language);
  const woven = weave();
  let isJoined = false;
  for (const { start, end } of inner) {
    const prompt = prompts?.exec(text.slice(start, start + 50))?.[0].length ?? 0;
    if (prompts !== null && prompt === 0 && !isJoined) continue;
    woven.add(text.slice(start + prompt, Math.min(end + 1, text.length)), start + prompt);
    isJoined = text.charAt(text.charAt(end - 1) === '\r' ? end - 2 : end - 1) === '\\';
  }
  return woven.end();
}

/** What of the line's start is indentation and `>` of the fence itself. */
function indentOf(text: string, start: number, end: number, prefix: string): number {
  let width = 0;
  for (let at = start; at < end && width < prefix.length; at++, width++) {
    const character = text.charAt(at);
    if (character !== ' ' && character !== '\t' && !(character === '>' && prefix.includes('>'))) break;
  }
  return width;
}

/** The prompts of a session, if the code is one. */
function promptsOf(text: string, lines: readonly Line[], language: string): RegExp | null {
  const has = (prompt: RegExp) => lines.some(({ start }) => prompt.test(text.slice(start, start + 50)));
  if (SHELLS.test(language) && has(/^\$ /)) return /^(?:\$|>) /;
  if (PYTHONS.test(language) && has(/^>>> /)) return /^(?:>>>|\.\.\.)(?: |$|(?=\r?\n))/;
  return null;
}

/** Where the code of a fence stands in the file. */
export function bodySpan({ body }: Fence): Span {
  return spanOf(body, 0, body.text.length);
}
