// Weak names, which are a credential only where what they are bound to is passed to the Hub.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

describe('another binding of the name', () => {
  const HEAD = 'import os\ntoken = os.environ["HF_TOKEN"]\nclient = InferenceClient(token=token)\n';
  test.each([
    ['def f(r):\n    token = r.choices[0].delta.content\n    print(token, end="")', ''],
    ['show = lambda token: print(token)\nshow("word")', ''],
    ['def f(token):\n    print(token)', ''],
    ['def f(*, token: str):\n    logger.info("token %s", token)', ''],
    ['def f(token=None):\n    print(token)', ''],
    ['def f():\n    token, score = best()\n    print(token, score)', ''],
    ['def f():\n    token = secrets.token_hex(8)\n    print(token)', ''],
    ['def f():\n    with lex() as token:\n        print(token)', ''],
    ['def f():\n    if (token := lexer.next()):\n        print(token)', ''],
    ['def f():\n    token = yield\n    print(token)', ''],
    ['def f():\n    import token\n    print(token)', ''],
    ['def f():\n    from lib import token\n    print(token)', ''],
    ['class Node:\n    token: str\n    def show(self):\n        print(self.token)', ''],
    ['@app.post("/x")\ndef x(token: str = Depends(oauth2)):\n    return {"token": token}', ''],
    ['token = tokenizer.next(3)\nprint(token)', ''],
    ['def f():\n    print(token)', 'log-py-print@5'],
    ['def f(token):\n    print(token)\nf(token)', 'log-py-print@5'],
    ['def f(token):\n    print(token)\n    login(token)', 'warning log-py-print@5'],
    ['def f():\n    hf_token = token\n    token = ask()\n    hf_token = token\n    print(hf_token)', 'log-py-print@8'],
  ])('%j', (text, expected) => {
    expect(found('python', HEAD + text)).toBe(expected);
  });

  test.each([
    ['tokens.map(({ token, score }) => console.log(token, score));', ''],
    ['words.forEach((token) => console.log(token));', ''],
    ['function visit(token) { console.log(token); }', ''],
    ['class Parser { constructor(private token: Token) { console.log(token); } }', ''],
    ['class Lexer { token = ""; next() { console.log(this.token); } }', ''],
    ['function f() { const token = lexer.next(); console.log(token); }', ''],
    ['function g() { const { token } = useCsrf(); console.log(token); }', ''],
    ['app.post("/login", (req, res) => { const token = jwt.sign({}, "x"); res.json({ token }); });', ''],
    ['function f() { console.log(token); }', 'log-js-console@3'],
    ['const f = (token) => { console.log(token); new HfInference(token); };', 'warning log-js-console@3'],
  ])('%j', (text, expected) => {
    const head = 'const token = process.env.HF_TOKEN;\nexport const hf = new InferenceClient(token);\n';
    expect(found('javascript', head + text)).toBe(expected);
  });
});

