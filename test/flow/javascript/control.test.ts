import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('control flow', () => {
  test.each([
    ['if (a) b; else if (c) { d } else e', 'if (a, c) { ~b } { d } { e }'],
    ['for (const a of b) c()', 'for of [a <- b] { c() }'],
    ['for await (const a of b) {}', 'for of [a <- b] {}'],
    ['for (a in b) c', 'for in [a <- b] { c }'],
    ['for (let i = 0, n = b; i < n; i++) f(i)', 'i = #0\nn = b\nfor ((< i n)) { f(i); ~i }'],
    ['for (;;) {}', 'for {}'],
    ['while (a) b()', 'while (a) { b() }'],
    ['do { a } while (b)\nc', 'do (b) { a }\nc'],
    ['switch (a) { case b: c(); break; default: d() }', 'switch (a, b) { ~c() } { d() }'],
    ['try { a() } catch { b() }', 'try { a() } { catch { b() } }'],
    [
      'try { a() } catch ({ message: m }) { b() } finally { c() }',
      'try { a() } { catch [{"message": m} <- ?()] { b() } } { c() }',
    ],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
