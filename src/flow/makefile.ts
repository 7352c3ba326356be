// Makefiles as settings and recipes; `$(X)` of make is put in before the shell runs, `$$X` is left to the shell.

import { type Embedded, type Weaver, weave } from './embedded.ts';
import { parseShell, parseValue } from './shell/parse.ts';
import type { Pipeline, Word } from './shell/syntax.ts';
import type { Span } from './syntax.ts';

/** `X := value`, `export X`. In `value`, `$(X)` is a template `make.X`, and `$(shell …)` a substitution. */
export interface MakeSetting extends Span {
  readonly name: string;
  /** `=`, `:=`, `::=`, `?=`, `+=`, `!=` (the output of a command); `''` for a mere `export X`. */
  readonly operator: string;
  readonly value: Word | null;
  readonly isExported: boolean;
}

/** One line of a recipe, with those it goes on in. */
export interface Recipe extends Span {
  /** All targets as written. */
  readonly target: string;
  /** Whether make keeps from printing the line itself, with all `$(X)` in it put in: `@`, `.SILENT`. */
  readonly isSilent: boolean;
  readonly pipelines: readonly Pipeline[];
}

export interface Makefile {
  readonly settings: readonly MakeSetting[];
  readonly recipes: readonly Recipe[];
  /** What `$(info …)`, `$(warning …)` and `$(error …)` print, whoever runs it. */
  readonly messages: readonly Word[];
}

