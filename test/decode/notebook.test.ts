import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNotebook } from '../../src/decode/notebook.ts';
import type { Passage } from '../../src/types.ts';
import { bytesOf, sourcesOf, token } from './sample.ts';

const T = token(1);

type Json = Record<string, unknown>;

function cell(source: unknown, outputs: readonly Json[] = [], more: Json = {}): Json {
  return { cell_type: 'code', execution_count: 1, metadata: {}, outputs, source, ...more };
}

function notebook(cells: readonly Json[], metadata: Json = {}): Json {
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

const stream = (text: unknown): Json => ({ name: 'stdout', output_type: 'stream', text });

/** The passages of a notebook, which must be one. */
function read(content: Json | string, indent = 1): { raw: Buffer; passages: readonly Passage[] } {
  const raw = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content, null, indent), 'utf8');
  const passages = decodeNotebook(raw);
  if (passages === null) throw new Error('no notebook');
  return { raw, passages };
}

/** The file's bytes behind each place where `wanted` stands, spans joined with `+`. */
function rawOf({ raw, passages }: ReturnType<typeof read>, wanted = T): string[] {
  return sourcesOf(passages, wanted).map((spans) =>
    spans.map(({ start, end }) => raw.toString('latin1', start, end)).join('+'),
  );
}

describe('where the token is', () => {
  const output = (more: Json) =>
    notebook([cell('', [stream('y')]), cell('', [stream('x'), { output_type: 'display_data', ...more }])]);
  const v3 = (one: Json) => ({
    metadata: {},
    nbformat: 3,
    worksheets: [{ cells: [{ cell_type: 'code' }] }, { cells: [one] }],
  });
  const out = ['cell 2', 'output 2'];

  test.each<[string, Json, Passage['kind'], readonly string[]]>([
    ['source as a string', notebook([cell(`login("${T}")`)]), 'notebook-source', ['cell 1']],
    ['source as a list', notebook([cell(''), cell(['a\n', `login("${T}")`])]), 'notebook-source', ['cell 2']],
    ['stream text as a string', output({ text: `a\n${T} b` }), 'notebook-output', out],
    ['stream text as a list', output({ text: ['a\n', `${T}\n`] }), 'notebook-output', out],
    ['data, string', output({ data: { 'text/plain': `'${T}'` } }), 'notebook-output', out],
    ['data, list', output({ data: { 'text/html': ['<td>', `${T}</td>`] } }), 'notebook-output', out],
    ['data, JSON object', output({ data: { 'application/json': { a: [{ b: `${T}.` }] } } }), 'notebook-output', out],
    ['data, JSON list', output({ data: { 'application/x+json': [`${T}`, `${T}`] } }), 'notebook-output', out],
    ['data, JSON key', output({ data: { 'application/json': { [T]: 1 } } }), 'notebook-output', out],
    ['data, a string itself', output({ data: `the ${T}` }), 'notebook-output', out],
    ['error name', output({ ename: `KeyError ${T}` }), 'notebook-output', out],
    ['error value', output({ evalue: `no ${T}` }), 'notebook-output', out],
    ['traceback', output({ traceback: ['Traceback', `  ${T}`] }), 'notebook-output', out],
    ['output metadata', output({ metadata: { a: `${T}` } }), 'text', [...out, 'metadata']],
    [
      'attachment',
      notebook([cell('', [], { attachments: { 'a.txt': { 'text/plain': T } } })]),
      'text',
      ['cell 1', 'attachment'],
    ],
    ['cell metadata', notebook([cell('', [], { metadata: { tags: [T] } })]), 'text', ['cell 1', 'metadata']],
    ['another part of a cell', notebook([cell('', [], { id: T })]), 'text', ['cell 1']],
    ['metadata', notebook([], { papermill: { parameters: { token: T } } }), 'text', ['metadata']],
    ['a key of metadata', notebook([], { widgets: { [T]: {} } }), 'text', ['metadata']],
    [
      'widget state',
      notebook([], { widgets: { 'x+json': { state: { f: { state: { value: T } } } } } }),
      'text',
      ['metadata'],
    ],
    ['somewhere else', { ...notebook([]), extra: [[T]] }, 'text', []],
    ['nbformat 3, input', v3({ cell_type: 'code', input: ['a\n', T] }), 'notebook-source', ['cell 2']],
    [
      'nbformat 3, html',
      v3({ outputs: [{ output_type: 'pyout', html: [T] }] }),
      'notebook-output',
      ['cell 2', 'output 1'],
    ],
    [
      'nbformat 3, text',
      v3({ outputs: [{ output_type: 'stream', text: T }] }),
      'notebook-output',
      ['cell 2', 'output 1'],
    ],
    ['source that is no text', notebook([cell({ a: T })]), 'notebook-source', ['cell 1']],
    ['a list in a list', notebook([cell(['a', [T], 'b'])]), 'notebook-source', ['cell 1']],
    ['cells that are no objects', { ...notebook([]), cells: [T, [T]] }, 'text', []],
  ])('%s', (_, content, kind, trail) => {
    for (const indent of [0, 1, 4]) {
      const found = read(content, indent);
      const holding = found.passages.filter(({ text }) => text.includes(T));
      expect(holding.length).toBeGreaterThan(0);
      for (const passage of holding) expect({ kind: passage.kind, trail: passage.trail }).toEqual({ kind, trail });
      expect(new Set(rawOf(found))).toEqual(new Set([T]));
    }
  });
});

