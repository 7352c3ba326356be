// A credential is stored into something that was given or loaded, and the whole is shown.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const READ = "import os, json, yaml\nt = os.environ['HF_TOKEN']\n";

describe('what is loaded', () => {
  test.each([
    ['cfg = yaml.safe_load(f)\ncfg["hf_token"] = t\nprint(cfg)\nprint(cfg["lr"])', 'log-py-container@5'],
    ['cfg = json.load(open("x"))\ncfg["token"] = t\nlogger.info("%s", cfg)', 'log-py-container@5'],
    ['cfg = json.loads(x)\nif x:\n    cfg["token"] = t\nprint(json.dumps(cfg))', 'log-py-container@6'],
    ['import toml\ncfg = toml.load("x")\ncfg["hub"] = {"token": t}\nprint(cfg)', 'log-py-container@6'],
    ['cfg = json.load(f)\ncfg.setdefault("hf_token", t)\nprint(cfg)', 'log-py-container@5'],
    ['cfg = json.load(f)\ncfg.update({"hf_token": t})\nprint(cfg)', 'log-py-container@5'],
    ['cfg = json.load(f)\ncfg["n"] = 4\nprint(cfg)', ''],
    ['cfg = json.load(f)\ncfg["hf_token"] = t\ncfg.pop("hf_token")\nprint(cfg)', ''],
    ['cfg = json.load(f)\ncfg["hf_token"] = "***"\nprint(cfg)', ''],
    [
      'from omegaconf import OmegaConf\ncfg = OmegaConf.load("x")\ncfg.hf_token = t\nprint(OmegaConf.to_yaml(cfg))\nprint(cfg.lr)',
      'log-py-container@6',
    ],
    ['from easydict import EasyDict\ne = EasyDict(hf_token=t, lr=1)\nprint(e)\nprint(e.lr)', 'log-py-container@5'],
    ['from easydict import EasyDict\ne = EasyDict()\ne.hf_token = t\nprint(e)', 'log-py-container@6'],
    ['import ml_collections\nc = ml_collections.ConfigDict()\nc.hub.token = t\nprint(c)', 'log-py-container@6'],
    [
      'from collections import defaultdict\nd = defaultdict(dict)\nd["hub"]["token"] = t\nprint(d)',
      'log-py-container@6',
    ],
    [
      'import argparse\nargs = argparse.ArgumentParser().parse_args()\nargs.hf_token = t\nprint(args)\nprint(vars(args))',
      'log-py-container@6, log-py-container@7',
    ],
  ])('%j', (text, expected) => {
    expect(found('python', READ + text)).toBe(expected);
  });
});

describe('what is given', () => {
  const within = (...lines: readonly string[]): string =>
    `${READ}def f(cfg, args, model, headers, h):\n${lines.map((line) => `    ${line}`).join('\n')}`;
  test.each([
    [['cfg["hub"]["token"] = t', 'print(cfg)', 'print(cfg["hub"])', 'print(cfg["lr"])'], '@5, @6'],
    [['cfg.hf_token = t', 'print(cfg)', 'print(cfg.lr)', 'print(vars(cfg))', 'print(cfg.__dict__)'], '@5, @7, @8'],
    [['cfg.hub.hf_token = t', 'print(cfg)', 'print(cfg.hub)', 'print(cfg.model)'], '@5, @6'],
    [['args.token = t', 'print(args)', 'print(args.model)'], '@5'],
    [['cfg.update(hf_token=t)', 'print(cfg)'], '@5'],
    [['cfg.update({"hf_token": t})', 'print(cfg)', 'print(cfg["lr"])'], '@5'],
    [['headers.update({"Authorization": f"Bearer {t}"})', 'print(headers)'], '@5'],
    [['model.token = t', 'print(model)', 'print(model.config)', 'print(vars(model))'], '@7'],
    [['model.session.headers["Authorization"] = t', 'print(model.session)', 'print(model.session.headers)'], '@6'],
    [['h.update(t.encode())', 'print(h)', 'print(h.hexdigest())'], ''],
    [['model.update(token=t)', 'print(model)'], ''],
    [['cfg.hf_token = t', 'cfg.hf_token = None', 'print(cfg)'], ''],
    [['cfg.hf_token = t', 'del cfg.hf_token', 'print(cfg)'], ''],
    [['training_args = get(cfg)', 'training_args.hub_token = t', 'print(training_args)'], ''],
    [['cfg.lr = 1', 'print(cfg)'], ''],
  ])('%j', (lines, expected) => {
    expect(found('python', within(...lines)).replaceAll('log-py-container', '')).toBe(expected);
  });
});

describe('fields', () => {
  const HEAD = `${READ}class A:\n    def __init__(self, cfg, api):\n        self.cfg = cfg\n        self.data = load(cfg)\n        self.api = api\n`;
  test.each([
    ['        self.cfg["token"] = t\n        print(self.cfg)\n        print(self.data)', 'log-py-container@9'],
    ['        self.data["token"] = t\n    def show(self):\n        print(self.data)', 'log-py-container@10'],
    ['        self.api.token = t\n    def show(self):\n        print(self.api)\n        print(self)', ''],
    ['        self.cfg.token = t\n        print(self.cfg)\n        print(self.cfg.lr)', 'log-py-container@9'],
  ])('%j', (text, expected) => {
    expect(found('python', HEAD + text)).toBe(expected);
  });
});

describe('in JavaScript', () => {
  test.each([
    [
      'const cfg = JSON.parse(text)\ncfg.hfToken = process.env.HF_TOKEN\nconsole.log(cfg)\nconsole.log(cfg.model)',
      'log-js-object@3',
    ],
    ['const cfg = JSON.parse(text)\ncfg["a"]["b"] = process.env.HF_TOKEN\nconsole.log(cfg)', 'log-js-object@3'],
    ['const cfg = JSON.parse(text)\ncfg.hasToken = !!process.env.HF_TOKEN\nconsole.log(cfg)', ''],
  ])('%j', (text, expected) => {
    expect(found('javascript', text)).toBe(expected);
  });
});
