// Files without a leak, by kind: what people and programs write that looks like a credential and is none.
import { lookalikes } from './lookalikes.mjs';
import { png } from './pack.mjs';
import { prose, pythonCode } from './random.mjs';

const P = 'hf_';
const upTo34 = (words) => words.join('').slice(0, 34);
const camel = (r) =>
  `${r.word()}${r
    .words(12)
    .map((one) => one[0].toUpperCase() + one.slice(1))
    .join('')}`.slice(0, 34);
const pascal = (r) => upTo34(r.words(12).map((one) => one[0].toUpperCase() + one.slice(1)));
const lines = (count, make) => `${Array.from({ length: count }, (_, at) => make(at)).join('\n')}\n`;
const use = (value) => (r) => `${pythonCode(r, 2)}login(token="${typeof value === 'string' ? value : value(r)}")\n`;
const env = (value) => (r) => `HF_TOKEN=${typeof value === 'string' ? value : value(r)}\n`;
const book = (cells) => `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
const code = (source, outputs = []) => ({
  cell_type: 'code',
  execution_count: 1,
  metadata: {},
  outputs,
  source: [source],
});
const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

const placeholders = [
  ['x', 'a.py', use(P + 'x'.repeat(34))],
  ['X', '.env.sample', env(P + 'X'.repeat(34))],
  ['A', 'a.py', use(P + 'A'.repeat(34))],
  ['zeros', 'a.env', env(P + '0'.repeat(34))],
  ['alphabet', 'a.py', use(P + ALPHABET.slice(0, 34))],
  ['alphabet, capitals first', 'a.py', use(`${P}${ALPHABET.slice(26)}${ALPHABET.slice(0, 8)}`)],
  ['alternating case alphabet', 'a.py', use(`${P}${'aBcDeFgHiJkLmNoPqRsTuVwXyZ'.padEnd(34, 'aBcD')}`)],
  ['two letters', 'a.py', use(P + 'ab'.repeat(17))],
  ['a word again and again', 'a.ts', use(P + 'Fake'.repeat(9).slice(0, 34))],
  ['words', 'a.md', env(P + 'yourHuggingFaceAccessTokenGoesHereOk'.slice(0, 34))],
  ['words, lower case', 'a.md', env(P + 'replacethiswithyourownaccesstokenplease'.slice(0, 34))],
  ['words, capitals', 'a.md', env(P + 'REPLACETHISWITHYOURACTUALTOKENPLEASE'.slice(0, 34))],
  ['short', 'a.md', env(`${P}your_token_here`)],
  ['digits in sequence', 'a.py', use(P + '1234567890'.repeat(4).slice(0, 34))],
  ['organization', 'a.py', use(`api_org_${'x'.repeat(34)}`)],
  ['keyboard rows', 'a.py', use(P + 'qwertyuiopasdfghjklzxcvbnm'.padEnd(34, 'qwertyui'))],
  ['one letter short', 'a.py', use((r) => P + r.letters(33))],
  ['three letters more', 'a.py', use((r) => P + r.letters(37))],
];

const identifiers = [
  ...[0, 1, 2].map((at) => [
    `camel case ${at}`,
    'a.ts',
    (r) => lines(20, () => `export const ${P}${camel(r)} = ${r.below(9)};`),
  ]),
  ...[0, 1].map((at) => [`Pascal case ${at}`, 'a.m', (r) => lines(20, () => `- (void)${P}${pascal(r)}:(id)x;`)]),
  ['snake case', 'a.py', (r) => lines(40, () => `def ${P}${r.words(5).join('_')}(): pass`)],
  ['lower case', 'a.c', (r) => lines(40, () => `int ${P}${upTo34(r.words(9))}(void);`)],
  ['CSS', 'a.css', (r) => lines(20, () => `#r${P}${pascal(r)} { display: none }`)],
  ['macro', 'a.h', (r) => lines(20, () => `#define OSCHF_${r.words(5).join('_').toUpperCase()} ${r.below(9)}`)],
  ['legacy prefix', 'a.py', (r) => lines(20, () => `api_${upTo34(r.words(9))} = client.api_${camel(r)}()`)],
  ['dataset names', 'a.yaml', (r) => lines(20, () => `- ${P}internal_${r.words(4).join('_')}-${r.hex(8)}`)],
];

