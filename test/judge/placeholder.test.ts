import { describe, expect, test } from 'vitest';
import { placeholder } from '../../src/judge/placeholder.ts';
import { BASE62, BASE64URL, draw, generator, LETTERS, matchOf, tokenRule } from './draw.ts';

const next = generator(3);
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
const genuine = (): string => draw(LETTERS, 34, next);
const reasonOf = (body: string, before = '', after = ''): string | null =>
  placeholder(matchOf(`hf_${body}`, before, after));
/** As much of a repeated or padded text as a body holds. */
const fill = (text: string, rest = ''): string => text.repeat(34).slice(0, 34 - rest.length) + rest;

describe('placeholders', () => {
  test.each([
    ['x', fill('x')],
    ['X', fill('X')],
    ['A', fill('A')],
    ['both cases of one letter', fill('xX')],
    ['a word again and again', fill('Fake')],
    ['two letters', fill('ab')],
    ['a period of twelve', fill('QmzTbWxkLpVe')],
    ['a half that comes twice', fill(genuine().slice(0, 17))],
    ['a run within a random body', genuine().slice(0, 14) + 'x'.repeat(6) + genuine().slice(0, 14)],
    ['the alphabet', ALPHABET + ALPHABET.slice(0, 8)],
    ['the alphabet in capitals and on', ALPHABET.toUpperCase() + ALPHABET.slice(0, 8)],
    ['the alphabet backwards', [...ALPHABET].reverse().join('').concat('QbXkMzPw')],
    ['the alphabet in turns', 'AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh'],
    ['the alphabet twice', 'aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQ'],
    ['the keyboard', 'QwertyuiopAsdfghjklZxcvbnmPoiuytrew'.slice(0, 34)],
    ['columns of the keyboard', 'QazWsxEdcRfvTgbYhnUjmIkolPqazWsxEd'],
    ['a piece of the alphabet', 'WkqabcdefZpTmXbVrLwQzNsKdHyGjUcMeF'],
    ['digits in order', 'aBcDkWmXzQ01234567TpLvNrSbYhGjUcMe'],
    ['few letters', draw('abcdefghi', 34, next)],
    ['letters that lie near each other, as those of qualities do', draw('abcdefghABCDEFGH', 34, next)],
    ['capitals alone, as in proteins', draw('ACDEFGHIKLMNPQRSTVWY', 34, next)],
    ['small letters alone', draw(ALPHABET, 34, generator(8))],
    ['words', 'YourHuggingFaceTokenGoesHerePlease'],
    ['words without a known one', 'putYourOwnValueFromTheSettingsPage'],
    ['a word in a random body', `${genuine().slice(0, 20)}ReDacted${genuine().slice(0, 6)}`],
    ['a hash', draw('0123456789abcdef', 34, next)],
    ['a hash in capitals', draw('0123456789ABCDEF', 34, next)],
    ['a number', draw('0123456789', 34, next)],
    ['lower case and digits', draw('bcdfghjkmnpqrstvwxz0123456789', 34, generator(12))],
    ['capitals and digits', draw('BCDFGHJKMNPQRSTVWXZ0123456789', 34, generator(12))],
  ])('%s', (_, body) => {
    expect(body).toHaveLength(34);
    const reason = reasonOf(body);
    expect(reason).toEqual(expect.any(String));
    for (let at = 0; at + 6 <= body.length; at++) expect(reason).not.toContain(body.slice(at, at + 6));
  });
});

describe('names, where a text is turned', () => {
  const rot13 = (text: string): string =>
    text.replace(/[A-Za-z]/g, (letter) => {
      const code = letter.charCodeAt(0);
      return String.fromCharCode((code & 0x1f) < 14 ? code + 13 : code - 13);
    });
  const backwards = (text: string): string => [...text].reverse().join('');
  test.each([
    [['rot13'], rot13('LoadDatasetTensorsPipelineRepoMain')],
    [['rot13'], rot13('loadModelConfigurationFromRegistry')],
    [['reversed'], backwards('QuickBrownModelUserConfigTrainSpac')],
    [['reversed', 'rot13'], rot13(backwards('QuickBrownModelUserConfigTrainSpac'))],
  ])('%j', (trail, body) => {
    const match = matchOf(`hf_${body}`);
    expect(placeholder({ ...match, passage: { ...match.passage, trail } })).toBe('an identifier or words');
    expect(
      placeholder({ ...match, secret: matchOf(`hf_${genuine()}`).secret, passage: { ...match.passage, trail } }),
    ).toBe(null);
  });
});

describe('lower case and digits after a prefix of its own', () => {
  const rule = tokenRule({ prefix: 'hf_app_' });
  const of = (alphabet: string): string | null =>
    placeholder(matchOf(`hf_app_${draw(alphabet, 32, next)}`, '', '', rule));

  test.each([`${ALPHABET}0123456789`, `${ALPHABET.toUpperCase()}0123456789`])('%s', (alphabet) => {
    for (let round = 0; round < 200; round++) expect(of(alphabet)).toBeNull();
  });

  test('a hash', () => {
    expect(of('0123456789abcdef')).toBe('a hash or a number');
  });
});

describe('identifiers', () => {
  test.each([
    'requiredCharacteristicTypesForDisplayMetadata',
    'characteristicValueDescriptionForCharacteristicType',
    'categoryNameForAccessoryIdentifierWithUsage',
    'sortedServicesForAccessoryCategoryTypeName',
    'raiseForStatusWithRetriesAndBackoffHandler',
    'initializeDefaultConfigurationParameters',
    'getSponsoredProductsRemoteRecommendationsList',
    'modelCardMetadataValidationErrorHandlerFactory',
    'DEFAULTCONFIGURATIONDIRECTORYNAMEOVERRIDE',
    'httpServerRequestTimeoutConfigurationOption',
  ])('%s', (name) => {
    expect(reasonOf(name.slice(0, 34))).toEqual(expect.any(String));
    expect(reasonOf(name.slice(0, 34), 'NSObject ', `${name.slice(34)}:`)).toEqual(expect.any(String));
  });
});

