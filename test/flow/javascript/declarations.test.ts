import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('variables', () => {
  test.each([
    ['const a = 1, b = 2', 'a = #1\nb = #2'],
    ['let { a, b: { c } = d, ...e } = f', '{"a": a, "b": (= {"c": c} d), ...e} = f'],
    ['const [a, , b = c, ...d] = e', '[a, #, (= b c), (... d)] = e'],
    ['const a: Map<string, () => void> = b', 'a: Map<string, () => void> = b'],
    ['let a!: T', ''],
    ['var a', ''],
    ['let = 1', 'let = #1'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});

describe('declarations of types', () => {
  test.each([
    ['export type A = B', ''],
    ['export as namespace A', ''],
    ['interface A extends B<{ c: d }> { e(): f }\ng', 'g'],
    ['type A<T> = T extends (infer U)[] ? { a: U } : (a: T) => void\nb', 'b'],
    ['enum A { B = 1, C = f() }', '~?(B=#1, C=f())'],
    ['const enum A { B }', '~?()'],
    ['declare const a: B\nc', 'c'],
    ["declare module 'a' { export function f(): void }\nb", 'b'],
    ['declare global { interface A {} }\nb', 'b'],
    ['namespace A.B { c() }', 'namespace { c() }'],
    ['type = 1', 'type = #1'],
    ['module = a', 'module = a'],
    ['declare = a\nabstract(b)\nnamespace.c', 'declare = a\nabstract(b)\nnamespace.c'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
