import { expect, test } from 'vitest';
import { ar } from '../../src/unpack/ar.ts';
import { cpuSince } from '../cost.ts';
import { ascii, budgetOf, opened } from './archives.ts';

function arOf(members: readonly (readonly [name: string, content: string])[]): Buffer {
  const parts = members.map(([name, content]) => {
    const header = `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}`;
    return `${header}${String(content.length).padEnd(10)}\`\n${content}${content.length % 2 ? '\n' : ''}`;
  });
  return ascii(`!<arch>\n${parts.join('')}`);
}

test.each([
  [
    'a Debian package',
    arOf([
      ['debian-binary', '2.0\n'],
      ['data.tar', 'x'],
    ]),
    ['debian-binary: 2.0\n', 'data.tar: x'],
  ],
  [
    'GNU names',
    arOf([
      ['//', 'a-long-name.txt/\nother/\n'],
      ['/17', 'one'],
      ['/0', 'two'],
    ]),
    ['//: a-long-name.txt/\nother/\n', 'other: one', 'a-long-name.txt: two'],
  ],
  ['BSD names', arOf([['#1/8', 'name.txtone']]), ['name.txt: one']],
  ['nothing', arOf([]), []],
  ['cut', arOf([['a/', 'one two']]).subarray(0, -4), ['a: one  (decode-error)']],
  ['no header', ascii('!<arch>\ntext'), [':  (decode-error)']],
])('%s', (_, bytes, members) => {
  expect(ar.matches(bytes)).toBe(true);
  expect(opened(ar, bytes)).toEqual(members);
});

test('100,001 members: 100,000 of them and archive-limit', () => {
  const [one, all] = [arOf([['x/', '']]).subarray(8), budgetOf()];
  const members = opened(ar, Buffer.concat([ascii('!<arch>\n'), ...Array(100_001).fill(one)]), all);
  expect([members.length, members.at(-1), all.entries]).toEqual([100_001, ':  (archive-limit)', 0]);
});

test('many names in a table without an end: linear', () => {
  const bytes = arOf([['//', 'x'.repeat(2 ** 20)], ...Array(10_000).fill(['/0', ''])]);
  const start = process.cpuUsage();
  expect(opened(ar, bytes)).toHaveLength(10_001);
  expect(cpuSince(start)).toBeLessThan(2000);
});
