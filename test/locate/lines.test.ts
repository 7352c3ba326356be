import { describe, expect, test } from 'vitest';
import { Lines } from '../../src/locate/lines.ts';
import { encodingOf, type TextEncoding } from '../../src/locate/text-counter.ts';
import type { Segment } from '../../src/types.ts';
import { cpuSince } from '../cost.ts';
import { draw, generator } from '../judge/draw.ts';

const segment = (object: Uint8Array, from: number, to: number, context: number): Segment => {
  const base = Math.max(0, from - context);
  return { base, bytes: object.subarray(base, to + context), from, to, hits: [] };
};
const whole = (object: Uint8Array): Segment => segment(object, 0, object.length, 0);
const over = (object: Uint8Array): Lines => {
  const lines = new Lines(object.subarray(0, 4096));
  lines.advance(whole(object));
  return lines;
};

const ENCODINGS: readonly TextEncoding[] = ['utf8', 'utf16le', 'utf16be', 'utf32le', 'utf32be'];
function encode(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf8') return Buffer.from(text);
  if (encoding === 'utf16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf16be') return Buffer.from(text, 'utf16le').swap16();
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(codes.length * 4);
  for (const [at, code] of codes.entries())
    encoding === 'utf32le' ? bytes.writeUInt32LE(code, at * 4) : bytes.writeUInt32BE(code, at * 4);
  return bytes;
}

/** What a decoder makes of a whole object: for each byte the units before its character, and for each unit its text. */
function oracle(object: Uint8Array): { line: number; column: number }[] {
  const { encoding, bom } = encodingOf(object.subarray(0, 4096));
  const positions: { line: number; column: number }[] = [];
  let [line, column] = [1, 1];
  for (let at = 0; at < object.length; ) {
    const [length, text] = at < bom ? [bom, ''] : characterAt(object, at, encoding);
    for (let byte = 0; byte < length; byte++) positions.push({ line, column });
    at += length;
    if (text === '\n') [line, column] = [line + 1, 1];
    else column += text.length;
  }
  return [...positions, { line, column }];
}

/** One character by trial: the shortest prefix that a decoder takes whole, or that the next byte no longer changes. */
function characterAt(object: Uint8Array, at: number, encoding: TextEncoding): [length: number, text: string] {
  if (encoding.startsWith('utf16')) return [Math.min(2, object.length - at), unitOf(object, at, encoding)];
  if (encoding.startsWith('utf32')) return [Math.min(4, object.length - at), unitOf(object, at, encoding)];
  const decode = (length: number): string =>
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(object.subarray(at, Math.min(at + length, object.length)));
  for (let length = 1; length <= 4; length++) {
    if (at + length > object.length) return [object.length - at, '\ufffd'];
    const text = decode(length);
    if (text !== '\ufffd') return /^\ufffd./s.test(text) ? [length - 1, '\ufffd'] : [length, text];
  }
  return [decode(4) === '\ufffd' ? 3 : 4, '\ufffd'];
}

function unitOf(object: Uint8Array, at: number, encoding: TextEncoding): string {
  const width = encoding.startsWith('utf16') ? 2 : 4;
  if (at + width > object.length) return '';
  const view = new DataView(object.buffer, object.byteOffset + at, width);
  const value = width === 2 ? view.getUint16(0, encoding === 'utf16le') : view.getUint32(0, encoding === 'utf32le');
  return value > 0xffff && value <= 0x10ffff ? 'xx' : value === 10 ? '\n' : 'x';
}

