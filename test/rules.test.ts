import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileRules, rulesPlugin } from '../build/rules-plugin.ts';
import { checkRules } from '../src/check.ts';
import { builtinExamples, builtinRulebook } from '../src/rulebook/load.ts';
import { reach } from '../src/rulebook/measure.ts';
import { RULE_OPTIONS } from '../src/rulebook/option.ts';
import { sample, sampleSecret, seeded } from '../src/rulebook/sample.ts';
import { parseShape } from '../src/rulebook/shape.ts';
import type { RuleExamples, TokenRule } from '../src/types.ts';
import { cpuSince } from './cost.ts';

const folder = fileURLToPath(new URL('../rules', import.meta.url));
/** Every rule about tokens, also those that a scan uses only where it is asked to; those about code are in logging.test.ts. */
const rulebook = builtinRulebook(RULE_OPTIONS);
/** The other families have tests of their own. */
const rules = rulebook.rules.filter(({ family }) => family === 'token' || family === 'notebook');
const tokens = rules.filter((rule): rule is TokenRule => rule.family === 'token');
const LETTERS = /(?:hf_|api_org_|api_|hf_oauth__refresh_|oauth_app_secret_)[A-Za-z0-9]{34}/;

let examples: readonly RuleExamples[] = [];
beforeAll(async () => {
  examples = await builtinExamples();
});

test('every kind of credential has its rule', () => {
  expect(rules.map(({ id, confidence, severity }) => `${id} ${confidence} ${severity}`)).toMatchInlineSnapshot(`
    [
      "hf-app-token medium error",
      "hf-jwt-token high error",
      "hf-legacy-api-token low warning",
      "hf-oauth-app-secret high error",
      "hf-oauth-refresh-token high error",
      "hf-oauth-token high error",
      "hf-org-token high error",
      "hf-partial-token low warning",
      "hf-s3-access-key medium error",
      "hf-s3-session-token low warning",
      "hf-signed-url low warning",
      "hf-user-token high error",
      "hf-user-token-alnum medium error",
      "notebook-output-token high error",
    ]
  `);
});

test.each(rules.map(({ id }) => id))('the examples of %s hold in the whole pipeline', async (id) => {
  const own = examples.filter(({ rule }) => rule === id);
  const { checked, failures } = await checkRules(rulebook, own);
  expect(failures).toEqual([]);
  expect(checked).toBeGreaterThan(8);
});

test.each(rules.map(({ id }) => id))('%s proves itself with four leaks and four clean texts', (id) => {
  const own = examples.find(({ rule }) => rule === id);
  expect(own?.leaks.length).toBeGreaterThanOrEqual(4);
  expect(own?.clean.length).toBeGreaterThanOrEqual(4);
});

test.each(rules)(
  '$id: what it advises revokes first, what it costs follows its confidence',
  ({ fix, severity, confidence }) => {
    expect(fix[0]).toMatch(/^Revoke/);
    expect(severity).toBe(confidence === 'low' ? 'warning' : 'error');
  },
);

describe.each(tokens)('$id', (rule) => {
  test('its samples match the regex from end to end', () => {
    const regex = new RegExp(`^(?:${rule.regex})$`);
    for (let seed = 0; seed < 200; seed++)
      expect(regex.exec(sample(rule, seed))?.groups?.secret === sampleSecret(rule, seed), `seed ${seed}`).toBe(true);
  });

  test('it is bounded', () => {
    expect(rule.reach).toBe(reach(parseShape(rule.regex)));
    expect(rule.reach).toBeLessThan(8192);
  });

  test('without an anchor it matches nothing, and behind one it keeps to what it demands', () => {
    const regex = new RegExp(rule.regex, 'g');
    const random = seeded(11);
    for (let seed = 0; seed < 300; seed++) {
      const text = mutated(`${sample(rule, seed)} ${sample(rule, seed + 1000)}`, random);
      for (const found of text.matchAll(regex)) {
        const anchor = rule.anchors.find((one) => found[0].startsWith(one));
        expect(anchor, `seed ${seed}`).toBeDefined();
        const after = text.slice(found.index + (anchor?.length ?? 0)).slice(0, rule.follows.min);
        expect(
          [...after].every((char) => rule.follows.set.includes(char)) && after.length === rule.follows.min,
          `seed ${seed}`,
        ).toBe(true);
      }
    }
    expect(rule.follows.min).toBeGreaterThanOrEqual(rule.optional ? 8 : 12);
  });

  test('no text makes it slow', () => {
    const anchor = rule.anchors[0] ?? '';
    const regex = new RegExp(rule.regex, 'g');
    const head = sample(rule, 1).slice(0, anchor.length + 12);
    for (const piece of [anchor, head, `${anchor}A`, sample(rule, 1).slice(0, -1), `${sample(rule, 1)}Z`]) {
      const text = piece.repeat(Math.ceil(200_000 / piece.length));
      const start = process.cpuUsage();
      for (const _ of text.matchAll(regex));
      expect(cpuSince(start)).toBeLessThan(2000);
    }
  });
});

