import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('members, calls, indexes', () => {
  test.each([
    [`f\`x\${y}\``, 'f("x{y}")'],
    ['a?.b?.[c]?.(d)', 'a.b[c](d)'],
    ['f(...a, b)', 'f(*a, b)'],
    ['new A', 'A()'],
    ['new a.B(c).d()', 'a.B(c).d()'],
    ['f<T, U>(x)', 'f(x)'],
    ["import('a')", 'import("a")'],
    ['import.meta.env.VITE_HF_TOKEN', 'import.meta.env.VITE_HF_TOKEN'],
    ["process.env['HF_TOKEN']", 'process.env["HF_TOKEN"]'],
    ['new.target', 'new.target'],
    ['this.a.b', 'this.a.b'],
    ['super.a()', 'super.a()'],
    ['a\n(b)', 'a(b)'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