describe('the encoding', () => {
  test.each<[string, number[] | string, TextEncoding, number]>([
    ['nothing', '', 'utf8', 0],
    ['ASCII', 'HF_TOKEN=abc', 'utf8', 0],
    ['a UTF-8 mark', [0xef, 0xbb, 0xbf, 0x61], 'utf8', 3],
    ['a UTF-16LE mark', [0xff, 0xfe, 0x61, 0], 'utf16le', 2],
    ['a UTF-16BE mark', [0xfe, 0xff, 0, 0x61], 'utf16be', 2],
    ['a UTF-32LE mark', [0xff, 0xfe, 0, 0], 'utf32le', 4],
    ['a UTF-32BE mark', [0, 0, 0xfe, 0xff], 'utf32be', 4],
    ['UTF-16LE without a mark', 'h\0f\0_\0é\0', 'utf16le', 0],
    ['UTF-16BE without a mark', '\0h\0f\0_\0é', 'utf16be', 0],
    ['UTF-32LE without a mark', 'h\0\0\0f\0\0\0', 'utf32le', 0],
    ['UTF-32BE without a mark', '\0\0\0h\0\0\0f', 'utf32be', 0],
    ['an environment block', 'PATH=/bin\0HF_TOKEN=x\0', 'utf8', 0],
    ['a C string', 'abc\0', 'utf8', 0],
    ['zeros', '\0\0\0\0\0\0\0\0', 'utf8', 0],
  ])('of %s', (_, head, encoding, bom) => {
    const bytes = typeof head === 'string' ? Buffer.from(head, 'latin1') : Uint8Array.from(head);
    expect(encodingOf(bytes)).toEqual({ encoding, bom });
  });
});

describe('position', () => {
  test.each<[string, Uint8Array, number, [number, number]]>([
    ['the first byte', Buffer.from('abc'), 0, [1, 1]],
    ['the end', Buffer.from('abc'), 3, [1, 4]],
    ['after \\n', Buffer.from('a\nbc'), 3, [2, 2]],
    ['the \\n itself', Buffer.from('a\nbc'), 1, [1, 2]],
    ['\\r is a character', Buffer.from('a\rb\r\nc'), 3, [1, 4]],
    ['\\u2028 is a character', Buffer.from('a\u2028b'), 4, [1, 3]],
    ['a character of two bytes', Buffer.from('éx'), 2, [1, 2]],
    ['a character of four bytes', Buffer.from('😀x'), 4, [1, 3]],
    ['inside a character', Buffer.from('a😀x'), 3, [1, 2]],
    ['a byte order mark', Buffer.from('\ufeffx'), 3, [1, 1]],
    ['a byte order mark in the text', Buffer.from('x\ufeffx'), 4, [1, 3]],
    ['one invalid byte', Buffer.from([0xff, 0x78]), 1, [1, 2]],
    ['a cut character', Buffer.from([0xf0, 0x9f, 0x98, 0x78]), 3, [1, 2]],
    ['a cut character, then \\n', Buffer.from([0xe2, 0x82, 0x0a, 0x78]), 3, [2, 1]],
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80, 0x78]), 3, [1, 4]],
    ['UTF-16', encode('\ufeffa\nbc', 'utf16le'), 8, [2, 2]],
    ['a character that holds 0x0a in UTF-16', encode('\ufeffਊa', 'utf16le'), 4, [1, 2]],
    ['UTF-32 beyond the BMP', encode('\ufeff😀a', 'utf32be'), 8, [1, 3]],
    ['an offset beyond the end', Buffer.from('abc'), 99, [1, 4]],
  ])('%s', (_, object, offset, [line, column]) => {
    expect(over(object).position(offset)).toEqual({ line, column });
  });

  test.each(ENCODINGS)('agrees with a decoder over random segments: %s', (encoding) => {
    const next = generator(11);
    const up = (most: number): number => Math.floor(next() * most);
    for (let round = 0; round < 60; round++) {
      const text = Array.from({ length: up(400) }, () => ['a', '\n', 'é', '€', '😀', '\r', ' ', '\u0a0a'][up(8)]).join(
        '',
      );
      const object = Uint8Array.from(encode((next() < 0.7 ? '\ufeff' : '') + text, encoding));
      const spoilt = next() < 0.6;
      if (spoilt) for (let at = 4; at < object.length; at++) if (next() < 0.1) object[at] = up(256);
      const truth = oracle(object);
      const lines = new Lines(object.subarray(0, 4096));
      for (let from = 0; from < object.length; ) {
        const next = from + 12 + up(60);
        const to = next + 12 > object.length ? object.length : next;
        const part = segment(object, from, to, 12);
        lines.advance(part);
        const end = part.base + part.bytes.length;
        // At the end of the context a character may be unfinished that the whole object finishes.
        for (let question = 0; question < 20; question++) {
          const offset = part.base + up(end - part.base);
          expect({ offset, ...lines.position(offset) }).toEqual({ offset, ...truth[offset] });
        }
        from = to;
      }
    }
  });

  test('a line that began a hundred segments ago, asked in any order over many steps', () => {
    const object = Buffer.from(`x\n${'é😀a'.repeat(30_000)}`);
    const truth = oracle(object);
    const lines = new Lines(object.subarray(0, 64));
    const next = generator(3);
    for (let from = 0; from < object.length; from += 20_001) {
      const part = segment(object, from, Math.min(object.length, from + 20_001), 8);
      lines.advance(part);
      const offsets = Array.from({ length: 50 }, () => part.from + Math.floor(next() * (part.to - part.from)));
      for (const offset of [...offsets, ...offsets.sort((a, b) => a - b), ...offsets.reverse()])
        expect(lines.position(offset)).toEqual(truth[offset]);
    }
  });

  test('an empty object', () => {
    expect(over(new Uint8Array(0)).position(0)).toEqual({ line: 1, column: 1 });
    expect(over(new Uint8Array(0)).lineAt(0)).toMatchObject({ text: '', start: 0, above: '' });
  });

  test('many questions in one long line cost little', () => {
    const object = Buffer.alloc(8 << 20, 'token ');
    const lines = over(object);
    for (let offset = object.length - 1; offset > 0; offset -= 800)
      expect(lines.position(offset).column).toBe(offset + 1);
  });
});

