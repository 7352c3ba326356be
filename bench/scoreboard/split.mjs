// Positives in pieces: joined by a language, by a name, by a line end, or broken by characters that no reader sees.
import { prose } from './random.mjs';

const halves = (t, at = 17) => [t.slice(0, at), t.slice(at)];
const body = (t) => t.slice(3);
const two = (make, at) => (t) => `${make(...halves(t, at))}\n`;
const span = (text, kind) => `<span class="${kind}">${text}</span>`;

/** Rows `[form, file, make(token, chance)]`. */
export const split = [
  ['adjacent literals', 'a.py', two((a, b) => `token = "${a}" "${b}"`)],
  ['adjacent literals on two lines', 'a.py', two((a, b) => `login(\n    token="${a}"\n    "${b}",\n)`)],
  ['adjacent C literals', 'a.c', two((a, b) => `const char *t = "${a}"\n  "${b}";`)],
  ['plus', 'a.py', two((a, b) => `token = "${a}" + "${b}"`)],
  ['plus, single quotes', 'a.js', two((a, b) => `const t = '${a}' + '${b}';`)],
  ['plus after the prefix', 'a.py', (t) => `token = "hf_" + "${body(t)}"\n`],
  ['plus, two lines', 'A.java', two((a, b) => `String t = "${a}"\n    + "${b}";`)],
  ['plus, four pieces', 'a.go', (t) => `t := "hf" + "_" + "${t.slice(3, 20)}" + "${t.slice(20)}"\n`],
  ['dot', 'a.php', two((a, b) => `<?php $t = '${a}' . '${b}';`)],
  ['two dots', 'a.lua', two((a, b) => `local t = "${a}" .. "${b}"`)],
  ['bars', 'a.sql', two((a, b) => `SELECT '${a}' || '${b}';`)],
  ['ampersand', 'a.vb', two((a, b) => `Dim t = "${a}" & "${b}"`)],
  ['<>', 'a.ex', two((a, b) => `t = "${a}" <> "${b}"`)],
  ['tilde', 'a.j2', two((a, b) => `{{ "${a}" ~ "${b}" }}`)],
  ['concat!', 'a.rs', two((a, b) => `let t = concat!("${a}", "${b}");`)],
  ['append', 'A.java', two((a, b) => `new StringBuilder().append("${a}").append("${b}");`)],
  ['join of a list', 'a.py', two((a, b) => `t = "".join(["${a}", "${b}"])`)],
  ['join of an array', 'a.js', two((a, b) => `const t = ['${a}', '${b}'].join('');`)],
  ['Terraform join', 'a.tf', two((a, b) => `token = join("", ["${a}", "${b}"])`)],
  ['characters', 'a.py', (t) => `t = "".join([${[...t].map((one) => `'${one}'`).join(', ')}])\n`],
  ['suffix by name', 'a.py', (t) => `SUFFIX = "${body(t)}"\n\ntoken = "hf_" + SUFFIX\n`],
  ['suffix by name, later', 'a.js', (t) => `const make = () => 'hf_' + suffix;\nconst suffix = '${body(t)}';\n`],
  ['prefix and suffix by name', 'a.py', two((a, b) => `first = "${a}"\nsecond = "${b}"\nlogin(first + second)`)],
  ['f-string', 'a.py', (t) => `suffix = "${body(t)}"\ntoken = f"hf_{suffix}"\n`],
  ['template literal', 'a.ts', (t) => `const suffix = '${body(t)}';\nconst token = \`hf_\${suffix}\`;\n`],
  ['format', 'a.py', (t) => `token = "hf_{}".format("${body(t)}")\n`],
  ['percent format', 'a.py', (t) => `token = "hf_%s" % "${body(t)}"\n`],
  ['shell quotes', 'a.sh', two((a, b) => `export HF_TOKEN="${a}""${b}"`)],
  ['shell variables', 'a.sh', two((a, b) => `A=${a}\nB=${b}\nexport HF_TOKEN="$A$B"`)],
  ['dotenv variables', '.env', two((a, b) => `HF_A=${a}\nHF_B=${b}\nHF_TOKEN=\${HF_A}\${HF_B}`)],
  ['shell continuation', 'a.sh', two((a, b) => `export HF_TOKEN=${a}\\\n${b}`)],
  ['string continuation', 'a.py', two((a, b) => `token = "${a}\\\n${b}"`)],
  ['YAML double-quoted fold', 'a.yaml', two((a, b) => `token: "${a}\\\n  ${b}"`)],
  ['YAML list', 'a.yaml', two((a, b) => `token: !join\n  - ${a}\n  - ${b}`)],
  ['JSON list', 'a.json', two((a, b) => JSON.stringify({ token_parts: [a, b] }))],
  ['folded YAML', 'a.yaml', two((a, b) => `token: >-\n  ${a}\n  ${b}`)],
  [
    'terminal of 80 columns',
    'typescript',
    (t, r) =>
      `$ echo ${'x'.repeat(4)} ${`${r.words(20).join(' ')}`.slice(0, 48)} ${t}`
        .replace(/^.{80}/, '$&\r\n')
        .concat('\r\n'),
  ],
  ['prefix, then a line end', 'a.log', (t, r) => `${prose(r, 1)}token: hf_\n${body(t)}\n`],
  ['quoted reply', 'a.eml', two((a, b) => `> token: ${a}=\n> ${b}`)],
  [
    'quoted-printable line',
    'a.eml',
    two((a, b) => `Content-Transfer-Encoding: quoted-printable\r\n\r\ntoken: ${a}=\r\n${b}\r`),
  ],
  ['MIME header fold', 'a.eml', two((a, b) => `Subject: =?utf-8?Q?${a.replace('_', '=5F')}?=\r\n =?utf-8?Q?${b}?=\r`)],
  ['ANSI inside', 'a.log', (t) => `token \u001b[1mhf\u001b[0m\u001b[32m_${body(t)}\u001b[0m\n`],
  ['ANSI search highlight', 'a.log', (t) => `a.env:HF_TOKEN=\u001b[01;31m\u001b[Khf_\u001b[m\u001b[K${body(t)}\n`],
  ['zero-width space', 'a.md', two((a, b) => `token ${a}\u200b${b}`)],
  ['soft hyphen', 'a.html', two((a, b) => `<p>${a}\u00ad${b}</p>`)],
  ['&shy;', 'a.html', two((a, b) => `<p>${a}&shy;${b}</p>`)],
  ['zero-width joiner', 'a.txt', two((a, b) => `token ${a}\u200d${b}`)],
  ['byte order mark inside', 'a.txt', two((a, b) => `token ${a}\ufeff${b}`)],
  ['word joiner', 'a.txt', two((a, b) => `token ${a}\u2060${b}`)],
  ['<wbr>', 'a.html', two((a, b) => `<td>${a}<wbr>${b}</td>`)],
  [
    'pygments',
    'a.html',
    (t) => `<pre>${span('token', 'n')} ${span('hf', 'n')}${span('_', 'o')}${span(body(t), 'n')}</pre>\n`,
  ],
  ['<b> inside', 'a.html', (t) => `<p><b>hf_</b>${body(t)}</p>\n`],
  ['Markdown escape', 'a.md', (t) => `The token is hf\\_${body(t)}.\n`],
  ['LaTeX escape', 'a.tex', (t) => `\\texttt{hf\\_${body(t)}}\n`],
].map(([form, file, make]) => ({ form, file, make }));