const SETTING =
  /^ *(?<flags>(?:export |override |private |unexport |define )*) *(?<name>[^\s:#=$()!?+]{1,200}) *(?<operator>:{0,3}=|[?+!]=)/;
const EXPORT = /^ *export +(?<name>[\w ]{1,500})\r?$/;
const RULE = /^(?<target>[^\s#=:][^#=:]{0,1000}):(?!:{0,2}=)/;
const MESSAGE = /^[\t @]*\$\((?:info|warning|error) /;
/** An assignment, where a recipe makes one too. */
const EVAL = /^[\t @]*\$\(eval +/;
/** Functions of make that give back text of their arguments. */
const PASSES = new Set([
  'strip',
  'or',
  'and',
  'firstword',
  'lastword',
  'sort',
  'value',
  'info',
  'warning',
  'error',
  'join',
]);
const MAX_DEPTH = 30;

/** Gives the settings and the recipes in order, those of all branches of `ifdef`. Never throws. */
export function parseMakefile(text: string): Makefile {
  const settings: MakeSetting[] = [];
  const recipes: Recipe[] = [];
  const messages: Word[] = [];
  const isSilent = /^\.SILENT:[ \t]*\r?$/m.test(text);
  let target = '';
  for (let at = 0; at < text.length; ) {
    const end = endOfLogicalLine(text, at);
    const head = text.slice(at, Math.min(end, at + 1500));
    const evaluated = EVAL.exec(head)?.[0] ?? '';
    if (evaluated !== '') {
      const from = at + evaluated.length;
      const close = closing(text, at + evaluated.indexOf('('), end);
      settings.push(...(settingOf(text, from, close, text.slice(from, Math.min(close, from + 1500))) ?? []));
    } else if (text.charAt(at) === '\t' && target !== '') {
      if (MESSAGE.test(head)) messages.push(parseValue(expanded(text, at, end)));
      else recipes.push(recipe(text, at + 1, end, target, isSilent));
    } else if (MESSAGE.test(head)) {
      messages.push(parseValue(expanded(text, at, end)));
    } else {
      const setting = settingOf(text, at, end, head);
      const rule = setting === null ? RULE.exec(head) : null;
      if (setting !== null) settings.push(...setting);
      if (rule !== null) {
        target = rule.groups?.target?.trim() ?? '';
        const semicolon = at + head.indexOf(';', rule[0].length);
        if (semicolon >= at) recipes.push(recipe(text, semicolon + 1, end, target, isSilent));
      }
    }
    at = end + 1;
  }
  return { settings, recipes, messages };
}

/** Where the line ends that begins here, and those it goes on in. */
function endOfLogicalLine(text: string, start: number): number {
  for (let at = start; ; ) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    const last = text.charAt(end - 1) === '\r' ? end - 2 : end - 1;
    if (last < start || text.charAt(last) !== '\\') return end;
    at = end + 1;
  }
}

function recipe(text: string, from: number, end: number, target: string, isSilent: boolean): Recipe {
  let at = from;
  let silent = isSilent;
  for (; at < end && ' \t@-+'.includes(text.charAt(at)); at++) silent ||= text.charAt(at) === '@';
  return {
    target,
    isSilent: silent,
    pipelines: parseShell(expanded(text, at, end)),
    start: at,
    end: Math.max(at, end),
  };
}

function settingOf(text: string, at: number, end: number, head: string): MakeSetting[] | null {
  const groups = SETTING.exec(head);
  if (groups === null) {
    const names = EXPORT.exec(head)?.groups?.name;
    if (names === undefined) return null;
    return names
      .trim()
      .split(/ +/)
      .map((name) => ({ name, operator: '', value: null, isExported: true, start: at, end }));
  }
  const { flags = '', name = '', operator = '=' } = groups.groups ?? {};
  let from = at + groups[0].length;
  while (from < end && ' \t'.includes(text.charAt(from))) from++;
  const comment = text.slice(from, end).indexOf(' #');
  const to = comment >= 0 ? from + comment : end;
  const value = parseValue(expanded(text, from, text.charAt(to - 1) === '\r' ? to - 1 : to));
  return [{ name, operator, value, isExported: flags.includes('export ') && !flags.includes('un'), start: at, end }];
}

/** The text as the shell gets it: `$$` is `$`, `$(X)` is `${{ make.X }}`, `$(shell a)` is `$(a)`, the tab of a joined line is gone. */
function expanded(text: string, start: number, end: number): Embedded {
  const woven = weave();
  expand(text, start, end, woven, 0);
  return woven.end();
}

function expand(text: string, start: number, end: number, woven: Weaver, depth: number): void {
  let from = start;
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    if (code === 10 && text.charAt(at + 1) === '\t') {
      woven.add(text.slice(from, at + 1), from);
      from = at += 2;
    } else if (code === 36 && at + 1 < end) {
      woven.add(text.slice(from, at), from);
      from = at = expandDollar(text, at, end, woven, depth);
    } else at++;
  }
  if (end > from) woven.add(text.slice(from, end), from);
}

/** Adds what `$…` becomes, and gives where it ends. */
function expandDollar(text: string, at: number, end: number, woven: Weaver, depth: number): number {
  const next = text.charAt(at + 1);
  if (next === '$') {
    woven.add('$', at + 1);
    return at + 2;
  }
  if (next !== '(' && next !== '{') {
    if (/[A-Za-z]/.test(next)) addTemplate(woven, next, at, at + 1, at + 1);
    else woven.addFixed('_', at);
    return at + 2;
  }
  if (depth >= MAX_DEPTH) return end;
  const close = closing(text, at + 1, end);
  const name = /^[\w.-]{1,200}(?=[:)}\s]|$)/.exec(text.slice(at + 2, Math.min(close, at + 220)))?.[0] ?? '';
  const behind = at + 2 + name.length;
  const inner = behind + 1;
  if (name === 'shell') {
    woven.add('$', at);
    woven.add('(', at + 1);
    expand(text, inner, close, woven, depth + 1);
    woven.addFixed(')', close);
  } else if (name !== '' && (behind === close || text.charAt(behind) === ':')) {
    addTemplate(woven, name, at, at + 2, close);
  } else if (PASSES.has(name)) {
    expand(text, inner, close, woven, depth + 1);
  } else woven.addFixed('_', at);
  return Math.min(end, close + 1);
}

/** `${{ make.X }}`, whose first and last signs are those in the file, so that its span is right. */
function addTemplate(woven: Weaver, name: string, open: number, source: number, close: number): void {
  woven.addFixed('$', open);
  woven.addFixed('{{ make.', open + 1);
  woven.add(name, source);
  woven.addFixed(' }}', close);
}

/** Where the parenthesis or brace closes that opens at `open`; the end if it does not. */
function closing(text: string, open: number, end: number): number {
  const opener = text.charCodeAt(open);
  const closer = opener === 40 ? 41 : 125;
  let depth = 0;
  for (let at = open; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === opener) depth++;
    else if (code === closer && --depth === 0) return at;
  }
  return end;
}
