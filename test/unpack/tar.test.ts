import { describe, expect, test } from 'vitest';
import { tar } from '../../src/unpack/tar.ts';
import { budgetOf, checked, opened, paxRecord, tarOf } from './archives.ts';

const A = { name: 'a.txt', content: 'one' };
const LONG = `${'folder/'.repeat(30)}file`;

describe('dialects', () => {
  test.each([
    ['ustar', tarOf([A, { name: 'b', content: 'two', prefix: 'x/y' }]), ['a.txt: one', 'x/y/b: two']],
    ['v7', tarOf([{ ...A, magic: '', type: '\0' }]), ['a.txt: one']],
    [
      'GNU long name',
      tarOf([{ name: '././@LongLink', type: 'L', content: `${LONG}\0` }, A]),
      ['header: 215 bytes', `${LONG}: one`],
    ],
    [
      'pax path and size',
      tarOf([{ name: 'x', type: 'x', content: paxRecord('path', LONG) + paxRecord('size', '2') }, A]),
      ['header: 233 bytes', `${LONG}: on`],
    ],
    [
      'pax of all',
      tarOf([{ name: 'g', type: 'g', content: paxRecord('comment', 'of all') }, A]),
      ['header: 18 comment=of all\n', 'a.txt: one'],
    ],
    ['folders and links', tarOf([{ name: 'd/', type: '5' }, { name: 'l', type: '2' }, A]), ['a.txt: one']],
    [
      'a link with a size and nothing behind',
      tarOf([{ name: 'l', type: '1', size: '00000000003\0' }, A]),
      ['a.txt: one'],
    ],
    ['a size in binary', tarOf([{ ...A, size: `\x80${'\0'.repeat(10)}\x03` }]), ['a.txt: one']],
    ['two archives', Buffer.concat([tarOf([A]), tarOf([{ name: 'b', content: 'two' }])]), ['a.txt: one', 'b: two']],
    ['hostile names', tarOf([{ name: '../\n../x', content: 'two' }]), ['../\n../x: two']],
  ])('%s', (_, bytes, members) => {
    expect(tar.matches(bytes)).toBe(true);
    expect(opened(tar, bytes)).toEqual(members);
  });
});

describe('damage', () => {
  test.each([
    ['a size beyond the end', tarOf([{ ...A, size: '77777777777\0' }]), ['a.txt: 1536 bytes (decode-error)']],
    ['a size of 2 ** 88', tarOf([{ ...A, size: `\x80${'\xff'.repeat(11)}` }]), ['a.txt: 1536 bytes (decode-error)']],
    ['a negative size', tarOf([{ ...A, size: '\xff'.repeat(12) }]), [':  (decode-error)']],
    [
      'a block of text between',
      Buffer.concat([tarOf([A]), Buffer.alloc(512, 'x'), tarOf([A])]),
      ['a.txt: one', ':  (decode-error)', 'a.txt: one'],
    ],
  ])('%s', (_, bytes, members) => {
    expect(opened(tar, bytes)).toEqual(members);
  });

  const small = tarOf([{ name: 'g', type: 'g', content: paxRecord('comment', 'x') }, A]);

  test('cut at every byte: never silent before the end of the content', () => {
    for (let size = 513; size < 512 * 3 + 3; size++)
      if (size < 525 || size > 1024)
        expect(opened(tar, small.subarray(0, size)).join(), `${size}`).toContain('(decode-error)');
  });

  test('any byte changed: no exception', () => {
    for (let at = 0; at < small.length; at++) {
      const bytes = Buffer.from(small);
      bytes[at] = (bytes[at] as number) ^ 0x41;
      if (at < 512) bytes.set(checked(bytes.subarray(0, 512)));
      expect(opened(tar, bytes, budgetOf({ bytes: 1000 })).length).toBeLessThan(10);
    }
  });
});

test('less room than content: what fits', () => {
  expect(opened(tar, tarOf([A, A]), budgetOf({ bytes: 4 }))).toEqual(['a.txt: one', 'a.txt: o (archive-limit)']);
});

test.each([Buffer.alloc(0), Buffer.alloc(512), Buffer.alloc(1024, 'text '), Buffer.alloc(511, 1)])(
  '%# is no tar',
  (bytes) => {
    expect(tar.matches(bytes)).toBe(false);
  },
);
