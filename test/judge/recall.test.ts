// How many genuine tokens are reported, and what of all that only looks like one.
import { beforeAll, describe, expect, test } from 'vitest';
import { detect, prepare } from '../../src/detect/pattern.ts';
import { judge } from '../../src/judge/index.ts';
import { builtinRulebook } from '../../src/rulebook/load.ts';
import type { Confidence, TokenRule } from '../../src/types.ts';
import { BASE62, BASE64URL, draw, generator, LETTERS, passageOf } from './draw.ts';

const isLong = process.env.HFLEAKS_LONG !== undefined;
const TOKENS = isLong ? 1_000_000 : 100_000;
/** Look-alikes of each kind. */
const EACH = isLong ? 20_000 : 2_000;
const RECALL = 0.9999;

const LOWER = LETTERS.slice(26);
const UPPER = LETTERS.slice(0, 26);
const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const PREFIX = 'hf' + '_';

type Random = () => number;

const rules = builtinRulebook(['partial']).rules.filter((rule): rule is TokenRule => rule.family === 'token');
const context = { line: '', above: '', ruleIds: [], honourAllow: true };

beforeAll(() => prepare(rules));

interface Reported {
  readonly value: string;
  readonly confidence: Confidence;
}

/** Everything that is reported of a text. */
function reported(text: string): Reported[] {
  return detect(passageOf(text), rules)
    .filter((match) => judge(match, context).state === 'report')
    .map(({ rule, start, end }) => ({ value: text.slice(start, end), confidence: rule.confidence }));
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)] as T;
}

function between(min: number, max: number, random: Random): number {
  return min + Math.floor(random() * (max - min + 1));
}

describe('genuine tokens', () => {
  const surfaces: readonly ((token: string, random: Random) => string)[] = [
    (token) => `HF_TOKEN=${token}\n`,
    (token) => `login(token="${token}")\n`,
    (token) => `{"env": {"HF_TOKEN": "${token}"}}\n`,
    (token) => `curl -H 'Authorization: Bearer ${token}' https://huggingface.co/api/whoami-v2\n`,
    (token) => `git clone https://user:${token}@huggingface.co/user/model\n`,
    (token) => `key_${token}_old\n`,
    (token) => `huggingface_hub api key: \\n${token}\\n`,
    (token, random) => `${draw(HEX, 40, random)} ${token} ${draw(HEX, 40, random)}\n`,
    (token, random) => `${draw(BASE62, between(1, 12, random), random)}/${token}\n`,
  ];
  const kinds: readonly (readonly [string, string, number])[] = [
    [PREFIX, LETTERS, 34],
    ['api_' + 'org_', LETTERS, 34],
    ['api' + '_', LETTERS, 34],
    ['hf_oauth__' + 'refresh_', LETTERS, 34],
    ['oauth_app_' + 'secret_', LETTERS, 34],
  ];

  test.each(kinds.map(([prefix, alphabet, length], index) => [prefix, alphabet, length, index] as const))(
    '%s: at least 99.99 %% of them are reported',
    (prefix, alphabet, length, index) => {
      const random = generator(1000 + index);
      // User tokens are what matters; the others share their filters.
      const count = index === 0 ? TOKENS : TOKENS / 10;
      let found = 0;
      for (let done = 0; done < count; done++) {
        const token = prefix + draw(alphabet, length, random);
        const surface = surfaces[done % surfaces.length] as (token: string, random: Random) => string;
        const text = prefix === 'api_' ? `huggingface ${surface(token, random)}` : surface(token, random);
        if (reported(text).some(({ value }) => value === token)) found++;
      }
      expect(found / count).toBeGreaterThanOrEqual(RECALL);
    },
    600_000,
  );
});

