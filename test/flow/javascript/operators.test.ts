import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('operators', () => {
  test.each([
    ['a / b / c', '(/ a b c)'],
    ['x = a++ / 2', 'x = (/ a #2)'],
    ['a ? .5 : 1', '(a ? #.5 : #1)'],
    ['a?.5:1', '(a ? #.5 : #1)'],
    ['await f(x)', '(await f(x))'],
    ['a + b - c * d ** e', '(+ a b (* c (** d e)))'],
    ['a && b || c ?? d', '(?? (|| (&& a b) c) d)'],
    ['a = b = c', 'a = b = c'],
    ['f(a = b)', 'f((= a b))'],
    ['x ??= y', 'x ??= y'],
    ['(a, b)', 'a\nb'],
    ['!a.b!.c', '(! a.b.c)'],
    ['x as unknown as T', 'x'],
    ['x satisfies T<U>', 'x'],
    ['a < b > c', '(< a b c)'],
    ['i<n?a:b>c', '((< i n) ? a : (> b c))'],
    ["typeof a === 'string'", '(=== (typeof a) "string")'],
    ['a in b', '(in a b)'],
    ['a >>>= b >> c', 'a >>>= (>> b c)'],
    ['x! = y', 'x = y'],
    ['#p in o', '(in #p o)'],
    ['a ? b : c = d', '(a ? b : (= c d))'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
