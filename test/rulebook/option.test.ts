import { describe, expect, test } from 'vitest';
import { detect, prepare } from '../../src/detect/pattern.ts';
import { latin1 } from '../../src/path.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import { chooseRules } from '../../src/rulebook/option.ts';
import { seeded } from '../../src/rulebook/sample.ts';
import { scan } from '../../src/scan.ts';
import { memorySource } from '../../src/sources/memory.ts';
import type { TokenRule } from '../../src/types.ts';
import { cpuSince } from '../cost.ts';
import { userToken } from '../tokens.ts';

const usual = builtinRulebook();
const partial = builtinRulebook(['partial']);
const idsOf = ({ rules }: typeof usual): string[] => rules.map(({ id }) => id);

/** Letters of a genuine token, never as many as one has. */
function letters(length: number, seed = 1): string {
  return userToken(seed).slice(3, 3 + length);
}

async function found(text: string | Uint8Array, rulebook = partial): Promise<string[]> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const { findings } = await scan(memorySource([{ path: 'a.txt', bytes }]), { rulebook });
  return findings.map(
    ({ rule, confidence, location }) => `${rule.id} ${confidence} ${location.line}:${location.column}`,
  );
}

describe('what is chosen', () => {
  test('the usual rules have no optional one', () => {
    expect(idsOf(usual)).not.toContain('hf-partial-token');
    expect(idsOf(partial).filter((id) => !idsOf(usual).includes(id))).toEqual(['hf-partial-token']);
  });

  test('each choice has a digest of its own', () => {
    expect(usual.digest).toMatch(/^[0-9a-f]{16}$/);
    expect(partial.digest).toBe(`${usual.digest}+partial`);
    expect(chooseRules(partial).rules).toEqual(usual.rules);
  });
});

describe('a part of a token', () => {
  const [a, b] = [letters(20), letters(12, 2)];
  const HIT = ['hf-partial-token low 1:10'];
  test.each<[string, string, string[]]>([
    ['33 letters', letters(33), HIT],
    ['30 letters', letters(30), HIT],
    ['29 letters', letters(29), []],
    ['32 letters and a digit', `${letters(32)}7`, []],
    ['33 letters and a name that goes on', `${letters(33)}_x`, []],
    ['an ellipsis', `${a}…${b}`, HIT],
    ['an ellipsis after eight letters', `${letters(8)}…${letters(10, 2)}`, HIT],
    ['an ellipsis at the end', `${letters(25)}…`, HIT],
    ['an ellipsis of JSON', `${a}\\u2026${b}`, HIT],
    ['bullets', `${a}••••••${b}`, HIT],
    ['three dots', `${a}...${b}`, HIT],
    ['three dots at the end', `${a}...`, HIT],
    ['three dots after three letters', `${letters(3)}...${letters(15, 2)}`, HIT],
    ['stars', `${letters(4)}${'*'.repeat(16)}${letters(14, 2)}`, HIT],
    ['seventeen letters', `${letters(8)}...${letters(9, 2)}`, []],
    ['a few letters', `${letters(4)}…${letters(4, 2)}`, []],
    ['two dots', `${a}..${b}`, []],
    ['one letter', 'x'.repeat(33), []],
    ['words', 'yourTokenHere...putItInTheEnvironment', []],
    ['a name', 'requiredCharacteristicTypesOfDevice', []],
  ])('%s', async (_name, body, expected) => {
    const text = `HF_TOKEN=${'hf_'}${body}\n`;
    expect(await found(text)).toEqual(expected);
    expect(await found(text, usual)).toEqual([]);
  });

  test('in Windows-1252', async () => {
    expect(await found(Buffer.from(`HF_TOKEN=${'hf_'}${a}\x85${b}\n`, 'latin1'))).toEqual(HIT);
  });

  test('a whole token is none, whatever follows', async () => {
    expect(await found(`a = ${userToken(3)}...\n`)).toEqual(['hf-user-token high 1:5']);
  });

  test('no text makes it slow', async () => {
    const own = partial.rules.filter(
      (one): one is TokenRule => one.id === 'hf-partial-token' && one.family === 'token',
    );
    await prepare(own);
    const random = seeded(4);
    const pieces = ['hf_', letters(6), letters(11), '...', '***', '…', '\\u2026', '.'];
    let mixed = '';
    while (mixed.length < 300_000) mixed += pieces[Math.floor(random() * pieces.length)];
    const all = [
      ...pieces,
      `hf_${letters(11)}...`,
      `hf_${letters(6)}..`,
      `hf_${letters(3)}**`,
      'hf_....',
      'hf_a.',
      mixed,
    ];
    for (const piece of all) {
      const text = latin1(Buffer.from(piece.repeat(Math.ceil(300_000 / piece.length))));
      const started = process.cpuUsage();
      detect({ kind: 'text', text, trail: [], toSource: (start, end) => [{ start, end }] }, own);
      expect(cpuSince(started), piece.slice(0, 4)).toBeLessThan(2000);
    }
  });
});
