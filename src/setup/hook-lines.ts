// The lines that make a git hook run hfleaks, and where they go in a script that is there already.
import { sep } from 'node:path';

export const HOOKS = ['pre-commit', 'commit-msg', 'pre-push'] as const;
export type HookName = (typeof HOOKS)[number];

const BEGIN = '# >>> hfleaks init >>>';
const END = '# <<< hfleaks init <<<';
const HEAD = '#!/bin/sh\n';
/** What stands at the top of a script and does nothing that could end it. */
const OPENING = /^(?:#.*(?:\n|$)|[ \t]*\n|set [-+].*(?<!\\)\n|\. .*husky\.sh.*\n)*/;
/** A line that runs hfleaks in one of its ways: `hfleaks staged`, `node 'x/hfleaks.cjs' hook pre-commit`, `sh x/hfleaks-pre-commit.sh`. */
const RUNS = /^(?![ \t]*#).*\bhfleaks(?:(?:\.cjs)?['"]?[ \t]+(?:hook[ \t]+([\w-]+)|staged)|-pre-commit\.sh['"]?)/gm;
/** What is beside the bundle and starts Node.js only where something can be; a hook may name the program by HFLEAKS_NODE. */
export const SCRIPT = 'hfleaks-pre-commit.sh';
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

/** How hfleaks is called as a hook, in a shell: before a commit, if `early`, by the script beside the bundle, where `command` says where that is. */
export function hookCommand(command: string, hook: HookName, early = true): string {
  const place = command.replace(/^node_modules\/\.bin\/hfleaks$/, 'node node_modules/hfleaks/dist/hfleaks.cjs');
  const [, node, before, after] = /^(node|"\$\(.*\)") (.*)hfleaks\.cjs('?)$/.exec(place) ?? [];
  if (hook !== 'pre-commit' || !early || node === undefined) return calledPlainly(command, hook);
  return `${node === 'node' ? '' : `HFLEAKS_NODE=${node} `}sh ${before}${SCRIPT}${after}`;
}

function calledPlainly(command: string, hook: HookName): string {
  return `${command} hook ${hook}${{ 'pre-commit': '', 'commit-msg': ' "$1"', 'pre-push': ' "$@"' }[hook]}`;
}

/**
 * The script of a hook with our lines, `before` being what is there, null for nothing: a block of its own in front of what could end the script,
 * or instead of a block that we wrote. The same text where hfleaks runs already; null for no shell script. What git tells a pre-push hook on
 * standard input is left for the lines behind.
 */
export function withHookLines(before: string | null, command: string, hook: HookName, early = true): string | null {
  const block = blockOf(command, hook, early);
  if (before === null) return HEAD + block;
  const own = BLOCK.exec(before)?.[0];
  if (own !== undefined && isUnchanged(own, hook)) return before.replace(BLOCK, () => block);
  // What they made of our block is theirs.
  if (own !== undefined || runningLine(before, hook) !== '') return before;
  if (before.startsWith('#!') && !/^#!.*\b(?:ba|da|k|z)?sh\b/.test(before)) return null;
  // A shell takes the CR for a part of the last word.
  if (before.includes('\r\n') || before.includes('\0')) return null;
  const opening = OPENING.exec(before)?.[0].length ?? 0;
  const gap = opening === before.length && before !== '' && !before.endsWith('\n') ? '\n' : '';
  return before.slice(0, opening) + gap + block + before.slice(opening);
}

/** Whether a block of ours is as we write it, or wrote it before there was a script. */
function isUnchanged(block: string, hook: HookName): boolean {
  const plain = new RegExp(`^(?:.* \\| )?(.*) hook ${hook}`, 'm').exec(block)?.[1] ?? '';
  const [, node = 'node', before = '', after = ''] =
    /^(?:HFLEAKS_NODE=("\$\(.*\)") )?sh (.*)hfleaks-pre-commit\.sh('?)/m.exec(block) ?? [];
  return (
    block === blockOf(`${node} ${before}hfleaks.cjs${after}`, hook) ||
    block === blockWith(calledPlainly(plain, hook), hook)
  );
}

function blockOf(command: string, hook: HookName, early = true): string {
  return blockWith(hookCommand(command, hook, early), hook);
}

function blockWith(call: string, hook: HookName): string {
  const run = `${call} || exit`;
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
