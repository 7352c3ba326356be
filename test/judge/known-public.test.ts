import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownPublic } from '../../src/judge/known-public.ts';
import { draw, generator, LETTERS, matchOf } from './draw.ts';

const source = readFileSync(join(import.meta.dirname, '../../src/judge/known-public.ts'), 'utf8');

test('six hashes and no value', () => {
  expect(source.match(/'[0-9a-f]{64}'/g)).toHaveLength(6);
  expect(source).not.toMatch(/(?:hf_|api_org_)[A-Za-z0-9]{20}/);
});

test('any other value is not known', () => {
  expect(knownPublic(matchOf(`hf_${draw(LETTERS, 34, generator(1))}`))).toBeNull();
});