const docs = [
  [
    'tokens page',
    'tokens.md',
    (r) =>
      `# Tokens\n\nA user access token begins with \`hf_\`, an old organization token with \`api_org_\`, an OAuth one with \`hf_oauth_\`.\nIt is \`hf_\` and 34 letters. ${prose(r)}\nexport HF_TOKEN=hf_...\n`,
  ],
  ['length in words', 'a.md', () => 'Tokens look like `hf_` + 34 letters, for example `hf_XXXX…XXXX`.\n'],
  [
    'Space metadata',
    'README.md',
    () =>
      '---\nhf_oauth: true\nhf_oauth_expiration_minutes: 480\nhf_oauth_scopes:\n  - read-repos\n  - inference-api\nhf_oauth_authorized_org: ORG_NAME\n---\n',
  ],
  [
    'login guide',
    'a.md',
    (r) =>
      `Run \`hf auth login\`, or set \`HF_TOKEN\`. Use \`hf_hub_download()\`, \`hf_raise_for_status\`. ${prose(r)}`,
  ],
  [
    'angle brackets',
    'a.md',
    () => 'curl -H "Authorization: Bearer <hf_your_access_token_goes_in_this_place>" https://huggingface.co\n',
  ],
  [
    'JWT forms',
    'a.md',
    () => 'The exchange answers `hf_jwt_eyJ...`, a repository token, or `hf_oauth_eyJhbGciOi...`.\n',
  ],
  [
    'S3 keys',
    'a.md',
    () =>
      `The key id begins with \`HFAK\`; the endpoint is https://s3.hf.co. AWS_ACCESS_KEY_ID=HFAK${'EXAMPLE'.padEnd(16, 'KEY')}\n`,
  ],
  ['remote', 'a.md', () => 'git remote set-url origin https://<user_name>:<token>@huggingface.co/<user_name>/<repo>\n'],
  ['signed link', 'a.md', () => 'https://user-space.hf.space/?__sign=eyJhbGciOiJFZERTQSJ9.<payload>.<signature>\n'],
  [
    'change log',
    'CHANGELOG.md',
    (r) => lines(60, () => `- ${r.sentence()} (#${r.below(9999)}) \`hf_${r.word()}_${r.word()}\``),
  ],
];

const masked = [
  ['stars', 'a.log', env(`${P}${'*'.repeat(34)}`)],
  ['first letters', 'a.log', env((r) => `${P}${r.letters(4)}${'*'.repeat(30)}`)],
  ['last letters', 'a.log', env((r) => `${P}${'*'.repeat(30)}${r.letters(4)}`)],
  ['ellipsis', 'a.log', env((r) => `${P}${r.letters(4)}…${r.letters(4)}`)],
  ['three dots', 'a.log', env((r) => `${P}${r.letters(6)}...${r.letters(4)}`)],
  ['REDACTED', 'a.log', env(`${P}REDACTED`)],
  ['bullets', 'a.html', (r) => `<input value="${P}${'•'.repeat(34)}"><p>${prose(r)}</p>\n`],
  ['x in the middle', 'a.log', env((r) => `${P}${r.letters(3)}${'x'.repeat(28)}${r.letters(3)}`)],
];

const redactors = [
  [
    'JavaScript',
    'redact.ts',
    () =>
      'export const PATTERNS = [/hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])/g, /hf_(?:oauth|jwt)_[\\w-]+\\.[\\w-]+\\.[\\w-]+/g];\n',
  ],
  [
    'Python',
    'redact.py',
    () => 'HF = re.compile(r"\\b(hf_[a-zA-Z]{34})\\b")\nORG = re.compile(r"(?:^|\\b)api_org_[a-zA-Z]{34}")\n',
  ],
  [
    'TOML rule',
    'rules.toml',
    () => "regex = '''\\b(hf_(?i:[a-z]{34}))(?:[\\x60'\"\\s;]|\\\\[nr]|$)'''\nkeywords = [\"hf_\"]\n",
  ],
  ['shell', 'hook.sh', () => "grep -RE 'hf_[A-Za-z0-9]{34}|api_org_[A-Za-z]{34}' . && exit 1\n"],
  [
    'made at run time',
    'test_redact.py',
    () => 'token = "hf_" + "a" * 34\nother = "hf_" + "".join(random.choices(string.ascii_letters, k=34))\n',
  ],
  ['repeat', 'redact.test.ts', () => `const token = 'hf_' + 'x'.repeat(34);\nconst t2 = \`hf_\${'A'.repeat(34)}\`;\n`],
];