describe('outputs of one stream', () => {
  const [head, tail] = [T.slice(0, 10), T.slice(10)];
  const error = (text: string): Json => ({ name: 'stderr', output_type: 'stream', text });
  const other: Json = { output_type: 'display_data', data: {} };

  test.each<[string, readonly Json[]]>([
    ['two', [stream(head), stream(tail)]],
    ['lists', [stream(['a\n', head]), stream([`${tail}\n`])]],
    ['three, among others', [error('x'), stream('h'), stream(T.slice(1, 20)), stream(T.slice(20)), other]],
    ['keys in another order', [{ text: head, output_type: 'stream', name: 'stdout' }, stream(tail)]],
    ['nbformat 3', [head, tail].map((text) => ({ output_type: 'stream', stream: 'stdout', text }))],
  ])('joined: %s', (_, outputs) => {
    const file = read(notebook([cell(''), cell('', outputs)]));
    expect(rawOf(file)).toEqual([expect.stringMatching(/^[^+]+(\+[^+]+)+$/)]);
    expect(rawOf(file)[0]?.replaceAll('+', '')).toBe(T);
    const found = file.passages.find(({ text }) => text.includes(T));
    expect(found).toMatchObject({ kind: 'notebook-output', trail: ['cell 2', expect.any(String), 'joined outputs'] });
  });

  test.each<[string, readonly Json[]]>([
    ['another stream', [stream(head), error(tail)]],
    ['something between', [stream(head), other, stream(tail)]],
    ['no streams', [head, tail].map((text) => ({ output_type: 'pyout', text }))],
  ])('not joined: %s', (_, outputs) => {
    expect(rawOf(read(notebook([cell('', outputs)])))).toEqual([]);
  });

  test('not joined: of two cells', () => {
    expect(rawOf(read(notebook([cell('', [stream(head)]), cell('', [stream(tail)])])))).toEqual([]);
  });

  test('one alone is read once', () => {
    expect(rawOf(read(notebook([cell('', [stream(T)])])))).toHaveLength(1);
  });
});

describe('text', () => {
  test.each<[string, unknown, string]>([
    ['escapes of one letter', 'a quote " \\ \n\t\r\b\f / and more', 'a quote " \\ \n\t\r\b\f / and more'],
    ['list items', ['first line\n', 'second line\n', '', 'third'], 'first line\nsecond line\nthird'],
    ['UTF-8 comes byte by byte', 'an umlaut: \u00e4, done', 'an umlaut: \u00c3\u00a4, done'],
    ['ANSI stays in source', '\u001b[32m a green text', '\u001b[32m a green text'],
  ])('source: %s', (_, source, text) => {
    expect(read(notebook([cell(source)])).passages.map((passage) => passage.text)).toEqual([text]);
  });

  test.each<[string, unknown, string]>([
    ['colours', '\u001b[0;32mgreen\u001b[39m text \u001b[1m\u001b[K.', 'green text .'],
    ['a sequence over two items', ['a text that is \u001b[3', '1mred'], 'a text that is red'],
    ['a hyperlink', 'see \u001b]8;;https://x.org\u001b\\this\u001b]8;;\u0007 link', 'see this link'],
    ['a character set', '\u001b(Ba text of some length', 'a text of some length'],
    ['a sequence that is none', 'a text with \u001b[3\n1m in it', 'a text with \u001b[3\n1m in it'],
    ['an OSC that never ends', 'a text with \u001b]8;; in it', 'a text with \u001b]8;; in it'],
    ['an ESC at the end', 'a text that ends so\u001b', 'a text that ends so\u001b'],
    ['a sequence cut at the end', 'a text that ends so\u001b[3', 'a text that ends so\u001b[3'],
  ])('output: %s', (_, written, text) => {
    const { passages } = read(notebook([cell('', [stream(written)])]));
    expect(passages.map((passage) => passage.text)).toEqual([text]);
  });

  test('a traceback has its frames on lines', () => {
    const { passages } = read(notebook([cell('', [{ traceback: ['a first frame', 'a second frame'] }])]));
    expect(passages[0]?.text).toBe('a first frame\na second frame');
    expect(passages[0]?.toSource(13, 14)).toHaveLength(1);
  });

  test('what is escaped beyond latin1 is neither ASCII nor lost; what JSON does not know is its letter', () => {
    const { passages } = read('{"cells":[{"source":"0123456789 \\u20ac\\ud83d\\ude00 \\u00e4 \\q \\u12 \\/"}]}');
    expect(passages[0]?.text).toBe('0123456789 \u00bf\u00bf\u00bf \u00e4 q u12 /');
  });

  test('short texts are left out', () => {
    expect(read(notebook([cell('print(1)', [stream('1\n')])])).passages).toEqual([]);
  });
});

