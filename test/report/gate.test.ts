import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGate, gatedPath } from '../../src/report/gate.ts';
import { Secret } from '../../src/secret.ts';
import { bytes, finding, leaks, PLANTED, report, spellings, suppressed, token } from './material.ts';

const other = token(8);
const refreshPrefix = ['hf_oauth_', '_refresh_'].join('');
const refresh = token(9, refreshPrefix);
const refreshFinding = finding({
  credential: { id: null, type: 'oauth-refresh-token', secret: new Secret(refresh, refreshPrefix) },
});
const gate = createGate(
  report({ findings: [finding(), refreshFinding], suppressed: [suppressed('allow', null, { value: other })] }),
);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const hex = (text: string): string => Buffer.from(text).toString('hex');
const percent = (text: string): string => hex(text).replace(/../g, '%$&');

describe('what is masked', () => {
  test.each<[name: string, text: string, gated: string]>([
    ['a whole token, as its mask', `login("${PLANTED}")`, 'login("hf_…Wx9k")'],
    ['a suppressed token', `a ${other} b`, `a hf_…${other.slice(-4)} b`],
    ['two tokens back to back, as two masks', PLANTED + other, `hf_…Wx9khf_…${other.slice(-4)}`],
    ['the same token twice', `${PLANTED},${PLANTED}`, 'hf_…Wx9k,hf_…Wx9k'],
    ['a token in a word', `x${PLANTED}y`, 'xhf_…Wx9ky'],
    ['the first 12 characters', `"${PLANTED.slice(0, 12)}"`, '"[masked]"'],
    ['12 characters of the middle', `"${PLANTED.slice(10, 22)}"`, '"[masked]"'],
    ['the last 20 characters', `"${PLANTED.slice(-20)}"`, '"[masked]"'],
    ['two pieces', `${PLANTED.slice(0, 15)}-${PLANTED.slice(15)}`, '[masked]-[masked]'],
    ['a token with a long prefix', `"${refresh}"`, `"${refreshPrefix}…${refresh.slice(-4)}"`],
    ['hex', `"${hex(PLANTED)}"`, '"[masked]"'],
    ['upper-case hex', `"${hex(PLANTED).toUpperCase()}"`, '"[masked]"'],
    ['hex after an odd digit', `"f${hex(PLANTED)}"`, '"f[masked]"'],
    ['percent form', `"${percent(PLANTED)}"`, '"[masked]"'],
    ['percent form of one letter', `"hf%5f${PLANTED.slice(3)}"`, '"[masked]"'],
    ['escapes', `"\\x68\\u0066${PLANTED.slice(2)}"`, '"[masked]"'],
    ['escapes in display form', `"\\\\x68\\\\u0066${PLANTED.slice(2)}"`, '"[masked]"'],
  ])('%s', (_, text, gated) => {
    expect(gate(text)).toBe(gated);
  });

  test.each([0, 1, 2, 3, 4, 5])('base64 with %i bytes before the token', (count) => {
    const text = base64(`${'.'.repeat(count)}${PLANTED}..`);
    const gated = gate(`"${text}"`);
    expect(gated).toContain('[masked]');
    expect(leaks(gated, PLANTED)).toEqual([]);
  });

  test('any spelling between any texts', () => {
    const forms = fc.constantFrom(...spellings(PLANTED), base64(`user:${PLANTED}`), base64(`"${PLANTED}"`));
    fc.assert(
      fc.property(fc.string(), forms, fc.string(), (before, form, after) => {
        expect(leaks(gate(before + form + after), PLANTED)).toEqual([]);
      }),
    );
  });
});

describe('what stays', () => {
  test.each([
    '',
    'severity',
    PLANTED.slice(0, 11),
    'hf_…Wx9k',
    `src/${refreshPrefix}token.py`,
    base64('a text of some length that holds nothing'),
    hex('a text of some length that holds nothing'),
    '%68%66%5f and %',
    '\u{1f600}\ud83d lone \udc00',
  ])('%j', (text) => {
    expect(gate(text)).toBe(text);
  });

  test.each(['hf_hub_download_to_a_folder.py', 'api_reference-of-everything.md', 'my_hf_transformers.ipynb'])(
    '%s, whose words look like no credential',
    (text) => {
      expect(gate(text)).toBe(text);
    },
  );
});

describe('what was not found, but looks like a credential', () => {
  const unknown = token(31);
  test.each<[name: string, text: string, gated: string]>([
    ['a token', `refs/heads/${unknown}`, 'refs/heads/[masked]'],
    ['the beginning of one', `a/${unknown.slice(0, 19)}/b`, 'a/[masked]/b'],
    ['in percent form', `a/${percent(unknown)}/b`, 'a/[masked]/b'],
    ['in escapes', `\\x68${unknown.slice(1)}.lock`, '[masked].lock'],
    ['in hex', hex(unknown), '[masked]'],
    ['beside one that was found', `${PLANTED}/${unknown}`, 'hf_…Wx9k/[masked]'],
  ])('%s', (_, text, gated) => {
    expect(gate(text)).toBe(gated);
    expect(createGate(report())(text.replace(`${PLANTED}/`, ''))).toBe(gated.replace('hf_…Wx9k/', ''));
  });
});

test('a megabyte and 5,000 credentials that share most of their windows take linear time', () => {
  const shared = token(1, 'hf_', 30);
  const findings = Array.from({ length: 5000 }, (_, seed) => finding({ value: shared + token(seed, '', 4) }));
  const masked = createGate(report({ findings }))(`${shared} `.repeat(30_000));
  expect(masked).toBe('[masked] '.repeat(30_000));
});

test.each<[name: string, path: Uint8Array, text: string, masked: boolean]>([
  ['a plain path', bytes('a/b.py'), 'a/b.py', false],
  ['a path that is escaped', bytes('a\nb'), 'a\\nb', false],
  ['a path with a token', bytes(`a/${PLANTED}/b\n`), 'a/hf_…Wx9k/b\\n', true],
  ['a path that is not UTF-8, with a token', Buffer.concat([Buffer.of(0xff), bytes(PLANTED)]), '\\xffhf_…Wx9k', true],
])('gatedPath: %s', (_, path, text, masked) => {
  expect(gatedPath(gate, path)).toEqual({ text, masked });
});