/** Words as names of variables and frameworks are made of. */
const WORDS = (
  'required characteristic types service device home accessory manager model space hub download upload file system inference endpoint ' +
  'client server config cache path user name request response status error handler stream buffer image audio video text dataset loader ' +
  'tokenizer pipeline trainer callback metric score label index vector matrix layer weight bias gradient optimizer schedule session ' +
  'context window button table column header footer section value number string object array method function class module package'
).split(' ');

function capitalized(word: string): string {
  return word[0]?.toUpperCase() + word.slice(1);
}

/** Exactly so many letters of words. */
function wordBody(length: number, join: (word: string, index: number) => string, random: Random): string {
  let body = '';
  for (let index = 0; body.length < length; index++) body += join(pick(WORDS, random), index);
  return body.slice(0, length);
}

/** Words until one ends at that length; null where none does. */
function exactWords(length: number, random: Random): string | null {
  for (let tries = 0; tries < 200; tries++) {
    let body = '';
    while (body.length < length) body += body === '' ? pick(WORDS, random) : capitalized(pick(WORDS, random));
    if (body.length === length) return body;
  }
  return null;
}

/** A text of a kind that is no credential. */
type Family = readonly [name: string, make: (random: Random, index: number) => string];

const placeholders: readonly Family[] = [
  [
    'one character',
    (_random, index) => `HF_TOKEN=${PREFIX}${(BASE62[index % 62] ?? 'x').repeat(index < 62 ? 34 : 20 + (index % 20))}`,
  ],
  ['one character in both cases', (_r, index) => `${PREFIX}${(`${LOWER[index % 26]}${UPPER[index % 26]}`).repeat(17)}`],
  [
    'repeats',
    (random) =>
      `${PREFIX}${draw(LETTERS, between(1, 14, random), random)
        .repeat(34)
        .slice(0, 34)}`,
  ],
  [
    'Fake…',
    (random) =>
      `${PREFIX}${pick(['Fake', 'Test', 'Dummy', 'FAKE', 'abcd', 'Xx', 'Demo'], random).repeat(34).slice(0, 34)}`,
  ],
  [
    'the alphabet',
    (_random, index) => `${PREFIX}${(LETTERS + LOWER + UPPER + LOWER).slice(index % 52, (index % 52) + 34)}`,
  ],
  [
    'the alphabet and digits',
    (_random, index) => `${PREFIX}${(LOWER + DIGITS + UPPER + LOWER + DIGITS).slice(index % 52, (index % 52) + 34)}`,
  ],
  ['the keyboard', (random) => `${PREFIX}${`qwertyuiopasdfghjklzxcvbnm${draw(LETTERS, 8, random)}`}`],
  [
    'words of placeholders',
    (random) =>
      `${PREFIX}${`${pick(['YOUR', 'your', 'My', 'insert'], random)}${pick(['Token', 'AccessToken', 'Secret', 'Password'], random)}${draw(LETTERS, 34, random)}`.slice(0, 34)}`,
  ],
  [
    'short ones',
    (random) =>
      `HF_TOKEN=${PREFIX}${pick(['xxx', 'test', 'secret', 'your_token_here', 'YOUR_TOKEN', 'fake_token', 'demo', 'sekrit_query', 'abc123xyz456', '...', '****', 'token_placeholder', 'oauth_123', 'xxxREDACTEDxxx'], random)}\n`,
  ],
  [
    'expressions',
    (random) =>
      pick([`"hf_" + "A" * 34`, `hf_\${TOKEN}`, 'hf_<your token>', 'hf_{{ secret }}', 'f"hf_{suffix}"'], random),
  ],
];

