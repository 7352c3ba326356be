// Content made to be slow: whatever up to 10 MB says, reading it costs at most 2 s of one core, and little memory.
import { describe, expect, test } from 'vitest';
import { scan } from '../src/scan.ts';
import { memorySource } from '../src/sources/memory.ts';
import { letters, token } from './decode/sample.ts';
import { amount, slice } from './slice.ts';

const MB = 1_000_000;
/** Milliseconds of one core for 10 MB, as the bundle needs at most; the tests' own transformation of the code and a busy machine cost more. */
const LAW = 2000;
const SLACK = 8;
const MEMORY = 256 * MB;
/** What is garbage already, and not collected yet, in a process that has run many other tests. */
const GARBAGE = 512 * MB;

const A = 'hf_';
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const pairs = (text: string): string[] => hex(text).match(/../g) ?? [];
const numbers = (text: string): string => [...text].map((char) => char.charCodeAt(0)).join(',');

/** `unit` over and over. */
const all = (unit: string) => (size: number) =>
  Buffer.from(unit.repeat(Math.ceil(size / unit.length)).slice(0, size), 'latin1');

/** A thousand different units over and over. */
const many = (unit: (index: number) => string) => (size: number) =>
  all(Array.from({ length: 1000 }, (_, index) => unit(index + 1)).join(''))(size);

const base64 = (inner: (size: number) => Buffer) => (size: number) =>
  Buffer.from(inner(Math.floor((size * 3) / 4)).toString('base64'));
const utf16 = (inner: (size: number) => Buffer) => (size: number) =>
  Buffer.from(inner(size >> 1).toString('latin1'), 'utf16le');

const tokens = many((index) => `${token(index)}\n`);

/** Megabytes, and what they say. */
const INPUTS: Readonly<Record<string, readonly [number, (size: number) => Buffer]>> = {
  'anchors alone': [10, all(A)],
  'the longest anchor alone': [10, all('oauth_app_secret_')],
  'anchors in one another': [10, all('hf_oauth_eyJ')],
  'key ids': [10, all('HFAK')],
  'quoted anchors': [10, all(`"${A}"`)],
  'anchors in every form': [10, all(`${A}api_org_"${A}"us__fh68665faGZf104,102,95,`)],
  tokens: [10, tokens],
  'near misses': [10, many((index) => `${A}${letters(index, 33)} `)],
  'a word without an end': [10, (size) => Buffer.from(A + 'a'.repeat(size - 3))],
  'split tokens': [10, many((index) => `"${A}${letters(index, 10)}" + "${letters(index + 7, 24)}"\n`)],
  'split near misses': [10, many((index) => `"${A}${letters(index, 10)}" + "${letters(index + 7, 22)}"\n`)],
  'one letter a piece': [10, many((index) => `${[...token(index)].map((char) => `"${char}"`).join(' + ')}\n`)],
  'a list of letters': [10, many((index) => `[${[...token(index)].map((char) => `"${char}"`).join(', ')}]\n`)],
  'tokens by name': [10, many((index) => `a${index} = "${A}" + b${index}\nb${index} = "${letters(index, 20)}"\n`)],
  'names in a chain': [10, many((index) => `a${index} = "${A}" + a${index + 1}\n`)],
  'names of prefixes': [10, all(`p = "${A}"\np + q; `)],
  interpolations: [10, all(`f"${A}{x}" x="a" `)],
  'interpolated anchors': [10, all(`\${${A}`)],
  formats: [10, all(`"${A}%s" % ("a","b") `)],
  tags: [10, all(`${A}<`)],
  'terminal codes': [10, all('h\x1b[1mf\x1b[0m_a')],
  'wrapped lines': [10, many((index) => `${A}${letters(index, 77)}\n`)],
  backslashes: [10, (size) => Buffer.concat([Buffer.from(`"${A}`), Buffer.alloc(size - 4, '\\')])],
  'an anchor and a backslash': [10, all(`${A}\\`)],
  'lines that go on': [10, all(`${A}\\\n`)],
  'escapes of letters': [10, all('\\u0041\\u0042%41%42&#65;')],
  'escaped anchors': [10, all('\\u0068f')],
  'entities, encoded often': [10, all('&amp;amp;amp;amp;amp;#104;')],
  'signed tokens': [10, many((index) => `${A}oauth_eyJ${letters(index, 40)}.${letters(index + 7, 60)}.`)],
  'base64 of anchors': [10, all('aGZf')],
  'base64 of tokens': [10, base64(tokens)],
  'base64 of texts': [10, many((index) => `${Buffer.from(`text ${letters(index, 40)}`).toString('base64')} `)],
  'base64, five times': [10, base64(base64(base64(base64(base64(tokens)))))],
  'hex of anchors': [10, all(hex(A))],
  'hex of tokens': [10, many((index) => `${hex(token(index))} `)],
  'hex, shifted': [10, many((index) => `a${hex(token(index))} `)],
  'bytes of tokens': [10, many((index) => `${pairs(token(index)).join(' ')}\n`)],
  'a dump': [
    10,
    many((index) => `${`${index}0`.padStart(8, '0')}: ${hex(A.repeat(5)).match(/.{4}/g)?.join(' ')}  ...\n`),
  ],
  'numbers of tokens': [10, many((index) => `${numbers(token(index))},`)],
  'tokens backwards': [10, many((index) => `${[...token(index)].reverse().join('')} `)],
  'ends of identifiers': [10, all('_fh us_ ')],
  'UTF-16 of anchors': [10, utf16(all(A))],
  'UTF-16 of tokens': [10, utf16(tokens)],
  zeros: [10, (size) => Buffer.alloc(size)],
  quotes: [10, all('"')],
  dashes: [10, all(`${'-'.repeat(60)} `)],
  paths: [10, all('/usr/lib/python3/dist-packages/one/two/three/ ')],
};

