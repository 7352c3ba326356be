import { describe, expect, test } from 'vitest';
import { lineHash } from '../../src/locate/line-hash.ts';
import { draw, generator } from '../judge/draw.ts';

const hashes = (text: string | Uint8Array, ...lines: number[]): Map<number, string> =>
  lineHash(typeof text === 'string' ? Buffer.from(text) : text, new Set(lines));

/** The definition, taken at its word: for each line, a polynomial over the 100 units that begin with its first, and how often it stood so far. */
function expected(text: string): readonly string[] {
  const units = [...`${text.replace(/[ \t]/g, '').replace(/\r\n/g, '\n').replace(/\r/g, '\n')}\uffff`].flatMap(
    (character) => Array.from({ length: character.length }, (_, at) => character.charCodeAt(at)),
  );
  const starts = [0, ...units.flatMap((unit, at) => (unit === 10 ? [at + 1] : []))];
  const texts = starts.map((start) => {
    let hash = 0n;
    for (let at = start; at < start + 100; at++) hash = (hash * 37n + BigInt(units[at] ?? 0)) & 0xffffffffffffffffn;
    return hash.toString(16);
  });
  return texts.map((own, at) => `${own}:${texts.slice(0, at + 1).filter((text) => text === own).length}`);
}

test('the vector made with the real action', () => {
  expect(hashes('l1\nl2\n  x = hf_AAAA\nl4\n', 3)).toEqual(new Map([[3, 'dcf995fed4c3985d:1']]));
});

test('CRLF, CR, spaces and tabs change nothing', () => {
  const of = (text: string) => hashes(text, 3).get(3);
  expect(of('l1\r\nl2\r\n\tx=hf_AAAA  \r\nl4\r\n')).toBe('dcf995fed4c3985d:1');
});

describe('lines are those that end at \\n', () => {
  test('a lone \\r divides what is hashed but counts no line', () => {
    expect(hashes('a\rb\nc\n', 2).get(2)).toBe(hashes('x\nc\n', 2).get(2));
    expect(hashes('a\rb\nc\n', 1).get(1)).toBe(hashes('a\nb\nc\n', 1).get(1));
  });

  test('the line after a \\r, a space and a \\n', () => {
    expect(hashes('a\r \nb', 2).get(2)).toBe(hashes('b', 1).get(1));
  });
});

test('equal lines are told apart by their number', () => {
  const text = `${'same\n'.repeat(60)}`;
  const [first, second] = [hashes(text, 1, 2).get(1), hashes(text, 1, 2).get(2)];
  expect(first).toMatch(/:1$/);
  expect(second).toBe(first?.replace(/1$/, '2'));
});

test.each([
  ['no line', '', [2]],
  ['line 0', 'a\n', [0]],
  ['beyond the end', 'a\nb', [3]],
])('%s has no hash', (_, text, lines) => {
  expect(hashes(text, ...lines)).toEqual(new Map());
});

test('an empty file has one line', () => {
  expect(hashes('', 1).get(1)).toBe(expected('')[0]);
});

test('agrees with the definition', () => {
  const next = generator(5);
  for (let round = 0; round < 150; round++) {
    const text = draw('ab \t\nü😀x7=', Math.floor(next() * 700), next).replace(/[\ud800-\udfff]/g, '');
    const ended = next() < 0.3 ? text.replace(/\n/g, '\r\n') : text;
    const count = ended.split('\n').length;
    const all = hashes(ended, ...Array.from({ length: count + 1 }, (_, at) => at + 1));
    const wanted = expected(ended);
    for (let line = 1; line <= count + 1; line++) expect(all.get(line)).toBe(wanted[line - 1]);
  }
});

test('invalid UTF-8 and characters over the edge of a chunk', () => {
  const text = `${'a'.repeat(65_535)}é\nnext`;
  expect(hashes(text, 1, 2).get(2)).toBe(expected('next')[0]);
  const broken = Buffer.concat([Buffer.from([0xff, 0xe2, 0x82]), Buffer.from('x\nnext')]);
  expect(hashes(broken, 1).get(1)).toBe(expected('\ufffd\ufffdx\nnext')[0]);
});

test('millions of lines need no table', () => {
  const result = hashes('\n'.repeat(3_000_000), 2_000_000);
  expect(result.get(2_000_000)).toMatch(/:2000000$/);
});
