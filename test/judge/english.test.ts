import { describe, expect, test } from 'vitest';
import { wordiness } from '../../src/judge/english.ts';
import { placeholder } from '../../src/judge/placeholder.ts';
import { BASE62, draw, generator, LETTERS, matchOf } from './draw.ts';

/** Names of 34 letters in libraries that many use. */
const NAMES = (
  'kRegExpMatchIsTrueishOnNonJSRegExp xGLXQueryHyperpipeNetworkSGIXReply xmlSecCryptoAppDefaultKeysMngrInit ' +
  'xmlSecGCryptKeyDataDsaAdoptKeyPair xmlSecGCryptKeyDataDsaGetPublicKey xmlSecGCryptKeyDataRsaGetPublicKey ' +
  'xmlSecGnuTLSAppDefaultKeysMngrLoad xmlSecKeyDataUsageKeyInfoNodeWrite xmlSecKeyDataUsageKeyValueNodeRead ' +
  'xmlSecOpenSSLAppKeyFromCertLoadBIO xmlUCSIsCJKCompatibilityIdeographs JITDylibLookupFlagsMatchAllSymbols ' +
  'OrcSymbolLookupFlagsRequiredSymbol qualTildeHumpDownHumpEqualLeftTria alizePGOMemOPSizeOptLegacyPassPass ' +
  'LXCreateGLXPixmapWithConfigSGIXReq FAddFpExtFMulToFMadOrFMAAggressive PFNGLNAMEDBUFFERATTACHMEMORYNVPROC ' +
  'PFNGLGETSEMAPHOREPARAMETERIVNVPROC CHHapticParameterCurveControlPoint CMMFPOPODecKeyChallContentTemplate ' +
  'LLVMAddPartiallyInlineLibCallsPass LocalUFormattedDateIntervalPointer glXQueryCurrentRendererIntegerMESA ' +
  'getFConstantVRegValWithLookThrough xmlTextWriterWriteFormatDTDElement AuthenticatorAssertionResponseJSON ' +
  'getEquivalentNonSequentialSCEVType CreateTargetPostRAHazardRecognizer InProcessJITCompileCallbackManager ' +
  'deserializeBoxJSDocNonNullableType DedicatedWorkerGlobalScopeEventMap xmlXPathRegisteredVariablesCleanup'
).split(' ');

test.each(NAMES)('%s', (name) => {
  expect(name).toHaveLength(34);
  expect(placeholder(matchOf(`hf_${name}`))).toBe('an identifier or words');
});

test('words joined at random', () => {
  const words = 'Model Map Queue Key Kit View Block Data Get Public Symbols List Node Text Layer'.split(' ');
  const next = generator(5);
  for (let round = 0; round < 1_000; round++) {
    const name = Array.from({ length: 34 }, () => words[Math.floor(next() * words.length)]).join('');
    expect(placeholder(matchOf(`hf_${name.slice(0, 34)}`))).toEqual(expect.any(String));
  }
});

describe('the score', () => {
  test.each([
    ['someLongName', true],
    ['SOME_LONG_NAME', true],
    ['Kaggle2024HuggingFaceToken', true],
    ['', true],
    ['q7ZxK2vWb9JtR4mYc8Lp', false],
  ])('%j', (text, words) => {
    expect(wordiness(text) >= 0).toBe(words);
  });

  test.each([
    ['letters', LETTERS],
    ['letters and digits', BASE62],
  ])('of random %s is far below', (_, alphabet) => {
    const next = generator(6);
    const scores = Array.from({ length: 10_000 }, () => wordiness(draw(alphabet, 34, next))).sort((a, b) => a - b);
    expect(scores[5_000]).toBeLessThan(-50);
    expect(scores[9_990]).toBeLessThan(-8);
  });

  test('takes any characters', () => {
    expect(wordiness('\u0000é日😀')).toBe(0);
  });
});
