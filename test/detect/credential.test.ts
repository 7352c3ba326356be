import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { credentialOf, fingerprintOf } from '../../src/detect/credential.ts';
import { Secret } from '../../src/secret.ts';
import type { NotebookRule } from '../../src/types.ts';
import { BASE62, BASE64URL, draw, generator, LETTERS, tokenRule } from '../judge/draw.ts';

const next = generator(2);
const opaque = tokenRule({ id: 'opaque', prefix: '', random: false, type: 'opaque' });
const idOf = (value: string, rule = tokenRule()): string | null =>
  credentialOf(rule, new Secret(value, rule.prefix)).id;

/** An own way to the same: the bits as text, cut into fives. */
function expectedId(value: string): string {
  const digest = createHmac('sha256', 'hfleaks/fp/v1').update(value).digest();
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const fives = Array.from({ length: 20 }, (_, at) => Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2));
  return `hf1:${fives.map((index) => 'abcdefghijklmnopqrstuvwxyz234567'[index]).join('')}`;
}

describe('the id', () => {
  test('is the HMAC in base32, by value alone', () => {
    const value = `hf_${draw(LETTERS, 34, next)}`;
    expect(expectedId('abc')).toBe('hf1:pbvj323kpcpgh32ppoa3');
    expect(idOf(value)).toBe(expectedId(value));
    expect(idOf(value, tokenRule({ id: 'other', type: 'other' }))).toBe(expectedId(value));
  });

  test.each<[string, string, typeof opaque, boolean]>([
    ['34 random letters', `hf_${draw(LETTERS, 34, next)}`, tokenRule(), true],
    ['32 random letters', `hf_${draw(LETTERS, 32, next)}`, tokenRule(), true],
    ['22 random letters: 125 bits', `hf_${draw(LETTERS, 22, next)}`, tokenRule(), false],
    ['40 characters of base62', draw(BASE62, 40, next), opaque, true],
    [
      'a signed token',
      `${draw(BASE64URL, 40, next)}.${draw(BASE64URL, 200, next)}.${draw(BASE64URL, 86, next)}`,
      opaque,
      true,
    ],
    ['32 hexadecimal digits', draw('0123456789abcdef', 32, next), opaque, false],
    ['words', 'correct horse battery staple and so on', opaque, false],
    ['a password', 'hunter2hunter2', opaque, false],
    ['one character', 'x'.repeat(300), opaque, false],
    ['nothing', '', opaque, false],
  ])('%s', (_, value, rule, has) => {
    expect(idOf(value, rule) !== null).toBe(has);
  });
});

describe('the fingerprint', () => {
  const notebook: NotebookRule = {
    ...tokenRule(),
    id: 'notebook-output-token',
    family: 'notebook',
    where: 'notebook-output',
  };
  const credential = (value: string, rule = tokenRule()) => credentialOf(rule, new Secret(value, rule.prefix));

  test('is the id and the family', () => {
    const one = credential(`hf_${draw(LETTERS, 34, next)}`);
    expect(fingerprintOf(one, tokenRule())).toBe(`${one.id}:token`);
    expect(fingerprintOf(one, notebook)).toBe(`${one.id}:notebook`);
  });

  test('of a value that could be guessed depends on its mask alone', () => {
    const [one, other] = [credential('hunter2', opaque), credential('letmein', opaque)];
    expect(fingerprintOf(one, opaque)).toMatch(/^masked:[a-z2-7]{20}:token$/);
    expect(fingerprintOf(one, opaque)).toBe(fingerprintOf(other, opaque));
    expect(fingerprintOf(one, opaque)).not.toBe(fingerprintOf(one, tokenRule({ id: 'another' })));
  });
});
