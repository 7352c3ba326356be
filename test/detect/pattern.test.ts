import { describe, expect, test } from 'vitest';
import { createBudget, detect, prepare } from '../../src/detect/pattern.ts';
import { HfleaksError } from '../../src/errors.ts';
import type { TokenRule } from '../../src/types.ts';
import { cpuSince } from '../cost.ts';
import { draw, generator, LETTERS, passageOf, tokenRule } from '../judge/draw.ts';

const next = generator(1);
const body = (): string => draw(LETTERS, 34, next);

async function found(text: string, ...rules: TokenRule[]): Promise<string[]> {
  await prepare(rules);
  return detect(passageOf(text), rules).map(({ start, end, rule }) => `${rule.id}@${start}-${end}`);
}

describe.each(['native', 'linear'] as const)('the %s engine', (engine) => {
  // RE2 has no lookaround, so the boundary is a part of the match there and the group tells where the credential ends.
  const regex =
    engine === 'native' ? '(?<secret>hf_[A-Za-z]{34})(?![A-Za-z])' : '(?<secret>hf_[A-Za-z]{34})(?:[^A-Za-z]|$)';
  const rule = tokenRule({ id: 'r', engine, regex });

  test.each([
    ['no anchor', 'nothing', []],
    ['an anchor alone', 'hf_ hf_hub_download', []],
    ['at the start', `hf_${body()} x`, ['r@0-37']],
    ['at the end', `x hf_${body()}`, ['r@2-39']],
    ['after characters outside the BMP', `😀é hf_${body()}`, ['r@4-41']],
    ['two of them', `hf_${body()},hf_${body()}`, ['r@0-37', 'r@38-75']],
    ['one letter short', `hf_${body().slice(1)}`, []],
    ['one letter more', `hf_${body()}x`, []],
  ])('%s', async (_, text, expected) => {
    expect(await found(text, rule)).toEqual(expected);
  });

  test('the secret alone is the credential, though its text stands before it in the match', async () => {
    const value = `hf_${body()}`;
    const twice = tokenRule({
      id: 'r',
      engine,
      anchors: ['=hf_'],
      regex: '=hf_[A-Za-z]{34}:(?<secret>hf_[A-Za-z]{34})',
      reach: 76,
    });
    expect(await found(`x=${value}:${value}`, twice)).toEqual(['r@40-77']);
  });

  test('an optional group that is not there gives nothing', async () => {
    const rule = tokenRule({ id: 'r', engine, regex: 'hf_(?<secret>[a-z])?', follows: { set: '', min: 0 } });
    expect(await found('hf_ hf_a', rule)).toEqual(['r@7-8']);
  });

  test('an empty credential is none', async () => {
    const rule = tokenRule({ id: 'r', engine, regex: 'hf_(?<secret>x?)', follows: { set: '', min: 0 } });
    expect(await found('hf_hf_', rule)).toEqual([]);
  });
});

describe('the linear engine tries each anchor once', () => {
  const free = { set: '', min: 0 };
  const rule = (over: Partial<TokenRule>): TokenRule =>
    tokenRule({ id: 'r', engine: 'linear', anchors: ['abc_'], follows: free, ...over });

  test.each<[string, Partial<TokenRule>, string, string[]]>([
    [
      'a boundary before it',
      { regex: '\\b(?<secret>abc_[a-z]{2})', reach: 9 },
      'abc_aa xabc_bb -abc_cc',
      ['r@0-6', 'r@16-22'],
    ],
    ['a boundary behind it', { regex: '(?<secret>abc_[a-z]{2})\\b', reach: 9 }, 'abc_aaa abc_bb', ['r@8-14']],
    ['in a match that failed', { regex: '(?<secret>abc_[a-z_]{6})!', reach: 11 }, 'abc_abc_defghi!', ['r@4-14']],
    ['in a match', { regex: '(?<secret>abc_[a-z_]{4})', reach: 8 }, 'abc_abc_defg', ['r@0-8']],
    [
      'several anchors',
      { anchors: ['b+_', 'a._'], regex: '(?<secret>(?:a\\.|b\\+)_[a-z])', reach: 4 },
      'a._x b+_y ab_z',
      ['r@0-4', 'r@5-9'],
    ],
    [
      'a demand',
      { regex: '(?<secret>abc_[a-z]{3})', reach: 7, follows: { literal: 'd', set: 'ef]', min: 2 } },
      'abc_def abc_xyz',
      ['r@0-7'],
    ],
  ])('%s', async (_, over, text, expected) => {
    expect(await found(text, rule(over))).toEqual(expected);
  });

  test('it finds what a search of the whole text finds', async () => {
    const random = generator(3);
    const regex = '\\b(?<secret>ab(?:a|ab|b_){1,4})(?:b|_)';
    const own = rule({ anchors: ['ab'], regex, reach: 14 });
    for (let round = 0; round < 500; round++) {
      const text = draw('aaabbb_ ', 60, random);
      const wanted = [...text.matchAll(new RegExp(regex, 'g'))].map((match) => {
        const length = match.groups?.secret?.length ?? 0;
        return `r@${match.index}-${match.index + length}`;
      });
      expect(await found(text, own), text).toEqual(wanted);
    }
  });
});

