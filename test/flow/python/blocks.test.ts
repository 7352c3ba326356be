import { expect, test } from 'vitest';
import { parsePython } from '../../../src/flow/python/parse.ts';
import { printModule } from '../print.ts';

test.each([
  ['if a: b\nelif c:\n  d\n  e\nelse: f', 'if (a, c) { b } { d; e } { f }'],
  ['if a:\n  if b:\n    c\nelse:\n  d', 'if (a) { if (b) { c } } { d }'],
  ['while (n := f()):\n\tg()\nelse:\n        h()', 'while ((:= n f())) { g() } { h() }'],
  ['for a, *b in c, d: e', 'for [[a, (* b)] <- [c, d]] { e }'],
  [
    'async def f():\n async for a in b: pass\n async with c as d: e',
    'function f() { for [a <- b] {}; with [d <- c] { e } }',
  ],
  ['with a as b, c, d as e.f: g', 'with (c) [b <- a] [e.f <- d] { g }'],
  ['with (a(x) as b, c as (d, e),): f', 'with [b <- a(x)] [[d, e] <- c] { f }'],
  ['with (a, b): c', 'with ([a, b]) { c }'],
  ['with (a).b as c: d', 'with [c <- a.b] { d }'],
  [
    'try: a\nexcept E as e: b\nexcept (F, G): c\nexcept: d\nelse: f\nfinally: g',
    'try { a } { except [e <- E] { b } } { except ([F, G]) { c } } { except { d } } { f } { g }',
  ],
  ['try: a\nexcept E, e: b', 'try { a } { except [e <- E] { b } }'],
  ['try: a\nexcept* E as e: b', 'try { a } { except [e <- E] { b } }'],
  [
    'def f(a: str = "x", /, *args: T, b: Dict[str, int], **kw) -> int: return a',
    'function f(a: str = "x", (* args): T, b: Dict[str, int], (** kw)) { return a }',
  ],
  ['def f[T: int](x, *, y): ...', 'function f(x, y) { #... }'],
  ['def f((a, b), c): pass', 'function f([a, b], c) {}'],
  ['@a.b("/x")\n@c\nasync def f(): pass', '@a.b("/x") @c function f() {}'],
  ['class A: x: SecretStr = None', 'class A() { x: SecretStr = #None }'],
  [
    '@c\nclass A(B, metaclass=M):\n  def f(self): self.x = 1\ny',
    '@c class A(B, M) { function f(self) { self.x = #1 } }\ny',
  ],
  [
    'match a.b():\n  case ["x", c, *_] if d: e\n  case {"k": v, **r} | P(x=0, y=w) as p:\n    f\n  case -1 | None: g\n  case _: h\ni',
    [
      'match (a.b()) { case (d) [[#"x", c, (* _)] <- a.b()] { e } }',
      ' { case [[(| {#"k": v, ...r} ?(#0, w)), p] <- a.b()] { f } }',
      ' { case [(| #-1 #None) <- a.b()] { g } } { case [_ <- a.b()] { h } }\ni',
    ].join(''),
  ],
  ['match x, y:\n case 1, z: a', 'match ([x, y]) { case [[#1, z] <- [x, y]] { a } }'],
  ['match(x)\nmatch[0]: int\ncase = 1', 'match(x)\nmatch[#0]: int = #\ncase = #1'],
  ['\ufeff# c\r\nif a:\r\n  b\r\n\r\n  # d\r\n  c\r\n', 'if (a) { b; c }'],
  ['if a:\n  b\n\f\n  c', 'if (a) { b; c }'],
])('%j', (source, printed) => {
  expect(printModule(parsePython(source))).toBe(printed);
});

test.each([
  [
    'a hunk that begins inside a body',
    '        b(x)\n    else:\n        c(y)\n    d(z)\n',
    'b(x)\nelse { c(y) }\nd(z)',
  ],
  ['a bracket that is never closed', 'a = f(x,\n  y\nb(z)\n', 'a = f(x, y)\nb(z)\ngap 13-13'],
  ['the same before a deeper statement', 'a = f(x,\n    return y\nb(z)\n', 'a = f(x)\nreturn y\nb(z)\ngap 13-13'],
  ['a bracket that was opened before', '  x, y)\nb(z)\n', '[x, y]\nb(z)\ngap 6-7'],
  ['brackets that do not match', 'f(a, [b)\ng(c)\n', 'f(a, [b])\ng(c)\ngap 7-7'],
  ['no colon', 'if a\n  b\nc\n', 'if (a) { b }\nc\ngap 7-7'],
  ['a body that is not there', 'def f(a):\nb\n', 'function f(a) {}\nb'],
  ['a decorator of nothing', '@a(b)\nc\n', 'a(b)\nc'],
  ['a doctest', '>>> print(token)\nx = 1\n', 'x = #1\ngap 0-16'],
  ['an argument with a hole', 'f(a b, c=, d)\ne', 'f(a, c=?(), d)\ne\ngap 4-5'],
  [
    'conflict markers',
    '<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> b\n',
    'a = #1\na = #2\ngap 0-12\ngap 19-26\ngap 33-42',
  ],
])('%s', (_, source, printed) => {
  expect(printModule(parsePython(source))).toBe(printed);
});
