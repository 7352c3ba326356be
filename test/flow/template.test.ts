import { expect, test } from 'vitest';
import { embed } from '../../src/flow/embedded.ts';
import { parseTemplate } from '../../src/flow/template.ts';
import { printExpression } from './shell/print.ts';

test.each([
  ['secrets.HF_TOKEN', 'secrets.HF_TOKEN'],
  [" secrets['HF_TOKEN'] ", "secrets['HF_TOKEN']"],
  ['toJSON(secrets)', 'toJSON(secrets)'],
  ['fromJSON(secrets.ALL).hf', 'fromJSON(secrets.ALL).hf'],
  ["format('Bearer {0}', env.HF-X)", "format('Bearer {0}', env.HF-X)"],
  ['steps.a.outputs.t', 'steps.a.outputs.t'],
  ["a && b || 'it''s'", "(|| (&& a b) 'it's')"],
  ["!(github.ref == 'x') && 1.5 != true", "(&& (! (== github.ref 'x')) (!= 1.5 true))"],
  ['matrix.*.x[0]', 'matrix.*.x[0]'],
  ['', ''],
  ['a b', '?(a)'],
  ['a.', 'a'],
  ["'open", '?(?())'],
  ['@', '?(?())'],
  ['f(', 'f()'],
])('%s', (source, printed) => {
  expect(printExpression(parseTemplate(embed(source)))).toBe(printed);
});

test('spans count in the file', () => {
  expect(parseTemplate(embed(`x \${{ env.A }}`, 100), 5, 12)).toMatchObject({
    kind: 'attribute',
    start: 106,
    end: 111,
  });
});

test.each(['!'.repeat(100_000), '('.repeat(100_000), 'a.'.repeat(50_000), 'a && '.repeat(50_000), 'f('.repeat(50_000)])(
  'hostile %#',
  (source) => {
    expect(parseTemplate(embed(source)).kind).toBe('opaque');
  },
);
