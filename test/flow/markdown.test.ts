import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../src/flow/embedded.ts';
import { bodySpan, parseMarkdown } from '../../src/flow/markdown.ts';

test.each<readonly [string, readonly (readonly [string, string])[]]>([
  ['a\n```bash\necho $X\n```\nb', [['bash', 'echo $X\n']]],
  [
    '~~~ Python title="a"\nx\n~~~~\n```\ny\n```',
    [
      ['python', 'x\n'],
      ['', 'y\n'],
    ],
  ],
  ['1. a\n   ```py\n   if x:\n     y\n   ```\n', [['py', 'if x:\n  y\n']]],
  ['> ```sh\n> a\n> ```\n', [['sh', 'a\n']]],
  ['- ```sh\n  a\n  ```\n', [['sh', 'a\n']]],
  ['````md\n```\nx\n```\n````', [['md', '```\nx\n```\n']]],
  ['```{.sh .x}\na', [['sh', 'a']]],
  ['```console\n$ a \\\n  b\nout $X\n$ c\n```', [['console', 'a \\\n  b\nc\n']]],
  ['```python\n>>> a\n... b\n1\n```', [['python', 'a\nb\n']]],
  ['``` a `b` ```\n    x', []],
  ['```js\r\na\r\n```\r\nb', [['js', 'a\r\n']]],
])('%s', (source, fences) => {
  expect(parseMarkdown(source).map(({ language, body }) => [language, body.text])).toEqual(fences);
});

test('code leads back to the file', () => {
  const source = '> x\n>\n> ```sh\n> $ a $HF\n> out\n> $ b\n> ```\n';
  const [fence] = parseMarkdown(source);
  const text = fence?.body.text ?? '';
  expect(text).toBe('a $HF\nb\n');
  expect(
    [...text].map((_, at) => source.charAt(sourceOf(fence?.body ?? { text, starts: [], sources: [] }, at))).join(''),
  ).toBe(text);
  expect(source.slice(fence?.start, fence?.end)).toBe(source.slice(8, -1));
  expect(fence === undefined ? null : bodySpan(fence)).toEqual({
    start: source.indexOf('a $HF'),
    end: source.lastIndexOf('b') + 2,
  });
});

describe('hostile files end soon, without a throw', () => {
  test.each([
    '```\n'.repeat(100_000),
    '`'.repeat(1_000_000),
    `${'> '.repeat(190)}\n`.repeat(4000),
    `~~~~${'\n~~~'.repeat(100_000)}`,
    `\`\`\`\`\n${`${'`'.repeat(990)}x\n`.repeat(1500)}`,
    `\`\`\`sh\n${'$ a\n'.repeat(100_000)}`,
  ])('%#', (source) => {
    expect(parseMarkdown(source)).toBeInstanceOf(Array);
  });
});
