import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { builtinRulebook } from '../src/rulebook/load.ts';
import { sampleSecret } from '../src/rulebook/sample.ts';
import { redactTokens, Secret, shortened, tokenShapes } from '../src/secret.ts';
import type { TokenRule } from '../src/types.ts';
import { userToken } from './tokens.ts';

const T = userToken(11);
const MASK = `hf_…${T.slice(-4)}`;
const secret = new Secret(T, 'hf_');

function printed(...values: readonly unknown[]): string {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  new Console(sink).log(...values);
  return text;
}

const thrown = (): string => {
  try {
    throw new Error(`bad value ${secret}`, { cause: secret });
  } catch (error) {
    return inspect(error);
  }
};

describe('every way of turning a secret into text gives its mask', () => {
  test.each([
    ['String()', String(secret)],
    ['toString', secret.toString()],
    ['template', `${secret}`],
    ['concatenation', ''.concat(secret as unknown as string)],
    ['join', [secret].join()],
    ['toJSON', secret.toJSON()],
    ['mask', secret.mask],
    ['as a key', Object.keys({ [secret as unknown as string]: 1 })[0]],
    ['inspect', inspect(secret)],
    ['%s', format('%s', secret)],
    ['%o', format('%o', secret)],
  ])('%s', (_name, text) => expect(text).toBe(MASK));

  test.each([
    ['JSON of an object', JSON.stringify({ secret })],
    [
      'inspect of an object, all of it',
      inspect({ a: { b: { secret } } }, { depth: null, showHidden: true, getters: true }),
    ],
    ['inspect without custom functions', inspect({ secret }, { customInspect: false, showHidden: true })],
    ['%j and %O', format('%j %O', { secret }, { secret })],
    ['console.log of an object', printed({ secret }, [secret], new Map([[secret, secret]]), new Set([secret]))],
    ['an error', thrown()],
    [
      'entries',
      JSON.stringify([Object.entries(secret), Object.values(secret), { ...secret }, Reflect.ownKeys(secret)]),
    ],
  ])('%s', (_name, text) => {
    for (let at = 3; at + 8 <= T.length; at++) expect(text.includes(T.slice(at, at + 8))).toBe(false);
  });

  test('it cannot be cloned into another thread', () => {
    expect(JSON.stringify(structuredClone({ secret }))).not.toContain(T.slice(5, 13));
  });

  test('as a number it is none', () => expect(Number(secret)).toBeNaN());
});

test('reveal gives the value', () => expect(secret.reveal()).toBe(T));

describe('mask', () => {
  const body = userToken(12).slice(3);
  test.each([
    ['22 after the prefix', `hf_${body.slice(0, 22)}`, 'hf_', `hf_…${body.slice(18, 22)}`],
    ['21 after the prefix', `hf_${body.slice(0, 21)}`, 'hf_', '[redacted]'],
    ['no prefix', body, '', `…${body.slice(-4)}`],
    ['another prefix', `${body}`, 'hf_', '[redacted]'],
    ['empty', '', '', '[redacted]'],
    ['only the prefix', 'hf_', 'hf_', '[redacted]'],
  ])('%s', (_name, value, prefix, mask) => expect(new Secret(value, prefix).mask).toBe(mask));
});

describe('equals', () => {
  test.each([
    [T, true],
    [userToken(13), false],
    ['', false],
  ])('case %#', (value, equal) => expect(secret.equals(new Secret(value, 'hf_'))).toBe(equal));
});

describe('what looks like a credential', () => {
  const rules = builtinRulebook().rules.filter((rule): rule is TokenRule => rule.family === 'token');

  test.each(rules.map((rule) => [rule.id, rule] as const))('each of the rule %s does, from end to end', (_, rule) => {
    for (let seed = 0; seed < 50; seed++) {
      const { length } = sampleSecret(rule, seed);
      expect(tokenShapes(`a/${sampleSecret(rule, seed)}/b`)).toEqual([{ start: 2, end: 2 + length }]);
    }
  });

  test.each<[name: string, text: string, redacted: string]>([
    ['the beginning of a token', `"${T.slice(0, 19)}"`, '"[redacted]"'],
    ['a token in a word', `x${T}y z`, 'x[redacted] z'],
    ['two tokens', `${T},${T}`, '[redacted],[redacted]'],
    ['fifteen characters', T.slice(0, 18), T.slice(0, 18)],
    ['words', 'hf_hub_download api_reference.of.everything', 'hf_hub_download api_reference.of.everything'],
    ['a mask', MASK, MASK],
    ['nothing', '', ''],
  ])('%s', (_, text, redacted) => {
    expect(redactTokens(text)).toBe(redacted);
  });
});

test.each(Array.from({ length: 40 }, (_, at) => at))(
  'shortened: nothing is left of a token at %i, where it is cut',
  (at) => {
    const text = 'x'.repeat(at) + T;
    expect(shortened(text, 36)).toBe(`${'x'.repeat(at)}[redacted]`.slice(0, 36));
    expect(shortened(text, 99)).toBe(text);
  },
);
