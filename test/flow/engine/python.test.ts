// What the engine follows in Python, and what it leaves alone.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const READ = "import os\nt = os.environ['HF_TOKEN']\n";

describe('values', () => {
  test.each([
    [`${READ}print(t)`, 'log-py-print@3'],
    [`${READ}a, b = t, 1\nprint(b)\nprint(a)`, 'log-py-print@5'],
    [`${READ}print((u := t))\nprint(u)`, 'log-py-print@3, log-py-print@4'],
    [`${READ}print('Token: {}'.format(t))`, 'log-py-print@3'],
    [`${READ}print('Token: %s' % t)\nprint('%s %s' % (1, t))`, 'log-py-print@3, log-py-print@4'],
    [`${READ}print('a', 'b', t.strip())`, 'log-py-print@3'],
    [`${READ}print(t or 'none')\nprint(t if t else 'none')`, 'log-py-print@3, log-py-print@4'],
    [`${READ}print(t is not None, t == 'x', 'x' in t, not t)`, ''],
    [`${READ}t = None\nprint(t)`, ''],
    [`${READ}if x:\n    t = 'no'\nprint(t)`, 'log-py-print@5'],
    [`${READ}for t in tokenizer(x):\n    print(t)`, ''],
    [`${READ}print([t for t in words])`, ''],
    [
      `${READ}lines = []\nlines.append(t)\nprint(lines)\nprint('\\n'.join(lines))`,
      'log-py-container@5, log-py-print@6',
    ],
    [`${READ}d = {'a': t, 'b': 1}\nprint(d['b'])\nprint(d['a'])\nprint(d.get('a'))`, 'log-py-print@5, log-py-print@6'],
    [`${READ}d = {}\nd['a'] = t\nprint(d)\nd.pop('a')\nprint(d)`, 'log-py-container@5'],
    [`${READ}for k, v in {'a': t}.items():\n    print(k)\n    print(v)`, 'log-py-print@5'],
    [`${READ}print(f'{t[:4]}...{t[-4:]}')\nprint(t[:14])`, 'info log-py-partial@3, warning log-py-partial@4'],
    [
      `${READ}print(t[:n])\nprint(t[-n:])\nprint(t[: 2 + 2])`,
      'info log-py-partial@3, info log-py-partial@4, info log-py-partial@5',
    ],
    [`${READ}def f(s, n=4):\n    return s[:n] + '...'\nprint(f(t))`, 'info log-py-partial@5'],
    [`${READ}print(f'token {t}'[:n])\nprint(t[:MAX])`, 'log-py-print@3, log-py-print@4'],
    [`${READ}for i in range(0, len(t), 8):\n    print(t[i : i + 8])`, 'log-py-print@4'],
    [`${READ}print(t[n:])\nprint(t[:-n])\nprint(t[:None])`, 'log-py-print@3, log-py-print@4, log-py-print@5'],
    [`${READ}print(t[:4] + '*' * 8 if len(t) > 8 else t)`, 'info log-py-partial@3'],
    [`${READ}print(t[:3], t[:50])`, 'log-py-print@3'],
    [`${READ}print('%.5s...' % t)\nprint('%.3s' % t)\nprint('%.40s' % (t,))`, 'info log-py-partial@3, log-py-print@5'],
    [`${READ}if not t:\n    print(t)`, ''],
    [`${READ}print('x' * len(t), hashlib.sha256(t.encode()).hexdigest())`, ''],
    [`${READ}api = HfApi(token=t)\nprint(api)\nprint(api.whoami(token=t))`, ''],
    [`${READ}print(t, file=sys.stderr)\nprint(t, file=log_file)`, 'log-py-print@3'],
    [`${READ}say = print\nsay(t)`, 'log-py-print@4'],
    [`${READ}print(mask(t), redact_token(t))`, ''],
    [`${READ}msg = 'a'\nmsg += t\nprint(msg)`, 'log-py-print@5'],
    [`${READ}msg = text.replace(t, '***')\nprint(msg)`, ''],
    ["hf_token = input('HF token: ')\nprint(hf_token)", 'log-py-print@2'],
    ["from google.colab import userdata\nk = userdata.get('HF_TOKEN')\nprint(k)", 'log-py-print@3'],
    ["from dotenv import dotenv_values\nc = dotenv_values('.env')\nprint(c['HF_TOKEN'])", 'log-py-print@3'],
    ["KEY = 'HF_TOKEN'\nimport os\nprint(os.getenv(KEY))\nprint(KEY)", 'log-py-print@3'],
    ["p = os.path.expanduser('~/.cache/huggingface/token')\nwith open(p) as f:\n    print(f.read())", 'log-py-print@3'],
    [
      'print(settings.hf_token)\nprint(config["hf_token"])\nprint(args.hf_token)',
      'log-py-print@1, log-py-print@2, log-py-print@3',
    ],
    ['print(hf_token_path, HF_TOKEN_ENV, has_hf_token, hf_token_name, hf_tokens)', ''],
    ["# print(hf_token)\nx = 'print(hf_token)'\n'''print(hf_token)'''", ''],
    [
      'class S(BaseSettings):\n    hf_token: SecretStr\ns = S()\nprint(s.hf_token)\nprint(s.hf_token.get_secret_value())',
      'log-py-print@5',
    ],
    ['from huggingface_hub import login\ntoken = get()\nlogin(token=token)\nprint(token)', 'warning log-py-print@4'],
    ["token = os.getenv('TURSO_AUTH_TOKEN')\nprint(token)\nlogin(hf_token)", ''],
    ["h = {'Authorization': f'Bearer {hf_token}'}\nr = requests.get(u, headers=h)\nprint(r.json())", ''],
  ])('%j', (text, expected) => {
    expect(found('python', text)).toBe(expected);
  });
});

