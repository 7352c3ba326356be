import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import type { Module } from '../../../src/flow/syntax.ts';
import { cpuSince } from '../../cost.ts';

/** Every node of a module, with how many others it is inside of; reads without recursion. */
function nodes(module: Module): { kind: string; start: number; end: number; level: number }[] {
  const found: { kind: string; start: number; end: number; level: number }[] = [];
  const stack: { value: unknown; level: number }[] = [{ value: module.statements, level: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { value, level } = top;
    if (typeof value !== 'object' || value === null) continue;
    if ('kind' in value) found.push({ ...(value as { kind: string; start: number; end: number }), level });
    for (const child of Object.values(value)) stack.push({ value: child, level: 'kind' in value ? level + 1 : level });
  }
  return found;
}

const texts = (text: string, kind: string): string[] =>
  nodes(parseJavaScript(text))
    .filter((node) => node.kind === kind)
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map(({ start, end }) => text.slice(start, end));

describe('spans', () => {
  test.each([
    [`a(b(c), \`\${d()}\`) ;`, 'call', [`a(b(c), \`\${d()}\`)`, 'b(c)', 'd()']],
    ['  (a)(b).c() // d', 'call', ['(a)(b).c()', '(a)(b)']],
    ['const a: T = b /* c */, { d } = e\n', 'assignment', ['a: T = b', '{ d } = e']],
    ['export class A { static b = c; }', 'assignment', ['b = c']],
    ['<a b={c()}>{d()} 🤗 {e()}</a>', 'call', ['c()', 'd()', 'e()']],
    ['new A<T>(b) as C', 'call', ['new A<T>(b)']],
    ['if (a) { b } else c', 'block', ['if (a) { b } else c']],
    ['x = y ? f(a) : g(b)', 'conditional', ['y ? f(a) : g(b)']],
    ['f({ "a b": c })', 'mapping', ['{ "a b": c }']],
  ])('%s: %s', (text, kind, found) => expect(texts(text, kind)).toEqual(found));
});

const nested = (open: string, middle: string, close: string, times: number): string =>
  open.repeat(times) + middle + close.repeat(times);

describe('hostile text is read in linear time, and its tree is shallow', () => {
  test.each<[name: string, text: string]>([
    ['50,000 attributes', `x${'.a'.repeat(50_000)}`],
    ['50,000 calls', `x${'.a(1)'.repeat(50_000)}`],
    ['30,000 +', `${'a + '.repeat(30_000)}a`],
    ['30,000 + and -', `${'a + b - '.repeat(30_000)}a`],
    ['5,000 conditions in the else', `${'a ? b : '.repeat(5000)}c`],
    ['5,000 conditions in the then', `${'a ? '.repeat(5000)}b`],
    ['20,000 else if', `${'if (a) b; else '.repeat(20_000)}c`],
    ['parentheses', nested('(', 'a', ')', 50_000)],
    ['open parentheses', '('.repeat(50_000)],
    ['wrong parentheses', nested('(', 'a', ']', 50_000)],
    ['open braces', '{'.repeat(50_000)],
    ['objects', nested('[{ a: ', 'b', ' }]', 30_000)],
    ['templates', nested(`\`\${`, 'a', '}`', 20_000)],
    ['open templates', `\`\${`.repeat(30_000)],
    ['elements', nested('<a>', 'b', '</a>', 30_000)],
    ['open elements', '<a>'.repeat(30_000)],
    ['elements in attributes', '<a b={'.repeat(30_000)],
    ['arrow functions', `${'a => '.repeat(30_000)}b`],
    ['arrow functions, perhaps', '(a): '.repeat(30_000)],
    ['functions', 'function f() {'.repeat(30_000)],
    ['classes', 'class A { b() {'.repeat(30_000)],
    ['type arguments, perhaps', 'a<'.repeat(100_000)],
    ['type parameters, perhaps', '<T>('.repeat(50_000)],
    ['types', `let a: ${'A<'.repeat(50_000)}`],
    ['function types', `let a: ${'(a: '.repeat(50_000)}`],
    ['assignments', `${'a = '.repeat(50_000)}b`],
    ['!', `${'!'.repeat(50_000)}a`],
    ['new', `${'new '.repeat(50_000)}a`],
    ['assertions', '<a>'.repeat(30_000).replaceAll('a', 'T[]')],
    ['decorators', '@'.repeat(50_000)],
    ['base classes', 'class extends '.repeat(30_000)],
    ['declare', 'declare '.repeat(50_000)],
    ['regexes, perhaps', `a = ${'/['.repeat(100_000)}`],
    ['quotes', "'".repeat(200_001)],
    ['comments', '/*'.repeat(200_000)],
    ['elements of many names', Array.from({ length: 20_000 }, (_, at) => `(<n${at} a>)`).join(';')],
    ['a line of 2 MB', 'a(b, "c", { d: 1 }); '.repeat(100_000)],
  ])('%s', (_, text) => {
    const began = process.cpuUsage();
    const module = parseJavaScript(text);
    expect(cpuSince(began)).toBeLessThan(5000);
    let deepest = 0;
    for (const { level } of nodes(module)) if (level > deepest) deepest = level;
    expect(deepest).toBeLessThanOrEqual(600);
  });

  test('what is cut is a gap', () => {
    expect(parseJavaScript(`x${'.a'.repeat(5000)}`).gaps).toHaveLength(1);
    expect(parseJavaScript(nested('(', 'a', ')', 5000)).gaps).toHaveLength(1);
  });

  test('after what is nested too deeply the rest is read', () => {
    expect(texts(`${nested('[', 'a', ']', 5000)}; f(b)`, 'call')).toEqual(['f(b)']);
    expect(texts(`${nested('{', 'a', '}', 5000)} f(b)`, 'call')).toEqual(['f(b)']);
  });
});

describe('any text', () => {
  const word = fc.constantFrom(
    ...`( ) [ ] { } < > \` \${ / ' " \\ ; , : ? ?. => ... = == + - ! @ # . 1 a b if else for of in function class import`.split(
      ' ',
    ),
    ...'export default from const let async await yield return case switch try catch new type interface enum as \n'.split(
      ' ',
    ),
    ...['</a>', '<a', '/>', '//', '/*', '*/', '<!--', 'declare', 'namespace', 'static', 'get', 'extends', '\ud83e'],
  );

  test('never throws, and every span lies in the text', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), fc.constantFrom('', ' '), (words, between) => {
        const text = words.join(between);
        for (const { start, end } of nodes(parseJavaScript(text))) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
