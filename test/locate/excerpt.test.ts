import { describe, expect, test } from 'vitest';
import { excerpt } from '../../src/locate/excerpt.ts';
import { BASE62, draw, generator, LETTERS } from '../judge/draw.ts';

const next = generator(41);
const MASK = 'hf_…Wx9k';
const value = `hf_${draw(LETTERS, 34, next)}`;

/** The excerpt for the first `value` in `text`, with every other `value` known too. */
function of(text: string, line: object = {}) {
  const spans = [...text.matchAll(new RegExp(value, 'g'))].map(({ index }) => ({
    start: index,
    end: index + 37,
    mask: MASK,
  }));
  const at = spans[0] ?? { start: 0, end: 0 };
  const result = excerpt({ text, ...line }, spans, at);
  expect(result.text.slice(result.start, result.end)).toBe(MASK);
  expect(result.text.length).toBeLessThanOrEqual(160);
  return result.text;
}

describe('one secret', () => {
  test.each([
    ['alone', value, MASK],
    ['in an assignment', `HF_TOKEN="${value}"  # prod`, `HF_TOKEN="${MASK}"  # prod`],
    ['with indentation', `\t  x = ${value}`, `\t  x = ${MASK}`],
    ['with a \\r at the end', `x=${value}\r`, `x=${MASK}`],
    ['with a \\r within', `a\rx=${value}`, `a\rx=${MASK}`],
    ['twice', `${value}:${value}`, `${MASK}:${MASK}`],
    ['glued to a name', `key_${value}_old`, `key_${MASK}_old`],
  ])('%s', (_, text, expected) => {
    expect(of(text)).toBe(expected);
  });
});

describe('what else looks like a secret is redacted', () => {
  test.each([
    ['base62', draw(BASE62, 40, next)],
    ['hexadecimal', draw('0123456789abcdef', 40, next)],
    ['a UUID', '123e4567-e89b-42d3-a456-426614174000'],
    ['letters of both cases', draw(LETTERS, 34, next)],
    ['base64 with padding', `${draw(BASE62, 40, next)}==`],
    ['base64 with slashes', `${draw(BASE62, 9, next)}/${draw(BASE62, 12, next)}+${draw(BASE62, 9, next)}`],
    ['a dotted token', `${draw(BASE62, 30, next)}.${draw(BASE62, 60, next)}.${draw(BASE62, 40, next)}`],
  ])('%s', (_, other) => {
    expect(of(`a=${value} b ${other}`)).toBe(`a=${MASK} b [redacted]`);
  });

  test('the name before it stays', () => {
    expect(of(`OPENAI_API_KEY=${draw(BASE62, 40, next)} ${value}`)).toBe(`OPENAI_API_KEY=[redacted] ${MASK}`);
    expect(of(`--key=${draw(BASE62, 40, next)} ${value}`)).not.toMatch(/[A-Za-z0-9]{20}/);
  });
});

describe('what people need to read stays', () => {
  test.each([
    'https://huggingface.co/settings/tokens/new?tokenType=fineGrained',
    '/usr/local/lib/python3.11/site-packages/huggingface_hub/utils/_auth.py',
    'AutoModelForSequenceClassification.from_pretrained("meta-llama/Llama-3.1-8B-Instruct")',
    'distilbert-base-uncased-finetuned-sst-2-english',
    'MY_HUGGINGFACE_ACCESS_TOKEN_2=',
    'src/components/LoginButton.test.tsx',
    '================================',
    'huggingfacehub_api_token_for_the_staging_environment',
    'the quick brown fox, and so on',
  ])('%s', (text) => {
    expect(of(`${text} ${value}`)).toBe(`${text} ${MASK}`);
  });
});