test('a branch that may not be taken', () => {
  const text = "import os\ntry:\n    t = os.environ['HF_TOKEN']\nexcept KeyError:\n    t = None\nprint(t)";
  expect(found('python', text)).toBe('log-py-print@6');
});

describe('functions, classes, modules', () => {
  test.each([
    ['def show(x):\n    print(x)\nshow(hf_token)\nshow(1)', 'log-py-print@2'],
    ["def get():\n    return os.getenv('HF_TOKEN')\nprint(get())", 'log-py-print@3'],
    ['def f(x):\n    return g(x)\ndef g(x):\n    return x\nprint(f(hf_token))', 'log-py-print@5'],
    [
      "class A:\n    def __init__(self):\n        self.k = os.environ['HF_TOKEN']\n    def show(self):\n        print(self.k)",
      'log-py-print@5',
    ],
    [
      'class A:\n    def __init__(self, k):\n        self.k = k\na = A(hf_token)\nprint(a.k)\nprint(a)',
      'log-py-print@5',
    ],
    ['@dataclass\nclass A:\n    hf_token: str\na = A(hf_token=hf_token)\nprint(a)', 'log-py-container@5'],
    ["@dataclass\nclass A:\n    k: str\n    n: int\nprint(A(os.environ['HF_TOKEN'], 3))", 'log-py-container@5'],
    ['class A(BaseSettings):\n    hf_token: str\nprint(A())', 'log-py-container@3'],
    ['class A(BaseSettings):\n    hf_token: SecretStr\nprint(A())', ''],
    ['class A:\n    hf_token: str\nprint(A())', ''],
    [
      'class A(BaseModel):\n    hf_token: str\n\ndef f(a: Optional[A] = None):\n    print(a.dict())',
      'log-py-container@5',
    ],
    [
      "@dataclass\nclass A:\n    k: str = field(default_factory=lambda: os.environ['HF_TOKEN'])\nprint(asdict(A()))",
      'log-py-container@4',
    ],
    ['@dataclass\nclass A:\n    k: str = field(default=None)\nprint(A())', ''],
    [
      '@dataclass\nclass A:\n    hf_token: str = field(default=None)\n\n(a,) = HfArgumentParser((A,)).parse_args_into_dataclasses()\nprint(a)',
      'log-py-container@6',
    ],
    ['def f():\n    def g():\n        print(hf)\n    hf = hf_token\n    g()', 'log-py-print@3'],
    ["T = os.getenv('HF_TOKEN')\ndef f():\n    print(T)", 'log-py-print@3'],
    ["def f(t=os.getenv('HF_TOKEN')):\n    print(t)", 'log-py-print@2'],
    ['def f(hf_token: str):\n    logger.info(f"using {hf_token}")', 'log-py-logger@2'],
    ['def mask_token(t):\n    return t\nprint(mask_token(hf_token))', ''],
    ['def f(x):\n    return f(x)\nprint(f(hf_token))', ''],
    ['def get_token():\n    return 1\nprint(get_token())  # huggingface', ''],
    ['from .utils import get_token\nprint(get_token())  # huggingface', ''],
    ['from huggingface_hub import get_token as g\nprint(g())', 'log-py-print@2'],
    ['import huggingface_hub as h\nprint(h.get_token())', 'log-py-print@2'],
    ['from huggingface_hub import HfFolder\nprint(HfFolder.get_token())', 'log-py-print@2'],
  ])('%j', (text, expected) => {
    expect(found('python', text)).toBe(expected);
  });

  test('get_token of the package itself', () => {
    const text = 'from ..utils import get_token\nprint(get_token())';
    expect(found('python', text, undefined, 'src/huggingface_hub/cli/a.py')).toBe('log-py-print@2');
  });
});

