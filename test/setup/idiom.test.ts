import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { replaceSpots } from '../../src/setup/idiom.ts';
import { tokensOf } from '../../src/setup/lex.ts';
import { patched } from '../../src/setup/patch.ts';
import { cpuSince } from '../cost.ts';

const SECRET = 'x'.repeat(37);

/** The text with `@` for a credential, replaced where it may be; `@` again for one that stays. */
function replaced(name: string, template: string): string {
  const text = Buffer.from(template, 'utf8').toString('latin1').replaceAll('@', SECRET);
  const spots = [...text.matchAll(/x{37}/g)].map(({ index }) => ({
    start: index,
    end: index + SECRET.length,
    variable: 'HF_TOKEN',
  }));
  const { patches, advice } = replaceSpots(name, text, spots);
  const after = patched(Buffer.from(text, 'latin1'), patches).toString('utf8');
  expect(after.split(SECRET).length - 1, 'what stays has advice').toBe(advice.size);
  return after.replaceAll(SECRET, '@');
}

const E = 'os.environ["HF_TOKEN"]';

describe('Python', () => {
  test.each([
    ['login("@")\n', `import os\nlogin(${E})\n`],
    ["import os\nlogin(token='@')\n", `import os\nlogin(token=${E})\n`],
    ['import sys, os as x\nt = u"@"\n', `import os\nimport sys, os as x\nt = ${E}\n`],
    ['import os.path\nt = """@"""\n', `import os.path\nt = ${E}\n`],
    [
      '"""Doc."""\nfrom __future__ import (\n  annotations)\n\nt = "@"\n',
      `"""Doc."""\nfrom __future__ import (\n  annotations)\n\nimport os\nt = ${E}\n`,
    ],
    ['#!/usr/bin/env python\r\nt = "@"\r\n', `#!/usr/bin/env python\r\nimport os\r\nt = ${E}\r\n`],
    ['\ufefft = "@"\n', `\ufeffimport os\nt = ${E}\n`],
    ['def f():\n    import os\n    return "@"\n', `import os\ndef f():\n    import os\n    return ${E}\n`],
    ['h = {"A": "Bearer @", "b": r"@;"}\n', `import os\nh = {"A": ("Bearer " + ${E}), "b": (${E} + r";")}\n`],
    ['t = "ü" + "@"  # war @\n', `import os\nt = "ü" + ${E}  # war <HF_TOKEN>\n`],
    ['# @\nx = 1\n', '# <HF_TOKEN>\nx = 1\n'],
    ['x = """a\n@ ü"""\n', `import os\nx = ("""a\n""" + ${E} + """ ü""")\n`],
    ['x = f"{a!r:>{n}} @ {b}"\n', `import os\nx = f"{a!r:>{n}} {os.environ['HF_TOKEN']} {b}"\n`],
    ["x = rf'''@'''\n", `import os\nx = rf'''{${E}}'''\n`],
    ['x = f"{{@}}"\nà = 1\n', `import os\nx = f"{{{os.environ['HF_TOKEN']}}}"\nà = 1\n`],
    ['x += "@"\nprint(f"{y}")\n', `import os\nx += ${E}\nprint(f"{y}")\n`],
    // Where a string must stand, or is more than one text.
    ['x = f"{d[\'@\']}"\n', null],
    ['x = f"{d:@}"\n', null],
    ['x = t"{d} @"\n', null],
    ['x = """a "@"""\n', null],
    ['!f @\n', null],
    ['"""@"""\n', null],
    ['x = b"@"\n', null],
    ['x = ("a"\n     "@")\n', null],
    ['x = "@" "b"\n', null],
    ['x = "@ @"\n', null],
    ['match x:\n    case ("@"): pass\n', null],
    ['match x:\n    case (\n      "@"\n    ): pass\n', null],
    ['x: Literal["@"] = 1\n', null],
    ['case = {\n  "a": "@"\n}\n', `import os\ncase = {\n  "a": ${E}\n}\n`],
    ['@\n', null],
    ['x = "@', null],
    ['x = "\\@"\n', null],
    // Where os is another thing, or cannot come first.
    ['os = 1\nx = "@"\n', null],
    ['def f(a, os): return "@"\n', null],
    ['from a import b as os\nx = "@"\n', null],
    ['"""Doc."""; x = "@"\n', null],
    // Where the lexer is not at its place.
    ["x = f'{a['b']}' + 'don\n' + \"@\"\n", null],
  ])('%j', (before, after) => {
    expect(replaced('a.py', before)).toBe(after ?? before);
  });
});

const P = 'process.env.HF_TOKEN';

