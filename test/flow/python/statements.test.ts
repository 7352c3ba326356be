import { expect, test } from 'vitest';
import { parsePython } from '../../../src/flow/python/parse.ts';
import { printModule } from '../print.ts';

test.each([
  ['a = b = c, d = 1, *e', 'a = b = [c, d] = [#1, (* e)]'],
  ['a, *b = c', '[a, (* b)] = c'],
  ['x += 1', 'x += #1'],
  ['x //= 1; y **= 2; z >>= 3; w @= v', 'x //= #1\ny **= #2\nz >>= #3\nw @= v'],
  ['x: int', 'x: int = #'],
  ['self.x: Dict[str, "a"] = {}', 'self.x: Dict[str, "a"] = {}'],
  ['x = yield y', 'x = (yield y)'],
  ['a; b.c(); d', '~a\n~b.c()\nd'],
  ['hf_token;', '~hf_token'],
  [
    'import a.b as c, os.path, sys',
    'import "a.b" (module as c)\nimport "os.path" (module as os.path)\nimport "sys" (module as sys)',
  ],
  ['from ..x import (y as z,\n  w)', 'import "..x" (y as z, w as w)'],
  ['from ... import *', 'import "..." (* as *)'],
  ['from .config import HF_TOKEN', 'import ".config" (HF_TOKEN as HF_TOKEN)'],
  ['return', 'return'],
  ['return a, b', 'return [a, b]'],
  ['raise E(x) from y', 'raise E(x), y'],
  ['raise E, "m", tb', 'raise E, "m", tb'],
  ['assert x, f(m)', 'assert x, f(m)'],
  ['del a[0], b', 'del a[#0], b'],
  ['global a, b', 'global a, b'],
  ['nonlocal a', 'nonlocal a'],
  ['yield from a', 'yield from a'],
  ['yield a, b', 'yield [a, b]'],
  ['pass; break', 'break'],
  ['print "a", x', 'print("a", x)'],
  ['print >>sys.stderr, "x %s" % y,', 'print(file=sys.stderr, (% "x %s" y))'],
  ['print f(x)', 'print(f(x))'],
  ['print not x', 'print((not x))'],
  ['print', 'print'],
  ['print [a for a in b]', 'print(<a for a in b>)'],
  ['print[a]', 'print[a]'],
  ['print(a, file=b)', 'print(a, file=b)'],
  ['print = x', 'print = x'],
  ['exec code in ns', 'exec(code, ns)'],
  ['type X[T] = list[T]', ''],
  ['type = type(x)', 'type = type(x)'],
  ['match = re.match(x)', 'match = re.match(x)'],
  ['async = 1', 'async = #1'],
])('%j', (source, printed) => {
  expect(printModule(parsePython(source))).toBe(printed);
});