describe('what is taken out before it is shown', () => {
  const OPTIONS =
    'import argparse, wandb\np = argparse.ArgumentParser()\np.add_argument("--hf_token")\nargs = p.parse_args()\n';
  test.each([
    ['args.hf_token = None\nprint(args)', ''],
    ['args.hf_token = "***"\nwandb.init(config=args)', ''],
    ['del args.hf_token\nprint(vars(args))', ''],
    ['delattr(args, "hf_token")\nprint(args)', ''],
    ['setattr(args, "hf_token", "***")\nprint(args)', ''],
    ['if args.hf_token:\n    args.hf_token = "***"\nprint(args)', ''],
    ['d = vars(args)\nd.pop("hf_token")\nprint(d)', ''],
    ['d = vars(args)\ndel d["hf_token"]\nwandb.init(config=args)', ''],
    ['d = dict(vars(args))\nd.update(hf_token="***")\nprint(d)', ''],
    ['if quiet:\n    args.hf_token = None\nprint(args)', 'log-py-namespace@7'],
    ['def clean():\n    args.hf_token = None\nclean()\ndef show():\n    print(args)', 'log-py-namespace@9'],
    ['d = vars(args).copy()\nd.pop("hf_token")\nprint(args)', 'log-py-namespace@7'],
    ['args.hf_token = os.environ["HF_TOKEN"]\nprint(args)', 'log-py-namespace@6'],
  ])('%j', (text, expected) => {
    expect(found('python', OPTIONS + text)).toBe(expected);
  });

  test.each([
    [
      'cfg = {"t": hf_token}\nsafe = copy.deepcopy(cfg)\nsafe["t"] = "***"\nprint(safe)\nprint(cfg)',
      'log-py-container@6',
    ],
    ['cfg = {"t": hf_token}\nsafe = cfg.copy()\nsafe.pop("t")\nprint(safe)\nprint(cfg)', 'log-py-container@6'],
    ['token = os.environ["HF_TOKEN"]\nlogin(token)\ntoken = "<redacted>"\nprint(token)', ''],
  ])('%j', (text, expected) => {
    expect(found('python', `import copy, os\n${text}`)).toBe(expected);
  });
});

