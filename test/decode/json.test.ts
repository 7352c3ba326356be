import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walkJson, walkJsonInSteps } from '../../src/decode/json.ts';
import { bytesOf } from './sample.ts';

/** What a walk meets, as one line: `{` `[` `.` and strings, keys with a colon; null if the walk refuses. */
function met(text: string): string | null {
  const bytes = Buffer.from(text, 'utf8');
  const events: string[] = [];
  const stringOf = (from: number, to: number) => bytes.toString('utf8', from, to);
  const whole = walkJson(bytes, 0, {
    open: (array) => events.push(array ? '[' : '{'),
    close: () => events.push('.'),
    key: (from, to) => events.push(`${stringOf(from, to)}:`),
    string: (from, to) => events.push(stringOf(from, to)),
  });
  return whole ? events.join(' ') : null;
}

/** The same, from the value itself. */
function expected(value: unknown): string[] {
  if (typeof value === 'string') return [JSON.stringify(value).slice(1, -1)];
  if (Array.isArray(value)) return ['[', ...value.flatMap(expected), '.'];
  if (typeof value !== 'object' || value === null) return [];
  const members = Object.entries(value).flatMap(([key, one]) => [
    `${JSON.stringify(key).slice(1, -1)}:`,
    ...expected(one),
  ]);
  return ['{', ...members, '.'];
}

test('meets everything that JSON.stringify writes, at any indent', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 2, '\t'), (value, indent) => {
      expect(met(JSON.stringify(value, null, indent))).toBe(expected(JSON.parse(JSON.stringify(value))).join(' '));
    }),
  );
});

describe('accepts', () => {
  test.each([
    ['Python numbers', '[NaN, -Infinity, 1e+9]', '[ .'],
    ['escaped quotes and backslashes', '["a\\"b", "\\\\", "\\\\\\""]', '[ a\\"b \\\\ \\\\\\" .'],
    ['CRLF and tabs between', '{\r\n\t"a"\r\n:\t"b"\r\n}', '{ a: b .'],
    ['a long string', `["${'x'.repeat(500)}\\"${'y'.repeat(500)}"]`, `[ ${'x'.repeat(500)}\\"${'y'.repeat(500)} .`],
    ['a string alone', '"a"', 'a'],
  ])('%s', (_, text, events) => {
    expect(met(text)).toBe(events);
  });
});

describe('refuses', () => {
  test.each([
    '',
    '   ',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,}',
    '{a:1}',
    '{"a" 1}',
    '{"a"::1}',
    '[1,]',
    '[1 2]',
    '[,]',
    '[1}',
    '{"a":1]',
    ']',
    '"a',
    '"a\\"',
    '[] []',
    '[]\u0000',
    '// no\n[]',
  ])('%j', (text) => {
    expect(met(text)).toBeNull();
  });

  test('every beginning of an object', () => {
    const text = JSON.stringify({ a: [1, 'b', { c: null }], d: '\\"' }, null, 1);
    for (let length = 0; length < text.length; length++)
      expect(met(text.slice(0, length)), text.slice(0, length)).toBeNull();
  });

  test('a depth over 1,000, however deep', () => {
    expect(met('['.repeat(1000) + ']'.repeat(1000))).not.toBeNull();
    expect(met('['.repeat(1001) + ']'.repeat(1001))).toBeNull();
    expect(met('['.repeat(200_000) + ']'.repeat(200_000))).toBeNull();
    expect(met('{"a":'.repeat(200_000))).toBeNull();
  });

  test('more than five million strings', () => {
    const none = { open: () => {}, close: () => {}, key: () => {}, string: () => {} };
    const list = (count: number) => bytesOf('[', '"",'.repeat(count - 1), '""]');
    expect(walkJson(list(5_000_000), 0, none)).toBe(true);
    expect(walkJson(list(5_000_001), 0, none)).toBe(false);
  });
});

test('any bytes at all: an answer and no exception', () => {
  const piece = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'a', ' ', '\u00ff');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => void met(pieces.join(''))),
    { numRuns: 2000 },
  );
});

test('in steps, no more is read than is asked for', () => {
  const bytes = Buffer.from(`[${'"a",'.repeat(5000)}"a"]`);
  let strings = 0;
  const visitor = { open: () => undefined, close: () => undefined, key: () => undefined, string: () => void strings++ };
  const steps = walkJsonInSteps(bytes, 0, visitor);
  expect(steps.next()).toEqual({ value: undefined, done: false });
  expect(strings).toBe(1000);
  let next = steps.next();
  while (!next.done) next = steps.next();
  expect([next.value, strings]).toEqual([true, 5001]);
});
