import { describe, expect, test } from 'vitest';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { scan } from '../../src/scan.ts';
import { clearOutputs } from '../../src/setup/fix-file.ts';
import { memorySource } from '../../src/sources/memory.ts';
import { userToken } from '../tokens.ts';

const TOKEN = userToken(71);
const PLOT = '{ "output_type": "display_data", "data": {"image/png": "iVBORw0KGgo=" }, "metadata": {}}';
const leak = (text = TOKEN): string => `{"output_type":"stream","name":"stdout","text":["a\\n",\n "${text}\\n"]}`;
const cell = (outputs: string): string =>
  `{"cell_type": "code", "metadata": {"outputs": [1]}, "outputs": ${outputs}, "source": ["1"]}`;
const notebook = (...cells: string[]): string =>
  `{ "cells": [\n${cells.join(',\n')}\n], "metadata": {}, "nbformat": 4, "nbformat_minor": 5 }\n`;

const rescan = async (path: string, bytes: Uint8Array) =>
  (await scan(memorySource([{ path, bytes }]), { rulebook: builtinRulebook() })).findings;

async function cleared(text: string) {
  const { after, left } = await clearOutputs('a.ipynb', Buffer.from(text), rescan);
  return { text: Buffer.from(after).toString(), left: left.length };
}

describe('takes out outputs that leak, and no other byte', () => {
  const half = Math.floor(TOKEN.length / 2);
  test.each([
    ['the only one', `[${leak()}]`, '[]'],
    ['the first', `[ ${leak()} ,\n  ${PLOT} ]`, `[ ${PLOT} ]`],
    ['the last', `[ ${PLOT},\n ${leak()}\n]`, `[ ${PLOT}\n]`],
    ['those in between', `[${PLOT}, ${leak()}, ${leak()}, ${PLOT}]`, `[${PLOT}, ${PLOT}]`],
    ['all but one', `[${leak()}, ${leak()}, ${PLOT}, ${leak()}]`, `[${PLOT}]`],
    ['base64', `[${PLOT}, ${leak(Buffer.from(`token ${TOKEN}`).toString('base64'))}]`, `[${PLOT}]`],
    ['its metadata', `[{"output_type": "stream", "metadata": {"a": "${TOKEN}"}}]`, '[]'],
    [
      'cut by two outputs',
      `[${leak().replace(`${TOKEN}\\n`, TOKEN.slice(0, half))}, ${leak(TOKEN.slice(half)).replace('"a\\n",\n ', '')}]`,
      null,
    ],
    ['nothing', `[${PLOT}]`, `[${PLOT}]`],
  ])('%s', async (_, before, after) => {
    const result = await cleared(notebook(cell('[]'), cell(before), cell(`[${PLOT}]`)));
    expect(result.left).toBe(0);
    if (after !== null) expect(result.text).toBe(notebook(cell('[]'), cell(after), cell(`[${PLOT}]`)));
    expect(JSON.parse(result.text).cells[2].outputs).toHaveLength(1);
  });

  test('in nbformat 3, with a BOM and CRLF', async () => {
    const old = (outputs: string): string =>
      `\ufeff{"worksheets": [{"cells": [${cell('[]')},\r\n ${cell(outputs)}]}], "nbformat": 3}\r\n`;
    expect(await cleared(old(`[${leak()},\r\n${PLOT}]`))).toEqual({ text: old(`[${PLOT}]`), left: 0 });
  });
});

test.each([
  ['a source', notebook(cell('[]').replace('"1"', `"${TOKEN}"`))],
  ['metadata of a cell', notebook(cell('[]').replace('[1]', `["${TOKEN}"]`))],
  ['outputs that are no objects', notebook(cell(`["${TOKEN}", 1]`))],
  ['outputs with a number between', notebook(cell(`[${leak()}, 1, ${PLOT}]`))],
  ['no notebook', `{"outputs": ["${TOKEN}"]}`],
  ['broken JSON', notebook(cell(`[${leak()}]`)).slice(0, -3)],
  ['conflict marks', `<<<<<<< HEAD\n${notebook(cell(`[${leak()}]`))}`],
])('leaves %s as it is, and says so', async (_, text) => {
  const result = await cleared(text);
  expect(result.text).toBe(text);
  expect(result.left).toBeGreaterThan(0);
});
