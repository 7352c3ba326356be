// Positives of every other kind of credential, and user tokens with digits.
const b64 = (value) => Buffer.from(value).toString('base64');

/** Rows of the kind of credential (a key of `credentials`), form, file and template. */
export const format = [
  ['oauth', 'OAuth token, env', '.env', (t) => `HF_TOKEN=${t}\n`],
  ['oauth', 'OAuth token, bearer', 'a.log', (t) => `> Authorization: Bearer ${t}\n`],
  [
    'oauth',
    'OAuth token, JSON',
    'a.json',
    (t) => `${JSON.stringify({ access_token: t, token_type: 'bearer', expires_in: 28800 })}\n`,
  ],
  ['oauth', 'OAuth token, glued left', 'a.txt', (t) => `token_${t}\n`],
  ['oauth', 'OAuth token, base64', 'secret.yaml', (t) => `kind: Secret\ndata:\n  token: ${b64(t)}\n`],
  [
    'oauth',
    'OAuth token, git remote',
    'config',
    (t) => `[remote "origin"]\n\turl = https://user:${t}@huggingface.co/user/model\n`,
  ],
  ['jwt', 'trusted publisher token, log', 'ci.log', (t) => `2026-08-01T10:00:00Z exchanged: ${t}\n`],
  ['jwt', 'trusted publisher token, env', 'a.sh', (t) => `export HF_TOKEN="${t}"\n`],
  [
    'jwt',
    'trusted publisher token, escaped quote',
    'a.json',
    (t) => `${JSON.stringify({ body: JSON.stringify({ access_token: t }) })}\n`,
  ],
  ['refresh', 'refresh token, stored tokens', 'stored_tokens', (t) => `[work]\nrefresh_token = ${t}\n`],
  ['refresh', 'refresh token, JSON', 'a.json', (t) => `${JSON.stringify({ refresh_token: t })}\n`],
  ['refresh', 'refresh token, form', 'a.txt', (t) => `grant_type=refresh_token&refresh_token=${t}&client_id=x\n`],
  ['appSecret', 'app secret, env', '.env', (t) => `OAUTH_CLIENT_SECRET=${t}\n`],
  [
    'appSecret',
    'app secret, JSON',
    'a.json',
    (t, r) => `${JSON.stringify({ client_id: r.uuid(), client_secret: t })}\n`,
  ],
  [
    'appSecret',
    'app secret, Basic header',
    'a.http',
    (t, r) => `POST /oauth/token\nAuthorization: Basic ${b64(`${r.uuid()}:${t}`)}\n`,
  ],
  ['org', 'organization token', 'a.py', (t) => `api_key = "${t}"\n`],
  ['org', 'organization token, parentheses', 'a.py', (t) => `login(${t})\n`],
  ['org', 'organization token, git remote', 'config', (t) => `url = https://user:${t}@huggingface.co/org/model\n`],
  [
    'org',
    'organization token, notebook',
    'a.ipynb',
    (t) =>
      `{"cells":[{"cell_type":"code","source":["login(\\"${t}\\")"],"outputs":[],"metadata":{},"execution_count":1}],"metadata":{},"nbformat":4,"nbformat_minor":5}\n`,
  ],
  [
    's3',
    'S3 keys, profile',
    'credentials',
    (t, r) =>
      `[hub]\naws_access_key_id = ${t}\naws_secret_access_key = ${r.alnum(40)}\nendpoint_url = https://s3.hf.co/user\n`,
  ],
  ['s3', 'S3 keys, env', '.env', (t, r) => `AWS_ACCESS_KEY_ID=${t}\nAWS_SECRET_ACCESS_KEY=${r.alnum(40)}\n`],
  [
    's3',
    'S3 keys, code',
    'a.py',
    (t, r) =>
      `s3 = boto3.client("s3", endpoint_url="https://s3.hf.co/user", aws_access_key_id="${t}", aws_secret_access_key="${r.alnum(40)}")\n`,
  ],
  ['digits', 'digits, env', '.env', (t) => `HF_TOKEN=${t}\n`],
  ['digits', 'digits, code', 'a.py', (t) => `login(token="${t}")\n`],
  ['digits', 'digits, comma', 'a.csv', (t) => `alice,${t},read\n`],
  ['legacy', 'legacy, code', 'a.py', (t) => `model = AutoModel.from_pretrained("org/model", use_auth_token="${t}")\n`],
  [
    'legacy',
    'legacy, import',
    'a.py',
    (t) =>
      `from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("org/model", use_auth_token="${t}")\n`,
  ],
  [
    'legacy',
    'legacy, header',
    'a.py',
    (t) => `API_URL = "https://api-inference.huggingface.co/models/gpt2"\nheaders = {"Authorization": "Bearer ${t}"}\n`,
  ],
  ['legacy', 'legacy, env', '.env', (t) => `HUGGINGFACE_API_KEY=${t}\n`],
  [
    'sign',
    'signed URL, Markdown',
    'README.md',
    (t, r) => `[Demo](https://${r.word()}-${r.word()}.hf.space/?__sign=${t})\n`,
  ],
  [
    'sign',
    'signed URL, HTML',
    'a.html',
    (t, r) => `<iframe src="https://${r.word()}.hf.space/?__theme=dark&amp;__sign=${t}"></iframe>\n`,
  ],
  ['app', 'internal app token', 'values.yaml', (t) => `common:\n  hfToken: ${t}\n`],
].map(([kind, form, file, make]) => ({ kind, form, file, make }));