describe('the way back', () => {
  const uEscape = (char: string) => `\\u00${char.charCodeAt(0).toString(16).padStart(2, '0')}`;

  test('an escaped letter leads to all its six bytes', () => {
    const found = read(JSON.stringify(notebook([cell(`a = "${T}"`)])).replace(T, uEscape('h') + T.slice(1)));
    expect(rawOf(found)).toEqual([uEscape('h') + T.slice(1)]);
  });

  test('split over list items: one span for each', () => {
    const found = read(notebook([cell(['a = ', T.slice(0, 9), T.slice(9, 20), T.slice(20)])]));
    expect(rawOf(found)).toEqual([`${T.slice(0, 9)}+${T.slice(9, 20)}+${T.slice(20)}`]);
  });

  test('ANSI inside: the sequence is not in the spans', () => {
    const found = read(notebook([cell('', [stream(`${T.slice(0, 9)}\u001b[0m\u001b[31m${T.slice(9)}`)])]));
    expect(rawOf(found)).toEqual([`${T.slice(0, 9)}+${T.slice(9)}`]);
  });

  test('any text before and after, any escapes, ANSI and items inside', () => {
    const around = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\n', '\t', '\u00e4', '\u20ac', '\u0000', '/'),
      maxLength: 60,
    });
    const cuts = fc.array(fc.nat(36), { maxLength: 3 });
    const shape = fc.record({ escaped: cuts, ansi: cuts, items: cuts, asString: fc.boolean(), indent: fc.nat(3) });
    fc.assert(
      fc.property(around, around, fc.nat(200), fc.nat(), shape, (before, after, times, seed, form) => {
        const wanted = token(seed);
        const chars = [...wanted].map((char, at) => (form.ansi.includes(at) ? `${char}\u001b[1;3${at}m` : char));
        const cutAt = new Set(form.asString ? [] : form.items);
        const pieces = [before.repeat(times)];
        for (const [at, char] of chars.entries()) {
          pieces[pieces.length - 1] += char;
          if (cutAt.has(at)) pieces.push('');
        }
        pieces[pieces.length - 1] += ` ${after}`;
        const found = read(notebook([cell('', [stream(form.asString ? pieces[0] : pieces)])]), form.indent);
        const expected = chars.map((char, at) => char[0] + (char.length > 1 || cutAt.has(at) ? '+' : '')).join('');
        expect(rawOf(found, wanted)).toEqual([expected.replace(/\+$/, '')]);

        const spelled = [...wanted].map((char, at) => (form.escaped.includes(at) ? uEscape(char) : char)).join('');
        const text = JSON.stringify(notebook([cell(before.repeat(times) + wanted + after)]), null, form.indent);
        expect(rawOf(read(text.replace(wanted, () => spelled)), wanted)).toEqual([spelled]);
      }),
      { numRuns: 300 },
    );
  });

  test('every character of a long text leads to its own bytes', () => {
    const source = `${'a\n'.repeat(3000)}${'b'.repeat(5000)}${'\u0001c'.repeat(2000)}`;
    const { raw, passages } = read(notebook([cell(source)]));
    const [passage] = passages;
    for (let at = 0; at < source.length; at++) {
      const [{ start, end }] = passage?.toSource(at, at + 1) ?? [{ start: 0, end: 0 }];
      expect(JSON.parse(`"${raw.toString('latin1', start, end)}"`)).toBe(source[at]);
    }
    const whole = JSON.stringify(source);
    const start = raw.indexOf(whole) + 1;
    expect(passage?.toSource(0, source.length)).toEqual([{ start, end: start + whole.length - 2 }]);
  });

  test('outside of the text: an answer, and no exception', () => {
    const [passage] = read(notebook([cell('a text of some length')])).passages;
    for (const [start, end] of [
      [0, 0],
      [5, 5],
      [900, 1000],
      [-3, -1],
      [3, 1],
    ] as const)
      expect(passage?.toSource(start, end)).toHaveLength(1);
  });

  test('passages can be asked in any order', () => {
    const found = read(notebook([1, 2, 3].map((seed) => cell(`\n${token(seed)}\n`))));
    for (const seed of [3, 1, 2, 1]) expect(rawOf(found, token(seed))).toEqual([token(seed)]);
  });
});

