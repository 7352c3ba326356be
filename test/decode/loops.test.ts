import { expect, test } from 'vitest';
import { joined } from '../../src/decode/joined.ts';
import { bytesOf, letters, passagesIn, token } from './sample.ts';

const [A, B] = [letters(1), letters(2)];

function read(text: string): string[] {
  const texts = passagesIn(joined, bytesOf(text)).map((passage) => passage.text);
  return [token(1), token(2)].filter((one) => texts.some((found) => found.includes(one)));
}

test.each([
  `for s in ["${A}", "${B}"]:\n    login("hf_" + s)\n`,
  `for s in ("${A}",\n          "${B}"):\n    login(f"hf_{s}")\n`,
  `S = [\n  "${A}",\n  "${B}",\n]\nfor s in S:\n    login("hf_" + s)\n`,
  `for (const s of ["${A}", "${B}"]) login("hf_" + s);\n`,
  `for s in ${A} ${B}; do\n  curl -H "Authorization: Bearer hf_$s"\ndone\n`,
  `foreach ($s in @("${A}", "${B}")) { login "hf_$s" }\n`.replace('@(', '('),
])('each item of a list: %j', (text) => {
  expect(read(text)).toEqual([token(1), token(2)]);
});

test.each([
  `for s in ["${A}", "${B}"]:\n    login("hf_" + other)\n`,
  `s = ["${A}", "${B}"]\nlogin("hf_" + s)\n`,
  `for s in items:\n    login("hf_" + s)\nother = ["${A}"]\n`,
])('no loop: %j', (text) => {
  expect(read(text)).toEqual([]);
});
