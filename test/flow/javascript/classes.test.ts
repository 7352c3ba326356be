import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('classes', () => {
  test.each([
    ['class A<T> extends B<T> implements C, D { }', 'class A(B) {}'],
    [
      "class A { a; b = 1; static c = 2; #d = e; 'f' = 3; [g] = 4; readonly h?: T = 5; declare i: T; accessor j = 6 }",
      'class A() { this.b = #1; A.c = #2; this.#d = e; this.f = #3; this[g] = #4; this.h: T = #5; this.j = #6 }',
    ],
    [
      'class A { constructor(private readonly a: B, public c = d) { super() } }',
      'class A() { function constructor(a: B, c = d) { this.a = a; this.c = c; super() } }',
    ],
    [
      'class A { get a(): T { return b } set a(v) { c } static async *d() {} async e() {} }',
      'class A() { @property function a() { return b }; function a(v) { c }; function d() {}; function e() {} }',
    ],
    ['class A { static { a() } }', 'class A() { static { a() } }'],
    [
      "@a @b.c(d) class E { @f() g = h; @i(j) k(@l('m') n) {} }",
      '@a @b.c(d) class E() { ~f(); this.g = h; @i(j) @l("m") function k(n) {} }',
    ],
    [
      'class A { [k: string]: T; abstract a(): B; [Symbol.iterator]() { b } }',
      'class A() { ~Symbol.iterator; function () { b } }',
    ],
    [
      'class A { get = 1; static = 2; async() { a } }',
      'class A() { this.get = #1; this.static = #2; function async() { a } }',
    ],
    ['export default class { a() {} }', 'export class () { function a() {} }\nexport default'],
    ['abstract class A {}', 'class A() {}'],
    ['const A = class B {}', 'A = fn() { class B() {} }'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
