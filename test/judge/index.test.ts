import { describe, expect, test } from 'vitest';
import { judge } from '../../src/judge/index.ts';
import { draw, generator, LETTERS, matchOf } from './draw.ts';

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
