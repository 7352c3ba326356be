// A text is found where Node finds it, also over the edges of pieces and where its places overlap.
import { expect, test } from 'vitest';
import { find } from '../../src/sieve/find.ts';

/** What `Buffer.indexOf` says, one place behind the other. */
function expected(bytes: Buffer, text: string, most: number): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0 && found.length < most; at = bytes.indexOf(text, at + text.length))
    found.push(at);
  return found;
}

const SIZE = 700_001;

test.each(['a', 'ab', 'aaa', 'aba', 'abaabbabaabbabaab', 'x'.repeat(200)])('%s', (text) => {
  let state = 7;
  const bytes = Buffer.from(
    Array.from({ length: SIZE }, () => 97 + (((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 20) & 1)),
  );
  // Over the end of a piece, and at both ends of all.
  for (const at of [0, 294_000, 294_800, SIZE - text.length]) bytes.write(text, at);
  for (let at = 294_850; at < 294_950; at += text.length) bytes.write(text, at);
  bytes.fill('a', 400_000, 450_000);
  for (const most of [1, 64, 9000, SIZE]) expect(find(bytes, text, most)).toEqual(expected(bytes, text, most));
});

test('what is short is left to Node', () => {
  expect(find(Buffer.from('some text'), 'text', 1)).toBeNull();
});
