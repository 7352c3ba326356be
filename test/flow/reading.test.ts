// Programs of other languages in files of shell and CI: followed as code of their own, at their places in the file.
import { logging } from 'hfleaks:logging';
import { expect, test } from 'vitest';
import { exposuresIn, exposuresInCells } from '../../src/flow/reading.ts';

const S = `\${{ secrets.HF_TOKEN }}`;
const STEP = `jobs:\n  a:\n    steps:\n      - env: { HF_TOKEN: "${S}" }\n`;
const GITHUB = '.github/workflows/a.yml';
/** A secret under a name that does not say so. */
const NEUTRAL = STEP.replace('HF_TOKEN:', 'HUB:');
const RUN_PYTHON = `python -c "import os; print(os.environ['HUB'])"`;
const RUN_NODE = 'node -e "console.log(process.env.HUB)"';
const AZURE = 'steps:\n  - task: PythonScript@0\n    inputs:\n      scriptSource: inline\n      script: ';
const PROGRAM = "import os\nt = os.environ['HF_TOKEN']\nprint(t)";

/** The cells, and what they tell above `info`. */
test.each<[cells: readonly string[], told: readonly string[]]>([
  [[`%%writefile app.py\n${PROGRAM}`], ['hf-log-py-print error print(t)']],
  [['a = 1\n', '%%writefile -a run.sh\necho "$HF_TOKEN"'], ['hf-log-sh-echo error echo "$HF_TOKEN"']],
  [[`%%writefile notes.txt\n${PROGRAM}`], []],
  [['%%writefile app.py\nimport os\nprint(bool(os.environ["HF_TOKEN"]))'], []],
])('%j', async (cells, told) => {
  const { exposures: found } = await exposuresInCells('a.ipynb', cells, logging);
  const text = cells.join('');
  const shown = found.filter(({ severity }) => severity !== 'info');
  expect(
    shown.map(({ rule, severity, sink: { span } }) => `${rule} ${severity} ${text.slice(span.start, span.end)}`),
  ).toEqual(told);
});