describe('forms of the file', () => {
  const content = notebook([cell(`login("${T}")`)]);

  test('a byte order mark', () => {
    expect(rawOf(read(`\ufeff${JSON.stringify(content)}`))).toEqual([T]);
  });

  test('CRLF', () => {
    expect(rawOf(read(JSON.stringify(content, null, 2).replaceAll('\n', '\r\n')))).toEqual([T]);
  });

  test('bytes that are a part of a larger buffer', () => {
    const raw = bytesOf('xx', JSON.stringify(content), 'xx');
    const [spans] = sourcesOf(decodeNotebook(raw.subarray(2, -2)) ?? [], T);
    expect(raw.subarray(2).toString('latin1', spans?.[0]?.start, spans?.[0]?.end)).toBe(T);
  });

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['a list', '[{"cells": []}]'],
    ['an object without cells', '{"nbformat": 4, "a": {"cells": []}}'],
    ['cells that are no list', '{"cells": {"source": "a"}}'],
    ['UTF-16', Buffer.from(JSON.stringify(content), 'utf16le')],
  ])('no notebook: %s', (_, raw) => {
    expect(decodeNotebook(Buffer.from(raw as string))).toBeNull();
  });

  test.each<[string, string]>([
    ['at a merge conflict', `{"cells": [\n<<<<<<< HEAD\n${JSON.stringify(cell(T))}\n=======\n]}`],
    ['at a depth of 200,000', `{"cells": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ])('broken %s', (_, raw) => {
    expect(decodeNotebook(Buffer.from(raw))).toEqual([]);
  });

  test('any beginning of a notebook: what was read so far', () => {
    const raw = Buffer.from(JSON.stringify(content));
    const end = raw.indexOf(T) + T.length;
    for (let length = 0; length < raw.length; length++) {
      const passages = decodeNotebook(raw.subarray(0, length)) ?? [];
      expect(sourcesOf(passages, T)).toHaveLength(length < end ? 0 : 1);
    }
  });

  test('a list of lines that breaks off is one text', () => {
    const raw = Buffer.from(`{"cells": [{"source": ["login(", "'${T}", "')\\n", ]`);
    expect(decodeNotebook(raw)?.map(({ kind, trail, text }) => ({ kind, trail, text }))).toEqual([
      { kind: 'notebook-source', trail: ['cell 1'], text: `login('${T}')\n` },
    ]);
  });
});

describe('hostile files', () => {
  test('a million keys', () => {
    const raw = bytesOf('{"cells":[],', Array.from({ length: 1_000_000 }, (_, i) => `"${i}":${i}`).join(','), '}');
    expect(decodeNotebook(raw)).toEqual([]);
  });

  test.each([
    ['escapes', '\\n'],
    ['letters', 'a'],
    ['ESC', '\\u001b'],
    ['the beginnings of CSI', '\\u001b['],
    ['the beginnings of CSI without an end', '\\u001b[1;1;1'],
    ['the beginnings of OSC', '\\u001b]x'],
    ['broken sequences', '\\u001b]\\u001b'],
  ])('megabytes of %s with many tokens: what is found leads back, at once', (_, filler) => {
    const body = Array.from({ length: 1000 }, (_one, seed) => filler.repeat(300) + token(seed)).join('\\n');
    const { raw, passages } = read(`{"cells":[{"outputs":[{"text":"${body}\\n"}]}]}`);
    expect(passages).toHaveLength(1);
    for (const wanted of [token(0), token(499), token(999)])
      for (const spans of sourcesOf(passages, wanted))
        expect(spans.map(({ start, end }) => raw.toString('latin1', start, end)).join('')).toBe(wanted);
    for (let at = 0; at < 100_000; at++) passages[0]?.toSource(at, at + 37);
  });

  test('a list of a million strings is one text', () => {
    const { passages } = read(`{"cells":[{"source":[${'"a",'.repeat(999_999)}"${T}"]}]}`);
    expect(passages).toHaveLength(1);
    expect(sourcesOf(passages, T)).toHaveLength(1);
  });

  test('any bytes at all: an answer and no exception', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '"cells":[',
      '"source":',
      '"outputs":[',
      '"text":',
      '\\',
      'u00',
      '"0123456789abcdef\\u001b["',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const passage of decodeNotebook(bytesOf(`{"cells":[{`, ...pieces, '}]}')) ?? [])
          passage.toSource(0, passage.text.length);
      }),
      { numRuns: 2000 },
    );
  });
});