/** What reading costs: milliseconds of one core, and bytes that are held afterwards. */
async function cost(path: string, bytes: Buffer): Promise<{ milliseconds: number; held: number }> {
  const before = process.memoryUsage();
  const start = process.cpuUsage();
  await scan(memorySource([{ path, bytes }]));
  const { user } = process.cpuUsage(start);
  const after = process.memoryUsage();
  return { milliseconds: user / 1000, held: after.heapUsed + after.external - before.heapUsed - before.external };
}

/** The cheapest of a few attempts: another process may take the core's cache, and garbage comes when it comes. */
async function expectCheap(path: string, bytes: Buffer): Promise<void> {
  const limit = SLACK * Math.max(LAW / 5, (LAW * bytes.length) / (10 * MB));
  let [milliseconds, held] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let attempt = 0; attempt < 4 && (milliseconds >= limit || held >= MEMORY + GARBAGE); attempt++) {
    const now = await cost(path, bytes);
    milliseconds = Math.min(milliseconds, now.milliseconds);
    held = Math.min(held, now.held);
  }
  expect(milliseconds).toBeLessThan(limit);
  expect(held).toBeLessThan(MEMORY + GARBAGE);
}

describe('what is made to be slow is not', () => {
  test.each(slice(Object.entries(INPUTS), 4))(
    '%s',
    async (_, [megabytes, make]) => {
      await expectCheap('a.txt', make(megabytes * MB));
    },
    60_000,
  );

  test.each(slice(['[', '{"a":', '{"cells":['], 3, 2))(
    'a notebook, 200,000 deep: %s',
    async (open) => {
      await expectCheap('a.ipynb', Buffer.from(open.repeat(200_000)));
    },
    60_000,
  );

  test(`${amount(50, 20)} MB in one line`, async () => {
    await expectCheap('a.txt', all(`x = "${letters(1, 60)}"; `)(amount(50, 20) * MB));
  }, 60_000);
});

test('what was found before it became too much is told', async () => {
  const split = many((index) => `"${A}${letters(index, 10)}" + "${letters(index + 7, 24)}"\n`)(2 * MB);
  const { findings, complete, ledger } = await scan(memorySource([{ path: 'a.txt', bytes: split }]));
  expect(findings.length).toBeGreaterThan(1000);
  expect(complete).toBe(false);
  expect(ledger.partial).toMatchObject([{ reason: 'archive-limit', objects: 1 }]);
});
