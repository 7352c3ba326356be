import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('functions and arrow functions', () => {
  test.each([
    ['(x): T => y', 'fn(x) { return y }'],
    ['a ? (b) : c => d', '(a ? b : fn(c) { return d })'],
    ['a ? (b: T): U => c : d', '(a ? fn(b: T) { return c } : d)'],
    ['async x => x', 'fn(x) { return x }'],
    ['async (a, ...b) => { await a }', 'fn(a, (... b)) { (await a) }'],
    ['({ a, b: [c] = d }) => a', 'fn({"a": a, "b": (= [c] d)}) { return a }'],
    ['a => b => c', 'fn(a) { return fn(b) { return c } }'],
    ['function* () { yield* a }', 'function () { yield a }'],
    ['<T,>(a: T) => a', 'fn(a: T) { return a }'],
    ['<T extends U>(a) => a', 'fn(a) { return a }'],
    ['(async () => { a })()', 'fn() { a }()'],
    [
      'function* f<T>(a: T, { b }: C = {}, ...d): asserts a is T { return b }',
      'function f(a: T, {"b": b}: C = {}, (... d)) { return b }',
    ],
    ['async function f() {}', 'function f() {}'],
    ['function f(a: string): void;\nfunction f(a) { b }', 'function f(a) { b }'],
    ['x => a ? b : c\n;(d)', '~fn(x) { return (a ? b : c) }\nd'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
