import { describe, expect, test } from 'vitest';
import { parseJavaScript } from '../../../src/flow/javascript/parse.ts';
import { printModule } from '../print.ts';

describe('elements, and what else begins with <', () => {
  test.each([
    ['<a/>', '?a()'],
    ['<a b="c" d={e} {...f} g/>', '?a(b="c", d=e, **f, g=#true)'],
    ['<></>', '?()'],
    ["<a.b c-d:e='f'>don't {x} <i>{y}</i></a.b>", '?a.b(c-d:e="f", x, ?i(y))'],
    ['<A<T> b={c}/>', '?A(b=c)'],
    ['<a>{/* x */}{...b}</a>', '?a(**b)'],
    ['f(<p>{a}</p>, b)', 'f(?p(a), b)'],
    ['<a b=<c/>/>', '?a(b=?c())'],
    ['<p>(a): b</p>', '?p()'],
    ['<a onClick={() => { console.log(t) }}>x</a>', '?a(onClick=fn() { console.log(t) })'],
    ['<T>a', 'a'],
  ])('%s', (text, printed) => expect(printModule(parseJavaScript(text))).toBe(printed));
});