describe('fields that are not shown', () => {
  test.each([
    ['@dataclass\nclass A:\n    hf_token: str = field(default="", repr=False)\na = A(hf_token=hf_token)\nprint(a)', ''],
    [
      '@dataclass\nclass A:\n    hf_token: str = field(default="", repr=False)\na = A(hf_token=hf_token)\nprint(asdict(a))',
      'log-py-container@5',
    ],
    ['class A(BaseSettings):\n    hf_token: Annotated[str, Field(repr=False)]\nprint(A())', ''],
    ['class A(BaseSettings):\n    hf_token: str = Field(exclude=True)\nprint(A().model_dump())', ''],
    ['class A(BaseSettings):\n    hf_token: str\nprint(A().model_dump(exclude={"hf_token"}))', ''],
    ['class A(BaseSettings):\n    hf_token: str\nprint(A().model_dump_json(include={"a"}))', ''],
    ['class A(BaseSettings):\n    hf_token: str\nprint(A().model_dump(exclude=HIDDEN))', ''],
    ['class A(BaseSettings):\n    hf_token: str\nprint(A().model_dump(exclude={"a"}, indent=1))', 'log-py-container@3'],
    ['class A(BaseSettings):\n    hf_token: str\nprint(A().model_dump(exclude=None))', 'log-py-container@3'],
  ])('%j', (text, expected) => {
    expect(found('python', text)).toBe(expected);
  });
});

describe('loggers', () => {
  test.each([
    ['from app.log import logger\nlogger.info("hf %s", hf_token)', 'log-py-logger@2'],
    ['from utils import log\nlog.warning(hf_token)', 'log-py-logger@2'],
    ['from flask import Flask\napp = Flask("a")\napp.logger.debug(hf_token)', 'log-py-logger@3'],
    ['from celery.utils.log import get_task_logger\nlg = get_task_logger("a")\nlg.info(hf_token)', 'log-py-logger@3'],
    ['from prefect import get_run_logger\nget_run_logger().info(hf_token)', 'log-py-logger@2'],
    ['import structlog\nlog = structlog.get_logger()\nlog.msg("a", key=hf_token)', 'log-py-logger@3'],
    ['log = open("run.log", "w")\nlog.write(hf_token)', 'log-py-file@2'],
    ['import comet_ml\nmy_logger = comet_ml.Experiment()\nmy_logger.log_parameter("a", hf_token)', 'log-py-tracker@3'],
    ['from math import log\nlog.info(hf_token)\nprint(log(hf_token))', ''],
    ['from app.log import logger\nlogger.bind(hf_token)\nlogger.info("set")', ''],
    ['from app.log import catalog\ncatalog.info(hf_token)', ''],
  ])('%j', (text, expected) => {
    expect(found('python', text)).toBe(expected);
  });
});

describe('options by their role', () => {
  const OPTION = 'p = argparse.ArgumentParser()\np.add_argument("--hub_token")\nargs = p.parse_args()\n';
  const CREATE = `${OPTION}api.create_repo("x", token=args.hub_token)\n`;
  test.each([
    [`${CREATE}print(args)`, 'warning log-py-namespace@5'],
    [`${CREATE}c = vars(args)\naccelerator.init_trackers("x", c)`, 'warning log-py-namespace@6'],
    [`${CREATE}args.hub_token = None\nprint(args)`, ''],
    [`${CREATE}print(args.model)`, ''],
    [
      `${CREATE}def main(args):\n    if args.to == "wandb" and args.hub_token is not None:\n        raise ValueError("no")\n    print(args)\nmain(args)`,
      '',
    ],
    [
      `${CREATE}if args.push and args.hub_token is None:\n    raise ValueError("no")\nprint(args)`,
      'warning log-py-namespace@7',
    ],
    [`${CREATE}if args.hub_token:\n    raise ValueError("no")\nprint(args)`, ''],
    [`${OPTION}print(args)`, ''],
    [`${OPTION}other(token=args.hub_token)\nprint(args)`, ''],
    [
      '@dataclass\nclass A:\n    hf_token: str = None\na, = HfArgumentParser(A).parse_args_into_dataclasses()\nprint(a)',
      'log-py-container@5',
    ],
    ['@dataclass\nclass A:\n    hf_token: str = None\nprint(A())', ''],
  ])('%j', (text, expected) => {
    expect(found('python', text)).toBe(expected);
  });
});

