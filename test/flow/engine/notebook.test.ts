// What a cell shows, and names that come from elsewhere.
import { logging } from 'hfleaks:logging';
import { describe, expect, test } from 'vitest';
import { type Imports, namesIn } from '../../../src/flow/exposures.ts';
import { exposuresInCells } from '../../../src/flow/reading.ts';
import { found } from './table.ts';

test.each([
  ['hf_token', 'nb-cell-echo@1'],
  ['x = 1\nhf_token[:8]', 'info log-py-partial@2'],
  ['hf_token[:3]', ''],
  ['hf_token[:8];', ''],
  ['get_token();', ''],
  ['{"Authorization": f"Bearer {hf_token}"}', 'nb-cell-echo@1'],
  ['import os\nos.environ.get("HF_TOKEN")', 'nb-cell-echo@2'],
  ['%env HF_TOKEN=$x', 'nb-env-set-output@1'],
  ['%set_env HF_TOKEN=hf_xxx_your_token', ''],
  ['%set_env HF_TOKEN=abcdef', 'nb-env-set-output@1'],
  ['print(hf_token)', 'log-py-print@1'],
  ['login(hf_token)', ''],
  ['from IPython.display import Markdown\ndisplay(Markdown(f"Token: {hf_token}"))', 'log-py-print@2'],
  ['import ipywidgets as w\nw.Text(value=hf_token);', 'log-py-ui-prefill@2'],
  ['import os, huggingface_hub\nos.environ', 'warning log-py-env-dump@2'],
  ['import os, huggingface_hub\nos.environ;', ''],
])('%j', (text, expected) => {
  expect(found('cell', text)).toBe(expected);
});

test('a value and a function of another file', () => {
  const text = "import os\nKEY = os.environ['HF_TOKEN']\ndef show(x):\n    print(x)\ndef get():\n    return KEY\n";
  const names = namesIn({ name: 'config.py', text, kind: 'python' }, logging);
  const imports: Imports = (module) => (module === '.config' ? names : null);
  expect(found('python', 'from .config import KEY\nprint(KEY)', imports)).toBe('log-py-print@2');
  expect(found('python', 'from .config import get\nprint(get())', imports)).toBe('log-py-print@2');
  expect(found('python', 'from .config import show\nshow(hf_token)', imports)).toBe('log-py-print@2');
  expect(found('python', 'from .other import KEY\nprint(KEY)', imports)).toBe('');
  expect(found('python', 'from .config import *\nshow(hf_token)', imports)).toBe('log-py-print@2');
});

test.each([
  ['from app import config\nprint(config.KEY)', 'log-py-print@2'],
  ['from app import other, config as c\nprint(c.KEY)', 'log-py-print@2'],
  ['from app import config\nprint(config.get())', 'log-py-print@2'],
  ['from app import config\nprint(config, config.NAME)', ''],
  ['import app.config\nprint(app.config.KEY)', 'log-py-print@2'],
  ['import app.other\nimport app.config\nprint(app.config.KEY, app.other.A)', 'log-py-print@3'],
  ['import app.config\nprint(app.KEY, app.config.NAME, app.config)', ''],
  ['from app import Config\nprint(Config.KEY)', ''],
])('a module in a package: %j', (text, expected) => {
  const config = "import os\nNAME = 'a'\nKEY = os.environ['HF_TOKEN']\ndef get():\n    return KEY\n";
  const names = namesIn({ name: 'app/config.py', text: config, kind: 'python' }, logging);
  const imports: Imports = (module) => (module === 'app.config' ? names : null);
  expect(found('python', text, imports)).toBe(expected);
});

test.each([
  [['tok = userdata.get("HF_TOKEN")', '!echo {tok}'], ['hf-nb-magic']],
  [['import os\ntok = os.environ["HF_TOKEN"]', 'x = 1', '!echo $tok'], ['hf-nb-magic']],
  [['tok = userdata.get("HF_TOKEN")', 'tok = "a"\n!echo {tok}'], []],
  [['tok = userdata.get("HF_TOKEN")', 'tok = tok.strip()\n!echo {tok}'], ['hf-nb-magic']],
  [['tok = userdata.get("HF_TOKEN")', 'tok = "a"', '!echo {tok}'], []],
  [['tok = userdata.get("HF_TOKEN")', '!echo {other} tok'], []],
  [['tok = userdata.get("HF_TOKEN")', '%%capture\nprint(tok)'], []],
  [['tok = userdata.get("HF_TOKEN")', '%%capture out\nprint(tok)'], ['hf-log-py-print']],
  [['tok = len(userdata.get("HF_TOKEN"))', '!echo {tok}'], []],
  [['tok = userdata.get("HF_TOKEN")', '!echo {tok} | hf auth login'], []],
  [['t = userdata.get("HF_TOKEN")\nx = t\n!echo {x}'], ['hf-nb-magic']],
  [['x = "a"\n!echo {x}\nx = userdata.get("HF_TOKEN")'], []],
])('%j', async (cells, expected) => {
  const all = cells.map((text, at) => (at === 0 ? `from google.colab import userdata\n${text}` : text));
  const { exposures } = await exposuresInCells('a.ipynb', all, logging);
  expect(exposures.map(({ rule }) => rule)).toEqual(expected);
});

describe('an address with a credential for git', () => {
  const URL = 'url = f"https://{user}:{hf_token}@huggingface.co/a/b"';
  test.each([
    [[`${URL}\n!git clone {url}`], ['hf-url-userinfo warning', 'hf-sh-url-userinfo warning']],
    [
      [URL, '!git remote add hf $url'],
      ['hf-url-userinfo warning', 'hf-sh-url-userinfo warning'],
    ],
    [
      [URL, '!git push {url} main'],
      ['hf-url-userinfo warning', 'hf-sh-url-userinfo info'],
    ],
    [['tok = userdata.get("HF_TOKEN")', '!git clone {tok}'], []],
    [[URL, 'url = "https://huggingface.co/a/b"\n!git clone {url}'], ['hf-url-userinfo warning']],
  ])('%j', async (cells, expected) => {
    const all = ['from google.colab import userdata', ...cells];
    const { exposures: told } = await exposuresInCells('a.ipynb', all, logging);
    expect(told.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(expected);
  });
});

describe('objects of another file', () => {
  const SETTINGS = 'class S(BaseSettings):\n    hf_token: str\nsettings = S()\n';
  const OPTIONS =
    'def get_args():\n    p = argparse.ArgumentParser()\n    p.add_argument("--hf_token")\n    return p.parse_args()\n';
  const CLASS =
    'import os\nclass Config:\n    def __init__(self):\n        self.key = os.environ["HF_TOKEN"]\n        self.model = "a"\n';
  test.each([
    [SETTINGS, 'from cfg import settings\nprint(settings)', 'log-py-container@2'],
    [OPTIONS, 'from cfg import get_args\nargs = get_args()\nprint(args)', 'log-py-namespace@3'],
    [OPTIONS, 'from cfg import get_args\nargs = get_args()\nargs.hf_token = None\nprint(args)', ''],
    [OPTIONS, 'from cfg import get_args\nargs = get_args()\nprint(args.model)', ''],
    [CLASS, 'from cfg import Config\nc = Config()\nprint(c.key)', 'log-py-print@3'],
    [CLASS, 'from cfg import Config\nc = Config()\nprint(c, c.model)', ''],
  ])('%j, %j', (text, importer, expected) => {
    const file = { name: 'cfg.py', text, kind: 'python' } as const;
    const names = namesIn(file, logging);
    expect(found('python', importer, (module) => (module === 'cfg' ? names : null))).toBe(expected);
  });
});
