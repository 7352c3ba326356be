// No text makes the engine slow or throw.
import { expect, test } from 'vitest';
import { cpuSince } from '../../cost.ts';
import { found } from './table.ts';

/** Milliseconds. Each takes less than 1,000 in the bundle on a quiet machine; what is quadratic takes four times as much for twice the size. */
const LIMIT = 8000;

const many = (count: number, piece: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => piece(index)).join('');

test.each<[string, 'python' | 'javascript', () => string]>([
  ['attributes', 'python', () => `print(hf_token${'.a'.repeat(50_000)})`],
  ['plus', 'python', () => `x = hf_token${' + hf_token'.repeat(30_000)}\nprint(x)`],
  ['ternaries', 'javascript', () => `console.log(${'a ? hfToken : '.repeat(5000)}b)`],
  ['nested strings', 'python', () => `print(${"f'{".repeat(500)}hf_token${"}'".repeat(500)})`],
  ['a long line', 'python', () => `print(hf_token, ${'1, '.repeat(700_000)})`],
  [
    'chained functions',
    'python',
    () => `${many(2000, (i) => `def f${i}(x):\n    f${i + 1}(x)\n    return f${i + 1}(x)\n`)}f0(hf_token)`,
  ],
  [
    'all call all',
    'python',
    () =>
      many(
        150,
        (i) => `def f${i}(x):\n    ${many(100, (j) => `f${(i * 7 + j) % 150}(x + y${j}); `)}\nf${i}(hf_token)\n`,
      ),
  ],
  ['nested blocks', 'python', () => many(200, (i) => `${' '.repeat(i)}for hf_token${i} in x:\n`)],
  ['loops', 'python', () => `${many(20, (i) => `${' '.repeat(i)}while x:\n`)}${' '.repeat(20)}print(hf_token)`],
  [
    'loops beside many names',
    'python',
    () =>
      `${many(6000, (i) => `n${i} = 0\n`)}def f(a):\n${many(1450, (i) => `  my_own_${i} = a\n`)}${'  for i in a: i()\n'.repeat(30_000)}f(hf_token)`,
  ],
  ['ifs', 'python', () => many(10_000, (i) => `if a:\n    v${i} = hf_token\n`)],
  [
    'a cyclic object',
    'python',
    () => `d = {}\nd['d'] = d\nd['t'] = hf_token\nprint(d)\nd['d']['d'] = [d, d]\nprint(d)`,
  ],
  [
    'what is kept for visitors holds itself',
    'python',
    () =>
      `import streamlit as st\n${'s = st.session_state\ns.a = [s.a, hf_token, s.a]\n'.repeat(4000)}print(st.session_state.a)`,
  ],
  [
    'loops over the environment in loops',
    'javascript',
    () =>
      `${'for (const k in process.env) if (process.env[k] && process.env.hasOwnProperty(k)) {\n'.repeat(300)}console.log(process.env[k], hfToken)${'}\n'.repeat(300)}`,
  ],
  [
    'messages that are functions',
    'python',
    () => `from loguru import logger\n${'logger.info("{}", lambda: '.repeat(150)}hf_token${')'.repeat(150)}`,
  ],
  ['a large mapping', 'python', () => `d = {${many(25_000, (i) => `'k${i}': hf_token, `)}}\nprint(d)`],
  [
    'arguments of a command',
    'javascript',
    () => `program.command('${'<'.repeat(200_000)}').option('--hf-token <t>').action((d) => console.log(d));`,
  ],
  [
    'commands with options of their own',
    'javascript',
    () =>
      many(
        2500,
        (i) => `program.command('c${i} <x>').option('--a${i}-hf-token <t>').action((x, o) => console.log(o));\n`,
      ),
  ],
  [
    'commands with contexts',
    'python',
    () =>
      many(
        2000,
        (i) => `@click.command()\n@click.option("--a${i}-hf-token")\ndef f${i}(ctx):\n    print(ctx.params)\n`,
      ),
  ],
  [
    'a large mapping that is spread',
    'python',
    () => `def f(**kw): pass\nd = {${many(5000, (i) => `'k${i}': hf_token, `)}}\n${'f(**d)\n'.repeat(7500)}`,
  ],
  [
    'a long command',
    'python',
    () => `X = "env ${'| a'.repeat(150_000)}" # hf_token\n${'os.system(X)\n'.repeat(40_000)}`,
  ],
  ['a long echo', 'python', () => `X = "echo ${'$a'.repeat(200_000)}|" # hf_token\n${'os.system(X)\n'.repeat(40_000)}`],
  ['long words', 'python', () => `X = "${'a'.repeat(400_000)}" # hf_token\n${'os.system([X, X])\n'.repeat(30_000)}`],
  [
    'settings that are loaded again',
    'python',
    () => `${many(30, (i) => `c["a"]["b${i}"]["hf_token"]\n`)}${'c = json.load(f)\n'.repeat(50_000)}print(c)`,
  ],
  [
    'requests that fail',
    'python',
    () =>
      `h = {"a": hf_token}\n${'if a:\n try: requests.get(u, headers=h)\n except E as e: run(e.request.headers)\n'.repeat(6000)}`,
  ],
  ['folders', 'python', () => `p = Path.cwd()\n${'p = p / "a" / "b"\n'.repeat(25_000)}p.write_text(hf_token)`],
  ['keys that are read', 'python', () => many(20_000, (i) => `a${i}["b"]["hf_token"]\n`)],
  ['words of the first test', 'python', () => 'hf print( log( token'.repeat(100_000)],
  ['prints without an end', 'python', () => `huggingface token=${'print('.repeat(300_000)}`],
])('%s', (_, kind, make) => {
  const text = make();
  const start = process.cpuUsage();
  found(kind, text);
  expect(cpuSince(start)).toBeLessThan(LIMIT);
});