describe('objects of libraries', () => {
  const HEADERS = '{"Authorization": "Bearer " + hf_token}';
  test.each([
    [`s = requests.Session()\ns.headers.update(${HEADERS})\nprint(s.headers)`, 'log-py-container@3'],
    [`s = requests.Session()\ns.headers.update(${HEADERS})\nprint(s.get(u).request.headers)`, 'log-py-container@3'],
    [`c = httpx.Client(headers=${HEADERS})\nprint(c.headers["Authorization"])`, 'log-py-print@2'],
    [`r = requests.post(u, headers=${HEADERS})\nprint(r.request.headers)`, 'log-py-container@2'],
    [`r = requests.post(u, headers=${HEADERS})\nprint(vars(r.request), dict(r.headers))`, 'log-py-container@2'],
    [
      `try:\n    r = requests.get(u, headers=${HEADERS})\n    r.raise_for_status()\nexcept requests.HTTPError as e:\n    print(e.request.headers)`,
      'log-py-container@5',
    ],
    [
      `def f():\n    try:\n        requests.get(u, headers=${HEADERS}).raise_for_status()\n    except requests.HTTPError as e:\n        log.error("%s", e.response.request.headers)`,
      'log-py-container@5',
    ],
    [
      `r = requests.get(u, headers=${HEADERS})\ntry:\n    r.raise_for_status()\nexcept requests.HTTPError as e:\n    print(e.response.request.headers["Authorization"])`,
      'log-py-print@5',
    ],
    [
      `try:\n    async with s.get(u, headers=${HEADERS}) as r:\n        r.raise_for_status()\nexcept aiohttp.ClientResponseError as e:\n    print(e.request_info.headers)`,
      'log-py-container@5',
    ],
    [`r = await s.get(u, headers=${HEADERS})\nprint(r.request_info.url, r.headers)`, ''],
    [
      `c = httpx.Client(headers=${HEADERS})\ntry:\n    c.get(u)\nexcept httpx.HTTPStatusError as e:\n    print(e.request.headers)`,
      'log-py-container@5',
    ],
    [
      `try:\n    requests.get(u, headers=${HEADERS})\nexcept requests.HTTPError as e:\n    print(e, e.request, e.response.text, e.response.headers, e.request.url, e.args)`,
      '',
    ],
    [
      `try:\n    requests.get(u, headers={"A": "b"})\nexcept requests.HTTPError as e:\n    print(e.request.headers, bool(hf_token))`,
      '',
    ],
    [
      `def f():\n    return requests.get(u, headers=${HEADERS}).json()\ndef main():\n    try:\n        f()\n    except requests.HTTPError as e:\n        print(e.request.headers)`,
      'log-py-container@7',
    ],
    [
      `def f():\n    requests.get(u, headers=${HEADERS})\ntry:\n    run()\nexcept ValueError as e:\n    print(e.request.headers)`,
      '',
    ],
    ['from huggingface_hub import HfApi\napi = HfApi(token=hf_token)\nprint(api.token)', 'log-py-print@3'],
    ['t = rich.table.Table()\nt.add_row("a", hf_token)\nprint(t)', 'log-py-container@3'],
    ['from types import SimpleNamespace\nprint(SimpleNamespace(a=hf_token))', 'log-py-container@2'],
    ['import pandas as pd\nprint(pd.DataFrame([{"a": hf_token}]))', 'log-py-container@2'],
    [
      'from omegaconf import OmegaConf\nc = OmegaConf.create({"a": hf_token})\nprint(OmegaConf.to_yaml(c))',
      'log-py-container@3',
    ],
    [`s = requests.Session()\ns.headers.update(${HEADERS})\nr = s.get(u)\nprint(s, r, r.headers, r.text)`, ''],
    [`r = requests.post(u, headers=${HEADERS})\nprint(r, r.headers, r.json(), r.url)`, ''],
    ['api = HfApi(token=hf_token)\nprint(api, api.endpoint, api.get("token"), api.to_dict())', ''],
    ['for k, v in Client(token=hf_token).items():\n    print(k, v)', ''],
    ['t = rich.table.Table()\nt.add_row("a", mask(hf_token))\nprint(t)', ''],
  ])('%j', (text, expected) => {
    expect(found('python', text)).toBe(expected);
  });

  test.each([
    ['t = hf_token\nprint(locals())', 'log-py-namespace@3'],
    ['def f(a):\n    t = hf_token\n    print(vars())\n    print(vars()["a"])', 'log-py-namespace@4'],
    ['t = hf_token\nprint("%(t)s" % locals())', 'log-py-namespace@3'],
    ['t = hf_token\nprint("{model}".format(**locals()))', ''],
    ['t = hf_token\nprint("%(model)s" % locals())', ''],
    ['print(locals())', ''],
  ])('%j in a function', (text, expected) => {
    expect(found('python', `def train(model):\n    ${text.replaceAll('\n', '\n    ')}`)).toBe(expected);
  });

  test.each([
    ['def __repr__(self):\n        return f"A({self.t})"', 'log-py-print@6'],
    ['def __str__(self):\n        return "A " + self.t', 'log-py-print@6'],
    ['def __repr__(self):\n        return f"A({self.t[:3]}***)"', ''],
    ['def show(self):\n        return self.t', ''],
  ])('%j of a class', (text, expected) => {
    const own = `class A:\n    def __init__(self, t):\n        self.t = t\n    ${text}\nprint(A(hf_token))`;
    expect(found('python', own)).toBe(expected);
  });

  test('own text of a dataclass', () => {
    const text =
      '@dataclass\nclass A:\n    hf_token: str\n    def __repr__(self):\n        return "A"\nprint(A(hf_token))';
    expect(found('python', text)).toBe('');
  });

  test('options as keywords of a command', () => {
    const text = '@click.command()\n@click.option("--hf_token")\ndef run(**kwargs):\n    print(kwargs)';
    expect(found('python', text)).toBe('log-py-container@4');
    expect(found('python', text.replace('hf_token', 'model'))).toBe('');
  });
});