const identifiers: readonly Family[] = [
  ['camelCase of exactly 34', (random) => `let ${PREFIX}${exactWords(34, random) ?? 'x'} = 0;`],
  [
    'camelCase cut at 34',
    (random) => `${PREFIX}${wordBody(34, (word, index) => (index === 0 ? word : capitalized(word)), random)}`,
  ],
  ['PascalCase', (random) => `T_${PREFIX}${wordBody(between(20, 60, random), capitalized, random)}`],
  ['lower case', (random) => `${PREFIX}${wordBody(34, (word) => word, random)}`],
  ['upper case', (random) => `${PREFIX.toLowerCase()}${wordBody(34, (word) => word.toUpperCase(), random)}`],
  ['snake_case', (random) => `${PREFIX}${wordBody(between(10, 60, random), (word) => `${word}_`, random)}(`],
  [
    'glued behind a word',
    (random) => `u${PREFIX}${wordBody(34, (word, index) => (index === 0 ? word : capitalized(word)), random)}`,
  ],
];

const data: readonly Family[] = [
  ['SHA-1', (random) => `${PREFIX}${draw(HEX, 40, random)}`],
  ['cut hashes', (random) => `${PREFIX}${draw(HEX, 34, random)}`],
  ['numbers', (random) => `${PREFIX}${draw(DIGITS, 34, random)}`],
  ['identifiers with a hash', (random) => `${PREFIX}model_${draw(HEX, 32, random)}`],
  [
    'base64url around',
    (random) =>
      `"${draw(BASE64URL, between(60, 400, random), random)}${PREFIX}${draw(BASE64URL, between(60, 400, random), random)}"`,
  ],
  [
    'base64url around exactly 34',
    (random) => `${draw(BASE62, 50, random)}-${PREFIX}${draw(BASE62, 34, random)}_${draw(BASE62, 50, random)}`,
  ],
  ['FASTQ', (random) => fastq(random)],
  ['minified code', (random) => minified(random)],
];

/** Four lines of a read; a quality may be any of `!` to `~` and is often near to that of its neighbour. */
function fastq(random: Random): string {
  const bases = draw('ACGT', 150, random);
  let level = 60;
  const quality = Array.from({ length: 150 }, () => {
    level = Math.max(33, Math.min(104, level + between(-4, 4, random)));
    return String.fromCharCode(level);
  }).join('');
  const at = between(0, 100, random);
  const tail = draw('abcdefghi', 40, random);
  return `@SRR${draw(DIGITS, 6, random)}.1\n${bases}\n+\n${quality.slice(0, at)}${PREFIX}${tail}${quality.slice(at)}\n`;
}

function minified(random: Random): string {
  const name = (): string => draw(LETTERS, between(1, 3, random), random);
  const statements = Array.from(
    { length: 30 },
    () => `${name()}.${PREFIX}${pick(WORDS, random)}=function(${name()}){return ${name()}(${name()})}`,
  );
  return `!function(){${statements.join(';')},${PREFIX}${name()}${capitalized(pick(WORDS, random))}()}();`;
}

const documents: readonly Family[] = [
  [
    'guides',
    (random) =>
      `Set \`HF_TOKEN\` to your token (\`${PREFIX}${pick(['...', '…', '***', 'xxxxxx...xxxx', 'xxxxxxxxxxxxx'], random)}\`) in ${pick(WORDS, random)}.`,
  ],
  ['snake_case of guides', (random) => `${PREFIX}your_${pick(WORDS, random)}_token_for_${pick(WORDS, random)}`],
  [
    'Space metadata',
    (random) =>
      `hf_oauth: true\nhf_oauth_expiration_minutes: ${between(1, 999, random)}\nhf_oauth_scopes:\n  - inference-api\n`,
  ],
  ['other services', (random) => `stripe ${'api' + '_'}${draw(LETTERS, 34, random)}`],
];

describe.each([
  ['placeholders', placeholders],
  ['identifiers', identifiers],
  ['data', data],
  ['documents', documents],
] as const)('%s: nothing above low', (_name, families) => {
  test.each(families)('%s', (_family, make) => {
    const random = generator(77);
    const wrong: number[] = [];
    for (let index = 0; index < EACH; index++)
      if (reported(make(random, index)).some(({ confidence }) => confidence !== 'low')) wrong.push(index);
    expect(wrong).toEqual([]);
  });
});