describe('lineAt', () => {
  test.each<[string, Uint8Array, number, object]>([
    ['the line and the one above', Buffer.from('one\ntwo\nthree\nfour'), 10, { text: 'three', start: 2, above: 'two' }],
    ['the first line', Buffer.from('one\ntwo'), 1, { text: 'one', start: 1, above: '' }],
    ['the last line', Buffer.from('one\ntwo'), 4, { text: 'two', start: 0, above: 'one' }],
    ['an empty line above', Buffer.from('one\n\ntwo'), 5, { text: 'two', start: 0, above: '' }],
    ['CRLF', Buffer.from('one\r\ntwo\r\n'), 5, { text: 'two\r', start: 0, above: 'one\r' }],
    ['no byte order mark', Buffer.from('\ufeffone'), 4, { text: 'one', start: 1 }],
    ['an offset in the byte order mark', Buffer.from('\ufeffone'), 1, { text: 'one', start: 0 }],
    ['characters of several units', Buffer.from('é😀x'), 6, { text: 'é😀x', start: 3 }],
    ['invalid bytes', Buffer.from([0x61, 0xff, 0x78]), 2, { text: 'a\ufffdx', start: 2 }],
    ['UTF-16LE', encode('\ufeffone\ntwo', 'utf16le'), 12, { text: 'two', start: 1, above: 'one' }],
    ['UTF-16BE', encode('\ufeffone\ntwo', 'utf16be'), 12, { text: 'two', start: 1, above: 'one' }],
    ['UTF-32LE', encode('\ufeffone\nt😀o', 'utf32le'), 28, { text: 't😀o', start: 3, above: 'one' }],
    ['an odd end of UTF-16BE', encode('\ufeffone', 'utf16be').subarray(0, 7), 2, { start: 0 }],
  ])('%s', (_, object, offset, expected) => {
    expect(over(object).lineAt(offset)).toMatchObject(expected);
  });

  test('is cut to 600 units before and 1,400 after, at whole characters', () => {
    const object = Buffer.from(`above\n${'😀'.repeat(5_001)}x${'😀'.repeat(5_000)}\n`);
    const line = over(object).lineAt(6 + 4 * 5_001);
    expect(line).toMatchObject({ start: 600, cutBefore: true, cutAfter: true, above: '' });
    expect(line.text).toBe(`${'😀'.repeat(300)}x${'😀'.repeat(699)}`);
  });

  test('keeps the end of a long line above', () => {
    const object = Buffer.from(`${'a'.repeat(50_000)}# end\nhere`);
    expect(over(object).lineAt(object.length - 1).above).toBe(`${'a'.repeat(1_995)}# end`);
  });

  test('shows no more than the segment holds', () => {
    const object = Buffer.from('aaaa bbbb cccc dddd eeee');
    const lines = new Lines(object);
    lines.advance(segment(object, 0, 10, 2));
    lines.advance(segment(object, 10, 14, 2));
    expect(lines.lineAt(10)).toMatchObject({ text: 'b cccc d', start: 2, cutBefore: true, cutAfter: true });
  });

  test('a context that begins inside a character', () => {
    const object = Buffer.from('aé€token');
    const lines = new Lines(object);
    lines.advance(segment(object, 0, 6, 0));
    lines.advance({ ...segment(object, 6, 11, 2), bytes: object.subarray(4), base: 4 });
    expect(lines.lineAt(6)).toMatchObject({ text: 'token', start: 0 });
    expect(lines.position(6)).toEqual({ line: 1, column: 4 });
  });

  test('large pieces, with lines that end at every place of a vector, are counted as small ones', () => {
    const next = generator(31);
    const up = (most: number): number => Math.floor(next() * most);
    const line = (): string => draw(['a', 'abcé€😀'][up(2)] as string, up(900), next);
    const lone = Buffer.from('x'.repeat(70_000));
    const text = Buffer.from(`${Array.from({ length: 700 }, line).join('\n')}\n`);
    for (let at = 0; at < 40; at++) text[up(text.length)] = up(256);
    const object = Buffer.concat([text, lone, Buffer.from('é'), lone, text.subarray(0, 5000)]);
    const [large, small] = [new Lines(object), new Lines(object)];
    for (let from = 0; from < object.length; ) {
      const to = Math.min(object.length, from + 60_000 + up(80_000));
      large.advance(segment(object, from, to, 0));
      for (let at = from; at < to; ) {
        const end = Math.min(to, at + 1 + up(400));
        small.advance(segment(object, at, end, 0));
        expect(large.position(at)).toEqual(small.position(at));
        at = end;
      }
      from = to;
    }
  });

  test.each(ENCODINGS)('start and column go together: %s', (encoding) => {
    const next = generator(23);
    for (let round = 0; round < 40; round++) {
      const text = `\ufeff${draw('ab\né€x ', 300, next)}`;
      const object = Uint8Array.from(encode(text, encoding));
      const lines = over(object);
      for (let offset = encode('\ufeff', encoding).length; offset < object.length; offset += 4) {
        const line = lines.lineAt(offset);
        const { column } = lines.position(offset);
        const middle = encoding === 'utf8' && ((object[offset] ?? 0) & 0xc0) === 0x80;
        if (!line.cutBefore && !middle) expect(line.start).toBe(column - 1);
        if (!middle) expect(line.text).toBe(text.slice(1).split('\n')[lines.position(offset).line - 1]);
      }
    }
  });

  test('any bytes at all', () => {
    const next = generator(31);
    for (let round = 0; round < 300; round++) {
      const object = Uint8Array.from({ length: Math.floor(next() * 60) }, () =>
        next() < 0.5 ? 0 : Math.floor(next() * 256),
      );
      const lines = over(object);
      for (let offset = 0; offset <= object.length; offset++) {
        const { text, start } = lines.lineAt(offset);
        expect(start).toBeLessThanOrEqual(text.length);
        expect(lines.position(offset).column).toBeGreaterThan(0);
      }
    }
  });
});

test('a place in a line without an end is looked for in no more than is shown of it', () => {
  let looked = 0;
  class Counted extends Uint8Array {
    override lastIndexOf(value: number, from = this.length - 1): number {
      looked += from + 1;
      return super.lastIndexOf(value, from);
    }
  }
  const lines = over(new Counted(1 << 20));
  expect(lines.lineAt(1_000_000)).toMatchObject({ cutBefore: true, cutAfter: true, above: '' });
  expect(looked).toBeLessThan(10_000);
});

test('places that are asked for by turns are counted once', () => {
  const lines = over(Buffer.alloc(1 << 14, 'x'));
  const start = process.cpuUsage();
  let sum = 0;
  for (let at = 0; at < 40_000; at++) sum += lines.position(at % 2 ? 4000 : 8100).column;
  expect(sum).toBe(20_000 * (4001 + 8101));
  expect(cpuSince(start)).toBeLessThan(200);
});
