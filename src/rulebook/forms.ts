// Turns one example of a rule into the many files in which the same credential has to be found.
import type { RuleExample, TokenRule } from '../types.ts';
import { lengths } from './measure.ts';
import { fill, sample, samplesIn } from './sample.ts';
import { parseShape } from './shape.ts';

/** A file to scan, and the credentials in it, in no order. */
export interface Variant {
  /** What was done to the example: `as is`, `crlf`, `base64 +1`. */
  readonly form: string;
  readonly bytes: Uint8Array;
  readonly secrets: readonly string[];
}

/** A filled example. `start` and `end` enclose the first sample; both -1 where none stands there as plain text. */
interface Filled {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly secrets: readonly string[];
}

type Form = (filled: Filled) => Uint8Array;

const MIB = 1 << 20;
/** Where readers may cut a file into chunks. */
const EDGES = [MIB, 4 * MIB];
const FILLER = 'the quick brown fox jumps over the lazy dog, again and again\n';
const BOM = '\ufeff';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const utf16le = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();
const base64 = (text: string): Uint8Array => utf8(`data: ${Buffer.from(text, 'utf8').toString('base64')}\n`);

/** Of any file. */
const FILE_FORMS: Readonly<Record<string, Form>> = {
  'as is': ({ text }) => utf8(text),
  crlf: ({ text }) => utf8(text.replace(/\r?\n/g, '\r\n')),
  'utf-8 bom': ({ text }) => utf8(BOM + text),
};

/** Of a text in which the sample stands as it is. */
const TEXT_FORMS: Readonly<Record<string, Form>> = {
  ...FILE_FORMS,
  'start of file': ({ text, start }) => utf8(`${text.slice(start)}\n${text.slice(0, start)}`),
  'middle of file': ({ text }) => utf8(`${FILLER.repeat(300)}${text}\n${FILLER.repeat(300)}`),
  'end of file': ({ text, end }) => utf8(`${text.slice(end)}\n${text.slice(0, end)}`),
  'utf-16le': ({ text }) => utf16le(text),
  'utf-16be': ({ text }) => utf16be(text),
  'utf-16le bom': ({ text }) => utf16le(BOM + text),
  'utf-16be bom': ({ text }) => utf16be(BOM + text),
  'json string': ({ text }) => utf8(`{"text": ${JSON.stringify(text)}}\n`),
  'after %3D': ({ text, start }) => utf8(`${text.slice(0, start)}%3D${text.slice(start)}`),
  'base64 +0': ({ text }) => base64(text),
  'base64 +1': ({ text }) => base64(`-${text}`),
  'base64 +2': ({ text }) => base64(`--${text}`),
};

/** The example itself, with the samples of `seed`. */
export function asIs(rule: TokenRule, example: RuleExample, seed: number): Variant {
  const filled = fillExample(rule, example, seed);
  return { form: 'as is', bytes: utf8(filled.text), secrets: filled.secrets };
}

/**
 * The example in every position and form in which its credential can still be read, each with samples of its own. With `edges` also
 * one large file, in which it lies across the offsets of 1 MiB and 4 MiB. Binary examples and those whose credential is split or
 * encoded already are not transformed further.
 */
export function variants(rule: TokenRule, example: RuleExample, seed: number, edges: boolean): readonly Variant[] {
  const plain = isPlain(rule, example, seed);
  const forms = plain ? TEXT_FORMS : isBinary(example) ? { 'as is': utf8Text } : FILE_FORMS;
  const one = Object.entries(forms).map(([form, make], index) => {
    const filled = fillExample(rule, example, seed + index);
    return { form, bytes: make(filled), secrets: filled.secrets };
  });
  return plain
    ? [...one, ...severalOf(rule, example, seed + 100), ...(edges ? [acrossEdges(rule, example, seed + 200)] : [])]
    : one;
}

function utf8Text({ text }: Filled): Uint8Array {
  return utf8(text);
}

function severalOf(rule: TokenRule, example: RuleExample, seed: number): readonly Variant[] {
  const all = [seed, seed + 1, seed + 2].map((each) => fillExample(rule, example, each));
  const lines = {
    form: 'three of them',
    bytes: utf8(all.map(({ text }) => text).join('\n')),
    secrets: all.flatMap(({ secrets }) => secrets),
  };
  return isFixed(rule) ? [lines, backToBack(rule, example, seed + 3)] : [lines];
}

/** Two credentials with nothing between them; the second is whole, so both must be found. */
function backToBack(rule: TokenRule, example: RuleExample, seed: number): Variant {
  const { text, end, secrets } = fillExample(rule, example, seed);
  const second = sample(rule, seed + 1);
  return {
    form: 'back to back',
    bytes: utf8(text.slice(0, end) + second + text.slice(end)),
    secrets: [...secrets, second],
  };
}

function acrossEdges(rule: TokenRule, example: RuleExample, seed: number): Variant {
  let text = '';
  const secrets: string[] = [];
  for (const [index, edge] of EDGES.entries()) {
    const filled = fillExample(rule, example, seed + index);
    const before = Buffer.byteLength(filled.text.slice(0, filled.start)) + ((filled.end - filled.start) >> 1);
    text += `${filler(edge - before - Buffer.byteLength(text))}${filled.text}\n`;
    secrets.push(...filled.secrets);
  }
  return { form: 'across 1 MiB and 4 MiB', bytes: utf8(text + FILLER), secrets };
}

/** `length` bytes of lines; the last ends in `\n` too. */
function filler(length: number): string {
  return `${FILLER.repeat(Math.ceil(length / FILLER.length)).slice(0, length - 1)}\n`;
}

function fillExample(rule: TokenRule, example: RuleExample, seed: number): Filled {
  const template = example.text ?? example.cell?.text ?? '';
  const samples = samplesIn(template, rule, seed);
  const filled = fill(template, rule, seed);
  const text = example.cell ? notebook(example.cell.part, filled) : filled;
  const [first] = samples
    .map((one) => ({ start: text.indexOf(one.text), length: one.text.length }))
    .sort((a, b) => a.start - b.start);
  const start = first?.start ?? -1;
  return {
    text,
    start,
    end: start < 0 ? -1 : start + (first?.length ?? 0),
    secrets: samples.map(({ secret }) => secret),
  };
}

/** A notebook of one cell, written as Jupyter does: one space, lists of lines. Format: nbformat 4.5. */
function notebook(part: 'source' | 'output', text: string): string {
  const lines = text.split(/(?<=\n)/);
  const cell = {
    cell_type: 'code',
    execution_count: 1,
    id: 'cell-1',
    metadata: {},
    outputs: part === 'output' ? [{ name: 'stdout', output_type: 'stream', text: lines }] : [],
    source: part === 'source' ? lines : ['run()'],
  };
  return `${JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

function isPlain(rule: TokenRule, example: RuleExample, seed: number): boolean {
  return (
    example.text !== undefined &&
    !example.as.endsWith('.ipynb') &&
    !isBinary(example) &&
    fillExample(rule, example, seed).start >= 0
  );
}

/** Holds bytes that no text file holds; an escape sign begins a terminal's colours. */
function isBinary({ text = '' }: RuleExample): boolean {
  return [...text].some((char) => (char < ' ' && !'\t\n\r\x1b'.includes(char)) || (char >= '\x7f' && char <= '\x9f'));
}

/** Whether credentials of the rule can stand back to back: all have one length, and the rule looks at what follows. Rules of users cannot. */
function isFixed(rule: TokenRule): boolean {
  const { min, max } = lengths(parseShape(rule.regex));
  return rule.engine === 'native' && min === max;
}
