import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ObjectList } from '../../src/git/object-list.ts';

const FORMATS = [
  ['sha1', 20],
  ['sha256', 32],
] as const;

describe('ObjectList', () => {
  test.each(FORMATS)('is a map from ids to positions: %s', (format, width) => {
    // Few distinct bytes, so that ids come twice and begin alike.
    const id = fc
      .array(fc.constantFrom(0, 1, 0x80, 0xff), { minLength: width, maxLength: width })
      .map((bytes) => Buffer.from(bytes));
    const oneOfFew = fc.integer({ min: 0, max: 40 }).map((at) => Buffer.alloc(width, at));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(id, oneOfFew), fc.boolean()), { maxLength: 60 }), (added) => {
        const list = new ObjectList(format);
        const map = new Map<string, number>();
        for (const [bytes, isRaw] of added) {
          const hex = bytes.toString('hex');
          const padded = Buffer.concat([Buffer.alloc(3, 7), bytes, Buffer.alloc(2, 7)]);
          const before = list.indexOf(hex);
          const positions = [before, isRaw ? list.addRaw(padded, 3) : list.add(hex), list.indexOfRaw(padded, 3)];
          const known = map.get(hex) ?? map.size;
          expect(positions).toEqual([map.has(hex) ? known : -1, known, known]);
          map.set(hex, known);
        }
        expect(list.length).toBe(map.size);
        expect(list.ids.toString('hex')).toBe([...map.keys()].join(''));
        for (const [hex, at] of map) expect([list.hex(at), list.raw(at).toString('hex')]).toEqual([hex, hex]);
      }),
    );
  });

  test.each(FORMATS)('digits in a text: what is no whole id of %s is not added', (format, width) => {
    const list = new ObjectList(format, 1);
    const [one, other] = ['ab'.repeat(width), `${'0'.repeat(2 * width - 1)}9`];
    const text = Buffer.from(`${one}\n${other}\n${one.toUpperCase()}\n${one.slice(1)}`);
    const places = [0, 2 * width + 1, 0, 1, 2 * width, 2 * (2 * width + 1), 3 * (2 * width + 1), text.length];
    expect(places.map((at) => list.addHex(text, at))).toEqual([0, 1, 0, -1, -1, -1, -1, -1]);
    expect([list.hex(0), list.hex(1), list.length]).toEqual([one, other, 2]);
    expect(places.map((at) => list.isHex(0, text, at))).toEqual(places.map((at) => at === 0));
    expect(list.isHex(2, text, 0)).toBe(false);
  });

  test.each(FORMATS)('grows: 50,000 ids of %s', (format, width) => {
    const list = new ObjectList(format);
    const bytes = randomBytes(50_000 * width);
    for (let at = 0; at < bytes.length; at += width) list.addRaw(bytes, at);
    expect(list.length).toBe(50_000);
    expect(list.ids.equals(bytes)).toBe(true);
    expect(list.indexOfRaw(bytes, 30_000 * width)).toBe(30_000);
    expect(list.indexOf('0'.repeat(2 * width))).toBe(-1);
  });

  test.each(['', 'zz', 'abc', '0'.repeat(38), '0'.repeat(42), 'not an id at all'])('%o is in no list', (text) => {
    const list = new ObjectList('sha1');
    list.add('0'.repeat(40));
    expect(list.indexOf(text)).toBe(-1);
  });

  /** Milliseconds to add many ids, which `fill` makes of a number. */
  function timeToAdd(fill: (id: Buffer, number: number) => void): number {
    const ids = Array.from({ length: 60_000 }, (_, number) => {
      const id = Buffer.alloc(20);
      fill(id, number);
      return id;
    });
    const list = new ObjectList('sha1');
    const began = performance.now();
    for (const id of ids) list.addRaw(id, 0);
    expect(list.length).toBe(ids.length);
    return performance.now() - began;
  }

  test.each<readonly [string, (id: Buffer, number: number) => void]>([
    ['that differ in their last bytes', (id, number) => id.writeUInt32BE(number, 16)],
    ['that differ in their first bytes', (id, number) => id.writeUInt32BE(number, 0)],
    ['that differ in their upper bits', (id, number) => id.writeUInt32BE(number * 2 ** 14, 0)],
    [
      'that differ in the highest byte of each word',
      (id, number) => {
        for (const [place, at] of [3, 7, 11].entries()) id[at] = number >>> (8 * place);
      },
    ],
    [
      'whose bytes have the same sum',
      (id, number) => {
        for (const place of [0, 1, 2]) {
          id[place] = number >>> (8 * place);
          id[10 + place] = 255 - (id[place] as number);
        }
      },
    ],
  ])('forged ids %s take no longer', (_, fill) => {
    const random = randomBytes(60_000 * 20);
    const usual = timeToAdd((id, number) => random.copy(id, 0, number * 20, number * 20 + 20));
    expect(timeToAdd(fill)).toBeLessThan(20 * usual + 50);
  });
});