describe('cut to 160 columns', () => {
  test('far from both ends', () => {
    expect(of(`${'ab '.repeat(100)}${value}${' cd'.repeat(100)}`)).toBe(
      `…${'ab '.repeat(25)}${MASK}${' cd'.repeat(25)}…`,
    );
  });

  test('near the start, the end gets the room', () => {
    const text = of(`x=${value}${' cd'.repeat(100)}`);
    expect(text).toMatch(/^x=hf_….* cd.*…$/);
    expect(text).toHaveLength(160);
  });

  test('near the end, the start gets the room', () => {
    const text = of(`${'ab '.repeat(100)}${value};`);
    expect(text).toMatch(/^….*;$/);
    expect(text).toHaveLength(160);
  });

  test('no half of a pair of surrogates', () => {
    for (let shift = 0; shift < 4; shift++)
      expect(of(`${'x'.repeat(shift)}${'😀'.repeat(100)}${value}${'x'.repeat(shift)}${'😀'.repeat(100)}`)).not.toMatch(
        /^…?[\udc00-\udfff]|[\ud800-\udbff]…?$/,
      );
  });

  test('a run that the line had cut already may be half a secret, so it goes', () => {
    expect(of(`halfasecret ${value} anotherhalf`, { cutBefore: true, cutAfter: true })).toBe(`… ${MASK} …`);
    expect(of(`halfasecret ${value} anotherhalf`)).toBe(`halfasecret ${MASK} anotherhalf`);
  });
});

describe('spans', () => {
  const text = 'aaaaa bbbbb ccccc ddddd';
  const span = (start: number, end: number, mask: string) => ({ start, end, mask });
  test.each<[string, ReturnType<typeof span>[], [number, number], string, string]>([
    ['beyond both ends', [span(-9, 3, 'A'), span(6, 11, 'B'), span(20, 99, 'C')], [6, 11], 'Aaa B ccccc ddC', 'B'],
    ['one after the other', [span(0, 5, 'A'), span(5, 6, 'B'), span(6, 11, 'C')], [5, 6], 'ABC ccccc ddddd', 'B'],
    ['overlapping each other', [span(12, 15, 'A'), span(14, 17, 'B'), span(0, 5, 'C')], [0, 5], 'C bbbbb A ddddd', 'C'],
    ['overlapping the finding', [span(0, 8, 'A'), span(6, 11, 'B')], [6, 11], 'B ccccc ddddd', 'B'],
    ['within the finding', [span(7, 8, 'A'), span(6, 11, 'B')], [6, 11], 'aaaaa B ccccc ddddd', 'B'],
    ['around the finding', [span(0, 17, 'A'), span(6, 11, 'B')], [6, 11], 'B ddddd', 'B'],
    ['the finding to the end of the world', [span(6, Number.MAX_SAFE_INTEGER, 'B')], [6, 23], 'aaaaa B', 'B'],
    ['none of the finding', [], [6, 11], 'aaaaa [redacted] ccccc ddddd', '[redacted]'],
  ])('%s', (_, spans, [start, end], expected, mask) => {
    const result = excerpt({ text }, spans, { start, end });
    expect(result.text).toBe(expected);
    expect(result.text.slice(result.start, result.end)).toBe(mask);
  });

  test('no character of a secret is ever shown, wherever the spans lie', () => {
    const random = generator(43);
    const up = (most: number): number => Math.floor(random() * most);
    for (let round = 0; round < 3_000; round++) {
      const characters = [...draw('a b😀', up(400), random)].join('').split('');
      const spans = Array.from({ length: 1 + up(6) }, () => {
        const start = up(420) - 10;
        return { start, end: start + 1 + up(60), mask: '…' };
      });
      for (const { start, end } of spans)
        for (let at = Math.max(0, start); at < end && at < characters.length; at++) characters[at] = '§';
      const result = excerpt(
        { text: characters.join(''), cutBefore: random() < 0.5, cutAfter: random() < 0.5 },
        spans,
        spans[0] as { start: number; end: number },
      );
      expect(result.text).not.toContain('§');
      expect(result.text.length).toBeLessThanOrEqual(160);
      expect(result.text.slice(result.start, result.end)).toBe('…');
    }
  });
});

test('random values are redacted, words are not', () => {
  const random = generator(47);
  let shown = 0;
  for (let round = 0; round < 5_000; round++)
    if (!excerpt({ text: draw(BASE62, 32, random) }, [], { start: 99, end: 99 }).text.startsWith('[redacted]')) shown++;
  expect(shown).toBeLessThan(5);
});

test('a hostile line takes no longer than its length', () => {
  const text = 'aB3_'.repeat(250_000);
  expect(excerpt({ text }, [{ start: 4, end: 8, mask: MASK }], { start: 4, end: 8 }).text).toContain(MASK);
});
