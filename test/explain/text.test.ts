import { describe, expect, test } from 'vitest';
import { explainText } from '../../src/explain/text.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import type { Rulebook } from '../../src/types.ts';
import { cpuSince } from '../cost.ts';
import { token, userToken } from '../tokens.ts';

const T = userToken(51);
const PREFIX = 'hf' + '_';
const usual = builtinRulebook();

async function linesOf(bytes: string | Uint8Array, rulebook: Rulebook = usual): Promise<string[]> {
  const { sections } = await explainText(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, rulebook);
  return sections.flatMap(({ title, steps }) => [
    title,
    ...steps.map(({ outcome, text }) => `${{ yes: '+', no: '-', note: ' ' }[outcome]} ${text}`),
  ]);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('what is reported', () => {
  test.each<[string, string | Uint8Array, string[]]>([
    [
      'as it is',
      `HF_TOKEN=${T}\n`,
      [
        `+ \`${PREFIX}\` at 1:10, as it is: what follows has the shape of a credential`,
        '  at text:1:10',
        `+ the shape of hf-user-token fits, with 37 characters: \`${PREFIX}\`, then 34 letters`,
        '+ placeholder? (one character again and again) no',
        '+ placeholder? (part of a longer encoded run) no',
        '+ allowed by its author? (an allow comment with a reason, on its line or the line above) no',
        '+ the verdict: reported, at high confidence',
        '+ 1 reported, 0 not reported',
      ],
    ],
    ['in base64', `data: ${base64(`token: ${T}\n`)}\n`, ['  read by way of: base64', '+ 1 reported, 0 not reported']],
    [
      'in UTF-16',
      Buffer.from(`HF_TOKEN=${T}\n`, 'utf16le'),
      [
        `+ \`${PREFIX}\` at 1:10, in UTF-16, little-endian: what follows has the shape of a credential`,
        '+ 1 reported, 0 not reported',
      ],
    ],
    [
      'near a word',
      `huggingface ${token('hf-legacy-api-token', 1)}`,
      ['+ one of its words stands within 200 characters'],
    ],
  ])('%s', async (_name, text, expected) => {
    const lines = await linesOf(text);
    for (const line of expected) expect(lines).toContain(line);
    expect(lines.join('\n')).not.toContain(T.slice(3, 15));
  });
});

describe('what is not reported', () => {
  test.each<[string, string, string[]]>([
    [
      'one letter too few',
      `HF_TOKEN=${T.slice(0, -1)}\n`,
      [
        `- \`${PREFIX}\` at 1:10, as it is: what follows does not`,
        `- hf-user-token: 33 letters stand behind \`${PREFIX}\`, 34 are needed; then comes white space`,
        '- nothing is reported',
        '  cut or masked tokens are looked for only with --with partial',
      ],
    ],
    ['one letter too many', `${T}a`, ['- hf-user-token: a letter follows directly: part of a longer word']],
    ['a digit behind', `${T}7`, ['- hf-user-token: a digit follows directly: part of a longer word']],
    [
      'a short text',
      `${PREFIX}a`,
      [`- hf-user-token: 1 letter stands behind \`${PREFIX}\`, 34 are needed; then comes the end`],
    ],
    [
      'a name',
      `${PREFIX}hub_download()`,
      [`- hf-user-token: 3 letters stand behind \`${PREFIX}\`, 34 are needed; then comes \`_\``],
    ],
    [
      'no word near',
      `key=${token('hf-legacy-api-token', 1)}`,
      [
        '- hf-legacy-api-token: no word of Hugging Face within 200 characters: hugging, hf_, hf.co, transformers, inference api, use_auth_token, from_pretrained',
      ],
    ],
    [
      'a placeholder',
      `HF_TOKEN=${PREFIX}${'x'.repeat(34)}`,
      [
        '+ known to be public? (a token that was published on purpose) no',
        '- placeholder? (one character again and again) yes',
        '- the verdict: not reported (placeholder)',
        '- nothing is reported',
      ],
    ],
    [
      'an allowed one',
      `x = "${T}" # hfleaks:allow hf-user-token -- for a lesson`,
      [
        '- allowed by its author? (an allow comment with a reason, on its line or the line above) yes: for a lesson',
        '- the verdict: not reported (allow)',
      ],
    ],
    [
      'cut, in base64',
      `data: ${base64(`the token is ${T.slice(0, 30)}, as you see\n`)}`,
      [`- hf-user-token: 27 letters stand behind \`${PREFIX}\`, 34 are needed; then comes \`,\``],
    ],
    ['an OAuth token cut', `${PREFIX}oauth_abc`, ['- nothing is reported']],
    ['nothing', 'print("hello")\n', ['- nothing is reported']],
    ['no text at all', '', ['- nothing is reported']],
  ])('%s', async (_name, text, expected) => {
    const lines = await linesOf(text);
    for (const line of expected) expect(lines).toContain(line);
    expect(lines.join('\n')).not.toContain(T.slice(3, 15));
  });

  test('without any anchor it names them', async () => {
    expect((await linesOf('hello')).slice(0, 2)).toEqual([
      'What stands in it',
      expect.stringMatching(/^- none of the texts that a credential begins with.*`hf_`/),
    ]);
  });
});

describe('a masked token', () => {
  const masked = `HF_TOKEN=${T.slice(0, 22)}...${T.slice(-5)}\n`;

  test('is passed over', async () => expect(await linesOf(masked)).toContain('- nothing is reported'));

  test('is reported where it is asked for', async () => {
    const lines = await linesOf(masked, builtinRulebook(['partial']));
    expect(lines).toContain('+ the verdict: reported, at low confidence');
    expect(lines).not.toContain('  cut or masked tokens are looked for only with --with partial');
  });
});

describe('hostile content', () => {
  test.each<[string, string | Uint8Array]>([
    ['anchors', PREFIX.repeat(5_000)],
    ['near misses', `${PREFIX}${'aB'.repeat(15)} `.repeat(5_000)],
    ['tokens', `${T} `.repeat(3_000)],
    ['control characters', `\u001b[31m${PREFIX}\u001b]0;x\u0007 ::error:: ##[x]\u202e`],
    ['no text', Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) & 0xff)],
    ['a reason that says too much', `${T} # hfleaks:allow hf-user-token -- it is ${T} \u001b[31m`],
  ])('%s', async (_name, text) => {
    const started = process.cpuUsage();
    const lines = await linesOf(text);
    expect(cpuSince(started)).toBeLessThan(8000);
    expect(lines.length).toBeLessThan(1000);
    for (const line of lines) {
      expect(line.length).toBeLessThan(2000);
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      expect(line).not.toContain(T.slice(3, 15));
    }
  });
});
