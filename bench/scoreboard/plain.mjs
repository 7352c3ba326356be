// Positives as they are most often written: a whole user token, in every kind of file.
import { prose, pythonCode } from './random.mjs';

const py = (line) => (t, r) => `${pythonCode(r)}${line(t)}\n${pythonCode(r, 3)}`;
const text = (make) => (t, r) => `${make(t, r)}\n`;

/** Rows `[form, file, make(token, chance)]`. */
export const plain = [
  ['login call', 'app.py', py((t) => `login(token="${t}")`)],
  ['use_auth_token', 'train.py', py((t) => `model = AutoModel.from_pretrained(name, use_auth_token='${t}')`)],
  ['HfApi', 'api.py', py((t) => `api = HfApi(token="${t}")`)],
  ['InferenceClient', 'chat.py', py((t) => `client = InferenceClient(api_key="${t}", provider="auto")`)],
  [
    'OpenAI client',
    'router.py',
    py((t) => `client = OpenAI(base_url="https://router.huggingface.co/v1", api_key="${t}")`),
  ],
  ['langchain', 'chain.py', py((t) => `llm = HuggingFaceHub(huggingfacehub_api_token="${t}")`)],
  ['os.environ', 'setup_env.py', py((t) => `os.environ['HUGGINGFACEHUB_API_TOKEN'] = '${t}'`)],
  ['argparse default', 'cli.py', py((t) => `parser.add_argument("--hf_token", default='${t}')`)],
  ['commented out', 'old.py', py((t) => `# login("${t}")`)],
  ['header', 'fetch.py', py((t) => `headers = {"Authorization": f"Bearer ${t}"}`)],
  ['const', 'client.ts', text((t) => `export const HUGGINGFACE_ACCESS_TOKEN = "${t}";`)],
  ['curl', 'call.sh', text((t) => `#!/bin/sh\ncurl -H "Authorization: Bearer ${t}" https://huggingface.co/api/models`)],
  ['inline env', 'run.sh', text((t) => `HF_TOKEN=${t} python app.py`)],
  ['export', '.bashrc', text((t) => `export PATH=$HOME/bin:$PATH\nexport HF_TOKEN="${t}"`)],
  ['shell history', '.zsh_history', text((t) => `: 1700000000:0;ls\n: 1700000007:0;hf auth login --token ${t}`)],
  ['PowerShell', 'profile.ps1', text((t) => `$env:HF_TOKEN = "${t}"`)],
  ['cmd', 'start.bat', text((t) => `@echo off\r\nset HF_TOKEN=${t}\r\npython app.py\r`)],
  ['dotenv', '.env', text((t) => `DEBUG=1\nHF_TOKEN=${t}\nPORT=8080`)],
  ['netrc', '.netrc', text((t) => `machine huggingface.co login user password ${t}`)],
  ['token file without a line end', 'token', (t) => t],
  ['stored tokens', 'stored_tokens', text((t) => `[work]\nhf_token = ${t}`)],
  ['Dockerfile', 'Dockerfile', text((t) => `FROM python:3.12\nENV HF_TOKEN=${t}\nCMD ["python", "app.py"]`)],
  ['compose', 'compose.yaml', text((t) => `services:\n  tgi:\n    environment:\n      - HF_TOKEN=${t}`)],
  ['Kubernetes value', 'deploy.yaml', text((t) => `env:\n  - name: HF_TOKEN\n    value: "${t}"`)],
  ['Terraform', 'terraform.tfvars', text((t) => `region = "eu-west-1"\nhf_token = "${t}"`)],
  ['TOML', 'secrets.toml', text((t) => `[hub]\ntoken = "${t}"`)],
  ['MCP', 'mcp.json', text((t) => JSON.stringify({ mcpServers: { hub: { env: { HF_TOKEN: t } } } }, null, 2))],
  ['systemd', 'app.service', text((t) => `[Service]\nEnvironment=HUGGINGFACE_TOKEN=${t}`)],
  ['pasted into a README', 'README.md', (t, r) => `# ${r.word()}\n\n${prose(r)}\n${t}\n\n${prose(r)}`],
  ['log', 'train.log', (t, r) => `INFO ${r.sentence()}\nINFO Using token: ${t}\nINFO ${r.sentence()}\n`],
].map(([form, file, make]) => ({ form, file, make }));

