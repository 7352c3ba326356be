import { expect, test } from 'vitest';
import { parseShell } from '../../../src/flow/shell/parse.ts';
import { type Destination, type Step, stepsOf } from '../../../src/flow/shell/steps.ts';
import { printWord } from './print.ts';

function printTo(destination: Destination): string {
  if (destination.kind === 'pipe') return `|${destination.to?.name ?? '?'}`;
  if (destination.kind === 'file') return `${destination.isAppended ? '>>' : '>'}${printWord(destination.target)}`;
  return destination.kind === 'terminal' ? '' : '$';
}

function print({ command, output, errors, input, groups }: Step): string {
  const end = printTo(errors) === '' ? '' : ` 2:${printTo(errors)}`;
  const start = input === null ? '' : `${input.name}|`;
  return `${groups.map(({ keyword }) => `${keyword}.`).join('')}${start}${command.name}${printTo(output)}${end}`;
}

test.each<readonly [string, readonly string[]]>([
  ['a; b && c', ['a', 'b', 'c']],
  ['a | b | c', ['a|b', 'a|b|c', 'b|c']],
  ['a |& b', ['a|b 2:|b', 'a|b']],
  ['a > f', ['a>[f]']],
  ['a >> f 2>&1', ['a>>[f] 2:>>[f]']],
  ['a 2>&1 >f', ['a>[f]']],
  ['a &> f', ['a>[f] 2:>[f]']],
  ['a >& f', ['a>[f] 2:>[f]']],
  ['a >&2 2>/dev/null', ['a 2:>[/dev/null]']],
  ['a > /dev/null >&2', ['a']],
  ['a > /dev/stderr', ['a']],
  ['a < f <<< x', ['a']],
  ['x=$(a | b) c "$(d)"', ['a|b', 'a|b$', 'd$', 'c']],
  ['diff <(a) `b`', ['a$', 'b$', 'diff']],
  ['a > >(b) ', ['b|b', 'a|b']],
  ['{ a; b; } > f', ['{.a>[f]', '{.b>[f]']],
  ['( a; b ) | c', ['(.a|c', '(.b|c', 'b|c']],
  ['for x in $(a); do b; done >> f', ['a$', 'for.b>>[f]']],
  ['if a; then b | c; fi', ['if.a', 'if.b|c', 'if.b|c']],
  ['a | while read -r x; do b; done', ['a|read', 'while.a|read', 'while.a|b']],
  ['f() { a; }; f', ['function.a', 'f']],
  [`a "\${X:-$(b)}"`, ['b$', 'a']],
  ['cat <<E | a\n$(b)\nE\n', ['b$', 'cat|a', 'cat|a']],
])('%s', (source, steps) => {
  expect(stepsOf(parseShell(source)).map(print)).toEqual(steps);
});

test('nesting up to the cap and beyond ends soon', () => {
  expect(stepsOf(parseShell('$('.repeat(50_000))).length).toBeLessThan(100);
  expect(stepsOf(parseShell('{ a; '.repeat(20_000))).length).toBe(20_000);
});