describe('JavaScript', () => {
  test.each([
    ['const t = "@";\n', `const t = ${P};\n`],
    ['f({ token: `@`, h: `Bearer @` }); // @\n', `f({ token: ${P}, h: \`Bearer \${${P}}\` }); // <HF_TOKEN>\n`],
    ['const r = /"/, d = a / b, t = "@";\n', `const r = /"/, d = a / b, t = ${P};\n`],
    [`const q = \`\${a ? \`"\` : { b: "@" }.b}\`;\n`, `const q = \`\${a ? \`"\` : { b: ${P} }.b}\`;\n`],
    ['const A = () => <A b="c">x</A>; const t = "@";\n', `const A = () => <A b="c">x</A>; const t = ${P};\n`],
    ['f("@" as const);\n', null],
    ['"@";\n', null],
    ['({ "@": 1 })\n', null],
    ['type T = "@";\n', null],
    ['interface T { a: "@"; b: "c" | "@" }\n', null],
    ['enum E { A = "@" }\n', null],
    [`const x = \`\${a} @ \${b}@\`;\n`, `const x = \`\${a} \${${P}} \${b}\${${P}}\`;\n`],
    [`const x = \`\${a}\\@\`;\n`, null],
    ['x = <A token="@" />;\n', null],
    ['x = <A\n token = "@" />;\n', null],
    ['const process = 1, t = "@";\n', null],
    ['x = @;\n', null],
  ])('%j', (before, after) => {
    expect(replaced('a.tsx', before)).toBe(after ?? before);
  });
});

describe('shell', () => {
  test.each([
    ['export T=@\n', `export T=\${HF_TOKEN}\n`],
    ['f --token @ a=b@\n', `f --token "\${HF_TOKEN}" a=b"\${HF_TOKEN}"\n`],
    ['f "Bearer @" \'Bearer @\' # @\n', `f "Bearer \${HF_TOKEN}" 'Bearer '"\${HF_TOKEN}"'' # <HF_TOKEN>\n`],
    ['x="$(f "@" $(g @))"\n', `x="$(f "\${HF_TOKEN}" $(g "\${HF_TOKEN}"))"\n`],
    ['cat <<E\n@\nE\nf @\n', `cat <<E\n\${HF_TOKEN}\nE\nf "\${HF_TOKEN}"\n`],
    ['case $x in a) f @ ;; esac\n', `case $x in a) f "\${HF_TOKEN}" ;; esac\n`],
    ["cat <<'E'\n@\nE\n", null],
    [`x=\${T:-@}\n`, null],
    ["x=$'@'\n", null],
    ['x="@\n', null],
    ['f $X@\n', null],
    ['cat <<E\n@\n', null],
  ])('%j', (before, after) => {
    expect(replaced('a.sh', before)).toBe(after ?? before);
  });
});

test.each([
  [
    '.github/workflows/ci.yml',
    'env:\n  T: "@" # a\n  U: @\n',
    `env:\n  T: \${{ secrets.HF_TOKEN }} # a\n  U: \${{ secrets.HF_TOKEN }}\n`,
  ],
  ['.github/workflows/ci.yml', 'run: f @ b\n', null],
  ['compose.yaml', 'environment:\n  T: @\n', `environment:\n  T: \${HF_TOKEN}\n`],
  ['.env.example', 'A=1\nexport T="@"\n', 'A=1\nexport T=""\n'],
  [
    '.github/workflows/ci.yml',
    'jobs:\n  a:\n    name: @\n    steps:\n      - run: f "@" b\n      - run: |\n          f @\n          g\n      - with: { t: "@" }\n',
    `jobs:\n  a:\n    name: \${{ secrets.HF_TOKEN }}\n    steps:\n      - run: f "\${{ secrets.HF_TOKEN }}" b\n      - run: |\n          f \${{ secrets.HF_TOKEN }}\n          g\n      - with: { t: "\${{ secrets.HF_TOKEN }}" }\n`,
  ],
  ['.vscode/launch.json', '{"env": {"T": "@"}}', `{"env": {"T": "\${env:HF_TOKEN}"}}`],
  ['.mcp.json', '{"a": ["Bearer @"]}', `{"a": ["Bearer \${HF_TOKEN}"]}`],
  ['a.json', '{"T": "@"}', null],
  ['docker-compose.yml', 'a:\n  - T=@\n  - "U=@"\n# @\n', `a:\n  - T=\${HF_TOKEN}\n  - "U=\${HF_TOKEN}"\n# @\n`],
  ['.gitlab-ci.yml', `a:\n  script:\n    - f @\n    - g '@'\n`, `a:\n  script:\n    - f \${HF_TOKEN}\n    - g '@'\n`],
  ['README.md', '    f("@")\n', '    f("<HF_TOKEN>")\n'],
  ['.gitlab-ci.yml', 'variables:\n  T: @\n', null],
])('%s %j', (name, before, after) => {
  expect(replaced(name, before)).toBe(after ?? before);
});

const M = '--mount=type=secret,id=hf_token,env=';

