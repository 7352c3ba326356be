import { describe, expect, test } from 'vitest';
import { parsePython } from '../../../src/flow/python/parse.ts';
import { cpuSince } from '../../cost.ts';
import { printModule } from '../print.ts';

describe('notebooks', () => {
  test.each([
    ['!pip install x \\\n  -q\na', 'magic "!pip install x \\\\\\n  -q"\na'],
    ['%env HF_TOKEN=abc', 'magic "%env HF_TOKEN=abc"'],
    ['if a:\n    !ls {x}\n    %cd ..\nb', 'if (a) { magic "!ls {x}"; magic "%cd .." }\nb'],
    ['x = !echo $T', 'magic "x = !echo $T"\nx = ?!()'],
    ['y = %time f()', 'magic "y = %time f()"\ny = ?%()'],
    ['foo.bar?', 'magic "foo.bar?"'],
    ['foo??\n?bar', 'magic "foo??"\nmagic "?bar"'],
    ['z = (a\n  % b)\na != b', 'z = (% a b)\n(!= a b)'],
    ['%%time\na', 'magic "%%time"\na'],
    ['\n%%bash\necho $T\n', 'magic "%%bash\\necho $T\\n"'],
    ['%%writefile app.py\nprint(x)', 'magic "%%writefile app.py\\nprint(x)"'],
    ['hf_token;', '~hf_token'],
    ['>>> if a:\n...     b\n... c', 'if (a) { b }\nc'],
  ])('%j', (source, printed) => {
    expect(printModule(parsePython(source, { notebook: true }))).toBe(printed);
  });

  test('in a plain file a magic is a gap', () => {
    expect(printModule(parsePython('!pip\na'))).toBe('a\ngap 0-4');
  });
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ['attributes', `x${'.a'.repeat(50_000)}`],
  ['sums', `x${'+a'.repeat(30_000)}`],
  ['mixed operators', `x${'+a-b'.repeat(30_000)}`],
  ['ternaries', `${'a if b else '.repeat(5_000)}c`],
  ['prefixes', `${'not '.repeat(50_000)}x`],
  ['powers', `x${'**a'.repeat(50_000)}`],
  ['brackets', '('.repeat(100_000)],
  ['brackets that close', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['calls in calls', `${'f('.repeat(50_000)}${')'.repeat(50_000)}`],
  ['calls of calls', `f${'()'.repeat(50_000)}`],
  ['high nodes in brackets', `${`(a${'.b'.repeat(500)} `.repeat(150)}${')'.repeat(150)}`],
  ['lambdas', `${'lambda: '.repeat(50_000)}x`],
  ['f-strings in f-strings', `${'f"{'.repeat(20_000)}x${'}"'.repeat(20_000)}`],
  ['f-strings that do not end', 'f"{a\n'.repeat(50_000)],
  ['specifications', `f"${'{x:'.repeat(20_000)}`],
  ['triple quotes of two kinds', 'f"""{ \'\'\' '.repeat(20_000)],
  ['open brackets on each line', 'foo(a,\n'.repeat(50_000)],
  ['blocks in blocks', Array.from({ length: 1_000 }, (_, at) => `${' '.repeat(at)}if a:`).join('\n')],
  ['dots of an import', `from ${'a.'.repeat(100_000)} import b`],
  ['patterns', `match x:\n case ${'A('.repeat(50_000)}`],
  ['one line of 2 MB', `x = ${'f(a, b) + '.repeat(200_000)}1`],
  ['one string of 2 MB', `x = "${'a'.repeat(2_000_000)}"`],
  ['NUL', '\0'.repeat(100_000)],
];

// The bound is loose for machines under load; what is quadratic takes minutes.
test.each(HOSTILE)('hostile: %s', (_, source) => {
  for (const notebook of [false, true]) {
    const began = process.cpuUsage();
    const module = parsePython(source, { notebook });
    expect(cpuSince(began)).toBeLessThan(5_000);
    // A walk that recurses, as those who read it do.
    expect(() => JSON.stringify(module)).not.toThrow();
  }
});

test('every prefix of a file gives spans inside it, in order', () => {
  const source = [
    'import os',
    'def f(a: str = "x", *b) -> int:',
    '    """Doc."""',
    '    with open(a) as g, h: print(f"{a!r:>{b}} {g[1:]}", file=g)',
    '    return [x for x in {**a, "k": lambda: b} if x]',
    'x = y = f(\n    1,\n)[0] if a else -2',
    'try: pass',
    'except E as e: raise',
  ].join('\n');
  for (let length = 0; length <= source.length; length++) {
    const { statements, gaps } = parsePython(source.slice(0, length));
    for (const { start, end } of [...statements, ...gaps]) {
      expect(start).toBeLessThanOrEqual(end);
      expect(end).toBeLessThanOrEqual(length);
    }
  }
});
