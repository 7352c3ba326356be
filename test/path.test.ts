import { describe, expect, test } from 'vitest';
import { contentKind, displayPath, escapeText, isCode, mention } from '../src/path.ts';
import { userToken } from './tokens.ts';

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

describe('escapeText', () => {
  test.each([
    ['plain', 'src/app.py', 'src/app.py'],
    ['space and quotes', `a "b" 'c'`, `a "b" 'c'`],
    ['backslash', 'a\\b', 'a\\\\b'],
    ['what looks escaped', '\\x1b', '\\\\x1b'],
    ['line ends and tab', 'a\r\n\tb', 'a\\r\\n\\tb'],
    ['terminal escape', '\x1b[31m', '\\x1b[31m'],
    ['NUL, BEL, DEL', '\0\x07\x7f', '\\x00\\x07\\x7f'],
    ['C1', '\x9b31m', '\\u{9b}31m'],
    ['right-to-left override', 'a\u202egnp.exe', 'a\\u{202e}gnp.exe'],
    ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
    ['zero width', 'a\u200bb\u200dc', 'a\\u{200b}b\\u{200d}c'],
    ['line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['BOM', '\ufeffa', '\\u{feff}a'],
    ['tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['soft hyphen', 'a\u00adb', 'a\\u{ad}b'],
    ['letters and emoji stay', 'ключ 🤗 é', 'ключ 🤗 é'],
    ['empty', '', ''],
  ])('%s', (_name, text, shown) => expect(escapeText(text)).toBe(shown));
});

describe('mention', () => {
  const token = userToken(13);
  test.each(Array.from({ length: 30 }, (_, at) => 35 + at))('a token at %i, where it would be cut', (at) => {
    const shown = mention('x'.repeat(at) + token);
    expect(shown).toBe(`${'x'.repeat(at)}[redacted]`.slice(0, 60));
  });

  test.each<[name: string, text: string, width: number | undefined, shown: string]>([
    ['what is short', 'main', undefined, 'main'],
    ['what has to be escaped', 'a\nb', undefined, 'a\\nb'],
    ['what is long', 'x'.repeat(99), 10, 'x'.repeat(10)],
  ])('%s', (_, text, width, shown) => expect(mention(text, width)).toBe(shown));
});

describe('displayPath', () => {
  test.each([
    ['UTF-8', bytes('é/🤗'), 'é/🤗'],
    ['Latin-1', bytes('caf', 0xe9), 'caf\\xe9'],
    ['UTF-8 beside what is none', bytes('é', 0xff, 'é'), 'é\\xffé'],
    ['a cut character', bytes('a', 0xe2, 0x82), 'a\\xe2\\x82'],
    ['an overlong slash', bytes(0xc0, 0xaf), '\\xc0\\xaf'],
    ['half a pair', bytes(0xed, 0xa0, 0x80), '\\xed\\xa0\\x80'],
    ['control character beside what is no UTF-8', bytes('\n', 0xff), '\\n\\xff'],
    ['the text \\xff', bytes('\\xff'), '\\\\xff'],
    ['empty', bytes(), ''],
  ])('%s', (_name, path, shown) => expect(displayPath(path)).toBe(shown));

  test('every byte alone has a form of its own', () => {
    const shown = new Set(Array.from({ length: 256 }, (_, byte) => displayPath(bytes(byte))));
    expect(shown.size).toBe(256);
  });

  test('a view into a larger buffer', () => {
    expect(displayPath(Buffer.from('abcdef').subarray(2, 4))).toBe('cd');
  });
});

test.each([
  ['run.ipynb', 'notebook'],
  ['A.IPYNB', 'notebook'],
  ['.ipynb', 'notebook'],
  ['ipynb', 'text'],
  ['a.ipynb.bak', 'text'],
])('contentKind %s', (path, kind) => {
  expect(contentKind(Buffer.from(path))).toBe(kind);
});

test.each([
  ['Dockerfile', true],
  ['Dockerfile.gpu', true],
  ['Dockerfile.tmpl', false],
  ['a/Makefile.tmpl', false],
  ['app.py', true],
  ['app.py.tmpl', false],
  ['src/App.vue', true],
  ['src/routes/+page.svelte', true],
  ['src/pages/index.astro', true],
  ['run', true],
  ['train.sbatch', true],
  ['a/b/job.slurm', true],
  ['job.slurm.out', false],
  ['web/package.json', true],
  ['package-lock.json', false],
])('%s is code: %s', (path, isOne) => {
  expect(isCode(Buffer.from(path))).toBe(isOne);
});
