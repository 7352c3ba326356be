import { expect, test } from 'vitest';
import { parsePython } from '../../../src/flow/python/parse.ts';
import { printModule } from '../print.ts';

test.each([
  ['a.b.c(d)(e)[f]', 'a.b.c(d)(e)[f]'],
  ['f(*a, **b, k=c, *d)', 'f(*a, **b, k=c, *d)'],
  ['f(x for x in y)', 'f(<x for x in y>)'],
  ['f(a=(yield))', 'f(a=(yield))'],
  ['(f)(x)', 'f(x)'],
  ['a + b + c - d', '(- (+ a b c) d)'],
  ['a + b * c ** -d', '(+ a (* b (** c (- d))))'],
  ['-a ** b', '(- (** a b))'],
  ['a @ b // c << 1', '(<< (// (@ a b) c) #1)'],
  ['a or b or c and not d == e', '(or a b (and c (not (== d e))))'],
  ['a not in b', '(not in a b)'],
  ['a is not None', '(is not a #None)'],
  ['a <> b', '(<> a b)'],
  ['x if t else y if u else z', '(t ? x : (u ? y : z))'],
  ['(n := f(x)) > 1', '(> (:= n f(x)) #1)'],
  ['lambda a, *b, c=1, **d: a + c', 'fn(a, (* b), c = #1, (** d)) { return (+ a c) }'],
  ['lambda: (yield)', 'fn() { return (yield) }'],
  ['lambda (a, b): a', 'fn([a, b]) { return a }'],
  ['[a for a in b if c(a) if d for e in f]', '<a for a in b for ?if() in c(a) for ?if() in d for e in f>'],
  ['{k: v async for k, v in e.items()}', '<{k: v} for [k, v] in e.items()>'],
  ['{a for a, *b in c}', '<a for [a, (* b)] in c>'],
  ['{}, {a: 1, **b}, {a, *b}', '[{}, {a: #1, ...b}, [a, (* b)]]'],
  ['(), (a,), (a), [a, *b,]', '[[], [a], a, [a, (* b)]]'],
  ['x[1:-4], x[:3], x[-4:], x[:]', '[x[1:-4], x[:3], x[-4:], x[:]]'],
  ['x[a, 1:2], x[...]', '[x[[a, 1:2]], x[#...]]'],
  ['x[f(y):], x[:n], x[::g()]', '[x[?(:, f(y))], x[:], x[?(:, g())]]'],
  ['`x`', '?(x)'],
  ['await f(x) ** 2', '(await (** f(x) #2))'],
  ['await, async_', '[await, async_]'],
  ['0x1F, 1_0, 1e-5j, .5, 0777L', '[#0x1F, #1_0, #1e-5j, #.5, #0777L]'],
  ['a\\\n  .b(\n# c\n  d,\n)', 'a.b(d)'],
  ['a[0](é=b, ｘ=c)', 'a[#0](é=b, ｘ=c)'],
])('%j', (source, printed) => {
  expect(printModule(parsePython(source))).toBe(printed);
});

test('a call begins at the bracket of its callee and ends behind its own', () => {
  const source = 'x = ( f )( a ) . b( )';
  const [statement] = parsePython(source).statements;
  const value = statement?.kind === 'assignment' ? statement.value : undefined;
  expect(value).toMatchObject({ kind: 'call', start: 4, end: 21 });
  expect(value).toMatchObject({ callee: { object: { kind: 'call', start: 4, end: 14 } } });
});