test.each([
  ['token = ask()\nprint(token)\nlogin(token)', 'warning log-py-print@4'],
  ['token = ask()\nlogin(token)\ntoken = next(words)\nprint(token)', ''],
  ['token = next(words)\nprint(token)\ntoken = ask()\nlogin(token)', ''],
  ['if a:\n    token = ask()\n    print(token)\nelse:\n    token = read()\nlogin(token)', 'warning log-py-print@5'],
  ['token = cli()\nif not token:\n    token = ask()\nprint(token)\nlogin(token)', 'warning log-py-print@6'],
  ['def main():\n    token = ask()\n    run(token)\ndef run(t):\n    print(t)\n    login(token=t)', ''],
  [
    'def main():\n    token = ask()\n    print(token)\n    run(token)\ndef run(token):\n    login(token=token)',
    'warning log-py-print@5',
  ],
  ['def f(token):\n    def g():\n        login(token)\n    print(token)', 'warning log-py-print@6'],
  [
    'class A:\n    def __init__(self, token):\n        self.api = HfApi(token=token)\n        print(token)',
    'warning log-py-print@6',
  ],
  ['class A:\n    def f(self):\n        print(self.token)\n        login(self.token)', 'warning log-py-print@5'],
  [
    'class A:\n    def __init__(self, token):\n        self.token = token\n    def go(self):\n        return HfApi(token=self.token)\n    def show(self):\n        print(self.token)',
    'warning log-py-print@9',
  ],
  [
    'token = None\ndef f():\n    global token\n    token = ask()\n    login(token)\ndef g():\n    print(token)',
    'warning log-py-print@9',
  ],
  ['token = ask()\nheaders = {"a": token}\nprint(headers)\nlogin(token)', 'warning log-py-container@5'],
  ['from lib import token\nlogin(token)\nprint(token)', 'warning log-py-print@5'],
  ['login(token)\nprint(token)', 'warning log-py-print@4'],
  ['def f(args):\n    print(args.token)\nlogin(token=args.token)', 'warning log-py-print@4'],
  ['U = "https://huggingface.co/api"\ntoken = ask()\nprint(token)\nh = f"Bearer {token}"', 'warning log-py-print@5'],
  ['U = "https://huggingface.co/api"\ntoken = os.getenv("TURSO_TOKEN")\nprint(token)\nh = f"Bearer {token}"', ''],
])('%j', (text, expected) => {
  expect(found('python', `from huggingface_hub import login\nimport os\n${text}`)).toBe(expected);
});

describe('what is bound to it reaches the Hub by way of', () => {
  test.each([
    'login(token.strip())',
    'login(str(token))',
    "login(f'{token}')",
    'login(token or None)',
    'login((token := token))',
    'HfApi().whoami(token)',
    'HfApi(None, token)',
    "kw = {'token': token}\n    login(**kw)",
    't2 = token\n    login(t2)',
    'hf_token = token\n    login(hf_token)',
    "os.environ['HF_TOKEN'] = token",
    'os.environ.update(HF_TOKEN=token)',
    'g(token)',
  ])('%j', (text) => {
    const code = `from huggingface_hub import login\nlogin(token)\ndef g(t): login(t)\ndef f(token):\n    print(token)\n    ${text}\n`;
    expect(found('python', code)).toBe('warning log-py-print@5');
  });

  test.each(['verify(token)', 'decode(token=token)', 'csrf_token = token', "request.session['token'] = token"])(
    'not by way of %j',
    (text) => {
      const code = `from huggingface_hub import login\nlogin(token)\ndef f(token):\n    print(token)\n    ${text}\n`;
      expect(found('python', code)).toBe('');
    },
  );
});

describe('the name of a secret in a store', () => {
  test.each([
    ['python', 'print(hf_token_secret, x.hf_token_secret, os.environ["HF_TOKEN_SECRET"])', ''],
    [
      'python',
      'p.add_argument("--hf-token-secret", default="hf-token")\nargs = p.parse_args()\nprint(args, args.hf_token_secret)\nlogin(get_secret_value(SecretId=args.hf_token_secret))',
      '',
    ],
    ['python', 'def read(name):\n    print(f"projects/p/secrets/{name}")\nread(hf_token_secret)', ''],
    [
      'python',
      'HF_TOKEN_SECRET = os.environ["HF_TOKEN_SECRET"]\nprint(HF_TOKEN_SECRET)\nlogin(HF_TOKEN_SECRET)',
      'warning log-py-print@2',
    ],
    [
      'python',
      'p.add_argument("--hf-token-secret")\nargs = p.parse_args()\nprint(args)\nlogin(token=args.hf_token_secret)',
      'warning log-py-namespace@3',
    ],
    ['python', 'hf_token_secret = os.environ["HF_TOKEN"]\nprint(hf_token_secret)', 'log-py-print@2'],
    ['javascript', 'console.log(hfTokenSecret, process.env.HF_TOKEN_SECRET)', ''],
    ['javascript', 'console.log(hfTokenSecret); new HfInference(hfTokenSecret)', 'warning log-js-console@1'],
  ] as const)('%s: %j', (kind, text, expected) => {
    expect(found(kind, text)).toBe(expected);
  });
});
