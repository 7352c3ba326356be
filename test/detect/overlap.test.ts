import { describe, expect, test } from 'vitest';
import { extentOf, onePerPlace } from '../../src/detect/overlap.ts';
import { Secret } from '../../src/secret.ts';
import type { Confidence, Match, Passage, SourceSpan, TokenRule } from '../../src/types.ts';

/** A match at [start, end) of the object, in a passage that says nothing, has structure, or was decoded. */
function match(
  start: number,
  end: number,
  confidence: Confidence = 'high',
  from: 'plain' | 'notebook' | 'base64' = 'plain',
): Match {
  const passage: Passage = {
    kind: from === 'plain' ? 'text' : from === 'notebook' ? 'notebook-output' : 'decoded',
    text: '',
    trail: from === 'plain' ? [] : [from],
    toSource: (first, last): [SourceSpan] => [{ start: first, end: last }],
  };
  return { rule: { confidence } as TokenRule, passage, start, end, secret: new Secret('x', '') };
}

const left = (matches: readonly Match[]): string[] =>
  onePerPlace(matches).map((one) => `${one.start}-${one.end} ${one.rule.confidence} ${one.passage.trail}`.trim());

describe('onePerPlace', () => {
  test.each<[string, Match[], string[]]>([
    ['nothing', [], []],
    ['apart, out of order', [match(10, 20), match(0, 5)], ['0-5 high', '10-20 high']],
    ['side by side', [match(0, 5), match(5, 9)], ['0-5 high', '5-9 high']],
    ['the same twice', [match(0, 5), match(0, 5)], ['0-5 high']],
    ['higher confidence wins', [match(0, 5, 'low'), match(2, 9, 'high')], ['2-9 high']],
    ['the earlier wins', [match(2, 9), match(0, 5)], ['0-5 high']],
    ['the longer wins', [match(0, 5), match(0, 9)], ['0-9 high']],
    ['a notebook explains it', [match(0, 5), match(0, 5, 'low', 'notebook')], ['0-5 low notebook']],
    ['as plain text it is better than decoded, if earlier', [match(0, 9), match(1, 9, 'high', 'base64')], ['0-9 high']],
  ])('%s', (_, matches, expected) => {
    expect(left(matches)).toEqual(expected);
  });
});

test('extentOf: from the first span to the last', () => {
  const passage: Passage = {
    kind: 'notebook-source',
    text: '',
    trail: [],
    toSource: () => [
      { start: 3, end: 5 },
      { start: 9, end: 12 },
    ],
  };
  expect(extentOf({ ...match(0, 1), passage })).toEqual({ start: 3, end: 12 });
});
