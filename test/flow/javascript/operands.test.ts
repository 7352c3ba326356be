import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('literals, templates, arrays, objects', () => {
  test.each([
    ['a = /[/]\\/x/gi.test(b)', 'a = #/[/]\\/x/gi.test(b)'],
    [`\`a\${\`b\${c}\`}d\``, '"a{"b{c}"}d"'],
    ['[...a, , b]', '[(... a), #, b]'],
    [
      "({ ...a, b, c: d, [e]: f, 'g': h, get i() { return j }, async k() {}, l })",
      '{...a, "b": b, "c": d, e: f, "g": h, "i": fn() { return j }, "k": fn() {}, "l": l}',
    ],
    ["'\\x68\\u0066\\u{5f}\\\na'", '"hf_a"'],
    ['0x1f_0n + 1e-5 + .5', '(+ #0x1f_0n #1e-5 #.5)'],
    ['undefined', '#undefined'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