describe('the budget', () => {
  const rule = tokenRule({
    engine: 'linear',
    anchors: ['abc_'],
    prefix: 'abc_',
    regex: '(?<secret>abc_(?:a|aa|aaa|aaaa){1,120}b)',
    reach: 485,
    follows: { set: 'ab', min: 2 },
  });
  const secret = `abc_${'a'.repeat(20)}b`;

  test('a slow regex ends early, keeps what it found, and says so', async () => {
    await prepare([rule]);
    const budget = { matches: 100, left: 1e8 };
    const text = `${secret} ${`abc_${'a'.repeat(196)} `.repeat(50_000)}${secret}`;
    const start = process.cpuUsage();
    expect(detect(passageOf(text), [rule], budget)).toHaveLength(1);
    expect(cpuSince(start)).toBeLessThan(10_000);
    expect(budget.left).toBeLessThan(0);
  });

  test('one budget serves several passages, and rules of our own need none', async () => {
    const own = tokenRule();
    await prepare([rule, own]);
    const budget = { matches: 100, left: -1 };
    expect(detect(passageOf(`${secret} hf_${body()}`), [rule, own], budget).map((one) => one.rule)).toEqual([own]);
    expect(budget.left).toBe(-1);
  });

  test('anchors behind which nothing can match cost nothing', async () => {
    await prepare([rule]);
    const budget = createBudget();
    detect(passageOf('abc_xyz '.repeat(1000)), [rule], budget);
    expect(budget).toEqual(createBudget());
  });
});

test('as many matches as are asked for, the first ones, whichever rule is tried first', async () => {
  const [high, low] = [
    tokenRule({ id: 'high' }),
    tokenRule({ id: 'low', confidence: 'low', regex: 'hf_(?<secret>[A-Za-z]{10})' }),
  ];
  await prepare([high, low]);
  const text = Array.from({ length: 50 }, () => `hf_${body()} hf_${body().slice(20)} `).join('');
  const all = detect(passageOf(text), [high, low]);
  expect(all).toHaveLength(100);
  for (const rules of [
    [high, low],
    [low, high],
  ]) {
    const budget = createBudget(10);
    const some = detect(passageOf(text), rules, budget);
    expect(some.length).toBeGreaterThan(9);
    expect(some.map(({ start, rule }) => [start, rule])).toEqual(
      all.slice(0, some.length).map(({ start, rule }) => [start, rule]),
    );
    expect(budget.matches).toBe(0);
    expect(detect(passageOf(text), rules, budget)).toEqual([]);
  }
});

test('the secret is sealed with the prefix of its rule', async () => {
  const value = `hf_${body()}`;
  const rule = tokenRule();
  await prepare([rule]);
  expect(String(detect(passageOf(value), [rule])[0]?.secret)).toBe(`hf_…${value.slice(-4)}`);
});

test('a rule that was not prepared throws', () => {
  expect(() => detect(passageOf('hf_'), [tokenRule()])).toThrow('not prepared');
});

test.each(['native', 'linear'] as const)(
  'a regex that the %s engine does not take is told without its text',
  async (engine) => {
    const caught = await prepare([tokenRule({ engine, regex: '(?<secret>QQQ' })]).catch((error: unknown) => error);
    expect(caught).toBeInstanceOf(HfleaksError);
    expect(caught).toMatchObject({ code: 'rule-invalid' });
    expect(String(caught)).not.toContain('QQQ');
  },
);

test('lookaround is not for the linear engine', async () => {
  await expect(prepare([tokenRule({ engine: 'linear', regex: '(?<!x)(?<secret>hf_a)' })])).rejects.toThrow('compile');
});