describe('pieces of other data', () => {
  test('a token in the middle of base64url', () => {
    const random = generator(9);
    for (let round = 0; round < 200; round++)
      expect(reasonOf(genuine(), draw(BASE64URL, 200, random), `-${draw(BASE64URL, 100, random)}`)).toEqual(
        expect.any(String),
      );
  });

  test('near the start of base64url, with much on the right', () => {
    expect(reasonOf(genuine(), 'xK3_f9QbZ1', `_${draw(BASE64URL, 60, next)}`)).toEqual(expect.any(String));
  });

  test('quality strings of a sequencer', () => {
    const random = generator(10);
    const quality = (length: number): string => draw('abcdefgh', length, random);
    for (let round = 0; round < 200; round++)
      expect(reasonOf(quality(34), `@SEQ_ID\n${quality(20)}^_]`, `_${quality(20)}\n`)).toEqual(expect.any(String));
  });
});

describe('genuine', () => {
  test.each([
    ['alone', '', ''],
    ['quoted', '"', '"'],
    ['after a name in lower case', 'key_', ''],
    ['between the parts of a long name', 'MY_HUGGINGFACE_TOKEN_', '_old'],
    ['after a name of all classes', 'Llama3_8B_Instruct_production_access_key_', '_v2'],
    ['after an escaped line end', '"Logged in\\n', '\\n"'],
    ['after an escaped quote', '\\u0022', '\\u0022'],
    ['after a percent escape', 'https://example.org/?login=1&token%3D', '%26x'],
    ['after a colour', '\u001b[1;32m', '\u001b[0m'],
    ['in a remote', 'https://user:', '@huggingface.co/a/b'],
    ['in a path', 'https://example.org/a1B2/', '/x'],
    ['after base64 in another field', `${draw(BASE62, 60, next)} `, ` ${draw(BASE62, 60, next)}`],
  ])('%s', (_, before, after) => {
    expect(reasonOf(genuine(), before, after)).toBeNull();
  });

  test('two and three tokens pasted together', () => {
    const [one, two, three] = [0, 1, 2].map(() => `hf_${draw(BASE62, 34, next)}`) as [string, string, string];
    expect(placeholder(matchOf(one, '', two + three))).toBeNull();
    expect(placeholder(matchOf(two, one, three))).toBeNull();
    expect(placeholder(matchOf(three, one + two))).toBeNull();
  });

  // Measured once on a million each: 33 bodies of letters and 10 of letters and digits were taken for placeholders.
  test.each([
    ['letters', LETTERS, 34],
    ['letters and digits', BASE62, 34],
    ['32 letters and digits', BASE62, 32],
  ])('at most 10 of 100,000 are lost: %s', (_, alphabet, length) => {
    const random = generator(2026);
    let lost = 0;
    for (let round = 0; round < 100_000; round++) if (reasonOf(draw(alphabet, length, random)) !== null) lost++;
    expect(lost).toBeLessThanOrEqual(10);
  });
});

describe('signed tokens', () => {
  const rule = tokenRule({ prefix: 'hf_oauth_', random: false });
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const of = (header: string, signature = draw(BASE64URL, 86, next), own = rule) =>
    placeholder(
      matchOf(`${own.prefix}${header}.${part({ sub: 'x', aud: 'https://huggingface.co' })}.${signature}`, '', '', own),
    );

  test.each<[string, string, string | null]>([
    ['an algorithm', part({ alg: 'EdDSA' }), null],
    ['an algorithm and a key', part({ alg: 'EdDSA', kid: 'k1' }), null],
    ['no algorithm', part({ typ: 'JWT' }), 'no JWS header'],
    ['an algorithm that is no text', part({ alg: 1 }), 'no JWS header'],
    ['null', part(null), 'no JWS header'],
    ['no JSON', 'eyJhbGciOi', 'no JWS header'],
    ['a long header', part({ alg: 'EdDSA', x: 'x'.repeat(5_000) }), 'no JWS header'],
  ])('%s', (_, header, expected) => {
    expect(of(header)).toBe(expected);
  });

  test.each([
    ['x', 'x'.repeat(86)],
    ['a word', 'signatureGoesHere-signatureGoesHere-signatureGoesHere'],
    ['nothing', ''],
  ])('a signature of %s', (_, signature) => {
    if (signature === '') expect(of(part({ alg: 'EdDSA' }), signature)).toBeNull();
    else expect(of(part({ alg: 'EdDSA' }), signature)).toEqual(expect.any(String));
  });

  test('another dotted kind needs no header, but statistics hold', () => {
    const session = tokenRule({ prefix: 'hf_s3_', random: false });
    expect(of(draw(BASE64URL, 30, next), draw(BASE64URL, 50, next), session)).toBeNull();
    expect(
      placeholder(matchOf(`hf_s3_${'x'.repeat(20)}.${'x'.repeat(20)}.${'x'.repeat(50)}`, '', '', session)),
    ).toEqual(expect.any(String));
  });

  test('without a prefix, what begins like JSON must be a header', () => {
    const url = tokenRule({ prefix: '', random: false });
    expect(of(part({ alg: 'EdDSA' }), undefined, url)).toBeNull();
    expect(of('eyJhbGciOiJFZERTQSJ', undefined, url)).toBe('no JWS header');
  });
});