/** The file, its text, and what is expected above `info`: rule, severity and the sink. */
test.each<[name: string, text: string, told: readonly string[]]>([
  ['a.sh', `python3 -u - <<'EOF'\n${PROGRAM}\nEOF\n`, ['hf-log-py-print error print(t)']],
  ['a.sh', `srun python <<'EOF' | tee log\n${PROGRAM}\nEOF\n`, ['hf-log-py-print error print(t)']],
  [
    'a.sh',
    `node <<'EOF'\nconsole.log(process.env.HF_TOKEN)\nEOF\n`,
    ['hf-log-js-console error console.log(process.env.HF_TOKEN)'],
  ],
  ['a.sh', `f() {\npython - <<'EOF'\n${PROGRAM}\nEOF\n}\nf; f\n`, ['hf-log-py-print error print(t)']],
  ['a.sh', `T=$(python - <<'EOF'\n${PROGRAM}\nEOF\n)\n`, []],
  ['a.sh', `python - <<'EOF' > /dev/null\n${PROGRAM}\nEOF\n`, []],
  ['a.sh', `python - <<'EOF' | hf auth login\n${PROGRAM}\nEOF\n`, []],
  ['a.sh', `python a.py <<'EOF'\n${PROGRAM}\nEOF\n`, []],
  ['a.sh', `python -c 'import sys' <<'EOF'\n${PROGRAM}\nEOF\n`, []],
  ['a.sh', `python - <<'EOF'\nimport os\nprint(bool(os.environ['HF_TOKEN']))\nEOF\n`, []],
  ['a.sh', 'python - <<EOF\nprint("$HF_TOKEN")\nEOF\n', ['hf-log-sh-echo error $HF_TOKEN']],
  ['a.sh', 'python - <<EOF\nprint("set", bool("$HF_TOKEN"), "$HF_TOKEN" != "")\nEOF\n', []],
  ['a.sh', 'python - <<EOF\nprint("yes" if "$HF_TOKEN" else "no")\nEOF\n', []],
  ['a.sh', 'python - <<EOF\nprint("token: $HF_TOKEN")\nEOF\n', ['hf-log-sh-echo error $HF_TOKEN']],
  ['a.sh', 'python - <<EOF\nfrom huggingface_hub import login\nlogin("$HF_TOKEN")\nEOF\n', []],
  [
    'Dockerfile',
    `FROM a\nRUN --mount=type=secret,id=x python <<EOF\n${PROGRAM}\nEOF\n`,
    ['hf-log-py-print error print(t)'],
  ],
  ['README.md', `\`\`\`bash\npython - <<'EOF'\n${PROGRAM}\nEOF\n\`\`\`\n`, []],
  [
    '.github/workflows/a.yml',
    `${STEP}        run: |\n          python - <<'EOF'\n          import os\n          if True:\n              print(os.environ["HF_TOKEN"])\n          EOF\n`,
    ['hf-log-py-print error print(os.environ["HF_TOKEN"])'],
  ],
  [
    '.github/workflows/a.yml',
    `${STEP}        shell: python\n        run: |\n          import os\n          print("x", os.environ["HF_TOKEN"])\n`,
    ['hf-log-py-print error print("x", os.environ["HF_TOKEN"])'],
  ],
  [
    '.github/workflows/a.yml',
    `${STEP}        shell: python {0}\n        run: import os; print("HF_TOKEN" in os.environ)\n`,
    [],
  ],
  [
    '.github/workflows/a.yml',
    `${STEP}        uses: actions/github-script@v7\n        with:\n          script: |\n            const t = process.env.HF_TOKEN;\n            console.log(t);\n`,
    ['hf-log-js-console error console.log(t)'],
  ],
  [
    '.github/workflows/a.yml',
    `${STEP}        uses: actions/github-script@v7\n        with: { script: "await run(process.env.HF_TOKEN)" }\n`,
    [],
  ],
  // What a variable of the environment holds, whatever it is called.
  [
    GITHUB,
    `${NEUTRAL}        run: python -c "import os; print(os.environ['HUB'])"\n`,
    [`hf-log-sh-cli-print error ${RUN_PYTHON}`],
  ],
  [
    GITHUB,
    `${NEUTRAL}        run: node -e "console.log(process.env.HUB)"\n`,
    [`hf-log-sh-cli-print error ${RUN_NODE}`],
  ],
  [GITHUB, `${NEUTRAL}        run: node -e "console.log(process.env.HUBS, !!process.env.HUB)"\n`, []],
  [GITHUB, `${NEUTRAL}        run: HUB=x node -e "console.log(process.env.HUB)"\n`, []],
  [
    GITHUB,
    `${NEUTRAL}        shell: python\n        run: import os; print(os.environ["HUB"])\n`,
    ['hf-log-py-print error print(os.environ["HUB"])'],
  ],
  [
    GITHUB,
    `${NEUTRAL}        shell: python\n        run: import os; print(os.getenv("HUB") is None, os.getenv("REPO"), "HUB")\n`,
    [],
  ],
  [
    GITHUB,
    `${NEUTRAL}        run: |\n          python - <<'EOF'\n          import os\n          t = os.environ.get("HUB", "")\n          print(f"t {t}")\n          EOF\n`,
    ['hf-log-py-print error print(f"t {t}")'],
  ],
  [
    GITHUB,
    `${NEUTRAL}        uses: actions/github-script@v7\n        with:\n          script: |\n            const { HUB, REPO } = process.env;\n            core.info(REPO);\n            core.info(HUB);\n            core.setOutput("t", process.env.HUB);\n`,
    ['hf-log-js-console error core.info(HUB)', 'hf-log-js-console error core.setOutput("t", process.env.HUB)'],
  ],
  [
    GITHUB,
    `${NEUTRAL}        uses: actions/github-script@v7\n        with: { script: "core.setSecret(process.env.HUB); core.info(process.env.HUB.length)" }\n`,
    [],
  ],
  // The same script in a job that is given no secret, and in one that is.
  [
    GITHUB,
    `jobs:\n  a:\n    steps:\n      - &s { shell: python, run: 'import os; print(os.environ["HUB"])' }\n  b:\n    env: { HUB: "${S}" }\n    steps: [*s]\n`,
    ['hf-log-py-print error print(os.environ["HUB"])'],
  ],
  [
    'a.sh',
    `export HUB="$HF_TOKEN"\npython <<'EOF'\nimport os\nprint(os.environ["HUB"])\nEOF\n`,
    ['hf-log-py-print error print(os.environ["HUB"])'],
  ],
  ['a.sh', `export HUB="\${HF_TOKEN:0:4}"\npython <<'EOF'\nimport os\nprint(os.environ["HUB"])\nEOF\n`, []],
  [
    'azure-pipelines.yml',
    `${AZURE}import os; print(os.environ["HF_TOKEN"])\n`,
    ['hf-log-py-print error print(os.environ["HF_TOKEN"])'],
  ],
  [
    'azure-pipelines.yml',
    `${AZURE}import os; print(os.environ["HUB"])\n    env: { HUB: $(HF_TOKEN) }\n`,
    ['hf-log-py-print error print(os.environ["HUB"])'],
  ],
  ['azure-pipelines.yml', `${AZURE}login("$(HF_TOKEN)"); print("HF_TOKEN")\n`, []],
  ['azure-pipelines.yml', `${AZURE}print("t $(HF_TOKEN)")\n`, ['hf-log-sh-echo error $(HF_TOKEN)']],
])('%s: %j', async (name, text, told) => {
  const { exposures } = await exposuresIn({ name, text }, logging);
  const shown = exposures.filter(({ severity }) => severity !== 'info');
  expect(
    shown.map(({ rule, severity, sink: { span } }) => `${rule} ${severity} ${text.slice(span.start, span.end)}`),
  ).toEqual(told);
});

