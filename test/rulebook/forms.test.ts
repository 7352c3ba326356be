import { expect, test } from 'vitest';
import { asIs, variants } from '../../src/rulebook/forms.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import type { RuleExample, TokenRule } from '../../src/types.ts';

function ruleOf(id: string): TokenRule {
  const rule = builtinRulebook().rules.find((one) => one.id === id);
  if (rule?.family !== 'token') throw new Error(`no token rule ${id}`);
  return rule;
}

const rule = ruleOf('hf-user-token');
const names = (example: RuleExample, edges = false, of = rule): readonly string[] =>
  variants(of, example, 1, edges).map(({ form }) => form);
const text: RuleExample = { as: 'a.env', text: 'A={{token}}\nB=1\n' };

test('a text is tried in all forms', () => {
  expect(names(text, true)).toEqual([
    'as is',
    'crlf',
    'utf-8 bom',
    'start of file',
    'middle of file',
    'end of file',
    'utf-16le',
    'utf-16be',
    'utf-16le bom',
    'utf-16be bom',
    'json string',
    'after %3D',
    'base64 +0',
    'base64 +1',
    'base64 +2',
    'three of them',
    'back to back',
    'across 1 MiB and 4 MiB',
  ]);
});

test('notebooks, binary and encoded examples only in those that keep them', () => {
  const file = ['as is', 'crlf', 'utf-8 bom'];
  expect(names({ as: 'a.ipynb', cell: { part: 'output', text: '{{token}}' } })).toEqual(file);
  expect(names({ as: 'a.ipynb', text: '{"cells": ["{{token}}"]}' })).toEqual(file);
  expect(names({ as: 'a.yaml', text: 'a: {{token:base64}}' })).toEqual(file);
  expect(names({ as: 'a.pkl', text: '\0%{{token}}q' })).toEqual(['as is']);
});

test('kinds of no fixed length do not stand back to back', () => {
  expect(names(text, false, ruleOf('hf-oauth-token'))).not.toContain('back to back');
});

test('each form holds its own credentials, where it says', () => {
  const all = variants(rule, text, 1, true);
  expect(new Set(all.flatMap(({ secrets }) => secrets)).size).toBe(all.flatMap(({ secrets }) => secrets).length);
  const read: Readonly<Record<string, (bytes: Buffer) => string>> = {
    'utf-16le': (bytes) => bytes.toString('utf16le'),
    'utf-16be': (bytes) => Buffer.from(bytes).swap16().toString('utf16le'),
    base64: (bytes) => Buffer.from(bytes.toString().replace('data: ', ''), 'base64').toString(),
  };
  for (const { form, bytes, secrets } of all) {
    const decode =
      Object.entries(read).find(([name]) => form.startsWith(name))?.[1] ?? ((one: Buffer) => one.toString());
    for (const secret of secrets) expect(decode(Buffer.from(bytes)), form).toContain(secret);
  }
});

test('start and end of a file, and the edges of chunks', () => {
  const byForm = new Map(variants(rule, text, 1, true).map((one) => [one.form, one]));
  const place = (form: string): readonly [number, number] => {
    const one = byForm.get(form);
    if (!one) throw new Error(form);
    return [Buffer.from(one.bytes).indexOf(one.secrets[0] ?? '-'), one.bytes.length];
  };
  expect(place('start of file')[0]).toBe(0);
  expect(place('end of file')[0]).toBe(place('end of file')[1] - 37);
  const edges = byForm.get('across 1 MiB and 4 MiB');
  for (const [index, edge] of [1 << 20, 4 << 20].entries()) {
    const start = Buffer.from(edges?.bytes ?? []).indexOf(edges?.secrets[index] ?? '-');
    expect(start).toBeGreaterThan(edge - 37);
    expect(start).toBeLessThan(edge);
  }
});

test('a cell becomes a notebook as Jupyter writes it', () => {
  const { bytes } = asIs(rule, { as: 'a.ipynb', cell: { part: 'output', text: 'one\ntwo "x"' } }, 1);
  const parsed: unknown = JSON.parse(Buffer.from(bytes).toString());
  expect(parsed).toMatchObject({
    nbformat: 4,
    cells: [{ cell_type: 'code', outputs: [{ text: ['one\n', 'two "x"'] }], source: ['run()'] }],
  });
});
