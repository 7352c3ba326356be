import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('statements', () => {
  test.each([
    ['a\nb', 'a\nb'],
    ['return\na', 'return\na'],
    [`throw new Error(\`bad \${t}\`)`, 'throw Error("bad {t}")'],
    ['l: for (;;) continue l', 'for { continue }'],
    ['debugger;', ''],
    ['#!/usr/bin/env node\na', 'a'],
    ['<!-- a\nb\n--> c', 'b'],
    ['// a\n/* b */ c', 'c'],
    ['a;; b', '~a\nb'],
    ['{ a; b }', ' { ~a; b }'],
    ['a, b = c, d', 'a\nb = c\nd'],
    ['a = 1;', 'a = #1'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});

describe('broken and partial', () => {
  test.each([
    ['f(a,\nconst b = c', 'f(a, ?())\nb = c\ngap 5-10'],
    ['({ a: 1,\nconst b = c(d)', '{"a": #1}\nb = c(d)\ngap 9-14'],
    ['f(a b)\nc', 'f(a, b)\nc\ngap 4-5'],
    ['}\na()', 'a()\ngap 0-1'],
    ['if (a { b() }\nc()', 'if (a) { b() }\nc()\ngap 6-6'],
    ['function f( { a() }\nb()', 'gap 20-22'],
    ['x = \nconst a = b', 'x = ?()\na = b\ngap 5-10'],
    ["'abc\nd()", '"abc"\nd()'],
    ['`abc', '"abc"\ngap 0-4'],
    ['a = [b, c\nreturn d', 'a = [b, c]\nreturn d\ngap 10-16'],
    ['  token: t,\n}\nconsole.log(a)', 't\n?()\nconsole.log(a)\ngap 12-13'],
    ['foo(a)) \nb()', 'foo(a)\n?()\nb()\ngap 6-7'],
    ["case 'a':\n  b()", 'b()'],
    ['else { a() }', 'else { a() }'],
    ['<div>{a}\nb()', '{"a": a}\nb()'],
    ['class A { ! b() {} }\nc', 'class A() { function b() {} }\nc\ngap 10-11'],
    ['a..b\nc', 'a.b\nc\ngap 2-2'],
    ['@', '?()\ngap 1-1'],
    ["import { a from 'b'\nc()", '?()\ngap 20-23'],
    ['for (a b) c\nd', '~a\nfor (b) { c }\nd'],
    ['a ? b\nc()', '(a ? b : ?())\nc()\ngap 6-7'],
    ['} else {\n  log(a)\n}', 'else { log(a) }\ngap 0-1'],
    ['=> a\nb', '?()\na\nb\ngap 0-2'],
    [
      '  a(b: T, c): Promise<T> {\n    log(b)\n  }\n  d() {}',
      'a(b, ?(), T, c)\n { log(b) }\nd()\n {}\ngap 5-6\ngap 12-25\ngap 48-48',
    ],
    ['x = { a: b; c }\nd', 'x = {"a": b}\nc\nd\ngap 10-11\ngap 14-15'],
    ['const = a\nb()', '?() = a\nb()\ngap 6-7'],
    ['/ a\nb()', '?()\na\nb()\ngap 0-2'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
