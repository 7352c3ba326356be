import { describe, expect, test } from 'vitest';
import { type Instruction, parseDockerfile } from '../../src/flow/dockerfile.ts';
import { printShell, printWord } from './shell/print.ts';

function print({ keyword, stage, form, flags, mounts, bindings, words, pipelines, documents }: Instruction): string {
  return [
    `${keyword}${stage}${form === 'exec' ? '!' : ''}`,
    ...flags.map(({ name, value }) => `--${name}=${value}`),
    ...mounts.map((mount) => JSON.stringify(mount)),
    ...bindings.map(({ name, values }) => `${name}=${values.map(printWord)}`),
    bindings.length > 0 ? '' : words.map(printWord).join(' '),
    pipelines.length > 0 ? `: ${printShell(pipelines)}` : '',
    ...documents.map(({ target }) => `<<${printWord(target)}`),
  ]
    .filter((text) => text !== '')
    .join(' ');
}

describe('instructions', () => {
  test.each<readonly [string, readonly string[]]>([
    ['FROM a AS b\nfrom --platform=x c', ['FROM1 [a] [AS] [b]', 'FROM2 --platform=x [c]']],
    ['ARG HF_TOKEN\nARG A=1 B="x y"', ['ARG0 HF_TOKEN=', 'ARG0 A=[1] B=["x y"]']],
    [`ENV HF_TOKEN=$HF_TOKEN X="a \${B:-c}" Y=`, ['ENV0 HF_TOKEN=[$HF_TOKEN] X=["a "·$B{:-[c]}] Y=[]']],
    ['ENV HF_TOKEN the "$VALUE"', ['ENV0 HF_TOKEN=[the "·$VALUE·"]']],
    ['LABEL "a b"="c" d=e', ['LABEL0 a b=["c"] d=[e]']],
    ['RUN a \\\n  # no\n\n  && b \\\n  c\nRUN d', ['RUN0 : [a] && [b] [c]', 'RUN0 : [d]']],
    ['RUN a \\  \r\n  b\r\n', ['RUN0 : [a] [b]']],
    ['# escape=`\nRUN a `\n b', ['RUN0 : [a] [b]']],
    [
      'RUN --mount=type=secret,id=HF_TOKEN,required --network=none cat /run/secrets/HF_TOKEN',
      [
        'RUN0 --mount=type=secret,id=HF_TOKEN,required --network=none {"type":"secret","id":"HF_TOKEN","required":""} : [cat] [/run/secrets/HF_TOKEN]',
      ],
    ],
    ['RUN ["echo", "$X \\u0041"]', ['RUN0! ["echo"] ["$X A"] : ["echo"] ["$X A"]']],
    ['CMD ["/bin/sh", "-ec", "echo \\"$X\\""]', ['CMD0! ["/bin/sh"] ["-ec"] ["echo "$X""] : [echo] [$X]']],
    ['CMD ["a", b]', ['CMD0 : [[·"a"·,] [b]]']],
    ['RUN <<EOF\nset -x\necho $X\nEOF\nRUN a', ['RUN0 : [set] [-x] +x:[echo] [$X]', 'RUN0 : [a]']],
    ['RUN <<-"E" cat > f\n\techo $X\n\tE\n', ["RUN0 : [cat] <<-['\techo $X⏎'] >[f]"]],
    ['RUN python3 <<EOF\nprint(1)\nEOF', ['RUN0 : [python3] <<[print(1)⏎]']],
    ['RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF', ['RUN0 : <<[#!/usr/bin/env python3⏎print(1)⏎]']],
    ['COPY --from=b /a /b', ['COPY0 --from=b [/a] [/b]']],
    ['COPY <<A <<"B" /c/\nx=$X\nA\ny=$Y\nB\nUSER z', ["COPY0 [/c/] <<[x=·$X·⏎] <<['y=$Y⏎']", 'USER0 [z]']],
    ['HEALTHCHECK --interval=5s CMD curl $X', ['HEALTHCHECK0 --interval=5s : [curl] [$X]']],
    ['ONBUILD RUN a', ['RUN0 : [a]']],
    ['junk!\n\nRUNX a\nRUN', ['RUNX0 [a]', 'RUN0']],
    ['RUN <<EOF\nnever closed', ['RUN0 : [never] [closed]']],
  ])('%s', (source, printed) => {
    expect(parseDockerfile(source).map(print)).toEqual(printed);
  });
});

test('spans are those of the file, over joined lines, comments and escapes too', () => {
  const source = 'FROM a\nRUN x \\\n  # c\n  "$HF\\\n_TOKEN" y\nCMD ["sh", "-c", "\\"\\" $A"]\nENV A="b" C=$D\n';
  const [, run, cmd, env] = parseDockerfile(source);
  const at = (span: { start: number; end: number } | undefined) => source.slice(span?.start, span?.end);
  const words = (instruction: Instruction | undefined) => {
    const command = instruction?.pipelines[0]?.commands[0];
    return command?.kind === 'simple' ? command.words.map(at) : [];
  };
  expect(at(run)).toBe('RUN x \\\n  # c\n  "$HF\\\n_TOKEN" y');
  expect(words(run)).toEqual(['x', '"$HF\\\n_TOKEN"', 'y']);
  expect(words(cmd)).toEqual(['"\\"', '$A']);
  expect(env?.bindings.map(({ values }) => at(values[0]))).toEqual(['"b"', '$D']);
});

describe('hostile files end soon, without a throw', () => {
  test.each([
    'FROM a\n'.repeat(20_000),
    'RUN a \\\n'.repeat(50_000),
    `RUN [${'"a",'.repeat(50_000)}`,
    `RUN ["${'a\\"'.repeat(50_000)}"]`,
    'RUN <<A\n'.repeat(50_000),
    `RUN ${'<<A '.repeat(50_000)}\n`,
    `RUN ${'$('.repeat(50_000)}`,
    `RUN a \\\n${'# x\n'.repeat(100_000)}`,
    `RUN a${' '.repeat(2_000_000)}`,
    `ENV ${'A=b '.repeat(50_000)}`,
  ])('%#', (source) => {
    expect(parseDockerfile(source)).toBeInstanceOf(Array);
  });
});