test('a wrapper of the file that shows what its function is given', () => {
  const head = 'def trace(fn):\n    @wraps(fn)\n    def wrapper(*args, **kwargs):\n';
  const tail = '        return fn(*args, **kwargs)\n    return wrapper\n@trace\ndef load(token=None):\n    return 1\n';
  const print = '        print(fn.__name__, kwargs)\n';
  expect(found('python', `${head}${print}${tail}load(token=hf_token)`)).toBe('log-py-container@4');
  expect(found('python', `${head}${print.replace(', kwargs', '')}${tail}load(token=hf_token)`)).toBe('');
  expect(found('python', `${head}${print}${tail}load(token=None)\nlogin(hf_token)`)).toBe('');
});

const GETTER = '\n    def hf_token(self):\n        return os.environ["HF_TOKEN"]\n';
test.each([
  [`class S:\n    @property${GETTER}s = S()\nprint(vars(s), s.__dict__, vars(S))`, ''],
  [`class S:\n    @property${GETTER}for k, v in vars(S).items():\n    print(k, v)`, ''],
  [`@dataclass\nclass S:\n    model: str = "x"\n    @property${GETTER}print(S(), asdict(S()))`, ''],
  [`class S(BaseModel):\n    @cached_property${GETTER}s = S()\nprint(s, s.model_dump())`, ''],
  [`class S(BaseModel):\n    @computed_field\n    @property${GETTER}print(S().model_dump())`, 'log-py-container@6'],
  [`class S:\n    @property${GETTER}s = S()\nprint(s.hf_token)`, 'log-py-print@6'],
  [`class S:\n    @property${GETTER}print(getattr(S(), "hf_token"))`, 'log-py-print@5'],
  [`class S:\n    @property${GETTER}    def show(self):\n        print(self.hf_token)`, 'log-py-print@6'],
  [`class S:\n    @property${GETTER}s = S()\ns.t = s.hf_token\nprint(vars(s))`, 'log-py-container@7'],
  [`class S:\n    @property${GETTER}d = vars(S())\nd["hf_token"] = S().hf_token\nprint(d)`, 'log-py-container@7'],
  [`class S:\n    @property${GETTER}class T(S): pass\nprint(T().hf_token)`, 'log-py-print@6'],
  [
    'class S:\n    @property\n    def t(self):\n        return self._t\n    @t.setter\n    def t(self, t):\n        self._t = t\ns = S()\ns.t = os.environ["HF_TOKEN"]\nprint(s.t, vars(s))',
    'log-py-container@10, log-py-print@10',
  ],
  [
    'class S:\n    def __init__(self):\n        self._a = os.environ["HF_TOKEN"]\n    @property\n    def a(self):\n        return self._a\n    def f(self):\n        print(self.a)\nprint(S().a, vars(S))',
    'log-py-print@8, log-py-container@9, log-py-print@9',
  ],
  [
    'class S:\n    @property\n    def a(self):\n        return self._a[:3]\n    def __init__(self, a):\n        self._a = a\nprint(S(os.environ["HF_TOKEN"]).a)',
    '',
  ],
  [
    'class A:\n    @property\n    def a(self):\n        raise NotImplementedError\nclass B(A):\n    @property\n    def a(self):\n        return os.environ["HF_TOKEN"]\nprint(B().a)',
    'log-py-print@9',
  ],
  [
    'class A:\n    @property\n    def a(self):\n        return os.environ["HF_TOKEN"]\nclass B(A):\n    @property\n    def a(self):\n        return "***"\nprint(B().a)',
    '',
  ],
  ['class S:\n    @property\n    def h(self):\n        return {"a": os.environ["HF_TOKEN"], "b": 1}\nprint(S().h)', ''],
])('a property: %j', (text, expected) => {
  expect(found('python', text)).toBe(expected);
});

