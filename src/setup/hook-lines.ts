// The lines that make a git hook run hfleaks, and where they go in a script that is there already.
import { sep } from 'node:path';

export const HOOKS = ['pre-commit', 'commit-msg', 'pre-push'] as const;
export type HookName = (typeof HOOKS)[number];

const BEGIN = '# >>> hfleaks init >>>';
const END = '# <<< hfleaks init <<<';
const HEAD = '#!/bin/sh\n';
/** What stands at the top of a script and does nothing that could end it. */
const OPENING = /^(?:#.*(?:\n|$)|[ \t]*\n|set [-+].*(?<!\\)\n|\. .*husky\.sh.*\n)*/;
/** A line that runs hfleaks in one of its ways: `hfleaks staged`, `node 'x/hfleaks.cjs' hook pre-commit`. */
const RUNS = /^(?![ \t]*#).*\bhfleaks(?:\.cjs)?['"]?[ \t]+(?:hook[ \t]+([\w-]+)|staged)/gm;
const BLOCK = new RegExp(`^${BEGIN}\\n[^]*?^${END}\\n`, 'm');

/** What only speaks of a program, and what lets a commit pass whatever it finds. */
const IDLE =
  /^[ \t]*(?:echo|printf)\b(?!.*\|)|\|\|[ \t]*(?:true|:|exit[ \t]+0)(?![\w-])|;[ \t]*(?:true|exit[ \t]+0)[ \t]*$|(?<!&)&[ \t]*$/;
/** What a script never goes past; `exec` with nothing but redirections goes on. */
const ENDS = /^(?:exit|exec[ \t]+(?![<>\d]))/m;

/** The line of a hook's text that runs hfleaks for it, so that what is found counts; `''` if none does. */
export function runningLine(text: string, hook: HookName): string {
  for (const { 0: line, 1: name = 'pre-commit', index } of text.matchAll(RUNS)) {
    const end = text.indexOf('\n', index + line.length);
    const whole = text.slice(index, end < 0 ? text.length : end);
    if (name === hook && !IDLE.test(whole) && !ENDS.test(text.slice(0, index))) return line.trim();
  }
  return '';
}

/** What `command` is called with as a hook, in a shell. */
export function hookCommand(command: string, hook: HookName): string {
  return `${command} hook ${hook}${{ 'pre-commit': '', 'commit-msg': ' "$1"', 'pre-push': ' "$@"' }[hook]}`;
}

/**
 * The script of a hook with our lines, `before` being what is there, null for nothing: a block of its own in front of what could end the script,
 * or instead of a block that we wrote. The same text where hfleaks runs already; null for no shell script. What git tells a pre-push hook on
 * standard input is left for the lines behind.
 */
export function withHookLines(before: string | null, command: string, hook: HookName): string | null {
  const block = blockOf(command, hook);
  if (before === null) return HEAD + block;
  const own = BLOCK.exec(before)?.[0];
  if (own !== undefined && own === blockOf(commandIn(own, hook), hook)) return before.replace(BLOCK, () => block);
  // What they made of our block is theirs.
  if (own !== undefined || runningLine(before, hook) !== '') return before;
  if (before.startsWith('#!') && !/^#!.*\b(?:ba|da|k|z)?sh\b/.test(before)) return null;
  // A shell takes the CR for a part of the last word.
  if (before.includes('\r\n') || before.includes('\0')) return null;
  const opening = OPENING.exec(before)?.[0].length ?? 0;
  const gap = opening === before.length && before !== '' && !before.endsWith('\n') ? '\n' : '';
  return before.slice(0, opening) + gap + block + before.slice(opening);
}

function commandIn(block: string, hook: HookName): string {
  return new RegExp(`^(?:.* \\| )?(.*) hook ${hook}`, 'm').exec(block)?.[1] ?? '';
}

function blockOf(command: string, hook: HookName): string {
  const run = `${hookCommand(command, hook)} || exit`;
  const lines =
    hook === 'pre-push'
      ? [
          'hfleaks_refs=$(cat)',
          `printf '%s\\n' "$hfleaks_refs" | ${run}`,
          'exec <<HFLEAKS_REFS',
          '$hfleaks_refs',
          'HFLEAKS_REFS',
        ]
      : [run];
  return [BEGIN, ...lines, END, ''].join('\n');
}

/** A path as one word of a shell, with `/` between names. */
export function quoted(path: string): string {
  const slashed = path.split(sep).join('/');
  return /^[\w./@+-]+$/.test(slashed) ? slashed : `'${slashed.replaceAll("'", `'\\''`)}'`;
}