describe('near', () => {
  const regex = '(?<secret>api_[a-z]{4})';
  const rule = tokenRule({
    id: 'r',
    anchors: ['api_'],
    prefix: 'api_',
    regex,
    near: { words: ['hugging', 'pi_'], within: 10 },
  });
  test.each([
    ['no word', 'key = api_abcd', false],
    ['before', 'hugging = api_abcd', true],
    ['after', 'api_abcd # hugging', true],
    ['in capitals', 'HUGGING = api_abcd', true],
    ['one character too far before', 'hugging.... api_abcd', false],
    ['as far as allowed before', 'hugging.. api_abcd', true],
    ['one character too far after', 'api_abcd.... hugging', false],
    ['as far as allowed after', 'api_abcd.. hugging', true],
    ['only with characters of the match', 'p api_abcd i_', false],
  ])('%s', async (_, text, expected) => {
    expect(await found(text, rule)).toEqual(expected ? [`r@${text.indexOf('api_')}-${text.indexOf('api_') + 8}`] : []);
  });

  test.each(['', 'İ '])('of many, each for itself: %j', async (first) => {
    const random = generator(3);
    const pieces = ['api_abcd', 'Hugging', 'pi_', '..', ' ', '-----'];
    const text = first + Array.from({ length: 500 }, () => pieces[Math.floor(random() * pieces.length)]).join('');
    const near = (part: string): boolean => /hugging|pi_/.test(part.toLowerCase());
    const expected = [...text.matchAll(/api_[a-z]{4}/g)]
      .map(({ index }) => [index, index + 8] as const)
      .filter(([start, end]) => near(text.slice(Math.max(0, start - 10), start)) || near(text.slice(end, end + 10)));
    expect(expected.length).toBeGreaterThan(20);
    expect(await found(text, rule)).toEqual(expected.map(([start, end]) => `r@${start}-${end}`));
  });
});

describe('of two that overlap', () => {
  const make = (id: string, confidence: TokenRule['confidence'], regex: string): TokenRule =>
    tokenRule({ id, confidence, regex: `(?<secret>${regex})`, anchors: ['a'] });
  test.each<[string, TokenRule[], string[]]>([
    ['the one of higher confidence stays', [make('low', 'low', 'abcdef'), make('high', 'high', 'cd')], ['high@2-4']],
    ['else the earlier', [make('late', 'high', 'cdef'), make('early', 'high', 'bcd')], ['early@1-4']],
    ['else the longer', [make('short', 'high', 'ab'), make('long', 'high', 'abc')], ['long@0-3']],
    ['else that of the first rule', [make('one', 'high', 'ab'), make('two', 'high', 'ab')], ['one@0-2']],
    [
      'a dropped one drops no other',
      [make('a', 'high', 'abc'), make('b', 'high', 'cde'), make('c', 'high', 'ef')],
      ['a@0-3', 'c@4-6'],
    ],
    [
      'touching is not overlapping',
      [make('b', 'low', 'cd'), make('a', 'high', 'ab'), make('c', 'medium', 'ef')],
      ['a@0-2', 'b@2-4', 'c@4-6'],
    ],
  ])('%s', async (_, rules, expected) => {
    expect(await found('abcdef', ...rules)).toEqual(expected);
  });

  test('matches stay disjoint, ascending and as good as any that was dropped', async () => {
    const random = generator(7);
    const rank = { high: 0, medium: 1, low: 2 };
    for (let round = 0; round < 200; round++) {
      const rules = Array.from({ length: 6 }, (_, index) =>
        make(
          `r${index}`,
          (['high', 'medium', 'low'] as const)[index % 3] as 'high',
          draw('abc', 1 + Math.floor(random() * 4), random),
        ),
      );
      const passage = passageOf(draw('abc', 40, random));
      await prepare(rules);
      const all = rules.flatMap((rule) => detect(passage, [rule]));
      const kept = detect(passage, rules);
      for (const [index, match] of kept.entries())
        expect(match.start).toBeGreaterThanOrEqual(kept[index - 1]?.end ?? 0);
      for (const one of all) {
        const rivals = kept.filter(({ start, end }) => start < one.end && one.start < end);
        expect(Math.min(...rivals.map(({ rule }) => rank[rule.confidence]))).toBeLessThanOrEqual(
          rank[one.rule.confidence],
        );
      }
    }
  });
});

test('many matches of many rules take no longer than they should', async () => {
  const rules = [tokenRule({ id: 'a' }), tokenRule({ id: 'b', confidence: 'medium' })];
  await prepare(rules);
  const text = `hf_${body()} `.repeat(20_000);
  expect(detect(passageOf(text), rules)).toHaveLength(20_000);
});