const MARK = 'byte order mark';
const right = (after) => `HF_TOKEN=\u0000${after}`;
const json = (value) => JSON.stringify(value);
/** What stands around a token, NUL for the token itself: `[form, file, template]`. */
const AROUND = [
  ['underscore left', 'a.txt', 'token_\u0000 '],
  ['letter left', 'a.txt', 'mytoken\u0000 '],
  ['digit left', 'a.txt', 'key1\u0000 '],
  ['dash left', 'a.txt', 'old-\u0000'],
  ['JSON line feed left', 'a.json', json({ text: 'Token:\nTTT ok' }).replace('TTT', '\u0000')],
  ['JSON tab left', 'a.json', json({ text: 'token\tTTT\tok' }).replace('TTT', '\u0000')],
  ['percent left', 'a.txt', 'GET /cb?next=token%3D\u0000 HTTP/1.1'],
  ['percent quotes', 'a.txt', 'q=%22\u0000%22'],
  ['ANSI', 'a.log', '\u001b[32m\u0000\u001b[0m'],
  ['ANSI, escape lost', 'a.log', '[32m\u0000[0m'],
  ['JSON unicode quotes', 'a.json', '{"html": "\\u0022\u0000\\u0022"}'],
  ['HTML entities around', 'a.html', '<p>token=&quot;\u0000&quot;</p>'],
  ['underscore right', 'a.env', right('_old')],
  ['comma', 'a.csv', 'name,token,role\nalice,\u0000,read'],
  ['parenthesis', 'a.sh', 'echo $(login \u0000)'],
  ['bracket', 'a.yaml', 'tokens: [\u0000]'],
  ['brace', 'a.yaml', 'env: { HF_TOKEN: \u0000}'],
  ['at, user and password', 'config', '[remote "origin"]\n\turl = https://user:\u0000@huggingface.co/user/model'],
  ['at, token alone', '.gitmodules', '[submodule "m"]\n\turl = https://\u0000@huggingface.co/user/model'],
  ['git credentials', '.git-credentials', 'https://hf_user:\u0000@huggingface.co'],
  ['pip', 'requirements.txt', 'git+https://user:\u0000@huggingface.co/spaces/user/app#egg=app'],
  ['query', 'a.md', 'See https://huggingface.co/api/models?token=\u0000&full=1'],
  ['URL path', 'a.txt', 'https://example.org/hook/\u0000/run'],
  ['escaped quote', 'a.js', 'const s = "{\\"token\\": \\"\u0000\\"}";'],
  ['twice escaped quote', 'a.json', '{"a": "{\\"b\\": \\"{\\\\\\"token\\\\\\": \\\\\\"\u0000\\\\\\"}\\"}"}'],
  ['next line lost', 'a.env', right('export PORT=80')],
  ['next variable lost', 'a.env', right('OPENAI_ORG=abc')],
  ['HTML cell', 'a.html', '<table><tr><td>\u0000</td></tr></table>'],
  ['XML string', 'strings.xml', '<resources><string name="t">\u0000</string></resources>'],
  ['CDATA', 'a.xml', '<t><![CDATA[\u0000]]></t>'],
  ['Markdown bold', 'a.md', 'The token is **\u0000**, keep it.'],
  ['Markdown underscores', 'a.md', 'The token is _\u0000_ for now.'],
  ['Markdown code', 'a.md', 'Use `\u0000`.'],
  ['end of a sentence', 'a.md', 'My token is \u0000.'],
  ['colon', 'a.txt', '\u0000:x-oauth-basic'],
  ['hash', 'a.env', right('# prod')],
  ['pipe', 'a.sh', 'echo \u0000|hf auth login'],
  ['semicolon', 'a.sh', 'export HF_TOKEN=\u0000;python app.py'],
  ['ampersands', 'a.sh', 'export HF_TOKEN=\u0000&&python app.py'],
  ['star', 'a.txt', '*\u0000*'],
  ['shell default', 'compose.yaml', `HF_TOKEN: \${HF_TOKEN:-\u0000}`],
  ['shell default, no colon', 'compose.yaml', `HF_TOKEN: \${HF_TOKEN-\u0000}`],
  ['backslash', 'a.sh', 'docker run -e HF_TOKEN=\u0000\\\n  image'],
  ['literal line end', 'a.txt', '"HF_TOKEN=\u0000\\r\\nPORT=80"'],
  ['angle brackets', 'a.txt', 'login <\u0000>'],
  ['typographic quotes', 'a.txt', 'token \u201c\u0000\u201d'],
  ['CJK', 'a.txt', '\u4ee4\u724c\uff1a\u0000\u3002'],
  ['glued to CJK', 'a.txt', '\u4ee4\u724c\u0000\u4ee4\u724c'],
  ['no-break space', 'a.txt', 'token:\u00a0\u0000\u00a0ok'],
  ['slash right', 'a.txt', 'x=\u0000/y'],
  ['tilde', 'a.txt', '\u0000~'],
  ['dash right', 'a.txt', '\u0000-backup'],
  [MARK, 'a.txt', '\ufeff\u0000'],
  ['equals on both sides', 'a.txt', 'token=\u0000=read'],
];

const around = AROUND.map(([form, file, template]) => ({
  form,
  file,
  // Not before what has a grammar of its own, nor before a byte order mark.
  make: (t, r) =>
    `${/\.(?:txt|md|log|sh)$/.test(file) && form !== MARK ? prose(r, 2) : ''}${template.replace('\u0000', t)}\n`,
}));

/** As `plain`: what touches the token, left and right. */
export const boundary = [
  ...around,
  { form: 'NUL on both sides', file: 'environ', make: (t) => `LANG=C\0HF_TOKEN=${t}\0PATH=/bin\0` },
  { form: 'no line end', file: 'a.env', make: (t) => `HF_TOKEN=${t}` },
  { form: 'CRLF', file: 'a.ini', make: (t) => `[hub]\r\ntoken=${t}\r\nname=x\r\n` },
  { form: 'minified line', file: 'a.min.js', make: (t, r) => `${minified(r, 400)}t="${t}",${minified(r, 400)}\n` },
  {
    form: 'long line',
    file: 'a.jsonl',
    make: (t, r) => `{"text":"${r.words(60_000).join(' ')} ${t} ${r.words(9000).join(' ')}"}\n`,
  },
  {
    form: 'invalid UTF-8 around',
    file: 'a.dat',
    make: (t) => Buffer.concat([Buffer.from([0xff, 0xc3]), Buffer.from(t), Buffer.from([0xe2, 0x82, 0xff])]),
  },
  { form: 'back to back', file: 'a.txt', make: (t, _, other) => `${other}${t}\n`, second: true },
  { form: 'back to back, first', file: 'a.txt', make: (t, _, other) => `${t}${other}\n`, second: true },
];

function minified(r, count) {
  const one = () => `${r.letters(1)}=function(${r.letters(1)}){return ${r.letters(1)}.${r.word()}(${r.below(999)})},`;
  return Array.from({ length: count }, one).join('');
}
