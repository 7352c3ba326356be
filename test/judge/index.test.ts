import { describe, expect, test } from 'vitest';
import { judge, judgeSteps, verdictSteps } from '../../src/judge/index.ts';
import { BASE62, BASE64URL, draw, generator, LETTERS, matchOf, tokenRule } from './draw.ts';

const genuine = matchOf(`hf_${draw(LETTERS, 34, generator(8))}`);
const example = matchOf(`hf_${'x'.repeat(34)}`);
const context = (line = '') => ({ line, above: '', ruleIds: ['hf-user-token'], honourAllow: true });
const allowed = '# hfleaks:allow hf-user-token -- made up';

describe('the verdict', () => {
  test('on a genuine value', () => {
    expect(judge(genuine, context())).toEqual({ state: 'report', by: null, reason: null });
  });

  test('on a placeholder, with or without a comment', () => {
    const verdict = { state: 'suppressed', by: 'placeholder', reason: 'one character again and again' };
    expect(judge(example, context())).toEqual(verdict);
    expect(judge(example, context(allowed))).toEqual(verdict);
  });

  test('on an allowed value', () => {
    expect(judge(genuine, context(allowed))).toEqual({ state: 'suppressed', by: 'allow', reason: 'made up' });
    expect(judge(genuine, { ...context(allowed), honourAllow: false }).state).toBe('report');
  });
});

describe('the steps to it', () => {
  test('all of them for a genuine value, in the order of the judges', () => {
    const steps = judgeSteps(genuine, context());
    expect([...new Set(steps.map(({ by }) => by))]).toEqual(['known-public', 'placeholder', 'allow']);
    expect(steps.every(({ reason }) => reason === null)).toBe(true);
    expect(steps.length).toBeGreaterThan(6);
  });

  test('up to the one that speaks against it', () => {
    expect(judgeSteps(example, context(allowed)).map(({ by, reason }) => [by, reason])).toEqual([
      ['known-public', null],
      ['placeholder', 'one character again and again'],
    ]);
    expect(judgeSteps(genuine, context(allowed)).at(-1)).toMatchObject({ by: 'allow', reason: 'made up' });
  });

  test('they end as the verdict does, whatever the value', () => {
    const next = generator(3);
    const rules = [tokenRule(), tokenRule({ random: false }), tokenRule({ prefix: 'hf_oauth_', random: false })];
    for (let seed = 0; seed < 600; seed++) {
      const body = draw([LETTERS, BASE62, 'ab', '0123456789abcdef'][seed % 4] as string, 34, next);
      const around = seed % 3 === 0 ? draw(BASE64URL, 60, next) : '';
      const match = matchOf(`hf_${body}`, around, around, rules[seed % rules.length]);
      const where = context(seed % 5 === 0 ? allowed : '');
      const verdict = judge(match, where);
      const last = judgeSteps(match, where).at(-1);
      expect({ by: last?.reason == null ? null : last.by, reason: last?.reason ?? null }).toEqual({
        by: verdict.by,
        reason: verdict.reason,
      });
    }
  });

  test.each([
    [null, ['known-public', 'placeholder', 'allow']],
    ['placeholder', ['known-public', 'placeholder']],
    ['known-public', ['known-public']],
    ['already-committed', ['known-public', 'placeholder', 'allow', 'already-committed']],
  ] as const)('of a verdict by %s', (by, expected) => {
    const reason = by && 'why';
    const steps = verdictSteps({ state: by ? 'suppressed' : 'report', by, reason });
    expect(steps.map((step) => step.by)).toEqual(expected);
    expect(steps.at(-1)?.reason).toBe(reason);
  });
});

describe('a masked value', () => {
  const rule = tokenRule({ optional: 'partial' });
  const [a, b] = [draw(LETTERS, 14, generator(5)), draw(LETTERS, 6, generator(6))];
  test.each([
    ['stars', `${a}${'*'.repeat(12)}${b}`, null],
    ['dots', `${a}...${b}`, null],
    ['an ellipsis in UTF-8', `${a}\xe2\x80\xa6${b}`, null],
    ['an escaped ellipsis', `${a}\\u2026${b}`, null],
    ['words', 'yourTokenHere...andMoreWords', 'contains a word that placeholders use'],
    ['one letter', `${'x'.repeat(14)}...${'x'.repeat(6)}`, 'one character again and again'],
  ])('is judged by what is shown: %s', (_name, body, reason) => {
    expect(judge(matchOf(`hf_${body}`, '', '', rule), context()).reason).toBe(reason);
  });
});
