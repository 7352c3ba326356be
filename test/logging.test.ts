// Runs the examples of the rules about code through the whole pipeline, both ways.
import { examples } from 'hfleaks:logging-examples';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { scan } from '../src/scan.ts';
import { memorySource } from '../src/sources/memory.ts';

/** A cell, or what looks like one, is scanned as a notebook of one cell. */
function fileOf(as: string, text: string): { readonly name: string; readonly bytes: Uint8Array } {
  if (as !== 'cell' && !as.endsWith('.ipynb')) return { name: as, bytes: Buffer.from(text) };
  const cells = [{ cell_type: 'code', metadata: {}, outputs: [], source: text.split(/(?<=\n)/) }];
  return {
    name: 'a.ipynb',
    bytes: Buffer.from(JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 })),
  };
}

const cases = examples.flatMap(({ rule, bad, good }) =>
  (
    [
      ['bad', bad],
      ['good', good],
    ] as const
  ).flatMap(([list, all]) =>
    all.map(({ as, text }, index) => ({ rule, list, text, folder: `${rule}/${list}${index}`, ...fileOf(as, text) })),
  ),
);
const found = new Map<string, Set<string>>();

beforeAll(async () => {
  const files = cases.map(({ folder, name, bytes }) => ({ path: `${folder}/${name}`, bytes }));
  const { findings, complete } = await scan(memorySource(files));
  expect(complete).toBe(true);
  for (const { location, rule } of findings) {
    const folder = Buffer.from(location.path).toString('latin1').split('/').slice(0, 2).join('/');
    found.set(folder, (found.get(folder) ?? new Set()).add(rule.id));
  }
});

test('each rule about code has at least three bad and five good examples', () => {
  const rules = builtinRulebook().rules.filter(({ family }) => family === 'logging');
  expect(rules).toHaveLength(40);
  expect(examples.map(({ rule }) => rule).sort()).toEqual(rules.map(({ id }) => id).sort());
  for (const { rule, bad, good } of examples)
    expect([rule, bad.length >= 3, good.length >= 5]).toEqual([rule, true, true]);
});

describe('examples', () => {
  test.each(cases)('$folder $text', ({ rule, list, folder }) => {
    expect(found.get(folder)?.has(rule) ?? false).toBe(list === 'bad');
  });
});
