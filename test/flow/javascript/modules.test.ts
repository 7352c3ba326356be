import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('imports and exports', () => {
  test.each([
    ["import 'a'", 'import "a" ()'],
    ["import a from 'a'", 'import "a" (default as a)'],
    ["import * as a from 'b'", 'import "b" (module as a)'],
    ["import a, { b, c as d, default as e } from './f'", 'import "./f" (default as a, b as b, c as d, default as e)'],
    ["import type { A } from 'a'", 'import "a" ()'],
    ["import { type A, b } from 'a'", 'import "a" (b as b)'],
    ["import type from 'a'", 'import "a" (default as type)'],
    ["import a = require('b')", 'import "b" (module as a)'],
    ['import a = b.c', 'a = b.c'],
    ["import a from 'b' with { type: 'json' }", 'import "b" (default as a)'],
    ["const { a } = require('b')", '{"a": a} = require("b")'],
    ["const a = await import('./b')", 'a = (await import("./b"))'],
    ['export { a, b as c }', 'c = b'],
    ['export { a as default }', 'export default a'],
    ["export { a as b } from './c'", 'import "./c" (a as b)'],
    ["export * from './a'", 'import "./a" (* as *)'],
    ["export * as a from './b'", 'import "./b" (module as a)'],
    ['export const a = b', 'a = b'],
    ['export function f() {}', 'export function f() {}'],
    ['export default a', 'export default a'],
    ['export default function () { a }', 'export function () { a }\nexport default'],
    ['export default async function a() { b }', 'export function a() { b }\nexport default a'],
    ["export type { A } from 'b'", 'import "b" ()'],
    ['module.exports = { a }', 'module.exports = {"a": a}'],
    ['exports.a = b', 'exports.a = b'],
    ['export = a', 'export default a'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
