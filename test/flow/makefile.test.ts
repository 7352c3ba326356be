import { describe, expect, test } from 'vitest';
import { parseMakefile } from '../../src/flow/makefile.ts';
import { printShell, printWord } from './shell/print.ts';

function print(source: string): readonly string[] {
  const { settings, recipes, messages } = parseMakefile(source);
  return [
    ...settings.map(
      ({ name, operator, value, isExported }) =>
        `${isExported ? 'export ' : ''}${name}${operator}${value === null ? '' : printWord(value)}`,
    ),
    ...recipes.map(({ target, isSilent, pipelines }) => `${target}${isSilent ? '@' : ''}: ${printShell(pipelines)}`),
    ...messages.map((message) => `print ${printWord(message)}`),
  ];
}

test.each<readonly [string, readonly string[]]>([
  [`A ?= x\nB := $(A)y # c\nC += \${B}`, ['A?=[x]', 'B:=[@make.B·y]'.replace('make.B', 'make.A'), 'C+=[@make.B]']],
  ['export HF_TOKEN\nexport A=b\nunexport C = d', ['export HF_TOKEN', 'export A=[b]', 'C=[d]']],
  ['T := $(shell hf auth token)', ['T:=[$( [hf] [auth] [token] )]']],
  [`a: b\n\techo $(X) $$Y $\${Z}`, ['a: [echo] [@make.X] [$Y] [$Z]']],
  ["a:\n\t@echo '$(HF_TOKEN)'", ['a@: [echo] [@make.HF_TOKEN]']],
  ['a:\n\t-@b\n\n\t+c', ['a@: [b]', 'a: [c]']],
  ['.SILENT:\na:\n\tb', ['a@: [b]']],
  ['a b: c | d\n\tx \\\n\t  y\n', ['a b: [x] [y]']],
  ['a: ; echo $X', ['a: [echo] [@make.X]']],
  ['a::\n\techo $(X:.c=.o) $(strip $(Q)) $(call f,$(Z)) $@ $$$$', ['a: [echo] [@make.X] [@make.Q] [_] [_] [$$]']],
  ['ifdef X\na:\n\tb\nelse\n\tc\nendif', ['a: [b]', 'a: [c]']],
  ['$(info t $(HF_TOKEN))\n$(warning w)', ['print [t ·@make.HF_TOKEN]', 'print [w]']],
  ['a:\r\n\tb $(C)\r\n', ['a: [b] [@make.C]']],
  ['\tno target\n# c: d\n', []],
  ['a:\n\techo $(X', ['a: [echo] [@make.X]']],
])('%s', (source, printed) => {
  expect(print(source)).toEqual(printed);
});

test('spans are those of the file', () => {
  const source = "T = $(X)\na:\n\t@echo '$(HF_TOKEN)' $$Y \\\n\t$(shell cat $(F))\n";
  const { settings, recipes } = parseMakefile(source);
  const at = (span: { start: number; end: number } | null | undefined) => source.slice(span?.start, span?.end);
  const command = recipes[0]?.pipelines[0]?.commands[0];
  expect(at(settings[0]?.value)).toBe('$(X)');
  expect(at(recipes[0])).toBe("echo '$(HF_TOKEN)' $$Y \\\n\t$(shell cat $(F))");
  const words = command?.kind === 'simple' ? command.words : [];
  expect(words.flatMap(({ parts }) => parts).map(at)).toEqual(['echo', '$(HF_TOKEN)', '$Y', '$(shell cat $(F))']);
});

describe('hostile files end soon, without a throw', () => {
  test.each([
    `a:\n\t${'$('.repeat(50_000)}`,
    `a:\n\t${'$(or '.repeat(50_000)}${')'.repeat(50_000)}`,
    `A = ${'$(X)'.repeat(50_000)}`,
    'a: b\n'.repeat(50_000),
    'A = b\n'.repeat(20_000),
    ':'.repeat(1_000_000),
    `a${' '.repeat(2_000_000)}`,
    `a:\n${'\techo $(X\n'.repeat(10_000)}`,
    'export '.repeat(100_000),
  ])('%#', (source) => {
    expect(parseMakefile(source).settings).toBeInstanceOf(Array);
  });
});
