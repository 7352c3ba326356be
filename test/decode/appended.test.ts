import { expect, test } from 'vitest';
import { joined } from '../../src/decode/joined.ts';
import { bytesOf, letters, passagesIn, sourcesOf, token } from './sample.ts';

const T = token(1);
const BODY = letters(1);
const [A, B] = [BODY.slice(0, 12), BODY.slice(12)];

/** What stands at the places of the credential, for each time that it is read. */
function read(text: string): string[] {
  const bytes = bytesOf(text);
  return sourcesOf(passagesIn(joined, bytes), T).map((spans) =>
    spans.map(({ start, end }) => bytes.toString('latin1', start, end)).join('|'),
  );
}

test.each([
  `parts = []\nparts.append("hf_${A}")\nparts.append("${B}")\ntoken = "".join(parts)\n`,
  `self.parts.append('hf_${A}')\nself.parts.append('${B}')\nreturn ''.join(self.parts)\n`,
  `p.push("hf_${A}"); p.push('${B}');\nlogin(p.join(""));\n`,
  `sb.append("hf_${A}");\nsb.append("${B}");\nlogin(sb.toString());\n`,
  `t.push_str("hf_${A}");\nt.push_str("${B}");\n`,
  `f.write("hf_${A}")\nf.write("${B}")\n`,
  `sb.WriteString("hf_${A}")\nsb.WriteString("${B}")\n`,
  `let mut t = String::from("hf_${A}");\nt.push_str("${B}");\n`,
  `StringBuilder sb = new StringBuilder("hf_${A}");\nsb.append("${B}");\nlogin(sb.toString());\n`,
])('added call by call: %j', (text) => {
  expect(read(text)).toContain(`hf_${A}|${B}`);
});

test.each([
  `parts.append("hf_${A}")\nparts.append("${B}")\nprint(parts)\n`,
  `parts.append("hf_${A}")\nother.append("${B}")\nx = "".join(parts)\n`,
  `parts.append("hf_${A}")\nparts.append("${B}")\nx = "-".join(parts)\n`,
  `parts = ["hf_${A}"]\nparts.extend("${B}")\nx = "".join(parts)\n`,
  `f("hf_${A}")\nparts.append("${B}")\nx = "".join(parts)\n`,
  `let mut at = String::from("hf_${A}");\nt.push_str("${B}");\n`,
  `t = find("hf_${A}");\nt.push_str("${B}");\n`,
])('not added: %j', (text) => {
  expect(read(text)).toEqual([]);
});

test('each list is asked for itself, and in its own reach', () => {
  const far = (length: number): string => `${' '.repeat(length)}\n`;
  const [one, other] = ['a', 'b'].map((list) => `${list}.append("hf_${A}")\n${list}.append("${B}")\n`);
  expect(read(`${one}${far(2100)}${one}"".join(a)\n`)).toHaveLength(1);
  expect(read(`${one}${other}${one}"".join(a)\n`)).toHaveLength(2);
  expect(read(`${one}"".join(a)\n${one}"".join(b)\n`)).toHaveLength(1);
  expect(read(`${one}"".join(b)\n${other}"".join(b)\n`)).toHaveLength(1);
});

test.each([
  [`t = "_".join(["hf", "${BODY}"])\n`, `_|hf|${BODY}`],
  [`t = '_'.join(('hf', '${BODY}'))\n`, `_|hf|${BODY}`],
  [`const t = ["hf", "${BODY}"].join("_");\n`, `hf|${BODY}|_`],
  [`$t = implode("_", ["hf", "${BODY}"]);\n`, `_|hf|${BODY}`],
])('the separator makes the prefix: %j', (text, places) => {
  expect(read(text)).toContain(places);
});

test.each([
  [`t = "%s_%s" % ("hf", "${BODY}")\n`, `_|hf|${BODY}`],
  [`t := fmt.Sprintf("%s_%s", "hf", "${BODY}")\n`, `_|hf|${BODY}`],
  [`t := fmt.Sprintf("%v_%v\\n", "hf", "${BODY}")\n`, `_|hf|${BODY}`],
  [`sprintf(buf, "%s_%s", "hf", "${BODY}");\n`, `_|hf|${BODY}`],
  [`t = "{}_{}".format("hf", "${BODY}")\n`, `_|hf|${BODY}`],
  [`$t = '{0}_{1}' -f 'hf', '${BODY}'\n`, `_|hf|${BODY}`],
  [`sprintf(buf, "%s%s", "hf_${A}", "${B}");\n`, `hf_${A}|${B}`],
  [`snprintf(buf, sizeof(buf), "%s%s\\n", "hf_${A}", "${B}");\n`, `hf_${A}|${B}`],
  [`snprintf(p->buf, 64, "%s%s", "hf_${A}", "${B}");\n`, `hf_${A}|${B}`],
  [`$t = sprintf('%s%s', 'hf_${A}', '${B}');\n`, `hf_${A}|${B}`],
])('formatted: %j', (text, places) => {
  expect(read(text)).toContain(places);
});

test.each([
  `t = "%s-%s" % ("hf", "${BODY}")\n`,
  `t = "%s_%s", x("hf", "${BODY}")\n`,
  `sprintf(buf, "%s %s", "hf_${A}", "${B}");\n`,
  `sprintf(buf, "hf_${A}", "${B}");\n`,
])('formatted otherwise: %j', (text) => {
  expect(read(text)).toEqual([]);
});

test.each([
  [`$t = "hf_${A}","${B}" -join ""\n`, `hf_${A}|${B}`],
  [`$t = 'hf_', '${A}', '${B}' -join ''\n`, `hf_|${A}|${B}`],
  [`$t = -join("hf_${A}","${B}")\n`, `hf_${A}|${B}`],
  [`$t = -join @("hf_${A}", "${B}")\n`, `hf_${A}|${B}`],
])('joined by PowerShell: %j', (text, places) => {
  expect(read(text)).toContain(places);
});

test.each([
  `$t = "hf_${A}","${B}" -join "-"\n`,
  `$t = "hf_${A}","${B}"\n$u = "a","b" -join ""\n`,
  `$t = $x-join("hf_${A}","${B}")\n`,
])('not joined by PowerShell: %j', (text) => {
  expect(read(text)).toEqual([]);
});

test.each([
  [`T=hf_${A}\nT+=${B}\n`, `hf_${A}|${B}`],
  [`export T=hf_\r\nT+=${A}\r\n  T+="${B}"\r\n`, `hf_|${A}|${B}`],
])('added by a shell: %j', (text, places) => {
  expect(read(text)).toContain(places);
});

test.each([`T=hf_${A}\nU+=${B}\n`, `XT=hf_${A}\nT+=${B}\n`, `T=hf_${A}\nT=${B}\n`, `T=hf_${A}\n\nT+= ${B}\n`])(
  'not added by a shell: %j',
  (text) => {
    expect(read(text)).toEqual([]);
  },
);

test.each([`"-".join(["hf", "${BODY}"])`, `f("hf", "${BODY}")`, `["hf", "${BODY}"].join("-") + "_"`])(
  'another separator: %j',
  (text) => {
    expect(read(text)).toEqual([]);
  },
);

test.each([
  [`$t = '{0}{1}' -f 'hf_','${BODY}'\n`, `hf_|${BODY}`],
  [`$t = "{0}{1}{2}" -f "hf_", "${A}", "${B}"\n`, `hf_|${A}|${B}`],
  [`$t = "hf_{0}" -f "${BODY}"\n`, `hf_|${BODY}`],
])('formatted by PowerShell: %j', (text, places) => {
  expect(read(text)).toContain(places);
});