test.each([
  ['class A(BaseSettings):\n    hf_token: str\nclass B(A):\n    n: int = 1\nprint(B())', 'log-py-container@5'],
  ['@dataclass\nclass A:\n    hf_token: str\nclass B(A):\n    pass\nprint(f"{B(1)}")', 'log-py-container@6'],
  [
    'class A(BaseModel):\n    hf_token: str\nclass B(A):\n    n: int\nclass C(B):\n    pass\nprint(C())',
    'log-py-container@7',
  ],
  ['class A(BaseModel):\n    hf_token: str = Field(repr=False)\nclass B(A):\n    n: int\nprint(B())', ''],
  [
    'class A(BaseModel):\n    hf_token: str = Field(exclude=True)\nclass B(A):\n    n: int\nprint(B().model_dump())',
    '',
  ],
  ['class A(BaseModel):\n    hf_token: SecretStr\nclass B(A):\n    n: int\nprint(B())', ''],
  ['class A:\n    hf_token: str = ""\nclass B(A):\n    pass\nprint(B())', ''],
])('a record of what another is: %j', (text, expected) => {
  expect(found('python', text)).toBe(expected);
});

test.each([
  ['def run(x, token=None, **kwargs):\n    print(kwargs)', 'run(1, token=t, lr=1)', ''],
  ['def run(x, *, token=None, **kwargs):\n    print(kwargs)', 'run(1, token=t)', ''],
  ['def run(x, **kwargs):\n    print(kwargs)', 'run(1, token=t)', 'log-py-container@4'],
  ['def run(x, token=None, **kwargs):\n    print(kwargs)', 'run(1, key=t)', 'log-py-container@4'],
  ['def run(x, token=None, **kwargs):\n    print(kwargs, token)', 'run(1, token=t)', 'log-py-print@4'],
  ['def run(x, token=None, *args):\n    print(args)', 'run(1, 2, t)', 'log-py-container@4'],
])('%s: %s', (head, call, expected) => {
  expect(found('python', `${READ}${head}\n${call}`)).toBe(expected);
});
