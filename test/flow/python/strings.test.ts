import { expect, test } from 'vitest';
import { parsePython } from '../../../src/flow/python/parse.ts';
import { printModule } from '../print.ts';

test.each([
  [`'a' "b" r'\\n' b'c' Rb"d" u'''e\n"f"'''`, '"ab\\\\ncde\\n\\"f\\""'],
  ["ur'a\\n'", '"a\\\\n"'],
  ["'\\x41\\u00e9\\U0001F600\\101\\t\\q\\\\'", '"Aé😀A\\t\\\\q\\\\"'],
  ["'a\\\nb'", '"ab"'],
  ['"\\N{DASH}"', '"\\\\N{DASH}"'],
  ['f"{a}b{c.d!r}{{e}}"', '"{a}b{c.d}{e}"'],
  ['f"{a:>{width}}{b:%H:%M}"', '"{a}{width}{b}"'],
  ['f"{a=}{b != c}{d == e!s}"', '"{a}{(!= b c)}{(== d e)}"'],
  ['f"{token:.4}{token!r:.8s}{x:.2f}"', '"{token[:4]}{token[:8]}{x}"'],
  [`f'{a['b']}{f'{f"{c}"}'}'`, '"{a["b"]}{"{"{c}"}"}"'],
  ['f"{x["a"]:{y["b"]}}" "z"', '"{x["a"]}{y["b"]}z"'],
  ['f"""{\n  a\n}\n"""', '"{a}\\n"'],
  ['f"{(lambda x: x)(1)}{ {1: 2}[1] }"', '"{fn(x) { return x }(#1)}{{#1: #2}[#1]}"'],
  ['rf"\\{a}\\N{b}"', '"\\\\{a}\\\\N{b}"'],
  ['f"\\N{DASH}{a}"', '"\\\\N{DASH}{a}"'],
  ['f"{a, b}{*c, d}{yield}"', '"{[a, b]}{[(* c), d]}{(yield)}"'],
  ['t"{a}"', '"{a}"'],
  ["f''", '""'],
])('%j', (source, printed) => {
  expect(printModule(parsePython(source))).toBe(printed);
});

test.each([
  ['a quote that does not end', "x = 'abc\nprint(y)\n", 'x = ?()\nprint(y)\ngap 4-8'],
  ['a field that does not end', 'x = f"{a\nprint(y)\nreturn z\n', 'x = ?()\nprint(y)\nreturn z\ngap 4-8'],
  ['the end of a docstring', 'words"""\nprint(y)\n', 'words\nprint(y)\ngap 5-8'],
])('%s', (_, source, printed) => {
  expect(printModule(parsePython(source))).toBe(printed);
});

test('spans of several literals and of a field', () => {
  const [statement] = parsePython('f("a" f"{b}")').statements;
  expect(statement).toMatchObject({
    value: {
      args: [{ value: { kind: 'text', start: 2, end: 12, parts: ['a', { kind: 'name', start: 9, end: 10 }] } }],
    },
  });
});
