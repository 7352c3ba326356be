import { describe, expect, test } from 'vitest';
import { isInsideBlob } from '../../src/judge/blob.ts';
import { BASE62, BASE64URL, draw, generator, LETTERS } from './draw.ts';

const next = generator(31);
const pick = (of: readonly string[]): string => of[Math.floor(next() * of.length)] ?? '';
const number = (below: number): string => String(Math.floor(next() * below));
const token = (alphabet = LETTERS): string => `hf_${draw(alphabet, 34, next)}`;

function inside(before: string, value: string, after = ''): boolean {
  return isInsideBlob(before + value + after, before.length, before.length + value.length, 'hf_');
}

describe('glued to names, dates and versions', () => {
  test.each([
    ['MY_HUGGINGFACE_KEY2_Prod_', ''],
    ['HF_TOKEN_For_Qwen2_5_VL_7B_', ''],
    ['my_S3_backup_HF_user_token_v2_', ''],
    ['export-Kaggle2024_HuggingFaceToken-', ''],
    ['export-Kaggle2024HuggingFaceToken-', ''],
    ['wandb-run-20240101_123456-abcD12xy_', ''],
    ['Screenshot-2024-01-01-PM_', ''],
    ['Run_2024-05-06T07-08-09Z_', ''],
    ['ckpt-Step12000-Epoch3-', ''],
    ['gpt-4o-2024-08-06_Team1_', ''],
    ['https___hf_co_Models_v2_', ''],
    ['TOKEN_V2_PROD_EU_WEST_1_2024_Key_', ''],
    ['Qwen2-7B-Instruct_', '_20240101'],
    ['X-Api-Key-V2-Prod-', '-2024-Prod'],
    ['session=a1B2c3D4e5F6g7H8-', '-x9Y8z7W6v5'],
    ['MetaLlama31Instruct70BFineTune_', '_Mixtral8x7BInstructV01GPTQ4bit'],
    ['3f786850e387550fdab836ed7e6dc881de23001b_', '-da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['Kaggle2024_', '\\n'],
  ])('%s', (before, after) => {
    expect(inside(before, token(), after)).toBe(false);
    expect(inside(before, token(BASE62), after)).toBe(false);
  });

  test('any of them', () => {
    const words =
      'MY HF Token prod Qwen Llama Instruct run ckpt Epoch Step KEY HuggingFace Kaggle Team Models eu'.split(' ');
    const part = [
      () => pick(words),
      () => pick(words) + number(3_000),
      () => `20${number(90)}-${number(12)}-${number(31)}T${number(24)}-${number(60)}Z`,
      () => `v${number(9)}_${number(20)}`,
      () => `${number(90)}B`,
      () => draw(BASE62, 8, next),
    ];
    const name = (): string =>
      Array.from({ length: 1 + Math.floor(next() * 7) }, () => part[Math.floor(next() * part.length)]?.()).join(
        pick(['_', '-']),
      );
    for (let round = 0; round < 2_000; round++) expect(inside(`${name()}_`, token(), `-${name()}`)).toBe(false);
  });
});

describe('tokens joined with each other', () => {
  test.each(['', '_', '-', '__'])('by %j', (between) => {
    for (let round = 0; round < 100; round++) {
      const others = [1, 2, 3, 4, 5, 6].map(() => token(BASE62) + between).join('');
      expect(inside(others, token(BASE62))).toBe(false);
      expect(inside('KEY_', token(BASE62), between + others)).toBe(false);
      expect(inside(others, token(BASE62), between + others)).toBe(false);
    }
  });
});

describe('base64url', () => {
  const silent = (blobs: readonly string[]): number =>
    blobs.filter((blob) => {
      const at = Math.floor(next() * (blob.length - 38));
      return inside(
        `"${blob.slice(0, at)}`,
        token(pick([LETTERS, BASE62])),
        `${pick(['-', '_'])}${blob.slice(at + 38)}"`,
      );
    }).length;

  test('of random bytes', () => {
    const blobs = Array.from({ length: 500 }, () => draw(BASE64URL, 200 + Math.floor(next() * 3_800), next));
    expect(silent(blobs)).toBeGreaterThanOrEqual(499);
  });

  test('of JSON, as in a JWT', () => {
    const json = (): string =>
      JSON.stringify({ alg: 'RS256', sub: draw(LETTERS, 9, next), at: draw(BASE62, 140, next) });
    const blobs = Array.from({ length: 3_000 }, () => Buffer.from(json()).toString('base64url'));
    expect(silent(blobs)).toBeGreaterThanOrEqual(2_997);
  });
});

describe('32 bytes in base64url', () => {
  const digest = 'x7Qz-K';
  const ended = (end: string): string => `${token(BASE62).slice(0, -2)}7${end}`;
  test.each([
    ['a wheel', 'docs/api.rst,sha256=', digest, '', ',1140'],
    ['integrity', 'integrity="sha256-', digest, '', '"'],
    ['a tag', 'ETag: "', digest, '', '"'],
    ['a part on the right', '"', 'x7Q', '-zk', '"'],
  ])('%s', (_, before, left, right, after) => {
    const [value, last] = right === '' ? [ended('A'), ''] : [ended('b'), `${right.slice(0, -1)}A`];
    expect(inside(before + left, value, last + after)).toBe(true);
    expect(inside(`${before}a${left}`, value, last + after)).toBe(false);
    expect(inside(before + left.slice(1), value, last + after)).toBe(false);
    if (right === '') expect(inside(before + left, ended('b'), after)).toBe(false);
  });

  test.each([
    ['a token of letters alone', '"', 'x7Qz-K', `hf_${draw(LETTERS, 33, next)}A`],
    ['a name of one case', '"', 'token-', `hf_${draw(LETTERS, 32, next)}7A`],
    ['no quote before it', '/', 'x7Qz-K', `hf_${draw(LETTERS, 32, next)}7A`],
  ])('but %s', (_, before, left, value) => {
    expect(inside(before + left, value, '"')).toBe(false);
  });
});

test('a value without a prefix', () => {
  expect(isInsideBlob('a_b', 2, 3, '')).toBe(false);
});