describe('where a credential ends and what it may hold', () => {
  const random = seeded(5);
  const draw = (length: number, alphabet: string): string =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const jws = (prefix: string, signature: string): string =>
    `${prefix}eyJhbGciOiJFZERTQSJ9.eyJ${draw(60, CAPITALS)}.${signature}`;
  const eddsa = jws('hf_oauth_', `${draw(85, CAPITALS)}Q`);
  const rsa = jws('hf_oauth_', `${draw(86, 'BCD')}_${draw(255, CAPITALS)}`);
  const signed = jws('', `${draw(85, CAPITALS)}g`);

  test.each<[string, string, string, string | undefined]>([
    ['hf-oauth-token', 'emphasis', `_${eddsa}_`, eddsa],
    ['hf-oauth-token', 'strong emphasis and text', `__${eddsa}__x`, eddsa],
    ['hf-oauth-token', 'a longer signature', `${rsa} `, rsa],
    ['hf-signed-url', 'emphasis', `_https://x.hf.space/?__sign=${signed}_`, signed],
    ['hf-s3-access-key', 'sixteen capitals', `HFAK${'QZ'.repeat(8)}`, `HFAK${'QZ'.repeat(8)}`],
    ['hf-s3-access-key', 'fifteen capitals', `HFAK${'Q'.repeat(15)}`, undefined],
    ['hf-s3-access-key', 'letters of both cases', `HFAK${'Qz'.repeat(8)}`, undefined],
    ['hf-s3-access-key', 'a digit', `HFAK${'Qz'.repeat(6)}7`, `HFAK${'Qz'.repeat(6)}7`],
  ])('%s: %s', (id, _, text, expected) => {
    const rule = tokens.find((one) => one.id === id);
    expect(new RegExp(rule?.regex ?? '').exec(text)?.groups?.secret).toBe(expected);
  });
});

describe('digits directly behind a token of letters', () => {
  const user = tokens.find(({ id }) => id === 'hf-user-token');
  const value = user ? sample(user, 7) : '';
  const regex = new RegExp(tokens.find(({ id }) => id === 'hf-user-token-alnum')?.regex ?? '');
  test.each([
    ['HF_TOKEN=', '1\n', true],
    ['HF_TOKEN=', '1234', true],
    ['HF_TOKEN = "', '7"', true],
    ['{"hf_token": "', '1"}', true],
    ['{\\"hfToken\\":\\"', '1\\"}', true],
    ["HUGGINGFACE_HUB_TOKEN: '", "90210'", true],
    ['hf-token=', '1&next', true],
    ['', '2026-05-01T10:00:00Z next', true],
    ['token ', '2026-05-01 10:00:00 INFO', true],
    ['x', '12', true],
    ['TOKEN=', '1', false],
    ['TOKEN=', '1234', false],
    ['HF_TOKEN=', '1a', false],
    ['HF_TOKEN=', '1_a', false],
    ['HF_TOKEN=', '1'.repeat(17), false],
    ['HF_TOKEN, ', '1', false],
    ['', '2026-5', false],
  ])('%j, token, %j: %j', (before, after, isFound) => {
    expect(regex.exec(before + value + after)?.groups?.secret).toBe(isFound ? value : undefined);
  });
});

test('no rule file holds a credential', async () => {
  for (const file of await fastGlob('**/*', { cwd: folder, absolute: true }))
    expect(LETTERS.test(await readFile(file, 'utf8')), file).toBe(false);
});

test('the plugin gives both modules and names the files to watch', async () => {
  const plugin = rulesPlugin();
  const watched: string[] = [];
  const context = { addWatchFile: (file: string): void => void watched.push(file) };
  expect(plugin.resolveId('./load.ts')).toBeNull();
  const compiled = await compileRules(folder);
  const id = plugin.resolveId('hfleaks:rules') ?? '';
  expect(await plugin.load.call(context, id)).toBe(`export const rulebook = ${JSON.stringify(compiled.rulebook)};\n`);
  // With the vocabulary of the rules about code.
  expect(watched).toHaveLength(rulebook.rules.length + 1);
  expect(await plugin.load.call({}, plugin.resolveId('hfleaks:examples') ?? '')).toMatch(/^export const examples = \[/);
  expect(await plugin.load.call({}, 'hfleaks:rules')).toBeNull();
  expect(compiled.rulebook.rules).toEqual(rulebook.rules);
  expect(compiled.rulebook.digest).toBe(builtinRulebook().digest);
});

/** `text` with up to four characters changed, dropped or doubled. */
function mutated(text: string, random: () => number): string {
  let result = text;
  for (let left = Math.floor(random() * 5); left > 0; left--) {
    const at = Math.floor(random() * result.length);
    const put = ['', '_', '.', '0', 'Q', 'é', ' ', result.slice(at, at + 1).repeat(2)][Math.floor(random() * 8)] ?? '';
    result = result.slice(0, at) + put + result.slice(at + 1);
  }
  return result;
}
