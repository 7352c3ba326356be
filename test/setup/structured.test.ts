import { describe, expect, test } from 'vitest';
import { readStructured, withEntry } from '../../src/setup/structured.ts';

type Entry = { readonly key?: string; readonly value: unknown };
const pair: Entry = { key: 'k', value: { run: 'x {1}' } };

describe('withEntry', () => {
  test.each<[name: string, before: string, path: string[], entry: Entry, after: string | null]>([
    ['nothing', '', ['a'], pair, 'a:\n  k:\n    run: x {1}\n'],
    ['comments alone', '# c', [], { key: 'k', value: 1 }, '# c\nk: 1\n'],
    ['a block map', '# c\na:\n    b: 1 # d\n', ['a'], pair, '# c\na:\n    k:\n      run: x {1}\n    b: 1 # d\n'],
    ['a way that is half there', 'a:\n  b: 1\n', ['a', 'c'], pair, 'a:\n  c:\n    k:\n      run: x {1}\n  b: 1\n'],
    ['CRLF', 'a:\r\n  b: 1\r\n', ['a'], { key: 'k', value: 1 }, 'a:\r\n  k: 1\r\n  b: 1\r\n'],
    ['a list', 'r:\n- a: 1\n  b: 2\n', ['r'], { value: { c: 3 } }, 'r:\n- c: 3\n- a: 1\n  b: 2\n'],
    ['a list in flow', 'r: [1]\n', ['r'], { value: { c: [2] } }, 'r: [{"c":[2]}, 1]\n'],
    ['an empty list', 'r: [] # c\n', ['r'], { value: { c: 2 } }, 'r: [{"c":2}] # c\n'],
    ['what is there', 'a:\n  k: 1\n', ['a'], pair, null],
    ['what is no map', 'a: 1\n', ['a'], pair, null],
    ['an alias', 'x: &x\n  b: 1\na: *x\n', ['a'], pair, null],
    ['an anchor that others use', 'a: &x\n  b: 1\nc: *x\n', ['a'], pair, null],
    [
      'JSON in lines, with tabs',
      '{\n\t"a": {\n\t\t"b": 1\n\t}\n}',
      ['a'],
      pair,
      '{\n\t"a": {\n\t\t"k": {\n\t\t\t"run": "x {1}"\n\t\t},\n\t\t"b": 1\n\t}\n}',
    ],
    ['JSON in one line', '{"a":{"b":1}}', ['a'], { key: 'k', value: 'v' }, '{"a":{"k":"v", "b":1}}'],
    ['an empty map', '{\n  "a": {}\n}\n', ['a'], { key: 'k', value: 1 }, '{\n  "a": {\n    "k": 1\n  }\n}\n'],
  ])('%s', (_, before, path, entry, after) => {
    expect(withEntry(before, 'x.yml', path, entry)).toBe(after);
  });
});

test.each([
  ['a.yml', 'a: [\n', 'a.yml cannot be read. See line 2.'],
  ['package.json', '{"a": 1,}', 'package.json cannot be read. It is no JSON.'],
  ['a.yml', '- 1\n', 'a.yml cannot be read. It must be a map of settings.'],
])('%s: %j', (file, text, message) => {
  expect(() => readStructured(text, file)).toThrow(expect.objectContaining({ code: 'config-invalid', message }));
});