const image = (r, size) => ({
  output_type: 'display_data',
  data: { 'image/png': r.bytes(size).toString('base64') },
  metadata: {},
});
const stream = (text) => ({ output_type: 'stream', name: 'stdout', text: [text] });
const notebooks = [
  ...[0, 1, 2].map((at) => [
    `image ${at}`,
    'run.ipynb',
    (r) => book([code('plt.show()', [image(r, 150_000)]), code(pythonCode(r))]),
  ]),
  [
    'login widget',
    'run.ipynb',
    () =>
      book([
        code('from huggingface_hub import notebook_login\nnotebook_login()', [
          stream('Token is valid (permission: read).\nYour token has been saved to /root/.cache/huggingface/token\n'),
        ]),
      ]),
  ],
  [
    'placeholder',
    'run.ipynb',
    () => book([code(`login("${P}${'x'.repeat(34)}")`), code(`login("${P}your_token_here")`)]),
  ],
  [
    'training output',
    'run.ipynb',
    (r) =>
      book([
        code('train()', [
          stream(lines(200, () => `epoch ${r.below(9)} loss ${r.below(9999)} ${P}${r.word()}_${r.word()}`)),
        ]),
      ]),
  ],
  [
    'attachment',
    'run.ipynb',
    (r) =>
      book([
        {
          cell_type: 'markdown',
          metadata: {},
          attachments: { 'a.png': { 'image/png': png(r, [], 100).toString('base64') } },
          source: ['x'],
        },
      ]),
  ],
  [
    'two innocent cells',
    'run.ipynb',
    (r) => book([code(`prefix = "${P}"`), code(`name = "${r.words(6).join('_')}"\nprint(prefix + name)`)]),
  ],
];

const logic = [
  ['startswith', 'a.py', () => 'if token.startswith("hf_") and len(token) == 37:\n    login(token)\n'],
  ['startsWith', 'a.ts', () => "if (!token.startsWith('hf_')) throw new Error('a token starts with hf_');\n"],
  ['prefix and an unknown name', 'a.py', () => 'token = "hf_" + suffix\n'],
  ['template and an argument', 'a.ts', () => `const make = (suffix: string) => \`hf_\${suffix}\`;\n`],
  ['f-string and input', 'a.py', () => 'suffix = input("suffix: ")\ntoken = f"hf_{suffix}"\n'],
  [
    'names of files',
    'a.py',
    (r) => `path = "hf_" + "${r.words(4).join('_')}" + ".json"\nother = "hf_" + "${r.word()}" + "${r.word()}"\n`,
  ],
  ['joined words of 34', 'a.py', (r) => `table = "hf_" + "${upTo34(r.words(9))}"\n`],
  [
    'from the environment',
    'a.py',
    () => 'login(token=os.environ["HF_TOKEN"])\napi = HfApi(token=userdata.get("HF_TOKEN"))\n',
  ],
  ['workflow secret', 'ci.yml', () => `env:\n  HF_TOKEN: \${{ secrets.HF_TOKEN }}\n  OTHER: \${HF_TOKEN:-}\n`],
  [
    'Kubernetes reference',
    'a.yaml',
    () => 'env:\n  - name: HF_TOKEN\n    valueFrom: { secretKeyRef: { name: hf-token-secret, key: hf_token } }\n',
  ],
  ['getpass', 'a.py', () => 'token = getpass.getpass("Token (hf_...): ")\nassert re.match(r"^hf_\\w+$", token)\n'],
  ['letters of a game', 'a.py', (r) => `BOARD = "".join(["${r.letters(1)}", "${r.letters(1)}", "h", "f", "_"])\n`],
];

const kinds = {
  placeholder: placeholders,
  identifier: identifiers,
  documentation: docs,
  masked,
  redactor: redactors,
  notebook: notebooks,
  logic,
  ...lookalikes,
};

/** Rows of kind, form, file and `make(chance)`. */
export const negatives = Object.entries(kinds).flatMap(([kind, rows]) =>
  rows.map(([form, file, make]) => ({ kind, form, file, make })),
);