test.each([
  [
    'FROM a\nRUN f --t @ "@" && g\nRUN h\n',
    `FROM a\nRUN ${M}HF_TOKEN f --t "\${HF_TOKEN}" "\${HF_TOKEN}" && g\nRUN h\n`,
  ],
  ['FROM a\nRUN --network=none f \\\n  @\n', `FROM a\nRUN ${M}HF_TOKEN --network=none f \\\n  "\${HF_TOKEN}"\n`],
  ['ARG T=@\nFROM a\nENV U "@"\nRUN f $T\nRUN g\nCMD ["x"]', `FROM a\nRUN ${M}T f $T\nRUN g\nCMD ["x"]`],
  ['# syntax=docker/dockerfile:1.4\nFROM a\nRUN f @\n', null],
  ['FROM a\nENV A=1 T=@\n', null],
  ['FROM a\nENV T=a@\n', null],
  ['FROM a\nCMD ["f", "@"]\n', null],
  ['FROM a\nRUN <<E\nf @\nE\n', null],
  ["FROM a\nRUN f $'@'\n", null],
  ['FROM a\nLABEL t=@\n', null],
])('Dockerfile %j', (before, after) => {
  expect(replaced('Dockerfile', before)).toBe(after ?? before);
});

/** A notebook of cells, each a list of lines, as Jupyter writes it. */
const notebook = (...cells: (readonly string[])[]): string =>
  `${JSON.stringify({ cells: cells.map((source) => ({ cell_type: 'code', outputs: ['ü'], source })), metadata: {}, nbformat: 4 }, null, 1)}\n`;

describe('notebooks', () => {
  const J = 'os.environ["HF_TOKEN"]';
  test.each<[before: string, after: string | null]>([
    [
      notebook(['login("@")\n', 'f()'], ['t = "Bearer @"']),
      notebook(['import os\n', `login(${J})\n`, 'f()'], [`t = ("Bearer " + ${J})`]),
    ],
    [
      notebook(['import os'], ['%time f("@")\n', 'x = "@"  # @']),
      notebook(['import os'], ['%time f("@")\n', `x = ${J}  # <HF_TOKEN>`]),
    ],
    [notebook(['%%time\n', 'f("@")']), notebook(['%%time\n', 'import os\n', `f(${J})`])],
    [
      notebook(['!hf auth login --token @\n', 'x = !f "@"']),
      notebook(['!hf auth login --token "$HF_TOKEN"\n', 'x = !f "$HF_TOKEN"']),
    ],
    [notebook(['%%bash\n', 'f @']), notebook(['%%bash\n', `f "\${HF_TOKEN}"`])],
    [
      '{"cells":[{"source":"\\u0061 = \\"@\\"","cell_type":"code"}]}',
      '{"cells":[{"source":"import os\\n\\u0061 = os.environ[\\"HF_TOKEN\\"]","cell_type":"code"}]}',
    ],
    [notebook(['%env HF_TOKEN=@']), null],
    [notebook(['%%writefile a\n', '@']), null],
    [notebook(['x = "@"'], ['os = 1']), null],
    [notebook(['x = "@"']).replace('"metadata": {}', '"metadata": {"language_info": {"name": "R"}}'), null],
    [notebook(['x = "@"']).replace('"ü"', '"@"').replace('"code"', '"markdown"'), null],
    ['{"a": "@"}', null],
  ])('%j', (before, after) => {
    expect(replaced('a.ipynb', before)).toBe(after ?? before);
  });
});

test('what comes out is code for those who run it', () => {
  const python = replaced('a.py', '"""Doc."""\nH = {"A": "Bearer @"}\nprint("@", end="")  # @\n');
  expect(execFileSync('python3', ['-c', python], { env: { HF_TOKEN: 'y' }, encoding: 'utf8' })).toBe('y');
  const format = replaced('a.py', "a = 1\nprint(f\"{a}@{{@}}\", '''-@''', end=\"\")\n");
  expect(execFileSync('python3', ['-c', format], { env: { HF_TOKEN: 'y' }, encoding: 'utf8' })).toBe('1y{y} -y');
  const shell = replaced('a.sh', 'T=@\nprintf %s $T \'a@\' "b@"\n');
  expect(execFileSync('sh', ['-c', shell], { env: { HF_TOKEN: 'y' }, encoding: 'utf8' })).toBe('yayby');
});

test('broken text gives no tokens, and takes no time', () => {
  for (const text of [
    '"""'.repeat(50_000),
    "'".repeat(99_999),
    '`${'.repeat(50_000),
    '$('.repeat(99_999),
    '/'.repeat(99_999),
    '<<a\n'.repeat(30_000),
    '\\'.repeat(99_999),
  ])
    for (const language of ['python', 'javascript', 'shell'] as const) {
      const start = process.cpuUsage();
      tokensOf(text, language);
      expect(cpuSince(start)).toBeLessThan(2000);
    }
});