/** The fences of a README, and what each tells, always as `info`. */
test.each<[language: string, code: string, told: readonly string[]]>([
  ...['python', 'py', 'python3', 'Python title="a.py"', 'pycon'].map((language): [string, string, string[]] => [
    language,
    PROGRAM,
    ['hf-log-py-print info print(t)'],
  ]),
  ['python', `>>> ${PROGRAM.replaceAll('\n', '\n>>> ')}\n...`, ['hf-log-py-print info print(t)']],
  ['python', 'import os\nprint(bool(os.environ["HF_TOKEN"]))', []],
  ['python', 'from huggingface_hub import login\nlogin(token="hf_...")', []],
  ['python', 'inputs = tokenizer(text)\nfor token in inputs: print(token)  # huggingface', []],
  ...['js', 'jsx', 'javascript', 'ts', 'tsx', 'typescript', 'mjs'].map((language): [string, string, string[]] => [
    language,
    'console.log(process.env.HF_TOKEN)',
    ['hf-log-js-console info console.log(process.env.HF_TOKEN)'],
  ]),
  ['ts', 'const hf = new InferenceClient(process.env.HF_TOKEN);\nconsole.log(await hf.listModels())', []],
  ['diff', `+${PROGRAM}`, []],
  [
    'yaml',
    'services:\n  a:\n    build:\n      args:\n        HF_TOKEN: "$HF_TOKEN"\n',
    ['hf-docker-bake info HF_TOKEN: "$HF_TOKEN"'],
  ],
  ['yaml', 'services:\n  a:\n    environment:\n      HF_TOKEN: "$HF_TOKEN"\n', []],
  ['yaml', 'a:\n  services: 1\n  build: { args: { HF_TOKEN: "$HF_TOKEN" } }\n', []],
])('README.md: %s %j', async (language, code, told) => {
  const text = `# HF\n\n\`\`\`${language}\n${code}\n\`\`\`\n`;
  const { exposures } = await exposuresIn({ name: 'README.md', text }, logging);
  expect(
    exposures.map(({ rule, severity, sink: { span } }) => `${rule} ${severity} ${text.slice(span.start, span.end)}`),
  ).toEqual(told);
});

test('a program in each of two cells', async () => {
  const cell = `%%bash\npython - <<'EOF'\n${PROGRAM}\nEOF\n`;
  const { exposures: found } = await exposuresInCells('a.ipynb', [cell, cell], logging);
  const at = cell.indexOf('print');
  expect(found.map(({ rule, sink }) => [rule, sink.span.start])).toEqual([
    ['hf-log-py-print', at],
    ['hf-log-py-print', cell.length + at],
  ]);
});
