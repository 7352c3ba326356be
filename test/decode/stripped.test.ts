import { expect, test } from 'vitest';
import { stripped } from '../../src/decode/stripped.ts';
import { bytesOf, letters, token } from './sample.ts';

const BODY = letters(1);
const split = (separator: string): string => `hf_${BODY.replace(/.{5}(?=.)/g, `$&${separator}`)}`;

function read(text: string): string | null {
  const bytes = bytesOf(text);
  const found = stripped(bytes, text.indexOf('hf_'));
  return found === null ? null : found.spans.map(({ start, end }) => bytes.toString('latin1', start, end)).join('');
}

test.each([
  `t = "${split('-')}".replace("-", "")\n`,
  `t = '${split('-')}'.replace(/-/g, '')\n`,
  `t = "${split('.')}".replaceAll(".", "")\n`,
  `t = "${split('.')}".replace(/\\./g, "")\n`,
  `t = "${split(' ')}".replace(" ", "")\n`,
  `t = "${split('-')}".split("-").join("")\n`,
  `t = "${split('-')}".delete("-")\n`,
  `t = '${split('-')}' -replace '-',''\n`,
  `t=$(echo "${split('-')}" | tr -d '-')\n`,
  `t = strings.ReplaceAll("${split('-')}", "-", "")\n`,
  `$t = str_replace("-", "", "${split('-')}");\n`,
])('removed: %j', (text) => {
  expect(read(text)).toBe(token(1));
});

test.each([
  `t = "${split('-')}"\n`,
  `t = "${split('-')}".replace("+", "")\n`,
  `t = "${split('-')}".replace("-", "_")\n`,
  `t = "${split('-')}".split("-")\n`,
  't = "hf_hub-model".replace("-", "")\n',
  `t = "${split('-').replace('-', '+')}".replace("-", "")\n`,
])('not removed: %j', (text) => {
  expect(read(text)).toBeNull();
});
